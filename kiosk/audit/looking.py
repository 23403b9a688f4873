"""Looks at the pages of some rounds in one window. `python -m kiosk.audit.looking` takes an `Order` on its standard input and writes a `Told` a line.

A process of its own, as there is one window to a process: `running` starts one for each core.
"""

from __future__ import annotations

import re
import sys
from contextlib import ExitStack
from os import environ
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace

from kiosk.audit import layout, walkers
from kiosk.audit.findings import Result, Tally
from kiosk.audit.orders import Order, Round, Sample, Told
from kiosk.audit.subject import Drawing, Subject, drawing
from kiosk.refusal import Refusal
from kiosk.resources import resource_folder
from kiosk.tablet import attention, journeys, pages, settings, visit
from kiosk.tablet.senses.sight.pictures import Gallery
from kiosk.tour.walking import at_size, demo_ward, visits

if TYPE_CHECKING:
    from kiosk.tablet.senses.sight.window import Window

MOST_PICTURES = 60  # of one round: more show the same


def main() -> None:
    """Carry out the order; the last line says it where it was refused."""
    order = msgspec.json.decode(sys.stdin.buffer.read(), type=Order)
    try:
        with ExitStack() as stack:
            if not environ.get("DISPLAY"):
                from kiosk.virtual_screen import virtual_screen

                stack.enter_context(virtual_screen(order.width, order.height))
            from kiosk.tablet.senses.sight.window import Window

            window = Window(
                settings.Screen(full=False, width=order.width, height=order.height, dots_per_mm=order.dots_per_mm)
            )
            look = Looking(order, window)
            for one in order.rounds:
                _say(look.round(one))
    except (Refusal, OSError) as refused:
        _say(Told("", refused=str(refused)))
        sys.exit(2)


def _say(told: Told) -> None:
    sys.stdout.buffer.write(msgspec.json.encode(told) + b"\n")
    sys.stdout.buffer.flush()


