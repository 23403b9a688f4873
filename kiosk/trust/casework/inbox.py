"""The inbox of a reader: what their groups' keys open, with its clocks and needs, without opening a record.

Nobody but a reader's session can tell whom a record is for. So the first session of a group that meets a record tries it and leaves an index row of
one size, sealed to the group: "ours" and "not ours" look the same to everybody else. When more was written about a case than a row knows, the next
session of the group makes the row anew, "not ours" ones too. Still, a ward reader who also holds the database can count the records kept from
the ward.

All rows of the reader's groups are unsealed for a page, because filters and order need them: 10,000 are some 30 ms, being sealed to the group's own
box and not by HPKE. Nothing of it outlives the request.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal, get_args

import msgspec
from msgspec import Struct
from sqlalchemy import ColumnElement, Connection, and_, func, or_, select, update

from kiosk import envelope
from kiosk.trust import cases, follow_ups, keys
from kiosk.trust.cases import HeldKeys
from kiosk.trust.casework import journal, settling
from kiosk.trust.casework.fold import fold
from kiosk.trust.casework.needs import FollowUpSeen, Need, needs
from kiosk.trust.casework.rows import SHORT, IndexRow
from kiosk.trust.casework.rows import row_of as row_of
from kiosk.trust.secret import bound
from kiosk.trust.store import tables
from kiosk.trust.store.database import Store, insert_once

INDEX_BYTES = 384
INDEX_AT_ONCE = 200  # records tried in one transaction
PAGE_ROWS = 25
PURPOSE = "index"
NOBODY = b""  # a reader whom nothing is kept from

View = Literal["open", "overdue", "review", "kept", "new", "closed", "all"]
VIEWS: tuple[View, ...] = get_args(View)
_REVIEW = frozenset(("review", "approve", "detriment", "take_back", "look_again"))  # needs that the view "review" shows

_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(IndexRow, strict=True)


class Listed(Struct, frozen=True):
    """A record in a list. received: start of the quarter-day it came in, seconds since 1970. groups: ids of the reader's groups that open it.

    opened: somebody has opened it before. follow_ups: what came for it later, oldest first. needs: the most pressing first.
    """

    id: bytes
    row: IndexRow
    groups: tuple[str, ...]
    opened: bool
    follow_ups: tuple[FollowUpSeen, ...] = ()
    needs: tuple[Need, ...] = ()

    @property
    def reference(self) -> str:
        return cases.reference(self.id)

    @property
    def received(self) -> int:
        return tables.quarter_day_start(self.row.quarter)

    @property
    def state(self) -> str:
        return self.row.state

    @property
    def what(self) -> str:
        return self.row.what

    @property
    def unread(self) -> int:
        """How many follow-ups wait to be read."""
        return sum(each.waits for each in self.follow_ups)

    @property
    def overdue(self) -> bool:
        return any(need.late for need in self.needs)


class Inbox(Struct, frozen=True):
    """Everything that a reader's keys list: concerns with what came for them, and what has no concern that these keys open."""

    listed: tuple[Listed, ...]

    def of(self, view: View) -> tuple[Listed, ...]:
        """What a view shows: the most pressing first; closed and all, the newest first."""
        chosen = [each for each in self.listed if _in_view(each, view)]
        if view in ("closed", "all"):
            return tuple(sorted(chosen, key=lambda each: (-each.row.quarter, each.id)))
        return tuple(sorted(chosen, key=lambda each: (not each.overdue, _next(each), each.id)))

    def count(self, view: View) -> int:
        return sum(_in_view(each, view) for each in self.listed)

    def about(self, record: bytes) -> Listed | None:
        """The entry of a concern, by its own id or by that of something that came for it later."""
        for each in self.listed:
            if each.id == record or any(later.id == record for later in each.follow_ups):
                return each
        return None


def _next(each: Listed) -> int:
    return min((need.by for need in each.needs), default=2**62)


def _in_view(each: Listed, view: View) -> bool:
    match view:
        case "open":
            return each.row.stage != "closed" or bool(each.needs) or each.state == "unreadable"
        case "overdue":
            return each.overdue
        case "review":
            return any(need.what in _REVIEW for need in each.needs)
        case "kept":
            return each.row.kept_from_ward
        case "new":
            return bool(each.unread) or (each.what == "follow_up" and not each.opened)
        case "closed":
            return each.row.stage == "closed"
        case "all":
            return True


# --- rows --------------------------------------------------------------------------------------------------------


