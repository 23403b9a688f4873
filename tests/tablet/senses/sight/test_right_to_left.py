"""Pages that run from right to left: numbers, times and names keep their order, the layout turns round, and what must not turn does not."""

from __future__ import annotations

from itertools import pairwise

import msgspec
import pytest

from kiosk.resources import resource_folder
from kiosk.tablet import pages
from kiosk.tablet import words as catalogue
from kiosk.tablet.senses.sight.marks import Picture, Stamp
from kiosk.tablet.senses.sight.pictures import Gallery
from kiosk.tablet.senses.sight.plain_words import plain
from kiosk.tablet.senses.sight.theme import LIGHT
from kiosk.tablet.senses.sight.typesetting import Typesetter, Words
from kiosk.tablet.senses.sight.widgets.message_card import MessageCard
from kiosk.tablet.ward import direction
from tests.support.walks import home, walked
from tests.tablet.senses.sight.drawn import Drawn, draw, sheet_for

LANGUAGES = ("ar", "ur", "fa", "ckb")
WORDS = {
    "ar": ("اتصل على", "في أي وقت"),
    "ur": ("اس نمبر پر کال کریں", "کسی بھی وقت"),
    "fa": ("با این شماره تماس بگیرید", "در هر زمان"),
    "ckb": ("پەیوەندی بکە بە", "لە هەر کاتێکدا"),
}
KEPT = (
    "0800 1111",
    "03000 616161",
    "+44 20 7946 0000",
    "12:30",
    "9:00–17:00",
    "9-11",
    "9–11",
    "NHS",
    "NHS 111",
    "W3",
    "www.nhs.uk/sarcs",
)
UNTURNED = {"again", "code", "contrast", "evening", "health", "later", "morning", "play", "speed", "tick", "video"}
"""Pictures that are the same in both directions: clocks and the sun's way, the signs of players, ticks, digits, charts. A new one has to be
decided on."""


def from_left(text: str, language: str) -> str:
    """The characters of a text as they stand on the page, from left to right, without isolates."""
    asked = Words(((text, "regular"),), 36, language=language, rtl=direction(language) == "rtl")
    return "".join(text[at] for at, _ in Typesetter().glyphs(asked) if text[at] not in "\u2068\u2069")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kept", KEPT)
def test_a_value_keeps_its_order_inside_a_sentence(language: str, kept: str) -> None:
    before, after = WORDS[language]
    (sentence,) = catalogue.sentences(f"{before} {{number}} {after}", {"number": kept})
    assert kept in from_left(plain(sentence), language)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kept", KEPT)
def test_what_a_ward_writes_into_its_own_words_keeps_its_order(language: str, kept: str) -> None:
    before, after = WORDS[language]
    drawn = from_left(plain(f"{before} {kept} {after}"), language)
    assert kept in drawn
    assert drawn.index(kept) > 0, "the sentence begins on the right"


def test_without_isolates_a_phone_number_would_be_turned_round() -> None:
    """If this fails, Pango keeps the order by itself, and the isolates can go."""
    before, after = WORDS["ar"]
    assert "1111 0800" in from_left(f"{before} 0800 1111 {after}", "ar")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_number_of_a_card_stands_in_its_order_at_the_start_edge(language: str) -> None:
    text = pages.Text("help.x.who", (WORDS[language][0],), language, "rtl")
    block = pages.Message("help.x", text, number="0800 1111", qr=None)
    page = pages.Page(
        "help",
        "list",
        (pages.Heading("title", text), block),
        home().rail,
        reading=pages.Reading(language),
        direction="rtl",
    )
    drawn = draw(page)
    (number,) = [words for words in drawn.written if words.text == "0800 1111"]
    assert isinstance(number.thing, MessageCard)
    assert number.ink.right > number.thing.box.right - 60
    assert from_left("0800 1111", "en") == "0800 1111"


# --- the page ---------------------------------------------------------------------------------------------------


