"""What the window and the speech process say to each other. Text crosses this pipe and no other; it is never written to a file or a log."""

from __future__ import annotations

from msgspec import Struct


class Message(Struct, frozen=True, forbid_unknown_fields=True):
    """Any of them."""


class Utterance(Message, frozen=True):
    """A text to speak. text: its id, so that the sentence can be shown while it is heard; language: of the voice (BCP 47).

    first: the number that its first sentence has on the page.
    """

    text: str
    language: str
    sentences: tuple[str, ...]
    first: int = 0


class Spoken(Message, frozen=True):
    """A language that is spoken and not written. words: the written language that its clips say; name: what people call it."""

    language: str
    words: str
    name: str


class Speak(Message, frozen=True, tag="speak"):
    """Speak these texts from the first sentence, and stop what was being spoken. speed: words a minute; volume: a step, 1 to 5.

    number: comes back with all that is told of it, so that nobody takes the end of what was stopped for the end of what was begun since.
    only_headphones: some of it is private: not said where headphones are known to be out, and the end is told at once.
    """

    texts: tuple[Utterance, ...]
    speed: int = 150
    volume: int = 3
    number: int = 0
    only_headphones: bool = False


class BeSilent(Message, frozen=True, tag="be_silent"):
    """Stop now, and forget what was said (EN 301 549 5.1.3.5)."""


class Pause(Message, frozen=True, tag="pause"):
    """Be silent and keep the place."""


class GoOn(Message, frozen=True, tag="go_on"):
    """After a pause: from where it was."""


class SayAgain(Message, frozen=True, tag="say_again"):
    """The last sentence once more, and on from there; whole: all of it from the beginning (EN 301 549 5.1.3.4)."""

    whole: bool = False


class Voices(Message, frozen=True, tag="voices"):
    """The languages that can be spoken on this machine now; empty: none, and pages must not offer to be heard. sound: something can come out."""

    languages: tuple[str, ...]
    spoken: tuple[Spoken, ...] = ()
    sound: bool = True


class Speaking(Message, frozen=True, tag="speaking"):
    """Sentence n of a text is heard from now; None: all is said."""

    text: str
    sentence: int | None
    number: int = 0


class Unsaid(Message, frozen=True, tag="unsaid"):
    """A sentence was passed over: it has neither clip nor voice."""

    text: str
    sentence: int
    number: int = 0


class Headphones(Message, frozen=True, tag="headphones"):
    """Whether headphones are in; told once the socket can be watched, and at each change."""

    present: bool


FromWindow = Speak | BeSilent | Pause | GoOn | SayAgain
FromSpeech = Voices | Speaking | Unsaid | Headphones
