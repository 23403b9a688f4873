"""Figures come in steps of ten answers or more, by group and by version, whatever order they are looked at in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import insert

from kiosk.trust.measures.check_ins import DAY_SECONDS, LEAST_BLOCK, NOT_ANSWERED, Tally, released, ward_figures
from kiosk.trust.store import tables
from kiosk.trust.store.database import Store, migrate, open_store

TODAY = 20_000
NOW = TODAY * DAY_SECONDS + 3600


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = open_store(f"sqlite:///{tmp_path / 'trust.sqlite3'}")
    migrate(store)
    with store.write() as connection:
        connection.execute(insert(tables.wards).values(code="willow", name="Willow Ward", salt=bytes(16)))
    yield store
    store.close()


def add_block(
    store: Store, who: str, safe: dict[str, int], *, version: int = 1, day: int = TODAY, number: int = 0, **more: int
) -> None:
    block = bytes(15) + bytes([number])
    counts = [("safe", code, count) for code, count in safe.items()] + [("tell", code, n) for code, n in more.items()]
    with store.write() as connection:
        connection.execute(
            insert(tables.check_in_blocks).values(
                id=block, ward="willow", who=who, questions=version, day=day, answers=sum(safe.values())
            )
        )
        for question, code, count in counts:
            connection.execute(
                insert(tables.check_in_counts).values(block=block, question=question, code=code, answers=count)
            )


def test_before_the_first_full_block_a_group_has_no_figures(store: Store) -> None:
    with store.read() as connection:
        groups = ward_figures(connection, "willow", NOW)
    assert [group.who for group in groups] == ["patient", "visitor", "staff", "unsaid"]
    assert all(not group.figures and group.last is None for group in groups)


def test_a_block_gives_shares_with_their_intervals(store: Store) -> None:
    add_block(store, "patient", {"yes": 16, "no": 4})
    with store.read() as connection:
        patients = ward_figures(connection, "willow", NOW)[0]
    (figure,) = patients.figures
    assert (figure.question, figure.answered, figure.skipped) == ("safe", 20, 0)
    assert {share.code: share.count for share in figure.shares} == {"yes": 16, "no": 4}
    yes = next(share for share in figure.shares if share.code == "yes")
    assert (round(yes.interval.low, 2), round(yes.interval.high, 2)) == (0.58, 0.92)
    assert patients.last == TODAY * DAY_SECONDS


def test_groups_and_versions_are_never_added_up(store: Store) -> None:
    add_block(store, "patient", {"yes": 10}, number=1)
    add_block(store, "staff", {"yes": 12}, number=2)
    add_block(store, "patient", {"yes": 11}, version=2, number=3)
    with store.read() as connection:
        patients, _, staff, _ = ward_figures(connection, "willow", NOW)
    assert [(figure.version, figure.answered) for figure in patients.figures] == [(2, 11), (1, 10)]
    assert [figure.answered for figure in staff.figures] == [12]


def test_a_block_of_fewer_than_ten_is_not_shown_even_if_it_was_stored(store: Store) -> None:
    add_block(store, "patient", {"yes": 9})
    with store.read() as connection:
        assert ward_figures(connection, "willow", NOW)[0].figures == ()


def test_a_question_that_nine_of_ten_skipped_shows_nobodys_answer(store: Store) -> None:
    add_block(store, "patient", {"yes": 10}, yes=1, **{NOT_ANSWERED: 9})
    with store.read() as connection:
        (figure,) = ward_figures(connection, "willow", NOW)[0].figures
        later = ward_figures(connection, "willow", NOW + 30 * DAY_SECONDS)[0].figures
    assert figure.question == "safe"
    assert [each.question for each in later] == ["safe"]


@given(
    st.lists(
        st.tuples(st.integers(0, 5), st.integers(0, 14), st.integers(0, 10), st.booleans()), min_size=1, max_size=25
    )
)
def test_from_one_showing_to_the_next_never_fewer_than_ten_answers_are_new(
    drawn: list[tuple[int, int, int, bool]],
) -> None:
    """Blocks come day by day, before or after those of the same day; somebody looks after each one, and once more on the last morning."""
    drawn.sort(key=lambda block: block[0])
    before = 0
    held: list[Tally] = []

    def look(today: int) -> None:
        nonlocal before
        shown = sum(tally.answered for tally in released(held, today))
        assert shown == before or shown - before >= LEAST_BLOCK
        before = shown

    for day, yes, skipped, first in drawn:
        same_day = [place for place, tally in enumerate(held) if tally.day == day]
        place = same_day[0] if first and same_day else len(held)
        held.insert(place, Tally(day, Counter({"yes": yes, NOT_ANSWERED: skipped})))
        look(day)
    look(drawn[-1][0] + 1)
