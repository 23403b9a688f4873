"""Many visits without a pause: nothing grows, nothing slows down, and the tablet's disk keeps its size."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import pytest

from kiosk.bench.processes import proportional_size
from tests.support.screen import Screen
from tests.support.whole_ward import WholeWard, whole_ward

VISITS = 300
WARM = 30  # visits after which caches hold what they ever will
MOST_GROWTH = 1.05  # of memory, from the warm tablet to the end
MANY = 5_000  # visits of a window alone, over every page in three ways of reading
MOST_MIB = 5.0  # that the window may have grown by from its hundredth visit to its last
DOORS = (
    ("doors/charter", "charter"),
    ("doors/checkin", "checkin"),
    ("doors/help", "help"),
    ("doors/concern", "concern"),
)


@pytest.mark.prove
def test_three_hundred_visits_leave_memory_disk_and_speed_as_they_were(
    tmp_path: Path, screen: Screen, record_proof: Callable[..., Path]
) -> None:
    with whole_ward(tmp_path, screen) as ward:
        ward.start_trust()
        ward.start_tablet()
        before: dict[str, float] = {}
        seconds: list[float] = []
        for number in range(VISITS):
            if number == WARM:
                before = memory(ward)
                files_before = outbox_size(ward)
            began = time.monotonic()
            door, page = DOORS[number % len(DOORS)]
            ward.person.goes(door, page)
            ward.person.goes("leave", "home")
            seconds.append(time.monotonic() - began)
        after, files_after = memory(ward), outbox_size(ward)
    growth = {name: round(after[name] / before[name], 3) for name in before}
    first, last = median(seconds[WARM : 2 * WARM]), median(seconds[-WARM:])
    record_proof("soak", visits=VISITS, growth=growth, first_seconds=round(first, 3), last_seconds=round(last, 3))
    assert all(grown <= MOST_GROWTH for grown in growth.values())
    assert last < first * 1.5
    assert files_after <= files_before * 1.5


@pytest.mark.prove
def test_five_thousand_visits_over_all_pages_leave_the_window_as_large_as_it_was_after_a_hundred(
    screen: Screen, record_proof: Callable[..., Path]
) -> None:
    command = [sys.executable, "-m", "tests.proof.soak_driver", str(MANY)]
    done = subprocess.run(command, env=screen.environment(), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    told = json.loads(done.stdout.splitlines()[-1])
    after_a_hundred, at_the_end = told["mib"]["100"], told["mib"][str(MANY)]
    record_proof(
        "soak-window", visits=MANY, pages=told["pages"], mib_after_100=after_a_hundred, mib_at_the_end=at_the_end
    )
    assert at_the_end - after_a_hundred <= MOST_MIB


def memory(ward: WholeWard) -> dict[str, float]:
    """MiB (PSS) of each of the tablet's processes."""
    return {name: proportional_size(pid) for name, pid in ward.tablet_pids().items()}


def outbox_size(ward: WholeWard) -> int:
    """Bytes of everything in the tablet's data folder."""
    return sum(path.stat().st_size for path in (ward.folder / "data" / "tablet").rglob("*") if path.is_file())