def _info(trust: keys.Trust, key: keys.GroupKey) -> bytes:
    return bound("wardlight index row v2", trust.mode, trust.code, key.group, key.id)


class _Rows:
    """One group key's box, and what binds its rows."""

    def __init__(self, trust: keys.Trust, key: keys.GroupKey) -> None:
        self.key, self._box, self._info = key, key.key.box(PURPOSE), _info(trust, key)

    def seal(self, record: bytes, row: IndexRow) -> bytes:
        return self._box.seal(_encoder.encode(row), INDEX_BYTES, self._info + record)

    def open(self, record: bytes, sealed: bytes) -> IndexRow | None:
        """None where the row was changed."""
        try:
            return _decoder.decode(self._box.open(sealed, self._info + record))
        except (envelope.SealError, msgspec.DecodeError):
            return None


def _own(key: keys.GroupKey) -> ColumnElement[bool]:
    """The records that could be for this key: a ward team's are of its ward."""
    return tables.filed_records.c.ward == key.ward if key.ward else tables.filed_records.c.ward.is_not(None)


def _try(connection: Connection, trust: keys.Trust, key: keys.GroupKey, record: cases.Filed) -> tuple[IndexRow, int]:
    """The row of a record for one key, and how many entries of its case it knows."""
    one = {key.id: key}
    counted = connection.execute(select(tables.cases.c.entries).where(tables.cases.c.record == record.id)).scalar() or 0
    unlocked = cases.unlock(connection, trust, one, record)
    if not unlocked.openers:
        return IndexRow("not ours"), counted
    unreadable = IndexRow("unreadable", "", record.ward, record.quarter)
    if unlocked.box is None:
        return unreadable, counted
    history = journal.read(connection, trust, unlocked.box, record.ward, record.id)
    try:
        text = cases.read_text(connection, trust, one, record)
    except cases.Unreadable:
        return unreadable, counted
    return row_of(text, record.ward, record.quarter, fold(history.entries)), history.rows


def index_new(store: Store, trust: keys.Trust, held: HeldKeys) -> None:
    """Try every record that came, or whose case went on, since a session of these groups last looked, and leave a row for each, whatever the
    outcome.
    """
    records_, index, counted = tables.filed_records.c, tables.group_index.c, tables.cases.c
    to_settle: set[bytes] = set()
    for key in held.values():
        rows = _Rows(trust, key)
        behind = (
            select(records_.id)
            .join(tables.record_keys, tables.record_keys.c.record == records_.id)
            .outerjoin(tables.group_index, and_(index.record == records_.id, index.key_id == key.id))
            .outerjoin(tables.cases, counted.record == records_.id)
            .where(or_(index.record.is_(None), func.coalesce(counted.entries, 0) > index.entries), _own(key))
            .limit(INDEX_AT_ONCE)
        )
        while True:
            with store.read() as connection:
                if _knows_all(connection, key):
                    break
                ids = connection.execute(behind).scalars().all()
                tried = [
                    (record.id, *_try(connection, trust, key, record)) for record in cases.filed(connection, trust, ids)
                ]
            if not tried:
                break
            with store.write() as connection:
                for record, row, entries in tried:
                    _put(connection, key.id, record, entries, rows.seal(record, row))
            to_settle.update(record for record, row, _ in tried if row.kind in settling.BY_ITSELF)
    if to_settle:
        with store.read() as connection:
            homes = _homes(connection, trust, held)
        settling.settle_new(store, trust, held, to_settle, homes)


def _knows_all(connection: Connection, key: keys.GroupKey) -> bool:
    """Whether this key's rows are as many as the records, and know as many entries as there are: neither is ever ahead. Two sums are a tenth of the
    work of looking row by row, and nearly always all there is to do."""
    if key.ward is not None:
        return False  # a ward's cases are few, and not told apart from others' without looking
    index = tables.group_index.c
    known = select(func.count(), func.coalesce(func.sum(index.entries), 0)).where(index.key_id == key.id)
    there = select(func.count()).select_from(tables.filed_records)
    written = select(func.coalesce(func.sum(tables.cases.c.entries), 0))
    rows, entries = connection.execute(known).one()
    return (rows, entries) == (connection.execute(there).scalar(), connection.execute(written).scalar())


