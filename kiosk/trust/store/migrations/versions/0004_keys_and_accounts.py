"""Two groups outside the ward, a copy of every group key for recovery, the history of keys, roles, invitations and security keys."""

import sqlalchemy as sa
from alembic import op

from kiosk.refusal import Refusal

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

KEYS = ("ward", "safeguarding", "advocate", "speak_up", "recovery")


def upgrade() -> None:
    # Keys that were made before could not be given to recovery any more: nobody here holds them. No live trust has any.
    if op.get_bind().execute(sa.text("SELECT count(*) FROM key_sets")).scalar():
        raise Refusal(
            "this trust was set up by a trial version with one group outside the ward:"
            " set it up anew with `kiosk trust init` (a demo: remove its folder)"
        )
    op.drop_table("key_sets")
    op.create_table(
        "key_sets",
        sa.Column("id", sa.LargeBinary(length=8), nullable=False),
        sa.Column("ward_code", sa.Text(), nullable=False),
        *(sa.Column(name, sa.LargeBinary(length=8), nullable=False) for name in KEYS),
        sa.Column("serial", sa.BigInteger(), nullable=False),
        sa.Column("signed", sa.BigInteger(), nullable=False),
        *(
            sa.ForeignKeyConstraint([name], ["group_keys.key_id"], name=op.f(f"fk_key_sets_{name}"))
            for name in sorted(KEYS)
        ),
        sa.ForeignKeyConstraint(["ward_code"], ["wards.code"], name=op.f("fk_key_sets_ward_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_key_sets")),
    )
    op.drop_column("reader_groups", "stale")  # it is seen from the keys themselves
    op.add_column("group_keys", sa.Column("made", sa.BigInteger(), nullable=False, server_default="0"))
    op.add_column("group_keys", sa.Column("why", sa.Text(), nullable=False, server_default="set up"))
    op.create_table(
        "recovery_copies",
        sa.Column("key_id", sa.LargeBinary(length=8), nullable=False),
        sa.Column("recovery", sa.LargeBinary(length=8), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["key_id"], ["group_keys.key_id"], name=op.f("fk_recovery_copies_key_id")),
        sa.ForeignKeyConstraint(["recovery"], ["group_keys.key_id"], name=op.f("fk_recovery_copies_recovery")),
        sa.PrimaryKeyConstraint("key_id", "recovery", name=op.f("pk_recovery_copies")),
    )
    op.add_column("readers", sa.Column("work", sa.Text(), nullable=False, server_default="ward"))
    op.create_table(
        "invitations",
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("reader", sa.LargeBinary(length=16), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("work", sa.Text(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("expires", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["reader"], ["readers.id"], name=op.f("fk_invitations_reader")),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_invitations")),
        sa.UniqueConstraint("name", name=op.f("uq_invitations_name")),
    )
    op.create_table(
        "invited_groups",
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("group_id", sa.Text(), nullable=False),
        sa.Column("carried", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["hash"], ["invitations.hash"], name=op.f("fk_invited_groups_hash"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["group_id"], ["reader_groups.id"], name=op.f("fk_invited_groups_group_id")),
        sa.PrimaryKeyConstraint("hash", "group_id", name=op.f("pk_invited_groups")),
    )
    op.create_table(
        "waiting_members",
        sa.Column("reader", sa.LargeBinary(length=16), nullable=False),
        sa.Column("group_id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["reader"], ["readers.id"], name=op.f("fk_waiting_members_reader")),
        sa.ForeignKeyConstraint(["group_id"], ["reader_groups.id"], name=op.f("fk_waiting_members_group_id")),
        sa.PrimaryKeyConstraint("reader", "group_id", name=op.f("pk_waiting_members")),
    )
    op.create_table(
        "security_keys",
        sa.Column("credential", sa.LargeBinary(), nullable=False),
        sa.Column("reader", sa.LargeBinary(length=16), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.Column("signatures", sa.BigInteger(), nullable=False),
        sa.Column("challenged", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["reader"], ["readers.id"], name=op.f("fk_security_keys_reader")),
        sa.PrimaryKeyConstraint("credential", name=op.f("pk_security_keys")),
    )
