"""Tables of what was published, and of what people wrote about it. Others reach them through `tables`, like all.

No exact number is in any of these. Days are counted from 1970.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Integer, LargeBinary, Table, Text

from kiosk.trust.store.base import Id, metadata

releases = Table(  # made once, never changed (measures.releases)
    "releases",
    metadata,
    Column("subject", Text, primary_key=True),  # check_ins, concerns, calls
    Column("ward", Text, primary_key=True),  # "" for the whole trust
    Column("audience", Text, primary_key=True),  # ward, everyone
    Column("starts", Integer, primary_key=True, autoincrement=False),  # first day of its period
    Column("body", LargeBinary, nullable=False),  # measures.release_lines.Release
    sqlite_with_rowid=False,
)

report_signatures = Table(  # each stands for good; a later one stands beside it
    "report_signatures",
    metadata,
    Column("starts", Integer, primary_key=True, autoincrement=False),  # first day of the quarter
    Column("version", Integer, primary_key=True, autoincrement=False),  # counted from 1
    Column("name", Text, nullable=False),
    Column("post", Text, nullable=False),
    Column("words", Text, nullable=False),  # what the executive says of the actions
    Column("reader", Id, ForeignKey("readers.id"), nullable=False),
    Column("at", BigInteger, nullable=False),  # seconds since 1970
)

you_said = Table(  # what people on a ward said, and what the ward did. Never about one person
    "you_said",
    metadata,
    Column("id", Id, primary_key=True),
    Column("ward", Text, ForeignKey("wards.code"), nullable=False, index=True),
    Column("day", Integer, nullable=False),
    Column("said", Text, nullable=False),
    Column("did", Text, nullable=False),
    Column("author", Id, ForeignKey("readers.id"), nullable=False),
    Column("ended", Boolean, nullable=False),  # taken off the sheets
)
