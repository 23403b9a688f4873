"""New keys reach tablets by the root alone: asked for on the server, signed elsewhere by two holders who see what changes, and checked when taken."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk import envelope, wardpack
from kiosk.trust import accounts, adding_ward, admission, founding, holders, keys, pairing, root_signing, setup
from kiosk.trust.keys import KeyFault
from kiosk.trust.passphrases import Argon2Cost
from kiosk.trust.root_signing import SigningError
from tests.trust.founded import NOW, WARD, FoundedTrust, content

CHEAP = Argon2Cost(memory_kib=64, passes=1)
TEAM = keys.ward_group(WARD)


def roots(founded: FoundedTrust) -> tuple[Path, Path]:
    return founded.shares / "wardlight-root-holder-1.txt", founded.shares / "wardlight-root-holder-2.txt"


@pytest.fixture
def left(founded: FoundedTrust) -> FoundedTrust:
    """Somebody left the ward's team, and tablets still seal to the old key."""
    with founded.store.write() as connection:
        stays, leaves = (
            accounts.add_reader(connection, founded.secret, founded.trust, name, "Nurse", "ward", cost=CHEAP)
            for name in ("stays", "leaves")
        )
        for new in (stays, leaves):
            keys.admit(connection, founded.trust, founded.founding["ward"], new.id)
        keys.remove_member(connection, founded.trust, TEAM, leaves.id, NOW + 60)
    return founded


def signed(founded: FoundedTrust, folder: Path) -> Path:
    root_signing.ask(founded.settings, folder / "request.json", now=NOW + 120)
    root_signing.sign(folder / "request.json", *roots(founded), folder / "signed.json", lambda _: True)
    return folder / "signed.json"


def test_after_somebody_left_the_root_signs_and_tablets_take_the_new_key(left: FoundedTrust, tmp_path: Path) -> None:
    with left.store.read() as connection:
        assert keys.stale_groups(connection) == [TEAM]
        new = keys.newest_key_id(connection, TEAM)
    before = left.keys
    lines = root_signing.take(left.settings, signed(left, tmp_path), NOW + 180)
    assert lines == ["ward willow: tablets get keys part 2 when they next ask"]
    after = wardpack.verify_keys(left.part("keys"), left.trust.root, "demo", before)
    assert envelope.key_id(after.readers.ward) == new
    with left.store.read() as connection:
        assert keys.stale_groups(connection) == []
    assert wardpack.verify_content(left.part("content"), after).ward == WARD


def test_the_holders_are_told_each_key_that_is_new_and_only_those(left: FoundedTrust, tmp_path: Path) -> None:
    request = tmp_path / "request.json"
    root_signing.ask(left.settings, request, now=NOW + 120)
    said: list[str] = []

    def no(lines: list[str]) -> bool:
        said.extend(lines)
        return False

    with pytest.raises(SigningError, match="nothing was signed"):
        root_signing.sign(request, *roots(left), tmp_path / "signed.json", no)
    assert not (tmp_path / "signed.json").exists()
    with left.store.read() as connection:
        new = keys.newest_key_id(connection, TEAM).hex()
    assert [line for line in said if "NEW KEY" in line] == [
        f"  ward: NEW KEY {new} (before: {envelope.key_id(left.keys.readers.ward).hex()})"
    ]


def test_no_secret_is_in_what_travels(left: FoundedTrust, tmp_path: Path) -> None:
    answer = signed(left, tmp_path)
    found = (tmp_path / "request.json").read_bytes() + answer.read_bytes()
    root = holders.join(*map(holders.read_share, roots(left)))
    for secret in (root, *(key.key.seed for key in left.founding.values())):
        for start in range(0, len(secret) - 15, 16):
            assert secret[start : start + 16] not in found
            assert msgspec.json.encode(secret[start : start + 15])[1:-1] not in found


def test_nothing_is_taken_twice_or_from_another_root_or_with_a_key_that_was_not_made_here(
    left: FoundedTrust, tmp_path: Path
) -> None:
    answer = signed(left, tmp_path)
    root_signing.take(left.settings, answer)
    with pytest.raises(KeyFault, match="given already"):
        root_signing.take(left.settings, answer)
    # A false request, as a taken-over server would write it, signed by holders who did not look: the server's own check stops it there.
    held = left.keys
    stranger = envelope.PrivateKey.generate().public
    public = {name: getattr(held.readers, name) for name in keys.KEY_SET} | {"ward": stranger}
    forged = msgspec.structs.replace(
        held, serial=9, readers=wardpack.KeySet(id=envelope.key_set_id(**public), **public)
    )
    asked = root_signing.AskedWard(WARD, msgspec.msgpack.encode(forged), b"")
    request = root_signing.Request("wardlight keys to sign, version 1", "north", "demo", left.trust.root, (asked,))
    (tmp_path / "forged.json").write_bytes(msgspec.json.encode(request))
    assert any(envelope.key_id(stranger).hex() in line for line in root_signing.told(request))
    root_signing.sign(tmp_path / "forged.json", *roots(left), tmp_path / "forged-signed.json", lambda _: True)
    with pytest.raises(KeyFault, match="not made here"):
        root_signing.take(left.settings, tmp_path / "forged-signed.json")
    other = msgspec.structs.replace(request, root=bytes(32))
    (tmp_path / "other.json").write_bytes(msgspec.json.encode(other))
    with pytest.raises(SigningError, match="another root"):
        root_signing.sign(tmp_path / "other.json", *roots(left), tmp_path / "no.json", lambda _: True)


