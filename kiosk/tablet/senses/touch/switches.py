"""Scanning: a frame goes over a page, and one or two switches choose what it is on (accessibility.md, C10).

One switch: the frame goes on by itself, first from group to group; a press goes into the group, and there from thing to thing, and last to the group
as a whole, which is the way out of it. Two switches: the first steps, the second chooses; nothing goes by itself. A group of one thing is that thing.
Call staff, Back and Leave are a group of every page, so they are in every round.

The first of a round stays a second longer. After three rounds inside a group the frame goes out of it; after three rounds of the groups it rests,
and a press wakes it. A switch acts when it is let go, once it was held as long as this person wants; while it is held the frame stays, so that what
they meant is what they get. A press that comes sooner after the last than a hand can mean it is none.

No Kivy, no clock: seconds come in, and what there is to show, to say and to do is read off.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

from kiosk.tablet.attention import Group

FIRST = 1.0  # seconds more for the first of a round
ROUNDS = 3
DEBOUNCE = 0.5  # seconds; longer where the person wants it so
STUCK = 10.0  # seconds beyond the holding time after which a switch that is down means nothing (a lid lies on it, its cable is broken)
STEP, CHOOSE = 1, 2

Stage = Literal["off", "groups", "things", "rest"]


class Options(NamedTuple):
    """automatic: one switch. step: seconds that the frame stays. debounce, hold: seconds."""

    automatic: bool = True
    step: float = 2.0
    debounce: float = DEBOUNCE
    hold: float = 0.0


class Named(NamedTuple):
    """What the frame has come to: a target by its id, a group by its name, the way out of one, or nothing ("rest")."""

    what: Literal["thing", "group", "out", "rest"]
    name: str = ""


class Down(NamedTuple):
    switch: int
    since: float


class Scan:
    """The frame and the switches. Give it the page (`shown`), the switches (`down`, `up`) and the time (`due`, when `deadline` says so)."""

    def __init__(self) -> None:
        self.options = Options()
        self._groups: tuple[Group, ...] = ()
        self._page: object = None
        self._stage: Stage = "off"
        self._group = 0
        self._thing = 0  # of the group; its number of things: the way out
        self._round = 0
        self._since = 0.0  # when the frame came to where it is
        self._down: Down | None = None
        self._ignored: set[int] = set()  # switches whose press was none
        self._last: dict[int, float] = {}  # when each was let go

    # --- what there is to see -------------------------------------------------------------------------------------

    @property
    def on(self) -> bool:
        return self._stage != "off"

    @property
    def frame(self) -> tuple[str, ...]:
        """What the frame is round; () where there is none."""
        if self._stage in ("off", "rest") or not self._groups:
            return ()
        things = self._groups[self._group].targets
        if self._stage == "groups" or self._thing == len(things):
            return things
        return (things[self._thing],)

    @property
    def named(self) -> Named:
        """What the frame has come to, for ears."""
        if self._stage in ("off", "rest") or not self._groups:
            return Named("rest")
        group = self._groups[self._group]
        if self._stage == "things" and self._thing == len(group.targets):
            return Named("out", group.name)
        if self._stage == "groups" and len(group.targets) > 1:
            return Named("group", group.name)
        return Named("thing", group.targets[self._thing if self._stage == "things" else 0])

    @property
    def deadline(self) -> float | None:
        """When `due` is wanted next; None: not by itself."""
        if self._down is not None:
            return self._down.since + self.options.hold + STUCK
        if not self.options.automatic or self._stage not in ("groups", "things"):
            return None
        first = self._group == 0 if self._stage == "groups" else self._thing == 0
        return self._since + self.options.step + (FIRST if first else 0.0)

    # --- what happens ---------------------------------------------------------------------------------------------

    def off(self) -> None:
        """This person uses no switch. What was known of one is forgotten."""
        options = self.options
        self.__init__()  # type: ignore[misc]
        self.options = options

    def shown(self, page: object, groups: tuple[Group, ...], now: float) -> None:
        """What is shown now. page: what makes it another one (its id, its part); on the same, the frame stays with its group."""
        if self._stage == "off" or page != self._page:
            self._page, self._groups = page, groups
            self._forget_press()
            self._begin(now)
        elif groups != self._groups:
            before, self._groups = self._groups, groups
            self._keep(before, now)

    def down(self, switch: int, now: float) -> bool:
        """A switch goes down. False where that is no press: it bounced, or the other one is down."""
        if not self.on or self._down is not None or now - self._last.get(switch, -1e9) < self.options.debounce:
            self._ignored.add(switch)
            return False
        self._ignored.discard(switch)
        self._down = Down(switch, now)
        return True

    def up(self, switch: int, now: float) -> str:
        """It goes up again. Returns the target that is to be acted on, or "" where there is none."""
        if switch in self._ignored:
            self._ignored.discard(switch)
            return ""
        held, self._down = self._down, None if self._down and self._down.switch == switch else self._down
        if held is None or held.switch != switch:
            return ""
        self._last[switch] = now
        if now - held.since < self.options.hold:
            self._since = now
            return ""
        if self._stage == "rest":
            self._begin(now)
            return ""
        if not self._groups:
            return ""
        self._round = 0
        if not self.options.automatic and switch == STEP:
            self._step(now)
            return ""
        return self._chosen(now)

    def due(self, now: float) -> None:
        """Time has passed: the frame goes on, or a stuck switch is given up."""
        moment = self.deadline
        if moment is None or now < moment:
            return
        if self._down is not None:
            self._forget_press()
            self._since = now
            return
        self._step(now)

    # --- how it goes ----------------------------------------------------------------------------------------------

    def _forget_press(self) -> None:
        """A switch that is down was pressed for something that is gone, or by nobody."""
        if self._down is not None:
            self._ignored.add(self._down.switch)
            self._down = None

    def _begin(self, now: float) -> None:
        self._stage, self._group, self._thing, self._round, self._since = "groups", 0, 0, 0, now

    def _keep(self, before: tuple[Group, ...], now: float) -> None:
        """The things of the page are others: stay on what is still there, else with its group, else begin anew."""
        was = before[self._group] if before else None
        names = [group.name for group in self._groups]
        if was is None or was.name not in names:
            self._begin(now)
            return
        self._group = names.index(was.name)
        things = self._groups[self._group].targets
        if self._stage == "things":
            here = was.targets[self._thing] if self._thing < len(was.targets) else ""
            if here in things:
                self._thing = things.index(here)
            else:
                self._stage, self._thing, self._since = "groups", 0, now

    def _step(self, now: float) -> None:
        self._since = now
        if not self._groups:
            return
        if self._stage == "groups":
            self._group = (self._group + 1) % len(self._groups)
            if self._group == 0 and self._rounds_are_over():
                self._stage = "rest"
        elif self._stage == "things":
            self._thing = (self._thing + 1) % (len(self._groups[self._group].targets) + 1)
            if self._thing == 0 and self._rounds_are_over():
                self._stage, self._round = "groups", 0

    def _rounds_are_over(self) -> bool:
        self._round += 1
        return self.options.automatic and self._round >= ROUNDS

    def _chosen(self, now: float) -> str:
        self._since = now
        things = self._groups[self._group].targets
        if self._stage == "groups" and len(things) > 1:
            self._stage, self._thing = "things", 0
            return ""
        target = things[self._thing] if self._thing < len(things) else ""
        # Back to the groups, and to this one first: a next letter or a next answer is most often near the last.
        self._stage, self._thing = "groups", 0
        return target
