"""The tablet's one settings file, tablet.toml. Every key is documented here; an unknown key is refused with its name.

An example that names every key is `deploy/tablet/tablet.toml`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from msgspec import Meta, Struct

from kiosk import wardpack
from kiosk.settings_file import SettingsError, read_file
from kiosk.tablet import pages
from kiosk.tablet.senses.touch import keymap

EXAMPLE = "deploy/tablet/tablet.toml"


class Screen(Struct, frozen=True, forbid_unknown_fields=True):
    """full: the whole screen, without a frame. width, height: px of the window where it is not full.

    dots_per_mm: of the real panel, so that targets are as large as they must be; 0 asks the display.
    """

    full: bool = True
    width: Annotated[int, Meta(ge=640, le=7680)] = 1280
    height: Annotated[int, Meta(ge=400, le=4320)] = 800
    dots_per_mm: Annotated[float, Meta(ge=0, le=40)] = 0.0


class Start(Struct, frozen=True, forbid_unknown_fields=True):
    """How pages look and sound when a visit begins. size: 140 is for a tablet on a wall, 100 for one on a stand.

    form: left out, it is easy read where the ward is for people with a learning disability, else the full text.
    speed: of the voice, words a minute; volume: a step of it, 1 to 5, each 6 dB. The others are as `pages.Reading` says, times in seconds.
    """

    language: str = "en"
    form: Literal["plain", "easy"] | None = None
    size: Literal[100, 140, 170, 200] = 140
    theme: Literal["light", "dark", "high_contrast", "calm"] = "light"
    motion: bool = True
    speed: Literal[75, 100, 125, 150, 180, 210, 240] = 150
    volume: Literal[1, 2, 3, 4, 5] = 3
    spacing: bool = False
    way: Literal["touch", "explore", "one_switch", "two_switches"] = "touch"
    scan: float = 2.0
    scan_aloud: bool = False
    hold: float = 0.0
    ignore: float = 0.25
    aim: Literal["both", "first", "last", "middle"] = "both"
    tap: float = 0.5


class Voice(Struct, frozen=True, forbid_unknown_fields=True):
    """device: ALSA's name of the output; "default" is the machine's own, and PipeWire's or PulseAudio's where they run.

    clips: folder of the ward's own recordings (assets/clips/README.md says how they are named); empty: none. unvoiced: languages that the
    synthesiser must not speak, as it would say them wrongly: Arabic as it is usually written lacks the vowels that it needs.
    headphones: ALSA's name of the output while headphones are in; empty: the same, as most machines turn from speaker to headphones by themselves.
    jack: what reports the headphones (`kiosk.tablet.senses.hearing.jack`): "auto" looks for it, "none" where a keypad says so by keys.
    """

    device: Annotated[str, Meta(min_length=1)] = "default"
    clips: str = ""
    headphones: str = ""
    jack: Annotated[str, Meta(min_length=1)] = "auto"
    unvoiced: tuple[str, ...] = ("ar",)


class Keys(Struct, frozen=True, forbid_unknown_fields=True):
    """map: file that says what the keys of a keypad or a switch box mean (`kiosk.tablet.senses.touch.keymap`); empty: a full keyboard's alone."""

    map: str = ""


class Settings(Struct, frozen=True, forbid_unknown_fields=True):
    """mode: "live" or "demo"; the two refuse each other everywhere.

    trust: address of the trust, https only (http for loopback in the demo). authority: file with the certificate authority that the trust's
    certificate must come from; empty: the machine's own. data: folder of the outbox, the pack and the tablet's key.
    pin: the staff PIN as `kiosk tablet --new-pin` prints it; empty: the staff page cannot be opened.
    pictures: folder with the ward's own pictures by file name; empty: none. videos: folder with its videos in sign language (`kiosk.tablet.videos`).
    languages: codes (BCP 47) of the languages that are spoken most on this ward, the commonest first: the page where people choose theirs begins
    with English and these. The others follow; none is left out.
    """

    mode: wardpack.Mode
    trust: str
    data: str
    authority: str = ""
    pin: str = ""
    pictures: str = ""
    videos: str = ""
    languages: tuple[str, ...] = ()
    screen: Screen = Screen()
    start: Start = Start()
    voice: Voice = Voice()
    keys: Keys = Keys()


LOOPBACK = ("127.0.0.1", "localhost", "::1")


def check(settings: Settings, where: str) -> Settings:
    """The same settings, if they are safe to run with. Raises SettingsError."""
    address = urlsplit(settings.trust)
    if address.scheme == "http" and not (settings.mode == "demo" and address.hostname in LOOPBACK):
        raise SettingsError(f"{where}: trust = {settings.trust!r} is not encrypted: give an https:// address")
    if address.scheme not in ("http", "https") or not address.hostname:
        raise SettingsError(f"{where}: trust = {settings.trust!r} is not an address: write https://NAME[:PORT]")
    if settings.authority and not Path(settings.authority).is_file():
        raise SettingsError(f"{where}: authority = {settings.authority!r} is not a file: name the authority's PEM file")
    for name, times in pages.TIMES.items():
        if (chosen := getattr(settings.start, name)) not in times:
            can = ", ".join(f"{time:g}" for time in times)
            raise SettingsError(
                f"{where}: start.{name} = {chosen:g} is not one of the times that people can choose: {can} (seconds)"
            )
    if settings.keys.map and (fault := keymap.fault(Path(settings.keys.map))):
        raise SettingsError(f"{where}: keys.map: {fault}")
    return settings


def read(path: Path) -> Settings:
    """The settings in a file. Raises SettingsError with one line: what, where, how to mend it."""
    return check(read_file(path, Settings, EXAMPLE), str(path))
