"""Who is on duty: the ward's list of people, its handovers, and the signed duty part that tablets show names from.

A part with names ends at the next handover, and a short grace after it: a name of yesterday is worse than none (hazard H8). Nobody
renews it but a person at a handover. That somebody was on is kept nowhere else: this is no rota.

For: the console's page and `kiosk duty`. Not for: renewing a part without names (`setup.renew_duty`).
"""

from __future__ import annotations

import datetime
import itertools
import re
import secrets
from collections.abc import Collection, Sequence
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Meta, Struct
from sqlalchemy import Connection, delete, insert, select

from kiosk import wardpack
from kiosk.refusal import Refusal
from kiosk.trust import keys, packs
from kiosk.trust.secret import ServerSecret
from kiosk.trust.store import tables

LONDON = ZoneInfo("Europe/London")
Role = Literal["champion", "safeguarding"]
ROLES: dict[str, str] = {"champion": "sexual safety champion", "safeguarding": "safeguarding lead"}
"""Role -> the words for it; tablets have their own, in each language ("role.champion")."""
_SEVERAL = {"champion": "sexual safety champions", "safeguarding": "safeguarding leads"}

MOST_ON = 12  # people: two cards a page
NAME_MOST, REACH_MOST = 60, 80  # characters: a card of the tablet's help page
EARLY = datetime.timedelta(minutes=90)  # who is published this long before a handover is meant for the shift after it
MOST_GRACE = 240  # minutes
_TIME = re.compile(r"^([01]?\d|2[0-3]):([0-5]\d)$")


class DutyError(Refusal):
    """What cannot be put on the list, or published. The message says why, and how to mend it."""


class Handovers(Struct, frozen=True):
    """times: of day in London. grace: minutes that names stay after a handover, while the next ones are being ticked."""

    times: tuple[str, ...]
    grace: int

    def next_end(self, now: float) -> int:
        """When names that are published now end, in seconds since 1970."""
        local = datetime.datetime.fromtimestamp(now, LONDON)
        days = (local.date() + datetime.timedelta(days=ahead) for ahead in range(3))
        moments = (
            datetime.datetime.combine(day, datetime.time.fromisoformat(time), LONDON)
            for day in days
            for time in self.times
        )
        # Compared in seconds: a night with a change of the clocks is an hour longer or shorter.
        earliest = local.timestamp() + EARLY.total_seconds()
        handover = min(moment.timestamp() for moment in moments if moment.timestamp() > earliest)
        return int(handover) + 60 * self.grace


USUAL = Handovers(("07:30", "19:30"), 30)


class Person(Struct, frozen=True):
    """Somebody on the ward's list. id: 16 bytes. reach: how to reach them, as tablets show it, or ""."""

    id: bytes
    role: str
    name: str
    reach: str


class Listed(Struct, frozen=True, forbid_unknown_fields=True):
    """A person as `kiosk duty set` reads them from a file."""

    role: Role
    name: str
    reach: str = ""


class DutyFile(Struct, frozen=True, forbid_unknown_fields=True):
    """What `kiosk duty set` reads: the whole list, and the handovers. grace: minutes.

    pass_on: the steps for a call that nobody accepts; None: they stay as they are.
    """

    people: tuple[Listed, ...]
    handovers: tuple[str, ...] = USUAL.times
    grace: Annotated[int, Meta(ge=0, le=MOST_GRACE)] = USUAL.grace
    pass_on: tuple[wardpack.PassOn, ...] | None = None


# --- the list ----------------------------------------------------------------------------------------------------


def people(connection: Connection, ward: str) -> list[Person]:
    """The ward's list: champions first, then by name."""
    held = tables.duty_people
    chosen = select(held.c.id, held.c.role, held.c.name, held.c.reach).where(held.c.ward == ward)
    found = [Person(*row) for row in connection.execute(chosen)]
    return sorted(found, key=lambda person: (list(ROLES).index(person.role), person.name.casefold()))


def checked(role: str, name: str, reach: str) -> tuple[str, str, str]:
    """The same, without spaces around it. Raises DutyError."""
    name, reach = " ".join(name.split()), " ".join(reach.split())
    if role not in ROLES:
        raise DutyError(f"{role!r} is no role: use one of {', '.join(ROLES)}")
    if not name:
        raise DutyError("the name is missing: write it as people on the ward know it")
    for what, text, most in (("name", name, NAME_MOST), ("way to reach them", reach, REACH_MOST)):
        if len(text) > most:
            raise DutyError(f"the {what} {text[:20]!r}... has {len(text)} characters: use {most} or fewer")
        if not text.isprintable():
            raise DutyError(f"the {what} {text[:20]!r} has signs that cannot be shown: write it again")
    return role, name, reach


def add(connection: Connection, ward: str, role: str, name: str, reach: str) -> Person:
    """Put somebody on the list. Raises DutyError, also where the name is on it already."""
    role, name, reach = checked(role, name, reach)
    if any(person.name.casefold() == name.casefold() for person in people(connection, ward)):
        raise DutyError(f"{name} is on the list already: take them off first, or add what tells the two apart")
    person = Person(secrets.token_bytes(16), role, name, reach)
    connection.execute(insert(tables.duty_people).values(ward=ward, **msgspec.structs.asdict(person)))
    return person


def remove(connection: Connection, ward: str, person: bytes) -> Person | None:
    """Take somebody off the list; None where they are not on it. Tablets show them until the next publishing or handover."""
    found = next((known for known in people(connection, ward) if known.id == person), None)
    held = tables.duty_people.c
    connection.execute(delete(tables.duty_people).where(held.ward == ward, held.id == person))
    return found


