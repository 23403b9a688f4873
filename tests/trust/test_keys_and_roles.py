"""Every cell of "What keys open" in deploy/assurance/keys-and-roles.md, tried on keys: whoever has these bytes tries them in every place."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyotp
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from msgspec import Struct
from msgspec.structs import replace

from kiosk import envelope, records, wardpack
from kiosk.trust import accounts, holders, keys, roles, setup
from kiosk.trust.keys import online
from kiosk.trust.passphrases import Argon2Cost
from kiosk.trust.secret import SecretError, ServerSecret
from tests.support.processes import REPOSITORY
from tests.support.tables import tables
from tests.trust.founded import NOW, WARD, FoundedTrust, founded_trust

CHEAP = Argon2Cost(memory_kib=64, passes=1)
WHO = tables(REPOSITORY / "deploy/assurance/keys-and-roles.md")["who"]
ANSWERS = {"opens", "signs", "no"}
PEOPLE: dict[str, tuple[roles.Role, tuple[str, ...]]] = {
    "ward reader": ("ward", ("ward",)),
    "safeguarding reader": ("safeguarding", ("safeguarding",)),
    "advocate": ("outside", ("advocate",)),
    "Freedom to Speak Up Guardian": ("outside", ("speak_up",)),
    "governance": ("governance", ()),
    "administrator": ("administrator", ()),
    "ward reader who left, with all keys they had": ("ward", ("ward",)),
}


class Bearer(Struct, frozen=True):
    """All that somebody has. opening: keys to try on every seal. signing: keys to try on a keys part."""

    opening: tuple[envelope.PrivateKey, ...] = ()
    signing: tuple[Ed25519PrivateKey, ...] = ()


class Drawn(Struct, frozen=True):
    """A trust with one of everybody, and what lies in its database."""

    founded: FoundedTrust
    bearers: dict[str, Bearer]
    things: dict[str, bytes]


def own_key(founded: FoundedTrust, new: accounts.NewReader) -> envelope.PrivateKey:
    """What a sign-in opens: with the passphrase, from the row in the database."""
    code = pyotp.parse_uri(new.totp)
    assert isinstance(code, pyotp.TOTP)
    return accounts.sign_in(
        founded.store, founded.secret, new.name, new.passphrase, code.at(int(NOW)), NOW, cost=CHEAP
    ).key


def person(founded: FoundedTrust, name: str) -> tuple[bytes, Bearer]:
    work, groups = PEOPLE[name]
    with founded.store.write() as connection:
        new = accounts.add_reader(connection, founded.secret, founded.trust, name[:40], name, work, cost=CHEAP)
        for group in groups:
            keys.admit(connection, founded.trust, founded.founding[group], new.id)
    own = own_key(founded, new)
    with founded.store.read() as connection:
        held = keys.opened_groups(connection, founded.trust, new.id, own)
    return new.id, Bearer((own, *(key.key for key in held.values())))


def share(founded: FoundedTrust, what: str, holder: int) -> holders.Share:
    return holders.read_share(founded.shares / f"wardlight-{what}-holder-{holder}.txt")


def online_keys(founded: FoundedTrust, secret: ServerSecret) -> Bearer:
    """What the secret unwraps; another secret unwraps nothing."""
    try:
        with founded.store.read() as connection:
            (ward,) = keys.sorting_keys(connection, secret)
            signers = [online.signer(connection, secret, founded.trust, WARD, purpose) for purpose in keys.SIGNING]
    except SecretError:
        return Bearer()
    return Bearer((*ward.intake.values(), *ward.statistics.values()), tuple(signers))


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Drawn]:
    with founded_trust(tmp_path_factory.mktemp("trust")) as founded:
        bearers = {}
        ids = {}
        for name in PEOPLE:
            ids[name], bearers[name] = person(founded, name)
        leaver = "ward reader who left, with all keys they had"
        with founded.store.write() as connection:
            keys.remove_member(connection, founded.trust, keys.ward_group(WARD), ids[leaver], NOW)
            root = holders.read_demo_root(Path(founded.settings.data) / setup.DEMO_ROOT)
            keys.sign_keys(connection, root, WARD, NOW + 1)
        bearers["ward reader"] = again(founded, ids["ward reader"], bearers["ward reader"])
        one, three = share(founded, "recovery", 1), share(founded, "recovery", 3)
        with founded.store.read() as connection:
            recovery = keys.recovery_key(connection, holders.join(one, three))
            every = keys.recovered_groups(connection, founded.trust, recovery)
        bearers["one recovery holder"] = Bearer(tuple(map(envelope.PrivateKey, one.parts.values())))
        bearers["two recovery holders"] = Bearer((recovery.key, *(key.key for key in every)))
        first, second = share(founded, "root", 1), share(founded, "root", 2)
        parts = tuple(Ed25519PrivateKey.from_private_bytes(part) for part in first.parts.values())
        bearers["one root holder"] = Bearer(signing=parts)
        joined = Ed25519PrivateKey.from_private_bytes(holders.join(first, second))
        bearers["two root holders"] = Bearer(signing=(joined,))
        bearers["the server's disk, with its secret"] = online_keys(founded, founded.secret)
        bearers["a stolen database or backup, without the server's secret"] = online_keys(
            founded, ServerSecret(bytes(32))
        )
        yield Drawn(founded, bearers, things(founded))


def again(founded: FoundedTrust, reader: bytes, bearer: Bearer) -> Bearer:
    """What a member holds once their group has a new key."""
    with founded.store.read() as connection:
        held = keys.opened_groups(connection, founded.trust, reader, bearer.opening[0])
    return Bearer((bearer.opening[0], *(key.key for key in held.values())))


def things(founded: FoundedTrust) -> dict[str, bytes]:
    """What is tried, each as it lies in the database without its outer seal."""
    with founded.store.read() as connection:
        (ward,) = keys.sorting_keys(connection, founded.secret)
    slots = {
        "concern for the ward team": founded.concern("w", ("ward", "safeguarding"), ("patient",)),
        "concern kept, a patient affected": founded.concern("w", ("safeguarding",), ("patient",)),
        "concern kept, staff alone affected": founded.concern("w", ("safeguarding",), ("staff",)),
        "concern for the reader outside alone": founded.concern("w", (), ("patient",)),
        "one person's check-in": founded.check_in(),
    }
    scope = founded.trust.scope(WARD)
    return {name: envelope.open_outer(slot, ward.intake, scope).inner for name, slot in slots.items()}


def opens_concern(drawn: Drawn, bearer: Bearer, inner: bytes) -> bool:
    scope = drawn.founded.trust.scope(WARD)
    for key in bearer.opening:
        for place in records.READER_GROUPS:
            try:
                envelope.open_for_reader(inner, place, key, scope)
            except envelope.SealError:
                continue
            return True
    return False


def opens_check_in(drawn: Drawn, bearer: Bearer, inner: bytes) -> bool:
    """Every key is tried, whatever key the seal names."""
    named = inner[: envelope.KEY_ID_BYTES]
    for key in bearer.opening:
        try:
            envelope.open_statistics(inner, {named: key}, drawn.founded.trust.scope(WARD))
        except envelope.SealError:
            continue
        return True
    return False


def signs_keys(drawn: Drawn, bearer: Bearer) -> bool:
    held, trust = drawn.founded.keys, drawn.founded.trust
    forged = replace(held, serial=held.serial + 1)
    for signer in bearer.signing:
        try:
            wardpack.verify_keys(wardpack.sign(forged, signer), trust.root, trust.mode, held)
        except wardpack.PackError:
            continue
        return True
    return False


def test_the_table_has_everybody_and_says_only_what_can_be_tried(drawn: Drawn) -> None:
    assert set(WHO) == set(drawn.bearers)
    assert {cell for row in WHO.values() for cell in row.values()} == ANSWERS
    for row in WHO.values():
        assert set(row) == {*drawn.things, "new keys for tablets"}


@pytest.mark.parametrize(("who", "what"), [(who, what) for who, row in WHO.items() for what in row])
def test_each_key_opens_what_the_table_says_and_nothing_else(drawn: Drawn, who: str, what: str) -> None:
    bearer = drawn.bearers[who]
    if what == "new keys for tablets":
        found = "signs" if signs_keys(drawn, bearer) else "no"
    elif what == "one person's check-in":
        found = "opens" if opens_check_in(drawn, bearer, drawn.things[what]) else "no"
    else:
        found = "opens" if opens_concern(drawn, bearer, drawn.things[what]) else "no"
    assert found == WHO[who][what]
