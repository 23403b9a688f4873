"""A real keyboard, plugged in: what its keys mean on a page that takes own words.

Text comes as the display's own layout makes it, so any language that somebody has set up can be typed, dead keys and all. The keys that move and
rub do what the on-screen keys of the same name do. Nothing here reaches a clipboard or leaves the page: control with a letter selects all (a) or is
nothing.

The arrows go along the line, not the letters' own direction: in a page that runs from right to left, the left arrow goes on. So whoever presses one
arrow again and again hears every letter once, in the order in which it is read, also where Latin words stand among Arabic ones; to go by what is seen
would jump there, and select two pieces at once.

No Kivy, no clock. Not for switches, and not for going from button to button.
"""

from __future__ import annotations

from collections.abc import Callable

from kiosk.tablet import editing, pages, visit

_ARROW = 1 << 30  # SDL names keys without a letter by their place on the keyboard, with this bit set
BACKSPACE, ENTER, DELETE, A = 8, 13, 127, 97
HOME, END, RIGHT, LEFT, DOWN, UP = (_ARROW | place for place in (74, 77, 79, 80, 81, 82))
PAD_ENTER = _ARROW | 88

_ALONE = {BACKSPACE: "rub", DELETE: "delete", ENTER: "line", PAD_ENTER: "line"}
_ALONG = {LEFT: "left", RIGHT: "right"}
_TURNED = {"left": "right", "right": "left"}
_WITH_CONTROL = {"left": "word_left", "right": "word_right"}
_LINES: dict[int, editing.LineStep] = {UP: "up", DOWN: "down", HOME: "line_start", END: "line_end"}
_WHOLE = {HOME: "start", END: "end"}


def event_of(
    page: pages.Page,
    what: str,
    key: int,
    text: str,
    modifiers: tuple[str, ...],
    stepped: Callable[[str, editing.LineStep], int | None],
) -> visit.Typed | None:
    """What striking a key does to the text entry of a page; None where it does nothing.

    what: "down", "up" or "text". key: SDL's code. text: what a "text" types. modifiers: "shift", "ctrl", "alt", "meta" that are held. stepped(entry,
    step): the place (in graphemes) that a step by lines leads to, which only sight knows.
    """
    entry = next((block for block in page.blocks if isinstance(block, pages.TextEntry)), None)
    if entry is None:
        return None
    if what == "text":
        return visit.Typed(entry=entry.id, text=text) if text else None
    if what != "down" or "alt" in modifiers or "meta" in modifiers:
        return None
    selecting, control = "shift" in modifiers, "ctrl" in modifiers
    if key in _LINES and not (control and key in _WHOLE):
        place = stepped(entry.id, _LINES[key])
        return None if place is None else visit.Typed(entry=entry.id, place=place, selecting=selecting)
    command = _command(key, control, entry.direction)
    return visit.Typed(entry=entry.id, key=command, selecting=selecting) if command else None


def _command(key: int, control: bool, direction: pages.Direction) -> str:
    if key in _ALONG:
        along = _TURNED[_ALONG[key]] if direction == "rtl" else _ALONG[key]
        return _WITH_CONTROL[along] if control else along
    if control:
        return "select_all" if key == A else _WHOLE.get(key, "")
    return _ALONE.get(key, "")
