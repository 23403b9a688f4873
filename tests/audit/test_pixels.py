"""What the audit sees in dots: each fault is painted into a picture of a page, and its check catches it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.screen import Screen

SEEN = Path(__file__).parent / "pixel_driver.py"
FAULTS = {
    "pale words": "words against their ground, as drawn",
    "grey words in high contrast": "ink on paper in the high-contrast theme, as drawn",
    "words painted over": "no word is painted over",
    "a stain beside its thing": "nothing is painted outside its place",
    "no outlines": "outlines against what lies around them, as drawn",
    "a thin frame": "the focus frame, as drawn",
    "a pale frame": "the focus frame, as drawn",
    "half a scanning frame": "the scanning frame, as drawn",
    "something that moves": "the window is at rest",
    "a state by hue alone": "states are told apart without colour, as drawn",
    "a flash": "what breathes does not flash, as drawn",
}


@pytest.fixture(scope="module")
def seen(screen: Screen) -> dict[str, dict[str, list[str]]]:
    """Fault -> check -> what it found, as a window of its own sees it; under "" what it finds on pages that are well."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.audit.pixel_driver"],
        env=screen.environment(),
        capture_output=True,
        text=True,
        check=False,
        timeout=110,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    found: dict[str, dict[str, list[str]]] = json.loads(done.stdout.splitlines()[-1])
    return found


def test_pages_that_are_well_have_no_fault(seen: dict[str, dict[str, list[str]]]) -> None:
    assert {check: found for check, found in seen[""].items() if found} == {}
    assert set(FAULTS.values()) <= set(seen[""])


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_in_the_dots_is_caught(fault: str, seen: dict[str, dict[str, list[str]]]) -> None:
    assert seen[fault][FAULTS[fault]] != []
