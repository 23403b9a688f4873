"""The charter in Braille: the words come back, pages fit the paper, and no number is torn apart."""

from __future__ import annotations

import re

import pytest
from msgspec.structs import replace

from kiosk.charter.braille import brf, louis, tables
from kiosk.charter.braille.tables import GRADES, Grade
from kiosk.charter.manuscript import PaperRefused, Said
from tests.charter.paper_copy import in_arabic, in_english


def pages(document: str) -> list[list[str]]:
    assert document.endswith("\r\n\f")
    return [page.removesuffix("\r\n").split("\r\n") for page in document.removesuffix("\f").split("\f")]


def read_back(text: list[str], grade: Grade) -> str:
    cells = "\u2800".join(brf.from_ascii(line.strip()) for line in text if line.strip())
    return louis.back(cells, tables.table("en", grade)).replace("’", "'")


@pytest.mark.parametrize("grade", GRADES)
def test_the_words_of_the_english_charter_come_back(grade: Grade) -> None:
    lines = [line for page in pages(brf.document(in_english(), grade)) for line in page[:-1]]
    back = " ".join(read_back(lines, grade).split())
    said = in_english()
    for clause in said.clauses:
        for part in (clause.title, clause.body, clause.point):
            # Alone, the sign for "enough" is read back by liblouis as its other meaning, "en".
            assert (re.sub(r"\benough$", "en", part.plain) if grade == 2 else part.plain) in back
    for who in said.organisations:
        assert who.name.plain in back
        assert re.sub(" ", "", who.number) in re.sub(" ", "", back)


@pytest.mark.parametrize(("cells", "lines"), [(40, 25), (28, 27), (20, 10)])
def test_a_page_fits_the_paper_and_ends_with_its_number(cells: int, lines: int) -> None:
    found = pages(brf.document(in_english(), 1, cells, lines))
    assert len(found) > 4
    for number, page in enumerate(found, start=1):
        assert len(page) == lines
        assert max(map(len, page)) <= cells
        assert page[-1] == (brf.ascii_braille(louis.translate(str(number), "en-ueb-g1.ctb").cells)).rjust(cells)


def test_every_sign_is_ascii_braille() -> None:
    for grade in GRADES:
        signs = set(brf.document(in_english(), grade)) - set("\r\n\f")
        assert signs <= {brf.ascii_braille(chr(cell)) for cell in range(0x2800, 0x2840)}


def test_ascii_braille_is_the_one_that_embossers_know() -> None:
    assert brf.ascii_braille("⠠⠕⠥⠗⠀⠼⠁⠮") == ",OUR #A!"
    assert brf.from_ascii(",OUR #A!") == "⠠⠕⠥⠗⠀⠼⠁⠮"
    assert {brf.from_ascii(brf.ascii_braille(chr(cell))) for cell in range(0x2800, 0x2840)} == set(
        map(chr, range(0x2800, 0x2840))
    )


@pytest.mark.parametrize("table", ["ar-ar-g1.utb", "pl.tbl", "hi.tbl", "en-ueb-g2.ctb"])
def test_a_phone_number_is_one_unit_in_codes_that_write_it_with_blanks(table: str) -> None:
    language = {"ar-ar-g1.utb": "ar", "pl.tbl": "pl", "hi.tbl": "hi", "en-ueb-g2.ctb": "en"}[table]
    units = brf.units(Said(("0808 500 2222 1",), language), 2 if language == "en" else 1)
    whole = louis.translate("0808 500 2222 1", table).cells
    assert units == [whole]


def test_a_number_is_never_torn_over_two_lines() -> None:
    said = replace(in_english(), organisations=(replace(in_english().organisations[0], number="0808 500 2222 9999"),))
    number = "".join(brf.units(Said(("0808 500 2222 9999",)), 1))
    for cells in range(20, 41):
        lines = [line for page in pages(brf.document(said, 1, cells)) for line in page]
        assert sum(brf.ascii_braille(number) in line for line in lines) == 1


