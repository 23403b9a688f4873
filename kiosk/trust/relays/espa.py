"""A paging system on a serial line that speaks ESPA 4.4.4 (November 1984, on ISO 1745). This end is the control station and the one that sends.

    poll     2 ENQ          EOT: there, and nothing to say
    select   1 ENQ 2 ENQ    ACK: ready
    block    SOH header STX record RS record ... ETX BCC, a record being identifier US data
                            ACK: taken; NAK or "1" NAK: it came damaged, again; another digit and NAK: it will not have it
    end      EOT

BCC is the exclusive or of all after SOH, with the ETX. An ACK says that the paging system has the call; that a pager sounded, nobody says.
"""

from __future__ import annotations

import contextlib
import os
import select
import time
from collections.abc import Iterator, Mapping, Sequence
from functools import reduce
from operator import xor
from typing import Literal, TypeAlias

import serial
from msgspec import Struct

from kiosk.trust.relays.line import NotDelivered, faults_of_the_network
from kiosk.trust.relays.settings import Espa
from kiosk.trust.relays.told import Told, pager_text

SOH, STX, ETX, EOT, ENQ, ACK, NAK, RS, US = (
    b"\x01",
    b"\x02",
    b"\x03",
    b"\x04",
    b"\x05",
    b"\x06",
    b"\x15",
    b"\x1e",
    b"\x1f",
)
TO_PAGER = "1"  # header of a block (4.2)
STANDARD_CALL = "3"  # of the record "call type" (4.3); 1 would be the end of a call, 2 one with speech
PRIORITIES: Mapping[str, str] = {"alarm": "1", "high": "2", "normal": "3"}
TRIES = 3  # of a block that comes damaged
MOST_TEXT = 128  # characters (4.3)
MOST_BLOCK = 1024  # bytes
POLL_EVERY = 10.0  # seconds

SignName = Literal["eot", "enq", "ack", "nak"]
_SIGNS: Mapping[int, SignName] = {EOT[0]: "eot", ENQ[0]: "enq", ACK[0]: "ack", NAK[0]: "nak"}
_PARITIES = {"none": serial.PARITY_NONE, "even": serial.PARITY_EVEN, "odd": serial.PARITY_ODD}


class Sign(Struct, frozen=True):
    """A control character. prefix: the digit before it, or ""."""

    name: SignName
    prefix: str = ""


class Block(Struct, frozen=True):
    """A data block that came whole. records: identifier and data."""

    header: str
    records: tuple[tuple[str, str], ...]


class Damaged(Struct, frozen=True):
    """A data block that did not come whole."""


Item: TypeAlias = Sign | Block | Damaged


def bcc(held: bytes) -> int:
    """The block check character of what lies between SOH and itself."""
    return reduce(xor, held, 0)


def write_block(header: str, records: Sequence[tuple[str, str]]) -> bytes:
    """A data block. All texts: printable ASCII."""
    text = RS.join(name.encode("ascii") + US + data.encode("ascii") for name, data in records)
    held = header.encode("ascii") + STX + text + ETX
    return SOH + held + bytes([bcc(held)])


def read_block(raw: bytes) -> Block | Damaged:
    """What is from SOH to the block check character."""
    held = raw[1:-1]
    header, begun, text = held[:-1].partition(STX)
    records = [record.partition(US) for record in text.split(RS)]
    if not begun or not header or bcc(held) != raw[-1] or any(not name or not unit for name, unit, _ in records):
        return Damaged()
    return Block(header.decode("latin-1"), tuple((n.decode("latin-1"), d.decode("latin-1")) for n, _, d in records))


def next_item(heard: bytes) -> tuple[Item | None, bytes]:
    """The first whole item in what was heard, and what follows it; None and what may still become one. Noise between items is passed over."""
    prefix = b""
    for place, byte in enumerate(heard):
        if byte == SOH[0]:
            end = heard.find(ETX, place)
            if 0 <= end < len(heard) - 1:
                return read_block(heard[place : end + 2]), heard[end + 2 :]
            return (None, heard[place:]) if len(heard) - place <= MOST_BLOCK else (Damaged(), b"")
        if byte in _SIGNS:
            return Sign(_SIGNS[byte], prefix.decode("ascii")), heard[place + 1 :]
        prefix = bytes([byte]) if bytes([byte]).isdigit() else b""
    return None, prefix


