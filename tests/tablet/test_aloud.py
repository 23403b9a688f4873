"""Where the voice is on a page that falls into parts, and what is said from a part on."""

from __future__ import annotations

from msgspec.structs import replace

from kiosk.tablet import aloud, attention, pages
from kiosk.tablet.pages import Choice, Choices, Heading, Text

TITLE = Text("page.title", ("A title.",))
BODY = Text("body", ("One.", "Two.", "Three."))
CALL, BACK, LEAVE = (pages.Action(name, Text(f"rail.{name}", (name,))) for name in ("call", "back", "leave"))
RAIL = pages.Rail(CALL, BACK, LEAVE)
PAGE = pages.Page(
    id="page",
    shape="reading",
    blocks=(
        Heading("title", TITLE),
        BODY,
        Choices(
            "answers",
            (Choice("a", Text("a.label", ("A.",))), Choice("b", Text("b.label", ("B.",)))),
            label=Text("q", ("?",)),
        ),
    ),
    rail=RAIL,
    actions=(pages.Action("next", Text("action.next", ("Next",)), main=True),),
)
PARTS = (("body#0", "body#1"), ("body#2", "answers/a"), ("answers/b",))
PLACE = attention.Place("page", parts=PARTS)


def test_the_part_follows_the_voice() -> None:
    places = [("body", 0), ("body", 1), ("body", 2), ("q", 0), ("a.label", 0), ("b.label", 0)]
    assert [aloud.part_of(PAGE, PLACE, *place) for place in places] == [0, 0, 1, 1, 1, 2]


def test_the_title_and_the_buttons_turn_nothing() -> None:
    assert aloud.part_of(PAGE, PLACE, "page.title", 0) is None
    assert aloud.part_of(PAGE, PLACE, "action.next", 0) is None
    assert aloud.part_of(PAGE, attention.Place("page"), "body", 2) is None  # not measured yet


def test_from_a_later_part_the_title_is_said_and_then_what_is_shown_on() -> None:
    texts = aloud.spoken(PAGE)
    assert [said.text.id for said in aloud.from_here(PAGE, PLACE, texts)] == [text.id for text in texts]
    later = aloud.from_here(PAGE, attention.turned(PLACE, 1), texts)
    assert [(said.text.id, said.first) for said in later] == [
        ("page.title", 0),
        ("body", 2),
        ("q", 0),
        ("a.label", 0),
        ("b.label", 0),
        ("action.next", 0),
    ]


def test_heard_turns_to_the_part_and_marks_the_sentence() -> None:
    here = attention.heard(PLACE, ("body", 2), 1)
    assert (here.part, here.speaking, here.parts) == (1, ("body", 2), PARTS)
    assert attention.heard(here, None, None) == attention.turned(PLACE, 1)


def test_the_player_stands_in_the_place_of_the_tools() -> None:
    stop = pages.Action("listen", Text("action.hush", ("Stop",)), on=True)
    reading = pages.Action("reading", Text("action.reading", ("Reading",)))
    page = pages.Page(id="page", shape="reading", blocks=(), rail=RAIL, tools=(reading,), actions=PAGE.actions)
    assert attention.targets(page, attention.Place("page"))[:2] == ("reading", "next")
    page = replace(page, player=(stop,))
    assert attention.targets(page, attention.Place("page"))[:2] == ("listen", "next")
