"""A neighbour may go and come back at any moment: the window hears it once, and never waits for it."""

from __future__ import annotations

import socket
from collections.abc import Callable

import pytest

from kiosk.tablet.channel import Channel
from kiosk.tablet.neighbour import Neighbour
from kiosk.tablet.senses.hearing import messages


class Loop:
    """What the loop watches."""

    def __init__(self) -> None:
        self.readers: dict[int, Callable[[], None]] = {}

    def add_reader(self, fd: int, callback: Callable[[], None]) -> None:
        assert fd not in self.readers
        self.readers[fd] = callback

    def remove_reader(self, fd: int) -> None:
        self.readers.pop(fd, None)

    def turn(self) -> None:
        for callback in list(self.readers.values()):
            callback()


class Street:
    """A window with its neighbour."""

    def __init__(self) -> None:
        self.loop = Loop()
        self.heard: list[messages.FromSpeech] = []
        self.gone = 0
        self.neighbour: Neighbour[messages.FromSpeech] = Neighbour(
            self.loop, messages.FromSpeech, self.heard.append, self._count
        )

    def _count(self) -> None:
        self.gone += 1

    def moves_in(self) -> Channel[messages.FromWindow]:
        ours, theirs = socket.socketpair()
        self.neighbour.join(ours)
        return Channel(theirs, messages.FromWindow)


@pytest.fixture
def street() -> Street:
    return Street()


def test_nobody_is_told_anything_before_somebody_is_there(street: Street) -> None:
    assert not street.neighbour.tell(messages.BeSilent())
    other = street.moves_in()
    assert street.neighbour.tell(messages.BeSilent())
    assert other.receive() == [messages.BeSilent()]


def test_what_it_says_is_heard_in_order(street: Street) -> None:
    other = street.moves_in()
    for sentence in range(3):
        other.send(messages.Speaking("home.title", sentence))
    street.loop.turn()
    assert [message.sentence for message in street.heard if isinstance(message, messages.Speaking)] == [0, 1, 2]


def test_the_last_words_of_one_that_goes_are_heard_and_it_is_gone_once(street: Street) -> None:
    other = street.moves_in()
    other.send(messages.Voices(("en",)))
    other.close()
    street.loop.turn()
    street.loop.turn()
    assert street.heard == [messages.Voices(("en",))]
    assert street.gone == 1
    assert street.loop.readers == {}


def test_one_that_is_gone_when_it_is_told_something_is_watched_no_more(street: Street) -> None:
    other = street.moves_in()
    other.close()
    while street.neighbour.tell(messages.BeSilent()):
        pass
    assert street.gone == 1
    assert street.loop.readers == {}


def test_one_that_is_replaced_is_not_gone(street: Street) -> None:
    first = street.moves_in()
    second = street.moves_in()
    second.send(messages.Voices(()))
    street.loop.turn()
    assert street.heard == [messages.Voices(())]
    assert street.gone == 0
    with pytest.raises(ConnectionError):
        first.receive()
