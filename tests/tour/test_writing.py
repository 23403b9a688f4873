"""The tour writes pictures and data: one folder for one way of reading, one for each where there are several, and the faults that a ruler finds."""

from __future__ import annotations

import json
import os
import struct
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.screen import Screen
from tests.support.walks import walked


def run(out: Path, environment: dict[str, str], *more: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "kiosk.cli", "tour", "--out", str(out), *more]
    return subprocess.run(command, env=environment, timeout=100, capture_output=True, text=True, check=False)


def test_it_writes_a_picture_of_each_page_and_all_of_them_as_data(tmp_path: Path, screen: Screen) -> None:
    done = run(tmp_path, screen.environment(), "--only", "call", "--size", "1280x800")
    assert (done.returncode, done.stderr) == (0, "")
    written = json.loads((tmp_path / "pages.json").read_text())
    assert set(written) == {name for name in walked() if name.startswith("call")}
    for name, page in written.items():
        assert page["faults"] == []
        head = (tmp_path / f"{name}.png").read_bytes()[:24]
        assert head.startswith(b"\x89PNG")
        assert struct.unpack(">II", head[16:]) == (1280, 800)
    assert not (tmp_path / "index.html").exists()


def test_without_a_display_it_brings_its_own(tmp_path: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "DISPLAY"}
    assert run(tmp_path, environment, "--only", "home.doors").returncode == 0
    assert (tmp_path / "home.doors.png").exists()


def test_several_ways_of_reading_have_a_folder_each_and_a_sheet_to_look_through(tmp_path: Path, screen: Screen) -> None:
    done = run(tmp_path, screen.environment(), "--only", "home", "--form", "plain,easy", "--language", "en")
    assert done.returncode == 0, done.stderr
    for form in ("plain", "easy"):
        assert (tmp_path / "en" / form / "home.doors.png").is_file()
        assert json.loads((tmp_path / "en" / form / "pages.json").read_text())["home.doors"]["reading"]["form"] == form
        assert f"{form}/home.doors.png" in (tmp_path / "en" / "index.html").read_text()
    assert 'href="en/index.html"' in (tmp_path / "index.html").read_text()


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--language", "en,xx"], "--language xx: not installed"),
        (["--form", "plain,loud"], "form"),
        (["--only", "nowhere"], "no page's name begins like this"),
    ],
)
def test_what_does_not_exist_is_refused_in_one_line(
    tmp_path: Path, screen: Screen, options: list[str], told: str
) -> None:
    done = run(tmp_path, screen.environment(), *options)
    assert done.returncode == 2
    assert told in done.stderr
    assert "Traceback" not in done.stderr
