"""The fonts: exactly those that pages are set in, whatever else the machine has, in every process that draws."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from kiosk import fonts
from kiosk.tablet.senses.sight import theme
from tests.support.processes import REPOSITORY


def listed(pattern: str = ":") -> list[tuple[str, str, str]]:
    """(file, families, styles) of every face that our fontconfig knows."""
    environment = dict(os.environ)
    fonts.settle(environment)
    command = ["fc-list", pattern, "file", "family", "style"]
    done = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
    found = []
    for line in done.stdout.splitlines():
        file, families, styles = line.split(":")
        found.append((file, families.strip(), styles.removeprefix("style=")))
    return found


def test_our_fontconfig_knows_the_faces_of_the_pages_and_no_other_family() -> None:
    wanted = {family for family, _ in theme.FACES}
    faces = listed()
    # one file holds the Chinese, Japanese and Korean forms of the same characters
    strange = [face for face in faces if not wanted & set(face[1].split(",")) and "CJK" not in face[1]]
    assert strange == []
    for family, weight in theme.FACES:
        style = fonts.WEIGHTS[weight][0]
        assert [face for face in faces if family in face[1].split(",") and style in face[2].split(",")], (family, style)


def test_every_file_that_it_names_is_there() -> None:
    named = [
        line.split("<glob>")[1].split("</glob>")[0]
        for line in fonts.configuration().read_text().splitlines()
        if "<acceptfont>" in line
    ]
    assert len(named) == len(theme.FACES)
    assert [name for name in named if not Path(name).is_file()] == []


def test_a_process_that_draws_knows_our_fonts_whatever_its_environment_says() -> None:
    program = (
        "from kiosk.tablet.senses.sight.typesetting import Typesetter, Words\n"
        "print(Typesetter().fonts(Words((('Ward ཀ', 'regular'),), 36)))"
    )
    environment = {**os.environ, "FONTCONFIG_FILE": "/etc/fonts/fonts.conf"}
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=REPOSITORY, env=environment, capture_output=True, text=True, check=True
    )
    assert "Noto Sans " in done.stdout
    assert "Tibetan" not in done.stdout, "a letter that no face of ours has is not borrowed from the machine"
