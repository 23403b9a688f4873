"""Guesses wait, nobody waits for ever, and whoever guesses elsewhere slows only themselves."""

from __future__ import annotations

from collections.abc import Coroutine
from typing import Any, TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.trust.console.waits import (
    FORGOTTEN_AFTER,
    FREE_TRIES,
    LONGEST_SECONDS,
    MOST_HELD,
    SignInWaits,
    known_mark,
)
from kiosk.trust.secret import ServerSecret

SECRET = ServerSecret(bytes(range(32)))
Result = TypeVar("Result")


def done(work: Coroutine[Any, Any, Result]) -> Result:
    """What it returns. There is nobody to be told, and so nothing to wait for."""
    try:
        work.send(None)
    except StopIteration as end:
        result: Result = end.value
        return result
    raise AssertionError("it waits")


def test_the_first_tries_are_free_and_then_each_waits_longer() -> None:
    waits, now, waited = SignInWaits(SECRET), 0.0, []
    for _ in range(12):
        wait = done(waits.try_now("nurse", "", now))
        waited.append(wait)
        if wait:
            now += wait
            assert done(waits.try_now("nurse", "", now)) == 0
    assert waited[:FREE_TRIES] == [0.0] * FREE_TRIES
    assert waited[FREE_TRIES:] == sorted(waited[FREE_TRIES:])
    assert waited[FREE_TRIES] == 1
    assert waited[-1] == LONGEST_SECONDS


def test_a_try_that_comes_too_early_makes_the_wait_no_longer() -> None:
    waits = SignInWaits(SECRET)
    for _ in range(FREE_TRIES + 1):
        done(waits.try_now("nurse", "", 0.0))
    assert [done(waits.try_now("nurse", "", 0.5)) for _ in range(50)] == [0.5] * 50
    assert done(waits.try_now("nurse", "", 1.0)) == 0


def test_a_right_try_and_a_quarter_of_an_hour_both_forget() -> None:
    waits = SignInWaits(SECRET)
    for _ in range(FREE_TRIES + 1):
        done(waits.try_now("nurse", "", 0.0))
    done(waits.passed("Nurse ", ""))
    assert done(waits.try_now("nurse", "", 0.0)) == 0
    for _ in range(FREE_TRIES + 1):
        done(waits.try_now("nurse", "", 0.0))
    assert [done(waits.try_now("nurse", "", float(FORGOTTEN_AFTER))) for _ in range(FREE_TRIES)] == [0.0] * FREE_TRIES


def test_case_and_spaces_do_not_make_another_name() -> None:
    waits = SignInWaits(SECRET)
    tries = [done(waits.try_now(name, "", 0.0)) for name in ("ward nurse", "Ward  Nurse", " ward nurse ", "WARD NURSE")]
    assert tries[-1] > 0


def test_a_known_browser_is_counted_by_itself_and_a_forged_mark_is_not_one() -> None:
    waits, mark = SignInWaits(SECRET), known_mark(SECRET, "nurse")
    for forged in (
        "",
        "zz",
        mark[:-2] + ("00" if mark[-2:] != "00" else "11"),
        known_mark(SECRET, "advocate"),
        mark * 2,
    ):
        done(waits.try_now("nurse", forged, 0.0))
    assert done(waits.try_now("nurse", "", 0.0)) > 0
    assert done(waits.try_now("nurse", mark, 0.0)) == 0


def test_the_mark_does_not_tell_the_name() -> None:
    assert "nurse" not in known_mark(SECRET, "nurse")
    assert known_mark(SECRET, "nurse") != known_mark(SECRET, "nurse")


def test_however_many_names_are_tried_little_is_held() -> None:
    waits = SignInWaits(SECRET)
    for number in range(MOST_HELD + 100):
        done(waits.try_now(f"name {number}", "", 0.0))
    assert len(waits._tries) == MOST_HELD


@given(st.lists(st.floats(0, 3_000), max_size=60))
def test_nobody_ever_waits_longer_than_a_minute(pauses: list[float]) -> None:
    waits, now = SignInWaits(SECRET), 0.0
    for pause in pauses:
        now += pause
        assert 0 <= done(waits.try_now("nurse", "", now)) <= LONGEST_SECONDS


def test_a_mark_in_another_spelling_gives_no_further_tries() -> None:
    waits, mark = SignInWaits(SECRET), known_mark(SECRET, "nurse")
    spellings = [mark, mark.upper(), f" {mark}", f"{mark[:2]} {mark[2:]}", f"{mark}\t"]
    assert [waits.knows("nurse", spelling) for spelling in spellings] == [True, False, False, False, False]
    assert sum(done(waits.try_now("nurse", spelling, 0.0)) == 0 for spelling in spellings * 10) == 2 * FREE_TRIES


def test_processes_count_together_and_tell_each_other_no_name() -> None:
    told: list[str] = []

    async def tell(said: str) -> None:
        told.append(said)

    one, other = SignInWaits(SECRET, tell), SignInWaits(SECRET)
    for _ in range(FREE_TRIES):
        assert done(one.try_now("nurse", "", 0.0)) == 0
        other.heard(told[-1], 0.0)
    assert done(other.try_now("nurse", "", 0.0)) == done(one.try_now("nurse", "", 0.0)) == 1
    assert len(told) == FREE_TRIES  # one that has to wait is none
    assert done(other.try_now("advocate", "", 0.0)) == 0
    done(one.passed("nurse", ""))
    other.heard(told[-1], 0.0)
    assert done(other.try_now("nurse", "", 0.0)) == 0
    assert not any("nurse" in said or b"nurse".hex() in said for said in told)
    with pytest.raises(ValueError, match="hexadecimal"):
        other.heard("+nurse", 0.0)
