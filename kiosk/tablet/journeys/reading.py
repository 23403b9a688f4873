"""How I want to read: one page with a sample, quick choices and four questions, and the finer settings behind those; and the languages.

Each choice holds at once, keeps every answer, and ends with the visit."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from kiosk.tablet.journeys import listening
from kiosk.tablet.journeys.frame import Outcome, action, chosen, go, heading, knows, page, pressed, say
from kiosk.tablet.journeys.home import LANGUAGE
from kiosk.tablet.journeys.reading_choices import (
    OF_THE_VOICE,
    PRESETS,
    QUESTIONS,
    SETTINGS,
    changed,
    is_on,
    offered,
    toggled,
    value,
)
from kiosk.tablet.pages import TIMES, Choice, Choices, Page, Reading, Text
from kiosk.tablet.visit import Event, SpokenLanguage, Spot, Visit
from kiosk.tablet.ward import direction

CHOICES = Spot("reading", "choices")
SAMPLE = "picker.sample"  # what a language says of itself
VOICE_SAMPLE = "reading.voice.sample"


def reading_page(visit: Visit) -> Page:
    """All on one page, or the settings behind one of its questions, or the values of one setting."""
    name = visit.spot.name
    if name == "language":
        return _language_page(visit)
    if name in QUESTIONS:
        if offered(visit.reading, name, visit.link.speech):
            return _question_page(visit, name)
        visit = replace(
            visit, trail=(*visit.trail[:-1], CHOICES)
        )  # the voice has gone meanwhile, and its settings with it
    if name in SETTINGS:
        return _setting_page(visit, name)
    start = (action(visit, "start_again", "restart"),) if visit.reading != visit.ward.start else ()
    made = page(
        visit,
        "question",
        heading(visit, "reading.title", hint="reading.hint"),
        say(visit, "reading.sample"),
        _presets(visit),
        Choices("settings", tuple(_questions(visit)), look="tiles"),
        actions=(*start, action(visit, "done", "tick", main=True)),
        reading_label="",
    )
    if len(visit.ward.languages) < 2:
        return made
    # The globe stands where Reading stood: whoever cannot read this page touches the same place again.
    return replace(made, tools=(*made.tools, action(visit, "language", "globe", label="home.language")))


def _presets(visit: Visit) -> Choices:
    """Quick choices, each on or off."""
    options = tuple(
        Choice(
            name,
            say(visit, f"reading.preset.{name}", group="body"),
            preset.picture,
            chosen=is_on(visit.reading, name),
        )
        for name, preset in PRESETS.items()
        if visit.link.speech or not preset.voice
    )
    return Choices("presets", options, look="values", multiple=True, group="body")


def _questions(visit: Visit) -> Iterator[Choice]:
    for name, (picture, _) in QUESTIONS.items():
        if offered(visit.reading, name, visit.link.speech):
            yield Choice(name, say(visit, f"reading.{name}", group="answers"), picture)


def _now(visit: Visit, setting: str) -> Text:
    """What a setting is now."""
    return _option(visit, setting, value(visit.reading, setting), f"reading.{setting}.now")


def _option(visit: Visit, setting: str, option: str, key: str = "") -> Text:
    """The words of a value. Times have words of their own, or those of all times."""
    own = f"reading.{setting}.is_{option}"
    if setting in TIMES and not knows(visit, own):
        return say(visit, f"reading.seconds.{option}", key=key or own, group="answers")
    return say(visit, own, key=key, group="answers")


def _question_page(visit: Visit, question: str) -> Page:
    """The finer settings behind a question, each with what it is now."""
    options = tuple(
        Choice(name, say(visit, f"reading.{name}", group="answers"), SETTINGS[name].picture, detail=_now(visit, name))
        for name in offered(visit.reading, question, visit.link.speech)
    )
    return page(
        visit,
        "question",
        heading(visit, f"reading.{question}.title"),
        Choices("settings", options, look="rows"),
        actions=(action(visit, "done", "tick", main=True),),
        reading_label="",
    )


def _setting_page(visit: Visit, setting: str) -> Page:
    now = value(visit.reading, setting)
    options = tuple(
        Choice(option, _option(visit, setting, option), picture, chosen=option == now)
        for option, picture in SETTINGS[setting].values
    )
    in_words = setting in (*OF_THE_VOICE, *TIMES)
    return page(
        visit,
        "question",
        heading(visit, f"reading.{setting}.title", hint=VOICE_SAMPLE if setting in OF_THE_VOICE else ""),
        Choices(setting, options, look="values" if in_words else "rows"),
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
    """A question, a setting, a value, a quick choice, the start values, or back to where one was."""
    setting = chosen(event, "settings")
    if setting:
        return go(visit, Spot("reading", setting)), ()
    preset = chosen(event, "presets")
    if preset:
        return _told(visit, toggled(visit.reading, preset, visit.ward.start)), ()
    for name in SETTINGS:
        option = chosen(event, name)
        if option:
            set_anew = _told(visit, changed(visit.reading, name, option))
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


def _told(visit: Visit, reading: Reading) -> Visit:
    """Read and act like this from now on. Where things are chosen in another way now, the page says how."""
    after = replace(visit, reading=reading)
    if reading.way in ("touch", visit.reading.way):
        return after
    return replace(after, told=replace(say(after, f"reading.way.told_{reading.way}"), id="told"))


def _back(visit: Visit) -> Visit:
    """To where the person was before: from a setting to the settings, if they came from there; from the languages straight to the page that they
    could not read."""
    kept = visit.trail[:-1]
    straight = visit.spot.name == "language"
    while kept and kept[-1].journey == "reading" and (straight or kept[-1] != CHOICES):
        kept = kept[:-1]
    return replace(visit, trail=kept or visit.trail[:1])
