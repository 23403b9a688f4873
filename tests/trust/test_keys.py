"""What each group and each key can open, and what a leaver and a stranger cannot. The table below is the promise; the tests follow it."""

from __future__ import annotations

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from sqlalchemy import select, update

from kiosk import envelope, records, wardpack
from kiosk.trust import accounts, holders, keys, roles, setup
from kiosk.trust.keys import KeyFault, online
from kiosk.trust.passphrases import Argon2Cost, wrapping_key
from kiosk.trust.secret import SecretError, ServerSecret
from kiosk.trust.sign_in_queue import Argon2Queue
from kiosk.trust.store import tables
from tests.trust.founded import NOW, WARD, FoundedTrust

CHEAP = Argon2Cost(memory_kib=64, passes=1)

# readers that the person chose, who was affected -> groups that open the record
OPENS: list[tuple[tuple[records.ReaderGroup, ...], tuple[str, ...], set[str]]] = [
    ((), (), {"advocate", "recovery"}),
    ((), ("staff",), {"speak_up", "recovery"}),
    (("ward",), ("patient",), {"ward", "advocate", "recovery"}),
    (("ward",), ("staff", "bank"), {"ward", "speak_up", "recovery"}),
    (("safeguarding",), ("visitor",), {"safeguarding", "advocate", "recovery"}),
    (("safeguarding",), ("staff", "patient"), {"safeguarding", "advocate", "recovery"}),
    (("ward", "safeguarding"), ("unsure",), {"ward", "safeguarding", "advocate", "recovery"}),
]


def reader(founded: FoundedTrust, name: str, *kinds: str) -> tuple[bytes, envelope.PrivateKey]:
    """A reader in these groups, and their own key."""
    with founded.store.write() as connection:
        work = roles.role_of({founded.founding[kind].kind for kind in kinds}) or "ward"
        new = accounts.add_reader(connection, founded.secret, founded.trust, name, "role", work, cost=CHEAP)
        for kind in kinds:
            keys.admit(connection, founded.trust, founded.founding[kind], new.id)
        row = connection.execute(select(tables.readers).where(tables.readers.c.id == new.id)).one()
    wrapping = wrapping_key(founded.secret, new.passphrase, row.salt, CHEAP, Argon2Queue())
    binding = accounts._wrap_binding(founded.trust, new.id, row.public, CHEAP)
    seed = ChaCha20Poly1305(wrapping).decrypt(row.wrapped_seed[:12], row.wrapped_seed[12:], binding)
    return new.id, envelope.PrivateKey(seed)


def held_by(founded: FoundedTrust, member: tuple[bytes, envelope.PrivateKey]) -> dict[bytes, keys.GroupKey]:
    with founded.store.read() as connection:
        return keys.opened_groups(connection, founded.trust, *member)


def opens(founded: FoundedTrust, held: dict[bytes, keys.GroupKey], inner: bytes) -> bool:
    with founded.store.read() as connection:
        key_set = keys.key_set_members(connection, envelope.readers_key_set(inner))
    try:
        keys.open_record(inner, founded.trust.scope(WARD), key_set, held)
    except envelope.UnknownKey:
        return False
    return True


def inner(founded: FoundedTrust, *readers: records.ReaderGroup, affected: tuple[str, ...] = ()) -> bytes:
    """A record as it lies in the database."""
    with founded.store.read() as connection:
        (ward,) = keys.sorting_keys(connection, founded.secret)
    return envelope.open_outer(founded.concern("w", readers, affected), ward.intake, founded.trust.scope(WARD)).inner


@pytest.mark.parametrize(("chosen", "affected", "who"), OPENS)
def test_a_record_opens_for_exactly_the_groups_it_was_meant_for(
    founded: FoundedTrust, chosen: tuple[records.ReaderGroup, ...], affected: tuple[str, ...], who: set[str]
) -> None:
    record = inner(founded, *chosen, affected=affected)
    shares = [holders.read_share(founded.shares / f"wardlight-recovery-holder-{holder}.txt") for holder in (1, 3)]
    with founded.store.read() as connection:
        recovery = keys.recovery_key(connection, holders.join(*shares))
    every = {**founded.founding, "recovery": recovery}
    assert {kind for kind, key in every.items() if opens(founded, {key.id: key}, record)} == who


def test_a_member_opens_with_the_own_key_what_the_group_may_read(founded_on_each: FoundedTrust) -> None:
    nurse = reader(founded_on_each, "nurse", "ward")
    advocate = reader(founded_on_each, "ada", "advocate")
    kept_from_ward = inner(founded_on_each, "safeguarding")
    assert not opens(founded_on_each, held_by(founded_on_each, nurse), kept_from_ward)
    assert opens(founded_on_each, held_by(founded_on_each, advocate), kept_from_ward)


def test_a_group_key_opens_for_its_member_alone(founded: FoundedTrust) -> None:
    nurse, other = reader(founded, "nurse", "ward"), reader(founded, "other", "ward")
    with founded.store.read() as connection, pytest.raises(envelope.SealError):
        keys.opened_groups(connection, founded.trust, nurse[0], other[1])


