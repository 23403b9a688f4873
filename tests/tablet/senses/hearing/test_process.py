"""The speech process says what it can speak, ends what it is asked to say, and lives through a window that goes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from select import select
from socket import socketpair

import pytest

from kiosk.tablet import keeper
from kiosk.tablet.channel import Channel
from kiosk.tablet.senses.hearing import messages


@pytest.fixture
def speech(tmp_path: Path) -> Iterator[keeper.Child]:
    child = keeper.start_child(keeper.SPEECH, tmp_path / "tablet.toml")
    yield child
    child.process.kill()
    child.process.wait()
    child.close()


def linked(speech: keeper.Child) -> Channel[messages.FromSpeech]:
    """A window's end of a new link."""
    ours, theirs = socketpair()
    with theirs:
        speech.give(keeper.WINDOW, theirs)
    return Channel(ours, messages.FromSpeech)


def next_message(window: Channel[messages.FromSpeech]) -> messages.FromSpeech:
    assert select([window], [], [], 10)[0]
    return window.receive()[0]


def test_it_says_at_once_that_it_has_no_voice_so_that_no_page_offers_to_be_heard(speech: keeper.Child) -> None:
    assert next_message(linked(speech)) == messages.Voices(())


def test_what_is_asked_for_all_the_same_ends_at_once(speech: keeper.Child) -> None:
    window = linked(speech)
    next_message(window)
    window.send(messages.Speak("home.title", "en", ("What would you like to do?",)))
    assert next_message(window) == messages.Speaking("home.title", None)


def test_a_window_that_goes_and_one_that_talks_nonsense_leave_it_alive_for_the_next(speech: keeper.Child) -> None:
    first = linked(speech)
    next_message(first)
    first.close()
    ours, theirs = socketpair()
    with theirs:
        speech.give(keeper.WINDOW, theirs)
    with ours:
        ours.sendall(b"\0\0\0\2no")
        assert next_message(linked(speech)) == messages.Voices(())
    assert speech.process.poll() is None


def test_it_ends_with_its_keeper(speech: keeper.Child) -> None:
    next_message(linked(speech))
    speech.control.close()
    assert speech.process.wait(10) == 0
