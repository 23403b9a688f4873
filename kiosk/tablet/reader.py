"""The window's side of the reader process: what is shown goes to it as a tree, and what a person does through their screen reader comes from it.

For: `app`. While nobody wants the tree none is made. One is on its way at a time: a reader that is slow or stands still costs the window one tree,
and is taken for gone after `LONGEST` seconds, so that the tablet's own voice has the word again.
"""

from __future__ import annotations

import socket
from collections.abc import Callable
from typing import Protocol

from kiosk.tablet import attention, pages, visit
from kiosk.tablet.aloud import texts_of
from kiosk.tablet.journeys import describing, voicing
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
        self._waiting: tree.Tree | None = None  # the last one sent; not taken yet
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

    # --- to the process -------------------------------------------------------------------------------------------

    def _show(self) -> None:
        if not self._dirty or self._waiting is not None:
            return
        self._dirty = False
        page, place = self._tablet.shown()
        made = tree.tree(page, place, self._screen.boxes(), self._screen.size, names(self._now(), page))
        # What stands where attention is, a reader says by itself when it comes there or when it changes.
        here = next(node for node in made.nodes if node.id == made.focus)
        told = tuple(one for one in self._news if one.words not in here.name and one.words not in here.about)
        self._news = []
        if self._process.tell(messages.Show(made, told)):
            self._waiting = made
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
                    # Attention goes along, so that the reader says what has become of it.
                    self._tablet.attended(message.target)
                    self._tablet.acted(message.target)
            case messages.Attend():
                page, place = self._tablet.shown()
                if page.id == message.page and message.stop in attention.stops(page, place):
                    self._tablet.attended(message.stop)

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
        self._waiting = None
        if self._overdue:
            self._overdue()
            self._overdue = None

    def _forget(self) -> None:
        self._taken()
        self._wanted, self._dirty, self._page, self._news = False, False, None, []

    def _gone(self) -> None:
        self._forget()
        self._link_is(reader=False)


def news(now: visit.Visit, old: pages.Page | None, shown: pages.Page, place: attention.Place) -> list[messages.News]:
    """What has to be said although nobody is on it: what has changed on a page, and of a new page how things stand and what is new to know."""
    if old is None:
        return []
    if old.id == shown.id:
        fresh = voicing.news(old, shown)
    else:
        known = {(text.id, text.spoken) for text in texts_of((old.notice, old.wording), old)}
        # Where there is no heading a reader begins at the status itself.
        titled = any(isinstance(block, pages.Heading) for block in shown.blocks)
        blocks = tuple(block for block in shown.blocks if isinstance(block, pages.Status) and titled)
        told = texts_of(tuple((block.title, block.detail) for block in blocks), shown)
        fresh = (*told, *texts_of((shown.notice, shown.wording), shown))
        fresh = tuple(text for text in fresh if (text.id, text.spoken) not in known)
    loud = _alarms(fresh, shown)
    if old.id == shown.id:
        fresh = (*fresh, *_typed(now, old, shown, place))
    said = [messages.News(tree.line(text), text.language, loud) for text in fresh]
    return said + [messages.News(words, shown.reading.language) for words in _chosen(now, old, shown)]


def _alarms(fresh: tuple[pages.Text, ...], shown: pages.Page) -> bool:
    """Whether news may break into what is being said: what has become of a call, or of what was sent."""
    loud = [block for block in shown.blocks if isinstance(block, pages.Status) and block.live == "assertive"]
    return bool({text.id for text in texts_of(tuple(loud), shown)} & {text.id for text in fresh})


def _typed(now: visit.Visit, old: pages.Page, shown: pages.Page, place: attention.Place) -> tuple[pages.Text, ...]:
    """What was typed with the keys of the screen: attention is on a key, so the reader does not look at the box. The keys' own change, too."""
    before = {block.id: block for block in old.blocks if isinstance(block, pages.TextEntry)}
    return tuple(
        text
        for block in shown.blocks
        if isinstance(block, pages.TextEntry) and block.id in before and place.focus != block.id
        for text in describing.change(now, before[block.id], block, refused=False)
        if before[block.id] != block
    )


def _chosen(now: visit.Visit, old: pages.Page, shown: pages.Page) -> list[str]:
    """An answer of which only one can be chosen: screen readers pass over its change where no key of theirs made it."""
    if old.id != shown.id:
        return []
    before = {(b.id, o.id): o.chosen for b in old.blocks if isinstance(b, pages.Choices) for o in b.options}
    return [
        " ".join(tree.line(text) for text in describing.answer(now, block, option.id))
        for block in shown.blocks
        if isinstance(block, pages.Choices) and not block.multiple
        for option in block.options
        if option.chosen and not before.get((block.id, option.id), True)
    ]


def names(now: visit.Visit, page: pages.Page) -> tree.Names:
    """The words of groups and stages in the person's language."""

    def group(name: str) -> str:
        return " ".join(tree.line(text) for text in describing.group(now, name))

    rows = max((len(block.rows) for block in page.blocks if isinstance(block, pages.Keys)), default=0)
    wanted = ("body", "answers", "foot", "rail", *(f"keys.{number}" for number in range(rows)))
    return tree.Names({name: group(name) for name in wanted}, describing.stages(now))
