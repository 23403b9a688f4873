"""Every page, in every size and on both screens, measured without a window: targets, gaps, words that must not be cut off, parts, and the rail."""

from __future__ import annotations

from functools import cache
from itertools import combinations, pairwise

import msgspec
import pytest

from kiosk.tablet import attention
from kiosk.tablet.pages import Choice, Choices, Heading, Page, Picture, Text
from kiosk.tablet.senses.sight.marks import Box, Ink
from kiosk.tablet.senses.sight.screen import Screen
from kiosk.tablet.senses.sight.theme import SMALLEST, script
from kiosk.tablet.senses.sight.widgets.key import Key
from kiosk.tablet.senses.sight.widgets.paragraph import Paragraph
from kiosk.tablet.senses.sight.widgets.strip import Demo, Notice
from kiosk.tablet.senses.sight.widgets.thing import Thing
from tests.tablet.senses.sight.drawn import LARGE, SIZES, SMALL, Drawn, all_parts, draw, sheet_for
from tests.tablet.senses.sight.sample_pages import (
    PLACES,
    SAMPLES,
    Tongue,
    at,
    b_checkin,
    c_clause,
    f_places,
    following,
    rail,
    tools,
)

ANSWER, ACTION, KEY = 25.0, 20.0, 13.0  # mm
TILE_TEXT = 22  # px: what may shrink below the least size of words: labels of charts, words of keys, the strip


@cache
def every(name: str) -> list[Drawn]:
    """All parts of a page in all sizes, on both screens."""
    build = SAMPLES[name]
    return [drawn for screen in (SMALL, LARGE) for size in SIZES for drawn in all_parts(at(build(), size), screen)]


def kind(drawn: Drawn, thing: Thing) -> str:
    if isinstance(thing, Key):
        return "key"
    if thing in drawn.scene.rail or "/" in thing.id:
        return "answer"
    return "action"


def distance(a: Box, b: Box) -> float:
    dx = max(a.x - b.right, b.x - a.right, 0)
    dy = max(a.y - b.bottom, b.y - a.bottom, 0)
    return max(dx, dy) if not (dx and dy) else float((dx * dx + dy * dy) ** 0.5)


@pytest.mark.parametrize("name", SAMPLES)
def test_everything_that_can_be_touched_is_large_enough(name: str) -> None:
    for drawn in every(name):
        for thing in drawn.scene.targets:
            least = {"key": KEY, "answer": ANSWER, "action": ACTION}[kind(drawn, thing)]
            if kind(drawn, thing) == "answer" and thing.box.y >= draw_foot(drawn):
                least = ACTION  # the door of the languages stands in the foot row
            reach = thing.reach
            smaller = drawn.screen.mm(min(reach.w, reach.h))
            assert smaller >= least - 0.1, f"{drawn}: {thing.id} is {smaller:.1f} mm"


def draw_foot(drawn: Drawn) -> float:
    strip: float = script(drawn.page.reading.language).strip
    return (606.0 if drawn.page.reading.size >= 170 else 646.0) - strip


@pytest.mark.parametrize("name", SAMPLES)
def test_targets_keep_apart(name: str) -> None:
    for drawn in every(name):
        for one, other in combinations(drawn.scene.targets, 2):
            keys = {kind(drawn, one), kind(drawn, other)}
            least = 1.9 if keys == {"key"} else 3.9 if "key" in keys else 6.0
            apart = drawn.screen.mm(distance(one.box, other.box))
            assert apart >= least, f"{drawn}: {one.id} and {other.id} are {apart:.1f} mm apart"


@pytest.mark.parametrize("name", SAMPLES)
def test_no_word_is_cut_off_or_has_letters_that_no_font_has(name: str) -> None:
    for drawn in every(name):
        for words in drawn.written:
            assert words.unknown == 0, f"{drawn}: {words.text!r} has letters that no font has"
            room = words.limit.grown(2.0)
            ink = words.ink
            inside = ink.x >= room.x and ink.y >= room.y and ink.right <= room.right and ink.bottom <= room.bottom
            assert inside, f"{drawn}: {words.text!r} {ink} leaves {words.limit}"
            assert ink.right <= drawn.screen.wide, f"{drawn}: {words.text!r} leaves the screen"
            assert ink.bottom <= drawn.screen.high + 0.5, f"{drawn}: {words.text!r} leaves the screen"