class Looking:
    """The rounds of one window."""

    def __init__(self, order: Order, window: Window) -> None:
        self._order, self._window, self._ward = order, window, demo_ward(order.profile)
        self._folder = Path(order.folder)
        self._drawing: Drawing = drawing(window.screen, Gallery(resource_folder("assets") / "pictures"))
        self._pictures = 0
        self._walks: dict[tuple[str, str], tuple[int, dict[str, visit.Visit]]] = {}

    def round(self, one: Round) -> Told:
        """Every page laid out and looked at; the samples drawn."""
        found = self._pages(one.how)
        tally = Tally()
        self._pictures = 0
        for name, page in found.items():
            subject = self._drawing.subject(name, page)
            failed = layout.look(subject, one.setting, tally)
            if one.spaced:
                wide = replace(page, reading=replace(page.reading, spacing=True))
                failed += tally.look(
                    layout.SPACED, name, f"{one.setting} with space", self._drawing.subject(name, wide)
                )
            if failed:
                self._picture(tally, failed, subject)
        drawn = [sample for sample in one.samples if sample.page in found]
        for sample in drawn:
            self._draw(tally, one, found[sample.page], sample)
        self._states(tally, one, found)
        if one.walks:
            self._walk(tally, one)
        failures, nearest, looks = tally.packed()
        return Told(one.setting, len(found), len(drawn), len(one.samples) - len(drawn), failures, nearest, looks)

    def _pages(self, how: pages.Reading) -> dict[str, pages.Page]:
        """Every page of this language and form. The walk is made once for all sizes: it takes as long as looking at what it finds."""
        way = (how.language, how.form)
        if way not in self._walks:
            self._walks = {way: (how.size, visits(self._ward, how))}  # rounds of one way come one after the other
        walked, found = self._walks[way]
        return {
            name: journeys.page(at_size(now, walked, how.size))
            for name, now in found.items()
            if name.startswith(self._order.only)
        }

    # --- drawn pages ----------------------------------------------------------------------------------------------

    def _draw(self, tally: Tally, one: Round, page: pages.Page, sample: Sample) -> None:
        from kiosk.audit import pixels, shots

        page = replace(page, reading=replace(page.reading, theme=sample.theme))
        shot = shots.take(self._window, page, _place(self._window, page, sample))
        setting = f"{one.setting} {sample.theme} {sample.state}"
        failed: list[Result] = []
        for check in pixels.CHECKS:
            failed += tally.look(check, sample.page, setting, shot)
        if failed:
            self._attach(tally, failed, f"{one.setting} {sample.page} {sample.theme} {sample.state}")

    def _states(self, tally: Tally, one: Round, found: dict[str, pages.Page]) -> None:
        """One thing of each kind in each of its states, in each theme; and what breathes."""
        from kiosk.audit import states

        for theme in one.themes:
            known: set[tuple[object, ...]] = set()
            for name, page in found.items():
                page = replace(page, reading=replace(page.reading, theme=theme))
                place = attention.Place(page.id, 0, self._window.view.measure(page, page.reading.size))
                self._window.show(page, place)
                for thing in self._window.view.scene.targets:
                    kind = (
                        type(thing).__name__,
                        getattr(thing, "main", False),
                        getattr(thing, "picture", None) is None,
                    )
                    if kind in known:
                        continue
                    known.add(kind)
                    taken = states.take(self._window, page, place, thing.id)
                    for check in states.CHECKS:
                        tally.look(check, name, f"{one.setting} {theme}", taken)
                moving = replace(page, reading=replace(page.reading, motion=True))
                breath = states.breathing(self._window, moving, place)
                if breath is not None:
                    for breathing in states.BREATH_CHECKS:
                        tally.look(breathing, name, f"{one.setting} {theme} with motion", breath)

    # --- journeys -------------------------------------------------------------------------------------------------

    def _walk(self, tally: Tally, one: Round) -> None:
        checks = walkers.checks()
        for requirement, walked in walkers.walked(self._ward, one.how, self._drawing):
            tally.look(checks[requirement, walked.means], walked.journey, one.setting, walked)

    # --- pictures of what failed ----------------------------------------------------------------------------------

    def _picture(self, tally: Tally, failed: tuple[Result, ...], subject: Subject) -> None:
        """A page that failed as it is laid out: the part that the finding names, else the first."""
        named = re.search(r"part (\d+)", " ".join(result.measured for result in failed))
        part = int(named[1]) - 1 if named else 0
        parts = subject.laid[0].scene.parts
        self._window.show(subject.page, attention.Place(subject.page.id, min(part, max(0, len(parts) - 1)), parts))
        self._attach(tally, list(failed), f"{failed[0].setting} {subject.name}")

    def _attach(self, tally: Tally, failed: list[Result], what: str) -> None:
        """Write what the window shows, and name the picture in every failure that it shows."""
        if self._pictures >= MOST_PICTURES:
            return
        self._pictures += 1
        name = re.sub(r"[^A-Za-z0-9.-]+", "_", what) + ".png"
        self._folder.mkdir(parents=True, exist_ok=True)
        self._window.screenshot(self._folder / name)
        shown = {id(result) for result in failed}
        tally.failures = [
            replace(result, picture=f"{self._folder.name}/{name}") if id(result) in shown else result
            for result in tally.failures
        ]


def _place(window: Window, page: pages.Page, sample: Sample) -> attention.Place:
    """The part, and what on it has attention, that a sample names by its number."""
    parts = window.view.measure(page, page.reading.size)
    place = attention.Place(page.id, sample.turn % max(1, len(parts)), parts)
    targets, groups = attention.targets(page, place), attention.groups(page, place)
    if sample.state == "focus":
        return replace(place, focus=targets[sample.turn % len(targets)])
    if sample.state == "scanned":
        return replace(place, scanned=(targets[sample.turn % len(targets)],))
    if sample.state == "group":
        return replace(place, scanned=groups[sample.turn % len(groups)].targets)
    return place


if __name__ == "__main__":
    main()