def handovers(connection: Connection, ward: str) -> Handovers:
    """When the ward hands over."""
    held = tables.duty_handovers.c
    row = connection.execute(select(held.times, held.grace).where(held.ward == ward)).one_or_none()
    return USUAL if row is None else Handovers(tuple(row.times.split()), row.grace)


def set_handovers(connection: Connection, ward: str, times: Sequence[str], grace: int) -> Handovers:
    """Raises DutyError where a time is none."""
    found = []
    for time in times:
        parts = _TIME.match(time.strip())
        if parts is None:
            raise DutyError(f"{time!r} is no time of day: write it as 07:30")
        found.append(f"{int(parts[1]):02}:{parts[2]}")
    if not found:
        raise DutyError("there is no handover: give at least one time of day, as in 07:30")
    if not 0 <= grace <= MOST_GRACE:
        raise DutyError(f"a grace of {grace} minutes: use 0 to {MOST_GRACE}")
    made = Handovers(tuple(sorted(set(found))), grace)
    connection.execute(delete(tables.duty_handovers).where(tables.duty_handovers.c.ward == ward))
    connection.execute(insert(tables.duty_handovers).values(ward=ward, times=" ".join(made.times), grace=grace))
    return made


def replace_list(connection: Connection, ward: str, file: DutyFile) -> None:
    """The whole list and the handovers at once. Raises DutyError."""
    connection.execute(delete(tables.duty_people).where(tables.duty_people.c.ward == ward))
    for listed in file.people:
        add(connection, ward, listed.role, listed.name, listed.reach)
    set_handovers(connection, ward, file.handovers, file.grace)


# --- the part that tablets get -----------------------------------------------------------------------------------


class OnNow(Struct, frozen=True):
    """What tablets show at a moment. until: seconds since 1970. ended: names were published, and their time is over."""

    people: tuple[wardpack.OnDuty, ...]
    until: int
    ended: bool

    @property
    def lacks(self) -> tuple[str, ...]:
        """What the ward is short of, in words: "1 more sexual safety champion"; empty where enough are named."""
        return lacks([person.role for person in self.people])


def lacks(roles: Collection[str]) -> tuple[str, ...]:
    """Which people are missing from those who should be named (wardpack.LEAST_ON_DUTY), in words."""
    found = []
    for role, least in wardpack.LEAST_ON_DUTY.items():
        missing = least - sum(each == role for each in roles)
        if missing > 0:
            found.append(
                f"{missing} more {ROLES[role] if missing == 1 else _SEVERAL[role]}" if least > 1 else f"a {ROLES[role]}"
            )
    return tuple(found)


def on_now(connection: Connection, trust: keys.Trust, ward: str, now: float) -> OnNow:
    """Who is named on the tablets now. Raises keys.KeyFault, wardpack.PackError."""
    held = packs.published(connection, trust, ward).duty
    over = wardpack.expired(held, now)
    return OnNow(() if over else held.people, held.expires, ended=over and bool(held.people))


def publish(
    connection: Connection, secret: ServerSecret, ward: str, chosen: Collection[bytes], now: float
) -> wardpack.Duty:
    """Sign a duty part with these people of the list, until the next handover. Nobody chosen: no names, until somebody is.

    The part's settings stay as they are. Raises DutyError, keys.KeyFault, wardpack.PackError.
    """
    on = [person for person in people(connection, ward) if person.id in chosen]
    if len(on) > MOST_ON:
        raise DutyError(f"{len(on)} people are too many for a tablet: choose {MOST_ON} or fewer")
    named = tuple(wardpack.OnDuty(person.role, person.name, person.reach) for person in on)
    return _sign(connection, secret, ward, now, expires=handovers(connection, ward).next_end(now), people=named)


def set_steps(
    connection: Connection, secret: ServerSecret, ward: str, steps: Sequence[wardpack.PassOn], now: float
) -> wardpack.Duty:
    """Sign a duty part with these steps for calls that nobody accepts; its names and their end stay as they are.

    Raises DutyError, keys.KeyFault, wardpack.PackError.
    """
    known = set(connection.execute(select(tables.wards.c.code)).scalars()) | {wardpack.EVERYWHERE}
    for before, step in itertools.pairwise(steps):
        if step.after <= before.after:
            raise DutyError(
                f"pass_on: {step.to!r} comes after {step.after:g} s, and {before.to!r} before it: order them"
            )
    for step in steps:
        for other in sorted(set(step.wards) - known):
            raise DutyError(f"pass_on: there is no ward {other!r}: write one of {', '.join(sorted(known))}")
        if step.role and step.role not in ROLES:
            raise DutyError(f"pass_on: {step.role!r} is no role: use one of {', '.join(ROLES)}")
    return _sign(connection, secret, ward, now, pass_on=tuple(steps))


def _sign(connection: Connection, secret: ServerSecret, ward: str, now: float, **changes: object) -> wardpack.Duty:
    """The ward's duty part with these changes, signed and published."""
    held = packs.published(connection, keys.read_trust(connection), ward).duty
    serial = keys.next_serial(connection, ward, "duty")
    part = msgspec.structs.replace(held, serial=serial, issued=int(now), **changes)
    keys.sign_part(connection, secret, part)
    return part


def steps_in_words(part: wardpack.Duty) -> list[str]:
    """One line for each step: "after 60 seconds: shift lead"."""
    found = []
    for step in part.pass_on:
        wards = "all wards" if wardpack.EVERYWHERE in step.wards else ", ".join(step.wards)
        more = [
            *([f"shown on {wards}"] if step.wards else []),
            *([f"from {step.hours.replace('-', ' to ')}"] if step.hours else []),
            *([f"while a {ROLES.get(step.role, step.role)} is named"] if step.role else []),
        ]
        found.append(f"after {step.after:g} seconds: {step.to}" + (f" ({'; '.join(more)})" if more else ""))
    return found
