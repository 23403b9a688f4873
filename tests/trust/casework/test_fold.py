"""The state of a case: pure, total, and never closed by one person alone, whatever is written in whatever order."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.trust.casework import events, rules
from kiosk.trust.casework.events import Entry, Event
from kiosk.trust.casework.fold import Case, after, fold

ANNA, BEN, CARA = (bytes([n]) * 16 for n in (1, 2, 3))
REVIEW = date(2026, 12, 1)
RECORDED = events.Recorded(kinds=("C2",), review=REVIEW)
PROPOSED = events.CloseProposed("satisfied", "done", "Moved rooms.", 0)


def written(*parts: tuple[bytes, Event]) -> list[Entry]:
    return [
        Entry(number, 1_000 + number, author, author.hex()[:2], bytes(32), event)
        for number, (author, event) in enumerate(parts, start=1)
    ]


def case(*parts: tuple[bytes, Event]) -> Case:
    return fold(written(*parts))


people = st.sampled_from([ANNA, BEN, CARA])
days = st.dates(date(2026, 11, 1), date(2027, 3, 1))
some_events: st.SearchStrategy[Event] = st.one_of(
    st.builds(events.Recorded, kinds=st.just(("C2",)), review=st.none() | days),
    st.builds(events.Graded, st.sampled_from(events.PHYSICAL), st.sampled_from(events.PSYCHOLOGICAL)),
    st.builds(events.StepsTicked, st.lists(st.sampled_from(events.STEPS), unique=True).map(tuple)),
    st.builds(
        events.Supported,
        st.lists(
            st.tuples(st.sampled_from(events.INVOLVED), st.sampled_from(events.SUPPORT)), unique=True, max_size=5
        ).map(tuple),
    ),
    st.builds(events.ActionAdded, st.just("Talk"), st.just("Nurse"), days),
    st.builds(events.ActionEnded, st.integers(1, 12), st.booleans(), st.just("Came of it")),
    st.builds(events.Reviewed, st.just("Looked"), st.sampled_from(events.TOGETHERS), days),
    st.builds(events.KeptOut, people, st.just("name"), st.just("why")),
    st.builds(events.LetBack, people, st.just("name"), st.just("why")),
    st.builds(events.Messaged, st.integers(1, 4), st.just("Hello"), st.booleans()),
    st.builds(events.TakeBackFollowed, st.sampled_from([bytes(16), b"1" * 16]), st.just("note")),
    st.builds(events.LookedAgain, st.sampled_from([bytes(16), b"1" * 16]), st.just("note")),
    st.builds(events.DetrimentChecked, st.sampled_from(events.DETRIMENTS), st.just("note")),
    st.builds(
        events.CloseProposed,
        st.sampled_from(events.VIEWS),
        st.sampled_from(events.CLOSING_REASONS),
        st.just("done"),
        st.integers(0, 1),
    ),
    st.builds(events.CloseApproved, st.integers(0, 1)),
    st.just(events.CloseDeclined("no")),
    st.builds(events.Reopened, st.just("again"), days),
    st.just(events.Noted("a note")),
)
histories = st.lists(st.tuples(people, some_events), max_size=25)


@given(histories)
def test_a_case_is_closed_only_by_two_people_with_the_persons_view_and_a_reason(
    parts: list[tuple[bytes, Event]],
) -> None:
    found = case(*parts)
    if found.stage == "closed":
        assert found.closing is not None
        proposer, proposal, approver = found.closing
        assert proposer.author != approver.author
        assert proposal.view in events.VIEWS
        assert proposal.reason in events.CLOSING_REASONS
        assert not found.open_actions


@given(histories)
def test_an_open_case_that_is_on_record_always_has_a_next_review(parts: list[tuple[bytes, Event]]) -> None:
    found = case(*parts)
    if found.is_open and found.recorded_at is not None:
        assert found.review is not None
    assert (found.stage == "proposed") == (found.proposal is not None)


@given(histories)
def test_what_the_rules_refuse_changes_nothing_and_is_counted(parts: list[tuple[bytes, Event]]) -> None:
    state = Case()
    for entry in written(*parts):
        before, why = state, rules.problem(state, entry.author, entry.event)
        state = after(state, entry)
        if why is not None:
            assert state.refused == before.refused + 1
            assert (state.stage, state.review, state.actions, state.kept_out) == (
                before.stage,
                before.review,
                before.actions,
                before.kept_out,
            )
        else:
            assert state.refused == before.refused
    assert state == case(*parts)
    assert state.entries == len(parts)


@given(histories)
def test_nobody_who_is_kept_out_writes(parts: list[tuple[bytes, Event]]) -> None:
    state = Case()
    for entry in written(*parts):
        if entry.author in state.kept_out:
            assert after(state, entry).refused == state.refused + 1
        state = after(state, entry)


@given(histories)
def test_every_event_is_kept_as_it_was_written(parts: list[tuple[bytes, Event]]) -> None:
    for entry in written(*parts):
        assert events.decode(events.encode(entry)) == entry


@given(st.binary(max_size=200))
def test_bytes_that_are_no_entry_are_refused(data: bytes) -> None:
    with pytest.raises(events.Unwritable):
        events.decode(data)


def test_the_first_record_stops_the_clock_and_later_ones_do_not_move_it() -> None:
    found = case((ANNA, RECORDED), (BEN, events.Recorded(kinds=("C6",))))
    assert found.recorded_at == 1_001
    assert found.recorded is not None
    assert found.recorded[1].kinds == ("C6",)
    assert found.review == REVIEW


def test_a_record_without_a_review_date_is_refused_while_there_is_none() -> None:
    assert rules.problem(Case(), ANNA, events.Recorded(kinds=("C2",))) == "Give the date of the next review"


def test_who_proposes_cannot_approve() -> None:
    proposed = case((ANNA, RECORDED), (ANNA, PROPOSED))
    assert "Another person" in str(rules.problem(proposed, ANNA, events.CloseApproved(0)))
    assert rules.problem(proposed, BEN, events.CloseApproved(0)) is None


def test_nothing_new_is_closed_unread() -> None:
    proposed = case((ANNA, RECORDED), (ANNA, PROPOSED))
    assert "Something came from the person" in str(rules.problem(proposed, BEN, events.CloseApproved(1)))


def test_a_case_with_an_open_action_is_not_closed() -> None:
    busy = case((ANNA, RECORDED), (ANNA, events.ActionAdded("Talk", "Nurse", REVIEW)))
    assert "End the open actions first" in str(rules.problem(busy, ANNA, PROPOSED))
    ended = after(busy, written((ANNA, RECORDED), (ANNA, PROPOSED), (ANNA, events.ActionEnded(2, True, "Done")))[2])
    assert rules.problem(ended, ANNA, PROPOSED) is None


def test_after_the_close_only_what_goes_on_is_written() -> None:
    closed = case((ANNA, RECORDED), (ANNA, PROPOSED), (BEN, events.CloseApproved(0)))
    assert closed.stage == "closed"
    for event in (RECORDED, events.Graded("none", "low"), events.ActionAdded("Talk", "Nurse", REVIEW), PROPOSED):
        assert "closed" in str(rules.problem(closed, CARA, event))
    for later in (events.DetrimentChecked("no", "Asked."), events.Messaged(1, "Hello", False), events.Noted("x")):
        assert rules.problem(closed, CARA, later) is None
    again = after(closed, written((ANNA, events.Reopened("It got worse", REVIEW)))[0])
    assert (again.stage, again.review) == ("open", REVIEW)


def test_whoever_steps_out_is_out_until_somebody_else_lets_them_back() -> None:
    out = case((ANNA, events.KeptOut(ANNA, "Anna", "I know her")))
    assert (
        rules.problem(out, ANNA, events.LetBack(ANNA, "Anna", "changed my mind")) == "You are kept out of this concern"
    )
    back = after(out, written((BEN, events.LetBack(ANNA, "Anna", "Another Anna")))[0])
    assert ANNA not in back.kept_out


def test_support_keeps_when_each_was_first_ticked() -> None:
    offered = events.Supported((("person", "offered"),))
    both = events.Supported((("person", "offered"), ("person", "given")))
    found = case((ANNA, offered), (BEN, both))
    assert found.support["person", "offered"].author == ANNA
    assert found.support["person", "given"].author == BEN


@pytest.mark.parametrize("word", ["false", "fake", "lie", "unfounded", "untrue", "malicious"])
def test_no_status_says_that_a_person_was_not_believed(word: str) -> None:
    from kiosk.trust.console import case_words

    told: list[str] = [*events.VIEWS, *events.CLOSING_REASONS, *events.DETRIMENTS]
    for names in (case_words.REASONS, case_words.VIEWS, case_words.DETRIMENTS, case_words.VIEW_NAMES):
        told += names.values()
    told += [text for text, _ in case_words.STAGES.values()]
    assert not any(word in each.lower().split() for each in told)
