"""The recovery drill: two holders show, in a throwaway copy, that their shares open a concern and bring back a reader. It is written down.

The trust's own database is only read, and no concern of anybody's is opened: what is opened is made up here, and sealed as a tablet seals it, to the
keys that the root signed. The copy lies in a folder of its own, and is deleted whatever happens. To do it in earnest: `admission.readmit`.
"""

from __future__ import annotations

import secrets
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyotp
from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import Connection, insert, select

from kiosk import envelope, records, wardpack
from kiosk.refusal import Refusal
from kiosk.trust import accounts, holders, invitations, keys
from kiosk.trust.secret import SECRET_BYTES, ServerSecret
from kiosk.trust.settings import Settings
from kiosk.trust.setup import opened
from kiosk.trust.store import tables
from kiosk.trust.store.database import Store, migrate, open_store

WORDS = "This concern is made up, for a drill."
COPIED = (
    tables.trust,
    tables.wards,
    tables.pack_parts,
    tables.reader_groups,
    tables.group_keys,
    tables.recovery_copies,
    tables.key_sets,
    tables.readers,
    tables.memberships,
)
"""What the copy has: keys and accounts. No concern, no log, no tablet."""


class DrillFailed(Refusal):
    """Something that recovery rests on is not so. The message says what, and where the protocol is."""


class Protocol(Struct, frozen=True):
    """What a drill showed. file: where it was written. proved: one sentence each."""

    file: Path
    proved: tuple[str, ...]


class _NotProved(Exception):
    """A step that failed; the message is the sentence for the protocol."""


def drill(settings: Settings, first: Path, second: Path, folder: Path, now: float | None = None) -> Protocol:
    """Hold a drill with the files of two holders, and write its protocol into a folder. now: seconds since 1970.

    Raises DrillFailed once a failure is in the protocol, and Refusal or OSError where no drill could be held.
    """
    moment = time.time() if now is None else now
    shares = holders.read_share(first), holders.read_share(second)
    seed = _recovery_seed(shares)
    proved: list[str] = []
    failure = ""
    with opened(settings) as (store, _), store.read() as connection, _copy(connection) as copy:
        try:
            for sentence in _steps(copy, seed, shares, moment):
                proved.append(sentence)
        except (_NotProved, envelope.SealError, wardpack.PackError, keys.KeyFault, accounts.AccountError) as error:
            failure = str(error)
    file = _write(settings, folder, shares, proved, failure, moment)
    if failure:
        raise DrillFailed(f"the drill failed: {failure}; what was proved before is in {file}")
    return Protocol(file, tuple(proved))


def _recovery_seed(shares: tuple[holders.Share, holders.Share]) -> bytes:
    if shares[0].what != "recovery":
        raise holders.ShareError(
            f"these are shares of the {shares[0].what} key: the drill is of the recovery key's holders"
        )
    return holders.join(*shares)


@contextmanager
def _copy(connection: Connection) -> Iterator[Store]:
    with tempfile.TemporaryDirectory(prefix="wardlight-drill-") as folder:
        store = open_store(f"sqlite:///{folder}/copy.sqlite3")
        try:
            migrate(store)
            with store.write() as copy:
                for table in COPIED:
                    rows = [dict(row._mapping) for row in connection.execute(select(table))]
                    if rows:
                        copy.execute(insert(table), rows)
            yield store
        finally:
            store.close()


def _steps(copy: Store, seed: bytes, shares: tuple[holders.Share, holders.Share], now: float) -> Iterator[str]:
    """Each step, as the sentence that it proves."""
    with copy.read() as connection:
        trust = keys.read_trust(connection)
        recovery = keys.recovery_key(connection, seed)
        yield (
            f"The shares of holders {shares[0].holder} and {shares[1].holder} together make the recovery key"
            f" {recovery.id.hex()} of this trust."
        )
        packs = _packs(connection, trust)
        for pack in packs:
            if pack.readers.recovery != recovery.key.public:
                raise _NotProved(
                    f"tablets of ward {pack.ward} seal to another recovery key than the one of these shares"
                )
            if _opens(pack, trust, "recovery", recovery.key) != WORDS:
                raise _NotProved(
                    f"a concern from ward {pack.ward} opened, and was another than the one that was sealed"
                )
            yield (
                f"A made-up concern of ward {pack.ward}, kept from the ward team and from safeguarding and sealed to the keys"
                f" that the root signed (part {pack.serial}), was opened with the recovery key."
            )
        every = keys.recovered_groups(connection, trust, recovery)
        yield _all_copies_open(connection, every)
        reader = next((each for each in accounts.all_readers(connection) if each.groups and not each.disabled), None)
    if reader is None:
        raise _NotProved(
            "nobody is in any group yet, so nobody could be brought back: hold the drill again once readers are here"
        )
    yield _readmitted(copy, trust, reader, every, packs, now)