class EspaLine:
    """The way to one paging system."""

    def __init__(self, settings: Espa) -> None:
        self._settings = settings
        self.every: float | None = POLL_EVERY if settings.poll else None
        self._serial: serial.Serial | None = None
        self._heard = b""

    def deliver(self, told: Told, open_calls: int) -> bool:
        """Page it; see `line.Line`."""
        settings = self._settings
        message = write_block(
            TO_PAGER,
            (
                ("1", settings.pager),
                ("2", pager_text(told, MOST_TEXT)),
                ("3", settings.beep),
                ("4", STANDARD_CALL),
                ("5", "1"),  # transmissions
                ("6", PRIORITIES[settings.priority]),
            ),
        )
        with self._opened() as line:
            try:
                self._select(line)
                self._send(line, message)
            finally:
                self._say(line, EOT)
        return True

    def rest(self) -> None:
        """Poll it; where it has something to say, hear it out: a paging system that is not heard may stop listening."""
        with self._opened() as line:
            self._heard = b""
            self._say(line, self._settings.station.encode() + ENQ)
            item = self._hear(line)
            if isinstance(item, Sign) and item.name == "enq":
                self._say(line, ACK)
                came = self._hear(line)
                self._say(line, ACK if isinstance(came, Block) else b"1" + NAK)
                self._hear(line)  # its EOT

    def close(self) -> None:
        """See `line.Line`."""
        if self._serial is not None:
            self._serial.close()
            self._serial = None

    @contextlib.contextmanager
    def _opened(self) -> Iterator[serial.Serial]:
        """The line for one exchange. After a fault it is closed, to be opened anew: a converter may have been pulled out. Raises NotDelivered."""
        settings = self._settings
        with faults_of_the_network(settings.timeout):
            try:
                if self._serial is None:
                    self._serial = serial.Serial(
                        settings.device,
                        settings.baud,
                        bytesize=settings.bits,
                        parity=_PARITIES[settings.parity],
                        timeout=0,
                        write_timeout=0,
                        exclusive=True,
                    )
                yield self._serial
            except OSError:
                self.close()
                raise

    def _hear(self, line: serial.Serial) -> Item:
        """The next item. Raises TimeoutError."""
        until = time.monotonic() + self._settings.timeout
        while True:
            item, self._heard = next_item(self._heard)
            if item is not None:
                return item
            left = until - time.monotonic()
            # pyserial's own waits use `select`, which takes no file above 1,023: a backend has a connection for each tablet and page.
            poll = select.poll()
            poll.register(line.fileno(), select.POLLIN)
            if left <= 0 or not poll.poll(int(left * 1000) + 1):
                raise TimeoutError
            part = os.read(line.fileno(), 256)
            if not part:
                raise OSError("the line is gone")
            self._heard += part

    @staticmethod
    def _say(line: serial.Serial, what: bytes) -> None:
        if line.write(what) != len(what):
            raise TimeoutError

    def _select(self, line: serial.Serial) -> None:
        self._heard = b""
        line.reset_input_buffer()
        self._say(line, self._settings.own.encode() + ENQ + self._settings.station.encode() + ENQ)
        match self._hear(line):
            case Sign("ack"):
                return
            case Sign("nak"):
                raise NotDelivered("it is busy")
            case _:
                raise NotDelivered("it does not take calls")

    def _send(self, line: serial.Serial, message: bytes) -> None:
        for _ in range(TRIES):
            self._say(line, message)
            match self._hear(line):
                case Sign("ack"):
                    return
                case Sign("nak", "" | "1"):
                    continue
                case Sign("nak"):
                    raise NotDelivered("it refused the message: is the pager's number right?")
                case _:
                    raise NotDelivered("it broke off")
        raise NotDelivered("it got the message damaged three times")
