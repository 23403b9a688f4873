"""The whole suite, ten times in a row: a test that fails one time in ten would pass here one run in three at most."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.processes import REPOSITORY

RUNS = 10


@pytest.mark.prove
def test_the_suite_passes_ten_times_in_a_row(tmp_path: Path, record_proof: Callable[..., Path]) -> None:
    seconds: list[float] = []
    counts: list[int] = []
    for run in range(RUNS):
        began = time.monotonic()
        done = subprocess.run(
            [
                sys.executable,
                "-m",
                "pytest",
                "-q",
                "--show-capture=no",  # the end of what it prints says what failed
                "--numprocesses=4",
                "--dist=loadfile",
                "--no-loadscope-reorder",
                f"--basetemp={tmp_path / str(run)}",
            ],
            cwd=REPOSITORY,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"run {run + 1}:\n{done.stdout[-6000:]}"
        passed = re.search(r"(\d+) passed", done.stdout)
        assert passed
        assert "skipped" not in done.stdout
        counts.append(int(passed[1]))
        seconds.append(round(time.monotonic() - began, 1))
    assert len(set(counts)) == 1
    record_proof("suite-ten-times", runs=RUNS, tests=counts[0], seconds=seconds)
