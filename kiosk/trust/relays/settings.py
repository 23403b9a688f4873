"""The settings of relays: the tables [[relay]] of trust.toml. Every key is documented here; one that is not known is refused with its name.

For: reading and checking. The trust's settings (`kiosk.trust.settings`) hold what is read here.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Annotated, Any, Literal, TypeAlias

import msgspec
from msgspec import Meta, Struct

from kiosk.records import Code
from kiosk.settings_file import SettingsError
from kiosk.trust.relays.told import STATES, State

Name = Annotated[str, Meta(pattern=r"^\S(.{0,58}\S)?\Z")]
Port = Annotated[int, Meta(ge=1, le=65535)]
_PAGED: tuple[State, ...] = ("call", "passed_on", "test")  # each message makes a pager sound


class Base(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag_field="kind"):
    """What all relays have. name: as the console shows it; each has its own. wards: codes of the wards whose calls it tells, and of those to which
    calls are passed on; empty: all. from_step: it hears of a call once the ward's step of this number was taken; 0: at once.

    tell: which states of a call are told. timeout: seconds for the far end to answer. confirms: that the far end's yes means that people are shown
    the call: then, and only then, the caller is told that the ward sees it.
    """

    name: Name
    wards: tuple[Code, ...] = ()
    from_step: Annotated[int, Meta(ge=0, le=20)] = 0
    tell: Annotated[tuple[State, ...], Meta(min_length=1)] = STATES
    timeout: Annotated[float, Meta(ge=0.5, le=60)] = 5.0
    confirms: bool = False

    @property
    def kind(self) -> str:
        """As settings write it."""
        return str(type(self).__struct_config__.tag)


class Webhook(Base, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="webhook"):
    """An HTTPS address. secret: file with the key that signs, as in Standard Webhooks: "whsec_" and base64 of 24 to 64 bytes.

    authority: PEM file with the authority of the server's certificate; empty: those of the system.
    """

    address: Annotated[str, Meta(pattern=r"^https://[^\s/]+(/\S*)?\Z", max_length=500)]
    secret: Annotated[str, Meta(min_length=1)]
    authority: str = ""


class Mqtt(Base, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="mqtt"):
    """An MQTT 5 broker, over TLS. user, and password: a file with it; both empty: none. topic: what all topics begin with."""

    host: Annotated[str, Meta(pattern=r"^[^\s/:]+\Z", max_length=253)]
    port: Port = 8883
    authority: str = ""
    user: str = ""
    password: str = ""
    topic: Annotated[str, Meta(pattern=r"^[^\s+#$/][^\s+#]{0,98}[^\s+#/]\Z")] = "wardlight"


class Espa(Base, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="espa"):
    """A paging system on a serial line; this end is its control station. device: of the line. baud, bits, parity: as the paging system is set.

    own, station: addresses of this end and of the paging system, a digit each. poll: ask it now and then whether it is there; false for one that
    answers no polls. pager: the number that is called. beep: its beep coding.
    """

    device: Annotated[str, Meta(pattern=r"^/\S+\Z", max_length=200)]
    pager: Annotated[str, Meta(pattern=r"^[0-9A-Za-z]{1,16}\Z")]
    baud: Literal[300, 600, 1200, 2400, 4800, 9600, 19200] = 9600
    bits: Literal[7, 8] = 8
    parity: Literal["none", "even", "odd"] = "none"
    own: Annotated[str, Meta(pattern=r"^[0-9]\Z")] = "1"
    station: Annotated[str, Meta(pattern=r"^[0-9]\Z")] = "2"
    poll: bool = True
    beep: Annotated[str, Meta(pattern=r"^[0-9]\Z")] = "3"
    priority: Literal["alarm", "high", "normal"] = "high"
    tell: Annotated[tuple[State, ...], Meta(min_length=1)] = _PAGED


class Tap(Base, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="tap"):
    """A paging system that speaks TAP over TCP. security: "tls", or "none" for one that has none. pager: the number that is called.

    password: a file with up to 6 letters or digits; empty: none.
    """

    host: Annotated[str, Meta(pattern=r"^[^\s/:]+\Z", max_length=253)]
    port: Port
    pager: Annotated[str, Meta(pattern=r"^[0-9A-Za-z]{1,10}\Z")]
    security: Literal["tls", "none"] = "tls"
    authority: str = ""
    password: str = ""
    tell: Annotated[tuple[State, ...], Meta(min_length=1)] = _PAGED


class Command(Base, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="command"):
    """A program of the trust's own. run: its file and its arguments; no shell reads them. In arguments stand for: {state} how the call stands,
    {open} 1 while any call of this relay is open, else 0, {ward} the ward's code, {call} the call's id.
    """

    run: Annotated[tuple[str, ...], Meta(min_length=1)]


Relay: TypeAlias = Webhook | Mqtt | Espa | Tap | Command
_FILES = ("secret", "authority", "password")  # fields that name a file


def _label(number: int, relay: Relay) -> str:
    return f'[[relay]] {number} ("{relay.name}")'


def check(relays: tuple[Relay, ...], where: str) -> None:
    """Raises SettingsError with one line, where they cannot be used together or one of them is not whole."""
    names = Counter(relay.name for relay in relays)
    for number, relay in enumerate(relays, 1):
        label = f"{where}: {_label(number, relay)}"
        if names[relay.name] > 1:
            raise SettingsError(f"{label}: two relays have this name: give each its own")
        if isinstance(relay, Mqtt) and bool(relay.user) != bool(relay.password):
            raise SettingsError(f"{label}: user and password go together: give both, or neither")
        if isinstance(relay, Espa) and relay.own == relay.station:
            raise SettingsError(f"{label}: own and station are one address: give the paging system another one")
        if isinstance(relay, Command) and not relay.run[0].startswith("/"):
            raise SettingsError(f"{label}: run = {relay.run[0]!r} is no whole path: write where the program is, from /")


def check_wards(relays: tuple[Relay, ...], known: Iterable[str]) -> None:
    """known: codes of the trust's wards. A mistyped one would never be told of a call. Raises SettingsError."""
    held = sorted(known)
    for number, relay in enumerate(relays, 1):
        for ward in relay.wards:
            if ward not in held:
                raise SettingsError(
                    f"{_label(number, relay)}: wards: there is no ward {ward!r}: write one of {', '.join(held)}"
                )


def beside(relay: Relay, place: Callable[[str], str]) -> Relay:
    """The same, with the files that it names where `place` puts them."""
    changes: dict[str, Any] = {name: place(getattr(relay, name)) for name in _FILES if hasattr(relay, name)}
    return msgspec.structs.replace(relay, **changes)


def files(relays: tuple[Relay, ...]) -> Iterator[tuple[str, str, str]]:
    """Of each file that a relay names: whose it is, the key, the path."""
    for number, relay in enumerate(relays, 1):
        for name in _FILES:
            if file := getattr(relay, name, ""):
                yield _label(number, relay), name, file
        if isinstance(relay, Command):
            yield _label(number, relay), "run", relay.run[0]


def check_files(relays: tuple[Relay, ...]) -> None:
    """Asked at the start of `serve`. Raises SettingsError where a file is not there."""
    for label, name, file in files(relays):
        if not Path(file).is_file():
            raise SettingsError(f"{label}: {name} = {file!r} is not a file: name the file that holds it")
        if name == "run" and not os.access(file, os.X_OK):
            raise SettingsError(f"{label}: run = {file!r} is no program that this user may run: chmod +x it")
