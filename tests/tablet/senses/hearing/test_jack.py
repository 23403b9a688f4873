"""The socket of the headphones: what the kernel reports of it, and a speech process that is silent the moment they come out.

The machine's own socket is played by a pipe into which the test writes the records that the kernel writes for a real one.
"""

from __future__ import annotations

import os
import struct
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.bench.sound import config
from kiosk.tablet.senses.hearing import messages
from kiosk.tablet.senses.hearing.jack import Jack, find
from tests.support.sound import RATE, SoundCard
from tests.support.waiting import wait_for
from tests.tablet.senses.hearing.test_process import LONG, TITLE, Speech

SWITCH, HEADPHONES, KEY = 5, 2, 1


class Socket:
    """What a socket with a switch reports."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "event7"
        os.mkfifo(self.path)
        self._fd = os.open(self.path, os.O_RDWR | os.O_NONBLOCK)

    def reports(self, kind: int, code: int, value: int) -> None:
        os.write(self._fd, struct.pack("@llHHi", 0, 0, kind, code, value) + struct.pack("@llHHi", 0, 0, 0, 0, 0))

    def plug(self, into: bool) -> None:
        self.reports(SWITCH, HEADPHONES, int(into))

    def close(self) -> None:
        os.close(self._fd)


@pytest.fixture
def socket(tmp_path: Path) -> Iterator[Socket]:
    made = Socket(tmp_path)
    yield made
    made.close()


def test_it_is_known_when_headphones_go_in_and_come_out(socket: Socket) -> None:
    jack = Jack(str(socket.path))
    assert jack.present is None, "nothing is claimed that was not reported"
    for into in (True, False):
        socket.plug(into)
        assert jack.changed()
        assert jack.present is into
    assert not jack.changed()
    jack.close()


def test_nothing_but_headphones_is_taken_for_them(socket: Socket) -> None:
    jack = Jack(str(socket.path))
    socket.reports(SWITCH, 4, 1)  # a microphone
    socket.reports(KEY, HEADPHONES, 1)
    assert not jack.changed()
    assert jack.present is None
    jack.close()


def test_a_socket_that_goes_takes_its_headphones_with_it(socket: Socket, tmp_path: Path) -> None:
    (tmp_path / "two").mkdir()
    other = Socket(tmp_path / "two")
    jack = Jack(str(other.path))
    other.plug(True)
    assert jack.changed()
    other.close()
    assert jack.changed()
    assert (jack.present, jack.fileno()) == (False, -1)


def test_where_nothing_can_tell_nothing_is_watched(tmp_path: Path) -> None:
    for where in ("none", str(tmp_path / "not there")):
        jack = Jack(where)
        assert (jack.present, jack.fileno(), jack.changed()) == (None, -1, False)


def test_a_device_with_keys_is_never_the_one(tmp_path: Path) -> None:
    for name, switches, keys in (("event1", "4", "10000"), ("event2", "10", "0"), ("event3", "0", "0")):
        folder = tmp_path / name / "device" / "capabilities"
        folder.mkdir(parents=True)
        (folder / "sw").write_text(switches)
        (folder / "key").write_text(keys)
    assert find(tmp_path) == ""


class Cards:
    """A loudspeaker and headphones, and a speech process that has both."""

    def __init__(self, folder: Path, socket: Socket, speaker: SoundCard, headphones: SoundCard) -> None:
        self.socket, self.speaker, self.headphones = socket, speaker, headphones
        both = config(folder / "speaker" / "sound.pipe") + config(folder / "headphones" / "sound.pipe").replace(
            "!default", "headphones"
        )
        Path(speaker.environment["ALSA_CONFIG_PATH"]).write_text(both)
        (folder / "tablet.toml").write_text(
            f'mode = "demo"\ntrust = "http://127.0.0.1"\ndata = "{folder}"\n'
            f'[voice]\nheadphones = "headphones"\njack = "{socket.path}"\n'
        )
        self.speech = Speech(folder)
        assert self.speech.voices().sound

    def plug(self, into: bool) -> None:
        self.socket.plug(into)
        assert self.until(messages.Headphones) == messages.Headphones(into)

    def until(self, kind: type[messages.Message]) -> messages.Message:
        while not isinstance(told := self.speech.next(), kind):
            pass
        return told


@pytest.fixture
def cards(tmp_path: Path, socket: Socket, monkeypatch: pytest.MonkeyPatch) -> Iterator[Cards]:
    for name in ("speaker", "headphones"):
        (tmp_path / name).mkdir()
    with SoundCard(tmp_path / "speaker") as speaker, SoundCard(tmp_path / "headphones") as headphones:
        monkeypatch.setenv("ALSA_CONFIG_PATH", speaker.environment["ALSA_CONFIG_PATH"])
        made = Cards(tmp_path, socket, speaker, headphones)
        yield made
        made.speech.end()


def test_with_headphones_in_nothing_comes_out_of_the_loudspeaker(cards: Cards) -> None:
    cards.plug(True)
    cards.speech.window.send(messages.Speak((TITLE,), only_headphones=True))
    cards.headphones.wait_for_sound(0.5)
    assert cards.speaker.seconds == 0


def test_the_moment_they_come_out_the_voice_is_silent_and_private_words_reach_no_loudspeaker(cards: Cards) -> None:
    cards.plug(True)
    cards.speech.window.send(messages.Speak((LONG, LONG), number=7, only_headphones=True))
    assert cards.speech.next() == messages.Speaking("body", 0, 7)
    began = time.monotonic()
    cards.headphones.wait_for_sound(0.3)
    pulled = time.monotonic()
    cards.plug(False)
    assert time.monotonic() - pulled < 0.15
    wait_for(lambda: cards.headphones.last_heard() < time.monotonic() - 0.3)
    assert began + len(cards.headphones.samples) / RATE - pulled < 0.150
    # What was on its way when they came out is not said either, and the window is not left waiting for its end.
    cards.speech.window.send(messages.Speak((LONG,), number=8, only_headphones=True))
    assert cards.speech.next() == messages.Speaking("", None, 8)
    assert cards.speaker.seconds == 0
    cards.speech.window.send(messages.Speak((TITLE,), number=9))
    cards.speaker.wait_for_sound(0.3)