def _packs(connection: Connection, trust: keys.Trust) -> list[wardpack.Keys]:
    """Each ward's keys part as tablets have it, its signature checked."""
    parts = tables.pack_parts.c
    signed = connection.execute(select(parts.signed).where(parts.name == "keys").order_by(parts.ward)).scalars()
    return [wardpack.verify_keys(wardpack.read_signed(each), trust.root, trust.mode) for each in signed]


def _inner(pack: wardpack.Keys, readers: tuple[records.ReaderGroup, ...], outside: records.OutsideReader) -> bytes:
    """A made-up concern as a tablet seals it, without the outer seal: that is under a key of this drill's own."""
    intake = envelope.PrivateKey.generate()
    record = records.Concern(id=secrets.token_bytes(16), ward=pack.ward, questions=1, words=WORDS)
    slot = envelope.seal_for_readers(record, replace(pack, intake=intake.public), readers, outside=outside)
    return envelope.open_outer(slot, {envelope.key_id(intake.public): intake}, envelope.Scope.of(pack)).inner


def _opens(pack: wardpack.Keys, trust: keys.Trust, place: records.ReaderGroup, key: envelope.PrivateKey) -> str:
    return envelope.open_for_reader(_inner(pack, (), "advocate"), place, key, trust.scope(pack.ward)).words


def _all_copies_open(connection: Connection, every: list[keys.GroupKey]) -> str:
    made = select(tables.group_keys.c.key_id, tables.group_keys.c.group_id, tables.group_keys.c.public)
    public = {key.id: key.key.public for key in every}
    for row in connection.execute(made.where(tables.group_keys.c.group_id != "recovery")):
        if public.get(row.key_id) != row.public:
            raise _NotProved(f"recovery has no copy of the key {row.key_id.hex()} of {row.group_id}")
    return (
        f"Recovery has a copy of every key of every group ({len(every)} keys), and each is the one that it should be."
    )


def _readmitted(
    copy: Store,
    trust: keys.Trust,
    reader: accounts.Reader,
    every: list[keys.GroupKey],
    packs: list[wardpack.Keys],
    now: float,
) -> str:
    """In the copy: the reader is invited back, makes a new passphrase, signs in with it, and opens a concern of their group."""
    secret = ServerSecret(secrets.token_bytes(SECRET_BYTES))
    carried = [key for key in every if key.group in reader.groups]
    with copy.write() as connection:
        invitation = invitations.invite(
            connection, secret, trust, reader.name, reader.role, reader.work, now, carried=carried
        )
    new = invitations.accept(copy, secret, invitation.code, now)
    clock = pyotp.parse_uri(new.totp)
    if not isinstance(clock, pyotp.TOTP):
        raise _NotProved("the new authenticator is not one that counts time")
    unlocked = accounts.sign_in(copy, secret, new.name, new.passphrase, clock.at(int(now)), now)
    with copy.read() as connection:
        held = keys.opened_groups(connection, trust, reader.id, unlocked.key)
    for pack in packs:
        for key in held.values():
            for name, place in keys.KEY_SET.items():
                if getattr(pack.readers, name) == key.key.public:
                    outside: records.OutsideReader = "speak_up" if name == "speak_up" else "advocate"
                    inner = _inner(pack, (key.kind,), outside)
                    opened_record = envelope.open_for_reader(inner, place, key.key, trust.scope(pack.ward))
                    if opened_record.words != WORDS:
                        raise _NotProved("the reader opened another concern than the one that was sealed")
                    return (
                        "In the copy, an account was brought back with the two shares: invited, given a new passphrase and"
                        f" authenticator, signed in, and a made-up concern for {key.group} opened with its key."
                    )
    raise _NotProved(
        "the reader was brought back, and none of their keys is one that tablets seal to: sign new keys first"
    )


def _write(
    settings: Settings,
    folder: Path,
    shares: tuple[holders.Share, holders.Share],
    proved: list[str],
    failure: str,
    now: float,
) -> Path:
    stamp = time.strftime("%Y-%m-%d-%H%M%S", time.gmtime(now))
    lines = [
        f"Recovery drill of {settings.name} ({settings.code}, {settings.mode})",
        time.strftime("%d %B %Y, %H:%M UTC", time.gmtime(now)),
        f"Shares of holders {shares[0].holder} and {shares[1].holder}",
        "",
        "Proved, in a copy that was deleted afterwards:",
        *(f"{number}. {sentence}" for number, sentence in enumerate(proved, 1)),
        *(["", f"FAILED: {failure}"] if failure else []),
        "",
        "The trust's own database was only read. No concern of anybody's was opened.",
        "",
        "Present (names and signatures):",
        "",
    ]
    path = folder / f"wardlight-recovery-drill-{stamp}.txt"
    with path.open("x", encoding="utf-8") as stream:
        stream.write("\n".join(lines) + "\n")
    return path
