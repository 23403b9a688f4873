"""Asks a running demo trust all that its OpenAPI description names, with what schemathesis makes up, as everybody who may ask it.

What a description cannot say is read from the console's own pages: which fields a form has, and which values it offers. So some requests get as far
as a person's do; in others what they hold is made up, or everything is.
"""

from __future__ import annotations

import contextlib
import copy
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import requests
import schemathesis
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import HealthCheck, Phase, Verbosity, given, settings
from hypothesis import strategies as st
from schemathesis import Case
from schemathesis.checks import not_a_server_error
from sqlalchemy import select

from kiosk import wire
from kiosk.trust import pairing
from kiosk.trust.casework import clocks
from kiosk.trust.console import allowed, report_page
from kiosk.trust.console.case_acts import ACTS
from kiosk.trust.console.retention_page import DONE
from kiosk.trust.measures import chart_notes
from kiosk.trust.roles import Role
from kiosk.trust.store import tables
from tests.trust.console.browserless import Client
from tests.trust.console.running import RunningTrust
from tests.trust.publishing import publish

PEOPLE: dict[str, Role] = {"nurse": "ward", "safeguarding": "safeguarding", "administrator": "administrator"}
AnyCase = Case[Any]
Fields = dict[str, set[str]]
CHANNELS: dict[str, wire.Channel] = {"/tablet/batches": "batches", "/tablet/mailboxes": "mailboxes"}
NOBODY = "nobody"


