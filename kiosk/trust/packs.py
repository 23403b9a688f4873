"""The parts of a ward's pack as the trust holds them, verified as a tablet does it.

For: whoever shows, compares or renews what is published. Not for: signing (`keys`).
"""

from __future__ import annotations

from msgspec import Struct
from sqlalchemy import Connection, select

from kiosk import wardpack
from kiosk.trust import keys
from kiosk.trust.store import tables


class Published(Struct, frozen=True):
    """What tablets of a ward are given. signed: the parts as they travel, keys first."""

    keys: wardpack.Keys
    content: wardpack.Content
    duty: wardpack.Duty
    signed: tuple[wardpack.Signed, ...]


def published(connection: Connection, trust: keys.Trust, ward: str) -> Published:
    """A ward's three parts. Raises keys.KeyFault where one is missing, wardpack.PackError where one does not verify."""
    parts = tables.pack_parts.c
    rows = connection.execute(select(parts.name, parts.signed).where(parts.ward == ward)).all()
    held = {row.name: wardpack.read_signed(row.signed) for row in rows}
    for name in ("keys", "content", "duty"):  # not the figures, which a ward can do without
        if name not in held:
            raise keys.KeyFault(f"ward {ward} has no {name} part: was the trust set up to its end?")
    ward_keys = wardpack.verify_keys(held["keys"], trust.root, trust.mode)
    return Published(
        keys=ward_keys,
        content=wardpack.verify_content(held["content"], ward_keys),
        duty=wardpack.verify_duty(held["duty"], ward_keys),
        signed=(held["keys"], held["content"], held["duty"]),
    )


def ward_code(connection: Connection, ward: str = "") -> str:
    """The ward that is meant: the one named, or the only one there is. Raises keys.KeyFault."""
    wards: list[str] = list(connection.execute(select(tables.wards.c.code)).scalars())
    if ward in wards:
        return ward
    if ward or len(wards) != 1:
        raise keys.KeyFault(f"which ward? This trust has: {', '.join(sorted(wards)) or 'none'}")
    return wards[0]


def ward_title(connection: Connection, ward: str) -> str:
    """A ward's name as people read it."""
    title: str = connection.execute(select(tables.wards.c.name).where(tables.wards.c.code == ward)).scalar_one()
    return title
