"""What stands between the console and somebody who is not a reader: cookies, forms, headers, waits."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from litestar.routes import HTTPRoute
from sqlalchemy import func, select

from kiosk.trust.app import create_app
from kiosk.trust.console.routes import OF_SCREENS, OPEN_TO_ALL, console_routes
from kiosk.trust.store import tables
from tests.trust.console.browserless import FORM, KNOWN, SECRET, SESSION, Client
from tests.trust.console.running import RunningTrust

PAGES = (
    "/console",
    "/console/calls",
    "/console/concerns",
    "/console/check-ins",
    "/console/tablets",
    "/console/account",
)


@pytest.fixture
def client(trust: RunningTrust) -> Iterator[Client]:
    client = Client(trust)
    yield client
    client.close()


@pytest.fixture
def reader(client: Client) -> Client:
    """The client, signed in as the nurse."""
    assert client.sign_in("nurse").status_code == 303
    return client


def rows_of_sessions(trust: RunningTrust) -> int:
    with trust.backend.store.read() as connection:
        return connection.execute(select(func.count()).select_from(tables.sessions)).scalar_one()


# --- cookies -----------------------------------------------------------------------------------------------------


def test_every_cookie_is_bound_to_this_host_and_hidden_from_scripts(client: Client) -> None:
    lines = client.get("/console/sign-in").headers.get_list("set-cookie")
    lines += client.sign_in("nurse").headers.get_list("set-cookie")
    assert {line.split("=")[0] for line in lines} == {FORM, SESSION, SECRET, KNOWN}
    for line in lines:
        attributes = {part.strip().lower() for part in line.split(";")[1:]}
        assert {"secure", "httponly", "samesite=strict", "path=/"} <= attributes
        assert not any(attribute.startswith("domain") for attribute in attributes)


def test_neither_cookie_opens_a_page_alone(reader: Client) -> None:
    held = dict(reader.cookies)
    for missing in (SESSION, SECRET):
        reader.cookies = {name: value for name, value in held.items() if name != missing}
        assert reader.get("/console/concerns").status_code == 303
        reader.cookies = held | {missing: "0" * 64}
        assert reader.get("/console/concerns").status_code == 303


def test_a_session_that_somebody_planted_is_never_taken_over(trust: RunningTrust, client: Client) -> None:
    client.cookies |= {SESSION: "1" * 64, SECRET: "2" * 64}
    client.sign_in("nurse")
    assert client.cookies[SESSION] != "1" * 64
    assert client.cookies[SECRET] != "2" * 64


def test_signing_in_again_ends_the_session_before(trust: RunningTrust, reader: Client) -> None:
    before, held = rows_of_sessions(trust), dict(reader.cookies)
    reader.sign_in("nurse")
    assert rows_of_sessions(trust) == before
    reader.cookies = held
    assert reader.get("/console").status_code == 303


def test_signing_out_deletes_the_session_and_its_cookies(trust: RunningTrust, reader: Client) -> None:
    before, held = rows_of_sessions(trust), dict(reader.cookies)
    assert reader.post("/console/sign-out", {"csrf": reader.token("/console")}).status_code == 303
    assert rows_of_sessions(trust) == before - 1
    assert SESSION not in reader.cookies
    assert SECRET not in reader.cookies
    reader.cookies = held
    assert reader.get("/console").status_code == 303


def test_fifteen_minutes_of_rest_sign_out_and_say_why(trust: RunningTrust, reader: Client) -> None:
    trust.clock.move(15 * 60)
    answer = reader.get("/console/concerns")
    assert answer.headers["location"] == "/console/sign-in?rested=1"
    assert "signed out after 15 minutes" in reader.get("/console/sign-in?rested=1").text


def test_what_a_page_asks_for_by_itself_does_not_keep_a_session_awake(trust: RunningTrust, reader: Client) -> None:
    token = reader.token("/console/calls")
    for _ in range(3):
        trust.clock.move(5 * 60 - 1)
        reader.post(f"/console/calls/{'00' * 16}/shown", x_csrf_token=token)
    trust.clock.move(10)
    assert reader.get("/console").status_code == 303


def test_staying_signed_in_is_one_button(trust: RunningTrust, reader: Client) -> None:
    token = reader.token("/console")
    trust.clock.move(14 * 60)
    answer = reader.post("/console/stay", x_csrf_token=token)
    assert answer.json() == {"rest_seconds": 15 * 60}
    trust.clock.move(14 * 60)
    assert reader.get("/console").status_code == 200


# --- forms -------------------------------------------------------------------------------------------------------


def test_every_route_but_the_sign_in_wants_a_session_or_a_paired_screen(trust: RunningTrust, client: Client) -> None:
    app = create_app(trust.backend, console_routes(trust.backend))
    open_paths = {f"/console{path}" for handler in OPEN_TO_ALL for path in handler.paths}
    of_screens = {f"/console{path}" for handler in OF_SCREENS for path in handler.paths}
    asked = 0
    for route in app.routes:
        path = re.sub(r"\{\w+:\w+\}", "00", route.path)
        if not isinstance(route, HTTPRoute) or not path.startswith("/console") or path.startswith("/console/static"):
            continue
        if route.path in open_paths or route.path == "/console/{rest:path}":
            continue
        for method in route.methods - {"OPTIONS", "HEAD"}:
            answer = client.get(path) if method == "GET" else client.post(path)
            assert answer.status_code in (303, 401), (method, path)
            begins = "/console/board/pair" if route.path in of_screens else "/console/sign-in"
            assert answer.status_code == 401 or answer.headers["location"].startswith(begins)
            asked += 1
    assert asked >= 20


@pytest.mark.parametrize("token", ["", "0" * 64])
def test_no_form_works_without_the_sessions_token(trust: RunningTrust, reader: Client, token: str) -> None:
    for path in (
        "/console/sign-out",
        "/console/stay",
        "/console/tablets",
        "/console/readers",
        "/console/account/passphrase",
    ):
        assert reader.post(path, {"csrf": token}).status_code == 403
    assert reader.get("/console").status_code == 200


def test_another_sessions_token_is_refused(trust: RunningTrust, reader: Client) -> None:
    other = Client(trust)
    other.sign_in("advocate")
    assert reader.post("/console/sign-out", {"csrf": other.token("/console")}).status_code == 403
    other.close()


@pytest.mark.parametrize("origin", [None, "null", "https://elsewhere.example", "http://127.0.0.1:1"])
def test_a_form_from_another_site_is_refused_even_with_the_right_token(reader: Client, origin: str | None) -> None:
    assert reader.post("/console/sign-out", {"csrf": reader.token("/console")}, origin=origin).status_code == 403


def test_what_the_browser_says_of_the_sender_is_heard(reader: Client) -> None:
    form = {"csrf": reader.token("/console")}
    assert reader.post("/console/sign-out", form, sec_fetch_site="cross-site").status_code == 403


def test_the_sign_in_form_has_a_token_too(trust: RunningTrust, client: Client) -> None:
    form = {"name": "nurse", "passphrase": trust.passphrase("nurse"), "code": trust.code("nurse")}
    assert client.post("/console/sign-in", form).status_code == 403
    token = client.token("/console/sign-in")
    assert (
        client.post("/console/sign-in", form | {"csrf": token}, origin="https://elsewhere.example").status_code == 403
    )
    del client.cookies[FORM]
    assert client.post("/console/sign-in", form | {"csrf": token}).status_code == 403
    assert SESSION not in client.cookies


# --- guesses -----------------------------------------------------------------------------------------------------


def guess(client: Client, name: str, passphrase: str = "wrong", code: str = "000000") -> int:  # noqa: S107
    token = client.token("/console/sign-in")
    form = {"csrf": token, "name": name, "passphrase": passphrase, "code": code}
    return client.post("/console/sign-in", form).status_code


@pytest.mark.parametrize("name", ["safeguarding", "nobody of this name"])
def test_guesses_at_a_name_wait_longer_each_time_whether_there_is_one_or_not(
    trust: RunningTrust, client: Client, name: str
) -> None:
    assert [guess(client, name) for _ in range(4)] == [422, 422, 422, 429]
    trust.clock.move(2)
    assert [guess(client, name) for _ in range(2)] == [422, 429]
    trust.clock.move(15 * 60)


def test_a_code_works_once(trust: RunningTrust, client: Client) -> None:
    code = trust.code("advocate")
    assert guess(client, "advocate", trust.passphrase("advocate"), code) == 303
    assert guess(client, "advocate", trust.passphrase("advocate"), code) == 422


def test_who_guesses_elsewhere_does_not_lock_a_known_browser_out(trust: RunningTrust, client: Client) -> None:
    assert client.sign_in("advocate").status_code == 303
    stranger = Client(trust)
    for _ in range(4):
        guess(stranger, "advocate")
    assert guess(stranger, "advocate") == 429
    assert client.sign_in("advocate").status_code == 303
    form = {"csrf": client.token("/console/account"), "passphrase": "wrong", "code": "000000"}
    assert "Too many tries" not in client.post("/console/account/passphrase", form).text
    stranger.close()
    trust.clock.move(15 * 60)


# --- headers -----------------------------------------------------------------------------------------------------


def test_no_page_is_stored_framed_or_fed_from_elsewhere(reader: Client) -> None:
    for path in (*PAGES, "/console/sign-in", "/console/nothing-here", "/console/concerns/00"):
        answer = reader.get(path)
        assert answer.headers["cache-control"] == "no-store", path
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "//" not in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["content-type"].startswith("text/html")


def test_no_page_holds_a_script_a_style_or_an_address_of_another_host(reader: Client) -> None:
    for path in (*PAGES, "/console/sign-in"):
        html = reader.get(path).text
        assert re.findall(r"<script(?![^>]*\bsrc=)", html) == []
        assert re.findall(r"<style|\sstyle=|\son\w+=", html) == []
        assert re.findall(r"(?:src|href|action)=\"(?:https?:)?//", html) == []


def test_static_files_ask_nothing_of_any_other_host() -> None:
    static = Path(__file__).resolve().parents[3] / "kiosk/trust/console/static"
    for file in [*static.rglob("*.css"), *static.glob("*.js")]:
        text = file.read_text(encoding="utf-8")
        assert re.findall(r"(?:url\(|from |import\()['\"]?https?:", text) == [], file.name


def test_a_page_that_is_not_there_says_so_in_words(reader: Client) -> None:
    answer = reader.get("/console/nothing-here")
    assert answer.status_code == 404
    assert "There is nothing here for you" in answer.text


def test_a_prefetch_opens_no_concern(trust: RunningTrust, reader: Client) -> None:
    trust.raise_concern(words="Do not fetch this early.")
    links = re.findall(r'href="(/console/concerns/[0-9a-f]{32})"', reader.get("/console/concerns").text)
    assert reader.get(links[0], sec_purpose="prefetch;prerender").status_code == 503
    with trust.backend.store.read() as connection:
        opened = connection.execute(
            select(func.count()).select_from(tables.access_log).where(tables.access_log.c.action == "opened a record")
        ).scalar_one()
    assert opened == 0


def test_what_a_reader_may_not_do_is_refused_in_words(reader: Client) -> None:
    token = reader.token("/console")
    for path in ("/console/tablets", "/console/readers"):
        answer = reader.post(path, {"csrf": token, "place": "Somewhere", "name": "somebody"})
        assert answer.status_code == 403
        assert "This page is not part of your work" in answer.text
