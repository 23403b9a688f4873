"""Every page as a tree for screen readers: whole, named, in order, and holding only what is shown."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from msgspec.structs import replace

from kiosk.tablet import attention, pages, reader
from kiosk.tablet.senses.reader import bridge
from kiosk.tablet.senses.reader.tree import Node, Rect, Tree, line, tree
from tests.tablet.journeys.rounds import every_page
from tests.tablet.journeys.walking import Person

FORMS: tuple[pages.Form, ...] = ("plain", "easy")
SIZE = (1280, 800)
CONTAINERS = ("window", "main", "group", "list", "radio_group", "keyboard", "toolbar")


def made(page: pages.Page, place: attention.Place | None = None, boxes: dict[str, Rect] | None = None) -> Tree:
    """The tree of a page, on its only part where no place is given."""
    names = reader.names(Person().visit, page)
    return tree(page, place or attention.Place(page.id), boxes or {}, SIZE, names)


def every_tree(form: pages.Form) -> Iterator[tuple[pages.Page, Tree]]:
    for page in every_page(form):
        yield page, made(page)


def by_key(found: Tree) -> dict[str, Node]:
    return {node.key: node for node in found.nodes if node.key}


def within(found: Tree, role: str) -> list[Node]:
    return [node for node in found.nodes if node.role == role]


def entry(value: str, caret: int = 0, **more: object) -> pages.Page:
    """A page with a box of own words."""
    block = pages.TextEntry("words", pages.Text("words.label", ("Your words",)), value, caret)
    return replace(every_page("plain")[0], blocks=(replace(block, **more),), private=True)


@pytest.mark.parametrize("form", FORMS)
def test_every_tree_is_one_that_accesskit_takes(form: pages.Form) -> None:
    for _, found in every_tree(form):
        bridge.check(found)


@pytest.mark.parametrize("form", FORMS)
def test_every_node_but_the_window_has_a_name_and_a_language(form: pages.Form) -> None:
    lacking = {
        f"{page.id}: {node.id}"
        for page, found in every_tree(form)
        for node in found.nodes
        if not node.language or (not node.name and node.role != "window")
    }
    assert sorted(lacking) == []


@pytest.mark.parametrize("form", FORMS)
def test_whatever_can_be_come_to_or_acted_on_is_there_and_nothing_else(form: pages.Form) -> None:
    for page, found in every_tree(form):
        place = attention.Place(page.id)
        assert [node.key for node in found.nodes if node.focusable] == list(_in_tree_order(found, page, place))
        assert {node.key for node in found.nodes if node.click} == set(attention.targets(page, place))


def _in_tree_order(found: Tree, page: pages.Page, place: attention.Place) -> Iterator[str]:
    """The stops of a page: their order is that of the tree."""
    stops = attention.stops(page, place)
    yield from stops
    assert {node.key for node in found.nodes if node.focusable} == set(stops)


@pytest.mark.parametrize("form", FORMS)
def test_the_rail_comes_last_on_every_page(form: pages.Form) -> None:
    for page, found in every_tree(form):
        rail = [page.rail.call.id, page.rail.back.id, page.rail.leave.id]
        assert [node.key for node in found.nodes][-3:] == rail
        assert found.nodes[-4].role == "toolbar"


@pytest.mark.parametrize("form", FORMS)
def test_a_page_begins_at_its_title(form: pages.Form) -> None:
    for page, found in every_tree(form):
        title = next(block for block in page.blocks if isinstance(block, pages.Heading | pages.Status))
        focused = next(node for node in found.nodes if node.id == found.focus)
        assert focused.key == title.id
        assert (focused.role, focused.level) in (("heading", 1), ("status", 0))


@pytest.mark.parametrize("form", FORMS)
def test_answers_know_their_place_in_the_set_and_whether_they_are_chosen(form: pages.Form) -> None:
    seen = set()
    for page, found in every_tree(form):
        nodes = by_key(found)
        for block in page.blocks:
            if isinstance(block, pages.Choices):
                for number, option in enumerate(block.options, 1):
                    node = nodes[f"{block.id}/{option.id}"]
                    assert (node.position, node.total) == (number, len(block.options))
                    if node.role != "button":
                        assert node.role == ("check" if block.multiple else "radio")
                        assert node.toggled == option.chosen
                    seen.add((node.role, node.toggled))
    assert seen == {("button", None), ("check", True), ("check", False), ("radio", True), ("radio", False)}


def test_what_is_drawn_has_its_bounds_and_what_is_not_has_none() -> None:
    page = every_page("plain")[0]
    door = page.blocks[1]
    assert isinstance(door, pages.Choices)
    key = f"{door.id}/{door.options[0].id}"
    found = by_key(made(page, boxes={key: (48.0, 216.0, 484.0, 178.0)}))
    assert found[key].bounds == (48.0, 216.0, 532.0, 394.0)
    assert found["leave"].bounds is None
    assert made(page).nodes[0].bounds == (0.0, 0.0, 1280.0, 800.0)


def test_a_later_part_holds_its_own_things_alone_and_begins_with_the_first_of_them() -> None:
    page = next(page for page in every_page("plain") if page.id.startswith("charter") and len(_texts(page)) > 1)
    texts = _texts(page)
    first, last = texts[0], texts[-1]
    parts = ((f"{first.id}#0",), (f"{first.id}#1", last.id))
    one = made(page, attention.Place(page.id, 0, parts))
    two = made(page, attention.Place(page.id, 1, parts))
    assert by_key(one)[first.id].name == _plain(first.sentences[0])
    assert last.id not in by_key(one)
    assert by_key(two)[first.id].name == _plain(first.sentences[1])
    assert two.focus == by_key(two)[first.id].id
    assert page.more.id in by_key(one)
    assert page.more.id not in by_key(two)


def _plain(sentence: str) -> str:
    return line(pages.Text("", (sentence,)))


def _texts(page: pages.Page) -> list[pages.Text]:
    return [block for block in page.blocks if isinstance(block, pages.Text)]


def test_attention_on_a_thing_is_the_readers_focus() -> None:
    page = every_page("plain")[0]
    found = made(page, attention.Place(page.id, focus="leave"))
    assert found.focus == "rail leave"


def test_a_box_can_be_read_line_by_line_letter_by_letter_and_has_its_caret() -> None:
    node = by_key(made(entry("Zoë said\nno", 10)))["words"]
    assert node.runs is not None
    assert [run.value for run in node.runs.lines] == ["Zoë said\n", "no"]
    assert node.runs.lines[0].letters == (1, 1, 2, 1, 1, 1, 1, 1, 1)
    assert node.runs.lines[0].words == (4, 5)
    assert node.runs.caret == node.runs.anchor == (1, 1)


def test_what_is_selected_reaches_from_the_anchor_to_the_caret() -> None:
    node = by_key(made(entry("one two", 7, selected=(4, 7))))["words"]
    assert node.runs is not None
    assert (node.runs.anchor, node.runs.caret) == ((0, 4), (0, 7))


def test_an_empty_box_can_be_read_too() -> None:
    node = by_key(made(entry("")))["words"]
    assert node.runs is not None
    assert [run.value for run in node.runs.lines] == [""]
    assert node.runs.caret == (0, 0)


@pytest.mark.parametrize("letter", ["a", "é", "ক্ষ", "👩‍👩‍👧", "a" + "\u0301" * 300, "\u200d"])
def test_letters_and_words_of_any_length_fit_into_what_accesskit_counts(letter: str) -> None:
    bridge.check(made(entry(letter * 300 + " " + letter * 3, 3)))


def test_a_pin_is_dots_whatever_is_typed() -> None:
    found = made(entry("135791", 6, hidden=True))
    node = by_key(found)["words"]
    assert node.role == "password"
    assert node.value == "••••••"
    assert "135791" not in repr(found)


def test_a_hidden_code_says_nothing_of_itself() -> None:
    groups = tuple(pages.CodeGroup(str(number), f"word{number}") for number in range(123, 130))
    code = pages.Code("given", pages.Text("code.label", ("Your code",)), groups)
    page = every_page("plain")[0]
    assert "1 2 3 word123" in by_key(made(replace(page, blocks=(code,))))["given"].name
    hidden = repr(made(replace(page, blocks=(replace(code, hidden=True),))))
    assert "1 2 3" not in hidden
    assert "word123" not in hidden


def test_a_number_to_call_is_said_digit_by_digit() -> None:
    page = next(page for page in every_page("plain") if any(_number(block) for block in page.blocks))
    block = next(block for block in page.blocks if _number(block))
    assert isinstance(block, pages.Message)
    digits = [letter for letter in block.number if letter.isdigit()]
    assert " ".join(digits[:3]) in by_key(made(page))[block.id].name


def _number(block: pages.Block) -> bool:
    return isinstance(block, pages.Message) and len(block.number) > 6


def test_no_mark_that_is_for_eyes_alone_is_in_a_name() -> None:
    names = [node.name + node.about for _, found in every_tree("plain") for node in found.nodes]
    assert [name for name in names if any(mark in name for mark in "\u2066\u2067\u2068\u2069\u2028\u2029")] == []


def test_pages_differ_in_their_ids_and_their_frame_does_not() -> None:
    first, second = (made(page) for page in list({page.id: page for page in every_page("plain")}.values())[:2])
    common = {node.id for node in first.nodes} & {node.id for node in second.nodes}
    assert common == {"window", "main", "rail", "rail call", "rail back", "rail leave"}
