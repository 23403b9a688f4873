"""Figures come by group, by version and by block of four weeks, from the counts alone, and a page's reading does not grow with the answers."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert

from kiosk.trust.measures import periods
from kiosk.trust.measures.check_ins import (
    GroupFigures,
    SafeBlock,
    days_without,
    ward_figures,
)
from kiosk.trust.measures.counting import PEOPLE, UNANSWERED
from kiosk.trust.measures.periods import BLOCKS_SHOWN, Period, day_number, four_weeks, monday, shown_from
from kiosk.trust.store import tables
from kiosk.trust.store.database import Store, migrate, open_store

TODAY = date(2026, 11, 18)
THIS = four_weeks(TODAY)


def make_store(url: str) -> Store:
    store = open_store(url)
    migrate(store)
    with store.write() as connection:
        for code in ("willow", "birch"):
            connection.execute(insert(tables.wards).values(code=code, name=code, salt=bytes(16)))
    return store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = make_store(f"sqlite:///{tmp_path / 'trust.sqlite3'}")
    yield store
    store.close()


def count(
    store: Store,
    who: str,
    given: dict[str, dict[str, int]],
    *,
    version: int = 1,
    day: date = TODAY,
    ward: str = "willow",
    **about: dict[str, int],
) -> None:
    """Put what was counted in a day's week. given: question -> code -> answers; who answered it is added up."""
    rows = []
    questions = given | {"form": {"plain": 12}, "quick": {"no": 12}} | about
    for question, codes in questions.items():
        people = sum(n for code, n in codes.items() if code != UNANSWERED)
        rows += [(question, code, n) for code, n in {PEOPLE: people, **codes}.items()]
    with store.write() as connection:
        for question, code, n in rows:
            values = {"question": question, "code": code, "answers": n, "who": who, "questions": version, "ward": ward}
            connection.execute(insert(tables.check_in_weeks).values(monday=monday(day), **values))


def figures(store: Store, who: str = "patient", today: date = TODAY) -> GroupFigures:
    with store.read() as connection:
        return next(group for group in ward_figures(connection, "willow", today) if group.who == who)


def test_before_the_first_ten_a_group_has_no_figures(store: Store) -> None:
    count(store, "patient", {"safe": {"yes": 12}}, ward="birch")
    with store.read() as connection:
        groups = ward_figures(connection, "willow", TODAY)
    assert [group.who for group in groups] == ["patient", "visitor", "staff", "unsaid"]
    assert groups == tuple(GroupFigures(who, None, None, None, (), None) for who in (each.who for each in groups))


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_figure_has_shares_with_their_intervals_and_who_skipped(
    kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    url = f"sqlite:///{tmp_path / 'x.sqlite3'}" if kind == "sqlite" else request.getfixturevalue("postgres_url")
    store = make_store(url)
    count(store, "patient", {"safe": {"yes": 16, "no": 4, UNANSWERED: 2}}, quick={"yes": 3, "no": 19})
    count(store, "patient", {"safe": {"yes": 10, UNANSWERED: 1}}, day=THIS.starts - timedelta(days=1))
    patients = figures(store)
    assert patients.newest is not None
    assert patients.whole is not None
    (figure,) = patients.newest.figures
    assert (figure.question, figure.answered, figure.skipped) == ("safe", 20, 2)
    assert {share.code: share.count for share in figure.shares} == {"yes": 16, "no": 4}
    yes = next(share for share in figure.shares if share.code == "yes")
    assert (round(yes.interval.low, 2), round(yes.interval.high, 2)) == (0.58, 0.92)
    assert (patients.whole.figures[0].answered, patients.whole.figures[0].skipped) == (30, 3)
    assert (patients.newest.first, patients.newest.last) == (THIS, THIS)
    assert (patients.whole.first.ends, patients.whole.last) == (THIS.starts, THIS)
    assert (patients.newest.flagged, patients.whole.flagged) == ({"quick": 3}, {"quick": 3})
    assert patients.added == date(2026, 11, 16)
    store.close()


def test_several_answers_of_one_person_are_shares_of_people(store: Store) -> None:
    count(store, "patient", {"safe": {"yes": 12}})
    with store.write() as connection:
        for code, n in (("noise", 9), ("light", 7), (PEOPLE, 10), (UNANSWERED, 2)):
            values = {"ward": "willow", "who": "patient", "questions": 1, "question": "reasons"}
            connection.execute(
                insert(tables.check_in_weeks).values(monday=monday(TODAY), code=code, answers=n, **values)
            )
    newest = figures(store).newest
    assert newest is not None
    reasons = newest.figures[1]
    assert (reasons.question, reasons.answered, reasons.skipped) == ("reasons", 10, 2)
    assert {share.code: share.interval.share for share in reasons.shares} == {"noise": 0.9, "light": 0.7}


def test_groups_and_versions_are_never_added_up(store: Store) -> None:
    count(store, "patient", {"safe": {"yes": 10}})
    count(store, "staff", {"safe": {"yes": 12}})
    count(store, "patient", {"safe": {"mostly": 11, "no": 1}}, version=2)
    patients, staff = figures(store), figures(store, "staff")
    assert (patients.version, staff.version) == (2, 1)
    assert patients.whole is not None
    assert [figure.answered for figure in patients.whole.figures] == [12]
    assert patients.blocks == (SafeBlock(THIS, 1, 10, 10, 0), SafeBlock(THIS, 2, 12, 11, 0))
    assert staff.blocks == (SafeBlock(THIS, 1, 12, 12, 0),)


def test_whoever_feels_safe_said_yes_or_mostly(store: Store) -> None:
    count(store, "patient", {"safe": {"yes": 3, "mostly": 4, "unsure": 5, "not_really": 6, "no": 7, UNANSWERED: 8}})
    assert figures(store).blocks == (SafeBlock(THIS, 1, 25, 7, 8),)


def test_two_years_are_read_and_of_how_safe_people_feel_everything(store: Store) -> None:
    old = shown_from(TODAY).starts - timedelta(days=7)
    count(store, "patient", {"safe": {"yes": 10}, "tell": {"no": 10}}, day=old)
    count(store, "staff", {"safe": {"yes": 10}}, day=old)
    count(store, "patient", {"safe": {"yes": 11}, "tell": {"yes": 11}})
    patients, staff = figures(store), figures(store, "staff")
    assert patients.whole is not None
    assert {figure.question: figure.answered for figure in patients.whole.figures} == {"safe": 11, "tell": 11}
    assert [block.answered for block in patients.blocks] == [10, 11]
    assert (staff.version, staff.whole) == (None, None)
    assert [block.answered for block in staff.blocks] == [10]
    assert len(list(periods.blocks(shown_from(TODAY).starts, TODAY))) == BLOCKS_SHOWN == 26


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.dictionaries(
        st.tuples(st.sampled_from(["patient", "staff"]), st.sampled_from([1, 2]), st.integers(0, 60)),
        st.tuples(st.integers(10, 20), st.integers(0, 9)),
        max_size=12,
    )
)
def test_every_week_is_in_the_block_of_its_monday(
    store: Store, weeks: dict[tuple[str, int, int], tuple[int, int]]
) -> None:
    with store.write() as connection:
        connection.execute(delete(tables.check_in_weeks))
    expected: dict[str, Counter[tuple[int, Period]]] = {"patient": Counter(), "staff": Counter()}
    for (who, version, ago), (yes, no) in weeks.items():
        day = TODAY - timedelta(days=7 * ago)
        count(store, who, {"safe": {"yes": yes, "no": no}}, version=version, day=day)
        expected[who][version, four_weeks(periods.date_of(monday(day)))] += yes + no
    for who, blocks in expected.items():
        found = figures(store, who).blocks
        assert [(block.version, block.period) for block in found] == sorted(blocks)
        assert {(block.version, block.period): block.answered for block in found} == dict(blocks)


