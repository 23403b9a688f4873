"""`kiosk charter print` and `kiosk charter braille` as somebody types them."""

from __future__ import annotations

import datetime
import shutil
from pathlib import Path

import pytest

from kiosk.charter import printing
from kiosk.charter.braille import tables
from kiosk.charter.faults import ContentError
from kiosk.charter.manuscript import Manuscript, PaperRefused
from kiosk.cli import main
from kiosk.resources import resource_folder
from kiosk.wardpack import Profile
from tests.charter.paper import reading
from tests.support.contents import make_live

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


def installed() -> list[str]:
    """Languages with a translation of the charter and compiled words of the interface."""
    translated = (path.stem for path in (resource_folder("content") / "locales").glob("*.po"))
    compiled = {path.parts[-3] for path in resource_folder("locales").glob("*/LC_MESSAGES/wardlight.mo")}
    return sorted(set(translated) & {language.replace("_", "-") for language in compiled})


def printed_in(language: str, out: Path, sheets: tuple[str, ...]) -> Manuscript:
    """Print sheets in a language, every letter of which some font has. Returns their words."""
    made = datetime.datetime(2026, 11, 25, tzinfo=datetime.UTC)
    (said,) = printing.manuscripts(None, "Willow Ward", language, "adult", live=False, today=made.date())
    for path in printing.print_sheets(out, said, sheets, made):
        words = reading.words(path)
        assert said.contact.number in words, path.name
        assert said.contact.number[::-1] not in words
    return said


@pytest.mark.parametrize("language", installed())
def test_every_language_has_a_poster_a_card_and_braille_where_it_has_a_code(language: str, tmp_path: Path) -> None:
    said = printed_in(language, tmp_path, ("a4", "card"))
    assert said.draft or said.gaps
    if tables.CODES[language].none:
        with pytest.raises(PaperRefused, match="no Braille"):
            list(printing.emboss(tmp_path, said, 0, 40, 25))
    else:
        made = list(printing.emboss(tmp_path, said, 0, 40, 25))
        assert len(made) == len(tables.CODES[language].grades)


@pytest.mark.prove
@pytest.mark.parametrize("language", ["en", *installed()])
@pytest.mark.parametrize(
    "profile", sorted(path.stem for path in (resource_folder("content") / "charter").glob("*.yaml"))
)
def test_every_sheet_can_be_printed_in_every_language_for_everybody(
    language: str, profile: Profile, tmp_path: Path
) -> None:
    made = datetime.datetime(2026, 11, 25, tzinfo=datetime.UTC)
    (said,) = printing.manuscripts(None, "Willow Ward", language, profile, live=False, today=made.date())
    assert len(list(printing.print_sheets(tmp_path, said, printing.SHEETS, made))) == len(printing.SHEETS)


def test_live_prints_what_a_ward_made_its_own_until_its_review_is_due(tmp_path: Path) -> None:
    folder = tmp_path / "willow"
    shutil.copytree(resource_folder("content"), folder)
    make_live(folder)
    approved, after_review = datetime.date(2026, 11, 25), datetime.date(2028, 1, 1)
    (said,) = printing.manuscripts(folder, "Willow Ward", "en", "adult", live=True, today=approved)
    assert said.marks == ()
    assert "checked on" in said.numbers.plain
    with pytest.raises(ContentError, match="review"):
        list(printing.manuscripts(folder, "Willow Ward", "en", "adult", live=True, today=after_review))
    with pytest.raises(PaperRefused, match="ur: no words in this language"):
        list(printing.manuscripts(folder, "Willow Ward", "ur", "adult", live=True, today=approved))


def test_what_is_typed_wrongly_is_told_in_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = ("--out", str(tmp_path / "out"))
    assert "a9" in refused(capsys, *PRINT, *out, "--sheet", "a9")
    assert "no words in this language" in refused(capsys, *PRINT, *out, "--language", "xx")
    assert "--ward-name" in refused(capsys, "charter", "print", *out, "--ward-name", " ")
    assert "is an example" in refused(capsys, *PRINT, *out, "--live")
    assert "no such file" in refused(capsys, *PRINT, *out, str(tmp_path / "nowhere"))
    assert "too small" in refused(capsys, *BRAILLE, *out, "--cells", "3")
    assert not (tmp_path / "out").exists()
