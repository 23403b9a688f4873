"""What keys ask for that is about no single thing on the page: the voice, its speed and loudness, the curtain, and what do the keys do?

Whatever is said of this is shown as well, in the strip of the page, until somebody does the next thing (EN 301 549 5.1.5).
"""

from __future__ import annotations

from msgspec.structs import replace

from kiosk.tablet import visit as visits
from kiosk.tablet.journeys import call, listening, reading
from kiosk.tablet.journeys.frame import Outcome, Turn, action, can_listen, go, page, pressed, say
from kiosk.tablet.journeys.reading_choices import SETTINGS, changed, value
from kiosk.tablet.pages import Page, Status, Text, Way
from kiosk.tablet.visit import Event, Visit

HELP_PAGE = "keys.help"
_STEPS = {"louder": ("volume", 1), "softer": ("volume", -1), "faster": ("speed", 1), "slower": ("speed", -1)}


def command(visit: Visit, name: str, shown: Page) -> Turn:
    """What a command comes to on the page that is shown. Speech stops first, unless it is about the speech (EN 301 549 5.1.3.5).

    A finger that is held asks for the voice on the first page alone, and only switches it on ("hold").
    """
    first = len(visit.trail) == 1 and visit.warned is None and visit.key_help is None
    if name == "hold" and (not first or visit.reading.aloud):
        return visit, ()
    if visit.key_help is not None:
        return _explained(visit, name, shown)
    if name == "again":
        return listening.once_more(visit, shown)
    if name == "pause" and visit.speaking is not None:
        return listening.act(visit, "go_on" if visit.paused else "pause")
    quiet, hush = listening.silent(visit), (visits.Hush(),) if visit.speaking is not None else ()
    if visit.staff.cleaning_until > visit.now:
        return quiet, hush
    after, effects = _carried_out(quiet, name, shown)
    return after, (*hush, *effects)


def _carried_out(visit: Visit, name: str, shown: Page) -> Turn:
    if name in _STEPS:
        return _stepped(visit, shown, *_STEPS[name])
    match name:
        case "page":
            return listening.begin(visit, shown)
        case "voice" | "hold":
            return _voice(visit, shown)
        case "curtain":
            return _curtain(visit, shown)
        case "help":
            return _explained(visit, "", shown)
        case "reading":
            here = replace(visit, warned=None, touched=visit.now)
            return (here if visit.spot.journey == "reading" else go(here, reading.CHOICES)), ()
        case "switch_1" | "switch_2":
            return _by_switch(visit, shown, "one_switch" if name == "switch_1" else "two_switches")
        case "unknown" | "no_back":
            return tell(visit, shown, say(visit, f"pad.{name}"), aloud=visit.reading.aloud)
    return visit, ()


def tell(visit: Visit, shown: Page, *texts: Text, aloud: bool = True) -> Turn:
    """Show these texts in the strip, and say them. aloud: False shows them alone."""
    # "Loudness: Loud" for eyes, which see no pause between two texts.
    sentences = texts[0].sentences if len(texts) == 1 else (": ".join(text.words for text in texts),)
    told = replace(visit, told=replace(texts[0], id="told", sentences=sentences))
    if not aloud or visit.link.reader:
        return told, ()
    return listening.utter(told, shown, texts, aside=True)


def _voice(visit: Visit, shown: Page) -> Turn:
    """Voice on or off."""
    if not visit.reading.aloud:
        if not can_listen(visit):
            return tell(
                visit, shown, say(visit, "listen.no_voice" if visit.link.speech else "listen.gone"), aloud=False
            )
        told = replace(say(visit, "voice.on"), id="told")
        return replace(visit, reading=replace(visit.reading, aloud=True), told=told), ()  # what is said of it: voicing
    off = replace(visit, reading=replace(visit.reading, aloud=False, curtain=False), plugged=False)
    return tell(off, shown, say(off, "voice.off"))


def _by_switch(visit: Visit, shown: Page, way: Way) -> Turn:
    """A switch is pressed, and scanning is not on: whoever can press nothing else has no other way to ask for it."""
    scanned = replace(visit, reading=replace(visit.reading, way=way))
    return tell(scanned, shown, say(scanned, f"reading.way.told_{way}"), aloud=scanned.reading.aloud)


def _curtain(visit: Visit, shown: Page) -> Turn:
    """Hide the screen, or show it. It hides nothing that cannot be heard, so the voice is switched on with it."""
    hidden = not visit.reading.curtain
    if hidden and not can_listen(visit):
        return tell(visit, shown, say(visit, "listen.no_voice" if visit.link.speech else "listen.gone"), aloud=False)
    changed = replace(visit.reading, curtain=hidden, aloud=visit.reading.aloud or hidden)
    return tell(replace(visit, reading=changed), shown, say(visit, "curtain.hidden" if hidden else "curtain.shown"))


def _stepped(visit: Visit, shown: Page, setting: str, by: int) -> Turn:
    """One step louder, softer, faster or slower, as far as there is one; heard in the new voice."""
    values = [value for value, _ in SETTINGS[setting].values]
    at = values.index(value(visit.reading, setting)) + by
    new = values[min(max(at, 0), len(values) - 1)]
    after = replace(visit, reading=changed(visit.reading, setting, new))
    return tell(after, shown, say(visit, f"reading.{setting}"), say(visit, f"reading.{setting}.is_{new}"))


# --- what do the keys do? ---------------------------------------------------------------------------------------


def help_page(visit: Visit) -> Page:
    """The key that was pressed last, large; how to hear another, and how to go on."""
    named = _named(visit)
    status = Status("status", named or say(visit, "pad.help.title"), say(visit, "pad.help.hint"), live="polite")
    done = action(visit, "done", "tick", main=True)
    return page(visit, "status", status, actions=(done,), reading_label="", name=HELP_PAGE)


def _named(visit: Visit) -> Text | None:
    if not visit.key_help:
        return None
    return say(visit, "pad.call.again" if visit.key_help == "call" else f"pad.{visit.key_help}")


def _explained(visit: Visit, name: str, shown: Page) -> Turn:
    """A key says what it does, and does nothing. The help key ends it; Call staff calls at the second press, so that help never stands before it."""
    if name == "help":
        after = replace(listening.silent(visit), key_help=None)
        return after, (visits.Hush(),) if visit.speaking is not None else ()
    if name == "call" and visit.key_help == "call":
        return call.press(replace(listening.silent(visit), key_help=None))
    asked = replace(visit, key_help=name)
    named = _named(asked)
    texts = (named,) if named else (say(visit, "pad.help.title"), say(visit, "pad.help.hint"))
    return listening.utter(asked, help_page(asked), texts, aside=True)


def act(visit: Visit, event: Event) -> Outcome:
    """Done, or Back: to the page from which help was asked for."""
    if pressed(event) in ("done", "back"):
        return replace(visit, key_help=None), ()
    return None
