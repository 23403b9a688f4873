"""Self-voicing: pages, things and news as they come, once each, and silence wherever nobody asked for a voice."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from kiosk import callstate
from kiosk.tablet import pages, visit
from tests.tablet.journeys.rounds import FOUR_STATES
from tests.tablet.journeys.walking import Person, unpaired, ward

HEARD = visit.Link(courier=True, calls=True, speech=True, headphones=False)
IN_EARS = replace(HEARD, headphones=True)


def person(link: visit.Link = IN_EARS, **reading: object) -> Person:
    return Person(ward(start=pages.Reading(**reading)), link=link)  # type: ignore[arg-type]


def listening(link: visit.Link = IN_EARS) -> Person:
    made = person(link).happens(visit.Commanded(command="voice"))
    made.took(visit.Say)
    return made


def said(of: Person) -> list[list[str]]:
    """What was said since, one list for each time something was."""
    return [
        [sentence for text in say.texts for sentence in text.sentences]  # type: ignore[attr-defined]
        for say in of.took(visit.Say)
    ]


def test_a_page_is_said_as_it_comes_and_the_one_before_stops() -> None:
    reader = listening().chooses("help")
    assert isinstance(reader.effects[-2], visit.Hush)
    ((title, *_),) = said(reader)
    assert title == reader.title


def test_nothing_is_said_to_whoever_did_not_ask() -> None:
    reader = person().chooses("help").presses("back").presses("call")
    reader.happens(visit.Attended(target="status")).waits(200)
    assert reader.took(visit.Say) == []


def test_a_screen_reader_has_the_word() -> None:
    reader = listening().happens(visit.LinkChanged(link=replace(IN_EARS, reader=True)))
    reader.chooses("help").happens(visit.Attended(target="title"))
    assert reader.took(visit.Say) == []


def test_a_thing_takes_the_place_of_what_was_being_said() -> None:
    reader = listening().happens(visit.Attended(target="doors/charter"))
    assert said(reader) == [["Ward charter", "Button", "\u20681\u2069 of \u20684\u2069"]]
    assert reader.page.player == (), "the buttons of the page stay where they are"
    reader.happens(visit.Attended(target="doors/charter"))
    assert len(said(reader)) == 1, "it is said again if somebody wants it again"


def test_whoever_goes_to_the_player_by_keys_pauses_the_page_and_can_go_on() -> None:
    reader = person().chooses("help").presses("listen").happens(visit.Attended(target="pause"))
    assert isinstance(reader.effects[-1], visit.PauseSpeech)
    assert [button.id for button in reader.page.player] == ["listen", "go_on", "again"]
    reader.happens(visit.Attended(target="again")).presses("go_on")
    assert isinstance(reader.effects[-1], visit.GoOnSpeaking)
    reader.happens(visit.Attended(target="title"))
    assert isinstance(reader.effects[-1], visit.Hush)


def test_whoever_has_things_named_hears_a_name_on_the_player_too() -> None:
    reader = listening().happens(visit.Commanded(command="page"))
    reader.took(visit.Say)
    for button in [button.id for button in reader.page.player]:
        reader.happens(visit.Attended(target=button))
        assert said(reader) == [["Listen", "Button"]]


@pytest.mark.parametrize(("aloud", "count"), [(True, 1), (False, 0)])
def test_a_frame_that_goes_by_itself_names_things_only_where_that_is_wanted(aloud: bool, count: int) -> None:
    reader = person(way="one_switch", scan_aloud=aloud)
    reader.happens(visit.Attended(target="", group="answers"))
    assert said(reader) == [["Answers"]] * count
    reader.presses("listen").happens(visit.Attended(target="doors/charter"))
    assert reader.visit.speaking is not None
    assert reader.visit.aside is aloud


def test_each_stage_of_a_call_is_said_as_it_comes_also_into_what_is_being_said() -> None:
    reader = listening().presses("call")
    reader.took(visit.Say)
    call = callstate.press(b"c" * 16, reader.clock)
    for progress in ("received", "shown", "accepted", "attended"):
        call = callstate.advance(call, progress, reader.clock)
        reader.happens(visit.CallChanged(call=call))
        ((first, *_),) = said(reader)
        assert first == reader.title
        reader.happens(visit.CallChanged(call=call))
        assert said(reader) == [], "news is news once"


def test_what_became_of_what_was_sent_is_said() -> None:
    reader = (
        listening()
        .chooses("checkin")
        .presses("skip")
        .chooses("yes")
        .presses("skip")
        .presses("send")
        .happens(FOUR_STATES[0])
    )
    reader.took(visit.Say)
    for event in FOUR_STATES[1:]:
        reader.happens(event)
        ((first, *_),) = said(reader)
        assert first == reader.title


def test_the_question_after_rest_is_said_once_and_not_each_second() -> None:
    reader = listening().chooses("charter")
    reader.happens(visit.Spoke(text="x", sentence=None))
    reader.took(visit.Say)
    reader.waits(75)
    assert reader.page.id == "still_there.page"
    ((first, *_),) = said(reader)
    assert first == "Are you still there?"


def test_the_question_after_rest_can_be_answered_by_whoever_asked_what_the_keys_do() -> None:
    reader = listening().chooses("charter").happens(visit.Commanded(command="help")).at("keys.help")
    reader.happens(visit.Spoke(text="x", sentence=None)).waits(61).at("still_there.page")
    assert reader.visit.key_help is None
    reader.chooses("keep").at("charter.intro")


def test_an_error_is_named() -> None:
    reader = Person(unpaired(), link=IN_EARS).happens(visit.Commanded(command="voice")).presses("staff").types("135791")
    reader.presses("open")
    reader.took(visit.Say)
    reader.happens(visit.PinChecked(right=False))
    assert said(reader) == [["That PIN was not right."]]


def test_a_line_about_the_link_waits_until_the_page_was_said() -> None:
    reader = listening().chooses("help")
    reader.took(visit.Say)
    reader.happens(visit.LinkChanged(link=replace(IN_EARS, courier=False)))
    assert said(reader) == []
    reader.happens(visit.LinkChanged(link=IN_EARS)).happens(visit.Spoke(text="x", sentence=None))
    reader.happens(visit.LinkChanged(link=replace(IN_EARS, courier=False)))
    assert said(reader) == [["Saving and sending do not work right now.", "We keep trying."]]


def test_the_next_part_of_a_page_is_said_with_its_number() -> None:
    reader = listening().chooses("charter")
    reader.took(visit.Say)
    reader.happens(visit.Turned(part=1, of=3))
    ((number, *_),) = said(reader)
    assert number == "Page \u20682\u2069 of \u20683\u2069"


def test_leaving_ends_the_voice_and_the_next_person_has_none() -> None:
    reader = listening().happens(visit.Commanded(command="louder")).presses("leave")
    assert any(isinstance(effect, visit.Hush) for effect in reader.effects[-2:])
    reader.took(visit.Say)
    reader.chooses("help")
    assert said(reader) == []
    assert reader.visit.reading == reader.visit.ward.start


def test_rest_at_home_ends_the_voice() -> None:
    reader = listening()
    reader.happens(visit.Spoke(text="x", sentence=None)).waits(61)
    assert not reader.visit.reading.aloud


def test_a_curtain_hides_only_while_there_is_a_voice() -> None:
    reader = person().happens(visit.Commanded(command="curtain"))
    assert reader.page.curtain is not None
    assert said(reader) == [["The screen is hidden."]]
    reader.happens(visit.LinkChanged(link=replace(IN_EARS, speech=False)))
    assert reader.page.curtain is None, "nobody is left with neither screen nor voice"
    reader.happens(visit.LinkChanged(link=IN_EARS)).happens(visit.Pressed(action="curtain"))
    assert (reader.page.curtain, reader.visit.reading.aloud) == (None, True)


def test_the_screen_is_never_hidden_by_itself() -> None:
    reader = listening().chooses("help").waits(50)
    assert reader.page.curtain is None


def test_where_nothing_can_be_heard_the_key_says_so_on_the_screen() -> None:
    reader = person(link=visit.Link(courier=True, silence="gone")).happens(visit.Commanded(command="voice"))
    assert reader.took(visit.Say) == []
    assert reader.page.notice is not None
    assert reader.page.notice.spoken == "Listening does not work right now."


def test_a_finger_that_is_held_begins_the_voice_on_the_first_page_alone() -> None:
    reader = person().chooses("help").happens(visit.Commanded(command="hold"))
    assert not reader.visit.reading.aloud
    reader.presses("back").happens(visit.Commanded(command="hold"))
    assert reader.visit.reading.aloud
    assert said(reader)[0][:2] == ["The voice is on.", "It reads each page to you."]
    reader.happens(visit.Commanded(command="hold"))
    assert reader.visit.reading.aloud, "a hand that rests does not end it"
