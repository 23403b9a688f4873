"""Every journey by one switch alone, and by two alone, on real pages in their parts; and what a frame that goes on by itself may not do."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.tablet import attention, pages
from kiosk.tablet.courier import messages as courier
from kiosk.tablet.settings import Start
from tests.support.switches import Presser
from tests.tablet.test_app_voice import Mouth

WAYS = [(1, 140), (2, 140), (1, 200), (2, 100)]


@pytest.fixture(params=WAYS, ids=lambda way: f"{way[0]} switch, {way[1]} %")
def presser(request: pytest.FixtureRequest, tmp_path: Path) -> Presser:
    switches, size = request.param
    return Presser(tmp_path, switches, Start(size=size)).begins()


@pytest.fixture
def one(tmp_path: Path) -> Presser:
    return Presser(tmp_path).begins()


def told(presser: Presser) -> str:
    return presser.page.notice.id if presser.page.notice else ""


# --- journeys ---------------------------------------------------------------------------------------------------


def test_the_charter_is_read_to_its_end(presser: Presser) -> None:
    presser.first("doors/charter")
    for _ in range(60):
        if presser.page.id == "charter.contact":
            break
        presser.first("next")
    presser.at("charter.contact")


def test_a_check_in_is_answered_and_sent(presser: Presser) -> None:
    presser.first("doors/checkin")
    for _ in range(20):
        if presser.page.id == "checkin.send":
            break
        block = next(block for block in presser.page.blocks if isinstance(block, pages.Choices))
        presser.first(f"{block.id}/{block.options[0].id}")
        if block.multiple:
            presser.first("next")
    presser.at("checkin.send").first("send")
    assert isinstance(presser.ward.hears(courier.Keep), courier.Keep)


def test_a_concern_with_own_words_is_typed_and_sent_and_the_tablet_left(presser: Presser) -> None:
    presser.first("doors/concern").first("gate/no")
    for _ in range(40):
        if presser.page.id == "concern.words":
            presser.first("keys/h").first("keys/i")
            box = presser.page.block("concern.words")
            assert isinstance(box, pages.TextEntry)
            assert box.value == "Hi"
            presser.first("next")
        elif any(action.id == "send" for action in presser.page.actions):
            presser.first("send")
            break
        else:
            on = [action.id for action in presser.page.actions if action.id in ("carry_on", "skip", "next")]
            presser.first("pause/words", *on)
    assert isinstance(presser.ward.hears(courier.Keep), courier.Keep)
    presser.chooses("leave").at("home.doors")
    assert presser.frame == ()


def test_help_reading_and_the_call_are_reached_and_back_goes_back(presser: Presser) -> None:
    presser.first("doors/help").first("back").at("home.doors")
    presser.first("reading").first("presets/calmer")
    assert presser.page.reading.theme == "calm"
    presser.first("settings/hands").first("settings/hold").first("hold/500").first("done").at("reading.choices")
    presser.first("call")
    presser.ward.hears(courier.PlaceCall)


# --- what a frame is and is not ---------------------------------------------------------------------------------


def test_a_first_press_brings_the_frame_and_says_how_it_goes(tmp_path: Path) -> None:
    presser = Presser(tmp_path)
    assert presser.frame == ()
    presser.begins()
    assert told(presser) == "told"
    assert presser.page.reading.way == "one_switch"
    groups = attention.groups(presser.page, presser.ward.screen.place)
    assert presser.frame == groups[0].targets
    assert Presser(tmp_path, 2).begins().page.reading.way == "two_switches"


def test_call_back_and_leave_are_in_every_round_of_every_page(one: Presser) -> None:
    seen: set[str] = set()
    for _ in range(12):
        one.waits(2.0)
        seen |= set(one.frame)
    assert {"call", "leave"} <= seen
    assert seen == set(attention.targets(one.page, one.ward.screen.place))


def test_a_frame_that_goes_on_keeps_nobody_here_and_a_press_does(one: Presser) -> None:
    one.first("doors/checkin")
    one.waits(59)
    assert one.page.id == "checkin.who"
    one.waits(2).at("still_there.page")
    assert one.frame, "the question can be answered by the same switch"
    one.first("still_there/keep").at("checkin.who")
    one.waits(120).at("home.doors")
    assert (one.frame, one.page.reading.way) == ((), "touch"), "the next person has their own way"


def test_a_press_on_the_question_begins_its_time_anew(one: Presser) -> None:
    one.first("doors/checkin").waits(61).at("still_there.page")
    for _ in range(12):
        one.waits(40).at("still_there.page").down().waits(0.1).up()
        if one.page.id != "still_there.page":
            one.waits(62)
    one.at("still_there.page")


def test_after_three_rounds_the_frame_rests_and_a_press_wakes_it_and_does_nothing_else(tmp_path: Path) -> None:
    one = Presser(tmp_path, start=Start(way="one_switch", scan=0.5))
    first = one.frame
    groups = len(attention.groups(one.page, one.ward.screen.place))
    one.waits(3 * (groups * 0.5 + 1) - 0.1)
    assert one.frame
    one.waits(0.2)
    assert one.frame == ()
    assert told(one) == "told"
    one.presses().at("home.doors")
    assert one.frame == first


def test_space_and_enter_are_the_switches_of_who_uses_switches(tmp_path: Path) -> None:
    two = Presser(tmp_path, start=Start(way="two_switches"))
    before = two.frame
    for code in (44, 40):
        two.waits(1)
        two.ward.tablet.keyed("down", 0, "", (), code)
        two.ward.tablet.keyed("up", 0, "", (), code)
    two.waits(0)
    assert two.frame not in (before, ())


def test_a_page_that_changes_under_the_switch_is_not_acted_on(one: Presser) -> None:
    one.first("doors/checkin")
    one.waits(1).down()
    one.ward.tablet.acted("back")
    one.at("home.doors").up().at("home.doors")


def test_call_staff_by_touch_is_answered_at_once_while_a_frame_goes_and_a_switch_is_down(one: Presser) -> None:
    one.first("doors/concern").waits(1).down()
    before = one.ward.now
    one.ward.tablet.acted("call")
    one.ward.hears(courier.PlaceCall)
    assert one.page.rail.call_button == "on"
    assert one.ward.now - before < 1.0


# --- the voice --------------------------------------------------------------------------------------------------


def test_each_thing_is_named_as_the_frame_comes_to_it_where_that_is_wanted(tmp_path: Path) -> None:
    for aloud in (False, True):
        one = Presser(tmp_path, start=Start(way="one_switch", scan_aloud=aloud))
        mouth = Mouth(one.ward)
        one.waits(20)
        said = [text.sentences[0] for speak in mouth.heard() for text in getattr(speak, "texts", ())]
        assert bool(said) == aloud
        if aloud:
            assert {"Answers", "Buttons below", "Call staff, Back, Leave"} <= set(said)


def test_the_frame_does_not_cut_a_page_short_that_is_read_aloud(tmp_path: Path) -> None:
    one = Presser(tmp_path, start=Start(way="one_switch", scan_aloud=True))
    mouth = Mouth(one.ward)
    one.waits(0.1)
    one.ward.tablet.acted("listen")
    mouth.heard()
    one.waits(6)
    assert not mouth.heard()
