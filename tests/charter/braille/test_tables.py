"""Each language has a Braille code that is there and writes six dots, or a reason why it has none."""

from __future__ import annotations

import pytest

from kiosk.charter.braille import louis, tables
from kiosk.charter.catalogue import LANGUAGES
from kiosk.charter.manuscript import PaperRefused


def test_every_language_is_looked_after() -> None:
    assert set(tables.CODES) == {"en", *LANGUAGES}


@pytest.mark.parametrize("language", sorted(tables.CODES))
def test_its_tables_are_there_and_write_digits_in_six_dots(language: str) -> None:
    code = tables.CODES[language]
    assert bool(code.grades) != bool(code.none)
    for grade in code.grades:
        name = tables.table(language, grade)
        assert louis.has(name)
        assert not louis.unknown("0123456789", name)
        assert all(0x2800 <= ord(cell) < 0x2840 for cell in louis.translate("0123456789", name).cells)


def test_a_language_without_a_code_is_refused_with_the_reason() -> None:
    with pytest.raises(PaperRefused, match=r"so: no Braille: liblouis has no code for Somali"):
        tables.table("so", 1)
    with pytest.raises(PaperRefused, match=r"hi: liblouis has no Braille of grade 2 for it \(use --grade 1\)"):
        tables.table("hi", 2)


def test_an_unknown_table_is_not_there() -> None:
    assert not louis.has("no-such-table.ctb")
    with pytest.raises(louis.LouisMissing, match=r"no-such-table.ctb.*liblouis-data"):
        louis.translate("word", "no-such-table.ctb")
