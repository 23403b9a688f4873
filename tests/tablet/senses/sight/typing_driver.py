"""A real window with the page of own words and the journeys behind it, driven as `driver` is: what is typed and touched there is taken up."""

from __future__ import annotations

import sys
from typing import Any

from msgspec.structs import replace

from kiosk.tablet import attention, editing, journeys, pages, visit
from kiosk.tablet.acting import event_of
from kiosk.tablet.senses.sight.marks import Patch
from kiosk.tablet.senses.sight.widgets.text_entry import TextEntry
from kiosk.tablet.senses.touch import keyboard
from tests.tablet.journeys.walking import WORKS, ward
from tests.tablet.senses.sight.driver import Driver

WORDS = "concern.words"
_TRAIL = tuple(visit.Spot(*spot) for spot in (("home", "doors"), ("concern", "review"), ("concern", "words")))


class Writing(Driver):
    def __init__(self) -> None:
        super().__init__()
        self._visit = visit.Visit(ward=ward(), link=WORKS)
        self.window.on_act = lambda target: self._happens(event_of(self._page_now, target, 0.0))
        self.window.on_point = lambda entry, place: self._happens(visit.Typed(entry=entry, place=place))
        self.window.on_key = self._keyed

    def _keyed(self, what: str, key: int, text: str, modifiers: tuple[str, ...], _: int) -> None:
        event = keyboard.event_of(self._page_now, what, key, text, modifiers, self.window.stepped)
        if event is not None:
            self._happens(event)

    def _happens(self, event: visit.Event) -> None:
        self._visit = journeys.step(self._visit, event).visit
        self._show()

    def _show(self) -> None:
        self._page_now = journeys.page(self._visit)
        parts = self.window.view.measure(self._page_now, self._page_now.reading.size)
        self.window.show(self._page_now, attention.Place(self._page_now.id, 0, parts))

    def write(self, language: str, text: str = "", size: int = 100) -> Any:
        """Begin the page anew, with these words in the box and the caret at their end."""
        reading = pages.Reading(language=language, size=size, motion=False)
        words = editing.end(editing.Entry(text))
        changed = replace(self._visit, reading=reading, draft=visit.Draft(words=words), trail=_TRAIL)
        self._visit = replace(changed, keyboard=editing.Keyboard())
        self._show()
        self.window.draw()
        return self.window.boxes()

    def put(self, place: int) -> Any:
        """Put the caret somewhere, as the keys do."""
        self._happens(visit.Typed(entry=WORDS, place=place))
        self.window.draw()
        return self.entry()

    def entry(self) -> Any:
        """What is typed, the caret, what is selected, the page, and where caret, selection and box are drawn: [x, y, width, height] in dots."""
        words = self._visit.draft.words
        found: dict[str, Any] = {"value": words.value, "caret": words.caret, "selected": words.selected}
        found |= {"page": self._page_now.id, "layer": self._visit.keyboard.layer, "boxes": self.window.boxes()}
        for thing, marks in self.window.view.marks():
            if isinstance(thing, TextEntry):
                patches = [m for m in marks if isinstance(m, Patch)]
                found["drawn_caret"] = list(patches[-1][:4])
                found["drawn_selection"] = [list(m[:4]) for m in patches if m.role == "t2"]
                found["drawn_box"] = list(patches[0][:4])
        return found


def main() -> None:
    driver = Writing()
    driver.window.add_reader(0, driver.read)
    sys.stdout.write('"ready"\n')
    sys.stdout.flush()
    driver.window.run()


if __name__ == "__main__":
    main()
