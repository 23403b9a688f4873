"""The socket of the headphones: whether something is in it, told as it changes.

Linux reports it as a switch of an input device of its own (SW_HEADPHONE_INSERT), beside the sound card whose socket it is. A device that reports
keys is never opened here. Headphones that come as a USB sound device have no such switch; a keypad with a socket says so by keys (`keymap`).
For: `process`, which waits for `fileno` and asks `changed`.
"""

from __future__ import annotations

import errno
import fcntl
import os
import struct
from pathlib import Path

AUTO, NONE = "auto", "none"
_EVENT = struct.Struct("@llHHi")  # struct input_event: time, type, code, value
_SWITCHES, _HEADPHONES = 5, 2  # EV_SW, SW_HEADPHONE_INSERT
_STATE_BYTES = 8
_STATE = (2 << 30) | (_STATE_BYTES << 16) | (ord("E") << 8) | 0x1B  # EVIOCGSW
_CLASS = Path("/sys/class/input")


class Jack:
    """where: "auto" looks for the device, "none" watches nothing, else its path. present: None where nothing can tell."""

    def __init__(self, where: str = AUTO) -> None:
        self.present: bool | None = None
        self._where = where
        self._fd: int | None = None
        self.look()

    def look(self) -> bool:
        """Open the device if it is there now and was not. True where that tells something new."""
        if self._fd is not None or self._where == NONE:
            return False
        path = self._where if self._where != AUTO else find()
        try:
            self._fd = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC) if path else None
        except OSError:
            return False
        return self._fd is not None and self._is(self._state())

    def fileno(self) -> int:
        """To wait for; -1 where nothing is watched."""
        return -1 if self._fd is None else self._fd

    def changed(self) -> bool:
        """Take what the device has reported. True where headphones went in or came out since."""
        if self._fd is None:
            return False
        try:
            data = os.read(self._fd, 64 * _EVENT.size)
        except BlockingIOError:
            return False
        except OSError as error:
            if error.errno not in (errno.ENODEV, errno.EIO):
                raise
            data = b""
        if not data:  # the device went, and whatever was in it
            self.close()
            return self._is(None if self.present is None else False)
        state = self.present
        for _, _, kind, code, value in _EVENT.iter_unpack(data[: len(data) - len(data) % _EVENT.size]):
            if (kind, code) == (_SWITCHES, _HEADPHONES):
                state = bool(value)
        return self._is(state)

    def close(self) -> None:
        """Watch nothing more."""
        if self._fd is not None:
            os.close(self._fd)
            self._fd = None

    def _is(self, state: bool | None) -> bool:
        was, self.present = self.present, state
        return state != was

    def _state(self) -> bool | None:
        bits = bytearray(_STATE_BYTES)
        try:
            fcntl.ioctl(self.fileno(), _STATE, bits)
        except OSError:
            return None
        return bool(bits[0] & (1 << _HEADPHONES))


def find(folder: Path = _CLASS) -> str:
    """The device that reports headphones and no keys; "" where there is none that may be read."""
    for device in sorted(folder.glob("event*"), key=lambda path: (len(path.name), path.name)):
        switches, keys = (_bits(device / "device" / "capabilities" / kind) for kind in ("sw", "key"))
        path = f"/dev/input/{device.name}"
        if switches & (1 << _HEADPHONES) and not keys and os.access(path, os.R_OK):
            return path
    return ""


def _bits(file: Path) -> int:
    """The lowest word of a bit field of the kernel's, and whether any other is set."""
    try:
        words = [int(word, 16) for word in file.read_text().split()]
    except (OSError, ValueError):
        return 0
    return (words[-1] | (1 << 63 if any(words[:-1]) else 0)) if words else 0
