"""Counts of check-ins by week in place of blocks, days with a check-in, occupied beds, and notes on charts.

What a page has shown of the blocks stays as it is. Answers to a question that fewer than ten had answered go on waiting: they lie open, as they did
in their blocks, until the next sorting wraps them.
"""

import json
from collections import Counter, defaultdict

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_BLOCK = 10
_OPEN = b"\0"  # as kiosk.trust.measures.counting has it


def upgrade() -> None:
    _make_tables()
    _move()
    op.drop_table("check_in_counts")
    op.drop_index("ix_check_in_blocks_ward", "check_in_blocks")
    op.drop_table("check_in_blocks")


def _make_tables() -> None:
    op.create_table(
        "check_in_waiting",
        sa.Column("ward", sa.Text(), nullable=False),
        sa.Column("held", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["ward"], ["wards.code"], name=op.f("fk_check_in_waiting_ward")),
        sa.PrimaryKeyConstraint("ward", name=op.f("pk_check_in_waiting")),
    )
    op.create_table(
        "check_in_weeks",
        sa.Column("ward", sa.Text(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("monday", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("questions", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("answers", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["ward"], ["wards.code"], name=op.f("fk_check_in_weeks_ward")),
        sa.PrimaryKeyConstraint(
            "ward", "question", "monday", "who", "questions", "code", name=op.f("pk_check_in_weeks")
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "check_in_days",
        sa.Column("ward", sa.Text(), nullable=False),
        sa.Column("day", sa.Integer(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["ward"], ["wards.code"], name=op.f("fk_check_in_days_ward")),
        sa.PrimaryKeyConstraint("ward", "day", name=op.f("pk_check_in_days")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "ward_beds",
        sa.Column("ward", sa.Text(), nullable=False),
        sa.Column("day", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("beds", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["ward"], ["wards.code"], name=op.f("fk_ward_beds_ward")),
        sa.PrimaryKeyConstraint("ward", "day", name=op.f("pk_ward_beds")),
    )
    op.create_table(
        "chart_notes",
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("ward", sa.Text(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("kind", "words", "cause")),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("plan", "do", "study", "act")),
        sa.Column("author", sa.LargeBinary(length=16), nullable=False),
        sa.Column("ended", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["ward"], ["wards.code"], name=op.f("fk_chart_notes_ward")),
        sa.ForeignKeyConstraint(["author"], ["readers.id"], name=op.f("fk_chart_notes_author")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chart_notes")),
    )
    op.create_index("ix_chart_notes_ward", "chart_notes", ["ward"], unique=False)


# --- from blocks to weeks ----------------------------------------------------------------------------------------


def _move() -> None:
    """Pool each question's blocks as the page did: ten answers or more at once, in the week in which the last of them came."""
    weeks, waiting = Counter[tuple[str, str, int, str, int, str]](), defaultdict[str, list[list[object]]](list)
    for (ward, who, questions, question), blocks in _blocks().items():
        held = Counter[str]()
        for monday, counts in blocks:
            together = counts if counts["*"] >= _BLOCK else held + counts
            if together["*"] >= _BLOCK:
                for code, answers in together.items():
                    weeks[ward, question, monday, who, questions, code] += answers
                held = held if together is counts else Counter()
            else:
                held = together
        waiting[ward] += [[who, questions, question, code, answers] for code, answers in held.items()]
    connection = op.get_bind()
    names = ("ward", "question", "monday", "who", "questions", "code", "answers")
    for key, answers in weeks.items():
        values = dict(zip(names, (*key, answers), strict=True))
        connection.execute(sa.insert(_table("check_in_weeks", *names)).values(values))
    for ward, rows in waiting.items():
        values = {"ward": ward, "held": _OPEN + json.dumps(rows).encode()}
        connection.execute(sa.insert(_table("check_in_waiting", "ward", "held")).values(values))


def _blocks() -> dict[tuple[str, str, int, str], list[tuple[int, Counter[str]]]]:
    """(ward, group, version, question) -> Monday and counts of each block, in the order in which they were full."""
    blocks = _table("check_in_blocks", "id", "ward", "who", "questions", "day", "answers")
    counts = _table("check_in_counts", "block", "question", "code", "answers")
    chosen = (
        sa.select(blocks, counts.c.question, counts.c.code, counts.c.answers.label("given"))
        .join(counts, counts.c.block == blocks.c.id)
        .order_by(blocks.c.day, blocks.c.id)
    )
    found = defaultdict[tuple[str, str, int, str], dict[bytes, tuple[int, Counter[str]]]](dict)
    for row in op.get_bind().execute(chosen):
        of_question = found[row.ward, row.who, row.questions, row.question]
        _, counted = of_question.setdefault(bytes(row.id), (row.day - (row.day + 3) % 7, Counter({"*": row.answers})))
        counted[row.code] += row.given
        if not row.code:
            counted["*"] -= row.given
    return {key: list(of_question.values()) for key, of_question in found.items()}


def _table(name: str, *columns: str) -> sa.TableClause:
    return sa.table(name, *(sa.column(column) for column in columns))
