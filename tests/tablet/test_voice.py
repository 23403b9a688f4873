"""The window and a speech process: what is said in which voice, what is late, and a process that dies while it speaks."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from select import select
from socket import socketpair

import pytest
from msgspec.structs import replace

from kiosk.tablet import attention, keeper, pages, visit
from kiosk.tablet.channel import Channel
from kiosk.tablet.senses.hearing import messages
from kiosk.tablet.voice import Voice
from tests.support.sound import SoundCard
from tests.support.waiting import wait_for

TEXT = pages.Text("body", ("One.", "Two."), language="bn")
CALL, BACK, LEAVE = (pages.Action(name, pages.Text(f"rail.{name}", (name,))) for name in ("call", "back", "leave"))
RAIL = pages.Rail(CALL, BACK, LEAVE)
PAGE = pages.Page(id="page", shape="reading", blocks=(TEXT,), rail=RAIL)


class Window:
    """What the voice needs of a window: a loop, and ears for events."""

    def __init__(self) -> None:
        self.readers: dict[int, Callable[[], None]] = {}
        self.events: list[visit.Event] = []
        self.link: dict[str, object] = {}
        self.voice = Voice(self, self.events.append, self._link_is, lambda: 0.0)

    def add_reader(self, fd: int, callback: Callable[[], None]) -> None:
        self.readers[fd] = callback

    def remove_reader(self, fd: int) -> None:
        self.readers.pop(fd, None)

    def _link_is(self, **changes: object) -> None:
        self.link.update(changes)

    def turn(self) -> None:
        for fd in select([*self.readers], [], [], 0.01)[0]:
            self.readers[fd]()

    def until(self, condition: Callable[[], object]) -> None:
        def turned() -> object:
            self.turn()
            return condition()

        wait_for(turned)


class Mouth:
    """A speech process that is this test."""

    def __init__(self, window: Window) -> None:
        ours, theirs = socketpair()
        self.window = window
        self.channel: Channel[messages.FromWindow] = Channel(ours, messages.FromWindow)
        window.voice.join(theirs)

    def heard(self) -> list[messages.FromWindow]:
        return self.channel.receive()

    def says(self, *told: messages.FromSpeech) -> None:
        for message in told:
            self.channel.send(message)
        self.window.turn()


def test_a_text_is_said_in_its_own_language_or_in_the_spoken_one_of_its_words() -> None:
    window = Window()
    mouth = Mouth(window)
    english = pages.Text("more", ("More",))
    reading = pages.Reading(language="bn", voice="syl", speed=75, volume=5)
    window.voice.carry_out(visit.Say((TEXT, english), reading), PAGE, None)
    (said,) = mouth.heard()
    assert isinstance(said, messages.Speak)
    assert [(text.text, text.language) for text in said.texts] == [("body", "syl"), ("more", "en")]
    assert (said.speed, said.volume) == (75, 5)
    window.voice.carry_out(visit.Say((TEXT,), replace(reading, voice="")), PAGE, None)
    (said,) = mouth.heard()
    assert isinstance(said, messages.Speak)
    assert said.texts[0].language == "bn"


def test_on_a_later_part_only_what_is_still_to_come_is_said() -> None:
    window = Window()
    mouth = Mouth(window)
    place = attention.Place("page", part=1, parts=(("body#0",), ("body#1",)))
    for shown, first in ((place, 1), (replace(place, part=0), 0), (replace(place, page="another"), 0)):
        window.voice.carry_out(visit.Say((TEXT,)), PAGE, shown)
        (said,) = mouth.heard()
        assert isinstance(said, messages.Speak)
        assert (said.texts[0].first, said.texts[0].sentences) == (first, TEXT.sentences[first:])


def test_what_was_said_before_the_last_word_of_the_person_is_late_and_changes_nothing() -> None:
    window = Window()
    mouth = Mouth(window)
    window.voice.carry_out(visit.Say((TEXT,)), PAGE, None)
    window.voice.carry_out(visit.Say((TEXT,)), PAGE, None)
    mouth.says(messages.Speaking("body", None, 1), messages.Unsaid("body", 0, 1), messages.Speaking("body", 1, 2))
    assert window.events == [visit.Spoke(text="body", sentence=1)]
    window.voice.carry_out(visit.Hush(), PAGE, None)
    mouth.says(messages.Speaking("body", 1, 2))
    assert len(window.events) == 1


@pytest.mark.parametrize(
    ("voices", "speech", "silence"),
    [
        (messages.Voices(("en",)), True, ""),
        (messages.Voices(()), False, "no_voice"),
        (messages.Voices((), sound=False), False, "no_sound"),
    ],
)
def test_what_can_be_heard_is_known_with_its_reason(voices: messages.Voices, speech: bool, silence: str) -> None:
    window = Window()
    Mouth(window).says(voices)
    assert (window.link["speech"], window.link["silence"]) == (speech, silence)


def test_headphones_are_known_and_what_is_private_is_marked_as_theirs() -> None:
    window = Window()
    mouth = Mouth(window)
    for present in (True, False):
        mouth.says(messages.Headphones(present))
        assert window.link["headphones"] is present
    for private in (True, False):
        window.voice.carry_out(visit.Say((TEXT,), only_headphones=private), PAGE, None)
        (said,) = mouth.heard()
        assert isinstance(said, messages.Speak)
        assert said.only_headphones is private


@pytest.fixture
def card(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SoundCard]:
    with SoundCard(tmp_path) as made:
        monkeypatch.setenv("ALSA_CONFIG_PATH", made.environment["ALSA_CONFIG_PATH"])
        yield made


def test_a_speech_process_that_is_killed_while_it_speaks_is_known_to_be_gone_and_its_successor_speaks(
    card: SoundCard, tmp_path: Path
) -> None:
    window = Window()
    # Given a real speech process that speaks
    children = [_started(window, tmp_path)]
    window.until(lambda: window.link.get("speech"))
    window.voice.carry_out(
        visit.Say((pages.Text("body", ("This is a sentence that goes on for some time.",)),)), PAGE, None
    )
    window.until(lambda: window.events)
    # When it is killed
    os.kill(children[0].process.pid, signal.SIGKILL)
    # Then the window knows at once, and the next one is heard
    window.until(lambda: window.link["silence"] == "gone")
    assert not window.link["speech"]
    window.events.clear()
    children.append(_started(window, tmp_path))
    window.until(lambda: window.link["speech"])
    assert window.link["silence"] == ""
    window.voice.carry_out(visit.Say((pages.Text("body", ("Again.",)),)), PAGE, None)
    window.until(lambda: visit.Spoke(text="body", sentence=0) in window.events)
    for child in children:
        child.process.kill()
        child.process.wait()
        child.close()


def _started(window: Window, folder: Path) -> keeper.Child:
    child = keeper.start_child(keeper.SPEECH, folder / "tablet.toml")
    ours, theirs = socketpair()
    with theirs:
        child.give(keeper.WINDOW, theirs)
    window.voice.join(ours)
    return child
