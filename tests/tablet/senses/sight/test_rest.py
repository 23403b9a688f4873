"""A tablet that rests holds no more memory than it needs."""

from __future__ import annotations

import os
from pathlib import Path

from kiosk.tablet.senses.sight.binding import give_back

PIECE, PIECES = 60_000, 800  # bytes, as of the dots of a line of words; 48 MB of them


def resident() -> int:
    """Bytes that this process holds in memory."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def test_gaps_between_what_is_kept_are_given_back() -> None:
    held = [(bytearray(PIECE), bytearray(1_000)) for _ in range(PIECES)]
    kept = [small for _, small in held]  # one behind each, so that the heap cannot simply end sooner
    del held
    before = resident()
    give_back()
    assert before - resident() > 0.8 * PIECE * PIECES
    assert len(kept) == PIECES
