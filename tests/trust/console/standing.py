"""A trust in which every page of the console has something to show, and every act a case that it is offered for."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from playwright.sync_api import Page
from sqlalchemy import Connection, delete, insert, select, update

from kiosk.trust import accounts, boards, founding, keys
from kiosk.trust.casework import clocks
from kiosk.trust.console import report_page
from kiosk.trust.measures import beds, call_weeks, chart_notes, huddles, periods
from kiosk.trust.store import tables
from kiosk.trust.store.database import insert_adding, insert_once
from tests.trust.console.browserless import Client
from tests.trust.console.reporter import Reporter
from tests.trust.console.running import RunningTrust
from tests.trust.publishing import publish

YEAR = 366 * 86_400  # seconds
TOLD = "He sat down next to me.\nI said no."


class Standing:
    """records: ids by name. reader, tablet, call, ward, screen, note: ids as addresses have them; the reader is the nurse.

    told: what a concern can hold. answered: in Arabic, with messages to and from the person, who wants to take it back. recorded: on record, with an
    action, and kept from a reader. proposed, closed: as they say. old: its years are over. alone: added to a concern that the ward team cannot open.
    torn: a part of what staff wrote about it is gone. damaged: it does not open any more.
    """

    def __init__(self, trust: RunningTrust) -> None:
        self.trust = trust
        self.records: dict[str, str] = {}
        self._lead, self._nurse = Client(trust), Client(trust)
        self._second_ward()
        for client, name in ((self._lead, "safeguarding"), (self._nurse, "nurse")):
            assert client.sign_in(name).status_code == 303
        self._raise()
        self._work()
        self._damage()
        trust.check_in("patient", *["yes"] * 12, *["no"] * 4)
        lounge = trust.pair("Lounge")
        trust.hear(lounge)
        trust.pair("Hall")
        self.ward, self.tablet, self.reader = trust.ward, lounge.id, self._reader("nurse").hex()
        self.call = trust.press(lounge).id.hex()
        self.screen = self._screen()
        self._weeks()
        self.note = self._check_ins()
        self.quarter = report_page.quarter_code(publish(trust))
        self._nurse.post(
            f"/console/meeting/{trust.ward}/said",
            {"csrf": self._nurse.token("/console/account"), "said": "The door does not lock", "did": "It does now"},
        )
        self._looks()

    def _weeks(self) -> None:
        """Half a year in which calls were answered as usual, with one week that was not, one without an answer and one without a call."""
        this = call_weeks.monday_of(self.trust.clock())
        with self.trust.backend.store.write() as connection:
            for ago in (*range(30, 12, -1), *range(11, 0, -1)):
                half = None if ago == 9 else 90_000 if ago == 4 else 25_000 + 1_000 * (ago % 5)
                answered = 0 if half is None else 7
                values = {
                    "calls": 8,
                    "shown": 8,
                    "answered": answered,
                    "in_time": answered,
                    "passed_on": 1,
                    "unneeded": 1,
                }
                week = {"ward": self.trust.ward, "monday": this - 7 * ago, "median": half} | values
                connection.execute(insert(tables.call_weeks).values(week))

    def _check_ins(self) -> str:
        """Two years of patients' answers with limits, some of staff's without, a new wording, what happened meanwhile, days and beds.

        Returns the id of a change idea whose next steps are open.
        """
        backend, today = self.trust.backend, clocks.today(self.trust.clock())
        nurse, at = self._reader("nurse"), {ago: today - timedelta(days=28 * ago) for ago in range(27)}
        notes = (
            (24, "staffing", "Two more at night", None, None),
            (23, "charter_changed", "Clause 8 in other words", None, None),
            (22, "ward_moved", "To the ground floor", "Rooms of one’s own", None),
            (3, "change_idea", "A quiet hour", None, {"plan": "After supper, for four weeks"}),
        )
        with backend.store.write() as connection:
            for ago, day in at.items():
                safe = 3 if ago == 5 else 15 + ago % 3
                self._count(connection, "patient", 2 if ago < 2 else 1, day, safe, 20)
                if ago % 2 and ago < 9:
                    self._count(connection, "staff", 1, day, 9 + ago % 2, 10)
            noted = insert_once(connection, tables.check_in_days)
            for number in range(600):
                if number % 9:
                    connection.execute(noted.values(ward=self.trust.ward, day=periods.day_number(today) - number))
            beds.say(connection, self.trust.ward, at[24], 18, today)
            ids = [
                chart_notes.add(
                    *(connection, self.trust.ward, at[ago], kind, words, nurse, self.trust.clock(), today),
                    cause=cause,
                    steps=steps,
                )
                for ago, kind, words, cause, steps in notes
            ]
            chart_notes.end(connection, self.trust.ward, ids[0], nurse, self.trust.clock())
        return ids[-1].hex()

    def _count(self, connection: Connection, who: str, version: int, day: date, safe: int, people: int) -> None:
        """Counts of a day's week, as sorting leaves them."""
        counts = {
            "safe": {"yes": safe, "no": people - safe, "*": people, "": 1},
            "form": {"plain": people + 1, "*": people + 1},
            "quick": {"yes": 1, "no": people, "*": people + 1},
        }
        adding = insert_adding(connection, tables.check_in_weeks, "answers")
        week = {"ward": self.trust.ward, "monday": periods.monday(day), "who": who, "questions": version}
        for question, codes in counts.items():
            for code, answers in codes.items():
                connection.execute(adding.values(**week, question=question, code=code, answers=answers))

    def _looks(self) -> None:
        """Half a year of huddles, on five days of most weeks; and what the team said yesterday and on a day before that."""
        now = clocks.today(self.trust.clock())
        today, team = periods.day_number(now), self._team()
        with self.trust.backend.store.write() as connection:
            for day in range(periods.monday(now) - 7 * 25, today):
                if day % 7 not in (2, 3) and day // 7 % 9:
                    huddles.look(connection, self.trust.ward, day)
            for ago, line in ((1, "Move the chair away from the corner"), (3, "Ask visitors how they would call us")):
                huddles.look(connection, self.trust.ward, today - ago)
                huddles.say(connection, self.trust.backend.trust, team, self.trust.ward, today - ago, line)

    def _team(self) -> dict[bytes, keys.GroupKey]:
        """The keys of the ward's team, as they were when it was set up."""
        every = founding.founding_keys(self.trust.backend.settings)
        return {key.id: key for key in every if key.group == keys.ward_group(self.trust.ward)}

    def which(self, record: str, act: str) -> str:
        """The part of a case (an action, something that was added) for which its page offers an act."""
        found = re.search(f"/do/{act}/([0-9a-f]+)", self._lead.get(f"/console/concerns/{self.records[record]}").text)
        assert found is not None, f"{act} is not offered for {record}"
        return found.group(1)

    def screen_code(self) -> str:
        """A code for a call screen."""
        backend = self.trust.backend
        with backend.store.write() as connection:
            return boards.new_code(connection, backend.secret, self.trust.ward, "Office", self.trust.clock())

    def _screen(self) -> str:
        backend = self.trust.backend
        code = self.screen_code()
        with backend.store.write() as connection:
            cookie = boards.pair(connection, backend.secret, code, self.trust.clock())
            boards.new_pin(connection, backend.secret, self.trust.ward, "nurse")
            board = boards.find(connection, cookie)
        assert board is not None
        return board.id.hex()

    def goes(self, page: Page, path: str, *, status: int = 200) -> None:
        """To an address under the console, which has to be there."""
        answer = page.goto(f"{self.trust.address}/console{'' if path == '/' else path}")
        assert answer is not None
        assert answer.status == status, f"{path}: {answer.status}"

    # --- how it comes to be ---------------------------------------------------------------------------------------

    def _reader(self, name: str) -> bytes:
        with self.trust.backend.store.read() as connection:
            return next(reader.id for reader in accounts.all_readers(connection) if reader.name == name)

    def _second_ward(self) -> None:
        """The nurse is in two wards' teams."""
        backend, nurse = self.trust.backend, self._reader("nurse")
        with backend.store.write() as connection:
            team = keys.add_ward(connection, backend.secret, backend.trust, "birch", "Birch Ward", self.trust.clock())
            keys.admit(connection, backend.trust, team, nurse)

    def _filed(self) -> set[str]:
        with self.trust.backend.store.read() as connection:
            return {each.hex() for each in connection.execute(select(tables.filed_records.c.id)).scalars()}

    def _new(self, name: str, comes: Callable[[], object]) -> None:
        """Something comes in under this name."""
        before = self._filed()
        comes()
        (self.records[name],) = self._filed() - before

    def _raise(self) -> None:
        trust = self.trust
        answers: dict[str, Any] = {
            "about": ("W3",),
            "kinds": ("C2", "C5"),
            "harm_feelings": 2,
            "harm_body": 0,
            "may_ask": False,
        }
        trust.clock.move(-11 * YEAR)
        self._new("old", lambda: trust.raise_concern(words="Long ago."))
        trust.clock.move(11 * YEAR)
        self._new("told", lambda: trust.raise_concern(words=TOLD, helped=True, **answers))
        for name in ("recorded", "proposed", "closed", "torn", "damaged"):
            self._new(name, lambda: trust.raise_concern(words="No.", **answers))
        self._new("kept", lambda: trust.raise_concern(("safeguarding",), words="Not for the ward."))
        people: list[Reporter] = []
        self._new("answered", lambda: people.append(Reporter(trust, "لا أشعر بالأمان", language="ar", harm_feelings=3)))
        self._act("answered", "message", words="What would help?", asks="yes", language="en")
        people[0].add("answer", "To sit somewhere else.", to=1)
        people[0].add("more", "A third person wrote this.", forged=True)
        people[0].add("take_back")
        people[0].add("second_look")
        kept = Reporter(trust, "Kept.", readers=("safeguarding",))
        self._new("alone", lambda: kept.add("worse", "It goes on."))

    def _work(self) -> None:
        for name in ("recorded", "proposed", "closed"):
            self._act(name, "record", kinds="C14", **self._week("review"))
        self._act("recorded", "grade", body="none", feelings="low", why="They sleep again.")
        self._act("recorded", "action", what="Talk with the team", owner="Matron", **self._week("due"))
        self._act("recorded", "keep-out", reader=self._reader("nurse").hex(), reason="A friend")
        for name in ("proposed", "closed"):
            self._act(name, "propose", view="not_reachable", reason="done", words="The chairs were moved.")
        self._does(self._nurse, "closed", "decide", decision="agree")

    def _damage(self) -> None:
        """Somebody at the server's disk has changed two records, which readers have seen."""
        for words in ("First note", "Second note"):
            self._act("torn", "note", words=words)
        assert self._lead.get(f"/console/concerns/{self.records['damaged']}").status_code == 200
        entries, filed = tables.case_entries.c, tables.filed_records.c
        torn, damaged = (bytes.fromhex(self.records[name]) for name in ("torn", "damaged"))
        with self.trust.backend.store.write() as connection:
            connection.execute(delete(tables.case_entries).where(entries.record == torn, entries.number == 1))
            inner = connection.execute(select(filed.inner).where(filed.id == damaged)).scalar_one()
            changed = inner[:-1] + bytes([inner[-1] ^ 1])
            connection.execute(update(tables.filed_records).where(filed.id == damaged).values(inner=changed))

    def _week(self, name: str) -> dict[str, str]:
        """A date in a week, in the fields of this name."""
        day = clocks.today(self.trust.clock()) + timedelta(days=7)
        return {f"{name}-day": str(day.day), f"{name}-month": str(day.month), f"{name}-year": str(day.year)}

    def _act(self, record: str, act: str, **form: str) -> None:
        self._does(self._lead, record, act, **form)

    def _does(self, client: Client, record: str, act: str, **form: str) -> None:
        page = f"/console/concerns/{self.records[record]}/do/{act}"
        answer = client.post(page, {"csrf": client.token("/console/account"), **form})
        assert answer.status_code == 303, f"{record}, {act}: {answer.text}"
