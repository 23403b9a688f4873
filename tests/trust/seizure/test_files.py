"""The database, a backup, the logs and the running backend's memory in somebody else's hands."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import select

from kiosk import envelope, records, wardpack, wire
from kiosk.trust import accounts, backups, keys, record_keys, sealed_file, sessions
from kiosk.trust.secret import SecretError, ServerSecret
from kiosk.trust.store import tables
from tests.support.postgres import PostgresCluster
from tests.support.waiting import wait_for
from tests.trust.founded import NOW, FoundedTrust, founded_trust
from tests.trust.seizure.planted import BOXES, KEPT, LEAD, NURSE, OWN, WORDS, Planted, found
from tests.trust.serving import PairedTablet, ServedTrust
from tests.trust.test_serve import filed, running, with_port


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Planted]:
    with founded_trust(tmp_path_factory.mktemp("planted")) as founded:
        yield Planted(founded)


def test_the_search_finds_what_lies_in_the_open(tmp_path: Path, planted: Planted) -> None:
    for number, form in enumerate((OWN.encode(), OWN.encode("utf-16-le"), BOXES[0].hex().encode(), BOXES[1])):
        (tmp_path / str(number)).write_bytes(b"before" + form + b"after")
        assert found([tmp_path / str(number)])


# --- database stolen ---------------------------------------------------------------------------------------------


def test_the_files_of_a_stolen_sqlite_database_hold_no_word_code_or_mailbox(planted: Planted) -> None:
    files = list(Path(planted.founded.settings.data).rglob("*"))
    assert any(path.name.endswith(".sqlite3") for path in files)
    assert found(files) == []
    # What is there all the same, and the threat model says so: who may read, and who opened what when.
    assert found(files, [NURSE, LEAD, "Willow Ward", "opened a record"])


def test_the_files_of_a_stolen_postgresql_hold_no_word_code_or_mailbox(
    tmp_path: Path, postgres: PostgresCluster
) -> None:
    with postgres.database() as url, founded_trust(tmp_path, url) as founded:
        Planted(founded)
        with postgres.connect() as connection:
            connection.execute("CHECKPOINT")
        files = list((postgres.sockets / "cluster").rglob("*"))
        assert found(files) == []
        assert found(files, [NURSE, "opened a record"])


def test_the_stolen_database_with_the_server_secret_still_opens_no_concern(planted: Planted) -> None:
    """The secret opens intake, statistics and signing keys: outer seals and check-ins that wait, no concern that is filed."""
    founded = planted.founded
    with founded.store.read() as connection:
        online = keys.sorting_keys(connection, founded.secret)
        rows = connection.execute(record_keys.filed()).all()
    opened = [key for ward in online for key in (*ward.intake.values(), *ward.statistics.values())]
    assert len(rows) == 2
    assert len(opened) == 2
    for row in rows:
        inner = record_keys.unlocked(founded.trust, row)
        for key in opened:
            for group in records.READER_GROUPS:
                with pytest.raises(envelope.SealError):
                    envelope.open_for_reader(inner, group, key, founded.trust.scope(row.ward))


# --- backup stolen -----------------------------------------------------------------------------------------------


def test_a_stolen_backup_holds_no_word_code_mailbox_or_name(planted: Planted, tmp_path: Path) -> None:
    backups.make(planted.founded.settings, tmp_path, NOW)
    assert found(tmp_path.iterdir()) == []
    assert found(tmp_path.iterdir(), [NURSE, LEAD, "Willow Ward", "opened a record", "willow"]) == []


def test_without_its_record_keys_a_backup_opens_nothing_even_for_the_holders_of_the_recovery_key(
    planted: Planted, tmp_path: Path
) -> None:
    made = backups.make(planted.founded.settings, tmp_path, NOW)
    recovery = planted.recovery()
    plain = tmp_path / "plain"
    plain.write_bytes(b"".join(sealed_file.opened(made.main, recovery, backups.MAIN)))
    assert found([plain]) == []
    assert found([plain], [NURSE])
    with planted.founded.store.read() as connection:
        rows = connection.execute(record_keys.filed()).all()
        # What the holders, or with the server secret somebody else, could open without the key of a record.
        unsorted = connection.execute(select(tables.batches.c.body).where(tables.batches.c.body.is_not(None))).scalars()
        readable = [*unsorted, *connection.execute(select(tables.group_index.c.sealed)).scalars()]
    assert len(readable) > len(rows)
    assert not any(bytes(one) in plain.read_bytes() for one in readable)
    for row in rows:
        assert bytes(row.inner) in plain.read_bytes()
        assert bytes(row.key) not in plain.read_bytes()
        with pytest.raises(envelope.SealError):
            envelope.open_for_reader(row.inner, "recovery", recovery, planted.founded.trust.scope(row.ward))
        # With both files they open it: that is what recovery is.
        inner = record_keys.unlocked(planted.founded.trust, row)
        assert envelope.open_for_reader(inner, "recovery", recovery, planted.founded.trust.scope(row.ward))


# --- one ward reader's passphrase known --------------------------------------------------------------------------


def test_a_ward_readers_passphrase_opens_what_was_for_the_ward_and_nothing_that_was_kept_from_it(
    planted: Planted, tmp_path: Path
) -> None:
    """Passphrase, code, database and server secret together: more than somebody at the console has."""
    founded = planted.founded
    held = planted.held(planted.sign_in(NURSE, NOW + 3_600))
    assert {key.kind for key in held.values()} == {"ward"}
    read = b""
    with founded.store.read() as connection:
        for row in connection.execute(record_keys.filed()).all():
            inner = record_keys.unlocked(founded.trust, row)
            for key in held.values():
                for group in records.READER_GROUPS:  # every place is tried with the one key
                    try:
                        opened = envelope.open_for_reader(inner, group, key.key, founded.trust.scope(row.ward))
                        read += records.encode(opened)
                    except envelope.SealError:
                        continue
    everything = tmp_path / "read"
    everything.write_bytes(read)
    assert found([everything], [OWN])
    assert found([everything], [KEPT, "Quillon"]) == []


def test_a_passphrase_alone_opens_nothing_without_the_code_and_nothing_offline_without_the_secret(
    planted: Planted,
) -> None:
    founded = planted.founded
    passphrase, _ = planted.accounts[NURSE]
    with pytest.raises(accounts.SignInRefused):
        accounts.sign_in(founded.store, founded.secret, NURSE, passphrase, "000000", NOW + 7_200)
    with pytest.raises((accounts.SignInRefused, SecretError)):
        accounts.sign_in(founded.store, ServerSecret(bytes(32)), NURSE, passphrase, "000000", NOW + 10_800)


# --- log files read, backend taken over while running ------------------------------------------------------------


def memory(pid: int) -> bytes:
    """All that a process can write to in its memory, as who took the machine over reads it."""
    parts = []
    maps = Path(f"/proc/{pid}/maps").read_text(encoding="ascii")
    with Path(f"/proc/{pid}/mem").open("rb", buffering=0) as mem:
        for start, end in re.findall(r"^([0-9a-f]+)-([0-9a-f]+) rw", maps, re.MULTILINE):
            try:
                mem.seek(int(start, 16))
                parts.append(mem.read(int(end, 16) - int(start, 16)))
            except (OSError, ValueError, OverflowError):
                continue  # memory of a device
    return b"".join(parts)


def run_with_concerns(founded: FoundedTrust) -> tuple[str, str]:
    """A backend takes a concern in, sorts it, and is asked for things that are not there. What it wrote on standard output and error."""
    with running(with_port(founded.settings)) as (process, port):
        tablet = PairedTablet(ServedTrust(founded, None, port), *founded.pair())  # type: ignore[arg-type]
        before = filed(founded)
        tablet.send(wire.encode_batch(founded.batch(founded.concern(OWN, ("ward",)))))
        for path in ("/nowhere", f"/{NURSE}", "/console/concerns"):
            tablet.served.ask(path, OWN.encode(), {}, "GET")
        tablet.served.ask("/console/sign-in", f"name={NURSE}&passphrase={OWN}".encode(), {}, "POST")
        wait_for(lambda: filed(founded) > before, timeout=60)
        process.terminate()
        return process.communicate(timeout=20)


def test_the_logs_hold_fixed_events_and_nothing_that_anybody_said(founded: FoundedTrust, tmp_path: Path) -> None:
    out, err = run_with_concerns(founded)
    written = tmp_path / "log"
    written.write_text(out + err, encoding="utf-8")
    assert found([written], [*WORDS, NURSE, "willow", "nowhere"]) == []
    assert {frozenset(json.loads(line)) for line in err.splitlines()} <= {frozenset({"at", "event"})}
    assert {json.loads(line)["event"] for line in err.splitlines()} == {"started", "stopped"}


def test_a_backend_taken_over_while_it_runs_has_no_text_of_groups_that_nobody_signs_in_for(
    founded: FoundedTrust, tmp_path: Path
) -> None:
    """Its whole memory is searched after a concern came in and was filed, and before a reader's session lists it. The trust's name is there, which
    shows that the search works."""
    taken = tmp_path / "memory"
    with running(with_port(founded.settings)) as (process, port):
        tablet = PairedTablet(ServedTrust(founded, None, port), *founded.pair())  # type: ignore[arg-type]
        before = filed(founded)
        tablet.send(wire.encode_batch(founded.batch(founded.concern(OWN, ("ward",)))))
        wait_for(lambda: filed(founded) > before, timeout=60)
        taken.write_bytes(memory(process.pid))
    assert found([taken], [OWN, "Zephyrine"]) == []
    assert found([taken], ["Northfield"])


def test_a_backend_taken_over_has_the_keys_of_those_readers_alone_who_are_signed_in(planted: Planted) -> None:
    """With database, secret and the cookies of the nurse's running session: the ward's records, and nobody else's."""
    founded = planted.founded
    unlocked = planted.sign_in(NURSE, NOW + 14_400)
    with founded.store.write() as connection:
        cookies = sessions.begin(connection, unlocked.reader.id, unlocked.key.seed, int(NOW + 14_400))
    with founded.store.read() as connection:
        stolen = sessions.find(connection, cookies, int(NOW + 14_400))
        assert stolen is not None
        held = keys.opened_groups(connection, founded.trust, stolen.reader, envelope.PrivateKey(stolen.seed))
        others = (
            connection.execute(select(tables.readers.c.id).where(tables.readers.c.id != stolen.reader)).scalars().all()
        )
        assert {key.kind for key in held.values()} == {"ward"}
        for other in others:
            with pytest.raises(envelope.SealError):
                keys.opened_groups(connection, founded.trust, other, envelope.PrivateKey(stolen.seed))


def test_a_backend_taken_over_cannot_sign_keys_that_a_tablet_takes(planted: Planted) -> None:
    """Every signing key that is online, from the database and the secret, signs a keys part with the thief's key in it."""
    founded = planted.founded
    thief = msgspec.structs.replace(founded.keys, serial=99, intake=envelope.PrivateKey.generate().public)
    signers = []
    with founded.store.read() as connection:
        for row in connection.execute(select(tables.online_keys).where(tables.online_keys.c.purpose.in_(keys.SIGNING))):
            binding = (founded.trust.mode, founded.trust.code, row.ward, row.purpose, row.key_id)
            signers.append(
                Ed25519PrivateKey.from_private_bytes(founded.secret.unwrap("online keys", row.wrapped, *binding))
            )
    assert len(signers) == 2
    for signer in signers:
        with pytest.raises(wardpack.PackError):
            wardpack.verify_keys(wardpack.sign(thief, signer), founded.trust.root, founded.trust.mode, founded.keys)
