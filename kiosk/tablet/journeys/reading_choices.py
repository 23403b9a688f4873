"""What can be chosen of how a person reads and acts: four questions, the settings behind each, their values, and the four quick choices.

Every value is the id of an option, the same in every language: "on" and "off", a name, a number, or milliseconds for a time.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from kiosk.tablet.pages import TIMES, Reading

Value = tuple[str, str | None]  # id of the option, and its picture
ON_OFF: tuple[Value, ...] = (("on", None), ("off", None))
SWITCHES = ("one_switch", "two_switches")


class Setting(Struct, frozen=True):
    """picture: of its tile. values: its options. read, written: between the field of `Reading` and the id of an option."""

    picture: str
    values: tuple[Value, ...]
    read: Callable[[str], Any] = str
    written: Callable[[Any], str] = str
    voice: bool = False  # only where the tablet can speak
    ways: tuple[str, ...] = ("touch", "explore", *SWITCHES)  # only while things are chosen like this


def _milliseconds(seconds: float) -> str:
    return str(round(1000 * seconds))


def _is_on(option: str) -> bool:
    return option == "on"


def _on_off(now: bool) -> str:
    return "on" if now else "off"


def _seconds(option: str) -> float:
    return int(option) / 1000


def _names(*names: str | int) -> tuple[Value, ...]:
    return tuple((str(name), None) for name in names)


def _time(picture: str, name: str, ways: tuple[str, ...]) -> Setting:
    return Setting(picture, _names(*map(_milliseconds, TIMES[name])), _seconds, _milliseconds, ways=ways)


SETTINGS: dict[str, Setting] = {
    "size": Setting("text_size", _names(100, 140, 170, 200), int),
    "spacing": Setting("words", _names("off", "on"), _is_on, _on_off),
    "form": Setting("easy_read", (("plain", "charter"), ("easy", "easy_read"))),
    "theme": Setting("contrast", _names("light", "dark", "high_contrast", "calm")),
    "motion": Setting("calm", (("on", "play"), ("off", "pause")), _is_on, _on_off),
    "aloud": Setting("listen", ON_OFF, _is_on, _on_off, voice=True),
    "speed": Setting("speed", _names(75, 100, 125, 150, 180, 210, 240), int, voice=True),
    "volume": Setting("loud", _names(1, 2, 3, 4, 5), int, voice=True),
    "way": Setting(
        "switch", (("touch", "palm"), ("explore", "ear"), ("one_switch", "switch"), ("two_switches", "switch"))
    ),
    "scan": _time("speed", "scan", ways=("one_switch",)),
    "scan_aloud": Setting("listen", ON_OFF, _is_on, _on_off, voice=True, ways=SWITCHES),
    "tap": _time("speed", "tap", ways=("explore",)),
    "hold": _time("later", "hold", ways=("touch", *SWITCHES)),
    "ignore": _time("again", "ignore", ways=("touch", *SWITCHES)),
    "aim": Setting("palm", _names("both", "first", "last", "middle"), ways=("touch",)),
}
"""Field of `Reading`: how it is offered."""

QUESTIONS: dict[str, tuple[str, tuple[str, ...]]] = {
    # question: its picture, and the settings behind it
    "letters": ("text_size", ("size", "spacing", "form")),
    "colours": ("contrast", ("theme", "motion")),
    "voice": ("loud", ("aloud", "speed", "volume")),
    "hands": ("palm", ("way", "scan", "scan_aloud", "tap", "hold", "ignore", "aim")),
}

OF_THE_VOICE = ("speed", "volume")  # a change of these is heard at once


def value(reading: Reading, setting: str) -> str:
    """What a setting is now, as the id of its option."""
    return SETTINGS[setting].written(getattr(reading, setting))


def changed(reading: Reading, setting: str, option: str) -> Reading:
    """The reading with one setting changed."""
    return replace(reading, **{setting: SETTINGS[setting].read(option)})


def offered(reading: Reading, question: str, speech: bool) -> tuple[str, ...]:
    """The settings behind a question that change anything now. speech: the tablet can speak."""
    return tuple(
        name
        for name in QUESTIONS[question][1]
        if (speech or not SETTINGS[name].voice) and reading.way in SETTINGS[name].ways
    )


# --- quick choices ----------------------------------------------------------------------------------------------

LARGER = 170  # per cent


class Preset(Struct, frozen=True):
    """fields: of `Reading`, and what they are while it is on. voice: only where the tablet can speak."""

    picture: str
    fields: dict[str, object]
    voice: bool = False


PRESETS: dict[str, Preset] = {
    "larger": Preset("text_size", {"size": LARGER}),
    "calmer": Preset("calm", {"theme": "calm", "motion": False}),
    "speak": Preset("listen", {"aloud": True}, voice=True),
    "switch": Preset("switch", {"way": "one_switch"}),
}


def is_on(reading: Reading, preset: str) -> bool:
    """Whether a person reads like this now, however they came to it."""
    if preset == "larger":
        return reading.size >= LARGER
    return all(getattr(reading, name) == value for name, value in PRESETS[preset].fields.items())


def toggled(reading: Reading, preset: str, start: Reading) -> Reading:
    """The reading with a quick choice on, or with its settings as they were when the visit began (`start`); where they were like this then, as they
    come with the tablet."""
    fields = PRESETS[preset].fields
    if not is_on(reading, preset):
        return replace(reading, **fields)
    back = Reading() if is_on(start, preset) else start
    return replace(reading, **{name: getattr(back, name) for name in fields})
