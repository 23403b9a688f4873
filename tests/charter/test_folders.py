"""A ward begins with a copy of what comes with Wardlight, and never over something of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.charter import folders
from kiosk.charter.faults import ContentError
from kiosk.resources import resource_folder


def test_a_new_folder_holds_all_that_comes_with_wardlight(tmp_path: Path) -> None:
    said = folders.new(tmp_path / "willow")
    shipped = resource_folder("content")
    files = {file.relative_to(shipped) for file in shipped.rglob("*") if file.is_file()}
    assert {
        file.relative_to(tmp_path / "willow") for file in (tmp_path / "willow").rglob("*") if file.is_file()
    } == files
    assert f"kiosk charter check {tmp_path / 'willow'}" in said


def test_what_a_ward_wrote_is_never_overwritten(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text("ours", encoding="utf-8")
    with pytest.raises(ContentError, match="there is something already"):
        folders.new(tmp_path)
    assert (tmp_path / "mine.yaml").read_text(encoding="utf-8") == "ours"
