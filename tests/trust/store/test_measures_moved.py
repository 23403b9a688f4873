"""Counts of blocks become counts of weeks: what a page showed stays, and no answer is lost or counted twice."""

from __future__ import annotations

from collections import Counter, defaultdict

import alembic.command
import msgspec
import sqlalchemy as sa

from kiosk.trust.measures import counting
from kiosk.trust.secret import ServerSecret
from kiosk.trust.store import tables
from kiosk.trust.store.database import Store, migrate, migrations, open_store

MONDAY = 20_773  # 16 November 2026
BLOCKS = sa.table(
    "check_in_blocks", *(sa.column(name) for name in ("id", "ward", "who", "questions", "day", "answers"))
)
COUNTS = sa.table("check_in_counts", *(sa.column(name) for name in ("block", "question", "code", "answers")))


class Before:
    """A database as it was before, with blocks."""

    def __init__(self, url: str) -> None:
        self.store, self._number = open_store(url), 0
        with self.store.write() as connection:
            alembic.command.upgrade(migrations(connection), "0010")
            connection.execute(sa.insert(tables.wards).values(code="willow", name="Willow", salt=bytes(16)))

    def block(
        self, day: int, safe: dict[str, int], tell: dict[str, int], who: str = "patient", questions: int = 1
    ) -> None:
        """day: counted from MONDAY."""
        self._number += 1
        id = self._number.to_bytes(16, "big")
        with self.store.write() as connection:
            values = {"ward": "willow", "who": who, "questions": questions, "day": MONDAY + day}
            connection.execute(sa.insert(BLOCKS).values(id=id, answers=sum(safe.values()), **values))
            for question, given in (("safe", safe), ("tell", tell)):
                for code, answers in given.items():
                    connection.execute(
                        sa.insert(COUNTS).values(block=id, question=question, code=code, answers=answers)
                    )


def moved(store: Store) -> tuple[dict[tuple[str, int, str], dict[int, Counter[str]]], list[list[object]]]:
    """(group, version, question) -> week from MONDAY's -> counts; and what waits."""
    migrate(store)
    found: dict[tuple[str, int, str], dict[int, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    with store.read() as connection:
        for row in connection.execute(sa.select(tables.check_in_weeks)):
            found[row.who, row.questions, row.question][(row.monday - MONDAY) // 7][row.code] = row.answers
            assert (row.ward, row.monday % 7) == ("willow", MONDAY % 7)
        held = connection.execute(sa.select(tables.check_in_waiting.c.held)).scalar_one()
        assert not {"check_in_blocks", "check_in_counts"} & set(sa.inspect(connection).get_table_names())
    assert held[:1] == b"\0"
    return found, sorted(msgspec.json.decode(held[1:]))


def test_blocks_become_weeks_and_what_nine_answered_waits(database_url: str) -> None:
    before = Before(database_url)
    before.block(0, {"yes": 8, "no": 4}, {"yes": 10, "": 2})
    before.block(6, {"yes": 10}, {"no": 4, "": 6})
    before.block(7, {"yes": 9, "": 1}, {"no": 3, "": 7})
    before.block(15, {"no": 10}, {"yes": 3, "": 7})
    before.block(15, {"yes": 11}, {"yes": 2, "": 9})
    before.block(15, {"yes": 10}, {"yes": 9, "": 1}, who="staff")
    before.block(16, {"yes": 10}, {"": 10}, questions=2)
    found, waits = moved(before.store)
    assert found["patient", 1, "safe"] == {0: {"yes": 18, "no": 4, "*": 22}, 2: {"yes": 11, "no": 10, "*": 21}}
    assert found["patient", 1, "tell"] == {0: {"yes": 10, "": 2, "*": 10}, 2: {"no": 7, "yes": 3, "": 20, "*": 10}}
    assert found["staff", 1, "safe"] == {2: {"yes": 10, "*": 10}}
    assert found["patient", 2, "safe"] == {2: {"yes": 10, "*": 10}}
    assert {key for key in found if key[2] == "tell"} == {("patient", 1, "tell")}
    assert waits == sorted(
        [
            ["patient", 1, "safe", "yes", 9],
            ["patient", 1, "safe", "", 1],
            ["patient", 1, "safe", "*", 9],
            ["patient", 1, "tell", "yes", 2],
            ["patient", 1, "tell", "", 9],
            ["patient", 1, "tell", "*", 2],
            ["patient", 2, "tell", "", 10],
            ["staff", 1, "tell", "yes", 9],
            ["staff", 1, "tell", "", 1],
            ["staff", 1, "tell", "*", 9],
        ]
    )
    before.store.close()


def test_what_waits_is_counted_with_what_comes_after(database_url: str) -> None:
    before = Before(database_url)
    before.block(0, {"yes": 10}, {"no": 9, "": 1})
    migrate(before.store)
    secret, now = ServerSecret(bytes(32)), (MONDAY + 7) * 86_400.0
    with before.store.write() as connection:
        new = {("patient", 1, "tell"): Counter({"yes": 1, "": 9, "*": 1})}
        counting.add(connection, secret, "willow", [new], now)
        weeks = tables.check_in_weeks.c
        rows = connection.execute(sa.select(weeks.monday, weeks.code, weeks.answers).where(weeks.question == "tell"))
        assert {tuple(row) for row in rows} == {
            (MONDAY + 7, code, answers) for code, answers in (("no", 9), ("yes", 1), ("", 10), ("*", 10))
        }
    before.store.close()


def test_a_trust_without_check_ins_moves_nothing(database_url: str) -> None:
    store = Before(database_url).store
    migrate(store)
    with store.read() as connection:
        for table in (tables.check_in_weeks, tables.check_in_waiting, tables.check_in_days):
            assert connection.execute(sa.select(table)).all() == []
    store.close()
