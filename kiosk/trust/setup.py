"""Setting a trust up, and what its administrator does from the command line: first keys, pairing codes, readers, and the demo.

For: `kiosk trust init|pair|reader` and `kiosk demo`. Not for: what a running backend does (`serve`).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from msgspec import Struct
from sqlalchemy import Connection, insert, select
from sqlalchemy.exc import DBAPIError

from kiosk import records, wardpack, wire
from kiosk.charter.build import build_content
from kiosk.resources import resource_folder
from kiosk.trust import accounts, duty, founding, holders, keys, pairing
from kiosk.trust.founding import SetupError, founding_file, ward_of
from kiosk.trust.secret import SecretError, ServerSecret, new_secret, read_secret
from kiosk.trust.settings import Listen, Settings
from kiosk.trust.store import tables
from kiosk.trust.store.database import Store, StoreError, migrate, open_store

DEMO_ROOT = "demo-root"
DUTY_LASTS = 36 * 3600  # seconds; renewed daily while nobody is named in it (`renew_duty`)
CONTENT_LASTS = 365 * 86_400
DEMO_LASTS = 365 * 86_400
DEMO_RHYTHM = 5.0  # seconds between a demo tablet's batches, and between two sortings

ContentBuilder = Callable[[Path, str, str, wardpack.Mode, int, int, int], wardpack.Content]
"""(content folder, ward, the ward's name, mode, serial, issued, expires) -> the content part; as `kiosk.charter.build.build_content`."""


class Report(Struct, frozen=True):
    """What `init` did and what has to be done by hand now. It is printed as it is."""

    trust: str
    ward: str
    take_away: tuple[Path, ...]

    def __str__(self) -> str:
        lines = [f"{self.trust}: set up, with the ward {self.ward}.", "Take these away, each to a holder of its own:"]
        return "\n".join([*lines, *(f"  {path}" for path in self.take_away)])


class DemoAccount(Struct, frozen=True):
    """Somebody who signs in to the demo. role: as pages show it. totp: otpauth:// address."""

    name: str
    role: str
    passphrase: str
    totp: str


class DemoAccounts(Struct, frozen=True):
    """The demo's settings, to serve it with, and who can sign in."""

    settings: Settings
    ward: str
    accounts: tuple[DemoAccount, ...]


DEMO_READERS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("nurse", "Ward nurse", ("ward",)),
    ("safeguarding", "Safeguarding lead", ("safeguarding",)),
    ("advocate", "Independent advocate", ("advocate",)),
    ("guardian", "Freedom to Speak Up Guardian", ("speak_up",)),
    ("governance", "Governance", ()),
    ("administrator", "Administrator", ()),
)


def secret_check(secret: ServerSecret, code: str, mode: str) -> bytes:
    """What the database keeps to tell that a secret file is the one it was made with."""
    return secret.digest("check", "wardlight trust v1", code, mode)


@contextmanager
def opened(settings: Settings) -> Iterator[tuple[Store, ServerSecret]]:
    """The trust's database, brought to the newest tables, and its secret. Raises SetupError, SecretError, StoreError."""
    secret = read_secret(Path(settings.secret))
    if not settings.database and not Path(settings.database_url.removeprefix("sqlite:///")).is_file():
        raise SetupError(f"{settings.data}: there is no database yet: run `kiosk trust init`")
    store = open_store(settings.database_url)
    try:
        migrate(store)
        with store.read() as connection:
            expect(connection, settings, secret)
        yield store, secret
    except DBAPIError as error:
        raise StoreError(
            f"the database does not answer: {type(error.orig).__name__}; is it running, and is the disk full?"
        ) from error
    finally:
        store.close()


def expect(connection: Connection, settings: Settings, secret: ServerSecret) -> None:
    """Raises SetupError or SecretError where a database is not of these settings or this secret."""
    trust = keys.read_trust(connection)
    if (trust.mode, trust.code) != (settings.mode, settings.code):
        raise SetupError(
            f"the database is of the {trust.mode} trust {trust.code!r}, and the settings say {settings.mode} {settings.code!r}:"
            " demo and live never share one"
        )
    if connection.execute(select(tables.trust.c.secret_check)).scalar_one() != secret_check(
        secret, trust.code, trust.mode
    ):
        raise SecretError(f"{settings.secret}: this is not the server secret that this database was made with")


