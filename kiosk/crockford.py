"""Crockford's base 32 for codes that people read from one screen and type on another: no I, L, O or U, and typing those is forgiven."""

from __future__ import annotations

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_READ_AS = str.maketrans("ILO", "110")


def write(number: int, length: int) -> str:
    """So many letters and digits, 5 bits each, of a number that is at least 0."""
    return "".join(ALPHABET[number >> shift & 31] for shift in range(5 * length - 5, -1, -5))


def plain(typed: str) -> str:
    """What was typed, as `write` would have written it: without spaces, dashes, case and look-alikes. It need not be a code."""
    return "".join(typed.upper().split()).replace("-", "").translate(_READ_AS)


def read(typed: str, length: int) -> int | None:
    """The number that was typed, in whatever way `plain` forgives; None where it has another length or other letters."""
    letters = plain(typed)
    if len(letters) != length or any(letter not in ALPHABET for letter in letters):
        return None
    number = 0
    for letter in letters:
        number = number << 5 | ALPHABET.index(letter)
    return number
