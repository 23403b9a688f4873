"""Tables of staff calls, of the relays that tell them, and of the screens that show them. Others reach them through `tables`, like all."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
)

from kiosk.trust.store.base import Id, Sequence, metadata

calls = Table(  # the truth about calls; says nothing of why but while they stand, and is never kept with a concern
    "calls",
    metadata,
    Column("id", Id, primary_key=True),
    Column("tablet", Text, ForeignKey("tablets.id"), nullable=False),
    Column("ward", Text, nullable=False),
    Column("place", Text, nullable=False),  # as it was when the call came
    Column("pressed", BigInteger, nullable=False),  # milliseconds since 1970, by the trust's clock
    Column("received", BigInteger, nullable=False),
    Column("progress", Text, nullable=False),  # callstate.Progress
    Column("progress_at", BigInteger, nullable=False),
    Column("by", Text, nullable=False),  # the role that accepted
    Column("escalations", Integer, nullable=False),  # the number of the last step of passing on that was taken
    Column("passed_to", Text, nullable=False),  # whom that step goes to, or ""
    Column("also_on", Text, nullable=False),  # codes of other wards that see it, with a space between; "*": all
    Column("test", Boolean, nullable=False),
    # What the caller has added, of a call that stands; the four are as they were before once it has ended.
    Column("told", Integer, nullable=False),  # number of the newest wire.Tell, 0 before the first
    Column("kinds", Text, nullable=False),  # callstate.Kind, with a space between
    Column("who", Text, nullable=False),  # callstate.Who
    Column("quiet", Boolean, nullable=False),
    Index("ix_calls_progress", "progress", "received"),
)

call_events = Table(
    "call_events",
    metadata,
    Column("number", Sequence, primary_key=True, autoincrement=True),
    Column("call", Id, ForeignKey("calls.id"), nullable=False),
    Column("at", BigInteger, nullable=False),  # milliseconds since 1970
    Column("step", Text, nullable=False),  # callstate.Progress, or "passed_on" and "handed_over"
    Column("role", Text, nullable=False),  # of the person who did it, or to whom it was passed on, or ""
    Column("reason", Text, nullable=False),  # given with a reset
    Index("ix_call_events_call", "call"),
)

call_weeks = Table(  # what stays of a week's calls once they are gone; test calls are not counted
    "call_weeks",
    metadata,
    Column("ward", Text, ForeignKey("wards.code"), primary_key=True),
    Column("monday", Integer, primary_key=True),  # the week's first day in London, counted from 1970
    Column("calls", Integer, nullable=False),
    Column("shown", Integer, nullable=False),  # on a screen of the ward
    Column("answered", Integer, nullable=False),  # somebody said that they go, or were there
    Column("in_time", Integer, nullable=False),  # of these: within measures.call_weeks.TARGET
    Column("passed_on", Integer, nullable=False),
    Column("unneeded", Integer, nullable=False),  # taken back before anybody answered, or pressed by mistake
    Column("median", Integer),  # milliseconds from the press to the answer, of those that were answered
)

relay_tellings = Table(  # what a relay was last told of a call; the row goes once it was told that the call is over
    "relay_tellings",
    metadata,
    Column("relay", Text, primary_key=True),  # its name in the settings
    Column("call", Id, ForeignKey("calls.id", ondelete="CASCADE"), primary_key=True),
    Column(
        "told", Text, nullable=False
    ),  # relays.told.Told.key; "" where a try was begun and none has been answered yet
)

# --- screens on the wards ------------------------------------------------------------------------------------------

boards = Table(  # call screens on the wards; each is a browser that holds a cookie
    "boards",
    metadata,
    Column("id", Id, primary_key=True),
    Column("ward", Text, ForeignKey("wards.code"), nullable=False),
    Column("name", Text, nullable=False),  # where it is, as staff read it
    Column("cookie_hash", LargeBinary(32), nullable=False, unique=True),
)

board_codes = Table(  # until one is used, or has expired
    "board_codes",
    metadata,
    Column("hash", LargeBinary(32), primary_key=True),  # keyed with the server secret
    Column("ward", Text, ForeignKey("wards.code"), nullable=False),
    Column("name", Text, nullable=False),
    Column("expires", BigInteger, nullable=False),  # seconds since 1970
)

call_pins = Table(  # with which roles answer calls at a ward's screens
    "call_pins",
    metadata,
    Column("ward", Text, ForeignKey("wards.code"), primary_key=True),
    Column("role", Text, primary_key=True),  # boards.ROLES
    Column("hash", LargeBinary(32), nullable=False),  # keyed with the server secret, ward and PIN
    UniqueConstraint("ward", "hash"),
)
