"""`kiosk charter print` and `kiosk charter braille` as somebody types them."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.cli import main

PRINT = ["charter", "print", "--ward-name", "Willow Ward"]
BRAILLE = ["charter", "braille", "--ward-name", "Willow Ward"]


def run(*arguments: str) -> None:
    with pytest.raises(SystemExit) as end:
        main(list(arguments))
    assert end.value.code == 0


def refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    with pytest.raises(SystemExit) as end:
        main(list(arguments))
    assert end.value.code == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    return said


def test_print_writes_the_sheets_and_names_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(*PRINT, "--sheet", "a4", "--out", str(tmp_path / "new"))
    path = tmp_path / "new" / "charter-a4-en.pdf"
    assert capsys.readouterr().out == f"{path}\n"
    assert path.read_bytes().startswith(b"%PDF-")
    assert list((tmp_path / "new").iterdir()) == [path]


def test_braille_writes_both_grades_of_english(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(*BRAILLE, "--out", str(tmp_path))
    assert [Path(line).name for line in capsys.readouterr().out.split()] == [
        "charter-grade1-en.brf",
        "charter-grade2-en.brf",
    ]
    one, two = (len((tmp_path / f"charter-grade{grade}-en.brf").read_text("ascii")) for grade in (1, 2))
    assert two < one


def test_what_is_typed_wrongly_is_told_in_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = ("--out", str(tmp_path / "out"))
    assert "a9" in refused(capsys, *PRINT, *out, "--sheet", "a9")
    assert "no words in this language" in refused(capsys, *PRINT, *out, "--language", "xx")
    assert "--ward-name" in refused(capsys, "charter", "print", *out, "--ward-name", " ")
    assert "contact is an example" in refused(capsys, *PRINT, *out, "--live")
    assert "no such file" in refused(capsys, *PRINT, *out, str(tmp_path / "nowhere"))
    assert "too small" in refused(capsys, *BRAILLE, *out, "--cells", "3")
    assert not (tmp_path / "out").exists()
