"""Codes come back as they were written, however they are typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk import crockford


@given(st.integers(0, 2**50 - 1), st.booleans())
def test_a_number_comes_back_however_it_is_typed(number: int, lower: bool) -> None:
    written = crockford.write(number, 10)
    assert len(written) == 10
    typed = f" {written[:5]}-{written[5:]} ".replace("0", "O").replace("1", "l")
    assert crockford.read(typed.lower() if lower else typed, 10) == number
    assert crockford.plain(typed) == written


@given(st.text(max_size=12))
def test_whatever_is_typed_is_a_number_or_none(typed: str) -> None:
    number = crockford.read(typed, 10)
    assert number is None or crockford.write(number, 10) == crockford.plain(typed)


@pytest.mark.parametrize("typed", ["", "ABCDE-FGHJ", "ABCDE-FGHJKM", "ABCDE-FGHJU", "ABCDE-FGHJ\u0665"])
def test_another_length_or_letter_is_no_code(typed: str) -> None:
    assert crockford.read(typed, 10) is None
