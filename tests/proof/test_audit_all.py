"""The whole audit: every page in every language, size, theme and form, in under half an hour on two cores."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from kiosk import audit
from kiosk.audit import report

MOST_MINUTES = 30


@pytest.mark.prove
def test_the_whole_audit_finds_no_failure_in_half_an_hour(tmp_path: Path, record_proof: Callable[..., Path]) -> None:
    began = time.monotonic()
    done = audit.write(tmp_path, audit.Asked(), print)
    minutes = (time.monotonic() - began) / 60
    covered = report.coverage()
    record_proof(
        "audit",
        pages=done.pages,
        drawn=done.drawn,
        looks=done.measures,
        failures=len(done.failures),
        minutes=round(minutes, 1),
        requirements_checked_here=covered.by_audit,
        requirements_held_by_tests_alone=covered.by_tests,
        requirements_for_people_alone=covered.by_people,
    )
    assert [f"{one.requirement} {one.page}, {one.setting}: {one.measured}" for one in done.failures] == []
    assert minutes < MOST_MINUTES
