"""The quarterly report: every part that Standard 7.2 asks for, from published numbers alone; and its PDF and CSV say the same."""

from __future__ import annotations

import csv
import io
import random
import zipfile
from datetime import date
from pathlib import Path

import pytest
from msgspec.structs import replace

from kiosk.charts.sketch import Words
from kiosk.trust import report_paper
from kiosk.trust.exports import quarterly_files
from kiosk.trust.measures import call_lines, published_charts, quarterly, release_lines
from kiosk.trust.measures.call_weeks import Week
from kiosk.trust.measures.quarterly import Paper, Report
from kiosk.trust.measures.release_lines import TRUST
from kiosk.trust.measures.release_words import NOT_SHOWN, number
from kiosk.trust.report_signing import Signature
from tests.charter.paper import reading
from tests.support import two_years
from tests.trust.measures.test_published_charts import quarters

MADE = 1_768_867_200  # 20 January 2026
SIGNED = Signature(1, "A. Lee", "=Chief nurse", "Doors are mended.", 1_768_900_000)


@pytest.fixture(scope="module")
def report() -> Report:
    chance = random.Random(6)  # noqa: S311 - a history that can be tried again
    wards = ("a", "b", "c")
    told = [each for ward in wards for each in two_years.concerns(chance, ward, 1.5)]
    concerns = next(
        each for each in two_years.released_concerns(told, wards, date(2024, 3, 31)) if each.audience == "everyone"
    )
    period = concerns.period
    weeks = [Week("a", monday, 6, 6, 5, 4, 0, 0, 20.0) for monday in period.mondays]
    (calls,) = release_lines.make("everyone", "calls", period, period.ends, {TRUST: call_lines.lines(weeks, wards)}, ())
    calls = replace(calls, given=call_lines.seconds(weeks))
    return quarterly.build(period, concerns, calls, lambda line, code: f"{line}/{code}")


def test_every_part_that_the_standard_asks_for_is_there(report: Report) -> None:
    assert report.ready
    assert [section.key for section in report.sections] == [
        "frequency",
        "type",
        "harm",
        "support",
        "actions",
        "open",
        "calls",
    ]
    lines = {figure.line for _, _, figure in report.figures}
    assert {
        "concerns",
        "kinds",
        "harm_body",
        "harm_feelings",
        "support_wanted",
        "support_given",
        "actions",
        "open_for",
        "answers",
    } <= lines
    assert all(table.figures for section in report.sections for table in section.tables)


def test_before_the_concerns_are_counted_there_are_no_numbers_of_them(report: Report) -> None:
    early = quarterly.build(report.period, None, None, lambda line, code: code)
    assert (early.ready, early.sections) == (False, ())


def test_the_paper_says_every_number_in_a_table_with_heads(report: Report, tmp_path: Path) -> None:
    path = tmp_path / "report.pdf"
    path.write_bytes(report_paper.pdf(Paper(report, (), "Sexual safety", ("North", "Signed by A. Lee"), MADE)))
    roles = [element.role for element in reading.elements(path)]
    tables = [table for section in report.sections for table in section.tables]
    assert roles.count("Table") == len(tables)
    assert roles.count("TR") == len(tables) + sum(len(table.figures) for table in tables)
    assert roles.count("TH") == roles.count("TR") + len(tables), "a head for each row, and two for the columns"
    assert (roles.count("H1"), roles.count("H2"), roles.count("H3")) == (1, len(report.sections), len(tables))
    said = reading.structure(path)
    for _, _, figure in report.figures:
        at = said.index(figure.words)
        assert said[at + 1] == number(figure.how, figure.number)
    assert "not for comparing wards" in " ".join(reading.words(path).split())


def test_the_charts_of_the_page_are_on_the_paper(report: Report, tmp_path: Path) -> None:
    chart = published_charts.concerns(quarters((15, "shown"), (None, "few"), (10, "shown")))
    assert chart is not None
    path = tmp_path / "report.pdf"
    path.write_bytes(report_paper.pdf(Paper(report, (chart,), "Sexual safety", (), MADE)))
    (figure,) = (element for element in reading.elements(path) if element.role == "Figure")
    assert figure.alternative == f"{chart.title}. {chart.sketch.description}"
    said = reading.structure(path)
    for row in chart.rows:
        assert said[said.index(row[0]) + 1] == row[1]
    on_paper = reading.words(path)
    for part in chart.sketch.parts:
        assert not isinstance(part, Words) or part.text in on_paper
    assert reading.unmarked(path) == []


def test_the_tables_say_the_same_and_what_their_columns_mean(report: Report) -> None:
    with zipfile.ZipFile(io.BytesIO(quarterly_files.to_zip(report, [SIGNED]))) as archive:
        read = {
            name: list(csv.DictReader(io.StringIO(archive.read(name).decode("utf-8-sig"))))
            for name in ("figures.csv", "signatures.csv", "dictionary.csv")
        }
    figures = [figure for _, _, figure in report.figures]
    assert [row["number"] for row in read["figures.csv"]] == [
        "" if figure.number is None else str(figure.number) for figure in figures
    ]
    assert {row["shown"] for row in read["figures.csv"]} == {"shown", "hidden"}
    assert read["signatures.csv"][0]["post"] == "'=Chief nurse", "a spreadsheet must not carry it out"
    told = {(row["table"], row["column"]) for row in read["dictionary.csv"]}
    for name in ("figures", "signatures"):
        assert {(name, column) for column in read[f"{name}.csv"][0]} <= told


def test_a_hidden_number_is_never_called_none() -> None:
    assert number("few", None) == number("beside", None) == number("silent", None) == NOT_SHOWN
    assert number("shown", 0) == "none"
    assert number("shown", 20) == "about 20"
    assert number("none", None) == "fewer than 10 answers"