def turned(page: pages.Page) -> pages.Page:
    """The same page in the same words, as one that runs from right to left."""
    return msgspec.structs.replace(page, direction="rtl")


@pytest.mark.parametrize(
    "name",
    [
        "home.doors",
        "checkin.safe",
        "concern.about",
        "concern.promise",
        "charter.intro",
        "reading.choices",
        "reading.theme",
    ],
)
def test_everything_in_the_column_turns_round_and_keeps_its_size(name: str) -> None:
    one, other = draw(walked()[name]), draw(turned(walked()[name]))
    left, right = 48.0, 1052.0
    assert one.scene.parts == other.scene.parts
    for thing in one.scene.things:
        twin = next(t for t in other.scene.things if (t.id, type(t)) == (thing.id, type(thing)))
        if thing.id in ("lamp", "parts") or thing.box.w == 0:
            continue
        assert twin.box.x == pytest.approx(left + right - thing.box.x - thing.box.w, abs=0.5), thing.id
        assert (twin.box.y, twin.box.w, twin.box.h) == pytest.approx((thing.box.y, thing.box.w, thing.box.h)), thing.id


def test_answers_are_read_from_the_right() -> None:
    def row(drawn: Drawn) -> list[float]:
        return [thing.box.x for thing in drawn.scene.targets if thing.id.startswith("checkin.safe/")]

    assert all(a < b for a, b in pairwise(row(draw(walked()["checkin.safe"]))))
    assert all(a > b for a, b in pairwise(row(draw(turned(walked()["checkin.safe"])))))


def test_the_rail_stays_where_it_is() -> None:
    one, other = draw(home()).scene.rail, draw(turned(home())).scene.rail
    assert [(thing.id, thing.box, thing.reach) for thing in one] == [
        (thing.id, thing.box, thing.reach) for thing in other
    ]


def test_the_dots_of_a_page_go_on_to_the_left() -> None:
    page = walked(200)["charter.clause.one_no"]
    for shown, first in ((page, min), (turned(page), max)):
        (dots,) = [thing for thing in draw(shown).scene.things if thing.id == "parts"]
        sheet = sheet_for(shown)
        dots.draw(sheet, pressed=False)
        discs = [mark for mark in sheet.take() if isinstance(mark, Stamp)]
        (here,) = [disc.x for disc in discs if disc.role == "spruce"]
        assert here == first(disc.x for disc in discs)


def pictures(page: pages.Page) -> dict[str, set[bool]]:
    """Whether each picture of a page is turned."""
    sheet, found = sheet_for(page), dict[str, set[bool]]()
    drawn = draw(page)
    for thing in (*drawn.scene.things, *drawn.scene.rail):
        thing.draw(sheet, pressed=False)
        for mark in sheet.take():
            if isinstance(mark, Picture):
                found.setdefault(mark.name, set()).add(mark.flip)
    return found


def test_pictures_turn_with_the_page_but_for_faces_and_ticks_that_are_marks() -> None:
    for name in sorted(walked())[::3]:
        page = walked()[name]
        assert {turn for turns in pictures(page).values() for turn in turns} <= {False}, name
        for picture, turns in pictures(turned(page)).items():
            still = picture.startswith("face") or picture in ("tick", "globe", "lamp")
            assert any(turns) or still, f"{name}: {picture} is never turned"


@pytest.fixture(scope="module")
def gallery() -> Gallery:
    return Gallery(resource_folder("assets") / "pictures")


def test_clocks_players_ticks_and_digits_are_never_turned_and_nothing_else_stays(gallery: Gallery) -> None:
    colours = msgspec.structs.asdict(LIGHT)
    still = set()
    for name in gallery.names:
        drawing = gallery._drawing(name)
        if drawing.unturned:
            still.add(name)
            assert gallery.draw(name, 96, 96, colours, flip=True) == gallery.draw(name, 96, 96, colours)
    assert still == UNTURNED
