"""Listening to a page: what is read aloud, stop, pause, go on, once more.

Speech is asked for by effects and told of by events, like everything that happens outside; which sentence is heard is part of the visit.
"""

from __future__ import annotations

from msgspec.structs import replace

from kiosk.tablet import visit as visits
from kiosk.tablet.aloud import spoken
from kiosk.tablet.journeys.frame import Turn, can_listen, say
from kiosk.tablet.pages import Page
from kiosk.tablet.visit import Visit


def begin(visit: Visit, shown: Page) -> Turn:
    """Read the page aloud from its title."""
    texts = spoken(shown)
    if not texts:
        return visit, ()
    return replace(visit, speaking=(texts[0].id, 0), paused=False), (visits.Say(texts, visit.reading),)


def sample(visit: Visit, text: str) -> Turn:
    """Say one text of the page, so that people hear what they have just chosen."""
    if not can_listen(visit):
        return visit, ()
    said = say(visit, text)
    return replace(visit, speaking=(said.id, 0), paused=False), (visits.Say((said,), visit.reading, whole=True),)


def act(visit: Visit, name: str) -> Turn:
    """A button of the player, while something is being said or is paused."""
    if name == "pause":
        return replace(visit, paused=True), (visits.PauseSpeech(),)
    if name == "go_on":
        return replace(visit, paused=False), (visits.GoOnSpeaking(),)
    if name == "again":
        return replace(visit, paused=False), (visits.SayAgain(),)
    return silent(visit), (visits.Hush(),)


def spoke(visit: Visit, event: visits.Spoke) -> Visit:
    """Speech has come to a sentence, or to its end."""
    if event.sentence is None:
        return replace(visit, speaking=None, paused=False)
    return replace(visit, speaking=(event.text, event.sentence))


def silent(visit: Visit) -> Visit:
    """Nothing is being said any more."""
    if visit.speaking is None and not visit.unspoken:
        return visit
    return replace(visit, speaking=None, paused=False, unspoken=False)
