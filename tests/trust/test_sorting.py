"""What came in is sorted once, in no order, and the stopped disk tells neither tablet nor hour."""

from __future__ import annotations

import secrets
import signal
import subprocess
import sys
from datetime import date
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event, func, inspect, select, update

from kiosk import envelope, records
from kiosk.trust import keys, record_keys
from kiosk.trust.measures.counting import BLOCK
from kiosk.trust.measures.periods import date_of
from kiosk.trust.placing import Placer
from kiosk.trust.sorting import REMEMBERED, next_run
from kiosk.trust.store import tables
from tests.support.waiting import wait_for
from tests.trust.founded import NOW, WARD, FoundedTrust, founded_trust

DAY = 86_400
WORDS = "the words that nobody else may find"


def number(founded: FoundedTrust, table: str) -> int:
    with founded.store.read() as connection:
        return connection.execute(select(func.count()).select_from(tables.metadata.tables[table])).scalar_one()


def files(founded: FoundedTrust) -> bytes:
    return b"".join(path.read_bytes() for path in Path(founded.settings.data).iterdir())


def test_a_concern_is_filed_and_chaff_is_dropped(founded_on_each: FoundedTrust) -> None:
    founded_on_each.put(founded_on_each.concern(WORDS, ("ward", "safeguarding")))
    founded_on_each.put()
    founded_on_each.sorter().run()
    with founded_on_each.store.read() as connection:
        (row,) = connection.execute(record_keys.filed()).all()
        assert connection.execute(select(tables.batches.c.body)).scalars().all() == [None, None]
        inner = record_keys.unlocked(founded_on_each.trust, row)
        key_set = keys.key_set_members(connection, envelope.readers_key_set(inner))
    assert (row.ward, row.quarter_day) == (WARD, tables.quarter_day(NOW))
    ward = founded_on_each.founding["ward"]
    opened = keys.open_record(inner, founded_on_each.trust.scope(WARD), key_set, {ward.id: ward})
    assert isinstance(opened, records.Concern)
    assert opened.words == WORDS
    assert number(founded_on_each, "unplaced_slots") == 0


def test_the_same_slot_in_two_batches_is_filed_once(founded_on_each: FoundedTrust) -> None:
    slot = founded_on_each.concern()
    founded_on_each.put(slot)
    founded_on_each.sorter().run()
    founded_on_each.put(slot)
    founded_on_each.sorter().run()
    assert number(founded_on_each, "filed_records") == 1


def test_no_slot_that_lay_on_a_tablets_disk_is_named_where_it_was_filed(founded_on_each: FoundedTrust) -> None:
    slot = founded_on_each.concern()
    founded_on_each.put(slot)
    founded_on_each.sorter().run()
    with founded_on_each.store.read() as connection:
        (row,) = connection.execute(select(tables.filed_records)).all()
    for told in (envelope.slot_id(slot), slot[:64]):
        assert told not in b"".join(bytes(value) for value in row if isinstance(value, bytes))


def test_what_cannot_be_placed_is_kept_whole(founded_on_each: FoundedTrust) -> None:
    foreign = founded_on_each.concern()
    foreign = foreign[:1] + bytes(8) + foreign[9:]  # names an intake key that nobody holds
    changed = bytearray(founded_on_each.concern())
    changed[9_000] ^= 1
    founded_on_each.put(foreign, bytes(changed))
    founded_on_each.sorter().run()
    with founded_on_each.store.read() as connection:
        kept = {row.reason: bytes(row.slot) for row in connection.execute(select(tables.unplaced_slots))}
    assert kept == {"key": foreign, "seal": bytes(changed)}


