"""The trust's one settings file, trust.toml. Every key is documented here; an unknown key is refused with its name.

An example that names every key is `deploy/trust/trust.toml`.
"""

from __future__ import annotations

import ipaddress
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

import msgspec
from msgspec import Meta, Struct

from kiosk import wardpack
from kiosk.records import Code
from kiosk.settings_file import SettingsError, read_file
from kiosk.trust.relays import settings as relays

LEAST_LIVE_SORTING = 300.0  # seconds; a shorter period would tell by its order what came from where
DATABASE_FILE = "trust.sqlite3"
EXAMPLE = "deploy/trust/trust.toml"
Address = Annotated[str, Meta(pattern=r"^[^@\s,;<>]+@[^@\s,;<>]+\Z", max_length=200)]
Hour = Annotated[str, Meta(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]\Z")]
Years = Annotated[int, Meta(ge=1, le=100)]
_DATABASES = ("sqlite", "postgresql", "postgresql+psycopg")


class Listen(Struct, frozen=True, forbid_unknown_fields=True):
    """Where the backend listens. host: an address of this machine. port: 1 to 65535; 0 takes a free one (tests).

    certificate, key: PEM files for TLS. Both empty: plain HTTP, which is for loopback in the demo alone. A proxy in front speaks TLS to
    this port as well, and passes WebSockets on.

    workers: processes that answer there; more than one needs PostgreSQL.
    """

    host: str = "127.0.0.1"
    port: Annotated[int, Meta(ge=0, le=65535)] = 8443
    certificate: str = ""
    key: str = ""
    workers: Annotated[int, Meta(ge=1, le=16)] = 1


class Mail(Struct, frozen=True, forbid_unknown_fields=True):
    """The daily mail (`mails`). host, port: of the mail server; host empty: no mails. security: "tls", "starttls", or "none", which live refuses.

    authority: PEM file with the authority of the server's certificate; empty: those of the system. user, and password: a file with it; both
    empty: no sign-in. sender, to: addresses. at: hours of London's clock at which a mail goes out, also when nothing waits.
    """

    host: str = ""
    port: Annotated[int, Meta(ge=1, le=65535)] = 587
    security: Literal["tls", "starttls", "none"] = "starttls"
    authority: str = ""
    user: str = ""
    password: str = ""
    sender: Annotated[str, Meta(pattern=r"^([^@\s,;<>]+@[^@\s,;<>]+)?\Z", max_length=200)] = ""
    to: tuple[Address, ...] = ()
    at: Annotated[tuple[Hour, ...], Meta(min_length=1)] = ("07:30",)


class Retention(Struct, frozen=True, forbid_unknown_fields=True):
    """How long things are kept. Records: none is ever deleted by itself. review: years after a record came in that readers look at it first.

    years: for each policy that a reader may choose at a review, how many years after it came in a record comes up again; then two people may delete
    it, or one keeps it on. As they stand they are meant to be those of the NHS Records Management Code of Practice (2021, updated 2023), Appendix II,
    and nobody has compared them with its text: a trust puts its own schedule in their place before it goes live.

    calls: days after its week for which a single staff call is kept; it is then deleted by itself, and the week's figures stay.
    """

    review: Years = 10
    calls: Annotated[int, Meta(ge=2, le=366)] = 28
    years: dict[Code, Years] = msgspec.field(
        default_factory=lambda: {
            "incident": 10,
            "serious_incident": 20,
            "complaint": 10,
            "mental_health_record": 20,
        }
    )


class Settings(Struct, frozen=True, forbid_unknown_fields=True):
    """mode: "live" or "demo"; the two refuse each other everywhere. code: short name of the trust, bound into every seal; never change it.
    name: of the trust, as pages show it.

    data: folder of the database, made by `kiosk trust init`. database: address of a PostgreSQL database, as
    "postgresql+psycopg://USER@HOST/NAME"; empty: an SQLite file in `data`. secret: file with the server secret, outside `data` and outside
    every backup of it; without it no account, signer or intake key can be opened.

    address: what tablets and browsers call this trust, as https://NAME[:PORT]; empty: made from `listen`.
    ledger: file of the ledger of deletions, apart from the database; empty: "deletions.ledger" in `data`. A restore needs its newest copy.
    sorting: seconds between two openings of what came in, on the quarter-hours as it stands; live refuses less than 300.
    relay: other ways in which staff calls are told; see `relays.settings`.
    """

    mode: wardpack.Mode
    code: Code
    name: Annotated[str, Meta(min_length=1, max_length=120)]
    data: Annotated[str, Meta(min_length=1)]
    secret: Annotated[str, Meta(min_length=1)]
    database: str = ""
    address: str = ""
    sorting: Annotated[float, Meta(ge=0.2, le=86_400)] = 900.0
    ledger: str = ""
    listen: Listen = Listen()
    mail: Mail = Mail()
    retention: Retention = Retention()
    relay: tuple[relays.Relay, ...] = ()

    @property
    def database_url(self) -> str:
        """The database's address as SQLAlchemy takes it."""
        if not self.database:
            return f"sqlite:///{Path(self.data) / DATABASE_FILE}"
        scheme, _, rest = self.database.partition("://")
        return f"postgresql+psycopg://{rest}" if scheme == "postgresql" else self.database

    @property
    def public_address(self) -> str:
        """What tablets and browsers are told to call."""
        if self.address:
            return self.address.rstrip("/")
        host = f"[{self.listen.host}]" if ":" in self.listen.host else self.listen.host
        return f"{'https' if self.listen.certificate else 'http'}://{host}:{self.listen.port}"


def is_loopback(host: str) -> bool:
    """Whether an address can be reached from this machine alone."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def check(settings: Settings, where: str) -> Settings:
    """The same settings, if they are safe to run with. Raises SettingsError."""
    listen = settings.listen
    if bool(listen.certificate) != bool(listen.key):
        raise SettingsError(f"{where}: [listen] certificate and key go together: give both PEM files, or neither")
    if not listen.certificate and not (settings.mode == "demo" and is_loopback(listen.host)):
        raise SettingsError(
            f"{where}: [listen] host = {listen.host!r} would not be encrypted: give certificate and key"
            " (plain HTTP is for the demo on 127.0.0.1)"
        )
    if settings.mode == "live" and settings.sorting < LEAST_LIVE_SORTING:
        raise SettingsError(
            f"{where}: sorting = {settings.sorting:g} is for the demo: live takes {LEAST_LIVE_SORTING:g} or more"
        )
    if settings.database and urlsplit(settings.database).scheme not in _DATABASES:
        raise SettingsError(
            f"{where}: database is no address of PostgreSQL: write postgresql+psycopg://USER@HOST/NAME, or leave it out"
        )
    if listen.workers > 1 and not settings.database_url.startswith("postgresql"):
        raise SettingsError(
            f"{where}: [listen] workers = {listen.workers} needs PostgreSQL: give database its address, or take one worker"
        )
    if settings.address and urlsplit(settings.address).scheme != "https" and settings.mode == "live":
        raise SettingsError(f"{where}: address = {settings.address!r} is not encrypted: write https://NAME[:PORT]")
    mail = settings.mail
    if mail.host and not (mail.sender and mail.to):
        raise SettingsError(f"{where}: [mail] needs sender and to: addresses for the daily mail")
    if bool(mail.user) != bool(mail.password):
        raise SettingsError(f"{where}: [mail] user and password go together: give both, or neither")
    if settings.mode == "live" and mail.security == "none":
        raise SettingsError(f'{where}: [mail] security = "none" would not be encrypted: write "tls" or "starttls"')
    if settings.mode == "live" and _inside(Path(settings.secret), Path(settings.data)):
        raise SettingsError(
            f"{where}: secret = {settings.secret!r} lies inside data, and so in its backups: move it to a folder of its own"
        )
    relays.check(settings.relay, where)
    return settings


def _inside(file: Path, folder: Path) -> bool:
    return file.resolve().is_relative_to(folder.resolve())


def check_files(settings: Settings) -> Settings:
    """The same settings, if the files that they name are there: asked at the start of `serve`, not at every reading. Raises SettingsError."""
    listen, mail = settings.listen, settings.mail
    for part, held, names in (("listen", listen, ("certificate", "key")), ("mail", mail, ("authority", "password"))):
        for name in names:
            file = getattr(held, name)
            if file and not Path(file).is_file():
                raise SettingsError(f"[{part}] {name} = {file!r} is not a file: name the file that holds it")
    relays.check_files(settings.relay)
    return settings


def read(path: Path) -> Settings:
    """The settings in a file; paths in it count from the file's folder. Raises SettingsError with one line: what, where, how to mend it."""
    settings = read_file(path, Settings, EXAMPLE)
    return check(_beside(settings, path.resolve().parent), str(path))


def _beside(settings: Settings, folder: Path) -> Settings:
    def place(name: str) -> str:
        return str(folder / name) if name else ""

    listen, mail = settings.listen, settings.mail
    return msgspec.structs.replace(
        settings,
        data=place(settings.data),
        secret=place(settings.secret),
        ledger=place(settings.ledger),
        listen=msgspec.structs.replace(listen, certificate=place(listen.certificate), key=place(listen.key)),
        mail=msgspec.structs.replace(mail, authority=place(mail.authority), password=place(mail.password)),
        relay=tuple(relays.beside(relay, place) for relay in settings.relay),
    )
