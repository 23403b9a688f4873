"""The window's side of the reader process: what is shown goes to it as a tree, and what a person does through their screen reader comes from it.

For: `app`. While nobody wants the tree none is made. One is on its way at a time: a reader that is slow or stands still costs the window one tree,
and is taken for gone after `LONGEST` seconds, so that the tablet's own voice has the word again.
"""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from typing import Protocol

from kiosk.tablet import attention, pages, visit
from kiosk.tablet.aloud import texts_of
from kiosk.tablet.journeys import describing, telling, voicing
from kiosk.tablet.neighbour import Neighbour
from kiosk.tablet.senses.reader import messages, tree
from kiosk.tablet.voice import LinkIs

LONGEST = 10.0  # seconds until a tree has to be taken


class Screen(Protocol):
    """What is needed of sight: its loop, and where things are drawn."""

    @property
    def size(self) -> tuple[int, int]: ...

    def boxes(self) -> dict[str, tuple[float, float, float, float]]: ...

    def add_reader(self, fd: int, callback: Callable[[], None]) -> None: ...

    def remove_reader(self, fd: int) -> None: ...

    def call_at(self, moment: float, callback: Callable[[], None]) -> Callable[[], None]: ...


class Tablet(Protocol):
    """What a screen reader can do here."""

    def shown(self) -> tuple[pages.Page, attention.Place]: ...

    def acted(self, target: str) -> None: ...

    def attended(self, target: str) -> None: ...


class Reader:
    """now: the visit. link_is: takes whether a screen reader has the word. clock: seconds that never go back."""

    def __init__(
        self,
        tablet: Tablet,
        now: Callable[[], visit.Visit],
        screen: Screen,
        link_is: LinkIs,
        clock: Callable[[], float],
    ) -> None:
        self._now = now
        self._tablet, self._screen, self._link_is, self._clock = tablet, screen, link_is, clock
        self._process: Neighbour[messages.FromReader] = Neighbour(screen, messages.FromReader, self._said, self._gone)
        self._wanted = False
        self._page: pages.Page | None = None  # the newest that news were looked for on
        self._news: list[messages.News] = []
        self._made: tree.Tree | None = None  # the last one sent
        self._part = 0  # of the page, that it shows
        self._waiting = False  # it is not taken yet
        self._dirty = False
        self._overdue: Callable[[], None] | None = None

    def join(self, end: socket.socket) -> None:
        """A reader process is there, also in the place of one before."""
        self._forget()
        self._process.join(end)

    def follow(self, page: pages.Page, place: attention.Place) -> None:
        """What is shown, or where attention is, has changed (`attending.Follower`)."""
        if not self._wanted:
            return
        self._news += news(self._now(), self._page, page, place)
        self._page = page
        self._dirty = True
        self._show()

    def here(self) -> str:
        """The stop where a screen reader is while attention is nowhere; "" where none is on."""
        if not self._wanted or self._made is None:
            return ""
        page, place = self._tablet.shown()
        if (page.id, place.part) != (self._made.page, self._part):
            return ""
        return next((node.key for node in self._made.nodes if node.id == self._made.focus), "")

    # --- to the process -------------------------------------------------------------------------------------------

    def _show(self) -> None:
        if not self._dirty or self._waiting:
            return
        self._dirty = False
        page, place = self._tablet.shown()
        made = tree.tree(page, place, self._screen.boxes(), self._screen.size, names(self._now(), page))
        told, self._news = tuple(self._news), []
        if self._process.tell(messages.Show(made, told)):
            self._made, self._part, self._waiting = made, place.part, True
            self._overdue = self._screen.call_at(self._clock() + LONGEST, self._stands_still)

    def _stands_still(self) -> None:
        self._process.leave()
        self._gone()

    # --- from the process -----------------------------------------------------------------------------------------

    def _said(self, message: messages.FromReader) -> None:
        match message:
            case messages.Shown():
                self._taken()
                self._show()
            case messages.Listening():
                self._listening(message)
            case messages.Act():
                page, place = self._tablet.shown()
                if page.id == message.page and message.target in attention.targets(page, place):
                    self._tablet.acted(message.target)
                    self._stays(message)
            case messages.Attend():
                page, place = self._tablet.shown()
                if page.id == message.page and message.stop in attention.stops(page, place):
                    self._tablet.attended(message.stop)

    def _stays(self, done: messages.Act) -> None:
        """Where the page stays, attention goes to what was done, so that the reader says what has become of it."""
        page, place = self._tablet.shown()
        if page.id == done.page and done.target in attention.stops(page, place):
            self._tablet.attended(done.target)

    def _listening(self, message: messages.Listening) -> None:
        if message.wanted != self._wanted:
            self._wanted = message.wanted
            self._page, self._news = None, []
            if self._wanted:
                self._page, _ = self._tablet.shown()
                self._dirty = True
                self._show()
        self._link_is(reader=message.reader)

    def _taken(self) -> None:
        self._waiting = False
        if self._overdue:
            self._overdue()
            self._overdue = None

    def _forget(self) -> None:
        self._taken()
        self._wanted, self._dirty, self._page, self._news, self._made = False, False, None, [], None

    def _gone(self) -> None:
        self._forget()
        self._link_is(reader=False)


