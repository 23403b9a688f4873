"""What the window and the speech process say to each other. Text crosses this pipe and no other; it is never written to a file or a log."""

from __future__ import annotations

from msgspec import Struct


class Message(Struct, frozen=True, forbid_unknown_fields=True):
    """Any of them."""


class Speak(Message, frozen=True, tag="speak"):
    """Speak these sentences, and stop what was being spoken. text: id of the text, so that the sentence can be shown while it is heard."""

    text: str
    language: str
    sentences: tuple[str, ...]


class BeSilent(Message, frozen=True, tag="be_silent"):
    """Stop now (EN 301 549 5.1.3.5)."""


class Voices(Message, frozen=True, tag="voices"):
    """The languages that can be spoken on this machine; empty: none, and pages must not offer to be heard."""

    languages: tuple[str, ...]


class Speaking(Message, frozen=True, tag="speaking"):
    """Sentence n of a text has begun; None: the text has ended."""

    text: str
    sentence: int | None


FromWindow = Speak | BeSilent
FromSpeech = Voices | Speaking
