"""`kiosk charter print` and `kiosk charter braille`: from a content folder to files for paper and for an embosser."""

from __future__ import annotations

import datetime
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from kiosk import wardpack
from kiosk.charter import authored, build, files, manuscript
from kiosk.charter.manuscript import Manuscript, PaperRefused
from kiosk.resources import resource_folder
from kiosk.tablet import words
from kiosk.tablet.ward import Words
from kiosk.wardpack import Profile

SHEETS = ("a4", "a3", "leaflet", "large", "card")
"""What can be printed, in this order."""

ALL = "all"


def manuscripts(
    folder: Path | None, ward_name: str, language: str, profile: Profile, live: bool, today: datetime.date
) -> Iterator[Manuscript]:
    """The words of a content folder's charter in a language, or in each that is installed ("all").

    folder: None takes the content that comes with Wardlight. live: only what is signed off is printed, and nothing that is an example.
    Raises ContentError and PaperRefused.
    """
    if not ward_name.strip():
        raise PaperRefused('--ward-name: the ward needs its name (such as --ward-name "Willow Ward")')
    folder = folder or resource_folder("content")
    mode: wardpack.Mode = "live" if live else "demo"
    now = int(datetime.datetime(today.year, today.month, today.day, tzinfo=datetime.UTC).timestamp())
    content = build.build_content(folder, "ward", ward_name, mode, 0, now, now + 1, profile)
    charter = files.read(folder / "charter" / f"{profile}.yaml", authored.Charter)
    source = _interface().with_ward(content, live=live)
    try:
        for one in source.languages if language == ALL else (language,):
            yield manuscript.write(content, charter, source, one, today)
    except words.CatalogueError as error:
        raise PaperRefused(str(error)) from None


def _interface() -> Words:
    return words.load(resource_folder("locales"))


def print_sheets(
    out: Path, said: Manuscript, sheets: tuple[str, ...], made: datetime.datetime, pictures: Path | None = None
) -> Iterator[Path]:
    """Write sheets into a folder, which is made if it is missing, and yield each file once it is whole.

    made: the date inside the files. pictures: a ward's own. Raises PaperRefused where words do not fit.
    """
    from kiosk.charter.paper import card, large_print, leaflet, poster, press, tagging

    draw: dict[str, Callable[[press.Press, Manuscript], None]] = {
        "a4": lambda paper, said: poster.draw(paper, said, poster.A4, whole=False),
        "a3": lambda paper, said: poster.draw(paper, said, poster.A3, whole=True),
        "leaflet": leaflet.draw,
        "large": large_print.draw,
        "card": card.draw,
    }
    out.mkdir(parents=True, exist_ok=True)
    for sheet in sheets:
        path = out / f"charter-{sheet}-{said.language}.pdf"
        with tempfile.TemporaryDirectory(dir=out) as between:
            drawn, finished = Path(between) / "drawn.pdf", Path(between) / "finished.pdf"
            paper = press.Press(drawn, said.rtl, pictures)
            draw[sheet](paper, said)
            paper.finish()
            tagging.finish(drawn, finished, paper.root, said.language, said.title.plain, said.rtl, made)
            finished.replace(path)
        yield path


def emboss(out: Path, said: Manuscript, grade: int, cells: int, lines: int) -> Iterator[Path]:
    """Write the charter as .brf files into a folder. grade: 1, 2, or 0 for all that the language has.

    Raises PaperRefused where the language has no such code, LouisMissing.
    """
    from kiosk.charter.braille import brf, tables

    code = tables.CODES.get(said.language)
    grades = code.grades if code and code.grades and not grade else (2 if grade == 2 else 1,)
    for one in grades:
        written = brf.document(said, one, cells, lines)
        out.mkdir(parents=True, exist_ok=True)
        path = out / f"charter-grade{one}-{said.language}.brf"
        path.write_text(written, encoding="ascii", newline="")
        yield path


def note(language: str) -> str:
    """What whoever embosses a language has to know; mostly nothing."""
    from kiosk.charter.braille import tables

    code = tables.CODES.get(language)
    return f"{language}: {code.note}" if code and code.note else ""
