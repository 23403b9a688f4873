"""Files that are whole or not there: what was there before is replaced at once, or stays. And reading that leaves no trace of when it was."""

from __future__ import annotations

import os
from pathlib import Path


def write_whole(path: Path, data: bytes) -> None:
    """Write (for the owner alone), flush to the disk, then rename: after a power cut either the old or the new file is whole. Raises OSError."""
    fresh = path.with_name(path.name + ".new")
    fd = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
    with os.fdopen(fd, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
    flush_folder(path.parent)


def flush_folder(folder: Path) -> None:
    """Names in this folder are on the disk when this returns."""
    fd = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


def read_untraced(path: Path, most: int = -1) -> bytes:
    """At most so many bytes of a file (-1: all), without the time of this reading in the file system. Raises OSError.

    A tablet's window is started anew after a visit with own words or a return code: when a file was last read would tell when somebody had been here.
    """
    try:
        fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOATIME)
    except PermissionError:  # of another user's file the time cannot be left out
        fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    with os.fdopen(fd, "rb") as file:
        return file.read(most)
