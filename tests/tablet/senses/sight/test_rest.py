"""A tablet that rests holds no more memory than it needs."""

from __future__ import annotations

import subprocess
import sys

from tests.support.processes import REPOSITORY

PIECE, PIECES = 60_000, 800  # bytes, as of the dots of a line of words; 48 MB of them
# In a process of its own: where a heap has gaps already, what is kept here fills them, and nothing is left behind it.
SCRIPT = f"""
from os import sysconf
from pathlib import Path
from kiosk.tablet.senses.sight.binding import give_back

def resident():
    return int(Path("/proc/self/statm").read_text().split()[1]) * sysconf("SC_PAGE_SIZE")

held = [(bytearray(b"x" * {PIECE}), bytearray(1_000)) for _ in range({PIECES})]
kept = [small for _, small in held]
del held
before = resident()
give_back()
print(before - resident())
"""


def test_gaps_between_what_is_kept_are_given_back() -> None:
    done = subprocess.run([sys.executable, "-c", SCRIPT], cwd=REPOSITORY, capture_output=True, text=True, check=True)
    assert int(done.stdout) > 0.7 * PIECE * PIECES
