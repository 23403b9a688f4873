"""Python reads this at the start of a process whose PYTHONPATH has its folder: the tablet's processes see the clock moved, by what a file says."""

import os
import sys
import time
from pathlib import Path

FILE = "WARDLIGHT_TEST_CLOCK"

if FILE in os.environ and not any("kiosk.cli" in word for word in sys.orig_argv):
    unmoved = time.time

    def moved() -> float:
        """Seconds since 1970, and those in the file."""
        return unmoved() + float(Path(os.environ[FILE]).read_text(encoding="ascii") or 0)

    time.time = moved
