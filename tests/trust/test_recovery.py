"""Two of three recovery holders lose nothing: the drill shows it in a copy, and `readmit` does it in earnest."""

from __future__ import annotations

import hashlib
import tempfile
from pathlib import Path

import pyotp
import pytest
from sqlalchemy import Connection, delete, select, update

from kiosk.trust import accounts, admission, holders, invitations, keys, setup
from kiosk.trust.founding import SetupError
from kiosk.trust.passphrases import Argon2Cost
from kiosk.trust.recovery_drill import DrillFailed, drill
from kiosk.trust.store import tables
from tests.trust.founded import NOW, WARD, FoundedTrust, founded_trust

CHEAP = Argon2Cost(memory_kib=64, passes=1)


@pytest.fixture
def advocate(founded: FoundedTrust) -> accounts.NewReader:
    """The only one of their group."""
    return add(founded, "advocate")


def add(founded: FoundedTrust, name: str) -> accounts.NewReader:
    invitation = admission.invite_reader(founded.settings, name, "Advocate", ("advocate",), NOW)
    return invitations.accept(founded.store, founded.secret, invitation.code, NOW, cost=CHEAP)


def share(founded: FoundedTrust, holder: int, what: str = "recovery") -> Path:
    return founded.shares / f"wardlight-{what}-holder-{holder}.txt"


def digest(founded: FoundedTrust) -> str:
    """Of everything in the database, in the order of its keys."""
    with founded.store.read() as connection:
        rows = [repr(row) for table in tables.metadata.sorted_tables for row in connection.execute(select(table))]
    return hashlib.sha256("\n".join(rows).encode()).hexdigest()


@pytest.mark.parametrize(("one", "two"), [(1, 2), (1, 3), (2, 3)])
def test_any_two_holders_prove_it_in_a_copy_and_change_nothing(
    founded: FoundedTrust, advocate: accounts.NewReader, tmp_path: Path, one: int, two: int
) -> None:
    before = digest(founded)
    done = drill(founded.settings, share(founded, one), share(founded, two), tmp_path, NOW)
    assert digest(founded) == before
    written = done.file.read_text()
    assert done.file.name == "wardlight-recovery-drill-2026-11-18-110640.txt"
    assert f"Shares of holders {one} and {two}" in written
    assert "kept from the ward team and from safeguarding" in written
    assert "brought back with the two shares" in written
    assert "FAILED" not in written
    assert len(done.proved) == 4


def test_a_drill_on_postgresql_needs_no_other_tools(founded_on_each: FoundedTrust, tmp_path: Path) -> None:
    add(founded_on_each, "advocate")
    assert (
        len(drill(founded_on_each.settings, share(founded_on_each, 1), share(founded_on_each, 3), tmp_path).proved) == 4
    )


def test_the_protocol_of_a_failed_drill_says_what_failed(
    founded: FoundedTrust, advocate: accounts.NewReader, tmp_path: Path
) -> None:
    with founded.store.write() as connection:
        lost = founded.founding["safeguarding"].id
        connection.execute(delete(tables.recovery_copies).where(tables.recovery_copies.c.key_id == lost))
    with pytest.raises(DrillFailed, match="no copy of the key"):
        drill(founded.settings, share(founded, 1), share(founded, 2), tmp_path, NOW)
    (written,) = tmp_path.glob("wardlight-recovery-drill-*.txt")
    assert f"FAILED: recovery has no copy of the key {lost.hex()} of safeguarding" in written.read_text()


def test_a_copy_that_was_exchanged_is_found(
    founded: FoundedTrust, advocate: accounts.NewReader, tmp_path: Path
) -> None:
    copies = tables.recovery_copies
    with founded.store.write() as connection:
        other = connection.execute(
            select(copies.c.sealed).where(copies.c.key_id == founded.founding["ward"].id)
        ).scalar_one()
        connection.execute(
            update(copies).where(copies.c.key_id == founded.founding["safeguarding"].id).values(sealed=other)
        )
    with pytest.raises(DrillFailed):
        drill(founded.settings, share(founded, 1), share(founded, 2), tmp_path, NOW)


