"""Listening, for the eye: the sentence that is heard is marked on the page, and the player finds room in the foot row."""

from __future__ import annotations

from itertools import pairwise

import pytest
from msgspec.structs import replace

from kiosk.tablet.pages import LINE, PARAGRAPH, Action, Page, Picture, Reading, Text
from kiosk.tablet.senses.sight.marks import Box, Fill, Ink, Mark, Patch
from kiosk.tablet.senses.sight.sheet import GAP, SPOKEN_ROUND, Sheet
from kiosk.tablet.senses.sight.widgets.paragraph import Paragraph
from kiosk.tablet.senses.sight.widgets.point import Point
from kiosk.tablet.senses.sight.widgets.thing import Thing
from tests.tablet.senses.sight.drawn import SIZES, SMALL, draw, typesetter
from tests.tablet.senses.sight.sample_pages import a_home, at, b_checkin, c_clause

ENGLISH = Text(
    "body",
    (
        "This is your body.",
        f"Nobody may touch it without asking you, wherever you are on{LINE}this ward and whoever they are.{PARAGRAPH}",
        "You can say no.",
    ),
)
URDU = Text(
    "body", ("یہ آپ کا جسم ہے۔", "کمرہ 45 میں بستر 12 پر کوئی آپ سے پوچھے بغیر آپ کو نہیں چھو سکتا۔"), "ur", "rtl"
)
BOX = Box(48, 100, 620, 400)


def marks(thing: Thing, speaking: tuple[str, int] | None, rtl: bool = False) -> tuple[Mark, ...]:
    sheet = Sheet(SMALL, typesetter(SMALL.scale), Reading(), rtl, {})
    sheet.speaking = speaking
    thing.draw(sheet, False)
    made: tuple[Mark, ...] = sheet.take()
    return made


def bars(thing: Thing, sentence: int, rtl: bool = False) -> list[Fill]:
    return [mark for mark in marks(thing, ("body", sentence), rtl) if isinstance(mark, Fill)]


@pytest.mark.parametrize("text", [ENGLISH, URDU], ids=lambda text: text.language)
def test_the_marks_of_all_sentences_lie_side_by_side_and_cover_the_text(text: Text) -> None:
    paragraph = Paragraph(id="body", box=BOX, text=text, size=36)
    rtl = text.direction == "rtl"
    lines: dict[int, list[tuple[int, int]]] = {}
    for sentence in range(len(text.sentences)):
        for bar in bars(paragraph, sentence, rtl):
            lines.setdefault(bar.y, []).append((bar.x + 6, bar.x + bar.w - 6))
    assert len(lines) >= 2
    for y, stretches in lines.items():
        ordered = sorted(stretches)
        for (_, end), (start, _) in pairwise(ordered):
            assert -2 <= start - end <= 14, f"line at {y}: a gap or an overlap beyond the space between two sentences"


def test_a_mark_takes_each_line_of_its_sentence_and_no_other() -> None:
    paragraph = Paragraph(id="body", box=BOX, text=ENGLISH, size=36)
    first, second, third = (bars(paragraph, sentence) for sentence in range(3))
    assert (len(first), len(third)) == (1, 1)
    assert len(second) >= 3
    assert max(bar.y for bar in second) < third[0].y  # beyond the end of a paragraph as well
    assert second[0].x > first[0].x + first[0].w - 2 * SPOKEN_ROUND - 2  # on the same line, behind it


def test_a_mark_in_a_part_of_a_text_knows_the_number_of_its_sentence() -> None:
    later = Paragraph(id="body", box=BOX, text=ENGLISH, size=36, sentences=(1, 3))
    assert bars(later, 0) == []
    assert len(bars(later, 2)) == 1
    assert bars(later, 1)[0].y < bars(later, 2)[0].y


def test_a_mark_moves_no_word() -> None:
    for text in (ENGLISH, URDU):
        paragraph = Paragraph(id="body", box=BOX, text=text, size=36)
        quiet = [mark for mark in marks(paragraph, None) if isinstance(mark, Ink)]
        loud = [mark for mark in marks(paragraph, ("body", 1)) if isinstance(mark, Ink)]
        assert quiet == loud


def test_lead_and_caption_of_a_picture_are_marked_each_on_its_own() -> None:
    block = Picture(
        "p", "heart", Text("alt", ("A heart",)), caption=Text("body", ("It is yours.",)), lead=Text("lead", ("You.",))
    )
    point = Point(id="p", box=Box(48, 100, 900, 96), block=block, look="point", size=36, pic=96, apart=24)
    lead = [mark for mark in marks(point, ("lead", 0)) if isinstance(mark, Fill)]
    caption = bars(point, 0)
    assert len(lead) == len(caption) == 1
    assert lead[0].x + lead[0].w <= caption[0].x + 2 * SPOKEN_ROUND + 14


def test_the_ground_is_quiet_and_left_out_on_a_coloured_button() -> None:
    paragraph = Paragraph(id="body", box=BOX, text=ENGLISH, size=36)
    assert {mark.role for mark in marks(paragraph, ("body", 0)) if isinstance(mark, Patch)} == {"t2"}
    page = draw(c_clause(), SMALL)
    assert page.scene.things
    button = next(thing for thing in page.scene.things if thing.id == c_clause().actions[-1].id)
    said = marks(button, (c_clause().actions[-1].label.id, 0))
    assert [mark.role for mark in said if isinstance(mark, Fill)] == ["on_spruce"]
    assert "t2" not in {mark.role for mark in said if isinstance(mark, Patch)}


def player(page: Page, words: tuple[str, ...] = ("Stop", "Pause", "Again")) -> Page:
    made = tuple(
        Action(name, Text(f"action.{name}", (label,)), picture)
        for name, label, picture in zip(
            ("listen", "pause", "again"), words, ("listen_stop", "pause", "again"), strict=True
        )
    )
    return replace(page, player=made)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("build", [a_home, b_checkin, c_clause])
@pytest.mark.parametrize("words", [("Stop", "Pause", "Again"), ("Zatrzymaj", "Wstrzymaj", "Powtórz")])
def test_the_player_finds_room_and_moves_nothing_of_the_page(size: int, build, words: tuple[str, ...]) -> None:  # type: ignore[no-untyped-def]
    page = at(build(), size)
    rest, playing = draw(page, SMALL), draw(player(page, words), SMALL)
    foot = min(thing.box.y for thing in rest.scene.things if thing.id in ("listen", "reading"))
    above = [[t for t in drawn.scene.things if t.box.bottom <= foot and t.id != "parts"] for drawn in (rest, playing)]
    assert above[0] == above[1]
    row = sorted(
        (thing.box for thing in playing.scene.things if thing.target and thing.box.y >= foot), key=lambda box: box.x
    )
    assert len(row) >= 3
    assert row[-1].right <= max(thing.box.right for thing in rest.scene.things)
    for one, other in pairwise(row):
        assert other.x - one.right >= GAP - 0.5
    main = [action.id for action in page.actions if action.main]
    assert set(main) <= {thing.id for thing in playing.scene.things} | {"more"} | {"next"}
    assert all(box.w >= 117 and box.h >= 117 for box in row)
