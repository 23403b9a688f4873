"""The classifier of the proofs finds what is there, and nothing where there is nothing."""

from __future__ import annotations

import numpy as np

from tests.support.telling_apart import tell_apart


def things(shift: float, spread: float = 1.0, count: int = 800) -> tuple[list[list[float]], list[bool]]:
    """Half of them differ in the third of five features."""
    random = np.random.default_rng(7)
    kinds = [bool(number % 2) for number in range(count)]
    rows = random.normal(size=(count, 5))
    for number, kind in enumerate(kinds):
        if kind:
            rows[number, 2] = shift + spread * rows[number, 2]
    return rows.tolist(), kinds


def test_equal_things_are_not_told_apart() -> None:
    assert tell_apart(*things(0.0)).p > 0.01


def test_a_small_difference_of_means_is_found() -> None:
    told = tell_apart(*things(0.5))
    assert told.p < 0.001
    assert told.auc > 0.6


def test_a_difference_of_spread_is_found() -> None:
    assert tell_apart(*things(0.0, spread=2.0)).p < 0.001


def test_a_sign_that_only_one_kind_ever_shows_is_found() -> None:
    rows, kinds = things(0.0)
    for number, kind in enumerate(kinds):
        rows[number].append(1.0 if kind and number % 4 == 1 else 0.0)
    assert tell_apart(rows, kinds).p < 0.001
