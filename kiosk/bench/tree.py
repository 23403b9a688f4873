"""What a page change costs the window process more while a screen reader is on: the page as a tree, made and sent."""

from __future__ import annotations

import itertools
import socket
import time
from collections.abc import Callable

from kiosk.bench.figures import Figure
from kiosk.bench.running import HEIGHT, WIDTH, demo_folder
from kiosk.tablet import attention, held, journeys, pages, reader, settings, visit
from kiosk.tablet.channel import Channel
from kiosk.tablet.senses.reader import messages

# There and back again: the first page, a long text, faces, help lines, many languages.
WAY: tuple[visit.Event, ...] = (
    visit.Chose(block="doors", option="charter"),
    visit.Pressed(action="leave"),
    visit.Chose(block="doors", option="checkin"),
    visit.Chose(block="checkin.who", option="patient"),
    visit.Pressed(action="leave"),
    visit.Chose(block="doors", option="help"),
    visit.Pressed(action="leave"),
    visit.Chose(block="doors", option="language"),
    visit.Pressed(action="leave"),
)


class _Paper:
    """Stands where sight stands: everything that can be come to is drawn, in one place."""

    size = (WIDTH, HEIGHT)

    def __init__(self, page: Callable[[], pages.Page]) -> None:
        self._page = page
        self._readers: dict[int, Callable[[], None]] = {}

    def boxes(self) -> dict[str, tuple[float, float, float, float]]:
        page = self._page()
        return dict.fromkeys(attention.stops(page, attention.Place(page.id)), (48.0, 40.0, 100.0, 100.0))

    def add_reader(self, fd: int, callback: Callable[[], None]) -> None:
        self._readers[fd] = callback

    def remove_reader(self, fd: int) -> None:
        self._readers.pop(fd, None)

    def call_at(self, moment: float, callback: Callable[[], None]) -> Callable[[], None]:
        return lambda: None

    def turn(self) -> None:
        for callback in list(self._readers.values()):
            callback()


class _Walker:
    """Somebody who goes through the pages without a window."""

    def __init__(self, start: visit.Visit) -> None:
        step = journeys.step(start, visit.Started(at=0.0))
        self.visit, self.page = step.visit, step.page

    def goes(self, event: visit.Event) -> None:
        step = journeys.step(self.visit, event)
        self.visit, self.page = step.visit, step.page

    def shown(self) -> tuple[pages.Page, attention.Place]:
        return self.page, attention.Place(self.page.id)

    def acted(self, target: str) -> None:
        """Nobody acts through a screen reader here."""

    def attended(self, target: str) -> None:
        """Nor attends."""


def tree(runs: int) -> Figure:
    """Milliseconds to make the tree of a page and hand it to the reader process, in turn with the making of the page itself."""
    ours: list[float] = []
    floor: list[float] = []
    with demo_folder() as prepared:
        chosen = settings.read(prepared.tablet)
        ward = held.HeldWard(chosen, time.time, lambda line: None).read()
        walker = _Walker(visit.Visit(ward=ward, reading=ward.start))
        paper = _Paper(lambda: walker.page)
        measured = reader.Reader(walker, lambda: walker.visit, paper, lambda **changes: None, time.monotonic)
        here, there = socket.socketpair()
        process: Channel[messages.FromWindow] = Channel(there, messages.FromWindow)
        measured.join(here)
        process.send(messages.Listening(wanted=True, reader=True))
        paper.turn()
        for event in itertools.islice(itertools.cycle(WAY), runs):
            process.receive()
            process.send(messages.Shown())
            paper.turn()
            began = time.perf_counter()
            walker.goes(event)
            made = time.perf_counter()
            measured.follow(*walker.shown())
            ours.append((time.perf_counter() - made) * 1000)
            floor.append((made - began) * 1000)
        process.close()
    return Figure("ms", ours, "the page itself", floor)
