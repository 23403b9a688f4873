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


def compiled(folder: Path, language: str, messages: dict[str, str], review: str = "") -> Path:
    catalogue = Catalog(header_comment="#")
    for name, text in ({"language.review": review} if review else {}).items():
        catalogue.add(name, text)
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


def test_languages_say_who_stands_behind_them(tmp_path: Path) -> None:
    compiled(tmp_path, "en", {"home.title": "Hello"}, review="source")
    compiled(tmp_path, "fr", {"home.title": "Bonjour"})
    compiled(tmp_path, "ur", {"home.title": "سلام"}, review="draft")
    compiled(tmp_path, "pt_BR", {"home.title": "Olá"}, review="approved")
    found = words.load(tmp_path)
    assert found.languages == ("en", "fr", "pt-BR", "ur")
    assert [found.review(language) for language in found.languages] == ["source", "draft", "approved", "draft"]


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