def test_a_check_in_stays_sealed_until_ten_of_a_group_are_there(founded_on_each: FoundedTrust) -> None:
    for _ in range(BLOCK - 1):
        founded_on_each.put(founded_on_each.check_in(), founded_on_each.check_in("staff", "no"))
    founded_on_each.put(founded_on_each.check_in("visitor"))
    founded_on_each.sorter().run()
    assert number(founded_on_each, "check_in_weeks") == 0
    assert number(founded_on_each, "pending_check_ins") == 2 * (BLOCK - 1) + 1
    founded_on_each.put(founded_on_each.check_in(safe="no"))
    founded_on_each.sorter().run()
    with founded_on_each.store.read() as connection:
        rows = connection.execute(select(tables.check_in_weeks)).all()
    assert {(row.ward, row.who, row.questions, date_of(row.monday)) for row in rows} == {
        (WARD, "patient", 1, date(2026, 11, 16))
    }
    found = {(row.question, row.code): row.answers for row in rows}
    assert {code: n for (question, code), n in found.items() if question == "safe"} == {
        "yes": BLOCK - 1,
        "no": 1,
        "*": BLOCK,
    }
    assert "tell" not in {question for question, _ in found}, "nobody has answered it"
    assert number(founded_on_each, "pending_check_ins") == BLOCK  # nine of staff and a visitor


def test_an_answer_that_waits_can_be_read_nowhere_on_the_disk(founded: FoundedTrust) -> None:
    record = records.CheckIn(id=bytes(16), ward=WARD, questions=1, who="patient", reasons=("a_very_rare_reason",))
    founded.put(envelope.seal_check_in(record, founded.keys))
    founded.sorter().run()
    assert b"a_very_rare_reason" not in files(founded)
    assert b"patient" not in files(founded)


def test_the_days_on_which_a_check_in_came_are_noted_and_nothing_else_of_it(founded_on_each: FoundedTrust) -> None:
    founded_on_each.put(founded_on_each.concern())
    founded_on_each.sorter().run()
    assert number(founded_on_each, "check_in_days") == 0
    for days in (1, 1, 3):
        founded_on_each.put(founded_on_each.check_in())
        founded_on_each.sorter(NOW + days * DAY).run()
    with founded_on_each.store.read() as connection:
        rows = [tuple(row) for row in connection.execute(select(tables.check_in_days))]
        today = int(NOW) // DAY
        assert rows == [(WARD, today + 1), (WARD, today + 3)]
    founded_on_each.put(founded_on_each.check_in())
    founded_on_each.sorter(NOW + 3 * 365 * DAY).run()
    with founded_on_each.store.read() as connection:
        assert connection.execute(select(tables.check_in_days.c.day)).scalars().all() == [today + 3 * 365]


class Killed(Exception):
    """The process ends here."""


def killed(founded: FoundedTrust, at: int) -> None:
    """Sorting runs, and is killed as it begins its `at`-th statement; then it runs again, to its end."""
    ran = 0

    def die(*_: object) -> None:
        nonlocal ran
        ran += 1
        if ran == at:
            raise Killed

    event.listen(founded.store.engine, "before_cursor_execute", die)
    try:
        founded.sorter().run()
    except Killed:
        pass
    else:
        pytest.fail("there are fewer statements than this: shorten the range")
    event.remove(founded.store.engine, "before_cursor_execute", die)
    founded.sorter().run()


@pytest.mark.parametrize("at", range(1, 14))
def test_killed_at_any_statement_it_loses_nothing_and_files_nothing_twice(founded: FoundedTrust, at: int) -> None:
    for _ in range(3):
        founded.put(founded.concern())
    killed(founded, at)
    assert number(founded, "filed_records") == 3
    assert number(founded, "unplaced_slots") == 0


@pytest.mark.parametrize("at", range(1, 34))
def test_killed_at_any_statement_it_counts_every_answer_once(founded: FoundedTrust, at: int) -> None:
    for _ in range(BLOCK + 2):
        founded.put(founded.check_in(), founded.check_in("staff"))
    founded.sorter().run()
    for _ in range(BLOCK):
        founded.put(founded.check_in(safe="no"))
    founded.put(founded.concern())
    killed(founded, at)
    with founded.store.read() as connection:
        weeks = tables.check_in_weeks
        rows = connection.execute(select(weeks).where(weeks.c.question == "safe")).all()
    found = {(row.who, row.code): row.answers for row in rows}
    both = 2 * BLOCK + 2
    assert found == {
        ("patient", "yes"): BLOCK + 2,
        ("patient", "no"): BLOCK,
        ("patient", "*"): both,
        ("staff", "yes"): BLOCK + 2,
        ("staff", "*"): BLOCK + 2,
    }
    assert number(founded, "pending_check_ins") == 0
    assert number(founded, "filed_records") == 1


