"""Catalogues: what was compiled is read, what is damaged is refused with its name, and values never turn a sentence round."""

from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from hypothesis import given
from hypothesis import strategies as st

from kiosk.tablet import words
from kiosk.tablet.pages import LINE, PARAGRAPH

IDS = st.text(alphabet="abcdefghij._", min_size=1, max_size=12)


def compiled(folder: Path, language: str, messages: dict[str, str]) -> Path:
    catalogue = Catalog(header_comment="#")
    for name, text in messages.items():
        catalogue.add(name, text)
    path = folder / language / "LC_MESSAGES" / "wardlight.mo"
    path.parent.mkdir(parents=True)
    with path.open("wb") as binary:
        write_mo(binary, catalogue)
    return path


@given(messages=st.dictionaries(IDS, st.text(alphabet="aä ب¦\n.", min_size=1, max_size=30), max_size=8))
def test_every_message_that_was_compiled_is_read(
    tmp_path_factory: pytest.TempPathFactory, messages: dict[str, str]
) -> None:
    path = compiled(tmp_path_factory.mktemp("locales"), "en", messages)
    read = words.read_catalogue(path)
    read.pop("")
    assert read == {name: text.replace("¦", LINE) for name, text in messages.items()}


def test_each_string_says_whether_somebody_signed_it_off(tmp_path: Path) -> None:
    compiled(tmp_path, "en", {"home.title": "Hello", "home.hint": "Here"})
    compiled(tmp_path, "pt_BR", {"home.title": "Olá", "home.hint": "Aqui", "language.approved": "home.title\nhome.x"})
    found = words.load(tmp_path)
    assert found.languages == ("en", "pt-BR")
    reviews = [found.find(name, "pt-BR").review for name in ("home.title", "home.hint")]  # type: ignore[union-attr]
    assert reviews == ["approved", "draft"]
    assert found.find("language.approved", "pt-BR") is None, "the list is for the tablet alone"


def test_a_language_that_nobody_asked_for_is_not_read(tmp_path: Path) -> None:
    compiled(tmp_path, "en", {"home.title": "Hello"})
    compiled(tmp_path, "ur", {"home.title": "سلام"}).write_bytes(b"spoilt")
    found = words.load(tmp_path)
    assert found.find("home.title", "en") is not None
    with pytest.raises(words.CatalogueError, match="make generate"):
        found.find("home.title", "ur")


def test_a_damaged_catalogue_is_refused_by_name(tmp_path: Path) -> None:
    path = compiled(tmp_path, "en", {"home.title": "Hello"})
    whole = path.read_bytes()
    for cut in (0, 3, 20, len(whole) - 2):
        path.write_bytes(whole[:cut])
        with pytest.raises(words.CatalogueError, match=r"wardlight\.mo.*make generate"):
            words.read_catalogue(path)
    path.write_bytes(b"PK" + whole[2:])
    with pytest.raises(words.CatalogueError):
        words.read_catalogue(path)


def test_without_english_there_is_nothing_to_fall_back_to(tmp_path: Path) -> None:
    compiled(tmp_path, "ur", {"home.title": "سلام"})
    with pytest.raises(FileNotFoundError, match="make generate"):
        words.load(tmp_path)


def test_a_line_is_a_sentence_and_an_empty_line_ends_a_paragraph() -> None:
    assert words.sentences("One.\nTwo.\n\nThree.", {}) == ("One.", f"Two.{PARAGRAPH}", "Three.")


def test_a_value_is_set_apart_so_that_it_does_not_turn_the_words_round_it() -> None:
    assert words.sentences("از {name} تک", {"name": "NHS 12"}) == ("از \u2068NHS 12\u2069 تک",)
    assert words.sentences("{n} of {m}", {"n": 1, "m": 9}) == ("\u20681\u2069 of \u20689\u2069",)


def test_a_brace_that_nothing_fills_stays_a_brace() -> None:
    assert words.sentences("a {b} {", {"name": "x"}) == ("a {b} {",)
