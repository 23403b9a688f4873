"""The window's side of the speech process: from the effects of the journeys to its messages, and back to their events.

For: `app`. Here and nowhere else it is decided which voice a text gets. Nothing is kept of what is spoken.
"""

from __future__ import annotations

import socket
from collections.abc import Callable
from typing import Protocol

from kiosk.tablet import aloud, attention, pages, visit
from kiosk.tablet.neighbour import Neighbour, Watcher
from kiosk.tablet.senses.hearing import messages

EFFECTS = (visit.Say, visit.Hush, visit.PauseSpeech, visit.GoOnSpeaking, visit.SayAgain)


class LinkIs(Protocol):
    """Tells the visit what works now: fields of visit.Link."""

    def __call__(self, **changes: object) -> None: ...


class Voice:
    """happened: takes events for the journeys. link_is: takes what works now."""

    def __init__(
        self,
        loop: Watcher,
        happened: Callable[[visit.Event], None],
        link_is: LinkIs,
        clock: Callable[[], float],
    ) -> None:
        self._happened, self._link_is, self._clock = happened, link_is, clock
        self._speech: Neighbour[messages.FromSpeech] = Neighbour(loop, messages.FromSpeech, self._said, self._gone)
        self._number = 0  # of what was asked for last; what is told of anything before is late
        self._silent = True

    def join(self, end: socket.socket) -> None:
        """A speech process is there, also in the place of one before."""
        self._speech.join(end)

    def carry_out(self, effect: visit.Effect, page: pages.Page, place: attention.Place | None) -> None:
        """One of EFFECTS. page, place: what is shown, or will be in a moment."""
        match effect:
            case visit.Say():
                self._say(effect, page, place)
            case visit.Hush():
                self._silent = True
                self._speech.tell(messages.BeSilent())
            case visit.PauseSpeech():
                self._speech.tell(messages.Pause())
            case visit.GoOnSpeaking():
                self._speech.tell(messages.GoOn())
            case visit.SayAgain():
                self._speech.tell(messages.SayAgain())

    def _say(self, effect: visit.Say, page: pages.Page, place: attention.Place | None) -> None:
        reading = effect.reading
        here = place is not None and place.page == page.id and not effect.whole
        said = aloud.from_here(page, place, effect.texts) if here and place else tuple(map(aloud.Said, effect.texts))
        texts = tuple(
            messages.Utterance(
                part.text.id, _language(part.text, reading), part.text.sentences[part.first :], part.first
            )
            for part in said
        )
        self._number += 1
        self._silent = False
        self._speech.tell(messages.Speak(texts, reading.speed, reading.volume, self._number, effect.only_headphones))

    def _said(self, message: messages.FromSpeech) -> None:
        at = self._clock()
        if isinstance(message, messages.Voices):
            self._link_is(
                speech=bool(message.languages),
                voices=frozenset(message.languages),
                spoken=tuple(visit.SpokenLanguage(s.language, s.words, s.name) for s in message.spoken),
                silence="" if message.languages else "no_voice" if message.sound else "no_sound",
            )
        elif isinstance(message, messages.Headphones):
            self._link_is(headphones=message.present)
        elif self._silent or message.number != self._number:
            return
        elif isinstance(message, messages.Unsaid):
            self._happened(visit.Unspoken(at=at))
        else:
            self._happened(visit.Spoke(at=at, text=message.text, sentence=message.sentence))

    def _gone(self) -> None:
        self._link_is(speech=False, silence="gone")


def _language(text: pages.Text, reading: pages.Reading) -> str:
    """The language that a text is heard in: its own, or the one that is spoken where its words are only written."""
    return reading.voice if reading.voice and text.language == reading.language else text.language