@pytest.mark.parametrize("name", SAMPLES)
def test_no_words_lie_over_each_other_or_over_a_button_that_is_not_theirs(name: str) -> None:
    for drawn in every(name):
        nastaliq = drawn.page.reading.language == "ur"
        for one, other in combinations(drawn.written, 2):
            wide = min(one.ink.right, other.ink.right) - max(one.ink.x, other.ink.x)
            tall = min(one.ink.bottom, other.ink.bottom) - max(one.ink.y, other.ink.y)
            allowed = 24 if nastaliq else 3
            assert wide <= 2 or tall <= allowed, f"{drawn}: {one.text!r} over {other.text!r}"
        for words in drawn.written:
            for thing in drawn.scene.targets:
                if thing is words.thing or words.thing.target:
                    continue
                wide = min(words.ink.right, thing.box.right) - max(words.ink.x, thing.box.x)
                tall = min(words.ink.bottom, thing.box.bottom) - max(words.ink.y, thing.box.y)
                assert wide <= 1 or tall <= (10 if nastaliq else 1), f"{drawn}: {words.text!r} over {thing.id}"


@pytest.mark.parametrize("name", SAMPLES)
def test_nothing_is_higher_than_a_part_has_room_for(name: str) -> None:
    for drawn in every(name):
        assert drawn.scene.over <= 0.5, str(drawn)


@pytest.mark.parametrize("name", SAMPLES)
def test_no_word_is_smaller_than_the_least_size(name: str) -> None:
    for drawn in every(name):
        for words in drawn.written:
            small = isinstance(words.thing, Demo | Notice | Key) or words.thing.id in ("chart", "code")
            assert words.size >= (TILE_TEXT if small else SMALLEST), f"{drawn}: {words.text!r} is {words.size} px"


def test_the_rail_is_the_same_on_every_page_of_a_size() -> None:
    for screen in (SMALL, LARGE):
        for size in SIZES:
            places = {
                tuple((thing.id, thing.box, thing.reach) for thing in drawn.scene.rail)
                for build in SAMPLES.values()
                for drawn in [draw(at(build(), size), screen)]
            }
            assert len(places) == 1, f"{len(places)} rails at {size} %"


def test_a_learned_place_of_the_rail_stays_right_in_larger_sizes() -> None:
    small = {t.id: t.reach for t in draw(at(c_clause(), 100)).scene.rail}
    large = {t.id: t.reach for t in draw(at(c_clause(), 200)).scene.rail}
    for id in ("rail.call", "rail.back", "rail.leave"):
        x, y = small[id].x + small[id].w / 2, small[id].y + small[id].h / 2
        assert large[id].holds(x, y)


def test_call_staff_reaches_the_corner_of_the_glass_and_leave_the_edge() -> None:
    for screen in (SMALL, LARGE):
        scene = draw(c_clause(), screen).scene
        call, leave = scene.thing("rail.call").reach, scene.thing("rail.leave").reach
        assert (call.y, call.right) == (0, screen.wide)
        assert leave.right == screen.wide


def test_the_rail_does_not_mirror() -> None:
    english, arabic = draw(SAMPLES["a_home"]()), draw(SAMPLES["j_home_arabic"]())
    assert [t.box for t in english.scene.rail] == [t.box for t in arabic.scene.rail]


def test_answers_mirror_in_a_page_that_runs_from_right_to_left() -> None:
    english, arabic = draw(SAMPLES["a_home"]()).scene, draw(SAMPLES["j_home_arabic"]()).scene
    for id in ("doors/charter", "doors/checkin", "doors/language", "reading"):
        one, other = english.thing(id).box, arabic.thing(id).box
        assert other.x == pytest.approx(48 + 1052 - one.x - one.w)


def test_a_scale_is_never_split_over_parts() -> None:
    for name in ("b_checkin", "b_checkin_easy", "l_checkin_bengali"):
        for size in SIZES:
            drawn = draw(at(SAMPLES[name](), size))
            assert len(drawn.scene.parts) == 1
            shown = {t.id for t in drawn.scene.targets if t.id.startswith("safe/")}
            block = drawn.page.block("safe")
            assert isinstance(block, Choices)
            assert shown == {f"safe/{option.id}" for option in block.options}


