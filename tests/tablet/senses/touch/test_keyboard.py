"""A real keyboard: text comes as it is, the keys that move go along the line, and nothing leads out of the page."""

import pytest

from kiosk.tablet import editing, pages, visit
from kiosk.tablet.senses.touch import keyboard
from kiosk.tablet.senses.touch.keyboard import event_of
from tests.tablet.journeys.test_keyboards import writing

ASKED: list[tuple[str, str]] = []


def stepped(entry: str, step: editing.LineStep) -> int:
    ASKED.append((entry, step))
    return 7


def page(language: str = "en") -> pages.Page:
    return writing(language).page


def down(key: int, *modifiers: str, language: str = "en") -> visit.Typed | None:
    return event_of(page(language), "down", key, "", modifiers, stepped)


def test_text_is_typed_as_the_display_makes_it() -> None:
    for text in ("a", "é", "ب", "क्ष", "中"):
        assert event_of(page(), "text", 0, text, (), stepped) == visit.Typed(entry="concern.words", text=text)
    assert event_of(page(), "text", 0, "", (), stepped) is None


@pytest.mark.parametrize(
    ("key", "modifiers", "command"),
    [
        (keyboard.BACKSPACE, (), "rub"),
        (keyboard.DELETE, (), "delete"),
        (keyboard.ENTER, (), "line"),
        (keyboard.PAD_ENTER, (), "line"),
        (keyboard.LEFT, (), "left"),
        (keyboard.RIGHT, ("ctrl",), "word_right"),
        (keyboard.HOME, ("ctrl",), "start"),
        (keyboard.END, ("ctrl",), "end"),
        (keyboard.A, ("ctrl",), "select_all"),
    ],
)
def test_a_key_does_what_the_key_of_that_name_does_on_the_screen(
    key: int, modifiers: tuple[str, ...], command: str
) -> None:
    assert down(key, *modifiers) == visit.Typed(entry="concern.words", key=command)
    with_shift = down(key, "shift", *modifiers)
    assert with_shift is not None
    assert with_shift.selecting


def test_the_arrows_go_along_the_line_in_the_direction_of_the_language() -> None:
    english, arabic = down(keyboard.LEFT), down(keyboard.LEFT, language="ar")
    assert english is not None
    assert arabic is not None
    assert (english.key, arabic.key) == ("left", "right")
    assert down(keyboard.RIGHT, "ctrl", language="ur") == visit.Typed(entry="concern.words", key="word_left")


@pytest.mark.parametrize(
    ("key", "step"),
    [(keyboard.UP, "up"), (keyboard.DOWN, "down"), (keyboard.HOME, "line_start"), (keyboard.END, "line_end")],
)
def test_steps_by_lines_are_asked_of_whoever_sees_the_lines(key: int, step: str) -> None:
    ASKED.clear()
    assert down(key, "shift") == visit.Typed(entry="concern.words", place=7, selecting=True)
    assert [("concern.words", step)] == ASKED
    assert event_of(page(), "down", key, "", (), lambda entry, asked: None) is None


@pytest.mark.parametrize(
    ("key", "modifiers"),
    [
        (99, ("ctrl",)),  # copy
        (118, ("ctrl",)),  # paste
        (120, ("ctrl",)),  # cut
        (113, ("ctrl",)),  # quit
        (keyboard.LEFT, ("alt",)),
        (keyboard.BACKSPACE, ("alt",)),
        (113, ("meta",)),
        (27, ()),  # escape
        (9, ()),  # tab
        (1073741882, ()),  # F1
        (97, ()),  # a letter comes as text
    ],
)
def test_no_other_key_and_no_shortcut_does_anything(key: int, modifiers: tuple[str, ...]) -> None:
    assert down(key, *modifiers) is None
    assert event_of(page(), "up", keyboard.BACKSPACE, "", (), stepped) is None


def test_where_nothing_can_be_typed_keys_do_nothing() -> None:
    home = writing("en").presses("leave").page
    assert event_of(home, "text", 0, "a", (), stepped) is None
    assert event_of(home, "down", keyboard.ENTER, "", (), stepped) is None
