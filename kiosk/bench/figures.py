"""A figure with its floor: medians and percentiles of what was measured in turn."""

from __future__ import annotations

import statistics
from collections.abc import Sequence

from msgspec import Struct

from kiosk.refusal import Refusal

LEAST_RUNS = 20


class BenchRefused(Refusal):
    """The bench cannot be run as asked."""


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which this share (0 to 1) of the values lies, between the nearest two."""
    ordered = sorted(values)
    at = share * (len(ordered) - 1)
    low = int(at)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (at - low)


class Figure(Struct, frozen=True):
    """values and floor_values in `unit`; what: what the floor is. extra: further figures beside it, by name (the other processes)."""

    unit: str
    values: list[float]
    what: str
    floor_values: list[float]
    extra: dict[str, list[float]] = {}

    def as_json(self) -> dict[str, object]:
        """The shape that the file has."""
        found: dict[str, object] = {"unit": self.unit, "n": len(self.values)}
        found |= {"median": round(statistics.median(self.values), 4)}
        found |= {"p95": round(percentile(self.values, 0.95), 4), "p99": round(percentile(self.values, 0.99), 4)}
        found["floor"] = {
            "what": self.what,
            "median": round(statistics.median(self.floor_values), 4),
            "p95": round(percentile(self.floor_values, 0.95), 4),
        }
        for name, values in self.extra.items():
            found[name] = {"median": round(statistics.median(values), 4), "p95": round(percentile(values, 0.95), 4)}
        return found

    def line(self) -> str:
        """One line for the terminal."""
        median, floor = statistics.median(self.values), statistics.median(self.floor_values)
        ratio = f", {median / floor:.2f} times" if floor else ""
        text = (
            f"median {median:.4g} {self.unit} (p95 {percentile(self.values, 0.95):.4g}){ratio} {self.what} {floor:.4g}"
        )
        return text + "".join(f"; {name} {statistics.median(values):.4g}" for name, values in self.extra.items())
