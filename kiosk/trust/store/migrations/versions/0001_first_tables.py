"""The first tables. A migration is never changed once a trust may have run it; the next change is a migration of its own."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "batches",
        sa.Column("shelf", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("sha256", sa.LargeBinary(length=32), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.Column("quarter_day", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("shelf", name=op.f("pk_batches")),
        sa.UniqueConstraint("id", name=op.f("uq_batches_id")),
    )
    op.create_index(
        "ix_batches_waiting",
        "batches",
        ["id"],
        unique=False,
        sqlite_where=sa.text("body IS NOT NULL"),
        postgresql_where=sa.text("body IS NOT NULL"),
    )
    op.create_table(
        "readers",
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("public", sa.LargeBinary(), nullable=False),
        sa.Column("salt", sa.LargeBinary(length=16), nullable=False),
        sa.Column("memory_kib", sa.Integer(), nullable=False),
        sa.Column("passes", sa.Integer(), nullable=False),
        sa.Column("lanes", sa.Integer(), nullable=False),
        sa.Column("wrapped_seed", sa.LargeBinary(), nullable=False),
        sa.Column("totp", sa.LargeBinary(), nullable=False),
        sa.Column("totp_step", sa.BigInteger(), nullable=False),
        sa.Column("disabled", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_readers")),
        sa.UniqueConstraint("name", name=op.f("uq_readers_name")),
    )
    op.create_table(
        "trust",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("mode", sa.Text(), nullable=False),
        sa.Column("root", sa.LargeBinary(length=32), nullable=False),
        sa.Column("secret_check", sa.LargeBinary(length=32), nullable=False),
        sa.Column("settled", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_trust_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trust")),
    )
    op.create_table(
        "unplaced_slots",
        sa.Column("slot_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("quarter_day", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("slot", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("slot_id", name=op.f("pk_unplaced_slots")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "wards",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("salt", sa.LargeBinary(length=16), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_wards")),
    )
    op.create_table(
        "access_log",
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("reader", sa.LargeBinary(length=16), nullable=True),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("record", sa.LargeBinary(length=16), nullable=True),
        sa.ForeignKeyConstraint(["reader"], ["readers.id"], name=op.f("fk_access_log_reader")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_access_log")),
    )
    op.create_index("ix_access_log_record", "access_log", ["record"], unique=False)
    op.create_table(
        "check_in_blocks",
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("ward", sa.Text(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("questions", sa.BigInteger(), nullable=False),
        sa.Column("day", sa.BigInteger(), nullable=False),
        sa.Column("answers", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["ward"], ["wards.code"], name=op.f("fk_check_in_blocks_ward")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_check_in_blocks")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_check_in_blocks_ward", "check_in_blocks", ["ward", "day"], unique=False)
    op.create_table(
        "filed_records",
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("slot_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("ward", sa.Text(), nullable=False),
        sa.Column("quarter_day", sa.BigInteger(), nullable=False),
        sa.Column("inner", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["ward"], ["wards.code"], name=op.f("fk_filed_records_ward")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_filed_records")),
        sa.UniqueConstraint("slot_id", name=op.f("uq_filed_records_slot_id")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_filed_records_quarter_day", "filed_records", ["quarter_day"], unique=False)
    op.create_table(
        "online_keys",
        sa.Column("key_id", sa.LargeBinary(length=8), nullable=False),
        sa.Column("ward", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("public", sa.LargeBinary(), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.Column("current", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["ward"], ["wards.code"], name=op.f("fk_online_keys_ward")),
        sa.PrimaryKeyConstraint("key_id", name=op.f("pk_online_keys")),
    )
    op.create_table(
        "pack_parts",
        sa.Column("ward", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("serial", sa.BigInteger(), nullable=False),
        sa.Column("signed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["ward"], ["wards.code"], name=op.f("fk_pack_parts_ward")),
        sa.PrimaryKeyConstraint("ward", "name", name=op.f("pk_pack_parts")),
    )
    op.create_table(
        "pending_check_ins",
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("ward", sa.Text(), nullable=False),
        sa.Column("inner", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["ward"], ["wards.code"], name=op.f("fk_pending_check_ins_ward")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pending_check_ins")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "reader_groups",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("ward", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("stale", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["ward"], ["wards.code"], name=op.f("fk_reader_groups_ward")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reader_groups")),
    )
    op.create_table(
        "sessions",
        sa.Column("cookie_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("reader", sa.LargeBinary(length=16), nullable=False),
        sa.Column("sealed_keys", sa.LargeBinary(), nullable=False),
        sa.Column("started", sa.BigInteger(), nullable=False),
        sa.Column("last_used", sa.BigInteger(), nullable=False),
        sa.Column("expires", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["reader"], ["readers.id"], name=op.f("fk_sessions_reader")),
        sa.PrimaryKeyConstraint("cookie_hash", name=op.f("pk_sessions")),
    )
    op.create_index("ix_sessions_expires", "sessions", ["expires"], unique=False)
    op.create_table(
        "tablets",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("ward", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("public", sa.LargeBinary(length=32), nullable=False),
        sa.Column("batches_ceiling", sa.BigInteger(), nullable=False),
        sa.Column("calls_ceiling", sa.BigInteger(), nullable=False),
        sa.Column("packs_ceiling", sa.BigInteger(), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["ward"], ["wards.code"], name=op.f("fk_tablets_ward")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tablets")),
    )
    op.create_table(
        "calls",
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("tablet", sa.Text(), nullable=False),
        sa.Column("ward", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("pressed", sa.BigInteger(), nullable=False),
        sa.Column("received", sa.BigInteger(), nullable=False),
        sa.Column("progress", sa.Text(), nullable=False),
        sa.Column("progress_at", sa.BigInteger(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("escalations", sa.Integer(), nullable=False),
        sa.Column("test", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["tablet"], ["tablets.id"], name=op.f("fk_calls_tablet")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calls")),
    )
    op.create_index("ix_calls_progress", "calls", ["progress", "received"], unique=False)
    op.create_table(
        "check_in_counts",
        sa.Column("block", sa.LargeBinary(length=16), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("answers", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["block"], ["check_in_blocks.id"], name=op.f("fk_check_in_counts_block")),
        sa.PrimaryKeyConstraint("block", "question", "code", name=op.f("pk_check_in_counts")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "group_keys",
        sa.Column("key_id", sa.LargeBinary(length=8), nullable=False),
        sa.Column("group_id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("public", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["group_id"], ["reader_groups.id"], name=op.f("fk_group_keys_group_id")),
        sa.PrimaryKeyConstraint("key_id", name=op.f("pk_group_keys")),
        sa.UniqueConstraint("group_id", "version", name=op.f("uq_group_keys_group_id")),
    )
    op.create_table(
        "pairing_codes",
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("ward", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("expires", sa.BigInteger(), nullable=False),
        sa.Column("wrong_tries", sa.Integer(), nullable=False),
        sa.Column("tablet", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["tablet"], ["tablets.id"], name=op.f("fk_pairing_codes_tablet")),
        sa.ForeignKeyConstraint(["ward"], ["wards.code"], name=op.f("fk_pairing_codes_ward")),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_pairing_codes")),
    )
    op.create_table(
        "call_events",
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("call", sa.LargeBinary(length=16), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["call"], ["calls.id"], name=op.f("fk_call_events_call")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_call_events")),
    )
    op.create_index("ix_call_events_call", "call_events", ["call"], unique=False)
    op.create_table(
        "group_index",
        sa.Column("record", sa.LargeBinary(length=16), nullable=False),
        sa.Column("key_id", sa.LargeBinary(length=8), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["key_id"], ["group_keys.key_id"], name=op.f("fk_group_index_key_id")),
        sa.PrimaryKeyConstraint("record", "key_id", name=op.f("pk_group_index")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "key_sets",
        sa.Column("id", sa.LargeBinary(length=8), nullable=False),
        sa.Column("ward_code", sa.Text(), nullable=False),
        sa.Column("ward", sa.LargeBinary(length=8), nullable=False),
        sa.Column("safeguarding", sa.LargeBinary(length=8), nullable=False),
        sa.Column("outside", sa.LargeBinary(length=8), nullable=False),
        sa.Column("recovery", sa.LargeBinary(length=8), nullable=False),
        sa.ForeignKeyConstraint(["outside"], ["group_keys.key_id"], name=op.f("fk_key_sets_outside")),
        sa.ForeignKeyConstraint(["recovery"], ["group_keys.key_id"], name=op.f("fk_key_sets_recovery")),
        sa.ForeignKeyConstraint(["safeguarding"], ["group_keys.key_id"], name=op.f("fk_key_sets_safeguarding")),
        sa.ForeignKeyConstraint(["ward"], ["group_keys.key_id"], name=op.f("fk_key_sets_ward")),
        sa.ForeignKeyConstraint(["ward_code"], ["wards.code"], name=op.f("fk_key_sets_ward_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_key_sets")),
    )
    op.create_table(
        "memberships",
        sa.Column("key_id", sa.LargeBinary(length=8), nullable=False),
        sa.Column("reader", sa.LargeBinary(length=16), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["key_id"], ["group_keys.key_id"], name=op.f("fk_memberships_key_id")),
        sa.ForeignKeyConstraint(["reader"], ["readers.id"], name=op.f("fk_memberships_reader")),
        sa.PrimaryKeyConstraint("key_id", "reader", name=op.f("pk_memberships")),
    )
