"""How I want to read: text size, colours, easy read, movement, language. Each choice holds at once, keeps every answer,
and ends with the visit."""

from __future__ import annotations

from msgspec.structs import replace

from kiosk.tablet.journeys.asking import next_action
from kiosk.tablet.journeys.frame import MOST_ANSWERS, Outcome, action, chosen, go, heading, page, pressed, say
from kiosk.tablet.pages import Choice, Choices, Page, Reading, Text
from kiosk.tablet.visit import Event, Spot, Visit
from kiosk.tablet.ward import direction

SETTINGS: dict[str, tuple[str, tuple[tuple[str, str | None], ...]]] = {
    # setting: its picture, and its values with theirs
    "size": ("text_size", (("100", None), ("140", None), ("170", None), ("200", None))),
    "theme": ("contrast", (("light", None), ("dark", None), ("high_contrast", None), ("calm", None))),
    "form": ("easy_read", (("plain", "charter"), ("easy", "easy_read"))),
    "motion": ("calm", (("on", "play"), ("off", "pause"))),
}
CHOICES = Spot("reading", "choices")


def reading_page(visit: Visit) -> Page:
    """What can be set, or the values of one setting."""
    name = visit.spot.name
    if name == "language":
        return _language_page(visit)
    if name in SETTINGS:
        return _setting_page(visit, name)
    options = [
        Choice(key, say(visit, f"reading.{key}", group="answers"), picture, detail=_now(visit, key))
        for key, (picture, _) in SETTINGS.items()
    ]
    if len(visit.ward.words.languages) > 1:
        options.append(Choice("language", say(visit, "home.language", group="answers"), "globe"))
    start = (action(visit, "start_again", "restart"),) if visit.reading != visit.ward.start else ()
    return page(
        visit,
        "question",
        heading(visit, "reading.title", hint="reading.hint"),
        Choices("settings", tuple(options), look="tiles"),
        actions=(*start, action(visit, "done", "tick", main=True)),
        reading_label="",
    )


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
    if setting == "size":
        return replace(reading, size=int(option))
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
        heading(visit, f"reading.{setting}.title"),
        Choices(setting, options, look="rows"),
        actions=(action(visit, "done", "tick", main=True),),
        reading_label="",
    )


def _language_page(visit: Visit) -> Page:
    """Each language by its own name in its own script; no flags, which are countries."""
    words = visit.ward.words
    codes = words.languages
    part = int(visit.spot.item) - 1 if visit.spot.item.isdigit() else 0
    shown = codes[part * MOST_ANSWERS : (part + 1) * MOST_ANSWERS]
    options = tuple(
        Choice(
            code,
            _endonym(words.interface.get(code, {}).get("language.name", code), code),
            None,
            chosen=code == visit.reading.language,
        )
        for code in shown
    )
    further = (part + 1) * MOST_ANSWERS < len(codes)
    actions = (next_action(visit),) if further else (action(visit, "done", "tick", main=True),)
    return page(
        visit,
        "question",
        heading(visit, "reading.language.title", hint="picker.sample"),
        Choices("language", options, look="rows"),
        actions=actions,
        reading_label="",
    )


def _endonym(name: str, code: str) -> Text:
    return Text(f"language.{code}", (name,), language=code, direction=direction(code), group="answers")


def act(visit: Visit, event: Event) -> Outcome:
    """A setting, a value, the start values, or back to where one was."""
    setting = chosen(event, "settings")
    if setting:
        return go(visit, Spot("reading", setting)), ()
    for name in (*SETTINGS, "language"):
        option = chosen(event, name)
        if option:
            return replace(visit, reading=changed(visit.reading, name, option)), ()
    name = pressed(event)
    if name == "start_again":
        return replace(visit, reading=visit.ward.start), ()
    if name == "next":
        part = int(visit.spot.item) if visit.spot.item.isdigit() else 1
        return go(visit, Spot("reading", visit.spot.name, str(part + 1))), ()
    if name == "done":
        return _back(visit), ()
    return None


def _back(visit: Visit) -> Visit:
    """To where the person was before: from a setting to the settings, if they came from there."""
    kept = visit.trail[:-1]
    while kept and kept[-1].journey == "reading" and kept[-1] != CHOICES:
        kept = kept[:-1]
    return replace(visit, trail=kept or visit.trail[:1])
