"""One Place for all senses: targets in reading order, parts that are turned, a focus that is never lost or trapped."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.tablet import attention, pages
from kiosk.tablet.attention import Place
from tests.tablet.journeys.rounds import every_page
from tests.tablet.journeys.walking import Person

PAGES = st.sampled_from(every_page("plain"))


def parted() -> tuple[pages.Page, Place]:
    """A question split into two parts, as sight does it with large text."""
    page = Person().chooses("concern").chooses("no").promised().page
    block = page.block("concern.about")
    assert isinstance(block, pages.Choices)
    pieces = [f"{block.id}/{choice.id}" for choice in block.options]
    return page, attention.measured(Place(page.id), (tuple(pieces[:4]), tuple(pieces[4:])))


@given(PAGES)
def test_everything_that_can_be_acted_on_is_a_target_once_with_the_rail_last(page: pages.Page) -> None:
    ids = attention.targets(page, Place(page.id))
    assert len(ids) == len(set(ids))
    assert ids[-1] == "leave"
    assert "call" in ids


@given(PAGES, st.sampled_from((1, -1)))
def test_focus_goes_through_every_target_and_round_the_end(page: pages.Page, by: int) -> None:
    ids = attention.tabs(page, Place(page.id))
    place, seen = Place(page.id), []
    for _ in ids:
        place = attention.moved(page, place, by)
        seen.append(place.focus)
    assert seen == list(ids if by > 0 else reversed(ids))
    assert attention.moved(page, place, by).focus == seen[0]


def test_only_what_this_part_shows_can_be_acted_on() -> None:
    page, place = parted()
    first = attention.targets(page, place)
    assert "concern.about/W1" in first
    assert "concern.about/W7" not in first
    assert "next" not in first
    assert "more" in first
    assert "skip" in first, "skip stays on every part of a question"
    last = attention.targets(page, attention.turned(place, 1))
    assert "concern.about/W7" in last
    assert "next" in last
    assert "more" not in last


def test_turning_stays_within_the_parts_and_lets_go_of_the_focus() -> None:
    page, place = parted()
    focused = attention.moved(page, place, 1)
    assert attention.turned(focused, 1).focus == ""
    assert attention.turned(place, 5).part == 1
    assert attention.turned(place, -5).part == 0


def test_the_same_page_keeps_its_place_and_another_begins_anew() -> None:
    page, place = parted()
    there = attention.moved(page, attention.turned(place, 1), 1)
    assert attention.arrived(page, there) == there
    assert attention.arrived(Person().page, there) == Place("home.doors")
    assert attention.arrived(page, None) == Place(page.id)


def test_a_focus_on_something_that_is_gone_is_let_go_and_the_part_kept() -> None:
    page, place = parted()
    lost = Place(page.id, part=1, parts=place.parts, focus="concern.about/gone")
    assert attention.arrived(page, lost) == Place(page.id, part=1, parts=place.parts)


@pytest.mark.parametrize(("parts", "part"), [((), 0), ((("a",),), 0), ((("a",), ("b",)), 1)])
def test_measuring_again_keeps_the_part_within_what_there_is(parts: attention.Parts, part: int) -> None:
    assert attention.measured(Place("p", part=7), parts).part == part
    assert attention.measured(Place("p"), parts).of == max(1, len(parts))


def test_a_status_that_is_the_title_of_its_page_can_be_come_to_on_every_part() -> None:
    page = next(page for page in every_page("plain") if page.id == "concern.sent")
    parts = tuple((block.id,) for block in page.blocks if not isinstance(block, pages.Status))
    status = next(block.id for block in page.blocks if isinstance(block, pages.Status))
    assert status in attention.stops(page, attention.Place(page.id, parts=parts))
    named = ((status,), *parts)
    assert status not in attention.stops(page, attention.Place(page.id, part=1, parts=named))
