"""Keys, wherever they come from: a full keyboard, a keypad for people who do not see, a switch box. From raw scancodes to what the tablet does.

A key is what the ward's key map says (`senses.touch.keymap`), else what it is on a full keyboard; on a page with a box for own words, a key that
types does that as long as attention is not somewhere else. A held key acts once: nothing repeats (EN 301 549 5.7), and the same key struck again by
a trembling hand counts once (5.8). No Kivy.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol

from msgspec.structs import replace

from kiosk.tablet import attention, editing, pages, visit
from kiosk.tablet.journeys.reading_choices import SWITCHES
from kiosk.tablet.senses.touch import keyboard, keymap

MIRRORED = {keymap.LEFT: keymap.RIGHT, keymap.RIGHT: keymap.LEFT}
_STAYS_WITH_WORDS = frozenset(
    (keymap.RETURN, keymap.PAD_ENTER, keymap.SPACE, *(74, 77), *range(79, 83))
)  # what types or moves in a box


class Keyed(Protocol):
    """What keys need of the tablet."""

    @property
    def reading(self) -> pages.Reading: ...

    @property
    def heard(self) -> bool: ...

    @property
    def explaining(self) -> bool: ...

    def shown(self) -> tuple[pages.Page, attention.Place]: ...

    def happened(self, event: visit.Event) -> None: ...

    def acted(self, target: str) -> None: ...

    def moved(self, by: int, *, acting: bool) -> None: ...

    def moved_group(self, by: int) -> None: ...

    def switched(self, number: int, down: bool) -> None: ...

    def plugged(self, headphones: bool) -> None: ...


class Keypad:
    """commands: the ward's key map. stepped: see `keyboard.event_of`. clock: seconds, never going back."""

    def __init__(
        self,
        tablet: Keyed,
        commands: Mapping[int, str],
        stepped: Callable[[str, editing.LineStep], int | None],
        clock: Callable[[], float],
    ) -> None:
        self._tablet, self._commands, self._stepped, self._clock = tablet, commands, stepped, clock
        self._held: set[int] = set()
        self._switches: dict[int, int] = {}  # the keys that are down and are switches, and which
        self._typing = True  # whether the key that went down last may type
        self._last: tuple[int, float] = (0, -1e9)

    def keyed(self, what: str, key: int, text: str, modifiers: tuple[str, ...], scancode: int) -> None:
        """A key went down or up, or text has come of one (`senses.sight.window.Window.on_key`)."""
        if what == "up":
            self._held.discard(scancode)
            switch = self._switches.pop(scancode, 0)
            if switch:
                self._tablet.switched(switch, False)
        elif what == "text":
            if self._typing:
                self._type(what, key, text, modifiers)
        elif scancode in self._held:
            self._typing = False
        else:
            self._held.add(scancode)
            self._down(key, text, modifiers, scancode)

    def _down(self, key: int, text: str, modifiers: tuple[str, ...], scancode: int) -> None:
        own = self._commands.get(scancode, "")
        switch = self._switch(own, scancode)
        if switch:
            self._typing = False
            self._switches[scancode] = switch
            self._tablet.switched(switch, True)
            return
        command = own or self._standard(scancode, modifiers)
        self._typing = not command and not self._tablet.explaining
        if not self._struck_twice(scancode, command):
            if command:
                self._obey(
                    command, "shift" in modifiers and scancode == keymap.TAB, acting=not own and scancode == keymap.TAB
                )
            elif not self._type("down", key, text, modifiers):
                self._without_a_use(scancode, modifiers)
        elif not command:
            self._typing = False

    def _switch(self, own: str, scancode: int) -> int:
        """Which switch a key is now, 0 for none: by the ward's map; while somebody uses switches, also by `keymap.SWITCH_KEYS`."""
        if self._tablet.explaining:
            return 0
        if self._tablet.reading.way in SWITCHES and not own:
            return keymap.SWITCH_KEYS.get(scancode, 0)
        return keymap.SWITCHES.get(own, 0)

    def _standard(self, scancode: int, modifiers: tuple[str, ...]) -> str:
        """What a key of a full keyboard does here; "" where it types, or nothing."""
        if set(modifiers) - {"shift"}:
            return ""
        page, place = self._tablet.shown()
        if scancode in _STAYS_WITH_WORDS and _in_words(page, place) and not self._tablet.explaining:
            return ""
        if page.direction == "rtl":
            scancode = MIRRORED.get(scancode, scancode)
        return keymap.STANDARD.get(scancode, "")

    def _struck_twice(self, scancode: int, command: str) -> bool:
        """The same key again, sooner than this person means it. To go on quickly and to write "ll" are no mistakes, unless they asked for longer."""
        last, self._last = self._last, (scancode, self._clock())
        ignore = self._tablet.reading.ignore
        often = command in keymap.MOVES or not command
        return (
            scancode == last[0]
            and self._last[1] - last[1] < ignore
            and not (often and ignore <= pages.Reading().ignore)
        )

    def _obey(self, command: str, back: bool, acting: bool) -> None:
        tablet = self._tablet
        if command in ("plugged", "unplugged"):
            tablet.plugged(command == "plugged")
        elif tablet.explaining:
            self._command("previous" if back else command)
        elif command in ("next", "previous"):
            by = -1 if back or command == "previous" else 1
            tablet.moved(by, acting=acting or not tablet.heard)
        elif command in ("next_group", "previous_group"):
            tablet.moved_group(1 if command == "next_group" else -1)
        elif command == "act":
            self._act()
        elif command in ("back", "leave", "call"):
            self._rail(command)
        else:
            self._command(command)

    def _rail(self, command: str) -> None:
        page, place = self._tablet.shown()
        button = {"back": page.rail.back, "leave": page.rail.leave, "call": page.rail.call}[command]
        if button.usable or (command == "back" and place.part > 0):
            self._tablet.acted(button.id)
        else:
            self._command("no_back")

    def _act(self) -> None:
        """Do what attention is on; where that is only words, say them again, and the page where it is nowhere yet."""
        page, place = self._tablet.shown()
        if place.focus in attention.targets(page, place):
            self._tablet.acted(place.focus)
        elif place.focus:
            self._tablet.happened(visit.Attended(at=self._clock(), target=place.focus))
        else:
            self._command("page" if self._tablet.reading.aloud else "stop")

    def _command(self, name: str) -> None:
        self._tablet.happened(visit.Commanded(at=self._clock(), command=name))

    def _type(self, what: str, key: int, text: str, modifiers: tuple[str, ...]) -> bool:
        """Into the box of the page. False where this key types nothing there."""
        page, _ = self._tablet.shown()
        event = keyboard.event_of(page, what, key, text, modifiers, self._stepped)
        if event is None:
            return False
        self._tablet.happened(replace(event, at=self._clock()))
        return True

    def _without_a_use(self, scancode: int, modifiers: tuple[str, ...]) -> None:
        """A key that does nothing here says so, but not one that types (its text follows), nor one that means something only with another."""
        page, _ = self._tablet.shown()
        types = scancode in keymap.TYPING
        if scancode in keymap.HELD_DOWN or set(modifiers) - {"shift"}:
            self._command("stop")
        elif self._tablet.explaining:
            self._command("types" if types or scancode in _STAYS_WITH_WORDS else "unknown")
        elif not (types and _entry(page)):
            self._command("unknown")


def _entry(page: pages.Page) -> str:
    return next((block.id for block in page.blocks if isinstance(block, pages.TextEntry)), "")


def _in_words(page: pages.Page, place: attention.Place) -> bool:
    """Whether keys go into the box: there is one, and attention is on it or nowhere yet."""
    entry = _entry(page)
    return bool(entry) and place.focus in ("", entry)
