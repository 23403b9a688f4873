"""Whether two kinds of things can be told apart by what is seen of them: a classifier trained on some, tried on others, and how likely chance is.

A ridge-regularised linear classifier on standardised features, which finds any difference of means; squares are among the features, so that it finds
differences of spread as well. p is that of a permutation test on the held-out half (Ojala and Garriga, JMLR 2010): how often shuffled names come
out at least as well.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

PERMUTATIONS = 10_000
RIDGE = 1.0


class Told(NamedTuple):
    """auc: 0.5 is chance. p: of a result so good by chance. seen: things that were tried, features: that differed at all."""

    auc: float
    p: float
    seen: int
    features: int


def tell_apart(rows: Sequence[Sequence[float]], kinds: Sequence[bool], seed: int = 1) -> Told:
    """rows: what was seen of each thing, all of one length. kinds: which of the two it was."""
    seen, names = np.asarray(rows, dtype=float), np.asarray(kinds, dtype=bool)
    order = np.random.default_rng(seed).permutation(len(names))
    train, held = order[: len(order) // 2], order[len(order) // 2 :]
    features = np.hstack([seen, seen**2])
    mean, spread = features[train].mean(axis=0), features[train].std(axis=0)
    differs = spread > 1e-9
    scaled = np.where(differs, (features - mean) / np.where(differs, spread, 1.0), 0.0)
    # What never differed while training is a sign of its own where it does so later.
    surprised = ((~differs) & (np.abs(features - mean) > 1e-9)).any(axis=1)
    wanted = np.where(names[train], 1.0, -1.0)
    weights = np.linalg.solve(
        scaled[train].T @ scaled[train] + RIDGE * len(train) * np.eye(scaled.shape[1]), scaled[train].T @ wanted
    )
    score = scaled[held] @ weights + surprised[held]
    return Told(*_chance(score, names[held], seed), len(held), int(differs.sum()))


def _chance(score: np.ndarray, names: np.ndarray, seed: int) -> tuple[float, float]:
    ranks = _ranks(score)
    good = _auc(ranks, names)
    shuffles = np.random.default_rng(seed + 1)
    better = sum(abs(_auc(ranks, shuffles.permutation(names)) - 0.5) >= abs(good - 0.5) for _ in range(PERMUTATIONS))
    return good, (better + 1) / (PERMUTATIONS + 1)


def _ranks(score: np.ndarray) -> np.ndarray:
    """Ranks from 1, equal ones shared."""
    _, place, count = np.unique(score, return_inverse=True, return_counts=True)
    ends = np.cumsum(count)
    return (ends - (count - 1) / 2)[place]


def _auc(ranks: np.ndarray, names: np.ndarray) -> float:
    ones = int(names.sum())
    return float((ranks[names].sum() - ones * (ones + 1) / 2) / (ones * (len(names) - ones)))
