"""The access log is a chain that is only added to; each record lies under a key of its own, which retention destroys; mails that were sent."""

import hashlib
import os

import sqlalchemy as sa
from alembic import op
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

revision = "0006"
down_revision = "0002"
branch_labels = None
depends_on = None

_WORDS = "rows of this table are never changed or taken out"


def upgrade() -> None:
    _chain_access_log()
    _only_ever_added_to("access_log")
    _give_records_keys()
    _make_retention()
    _only_ever_added_to("deletions")
    op.create_table(
        "mails",
        sa.Column("due", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("due", name=op.f("pk_mails")),
    )


# --- the access log ----------------------------------------------------------------------------------------------


def _chain_access_log() -> None:
    """Number the rows that are there without gaps, in their order, and chain them."""
    with op.batch_alter_table("access_log") as table:
        table.add_column(sa.Column("hash", sa.LargeBinary(length=32), nullable=True))
    log = sa.table("access_log", *(sa.column(name) for name in ("number", "at", "reader", "action", "record", "hash")))
    connection = op.get_bind()
    before = bytes(32)
    for place, row in enumerate(connection.execute(sa.select(log).order_by(log.c.number)).all(), start=1):
        before = _row_hash(before, place, row.at, row.reader, row.action, row.record)
        changed = sa.update(log).where(log.c.number == row.number).values(number=place, hash=before)
        connection.execute(changed)
    with op.batch_alter_table("access_log") as table:
        table.alter_column("hash", existing_type=sa.LargeBinary(length=32), nullable=False)


def _row_hash(before: bytes, number: int, at: int, reader: bytes | None, action: str, record: bytes | None) -> bytes:
    """As kiosk.trust.access_log had it when this was written."""
    place = (number.to_bytes(8, "big"), at.to_bytes(8, "big"))
    return hashlib.sha256(
        _bound("wardlight access log v1", before, *place, reader or b"", action, record or b"")
    ).digest()


def _bound(*parts: str | bytes) -> bytes:
    """As kiosk.trust.secret and kiosk.envelope had it when this was written."""
    raw = [part.encode() if isinstance(part, str) else part for part in parts]
    return b"".join(len(part).to_bytes(4, "big") + part for part in raw)


def _only_ever_added_to(table: str) -> None:
    """The database itself refuses to change or take out rows, whoever's mistake it is."""
    if op.get_bind().dialect.name == "sqlite":
        for change in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{change.lower()} BEFORE {change} ON {table}"
                f" BEGIN SELECT RAISE(ABORT, '{_WORDS}'); END"
            )
        return
    op.execute(
        f"CREATE OR REPLACE FUNCTION wardlight_only_added_to() RETURNS trigger LANGUAGE plpgsql AS"
        f" $$ BEGIN RAISE EXCEPTION '{_WORDS}'; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {table}_only_added_to BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}"
        " FOR EACH STATEMENT EXECUTE FUNCTION wardlight_only_added_to()"
    )


# --- records -----------------------------------------------------------------------------------------------------


def _give_records_keys() -> None:
    """Put every record that is filed under a new key of its own."""
    op.create_table(
        "record_keys",
        sa.Column("record", sa.LargeBinary(length=16), nullable=False),
        sa.Column("key", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("record", name=op.f("pk_record_keys")),
        sqlite_with_rowid=False,
    )
    filed = sa.table("filed_records", *(sa.column(name) for name in ("id", "ward", "inner")))
    record_keys = sa.table("record_keys", sa.column("record"), sa.column("key"))
    connection = op.get_bind()
    held = connection.execute(sa.text("SELECT mode, code FROM trust")).one_or_none()
    if held is None:
        return  # a new database
    for record in connection.execute(sa.select(filed.c.id)).scalars().all():
        row = connection.execute(sa.select(filed).where(filed.c.id == record)).one()
        key, nonce = os.urandom(32), os.urandom(12)
        info = _bound(b"wardlight seal", b"\x01", "record key", held.mode, held.code, row.ward, record)
        locked = nonce + ChaCha20Poly1305(key).encrypt(nonce, row.inner, info)
        connection.execute(sa.update(filed).where(filed.c.id == record).values(inner=locked))
        connection.execute(sa.insert(record_keys).values(record=record, key=key))


# --- how long records are kept -----------------------------------------------------------------------------------


def _make_retention() -> None:
    op.create_table(
        "kept_until",
        sa.Column("record", sa.LargeBinary(length=16), nullable=False),
        sa.Column("policy", sa.Text(), nullable=False),
        sa.Column("day", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("record", name=op.f("pk_kept_until")),
        sqlite_with_rowid=False,
    )
    for name, column in (("legal_holds", "reason"), ("deletion_requests", "policy")):
        op.create_table(
            name,
            sa.Column("record", sa.LargeBinary(length=16), nullable=False),
            sa.Column(column, sa.Text(), nullable=False),
            sa.Column("reader", sa.LargeBinary(length=16), nullable=False),
            sa.Column("day", sa.BigInteger(), nullable=False),
            sa.ForeignKeyConstraint(["reader"], ["readers.id"], name=op.f(f"fk_{name}_reader")),
            sa.PrimaryKeyConstraint("record", name=op.f(f"pk_{name}")),
            sqlite_with_rowid=False,
        )
    op.create_table(
        "deletions",
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("record", sa.LargeBinary(length=16), nullable=False),
        sa.Column("policy", sa.Text(), nullable=False),
        sa.Column("day", sa.BigInteger(), nullable=False),
        sa.Column("asked", sa.LargeBinary(length=16), nullable=False),
        sa.Column("approved", sa.LargeBinary(length=16), nullable=False),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_deletions")),
    )
    op.create_table(
        "restored",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_restored_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_restored")),
    )
