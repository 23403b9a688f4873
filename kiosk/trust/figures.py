"""The figures part of a ward's pack: what everybody may know of its newest published quarter, and what its team wrote, for its tablets to show.

For: the sorting process, which has it made anew after each release, and the console, where the ward's team writes. Everything here was published
before (`measures.releases`) or was written to be read by all; no exact number comes near it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Literal

import msgspec
from sqlalchemy import Connection, select

from kiosk import wardpack
from kiosk.records import UNREADABLE
from kiosk.trust import keys, you_said
from kiosk.trust.casework.clocks import today
from kiosk.trust.keys.online import signer
from kiosk.trust.measures import check_in_lines, releases
from kiosk.trust.measures.check_in_lines import SAFE
from kiosk.trust.measures.periods import quarter
from kiosk.trust.measures.release_lines import TOTAL, Release
from kiosk.trust.measures.suppression import Published
from kiosk.trust.secret import ServerSecret
from kiosk.trust.store import tables
from kiosk.trust.store.database import FIGURES, Store, in_turn

GROUPS: tuple[Literal["patient", "visitor", "staff"], ...] = ("patient", "visitor", "staff")
LAST = timedelta(days=200)  # from the end of a quarter: the next one was due 90 days before
LOOK_BACK = timedelta(days=2 * 366)
MOST_SAID = 8


def publish(store: Store, secret: ServerSecret, now: float) -> None:
    """Sign the figures of each ward anew whose figures say something else now. now: seconds since 1970. Raises keys.KeyFault."""
    with store.read() as connection:
        wards = connection.execute(select(tables.wards.c.code).order_by(tables.wards.c.code)).scalars().all()
        changed = [ward for ward in wards if _new(connection, secret, ward, now) is not None]
    for ward in changed:
        with store.write() as connection:
            renew(connection, secret, ward, now)


def renew(connection: Connection, secret: ServerSecret, ward: str, now: float) -> None:
    """Sign a ward's figures anew, if they say something else now than those that its tablets have. now: seconds since 1970. Raises keys.KeyFault."""
    in_turn(connection, FIGURES)  # a team may write while the figures of a new quarter are signed
    part = _new(connection, secret, ward, now)
    if part is not None:
        keys.sign_part(connection, secret, part)


def _new(connection: Connection, secret: ServerSecret, ward: str, now: float) -> wardpack.Figures | None:
    """The part that is to be signed; None where the one that is published says the same, or there is nothing to say."""
    trust = keys.read_trust(connection)
    kept = tables.pack_parts.c
    published = connection.execute(select(kept.signed).where(kept.ward == ward, kept.name == "figures")).scalar()
    part = of_ward(connection, trust.mode, ward, keys.next_serial(connection, ward, "figures"), now)
    if published is None:
        return part if part.groups or part.you_said else None
    held = _read(published)
    if held is None:
        return part
    same = of_ward(connection, trust.mode, ward, held.serial, held.issued)
    # Signatures of Ed25519 are the same for the same words and key: one that differs is of other words, or of a signer before.
    as_published = wardpack.sign(same, signer(connection, secret, trust, ward, "duty_signer"))
    return None if msgspec.msgpack.encode(as_published) == published else part


def signed(connection: Connection, ward: str) -> wardpack.Figures | None:
    """What the ward's tablets are given; None where there is nothing."""
    kept = tables.pack_parts.c
    published = connection.execute(select(kept.signed).where(kept.ward == ward, kept.name == "figures")).scalar()
    return None if published is None else _read(published)


def _read(published: bytes) -> wardpack.Figures | None:
    try:
        return msgspec.msgpack.decode(wardpack.read_signed(published).body, type=wardpack.Figures)
    except (wardpack.PackError, *UNREADABLE):
        return None


def of_ward(connection: Connection, mode: wardpack.Mode, ward: str, serial: int, issued: float) -> wardpack.Figures:
    """What a ward's figures say when they are made at a moment (seconds since 1970)."""
    day = today(issued)
    newest: Release | None = None
    for release in releases.read(connection, check_in_lines.SUBJECT, [ward], day - LOOK_BACK, "everyone"):
        newest = release  # in order of time
    period = newest.period if newest is not None else quarter(day)
    noted = you_said.of_ward(connection, ward, period)[-MOST_SAID:]
    return wardpack.Figures(
        mode=mode,
        ward=ward,
        serial=serial,
        issued=int(issued),
        expires=_seconds((period.ends if newest is not None else day) + LAST),
        starts=period.starts.isoformat() if newest is not None else "",
        ends=period.ends.isoformat() if newest is not None else "",
        groups=groups(newest) if newest is not None else (),
        you_said=tuple(wardpack.YouSaid(each.said, each.did) for each in noted),
    )


def groups(release: Release) -> tuple[wardpack.GroupFigures, ...]:
    """What each group said, under the newest version of the questions: answers to others are no part of the same figure."""
    version = str(max((int(shape.name[2]) for shape in release.shapes), default=0))
    return tuple(
        wardpack.GroupFigures(
            group,
            *_of(release.line("safe", group, version), SAFE),
            *_of(release.line("tell", group, version), "yes"),
        )
        for group in GROUPS
    )


def _of(line: Mapping[str, Published], column: str) -> Sequence[int | None]:
    """How many, and of how many. Neither where one of them is hidden: one alone would be taken for a share of all."""
    some, whole = (cell.number if (cell := line.get(name)) is not None else None for name in (column, TOTAL))
    return (min(some, whole), whole) if some and whole else (None, None)


def _seconds(day: date) -> int:
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())
