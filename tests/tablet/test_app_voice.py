"""The window while it is listened to: the part and the mark follow the voice, and silence is asked for before anything is drawn."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from kiosk.tablet import attention, keeper, pages
from kiosk.tablet.channel import Channel
from kiosk.tablet.senses.hearing import messages
from tests.tablet.test_app import Ward


class Mouth:
    """A speech process that is the test, joined to the window by its keeper."""

    def __init__(self, ward: Ward) -> None:
        ours, theirs = socket.socketpair()
        with theirs:
            socket.send_fds(ward.keeper, [keeper.SPEECH], [theirs.fileno()])
        ward.screen.turn()
        self.ward = ward
        self.channel: Channel[messages.FromWindow] = Channel(ours, messages.FromWindow)
        self.says(messages.Voices(("en",)))

    def says(self, message: messages.FromSpeech) -> None:
        self.channel.send(message)
        self.ward.screen.turn()

    def heard(self) -> list[messages.FromWindow]:
        return self.channel.receive()


@pytest.fixture
def ward(tmp_path: Path) -> Ward:
    return Ward(tmp_path)


@pytest.fixture
def mouth(ward: Ward) -> Mouth:
    return Mouth(ward)


def body(ward: Ward) -> pages.Text:
    return next(block for block in ward.page.blocks if isinstance(block, pages.Text))


def split(ward: Ward) -> None:
    """The page's text over two parts, its last sentence on the second."""
    text = body(ward)
    last = len(text.sentences) - 1
    first = tuple(f"{text.id}#{number}" for number in range(last))
    ward.tablet.measured(ward.page.id, (first, (f"{text.id}#{last}",)))


def test_the_part_and_the_mark_follow_the_voice_and_go_with_it(ward: Ward, mouth: Mouth) -> None:
    ward.touches("doors/charter")
    split(ward)
    ward.touches("listen")
    (asked,) = mouth.heard()
    assert isinstance(asked, messages.Speak)
    text = body(ward)
    for sentence, part in ((0, 0), (len(text.sentences) - 1, 1)):
        mouth.says(messages.Speaking(text.id, sentence, asked.number))
        assert (ward.screen.place.speaking, ward.screen.place.part) == ((text.id, sentence), part)
    mouth.says(messages.Speaking(text.id, None, asked.number))
    assert ward.screen.place.speaking is None
    assert ward.screen.place.part == 1, "the part that was heard last stays"
    assert [tool.id for tool in attention.tools(ward.page)] == ["listen", "reading"]


def test_whoever_turns_the_page_by_hand_is_not_listening_any_more_and_may_hear_on_from_there(
    ward: Ward, mouth: Mouth
) -> None:
    ward.touches("doors/charter")
    split(ward)
    ward.touches("listen")
    mouth.heard()
    ward.touches(ward.page.more.id)
    assert mouth.heard() == [messages.BeSilent()]
    assert (ward.screen.place.part, ward.screen.place.speaking) == (1, None)
    ward.touches("listen")
    (asked,) = mouth.heard()
    assert isinstance(asked, messages.Speak)
    later = next(text for text in asked.texts if text.text == body(ward).id)
    assert later.first == len(body(ward).sentences) - 1


def test_the_voice_is_told_before_the_page_is_drawn(ward: Ward, mouth: Mouth, monkeypatch: pytest.MonkeyPatch) -> None:
    ward.touches("doors/charter")
    drawn: list[list[messages.FromWindow]] = []
    show = ward.screen.show

    def shown(page: pages.Page, place: attention.Place) -> None:
        drawn.append(mouth.heard())
        show(page, place)

    monkeypatch.setattr(ward.tablet._attending, "_show", shown)
    ward.touches("listen")
    ward.touches("leave")
    assert [type(told[0]) for told in drawn if told] == [messages.Speak, messages.BeSilent]
    assert drawn[0], "nothing was drawn before"


def test_pause_go_on_and_again_reach_the_voice(ward: Ward, mouth: Mouth) -> None:
    ward.touches("listen")
    mouth.heard()
    ward.touches("pause", "go_on", "again", "listen")
    assert mouth.heard() == [messages.Pause(), messages.GoOn(), messages.SayAgain(), messages.BeSilent()]


def test_speed_and_volume_go_with_what_is_said_and_are_back_for_the_next_person(ward: Ward, mouth: Mouth) -> None:
    ward.touches("reading", "settings/voice", "settings/speed", "speed/75")
    (sample,) = mouth.heard()
    assert isinstance(sample, messages.Speak)
    assert (sample.speed, sample.volume) == (75, 3)
    ward.touches("leave", "listen")
    asked = mouth.heard()[-1]
    assert isinstance(asked, messages.Speak)
    assert (asked.speed, asked.volume) == (150, 3)


def test_a_voice_that_dies_in_the_middle_is_said_on_the_page_and_its_successor_is_offered(
    ward: Ward, mouth: Mouth
) -> None:
    ward.touches("listen")
    mouth.channel.close()
    ward.screen.turn()
    assert "Listening does not work right now." in ward.words()
    assert [tool.id for tool in attention.tools(ward.page)] == ["reading"]
    Mouth(ward)
    assert [tool.id for tool in attention.tools(ward.page)] == ["listen", "reading"]