def _homes(connection: Connection, trust: keys.Trust, held: HeldKeys) -> dict[bytes, bytes]:
    """Mailbox -> the concern that named it, of all that these keys open."""
    rows = {key.id: _Rows(trust, key) for key in held.values()}
    index, homes = tables.group_index.c, dict[bytes, bytes]()
    chosen = select(index.key_id, index.record, index.sealed).where(index.key_id.in_(list(rows)))
    for key_id, record, sealed in connection.execute(chosen):
        row = rows[key_id].open(record, sealed)
        if row is not None and row.what == "concern" and row.mailbox:
            homes[row.mailbox] = record
    return homes


def _put(connection: Connection, key_id: bytes, record: bytes, entries: int, sealed: bytes) -> None:
    """Another session of the group may have been first, and may know more."""
    once = insert_once(connection, tables.group_index)
    made = connection.execute(once.values(key_id=key_id, record=record, entries=entries, sealed=sealed))
    if made.rowcount != 1:
        index = tables.group_index.c
        connection.execute(
            update(tables.group_index)
            .where(index.key_id == key_id, index.record == record, index.entries < entries)
            .values(entries=entries, sealed=sealed)
        )


# --- the list ----------------------------------------------------------------------------------------------------


def load(connection: Connection, trust: keys.Trust, held: HeldKeys, reader: bytes, now: float) -> Inbox:
    """Everything that these keys list, for this reader. What the reader is kept out of is left out. `index_new` comes first: what has no row is
    not listed.
    """
    rows = {key.id: _Rows(trust, key) for key in held.values()}
    found: dict[bytes, tuple[IndexRow, tuple[str, ...]]] = {}
    index, counted = tables.group_index.c, tables.cases.c
    opened: set[bytes] = set()
    chosen = (
        select(index.key_id, index.record, index.sealed, counted.record.label("opened"))
        # A record whose key was destroyed is gone, whatever else came back.
        .join(tables.record_keys, tables.record_keys.c.record == index.record)
        .outerjoin(tables.cases, counted.record == index.record)
        .where(index.key_id.in_(list(rows)))
    )
    for key_id, record, sealed, was_opened in connection.execute(chosen):
        row = rows[key_id].open(record, sealed)
        if row is None:
            row = _lost(connection, trust, record)  # a changed row hides nothing: opening the record says what is wrong
        if row.state == "not ours":
            continue
        if was_opened is not None:
            opened.add(record)
        group = rows[key_id].key.group
        known = found.get(record)
        if known is None:
            found[record] = (row, (group,))
        else:
            before, groups = known
            better = row if before.state != "ours" else before
            found[record] = (better, groups if group in groups else (*groups, group))
    return Inbox(tuple(_joined(found, opened, follow_ups.home_of(connection), reader, now)))


def _lost(connection: Connection, trust: keys.Trust, record: bytes) -> IndexRow:
    for filed in cases.filed(connection, trust, [record]):
        return IndexRow("unreadable", "", filed.ward, filed.quarter)
    return IndexRow("not ours")


def _joined(
    found: dict[bytes, tuple[IndexRow, tuple[str, ...]]],
    opened: set[bytes],
    before: Mapping[bytes, bytes],
    reader: bytes,
    now: float,
) -> Iterable[Listed]:
    """Concerns with their follow-ups, and what stands alone. before: which mailbox each new one took the place of."""
    homes = {row.mailbox for row, _ in found.values() if row.what == "concern" and row.mailbox}
    later: dict[bytes, list[FollowUpSeen]] = {}
    for record, (row, _) in found.items():
        if row.what == "follow_up":
            seen = FollowUpSeen(record, row.kind, tables.quarter_day_start(row.quarter), record in opened)
            later.setdefault(follow_ups.first_mailbox(row.mailbox, before, homes), []).append(seen)
    for record, (row, groups) in found.items():
        if reader[:SHORT] in row.kept_out:
            continue
        if row.what == "concern":
            came = tuple(sorted(later.get(row.mailbox, []), key=lambda each: (each.received, each.id)))
            came = came if row.mailbox else ()
            yield Listed(record, row, groups, record in opened, came, needs(row, came, now))
        elif row.what != "follow_up" or follow_ups.first_mailbox(row.mailbox, before, homes) not in homes:
            yield Listed(record, row, groups, record in opened)


def page_of(rows: Sequence[Listed], number: int) -> tuple[Sequence[Listed], int, int]:
    """A page of a list: its rows, its number as far as there is such a page, and how many pages there are. Pages are counted from 1."""
    pages = max(1, -(-len(rows) // PAGE_ROWS))
    number = min(max(number, 1), pages)
    return rows[(number - 1) * PAGE_ROWS : number * PAGE_ROWS], number, pages
