"""A slice of the audit: every page, four languages, the extremes of size and theme. The whole is in tests/proof."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from kiosk.audit import report, requirements, running
from kiosk.audit.orders import STATES
from tests.support.processes import REPOSITORY
from tests.support.screen import Screen

FIELDS = {"requirement", "page", "setting", "measured", "required", "pass"}


def run(out: Path, environment: dict[str, str], *more: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "kiosk.cli", "audit", "--out", str(out), *more]
    return subprocess.run(command, env=environment, timeout=300, capture_output=True, text=True, check=False)


@pytest.mark.timeout(320)
def test_nothing_fails_on_any_page_in_four_languages_and_the_extremes_of_size_and_theme(
    tmp_path: Path, screen: Screen
) -> None:
    done = run(tmp_path, screen.environment(), "--part")
    told = json.loads((tmp_path / "audit.json").read_text())
    failures = [
        f"{one['requirement']} {one['page']}, {one['setting']}: {one['measured']}"
        for one in told["results"]
        if not one["pass"]
    ]
    assert failures == []
    assert done.returncode == 0, done.stderr
    assert all(set(one) >= FIELDS for one in told["results"])
    held = {row.requirement.id for row in report.coverage().rows if row.checks}
    assert {one["requirement"] for one in told["results"]} >= held - {"B10"}  # the whole looks at it
    assert "4 of 4" in done.stdout
    assert "None." in (tmp_path / "index.html").read_text()


def test_a_page_that_fails_is_told_with_its_picture_and_ends_with_1(tmp_path: Path, screen: Screen) -> None:
    # A tablet whose settings say a density that its panel has not: every target is then too small for fingers.
    order = {
        "width": 1280, "height": 800, "dots_per_mm": 8.0, "folder": str(tmp_path / "pictures"), "only": "home",
        "rounds": [{"how": {"language": "en", "size": 100, "motion": False}}],
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-m", "kiosk.audit.looking"], input=json.dumps(order), env=screen.environment(), capture_output=True, text=True,
        timeout=100, check=False,
    )  # fmt: skip
    told = json.loads(done.stdout.splitlines()[-1])
    small = [one for one in told["failures"] if one["requirement"] == "C01"]
    assert small
    assert not small[0]["pass"]
    picture = tmp_path / small[0]["picture"]
    assert picture.read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("options", "told"),
    [(["--language", "en,xx"], "--language xx: not installed"), (["--only", "nowhere"], "--only nowhere")],
)
def test_what_does_not_exist_is_refused_in_one_line(tmp_path: Path, options: list[str], told: str) -> None:
    done = run(tmp_path, {"PATH": ""}, *options)
    assert done.returncode == 2
    assert told in done.stderr
    assert "Traceback" not in done.stderr


def test_all_71_requirements_are_in_the_table_once_each_with_what_holds_them() -> None:
    ids = [one.id for one in requirements.REQUIREMENTS]
    assert len(ids) == len(set(ids)) == 71
    rows: tuple[report.Row, ...] = report.coverage().rows
    for row in rows:
        assert row.checks or row.requirement.tests or row.requirement.people, row.requirement.id
        for path in row.requirement.tests:
            assert (REPOSITORY / path).is_file(), f"{row.requirement.id}: {path}"


def test_checks_are_of_requirements_that_there_are() -> None:
    ids = {one.id for one in requirements.REQUIREMENTS}
    from kiosk.audit import content, layout, pixels, states, walkers

    drawn = [(check.requirement, check.what) for check in pixels.CHECKS]
    drawn += [(check.requirement, check.what) for check in states.CHECKS]
    drawn += [(check.requirement, check.what) for check in states.BREATH_CHECKS]
    others = [check.requirement for check in layout.CHECKS] + [check.requirement for check in content.CHECKS]
    others += [check.requirement for check in walkers.checks().values()]
    assert {requirement for requirement, _ in drawn} | set(others) <= ids
    assert set(drawn) == set(report.DRAWN)


def test_the_whole_draws_every_page_in_every_language_size_theme_form_and_state_at_least_once() -> None:
    rounds = running.rounds_of(running.Asked(only="c"))
    samples = [(one.how, sample) for one in rounds for sample in one.samples]
    pages = {sample.page for _, sample in samples}
    for what, values in (
        ("language", {how.language for how, _ in samples}),
        ("size", {how.size for how, _ in samples}),
        ("form", {how.form for how, _ in samples}),
    ):
        met = {(sample.page, getattr(how, what)) for how, sample in samples}
        assert met == {(page, value) for page in pages for value in values}, what
    assert {(sample.page, sample.state) for _, sample in samples} == {
        (page, state) for page in pages for state in STATES
    }
    assert {(how.language, sample.theme) for how, sample in samples} >= {
        ("ar", "calm"),
        ("ur", "dark"),
        ("ta", "high_contrast"),
    }
