"""The tables. What may stand in each is said beside it; no table joins a record to a tablet or to an hour.

Ids that come from outside or name a record are 16 random bytes, and tables keyed by them are stored in the order of
their key (SQLite: WITHOUT ROWID), so that the order of rows says nothing of the order of coming. Times of records and
batches are quarter-days (`quarter_day`); staff's own doings (sessions, calls, the access log) carry exact times.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from kiosk.trust.store.base import QUARTER_DAY_SECONDS as QUARTER_DAY_SECONDS
from kiosk.trust.store.base import Id as _Id
from kiosk.trust.store.base import KeyId as _KeyId
from kiosk.trust.store.base import metadata as metadata
from kiosk.trust.store.base import new_shelf as _shelf
from kiosk.trust.store.base import quarter_day as quarter_day
from kiosk.trust.store.base import quarter_day_start as quarter_day_start
from kiosk.trust.store.call_tables import board_codes as board_codes
from kiosk.trust.store.call_tables import boards as boards
from kiosk.trust.store.call_tables import call_events as call_events
from kiosk.trust.store.call_tables import call_pins as call_pins
from kiosk.trust.store.call_tables import call_weeks as call_weeks
from kiosk.trust.store.call_tables import calls as calls
from kiosk.trust.store.call_tables import relay_tellings as relay_tellings
from kiosk.trust.store.huddle_tables import huddle_looks as huddle_looks
from kiosk.trust.store.keeping_tables import deletion_requests as deletion_requests
from kiosk.trust.store.keeping_tables import deletions as deletions
from kiosk.trust.store.keeping_tables import kept_until as kept_until
from kiosk.trust.store.keeping_tables import legal_holds as legal_holds
from kiosk.trust.store.keeping_tables import mails as mails
from kiosk.trust.store.keeping_tables import restored as restored
from kiosk.trust.store.measure_tables import chart_notes as chart_notes
from kiosk.trust.store.measure_tables import check_in_days as check_in_days
from kiosk.trust.store.measure_tables import check_in_waiting as check_in_waiting
from kiosk.trust.store.measure_tables import check_in_weeks as check_in_weeks
from kiosk.trust.store.measure_tables import pending_check_ins as pending_check_ins
from kiosk.trust.store.measure_tables import ward_beds as ward_beds
from kiosk.trust.store.reader_tables import access_log as access_log
from kiosk.trust.store.reader_tables import invitations as invitations
from kiosk.trust.store.reader_tables import invited_groups as invited_groups
from kiosk.trust.store.reader_tables import memberships as memberships
from kiosk.trust.store.reader_tables import readers as readers
from kiosk.trust.store.reader_tables import security_keys as security_keys
from kiosk.trust.store.reader_tables import sessions as sessions
from kiosk.trust.store.reader_tables import waiting_members as waiting_members
from kiosk.trust.store.release_tables import releases as releases
from kiosk.trust.store.release_tables import report_signatures as report_signatures
from kiosk.trust.store.release_tables import you_said as you_said

# --- the trust and its keys --------------------------------------------------------------------------------------

trust = Table(
    "trust",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),  # always 1: one trust, one database
    Column("code", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("mode", Text, nullable=False),
    Column("root", LargeBinary(32), nullable=False),  # the public half; the private one is offline
    Column("secret_check", LargeBinary(32), nullable=False),  # tells a wrong secret file from a broken database
    Column("settled", BigInteger, nullable=False),  # quarter-days before this one lie shuffled (sorting.settle)
    CheckConstraint("id = 1", name="one"),
)

wards = Table(
    "wards",
    metadata,
    Column("code", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("salt", LargeBinary(16), nullable=False),  # of return codes; public, in the keys part
)

pack_parts = Table(  # the newest of each; public
    "pack_parts",
    metadata,
    Column("ward", Text, ForeignKey("wards.code"), primary_key=True),
    Column("name", Text, primary_key=True),  # keys, content, duty, and figures where there are any
    Column("serial", BigInteger, nullable=False),
    Column("signed", LargeBinary, nullable=False),  # wardpack.Signed as msgpack
)

duty_people = Table(  # whom a ward can name at a handover; that somebody was on is kept nowhere but in the signed part
    "duty_people",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("ward", Text, ForeignKey("wards.code"), nullable=False),
    Column("role", Text, nullable=False),  # duty.Role
    Column("name", Text, nullable=False),  # as tablets show it
    Column("reach", Text, nullable=False),  # how to reach them, or ""
    UniqueConstraint("ward", "name"),
)

duty_handovers = Table(  # a ward without a row has the times of duty.USUAL
    "duty_handovers",
    metadata,
    Column("ward", Text, ForeignKey("wards.code"), primary_key=True),
    Column("times", Text, nullable=False),  # London time, as in "07:30 19:30"
    Column("grace", Integer, nullable=False),  # minutes
)

online_keys = (
    Table(  # private halves wrapped with the server secret; all that were ever used, as sealed things arrive for weeks
        "online_keys",
        metadata,
        Column("key_id", _KeyId, primary_key=True),
        Column("ward", Text, ForeignKey("wards.code"), nullable=False),
        Column("purpose", Text, nullable=False),  # intake, statistics, content_signer, duty_signer
        Column("public", LargeBinary, nullable=False),
        Column("wrapped", LargeBinary, nullable=False),
        Column("current", Boolean, nullable=False),
    )
)

reader_groups = Table(
    "reader_groups",
    metadata,
    Column("id", Text, primary_key=True),  # "safeguarding", "advocate", "speak_up", "recovery", or "ward:CODE"
    Column("kind", Text, nullable=False),  # records.ReaderGroup: the place in an envelope
    Column("ward", Text, ForeignKey("wards.code")),  # of kind ward only
    Column("title", Text, nullable=False),
)

group_keys = Table(  # public halves; the private ones exist only sealed to members, or with the holders of recovery
    "group_keys",
    metadata,
    Column("key_id", _KeyId, primary_key=True),
    Column("group_id", Text, ForeignKey("reader_groups.id"), nullable=False),
    Column("version", Integer, nullable=False),
    Column("public", LargeBinary, nullable=False),
    Column("made", BigInteger, nullable=False),  # seconds since 1970
    Column("why", Text, nullable=False),  # keys.Why
    UniqueConstraint("group_id", "version"),
)

recovery_copies = (
    Table(  # every group's private key as well, sealed to recovery: a forgotten passphrase loses no concern
        "recovery_copies",
        metadata,
        Column("key_id", _KeyId, ForeignKey("group_keys.key_id"), primary_key=True),
        Column("recovery", _KeyId, ForeignKey("group_keys.key_id"), primary_key=True),
        Column("sealed", LargeBinary, nullable=False),
    )
)

key_sets = Table(  # which five keys a record's header names
    "key_sets",
    metadata,
    Column("id", _KeyId, primary_key=True),
    Column("ward_code", Text, ForeignKey("wards.code"), nullable=False),
    *(
        Column(name, _KeyId, ForeignKey("group_keys.key_id"), nullable=False)
        for name in ("ward", "safeguarding", "advocate", "speak_up", "recovery")
    ),
    Column("serial", BigInteger, nullable=False),  # of the keys part that first had it
    Column("signed", BigInteger, nullable=False),  # seconds since 1970: tablets seal to it from then on
)

# --- tablets -----------------------------------------------------------------------------------------------------

tablets = Table(  # nothing here changes when a batch comes: no time, and ceilings move once in thousands of requests
    "tablets",
    metadata,
    Column("id", Text, primary_key=True),  # 32 hexadecimal digits
    Column("ward", Text, ForeignKey("wards.code"), nullable=False),
    Column("place", Text, nullable=False),
    Column("public", LargeBinary(32), nullable=False),
    Column("batches_ceiling", BigInteger, nullable=False),  # counters below it may have been used (tablets.py)
    Column("calls_ceiling", BigInteger, nullable=False),
    Column("packs_ceiling", BigInteger, nullable=False),
    Column("mailboxes_ceiling", BigInteger, nullable=False),
    Column("withdrawn", Boolean, nullable=False),
)

pairing_codes = Table(
    "pairing_codes",
    metadata,
    Column("hash", LargeBinary(32), primary_key=True),  # keyed with the server secret: 40 bits alone could be tried out
    Column("ward", Text, ForeignKey("wards.code"), nullable=False),
    Column("place", Text, nullable=False),
    Column("expires", BigInteger, nullable=False),
    Column("wrong_tries", Integer, nullable=False),
    Column(
        "tablet", Text, ForeignKey("tablets.id")
    ),  # who used it: only the same key may ask again, when the answer was lost
)

# --- what tablets send -------------------------------------------------------------------------------------------

batches = Table(  # no tablet: sorting does not need it, so it is not kept
    "batches",
    metadata,
    # Where SQLite lays the row: random, as a row number would count batches in the order they came. A key of its own, because
    # 131 kB in a table without row numbers cost a third more per commit.
    Column(
        "shelf", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False, default=_shelf
    ),
    Column("id", _Id, nullable=False, unique=True),
    Column("sha256", LargeBinary(32), nullable=False),  # the same id with other bytes is refused
    Column("body", LargeBinary),  # None once sorted
    Column("quarter_day", BigInteger, nullable=False),
    Index("ix_batches_waiting", "id", sqlite_where=text("body IS NOT NULL"), postgresql_where=text("body IS NOT NULL")),
)

filed_records = Table(
    "filed_records",
    metadata,
    Column("id", _Id, primary_key=True),  # random, made when filed
    Column("slot_id", _Id, nullable=False, unique=True),  # keyed with the server secret; the same slot is filed once
    Column("ward", Text, ForeignKey("wards.code"), nullable=False),
    Column("quarter_day", BigInteger, nullable=False),  # when it came
    Column("inner", LargeBinary, nullable=False),  # envelope's inner seal, kind readers, under the record's own key
    Index("ix_filed_records_quarter_day", "quarter_day"),
    Index("ix_filed_records_ward", "ward", "id"),  # to find what an index lacks without reading the records' pages
    sqlite_with_rowid=False,
)

record_keys = (
    Table(  # destroying one destroys its record: backups of this table are apart from all others, and last 35 days
        "record_keys",
        metadata,
        Column("record", _Id, primary_key=True),  # no foreign key: sorting lays filed_records anew (sorting._settle)
        Column("key", LargeBinary(32), nullable=False),
        sqlite_with_rowid=False,
    )
)

unplaced_slots = Table(  # sealed to a key that is not held, or not readable: kept, because a key may come back
    "unplaced_slots",
    metadata,
    Column("slot_id", _Id, primary_key=True),
    Column("quarter_day", BigInteger, nullable=False),
    Column("reason", Text, nullable=False),  # key, seal
    Column("slot", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)

# --- cases -------------------------------------------------------------------------------------------------------

group_index = Table(  # what a group knows of a record, in rows of one size that only that group opens
    "group_index",
    metadata,
    Column("key_id", _KeyId, ForeignKey("group_keys.key_id"), primary_key=True),
    Column("record", _Id, primary_key=True),
    Column(
        "entries", Integer, nullable=False
    ),  # how much of the case the row knows: it is made anew when there is more
    Column("sealed", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)

cases = Table(  # how many entries a record's case has; two who write at once are told apart by it
    "cases",
    metadata,
    Column("record", _Id, primary_key=True),
    Column("entries", Integer, nullable=False),
    sqlite_with_rowid=False,
)

case_entries = (
    Table(  # what readers write, sealed to the readers of the record: author, time, kind and words are inside
        "case_entries",
        metadata,
        Column("record", _Id, primary_key=True),
        Column("number", Integer, primary_key=True, autoincrement=False),
        Column("sealed", LargeBinary, nullable=False),  # casework.journal.ENTRY_BYTES, always
        sqlite_with_rowid=False,
    )
)

case_counters = (
    Table(  # counts that readers' sessions leave for governance: numbers of the whole trust, no ward, no record
        "case_counters",
        metadata,
        Column("group_id", Text, ForeignKey("reader_groups.id"), primary_key=True),
        Column("name", Text, primary_key=True),  # casework.counters
        Column("number", Integer, nullable=False),
        Column("quarter_day", BigInteger, nullable=False),  # when a reader of the group last looked
    )
)

# --- what goes back to people with a return code -----------------------------------------------------------------

mailbox_replies = Table(  # sealed to the code; gone some time after it was read, or was not (mailboxes.expire)
    "mailbox_replies",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("ward", Text, ForeignKey("wards.code"), nullable=False),
    # Whoever has this can tell this reply's places from chaff in sets that were fetched, and can read none of it.
    Column("mailbox", _Id, nullable=False),
    Column("number", BigInteger, nullable=False),  # records.Reply.number; 0: a notice that came by itself
    Column("quarter_day", BigInteger, nullable=False),  # when it was written
    Column("read_quarter_day", BigInteger),  # when the trust learned that it was read, from the person's own button
    Column("sealed", LargeBinary, nullable=False),  # envelope.seal_reply
    UniqueConstraint("mailbox", "number"),
    Index("ix_mailbox_replies_ward", "ward"),
    sqlite_with_rowid=False,
)

code_changes = Table(  # which mailbox stands for which from when a code was changed; believed only with its proof (follow_ups)
    "code_changes",
    metadata,
    Column("mailbox", _Id, primary_key=True),
    Column("new_mailbox", _Id, primary_key=True),
    # records.FollowUp without words, signed with the old code; sealed to those who opened the concern (envelope.code_box)
    Column("proof", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)