def test_a_ward_of_which_every_group_answered_every_week_for_ten_years_is_read_at_once(store: Store) -> None:
    """Ten years: reading grows with weeks, and not with how many answered in each."""
    codes = {
        "safe": "yes mostly unsure not_really no",
        "tell": "yes unsure no",
        "form": "plain easy",
        "quick": "yes no",
    }
    rows = [
        {"ward": ward, "question": question, "monday": monday(TODAY) - 7 * ago, "who": who, "questions": 1} | counted
        for ward in ("willow", "birch")
        for ago in range(520)
        for who in ("patient", "visitor", "staff", "unsaid")
        for question, known in codes.items()
        for counted in (
            {"code": code, "answers": n}
            for code, n in {**dict.fromkeys(known.split(), 1_000), PEOPLE: 5_000, UNANSWERED: 9}.items()
        )
    ]
    with store.write() as connection:
        connection.execute(insert(tables.check_in_weeks), rows)
    before = time.process_time()
    patients = figures(store)
    assert time.process_time() - before < 0.25
    assert len(patients.blocks) == 131
    assert patients.newest is not None
    assert patients.newest.figures[0].answered == 15_000


# --- days --------------------------------------------------------------------------------------------------------


def note(store: Store, *days: date, ward: str = "willow") -> None:
    with store.write() as connection:
        for day in days:
            connection.execute(insert(tables.check_in_days).values(ward=ward, day=day_number(day)))


def without(store: Store, today: date = TODAY) -> dict[Period, int]:
    with store.read() as connection:
        return days_without(connection, "willow", today)


def test_days_without_an_answer_are_those_of_blocks_that_have_ended(store: Store) -> None:
    start = THIS.starts - timedelta(days=56)
    note(store, start, start + timedelta(days=1), start + timedelta(days=40), THIS.starts)
    assert without(store) == {four_weeks(start): 26, four_weeks(start + timedelta(days=28)): 27}
    assert THIS in without(store, THIS.ends)


def test_a_block_in_which_days_were_not_noted_from_the_first_on_is_left_out(store: Store) -> None:
    assert without(store) == {}
    start = THIS.starts - timedelta(days=56)
    note(store, start + timedelta(days=1))
    note(store, start - timedelta(days=100), ward="birch")
    assert without(store) == {four_weeks(start + timedelta(days=28)): 28}
