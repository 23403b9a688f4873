"""Several processes of one `serve`, which share its address: the first opens the socket and starts the others (`worker_process`).

Each serves all that any of them does; which one a connection comes to, the kernel decides. A worker is a `child_process`: it is started again when it
dies, and never outlives the first. Tablets and boards of one that died come back to another, and find there what stands, as it is all in PostgreSQL.

What a server counts of its tablets' requests (`counters`) the first process counts for all of its workers, over a socket pair with each.
"""

from __future__ import annotations

import contextlib
import socket
import subprocess
import threading

import msgspec
from msgspec import Struct
from sqlalchemy.exc import DBAPIError

from kiosk import wire
from kiosk.trust import log
from kiosk.trust.child_process import ChildProcess
from kiosk.trust.counters import Counters, WrongCounter
from kiosk.trust.settings import Settings

END_WITHIN = 15.0  # seconds: for answers that are on their way, and what it runs once in a trust
MOST_BYTES = 1024  # of a question or an answer about a counter


# --- counters ----------------------------------------------------------------------------------------------------


class _Asked(Struct, frozen=True, array_like=True):
    """used: the counter that a request carries; None: only the next one is asked for."""

    tablet: str
    channel: wire.Channel
    used: int | None


class _Answer(Struct, frozen=True, array_like=True):
    """next: of the tablet's next request; None: it cannot be said now. right: whether the one that was used is used up."""

    next: int | None
    right: bool


def answer_counters(ours: socket.socket, counters: Counters) -> None:
    """Count for one worker until it ends."""
    decoder, encoder = msgspec.msgpack.Decoder(_Asked), msgspec.msgpack.Encoder()
    with ours, contextlib.suppress(OSError):  # it ended in the middle
        while question := ours.recv(MOST_BYTES):
            asked = decoder.decode(question)
            try:
                answer = _answer(counters, asked)
            except DBAPIError as error:
                log.tell("fault", fault=error)
                answer = _Answer(None, False)
            ours.send(encoder.encode(answer))


def _answer(counters: Counters, asked: _Asked) -> _Answer:
    if asked.used is None:
        return _Answer(counters.next(asked.tablet, asked.channel), False)
    try:
        return _Answer(counters.use(asked.tablet, asked.channel, asked.used), True)
    except WrongCounter as error:
        return _Answer(error.expected, False)


class AskedCounters:
    """The counters of a worker: it asks the first process. See `Counters`."""

    def __init__(self, theirs: socket.socket) -> None:
        self._socket = theirs
        self._lock = threading.Lock()
        self._decoder = msgspec.msgpack.Decoder(_Answer)

    def at_hand(self, _tablet: str, _channel: wire.Channel) -> bool:
        """Never: it asks somebody else."""
        return False

    def use(self, tablet: str, channel: wire.Channel, counter: int) -> int:
        """Raises WrongCounter, OSError."""
        following, right = self._ask(_Asked(tablet, channel, counter))
        if not right:
            raise WrongCounter(following)
        return following

    def next(self, tablet: str, channel: wire.Channel) -> int:
        """Raises OSError."""
        return self._ask(_Asked(tablet, channel, None))[0]

    def _ask(self, asked: _Asked) -> tuple[int, bool]:
        with self._lock:
            self._socket.send(msgspec.msgpack.encode(asked))
            said = self._socket.recv(MOST_BYTES)
        answer = self._decoder.decode(said) if said else _Answer(None, False)
        if answer.next is None:
            raise OSError("the first process cannot say it now")
        return answer.next, answer.right


# --- the first process -------------------------------------------------------------------------------------------


class _Worker(ChildProcess):
    def __init__(self, settings: Settings, listening: socket.socket, counters: Counters) -> None:
        super().__init__("kiosk.trust.worker_process", settings, "worker_ended", END_WITHIN)
        self._listening, self._counters = listening, counters

    def _launch(self) -> subprocess.Popen[bytes]:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            files = (self._listening.fileno(), theirs.fileno())
            process = self._popen(*map(str, files), files=files)
        threading.Thread(target=answer_counters, args=(ours, self._counters), name="counters", daemon=True).start()
        return process


class Workers:
    """Those beside the first process: one less than the settings say. counters: of this server."""

    def __init__(self, settings: Settings, listening: socket.socket, counters: Counters) -> None:
        self._workers = [_Worker(settings, listening, counters) for _ in range(settings.listen.workers - 1)]

    def start(self) -> None:
        for worker in self._workers:
            worker.start()

    def tell_to_end(self) -> None:
        """Let them answer what is on its way, and end. Returns at once."""
        for worker in self._workers:
            worker.tell_to_end()

    def end(self) -> None:
        """The same, and wait for them."""
        self.tell_to_end()
        for worker in self._workers:
            worker.end()
