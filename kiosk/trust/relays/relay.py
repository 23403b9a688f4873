"""One relay: its queue, its thread, its tries and its health.

The queue is no list of messages but what each call should be told as: it holds the newest state of every call that was not told yet, and a try takes
that. So nothing old is told after something newer, a far end that was away for an hour hears how things are and not how they went, and no call that
is open is ever dropped. Once a call was begun to be told, its end is told too, also after a restart: no lamp stays on.

Tries go on, with growing waits, for as long as something waits; something new is tried at once. Faults of the database stop no try.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from typing import Literal, TypeVar

import tenacity
from msgspec import Struct
from sqlalchemy.exc import SQLAlchemyError

from kiosk.trust import log
from kiosk.trust.relays.line import Line, NotDelivered
from kiosk.trust.relays.settings import Relay as Settings
from kiosk.trust.relays.told import WAITING, Told, told_of
from kiosk.trust.store import relay_rows
from kiosk.trust.store.database import Store

FIRST_WAIT, LONGEST_WAIT = 1.0, 15.0  # seconds between two tries
REST = 3600.0  # seconds; whatever is new ends a rest before
HANGING = 2.0  # a try that takes this many time-outs and GRACE hangs
GRACE = 5.0  # seconds

Result = TypeVar("Result")


class Health(Struct, frozen=True):
    """How a relay is. state: "untried", since `since` nothing was to be told; "unheard", how it is in the process that runs it was not heard since
    `since`, or with None not yet. Where it fails, it does so since `since`. All are seconds since 1970.

    last: when it was last told something, None if never since it runs there. fault: what is wrong, in a few words. waiting: calls that it was not
    told of yet as they are now.
    """

    name: str
    kind: str
    wards: tuple[str, ...]
    state: Literal["untried", "well", "failing", "unheard"]
    since: float | None
    last: float | None
    fault: str
    waiting: int


class _Begun(Struct):
    told: Told
    key: str  # of what the far end has certainly had; "" where it perhaps had something


class _Waiting(Struct):
    told: Told
    tries: int = 0


class Relay:
    """Tells one far end. shown: called, from the relay's thread, with a call that people are now shown there.

    clock: seconds since 1970. first_wait: seconds before the second try.
    """

    def __init__(
        self,
        settings: Settings,
        line: Line,
        store: Store,
        shown: Callable[[bytes], None],
        clock: Callable[[], float] = time.time,
        first_wait: float = FIRST_WAIT,
    ) -> None:
        self.settings = settings
        self._line, self._store, self._shown, self._clock = line, store, shown, clock
        self._first_wait = first_wait
        self._lock = threading.Lock()
        self._begun: dict[bytes, _Begun] = {}
        self._waiting: dict[bytes, _Waiting] = {}
        self._open = 0
        self._fault, self._well = "", False
        self._began = clock()
        self._since: float | None = None
        self._last: float | None = None
        self._busy: float | None = None  # since when, by the monotonic clock, a try is under way
        self._news = threading.Event()
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"relay {settings.name}", daemon=True)

    # --- for the backend -----------------------------------------------------------------------------------------

    def take_up(self, names: Mapping[str, str]) -> None:
        """Know what an earlier run has told. names: of wards, by code. Raises SQLAlchemyError."""
        with self._store.read() as connection:
            left = relay_rows.all_of(connection, self.settings.name)
        self._begun = {
            call.id: _Begun(told_of(call, names.get(call.ward, call.ward)).as_told(told), told) for call, told in left
        }

    def start(self) -> None:
        """Begin to tell."""
        self._thread.start()

    def see(self, standing: Mapping[bytes, Told]) -> None:
        """These are all calls that stand, as they are now. Returns at once."""
        mine = {
            call: told for call, told in standing.items() if told.concerns(self.settings.wards, self.settings.from_step)
        }
        with self._lock:
            before = dict(self._waiting)
            self._open = sum(told.state != "ended" for told in mine.values())
            for told in mine.values():
                self._want(told)
            for call in (self._begun.keys() | self._waiting.keys()) - mine.keys():
                last = self._begun[call].told if call in self._begun else self._waiting[call].told
                self._want(last.ended())
            changed = self._waiting != before
        if changed:
            self._news.set()

    def health(self) -> Health:
        """How it is at this moment."""
        with self._lock:
            waiting, busy = len(self._waiting), self._busy
            fault, since, last = self._fault, self._since, self._last
        since = since if fault or self._well else self._began
        hangs = busy is not None and time.monotonic() - busy > HANGING * self.settings.timeout + GRACE
        if hangs and not fault:
            fault, since = "it does not come to an end", self._clock() - (time.monotonic() - (busy or 0.0))
        return Health(
            name=self.settings.name,
            kind=self.settings.kind,
            wards=self.settings.wards,
            state="failing" if fault else "well" if self._well else "untried",
            since=since,
            last=last,
            fault=fault,
            waiting=waiting,
        )

    def end(self) -> None:
        """Stop trying. What waits is told by the next run."""
        self._ending.set()
        self._news.set()

    def join(self, within: float) -> None:
        """Wait for the thread, at most so many seconds."""
        if self._thread.is_alive():
            self._thread.join(within)

    # --- what is to be told --------------------------------------------------------------------------------------

    def _want(self, told: Told) -> None:
        begun, waits = self._begun.get(told.call), self._waiting.get(told.call)
        if told.state == "ended" and begun is None:
            self._waiting.pop(told.call, None)  # it came and went, and nobody was told
        elif told.state != "ended" and (
            told.state not in self.settings.tell or (begun is not None and begun.key == told.key)
        ):
            self._waiting.pop(told.call, None)
        elif waits is None or waits.told != told:
            self._waiting[told.call] = _Waiting(told, waits.tries if waits else 0)

    def _next(self, tried: set[str]) -> Told | None:
        """What to tell now: what was tried least, and of that the first that came. tried: keys to pass over."""
        with self._lock:
            left = [each for each in self._waiting.values() if each.told.key not in tried]
            if not left:
                return None
            chosen = min(left, key=lambda each: each.tries)
            chosen.tries += 1
            return chosen.told

    # --- telling, in the thread ----------------------------------------------------------------------------------

    def _run(self) -> None:
        again = tenacity.Retrying(
            retry=tenacity.retry_if_exception_type(NotDelivered),
            wait=tenacity.wait_exponential(multiplier=self._first_wait, max=LONGEST_WAIT),
            stop=lambda _: self._ending.is_set(),
            sleep=self._pause,
            retry_error_callback=lambda _: None,
        )
        self._look_after()
        while not self._ending.is_set():
            again(self.try_all)
            self._pause(REST)
        self._line.close()

    def try_all(self) -> None:
        """Try once everything that waits. Raises NotDelivered where any of it waits still."""
        tried: set[str] = set()
        failed: NotDelivered | None = None
        while not self._ending.is_set() and (told := self._next(tried)) is not None:
            tried.add(told.key)
            try:
                self._tell(told)
            except NotDelivered as error:
                failed = error
        if failed is not None:
            raise failed

    def _pause(self, seconds: float) -> None:
        """Until something new is to be told, or so many seconds; meanwhile the line is looked after."""
        until = time.monotonic() + seconds
        while not self._ending.is_set() and (left := until - time.monotonic()) > 0:
            if self._news.wait(min(left, self._line.every or left)):
                self._news.clear()
                return
            self._look_after()

    def _look_after(self) -> None:
        if self._line.every is None:
            return
        try:
            self._do(self._line.rest)
        except NotDelivered as error:
            self._note_fault(error)
        else:
            self._note_well()

    def _tell(self, told: Told) -> None:
        """Tell it, and keep that it was told. Raises NotDelivered."""
        over = told.state == "ended"
        confirmed = False
        if not over or "ended" in self.settings.tell:
            self._begin(told)
            try:
                confirmed = self._do(lambda: self._line.deliver(told, self._open))
            except NotDelivered as error:
                self._note_fault(error)
                raise
            self._last = self._clock()
        with self._lock:
            waits = self._waiting.get(told.call)
            if waits is not None and waits.told == told:
                del self._waiting[told.call]
            if over:
                self._begun.pop(told.call, None)
            else:
                self._begun[told.call] = _Begun(told, told.key)
        self._keep(told.call, None if over else told.key)
        if confirmed and self.settings.confirms and told.state in WAITING:
            self._shown(told.call)
        if not over or "ended" in self.settings.tell:
            self._note_well()

    def _begin(self, told: Told) -> None:
        """Keep that it perhaps was told, before it is: whoever perhaps had a call must hear of its end."""
        with self._lock:
            if told.call in self._begun:
                return
            self._begun[told.call] = _Begun(told, "")
        self._keep(told.call, "")

    def _do(self, work: Callable[[], Result]) -> Result:
        with self._lock:
            self._busy = time.monotonic()
        try:
            return work()
        except NotDelivered:
            raise
        except Exception as error:  # a fault of ours in one try must not end the thread that makes it
            log.tell("fault", fault=error)
            raise NotDelivered("a fault of this program") from error
        finally:
            with self._lock:
                self._busy = None

    # --- what is kept of it --------------------------------------------------------------------------------------

    def _keep(self, call: bytes, told: str | None) -> None:
        """For the next run. told: None where the call is over."""
        try:
            with self._store.write() as connection:
                if told is None:
                    relay_rows.forget(connection, self.settings.name, call)
                else:
                    relay_rows.note(connection, self.settings.name, call, told)
        except SQLAlchemyError as error:  # also that no connection is free: nothing of the database may end this thread
            log.tell("relay_not_noted", fault=error)

    def _note_fault(self, error: NotDelivered) -> None:
        with self._lock:
            begins = not self._fault
            self._fault = str(error)
            if begins:
                self._since = self._clock()
        if begins:
            log.tell("relay_failing", fault=error)

    def _note_well(self) -> None:
        """Something came through. While a call waits that was refused before, the relay fails all the same."""
        with self._lock:
            self._well = True
            if not any(each.tries for each in self._waiting.values()):
                self._fault, self._since = "", None
