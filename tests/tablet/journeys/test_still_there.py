"""Rest: a minute, a warning that keeps everything, and a wipe when nobody answers (WCAG 2.2.1)."""

from hypothesis import given
from hypothesis import strategies as st

from kiosk import callstate
from kiosk.tablet import pages, visit
from kiosk.tablet.journeys.still_there import STAYS, WARN_AFTER
from tests.tablet.journeys.walking import Person, ward


def begun() -> Person:
    return Person().chooses("checkin").chooses("patient")


def warned() -> Person:
    return begun().waits(WARN_AFTER + 0.5).at("still_there.page")


def test_the_warning_stays_longer_than_the_twenty_seconds_that_are_asked_for() -> None:
    assert STAYS >= 20


def test_after_a_minute_the_page_asks_and_keeps_every_answer() -> None:
    person = begun().waits(WARN_AFTER - 1).at("checkin.safe").waits(2).at("still_there.page")
    assert person.visit.draft.chosen("checkin.who") == ("patient",)
    person.chooses("keep").at("checkin.safe")
    assert person.visit.draft.chosen("checkin.who") == ("patient",)


def test_without_an_answer_everything_is_wiped() -> None:
    person = warned().waits(STAYS + 1).at("home.doors")
    assert person.visit.draft == visit.Draft()
    assert person.took(visit.Wipe)


def test_whoever_says_no_is_gone_at_once() -> None:
    assert warned().chooses("clear").at("home.doors").took(visit.Wipe)


def test_the_time_can_be_extended_any_number_of_times() -> None:
    person = begun()
    for _ in range(25):
        person.waits(WARN_AFTER + 10).at("still_there.page").chooses("keep").at("checkin.safe")


def test_a_touch_beside_the_answers_begins_the_time_anew_and_does_not_turn_the_page() -> None:
    person = warned().waits(STAYS - 5).happens(visit.Touched()).at("still_there.page")
    person.waits(STAYS - 5).at("still_there.page").waits(6).at("home.doors")


def test_the_time_steps_once_a_second() -> None:
    person = warned()
    timer = person.page.block("rest")
    assert isinstance(timer, pages.Timer)
    before = timer.left
    person.waits(3)
    timer = person.page.block("rest")
    assert isinstance(timer, pages.Timer)
    assert 2 <= before - timer.left <= 4


def test_the_loss_is_named_only_where_something_would_be_lost() -> None:
    assert "gone for good" in warned().reads
    assert "gone for good" not in Person().chooses("charter").waits(WARN_AFTER + 1).at("still_there.page").reads


def test_with_large_letters_the_answers_come_before_the_rest_so_that_they_are_on_the_first_part() -> None:
    for size, last in ((100, "still_there"), (140, "rest"), (200, "rest")):
        person = Person(ward(start=pages.Reading(size=size))).chooses("checkin").waits(WARN_AFTER + 1)
        assert person.page.blocks[-1].id == last


def test_at_home_nobody_is_asked_and_the_ward_s_way_of_reading_comes_back() -> None:
    person = (
        Person().presses("reading").chooses("colours").chooses("theme").chooses("dark").presses("done").presses("done")
    )
    assert person.at("home.doors").page.reading.theme == "dark"
    person.waits(WARN_AFTER + 1).at("home.doors")
    assert person.page.reading == ward().start
    assert person.took(visit.Wipe)


def test_words_that_were_typed_and_sent_are_wiped_also_when_the_person_went_home_instead_of_leaving() -> None:
    person = Person().chooses("concern").chooses("no").promised().presses("skip")
    person.presses("skip").chooses("words").types("secret").presses("next")
    person.skips_to("concern.review").presses("send")
    person.happens(visit.Sealed(submission=b"1" * 16)).happens(visit.Stored(submission=b"1" * 16)).presses("back")
    person.at("home.doors").waits(WARN_AFTER + 1)
    assert person.took(visit.Wipe) == [visit.Wipe(deep=True)]


def test_an_untouched_home_wants_nothing() -> None:
    person = Person().waits(100_000).at("home.doors")
    assert not person.took(visit.Wipe)


def test_speech_that_goes_on_counts_as_somebody_there() -> None:
    person = Person(link=visit.Link(courier=True, calls=True, speech=True)).chooses("charter").presses("listen")
    for sentence in range(4):
        person.waits(WARN_AFTER - 10).happens(visit.Spoke(text="charter.intro.body", sentence=sentence))
    person.at("charter.intro")


def test_back_means_yes_and_leave_means_no() -> None:
    warned().presses("back").at("checkin.safe")
    warned().presses("leave").at("home.doors")


def test_calling_staff_from_the_warning_calls_and_keeps_the_answers() -> None:
    person = warned().presses("call").at("call.now")
    assert person.took(visit.Call)
    person.presses("back").at("checkin.safe")


def test_a_call_that_was_accepted_long_ago_no_longer_keeps_what_somebody_had_begun() -> None:
    person = begun().presses("call")
    accepted = callstate.advance(callstate.press(b"c" * 16, person.clock), "accepted", person.clock)
    person.happens(visit.CallChanged(call=accepted)).presses("back").at("checkin.safe")
    person.waits(500).at("checkin.safe").waits(300).at("home.doors")
    assert person.page.rail.call_button == "on"


@given(st.floats(200, 1e9), st.floats(0.01, 50))
def test_the_warning_comes_at_whatever_second_the_clock_stands(start: float, later: float) -> None:
    person = Person()
    person.clock = start
    person.happens(visit.Started()).happens(visit.Touched(), after=later)
    person.chooses("charter").waits(WARN_AFTER + 0.5).at("still_there.page").waits(STAYS + 0.5).at("home.doors")
