"""Setting up, adding readers and the demo; and what is refused in one line."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pyotp
import pytest

from kiosk import wardpack, wire
from kiosk.trust import accounts, admission, holders, invitations, keys, setup
from kiosk.trust.secret import SecretError, new_secret
from kiosk.trust.settings import Settings
from kiosk.trust.setup import SetupError
from tests.trust.founded import NOW, WARD, FoundedTrust, content, founded_trust


def test_init_leaves_files_for_two_root_holders_three_of_recovery_and_the_founding_keys(
    founded_on_each: FoundedTrust,
) -> None:
    names = sorted(path.name for path in founded_on_each.shares.iterdir())
    assert names == [f"wardlight-recovery-holder-{number}.txt" for number in (1, 2, 3)] + [
        f"wardlight-root-holder-{number}.txt" for number in (1, 2)
    ]
    root = holders.join(*(holders.read_share(founded_on_each.shares / name) for name in names[3:]))
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    assert Ed25519PrivateKey.from_private_bytes(root).public_key().public_bytes_raw() == founded_on_each.trust.root


def test_a_live_trust_keeps_no_root_on_the_server(tmp_path: Path) -> None:
    with founded_trust(tmp_path, mode="live") as live:
        root = holders.join(
            *(holders.read_share(live.shares / f"wardlight-root-holder-{number}.txt") for number in (1, 2))
        )
        kept = [path for path in tmp_path.rglob("*") if path.is_file() and live.shares not in path.parents]
        assert kept
        for path in kept:
            assert root not in path.read_bytes()
            assert root.hex().encode() not in path.read_bytes()


def test_init_never_replaces_a_trust(founded: FoundedTrust, tmp_path: Path) -> None:
    with pytest.raises(SetupError, match="already"):
        setup.init_trust(founded.settings, WARD, "Willow", tmp_path, founded.shares, build=content)


@pytest.mark.parametrize("ward", ["willow-ward", "Willow Ward", "", "w" * 25, "willow\n"])
def test_a_ward_whose_name_no_record_could_carry_is_refused_before_anything_is_made(tmp_path: Path, ward: str) -> None:
    settings = Settings(
        mode="demo", code="north", name="N", data=str(tmp_path / "data"), secret=str(tmp_path / "keys" / "secret")
    )
    with pytest.raises(SetupError, match="short name"):
        setup.init_trust(settings, ward, "Willow", tmp_path, tmp_path, now=NOW, build=content)
    assert list(tmp_path.iterdir()) == []


def test_a_set_up_that_fails_leaves_nothing_in_the_way_of_the_next(tmp_path: Path) -> None:
    shares = tmp_path / "shares"
    shares.mkdir()
    (shares / "wardlight-recovery-holder-2.txt").write_text("somebody's file")
    settings = Settings(
        mode="demo", code="north", name="N", data=str(tmp_path / "data"), secret=str(tmp_path / "keys" / "secret")
    )
    with pytest.raises(FileExistsError):
        setup.init_trust(settings, WARD, "Willow", tmp_path, shares, now=NOW, build=content)
    assert [path.name for path in shares.iterdir()] == ["wardlight-recovery-holder-2.txt"]
    (shares / "wardlight-recovery-holder-2.txt").unlink()
    setup.init_trust(settings, WARD, "Willow", tmp_path, shares, now=NOW, build=content)


def test_a_reader_is_added_with_the_founding_keys_and_not_without(founded: FoundedTrust) -> None:
    code = admission.invite_reader(founded.settings, "Ada", "Ward nurse", ("ward",), NOW).code
    new = invitations.accept(founded.store, founded.secret, code, NOW)
    with founded.store.read() as connection:
        assert accounts.read_reader(connection, new.id).groups == ("ward:willow",)
    setup.founding_file(founded.settings).unlink()
    with pytest.raises(SetupError, match="bring them back"):
        admission.invite_reader(founded.settings, "Bea", "Ward nurse", ("ward",))
    with founded.store.read() as connection:
        assert [reader.name for reader in accounts.all_readers(connection)] == ["ada"]


def test_founding_keys_that_are_older_than_the_group_admit_nobody(founded: FoundedTrust) -> None:
    code = admission.invite_reader(founded.settings, "Ada", "Nurse", ("ward",), NOW).code
    invitations.accept(founded.store, founded.secret, code, NOW)
    with founded.store.write() as connection:
        (ada,) = accounts.all_readers(connection)
        keys.remove_member(connection, founded.trust, keys.ward_group(WARD), ada.id, NOW)
    with pytest.raises(SetupError, match="a member of it has to admit"):
        admission.invite_reader(founded.settings, "Bea", "Nurse", ("ward",))


def test_nobody_is_in_the_ward_team_and_where_concerns_go_that_are_kept_from_it(founded: FoundedTrust) -> None:
    for other in ("safeguarding", "advocate", "speak_up"):
        with pytest.raises(SetupError, match="nobody can be in all of ward:willow"):
            admission.invite_reader(founded.settings, "Ada", "Nurse", ("ward", other))


@pytest.mark.parametrize("groups", [(), ("night",), ("recovery",), ("ward:oak",)])
def test_a_group_that_is_not_there_is_refused(founded: FoundedTrust, groups: tuple[str, ...]) -> None:
    with pytest.raises(SetupError, match="group"):
        admission.invite_reader(founded.settings, "Ada", "Nurse", groups)


def test_a_pairing_code_is_made_for_the_one_ward(founded: FoundedTrust) -> None:
    code = setup.new_pairing(founded.settings, "Day room")
    assert wire.read_pairing_code(str(code)) == code
    with pytest.raises(SetupError, match="which ward"):
        setup.new_pairing(founded.settings, "Day room", "oak")


def test_demo_and_live_never_share_a_database_and_another_secret_is_named(
    founded: FoundedTrust, tmp_path: Path
) -> None:
    live = msgspec.structs.replace(founded.settings, mode="live")
    with pytest.raises(SetupError, match="never share"), setup.opened(live):
        pass
    other = tmp_path / "other-secret"
    new_secret(other)
    wrong = msgspec.structs.replace(founded.settings, secret=str(other))
    with pytest.raises(SecretError, match="not the server secret that this database"), setup.opened(wrong):
        pass


def test_before_init_one_line_says_what_to_do(tmp_path: Path) -> None:
    settings = Settings(mode="demo", code="n", name="N", data=str(tmp_path), secret=str(tmp_path / "secret"))
    with pytest.raises(SecretError, match="kiosk trust init"), setup.opened(settings):
        pass
    new_secret(tmp_path / "secret")
    with pytest.raises(SetupError, match="kiosk trust init"), setup.opened(settings):
        pass


def test_the_demo_gives_new_passphrases_each_time_and_keeps_what_its_readers_can_open(tmp_path: Path) -> None:
    first = setup.init_demo(tmp_path, 0, tmp_path, build=content)
    second = setup.init_demo(tmp_path, 0, tmp_path, build=content)
    assert [account.name for account in second.accounts][:3] == ["nurse", "safeguarding", "advocate"]
    assert {account.passphrase for account in first.accounts}.isdisjoint(
        {account.passphrase for account in second.accounts}
    )
    with setup.opened(second.settings) as (store, secret):
        for account in second.accounts[:3]:
            held = pyotp.parse_uri(account.totp)
            assert isinstance(held, pyotp.TOTP)
            unlocked = accounts.sign_in(store, secret, account.name, account.passphrase, held.at(int(NOW)), NOW)
            assert len(unlocked.reader.groups) == 1


def test_a_duty_part_that_names_nobody_is_renewed_before_it_ends(tmp_path: Path) -> None:
    with founded_trust(tmp_path, mode="live") as live:
        day = 86_400
        with live.store.write() as connection:
            setup.renew_duty(connection, live.secret, NOW + 3600)
        assert wardpack.verify_duty(live.part("duty"), live.keys).serial == 1
        with live.store.write() as connection:
            setup.renew_duty(connection, live.secret, NOW + day)
        renewed = wardpack.verify_duty(live.part("duty"), live.keys)
        assert (renewed.serial, renewed.rhythm) == (2, 900.0)
        assert not wardpack.expired(renewed, NOW + 2 * day)


def test_a_duty_part_with_names_is_left_to_people(founded: FoundedTrust) -> None:
    with founded.store.write() as connection:
        setup.renew_duty(connection, founded.secret, NOW + 10 * setup.DEMO_LASTS)
    assert wardpack.verify_duty(founded.part("duty"), founded.keys).serial == 1
