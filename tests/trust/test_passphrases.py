"""Passphrases are made by the machine, long enough, of plain words, and a guess at one costs what the design says."""

from __future__ import annotations

from kiosk.trust.passphrases import COST, PASSPHRASE_WORDS, _words, new_passphrase, passphrase_bits


def test_a_passphrase_has_over_sixty_bits_and_its_words_are_plain() -> None:
    words = _words()
    assert len(set(words)) == len(words)
    assert all(word.isascii() and word.islower() and 2 <= len(word) <= 10 for word in words)
    assert passphrase_bits() > 64
    assert len(new_passphrase().split()) == PASSPHRASE_WORDS


def test_the_real_cost_is_what_the_design_says() -> None:
    assert (COST.memory_kib, COST.passes, COST.lanes) == (64 * 1024, 3, 1)
