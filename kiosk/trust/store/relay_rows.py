"""What each relay was told of which call, as long as the call is open or its end was not told. Times and words are not kept here."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, and_, delete, insert, select, update

from kiosk.trust.store import call_rows, tables
from kiosk.trust.store.call_rows import CallRow

_rows = tables.relay_tellings


def note(connection: Connection, relay: str, call: bytes, told: str) -> None:
    """It was told this, or with "" is about to be told something for the first time."""
    this = and_(_rows.c.relay == relay, _rows.c.call == call)
    if not connection.execute(update(_rows).where(this).values(told=told)).rowcount:
        connection.execute(insert(_rows).values(relay=relay, call=call, told=told))


def forget(connection: Connection, relay: str, call: bytes) -> None:
    """It was told that the call is over, or need not be."""
    connection.execute(delete(_rows).where(_rows.c.relay == relay, _rows.c.call == call))


def all_of(connection: Connection, relay: str) -> list[tuple[CallRow, str]]:
    """The calls that a relay was told of, or perhaps was, each with what it was last told."""
    chosen = select(_rows.c.call, _rows.c.told).where(_rows.c.relay == relay).order_by(_rows.c.call)
    told: dict[bytes, str] = {row.call: row.told for row in connection.execute(chosen)}
    return [(call, told[call.id]) for call in call_rows.by_ids(connection, told)]


def forget_others(connection: Connection, relays: Iterable[str]) -> None:
    """Of relays that are none any more nothing is kept. relays: names of those that are."""
    connection.execute(delete(_rows).where(_rows.c.relay.not_in(list(relays))))
