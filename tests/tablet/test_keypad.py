"""Every journey by a keypad and the voice alone: the person knows nothing of a page but what is said. Then what single keys do."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.tablet import attention, pages
from kiosk.tablet.courier import messages as courier
from kiosk.tablet.senses.hearing import messages
from kiosk.tablet.senses.touch import keyboard, keymap
from tests.support.keypad import MOST, Listener
from tests.support.waiting import wait_for
from tests.tablet.test_app import PIN

ALOUD, SILENT = "Say everything out loud", "Leave private things out"


@pytest.fixture
def listener(tmp_path: Path) -> Listener:
    return Listener(tmp_path).presses("voice")


def said(listener: Listener) -> list[str]:
    return [sentence for speak in listener.ever for text in speak.texts for sentence in text.sentences]


# --- journeys ---------------------------------------------------------------------------------------------------


def test_the_charter_is_heard_to_its_end(listener: Listener) -> None:
    listener.chooses("Ward charter")
    for _ in range(MOST):
        if not any(action.id == "next" for action in listener.ward.page.actions):
            break
        listener.chooses("Next")
    assert listener.ward.page.id == "charter.contact"
    content = listener.ward.tablet._visit.ward.content
    assert content is not None
    for clause in content.clauses:
        assert set(content.texts["en"][f"charter.{clause.id}.body"].replace("¦", "\u2028").split("\n")) <= set(
            said(listener)
        )


def test_a_check_in_is_answered_read_through_and_sent(listener: Listener) -> None:
    listener.chooses("How safe do you feel?", ALOUD)
    while listener.ward.page.id != "checkin.send":
        listener.presses("next")
        block = next(block for block in listener.ward.page.blocks if isinstance(block, pages.Choices))
        listener.chooses(block.options[0].label.words, *(["Next"] if block.multiple else []))
    assert listener.said[0] == "Send your answers?"
    listener.chooses("Send")
    assert isinstance(listener.ward.hears(courier.Keep), courier.Keep)
    assert listener.hears().ward.page.id.startswith("checkin.")


def test_a_concern_with_own_words_is_told_heard_back_and_sent(listener: Listener) -> None:
    listener.chooses("Tell us something", "No,", "Carry on", "Carry on", "Carry on", ALOUD, "I feel unsafe")
    assert listener.said == ["I feel unsafe", "Chosen"]
    while not listener.ward.page.id.startswith("concern.pause"):
        listener.chooses("Next")
    listener.chooses("Write in my own words").at("concern.words")
    listener.chooses("capital H")
    assert listener.said == ["capital \u2068H\u2069".replace("\u2068", "").replace("\u2069", "")]
    listener.chooses("e", "y", "space")
    assert listener.said == ["Hey"], "a word is said once it is finished"
    listener.chooses("rub out")
    assert listener.said[-1] == "rubbed out"
    listener.chooses("Next")
    while listener.ward.page.id != "concern.review":
        listener.chooses("Next" if any(a.id == "next" for a in listener.ward.page.actions) else "Skip")
    assert {"I feel unsafe", "Hey"} <= set(listener.said), "all that is sent is heard before"
    while not any(action.id == "send" for action in listener.ward.page.actions):
        listener.chooses("Next")
    listener.chooses("Send")
    assert isinstance(listener.ward.hears(courier.Keep), courier.Keep)
    assert "Saving…" in said(listener)


def test_help_the_way_of_reading_and_the_language_are_found(listener: Listener) -> None:
    listener.chooses("Help and people")
    assert any(character.isdigit() for sentence in listener.said for character in sentence), "numbers are said"
    listener.presses("back").at("home.doors")
    listener.presses("reading").at("reading.choices")
    listener.presses("back").chooses("Language").at("reading.language")


def test_staff_are_called_and_the_call_taken_back(listener: Listener) -> None:
    listener.presses("call").at("call.now")
    assert listener.said[0] == "Calling…"
    listener.ward.hears(courier.PlaceCall)
    listener.chooses("Cancel my call")
    assert "You cancelled your call" in listener.said


def test_a_staff_member_who_does_not_see_opens_their_page(tmp_path: Path) -> None:
    listener = Listener(tmp_path, paired=False)
    listener.ward.tablet.plugged(False)
    listener.ward.tablet.plugged(True)
    listener.hears().chooses("Staff of this ward")
    for digit in PIN:
        listener.chooses(digit)
        assert listener.said[-1].endswith("typed"), "how many, never which"
    listener.chooses("Open")

    def opened() -> bool:
        listener.ward.screen.turn()
        return listener.ward.page.id == "staff.menu"

    wait_for(opened)


# --- what is private --------------------------------------------------------------------------------------------


def test_without_headphones_and_without_a_yes_nothing_private_is_ever_said(listener: Listener) -> None:
    listener.chooses("Tell us something", "No,", "Carry on", "Carry on", "Carry on")
    assert listener.at("loud.page").said[:2] == ["The next page is private", "People near you may hear the voice."]
    listener.chooses(SILENT, "I feel unsafe")
    assert listener.said == [], "which answer is chosen is private"
    while not listener.ward.page.id.startswith("concern.pause"):
        listener.chooses("Next")
    listener.chooses("Write in my own words").at("concern.words")
    for letter in "secret":
        listener.strikes(ord(letter) - ord("a") + 4, key=ord(letter), text=letter)
        assert listener.said == []
    while listener.ward.page.id != "concern.review":
        listener.chooses("Next" if any(a.id == "next" for a in listener.ward.page.actions) else "Skip")
    every = [text for speak in listener.ever for text in speak.texts]
    assert [speak for speak in listener.ever if speak.only_headphones] == []
    assert [
        text.text for text in every if text.text in ("said.chosen", "said.typed", "concern.words.given", "said.word")
    ] == []
    assert not any("ecret" in sentence for text in every for sentence in text.sentences)


def test_headphones_answer_the_question_by_themselves_and_what_is_private_is_marked_as_theirs(
    listener: Listener,
) -> None:
    listener.ward.tablet.plugged(False)
    listener.chooses("Tell us something", "No,", "Carry on", "Carry on", "Carry on", "I will put in headphones")
    assert listener.at("loud.page").said == ["Put the headphones in now.", "Then the voice goes on."]
    listener.ward.tablet.plugged(True)
    assert listener.hears().at("concern.about").said[0] == "What is this about?"
    listener.chooses("I feel unsafe")
    assert listener.said == ["I feel unsafe", "Chosen"]
    assert listener.ever[-1].only_headphones
    listener.ward.tablet.plugged(False)
    assert listener.hears().silenced
    assert listener.ward.page.id == "loud.page", "it is asked before anything private is said"
    assert not listener.ever[-1].only_headphones


# --- single keys ------------------------------------------------------------------------------------------------


def test_nothing_is_heard_before_somebody_asks_for_it(tmp_path: Path) -> None:
    listener = Listener(tmp_path).presses("next", "act", "next", "back")
    listener.ward.touches("doors/charter")
    assert listener.hears().ever == []


def test_headphones_begin_the_voice_and_taking_them_out_ends_it_in_silence(tmp_path: Path) -> None:
    listener = Listener(tmp_path)
    listener.ward.tablet.plugged(True)
    assert listener.hears().ever == [], "they were in before anybody came"
    listener.ward.tablet.plugged(False)
    listener.ward.tablet.plugged(True)
    assert listener.hears().said[0] == "What would you like to do?"
    spoken = len(listener.ever)
    listener.ward.tablet.plugged(False)
    assert listener.hears().silenced
    assert len(listener.ever) == spoken
    assert "The headphones are out." in listener.ward.words(), "for eyes"
    assert not listener.ward.tablet.reading.aloud


def test_every_key_silences_the_voice_before_it_does_anything(listener: Listener) -> None:
    for code in (*listener.codes.values(), 4, keymap.TAB, keymap.RETURN, 224, 300):
        listener.presses("page")
        listener.strikes(code)
        assert listener.silenced or listener.said or code == listener.codes["again"], code
        if listener.ward.tablet.explaining:
            listener.presses("help")
        if not listener.ward.tablet.reading.aloud:
            listener.presses("voice")


def test_pause_go_on_and_once_more_work_on_every_page_also_after_stop(listener: Listener) -> None:
    listener.chooses("Ward charter")
    number = listener.ever[-1].number
    title = listener.ever[-1].texts[0]
    listener.mouth.says(messages.Speaking(title.text, 0, number))
    for command, told in (("pause", messages.Pause()), ("pause", messages.GoOn()), ("again", messages.SayAgain())):
        listener.ward.now += 1
        listener.ward.tablet.keyed("down", 0, "", (), listener.codes[command])
        listener.ward.tablet.keyed("up", 0, "", (), listener.codes[command])
        assert listener.mouth.heard() == [told]
    body = listener.ever[-1].texts[1]
    listener.mouth.says(messages.Speaking(body.text, 0, number))
    listener.strikes(keymap.NAMES["F6"])
    assert listener.silenced
    assert listener.presses("again").said[0] == body.sentences[0].replace("\u2068", "").replace("\u2069", "")


def holds(listener: Listener, code: int, key: int = 0, text: str = "") -> None:
    """A key is held for five seconds; the display repeats it."""
    for _ in range(125):
        listener.ward.now += 0.04
        listener.ward.tablet.keyed("down", key, text, (), code)
        if text:
            listener.ward.tablet.keyed("text", 0, text, (), 0)
    listener.ward.tablet.keyed("up", key, "", (), code)


def test_a_held_key_acts_once_and_types_once(listener: Listener) -> None:
    holds(listener, listener.codes["next"])
    stops = attention.stops(listener.ward.page, listener.ward.screen.place)
    assert listener.ward.screen.place.focus == stops[0]
    holds(listener, listener.codes["next"])
    assert listener.ward.screen.place.focus == stops[1]
    holds(listener, listener.codes["louder"])
    assert listener.ward.tablet.reading.volume == 4
    words_page(listener)
    holds(listener, 4, 97, "a")
    assert typed(listener) == "a"


def test_a_trembling_hand_that_strikes_twice_acts_once(listener: Listener) -> None:
    listener.finds("Help and people")
    for _ in range(2):
        listener.ward.now += 0.1
        listener.ward.tablet.keyed("down", 0, "", (), listener.codes["act"])
        listener.ward.tablet.keyed("up", 0, "", (), listener.codes["act"])
    listener.presses("back").at("home.doors")
    for _ in range(2):
        listener.ward.now += 0.1
        listener.ward.tablet.keyed("down", 0, "", (), listener.codes["next"])
        listener.ward.tablet.keyed("up", 0, "", (), listener.codes["next"])
    stops = attention.stops(listener.ward.page, listener.ward.screen.place)
    assert stops.index(listener.ward.screen.place.focus) == 1, "to go on quickly is no mistake"


def test_a_key_without_a_use_says_so_and_shows_it(listener: Listener) -> None:
    assert listener.strikes(300).said == ["This key does nothing here."]
    assert "This key does nothing here." in listener.ward.words()
    listener.presses("next")
    assert "This key does nothing here." not in listener.ward.words()
    assert listener.presses("back").said == ["This is the first page."]


def test_in_help_every_key_says_what_it_does_and_does_nothing(listener: Listener) -> None:
    words = listener.ward.tablet._visit.ward.words.interface["en"]
    before = listener.presses("help").at("keys.help")
    assert before.said[0] == "What the keys do"
    for command in keymap.COMMANDS:
        if command in ("help", "call", "plugged", "unplugged") or command not in listener.codes:
            continue
        assert listener.presses(command).said == [words[f"pad.{command}"]]
        assert words[f"pad.{command}"] in listener.ward.words(), "for eyes as well"
    assert listener.strikes(4, key=97, text="a").said == ["This key is for typing"]
    assert listener.strikes(keymap.NAMES["F3"]).said == ["Read the whole page"]
    assert listener.strikes(301).said == ["This key does nothing here."]
    assert listener.presses("help").at("home.doors").said[0] == "What would you like to do?"


def test_help_never_stands_before_call_staff(listener: Listener) -> None:
    listener.presses("help", "call")
    assert listener.at("keys.help").said == ["Call staff.", "Press it once more to call."]
    listener.presses("call").at("call.now")
    listener.ward.hears(courier.PlaceCall)


def test_loudness_and_speed_go_by_steps_that_are_said_and_end_with_the_visit(listener: Listener) -> None:
    assert listener.presses("louder").said == ["Loudness", "Loud"]
    assert listener.ever[-1].volume == 4, "heard as it will be"
    assert "Loudness: Loud" in listener.ward.words()
    assert listener.presses("louder", "louder").said == ["Loudness", "Very loud"]
    assert listener.strikes(keymap.NAMES["F8"]).said == ["Voice speed", "Fast"]
    assert listener.ever[-1].speed == 180
    listener.presses("leave") if "leave" in listener.codes else listener.ward.touches("leave")
    assert listener.presses("voice").ever[-1].volume == 3


def test_a_key_map_of_plain_codes_comes_before_the_full_keyboard(tmp_path: Path) -> None:
    pad = tmp_path / "keys.toml"
    pad.write_text('[keys]\n79 = "act"\n4 = "voice"\nF13 = "next"\n')
    listener = Listener(tmp_path, pad=pad)
    assert listener.strikes(4, key=97, text="a").said[0] == "The voice is on."
    listener.finds("Ward charter").strikes(keymap.RIGHT, key=keyboard.RIGHT)
    listener.at("charter.intro")


def test_headphone_keys_of_a_pad_are_headphones(tmp_path: Path) -> None:
    pad = tmp_path / "keys.toml"
    pad.write_text('[keys]\nF15 = "plugged"\nF16 = "unplugged"\n')
    listener = Listener(tmp_path, pad=pad).presses("unplugged", "plugged")
    assert listener.said[0] == "What would you like to do?"


# --- a full keyboard --------------------------------------------------------------------------------------------


def words_page(listener: Listener) -> Listener:
    listener.ward.touches("doors/concern", "gate/no")
    while listener.ward.page.id != "concern.words":
        here = attention.targets(listener.ward.page, attention.Place(""))
        ways = ("loud/silent", "carry_on", "pause/words", "skip", "next")
        listener.ward.touches(next(name for name in ways if name in here))
    return listener.hears()


def typed(listener: Listener) -> str:
    box = listener.ward.page.block("concern.words")
    assert isinstance(box, pages.TextEntry)
    return box.value


def test_whoever_types_can_leave_the_box_and_come_back(tmp_path: Path) -> None:
    listener = words_page(Listener(tmp_path))
    for letter in "no":
        listener.strikes(ord(letter) - ord("a") + 4, key=ord(letter), text=letter)
    listener.strikes(keymap.SPACE, key=32, text=" ").strikes(keymap.RETURN, key=13)
    assert typed(listener) == "no \n"
    listener.strikes(keymap.LEFT, key=keyboard.LEFT)
    assert listener.ward.screen.place.focus == "", "arrows move the caret as long as attention is with the words"
    listener.strikes(keymap.TAB, key=9)
    assert listener.ward.screen.place.focus == "concern.words"
    listener.strikes(keymap.TAB, key=9)
    left = listener.ward.screen.place.focus
    assert left != "concern.words"
    listener.strikes(keymap.SPACE, key=32, text=" ")
    assert typed(listener) != "no \n ", "a space on a button presses it, and types nothing"
    listener.strikes(keymap.TAB, "shift", key=9)
    assert listener.ward.screen.place.focus == "concern.words"


def test_a_letter_is_typed_wherever_attention_is(tmp_path: Path) -> None:
    listener = words_page(Listener(tmp_path))
    listener.strikes(keymap.TAB, key=9).strikes(keymap.TAB, key=9)
    listener.strikes(4, key=97, text="a")
    assert typed(listener) == "a"


def test_arrows_follow_the_direction_of_the_page(tmp_path: Path) -> None:
    listener = Listener(tmp_path)
    listener.ward.touches("doors/language", "language/ar", "done")
    listener.strikes(keymap.LEFT)
    first = listener.ward.screen.place.focus
    listener.strikes(keymap.LEFT).strikes(keymap.RIGHT)
    assert (first, listener.ward.screen.place.focus) == ("doors/charter", "doors/charter")


def test_a_touch_takes_the_frame_away(tmp_path: Path) -> None:
    listener = Listener(tmp_path).presses("next")
    assert listener.ward.screen.place.focus
    listener.ward.tablet.touched()
    assert listener.ward.screen.place.focus == ""
