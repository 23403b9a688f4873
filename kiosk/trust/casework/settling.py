"""What follow-ups do by themselves, done as soon as a reader's session meets them: before anybody opens the case.

A machine reads them here, as the index does; nothing of their text is shown, so nothing is noted as opened.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping

from sqlalchemy import Connection

from kiosk import records
from kiosk.trust import cases, follow_ups, keys
from kiosk.trust.cases import HeldKeys
from kiosk.trust.store.database import Store

BY_ITSELF = frozenset(("read_it", "new_code"))


def _text(
    connection: Connection, trust: keys.Trust, held: HeldKeys, filed: cases.Filed
) -> records.Concern | records.FollowUp | None:
    """None for what was changed: its own page says so, and the rest of the list is not lost for it."""
    try:
        return cases.read_text(connection, trust, held, filed)
    except cases.Unreadable:
        return None


def settle_new(
    store: Store, trust: keys.Trust, held: HeldKeys, came: Collection[bytes], homes: Mapping[bytes, bytes]
) -> None:
    """Settle these follow-ups (ids of records). homes: mailbox -> the concern that named it, of all concerns that these keys open."""
    with store.read() as connection:
        before = dict(follow_ups.home_of(connection))
        found: list[tuple[records.FollowUp, int]] = []
        for filed in cases.filed(connection, trust, came):
            record = _text(connection, trust, held, filed)
            if isinstance(record, records.FollowUp):
                found.append((record, filed.quarter))
                if record.kind == "new_code":
                    before.setdefault(record.new_mailbox, record.mailbox)
        by_concern: dict[bytes, list[tuple[records.FollowUp, int]]] = defaultdict(list)
        for record, quarter in found:
            home = homes.get(follow_ups.first_mailbox(record.mailbox, before, homes))
            if home is not None:  # else it waits until the concern is there: `case_file` settles it then
                by_concern[home].append((record, quarter))
        concerns = {
            filed.id: (filed.ward, _text(connection, trust, held, filed))
            for filed in cases.filed(connection, trust, by_concern)
        }
    for home, (ward, concern) in concerns.items():
        if isinstance(concern, records.Concern):
            with store.write() as connection:
                follow_ups.settle(connection, trust, ward, concern, by_concern[home])


def forget_replies(connection: Connection, trust: keys.Trust, held: HeldKeys, record: bytes) -> None:
    """Take out what was written to the person of this concern, and the changes of their code: it is about to be deleted. In the
    caller's transaction."""
    for filed in cases.filed(connection, trust, [record]):
        concern = _text(connection, trust, held, filed)
        if isinstance(concern, records.Concern):
            follow_ups.forget(connection, trust.scope(filed.ward), concern)
