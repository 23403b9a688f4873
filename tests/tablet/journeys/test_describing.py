"""What is said of each thing: on every page, in every state, everything that attention can come to has words, a role and a state."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from kiosk.tablet import attention, journeys, pages, visit
from kiosk.tablet.journeys import describing
from tests.tablet.journeys.rounds import every_page
from tests.tablet.journeys.walking import Person, ward

FORMS: tuple[pages.Form, ...] = ("plain", "easy")
ROLES = {"said.button", "said.answer", "said.key", "said.entry", "said.heading", "said.picture", "said.video"}


def somebody(journey: str = "home") -> visit.Visit:
    return replace(journeys.begin(ward()), trail=(visit.Spot(journey, "doors"),))


def said(texts: tuple[pages.Text, ...]) -> list[str]:
    return [text.spoken.replace("\u2068", "").replace("\u2069", "") for text in texts]


@pytest.mark.parametrize("form", FORMS)
def test_everything_that_attention_comes_to_is_said_on_every_page(form: pages.Form) -> None:
    unsaid, roleless = set(), set()
    for page in every_page(form):
        place = attention.Place(page.id)
        for stop in attention.stops(page, place):
            texts = describing.thing(somebody(), page, stop)
            if not texts or not all(text.spoken for text in texts):
                unsaid.add((page.id, stop))
            if stop in attention.tabs(page, place) and not ROLES & {text.id for text in texts}:
                roleless.add((page.id, stop))
    assert not unsaid
    assert not roleless


@pytest.mark.parametrize("form", FORMS)
def test_attention_goes_round_every_page_and_is_trapped_on_none(form: pages.Form) -> None:
    for page in every_page(form):
        for acting in (True, False):
            for by in (1, -1):
                place, seen = attention.Place(page.id), []
                stops = attention.tabs(page, place) if acting else attention.stops(page, place)
                for _ in range(len(stops) + 1):
                    place = attention.moved(page, place, by, acting=acting)
                    seen.append(place.focus)
                assert seen[0] == seen[-1], page.id
                assert set(seen) == set(stops), page.id
        groups = attention.groups(page, attention.Place(page.id))
        place = attention.Place(page.id)
        for group in (*groups, groups[0]):
            place = attention.moved_group(page, place, 1)
            assert place.focus == group.targets[0]
            assert describing.group(somebody(), group.name)[0].id.startswith("said.group.")
            assert not describing.group(somebody(), group.name)[0].spoken.startswith("said.")


def test_a_door_is_a_button_with_its_place_among_the_others() -> None:
    person = Person()
    texts = describing.thing(person.visit, person.page, "doors/concern")
    assert said(texts)[0] == "Tell us something"
    assert said(texts)[-2:] == ["Button", f"3 of {len(person.page.block('doors').options)}"]  # type: ignore[union-attr]


def test_an_answer_says_whether_it_is_chosen_and_that_is_private() -> None:
    person = Person().chooses("concern").chooses("no").promised()
    assert "Not chosen" in said(describing.thing(person.visit, person.page, "concern.about/W1"))
    person.chooses("W1")
    texts = describing.thing(person.visit, person.page, "concern.about/W1")
    assert "Chosen" in said(texts)
    assert {text.id: text.private for text in texts if text.id.startswith("said.")} == {
        "said.answer": False,
        "said.chosen": True,
        "said.position": False,
    }


def test_a_setting_that_is_chosen_is_nobodys_secret() -> None:
    person = Person().presses("reading").chooses("colours").chooses("theme")
    texts = describing.thing(person.visit, person.page, "theme/light")
    assert [(text.id, text.private) for text in texts if text.id == "said.chosen"] == [("said.chosen", False)]


def test_the_way_of_a_call_says_where_it_is() -> None:
    person = Person().presses("call")
    words = said(describing.thing(person.visit, person.page, "status"))
    assert words[words.index("This tablet") + 1] == "Now"
    assert words[words.index("Staff") + 1] == "Not yet"


def entry(value: str, caret: int | None = None, **changes: object) -> pages.TextEntry:
    made = pages.TextEntry("box", pages.Text("box.label", ("Box",)), value, len(value) if caret is None else caret)
    return replace(made, **changes)


@pytest.mark.parametrize(
    ("old", "new", "heard"),
    [
        (entry(""), entry("h"), ["h"]),
        (entry("h"), entry("hi"), ["i"]),
        (entry("hi"), entry("hi "), ["hi"]),
        (entry("hi "), entry("hi  "), ["space"]),
        (entry(""), entry("A"), ["capital A"]),
        (entry("hi"), entry("hi,"), ["comma"]),
        (entry("hi"), entry("h"), ["i", "rubbed out"]),
        (entry("hi there"), entry("hi "), ["there", "rubbed out"]),
        (entry("hat", 2), entry("hat", 1), ["a"]),
        (entry("hat", 1), entry("hat", 0), ["h", "Start of your words"]),
        (entry("hat", 2), entry("hat", 3), ["End of your words"]),
        (entry("one two", 0), entry("one two", 4), ["two"]),
        (entry("hat", 3), entry("hat", 3), ["End of your words"]),
        (entry("1", hidden=True), entry("12", hidden=True), ["2 typed"]),
    ],
)
def test_what_is_typed_rubbed_out_and_passed_is_said(
    old: pages.TextEntry, new: pages.TextEntry, heard: list[str]
) -> None:
    assert said(describing.change(somebody(), old, new, refused=False)) == heard


def test_everything_typed_is_private_and_a_full_box_says_so() -> None:
    for old, new in ((entry(""), entry("h")), (entry("hi"), entry("h")), (entry("hi"), entry("hi "))):
        assert all(text.private for text in describing.change(somebody(), old, new, refused=False))
    (full,) = describing.change(somebody(), entry("h"), entry("h"), refused=True)
    assert (full.spoken, full.private) == ("There is no room for more.", False)


def test_a_secret_is_never_spelt() -> None:
    words = said(tuple(describing.entry(somebody(), entry("2749", hidden=True))))
    assert words == ["Box", "Box to type in", "4 typed"]
