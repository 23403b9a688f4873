"""A person at the tablet: looks at the page, touches what is there with a real pointer, and waits for the next page. Never sleeps."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kiosk.tablet.senses.touch import fingers
from tests.support.screen import Screen
from tests.support.waiting import wait_for

TICKS = 0.06  # seconds: a file's time is that of the kernel's last tick, so a little early


class Person:
    """seen: the file that `observed_window` writes."""

    def __init__(self, screen: Screen, seen: Path) -> None:
        self._screen, self._seen = screen, seen
        self._last = ""

    def look(self) -> dict[str, Any]:
        """The page that was drawn last: its id, its targets' boxes (x, y, width, height in px from the top left) and its texts."""
        return json.loads(self._seen.read_text()) if self._seen.exists() else {"page": "", "targets": {}, "spoken": []}

    @property
    def page(self) -> str:
        return str(self.look()["page"])

    def waits_for(self, page: str, timeout: float = 20.0) -> dict[str, Any]:
        """Wait until a page with this id, or one that begins with it, is drawn."""
        return self.waits_until(lambda seen: str(seen["page"]).startswith(page), timeout, f"the page {page}")

    def waits_until(
        self, condition: Callable[[dict[str, Any]], bool], timeout: float = 20.0, what: str = ""
    ) -> dict[str, Any]:
        """Wait until the drawn page fulfils a condition."""
        seen: dict[str, Any] = {}

        def fulfilled() -> bool:
            nonlocal seen
            seen = self.look()
            return condition(seen)

        try:
            wait_for(fulfilled, timeout, what)
        except TimeoutError as error:
            raise TimeoutError(
                f"{error}; the page is {seen.get('page')}, with {sorted(seen.get('targets', {}))}"
            ) from None
        return seen

    def waits_for_words(self, words: str, timeout: float = 20.0) -> None:
        """Wait until these words stand on the page."""
        self.waits_until(lambda seen: any(words in text for text in seen["spoken"]), timeout, f"the words {words!r}")

    def can_touch(self, target: str) -> bool:
        return target in self.look()["targets"]

    def touches(self, target: str) -> dict[str, Any]:
        """Touch the middle of a target, once it is there; as a hand does, not quicker than the glass takes a second touch for an echo. Returns what
        was drawn last before that."""
        self.waits_until(lambda seen: target in seen["targets"], what=f"{target} to touch")
        typing = target.startswith("keys/") and self._last.startswith("keys/")
        pause, self._last = fingers.KEY_AGAIN if typing else fingers.AGAIN, target
        # From the drawing, not from the touch: on a loaded machine the window may take the touch up late.
        wait_for(lambda: time.time() > self._seen.stat().st_mtime + pause + TICKS, what="a hand's pause")
        seen = self.look()
        x, y, width, height = seen["targets"][target]
        middle = (str(round(x + width / 2)), str(round(y + height / 2)))
        self._screen.xdotool("mousemove", *middle, "mousedown", "1", "mouseup", "1")
        return seen

    def goes(self, target: str, page: str) -> None:
        """Touch a target and wait for the page that it leads to."""
        self.touches(target)
        self.waits_for(page)

    def types(self, words: str, keys: str) -> None:
        """Type on the on-screen keyboard, key by key. keys: id of the Keys block, whose keys are named by what they insert."""
        for letter in words:
            before = int(self.look()["typed"])
            self.touches(f"{keys}/{'space' if letter == ' ' else letter}")
            self._waits_until_typed(before + 1, letter)

    def types_on_a_real_keyboard(self, words: str) -> None:
        """Type on a keyboard that is plugged in. What is touched next comes after it, as the display keeps the order."""
        self._screen.xdotool("type", words)

    def _waits_until_typed(self, letters: int, last: str) -> None:
        # Not until anything is drawn: a page that has just come may be drawn twice, and a lost letter would go unseen.
        self.waits_until(lambda seen: int(seen["typed"]) == letters, what=f"the letter {last}")