def test_a_key_does_not_pass_for_one_that_tablets_have_beside_an_older_part_or_another_wards(
    left: FoundedTrust, tmp_path: Path
) -> None:
    """As a taken-over server would, with somebody who left and kept their key, or with another ward's reader."""
    old, held = left.part("keys"), left.keys
    root = Ed25519PrivateKey.from_private_bytes(holders.join(*map(holders.read_share, roots(left))))
    root_signing.take(left.settings, signed(left, tmp_path))
    back, follows = msgspec.structs.replace(held, serial=3), msgspec.structs.replace(held, serial=2)
    for before, asked in ((old, back), (wardpack.sign(msgspec.structs.replace(held, ward="birch"), root), follows)):
        request = root_signing.Request(
            "wardlight keys to sign, version 1",
            "north",
            "demo",
            left.trust.root,
            (root_signing.AskedWard(WARD, msgspec.msgpack.encode(asked), msgspec.msgpack.encode(before)),),
        )
        (tmp_path / "sly.json").write_bytes(msgspec.json.encode(request))
        with pytest.raises(SigningError, match="would not look so"):
            root_signing.sign(tmp_path / "sly.json", *roots(left), tmp_path / "no.json", lambda _: True)


def test_another_salt_is_told_as_no_return_code_would_open_with_it(left: FoundedTrust) -> None:
    salted = msgspec.structs.replace(left.keys, serial=2, salt=bytes(16))
    asked = root_signing.AskedWard(WARD, msgspec.msgpack.encode(salted), msgspec.msgpack.encode(left.part("keys")))
    lines = root_signing.told(
        root_signing.Request("wardlight keys to sign, version 1", "north", "demo", left.trust.root, (asked,))
    )
    assert [line for line in lines[2:] if "salt: CHANGED" not in line] == []


def test_what_is_no_request_no_answer_and_no_root_share_is_refused_in_one_line(
    left: FoundedTrust, tmp_path: Path
) -> None:
    file = tmp_path / "file"
    for data in (b"", b"{}", b"\xff", b"[" * 100_000):
        file.write_bytes(data)
        with pytest.raises(SigningError, match="not a request"):
            root_signing.sign(file, *roots(left), tmp_path / "out", lambda _: True)
        with pytest.raises(SigningError, match="not signed keys"):
            root_signing.take(left.settings, file)
    root_signing.ask(left.settings, tmp_path / "request.json")
    recovery = left.shares / "wardlight-recovery-holder-1.txt"
    with pytest.raises(SigningError, match="the root signs"):
        root_signing.sign(tmp_path / "request.json", recovery, recovery, tmp_path / "out", lambda _: True)


def test_the_history_of_a_key_says_when_why_and_who(left: FoundedTrust, tmp_path: Path) -> None:
    lines = root_signing.history(left.settings, TEAM)
    assert "a member left" in lines[1]
    assert lines[2:4] == ["     no tablet seals to it yet", "     opened by: stays"]
    assert "set up" in lines[4]
    assert "tablets of willow since keys part 1" in lines[5]
    root_signing.take(left.settings, signed(left, tmp_path))
    assert "tablets of willow since keys part 2" in root_signing.history(left.settings, TEAM)[2]
    assert "its three holders" in root_signing.history(left.settings, "recovery")[-1]
    with pytest.raises(SigningError):
        root_signing.history(left.settings, "night")


def test_a_second_ward_is_added_and_has_tablets_once_the_root_has_signed(founded: FoundedTrust, tmp_path: Path) -> None:
    settings = founded.settings
    setup.founding_file(settings).unlink()
    lines = adding_ward.add_ward(settings, "birch", "Birch Ward", tmp_path, content, NOW)
    assert "ward:birch" in lines[1]
    assert [key.group for key in founding.founding_keys(settings)] == ["ward:birch"]
    assert admission.invite_reader(settings, "Bo", "Ward staff", ("ward:birch",), NOW).name == "bo"
    with pytest.raises(pairing.PairingError, match="kiosk trust keys ask"):
        setup.new_pairing(settings, "Day room", "birch", NOW)
    with founded.store.read() as connection:
        assert keys.stale_groups(connection) == ["ward:birch"]
    root_signing.ask(settings, tmp_path / "request.json", "birch", NOW)
    root_signing.sign(tmp_path / "request.json", *roots(founded), tmp_path / "signed.json", lambda _: True)
    root_signing.take(settings, tmp_path / "signed.json", NOW)
    assert setup.new_pairing(settings, "Day room", "birch", NOW)
    for again in ("birch", WARD):
        with pytest.raises(founding.SetupError, match="already"):
            adding_ward.add_ward(settings, again, "Again", tmp_path, content, NOW)
    with pytest.raises(founding.SetupError, match="short name"):
        adding_ward.add_ward(settings, "Birch Ward", "Again", tmp_path, content, NOW)
