"""Tables of the measures: check-ins on their way to counts, the counts, and what charts are drawn with. Others reach them through `tables`, like all.

Days are counted from 1970. No row of these is of one person: counts grow in steps of ten answers or more (`measures.counting`).
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Integer, LargeBinary, Table, Text

from kiosk.trust.store.base import Id, metadata

# --- check-ins ---------------------------------------------------------------------------------------------------

pending_check_ins = Table(  # still sealed, until ten of a group are there; no group, no time
    "pending_check_ins",
    metadata,
    Column("id", Id, primary_key=True),
    Column("ward", Text, ForeignKey("wards.code"), nullable=False),
    Column("inner", LargeBinary, nullable=False),  # envelope's inner seal, kind statistics
    sqlite_with_rowid=False,
)

check_in_waiting = Table(  # answers to questions that fewer than ten have answered yet, wrapped with the server secret
    "check_in_waiting",
    metadata,
    Column("ward", Text, ForeignKey("wards.code"), primary_key=True),
    Column("held", LargeBinary, nullable=False),  # measures.counting
)

check_in_weeks = Table(  # what is shown. One question at a time: no cross-tabulation is kept
    "check_in_weeks",
    metadata,
    Column("ward", Text, ForeignKey("wards.code"), primary_key=True),
    Column("question", Text, primary_key=True),  # safe, tell, change, reasons, places, form, quick, burst
    Column("monday", Integer, primary_key=True, autoincrement=False),  # of the week in which ten answers were there
    Column("who", Text, primary_key=True),  # patient, visitor, staff, unsaid
    Column("questions", BigInteger, primary_key=True, autoincrement=False),  # version of the questions
    Column("code", Text, primary_key=True),  # "" for not answered, "*" for how many people answered
    Column("answers", Integer, nullable=False),
    sqlite_with_rowid=False,
)

check_in_days = Table(  # days on which a check-in of the ward came: not how many, not whose
    "check_in_days",
    metadata,
    Column("ward", Text, ForeignKey("wards.code"), primary_key=True),
    Column("day", Integer, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)

# --- what charts are drawn with ----------------------------------------------------------------------------------

ward_beds = Table(  # how many of a ward's beds are occupied, from a day on
    "ward_beds",
    metadata,
    Column("ward", Text, ForeignKey("wards.code"), primary_key=True),
    Column("day", Integer, primary_key=True, autoincrement=False),
    Column("beds", Integer, nullable=False),
)

chart_notes = Table(  # what readers write about a ward, beside its charts; never about a person. Never deleted
    "chart_notes",
    metadata,
    Column("id", Id, primary_key=True),
    Column("ward", Text, ForeignKey("wards.code"), nullable=False, index=True),
    Column("day", Integer, nullable=False),
    Column("kind", Text, nullable=False),  # measures.chart_notes.Kind
    Column("words", Text, nullable=False),
    Column("cause", Text, nullable=False),  # for which limits begin anew from the day on; "": they do not
    *(Column(step, Text, nullable=False) for step in ("plan", "do", "study", "act")),  # of a change idea
    Column("author", Id, ForeignKey("readers.id"), nullable=False),
    Column("ended", Boolean, nullable=False),  # taken off the charts
)
