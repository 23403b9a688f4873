"""Whole journeys done by one means alone. A walker sees the page as that means shows it, and does nothing that a person with it could not do.

`Tablet` is what stands between a means (keys, a switch, fingers) and the journeys: the same as in the window, without one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from random import Random
from types import MappingProxyType
from typing import NamedTuple, Protocol

from msgspec.structs import replace

from kiosk import callstate
from kiosk.audit import tremor
from kiosk.audit.findings import Check, Finding
from kiosk.audit.subject import Drawing
from kiosk.tablet import attention, journeys, pages, visit
from kiosk.tablet.acting import event_of
from kiosk.tablet.attending import Attending
from kiosk.tablet.keypad import Keypad
from kiosk.tablet.senses.sight.layouts.page import lay_out
from kiosk.tablet.senses.sight.scene import Scene
from kiosk.tablet.senses.sight.screen import Screen
from kiosk.tablet.senses.sight.sheet import Sheet
from kiosk.tablet.senses.sight.touching import Touching
from kiosk.tablet.senses.touch import keymap, switches
from kiosk.tablet.senses.touch.fingers import Outcome
from kiosk.tablet.ward import Ward

MOST_STEPS = 400  # parts of the longest journey at the largest size, with room
SECONDS = 0.7  # from one key to the next
PATIENCE = 6  # touches after which a person gives up
PAUSE = 1.5  # seconds from one touch of a hand that shakes to the next
HELD = (0.9, 1.4)  # seconds that it touches


class Tablet:
    """A tablet without a window: pages fall into parts as on a screen, effects are answered as the courier answers them."""

    def __init__(self, ward: Ward, how: pages.Reading, drawing: Drawing) -> None:
        ward = replace(ward, start=how)
        self._drawing, self.now = drawing, 1.0
        self._visit = visit.Visit(ward=ward, reading=how, link=visit.Link(courier=True, calls=True, speech=True))
        self._attending = Attending(lambda page, place: None)
        self.calls = 0
        self.happened(visit.Started())

    @property
    def reading(self) -> pages.Reading:
        return self._visit.reading

    @property
    def heard(self) -> bool:
        return self._visit.reading.aloud

    @property
    def explaining(self) -> bool:
        return False

    @property
    def page(self) -> pages.Page:
        return self.shown()[0]

    @property
    def draft(self) -> visit.Draft:
        return self._visit.draft

    def shown(self) -> tuple[pages.Page, attention.Place]:
        page, place = self._attending.page, self._attending.place
        assert page is not None and place is not None  # noqa: S101, PT018 - Started shows the first page
        return page, place

    def happened(self, event: visit.Event) -> None:
        step = journeys.step(self._visit, event)
        self._visit = step.visit
        self._attending.show(step.page, None)
        self._attending.measured(step.page.id, self.laid_out(*self.shown()).parts)  # an answer can move a page's parts
        for effect in step.effects:
            if isinstance(effect, visit.Call):
                self.calls += 1
                self.happened(visit.CallChanged(call=callstate.press(bytes(16), self._visit.now)))
            elif isinstance(effect, visit.Seal):
                self.happened(visit.Stored(submission=self._visit.submission))

    def laid_out(self, page: pages.Page, place: attention.Place) -> Scene:
        """Where everything of the part that is shown lies."""
        d = self._drawing
        return lay_out(page, place, Sheet(d.screen, d.typesetter, page.reading, page.direction == "rtl", d.proportions))

    @property
    def screen(self) -> Screen:
        return self._drawing.screen

    def acted(self, target: str) -> None:
        page, place = self.shown()
        if target == page.more.id:
            self._attending.turn(1)
        elif target == page.rail.back.id and place.part > 0:
            self._attending.turn(-1)
        else:
            self.happened(event_of(page, target, self.now))

    def moved(self, by: int, *, acting: bool) -> None:
        self._attending.move(by, acting=acting)

    def moved_group(self, by: int) -> None:
        self._attending.move_group(by)

    def switched(self, number: int, down: bool) -> None:
        return

    def plugged(self, headphones: bool) -> None:
        return


class Walker(Protocol):
    """Comes to a target by its own means, and acts. Returns what it did (key presses, steps), or None where it could not."""

    tablet: Tablet

    def acts(self, target: str) -> int | None: ...


class ByKeys:
    """Tab and Return, and nothing else: real scancodes through the real keypad."""

    def __init__(self, tablet: Tablet) -> None:
        self.tablet = tablet
        self._keypad = Keypad(tablet, {}, lambda entry, step: None, lambda: tablet.now)

    def acts(self, target: str) -> int | None:
        page, place = self.tablet.shown()
        for presses in range(1, len(attention.tabs(page, place)) + 2):
            self._press(keymap.TAB)
            if self.tablet.shown()[1].focus == target:
                self._press(keymap.RETURN)
                return presses + 1
        return None

    def _press(self, code: int) -> None:
        self.tablet.now += SECONDS
        self._keypad.keyed("down", 0, "", (), code)
        self._keypad.keyed("up", 0, "", (), code)


class BySwitches:
    """One switch and a frame that goes by itself, or two switches; the real scan, and no key besides."""

    def __init__(self, tablet: Tablet, automatic: bool) -> None:
        self.tablet, self._scan = tablet, switches.Scan()
        self._scan.options = switches.Options(automatic=automatic)

    def acts(self, target: str) -> int | None:
        page, place = self.tablet.shown()
        groups = attention.groups(page, place)
        self._scan.shown((page.id, place.part, self.tablet.now), groups, self.tablet.now)
        for steps in range(1, 3 * len(attention.targets(page, place)) + 3 * len(groups)):
            here, group = self._scan.named, next((g for g in groups if target in g.targets), None)
            on_group = here.what == "group" and group is not None and here.name == group.name
            if on_group or (here.what == "thing" and here.name == target):
                if self._press(switches.CHOOSE) == target:
                    self.tablet.acted(target)
                    return steps
            elif self._scan.deadline is None:
                self._press(switches.STEP)
            else:
                self.tablet.now = self._scan.deadline
                self._scan.due(self.tablet.now)
        return None

    def _press(self, number: int) -> str:
        """One switch is switch 1, whatever it is to do."""
        self.tablet.now += SECONDS
        number = switches.STEP if self._scan.options.automatic else number
        self._scan.down(number, self.tablet.now)
        return self._scan.up(number, self.tablet.now + 0.1)


class ByShakingHands:
    """Touches alone, by a hand that trembles: each as long as was chosen or longer, again where nothing came of it, until patience ends."""

    def __init__(self, tablet: Tablet) -> None:
        self.tablet = tablet
        self._random = Random("hands")  # noqa: S311 - a hand, and no secret
        self._scene = Scene((), (), ())
        self._acted: list[str] = []
        self._timers: list[tuple[float, Callable[[], None]]] = []
        self._touching = Touching(lambda: self._scene, self._carry_out, tablet.screen.scale)
        self._touching.call_at = self._call_at

    def acts(self, target: str) -> int | None:
        page, place = self.tablet.shown()
        self._scene = self.tablet.laid_out(page, place)
        self._touching.page_changed()
        self._touching.shown(page, place)
        self._acted.clear()
        reach = self._scene.thing(target).reach
        x, y = reach.x + reach.w / 2, reach.y + reach.h / 2
        for touches in range(1, PATIENCE + 1):
            self._wait(self.tablet.now + PAUSE)
            for report in tremor.touch(self._random, self.tablet.now, self._random.uniform(*HELD)):
                self._wait(report.at)
                k = self.tablet.screen.dots_per_mm
                at = (self.tablet.screen.scale * x + report.x * k, self.tablet.screen.scale * y + report.y * k)
                getattr(self._touching, report.what)(1, *at, self.tablet.now)
            if self._acted:
                if self._acted != [target]:
                    return None
                self.tablet.acted(target)
                return touches
        return None

    def _carry_out(self, outcomes: tuple[Outcome, ...]) -> None:
        self._acted += [outcome.target for outcome in outcomes if outcome.what == "acted"]

    def _call_at(self, at: float, act: Callable[[], None]) -> Callable[[], None]:
        timer = (at, act)
        self._timers.append(timer)
        return lambda: self._timers.remove(timer) if timer in self._timers else None

    def _wait(self, until: float) -> None:
        while due := [timer for timer in self._timers if timer[0] <= until]:
            timer = min(due, key=lambda one: one[0])
            self._timers.remove(timer)
            timer[1]()
        self.tablet.now = max(self.tablet.now, until)


class Journey(NamedTuple):
    """start: the door. end: a page whose id begins so is the end. avoid: actions that lead off the way."""

    name: str
    start: str
    end: str
    avoid: tuple[str, ...] = (
        "skip",
        "not_now",
        "plain",
        "easy",
        "help",
        "call_now",
        "leave",
        "back",
        "print",
        "stop",
        "staff",
    )
    prefer: tuple[str, ...] = ("gate/no", "pause/more")  # answers that lead on where the first one leads elsewhere


JOURNEYS = (
    Journey("the charter, to its last page", "doors/charter", "charter.contact"),
    Journey("a check-in, sent", "doors/checkin", "checkin.sent"),
    Journey("a concern with own words, sent", "doors/concern", "concern.sent"),
    Journey("help, to its last page and home", "doors/help", "home"),
    Journey("how to read, and back", "reading", "home"),
    Journey("a call to staff", "call", "call.now"),
)


class Walked(NamedTuple):
    """How a journey went. stuck: where, or ""."""

    journey: str
    means: str
    did: int
    pages: int
    stuck: str


def walk(journey: Journey, means: str, walker: Walker) -> Walked:
    """Go a journey to its end: first answers, own words of one letter, main actions, More where there is more."""
    tablet, did, seen = walker.tablet, 0, 0
    wanted, gone = journey.start, False
    for _ in range(MOST_STEPS):
        page, place = tablet.shown()
        if wanted not in attention.targets(page, place):
            wanted = page.more.id
        done = walker.acts(wanted)
        if done is None:
            return Walked(
                journey.name, means, did, seen, f"cannot come to {wanted} on {page.id}, part {place.part + 1}"
            )
        did, seen = did + done, seen + 1
        gone = gone or wanted == journey.start
        if gone and tablet.page.id.startswith(journey.end):
            return Walked(journey.name, means, did, seen, "")
        wanted = _next(tablet, journey) if gone else journey.start
    return Walked(journey.name, means, did, seen, f"still on {tablet.page.id}")


def _next(tablet: Tablet, journey: Journey) -> str:
    page, place = tablet.shown()
    targets = attention.targets(page, place)
    for block in page.blocks:
        if isinstance(block, pages.Choices) and not any(option.chosen for option in block.options):
            ids = [f"{block.id}/{option.id}" for option in block.options]
            offered = [i for i in ids if i in journey.prefer] or [i for i in ids if i in targets]
            if offered and block.id != "review" and not page.id.startswith(("reading", "charter", "help")):
                return offered[0]
        if isinstance(block, pages.Keys) and not _typed(page, block):
            letter = next(key for row in block.rows for key in row if key.inserts.strip())
            return f"{block.id}/{letter.id}"
    forward = [a for a in attention.actions(page, place) if a.usable and a.id not in journey.avoid]
    main = [action for action in forward if action.main]
    return (main or forward or [page.rail.leave])[0].id


def _typed(page: pages.Page, keys: pages.Keys) -> bool:
    return any(isinstance(b, pages.TextEntry) and b.id == keys.types_into and b.value for b in page.blocks)


class Means(NamedTuple):
    """walker: made of a tablet. choices: what whoever uses these means has chosen in How I want to read."""

    requirement: str
    walker: Callable[[Tablet], Walker]
    choices: Mapping[str, object] = MappingProxyType({})


MEANS: dict[str, Means] = {
    "keys alone": Means("A02", ByKeys),
    "one switch alone": Means("C10", lambda tablet: BySwitches(tablet, automatic=True)),
    "two switches alone": Means("C10", lambda tablet: BySwitches(tablet, automatic=False)),
    "hands that shake": Means("C06", ByShakingHands, {"hold": 0.5, "ignore": 1.0, "aim": "middle"}),
}


def walked(ward: Ward, how: pages.Reading, drawing: Drawing) -> Iterator[tuple[str, Walked]]:
    """Every journey by every means, each with a tablet of its own."""
    for name, means in MEANS.items():
        chosen = replace(how, **means.choices)
        for journey in JOURNEYS:
            yield means.requirement, walk(journey, name, means.walker(Tablet(ward, chosen, drawing)))


def _told(one: Walked) -> Iterator[Finding]:
    said = one.stuck or f"{one.pages} pages with {one.did} presses"
    yield Finding(not one.stuck, f"{one.journey}, by {one.means}: {said}", "to its end")


def checks() -> dict[tuple[str, str], Check[Walked]]:
    """A check for each means, by (requirement, means)."""
    return {
        (means.requirement, name): Check(means.requirement, f"journeys by {name}", _told)
        for name, means in MEANS.items()
    }
