"""A backup brings everything back, into either kind of database, to two holders alone; what was deleted since stays deleted."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import msgspec
import pytest
from sqlalchemy import Connection, insert, select
from sqlalchemy.exc import OperationalError

from kiosk import callstate, cli, envelope
from kiosk.refusal import Refusal
from kiosk.trust import (
    access_log,
    admission,
    backups,
    holders,
    invitations,
    ledger,
    record_keys,
    sealed_file,
    serve,
    setup,
)
from kiosk.trust.ledger import LedgerError
from kiosk.trust.measures import huddles
from kiosk.trust.passphrases import Argon2Cost
from kiosk.trust.sealed_file import SealedFileError
from kiosk.trust.secret import SecretError, new_secret
from kiosk.trust.settings import Settings
from kiosk.trust.store import call_rows, tables
from tests.support.postgres import PostgresCluster
from tests.trust.founded import NOW, FoundedTrust, founded_trust

WORDS = "The words of somebody who was brave."
DAY = 86_400


@pytest.fixture
def out(tmp_path: Path) -> Path:
    folder = tmp_path / "backups"
    folder.mkdir()
    return folder


@pytest.fixture
def filled(founded_on_each: FoundedTrust) -> FoundedTrust:
    """Two concerns filed, a check-in that waits, a batch that is not sorted, a reader, a tablet, a log."""
    founded_on_each.put(founded_on_each.concern(WORDS), founded_on_each.concern("Another."), founded_on_each.check_in())
    founded_on_each.sorter().run()
    founded_on_each.put(founded_on_each.concern("Still to be sorted."))
    founded_on_each.pair()
    code = admission.invite_reader(founded_on_each.settings, "nurse", "Ward nurse", ("ward",), NOW).code
    invitations.accept(founded_on_each.store, founded_on_each.secret, code, NOW, cost=Argon2Cost(64, 1))
    with founded_on_each.store.write() as connection:
        access_log.note(connection, "signed in", NOW, None)
    return founded_on_each


def rows(connection: Connection) -> dict[str, list[tuple[object, ...]]]:
    """All that is in the database, but for what marks a restore."""
    return {
        table.name: sorted((tuple(row) for row in connection.execute(select(table))), key=repr)
        for table in tables.metadata.sorted_tables
        if table.name not in {*backups.LEFT_OUT, "restored"}
    }


def elsewhere(trust: FoundedTrust, folder: Path, database: str = "") -> Settings:
    """Settings of another server, with the same secret brought there."""
    there = folder / "there"
    there.mkdir()
    secret = there / "secret"
    secret.write_bytes(Path(trust.settings.secret).read_bytes())
    secret.chmod(0o600)
    return msgspec.structs.replace(trust.settings, data=str(there / "data"), secret=str(secret), database=database)


def shares(trust: FoundedTrust, *numbers: int) -> tuple[Path, Path]:
    first, second = (trust.shares / f"wardlight-recovery-holder-{number}.txt" for number in numbers)
    return first, second


@pytest.mark.parametrize("into", ["sqlite", "postgresql"])
def test_everything_comes_back_into_either_kind_of_database(
    filled: FoundedTrust,
    out: Path,
    tmp_path: Path,
    into: str,
    request: pytest.FixtureRequest,
    postgres: PostgresCluster,
) -> None:
    made = backups.make(filled.settings, out, NOW)
    with filled.store.read() as connection:
        before = rows(connection)
    with postgres.database() as url:
        there = elsewhere(filled, tmp_path, url if into == "postgresql" else "")
        backups.restore(there, made.main, made.record_keys, *shares(filled, 1, 3))
        backups.replay(there, made.ledger)
        with setup.opened(there) as (store, _):
            with store.read() as connection:
                after = rows(connection)
                (told,) = [line for line in after["access_log"] if line[3] == "was restored from a backup"]
                after["access_log"].remove(told)
                assert after == before
                assert isinstance(access_log.verify(connection), access_log.Whole)
            with store.write() as connection:  # it goes on counting where it was
                access_log.note(connection, "signed in", NOW, None)
                connection.execute(
                    insert(tables.calls).values(
                        id=bytes(16), tablet=before["tablets"][0][0], ward="willow", place="", pressed=0, received=0,
                        progress="received", progress_at=0, by="", escalations=0, passed_to="", also_on="", test=True,
                        **call_rows.NOTHING_ADDED,
                    )
                )  # fmt: skip
                connection.execute(
                    insert(tables.call_events).values(call=bytes(16), at=0, step="received", role="", reason="")
                )
    assert len(before["filed_records"]) == 2
    assert len(before["readers"]) == 1


def test_what_a_caller_added_to_a_call_that_stands_is_in_no_backup(
    filled: FoundedTrust, out: Path, tmp_path: Path
) -> None:
    call = bytes(range(16))
    with filled.store.write() as connection:
        tablet = connection.execute(select(tables.tablets.c.id)).scalars().first()
        assert tablet is not None
        call_rows.receive(connection, call, tablet, "willow", "Day room", NOW, NOW, test=False)
        call_rows.add(connection, call, 1, callstate.Added(("company",), "woman", True), tablet)
    made = backups.make(filled.settings, out, NOW)
    there = elsewhere(filled, tmp_path)
    backups.restore(there, made.main, made.record_keys, *shares(filled, 1, 3))
    with setup.opened(there) as (store, _), store.read() as connection:
        (held,) = call_rows.by_ids(connection, [call])
    assert (held.progress, held.added, held.told) == ("received", callstate.NOTHING, 0)


def test_what_a_ward_said_at_its_huddle_is_in_no_backup_and_its_tick_is(
    filled: FoundedTrust, out: Path, tmp_path: Path
) -> None:
    team = filled.founding["ward"]
    with filled.store.write() as connection:
        huddles.look(connection, "willow", 20_000)
        huddles.say(connection, filled.trust, {team.id: team}, "willow", 20_000, "Move the chair")
    made = backups.make(filled.settings, out, NOW)
    there = elsewhere(filled, tmp_path)
    backups.restore(there, made.main, made.record_keys, *shares(filled, 1, 3))
    with setup.opened(there) as (store, _), store.read() as connection:
        assert connection.execute(select(tables.huddle_looks)).all() == [("willow", 20_000, None, None)]


def test_that_a_backup_was_begun_is_in_the_access_log_also_of_the_backup(
    filled: FoundedTrust, out: Path, tmp_path: Path
) -> None:
    made = backups.make(filled.settings, out, NOW)
    there = elsewhere(filled, tmp_path)
    backups.restore(there, made.main, made.record_keys, *shares(filled, 1, 3))
    with setup.opened(there) as (store, _), store.read() as connection:
        newest = connection.execute(select(tables.access_log.c.action).order_by(tables.access_log.c.number.desc()))
        assert newest.scalars().first() == "began a backup"


def test_a_backup_is_two_files_for_their_owner_alone_and_the_keys_of_records_are_in_one_of_them(
    filled: FoundedTrust, out: Path
) -> None:
    made = backups.make(filled.settings, out, NOW)
    assert sorted(path.name for path in out.iterdir()) == sorted(
        path.name for path in (made.main, made.record_keys, made.ledger)
    )
    with filled.store.read() as connection:
        keys = [bytes(key) for key in connection.execute(select(tables.record_keys.c.key)).scalars()]
        inner = bytes(connection.execute(select(tables.filed_records.c.inner)).scalars().first() or b"")
    recovery = recovery_key(filled)
    main = b"".join(sealed_file.opened(made.main, recovery, backups.MAIN))
    apart = b"".join(sealed_file.opened(made.record_keys, recovery, backups.RECORD_KEYS))
    assert inner in main
    for key in keys:
        assert key in apart
        assert key not in main
    for path in out.iterdir():
        assert path.stat().st_mode & 0o077 == 0
        raw = path.read_bytes()
        assert not any(planted in raw for planted in (WORDS.encode(), b"nurse", inner[:32], *keys))


def recovery_key(trust: FoundedTrust) -> envelope.PrivateKey:
    first, second = shares(trust, 1, 2)
    return envelope.PrivateKey(holders.join(holders.read_share(first), holders.read_share(second)))


def test_keys_of_records_are_removed_after_35_days_and_everything_else_is_kept(
    filled: FoundedTrust, out: Path, tmp_path: Path
) -> None:
    apart = tmp_path / "apart"
    apart.mkdir()
    first = backups.make(filled.settings, out, NOW, apart)
    second = backups.make(filled.settings, out, NOW + 34 * DAY, apart)
    assert second.removed == ()
    third = backups.make(filled.settings, out, NOW + 35 * DAY, apart)
    assert third.removed == (first.record_keys,)
    assert sorted(apart.iterdir()) == sorted([second.record_keys, third.record_keys])
    assert {first.main, second.main, third.main} < set(out.iterdir())


def delete_one(trust: FoundedTrust) -> bytes:
    """One of the two concerns is deleted, as two readers do it at the end of its years."""
    with trust.store.write() as connection:
        record = bytes(connection.execute(select(tables.filed_records.c.id)).scalars().first() or b"")
        ledger.delete_records(connection, [record], "incident", int(NOW // DAY), bytes(16), bytes(16))
    record_keys.forget(trust.store)
    return record


def test_a_record_deleted_since_the_backup_does_not_come_back(filled: FoundedTrust, out: Path, tmp_path: Path) -> None:
    old = backups.make(filled.settings, out, NOW)
    gone = delete_one(filled)
    newest = backups.make(filled.settings, out, NOW + DAY).ledger
    there = elsewhere(filled, tmp_path)
    backups.restore(there, old.main, old.record_keys, *shares(filled, 1, 2))
    with setup.opened(there) as (store, _), store.read() as connection:
        assert gone in {row.id for row in connection.execute(record_keys.filed())}
    with pytest.raises(LedgerError, match="kiosk trust replay"):
        serve.serve(there)
    assert backups.replay(there, newest) == 1
    with setup.opened(there) as (store, _), store.read() as connection:
        ledger.check_replayed(connection)
        assert gone not in {row.id for row in connection.execute(record_keys.filed())}
        assert [row.record for row in ledger.read_rows(connection)] == [gone]
    assert ledger.read_file(ledger.ledger_file(there), filled.trust)


def test_a_ledger_from_before_the_deletion_is_refused_and_nothing_is_served(
    filled: FoundedTrust, out: Path, tmp_path: Path
) -> None:
    first = backups.make(filled.settings, out, NOW)
    old_ledger = tmp_path / "old.deletions"
    old_ledger.write_bytes(first.ledger.read_bytes())
    delete_one(filled)
    made = backups.make(filled.settings, out, NOW + DAY)
    there = elsewhere(filled, tmp_path)
    backups.restore(there, made.main, made.record_keys, *shares(filled, 2, 3))
    with pytest.raises(LedgerError, match="not the newest"):
        backups.replay(there, old_ledger)
    with pytest.raises(LedgerError):
        serve.serve(there)


def test_no_backup_of_a_restored_database_puts_its_old_ledger_in_place_of_the_newest(
    filled: FoundedTrust, out: Path, tmp_path: Path
) -> None:
    old = backups.make(filled.settings, out, NOW)
    gone = delete_one(filled)
    newest = backups.make(filled.settings, out, NOW + DAY).ledger
    there = elsewhere(filled, tmp_path)
    backups.restore(there, old.main, old.record_keys, *shares(filled, 1, 2))
    with pytest.raises(LedgerError, match="kiosk trust replay"):
        backups.make(there, out, NOW + 2 * DAY)
    assert [row.record for row in ledger.read_file(newest, filled.trust)] == [gone]
    assert not list(out.glob("*.part"))


def test_a_deletion_while_a_backup_is_written_is_in_the_ledger_that_the_backup_leaves(
    filled: FoundedTrust, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write, gone = backups._write, list[bytes]()

    def slowly(*arguments: Any) -> None:
        write(*arguments)
        if not gone:
            gone.append(delete_one(filled))
            ledger.keep_file(filled.store, filled.trust, filled.settings)

    monkeypatch.setattr(backups, "_write", slowly)
    made = backups.make(filled.settings, out, NOW)
    for path in (made.ledger, ledger.ledger_file(filled.settings)):
        assert [row.record for row in ledger.read_file(path, filled.trust)] == gone


def test_with_a_new_main_file_and_old_record_keys_no_set_is_made(
    filled: FoundedTrust, out: Path, tmp_path: Path
) -> None:
    first, second = backups.make(filled.settings, out, NOW), backups.make(filled.settings, out, NOW + DAY)
    there = elsewhere(filled, tmp_path)
    with pytest.raises(backups.BackupError, match="same backup"):
        backups.restore(there, second.main, first.record_keys, *shares(filled, 1, 2))


def no_room(*_: object) -> int:
    raise OperationalError("INSERT", {}, sqlite3.OperationalError("database or disk is full"))


def test_what_cannot_be_restored_is_one_line_and_leaves_nothing_behind(
    founded: FoundedTrust, out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = backups.make(founded.settings, out, NOW)
    there = elsewhere(founded, tmp_path)
    files = (made.main, made.record_keys)
    with pytest.raises(Refusal, match="same holder"):
        backups.restore(there, *files, *shares(founded, 1, 1))
    with pytest.raises(SealedFileError, match="asked for"):
        backups.restore(there, made.record_keys, made.main, *shares(founded, 1, 2))
    cut = tmp_path / "cut"
    cut.write_bytes(made.main.read_bytes()[:-100])
    with pytest.raises(SealedFileError, match="cut off"):
        backups.restore(there, cut, made.record_keys, *shares(founded, 1, 2))
    odd = tmp_path / "odd"
    with odd.open("wb") as stream:  # anybody can seal to a public key
        public = recovery_key(founded).public
        writer = sealed_file.SealedWriter(stream, public, backups.MAIN, founded.trust.code, founded.trust.mode, 20_000)
        writer.write(b"\0\0\0\1\xc1")
        writer.close()
    with pytest.raises(backups.BackupError, match="not a backup"):
        backups.restore(there, odd, made.record_keys, *shares(founded, 1, 2))
    with monkeypatch.context() as full:
        full.setattr(backups, "_restore", no_room)
        with pytest.raises(backups.BackupError, match="OperationalError"):
            backups.restore(there, *files, *shares(founded, 1, 2))
    Path(there.secret).unlink()
    new_secret(Path(there.secret))
    with pytest.raises(SecretError, match="not the server secret"):
        backups.restore(there, *files, *shares(founded, 1, 2))
    assert list(Path(there.data).iterdir()) == []
    with founded_trust(tmp_path / "other") as other, pytest.raises(SealedFileError, match="another key"):
        backups.restore(there, *files, *shares(other, 1, 2))
    with pytest.raises(backups.BackupError, match="never replaces"):
        backups.restore(founded.settings, *files, *shares(founded, 1, 2))


def test_the_commands_make_and_bring_back_a_backup(
    founded: FoundedTrust, out: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def file(held: Settings, name: str) -> str:
        lines = [f'{key} = "{getattr(held, key)}"' for key in ("mode", "code", "name", "data", "secret")]
        (path := tmp_path / name).write_text("\n".join(lines), encoding="utf-8")
        return str(path)

    def run(*arguments: str) -> None:
        with pytest.raises(SystemExit) as ended:
            cli.main(list(arguments))
        assert not ended.value.code

    run("trust", "backup", file(founded.settings, "here.toml"), "--out", str(out))
    main, keys, deletions = (line.split(": ")[1] for line in capsys.readouterr().out.splitlines())
    holders = [str(path) for path in shares(founded, 1, 2)]
    there = file(elsewhere(founded, tmp_path), "there.toml")
    run("trust", "restore", there, main, keys, "--holder", *holders, "--ledger", deletions)
    said = capsys.readouterr().out
    assert "restored: " in said
    assert "done again: 0" in said
    run("trust", "log", "verify", there)
