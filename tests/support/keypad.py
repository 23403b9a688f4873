"""Somebody who does not see: presses the keys of a pad, and knows nothing of the page but what is said."""

from __future__ import annotations

from pathlib import Path

from kiosk.tablet.senses.hearing import messages
from kiosk.tablet.senses.touch import keymap
from tests.support.processes import REPOSITORY
from tests.tablet.test_app import Ward
from tests.tablet.test_app_voice import Mouth

PAD = REPOSITORY / "deploy" / "tablet" / "keys-audionav.toml"
MOST = 90  # presses after which nobody would still look for something


class Listener:
    """A tablet with a pad, its voice on. `said`: what was said since the last key, sentence by sentence; `ever`: all of it."""

    def __init__(self, folder: Path, *, pad: Path = PAD, **changes: object) -> None:
        self.ward = Ward(folder, keys=str(pad), **changes)  # type: ignore[arg-type]
        self.mouth = Mouth(self.ward)
        self.codes = {command: code for code, command in (*keymap.STANDARD.items(), *keymap.read(pad).items())}
        self.said: list[str] = []
        self.ever: list[messages.Speak] = []
        self.silenced = False

    def presses(self, *commands: str) -> Listener:
        for command in commands:
            self.strikes(self.codes[command])
        return self

    def strikes(self, code: int, *modifiers: str, key: int = 0, text: str = "") -> Listener:
        """A key goes down and up again."""
        self.ward.now += 0.6
        self.ward.tablet.keyed("down", key, text, modifiers, code)
        if text:
            self.ward.tablet.keyed("text", 0, text, (), 0)
        self.ward.tablet.keyed("up", key, "", modifiers, code)
        return self.hears()

    def hears(self) -> Listener:
        """What has been said since."""
        self.said, self.silenced = [], False
        for message in self.mouth.heard():
            if isinstance(message, messages.Speak):
                self.ever.append(message)
                self.said = [_plain(sentence) for text in message.texts for sentence in text.sentences]
            self.silenced = self.silenced or isinstance(message, messages.BeSilent | messages.Pause)
        return self

    def finds(self, words: str) -> Listener:
        """Goes from thing to thing until one is named with these words."""
        for _ in range(MOST):
            self.presses("next")
            if self.said and self.said[0].replace("\u2028", " ").startswith(words):
                return self
        raise AssertionError(f"{words!r} is not among what is said on {self.ward.page.id}")

    def chooses(self, *names: str) -> Listener:
        for name in names:
            self.finds(name).presses("act")
        return self

    def at(self, page: str) -> Listener:
        assert self.ward.page.id == page, f"on {self.ward.page.id}, not on {page}"
        return self


def _plain(sentence: str) -> str:
    return sentence.replace("\u2068", "").replace("\u2069", "")
