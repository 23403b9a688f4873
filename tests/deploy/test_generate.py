"""What is built and not written: language catalogues."""

import gettext
from pathlib import Path

import pytest

from deploy.packaging.generate import APPROVED, compile_catalogues, generate_pango

HEAD = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n'
ENGLISH = HEAD + '\nmsgid "back"\nmsgstr "Back"\n\nmsgid "left"\nmsgstr "{seconds} seconds left"\n'
WELSH = HEAD + '\n#. Back\nmsgid "back"\nmsgstr "Yn ôl"\n'


def put(root: Path, language: str, text: str) -> Path:
    file = root / f"locales/{language}/LC_MESSAGES/wardlight.po"
    file.parent.mkdir(parents=True)
    file.write_text(text, encoding="utf-8")
    return file


def compiled(root: Path, text: str) -> gettext.GNUTranslations:
    put(root, "en", ENGLISH)
    welsh = put(root, "cy", text)
    assert set(compile_catalogues(root)) == {path.with_suffix(".mo") for path in root.glob("locales/*/*/*.po")}
    with welsh.with_suffix(".mo").open("rb") as file:
        return gettext.GNUTranslations(file)


def test_a_catalogue_can_be_read_by_gettext(tmp_path: Path) -> None:
    assert compiled(tmp_path, WELSH).gettext("back") == "Yn ôl"


@pytest.mark.parametrize(
    "text",
    [
        WELSH.replace('\n#. Back\nmsgid "back"', '\n#. Back\n#, fuzzy\nmsgid "back"'),
        WELSH.replace("#. Back", "#. Go back"),
        WELSH.replace("#. Back\n", ""),
    ],
    ids=["a guess that nobody confirmed", "its English has changed", "it does not say what English it is of"],
)
def test_what_may_be_wrong_is_left_out_and_shows_as_english(tmp_path: Path, text: str) -> None:
    assert compiled(tmp_path, text).gettext("back") == "back"


def test_what_is_signed_off_is_listed(tmp_path: Path) -> None:
    signed = "\n# approved 2026-11-25 by second linguist [0c0a71528ebe]\n#. Back\n"
    assert compiled(tmp_path, WELSH.replace("\n#. Back\n", signed)).gettext(APPROVED) == "back"
    changed = WELSH.replace("\n#. Back\n", signed).replace("Yn ôl", "Nôl")
    assert compiled(tmp_path / "changed", changed).gettext(APPROVED) == APPROVED, "a new wording needs a new sign-off"


def test_a_broken_catalogue_is_named_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"cy/LC_MESSAGES/wardlight\.po:\d+: .*mend this line"):
        compiled(tmp_path, WELSH.replace("msgstr", "mgsstr"))


def test_a_translation_that_lost_a_placeholder_is_named(tmp_path: Path) -> None:
    lost = '\n#. {seconds} seconds left\nmsgid "left"\nmsgstr "eiliad ar ôl"\n'
    with pytest.raises(ValueError, match=r"wardlight\.po: left has the placeholders none, .*mend its translation"):
        compiled(tmp_path, WELSH + lost)


def test_a_tree_without_languages_or_sight_makes_nothing(tmp_path: Path) -> None:
    assert compile_catalogues(tmp_path) == []
    assert generate_pango(tmp_path) is None
