"""What a relay tells: place and "please attend", in words that any call could have, and nothing else of the call."""

from __future__ import annotations

import json
import re

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk import callstate
from kiosk.trust.relays import told as telling
from kiosk.trust.relays.told import QUIETLY, STATES, WORDS, Told, pager_text, plain, told_of
from kiosk.trust.store.call_rows import CallRow

CALL = bytes(range(16))
PROGRESS = st.sampled_from(["received", "shown", "accepted", "attended", "reset", "cancelled"])
rows = st.builds(
    CallRow,
    id=st.binary(min_size=16, max_size=16),
    tablet=st.just("tablet-of-the-call"),
    ward=st.just("willow"),
    place=st.text(min_size=1, max_size=40),
    pressed=st.just(1_795_000_001.25),
    received=st.just(1_795_000_002.25),
    progress=PROGRESS,
    progress_at=st.just(1_795_000_003.25),
    by=st.sampled_from(["", "Zealous nurse"]),
    escalations=st.integers(0, 5),
    test=st.booleans(),
    added=st.builds(
        callstate.Added,
        st.lists(st.sampled_from(callstate.KINDS), unique=True).map(tuple),
        st.sampled_from(["", "woman", "man", "either"]),
        st.booleans(),
    ),
)


def row(progress: str, by: str = "", escalations: int = 0, *, test: bool = False) -> CallRow:
    return CallRow(CALL, "t", "willow", "Day room", 1.0, 2.0, progress, 3.0, by, escalations, test)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (row("received"), "Willow Ward, Day room: please attend"),
        (row("shown"), "Willow Ward, Day room: please attend"),
        (row("shown", escalations=1), "Willow Ward, Day room: still waiting, please attend"),
        (row("accepted", "Ward nurse"), "Willow Ward, Day room: somebody is going"),
        (row("attended", "Ward nurse"), "Willow Ward, Day room: call ended"),
        (row("reset"), "Willow Ward, Day room: call ended"),
        (row("received", test=True), "TEST Willow Ward, Day room: test call"),
        (row("accepted", "Ward nurse", test=True), "TEST Willow Ward, Day room: test call"),
        (row("reset", test=True), "TEST Willow Ward, Day room: call ended"),
    ],
)
def test_each_state_has_its_line(call: CallRow, text: str) -> None:
    assert told_of(call, "Willow Ward").text == text


@pytest.mark.parametrize("by", ["", "Ward nurse"])
def test_a_call_that_was_taken_back_stays_as_it_was_for_whoever_stands_behind_the_caller(by: str) -> None:
    before = told_of(row("accepted" if by else "shown", by), "Willow Ward")
    assert told_of(row("cancelled", by), "Willow Ward") == before


@given(rows)
def test_nothing_leaves_but_ward_place_state_and_the_agreed_words(call: CallRow) -> None:
    told, quiet = told_of(call, "Willow Ward"), call.added.quiet
    sent = json.loads(telling.body(told))
    assert sent.pop("type") == "staff_call"
    assert sent.pop("call") == call.id.hex()
    assert sent.pop("id").startswith(call.id.hex())
    assert (sent.pop("ward"), sent.pop("ward_name"), sent.pop("place")) == ("willow", "Willow Ward", call.place)
    assert sent.pop("state") in STATES
    assert (sent.pop("test"), sent.pop("quiet"), sent.pop("passed_on")) == (call.test, quiet, call.escalations)
    words = sent.pop("text").removeprefix("TEST ").removeprefix(f"Willow Ward, {call.place}: ")
    assert words in (set(QUIETLY.values()) if quiet else set(WORDS.values()))
    assert sent == {}


@given(rows)
def test_of_what_a_caller_added_only_quiet_changes_what_is_told(call: CallRow) -> None:
    plain_call = msgspec.structs.replace(call, added=callstate.Added(quiet=call.added.quiet))
    assert telling.body(told_of(call, "Willow Ward")) == telling.body(told_of(plain_call, "Willow Ward"))
    quiet = msgspec.structs.replace(call, added=callstate.Added(quiet=True))
    assert told_of(quiet, "Willow Ward").text.endswith(QUIETLY[told_of(call, "Willow Ward").state])


def test_no_word_says_why_and_the_quiet_ones_do_not_even_say_that_somebody_called() -> None:
    all_words = " ".join((*WORDS.values(), *QUIETLY.values())).lower()
    assert not re.search(r"sex|safe|assault|abus|harm|concern|threat|touch|emergenc|danger|patient|visitor", all_words)
    assert not any(re.search(r"call|attend|wait", words) for state, words in QUIETLY.items() if state != "test")
    assert set(WORDS) == set(QUIETLY) == set(STATES)


@given(rows)
def test_a_key_is_the_same_for_the_same_state_and_another_for_another(call: CallRow) -> None:
    told = told_of(call, "Willow Ward")
    assert told.key == told_of(call, "Another name").key
    assert re.fullmatch(r"[0-9a-z_-]+", told.key)  # no full stop: it stands between those of a signature
    others = [Told(call.id, "w", "W", "P", state, 2) for state in STATES]
    assert len({each.key for each in others}) == len(STATES)
    assert Told(call.id, "w", "W", "P", "passed_on", 1).key != Told(call.id, "w", "W", "P", "passed_on", 2).key


@given(st.text(max_size=300), st.text(max_size=300), st.sampled_from(STATES), st.booleans(), st.integers(40, 230))
def test_a_pagers_text_is_printable_and_short_and_says_what_to_do(
    ward: str, place: str, state: telling.State, quiet: bool, most: int
) -> None:
    told = Told(CALL, "w", ward, place, state, quiet=quiet)
    text = pager_text(told, most)
    assert re.fullmatch(r"[ -~]*", text)
    assert len(text) <= most
    assert text.endswith((QUIETLY if quiet else WORDS)[state])


def test_accents_go_and_nothing_else_is_guessed() -> None:
    assert plain("Café Ólaf, Zimmer №5 \n", 40) == "Cafe Olaf, Zimmer No5 ?"
