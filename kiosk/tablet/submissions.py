"""What was sent and is not yet held by the courier: sealed on the worker thread, offered, and offered again until the courier says that it has it.

For: `app`. Nothing here is ever written in the clear or given up: a courier that died is offered everything that waits by the next one. The one thing
that may be taken back, before the courier has it, is what nobody asked for (`hand_over_quietly`).
"""

from __future__ import annotations

from collections.abc import Callable

from kiosk import envelope, records, wardpack
from kiosk.tablet import bursts, sealer, visit
from kiosk.tablet.courier import messages

ASK_AGAIN = 5.0  # seconds between two offers of a slot that could not be kept
Ended = Callable[[], None]
Known = Callable[[records.Concern], records.Concern]


class Submissions:
    """tell(message): to the courier; False where it is not there. happened: takes events for the journeys. do: runs a job on the worker.
    call_at(moment, callback): of the loop. Seconds are of `clock`."""

    def __init__(
        self,
        tell: Callable[[messages.FromWindow], bool],
        happened: Callable[[visit.Event], None],
        do: Callable[[Callable[[], Ended]], None],
        call_at: Callable[[float, Callable[[], None]], object],
        clock: Callable[[], float],
        random: Callable[[int], bytes],
    ) -> None:
        self._tell, self._happened, self._do, self._call_at = tell, happened, do, call_at
        self._clock, self._random = clock, random
        self._bursts = bursts.Bursts(call_at, clock, random(bursts.KEY_BYTES))
        self._waiting = sealer.Waiting()
        self._offering = False  # waiting slots will be offered again in a moment
        self._quiet: dict[bytes, Callable[[bool], None]] = {}  # of what no event tells: what to call once it is known

    def __bool__(self) -> bool:
        """Whether anything sealed still waits to be kept."""
        return bool(self._waiting)

    def seal(self, effect: visit.Seal, keys: wardpack.Keys | None, known: Known | None = None) -> None:
        """Seal a record to these keys (None: the tablet is not paired) and hand it over. known: adds to a concern what is known of its code; on
        the worker."""
        record = sealer.replaced(effect.record, id=self._random(16))
        if isinstance(record, records.CheckIn):
            record = self._bursts.noted(record)

        def slot() -> bytes:
            if keys is None:
                raise envelope.SealError("this tablet is not paired")
            whole = known(record) if known is not None and isinstance(record, records.Concern) else record
            return sealer.seal(whole, effect.readers, keys)

        self.hand_over(slot, paired=keys is not None)

    def hand_over(self, slot: Callable[[], bytes], *, paired: bool) -> None:
        """Hand over what `slot` seals on the worker. Told in events: Sealed at once, then Stored or NotStored, later Sent."""
        submission = self._random(16)
        self._happened(visit.Sealed(at=self._clock(), submission=submission))
        if not paired:
            self._not_stored(submission, "unpaired")
            return

        def job() -> Ended:
            try:
                sealed = slot()
            except (
                envelope.SealError,
                records.RecordError,
            ):  # no journey can make such a record; if one does, the person is told
                return lambda: self._not_stored(submission, "seal")
            return lambda: self._sealed(submission, sealed)

        self._do(job)

    def hand_over_quietly(self, slot: bytes, then: Callable[[bool], None]) -> None:
        """Offer a slot of which no event tells. then: called once, with whether the courier has it; where it has not, the slot is let go of."""
        submission = self._random(16)
        self._quiet[submission] = then
        self._sealed(submission, slot)

    def offer_again(self) -> None:
        """All that waits, to a courier that has just come."""
        for submission, slot in self._waiting.items():
            self._tell(messages.Keep(submission, slot))

    def kept(self, message: messages.Kept) -> None:
        """The courier has it on disk."""
        if not self._waiting.kept(message.submission):
            return
        then = self._quiet.pop(message.submission, None)
        if then is not None:
            then(True)
        else:
            self._happened(visit.Stored(at=self._clock(), submission=message.submission))

    def not_kept(self, message: messages.NotKept) -> None:
        """The courier could not keep it. All that waits is offered again, once: an offer for each refusal would double them every round."""
        self._not_stored(message.submission, message.reason)
        if not self._offering:
            self._offering = True
            self._call_at(self._clock() + ASK_AGAIN, self._ask_again)

    def _ask_again(self) -> None:
        self._offering = False
        self.offer_again()

    def _sealed(self, submission: bytes, slot: bytes) -> None:
        self._waiting.add(submission, slot)
        if not self._tell(messages.Keep(submission, slot)):
            self._not_stored(submission, "courier")

    def _not_stored(self, submission: bytes, reason: str) -> None:
        then = self._quiet.pop(submission, None)
        if then is not None:
            self._waiting.kept(submission)
            then(False)
            return
        self._happened(visit.NotStored(at=self._clock(), submission=submission, reason=reason))
