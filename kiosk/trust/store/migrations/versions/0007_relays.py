"""What each relay was told of a call that is open, so that a restart says nothing twice and leaves no lamp on."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "relay_tellings",
        sa.Column("relay", sa.Text(), nullable=False),
        sa.Column("call", sa.LargeBinary(length=16), nullable=False),
        sa.Column("told", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["call"], ["calls.id"], name=op.f("fk_relay_tellings_call"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("relay", "call", name=op.f("pk_relay_tellings")),
    )