@pytest.mark.parametrize("name", SAMPLES)
def test_every_target_of_a_part_is_drawn_in_it_and_nothing_else_can_be_touched(name: str) -> None:
    for size in SIZES:
        page = at(SAMPLES[name](), size)
        parts = draw(page).scene.parts
        for part in range(len(parts)):
            place = attention.Place(page.id, part, parts)
            drawn = {t.id for t in draw(page, part=part, parts=parts).scene.targets}
            assert drawn == set(attention.targets(page, place)), f"{page.id} at {size} %, part {part + 1}"


@pytest.mark.parametrize("name", SAMPLES)
def test_the_parts_of_a_page_hold_everything_once_and_in_order(name: str) -> None:
    page = SAMPLES[name]()
    for size in SIZES:
        pieces = [piece for part in draw(at(page, size)).scene.parts for piece in part]
        assert len(pieces) == len(set(pieces)), f"{page.id} at {size} %"
        for block in page.blocks:
            if isinstance(block, Choices):
                shown = [piece for piece in pieces if piece.startswith(f"{block.id}/")]
                assert sorted(shown) == sorted(f"{block.id}/{option.id}" for option in block.options)
            if isinstance(block, Text) and block.id not in pieces:
                wanted = [f"{block.id}#{number}" for number in range(len(block.sentences))]
                assert [piece for piece in pieces if piece.startswith(f"{block.id}#")] == wanted


def test_skip_stays_on_every_part_of_a_question() -> None:
    for size in SIZES:
        page = at(f_places(), size)
        for drawn in all_parts(page):
            assert "skip" in {t.id for t in drawn.scene.targets}


def test_more_stands_in_the_place_of_next_until_the_last_part() -> None:
    parts = list(all_parts(at(f_places(), 170)))
    assert len(parts) > 1
    for drawn in parts[:-1]:
        assert {"more"} == {t.id for t in drawn.scene.targets} & {"more", "next"}
    assert {"next"} == {t.id for t in parts[-1].scene.targets} & {"more", "next"}


def test_the_demo_ribbon_and_the_notice_cover_nothing() -> None:
    page = SAMPLES["r_thanks"]()
    for size in SIZES:
        for drawn in all_parts(at(page, size)):
            strip = [t for t in drawn.scene.things if isinstance(t, Demo | Notice)]
            assert len(strip) == 2
            for thing in strip:
                for other in (*drawn.scene.things, *drawn.scene.rail):
                    if other not in strip and other.id != "rail":
                        assert distance(thing.box, other.box) > 0, f"{drawn}: {thing.id} over {other.id}"


def test_a_label_that_is_long_is_set_smaller_rather_than_cut_off() -> None:
    t = Tongue()
    long = tuple(Choice(name, t(f"{words} and everything that lies around it"), name) for name, words in PLACES)
    page = Page(
        "long",
        "question",
        (
            Heading("head", t("Where did it happen, as far as you can remember it now?"), t("Question 2 of 8")),
            Choices("place", long),
        ),
        rail(t),
        tools(t),
        (following(t, "Carry on with the next question"),),
    )
    for size in SIZES:
        for drawn in all_parts(at(page, size)):
            for words in drawn.written:
                room = words.limit.grown(2.0)
                assert words.ink.right <= room.right, f"{drawn}: {words.text!r}"
                assert words.ink.bottom <= room.bottom, f"{drawn}: {words.text!r}"


def test_a_sentence_longer_than_a_part_is_set_smaller_rather_than_lost() -> None:
    t = Tongue()
    long = t("Nobody may " + "push or trick or bargain or " * 4 + "stare.")
    page = at(Page("long", "reading", (Heading("head", t("Title")), long), rail(t), tools(t)), 200)
    (drawn,) = list(all_parts(page))
    body = next(words for words in drawn.written if words.text.startswith("Nobody"))
    assert body.ink.bottom < 606
    assert 60 <= body.size < 72


def test_a_sentence_that_would_be_small_in_large_letters_goes_on_over_the_parts() -> None:
    t = Tongue()
    endless = t("Nobody may " + "push or trick or bargain or " * 12 + "stare.")
    page = at(Page("long", "reading", (Heading("head", t("Title")), endless), rail(t), tools(t)), 200)
    drawn = list(all_parts(page))
    assert len(drawn) > 1
    sizes = {words.size for part in drawn for words in part.written if words.text.startswith("Nobody")}
    assert sizes == {72}


