"""A ward's own pictures are looked at where they can be mended, and not on the ward."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from kiosk.charter import tree
from kiosk.charter.build import build_content
from kiosk.charter.faults import ContentError, Faults
from kiosk.resources import resource_folder
from tests.tablet.senses.sight.test_pictures import FROM_A_DRAWING_PROGRAM, png

STYLED = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><style>.cls-1{fill:red}</style><path class="cls-1" d="M1 1H8V8Z"/></svg>'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the content that comes with Wardlight, with a folder for pictures."""
    made = Path(shutil.copytree(resource_folder("content"), tmp_path / "content"))
    (made / "pictures").mkdir()
    return made


def told(folder: Path) -> list[str]:
    faults = Faults(all_of_them=True)
    tree.look(folder, faults)
    return faults.lines


def test_lines_and_dots_from_another_hand_are_taken(folder: Path) -> None:
    (folder / "pictures" / "garden.svg").write_bytes(FROM_A_DRAWING_PROGRAM)
    (folder / "pictures" / "heart.png").write_bytes(png(500, 500))
    (folder / "pictures" / "our_pond.png").write_bytes(png())
    assert told(folder) == []
    charter = folder / "charter" / "adult.yaml"
    charter.write_text(charter.read_text("utf-8").replace("picture: heart", "picture: our_pond"), "utf-8")
    content = build_content(folder, "willow", "Willow Ward", "demo", 1, 1_000, 2_000)
    assert content.clauses[0].picture == "our_pond"
    (folder / "pictures" / "our_pond.png").unlink()
    with pytest.raises(ContentError, match="our_pond"):
        build_content(folder, "willow", "Willow Ward", "demo", 1, 1_000, 2_000)


@pytest.mark.parametrize(
    ("name", "source", "reason"),
    [
        ("garden.png", png()[:-9], "cut short"),
        ("garden.png", b"GIF89a" + bytes(99), "not PNG"),
        ("garden.png", png(interlaced=1), "interlaced"),
        ("Garden 1.png", png(), "is no name for a picture"),
        ("garden.svg", STYLED, "style"),
        ("garden.svg", b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><text>Hi</text></svg>', "<text> is not drawn here"),
        ("garden.gif", b"GIF89a", "is no part of a content folder"),
    ],
)  # fmt: skip
def test_what_a_tablet_could_not_draw_is_told_in_one_line(folder: Path, name: str, source: bytes, reason: str) -> None:
    (folder / "pictures" / name).write_bytes(source)
    lines = told(folder)
    assert len(lines) == 1
    assert lines[0].startswith(str(folder / "pictures" / name))
    assert reason in lines[0]
    assert "(" in lines[0]
    assert "\n" not in lines[0]


def test_one_name_is_one_picture(folder: Path) -> None:
    (folder / "pictures" / "garden.svg").write_bytes(FROM_A_DRAWING_PROGRAM)
    (folder / "pictures" / "garden.png").write_bytes(png())
    assert [line.partition(": ")[2] for line in told(folder)] == ["is there as .svg too (take one of the two out)"]
