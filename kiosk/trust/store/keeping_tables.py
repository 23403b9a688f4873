"""Tables of what the trust keeps and tells: daily mails, retention, the ledger of deletions. Others reach them through `tables`, like all."""

from __future__ import annotations

from sqlalchemy import BigInteger, CheckConstraint, Column, ForeignKey, Integer, LargeBinary, Table, Text

from kiosk.trust.store.base import Id, Sequence, metadata

mails = Table(  # the daily mails, sent or not; the same rows whether anything waited or not
    "mails",
    metadata,
    Column("due", BigInteger, primary_key=True, autoincrement=False),  # its hour, seconds since 1970
    Column("state", Text, nullable=False),  # trying, failing, sent
)

# --- how long records are kept -----------------------------------------------------------------------------------
# Days are counted from 1970. No words: a reason is one of a fixed list (retention.REASONS), so that nothing here tells what a record says.

kept_until = Table(  # what a reader decided at a review; a record without a row is reviewed first when the settings say
    "kept_until",
    metadata,
    Column("record", Id, primary_key=True),
    Column("policy", Text, nullable=False),
    Column("day", BigInteger, nullable=False),  # of the next review
    sqlite_with_rowid=False,
)

legal_holds = Table(
    "legal_holds",
    metadata,
    Column("record", Id, primary_key=True),
    Column("reason", Text, nullable=False),
    Column("reader", Id, ForeignKey("readers.id"), nullable=False),
    Column("day", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)

deletion_requests = Table(  # waits for a second person
    "deletion_requests",
    metadata,
    Column("record", Id, primary_key=True),
    Column("policy", Text, nullable=False),
    Column("reader", Id, ForeignKey("readers.id"), nullable=False),
    Column("day", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)

deletions = Table(  # the ledger: a restored backup is served only once it was gone through again. Only ever added to
    "deletions",
    metadata,
    Column("number", Sequence, primary_key=True, autoincrement=False),  # 1, 2, 3...
    Column("record", Id, nullable=False),
    Column("policy", Text, nullable=False),
    Column("day", BigInteger, nullable=False),
    Column("asked", Id, nullable=False),  # readers; not foreign keys: the ledger outlives accounts
    Column("approved", Id, nullable=False),
    Column("hash", LargeBinary(32), nullable=False),  # over this row and the hash of the one before (ledger.row_hash)
)

restored = Table(  # has its one row from a restore until the ledger was gone through: nothing is served before
    "restored",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    CheckConstraint("id = 1", name="one"),
)
