"""The tour of every language in both forms: no page is missing, the ruler finds nothing wrong, and it is done in ten minutes on two cores."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from kiosk.charter.catalogue import LANGUAGES
from kiosk.tablet.ward import SOURCE
from kiosk.tour.walking import demo_ward, reading, walk
from tests.support.processes import REPOSITORY

LANGUAGES_AND_ENGLISH = len(LANGUAGES) + 1
FORMS = ("plain", "easy")
MOST = 600.0  # seconds


def question(page: str) -> str:
    """The id of a page, without the number of its part: how many pages the answers of a question take is a matter of how long they are."""
    return re.sub(r"^((?:concern|checkin)\.\w+)\.\d+$", r"\1", page)


@pytest.mark.prove
def test_the_tour_of_every_language_and_form_finds_nothing_wrong(
    tmp_path: Path, record_proof: Callable[..., Path]
) -> None:
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "kiosk.cli", "tour", "--out", tmp_path, "--language", "all", "--form", ",".join(FORMS)],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
    )
    seconds = time.monotonic() - began
    assert done.returncode == 0, done.stderr[-3000:]
    told = {
        "/".join(path.parts[-3:-1]): json.loads(path.read_text(encoding="utf-8"))
        for path in tmp_path.glob("*/*/pages.json")
    }
    assert len(told) == LANGUAGES_AND_ENGLISH * len(FORMS)
    for form in FORMS:
        english = {question(page.id) for page in walk(demo_ward(), reading(100, "light", form)).values()}
        missing = {
            language: english - {question(page["id"]) for page in told[f"{language}/{form}"].values()}
            for language in (SOURCE, *LANGUAGES)
        }
        assert not any(missing.values()), missing
    faults = [
        f"{where}: {name}: {fault}"
        for where, pages in told.items()
        for name, page in pages.items()
        for fault in page["faults"]
    ]
    assert faults == []
    pictures = sum(path.stat().st_size > 0 for path in tmp_path.glob("*/*/*.png"))
    assert pictures >= sum(len(pages) for pages in told.values())
    assert seconds < MOST
    record_proof(
        "tour-all", languages=LANGUAGES_AND_ENGLISH, forms=len(FORMS), pictures=pictures, seconds=round(seconds, 1)
    )