def test_no_drill_is_held_with_one_holder_or_anothers_shares(founded: FoundedTrust, tmp_path: Path) -> None:
    with pytest.raises(holders.ShareError):
        drill(founded.settings, share(founded, 2), share(founded, 2), tmp_path)
    with founded_trust(tmp_path / "other") as other, pytest.raises(DrillFailed, match="not the one of this trust"):
        drill(other.settings, share(founded, 1), share(founded, 2), tmp_path)
    with pytest.raises(holders.ShareError, match="shares of the root key"):
        drill(founded.settings, share(founded, 1, "root"), share(founded, 2, "root"), tmp_path)


def test_the_copy_is_deleted(
    founded: FoundedTrust, advocate: accounts.NewReader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = tmp_path / "temporary"
    held.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(held))
    drill(founded.settings, share(founded, 1), share(founded, 2), tmp_path, NOW)
    assert list(held.iterdir()) == []


def test_the_last_of_a_group_comes_back_with_what_was_sealed_before(
    founded: FoundedTrust, advocate: accounts.NewReader
) -> None:
    with founded.store.write() as connection:  # an earlier key as well: others came and went
        other = add_to(founded, connection)
        keys.remove_member(connection, founded.trust, "advocate", other, NOW)
    invitation = admission.readmit(founded.settings, "Advocate", share(founded, 1), share(founded, 3), NOW)
    log = tables.access_log.c
    with founded.store.read() as connection:
        actions = connection.execute(select(log.action).order_by(log.number)).scalars().all()
    assert actions[-1] == "brought a reader back"
    again = invitations.accept(founded.store, founded.secret, invitation.code, NOW, cost=CHEAP)
    assert again.id == advocate.id
    clock = pyotp.parse_uri(again.totp)
    assert isinstance(clock, pyotp.TOTP)
    unlocked = accounts.sign_in(
        founded.store, founded.secret, "advocate", again.passphrase, clock.at(int(NOW)), NOW, cost=CHEAP
    )
    with founded.store.read() as connection:
        held = keys.opened_groups(connection, founded.trust, again.id, unlocked.key)
        every = {
            version.key_id
            for each in keys.key_history(connection)
            if each.group == "advocate"
            for version in each.versions
        }
    assert set(held) == every
    assert len(every) == 2


def add_to(founded: FoundedTrust, connection: Connection) -> bytes:
    new = accounts.add_reader(connection, founded.secret, founded.trust, "other", "Advocate", "outside", cost=CHEAP)
    keys.admit(connection, founded.trust, founded.founding["advocate"], new.id)
    return new.id


def test_who_waits_and_never_was_let_in_comes_back_too_and_who_has_no_group_is_told_what_to_do(
    founded: FoundedTrust, advocate: accounts.NewReader
) -> None:
    with founded.store.write() as connection:
        code = invitations.invite(
            connection, founded.secret, founded.trust, "advocate", "Advocate", "outside", NOW
        ).code
        accounts.add_reader(
            connection, founded.secret, founded.trust, "root", "Administrator", "administrator", cost=CHEAP
        )
    invitations.accept(
        founded.store, founded.secret, code, NOW, cost=CHEAP
    )  # an administrator invited them, and nobody can let them in
    assert admission.readmit(founded.settings, "advocate", share(founded, 1), share(founded, 2), NOW).name == "advocate"
    with pytest.raises(SetupError, match="in no group"):
        admission.readmit(founded.settings, "root", share(founded, 1), share(founded, 2), NOW)
    with pytest.raises(SetupError, match="no open account"):
        admission.readmit(founded.settings, "nobody", share(founded, 1), share(founded, 2), NOW)


def test_a_group_that_is_not_yet_signed_for_stops_the_drill_in_words(founded: FoundedTrust, tmp_path: Path) -> None:
    one, two = add(founded, "one"), add(founded, "two")
    with founded.store.write() as connection:
        keys.remove_member(connection, founded.trust, "advocate", one.id, NOW)
        connection.execute(
            delete(tables.memberships).where(tables.memberships.c.key_id == founded.founding["advocate"].id)
        )
        assert keys.group_members(connection, "advocate") == {two.id}
    done = drill(founded.settings, share(founded, 1), share(founded, 2), tmp_path, NOW)
    assert "brought back" in done.proved[-1]  # by the key before, of which recovery has a copy as well
    assert setup.founding_file(founded.settings).exists()
    assert WARD in done.file.read_text()
