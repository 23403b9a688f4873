"""The window process: joins journeys, senses, courier and speech, and carries out what the journeys ask for.

    event -> journeys.step(visit, event) -> page -> senses
                                         -> effects -> sealer, courier, speech, keeper

Everything runs on one thread and one loop (`senses.sight.window`), except sealing and PINs, which have the worker thread of `sealer`.
This process imports no SQLAlchemy, no HTTP and no asyncio: what it does not load cannot make it slow, and cannot send.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Literal, Protocol

import msgspec

from kiosk import callstate, envelope, records
from kiosk.refusal import Refusal
from kiosk.tablet import (
    attending,
    attention,
    caller,
    codes,
    editing,
    held,
    hushed,
    journeys,
    keeper,
    keypad,
    links,
    mailboxes,
    pages,
    pin,
    reader,
    sealer,
    settings,
    submissions,
    switching,
    visit,
    voice,
)
from kiosk.tablet.acting import event_of
from kiosk.tablet.courier import messages as courier_messages
from kiosk.tablet.journeys import sending, still_there
from kiosk.tablet.neighbour import Neighbour
from kiosk.tablet.senses.touch import keymap

if TYPE_CHECKING:
    from kiosk.tablet.senses.sight.window import Window

SIGN_OF_LIFE = 2.0  # seconds between two signs of life to the keeper and the courier


class Screen(Protocol):
    """What the window process needs of sight (`senses.sight.window.Window`)."""

    def show(self, page: pages.Page, place: attention.Place) -> None: ...

    def touch_off(self, seconds: float) -> None: ...

    def rest(self) -> None: ...

    @property
    def size(self) -> tuple[int, int]: ...

    def boxes(self) -> dict[str, tuple[float, float, float, float]]: ...

    def stepped(self, entry: str, step: editing.LineStep) -> int | None: ...

    def add_reader(self, fd: int, callback: Callable[[], None]) -> None: ...

    def remove_reader(self, fd: int) -> None: ...

    def call_at(self, moment: float, callback: Callable[[], None]) -> Callable[[], None]: ...

    def last_frame_age(self) -> float: ...

    def on_first_frame(self, callback: Callable[[], None]) -> None: ...

    def run(self) -> None: ...

    def stop(self) -> None: ...


class Tablet:
    """One window process from its first page to its end. `status`: what the process should exit with."""

    def __init__(
        self,
        chosen: settings.Settings,
        screen: Screen,
        control: links.Control | None,
        *,
        clock: Callable[[], float] = time.monotonic,
        today: Callable[[], float] = time.time,
        random: Callable[[int], bytes] = os.urandom,
    ) -> None:
        self._settings, self._screen, self._control = chosen, screen, control
        self._clock = clock
        self._held = held.HeldWard(chosen, today, lambda line: print(line, file=sys.stderr))
        self._tries = pin.Tries(Path(chosen.data) / "pin-tries")
        self._worker = sealer.Worker()
        self._courier: Neighbour[courier_messages.FromCourier] = Neighbour(
            screen, courier_messages.FromCourier, self._courier_said, lambda: self._link_is(courier=False, calls=False)
        )
        self._voice = voice.Voice(screen, self.happened, self._link_is, clock)
        self._submissions = submissions.Submissions(
            self._courier.tell, self.happened, self._worker.do, screen.call_at, clock, random
        )
        self._codes = codes.Codes(
            mailboxes.MailboxSets(Path(chosen.data), chosen.mode),
            self._submissions,
            self.happened,
            self._worker.do,
            clock,
            today,
            random,
        )
        self._caller = caller.Caller(self._courier.tell, self._call_changed, clock, random)
        self._link = visit.Link()
        self._timer: Callable[[], None] | None = None
        self._ward_timer: Callable[[], None] | None = None
        self._replace = False
        self._asked_to_end: int | None = None
        self._attending = attending.Attending(lambda page, place: screen.show(page, place))
        self._reader = reader.Reader(self, lambda: self._visit, screen, self._link_is, clock)
        self._attending.followers.append(self._reader.follow)
        self._switching = switching.Switching(self, self._attending, screen.call_at, clock)
        self._keypad = keypad.Keypad(self, keymap.read_if(chosen.keys.map), screen.stepped, clock)
        self.status = 0
        ward = self._held.read()
        self._visit = visit.Visit(ward=ward, reading=ward.start)
        self._page = self._visit_started()

    # --- life -----------------------------------------------------------------------------------------------------

    def run(self) -> int:
        """Show the first page and run until the end. Returns the exit status."""
        self._screen.add_reader(self._worker.fileno(), self._worker.collect)
        if self._control:
            self._screen.add_reader(self._control.fileno(), self._new_links)
        self._show()
        # What was loaded for the first page lives as long as the process: the collector need not look at it again.
        gc.collect()
        gc.freeze()
        self._look_again()
        self._screen.on_first_frame(self._sign_of_life)
        self._screen.run()
        return self.status

    def asked_to_end(self) -> None:
        """The keeper stops: end as soon as nothing is lost by it."""
        self._asked_to_end = 0
        self._end_if_free()

    def _end(self, status: int) -> None:
        self.status = status
        self._screen.stop()

    def _sign_of_life(self) -> None:
        if self._control:
            self._control.alive()
        self._courier.tell(courier_messages.Drew(self._screen.last_frame_age()))
        self._screen.call_at(self._clock() + SIGN_OF_LIFE, self._sign_of_life)

    # --- the visit ------------------------------------------------------------------------------------------------

    def _visit_started(self) -> pages.Page:
        step = journeys.step(self._visit, visit.Started(at=self._clock()))
        self._visit = step.visit
        return step.page

    def happened(self, event: visit.Event) -> None:
        """Take an event: the next visit, its page, its effects, its deadline."""
        step = journeys.step(self._visit, event)
        self._visit = step.visit
        old, self._page = self._page, step.page
        # Ears do not wait for the drawing of a page: silence is due within 150 ms, the first sound as soon as it can be.
        for effect in step.effects:
            if isinstance(effect, voice.EFFECTS):
                self._voice.carry_out(effect, self._page, self._attending.place)
        place = self._attending.place
        if step.page != old or (place is not None and place.speaking != step.visit.speaking):
            self._show()
        for effect in step.effects:
            if not isinstance(effect, voice.EFFECTS):
                self._carry_out(effect)
        self._set_timer()
        self._end_if_free()

    def _show(self) -> None:
        self._attending.show(self._page, self._visit.speaking)

    def _set_timer(self) -> None:
        if self._timer:
            self._timer()
            self._timer = None
        moment = journeys.deadline(self._visit)
        if moment is not None:
            self._timer = self._screen.call_at(moment, self._timed_out)

    def _timed_out(self) -> None:
        self._timer = None
        self.happened(visit.TimedOut(at=self._clock()))

    # --- what the senses report -----------------------------------------------------------------------------------

    def acted(self, target: str) -> None:
        """Something was touched, pressed or chosen, by its id (`attention.targets`)."""
        place = self._attending.place
        if place is None:
            return
        if target == self._page.more.id:
            self._turn(1)
        elif target == self._page.rail.back.id and place.part > 0:
            self._turn(-1)
        else:
            self.happened(event_of(self._page, target, self._clock()))

    def _turn(self, by: int) -> None:
        """To the next part, or back. Whoever turns the page is not listening any more (EN 301 549 5.1.3.5)."""
        self.happened(visit.Pressed(at=self._clock(), action=self._page.more.id))
        self._attending.turn(by)
        if self._attending.place:
            self.happened(visit.Turned(at=self._clock(), part=self._attending.place.part, of=self._attending.place.of))

    def attended(self, target: str) -> None:
        """Attention goes to this stop (`attention.stops`): a finger explores, a screen reader has come there."""
        if self._attending.attend(target):
            self.happened(visit.Attended(at=self._clock(), target=target))

    def moved(self, by: int, *, acting: bool) -> None:
        """Attention goes on, or back. acting: only to what can be acted on."""
        self._attending.begin_at(self._reader.here())
        if self._attending.move(by, acting=acting) and self._attending.place:
            self.happened(visit.Attended(at=self._clock(), target=self._attending.place.focus))

    def moved_group(self, by: int) -> None:
        """Attention goes to the next group, or to the one before."""
        if self._attending.move_group(by) and self._attending.place:
            self.happened(visit.Attended(at=self._clock(), target=self._attending.place.focus))

    def switched(self, number: int, down: bool) -> None:
        """Switch 1 or 2 went down, or up."""
        self._switching.switched(number, down)

    def plugged(self, headphones: bool) -> None:
        """Headphones were put in, or taken out."""
        self._link_is(headphones=headphones)

    @property
    def reading(self) -> pages.Reading:
        """How the person wants to read now."""
        return self._visit.reading

    @property
    def heard(self) -> bool:
        """Whether each thing is said as attention comes to it, by the tablet's voice or a screen reader: then words are gone through as well."""
        return self._visit.reading.aloud or self._link.reader

    @property
    def explaining(self) -> bool:
        """Whether keys say what they do instead of doing it."""
        return self._visit.key_help is not None

    def held(self) -> bool:
        """A finger was held on the glass. Returns whether that began the voice."""
        before = self._visit.reading.aloud
        self.happened(visit.Commanded(at=self._clock(), command="hold"))
        return self._visit.reading.aloud and not before

    def touched(self) -> None:
        """Any touch: somebody is here."""
        if self.reading.way != "explore":
            self._attending.leave()
        self.happened(visit.Touched(at=self._clock()))

    def pointed(self, entry: str, place: int) -> None:
        """Somebody touched the words in a text entry, behind so many graphemes."""
        self.happened(visit.Typed(at=self._clock(), entry=entry, place=place))

    def keyed(self, what: str, key: int, text: str, modifiers: tuple[str, ...], scancode: int) -> None:
        """A key of a keyboard, a keypad or a switch box (`senses.sight.window.Window.on_key`)."""
        self._keypad.keyed(what, key, text, modifiers, scancode)

    def measured(self, page: str, parts: attention.Parts) -> None:
        """Sight has split a page into parts."""
        self._attending.measured(page, parts)

    def watched(self, video: str, state: Literal["playing", "ended", "failed"]) -> None:
        """A signed video goes on, has ended or cannot be shown."""
        self.happened(visit.Watched(at=self._clock(), video=video, state=state))

    def shown(self) -> tuple[pages.Page, attention.Place]:
        """What is shown now. For proofs."""
        return self._page, self._attending.place or attention.arrived(self._page, None)

    # --- effects --------------------------------------------------------------------------------------------------

    def _carry_out(self, effect: visit.Effect) -> None:
        match effect:
            case visit.Seal():
                using = self._codes.in_use if effect.with_code else None
                self._submissions.seal(effect, self._held.keys, using.known if using else None)
            case visit.Call():
                self._caller.place()
            case visit.CancelCall():
                self._caller.withdraw()
            case visit.AddToCall():
                self._caller.add(effect.added)
            case visit.EndCall():
                self._caller.withdraw(attended=True)
            case visit.CheckPin():
                self._check_pin(effect.pin)
            case visit.Pair():
                if not self._courier.tell(courier_messages.PairWith(effect.code)):
                    self.happened(visit.Paired(at=self._clock(), reason="link"))
            case visit.AskHealth():
                self._courier.tell(courier_messages.TellHealth())
            case visit.TouchOff():
                self._screen.touch_off(effect.seconds)
            case visit.Restart():
                self._asked_to_end = keeper.FRESH
            case visit.LeaveKiosk():
                self._asked_to_end = keeper.LEAVE
            case visit.Wipe():
                self._courier.tell(courier_messages.VisitEnded())
                self._screen.rest()
                self._codes.forget()
                self._replace = self._replace or effect.deep or self._codes.used
            case visit.DeriveCode():
                self._codes.derive(effect, self._held.keys)
            case visit.OpenMailbox():
                self._codes.open(effect, self._held.keys)
            case visit.ChangeCode():
                self._codes.change()
            case visit.SealFollowUp():
                self._codes.add(effect, self._held.keys)

    def _end_if_free(self) -> None:
        """End this process where that was asked for, as soon as nothing is lost by it.

        Own words were typed, or a return code was in use: copies stay in its memory, so it makes way for a fresh one, while nobody has begun anything
        in it. Staff want it to start again, or to end: that waits for what somebody sent as well, also on a full disk, where a restart is what staff
        would try first.
        """
        # What is still being sealed is not among the slots that wait: the visit alone knows of it from Send on.
        if self._submissions or sending.waits(self._visit):
            return
        if self._asked_to_end is not None:
            self._end(self._asked_to_end)
        elif self._replace and not self._caller.calling and still_there.untouched(self._visit):
            self._end(keeper.FRESH)

    def _check_pin(self, typed: str) -> None:
        kept, tries = self._settings.pin, self._tries

        def job() -> Callable[[], None]:
            right = pin.right(typed, kept)
            wait = tries.note(right)
            return lambda: self.happened(visit.PinChecked(at=self._clock(), right=right, wait=wait))

        self._worker.do(job)

    # --- the other processes --------------------------------------------------------------------------------------

    def _new_links(self) -> None:
        try:
            found = self._control.new_links() if self._control else {}
        except links.KeeperGone:
            self._end(0)
            return
        for peer, end in found.items():
            if peer == keeper.COURIER:
                self._courier.join(end)
                self._submissions.offer_again()
                self._caller.name_again()
                self._link_is(courier=True)
            elif peer == keeper.SPEECH:
                self._voice.join(end)
            elif peer == keeper.READER:
                self._reader.join(end)

    def _link_is(self, **changes: object) -> None:
        was = self._link
        self._link = msgspec.structs.replace(was, **changes)
        if self._link != was:
            self.happened(visit.LinkChanged(at=self._clock(), link=self._link))

    def _call_changed(self, call: callstate.Call) -> None:
        self.happened(visit.CallChanged(at=self._clock(), call=call))

    def _courier_said(self, message: courier_messages.FromCourier) -> None:
        at = self._clock()
        match message:
            case courier_messages.Kept():
                self._submissions.kept(message)
            case courier_messages.NotKept():
                self._submissions.not_kept(message)
            case courier_messages.Delivered():
                self.happened(visit.Sent(at=at, submission=message.submission))
            case courier_messages.CallNews():
                self._caller.heard(message)
            case courier_messages.CallStands():
                self._caller.take_up(message)
            case courier_messages.LinkNews():
                self._link_is(calls=message.calls)
            case courier_messages.PackNews():
                self._visit_ward()
            case courier_messages.PairingEnded():
                self._visit_ward()
                self.happened(visit.Paired(at=at, reason=message.refused))
            case courier_messages.HealthTold():
                self.happened(visit.HealthKnown(at=at, health=self._health(message)))

    def _health(self, told: courier_messages.HealthTold) -> visit.Health:
        return visit.Health(
            link=told.link,
            outbox=told.outbox,
            clock=told.clock,
            keys_age=told.keys_age,
            content_age=told.content_age,
            duty_age=told.duty_age,
            paired=told.paired,
            version=f"{records.VERSION}.{envelope.VERSION}",
            voice="well" if self._link.speech else "sound" if self._link.silence == "no_sound" else "unwell",
        )

    # --- the ward -------------------------------------------------------------------------------------------------

    def _visit_ward(self) -> None:
        self.happened(visit.WardChanged(at=self._clock(), ward=self._held.read()))
        self._look_again()

    def _look_again(self) -> None:
        """At the very second of the next end date: a name must not stand there once its owner has gone home."""
        if self._ward_timer:
            self._ward_timer()
        wait = self._held.lasts(self._visit.ward)
        self._ward_timer = self._screen.call_at(self._clock() + wait, self._ward_time)

    def _ward_time(self) -> None:
        self._ward_timer = None
        self._visit_ward()


