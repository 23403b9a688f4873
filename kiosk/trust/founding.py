"""What a trust has before anybody can let somebody in: the founding keys, and which group, role and ward a command means."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import Connection, select

from kiosk.refusal import Refusal
from kiosk.trust import holders, keys, roles
from kiosk.trust.settings import Settings
from kiosk.trust.store import tables


class SetupError(Refusal):
    """The trust cannot be set up or used so. The message says why, and how to mend it."""


def founding_file(settings: Settings) -> Path:
    """Where the founding keys lie until they are taken away: beside the server secret, never in the data folder of a live trust."""
    return Path(f"{settings.secret}.founding")


def ward_of(connection: Connection, ward: str) -> str:
    """The ward that is meant; it need not be named where there is one. Raises SetupError."""
    wards: list[str] = list(connection.execute(select(tables.wards.c.code)).scalars())
    if ward in wards:
        return ward
    if ward or len(wards) != 1:
        raise SetupError(f"which ward? This trust has: {', '.join(sorted(wards)) or 'none'}")
    return wards[0]


def work_of(connection: Connection, role: str, groups: Sequence[str]) -> roles.Role:
    """The role of somebody in these groups; without any, the one that is named. Raises SetupError."""
    kinds = connection.execute(
        select(tables.reader_groups.c.kind).where(tables.reader_groups.c.id.in_(list(groups)))
    ).scalars()
    work = roles.role_of(kinds)
    if work is not None:
        return work
    if groups:
        raise SetupError(
            f"nobody can be in all of {', '.join(groups)}: what is kept from one group must not come to the same person by another"
        )
    if role.lower() == "administrator":
        return "administrator"
    if role.lower() == "governance":
        return "governance"
    raise SetupError("a reader needs at least one group: ward, safeguarding, advocate or speak_up")


def founding_keys(settings: Settings) -> list[keys.GroupKey]:
    """The keys in the founding file. Raises SetupError where they were taken away."""
    try:
        return holders.read_founding(founding_file(settings))
    except FileNotFoundError:
        raise SetupError(
            f"{founding_file(settings)}: the founding keys are not here: bring them back from their holder, add the reader, take them away again"
        ) from None


def group_of(connection: Connection, group: str) -> str:
    """The id of a group that somebody can be in; "ward" is the team of the one ward. Raises SetupError."""
    if group == "ward":
        return keys.ward_group(ward_of(connection, ""))
    known = list(
        connection.execute(select(tables.reader_groups.c.id).where(tables.reader_groups.c.kind != "recovery")).scalars()
    )
    if group not in known:
        raise SetupError(f"there is no reader group {group!r}: choose from {', '.join(sorted(['ward', *known]))}")
    return group


def newest(connection: Connection, founding: list[keys.GroupKey], wanted: Sequence[str]) -> list[keys.GroupKey]:
    """The founding keys of these groups, if they are those in use. Raises SetupError."""
    held = {key.group: key for key in founding if key.id == keys.newest_key_id(connection, key.group)}
    missing = sorted(set(wanted) - set(held))
    if missing:
        raise SetupError(
            f"the founding keys are older than the key of {', '.join(missing)}: a member of it has to admit this reader"
        )
    return [held[group] for group in dict.fromkeys(wanted)]
