"""The tour shows every page that the journeys have, as a picture and as data."""

from __future__ import annotations

import json
import os
import struct
import subprocess
import sys
from pathlib import Path

import pytest

from kiosk import tour
from kiosk.tablet import pages
from tests.support.screen import Screen

HOW = tour.reading(100, "light", "plain")
FOUND = tour.walk(tour.demo_ward(), HOW)


@pytest.mark.parametrize(
    "name",
    [
        "home.doors", "charter.intro", "charter.contact", "checkin.safe", "checkin.sent.saved", "concern.gate", "concern.promise", "concern.words",
        "concern.review", "concern.sent", "concern.sent.saved", "concern.sent.not_saved", "call.now", "call.now.not_sent", "call.now.not_shown",
        "call.now.not_accepted", "call.now.received", "call.now.shown", "call.now.accepted", "call.now.cancelled", "help.first", "reading.choices",
        "reading.theme", "staff.pin", "staff.menu", "staff.pair", "staff.health", "staff.clean", "staff.leave_kiosk", "still_there.page",
    ],
)  # fmt: skip
def test_the_walk_finds(name: str) -> None:
    assert name in FOUND


def test_two_walks_find_the_same_pages() -> None:
    assert tour.walk(tour.demo_ward(), HOW) == FOUND


def test_every_page_of_the_demo_says_demo_and_has_the_same_rail() -> None:
    for page in FOUND.values():
        assert page.demo is not None
        assert (page.rail.call.id, page.rail.back.id, page.rail.leave.id) == ("call", "back", "leave")


def test_an_easy_walk_is_in_easy_words() -> None:
    easy = tour.walk(tour.demo_ward(), tour.reading(100, "light", "easy"))
    plain_words = [text.spoken for text in pages.texts(FOUND["charter.clause.one_no"])]
    assert [text.spoken for text in pages.texts(easy["charter.clause.one_no"])] != plain_words


def test_it_writes_a_picture_of_each_page_and_all_of_them_as_data(tmp_path: Path, screen: Screen) -> None:
    command = [
        sys.executable,
        "-m",
        "kiosk.cli",
        "tour",
        "--out",
        str(tmp_path),
        "--only",
        "call",
        "--size",
        "1280x800",
    ]
    subprocess.run(command, check=True, env=screen.environment(), timeout=60)
    written = json.loads((tmp_path / "pages.json").read_text())
    assert set(written) == {name for name in FOUND if name.startswith("call")}
    for name in written:
        head = (tmp_path / f"{name}.png").read_bytes()[:24]
        assert head.startswith(b"\x89PNG")
        assert struct.unpack(">II", head[16:]) == (1280, 800)


def test_without_a_display_it_brings_its_own(tmp_path: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "DISPLAY"}
    command = [sys.executable, "-m", "kiosk.cli", "tour", "--out", str(tmp_path), "--only", "home.doors"]
    subprocess.run(command, check=True, env=environment, timeout=60)
    assert (tmp_path / "home.doors.png").exists()