def end_with_the_worker(_: threading.ExceptHookArgs) -> None:
    """A worker that died would leave a page waiting for ever: end, and let the keeper start a fresh window. No traceback: it could hold words."""
    os._exit(1)


def end_without_words(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """A fault of ours in one line, by its kind and place. Its text is left out, as it may hold what somebody typed; a refusal's is ours."""
    frames = reversed(traceback.extract_tb(trace)[-4:])
    where = " < ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in frames)
    print(error if isinstance(error, Refusal) else f"the window ended: {kind.__name__} at {where}", file=sys.stderr)


def open_tablet(file: Path, control: links.Control | None) -> tuple[Tablet, Window]:
    """A window with a tablet behind it, joined and ready to run. Raises settings.SettingsError."""
    # Sight is imported here: Kivy reads its configuration when it is imported, and `Window` is not wanted by who only wants `Tablet`.
    from kiosk.tablet.senses.sight.window import Window

    chosen = settings.read(file)
    screen = Window(chosen.screen, pictures=chosen.pictures)
    tablet = Tablet(chosen, screen, control)
    screen.on_act, screen.on_touch, screen.on_measured = tablet.acted, tablet.touched, tablet.measured
    screen.on_point, screen.on_key = tablet.pointed, tablet.keyed
    screen.on_attend, screen.on_switch = tablet.attended, tablet.switched
    screen.on_watched, screen.on_held = tablet.watched, tablet.held
    return tablet, screen


def main() -> None:
    """python -m kiosk.tablet.app SETTINGS CONTROL_FD [again]"""
    start = hushed.Hushed(sys.argv[3:] == [keeper.AGAIN])

    def heard(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        start.end()
        end_without_words(kind, error, trace)

    threading.excepthook, sys.excepthook = end_with_the_worker, heard
    tablet, screen = open_tablet(Path(sys.argv[1]), links.control_from(sys.argv[2]))
    screen.on_first_frame(start.end)
    signal.signal(signal.SIGTERM, lambda *_: tablet.asked_to_end())
    sys.exit(tablet.run())


if __name__ == "__main__":
    main()
