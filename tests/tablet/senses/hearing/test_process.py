"""The speech process: speaks, falls silent at once, says what it cannot do, and lives through a window or a sound device that goes."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from select import select
from socket import socketpair

import pytest

from kiosk.tablet import keeper
from kiosk.tablet.channel import Channel
from kiosk.tablet.senses.hearing import messages
from tests.support.sound import RATE, SoundCard, heard, level
from tests.support.waiting import wait_for

TITLE = messages.Utterance("home.title", "en", ("What would you like to do?", "Nobody asks for your name."))
LONG = messages.Utterance("body", "en", ("The ward charter says what everyone who is here can expect of each other.",))


class Speech:
    """A speech process with a window that is this test."""

    def __init__(self, folder: Path) -> None:
        self.output = folder / "speech.txt"
        with self.output.open("wb") as out:
            self.child = keeper.start_child(keeper.SPEECH, folder / "tablet.toml", out=out)
        self.link()

    def link(self) -> None:
        """As a window that has just started."""
        ours, theirs = socketpair()
        with theirs:
            self.child.give(keeper.WINDOW, theirs)
        self.window: Channel[messages.FromSpeech] = Channel(ours, messages.FromSpeech)
        self.inbox: list[messages.FromSpeech] = []

    def next(self) -> messages.FromSpeech:
        while not self.inbox:
            assert select([self.window], [], [], 10)[0], "the speech process says nothing"
            self.inbox += self.window.receive()
        return self.inbox.pop(0)

    def voices(self) -> messages.Voices:
        found = self.next()
        assert isinstance(found, messages.Voices)
        return found

    def end(self) -> None:
        self.window.close()
        self.child.process.kill()
        self.child.process.wait()
        self.child.close()


@pytest.fixture
def card(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SoundCard]:
    with SoundCard(tmp_path) as made:
        monkeypatch.setenv("ALSA_CONFIG_PATH", made.environment["ALSA_CONFIG_PATH"])
        yield made


@pytest.fixture
def speech(card: SoundCard, tmp_path: Path) -> Iterator[Speech]:
    made = Speech(tmp_path)
    yield made
    made.end()


def test_it_says_at_once_which_languages_it_speaks(speech: Speech) -> None:
    voices = speech.voices()
    assert voices.sound
    assert {"en", "ur", "zh-Hans"} <= set(voices.languages)
    assert not {"so", "ckb", "ar"} & set(
        voices.languages
    )  # espeak-ng has no voice for two, and needs vowel marks for Arabic


def test_what_it_is_told_to_say_is_heard_and_every_sentence_told(speech: Speech, card: SoundCard) -> None:
    speech.voices()
    speech.window.send(messages.Speak((TITLE,), speed=240, volume=5))
    told = [speech.next() for _ in range(3)]
    assert told == [messages.Speaking("home.title", number) for number in (0, 1, None)]
    wait_for(lambda: heard(card.samples) > 1.5)
    assert level(card.samples) > -30


def test_from_the_word_to_silence_it_takes_less_than_150_ms(speech: Speech, card: SoundCard) -> None:
    speech.voices()
    speech.window.send(messages.Speak((LONG,)))
    assert speech.next() == messages.Speaking("body", 0)
    began = time.monotonic()
    card.wait_for_sound(0.3)
    asked = time.monotonic()
    speech.window.send(messages.BeSilent())
    wait_for(lambda: card.last_heard() < time.monotonic() - 0.3)
    # What a real device drops, this one remembers: so far could it have been heard at most.
    assert began + len(card.samples) / RATE - asked < 0.150
    assert speech.child.process.poll() is None


def test_the_first_sound_comes_soon_after_the_word(speech: Speech) -> None:
    speech.voices()
    asked = time.monotonic()
    speech.window.send(messages.Speak((LONG,)))
    speech.next()
    assert time.monotonic() - asked < 0.3


def test_pause_go_on_and_again_reach_the_queue(speech: Speech, card: SoundCard) -> None:
    speech.voices()
    speech.window.send(messages.Speak((LONG, TITLE), speed=240))
    assert speech.next() == messages.Speaking("body", 0)
    speech.window.send(messages.Pause())
    wait_for(lambda: card.last_heard() < time.monotonic() - 0.3)
    assert not speech.inbox
    speech.window.send(messages.SayAgain())
    assert speech.next() == messages.Speaking("body", 0)
    speech.window.send(messages.Pause())
    speech.window.send(messages.GoOn())
    assert speech.next() == messages.Speaking("home.title", 0)
    speech.window.send(messages.SayAgain(whole=True))
    assert speech.next() == messages.Speaking("body", 0)


def test_a_window_that_goes_ends_what_was_being_said(speech: Speech, card: SoundCard) -> None:
    speech.voices()
    speech.window.send(messages.Speak((LONG, LONG, LONG)))
    card.wait_for_sound()
    speech.window.close()
    wait_for(lambda: card.last_heard() < time.monotonic() - 0.3)
    speech.link()
    assert speech.voices().sound


def test_a_window_that_talks_nonsense_leaves_it_alive_for_the_next(speech: Speech) -> None:
    ours, theirs = socketpair()
    with theirs:
        speech.child.give(keeper.WINDOW, theirs)
    with ours:
        ours.sendall(b"\0\0\0\2no")
        speech.link()
        assert speech.voices().sound
    assert speech.child.process.poll() is None


def test_without_a_sound_device_it_says_so_and_with_one_it_speaks(card: SoundCard, tmp_path: Path) -> None:
    card.pull_out()
    speech = Speech(tmp_path)
    try:
        assert speech.voices() == messages.Voices((), sound=False)
        speech.window.send(messages.Speak((TITLE,)))
        assert speech.next() == messages.Speaking("", None)
        card.plug_in()
        assert "en" in speech.voices().languages  # it looked again by itself
        speech.window.send(messages.Speak((TITLE,)))
        assert speech.next() == messages.Speaking("home.title", 0)
    finally:
        speech.end()


def test_without_espeak_recorded_clips_are_heard_alone(
    card: SoundCard, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A pyttsx3 that fails as the real one does where no libespeak-ng is installed.
    drivers = tmp_path / "bare" / "pyttsx3" / "drivers"
    drivers.mkdir(parents=True)
    for folder in (drivers.parent, drivers):
        (folder / "__init__.py").touch()
    (drivers / "_espeak.py").write_text('raise RuntimeError("not installed")\n')
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "bare"))
    speech = Speech(tmp_path)
    try:
        assert speech.voices().languages == ()
        assert "install espeak-ng" in speech.output.read_text()
    finally:
        speech.end()


def test_nothing_that_is_spoken_stands_in_a_file_or_in_its_output(
    speech: Speech, card: SoundCard, tmp_path: Path
) -> None:
    speech.voices()
    before = {path: path.stat().st_mtime_ns for path in _files(tmp_path)}
    speech.window.send(messages.Speak((LONG,)))
    card.wait_for_sound(0.5)
    opened = {str(link.readlink()) for link in Path(f"/proc/{speech.child.process.pid}/fd").iterdir()}
    assert not [path for path in opened if path.startswith("/") and not path.startswith(("/dev/null", str(tmp_path)))]
    speech.window.send(messages.BeSilent())
    assert {path: path.stat().st_mtime_ns for path in _files(tmp_path)} == before
    assert speech.output.read_text() == ""


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_it_ends_with_its_keeper(speech: Speech) -> None:
    speech.voices()
    speech.child.control.close()
    assert speech.child.process.wait(10) == 0
