"""What a process says while it starts, said into nothing.

A window is started anew after each visit with own words or a return code. Libraries of pictures, sound and screens say the same few lines at every
start, of a driver that is missing or a font; in a log with times, each such line would tell that somebody had written. So only the first start of a
tablet is heard. What is said once the process runs is heard as ever, and so is a fault that ends it while it starts.

For: the window; the reader heeds the same word of the keeper. Not for: the courier and speech, which do not start anew when somebody leaves.
"""

from __future__ import annotations

import os
import sys


class Hushed:
    """Standard output and error of this process, from now to `end`. quiet False: nothing is held back."""

    def __init__(self, quiet: bool) -> None:
        self._held: tuple[int, int] | None = None
        if quiet:
            self._held = os.dup(1), os.dup(2)
            nowhere = os.open(os.devnull, os.O_WRONLY | os.O_CLOEXEC)
            os.dup2(nowhere, 1)
            os.dup2(nowhere, 2)
            os.close(nowhere)

    def end(self) -> None:
        """Be heard again. Twice does nothing."""
        if self._held is not None:
            for stream in (sys.stdout, sys.stderr):
                stream.flush()
            for number, kept in zip((1, 2), self._held, strict=True):
                os.dup2(kept, number)
                os.close(kept)
            self._held = None
