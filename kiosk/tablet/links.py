"""A child's side of the keeper: takes file descriptors of new links from the control socket, and gives signs of life."""

from __future__ import annotations

import contextlib
import os
import select
import socket


class KeeperGone(ConnectionError):
    """The keeper has ended: this process has to end too."""


class Control:
    """The control socket, by the file descriptor number that stood in the arguments."""

    def __init__(self, fd: int) -> None:
        self._socket = socket.socket(fileno=fd)
        self._socket.setblocking(False)

    def fileno(self) -> int:
        return self._socket.fileno()

    def new_links(self) -> dict[bytes, socket.socket]:
        """Links that have come since last time, by the peer's name; only the newest of each. Raises KeeperGone."""
        found: dict[bytes, socket.socket] = {}
        while True:
            try:
                names, fds, _, _ = socket.recv_fds(self._socket, 1, 1, socket.MSG_DONTWAIT | socket.MSG_CMSG_CLOEXEC)
            except (BlockingIOError, InterruptedError):
                return found
            except OSError:
                raise KeeperGone("the keeper has ended") from None
            if not names:
                raise KeeperGone("the keeper has ended")
            for fd in fds:
                if names in found:
                    found[names].close()
                found[names] = socket.socket(fileno=fd)

    def alive(self) -> None:
        """A sign of life. A keeper that is gone is noticed by `new_links`."""
        with contextlib.suppress(OSError):
            self._socket.send(b".")

    def gone(self, within: float) -> bool:
        """Whether the keeper ends within so many seconds. Waits; links that come meanwhile are left for `new_links`."""
        watch = select.poll()
        watch.register(self._socket, select.POLLRDHUP)
        return bool(watch.poll(within * 1000))

    def close(self) -> None:
        self._socket.close()


def control_from(argument: str) -> Control:
    """The control socket from a command-line argument. Raises ValueError where it is no open file descriptor."""
    fd = int(argument)
    os.fstat(fd)
    return Control(fd)
