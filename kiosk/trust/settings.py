"""The trust's one settings file, trust.toml. Every key is documented here; an unknown key is refused with its name.

An example that names every key is `deploy/trust/trust.toml`.
"""

from __future__ import annotations

import ipaddress
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import msgspec
from msgspec import Meta, Struct

from kiosk import wardpack
from kiosk.records import Code
from kiosk.settings_file import SettingsError, read_file

LEAST_LIVE_SORTING = 300.0  # seconds; a shorter period would tell by its order what came from where
DATABASE_FILE = "trust.sqlite3"
EXAMPLE = "deploy/trust/trust.toml"
_DATABASES = ("sqlite", "postgresql", "postgresql+psycopg")


class Listen(Struct, frozen=True, forbid_unknown_fields=True):
    """Where the backend listens. host: an address of this machine. port: 1 to 65535; 0 takes a free one (tests).

    certificate, key: PEM files for TLS. Both empty: plain HTTP, which is for loopback in the demo alone. A proxy in front speaks TLS to
    this port as well, and passes WebSockets on.
    """

    host: str = "127.0.0.1"
    port: Annotated[int, Meta(ge=0, le=65535)] = 8443
    certificate: str = ""
    key: str = ""


class Settings(Struct, frozen=True, forbid_unknown_fields=True):
    """mode: "live" or "demo"; the two refuse each other everywhere. code: short name of the trust, bound into every seal; never change it.
    name: of the trust, as pages show it.

    data: folder of the database, made by `kiosk trust init`. database: address of a PostgreSQL database, as
    "postgresql+psycopg://USER@HOST/NAME"; empty: an SQLite file in `data`. secret: file with the server secret, outside `data` and outside
    every backup of it; without it no account, signer or intake key can be opened.

    address: what tablets and browsers call this trust, as https://NAME[:PORT]; empty: made from `listen`.
    sorting: seconds between two openings of what came in, on the quarter-hours as it stands; live refuses less than 300.
    """

    mode: wardpack.Mode
    code: Code
    name: Annotated[str, Meta(min_length=1, max_length=120)]
    data: Annotated[str, Meta(min_length=1)]
    secret: Annotated[str, Meta(min_length=1)]
    database: str = ""
    address: str = ""
    sorting: Annotated[float, Meta(ge=0.2, le=86_400)] = 900.0
    listen: Listen = Listen()

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
    if settings.address and urlsplit(settings.address).scheme != "https" and settings.mode == "live":
        raise SettingsError(f"{where}: address = {settings.address!r} is not encrypted: write https://NAME[:PORT]")
    if settings.mode == "live" and _inside(Path(settings.secret), Path(settings.data)):
        raise SettingsError(
            f"{where}: secret = {settings.secret!r} lies inside data, and so in its backups: move it to a folder of its own"
        )
    return settings


def _inside(file: Path, folder: Path) -> bool:
    return file.resolve().is_relative_to(folder.resolve())


def check_files(settings: Settings) -> Settings:
    """The same settings, if the files for TLS are there: asked at the start of `serve`, not at every reading. Raises SettingsError."""
    for name, file in (("certificate", settings.listen.certificate), ("key", settings.listen.key)):
        if file and not Path(file).is_file():
            raise SettingsError(f"[listen] {name} = {file!r} is not a file: name the PEM file")
    return settings


def read(path: Path) -> Settings:
    """The settings in a file; paths in it count from the file's folder. Raises SettingsError with one line: what, where, how to mend it."""
    settings = read_file(path, Settings, EXAMPLE)
    return check(_beside(settings, path.resolve().parent), str(path))


def _beside(settings: Settings, folder: Path) -> Settings:
    def place(name: str) -> str:
        return str(folder / name) if name else ""

    listen = settings.listen
    return msgspec.structs.replace(
        settings,
        data=place(settings.data),
        secret=place(settings.secret),
        listen=msgspec.structs.replace(listen, certificate=place(listen.certificate), key=place(listen.key)),
    )
