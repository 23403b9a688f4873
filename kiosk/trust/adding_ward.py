"""A further ward of a trust that is there: its keys, its team's group, its content. Tablets are paired once the root has signed its keys."""

from __future__ import annotations

import time
from pathlib import Path

import msgspec
from sqlalchemy import select

from kiosk import records
from kiosk.trust import access_log, founding, holders, keys
from kiosk.trust.founding import SetupError
from kiosk.trust.settings import Settings
from kiosk.trust.setup import CONTENT_LASTS, ContentBuilder, first_duty, opened
from kiosk.trust.store import tables


def add_ward(
    settings: Settings, ward: str, name: str, content_folder: Path, build: ContentBuilder, now: float | None = None
) -> list[str]:
    """Add a ward. Its team's key goes into the founding file, with which its first readers are invited. Returns lines for a person.

    now: seconds since 1970. Raises Refusal, OSError.
    """
    moment = time.time() if now is None else now
    try:
        msgspec.convert(ward, records.Code)
    except msgspec.ValidationError:
        raise SetupError(
            f"--ward {ward!r}: a ward's short name has 1 to 24 letters, digits or _ (as in willow)"
        ) from None
    content = build(content_folder, ward, name, settings.mode, 1, int(moment), int(moment) + CONTENT_LASTS)
    file = founding.founding_file(settings)
    try:
        before = holders.read_founding(file)
    except FileNotFoundError:
        before = []
    with opened(settings) as (store, secret), store.write() as connection:
        if connection.execute(select(tables.wards.c.code).where(tables.wards.c.code == ward)).one_or_none():
            raise SetupError(f"there is a ward {ward!r} already")
        trust = keys.read_trust(connection)
        team = keys.add_ward(connection, secret, trust, ward, name, moment)
        keys.sign_part(connection, secret, content)
        keys.sign_part(connection, secret, first_duty(settings.mode, ward, moment))
        access_log.note(connection, "added a ward", moment, None)
        holders.write_founding(file, [*before, team])  # last: were it to fail, there is no ward whose key nobody has
    return [
        f"{name} is added. What has to be done now:",
        f"  1. Invite its first readers: kiosk trust reader SETTINGS NAME --role 'Ward staff' --groups {team.group}",
        f"  2. Take {file} away: with it anybody reads what its team reads.",
        f"  3. Have its keys signed by the root: kiosk trust keys ask SETTINGS --ward {ward} --out request.json",
        "  4. Then pair its tablets.",
    ]
