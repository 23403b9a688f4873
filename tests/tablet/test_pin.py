"""A PIN is checked against its slow hash, and waits grow and outlast a restart."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.tablet import pin

KEPT = pin.new_hash("274913")


def test_the_right_pin_opens_and_every_other_does_not() -> None:
    assert pin.right("274913", KEPT)
    for other in ("274914", "27491", "2749130", "", "２７４９１３"):
        assert not pin.right(other, KEPT)


def test_without_a_pin_in_the_settings_nothing_opens() -> None:
    assert not pin.right("", "")
    assert not pin.right("000000", "")


def test_the_same_pin_is_never_hashed_to_the_same_text() -> None:
    assert pin.new_hash("274913") != KEPT
    assert "274913" not in KEPT


@pytest.mark.parametrize("weak", ["", "12345", "1234567890123", "abcdef", "111111", "121212", "١٢٣٤٥٦"])
def test_a_weak_pin_is_refused_with_one_line(weak: str) -> None:
    with pytest.raises(pin.PinError, match="a staff PIN"):
        pin.new_hash(weak)


@pytest.mark.parametrize("damaged", ["x", "argon2id-1$AA$", "argon2id-1$!$!", "md5$AAAA$AAAA"])
def test_a_damaged_hash_says_how_to_mend_it(damaged: str) -> None:
    with pytest.raises(pin.PinError, match="--new-pin"):
        pin.right("274913", damaged)


@given(st.integers(0, 10_000))
def test_waits_only_grow_and_never_pass_an_hour(wrong: int) -> None:
    assert 0 <= pin.wait_after(wrong) <= pin.wait_after(wrong + 1) <= 3600


def test_wrong_tries_are_remembered_by_the_next_process_and_forgotten_after_a_right_one(tmp_path: Path) -> None:
    path = tmp_path / "not there yet" / "tries"
    assert [pin.Tries(path).note(False) for _ in range(4)] == [0.0, 0.0, 5.0, 10.0]
    assert pin.Tries(path).note(True) == 0.0
    assert pin.Tries(path).wrong == 0
    path.write_text("damaged")
    assert pin.Tries(path).note(False) == 0.0
