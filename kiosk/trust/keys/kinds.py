"""What every other part of the keys speaks of: which trust this is, a group's key once it is opened, and the fault of a key that is not there."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from msgspec import Struct
from sqlalchemy import Connection, select

from kiosk import envelope, records, wardpack
from kiosk.refusal import Refusal
from kiosk.trust.store import tables

Random = Callable[[int], bytes]

TRUST_WIDE: tuple[tuple[str, records.ReaderGroup, str], ...] = (
    ("recovery", "recovery", "Recovery"),  # first: every other group's key is sealed to it as well
    ("safeguarding", "safeguarding", "Safeguarding"),
    ("advocate", "outside", "Advocate, outside the ward"),
    ("speak_up", "outside", "Freedom to Speak Up Guardian"),
)
"""The groups that a trust has once: id, place in an envelope, title."""

KEY_SET: Mapping[str, records.ReaderGroup] = {
    "ward": "ward",
    "safeguarding": "safeguarding",
    "advocate": "outside",
    "speak_up": "outside",
    "recovery": "recovery",
}
"""The keys of a key set, by their name in `wardpack.KeySet`, and the place in an envelope that each has."""


class KeyFault(Refusal):
    """A key, group or reader that is not there, or may not be used so. The message says which."""


class Trust(Struct, frozen=True):
    """Which trust this database is for. root: its public root key."""

    code: str
    name: str
    mode: wardpack.Mode
    root: bytes

    def scope(self, ward: str) -> envelope.Scope:
        return envelope.Scope(self.mode, self.code, ward)


class GroupKey(Struct, frozen=True):
    """One version of a group's key, opened. group: its id. kind: its place in an envelope. ward: of a ward team, else None."""

    group: str
    kind: records.ReaderGroup
    ward: str | None
    key: envelope.PrivateKey

    @property
    def id(self) -> bytes:
        return envelope.key_id(self.key.public)


def ward_group(ward: str) -> str:
    """The id of a ward's own team."""
    return f"ward:{ward}"


def read_trust(connection: Connection) -> Trust:
    """Raises KeyFault before `kiosk trust init`."""
    row = connection.execute(select(tables.trust)).one_or_none()
    if row is None:
        raise KeyFault("this database holds no trust yet: run `kiosk trust init`")
    return Trust(row.code, row.name, row.mode, row.root)
