"""A call only ever claims what is known, and news that comes late, twice or out of order changes nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk import callstate

progress = st.sampled_from(["sending", "received", "shown", "accepted", "attended", "reset", "cancelled"])


@given(st.lists(st.tuples(progress, st.floats(0, 100)), max_size=20))
def test_a_call_never_goes_back_and_never_claims_more_than_it_was_told(
    news: list[tuple[callstate.Progress, float]],
) -> None:
    call = callstate.press(bytes(16), 0.0)
    for told, at in news:
        before = call
        call = callstate.advance(call, told, at)
        assert call.progress in (before.progress, told)
        if before.progress in callstate.ORDER and call.progress in callstate.ORDER:
            assert callstate.ORDER.index(call.progress) >= callstate.ORDER.index(before.progress)
        if before.progress == "cancelled":
            assert call == before


@given(st.lists(progress, max_size=8), st.floats(0, 500))
def test_the_next_warning_is_when_the_warning_changes(news: list[callstate.Progress], now: float) -> None:
    call = callstate.press(bytes(16), 0.0)
    for told in news:
        call = callstate.advance(call, told, 1.0)
    moment = callstate.next_warning(call, now)
    if moment is None:
        assert callstate.warning(call, now) == callstate.warning(call, now + 10_000)
    else:
        assert moment > now
        assert callstate.warning(call, (now + moment) / 2) == callstate.warning(call, now)
        assert callstate.warning(call, moment) != callstate.warning(call, now)


def test_the_caller_is_told_what_is_missing_when_it_is_missing() -> None:
    call = callstate.press(bytes(16), 100.0)
    assert callstate.warning(call, 109.9) == ""
    assert callstate.warning(call, 110.0) == "not_sent"
    call = callstate.advance(call, "received", 112.0)
    assert callstate.warning(call, 116.9) == ""
    assert callstate.warning(call, 117.0) == "not_shown"
    call = callstate.advance(call, "shown", 118.0)
    assert callstate.warning(call, 119.0) == ""
    assert callstate.warning(call, 160.0) == "not_accepted"
    call = callstate.advance(call, "accepted", 170.0, by="nurse")
    assert callstate.warning(call, 1_000.0) == ""
    assert call.by == "nurse"


@pytest.mark.parametrize("ended", ["attended", "reset", "cancelled"])
def test_a_call_that_has_ended_is_not_opened_again(ended: callstate.Progress) -> None:
    call = callstate.advance(callstate.press(bytes(16), 0.0), ended, 1.0)
    assert not call.open
    assert not callstate.advance(call, "accepted", 2.0).open
    assert callstate.escalate(call) == call


added = st.builds(
    callstate.Added,
    st.lists(st.sampled_from(callstate.KINDS), max_size=4, unique=True).map(tuple),
    st.sampled_from(["", "woman", "man", "either"]),
    st.booleans(),
)


@given(st.lists(st.tuples(added, st.integers(0, 9)) | progress, max_size=20))
def test_of_what_was_added_the_newest_is_known_in_whatever_order_it_is_told_and_nothing_once_it_has_ended(
    news: list[tuple[callstate.Added, int] | callstate.Progress],
) -> None:
    call = callstate.press(bytes(16), 0.0)
    for told in news:
        before = call
        if isinstance(told, str):
            call = callstate.advance(call, told, 1.0)
            assert (call.added, call.told) == (before.added if call.open else callstate.NOTHING, before.told)
        else:
            call = callstate.tell(call, *told)
            newer = before.open and told[1] > before.told
            assert (call.added, call.told) == (told if newer else (before.added, before.told))
            assert call.progress == before.progress
