"""What readers write lies in rows of one size that only the readers of the concern open, and a row that is changed, moved or taken out is noticed."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import delete, func, select, update

from kiosk import records
from kiosk.trust import cases, mails
from kiosk.trust.casework import case_file, events, inbox, journal
from kiosk.trust.casework.case_file import NotNow, SteppedOut
from kiosk.trust.store import tables
from tests.trust.casework.ward import NOW, Ward

RECORDED = events.Recorded(kinds=("C2",), note="Seen by the nurse on nights.", review=date(2026, 12, 1))
BOX = b"M" * 16
NOTE = events.Noted("Spoke with Dr Marigold about the garden.")


def waiting(ward: Ward) -> int:
    """How many records the daily mail would say wait to be opened."""
    with ward.store.read() as connection:
        return mails.waiting(connection, NOW).all


def rows_of(ward: Ward) -> list[tuple[int, int]]:
    held = tables.case_entries.c
    with ward.store.read() as connection:
        chosen = select(held.number, func.length(held.sealed)).order_by(held.record, held.number)
        return [tuple(row) for row in connection.execute(chosen)]


def test_rows_have_one_size_whatever_was_written(ward: Ward) -> None:
    record = ward.file(("ward", "safeguarding"))
    ward.write("ward", record, RECORDED, events.StepsTicked(()), events.Noted("x" * events.NOTE_MOST))
    assert rows_of(ward) == [(1, journal.ENTRY_BYTES), (2, journal.ENTRY_BYTES), (3, journal.ENTRY_BYTES)]


def test_every_reader_of_the_concern_reads_its_case_and_nobody_else(ward: Ward) -> None:
    record = ward.file(("safeguarding",))
    ward.write("safeguarding", record, RECORDED, NOTE)
    assert [entry.event for entry in ward.open("outside", record).entries] == [RECORDED, NOTE]
    with pytest.raises(cases.NotForYou):
        ward.open("ward", record)


def test_two_who_write_at_once_are_told_apart(ward: Ward) -> None:
    record = ward.file(("ward", "safeguarding"))
    first, second = ward.open("ward", record), ward.open("safeguarding", record)
    with ward.store.write() as connection:
        case_file.write(connection, ward.trust, first, ward.readers["ward"], "ward", NOW, NOTE)
    with ward.store.write() as connection, pytest.raises(journal.TooLate):
        case_file.write(connection, ward.trust, second, ward.readers["safeguarding"], "safeguarding", NOW, RECORDED)
    assert [entry.event for entry in ward.open("outside", record).entries] == [NOTE]


def test_the_log_says_that_somebody_wrote_and_not_what(ward: Ward) -> None:
    record = ward.file(("ward",))
    ward.write("ward", record, NOTE)
    assert ward.log()[-1] == (ward.readers["ward"], case_file.WROTE, record)


@pytest.mark.parametrize("number", [1, 2])
def test_a_row_that_was_changed_is_noticed_and_the_rest_is_read(ward: Ward, number: int) -> None:
    record = ward.file(("ward",))
    ward.write("ward", record, RECORDED, NOTE)
    held = tables.case_entries.c
    with ward.store.write() as connection:
        connection.execute(
            update(tables.case_entries)
            .where(held.record == record, held.number == number)
            .values(sealed=bytes(journal.ENTRY_BYTES))
        )
    file = ward.open("ward", record)
    assert not file.whole
    assert len(file.entries) == 1


def test_a_row_that_was_taken_out_is_noticed(ward: Ward) -> None:
    record = ward.file(("ward",))
    ward.write("ward", record, RECORDED, NOTE)
    with ward.store.write() as connection:
        connection.execute(delete(tables.case_entries).where(tables.case_entries.c.number == 1))
    assert not ward.open("ward", record).whole


def test_a_row_of_another_case_does_not_open_in_this_one(ward: Ward) -> None:
    first, second = ward.file(("ward",)), ward.file(("ward",))
    ward.write("ward", first, NOTE)
    ward.write("ward", second, RECORDED)
    held = tables.case_entries.c
    with ward.store.write() as connection:
        sealed = connection.execute(select(held.sealed).where(held.record == first)).scalar_one()
        connection.execute(update(tables.case_entries).where(held.record == second).values(sealed=sealed))
    file = ward.open("ward", second)
    assert (file.entries, file.whole) == ((), False)


def test_a_case_can_go_on_after_a_row_was_lost(ward: Ward) -> None:
    record = ward.file(("ward",))
    ward.write("ward", record, NOTE)
    with ward.store.write() as connection:
        connection.execute(update(tables.case_entries).values(sealed=bytes(journal.ENTRY_BYTES)))
    ward.write("ward", record, RECORDED)
    file = ward.open("ward", record)
    assert [entry.event for entry in file.entries] == [RECORDED]
    assert not file.whole


def test_what_does_not_fit_is_refused_with_a_way_out(ward: Ward) -> None:
    record = ward.file(("ward",))
    with pytest.raises(events.Unwritable, match="shorten it, or write it in two parts"):
        ward.write("ward", record, events.Translated(record, "\N{GRINNING FACE}" * events.LONG_MOST, "An interpreter"))


# --- conflicts of interest ---------------------------------------------------------------------------------------


def test_whoever_stepped_out_does_not_see_the_concern_and_that_they_asked_is_noted(ward: Ward) -> None:
    record = ward.file(("ward", "safeguarding"), words="About a ward reader.")
    me = ward.readers["ward"]
    ward.write("ward", record, events.KeptOut(me, "ward", "I know him"))
    assert ward.listed("ward") == ()
    with pytest.raises(SteppedOut):
        ward.open("ward", record)
    assert ward.log()[-1] == (me, case_file.KEPT_OUT, record)
    assert [row.id for row in ward.listed("safeguarding")] == [record]
    ward.write("safeguarding", record, events.LetBack(me, "ward", "It is another ward"))
    assert ward.open("ward", record).listed.id == record


def test_for_whoever_others_keep_out_there_is_nothing_there(ward: Ward) -> None:
    record = ward.file(("ward", "safeguarding"))
    ward.write("safeguarding", record, events.KeptOut(ward.readers["ward"], "ward", "It is about them"))
    assert ward.listed("ward") == ()
    with pytest.raises(cases.NotForYou) as refused:
        ward.open("ward", record)
    assert str(refused.value) == "there is no such record for you"


@pytest.mark.parametrize(("by", "refusal"), [("ward", SteppedOut), ("safeguarding", cases.NotForYou)])
def test_whoever_is_out_does_not_see_what_came_for_the_concern_either(
    ward: Ward, by: str, refusal: type[Exception]
) -> None:
    record, me = ward.file(("ward", "safeguarding"), mailbox=BOX), ward.readers["ward"]
    came = records.FollowUp(id=bytes(16), ward="willow", mailbox=BOX, kind="more", words="It was the nurse.")
    later = ward.file_inner(ward.inner(came, ("ward", "safeguarding")))
    ward.open("ward", record)  # whose page names what came, so that the address is in their browser
    ward.write(by, record, events.KeptOut(me, "ward", "A conflict"))
    with pytest.raises(refusal):
        ward.open("ward", later)
    assert ward.log()[-1] == (me, case_file.KEPT_OUT, later)
    opened = ward.open("safeguarding", later)
    assert (opened.record.words, opened.home) == ("It was the nurse.", record)


def test_the_rules_hold_when_something_is_written(ward: Ward) -> None:
    record = ward.file(("ward",))
    with pytest.raises(NotNow, match="Give the date of the next review"):
        ward.write("ward", record, events.Recorded(kinds=("C2",)))


# --- the inbox ---------------------------------------------------------------------------------------------------


def test_the_inbox_knows_a_case_without_opening_it(ward: Ward) -> None:
    record = ward.file(("ward", "safeguarding"))
    assert [need.what for need in ward.listed("ward")[0].needs] == ["record"]
    ward.write("ward", record, RECORDED, events.ActionAdded("Talk", "Nurse", date(2026, 11, 30)))
    lines = len(ward.log())
    for group in ("ward", "safeguarding", "outside"):
        (row,) = ward.listed(group)
        assert {need.what for need in row.needs} == {"review", "action"}
        assert row.row.stage == "open"
    assert len(ward.log()) == lines


def test_index_rows_stay_of_one_size_when_a_case_goes_on_also_for_those_it_was_kept_from(ward: Ward) -> None:
    record = ward.file(("safeguarding",))
    ward.listed("ward")
    ward.write("safeguarding", record, RECORDED, *[NOTE] * 3)
    ward.listed("ward")
    ward.listed("safeguarding")
    index = tables.group_index.c
    with ward.store.read() as connection:
        found = connection.execute(select(func.length(index.sealed), index.entries)).all()
    assert set(map(tuple, found)) == {(inbox.INDEX_BYTES, 4)}


def test_a_destroyed_record_takes_its_case_with_it(ward: Ward) -> None:
    from kiosk.trust import record_keys

    record = ward.file(("ward",))
    ward.write("ward", record, NOTE)
    with ward.store.write() as connection:
        record_keys.destroy(connection, [record])
        for table in (tables.case_entries, tables.cases, tables.group_index):
            assert connection.execute(select(func.count()).select_from(table)).scalar() == 0


@pytest.mark.parametrize("kind", ["worse", "read_it"])
def test_a_message_waits_in_the_list_and_in_the_mail_until_somebody_was_shown_it(
    ward: Ward, kind: records.FollowUpKind
) -> None:
    record = ward.file(("ward",), mailbox=BOX)
    came = records.FollowUp(id=bytes(16), ward="willow", mailbox=BOX, kind=kind)
    later = ward.file_inner(ward.inner(came, ("ward",)))
    held, me = ward.held["ward"], ward.readers["ward"]
    ward.listed("ward")
    case_file.open_case(ward.store, ward.trust, held, me, record, NOW, shown=False)
    assert [row.unread for row in ward.listed("ward")] == [1]
    assert later not in [line[2] for line in ward.log()]
    assert waiting(ward) == 1
    ward.open("ward", record)
    assert [row.unread for row in ward.listed("ward")] == [0]
    assert ward.log()[-1] == (me, cases.OPENED, later)
    assert waiting(ward) == 0


def test_views_and_pages_of_an_inbox(ward: Ward) -> None:
    for _ in range(27):
        ward.file(("ward",))
    found = ward.inbox("ward")
    rows, number, pages = inbox.page_of(found.of("open"), 2)
    assert (len(rows), number, pages) == (2, 2, 2)
    assert inbox.page_of(found.of("open"), 99)[1] == 2
    assert [found.count(view) for view in inbox.VIEWS] == [27, 0, 0, 0, 0, 0, 27]
    late = ward.inbox("ward", NOW + 25 * 3600)
    assert late.count("overdue") == 27
