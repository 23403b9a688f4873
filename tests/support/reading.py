"""Reading what has arrived at a demo trust, with the founding keys that only a demo keeps at hand."""

from __future__ import annotations

from sqlalchemy import func, select

from kiosk import envelope, records
from kiosk.trust import holders, keys, record_keys, setup
from kiosk.trust.settings import Settings
from kiosk.trust.store import tables


def concerns_at_the_trust(settings: Settings) -> list[records.Concern]:
    """Every concern that is filed, opened by the key of the group outside the ward, which always has a place."""
    founding = {key.id: key for key in holders.read_founding(setup.founding_file(settings))}
    found = []
    with setup.opened(settings) as (store, _), store.read() as connection:
        trust = keys.read_trust(connection)
        for row in connection.execute(record_keys.filed()):
            inner = record_keys.unlocked(trust, row)
            members = keys.key_set_members(connection, envelope.readers_key_set(inner))
            record = keys.open_record(inner, trust.scope(row.ward), members, founding)
            if isinstance(record, records.Concern):
                found.append(record)
    return found


def batches_to_sort(settings: Settings) -> int:
    """How many batches have come in and are not sorted yet."""
    with setup.opened(settings) as (store, _), store.read() as connection:
        waiting = select(func.count()).select_from(tables.batches).where(tables.batches.c.body.is_not(None))
        return int(connection.execute(waiting).scalar_one())
