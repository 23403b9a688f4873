"""The window with a reader process that is the test: what it is sent, and what a screen reader may do."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from kiosk.tablet import attention, keeper, reader
from kiosk.tablet.channel import Channel
from kiosk.tablet.courier import messages as courier
from kiosk.tablet.senses.reader import messages
from kiosk.tablet.senses.reader.tree import Node
from tests.tablet.test_app import Ward
from tests.tablet.test_app_voice import Mouth


class ScreenReader:
    """The other end of the window's link. taken: whether each tree is answered as it comes."""

    def __init__(self, ward: Ward) -> None:
        ours, theirs = socket.socketpair()
        with theirs:
            socket.send_fds(ward.keeper, [keeper.READER], [theirs.fileno()])
        ward.screen.turn()
        self.ward = ward
        self.channel: Channel[messages.FromWindow] = Channel(ours, messages.FromWindow)

    def is_on(self) -> messages.Show:
        self.says(messages.Listening(wanted=True, reader=True))
        return self.shown()[-1]

    def says(self, message: messages.Message) -> None:
        self.channel.send(message)
        self.ward.screen.turn()

    def shown(self) -> list[messages.Show]:
        """What was sent since last time; the last is answered."""
        found = self.channel.receive()
        if found:
            self.says(messages.Shown())
        return found

    def acts(self, target: str, page: str = "") -> None:
        self.says(messages.Act(page or self.ward.page.id, target))


@pytest.fixture
def ward(tmp_path: Path) -> Ward:
    return Ward(tmp_path)


@pytest.fixture
def other(ward: Ward) -> ScreenReader:
    return ScreenReader(ward)


def all_shown(other: ScreenReader) -> list[messages.Show]:
    """Everything, until the tree that is sent is the page that stands."""
    found: list[messages.Show] = []
    while more := other.shown():
        found += more
    return found


def focused(show: messages.Show) -> Node:
    return next(node for node in show.tree.nodes if node.id == show.tree.focus)


def test_nothing_is_made_while_nobody_wants_it(ward: Ward, other: ScreenReader) -> None:
    ward.touches("doors/charter")
    assert other.shown() == []
    assert other.is_on().tree.page == ward.page.id


def test_a_screen_reader_acts_and_attends_as_a_person_does(ward: Ward, other: ScreenReader) -> None:
    other.is_on()
    other.says(messages.Attend(ward.page.id, "doors/help"))
    assert ward.screen.place.focus == "doors/help"
    assert focused(other.shown()[-1]).key == "doors/help"
    other.acts("doors/checkin")
    assert ward.page.id.startswith("checkin")


@pytest.mark.parametrize(("page", "target"), [("", "nowhere"), ("", "back"), ("help.list", "doors/checkin")])
def test_what_is_not_there_not_usable_or_of_another_page_is_refused(
    ward: Ward, other: ScreenReader, page: str, target: str
) -> None:
    other.is_on()
    before = ward.page
    other.acts(target, page)
    other.says(messages.Attend(page or before.id, "nothing"))
    assert ward.page == before
    assert ward.screen.place.focus == ""


def test_only_one_tree_is_on_its_way_and_the_next_is_the_newest(ward: Ward, other: ScreenReader) -> None:
    other.is_on()
    for target in ("doors/charter", "leave", "doors/help", "leave"):
        ward.touches(target)
    first = other.channel.receive()
    assert len(first) == 1
    other.says(messages.Shown())
    assert [show.tree.page for show in other.shown()] == [ward.page.id]


def test_a_reader_that_stands_still_is_given_up_and_the_tablets_voice_has_the_word_again(
    ward: Ward, other: ScreenReader
) -> None:
    other.is_on()
    assert ward.tablet.heard
    ward.touches("doors/charter")
    moment = max(moment for moment, _ in ward.screen.timers if moment <= ward.now + reader.LONGEST)
    callback = next(callback for at, callback in ward.screen.timers if at == moment)
    ward.screen.let_pass(callback, ward)
    assert not ward.tablet.heard
    ward.touches("leave")
    assert ward.page.id.startswith("home")


def test_the_tablets_own_voice_is_quiet_while_a_screen_reader_is_on(ward: Ward, other: ScreenReader) -> None:
    mouth = Mouth(ward)
    ward.tablet.keyed("down", 0, "", (), 59)  # F2: the voice
    ward.tablet.keyed("up", 0, "", (), 59)
    mouth.heard()
    ward.touches("doors/charter")
    assert any(type(message).__name__ == "Speak" for message in mouth.heard())
    other.is_on()
    mouth.heard()
    ward.touches("leave")
    assert not any(type(message).__name__ == "Speak" for message in mouth.heard())


def test_news_are_sent_once_and_not_of_what_attention_is_on(ward: Ward, other: ScreenReader) -> None:
    other.is_on()
    ward.touches("call")
    shown = other.shown()
    assert focused(shown[-1]).role == "status"
    assert [news for show in shown for news in show.news] == []


def test_no_news_of_a_call_are_sent_once_its_caller_asked_for_quiet_unless_they_are_heard_in_headphones(
    ward: Ward, other: ScreenReader
) -> None:
    other.is_on()
    ward.touches("call")
    placed = ward.hears(courier.PlaceCall)
    assert isinstance(placed, courier.PlaceCall)
    ward.says(courier.LinkNews(calls=True, trust=True))
    ward.says(courier.CallNews(placed.call, "shown"))
    ward.touches("tell_more", "call.what/quietly", "done")
    other.says(messages.Attend(ward.page.id, "cancel_call"))
    all_shown(other)
    ward.says(courier.CallNews(placed.call, "shown", escalations=1))
    quiet = all_shown(other)
    assert "passed on" in repr(quiet[-1].tree), "eyes and fingers have it"
    assert [news for show in quiet for news in show.news] == []
    ward.tablet.plugged(True)
    all_shown(other)
    ward.says(courier.CallNews(placed.call, "accepted", "nurse"))
    assert "A member of staff has accepted" in [news.words for show in all_shown(other) for news in show.news]


def test_a_key_goes_on_from_where_the_reader_is(ward: Ward, other: ScreenReader) -> None:
    on = focused(other.is_on()).key
    stops = attention.stops(ward.page, ward.screen.place)
    ward.tablet.moved(1, acting=False)
    assert ward.screen.place.focus == stops[stops.index(on) + 1]
