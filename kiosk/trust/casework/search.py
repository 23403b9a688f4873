"""Search in what a reader has opened since they signed in. Nothing is kept for it: what was opened is decrypted again, looked through and forgotten.

The lines of the access log say which those are; to look through them again is no new opening, and only their place in the list is shown.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
from sqlalchemy import Connection, select

from kiosk.trust import cases, keys
from kiosk.trust.cases import HeldKeys
from kiosk.trust.casework import journal
from kiosk.trust.casework.inbox import Inbox, Listed
from kiosk.trust.store import tables

WORDS_MOST = 200
LOOKED_THROUGH_MOST = 200  # records; the newest openings


def opened_since(connection: Connection, reader: bytes, since: float) -> list[bytes]:
    """Ids of the records that a reader opened since a moment, the latest first."""
    log = tables.access_log.c
    chosen = (
        select(log.record)
        .where(log.reader == reader, log.action == cases.OPENED, log.at >= int(since))
        .order_by(log.number.desc())
        .limit(LOOKED_THROUGH_MOST * 10)
    )
    found = dict.fromkeys(record for record in connection.execute(chosen).scalars() if record is not None)
    return list(found)[:LOOKED_THROUGH_MOST]


def search(
    connection: Connection, trust: keys.Trust, held: HeldKeys, inbox: Inbox, opened: list[bytes], words: str
) -> tuple[Listed, ...]:
    """Entries of the inbox whose texts hold all of these words, or whose reference this is. Case is ignored."""
    wanted = words.casefold().split()
    hits = {each.id: each for each in inbox.listed if each.reference.casefold() == words.casefold()}
    entries = {record: each for each in inbox.listed for record in (each.id, *(later.id for later in each.follow_ups))}
    for record in cases.filed(connection, trust, opened):
        entry = entries.get(record.id)
        if entry is None or entry.id in hits:
            continue
        text = "\n".join(_texts(connection, trust, held, record)).casefold()
        if wanted and all(each in text for each in wanted):
            hits[entry.id] = entry
    return tuple(hits.values())


def _texts(connection: Connection, trust: keys.Trust, held: HeldKeys, record: cases.Filed) -> Iterator[str]:
    try:
        yield cases.read_text(connection, trust, held, record).words
    except cases.Unreadable:
        return
    box = cases.unlock(connection, trust, held, record).box
    if box is not None:
        for entry in journal.read(connection, trust, box, record.ward, record.id).entries:
            yield from (value for value in msgspec.structs.asdict(entry.event).values() if isinstance(value, str))
