"""A connection whose headers do not end is closed; one that has work to do is left alone."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk import wire
from kiosk.trust.hurried import HurriedProtocol
from tests.trust.serving import ServedTrust, served_trust

WITHIN = 0.6


@pytest.fixture
def served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ServedTrust]:
    monkeypatch.setattr(HurriedProtocol, "headers_within", WITHIN)
    with served_trust(tmp_path) as running:
        yield running


def connected(served: ServedTrust) -> socket.socket:
    return socket.create_connection(("127.0.0.1", served.port), timeout=20)


def ended(connection: socket.socket) -> bool:
    """Whether the far side closes without an answer, within the socket's own time."""
    return connection.recv(1) == b""


def test_headers_that_never_end_end_the_connection(served: ServedTrust) -> None:
    for beginning in (b"", b"GET / HT", b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: "):
        with connected(served) as connection:
            connection.sendall(beginning)
            assert ended(connection)


def test_headers_that_trickle_in_do_not_begin_the_time_anew(served: ServedTrust) -> None:
    with connected(served) as connection:
        connection.settimeout(WITHIN / 6)
        start = time.monotonic()
        connection.sendall(b"GET / HTTP/1.1\r\n")
        closed = False
        while not closed and time.monotonic() - start < 15:
            try:
                connection.sendall(b"X: y\r\n")
                closed = connection.recv(1) == b""
            except TimeoutError:
                continue
            except OSError:
                closed = True
        assert closed


def test_a_further_request_on_the_same_connection_is_timed_too(served: ServedTrust) -> None:
    with connected(served) as connection:
        connection.sendall(b"GET /nowhere HTTP/1.1\r\nHost: x\r\n\r\n")
        assert connection.recv(65_536).startswith(b"HTTP/1.1 404")
        connection.sendall(b"GET /nowh")
        assert ended(connection)


def test_a_body_that_is_slow_has_the_time_of_bodies(served: ServedTrust) -> None:
    with connected(served) as connection:
        head = f"POST {wire.PAIR_PATH} HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n"
        connection.sendall(head.encode())
        connection.settimeout(WITHIN * 2)
        with pytest.raises(TimeoutError):  # nothing comes, and the connection stands
            connection.recv(1)
        connection.settimeout(20)
        connection.sendall(b"x" * 10)
        assert connection.recv(65_536).startswith(b"HTTP/1.1 ")


def test_a_connection_for_calls_is_not_ended(served: ServedTrust) -> None:
    with connected(served) as connection:
        head = (
            f"GET {wire.CALLS_PATH} HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n"
        )
        connection.sendall(head.encode())
        assert connection.recv(65_536).startswith(b"HTTP/1.1 101")
        connection.settimeout(WITHIN * 2)
        with pytest.raises(TimeoutError):
            connection.recv(1)
