"""Every journey by hands that shake, and by a finger that explores; Call staff in every way of touching; and that nothing of it is kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.tablet import attention, pages
from kiosk.tablet.courier import messages as courier
from kiosk.tablet.settings import Start
from tests.support.hands import Hands
from tests.tablet.test_app_voice import Mouth

SHAKES = (0.9, 1.4)  # seconds that this person touches
HELPED = Start(size=140, hold=0.5, ignore=1.0, aim="middle")
EXPLORES = Start(way="explore")


@pytest.fixture
def shaking(tmp_path: Path) -> Hands:
    return Hands(tmp_path, HELPED, SHAKES)


# --- hands that shake -------------------------------------------------------------------------------------------


def test_the_charter_is_read_to_its_end_by_hands_that_shake(shaking: Hands) -> None:
    shaking.first("doors/charter")
    while shaking.page.id != "charter.contact":
        shaking.first("next")
    assert shaking.tries < 60


def test_a_check_in_is_answered_and_sent_by_hands_that_shake(shaking: Hands) -> None:
    shaking.first("doors/checkin")
    while shaking.page.id != "checkin.send":
        block = next(block for block in shaking.page.blocks if isinstance(block, pages.Choices))
        shaking.first(f"{block.id}/{block.options[0].id}")
        if block.multiple:
            shaking.first("next")
    shaking.first("send")
    assert isinstance(shaking.ward.hears(courier.Keep), courier.Keep)


def test_a_concern_with_own_words_is_typed_and_sent_by_hands_that_shake(shaking: Hands) -> None:
    shaking.first("doors/concern").first("gate/no")
    for _ in range(40):
        if shaking.page.id == "concern.words":
            for key in ("h", "e", "l", "l", "o"):
                shaking.first(f"keys/{key}")
            box = shaking.page.block("concern.words")
            assert isinstance(box, pages.TextEntry)
            assert box.value == "Hello"
            shaking.first("next")
        elif any(action.id == "send" for action in shaking.page.actions):
            shaking.first("send")
            break
        else:
            on = [action.id for action in shaking.page.actions if action.id in ("carry_on", "skip", "next")]
            shaking.first("pause/words", *on)
    assert isinstance(shaking.ward.hears(courier.Keep), courier.Keep)
    shaking.touches("call")
    shaking.ward.hears(courier.PlaceCall)
    shaking.touches("leave").at("home.doors")


# --- a finger that explores -------------------------------------------------------------------------------------


@pytest.fixture
def explorer(tmp_path: Path) -> Hands:
    return Hands(tmp_path, EXPLORES)


def explores_to(hands: Hands, id: str) -> None:
    """A finger that is put down, feels its way to a thing, and is lifted there."""
    hands.waits(1.5)
    hands.touching.down(1, 20.0, 20.0, hands.ward.now)
    hands.waits(0.5)
    hands.touching.move(1, *hands.middle(id), hands.ward.now)
    hands.waits(0.3)
    hands.touching.up(1, *hands.middle(id), hands.ward.now)


def chooses(hands: Hands, id: str) -> None:
    while id not in attention.targets(hands.page, hands.ward.screen.place):
        chooses(hands, "more")
    page, part = hands.page, hands.ward.screen.place.part
    explores_to(hands, id)
    assert hands.focus == id
    assert hands.page.id == page.id, "lifting does nothing"
    hands.waits(1.0)
    for _ in range(2):  # far from the thing
        hands.touching.down(1, 500.0, 785.0, hands.ward.now)
        hands.waits(0.05)
        hands.touching.up(1, 500.0, 785.0, hands.ward.now)
        hands.waits(0.2)
    assert (hands.page, hands.ward.screen.place.part) != (page, part), f"two taps on {id} do nothing"


def test_a_check_in_is_done_by_exploring_and_each_thing_is_heard(explorer: Hands) -> None:
    mouth = Mouth(explorer.ward)
    explores_to(explorer, "doors/charter")
    said = [text.sentences[0] for speak in mouth.heard() for text in getattr(speak, "texts", ())]
    assert said[:2] == ["Ward charter", "Button"]
    explorer.waits(1)
    chooses(explorer, "doors/checkin")
    while explorer.page.id != "checkin.send":
        block = next(block for block in explorer.page.blocks if isinstance(block, pages.Choices))
        chooses(explorer, f"{block.id}/{block.options[0].id}")
        if block.multiple:
            chooses(explorer, "next")
    chooses(explorer, "send")
    assert isinstance(explorer.ward.hears(courier.Keep), courier.Keep)


def test_words_are_read_too_and_one_touch_acts_on_nothing(explorer: Hands) -> None:
    explores_to(explorer, "title")
    assert explorer.focus == "title"
    explorer.waits(2).taps("doors/charter").waits(2).at("home.doors")
    assert explorer.focus == "doors/charter"
    explorer.waits(2).taps("leave").waits(2)
    assert explorer.focus == "leave"


# --- Call staff, and the glass as a switch ----------------------------------------------------------------------


@pytest.mark.parametrize("way", ["touch", "explore", "one_switch", "two_switches"])
def test_call_staff_is_answered_within_a_second_whatever_else_was_set(tmp_path: Path, way: str) -> None:
    hands = Hands(tmp_path, Start(way=way, hold=3.0, ignore=2.0, aim="middle", tap=2.0))  # type: ignore[arg-type]
    hands.ward.tablet.acted("doors/checkin")
    hands.waits(61).at("still_there.page")  # before it stands a question that has to be answered
    hands.touching.down(2, *hands.middle("still_there/keep"), hands.ward.now)
    began = hands.ward.now
    for _ in range(2 if way == "explore" else 1):
        hands.touching.down(1, *hands.middle("call"), hands.ward.now)
        hands.waits(0.1)
        hands.touching.up(1, *hands.middle("call"), hands.ward.now)
        hands.waits(0.1)
    assert hands.page.id == "call.now"
    assert hands.page.rail.call_button == "on"
    assert hands.ward.now - began < 1.0
    hands.ward.hears(courier.PlaceCall)


def test_the_glass_is_a_switch_for_who_has_none_and_the_rail_stays_what_it_is(tmp_path: Path) -> None:
    hands = Hands(tmp_path, Start(way="one_switch"))
    hands.waits(1.0).taps("doors/help").waits(0.0).at("home.doors")
    assert hands.ward.screen.place.scanned == ("doors/charter",), "into the first group, wherever the finger was"
    hands.waits(1.0).taps("doors/help").waits(0.0).at("charter.intro")
    hands.waits(1.0).taps("leave").waits(0.0).at("home.doors")


# --- nothing of it is kept --------------------------------------------------------------------------------------


def test_all_choices_end_with_the_visit_and_no_way_back_brings_anything(tmp_path: Path) -> None:
    hands = Hands(tmp_path)
    start = hands.page.reading
    hands.first("doors/checkin").first("checkin.who/patient").first("reading")
    hands.first("presets/larger").first("presets/calmer")
    for question, setting, option in (
        ("letters", "spacing", "on"),
        ("hands", "hold", "500"),
        ("hands", "ignore", "1000"),
        ("hands", "aim", "middle"),
    ):
        hands.first(f"settings/{question}").first(f"settings/{setting}")
        hands.first(f"{setting}/{option}").waits(1.0)
        for _ in range(12):
            if hands.page.id == "reading.choices":
                break
            hands.waits(2).taps("back")
        hands.at("reading.choices")
    assert hands.page.reading != start
    hands.waits(3).taps("leave").at("home.doors")
    assert hands.page.reading == start
    assert not hands.page.rail.back.usable
    hands.waits(1).taps("back").at("home.doors")
    assert hands.ward.tablet._visit.draft.answers == ()
    assert hands.ward.screen.place.scanned == ()
    assert hands.touching._fingers.options.hold == 0.0


def test_no_choice_no_way_of_touching_and_no_place_of_a_touch_is_stored_or_told(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    hands = Hands(tmp_path)
    kept = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    hands.first("reading").first("presets/switch")
    hands.waits(30).taps("presets/calmer").waits(30)
    hands.ward.tablet.keyed("down", 0, "", (), 104)
    hands.ward.tablet.keyed("up", 0, "", (), 104)
    hands.waits(3).taps("leave").waits(1).at("home.doors")
    hands.first("doors/checkin").first("checkin.who/patient").touches("leave")
    now = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    assert now == kept
    assert capfd.readouterr() == ("", "")
    told = {type(message).__name__ for message in hands.ward.courier.receive()}
    assert told <= {"VisitEnded", "Drew"}, told
