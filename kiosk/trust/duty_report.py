"""What `kiosk duty` does and says: the ward's list, its handovers, and the names that tablets show, as lines to read."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection

from kiosk.charter import files
from kiosk.trust import access_log, duty, keys, packs, setup
from kiosk.trust import settings as trust_settings
from kiosk.trust.duty import LONDON, DutyError


def when(moment: float) -> str:
    """2026-11-25 19:30, in London."""
    return f"{datetime.fromtimestamp(moment, UTC).astimezone(LONDON):%Y-%m-%d %H:%M}"


def _now_shown(connection: Connection, trust: keys.Trust, ward: str, now: float) -> Iterator[str]:
    on = duty.on_now(connection, trust, ward, now)
    if on.people:
        yield f"{ward}: published for the tablets until {when(on.until)}:"
        for person in on.people:
            yield f"  {person.name}, {duty.ROLES.get(person.role, person.role)}{f': {person.reach}' if person.reach else ''}"
    else:
        yield f"{ward}: no names are published{f'; the last ones ended at {when(on.until)}' if on.ended else ''}."
    if on.lacks:
        yield f"Missing: {', '.join(on.lacks)}."


def show(settings: Path, ward: str, now: float | None = None) -> list[str]:
    """All that is to be known of a ward's duty. Raises Refusal."""
    moment = time.time() if now is None else now
    with setup.opened(trust_settings.read(settings)) as (store, _), store.read() as connection:
        trust, code = keys.read_trust(connection), packs.ward_code(connection, ward)
        handovers = duty.handovers(connection, code)
        listed = duty.people(connection, code)
        return [
            *_now_shown(connection, trust, code, moment),
            f"Handovers at {', '.join(handovers.times)}; names stay {handovers.grace} minutes after.",
            "Calls that nobody accepts are passed on, where a step reaches anybody:",
            *(f"  {line}" for line in duty.steps_in_words(packs.published(connection, trust, code).duty)),
            "On the list:" if listed else "Nobody is on the list (kiosk duty set, or the console).",
            *(
                f"  {person.name}, {duty.ROLES[person.role]}{f': {person.reach}' if person.reach else ''}"
                for person in listed
            ),
        ]


def replace_list(settings: Path, file: Path, ward: str, now: float | None = None) -> list[str]:
    """Replace a ward's list by a file's, and its steps for calls where the file has any. Raises Refusal: then nothing has changed."""
    wanted = files.read(file, duty.DutyFile)
    moment = time.time() if now is None else now
    with setup.opened(trust_settings.read(settings)) as (store, secret), store.write() as connection:
        code = packs.ward_code(connection, ward)
        duty.replace_list(connection, code, wanted)
        if wanted.pass_on is not None:
            duty.set_steps(connection, secret, code, wanted.pass_on, moment)
        access_log.note(connection, "changed the duty list", moment, None)
    missing = duty.lacks([person.role for person in wanted.people])
    lines = [f"{code}: {len(wanted.people)} people are on the list."]
    return [*lines, f"Too few for a full shift: {', '.join(missing)}."] if missing else lines


def publish(settings: Path, names: Sequence[str], ward: str, now: float | None = None) -> list[str]:
    """Sign a duty part with these people. Raises Refusal: then nothing has changed."""
    moment = time.time() if now is None else now
    with setup.opened(trust_settings.read(settings)) as (store, secret), store.write() as connection:
        trust, code = keys.read_trust(connection), packs.ward_code(connection, ward)
        known = {person.name.casefold(): person.id for person in duty.people(connection, code)}
        unknown = [name for name in names if " ".join(name.split()).casefold() not in known]
        if unknown:
            raise DutyError(f"{', '.join(unknown)}: not on the list of {code} (kiosk duty show names who is)")
        duty.publish(connection, secret, code, [known[" ".join(name.split()).casefold()] for name in names], moment)
        access_log.note(connection, "said who is on duty", moment, None)
        return list(_now_shown(connection, trust, code, moment))
