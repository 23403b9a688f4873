"""Where attention is, kept: the page that is shown and the place on it, and who has to be told when either changes.

For: `app`. Sight draws (page, place), the screen reader mirrors it, switches step through it; each is told here, by one call, so that none of them
can be on something else than the others.
"""

from __future__ import annotations

from collections.abc import Callable

from msgspec.structs import replace

from kiosk.tablet import aloud, attention, pages

Follower = Callable[[pages.Page, attention.Place], None]


class Attending:
    """show: takes what sight is to draw. `followers` are told of the same, after it."""

    def __init__(self, show: Follower) -> None:
        self.followers: list[Follower] = []
        self.page: pages.Page | None = None
        self.place: attention.Place | None = None
        self._show = show

    def show(self, page: pages.Page, speaking: tuple[str, int] | None) -> None:
        """Show a page where the person is on it, or at its beginning; the part that is shown follows the voice."""
        here = attention.arrived(page, self.place)
        if self.page and self.place and self.place.focus and not here.focus and self.page.id == page.id:
            here = self._nearest(page, here)
        part = aloud.part_of(page, here, *speaking) if speaking and speaking != here.speaking else None
        self._now(page, attention.heard(here, speaking, part))

    def turn(self, by: int) -> None:
        """To the next part, or back."""
        if self.page and self.place:
            self._now(self.page, attention.turned(self.place, by))

    def measured(self, page: str, parts: attention.Parts) -> None:
        """Sight has split a page into parts."""
        if self.page and self.place and self.place.page == page and self.place.parts != parts:
            self._now(self.page, attention.measured(self.place, parts))

    def attend(self, target: str) -> bool:
        """Attention on this stop. False where it is there already, or there is no such thing on this part."""
        if self.page is None or self.place is None:
            return False
        return self._moved(attention.focused(self.page, self.place, target))

    def begin_at(self, stop: str) -> None:
        """Attention that was nowhere goes on from this stop, where a screen reader is already; "" leaves it as it is."""
        if stop and self.page and self.place and not self.place.focus:
            self.place = attention.focused(self.page, self.place, stop)

    def move(self, by: int, *, acting: bool) -> bool:
        """Attention so many things on, or back; False where there is nothing else. acting: only what can be acted on."""
        if self.page is None or self.place is None:
            return False
        return self._moved(attention.moved(self.page, self.place, by, acting=acting))

    def move_group(self, by: int) -> bool:
        """Attention on the first thing of the next group, or of the one before; False where there is nothing else."""
        if self.page is None or self.place is None:
            return False
        return self._moved(attention.moved_group(self.page, self.place, by))

    def leave(self) -> None:
        """Attention nowhere: a finger is on the glass, and has no focus."""
        if self.page and self.place and self.place.focus:
            self._now(self.page, replace(self.place, focus=""))

    def scan(self, ids: tuple[str, ...]) -> None:
        """The scanning frame round these; () takes it away."""
        if self.page and self.place and self.place.scanned != ids:
            self._now(self.page, replace(self.place, scanned=ids))

    def _nearest(self, page: pages.Page, here: attention.Place) -> attention.Place:
        """What had attention is not there any more (a button of the player): what stands before it, so that nobody has to begin anew."""
        if self.page is None or self.place is None:
            return here
        before = attention.stops(self.page, self.place)
        known = attention.stops(page, here)
        left = before[: before.index(self.place.focus)] if self.place.focus in before else ()
        return replace(here, focus=next((stop for stop in reversed(left) if stop in known), ""))

    def _moved(self, place: attention.Place) -> bool:
        if self.page is None or place == self.place:
            return False
        self._now(self.page, place)
        return True

    def _now(self, page: pages.Page, place: attention.Place) -> None:
        self.page, self.place = page, place
        self._show(page, place)
        # Sight may have measured the page while it showed it, and so have come here again: what is told is what stands.
        for follower in self.followers:
            follower(self.page, self.place)
