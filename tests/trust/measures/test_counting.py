"""Answers are counted once, whatever comes in which order, and are shown ten people's at a time or not at all."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import UNSET
from sqlalchemy import insert, select

from kiosk import records
from kiosk.trust.measures import counting
from kiosk.trust.measures.counting import BLOCK, PEOPLE, UNANSWERED, Counts, counts, pooled
from kiosk.trust.secret import ServerSecret
from kiosk.trust.store import tables
from kiosk.trust.store.database import Store, migrate, open_store

NOW = 1_795_000_000.0  # Wednesday 18 November 2026
WEEK = 7 * 86_400
SECRET = ServerSecret(bytes(range(32)))


def check_in(safe: str | None = None, tell: str | None = None, **more: object) -> records.CheckIn:
    return records.CheckIn(id=bytes(16), ward="willow", questions=1, safe=safe, tell=tell, **more)  # type: ignore[arg-type]


check_ins = st.sampled_from(
    [
        check_in(safe, tell, reasons=reasons, quick=not reasons, burst=burst, form="easy" if tell else "plain")
        for safe in (None, "yes", "no")
        for tell in (None, None, None, "yes")
        for reasons, burst in (((), UNSET), (("a",), False), (("b", "a", "b"), True))
    ]
)
blocks = st.tuples(
    st.sampled_from(["patient", "staff"]), st.sampled_from([1, 2]), st.lists(check_ins, min_size=BLOCK, max_size=13)
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = open_store(f"sqlite:///{tmp_path / 'trust.sqlite3'}")
    migrate(store)
    with store.write() as connection:
        for code in ("willow", "birch"):
            connection.execute(insert(tables.wards).values(code=code, name=code, salt=bytes(16)))
    yield store
    store.close()


def add(store: Store, *answers: records.CheckIn, ward: str = "willow", who: str = "patient", now: float = NOW) -> None:
    with store.write() as connection:
        counting.add(connection, SECRET, ward, [counts(who, 1, answers)], now)


def shown(store: Store, question: str, ward: str = "willow") -> dict[tuple[int, str], int]:
    """(week from the first, code) -> answers."""
    weeks = tables.check_in_weeks.c
    first = 20_773  # Monday 16 November 2026
    with store.read() as connection:
        rows = connection.execute(
            select(weeks.monday, weeks.code, weeks.answers).where(weeks.question == question, weeks.ward == ward)
        )
        return {((row.monday - first) // 7, row.code): row.answers for row in rows}


def total(every: list[Counts]) -> Counts:
    together: Counts = {}
    for each in every:
        for question, held in each.items():
            together[question] = together.get(question, Counter()) + held
    return together


# --- counting ----------------------------------------------------------------------------------------------------


@given(st.lists(check_ins, min_size=1, max_size=12))
def test_every_answer_to_a_question_is_counted_once(answers: list[records.CheckIn]) -> None:
    found = counts("patient", 1, answers)
    for question in ("safe", "tell", "change", "form", "quick", "burst"):
        held = found["patient", 1, question]
        assert held[UNANSWERED] + held[PEOPLE] == len(answers)
        assert sum(n for code, n in held.items() if code not in (UNANSWERED, PEOPLE)) == held[PEOPLE]
    reasons = found["patient", 1, "reasons"]
    given_reasons = Counter(code for answer in answers for code in set(answer.reasons))
    assert {code: n for code, n in reasons.items() if code not in (UNANSWERED, PEOPLE)} == dict(given_reasons)
    assert reasons[PEOPLE] == sum(bool(answer.reasons) for answer in answers)


def test_flags_are_counted_of_everybody_who_was_looked_at() -> None:
    """Tablets that seal as before do not look for bursts."""
    found = counts("patient", 1, [check_in("yes"), check_in(quick=True, burst=True)])
    assert found["patient", 1, "quick"] == {"yes": 1, "no": 1, PEOPLE: 2}
    assert found["patient", 1, "burst"] == {"yes": 1, UNANSWERED: 1, PEOPLE: 1}


# --- pooling -----------------------------------------------------------------------------------------------------


@given(st.lists(blocks, max_size=12), st.randoms(use_true_random=False))
def test_in_any_order_nothing_is_lost_nothing_counted_twice_and_every_step_is_ten_people_or_more(
    drawn: list[tuple[str, int, list[records.CheckIn]]], order: random.Random
) -> None:
    came = [counts(*block) for block in drawn]
    order.shuffle(came)
    waiting: Counts = {}
    steps: list[Counts] = []
    for block in came:
        step, waiting = pooled(waiting, block)
        steps.append(step)
        assert all(held[PEOPLE] >= BLOCK for held in step.values())
        assert all(held[PEOPLE] < BLOCK for held in waiting.values())
        assert not step.keys() & waiting.keys()
    assert total([*steps, waiting]) == total(came)


@given(st.lists(blocks, max_size=8))
def test_what_waits_never_hangs_on_the_order_of_two_groups(
    drawn: list[tuple[str, int, list[records.CheckIn]]],
) -> None:
    def after(chosen: list[tuple[str, int, list[records.CheckIn]]]) -> Counts:
        waiting: Counts = {}
        for block in chosen:
            _, waiting = pooled(waiting, counts(*block))
        return waiting

    by_group = [block for group in ("patient", "staff") for block in drawn if block[0] == group]
    assert after(drawn) == after(by_group)


# --- in the database ---------------------------------------------------------------------------------------------


def test_a_question_that_most_skipped_waits_until_ten_people_have_answered_it(store: Store) -> None:
    add(store, *[check_in("yes", "no")] * 6, *[check_in("yes")] * 4)
    assert shown(store, "safe") == {(0, "yes"): 10, (0, PEOPLE): 10}
    assert shown(store, "tell") == {}
    add(store, *[check_in("no", "yes")] * 5, *[check_in("no")] * 5, now=NOW + WEEK)
    assert shown(store, "tell") == {(1, "no"): 6, (1, "yes"): 5, (1, UNANSWERED): 9, (1, PEOPLE): 11}
    assert shown(store, "safe") == {(0, "yes"): 10, (0, PEOPLE): 10, (1, "no"): 10, (1, PEOPLE): 10}


def test_a_week_is_added_to_and_has_one_row_for_an_answer_however_many_gave_it(store: Store) -> None:
    for _ in range(30):
        add(store, *[check_in("yes")] * 12)
    assert shown(store, "safe") == {(0, "yes"): 360, (0, PEOPLE): 360}


def test_wards_and_groups_wait_each_for_their_own_ten(store: Store) -> None:
    for ward, who in (("willow", "patient"), ("willow", "staff"), ("birch", "patient")):
        add(store, *[check_in("yes", "no")] * 9, check_in("yes"), ward=ward, who=who)
    assert shown(store, "tell") == shown(store, "tell", "birch") == {}
    add(store, check_in("yes", "yes"), *[check_in("yes")] * 9, ward="birch")
    assert shown(store, "tell") == {}
    assert shown(store, "tell", "birch")[0, PEOPLE] == 10


def test_a_week_is_one_of_londons(store: Store) -> None:
    sunday = 1_782_080_999.0  # 21 June 2026, 23:29:59 in London, where summer time has begun
    add(store, *[check_in("yes")] * 10, now=sunday)
    add(store, *[check_in("yes")] * 10, now=sunday + 31 * 60)
    assert sorted(week for week, _ in shown(store, "safe")) == [-22, -22, -21, -21]


def test_what_waits_lies_nowhere_in_the_clear_and_its_size_says_nothing(store: Store, tmp_path: Path) -> None:
    def held() -> bytes:
        with store.read() as connection:
            return bytes(connection.execute(select(tables.check_in_waiting.c.held)).scalar_one())

    add(store, *[check_in("yes")] * 10)
    before = held()
    add(store, *[check_in("yes", "a_very_rare_answer")] * 3, *[check_in("yes")] * 7)
    assert len(held()) == len(before) > 4_096
    assert held() != before
    store.forget_journal()
    assert not any(b"a_very_rare_answer" in path.read_bytes() for path in tmp_path.iterdir())
    add(store, *[check_in("yes", "no")] * 7, *[check_in("yes")] * 3)
    assert shown(store, "tell")[0, "a_very_rare_answer"] == 3


def test_what_waits_of_one_ward_cannot_stand_in_for_anothers(store: Store) -> None:
    add(store, *[check_in("yes", "no")] * 9, check_in("yes"))
    with store.write() as connection:
        held = connection.execute(select(tables.check_in_waiting.c.held)).scalar_one()
        connection.execute(insert(tables.check_in_waiting).values(ward="birch", held=held))
    with pytest.raises(counting.Damaged, match="birch"):
        add(store, *[check_in("yes", "no")] * 10, ward="birch")
    assert shown(store, "safe", "birch") == {}


def test_what_a_migration_left_open_is_wrapped_at_the_next_sorting_and_counted_with_the_rest(store: Store) -> None:
    left = [["patient", 1, "tell", "no", 4], ["patient", 1, "tell", PEOPLE, 4], ["patient", 1, "tell", "", 6]]
    with store.write() as connection:
        held = b"\0" + msgspec.json.encode(left)
        connection.execute(insert(tables.check_in_waiting).values(ward="willow", held=held))
        counting.add(connection, SECRET, "willow", [], NOW)
        assert b"tell" not in connection.execute(select(tables.check_in_waiting.c.held)).scalar_one()
    add(store, *[check_in("yes", "yes")] * 6, *[check_in("yes")] * 4)
    assert shown(store, "tell") == {(0, "no"): 4, (0, "yes"): 6, (0, UNANSWERED): 10, (0, PEOPLE): 10}
