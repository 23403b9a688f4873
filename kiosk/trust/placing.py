"""Opening the outer seals of slots: where each of them goes. In two processes where many wait, because HPKE holds the interpreter's lock.

The second and third process are forks of the sorting process, live as long as one run, and hold its keys as it does; they touch neither the database
nor a socket. For: `sorting` alone. Not for: concerns themselves; their inner seals open only in a reader's session.
"""

from __future__ import annotations

import ctypes
import multiprocessing
import signal
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager

from msgspec import Struct

from kiosk import envelope, records
from kiosk.trust import keys
from kiosk.trust.keys import SortingKeys

PROCESSES = 2
MANY = 512  # slots from which on other processes are worth their start
CHUNK = 64  # slots that a process takes at a time
_PR_SET_PDEATHSIG = 1  # prctl(2)


class Placed(Struct, frozen=True):
    """Where a slot goes. table: filed, pending, unplaced; a slot of chaff has none. sealed: what is kept of it."""

    table: str
    slot_id: bytes
    ward: str
    sealed: bytes
    reason: str = ""


class Placer:
    """Opens slots with the keys of all wards."""

    def __init__(self, trust: keys.Trust, wards: Iterable[SortingKeys]) -> None:
        self._trust = trust
        self._of_key = {name: ward for ward in wards for name in ward.intake}

    def place_all(self, slots: Iterable[bytes]) -> list[Placed]:
        """Where each slot goes that is no chaff, in their order."""
        return [placed for slot in slots if (placed := self.place(slot)) is not None]

    def place(self, slot: bytes) -> Placed | None:
        """Where a slot goes; None for chaff. What cannot be placed is kept: a key may come back."""
        slot_id = envelope.slot_id(slot)
        ward = self._of_key.get(envelope.slot_key(slot))
        if ward is None:
            return Placed("unplaced", slot_id, "", slot, "key")
        scope = self._trust.scope(ward.ward)
        try:
            opened = envelope.open_outer(slot, ward.intake, scope)
            if opened.kind == "statistics":
                # What cannot be counted must not wait for ever.
                envelope.open_statistics(opened.inner, ward.statistics, scope)
        except envelope.UnknownKey:
            return Placed("unplaced", slot_id, "", slot, "key")
        except (envelope.SealError, records.RecordError):
            return Placed("unplaced", slot_id, "", slot, "seal")
        if opened.kind == "chaff":
            return None
        return Placed("pending" if opened.kind == "statistics" else "filed", slot_id, ward.ward, opened.inner)


Begin = Callable[[Sequence[bytes]], Callable[[], list[Placed]]]
"""Begins to open slots; what it returns waits until they are open, and says where they go."""

_forked: list[Placer] = []  # in the processes that are forked alone


@contextmanager
def placing(placer: Placer, slots: int, processes: int = PROCESSES) -> Iterator[Begin]:
    """slots: how many wait. Raises BrokenProcessPool from what was begun where a process ended: nothing was filed of it, and it is done next time."""
    if slots < MANY or processes < 2:
        yield lambda some: lambda: placer.place_all(some)
        return
    # Forked, the keys go through no pipe; and whoever starts this has one thread.
    context = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(processes, context, _hold, (placer,)) as pool:

        def begin(some: Sequence[bytes]) -> Callable[[], list[Placed]]:
            parts = [pool.submit(_place, some[at : at + CHUNK]) for at in range(0, len(some), CHUNK)]
            return lambda: [placed for part in parts for placed in part.result()]

        yield begin


def _hold(placer: Placer) -> None:
    # Where the sorting process is killed, the system ends this one: it would wait for ever, and keys with it.
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    _forked.append(placer)


def _place(slots: Sequence[bytes]) -> list[Placed]:
    return _forked[0].place_all(slots)
