"""Numbers that have to be heard digit by digit: a phone number said as "eight hundred million" cannot be dialled."""

from __future__ import annotations

import re

SHORT = frozenset(("101", "111", "112", "119", "999"))  # numbers to call that look like amounts
_NUMBER = re.compile(r"(?<!\w)\+?\d+(?:[ \u00a0-]\d+)*(?!\w)")
_LONG = 5  # digits from which a number is a phone number or a code; the pages have no such amounts


def digits_apart(sentence: str) -> str:
    """The sentence with every phone number as single digits, its groups parted by a comma, so that a voice rests between them."""
    return _NUMBER.sub(_apart, sentence)


def _apart(found: re.Match[str]) -> str:
    number = found.group()
    digits = re.sub(r"\D", "", number)
    dialled = len(digits) >= _LONG or (digits.startswith("0") and len(digits) > 1) or digits in SHORT
    if not dialled:
        return number
    groups = re.split(r"[ \u00a0-]", number.removeprefix("+"))
    plus = "+ " if number.startswith("+") else ""
    return plus + ", ".join(" ".join(group) for group in groups)
