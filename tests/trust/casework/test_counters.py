"""Governance sees numbers of the whole trust, which do not depend on who looked, and nothing else."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date

from kiosk import records
from kiosk.trust.casework import counters, events
from kiosk.trust.casework.counters import Counted
from tests.trust.casework.ward import NOW, Ward

RECORDED = events.Recorded(kinds=("C2",), review=date(2026, 12, 1))


def left(ward: Ward, group: str, now: float = NOW, again: bool = True) -> dict[str, Counted]:
    ward.inbox(group, now)
    counters.leave(ward.store, ward.trust, ward.held[group], now, again=again)
    with ward.store.read() as connection:
        return {each.group: each for each in counters.read(connection)}


def test_what_a_group_lists_is_counted(ward: Ward) -> None:
    ward.file(("ward", "safeguarding"))
    closed = ward.file(("safeguarding",))
    ward.write("safeguarding", closed, RECORDED, events.CloseProposed("not_reachable", "done", "Done.", 0))
    ward.write("outside", closed, events.CloseApproved(0))
    (counted,) = left(ward, "safeguarding").values()
    assert (counted.numbers["open"], counted.numbers["closed"], counted.numbers["not_recorded"]) == (1, 1, 1)
    assert (counted.numbers["recorded_in_time"], counted.numbers["past_24_hours"]) == (1, 0)
    late = left(ward, "safeguarding", NOW + 3 * counters.DAY)["safeguarding"]
    assert (late.numbers["past_24_hours"], late.numbers["oldest_days"]) == (1, 3)


def test_a_person_who_waits_for_an_answer_is_counted_once_it_is_late(ward: Ward) -> None:
    record = ward.file(("safeguarding",), mailbox=b"M" * 16)
    ward.write("safeguarding", record, RECORDED)
    came = records.FollowUp(id=bytes(16), ward="willow", mailbox=b"M" * 16, kind="second_look")
    ward.file_inner(ward.inner(came, ("safeguarding",)))
    ward.open("safeguarding", record)
    numbers = [left(ward, "safeguarding", NOW + days * counters.DAY)["safeguarding"].numbers for days in (0, 2)]
    assert [each["answer_late"] for each in numbers] == [0, 1]


def test_a_ward_team_leaves_no_numbers(ward: Ward) -> None:
    ward.file(("ward",))
    assert left(ward, "ward") == {}


def test_numbers_are_the_same_whoever_is_kept_out(ward: Ward) -> None:
    record = ward.file(("safeguarding",))
    ward.write("outside", record, events.KeptOut(ward.readers["safeguarding"], "safeguarding", "A conflict"))
    assert ward.listed("safeguarding") == ()
    assert left(ward, "safeguarding")["safeguarding"].numbers["open"] == 1


def test_looking_leaves_numbers_once_a_quarter_day(ward: Ward) -> None:
    ward.file(("safeguarding",))
    left(ward, "safeguarding", again=False)
    ward.file(("safeguarding",))
    assert left(ward, "safeguarding", again=False)["safeguarding"].numbers["open"] == 1
    assert left(ward, "safeguarding", NOW + 6 * 3600, again=False)["safeguarding"].numbers["open"] == 2


def test_sessions_that_leave_numbers_at_the_same_moment_do_not_fail_each_other(ward: Ward) -> None:
    ward.file(("safeguarding",))
    ward.inbox("safeguarding")
    together = threading.Barrier(4)

    def leave(_: int) -> None:
        together.wait()
        for _ in range(5):
            counters.leave(ward.store, ward.trust, ward.held["safeguarding"], NOW, again=True)

    with ThreadPoolExecutor(4) as sessions:
        list(sessions.map(leave, range(4)))
    assert left(ward, "safeguarding")["safeguarding"].numbers["open"] == 1
