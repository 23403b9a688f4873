"""The name under which screen readers know the tablet: AccessKit takes that of the program's file, which would be Python's.

So the process goes on from a copy of Python's file that bears the product's name. Its first argument stays the real Python, by which Python finds
its modules.
"""

from __future__ import annotations

import filecmp
import os
import shutil
import subprocess
import sys
from pathlib import Path


def go_on_as(name: str, folder: Path, module: str, arguments: list[str], *, heard: bool = True) -> None:
    """Begin the module anew under this name; where that is so already, or cannot be, go on. folder: where the copy is kept.

    heard: a name that cannot be had is said (see `kiosk.tablet.hushed`).
    """
    own = Path("/proc/self/exe").resolve()
    if own.name == name:
        return
    try:
        copy = _copy(own, folder / name)
    except OSError as fault:
        if heard:
            print(
                f"reader: it is called {own.name} by screen readers, as no {folder / name} can be made: {fault}",
                file=sys.stderr,
            )
        return
    os.execv(copy, [sys.executable, "-m", module, *arguments])  # noqa: S606 - our own Python


def _copy(own: Path, copy: Path) -> Path:
    """A copy that is whole and can be run, made once. Raises OSError."""
    if not (copy.exists() and filecmp.cmp(own, copy)):
        copy.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        partial = copy.with_suffix(".partial")
        shutil.copy2(own, partial)
        partial.replace(copy)
    try:
        subprocess.run([sys.executable, "-c", ""], executable=copy, check=True, timeout=20)
    except subprocess.SubprocessError as fault:
        raise OSError(f"it does not run ({type(fault).__name__})") from None
    return copy
