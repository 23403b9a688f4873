"""The table of the ward's huddle. Others reach it through `tables`, like all."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Integer, LargeBinary, Table, Text

from kiosk.trust.store.base import KeyId, metadata

huddle_looks = Table(  # the team looked together on this day; nothing says whose hand ticked it
    "huddle_looks",
    metadata,
    Column("ward", Text, ForeignKey("wards.code"), primary_key=True),
    Column("day", Integer, primary_key=True),  # in London, counted from 1970
    # What they will do next (measures.huddles): sealed to the ward's team, None without it and after 28 days.
    Column("key_id", KeyId, ForeignKey("group_keys.key_id")),
    Column("line", LargeBinary),
)