class Forms(HTMLParser):
    """The forms of a page: address -> field -> values that it offers."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, Fields] = {}
        self._fields: dict[str, set[str]] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        held = dict(attrs)
        if tag == "form":
            self._fields = self.found.setdefault(held.get("action") or "", {})
        elif tag in ("input", "textarea", "button") and held.get("name") and self._fields is not None:
            self._fields.setdefault(held["name"] or "", set()).update({held.get("value") or ""} - {""})


class AskedTrust:
    """A trust with something of everything in it, and whoever asks it."""

    def __init__(self, trust: RunningTrust) -> None:
        self.trust, self.records = trust, set[str]()
        self.raise_concern()
        self.key = Ed25519PrivateKey.generate()
        with trust.backend.store.write() as connection:
            code = pairing.new_pairing(connection, trust.backend.secret, trust.ward, "Day room", trust.clock.now)
            request = wire.PairRequest(code.secret, self.key.public_key().public_bytes_raw(), "demo")
            self.tablet = pairing.pair(connection, trust.backend.secret, request, trust.clock.now)[0].tablet
            reader = connection.execute(
                select(tables.readers.c.id).where(tables.readers.c.name == "nurse")
            ).scalar_one()
            now, today = trust.clock(), clocks.today(trust.clock())
            idea = (trust.ward, today, "change_idea", "A quiet hour", reader, now, today)
            self.note = chart_notes.add(connection, *idea).hex()
        self.quarter = report_page.quarter_code(publish(trust))
        self.call = trust.press(trust.pair("Garden")).id.hex()
        self.clients = {name: Client(trust) for name in (*PEOPLE, NOBODY, "governance")}
        for name in (*PEOPLE, "governance"):
            assert self.clients[name].sign_in(name).status_code == 303
        self.tokens = {name: self.clients[name].token("/console/account") for name in (*PEOPLE, "governance")}
        self.session = requests.Session()

    def close(self) -> None:
        self.session.close()
        for client in self.clients.values():
            client.close()

    def raise_concern(self) -> None:
        self.trust.raise_concern(("ward", "safeguarding"), kinds=("C2",), words="She followed me.", harm_feelings=2)
        with self.trust.backend.store.read() as connection:
            found = set(connection.execute(select(tables.filed_records.c.id)).scalars())
        (self.record,) = {each.hex() for each in found} - self.records
        self.records.add(self.record)

    # --- what is known of it -------------------------------------------------------------------------------------

    def _ids(self, table: Any, column: str = "id") -> list[str]:
        with self.trust.backend.store.read() as connection:
            return [each.hex() for each in connection.execute(select(table.c[column])).scalars()]

    def values(self) -> dict[str, list[str]]:
        """Parts of addresses -> values that are there. Accounts that ask are not among those that can be removed."""
        readers = tables.readers.c
        others = select(readers.id).where(readers.name.not_in([*PEOPLE, "governance"]))
        with self.trust.backend.store.read() as connection:
            spare = [each.hex() for each in connection.execute(others).scalars()]
        return {
            "record": [self.record],
            "slug": list(ACTS),
            "which": [self.record, "1", "2", "3"],
            "act": list(DONE),
            "ward": [self.trust.ward],
            "call": [self.call],
            "tablet": [self.tablet],
            "reader": spare,
            "person": self._ids(tables.duty_people),
            "invitation": self._ids(tables.invitations, "hash"),
            "note": self._ids(tables.chart_notes),
            "quarter": [self.quarter, "2026-1", "1999-9"],
            "name": ["keys", "content", "duty"],
            "show": ["open", "all", "new"],
        }

    def forms(self, paths: list[str]) -> dict[str, Fields]:
        """Path of the description -> its form's fields, from every page that a person gets."""
        record = self.record
        pages = ["", "/concerns", "/export", "/retention", "/tablets", "/readers", "/account"]
        pages += [
            f"/concerns/{record}",
            f"/concerns/{record}/export",
            f"/retention/{record}",
            f"/duty/{self.trust.ward}",
            f"/check-ins/{self.trust.ward}/notes",
            f"/check-ins/{self.trust.ward}/notes/{self.note}",
            "/beds",
            f"/meeting/{self.trust.ward}",
            f"/huddle/{self.trust.ward}",
        ]
        pages += [f"/concerns/{record}/do/{slug}" for slug in ACTS] + ["/calls", f"/calls/{self.call}/reset"]
        parser = Forms()
        asked = (
            {NOBODY: ["/sign-in", "/join"]} | dict.fromkeys(PEOPLE, pages) | {"governance": [f"/report/{self.quarter}"]}
        )
        for name, addresses in asked.items():
            for page in addresses:
                parser.feed(self.clients[name].get(f"/console{page}").text)
        found: dict[str, Fields] = {}
        for action, fields in parser.found.items():
            for path in paths:
                if _fits(path, action):
                    for field, offered in fields.items():
                        found.setdefault(path, {}).setdefault(field, set()).update(offered)
        # The acts share one address but for its end, and each takes what it knows.
        acts = "/console/concerns/{record}/do/{slug}"
        found[f"{acts}/{{which}}"] = found[acts]
        return found

    def served(self) -> dict[str, Any]:
        """The description that the trust serves."""
        answer: dict[str, Any] = self.session.get(f"{self.trust.address}/schema/openapi.json", timeout=30).json()
        return answer

    def _with_what_is_there(
        self, path: str, operation: dict[str, Any], fields: Fields, offered: bool
    ) -> dict[str, Any]:
        """An operation with the parts of its address that are there. offered: and with what its form offers, else with words of any kind."""
        values = self.values()
        made = copy.deepcopy(operation)
        for parameter in made.get("parameters", ()):
            if values.get(parameter["name"]):
                parameter["schema"] = {"enum": sorted(values[parameter["name"]])}
        for media in made.get("requestBody", {}).get("content", {}).values():
            if fields:
                media["schema"] = _form(fields, offered)
        return made

    # --- asking --------------------------------------------------------------------------------------------------

    def who(self, case: AnyCase) -> list[str]:
        """Who can ask this."""
        path = case.operation.path.removeprefix("/console") or "/"
        if case.operation.path.startswith("/tablet/"):
            return ["a tablet", NOBODY]
        if path in ("/sign-in", "/join", "/sign-in/challenge"):
            return [NOBODY]
        if path == "/sign-out":
            return ["governance"]  # whose session is needed for nothing else
        return [name for name, role in PEOPLE.items() if allowed.may(role, case.method.upper(), path)] or ["governance"]

    def headers(self, name: str, case: AnyCase) -> dict[str, str]:
        """What stands in the head of a request of theirs."""
        if name == "a tablet" and case.operation.path != wire.PAIR_PATH:
            path = case.formatted_path
            channel = CHANNELS.get(path, "packs")
            body = case.body if isinstance(case.body, bytes) else b""
            counter = self.trust.backend.tablets.next_counter(self.tablet, channel)
            return wire.sign_request(self.key, self.tablet, "POST", path, counter, "demo", body)
        if name not in self.clients:
            return {}
        cookies = "; ".join(f"{each}={value}" for each, value in self.clients[name].cookies.items())
        held = {"cookie": cookies, "origin": self.trust.address}
        return held | ({"x-csrf-token": self.tokens[name]} if name in self.tokens else {})

    def ask_all(self, examples: int) -> Counter[int]:
        """Ask each of the described requests three times so often: with what forms offer, with words of any kind in them, and with all made up.
        Raises schemathesis's failure for an answer of ours that has gone wrong. Returns how often each status came."""
        served, statuses = self.served(), Counter[int]()
        forms = self.forms(list(served["paths"]))
        for path, item in served["paths"].items():
            for method, operation in item.items():
                for offered in (True, False, None):
                    made = operation
                    if offered is not None:
                        if "{record}" in path:
                            self.raise_concern()  # whoever asks may have stepped out of the one before, or deleted it
                        made = self._with_what_is_there(path, operation, forms.get(path, {}), offered)
                    schema = schemathesis.openapi.from_dict({**served, "paths": {path: {method: made}}})
                    self._ask(schema[path][method], examples, statuses)
        return statuses

    def _ask(self, operation: Any, examples: int, statuses: Counter[int]) -> None:
        @settings(
            max_examples=examples,
            deadline=None,
            database=None,
            phases=(Phase.generate,),
            suppress_health_check=list(HealthCheck),
            verbosity=Verbosity.quiet,
        )
        @given(case=operation.as_strategy(), data=st.data())
        def ask(case: AnyCase, data: st.DataObject) -> None:
            name = data.draw(st.sampled_from(self.who(case)))
            answer = case.call(self.trust.address, self.session, self.headers(name, case), allow_redirects=False)
            statuses[answer.status_code] += 1
            case.validate_response(answer, checks=[not_a_server_error])

        ask()


def _fits(path: str, address: str) -> bool:
    """Whether an address is one of a path with parts in braces."""
    parts, there = path.split("/"), address.split("/")
    return len(parts) == len(there) and all(
        part == other or (part.startswith("{") and other) for part, other in zip(parts, there, strict=True)
    )


def _form(fields: Fields, offered: bool) -> dict[str, Any]:
    """A form with all of its fields. The token is always its own: without it nothing is read."""
    words = {"type": "string", "minLength": 1}
    properties = {
        field: {"enum": sorted(values)} if values and (offered or field == "csrf") else words
        for field, values in fields.items()
    }
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


@contextlib.contextmanager
def asked_trust(trust: RunningTrust) -> Iterator[AskedTrust]:
    asked = AskedTrust(trust)
    try:
        yield asked
    finally:
        asked.close()
