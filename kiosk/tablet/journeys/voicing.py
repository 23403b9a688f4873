"""Self-voicing: each page is said as it comes, each thing as attention comes to it, and news as it happens (EN 301 549 5.1.3).

It looks at what came of an event and adds what is to be said of it. It holds only while `frame.self_voicing`; nothing is ever said that nobody
asked for (5.1.3.10), and each new thing takes the place of what was being said (5.1.3.5).
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from kiosk.tablet import visit as visits
from kiosk.tablet.aloud import texts_of
from kiosk.tablet.journeys import describing, listening, telling
from kiosk.tablet.journeys.frame import Turn, can_listen, say, self_voicing
from kiosk.tablet.journeys.reading_choices import SWITCHES
from kiosk.tablet.pages import Choices, Heading, Key, Keys, Page, Status, Text, TextEntry, Timer
from kiosk.tablet.visit import Visit

_DIGITS = str.maketrans("", "", "0123456789٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹")


def follows(visit: Visit) -> bool:
    """Whether a thing is said when attention comes to it."""
    if visit.reading.way in SWITCHES:
        return visit.reading.scan_aloud and can_listen(visit) and not visit.link.reader
    if visit.reading.way == "explore":
        return can_listen(visit) and not visit.link.reader
    return self_voicing(visit)


def scanned(visit: Visit, event: visits.Attended) -> Visit:
    """A scan has gone on by itself. That it rests is shown until somebody does the next thing."""
    if event.group == "rest":
        return replace(visit, told=replace(say(visit, "reading.way.resting"), id="told"))
    return visit


def concerns(visit: Visit) -> bool:
    """Whether anything is said of what happens."""
    return self_voicing(visit) or follows(visit)


def attended(visit: Visit, event: visits.Attended, shown: Page) -> Turn | None:
    """What attention does to the page that is being read aloud: None where it ends it, as any act does.

    A frame that moves by itself and names nothing ends nothing. On the buttons of the player it pauses, or nobody could come to Go on by keys.
    """
    if visit.speaking is None or follows(visit):
        return None
    if visit.reading.way in SWITCHES:
        return visit, ()
    if event.target in [button.id for button in shown.player]:
        return (visit, ()) if visit.paused else listening.act(visit, "pause")
    return None


def heard(
    before: Visit, event: visits.Event, after: Visit, effects: tuple[visits.Effect, ...], old: Page, shown: Page
) -> Turn:
    """What came of an event, with what is said of it. old: the page before it, without what was told on it."""
    if any(
        isinstance(effect, visits.Say | visits.PauseSpeech | visits.GoOnSpeaking | visits.SayAgain)
        for effect in effects
    ):
        return after, effects
    if any(isinstance(effect, visits.Wipe) for effect in effects) or isinstance(event, visits.Started):
        return after, effects
    said, more = _said(before, event, after, old, shown)
    return said, (*effects, *more)


def _said(before: Visit, event: visits.Event, after: Visit, old: Page, shown: Page) -> Turn:
    if telling.silenced(after, shown):
        return _left_to_say(after, event, shown)
    if isinstance(event, visits.Attended):
        # A finger, a key or a switch is there: also what it came to on a page that is just as it was.
        reads_page = event.by_itself and before.speaking is not None and not before.aside
        return _thing(after, event, shown) if follows(after) and shown.id == old.id and not reads_page else (after, ())
    if not self_voicing(after):
        return after, ()
    if not before.reading.aloud:
        told = (say(after, "voice.on"),) if after.told is not None else ()
        return listening.begin(after, shown, *told)
    if shown.id != old.id:
        return listening.begin(after, shown)
    if isinstance(event, visits.Turned):
        part = say(after, "said.part", {"number": event.part + 1, "total": event.of})
        return listening.begin(after, shown, part)
    if isinstance(event, visits.Typed):
        return listening.utter(after, shown, _typed(after, event, old, shown), aside=True)
    if isinstance(event, visits.Chose):
        chosen = _chose(after, event, old, shown)
        if chosen:
            return listening.utter(after, shown, chosen, aside=True)
    fresh = news(old, shown)
    if not fresh or (after.speaking is not None and not _replaces(fresh, shown)):
        return after, ()
    return listening.utter(after, shown, fresh, aside=True)


def _left_to_say(visit: Visit, event: visits.Event, shown: Page) -> Turn:
    """Of a page of which nothing may be heard: the ways out of it, for whoever finds them by ear."""
    rail = (shown.rail.call.id, shown.rail.back.id, shown.rail.leave.id)
    if isinstance(event, visits.Attended) and event.target in rail and follows(visit):
        return _thing(visit, event, shown)
    return visit, ()


def _thing(visit: Visit, event: visits.Attended, shown: Page) -> Turn:
    if event.target:
        # The player went with the page that was being read: attention is on what stands in its place.
        texts = describing.thing(visit, shown, event.target) or describing.thing(visit, shown, "listen")
    else:
        texts = describing.group(visit, event.group)
    return listening.utter(visit, shown, texts, aside=True, whole=True)


def _chose(visit: Visit, event: visits.Chose, old: Page, shown: Page) -> tuple[Text, ...]:
    """What an answer is now, where the page stays."""
    blocks = [page.block(event.block) for page in (old, shown) if any(block.id == event.block for block in page.blocks)]
    if len(blocks) < 2 or blocks[0] == blocks[1] or not isinstance(blocks[1], Choices):
        return ()
    return describing.answer(visit, blocks[1], event.option)


# --- typing -----------------------------------------------------------------------------------------------------


def _typed(visit: Visit, event: visits.Typed, old: Page, shown: Page) -> tuple[Text, ...]:
    before, after = _entry(old), _entry(shown)
    if before is None or after is None:
        return ()
    key = _key(old, event)
    if key is not None and key.command in ("shift", "layer", "script", "order", "select"):
        now = _key(shown, event)
        state = (say(visit, "said.on" if now.on else "said.off"),) if now and key.command in ("shift", "select") else ()
        return (key.label, *state)
    refused = bool(event.text) or (key is not None and key.command in ("insert", "line"))
    return describing.change(visit, before, after, refused)


def _entry(page: Page) -> TextEntry | None:
    return next((block for block in page.blocks if isinstance(block, TextEntry)), None)


def _key(page: Page, event: visits.Typed) -> Key | None:
    keys = (key for block in page.blocks if isinstance(block, Keys) for row in block.rows for key in row)
    return next((key for key in keys if key.id == event.key), None)


# --- news -------------------------------------------------------------------------------------------------------


def news(old: Page, shown: Page) -> tuple[Text, ...]:
    """What a page says now and did not say before, without its answers, buttons and keys. A number that counts is no news."""
    known = {(text.id, _counted(text)) for text in _live(old)}
    return tuple(text for text in _live(shown) if (text.id, _counted(text)) not in known)


def _live(page: Page) -> Iterator[Text]:
    for block in page.blocks:
        if isinstance(block, TextEntry):
            yield from texts_of(block.left, page)
        elif not isinstance(block, Choices | Keys | Timer):
            yield from texts_of(block, page)
    yield from texts_of(page.notice, page)


def _counted(text: Text) -> str:
    return text.spoken.translate(_DIGITS)


def _replaces(fresh: tuple[Text, ...], shown: Page) -> bool:
    """Whether news may break into what is being said: what has become of a call, or of what was sent, makes the words before it untrue."""
    now = {text.id for block in shown.blocks if isinstance(block, Status) for text in texts_of(block, shown)}
    if shown.id == telling.TELL.page:  # there the line over the title says how the call stands
        now |= {block.kicker.id for block in shown.blocks if isinstance(block, Heading) and block.kicker is not None}
    return any(text.id in now for text in fresh)


# --- headphones -------------------------------------------------------------------------------------------------


def plugged(before: Visit, after: Visit) -> Turn:
    """Headphones went in: the voice begins. They were taken out: it is silent, and what is private stays so."""
    was, now = before.link.headphones, after.link.headphones
    if was is False and now is True and not after.reading.aloud and can_listen(after) and not after.link.reader:
        return replace(after, reading=replace(after.reading, aloud=True), plugged=True), ()
    if was is True and now is False and after.reading.aloud:
        stays = not after.plugged
        reading = after.reading if stays else replace(after.reading, aloud=False, curtain=False)
        told = replace(say(after, "voice.unplugged"), id="told")
        quiet = replace(listening.silent(after), reading=reading, plugged=False, told=told)
        return quiet, (visits.Hush(),)
    return after, ()
