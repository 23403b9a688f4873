"""What every error that a person at a terminal can mend is a kind of."""

from __future__ import annotations


class Refusal(Exception):
    """Its text is one line: what is wrong, where, and how to mend it. `kiosk` prints it and ends with status 2, without a traceback."""
