"""Where the pairing lies on disk: whole or not at all, verified whenever it is read."""

import os
import stat
from pathlib import Path

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk import wardpack, whole_file
from kiosk.tablet import packstore
from kiosk.tablet.packstore import Held, PackStore, PackStoreError, verified
from tests.tablet.courier.fakes import FakeTrust, paired_store, some_figures


def current(folder: Path) -> Path:
    above = folder / "pack-demo"
    return above / (above / "current").read_text()


def test_a_tablet_that_was_never_paired_holds_nothing(tmp_path: Path) -> None:
    store = PackStore(tmp_path)
    assert store.read("demo") == Held()
    assert store.pairing("demo") is None
    with pytest.raises(PackStoreError, match="pair the tablet again"):
        store.private_key("demo")
    with pytest.raises(PackStoreError):
        store.replace_parts("demo", Held())


def test_a_pairing_is_read_back_whole(tmp_path: Path) -> None:
    trust = FakeTrust()
    paired_store(tmp_path, trust)
    store = PackStore(tmp_path)
    held = store.read("demo")
    assert (held.keys, held.content, held.duty) == (trust.keys, trust.content, trust.duty)
    assert held.place == "Corridor"
    assert held.serials == (1, 1, 1)
    assert store.pairing("demo") == trust.pairing
    assert store.private_key("demo").public_key().public_bytes_raw() == trust.public


def test_a_window_that_starts_anew_leaves_no_trace_of_when_it_read_the_pack(tmp_path: Path) -> None:
    paired_store(tmp_path, FakeTrust())
    files = [tmp_path / "pack-demo" / "current", current(tmp_path) / "pairing", current(tmp_path) / "parts"]
    for file in files:
        os.utime(file, (1_000, 2_000))  # last read before it was last written: the case in which Linux notes a reading
    assert PackStore(tmp_path).read("demo").keys is not None
    assert [file.stat().st_atime for file in files] == [1_000, 1_000, 1_000]


def test_demo_and_live_do_not_see_each_other(tmp_path: Path) -> None:
    paired_store(tmp_path, FakeTrust("demo"))
    store = PackStore(tmp_path)
    assert store.pairing("live") is None
    (tmp_path / "pack-demo").rename(tmp_path / "pack-live")
    assert store.pairing("live") is None
    assert store.read("live") == Held()


def test_the_key_can_be_read_by_its_owner_alone(tmp_path: Path) -> None:
    paired_store(tmp_path, FakeTrust())
    assert stat.S_IMODE((current(tmp_path) / "key").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "pack-demo").stat().st_mode) == 0o700


def test_a_new_pairing_replaces_the_old_one_and_leaves_nothing_of_it(tmp_path: Path) -> None:
    old, new = FakeTrust(), FakeTrust(salt="new")
    paired_store(tmp_path, old)
    paired_store(tmp_path, new)
    assert PackStore(tmp_path).read("demo").keys == new.keys
    assert len([entry for entry in (tmp_path / "pack-demo").iterdir() if entry.is_dir()]) == 1


