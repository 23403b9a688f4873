"""What the tablet knows of the world outside a visit: which processes answer, what can be heard, how well it is. Immutable values."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct


class SpokenLanguage(Struct, frozen=True):
    """A language that is spoken and not written, of which there are recordings. words: the written language that its pages show; name: its own."""

    code: str
    words: str
    name: str


class Link(Struct, frozen=True):
    """What is possible now. courier: the process answers; calls: the call connection's heartbeat is fresh; speech: something can be heard.

    voices: languages that can be heard; empty: all of them. spoken: those that are not written. silence: why nothing can be heard: "gone" (the
    process ended, and another is started), "no_sound" (no sound comes out), "no_voice" (none is installed); empty: it can, or is not known yet.
    headphones: whether they are in; None: nothing here can tell. reader: a screen reader is on, and has the word.
    """

    courier: bool = False
    calls: bool = False
    speech: bool = False
    voices: frozenset[str] = frozenset()
    spoken: tuple[SpokenLanguage, ...] = ()
    silence: Literal["", "gone", "no_sound", "no_voice"] = ""
    headphones: bool | None = None
    reader: bool = False


class Health(Struct, frozen=True):
    """For staff. outbox: it can be written; ages in seconds (None: no such part); clock: seconds that this tablet's clock is ahead of the trust's."""

    link: bool
    outbox: bool
    clock: float | None
    keys_age: float | None
    content_age: float | None
    duty_age: float | None
    paired: bool
    version: str
    voice: Literal["well", "sound", "unwell"] = "well"
