"""The quarterly report as a tagged PDF, drawn by a program of its own: what draws letters is in no process that holds keys."""

from __future__ import annotations

import subprocess
import sys

import msgspec

from kiosk.trust.measures.quarterly import Paper

_PROGRAM = "kiosk.charter.paper.report"
_LONGEST = 60.0  # seconds


def pdf(paper: Paper) -> bytes:
    """The file. Raises subprocess.SubprocessError where it could not be drawn."""
    done = subprocess.run(  # noqa: S603 (our own program)
        [sys.executable, "-m", _PROGRAM],
        input=msgspec.msgpack.encode(paper),
        stdout=subprocess.PIPE,
        check=True,
        timeout=_LONGEST,
    )
    return done.stdout
