"""Attention is kept in one place, and everybody who follows it is told of the same."""

from __future__ import annotations

import pytest

from kiosk.tablet import attention, pages, visit
from kiosk.tablet.attending import Attending
from tests.tablet.journeys.walking import Person

Told = tuple[str, attention.Place]


class Follow:
    """Sight that splits every page into two parts, and one that follows."""

    def __init__(self) -> None:
        self.drawn: list[Told] = []
        self.told: list[Told] = []
        self.attending = Attending(self._draw)
        self.attending.followers.append(lambda page, place: self.told.append((page.id, place)))

    def _draw(self, page: pages.Page, place: attention.Place) -> None:
        self.drawn.append((page.id, place))
        choices = next(block for block in page.blocks if isinstance(block, pages.Choices))
        pieces = tuple(f"{choices.id}/{option.id}" for option in choices.options)
        self.attending.measured(page.id, (pieces[:1], pieces[1:]))


@pytest.fixture
def follow() -> Follow:
    return Follow()


def test_who_follows_is_told_what_is_drawn(follow: Follow) -> None:
    page = Person().page
    follow.attending.show(page, None)
    assert follow.told[-1] == follow.drawn[-1]
    assert follow.told[-1][1].of == 2
    follow.attending.turn(1)
    assert follow.told[-1] == follow.drawn[-1]
    assert follow.told[-1][1].part == 1


def test_attention_goes_to_what_the_part_shows_and_nowhere_else(follow: Follow) -> None:
    page = Person().page
    follow.attending.show(page, None)
    shown, hidden = (parts[0] for parts in follow.told[-1][1].parts)
    assert follow.attending.attend(shown)
    assert not follow.attending.attend(shown)
    assert not follow.attending.attend(hidden)
    assert follow.told[-1][1].focus == shown


def test_a_round_of_all_stops_ends_where_it_began_and_passes_each_once(follow: Follow) -> None:
    page = Person().page
    follow.attending.show(page, None)
    place = follow.told[-1][1]
    stops = attention.stops(page, place)
    passed = []
    for _ in stops:
        assert follow.attending.move(1, acting=False)
        passed.append(follow.told[-1][1].focus)
    assert tuple(passed) == stops
    assert set(attention.targets(page, place)) < set(stops)
    assert "title" in stops


def test_a_step_by_what_acts_leaves_words_out_and_goes_on_from_them(follow: Follow) -> None:
    page = Person().page
    follow.attending.show(page, None)
    place = follow.told[-1][1]
    assert follow.attending.attend("title")
    assert follow.attending.move(1, acting=True)
    assert follow.told[-1][1].focus == attention.targets(page, place)[0]


def test_groups_hold_every_target_once_and_the_rail_last() -> None:
    page = Person().page
    groups = attention.groups(page, attention.Place(page.id))
    assert tuple(target for group in groups for target in group.targets) == attention.targets(
        page, attention.Place(page.id)
    )
    assert groups[-1].name == "rail"
    assert page.rail.call.id in groups[-1].targets


def test_attention_goes_from_group_to_group_and_round_the_end(follow: Follow) -> None:
    page = Person().page
    follow.attending.show(page, None)
    came_to = []
    for _ in range(4):
        assert follow.attending.move_group(1)
        assert follow.attending.place is not None
        came_to.append(follow.attending.place.focus)
    assert came_to == ["doors/charter", "reading", "call", "doors/charter"]
    follow.attending.move_group(-1)
    assert follow.told[-1][1].focus == "call"


def test_a_finger_has_no_focus(follow: Follow) -> None:
    follow.attending.show(Person().page, None)
    follow.attending.move(1, acting=True)
    follow.attending.leave()
    assert follow.told[-1][1].focus == ""
    told = len(follow.told)
    follow.attending.leave()
    assert len(follow.told) == told


def test_what_goes_away_under_attention_leaves_it_on_what_stood_before(follow: Follow) -> None:
    person = Person(link=visit.Link(courier=True, calls=True, speech=True)).chooses("checkin").presses("listen")
    follow.attending.show(person.page, None)
    assert follow.attending.attend("again")
    person.presses("listen")
    follow.attending.show(person.page, None)
    assert follow.told[-1][1].focus == "listen"