def news(now: visit.Visit, old: pages.Page | None, shown: pages.Page, place: attention.Place) -> list[messages.News]:
    """What has to be said although nobody is on it: what has changed on a page, and of a new page how things stand and what is new to know.

    What stands where attention is, a reader says by itself when it comes there and when it changes.
    """
    if old is None or telling.silenced(now, shown):
        return []
    stays = old.id == shown.id
    if stays:
        fresh = voicing.news(old, shown)
    else:
        known = {(text.id, text.spoken) for text in texts_of((old.notice, old.wording), old)}
        told = tuple((block.title, block.detail) for block in shown.blocks if isinstance(block, pages.Status))
        found = texts_of((told, shown.notice, shown.wording), shown)
        fresh = tuple(text for text in found if (text.id, text.spoken) not in known)
    here = {text.id for text in texts_of(_here(shown, place), shown)}
    fresh = tuple(text for text in fresh if text.id not in here)
    loud = _alarms(fresh, shown)
    typed, chosen = (_typed(now, old, shown), _chosen(now, old, shown)) if stays else ((), ())
    box = any(isinstance(block, pages.TextEntry) and block.id == place.focus for block in shown.blocks)
    return [
        *(messages.News(tree.line(text), text.language, loud) for text in fresh),
        *(messages.News(tree.line(text), text.language, box=box) for text in typed),
        *(messages.News(tree.line(text), text.language) for text in chosen),
    ]


def _here(shown: pages.Page, place: attention.Place) -> pages.Block | None:
    """The block that attention is on; where it is nowhere a reader is on the title."""
    if place.focus:
        return next((block for block in shown.blocks if block.id == place.focus), None)
    titles = (block for kind in (pages.Heading, pages.Status) for block in shown.blocks if isinstance(block, kind))
    return next(titles, None)


def _alarms(fresh: tuple[pages.Text, ...], shown: pages.Page) -> bool:
    """Whether news may break into what is being said: what has become of a call, or of what was sent."""
    loud = [block for block in shown.blocks if isinstance(block, pages.Status) and block.live == "assertive"]
    return bool({text.id for text in texts_of(tuple(loud), shown)} & {text.id for text in fresh})


def _typed(now: visit.Visit, old: pages.Page, shown: pages.Page) -> Iterator[pages.Text]:
    """What was typed, and where the caret has gone: a reader says that itself only where the keys are its own."""
    before = {block.id: block for block in old.blocks if isinstance(block, pages.TextEntry)}
    for block in shown.blocks:
        if isinstance(block, pages.TextEntry) and before.get(block.id, block) != block:
            yield from describing.change(now, before[block.id], block, refused=False)


def _chosen(now: visit.Visit, old: pages.Page, shown: pages.Page) -> Iterator[pages.Text]:
    """An answer of which only one can be chosen: screen readers pass over its change where no key of theirs made it."""
    before = {(b.id, o.id): o.chosen for b in old.blocks if isinstance(b, pages.Choices) for o in b.options}
    for block in shown.blocks:
        if isinstance(block, pages.Choices) and not block.multiple:
            for option in block.options:
                if option.chosen and not before.get((block.id, option.id), True):
                    yield from describing.answer(now, block, option.id)


def names(now: visit.Visit, page: pages.Page) -> tree.Names:
    """The words of groups and stages in the person's language."""

    def group(name: str) -> str:
        return " ".join(tree.line(text) for text in describing.group(now, name))

    rows = max((len(block.rows) for block in page.blocks if isinstance(block, pages.Keys)), default=0)
    wanted = ("body", "answers", "foot", "rail", *(f"keys.{number}" for number in range(rows)))
    return tree.Names({name: group(name) for name in wanted}, describing.stages(now))
