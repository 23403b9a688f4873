"""How I want to read: text size, colours, easy read, movement, language, the voice. Each choice holds at once, keeps every answer,
and ends with the visit."""

from __future__ import annotations

from msgspec.structs import replace

from kiosk.tablet.journeys import listening
from kiosk.tablet.journeys.frame import Outcome, action, chosen, go, heading, page, pressed, say
from kiosk.tablet.journeys.home import LANGUAGE
from kiosk.tablet.pages import Choice, Choices, Page, Reading, Text
from kiosk.tablet.visit import Event, SpokenLanguage, Spot, Visit
from kiosk.tablet.ward import direction

SETTINGS: dict[str, tuple[str, tuple[tuple[str, str | None], ...]]] = {
    # setting: its picture, and its values with theirs
    "size": ("text_size", (("100", None), ("140", None), ("170", None), ("200", None))),
    "theme": ("contrast", (("light", None), ("dark", None), ("high_contrast", None), ("calm", None))),
    "form": ("easy_read", (("plain", "charter"), ("easy", "easy_read"))),
    "motion": ("calm", (("on", "play"), ("off", "pause"))),
    "speed": ("speed", tuple((str(words), None) for words in (75, 100, 125, 150, 180, 210, 240))),
    "volume": ("loud", tuple((str(step), None) for step in (1, 2, 3, 4, 5))),
}
OF_THE_VOICE = ("speed", "volume")  # settings that a tablet without a voice does not offer
NUMBERS = ("size", *OF_THE_VOICE)
CHOICES = Spot("reading", "choices")
SAMPLE = "picker.sample"  # what a language says of itself
VOICE_SAMPLE = "reading.voice.sample"


def reading_page(visit: Visit) -> Page:
    """What can be set, or the values of one setting."""
    name = visit.spot.name
    if name == "language":
        return _language_page(visit)
    if name in SETTINGS:
        return _setting_page(visit, name)
    options = tuple(
        Choice(key, say(visit, f"reading.{key}", group="answers"), picture, detail=_now(visit, key))
        for key, (picture, _) in SETTINGS.items()
        if visit.link.speech or key not in OF_THE_VOICE
    )
    start = (action(visit, "start_again", "restart"),) if visit.reading != visit.ward.start else ()
    made = page(
        visit,
        "question",
        heading(visit, "reading.title", hint="reading.hint"),
        Choices("settings", options, look="tiles"),
        actions=(*start, action(visit, "done", "tick", main=True)),
        reading_label="",
    )
    if len(visit.ward.languages) < 2:
        return made
    # The globe stands where Reading stood: whoever cannot read this page touches the same place again.
    return replace(made, tools=(*made.tools, action(visit, "language", "globe", label="home.language")))


def _now(visit: Visit, setting: str) -> Text:
    return say(
        visit, f"reading.{setting}.is_{value(visit.reading, setting)}", key=f"reading.{setting}.now", group="answers"
    )


def value(reading: Reading, setting: str) -> str:
    """What a setting is now, as the id of its option."""
    now = getattr(reading, setting)
    return ("on" if now else "off") if setting == "motion" else str(now)


def changed(reading: Reading, setting: str, option: str) -> Reading:
    """The reading with one setting changed."""
    if setting in NUMBERS:
        return replace(reading, **{setting: int(option)})
    if setting == "motion":
        return replace(reading, motion=option == "on")
    return replace(reading, **{setting: option})


def _setting_page(visit: Visit, setting: str) -> Page:
    now = value(visit.reading, setting)
    options = tuple(
        Choice(option, say(visit, f"reading.{setting}.is_{option}", group="answers"), picture, chosen=option == now)
        for option, picture in SETTINGS[setting][1]
    )
    return page(
        visit,
        "question",
        heading(visit, f"reading.{setting}.title", hint=VOICE_SAMPLE if setting in OF_THE_VOICE else ""),
        Choices(setting, options, look="values" if setting in OF_THE_VOICE else "rows"),
        actions=(action(visit, "done", "tick", main=True),),
        reading_label="",
    )


def _language_page(visit: Visit) -> Page:
    """Each language by its own name in its own script; no flags, which are countries. Then those that are spoken and not written.

    A touch takes the language and says a sentence in it, for people who cannot read; the page stays, so that they can listen to several. Its first
    sentence is shown. What else is said is how to go on, which the button shows.
    """
    words, reading = visit.ward.words, visit.reading
    options = [
        Choice(code, _endonym(words.name(code), code, code), chosen=not reading.voice and code == reading.language)
        for code in visit.ward.languages
    ]
    options += [
        Choice(found.code, _endonym(found.name, found.code, found.words), chosen=found.code == reading.voice)
        for found in _spoken(visit)
    ]
    sample = say(visit, SAMPLE)
    title = heading(visit, "reading.language.title")
    return page(
        visit,
        "question",
        replace(title, hint=replace(sample, sentences=sample.sentences[:1])),
        Choices("language", tuple(options), look="languages"),
        actions=(action(visit, "done", "tick", main=True),),
        reading_label="",
    )


def _spoken(visit: Visit) -> tuple[SpokenLanguage, ...]:
    """Languages that can be heard alone: their pages show the words of another, which has to be here."""
    return tuple(found for found in visit.link.spoken if found.words in visit.ward.words.languages)


def in_language(visit: Visit, code: str) -> Reading:
    """The reading in the language of this code."""
    for found in _spoken(visit):
        if found.code == code:
            return replace(visit.reading, language=found.words, voice=code)
    return replace(visit.reading, language=code, voice="")


def _endonym(name: str, code: str, written: str) -> Text:
    return Text(f"language.{code}", (name,), language=written, direction=direction(written), group="answers")


def act(visit: Visit, event: Event) -> Outcome:
    """A setting, a value, the start values, or back to where one was."""
    setting = chosen(event, "settings")
    if setting:
        return go(visit, Spot("reading", setting)), ()
    for name in SETTINGS:
        option = chosen(event, name)
        if option:
            set_anew = replace(visit, reading=changed(visit.reading, name, option))
            return (
                listening.sample(set_anew, reading_page(set_anew), VOICE_SAMPLE)
                if name in OF_THE_VOICE
                else (set_anew, ())
            )
    option = chosen(event, "language")
    if option:
        taken = replace(visit, reading=in_language(visit, option))
        return listening.sample(taken, reading_page(taken), SAMPLE)
    name = pressed(event)
    if name == "language":
        return go(visit, LANGUAGE), ()
    if name == "start_again":
        return replace(visit, reading=visit.ward.start), ()
    if name == "done":
        return _back(visit), ()
    return None


def _back(visit: Visit) -> Visit:
    """To where the person was before: from a setting to the settings, if they came from there; from the languages straight to the page that they
    could not read."""
    kept = visit.trail[:-1]
    straight = visit.spot.name == "language"
    while kept and kept[-1].journey == "reading" and (straight or kept[-1] != CHOICES):
        kept = kept[:-1]
    return replace(visit, trail=kept or visit.trail[:1])
