"""A ward of each test's own, and one browser for the readers of a file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.support.screen import Screen
from tests.support.whole_ward import WholeWard, whole_ward
from tests.trust.console.pages import chromium


@pytest.fixture
def ward(tmp_path: Path, screen: Screen) -> Iterator[WholeWard]:
    with whole_ward(tmp_path, screen) as prepared:
        yield prepared


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running
