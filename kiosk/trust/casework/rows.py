"""What a group's index knows of a record: one small row, enough for the list, its clocks and its filters. Pure; sealed by `inbox`."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from kiosk import records
from kiosk.trust.casework import clocks
from kiosk.trust.casework.fold import Case, Stage
from kiosk.trust.store.tables import quarter_day_start

State = Literal["ours", "not ours", "unreadable"]
What = Literal["concern", "follow_up", ""]
SHORT = 8  # bytes of a reader's id that a row holds: enough to tell the readers of a trust apart


class IndexRow(Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """A record in a group's index. mailbox: joins a concern and its follow-ups. kind: of a follow-up.

    Of a concern: recorded, event: seconds since 1970, or 0. review, due (of the first open action): days as ordinals, or 0. followed: how many
    requests to take it back were followed up. checked: whether anything got worse was asked, when it was time. proposer, kept_out: short reader ids.
    kept_from_ward: the person did not want the ward's own team to read it. looked: how many requests for a second look, and words that things got
    worse, were followed up.
    """

    state: State
    what: What = ""
    ward: str = ""
    quarter: int = 0
    mailbox: bytes = b""
    kind: str = ""
    stage: Stage = "new"
    recorded: int = 0
    event: int = 0
    review: int = 0
    due: int = 0
    followed: int = 0
    checked: bool = False
    proposer: bytes = b""
    kept_out: tuple[bytes, ...] = ()
    kept_from_ward: bool = False
    looked: int = 0


def row_of(record: records.Concern | records.FollowUp, ward: str, quarter: int, case: Case) -> IndexRow:
    """The row of a record that opens. case: what was written about it."""
    if isinstance(record, records.FollowUp):
        return IndexRow("ours", "follow_up", ward, quarter, record.mailbox, record.kind)
    happened = case.recorded[1].happened if case.recorded else None
    first, _ = clocks.detriment_days(quarter_day_start(quarter))
    return IndexRow(
        "ours",
        "concern",
        ward,
        quarter,
        record.mailbox,
        "",
        case.stage,
        case.recorded_at or 0,
        happened or clocks.event_start(record.when_day, quarter_day_start(quarter)) or 0,
        case.review.toordinal() if case.review else 0,
        case.first_due.toordinal() if case.first_due else 0,
        len(case.followed),
        # Asked on the first day, an answer says nothing of what came after.
        case.detriment is not None and clocks.today(case.detriment[0].at) >= first,
        case.proposal[0].author[:SHORT] if case.proposal else b"",
        tuple(reader[:SHORT] for reader in case.kept_out),
        kept_from_ward(record),
        len(case.looked),
    )


def kept_from_ward(record: records.Concern) -> bool:
    """Whether the person did not want the ward's own team to read it. The seal itself does not show it; the record inside does."""
    return not record.ward_reads