def test_a_heading_never_stands_alone_at_the_foot_of_a_page() -> None:
    titles = [brf.units(clause.title, 2) for clause in in_english().clauses]
    firsts = {brf.ascii_braille("\u2800".join(title))[:20] for title in titles}
    seen = 0
    for lines in range(12, 30):
        for page in pages(brf.document(in_english(), 2, 40, lines)):
            text = [line for line in page[:-1] if line]
            heads = [at for at, line in enumerate(text) if line.startswith("    ") and line.strip()[:20] in firsts]
            seen += len(heads)
            assert all(at < len(text) - 1 for at in heads)
    assert seen > 100


def test_title_stands_in_the_middle_headings_in_cell_five_paragraphs_in_cell_three() -> None:
    first = pages(brf.document(in_english(), 2))[0]
    title = brf.ascii_braille("\u2800".join(brf.units(in_english().title, 2)))
    assert first[0] == " " * ((40 - len(title)) // 2) + title
    head = brf.ascii_braille("\u2800".join(brf.units(in_english().clauses[0].title, 2)))
    at = first.index(" " * 4 + head)
    assert first[at - 1] == ""
    assert re.match(r"  \S", first[at + 1])


def test_names_in_other_letters_are_written_in_ueb() -> None:
    units = brf.units(Said(("شما Willow",), "fa"), 1)
    assert units[-1] == louis.translate("Willow", "en-ueb-g1.ctb").cells


def test_a_draft_says_so_in_braille() -> None:
    mark = brf.ascii_braille("\u2800".join(brf.units(in_arabic().marks[0], 1)))
    flowing = " ".join(line.strip() for page in pages(brf.document(in_arabic(), 1)) for line in page)
    assert mark in flowing


def test_letters_that_no_code_knows_are_refused() -> None:
    with pytest.raises(PaperRefused, match="cannot be written in Braille"):
        brf.units(Said(("ᚠᚢᚦ",)), 1)


def test_a_page_that_is_too_small_is_refused() -> None:
    with pytest.raises(PaperRefused, match="too small"):
        brf.document(in_english(), 1, 10, 25)


def test_bengali_letters_with_a_dot_are_put_together_for_the_table() -> None:
    assert brf.units(Said(("ওয়ার্ড",), "bn"), 1) == brf.units(Said(("ও\u09dfার্ড",), "bn"), 1)


def test_signs_that_a_table_lacks_are_written_by_a_like_one_or_in_ueb() -> None:
    assert brf.units(Said(("এখন।",), "bn"), 1) == brf.units(Said(("এখন.",), "bn"), 1)
    assert brf.units(Said(("مسودہ: ابھی",), "ur"), 1)[0].endswith(louis.translate(":", "en-ueb-g1.ctb").cells)
    assert brf.units(Said(("پیش\u200cنویس",), "fa"), 1) == brf.units(Said(("پیشنویس",), "fa"), 1)


def test_the_gujarati_letter_that_liblouis_left_out_is_written() -> None:
    (word,) = brf.units(Said(("વૉર્ડ",), "gu"), 1)
    assert word[1] == "⠭"
    assert len(word) == len(brf.units(Said(("વાર્ડ",), "gu"), 1)[0])


def test_chinese_lines_break_between_characters_and_never_in_a_number() -> None:
    said = replace(in_english(), language="zh-Hans", intro=Said(("你可以打电话01632 960001。",) * 9, "zh-Hans"))
    number = louis.translate("01632 960001", tables.table("zh-Hans", 1)).cells
    for cells in range(22, 41):
        lines = [brf.from_ascii(line) for page in pages(brf.document(said, 1, cells)) for line in page]
        assert sum(line.count(number) for line in lines) >= 9
        assert not any("\u200b" in line for line in lines)


def test_a_web_address_that_a_contracted_code_would_write_in_eight_dots_is_written_letter_by_letter() -> None:
    (address,) = brf.units(Said(("247sexualabusesupport.org.uk",), "tr"), 2, beside="tr")
    assert address == louis.translate("247sexualabusesupport.org.uk", tables.table("tr", 1)).cells


@pytest.mark.parametrize("language", sorted(tables.CODES))
def test_names_numbers_and_addresses_can_be_written_in_every_code(language: str) -> None:
    for grade in tables.CODES[language].grades:
        for who in in_english().organisations:
            for said in (who.name.plain, who.number, who.web):
                assert not said or brf.units(Said((said,), language), grade, language)