def test_a_membership_that_was_moved_to_another_reader_does_not_open(founded: FoundedTrust) -> None:
    nurse, other = reader(founded, "nurse", "ward"), reader(founded, "other")
    with founded.store.write() as connection:
        connection.execute(
            update(tables.memberships).where(tables.memberships.c.reader == nurse[0]).values(reader=other[0])
        )
    with founded.store.read() as connection, pytest.raises(envelope.SealError):
        keys.opened_groups(connection, founded.trust, other[0], nurse[1])


def test_who_leaves_opens_nothing_that_is_sealed_to_the_new_key(founded_on_each: FoundedTrust) -> None:
    founded = founded_on_each
    leaver, stays = reader(founded, "leaver", "ward"), reader(founded, "stays", "ward")
    held_before = held_by(founded, leaver)
    old = inner(founded, "ward")
    group = keys.ward_group(WARD)
    with founded.store.write() as connection:
        keys.remove_member(connection, founded.trust, group, leaver[0], NOW)
        assert keys.stale_groups(connection) == [group]
    assert held_by(founded, leaver) == {}
    root = holders.read_demo_root(Path(founded.settings.data) / setup.DEMO_ROOT)
    with founded.store.write() as connection:
        keys.sign_keys(connection, root, WARD, NOW + 1)
        assert keys.stale_groups(connection) == []
    new = inner(founded, "ward")
    assert not opens(founded, held_before, new)
    assert opens(founded, held_by(founded, stays), new)
    assert opens(founded, held_by(founded, stays), old)


def test_nobody_is_admitted_to_recovery_or_removed_from_where_they_are_not(founded: FoundedTrust) -> None:
    nurse = reader(founded, "nurse", "ward")
    recovery = keys.GroupKey("recovery", "recovery", None, envelope.PrivateKey.generate())
    with founded.store.write() as connection:
        with pytest.raises(KeyFault, match="holders"):
            keys.admit(connection, founded.trust, recovery, nurse[0])
        with pytest.raises(KeyFault, match="not in the group"):
            keys.remove_member(connection, founded.trust, "advocate", nurse[0], NOW)
        with pytest.raises(KeyFault, match="no such reader"):
            keys.admit(connection, founded.trust, founded.founding["ward"], bytes(16))


def test_only_the_trusts_own_root_signs_a_keys_part(founded: FoundedTrust) -> None:
    with founded.store.write() as connection, pytest.raises(KeyFault, match="root"):
        keys.sign_keys(connection, Ed25519PrivateKey.generate(), WARD, NOW)


def test_the_online_keys_open_with_the_server_secret_alone(founded: FoundedTrust) -> None:
    with founded.store.read() as connection, pytest.raises(SecretError):
        keys.sorting_keys(connection, ServerSecret(bytes(32)))


def test_a_wrapped_key_cannot_stand_in_for_another(founded: FoundedTrust) -> None:
    with founded.store.write() as connection:
        rows = {row.purpose: row for row in connection.execute(select(tables.online_keys))}
        connection.execute(
            update(tables.online_keys)
            .where(tables.online_keys.c.purpose == "intake")
            .values(wrapped=rows["statistics"].wrapped)
        )
    with founded.store.read() as connection, pytest.raises(SecretError):
        keys.sorting_keys(connection, founded.secret)


def test_the_signed_parts_are_what_a_tablet_accepts(founded_on_each: FoundedTrust) -> None:
    pack = founded_on_each.keys
    assert wardpack.verify_content(founded_on_each.part("content"), pack).ward == WARD
    assert wardpack.verify_duty(founded_on_each.part("duty"), pack).serial == 1


def test_a_taken_over_backend_cannot_make_a_tablet_take_another_key(founded: FoundedTrust) -> None:
    """It has the database and the server secret, so it signs with every key that is here: none of them is the root."""
    pack = founded.keys
    forged = wardpack.Keys(**{name: getattr(pack, name) for name in pack.__struct_fields__} | {"serial": 9})
    with founded.store.read() as connection:
        for purpose in keys.SIGNING:
            signer = online.signer(connection, founded.secret, founded.trust, WARD, purpose)
            with pytest.raises(wardpack.PackError, match="not signed"):
                wardpack.verify_keys(wardpack.sign(forged, signer), founded.trust.root, "demo", pack)


def test_a_part_whose_serial_was_given_already_is_not_signed_again(founded: FoundedTrust) -> None:
    duty = wardpack.verify_duty(founded.part("duty"), founded.keys)
    with founded.store.write() as connection, pytest.raises(KeyFault, match="serial"):
        keys.sign_part(connection, founded.secret, duty)


def test_before_init_there_is_one_line_that_says_what_to_do(database_url: str) -> None:
    from kiosk.trust.store.database import migrate, open_store

    store = open_store(database_url)
    migrate(store)
    with store.read() as connection, pytest.raises(KeyFault, match="kiosk trust init"):
        keys.read_trust(connection)
    store.close()


def test_no_private_key_lies_open_in_the_database(founded: FoundedTrust) -> None:
    nurse = reader(founded, "nurse", "ward")
    with founded.store.read() as connection:
        (ward,) = keys.sorting_keys(connection, founded.secret)
    seeds = [key.key.seed for key in founded.founding.values()]
    seeds += [key.seed for key in (*ward.intake.values(), *ward.statistics.values())] + [nurse[1].seed]
    found = b"".join(path.read_bytes() for path in Path(founded.settings.data).glob("trust.sqlite3*"))
    assert not any(seed[start : start + 16] in found for seed in seeds for start in (0, 40, 80))
