"""What a caller adds to a call that has gone: never asked first, taken back at a touch, known to no next person; and silence for who asks for it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from kiosk import callstate
from kiosk.callstate import Added
from kiosk.tablet import attention, journeys, pages, visit
from kiosk.tablet.journeys import describing, telling
from tests.tablet.journeys.walking import WORKS, Person, unpaired, ward

ID = b"c" * 16
ALOUD = visit.Link(courier=True, calls=True, speech=True, headphones=False)


def called(person: Person | None = None, progress: callstate.Progress = "shown") -> Person:
    """Somebody whose call has come so far."""
    person = (person or Person()).presses("call")
    call = callstate.advance(callstate.press(ID, person.clock), progress, person.clock)
    return person.happens(visit.CallChanged(call=call))


def telling_staff(person: Person | None = None) -> Person:
    return called(person).presses("tell_more").at("call.tell")


def moved(person: Person, progress: callstate.Progress) -> Person:
    assert person.visit.call is not None
    return person.happens(visit.CallChanged(call=callstate.advance(person.visit.call, progress, person.clock)))


def held(person: Person, added: Added | None = None) -> Person:
    """The trust says that it holds what was added, or this."""
    call = person.visit.call
    assert call is not None
    now_held = person.visit.added if added is None else added
    return person.happens(visit.CallChanged(call=callstate.tell(call, now_held, call.told + 1)))


def offers(person: Person) -> bool:
    return "tell_more" in [action.id for action in person.page.actions]


def chosen(person: Person) -> list[str]:
    blocks = (block for block in person.page.blocks if isinstance(block, pages.Choices))
    return [option.id for block in blocks for option in block.options if option.chosen]


def added(person: Person) -> list[Added]:
    """What the tablet was asked to add since."""
    return [effect.added for effect in person.took(visit.AddToCall)]  # type: ignore[attr-defined]


def said(person: Person) -> list[str]:
    """All that was said since."""
    texts = [text for say in person.took(visit.Say) for text in say.texts]  # type: ignore[attr-defined]
    return [sentence for text in texts for sentence in text.sentences]


# --- after the call, and never before it -------------------------------------------------------------------------


def test_one_touch_calls_and_nothing_is_asked_first() -> None:
    person = Person().presses("call").at("call.now")
    assert person.took(visit.Call)
    assert not offers(person), "nobody is asked anything before the call has gone"


@pytest.mark.parametrize("progress", ["received", "shown", "accepted"])
def test_more_can_be_told_once_the_ward_system_has_the_call(progress: callstate.Progress) -> None:
    assert offers(called(progress=progress))


@pytest.mark.parametrize("progress", ["sending", "attended", "reset", "cancelled"])
def test_nothing_can_be_told_of_a_call_that_has_not_gone_or_has_ended(progress: callstate.Progress) -> None:
    assert not offers(called(progress=progress))


def test_it_stands_in_the_way_of_no_words_on_what_to_do_instead() -> None:
    for person in (Person().presses("call").waits(11), Person(unpaired()).presses("call")):
        assert person.title == "Your call was not sent"
        assert not offers(person)
    lost = called().happens(visit.LinkChanged(link=visit.Link(courier=True)))
    assert "Press the red call point" in lost.reads
    assert not offers(lost)


# --- the answers --------------------------------------------------------------------------------------------------


def test_nothing_is_chosen_beforehand() -> None:
    assert chosen(telling_staff()) == []


@pytest.mark.parametrize(
    ("option", "means"),
    [
        ("company", Added(("company",))),
        ("talk", Added(("talk",))),
        ("other", Added(("other",))),
        ("tablet", Added(("tablet",))),
        ("quietly", Added(quiet=True)),
        ("woman", Added(who="woman")),
        ("man", Added(who="man")),
        ("either", Added(who="either")),
    ],
)
def test_each_answer_is_one_touch_and_one_touch_takes_it_back(option: str, means: Added) -> None:
    person = telling_staff().chooses(option).at("call.tell")
    assert (added(person), chosen(person)) == ([means], [option])
    person.chooses(option)
    assert (added(person), chosen(person)) == ([callstate.NOTHING], [])


def test_several_things_can_be_so_at_once_and_one_person_is_asked_for() -> None:
    person = telling_staff().chooses("talk").chooses("company").chooses("woman").chooses("man").chooses("quietly")
    assert person.visit.added == Added(("company", "talk"), "man", True)
    assert chosen(person) == ["company", "quietly", "talk", "man"]


def test_done_and_back_lead_to_how_the_call_stands_with_every_answer_kept() -> None:
    for way in ("done", "back"):
        person = telling_staff().chooses("talk").presses(way).at("call.now")
        assert chosen(person.presses("tell_more")) == ["talk"]
        assert not person.took(visit.CancelCall)


def test_the_page_says_how_the_call_stands_and_what_to_do_when_nobody_comes() -> None:
    person = telling_staff()
    assert "A ward screen shows your call" in person.reads
    assert "A member of staff has accepted" in moved(person, "accepted").reads
    waiting = telling_staff().waits(61).at("call.tell")
    assert "Nobody has accepted your call yet" in waiting.reads
    assert "press the red call point, or shout" in waiting.reads


@pytest.mark.parametrize("size", [140, 170, 200])
def test_where_letters_are_large_a_warning_leads_back_to_the_words_of_the_call_once(size: int) -> None:
    large = Person(ward(start=pages.Reading(size=size)))
    person = telling_staff(large).waits(59).at("call.tell").waits(3).at("call.now")
    assert "press the red call point, or shout" in person.reads
    person.presses("tell_more").waits(30).at("call.tell")
    person.happens(visit.LinkChanged(link=visit.Link(courier=True))).at("call.now")


def test_the_page_claims_only_what_the_ward_system_is_known_to_have() -> None:
    person = telling_staff()
    assert "Your call has gone." in person.reads
    person.chooses("talk").chooses("woman")
    assert "We are sending this." in person.reads
    held(person, Added(("talk",)))
    assert "We are sending this." in person.reads, "it has the answer before this one"
    held(person)
    assert "The ward system has this." in person.reads
    assert "We are sending this." in person.chooses("woman").reads
    held(person).chooses("talk")
    held(person)
    assert "Your call has gone." in person.reads


def test_a_call_that_ends_takes_the_page_and_the_answers_away() -> None:
    for end in ("attended", "reset", "cancelled"):
        person = moved(telling_staff().chooses("talk").chooses("woman"), end)
        person.at("call.now")
        assert person.visit.added == callstate.NOTHING
        assert person.presses("back").page.id == "home.doors"
    person = telling_staff().chooses("talk").presses("back").presses("cancel_call")
    assert person.visit.added == callstate.NOTHING


def test_it_is_no_part_of_what_somebody_writes_or_sends() -> None:
    person = Person().chooses("checkin").chooses("patient")
    person = telling_staff(person).chooses("talk").chooses("woman").presses("back").presses("back").at("checkin.safe")
    assert person.visit.draft.answers == (("checkin.who", ("patient",)),)
    person.chooses("yes").chooses("yes").presses("send")
    (seal,) = person.took(visit.Seal)
    assert "talk" not in repr(seal)
    assert "woman" not in repr(seal)


# --- from one call, and one person, to the next -------------------------------------------------------------------


def test_whoever_comes_next_sees_nothing_of_it_and_can_change_nothing() -> None:
    person = telling_staff().chooses("company").chooses("woman").presses("leave").presses("call").at("call.now")
    assert not offers(person)
    assert person.visit.added == callstate.NOTHING
    assert added(person)[-1] == Added(("company",), "woman"), "with the call it goes on"


def test_where_nothing_was_said_the_next_person_may_still_say_something() -> None:
    assert offers(called().presses("leave").presses("call"))


def test_a_call_of_the_window_before_is_shown_without_what_was_added_to_it() -> None:
    for before, may in ((callstate.NOTHING, True), (Added(("talk",), "man", True), False)):
        call = replace(callstate.advance(callstate.press(ID, 0.0), "shown", 0.0), added=before)
        person = Person().happens(visit.CallChanged(call=call)).at("call.now")
        assert offers(person) is may
        assert person.visit.added == Added(quiet=before.quiet)


def test_a_call_made_again_because_nobody_came_takes_along_what_was_added() -> None:
    person = moved(telling_staff().chooses("company").chooses("quietly"), "accepted").waits(20)
    added(person)
    person.presses("call")
    order = [type(effect) for effect in person.effects if isinstance(effect, visit.Call | visit.AddToCall)]
    assert order[-2:] == [visit.Call, visit.AddToCall]
    assert added(person) == [Added(("company",), quiet=True)]
    again = callstate.advance(callstate.press(b"d" * 16, person.clock), "received", person.clock)
    person.happens(visit.CallChanged(call=again)).presses("tell_more")
    assert chosen(person) == ["company", "quietly"]


def test_a_call_made_after_one_that_has_ended_begins_anew() -> None:
    person = moved(telling_staff().chooses("company").chooses("quietly"), "reset").presses("call")
    added(person)
    assert person.visit.added == callstate.NOTHING


# --- the silence --------------------------------------------------------------------------------------------------


def listener(headphones: bool = False, **reading: object) -> Person:
    """Somebody who has the voice on."""
    made = Person(ward(start=pages.Reading(aloud=True, **reading)), link=replace(ALOUD, headphones=headphones))  # type: ignore[arg-type]
    said(made)
    return made


def test_the_answers_are_private_and_the_tablet_asks_before_others_may_hear_them() -> None:
    person = called(listener()).presses("tell_more").at("loud.page")
    assert "Someone is with me" not in " ".join(said(person))
    assert "call" in describing.ABOUT_A_PERSON


def test_how_a_call_stands_is_behind_no_question() -> None:
    person = called(listener()).presses("tell_more").chooses("aloud").at("call.tell").chooses("quietly")
    person.presses("leave").presses("call").at("call.now")


def quiet_one(headphones: bool = False, **reading: object) -> Person:
    person = called(listener(headphones, **reading)).presses("tell_more")
    if not headphones:
        person.chooses("aloud")
    said(person.at("call.tell"))
    return person.chooses("quietly")


def test_whoever_asks_for_quiet_hears_nothing_of_it_and_what_was_being_said_stops() -> None:
    person = called(listener()).presses("tell_more").chooses("aloud")
    assert person.visit.speaking is not None
    person.took(visit.Hush)
    said(person)
    person.chooses("quietly")
    assert person.took(visit.Hush)
    assert said(person) == []


def test_no_news_of_a_quiet_call_is_said_and_no_page_of_it() -> None:
    person = quiet_one()
    acts: tuple[Callable[[], Person], ...] = (
        lambda: person.chooses("woman"),
        lambda: held(person),
        lambda: person.presses("done"),
        lambda: person.happens(visit.CallChanged(call=replace(_call(person), escalations=1))),
        lambda: person.waits(61),
        lambda: moved(person, "accepted"),
        lambda: person.happens(visit.Attended(target="status")),
        lambda: person.happens(visit.Attended(target="cancel_call")),
        lambda: person.happens(visit.Attended(target="", group="foot")),
        lambda: person.happens(visit.Commanded(command="again")),
        lambda: person.presses("tell_more"),
        lambda: person.happens(visit.Attended(target="call.what/talk")),
        lambda: moved(person, "attended"),
        lambda: moved(person, "reset"),
    )
    for act in acts:
        act()
        assert said(person) == []


def _call(person: Person) -> callstate.Call:
    assert person.visit.call is not None
    return person.visit.call


def test_asking_for_the_page_by_a_key_says_nothing_of_a_quiet_call() -> None:
    person = quiet_one().presses("done").happens(visit.Commanded(command="page"))
    assert not {*said(person)} & {text.words for text in pages.texts(person.page) if text.id.startswith("call.")}


def test_nobody_else_can_have_a_quiet_page_read_out_and_nothing_hides_it() -> None:
    person = quiet_one()
    assert "listen" not in [tool.id for tool in attention.tools(person.page)]
    person.happens(visit.Commanded(command="curtain")).presses("done").at("call.now")
    assert person.page.curtain is None
    assert "listen" not in [tool.id for tool in attention.tools(person.page)]


def test_the_ways_out_are_still_named_to_whoever_finds_them_by_ear() -> None:
    person = quiet_one()
    for target, name in (("back", "Back"), ("leave", "Leave"), ("call", "Call\u2028staff")):
        person.happens(visit.Attended(target=target))
        assert said(person)[0] == name


def test_into_headphones_a_quiet_call_is_said_as_any() -> None:
    person = quiet_one(headphones=True)
    assert said(person)[:2] == ["Please come quietly", "Chosen"]
    person.presses("done")
    spoken = [say for say in person.took(visit.Say) if isinstance(say, visit.Say)]
    assert all(say.only_headphones for say in spoken), "pulled out in mid-sentence, they leave nothing to be heard"
    about_the_call = [text for say in spoken for text in say.texts if text.id.startswith("call.")]
    assert about_the_call
    assert all(text.private for text in about_the_call)
    assert "A member of staff has accepted" in said(moved(person, "accepted"))


def test_other_pages_are_said_as_before_but_for_what_is_private() -> None:
    person = quiet_one().presses("done").presses("back").at("home.doors")
    assert said(person)
    person.chooses("checkin").at("checkin.who")
    assert not person.visit.reading.loudspeaker


def test_quiet_outlives_the_visit_and_ends_with_another_call() -> None:
    person = quiet_one().presses("leave").presses("call").at("call.now")
    said(person)
    moved(person, "accepted")
    moved(person, "reset")
    assert said(person) == []
    person.presses("call")
    assert "Calling…" in said(person)


def test_quiet_that_is_taken_back_is_asked_about_again() -> None:
    person = quiet_one().chooses("quietly").at("loud.page")
    assert not person.visit.added.quiet
    person.chooses("aloud").at("call.tell")
    assert "A member of staff has accepted" in said(moved(person, "accepted"))


@pytest.mark.parametrize("way", ["one_switch", "two_switches", "explore"])
def test_a_frame_that_names_things_names_none_of_a_quiet_call(way: str) -> None:
    person = called(Person(ward(start=pages.Reading(way=way, scan_aloud=True)), link=ALOUD)).presses("tell_more")  # type: ignore[arg-type]
    person.chooses("quietly")
    said(person)
    for target in attention.targets(person.page, attention.Place("")):
        person.happens(visit.Attended(target=target, by_itself=way != "explore"))
        person.happens(visit.Attended(target="", group="answers", by_itself=way != "explore"))
    assert not {*said(person)} - {"Back", "Leave", "Call\u2028staff", "Button"}


def test_every_answer_can_be_come_to_by_keys_and_switches() -> None:
    person = telling_staff()
    place = attention.Place(person.page.id)
    answers = [f"{telling.WHAT}/{name}" for name in telling.PICTURES]
    answers += [f"{telling.WHO}/{name}" for name in ("woman", "man", "either")]
    assert [stop for stop in attention.tabs(person.page, place) if "/" in stop] == answers
    (group,) = [group for group in attention.groups(person.page, place) if group.name == "answers"]
    assert list(group.targets) == answers
    assert journeys.page(person.visit).rail.call.usable
    assert WORKS.calls
