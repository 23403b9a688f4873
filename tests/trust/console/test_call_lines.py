"""A call in words: what a caller added is for who goes there, and a screen that hangs on the ward tells nobody why somebody called."""

from __future__ import annotations

import re

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk import callstate
from kiosk.callstate import Added
from kiosk.trust.calls import Snapshot
from kiosk.trust.console import call_lines
from kiosk.trust.console.call_lines import Sight, added_words
from kiosk.trust.store.call_rows import CallRow

WALL = Sight({"willow": "Willow Ward"}, frozenset({"willow"}), {"willow": "Willow Ward"}, on_wall=True)
DESK = msgspec.structs.replace(WALL, on_wall=False)
ADDED = st.builds(
    Added,
    st.lists(st.sampled_from(callstate.KINDS), unique=True).map(tuple),
    st.sampled_from(["", "woman", "man", "either"]),
    st.booleans(),
)
calls = st.builds(
    CallRow,
    id=st.just(bytes(16)),
    tablet=st.just("t"),
    ward=st.just("willow"),
    place=st.just("Day room"),
    pressed=st.just(1.0),
    received=st.just(2.0),
    progress=st.sampled_from(["received", "shown", "accepted", "attended", "cancelled"]),
    progress_at=st.just(3.0),
    by=st.sampled_from(["", "Nurse"]),
    escalations=st.integers(0, 2),
    test=st.just(False),
    added=ADDED,
    told=st.just(1),
)


def without(call: CallRow, added: Added = callstate.NOTHING) -> CallRow:
    return msgspec.structs.replace(call, added=added)


def on(sight: Sight, call: CallRow) -> bytes:
    """All that a page is sent of this call."""
    return msgspec.json.encode(call_lines.list_of(sight, Snapshot(1, 10.0, (call,), ()), ()))


@given(calls)
def test_why_somebody_called_is_never_sent_to_a_screen_on_the_ward(call: CallRow) -> None:
    """Neither is that there is something to read: a call without it looks the same, but for whom to send, or that it is quiet."""
    hides = call.added.quiet or "company" in call.added.kinds or call.added.who == "either"
    may_show = Added(who="" if hides else call.added.who, quiet=call.added.quiet)
    assert on(WALL, call) == on(WALL, without(call, may_show))


@given(calls)
def test_a_quiet_call_on_the_wall_says_in_every_state_no_more_than_that_somebody_visits_the_tablet(
    call: CallRow,
) -> None:
    quiet = without(call, Added(call.added.kinds, call.added.who, True))
    line = WALL.line(quiet, 10.0)
    assert line.added == ""
    assert re.fullmatch(r"Please visit the tablet|In hand(: [\w ]+)?, since [\d:]+.*", line.state)
    assert not re.search(r"quiet|woman|somebody|call", line.state, re.IGNORECASE)
    assert (line.waiting, line.tone) == (WALL.line(without(call), 10.0).waiting, WALL.line(without(call), 10.0).tone)


@pytest.mark.parametrize(
    ("added", "wall", "desk"),
    [
        (callstate.NOTHING, "", ""),
        (Added(who="woman"), "They ask for a woman.", "They ask for a woman."),
        (Added(who="man"), "They ask for a man.", "They ask for a man."),
        (Added(who="either"), "", "A woman or a man can go."),
        (Added(("talk",), "woman"), "They ask for a woman.", "They want to talk. They ask for a woman."),
        (Added(("company",), "woman"), "", "Somebody is with them. They ask for a woman."),
        (Added(("other", "tablet")), "", "Somebody else needs help. They need help with the tablet."),
        (Added((), "man", True), "", "Please go quietly. They ask for a man."),
    ],
)
def test_what_was_added_in_words_for_who_may_read_them(added: Added, wall: str, desk: str) -> None:
    call = CallRow(bytes(16), "t", "willow", "Day room", 1.0, 2.0, "shown", 3.0, added=added)
    assert WALL.line(call, 10.0).added == wall
    assert DESK.line(call, 10.0).added == added_words(added) == desk


def test_no_word_for_staff_says_what_has_happened_to_anybody() -> None:
    words = added_words(Added(callstate.KINDS, "woman", True)).lower()
    assert not re.search(r"sex|safe|assault|abus|harm|concern|threat|touch|emergenc|danger|afraid|fear", words)


@given(calls)
def test_the_button_to_read_it_comes_with_the_state_and_not_with_what_there_is_to_read(call: CallRow) -> None:
    may = WALL.line(call, 10.0).may_read
    assert may == WALL.line(without(call), 10.0).may_read == (call.progress in ("accepted", "attended", "cancelled"))