TEN_THOUSAND = {
    "sentences": tuple("Nobody on this ward may ever push you into it." for _ in range(1000)),
    "one sentence": (" ".join(f"word{number}" for number in range(10_000)),),
    "one word": ("x" * 10_000,),
}


@pytest.mark.parametrize("size", [100, 200])
@pytest.mark.parametrize("kind", TEN_THOUSAND)
def test_a_text_of_ten_thousand_words_goes_on_over_the_parts_and_no_texture_is_too_large(kind: str, size: int) -> None:
    t = Tongue()
    text = Text("long", TEN_THOUSAND[kind])
    page = at(Page("long", "reading", (Heading("head", t("Title")), text), rail(t), tools(t)), size)
    first = draw(page)
    parts = first.scene.parts
    assert len(parts) > 20
    assert first.scene.over <= 0.5
    for number in (0, 1, len(parts) // 2, len(parts) - 1):
        drawn = draw(page, part=number, parts=parts)
        sheet = sheet_for(page)
        for thing in drawn.scene.things:
            if thing.id != "long":
                continue
            thing.draw(sheet, pressed=False)
            for mark in sheet.take():
                assert isinstance(mark, Ink)
                dots = sheet.typesetter.dots(mark.words, private=True)
                assert dots.width <= 1280
                assert dots.height <= 800
        (words,) = {words for words in drawn.written if words.thing.id == "long"}
        assert words.ink.right <= 1066
        assert words.ink.bottom <= draw_foot(drawn) - 6, "above the foot row"


def test_every_line_of_a_sentence_longer_than_a_part_is_shown_once() -> None:
    t = Tongue()
    text = Text("long", (TEN_THOUSAND["one sentence"][0][:3_900],))
    page = at(Page("long", "reading", (Heading("head", t("Title")), text), rail(t), tools(t)), 100)
    shown = [
        thing.lines
        for drawn in all_parts(page)
        for thing in drawn.scene.things
        if isinstance(thing, Paragraph) and thing.lines
    ]
    assert shown[0][0] == 0
    assert all(one[1] == other[0] for one, other in pairwise(shown))
    sheet = sheet_for(page)
    whole = sheet.words(text, 36, width=980, leading=1.5)
    assert shown[-1][1] == len(sheet.typesetter.lines(whole, private=True))


def test_a_picture_at_the_start_of_a_title_leaves_room_for_it() -> None:
    t = Tongue()
    plain = Picture("sign", "lock", t("A lock"), look="plain")
    page = Page("p", "reading", (Heading("head", t("Saved on this tablet")), plain, t("Words.")), rail(t), tools(t))
    drawn = draw(page)
    title = next(words for words in drawn.written if words.text == "Saved on this tablet")
    assert title.ink.x > 48 + 112


def test_a_screen_that_is_too_small_for_fingers_says_so() -> None:
    assert Screen(1280, 800, 5.87).fault is None
    assert Screen(1920, 1200, 8.81).fault is None
    fault = Screen(1280, 800, 11.0).fault
    assert fault is not None
    assert "dots_per_mm" in fault


def test_a_wider_screen_keeps_the_rail_at_its_edge_and_the_column_in_the_middle() -> None:
    screen = Screen(1920, 1080, 8.0)
    scene = draw(b_checkin(), screen).scene
    assert scene.thing("rail.call").reach.right == pytest.approx(screen.wide)
    faces = [t for t in scene.targets if t.id.startswith("safe/")]
    left, right = min(t.box.x for t in faces), max(t.box.right for t in faces)
    assert left + right == pytest.approx(1100 + screen.wide - 1280)


def test_marks_are_the_same_for_the_same_page() -> None:
    page = c_clause()
    assert draw(page).scene == draw(msgspec.structs.replace(page)).scene


def test_a_picture_that_finds_no_room_is_left_out() -> None:
    sheet = sheet_for(c_clause())
    sheet.picture("tick", Box(0, 0, -39, -39))
    assert sheet.take() == ()
    sheet.picture("tick", Box(0, 0, 20, 20))
    assert len(sheet.take()) == 1
