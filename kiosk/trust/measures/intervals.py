"""How sure a proportion can be: the Wilson score interval. Exact arithmetic on counts, nothing about wards, groups or what may be shown."""

from __future__ import annotations

import math

from msgspec import Struct

Z_95 = 1.959963984540054  # the 97.5 % point of the standard normal distribution


class Interval(Struct, frozen=True):
    """A proportion with its 95 % interval. share, low, high: 0 to 1. n: answers behind it."""

    share: float
    low: float
    high: float
    n: int


def wilson(count: int, n: int, z: float = Z_95) -> Interval:
    """The Wilson score interval of `count` among `n`, without continuity correction.

    Chosen because it keeps its promise at the small n of a ward and never leaves 0 to 1.
    Source: Wilson EB, J Am Stat Assoc 1927; 22: 209-212; method 3 of Newcombe RG, Stat Med 1998; 17: 857-872.
    Raises ValueError where there are no answers or more counted than answered.
    """
    if n < 1 or not 0 <= count <= n:
        raise ValueError(f"{count} of {n} is not a proportion")
    share = count / n
    spread = z * z / n
    middle = (share + spread / 2) / (1 + spread)
    reach = z * math.sqrt(share * (1 - share) / n + spread / (4 * n)) / (1 + spread)
    # At the ends the formula gives 0 and 1 exactly; rounding must not carry it past them.
    low = 0.0 if count == 0 else max(0.0, middle - reach)
    high = 1.0 if count == n else min(1.0, middle + reach)
    return Interval(share, low, high, n)