def test_a_pairing_that_cannot_be_written_leaves_the_old_one_in_force(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, new = FakeTrust(), FakeTrust(salt="new")
    paired_store(tmp_path, old)
    written = whole_file.write_whole

    def full(path: Path, data: bytes) -> None:
        if path.name == "parts":
            raise OSError(28, "No space left on device")
        written(path, data)

    monkeypatch.setattr(packstore, "write_whole", full)
    with pytest.raises(PackStoreError, match="No space left"):
        paired_store(tmp_path, new)
    assert PackStore(tmp_path).read("demo").keys == old.keys
    assert len([entry for entry in (tmp_path / "pack-demo").iterdir() if entry.is_dir()]) == 1


@pytest.mark.parametrize("spoil", [b"", b"\x00", b"\xff" * 100])
def test_spoilt_files_count_as_not_held_and_never_crash(tmp_path: Path, spoil: bytes) -> None:
    store = paired_store(tmp_path, FakeTrust())
    (current(tmp_path) / "parts").write_bytes(spoil)
    assert store.read("demo") == Held("Corridor")
    (current(tmp_path) / "pairing").write_bytes(spoil)
    assert store.pairing("demo") is None
    (tmp_path / "pack-demo" / "current").write_bytes(spoil)
    assert store.read("demo") == Held()


@pytest.mark.parametrize("name", ["../../elsewhere", "/etc", "."])
def test_the_name_of_a_pairing_leads_nowhere_else(tmp_path: Path, name: str) -> None:
    store = paired_store(tmp_path, FakeTrust())
    (tmp_path / "pack-demo" / "current").write_text(name)
    assert store.pairing("demo") is None


def test_one_changed_byte_on_the_disk_costs_that_part_alone(tmp_path: Path) -> None:
    trust = FakeTrust()
    store = paired_store(tmp_path, trust)
    parts = trust.parts()
    changed = msgspec.structs.replace(parts["duty"], body=parts["duty"].body[:-1] + b"\x01")
    (current(tmp_path) / "parts").write_bytes(msgspec.msgpack.encode((parts["keys"], parts["content"], changed)))
    held = store.read("demo")
    assert (held.keys, held.content, held.duty) == (trust.keys, trust.content, None)
    assert held.serials == (1, 1, -1)


def test_keys_of_another_root_are_refused(tmp_path: Path) -> None:
    trust, other = FakeTrust(), FakeTrust(salt="other")
    held = verified(trust.pairing, tuple(trust.parts().values()))
    taken_over = wardpack.sign(msgspec.structs.replace(other.keys, serial=9), other.root)
    with pytest.raises(wardpack.PackError):
        verified(trust.pairing, (taken_over,), held)


def test_older_keys_are_refused() -> None:
    trust = FakeTrust()
    newer = wardpack.sign(msgspec.structs.replace(trust.keys, serial=2), trust.root)
    held = verified(trust.pairing, (newer,))
    with pytest.raises(wardpack.PackError, match="held already"):
        verified(trust.pairing, (trust.parts()["keys"],), held)


def test_parts_without_keys_cannot_be_verified() -> None:
    trust = FakeTrust()
    assert verified(trust.pairing, ()) == Held("Corridor")
    with pytest.raises(wardpack.PackError, match="no keys part"):
        verified(trust.pairing, (trust.parts()["duty"],))


def test_a_part_that_would_not_fit_through_the_tablets_channel_is_refused() -> None:
    trust = FakeTrust()
    people = tuple(wardpack.OnDuty("champion", "n" * 1_000, "") for _ in range(300))
    long = wardpack.sign(msgspec.structs.replace(trust.duty, serial=2, people=people), trust.signer)
    with pytest.raises(wardpack.PackError, match="too long"):
        verified(trust.pairing, (trust.parts()["keys"], long))


def test_new_keys_with_new_signers_leave_out_what_no_longer_verifies() -> None:
    trust = FakeTrust()
    before = verified(trust.pairing, tuple(trust.parts().values()))
    signer = Ed25519PrivateKey.generate()
    public = signer.public_key().public_bytes_raw()
    keys = msgspec.structs.replace(trust.keys, serial=2, content_signer=public)
    after = verified(trust.pairing, (wardpack.sign(keys, trust.root),), before)
    assert (after.content, after.duty) == (None, trust.duty)
    assert after.serials == (2, -1, 1)
    whole = verified(trust.pairing, (wardpack.sign(trust.content, signer),), after)
    assert whole.serials == (2, 1, 1)


def test_parts_are_replaced_in_one_step(tmp_path: Path) -> None:
    trust = FakeTrust()
    store = paired_store(tmp_path, trust)
    duty = msgspec.structs.replace(trust.duty, serial=2)
    store.replace_parts("demo", verified(trust.pairing, (wardpack.sign(duty, trust.signer),), store.read("demo")))
    assert PackStore(tmp_path).read("demo").duty == duty
    assert not list(current(tmp_path).glob("*.new"))


def test_figures_lie_beside_the_other_parts_so_that_a_program_from_before_them_reads_those(tmp_path: Path) -> None:
    trust = FakeTrust()
    trust.figures = some_figures()
    store = paired_store(tmp_path, trust)
    assert store.read("demo").figures == some_figures()
    names = [
        part.name
        for part in msgspec.msgpack.decode((current(tmp_path) / "parts").read_bytes(), type=tuple[wardpack.Signed, ...])
    ]
    assert names == ["keys", "content", "duty"]
    (current(tmp_path) / "figures").write_bytes(b"\x00spoilt")
    held = store.read("demo")
    assert (held.duty, held.figures) == (trust.duty, None)


def test_figures_stay_while_other_parts_are_replaced(tmp_path: Path) -> None:
    trust = FakeTrust()
    trust.figures = some_figures()
    store = paired_store(tmp_path, trust)
    duty = msgspec.structs.replace(trust.duty, serial=2)
    store.replace_parts("demo", verified(trust.pairing, (wardpack.sign(duty, trust.signer),), store.read("demo")))
    held = PackStore(tmp_path).read("demo")
    assert (held.duty, held.figures) == (duty, some_figures())