def init_trust(
    settings: Settings,
    ward: str,
    ward_name: str,
    content_folder: Path,
    root_out: Path,
    *,
    now: float | None = None,
    build: ContentBuilder | None = None,
    rhythm: float = DEMO_RHYTHM,
) -> Report:
    """Make secret, database, keys and groups, and sign the first ward pack. root_out: an existing folder, for the holders' files.

    Raises SetupError where there is a trust already, SecretError, StoreError, OSError.
    """
    moment = time.time() if now is None else now
    try:
        msgspec.convert(ward, records.Code)
    except msgspec.ValidationError:
        # It stands in every record: with one that records refuse, nothing that anybody sends could be sealed.
        raise SetupError(
            f"--ward {ward!r}: a ward's short name has 1 to 24 letters, digits or _ (as in willow)"
        ) from None
    if not root_out.is_dir():
        raise SetupError(f"{root_out}: there is no such folder: name one on a medium that will be taken away")
    root = Ed25519PrivateKey.generate()
    written = _found(settings, ward, ward_name, content_folder, root, moment, root_out, build or build_content, rhythm)
    if settings.mode == "demo":
        holders.write_demo_root(Path(settings.data) / DEMO_ROOT, root)
    return Report(settings.name, ward_name, (*written, founding_file(settings)))


def _found(
    settings: Settings,
    ward: str,
    ward_name: str,
    content_folder: Path,
    root: Ed25519PrivateKey,
    now: float,
    out: Path,
    build: ContentBuilder,
    rhythm: float,
) -> list[Path]:
    Path(settings.data).mkdir(parents=True, exist_ok=True, mode=0o700)
    store = open_store(settings.database_url)
    try:
        migrate(store)
        with store.read() as connection:
            if connection.execute(select(tables.trust.c.id)).one_or_none() is not None:
                raise SetupError(f"{settings.data}: there is a trust already; `init` never replaces one")
        content = build(content_folder, ward, ward_name, settings.mode, 1, int(now), int(now) + CONTENT_LASTS)
        secret_file = Path(settings.secret)
        secret = new_secret(secret_file)
        name = f"{settings.code} {settings.mode}"
        written: list[Path] = []
        try:
            with store.write() as connection:
                founding, recovery = _first_keys(
                    connection, settings, secret, root, ward, ward_name, now, content, rhythm
                )
                shares = holders.split("root", name, root.private_bytes_raw(), 2)
                shares += holders.split("recovery", name, recovery.key.seed, 3)
                for share in shares:
                    written.append(holders.write_share(share, out))
                holders.write_founding(founding_file(settings), founding)
        except BaseException:
            # They belong to no database: left there, they would stop the next try.
            for path in (secret_file, founding_file(settings), *written):
                path.unlink(missing_ok=True)
            raise
        return written
    finally:
        store.close()


def _first_keys(
    connection: Connection,
    settings: Settings,
    secret: ServerSecret,
    root: Ed25519PrivateKey,
    ward: str,
    ward_name: str,
    now: float,
    content: wardpack.Content,
    rhythm: float,
) -> tuple[list[keys.GroupKey], keys.GroupKey]:
    public = root.public_key().public_bytes_raw()
    connection.execute(
        insert(tables.trust).values(
            id=1,
            code=settings.code,
            name=settings.name,
            mode=settings.mode,
            root=public,
            secret_check=secret_check(secret, settings.code, settings.mode),
            settled=tables.quarter_day(now),
        )
    )
    trust = keys.read_trust(connection)
    founding = []
    for group, kind, title in keys.TRUST_WIDE:
        founding.append(keys.new_group(connection, trust, group, kind, title, now))
    founding.append(keys.add_ward(connection, secret, trust, ward, ward_name, now))
    keys.sign_keys(connection, root, ward, now)
    keys.sign_part(connection, secret, content)
    keys.sign_part(connection, secret, first_duty(settings.mode, ward, now, rhythm))
    recovery = next(key for key in founding if key.kind == "recovery")
    return [key for key in founding if key.kind != "recovery"], recovery


