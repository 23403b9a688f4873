"""A pack that was kept as a file fails its check where a tablet would refuse it: unsigned, older, tampered with, of another ward or mode."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk import wardpack
from kiosk.charter import packfiles
from kiosk.charter.faults import ContentError
from kiosk.charter.packfiles import PackFile
from tests import sealing

NOW = datetime.datetime(2026, 11, 25, tzinfo=datetime.UTC).timestamp()
LATER = int(NOW) + 86_400


class Made:
    """A trust's keys, and parts of any kind signed with them."""

    def __init__(self) -> None:
        self.root, self.online = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
        signer = self.online.public_key().public_bytes_raw()
        self.keys = msgspec.structs.replace(
            sealing.TrustKeys().public, content_signer=signer, duty_signer=signer, expires=LATER, serial=5
        )
        self.content = wardpack.Content(
            "demo", "willow", 5, int(NOW), LATER, "adult", 1, (), (), (), {"en": {"ward.name": "Willow Ward"}}
        )
        self.duty = wardpack.Duty("demo", "willow", 5, int(NOW), LATER)

    def signed(self, *parts: wardpack.Part) -> tuple[wardpack.Signed, ...]:
        return tuple(
            wardpack.sign(part, self.root if isinstance(part, wardpack.Keys) else self.online) for part in parts
        )

    def pack(self, *parts: wardpack.Signed) -> PackFile:
        return PackFile(
            self.root.public_key().public_bytes_raw(), parts or self.signed(self.keys, self.content, self.duty)
        )


@pytest.fixture(scope="module")
def made() -> Made:
    return Made()


def other(part: wardpack.Part, **fields: object) -> wardpack.Part:
    return msgspec.structs.replace(part, **fields)


def tampered(part: wardpack.Signed) -> wardpack.Signed:
    return msgspec.structs.replace(part, body=part.body.replace(b"Willow Ward", b"Willow Lane"))


BROKEN: dict[str, tuple[Callable[[Made], PackFile], str]] = {
    "unsigned": (
        lambda m: m.pack(*m.signed(m.keys), msgspec.structs.replace(m.signed(m.content)[0], signature=bytes(64))),
        "the content part is not signed by the key that it has to be",
    ),
    "signed by another": (
        lambda m: m.pack(*m.signed(m.keys), wardpack.sign(m.content, m.root)),
        "the content part is not signed by the key that it has to be",
    ),
    "tampered with": (
        lambda m: m.pack(*m.signed(m.keys), tampered(m.signed(m.content)[0])),
        "the content part is not signed by the key that it has to be",
    ),
    "keys that another root signed": (
        lambda m: m.pack(wardpack.sign(m.keys, m.online)),
        "the keys part is not signed by the key that it has to be",
    ),
    "an older serial": (
        lambda m: m.pack(*m.signed(m.keys, other(m.content, serial=4))),
        "the content part has serial 4, and 5 is held already",
    ),
    "other words under the same serial": (
        lambda m: m.pack(*m.signed(m.keys, other(m.content, texts={"en": {}}))),
        "the content part has serial 5, and 5 is held already",
    ),
    "older keys": (
        lambda m: m.pack(*m.signed(other(m.keys, serial=4), m.content)),
        "the keys part has serial 4, and 5 is held already",
    ),
    "an older duty part": (
        lambda m: m.pack(*m.signed(m.keys, m.content, other(m.duty, serial=1))),
        "the duty part has serial 1, and 5 is held already",
    ),
    "another ward": (
        lambda m: m.pack(*m.signed(m.keys, other(m.content, ward="elm", serial=6))),
        "the content part is for ward elm, and this tablet is on willow",
    ),
    "another mode": (
        lambda m: m.pack(*m.signed(m.keys, other(m.content, mode="live"))),
        "the content part is for live, and this is demo",
    ),
    "another trust": (
        lambda m: Made().pack(),
        "is of another trust: its root is",
    ),
    "past its end": (
        lambda m: m.pack(*m.signed(m.keys, other(m.content, serial=6, expires=int(NOW) - 86_400))),
        "the content part ended on 2026-11-24 (publish it again)",
    ),
    "no content": (lambda m: m.pack(*m.signed(m.keys)), "has no content part"),
    "no keys": (lambda m: m.pack(*m.signed(m.content)), "has no keys part, so that nothing in it can be verified"),
    "a part twice": (lambda m: m.pack(*m.signed(m.keys, m.content, m.content)), "has the content part twice"),
    "a live part with drafts": (
        lambda m: _live_with_drafts(),
        "words that nobody has signed off",
    ),
}


def _live_with_drafts() -> PackFile:
    made = Made()
    keys = other(made.keys, mode="live")
    content = other(made.content, mode="live", drafts={"cy": ("ward.name",)})
    return made.pack(*made.signed(keys, content))


@pytest.mark.parametrize("what", BROKEN)
def test_a_pack_that_a_tablet_would_refuse_fails_with_its_own_line(made: Made, tmp_path: Path, what: str) -> None:
    make, says = BROKEN[what]
    packfiles.write(tmp_path / "held.pack", made.pack())
    packfiles.write(tmp_path / "new.pack", make(made))
    before = None if what == "a live part with drafts" else tmp_path / "held.pack"
    lines = packfiles.check(tmp_path / "new.pack", NOW, before)
    assert len(lines) == 1
    assert lines[0].startswith(f"{tmp_path / 'new.pack'}: ")
    assert says in lines[0]


def test_a_pack_that_is_newer_passes(made: Made, tmp_path: Path) -> None:
    packfiles.write(tmp_path / "held.pack", made.pack())
    packfiles.write(tmp_path / "new.pack", made.pack(*made.signed(made.keys, other(made.content, serial=6), made.duty)))
    assert packfiles.check(tmp_path / "new.pack", NOW, tmp_path / "held.pack") == ()
    assert packfiles.check(tmp_path / "held.pack", NOW) == ()


@pytest.mark.parametrize("data", [b"", b"not a pack", b"\x81\xa4root\xc0", b"\xc1" * 100])
def test_a_file_that_is_no_pack_is_one_line(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "new.pack").write_bytes(data)
    with pytest.raises(ContentError, match="is no ward pack"):
        packfiles.read(tmp_path / "new.pack")
    assert len(packfiles.check(tmp_path / "new.pack", NOW)) == 1
