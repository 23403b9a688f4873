"""The libraries that words are set with."""

from __future__ import annotations

import subprocess
import sys

from tests.support.processes import REPOSITORY

PROGRAM = """
from pathlib import Path
from kiosk.tablet.senses.sight.binding import cairo, ffi, gobject, pango, pangocairo
for library in (pangocairo, pango, gobject, cairo):
    ffi.dlclose(library)
print("libpangoft2" in Path("/proc/self/maps").read_text())
"""


def test_pango_is_never_taken_from_under_its_own_threads() -> None:
    """They may still look for fonts when Python ends and lets go of what it has opened: the process then died of it, its work done."""
    done = subprocess.run([sys.executable, "-c", PROGRAM], cwd=REPOSITORY, capture_output=True, text=True, check=True)
    assert done.stdout == "True\n"
