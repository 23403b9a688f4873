"""A paging system that speaks TAP (Telocator Alphanumeric Protocol) 1.8 over TCP. One connection for each message.

    here                                there
    CR, every 2 s until it answers      ID=
    ESC PG1 [password] CR               [text CR] ACK CR, then ESC [p CR
    STX pager CR text CR ETX sum CR     [text CR] ACK CR: taken; NAK CR: again; RS CR: refused; ESC EOT CR: it hangs up
    EOT CR                              [RS CR: refused after all] ESC EOT CR

An ACK says that the paging system has the message; that a pager sounded, or that anybody looked, nobody says.
"""

from __future__ import annotations

import contextlib
import socket
import ssl
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

from kiosk.settings_file import SettingsError
from kiosk.trust.relays.line import NotDelivered, faults_of_the_network, secret_text
from kiosk.trust.relays.settings import Tap
from kiosk.trust.relays.told import Told, pager_text

STX, ETX, EOT, ACK, CR, NAK, ESC, RS = b"\x02", b"\x03", b"\x04", b"\x06", b"\r", b"\x15", b"\x1b", b"\x1e"
ASK_EVERY = 2.0  # seconds (TAP 1.8, 3.0)
TRIES = 3  # of a log-on and of a block (TAP 1.8, 3.0)
MOST_TEXT = 230  # characters: a block has at most 256
MOST_ANSWER = 8192  # bytes that are read in one connection
BYE_WITHIN = 2.0  # seconds

_SIGNS: Mapping[bytes, str] = {
    b"ID=": "who",
    ACK + CR: "yes",
    NAK + CR: "again",
    RS + CR: "no",
    ESC + EOT + CR: "bye",
    ESC + b"[p" + CR: "go",
}


def checksum(block: bytes) -> bytes:
    """Three characters for all from STX to ETX: the sum of their seven bits, four bits at a time (TAP 1.8, 6.0)."""
    total = sum(byte & 0x7F for byte in block)
    return bytes(0x30 + (total >> shift & 0xF) for shift in (8, 4, 0))


def block(pager: str, text: str) -> bytes:
    """A message. text: printable ASCII."""
    held = STX + pager.encode("ascii") + CR + text.encode("ascii") + CR + ETX
    return held + checksum(held) + CR


def next_sign(heard: bytes) -> tuple[str, bytes]:
    """The first sign in what was heard, and what follows it; "" and everything where there is none yet.

    Line feeds count for nothing, and text between the signs neither: paging systems greet.
    """
    bare = heard.replace(b"\n", b"")
    found = [(place, sign) for sign in _SIGNS if (place := bare.find(sign)) >= 0]
    if not found:
        return "", bare
    place, sign = min(found)
    return _SIGNS[sign], bare[place + len(sign) :]


class _Talk:
    """One connection: what was heard and not yet understood."""

    def __init__(self, connection: socket.socket, timeout: float) -> None:
        self._connection, self._timeout = connection, timeout
        self._heard, self._all = b"", 0

    def say(self, what: bytes) -> None:
        self._connection.settimeout(self._timeout)
        self._connection.sendall(what)

    def hear(self, *wanted: str, within: float | None = None) -> str:
        """The next of these signs. Raises TimeoutError, NotDelivered."""
        until = time.monotonic() + (self._timeout if within is None else within)
        while True:
            sign, self._heard = next_sign(self._heard)
            if sign in wanted:
                return sign
            if sign:
                continue
            left = until - time.monotonic()
            if left <= 0:
                raise TimeoutError
            self._connection.settimeout(left)
            part = self._connection.recv(1024)
            self._all += len(part)
            if not part:
                raise NotDelivered("it hung up")
            if self._all > MOST_ANSWER:
                raise NotDelivered("it says too much")
            self._heard += part


class TapLine:
    """The way to one paging system. Raises SettingsError where its password cannot be used."""

    every: float | None = None

    def __init__(self, settings: Tap) -> None:
        self._settings = settings
        self._password()

    def deliver(self, told: Told, open_calls: int) -> bool:
        """Page it; see `line.Line`."""
        with faults_of_the_network(self._settings.timeout), self._connected() as connection:
            talk = _Talk(connection, self._settings.timeout)
            self._log_on(talk)
            self._send(talk, block(self._settings.pager, pager_text(told, MOST_TEXT)))
            self._log_off(talk)
        return True

    def rest(self) -> None:
        """Nothing: a paging system counts who calls it."""

    def close(self) -> None:
        """Nothing is open."""

    def _password(self) -> bytes:
        if not self._settings.password:
            return b""
        path = Path(self._settings.password)
        held = secret_text(path)
        if not (held.isascii() and held.isalnum() and len(held) <= 6):
            raise SettingsError(f"{path}: no password of TAP: write at most 6 letters or digits")
        return held.encode()

    @contextlib.contextmanager
    def _connected(self) -> Iterator[socket.socket]:
        settings = self._settings
        with socket.create_connection((settings.host, settings.port), settings.timeout) as plain:
            if settings.security == "none":
                yield plain
                return
            trusted = ssl.create_default_context(cafile=settings.authority or None)
            with trusted.wrap_socket(plain, server_hostname=settings.host) as secured:
                yield secured

    def _log_on(self, talk: _Talk) -> None:
        until = time.monotonic() + self._settings.timeout
        while True:
            talk.say(CR)
            try:
                talk.hear("who", within=min(ASK_EVERY, max(0.0, until - time.monotonic())))
                break
            except TimeoutError:
                if time.monotonic() >= until:
                    raise
        try:
            password = self._password()
        except SettingsError as error:
            raise NotDelivered("its password cannot be used") from error
        for _ in range(TRIES):
            talk.say(ESC + b"PG1" + password + CR)
            match talk.hear("yes", "again", "no", "bye", "go"):
                case "go":
                    return
                case "yes":
                    talk.hear("go")
                    return
                case "no" | "bye":
                    break
        raise NotDelivered("it refused to be logged on to")

    def _send(self, talk: _Talk, message: bytes) -> None:
        for _ in range(TRIES):
            talk.say(message)
            match talk.hear("yes", "again", "no", "bye"):
                case "yes":
                    return
                case "no":
                    raise NotDelivered("it refused the message: is the pager's number right?")
                case "bye":
                    raise NotDelivered("it hung up")
        raise NotDelivered("it got the message wrong three times")

    def _log_off(self, talk: _Talk) -> None:
        """It has said yes. If it is silent from here on, or gone, that stands; only an RS takes it back (TAP 1.8, 3.0, step 11)."""
        with contextlib.suppress(OSError):
            talk.say(EOT + CR)
            try:
                said = talk.hear("no", "bye", within=min(BYE_WITHIN, self._settings.timeout))
            except NotDelivered:
                return
            if said == "no":
                raise NotDelivered("it took the message back: is the pager's number right?")
