"""An invitation is used once, by somebody who makes their own passphrase; it carries keys only where they are meant to be carried."""

from __future__ import annotations

import pyotp
import pytest
from sqlalchemy import func, select

from kiosk import envelope
from kiosk.trust import accounts, invitations, keys
from kiosk.trust.accounts import AccountError, SignInRefused
from kiosk.trust.invitations import NoInvitation
from kiosk.trust.passphrases import Argon2Cost
from kiosk.trust.secret import SecretError, ServerSecret
from kiosk.trust.store import tables
from tests.trust.founded import NOW, WARD, FoundedTrust

CHEAP = Argon2Cost(memory_kib=64, passes=1)
TEAM = keys.ward_group(WARD)


def invite(
    founded: FoundedTrust, name: str = "Ada", *groups: str, carried: tuple[str, ...] = ()
) -> invitations.Invitation:
    with founded.store.write() as connection:
        return invitations.invite(
            connection,
            founded.secret,
            founded.trust,
            name,
            "Ward staff",
            "ward",
            NOW,
            groups=groups,
            carried=[founded.founding[kind] for kind in carried],
        )


def accept(founded: FoundedTrust, code: str, now: float = NOW) -> accounts.NewReader:
    return invitations.accept(founded.store, founded.secret, code, now, cost=CHEAP)


def sign_in(founded: FoundedTrust, new: accounts.NewReader, now: float = NOW) -> accounts.Unlocked:
    clock = pyotp.parse_uri(new.totp)
    assert isinstance(clock, pyotp.TOTP)
    return accounts.sign_in(
        founded.store, founded.secret, new.name, new.passphrase, clock.at(int(now)), now, cost=CHEAP
    )


def rows(founded: FoundedTrust) -> int:
    with founded.store.read() as connection:
        return connection.execute(select(func.count()).select_from(tables.invitations)).scalar_one()


def test_who_is_invited_makes_an_account_and_a_member_lets_them_in(founded_on_each: FoundedTrust) -> None:
    founded = founded_on_each
    code = invite(founded, "Ada", TEAM).code
    assert len(code.replace("-", "")) == 16
    unlocked = sign_in(founded, accept(founded, code.lower().replace("-", " ")))
    assert unlocked.reader.groups == ()
    with founded.store.write() as connection:
        assert invitations.waiting(connection) == [(unlocked.reader.id, "ada", TEAM)]
        keys.admit(connection, founded.trust, founded.founding["ward"], unlocked.reader.id)
        invitations.waits_no_more(connection, unlocked.reader.id, TEAM)
        assert invitations.waiting(connection) == []


def test_an_invitation_that_carries_a_key_lets_in_by_itself(founded: FoundedTrust) -> None:
    unlocked = sign_in(founded, accept(founded, invite(founded, "Ada", carried=("ward",)).code))
    with founded.store.read() as connection:
        held = keys.opened_groups(connection, founded.trust, unlocked.reader.id, unlocked.key)
        assert invitations.waiting(connection) == []
    assert [key.group for key in held.values()] == [TEAM]


def test_a_code_works_once_until_it_ends_and_a_later_one_ends_it(founded: FoundedTrust) -> None:
    first, second = invite(founded).code, invite(founded).code
    with pytest.raises(NoInvitation, match="not open"):
        accept(founded, first)
    accept(founded, second)
    for code in (second, "AAAA-AAAA-AAAA-AAAA", "short", "", "é" * 16):
        with pytest.raises(NoInvitation):
            accept(founded, code)
    late = invite(founded, "Bea").code
    with pytest.raises(NoInvitation):
        accept(founded, late, NOW + invitations.LASTS)
    assert rows(founded) == 1
    invite(founded, "Cleo")
    with founded.store.write() as connection:
        open_now = invitations.open_invitations(connection, NOW)
        assert [each.name for each in open_now] == ["bea", "cleo"]
        assert invitations.end(connection, [open_now[0].hash]) == 1
        assert invitations.end(connection, [open_now[0].hash]) == 0


def test_neither_the_database_nor_the_server_secret_opens_what_is_carried(founded: FoundedTrust) -> None:
    code = invitations._plain(invite(founded, carried=("ward",)).code)
    with founded.store.read() as connection:
        row = connection.execute(select(tables.invitations)).one()
    binding = (founded.trust.mode, founded.trust.code)
    assert founded.founding["ward"].key.seed not in row.sealed
    assert founded.founding["ward"].key.seed in founded.secret.unwrap_under("invitations", code, row.sealed, *binding)
    for secret, other in ((founded.secret, bytes(10)), (ServerSecret(bytes(32)), code)):
        with pytest.raises(SecretError):
            secret.unwrap_under("invitations", other, row.sealed, *binding)


def test_a_new_group_key_ends_the_invitations_that_carry_the_old_one(founded: FoundedTrust) -> None:
    ada = accept(founded, invite(founded, "Ada", carried=("ward",)).code)
    carries, waits = invite(founded, "Bea", carried=("ward",)).code, invite(founded, "Cleo", TEAM).code
    with founded.store.write() as connection:
        keys.remove_member(connection, founded.trust, TEAM, ada.id, NOW)
    with pytest.raises(NoInvitation):
        accept(founded, carries)
    accept(founded, waits)


def test_who_lost_a_passphrase_comes_back_to_the_same_account(founded: FoundedTrust) -> None:
    before = accept(founded, invite(founded, "Ada", carried=("ward",)).code)
    code = invite(founded, "Ada").code
    old = sign_in(founded, before)  # until the invitation is used the account stays as it is
    again = accept(founded, code)
    assert again.id == before.id
    with pytest.raises(SignInRefused):
        sign_in(founded, before, NOW + 60)
    unlocked = sign_in(founded, again)
    assert unlocked.reader.groups == ()
    with founded.store.read() as connection:
        assert invitations.waiting(connection) == [(before.id, "ada", TEAM)]
        assert keys.opened_groups(connection, founded.trust, before.id, old.key) == {}


def test_nobody_is_invited_where_their_role_cannot_be(founded: FoundedTrust) -> None:
    for group in ("safeguarding", "advocate", "speak_up"):
        with pytest.raises(keys.KeyFault, match="cannot be in"):
            invite(founded, "Ada", group)
        with pytest.raises(keys.KeyFault, match="cannot be in"):
            invite(founded, "Ada", carried=(group,))
    with pytest.raises(keys.KeyFault, match="no reader group night"):
        invite(founded, "Ada", "night")
    with pytest.raises(AccountError):
        invite(founded, "  ")
    assert rows(founded) == 0


def test_a_closed_account_is_not_invited_back(founded: FoundedTrust) -> None:
    new = accept(founded, invite(founded, "Ada").code)
    with founded.store.write() as connection:
        accounts.disable(connection, founded.trust, new.id, NOW)
    with pytest.raises(AccountError, match="closed"):
        invite(founded, "Ada")


def test_a_reader_who_is_let_in_opens_what_the_group_opens(founded: FoundedTrust) -> None:
    unlocked = sign_in(founded, accept(founded, invite(founded, "Ada", carried=("ward",)).code))
    with founded.store.read() as connection:
        (ward,) = keys.sorting_keys(connection, founded.secret)
        held = keys.opened_groups(connection, founded.trust, unlocked.reader.id, unlocked.key)
        inner = envelope.open_outer(founded.concern("w"), ward.intake, founded.trust.scope(WARD)).inner
        members = keys.key_set_members(connection, envelope.readers_key_set(inner))
    assert keys.open_record(inner, founded.trust.scope(WARD), members, held).words == "w"
