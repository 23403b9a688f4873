"""The sheets themselves, read back from the finished files: what stands on them, in which order, in which size, and where their codes lead."""

from __future__ import annotations

import shutil
from itertools import pairwise
from pathlib import Path

import pikepdf
import pytest
from msgspec.structs import replace

from kiosk import wardpack
from kiosk.charter import printing
from kiosk.charter.manuscript import Manuscript, PaperRefused, Said
from kiosk.charter.paper import card, large_print, leaflet, poster
from kiosk.resources import resource_folder
from tests.charter.paper import reading
from tests.charter.paper_copy import MADE, in_arabic, in_english

SHEETS = printing.SHEETS
PAGES = {"a4": poster.A4, "a3": poster.A3, "leaflet": leaflet.A5, "large": poster.A4, "card": poster.A4}


def printed(folder: Path, said: Manuscript, *sheets: str) -> dict[str, Path]:
    names = sheets or SHEETS
    return dict(zip(names, printing.print_sheets(folder, said, names, MADE), strict=True))


@pytest.fixture(scope="module")
def english(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return printed(tmp_path_factory.mktemp("en"), in_english())


@pytest.fixture(scope="module")
def arabic(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return printed(tmp_path_factory.mktemp("ar"), in_arabic())


# --- what every sheet has -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("sheet", SHEETS)
def test_a_sheet_says_its_title_and_language_and_that_it_is_tagged(english: dict[str, Path], sheet: str) -> None:
    with pikepdf.open(english[sheet]) as pdf:
        assert pdf.check_pdf_syntax() == []
        assert str(pdf.Root.Lang) == "en"
        assert bool(pdf.Root.MarkInfo.Marked)
        assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
        assert str(pdf.docinfo.Title) == in_english().title.plain
        with pdf.open_metadata() as about:
            assert about["dc:title"] == in_english().title.plain
        for page in pdf.pages:
            assert [float(edge) for edge in page.mediabox] == pytest.approx([0, 0, *PAGES[sheet]], abs=0.01)


@pytest.mark.parametrize("sheet", SHEETS)
def test_the_structure_is_a_document_with_one_title_and_headings_that_skip_no_level(
    english: dict[str, Path], sheet: str
) -> None:
    roles = [element.role for element in reading.elements(english[sheet])]
    assert roles[0] == "Document"
    assert roles.count("H1") == 1
    levels = [int(role[1]) for role in roles if role in ("H1", "H2", "H3")]
    assert all(later <= earlier + 1 for earlier, later in pairwise(levels))
    assert set(roles) <= {"Document", "Sect", "L", "LI", "LBody", "H1", "H2", "H3", "P", "Figure", "Link"}


@pytest.mark.parametrize("sheet", SHEETS)
def test_every_figure_has_words_and_they_are_those_of_the_picture_or_the_code(
    english: dict[str, Path], sheet: str
) -> None:
    figures = [element.alternative for element in reading.elements(english[sheet]) if element.role == "Figure"]
    assert figures
    known = {said.plain for said in in_english().alternatives.values()}
    assert [said for said in figures if said not in known and not said.startswith("QR code to ")] == []


@pytest.mark.parametrize("sheet", SHEETS)
def test_all_ink_is_either_part_of_the_structure_or_marked_as_decoration(english: dict[str, Path], sheet: str) -> None:
    assert reading.unmarked(english[sheet]) == []


@pytest.mark.parametrize("sheet", SHEETS)
def test_all_letters_are_noto_and_in_the_file_with_what_they_mean(english: dict[str, Path], sheet: str) -> None:
    fonts = reading._said("pdffonts", str(english[sheet])).splitlines()[2:]
    assert fonts
    for font in fonts:
        assert "+NotoSans" in font
        assert font.split()[-5:-2] == ["yes", "yes", "yes"]  # embedded, a part of the font, with Unicode


@pytest.mark.parametrize("sheet", SHEETS)
def test_codes_and_links_lead_to_numbers_and_pages_and_nowhere_else(
    english: dict[str, Path], sheet: str, tmp_path: Path
) -> None:
    said = in_english()
    known = {wardpack.link(who.number, who.web) for who in (said.contact, *said.organisations)}
    seen = reading.codes(english[sheet], tmp_path)
    assert wardpack.link(said.contact.number, "") in seen
    assert seen <= known
    assert reading.links(english[sheet]) <= known
    assert all(link.startswith(("tel:", "https://")) and "?" not in link and "#" not in link for link in known)


def test_a_link_is_known_to_the_structure(english: dict[str, Path]) -> None:
    found = [element for element in reading.elements(english["a4"]) if element.role == "Link"]
    assert found
    assert all(element.has_link for element in found)


def test_two_runs_give_the_same_file(english: dict[str, Path], tmp_path: Path) -> None:
    again = printed(tmp_path, in_english(), "a4")["a4"]
    assert again.read_bytes() == english["a4"].read_bytes()


# --- each of them -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("sheet", ["a4", "a3", "leaflet", "large"])
def test_every_clause_is_read_in_its_order(english: dict[str, Path], sheet: str) -> None:
    said = reading.structure(english[sheet])
    titles = [clause.title.plain for clause in in_english().clauses]
    assert [one for one in said if one in titles] == titles


def test_a4_says_the_point_of_each_clause_and_a3_all_of_it(english: dict[str, Path]) -> None:
    small, whole = (" ".join(reading.words(english[sheet]).split()) for sheet in ("a4", "a3"))
    for clause in in_english().clauses:
        assert clause.point.plain in small
        assert clause.body.plain in whole
        assert clause.point.plain in whole


def test_a_clause_without_a_point_stands_whole_on_a4(tmp_path: Path) -> None:
    clauses = tuple(replace(clause, point=Said(())) for clause in in_english().clauses)
    path = printed(tmp_path, replace(in_english(), clauses=clauses), "a4")["a4"]
    said = " ".join(reading.words(path).split())
    assert all(clause.body.plain in said for clause in clauses)


def test_posters_are_one_page(english: dict[str, Path]) -> None:
    for sheet in ("a4", "a3"):
        with pikepdf.open(english[sheet]) as pdf:
            assert len(pdf.pages) == 1


def test_the_leaflet_has_a_picture_before_every_idea_and_folds_into_a_booklet(english: dict[str, Path]) -> None:
    with pikepdf.open(english["leaflet"]) as pdf:
        assert len(pdf.pages) % 4 == 0
    parts = [element for element in reading.elements(english["leaflet"]) if element.role in ("Figure", "P", "H2")]
    said = reading.structure(english["leaflet"])
    for clause in in_english().clauses:
        for point in clause.easy:
            assert point.words.plain in said
    headed = [at for at, part in enumerate(parts) if part.role == "H2"]
    clauses = range(headed[1], headed[1 + len(in_english().clauses)])
    assert [parts[at].role for at in clauses] == ["H2", *["Figure", "P"] * 3] * len(in_english().clauses)


def test_the_leaflet_has_no_letter_under_14_points(english: dict[str, Path]) -> None:
    assert min(reading.letter_sizes(english["leaflet"])) >= 14 * 0.999


def test_large_print_has_no_letter_under_18_points_in_any_script(
    english: dict[str, Path], arabic: dict[str, Path]
) -> None:
    assert min(reading.letter_sizes(english["large"])) >= large_print.LEAST
    assert min(reading.letter_sizes(arabic["large"])) >= large_print.LEAST


def test_large_print_holds_the_whole_charter_and_everybody_who_can_be_asked(english: dict[str, Path]) -> None:
    said = " ".join(reading.words(english["large"]).split())
    for clause in in_english().clauses:
        assert all(sentence.plain in said for sentence in clause.body.each)
    for who in in_english().organisations:
        assert who.name.plain in said
        assert (who.number or who.web) in said


def test_a_card_is_read_once_though_ten_are_on_the_sheet(english: dict[str, Path]) -> None:
    with pikepdf.open(english["card"]) as pdf:
        assert len(pdf.pages) == 2
    number = in_english().contact.number
    assert reading.words(english["card"]).count(number) == card.COLUMNS * card.ROWS
    assert reading.structure(english["card"]).count(number) == 1


# --- other scripts, drafts, gaps ----------------------------------------------------------------------------------


@pytest.mark.parametrize("sheet", SHEETS)
def test_a_phone_number_keeps_its_order_among_arabic_words(arabic: dict[str, Path], sheet: str) -> None:
    said = reading.words(arabic[sheet])
    assert in_arabic().contact.number in said
    assert in_arabic().contact.number[::-1] not in said


def test_a_sentence_with_a_number_in_it_is_read_in_its_order(arabic: dict[str, Path]) -> None:
    sentences = [said.plain for said in in_arabic().contact_body.each]
    read = [element.actual for element in reading.elements(arabic["large"])]
    assert [said for said in read if said in sentences] == sentences
    assert "01632 960001" in reading.words(arabic["large"])


def test_arabic_pages_run_from_right_to_left(english: dict[str, Path], arabic: dict[str, Path]) -> None:
    with pikepdf.open(arabic["leaflet"]) as pdf:
        assert pdf.Root.ViewerPreferences.Direction == pikepdf.Name.R2L
        assert str(pdf.Root.Lang) == "ar"
        right = _first_figure(pdf)
    with pikepdf.open(english["leaflet"]) as pdf:
        left = _first_figure(pdf)
    width = leaflet.A5[0]
    assert left[0] < width / 2 < right[0]


def _first_figure(pdf: pikepdf.Pdf) -> tuple[float, float]:
    """Left and right edge of the first picture with a layout box."""
    found = next(
        element
        for element in pdf.objects
        if isinstance(element, pikepdf.Dictionary) and element.get("/S") == pikepdf.Name.Figure
    )
    return float(found.A.BBox[0]), float(found.A.BBox[2])


def test_words_that_had_to_stay_english_say_so_to_a_screen_reader(arabic: dict[str, Path]) -> None:
    headings = [element for element in reading.elements(arabic["large"]) if element.role == "H2"]
    assert headings[0].actual == "أنت مهم"
    assert [element.language for element in headings[:2]] == ["", "en"]


@pytest.mark.parametrize("sheet", SHEETS)
def test_a_draft_says_on_every_sheet_that_it_is_one(
    english: dict[str, Path], arabic: dict[str, Path], sheet: str
) -> None:
    mark = in_arabic().marks[0].plain
    assert mark in " ".join(reading.words(arabic[sheet]).split())
    assert mark not in " ".join(reading.words(english[sheet]).split())


def test_a_draft_says_so_on_every_page_that_could_be_torn_out(arabic: dict[str, Path]) -> None:
    pages = [page for page in reading.words(arabic["large"]).split("\f") if page.strip()]
    assert len(pages) > 5
    assert all(in_arabic().marks[0].plain in " ".join(page.split()) for page in pages)


def test_words_that_do_not_fit_are_refused_with_what_to_do_and_no_file_is_left(tmp_path: Path) -> None:
    clauses = tuple(replace(clause, point=Said((clause.point.plain * 30,))) for clause in in_english().clauses)
    with pytest.raises(PaperRefused, match=r"A4 poster: the words do not fit.*shorten"):
        printed(tmp_path, replace(in_english(), clauses=clauses), "a4")
    assert list(tmp_path.iterdir()) == []


def test_a_wards_own_picture_is_printed(tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    source = resource_folder("assets") / "pictures" / "lock.svg"
    shutil.copy(source, own / "heart.svg")
    ours, theirs = (
        next(printing.print_sheets(tmp_path / name, in_english(), ("a4",), MADE, pictures))
        for name, pictures in (("ours", None), ("theirs", own))
    )
    assert ours.read_bytes() != theirs.read_bytes()
