"""Every route of the console with every role, as "What pages each role has" in deploy/assurance/keys-and-roles.md says it, by real sessions."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kiosk.trust.console import allowed
from kiosk.trust.console.routes import SIGNED_IN
from tests.support.processes import REPOSITORY
from tests.support.tables import tables
from tests.trust.console.browserless import Client
from tests.trust.console.running import RunningTrust

PAGES = tables(REPOSITORY / "deploy/assurance/keys-and-roles.md")["page"]
ACCOUNTS = {
    "ward reader": "nurse",
    "safeguarding reader": "safeguarding",
    "outside reader": "guardian",
    "governance": "governance",
    "administrator": "administrator",
}
NOT_YOURS = "This page is not part of your work"


@pytest.fixture(scope="module")
def sessions(trust: RunningTrust) -> Iterator[dict[str, Client]]:
    clients = {role: Client(trust) for role in ACCOUNTS}
    for role, client in clients.items():
        assert client.sign_in(ACCOUNTS[role]).status_code == 303
    yield clients
    for client in clients.values():
        client.close()


def test_the_table_is_that_of_the_code_and_has_every_page_that_wants_a_session() -> None:
    mounted = {
        f"{method} {allowed.plain(path)}" for each in SIGNED_IN for path in each.paths for method in each.http_methods
    }
    assert set(PAGES) == set(allowed.ALLOWED) == {route for route in mounted if route.split()[0] in ("GET", "POST")}


@pytest.mark.parametrize(
    "route", sorted(PAGES, key=lambda route: route == "POST /sign-out")
)  # the session ends with it
def test_a_page_answers_the_roles_that_have_it_and_nobody_else(
    trust: RunningTrust, sessions: dict[str, Client], route: str
) -> None:
    method, path = route.split(" ")
    address = "/console" + (path if path != "/" else "")
    for part in (
        "{call}",
        "{tablet}",
        "{key}",
        "{record}",
        "{reader}",
        "{person}",
        "{invitation}",
        "{slug}",
        "{act}",
        "{which}",
        "{note}",
        "{screen_id}",
    ):
        address = address.replace(part, "00" * 16)
    address = address.replace("{ward}", trust.ward).replace("{role}", "nurse").replace("{quarter}", "2026-1")
    for role, client in sessions.items():
        if method == "GET":
            if address.endswith("/live"):
                continue  # it goes on for ever; its lines are tried below
            answer = client.get(address)
        else:
            answer = client.post(address, {"csrf": client.token("/console/account")})
        refused = answer.status_code == 403 and NOT_YOURS in answer.text
        assert ("no" if refused else "yes") == PAGES[route][role], role
        assert refused or answer.status_code != 403, role


def test_the_live_lines_of_calls_are_refused_to_who_has_no_calls(trust: RunningTrust) -> None:
    client = Client(trust)
    client.sign_in("governance")
    assert client.get("/console/calls/live").status_code == 403
    client.close()


def test_a_page_that_nobody_has_said_the_roles_of_is_nobodys_and_stops_the_start() -> None:
    assert not any(allowed.may(role, "GET", "/new-page") for role in allowed.EVERYBODY)
    with pytest.raises(allowed.UnsaidRoute, match="GET /new-page: say in"):
        allowed.check([*allowed.ALLOWED, "GET /new-page"])
    with pytest.raises(allowed.UnsaidRoute, match="has no such page"):
        allowed.check(set(allowed.ALLOWED) - {"GET /account"})