def first_duty(mode: wardpack.Mode, ward: str, now: float, demo_rhythm: float = DEMO_RHYTHM) -> wardpack.Duty:
    """A duty part to begin with. Live it names nobody: who is on duty is for the ward to say. The demo's people are made up."""
    people: tuple[wardpack.OnDuty, ...] = ()
    if mode == "demo":
        lasts, rhythm, rewrite = DEMO_LASTS, demo_rhythm, 4 * demo_rhythm
        people = (
            wardpack.OnDuty("champion", "Jo Example", "At the desk"),
            wardpack.OnDuty("champion", "Lee Example", "Ask any nurse"),
            wardpack.OnDuty("safeguarding", "Pat Example", "Ask staff to phone them"),
        )
    else:
        lasts, rhythm, rewrite = DUTY_LASTS, 900.0, 120.0
    return wardpack.Duty(
        mode=mode,
        ward=ward,
        serial=1,
        issued=int(now),
        expires=int(now) + lasts,
        people=people,
        rhythm=rhythm,
        rewrite=rewrite,
    )


def new_pairing(settings: Settings, place: str, ward: str = "", now: float | None = None) -> wire.PairingCode:
    """A code for one tablet, for fifteen minutes. ward: needed where the trust has several. Raises Refusal."""
    with opened(settings) as (store, secret), store.write() as connection:
        return pairing.new_pairing(
            connection, secret, ward_of(connection, ward), place, time.time() if now is None else now
        )


def init_demo(
    folder: Path,
    port: int = 8443,
    content_folder: Path | None = None,
    *,
    build: ContentBuilder | None = None,
    rhythm: float = DEMO_RHYTHM,
    database: str = "",
) -> DemoAccounts:
    """A demo trust in a folder, made new or found there, with its readers. Passphrases are new each time.

    rhythm: seconds between a tablet's batches, and between two sortings; of a demo that is there already it changes the sortings alone.
    database: as in the settings.
    Raises Refusal, OSError.
    """
    settings = Settings(
        mode="demo",
        code="demo",
        name="Demo trust",
        data=str(folder),
        secret=str(folder / "server-secret"),
        database=database,
        sorting=rhythm,
        listen=Listen("127.0.0.1", port),
    )
    ward = "willow"
    if not Path(settings.secret).is_file():
        shares = folder / "shares"
        shares.mkdir(parents=True, exist_ok=True, mode=0o700)
        init_trust(
            settings,
            ward,
            "Willow Ward",
            content_folder or resource_folder("content"),
            shares,
            build=build,
            rhythm=rhythm,
        )
    found = []
    with opened(settings) as (store, secret), store.write() as connection:
        trust = keys.read_trust(connection)
        first_keys = founding.founding_keys(settings)
        if not duty.people(connection, ward):
            for person in first_duty("demo", ward, 0).people:  # so that the console's page has somebody to tick
                duty.add(connection, ward, person.role, person.name, person.reach)
        held = {reader.name: reader.id for reader in accounts.all_readers(connection)}
        for name, role, groups in DEMO_READERS:
            wanted = [founding.group_of(connection, group) for group in groups]
            work = founding.work_of(connection, role, wanted)
            if name in held:
                reader = accounts.replace_key(connection, secret, trust, held[name])
            else:
                reader = accounts.add_reader(connection, secret, trust, name, role, work)
            for key in founding.newest(connection, first_keys, wanted):
                keys.admit(connection, trust, key, reader.id)
            found.append(DemoAccount(name, role, reader.passphrase, reader.totp))
    return DemoAccounts(settings, ward, tuple(found))


def renew_duty(connection: Connection, secret: ServerSecret, now: float) -> None:
    """Sign a ward's duty part again before it ends, if it names nobody. One with names is for people to renew: they must be true."""
    trust = keys.read_trust(connection)
    rows = connection.execute(select(tables.pack_parts).where(tables.pack_parts.c.name.in_(("keys", "duty")))).all()
    parts = {(row.ward, row.name): wardpack.read_signed(row.signed) for row in rows}
    for ward, name in list(parts):
        if name == "duty" and (ward, "keys") in parts:
            held_keys = wardpack.verify_keys(parts[ward, "keys"], trust.root, trust.mode)
            held = wardpack.verify_duty(parts[ward, "duty"], held_keys)
            if not held.people and held.expires - now < DUTY_LASTS / 2:
                fresh = msgspec.structs.replace(
                    held, serial=held.serial + 1, issued=int(now), expires=int(now) + DUTY_LASTS
                )
                keys.sign_part(connection, secret, fresh)


__all__ = [
    "DEMO_ROOT",
    "ContentBuilder",
    "DemoAccount",
    "DemoAccounts",
    "Report",
    "SetupError",
    "first_duty",
    "founding_file",
    "init_demo",
    "init_trust",
    "new_pairing",
    "opened",
    "renew_duty",
    "secret_check",
]
