"""What a relay's worker asks of each kind of far end, and the words for what can go wrong there."""

from __future__ import annotations

import contextlib
import socket
import ssl
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from kiosk.settings_file import SettingsError
from kiosk.trust.relays.told import Told


class NotDelivered(Exception):
    """The far end did not take it. The message goes to the console: what is wrong, in a few words, with no secret and no address."""


class Line(Protocol):
    """A way to one far end. All of it is called by the relay's own thread, one thing after another."""

    every: float | None
    """Seconds between two calls of `rest` while there is nothing to tell; None: it is not called."""

    def deliver(self, told: Told, open_calls: int) -> bool:
        """Tell it. open_calls: how many calls of this relay are open now. Returns whether the far end's yes says that people may be shown the call.

        Raises NotDelivered.
        """

    def rest(self) -> None:
        """See that the far end is still there, or show it that we are. Raises NotDelivered."""

    def close(self) -> None:
        """Let go of it. Raises nothing."""


def secret_text(path: Path) -> str:
    """What a file with a key or a password holds, without the white space around it. Raises SettingsError."""
    try:
        return path.read_text(encoding="utf-8", errors="replace").strip()
    except OSError as error:
        raise SettingsError(f"{path}: cannot be read: {error.strerror}") from None


def in_words(error: BaseException, timeout: float) -> str:
    """What a fault of the network is called at the console. timeout: seconds."""
    chain: list[BaseException] = []
    link: BaseException | None = error
    while link is not None and link not in chain:
        chain.append(link)
        link = link.__cause__ or link.__context__
    for each in chain:
        if isinstance(each, ssl.SSLCertVerificationError):
            return "its certificate is not one to trust"
        if isinstance(each, ssl.SSLError):
            return "it does not speak TLS as it should"
        if isinstance(each, TimeoutError):
            return f"no answer within {timeout:g} seconds"
        if isinstance(each, ConnectionRefusedError):
            return "nothing answers at its address"
        if isinstance(each, socket.gaierror):
            return "its name is not known"
        if isinstance(each, FileNotFoundError):
            return "a file or device of it is not there"
        if isinstance(each, PermissionError):
            return "a file or device of it may not be opened"
    return "the connection failed"


@contextlib.contextmanager
def faults_of_the_network(timeout: float) -> Iterator[None]:
    """Raises NotDelivered in place of OSError."""
    try:
        yield
    except OSError as error:
        raise NotDelivered(in_words(error, timeout)) from error
