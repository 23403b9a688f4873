"""What is built and not written: language catalogues."""

import gettext
from pathlib import Path

import pytest

from deploy.packaging.generate import compile_catalogues, generate_pango

CATALOGUE = """\
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8"

msgid "Back"
msgstr "Yn ôl"

#, fuzzy
msgid "Leave"
msgstr "Dail"
"""


@pytest.fixture
def catalogue(tmp_path: Path) -> Path:
    """A Welsh catalogue in a `locales` folder."""
    file = tmp_path / "locales/cy/LC_MESSAGES/kiosk.po"
    file.parent.mkdir(parents=True)
    file.write_text(CATALOGUE, encoding="utf-8")
    return file


def test_a_catalogue_can_be_read_by_gettext(catalogue: Path, tmp_path: Path) -> None:
    written = compile_catalogues(tmp_path / "locales")
    assert written == [catalogue.with_suffix(".mo")]
    welsh = gettext.translation("kiosk", localedir=str(tmp_path / "locales"), languages=["cy"])
    assert welsh.gettext("Back") == "Yn ôl"


def test_a_guess_that_nobody_confirmed_shows_as_english(catalogue: Path, tmp_path: Path) -> None:
    compile_catalogues(tmp_path / "locales")
    welsh = gettext.translation("kiosk", localedir=str(tmp_path / "locales"), languages=["cy"])
    assert catalogue.is_file()
    assert welsh.gettext("Leave") == "Leave"


def test_a_broken_catalogue_is_named_with_its_line(catalogue: Path, tmp_path: Path) -> None:
    catalogue.write_text('msgid "Back"\nmgsstr "Yn ôl"\n', encoding="utf-8")
    with pytest.raises(ValueError, match=r"cy/LC_MESSAGES/kiosk\.po:\d+: .*mend this line"):
        compile_catalogues(tmp_path / "locales")


def test_a_translation_that_lost_a_placeholder_is_named(catalogue: Path, tmp_path: Path) -> None:
    lost = '\n#, python-format\nmsgid "Part %(n)d of %(m)d"\nmsgstr "Rhan %(n)d o %(x)d"\n'
    catalogue.write_text(CATALOGUE + lost, encoding="utf-8")
    with pytest.raises(ValueError, match=r"kiosk\.po: 'Part %\(n\)d of %\(m\)d': .*mend its translation"):
        compile_catalogues(tmp_path / "locales")


def test_a_tree_without_languages_or_sight_makes_nothing(tmp_path: Path) -> None:
    assert compile_catalogues(tmp_path / "locales") == []
    assert generate_pango(tmp_path) is None