def test_the_real_process_killed_again_and_again_files_everything_once(founded: FoundedTrust) -> None:
    for _ in range(40):
        founded.put(founded.concern())
    fast = msgspec.json.encode(msgspec.structs.replace(founded.settings, sorting=0.2)) + b"\n"
    command = [sys.executable, "-m", "kiosk.trust.sorting_process"]
    for enough in (1, 33):  # the first transaction takes 32 batches
        with subprocess.Popen(command, stdin=subprocess.PIPE) as process:
            assert process.stdin is not None
            process.stdin.write(fast)
            process.stdin.flush()
            wait_for(lambda enough=enough: number(founded, "filed_records") >= enough, timeout=30)  # type: ignore[misc]
            process.send_signal(signal.SIGKILL)
    founded.sorter().run()
    assert number(founded, "filed_records") == 40


def test_two_sorting_processes_at_once_file_everything_once(founded_on_each: FoundedTrust) -> None:
    founded_on_each.put(founded_on_each.concern(), founded_on_each.check_in())
    first, second = founded_on_each.sorter(), founded_on_each.sorter()
    with founded_on_each.store.read() as connection:
        placer = Placer(founded_on_each.trust, keys.sorting_keys(connection, founded_on_each.secret))
        ids = list(connection.execute(select(tables.batches.c.id)).scalars())
    first._sort(founded_on_each.trust, placer, ids)
    second._sort(founded_on_each.trust, placer, ids)
    assert number(founded_on_each, "filed_records") == 1
    assert number(founded_on_each, "pending_check_ins") == 1


# --- the stopped disk ---------------------------------------------------------------------------------------------


def test_no_table_of_records_or_batches_names_a_tablet_or_a_time_finer_than_a_quarter_day() -> None:
    for name in (
        "batches",
        "filed_records",
        "record_keys",
        "unplaced_slots",
        "pending_check_ins",
        "check_in_waiting",
        "check_in_weeks",
        "check_in_days",
        "group_index",
    ):
        columns = {column.name for column in tables.metadata.tables[name].columns}
        assert columns.isdisjoint({"tablet", "at", "received", "time", "number", "rowid"}), name
        assert not {key.column.table.name for key in tables.metadata.tables[name].foreign_keys} & {"tablets", "calls"}


def test_a_tablets_row_does_not_change_when_a_batch_is_sorted(founded: FoundedTrust) -> None:
    founded.pair()
    with founded.store.read() as connection:
        before = connection.execute(select(tables.tablets)).all()
    founded.put(founded.concern())
    founded.sorter().run()
    with founded.store.read() as connection:
        assert connection.execute(select(tables.tablets)).all() == before


def test_nothing_of_a_batch_is_left_after_sorting(founded: FoundedTrust) -> None:
    batch = founded.put(founded.concern())
    pieces = [slot[5_000:5_032] for slot in batch.slots]
    assert all(piece in files(founded) for piece in pieces)
    founded.sorter().run()
    assert not any(piece in files(founded) for piece in pieces)


def test_sqlite_keeps_records_in_the_order_of_their_random_ids(founded: FoundedTrust) -> None:
    with founded.store.read() as connection:
        for name in ("filed_records", "record_keys", "unplaced_slots", "pending_check_ins"):
            made = connection.exec_driver_sql(
                "SELECT sql FROM sqlite_master WHERE type = 'table' AND name = ?", (name,)
            ).scalar_one()
            assert "WITHOUT ROWID" in made, name
            assert inspect(connection).get_pk_constraint(name)["constrained_columns"] in (
                ["id"],
                ["record"],
                ["slot_id"],
            )


