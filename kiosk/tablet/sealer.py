"""The window's one worker thread: seals records and checks PINs, so that the hand on the glass never waits for cryptography.

Results come back through a file descriptor that the window's loop watches. A sealed slot is kept here until the courier holds it on disk; whatever
happens to the courier meanwhile, the same bytes are offered again under the same submission id.
"""

from __future__ import annotations

import os
import queue
import threading
from collections.abc import Callable
from typing import TypeVar

import msgspec

from kiosk import envelope, records, wardpack

SomeRecord = TypeVar("SomeRecord", bound=records.Record)


def seal(
    record: records.Record,
    readers: tuple[records.ReaderGroup, ...],
    keys: wardpack.Keys,
    outside: records.OutsideReader | None = None,
) -> bytes:
    """The slot of a record. outside: of what is added to a concern, where its code says that the concern went.

    Raises envelope.SealError, records.RecordError.
    """
    if isinstance(record, records.CheckIn):
        return envelope.seal_check_in(record, keys)
    return envelope.seal_for_readers(record, keys, readers, outside=outside)


def replaced(record: SomeRecord, **fields: bytes) -> SomeRecord:
    """The record with these fields: its id, the public halves of a code."""
    return msgspec.structs.replace(record, **fields)


Ended = Callable[[], None]  # what a job leaves to be called on the thread of the window


class Worker:
    """Runs jobs one after the other on its own thread; `collect` calls what each left behind, on the caller's thread."""

    def __init__(self) -> None:
        self._jobs: queue.SimpleQueue[Callable[[], Ended]] = queue.SimpleQueue()
        self._done: queue.SimpleQueue[Ended] = queue.SimpleQueue()
        self._bell = os.eventfd(0, os.EFD_NONBLOCK | os.EFD_CLOEXEC)
        threading.Thread(target=self._work, name="sealer", daemon=True).start()

    def fileno(self) -> int:
        """Readable when something is done."""
        return self._bell

    def do(self, job: Callable[[], Ended]) -> None:
        """Run `job` on the worker; what it returns is called by `collect`."""
        self._jobs.put(job)

    def collect(self) -> None:
        """Call what finished jobs left behind."""
        try:
            os.eventfd_read(self._bell)
        except BlockingIOError:
            return
        while True:
            try:
                self._done.get_nowait()()
            except queue.Empty:
                return

    def _work(self) -> None:
        while True:
            # A job that raises ends the worker, and with it the process (see threading.excepthook in app.py): half a seal must not look like one.
            self._done.put(self._jobs.get()())
            os.eventfd_write(self._bell, 1)


class Waiting:
    """Sealed slots that the courier has not yet said it holds, by submission id, oldest first."""

    def __init__(self) -> None:
        self._slots: dict[bytes, bytes] = {}

    def __bool__(self) -> bool:
        return bool(self._slots)

    def add(self, submission: bytes, slot: bytes) -> None:
        self._slots[submission] = slot

    def kept(self, submission: bytes) -> bool:
        """Let go of one. False where it was not waiting (said twice)."""
        return self._slots.pop(submission, None) is not None

    def items(self) -> tuple[tuple[bytes, bytes], ...]:
        return tuple(self._slots.items())
