"""Rows as files: CSV tables in a ZIP, with their dictionary, and JSON. Made in memory, for one answer.

A spreadsheet takes a cell that begins with = + - @ for a formula and would carry it out; what people wrote may begin so. Such cells get an
apostrophe in front, which spreadsheets take as "this is text". JSON holds every text as it is.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Mapping, Sequence

import msgspec

from kiosk.trust.exports.rows import COLUMNS, Cell, Row, TableName, dictionary

FORMULA = "=+-@\t\r\n|%＝＋－＠"
# Files in a ZIP carry a time; the time of the export is nobody's business.
_NO_TIME = (1980, 1, 1, 0, 0, 0)
READ_ME = (
    "Cases exported from Wardlight. Confidential: sexual safety, special category data.\r\n"
    "cases.csv, follow_ups.csv and entries.csv belong together; dictionary.csv says what each column means.\r\n"
    "A cell that would be a formula has an apostrophe in front. Times are UTC.\r\n"
    "Nothing here is kept by Wardlight: delete it when it is no longer needed.\r\n"
    "More reports do not mean a worse ward.\r\n"
)


def safe(cell: Cell) -> str:
    """A cell as CSV holds it."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, int):
        return str(cell)
    text = cell.lstrip(" \u00a0\ufeff\u200b")
    return f"'{cell}" if text[:1] in FORMULA and text else cell


def to_csv(columns: Sequence[str], rows: Sequence[Row]) -> bytes:
    """One table. UTF-8 with a byte-order mark, as spreadsheets expect it."""
    written = io.StringIO(newline="")
    writer = csv.writer(written, quoting=csv.QUOTE_ALL)
    writer.writerow(columns)
    for row in rows:
        writer.writerow([safe(row[column]) for column in columns])
    return b"\xef\xbb\xbf" + written.getvalue().encode("utf-8")


def to_zip(tables: Mapping[TableName, Sequence[Row]]) -> bytes:
    """All tables, their dictionary and a note."""
    made = {
        f"{name}.csv": to_csv([column.name for column in columns], tables[name]) for name, columns in COLUMNS.items()
    }
    made["dictionary.csv"] = to_csv(("table", "column", "means"), dictionary())
    return archive({**made, "README.txt": READ_ME.encode()})


def archive(contents: Mapping[str, bytes]) -> bytes:
    """Files in a ZIP, by name."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as files:
        for name, content in contents.items():
            files.writestr(zipfile.ZipInfo(name, _NO_TIME), content, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def to_json(tables: Mapping[TableName, Sequence[Row]]) -> bytes:
    """All tables and their dictionary in one object."""
    return msgspec.json.format(msgspec.json.encode({"dictionary": dictionary(), **tables}), indent=2)
