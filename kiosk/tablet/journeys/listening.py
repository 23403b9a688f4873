"""Listening: what is read aloud and said, stop, pause, go on, once more; and who may hear it.

Speech is asked for by effects and told of by events, like everything that happens outside; which sentence is heard is part of the visit. What is
private is said into headphones alone, unless the person has chosen otherwise (EN 301 549 5.1.3.9): every word of every journey goes through `utter`.
"""

from __future__ import annotations

from msgspec.structs import replace

from kiosk.tablet import visit as visits
from kiosk.tablet.aloud import spoken
from kiosk.tablet.journeys import telling
from kiosk.tablet.journeys.frame import Turn, can_listen, say
from kiosk.tablet.pages import Page, Text
from kiosk.tablet.visit import Visit


def permitted(visit: Visit) -> bool:
    """Whether what is private may be said: into headphones, or because the person wants it although others may hear."""
    return visit.link.headphones is True or visit.reading.loudspeaker


def utter(
    visit: Visit, shown: Page, texts: tuple[Text, ...], *, aside: bool = False, again: bool = False, whole: bool = False
) -> Turn:
    """Say these texts, in the place of what was being said; nothing where none of them may be heard.

    aside: it is one thing or a piece of news, not the page. again: it is what was said last. whole: also what stands on earlier parts of the page.
    """
    said = tuple(text for text in texts if text.sentences and (permitted(visit) or not text.private))
    if not said or not can_listen(visit):
        return visit, ()
    only_headphones = not visit.reading.loudspeaker and any(text.private for text in said)
    last = visit.said if again else visits.Said(shown.id, said)
    heard = replace(visit, speaking=(said[0].id, 0), paused=False, aside=aside, said=last)
    return heard, (visits.Say(said, visit.reading, whole=whole, only_headphones=only_headphones),)


def begin(visit: Visit, shown: Page, *before: Text) -> Turn:
    """Read the page aloud from its title. before: said first."""
    if telling.silenced(visit, shown):
        return visit, ()
    page = tuple(text for text in spoken(shown, permitted(visit)) if visit.told is None or text != visit.told)
    return utter(visit, shown, (*before, *page))


def sample(visit: Visit, shown: Page, text: str) -> Turn:
    """Say one text of the page, so that people hear what they have just chosen."""
    return utter(visit, shown, (say(visit, text),), whole=True)


def once_more(visit: Visit, shown: Page) -> Turn:
    """The last sentence and on from there, also where nothing is being said any more; on a new page, the page."""
    if visit.speaking is not None:
        return act(visit, "again")
    said = visit.said
    if said is None or said.page != shown.id:
        return begin(visit, shown)
    texts = said.texts
    if said.at is not None:
        name, sentence = said.at
        rest = texts[next((number for number, text in enumerate(texts) if text.id == name), 0) :]
        texts = (replace(rest[0], sentences=rest[0].sentences[sentence:] or rest[0].sentences), *rest[1:])
    return utter(visit, shown, texts, aside=True, again=True, whole=True)


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
        return replace(visit, speaking=None, paused=False, aside=False)
    said = visit.said and replace(visit.said, at=(event.text, event.sentence))
    return replace(visit, speaking=(event.text, event.sentence), said=said)


def silent(visit: Visit) -> Visit:
    """Nothing is being said any more."""
    if visit.speaking is None and not visit.unspoken:
        return visit
    return replace(visit, speaking=None, paused=False, unspoken=False, aside=False)
