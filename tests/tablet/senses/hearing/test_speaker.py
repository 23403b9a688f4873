"""The queue on a real device: what is said, stopped, paused, said again, and when the page hears of it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kiosk.tablet.senses.hearing import clips
from kiosk.tablet.senses.hearing.alsa import NoSound
from kiosk.tablet.senses.hearing.messages import Message, Speak, Speaking, Unsaid, Utterance
from kiosk.tablet.senses.hearing.sounds import Sounds
from kiosk.tablet.senses.hearing.speaker import LEAD, TICK, Speaker
from tests.support.sound import SoundCard, heard
from tests.support.waiting import wait_for
from tests.tablet.senses.hearing.test_sounds import record

ONE, TWO, THREE = "The first.", "The second.", "The third."
PAGE = (Utterance("title", "en", (ONE,)), Utterance("body", "en", (TWO, THREE)))


@pytest.fixture
def card(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SoundCard]:
    with SoundCard(tmp_path) as made:
        for name, value in made.environment.items():
            monkeypatch.setenv(name, value)
        yield made


class Ear:
    """A speaker with three clips: tones of 0.3 s, so that every length is known."""

    def __init__(self, folder: Path) -> None:
        self.told: list[Message] = []
        self.moments: list[float] = []  # when each was told
        for sentence, hertz in ((ONE, 200.0), (TWO, 300.0), (THREE, 400.0)):
            record(folder, sentence, seconds=0.3, hertz=hertz)
        self.speaker = Speaker(Sounds(clips.Clips((folder,)), None, frozenset()), "default", self._tell)

    def _tell(self, message: Message) -> None:
        self.told.append(message)
        self.moments.append(time.monotonic())

    def plays_until(self, condition: Callable[[], bool]) -> None:
        def ticked() -> bool:
            if self.speaker.busy:
                self.speaker.tick()
            return condition()

        deadline = time.monotonic() + 10
        while not ticked():
            assert time.monotonic() < deadline
            wait_for(lambda: True)

    def plays_to_the_end(self) -> None:
        self.plays_until(lambda: not self.speaker.busy)

    def said(self) -> list[tuple[str, int | None]]:
        return [(message.text, message.sentence) for message in self.told if isinstance(message, Speaking)]


@pytest.fixture
def ear(card: SoundCard, tmp_path: Path) -> Iterator[Ear]:
    made = Ear(tmp_path / "clips")
    yield made
    made.speaker.close()


def test_a_page_is_said_sentence_by_sentence_and_each_is_told_as_it_begins(ear: Ear, card: SoundCard) -> None:
    began = time.monotonic()
    ear.speaker.say(Speak(PAGE))
    ear.plays_to_the_end()
    assert ear.said() == [("title", 0), ("body", 0), ("body", 1), ("body", None)]
    assert [moment - began for moment in ear.moments] == pytest.approx([0, 0.3 - LEAD, 0.6 - LEAD, 0.9], abs=0.1)
    ear.speaker.close()
    wait_for(lambda: heard(card.samples) == pytest.approx(0.9, abs=0.02))


def test_stop_silences_within_150_ms(ear: Ear, card: SoundCard) -> None:
    ear.speaker.say(Speak(PAGE))
    ear.plays_until(lambda: card.seconds >= 0.3)
    stopped = time.monotonic()
    ear.speaker.stop()
    ear.speaker.close()
    ear.speaker.tick()
    ear.speaker.close()
    wait_for(lambda: card.last_heard() < time.monotonic() - 0.2)
    # This device remembers what a real one drops when it is told to, so this is the longest that it can take.
    assert ear.moments[0] + card.seconds - stopped < 0.150
    assert not ear.speaker.busy
    assert ear.said()[-1][1] is not None  # whoever asked for silence need not be told of it


def test_a_pause_is_silent_and_keeps_the_place(ear: Ear, card: SoundCard) -> None:
    ear.speaker.say(Speak(PAGE))
    ear.plays_until(lambda: card.seconds >= 0.4)
    ear.speaker.pause()
    assert not ear.speaker.busy
    at_pause = card.seconds
    ear.speaker.go_on()
    ear.plays_to_the_end()
    ear.speaker.close()
    assert ear.said() == [("title", 0), ("body", 0), ("body", 1), ("body", None)]
    # This device remembers also what a pause took back, which nobody would hear: at most LEAD, played again after it.
    wait_for(lambda: heard(card.samples) >= 0.88)
    assert heard(card.samples) <= 0.9 + LEAD + 0.12
    assert at_pause < 0.6


def test_a_pause_in_the_last_moment_loses_nothing(ear: Ear, card: SoundCard) -> None:
    ear.speaker.say(Speak(PAGE[:1]))
    ear.plays_until(lambda: ear.speaker._draining)
    ear.speaker.pause()
    ear.speaker.go_on()
    ear.plays_to_the_end()
    assert ear.said() == [("title", 0), ("title", None)]


@pytest.mark.parametrize(("whole", "then"), [(False, [("body", 1), ("body", None)]), (True, [("title", 0)])])
def test_what_was_said_can_be_said_again_after_the_end(
    ear: Ear, whole: bool, then: list[tuple[str, int | None]]
) -> None:
    ear.speaker.say(Speak(PAGE))
    ear.plays_to_the_end()
    ear.told.clear()
    ear.speaker.say_again(whole)
    ear.plays_until(lambda: len(ear.said()) == len(then))
    assert ear.said() == then


def test_again_early_in_a_sentence_means_the_one_before_and_goes_on_from_there(ear: Ear) -> None:
    ear.speaker.say(Speak(PAGE))
    ear.plays_until(lambda: ("body", 1) in ear.said())
    ear.told.clear()
    ear.speaker.say_again(whole=False)
    ear.plays_to_the_end()
    assert ear.said() == [("body", 0), ("body", 1), ("body", None)]


def test_again_while_it_is_paused_speaks(ear: Ear) -> None:
    ear.speaker.say(Speak(PAGE))
    ear.plays_until(lambda: ("body", 0) in ear.said())
    ear.speaker.pause()
    ear.told.clear()
    ear.speaker.say_again(whole=True)
    ear.plays_until(lambda: bool(ear.said()))
    assert ear.said() == [("title", 0)]


def test_what_was_stopped_cannot_be_said_again(ear: Ear) -> None:
    ear.speaker.say(Speak(PAGE))
    ear.speaker.stop()
    ear.told.clear()
    ear.speaker.say_again(whole=False)
    ear.speaker.say_again(whole=True)
    ear.speaker.go_on()
    assert not ear.speaker.busy
    assert not ear.told


def test_a_sentence_without_a_voice_is_passed_over_and_told(ear: Ear) -> None:
    ear.speaker.say(Speak((Utterance("title", "en", ("Nobody recorded this.", ONE, "Nor this.")),)))
    ear.plays_to_the_end()
    assert ear.told == [Unsaid("title", 0), Speaking("title", 1), Unsaid("title", 2), Speaking("title", None)]


def test_nothing_to_say_ends_at_once(ear: Ear) -> None:
    ear.speaker.say(Speak((Utterance("title", "en", ("Nobody recorded this.",)),)))
    ear.plays_to_the_end()
    assert ear.told == [Unsaid("title", 0), Speaking("title", None)]
    ear.speaker.say(Speak(()))
    ear.plays_to_the_end()


def test_without_a_device_nothing_is_said_and_with_one_it_is(ear: Ear, card: SoundCard) -> None:
    card.pull_out()
    with pytest.raises(NoSound):
        ear.speaker.say(Speak(PAGE))
    ear.speaker.stop()
    card.plug_in()
    ear.speaker.say(Speak(PAGE[:1]))
    ear.plays_to_the_end()
    assert ear.said() == [("title", 0), ("title", None)]


def test_the_device_is_let_go_after_some_silence(card: SoundCard, tmp_path: Path) -> None:
    now = [0.0]
    speaker = Speaker(Sounds(clips.Clips(()), None, frozenset()), "default", lambda _: None, lambda: now[0])
    speaker.say(Speak((Utterance("title", "en", (ONE,)),)))
    speaker.tick()
    speaker.rest()
    assert speaker.open
    now[0] = 6.0
    speaker.rest()
    assert not speaker.open


def test_a_tick_is_much_shorter_than_what_the_device_holds() -> None:
    assert TICK * 4 <= LEAD
