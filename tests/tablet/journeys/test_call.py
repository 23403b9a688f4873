"""Staff call as the caller sees it: never more than is known, and what to do while it is not known that somebody comes (hazards H1, H2)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk import callstate
from kiosk.tablet import journeys, pages, visit
from tests.tablet.journeys.walking import Person, unpaired

ID = b"c" * 16


def called() -> Person:
    """A person who has pressed Call staff, and whose tablet has placed the call."""
    person = Person().presses("call")
    return person.happens(visit.CallChanged(call=callstate.press(ID, person.clock)))


def moved(person: Person, *way: callstate.Progress) -> Person:
    for progress in way:
        assert person.visit.call is not None
        person.happens(visit.CallChanged(call=callstate.advance(person.visit.call, progress, person.clock)))
    return person


def stages(person: Person) -> list[tuple[str, bool, bool]]:
    status = person.page.block("status")
    assert isinstance(status, pages.Status)
    return [(stage.label.spoken, stage.reached, stage.now) for stage in status.stages]


def test_one_touch_calls_and_the_page_says_calling_before_anything_else_is_known() -> None:
    person = Person().presses("call").at("call.now")
    assert person.took(visit.Call) == [visit.Call()]
    assert person.title == "Calling…"
    assert stages(person) == [("This tablet", False, True), ("Ward system", False, False), ("Staff", False, False)]
    assert person.page.rail.call_button == "on"


@pytest.mark.parametrize(
    ("way", "title", "path"),
    [
        (("received",), "The ward system has your call", [(True, False), (True, True), (False, False)]),
        (("received", "shown"), "A ward screen shows your call", [(True, False), (True, True), (False, False)]),
        (("accepted",), "A member of staff has accepted", [(True, False), (True, False), (True, True)]),
        (("accepted", "attended"), "Staff say they are with you", [(True, False), (True, False), (True, True)]),
        (("accepted", "reset"), "This call has ended", []),
        (("cancelled",), "You cancelled your call", []),
    ],
)
def test_each_state_has_its_own_words_and_way(
    way: tuple[callstate.Progress, ...], title: str, path: list[tuple[bool, bool]]
) -> None:
    person = moved(called(), *way)
    assert person.title == title
    assert [(reached, now) for _, reached, now in stages(person)] == path


def test_a_call_that_was_not_sent_says_so_after_ten_seconds_and_what_to_do_instead() -> None:
    person = called().waits(9)
    assert person.title == "Calling…"
    person.waits(2)
    assert person.title == "Your call was not sent"
    status = person.page.block("status")
    assert isinstance(status, pages.Status)
    assert status.tone == "not_sent"
    for instead in (
        "Press the red call point",
        "Shout for staff",
        "Go to the ward office",
        "Phone 999",
        "We keep trying",
    ):
        assert instead in person.reads


def test_even_a_tablet_that_says_nothing_of_the_call_at_all_is_noticed_after_ten_seconds() -> None:
    assert Person().presses("call").waits(11).title == "Your call was not sent"


def test_a_call_that_no_screen_shows_says_so_after_five_seconds() -> None:
    person = moved(called(), "received").waits(6)
    assert person.title == "The ward system has your call, but no screen is showing it"
    assert "Press the red call point" in person.reads


def test_a_call_that_nobody_accepts_says_so_after_a_minute() -> None:
    person = moved(called(), "received", "shown").waits(61)
    assert person.title == "Nobody has accepted your call yet"
    assert "If you cannot wait" in person.reads


def test_where_the_ward_system_is_heard_no_more_nothing_is_said_of_who_has_answered() -> None:
    person = moved(called(), "received", "shown").waits(61)
    person.happens(visit.LinkChanged(link=visit.Link(courier=True)))
    assert person.title == "The ward system has your call, but there is no connection now"
    assert "Nobody has accepted" not in person.reads
    assert "Press the red call point" in person.reads
    person.happens(visit.LinkChanged(link=visit.Link(courier=True, calls=True)))
    assert person.title == "Nobody has accepted your call yet"
    moved(person, "accepted").happens(visit.LinkChanged(link=visit.Link(courier=True)))
    assert person.title == "A member of staff has accepted"


@given(st.floats(0, 1e9), st.sampled_from(("sending", "received", "shown")))
def test_no_rounding_keeps_a_warning_back(pressed: float, progress: callstate.Progress) -> None:
    call = callstate.Call(ID, pressed, progress, None if progress == "sending" else pressed)
    moment = callstate.next_warning(call, pressed)
    assert moment is not None
    assert callstate.warning(call, moment)


def test_back_leads_to_where_the_person_was_with_every_answer_and_the_call_goes_on() -> None:
    person = Person().chooses("checkin").chooses("patient").presses("call")
    person.happens(visit.CallChanged(call=callstate.press(ID, person.clock))).presses("back").at("checkin.safe")
    assert person.visit.draft.chosen("checkin.who") == ("patient",)
    assert person.page.rail.call_button == "on"
    assert not person.took(visit.CancelCall)


def test_leaving_keeps_the_call_going() -> None:
    person = called().presses("leave").at("home.doors")
    assert person.page.rail.call_button == "on"
    assert not person.took(visit.CancelCall)
    assert moved(person, "accepted").presses("call").at("call.now").title == "A member of staff has accepted"


def test_a_call_that_rings_is_not_placed_twice_and_one_that_was_accepted_is_called_again() -> None:
    person = called()
    person.took(visit.Call)
    person.presses("call").presses("back").presses("call")
    assert not person.took(visit.Call)
    moved(person, "accepted").waits(20).presses("call")
    assert person.took(visit.Call) == [visit.Call()]
    assert person.title == "Calling…"


def test_after_a_call_has_ended_the_next_touch_is_a_new_call() -> None:
    for end in ("cancelled", "reset"):
        person = moved(called(), end)
        person.took(visit.Call)
        assert person.presses("call").took(visit.Call) == [visit.Call()]


def test_the_caller_can_take_the_call_back() -> None:
    person = called().presses("cancel_call")
    assert person.took(visit.CancelCall)
    assert "Staff may still see it for two minutes." in person.reads
    assert "cancel_call" not in [action.id for action in person.page.actions]


def test_a_stale_link_is_said_on_the_button_and_the_button_still_calls() -> None:
    person = Person(link=visit.Link(courier=True, calls=False))
    assert person.page.rail.call_button == "stale"
    assert "red call point" in person.page.rail.call.label.spoken
    assert person.presses("call").took(visit.Call)


def test_a_tablet_without_a_ward_says_at_once_that_nothing_was_sent() -> None:
    person = Person(unpaired()).presses("call")
    assert person.title == "Your call was not sent"
    assert "Press the red call point" in person.reads
    assert person.took(visit.Call), "it is tried all the same"


def test_staff_can_be_called_while_the_screen_is_being_cleaned_and_touch_works_again() -> None:
    person = Person(unpaired()).presses("staff").types("135791").presses("open").happens(visit.PinChecked(right=True))
    person.chooses("clean").happens(visit.Pressed(action="back")).at("staff.clean")
    person.presses("call").at("call.now")
    assert person.took(visit.TouchOff)[-1] == visit.TouchOff(0.0)
    assert person.took(visit.Call)
    person.presses("back")


def test_staff_who_are_there_end_the_call_with_the_staff_code() -> None:
    person = moved(called(), "received", "shown")
    person.presses("back").chooses("help")
    while "staff" not in [action.id for action in person.page.actions]:
        person.presses("next")
    person.presses("staff").types("135791").presses("open").happens(visit.PinChecked(right=True))
    person.at("staff.menu").chooses("end_call").at("call.now")
    assert person.took(visit.EndCall) == [visit.EndCall()]
    assert person.title == "This call has ended"
    moved(person, "accepted")  # late news
    assert person.title == "This call has ended"
    assert "cancel_call" not in [action.id for action in person.page.actions]


def test_where_nobody_waits_there_is_no_call_to_end() -> None:
    person = Person(unpaired()).presses("staff").types("135791").presses("open")
    person.happens(visit.PinChecked(right=True)).at("staff.menu")
    assert "End this call" not in person.reads


def test_nothing_rests_while_a_call_is_on_its_way() -> None:
    person = moved(called(), "received", "shown").waits(3_600)
    assert person.page.id == "call.now"
    assert journeys.deadline(person.visit) is None
