"""A quarter's report as CSV tables with their data dictionary, in a ZIP."""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.trust.exports import files
from kiosk.trust.exports.rows import Row, moment
from kiosk.trust.measures import release_words
from kiosk.trust.measures.quarterly import Report
from kiosk.trust.report_signing import Signature

_FIGURES = {
    "quarter_from": "First day of the quarter",
    "quarter_to": "Last day of the quarter. Weeks count where their Monday lies",
    "section": "Part of the report",
    "table": "Name of the table",
    "line": "What is counted, for machines",
    "code": "Which of its numbers, for machines; all: the total",
    "words": "The same for people",
    "number": "Rounded to the nearest 5; empty where it is not shown",
    "shown": "shown; hidden: 0 to 7, or beside such a number; fewer_than_ten: answers are counted ten at a time",
}
_SIGNATURES = {
    "version": "Counted from 1; all stand",
    "name": "Who signed",
    "post": "What they are",
    "words": "What they say of the actions",
    "signed_at": "When, UTC",
}
_TABLES = {"figures": _FIGURES, "signatures": _SIGNATURES}


def to_zip(report: Report, signed: Sequence[Signature]) -> bytes:
    """All tables, their dictionary and a note."""
    figures: list[Row] = [
        {
            "quarter_from": report.period.starts.isoformat(),
            "quarter_to": report.period.last.isoformat(),
            "section": section.title,
            "table": table.title,
            "line": figure.line,
            "code": figure.code,
            "words": figure.words,
            "number": figure.number,
            "shown": {"shown": "shown", "none": "fewer_than_ten"}.get(figure.how, "hidden"),
        }
        for section, table, figure in report.figures
    ]
    signatures: list[Row] = [
        {
            "version": each.version,
            "name": each.name,
            "post": each.post,
            "words": each.words,
            "signed_at": moment(each.at),
        }
        for each in signed
    ]
    dictionary: list[Row] = [
        {"table": table, "column": column, "means": means}
        for table, columns in _TABLES.items()
        for column, means in columns.items()
    ]
    return files.archive(
        {
            "figures.csv": files.to_csv(list(_FIGURES), figures),
            "signatures.csv": files.to_csv(list(_SIGNATURES), signatures),
            "dictionary.csv": files.to_csv(("table", "column", "means"), dictionary),
            "README.txt": f"{release_words.HOW_TO_READ}\r\n".encode(),
        }
    )