def test_a_quarter_day_that_is_over_is_written_anew_in_random_order(founded_on_each: FoundedTrust) -> None:
    for _ in range(6):
        founded_on_each.put(founded_on_each.concern())
        founded_on_each.sorter().run()
    sqlite = founded_on_each.store.sqlite

    def order() -> list[bytes]:
        with founded_on_each.store.read() as connection:
            if sqlite:
                rows = connection.execute(select(tables.filed_records.c.inner)).scalars()
                places = {bytes(inner): files(founded_on_each).find(bytes(inner)[6_000:6_032]) for inner in rows}
                return sorted(places, key=lambda inner: places[inner])
            rows = connection.exec_driver_sql('SELECT "inner" FROM filed_records ORDER BY ctid').scalars()
            return [bytes(inner) for inner in rows]

    before = order()
    after = founded_on_each.sorter(NOW + DAY)

    class Backwards(secrets.SystemRandom):
        def shuffle(self, x: list[object]) -> None:  # type: ignore[override]
            x.reverse()

    after._order = Backwards()
    after.run()
    assert sorted(order()) == sorted(before)
    assert order() != before
    if sqlite:
        return
    with founded_on_each.store.read() as connection:
        both = "SELECT xmin::text FROM filed_records UNION SELECT xmin::text FROM record_keys"
        assert len(connection.exec_driver_sql(both).all()) == 1


def test_batches_are_remembered_for_ninety_days(founded: FoundedTrust) -> None:
    founded.put()
    founded.sorter().run()
    founded.sorter(NOW + (REMEMBERED - 4) * tables.QUARTER_DAY_SECONDS).run()
    assert number(founded, "batches") == 1
    founded.sorter(NOW + (REMEMBERED + 4) * tables.QUARTER_DAY_SECONDS).run()
    assert number(founded, "batches") == 0


def test_a_row_that_was_tampered_with_holds_up_no_other(founded: FoundedTrust) -> None:
    founded.put(founded.check_in())
    founded.sorter().run()
    with founded.store.write() as connection:
        connection.execute(update(tables.pending_check_ins).values(inner=bytes(envelope.INNER_BYTES)))
    for _ in range(BLOCK):
        founded.put(founded.check_in())
    founded.sorter().run()
    assert number(founded, "check_in_waiting") == 1
    assert number(founded, "pending_check_ins") == 1


def test_a_ward_whose_waiting_answers_were_tampered_with_loses_no_check_in_and_holds_up_no_other_work(
    founded: FoundedTrust,
) -> None:
    for _ in range(BLOCK):
        founded.put(founded.check_in())
    founded.sorter().run()
    with founded.store.write() as connection:
        held = connection.execute(select(tables.check_in_waiting.c.held)).scalar_one()
        connection.execute(update(tables.check_in_waiting).values(held=held[:-1] + bytes([held[-1] ^ 1])))
        connection.execute(update(tables.trust).values(settled=0))
    for _ in range(BLOCK):
        founded.put(founded.check_in())
    founded.sorter().run()
    assert number(founded, "pending_check_ins") == BLOCK
    with founded.store.read() as connection:
        assert connection.execute(select(tables.trust.c.settled)).scalar_one() == tables.quarter_day(NOW)


def test_a_live_trust_sorts_nothing_of_the_demo(tmp_path: Path) -> None:
    with founded_trust(tmp_path / "demo") as demo, founded_trust(tmp_path / "live", mode="live") as live:
        slot = demo.concern()
        live.put(slot)
        live.sorter().run()
        assert number(live, "filed_records") == 0
        assert number(live, "unplaced_slots") == 1


@given(st.floats(0, 2e9), st.sampled_from([0.2, 5.0, 300.0, 900.0]))
def test_sorting_is_due_on_whole_periods(now: float, period: float) -> None:
    due = next_run(now, period)
    assert now < due <= now + period + 1e-6


def test_the_quarter_hours_of_the_clock_are_the_default() -> None:
    assert next_run(1_800_000_000.0 + 1, 900.0) % 900 == 0
