"""A tablet takes a part only from the key that has to sign it, for its own ward and mode, and never an older one."""

from __future__ import annotations

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from kiosk import wardpack
from tests import sealing


def signer(name: str) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(sealing.seed(name, 32))


def public(name: str) -> bytes:
    return signer(name).public_key().public_bytes_raw()


def keys(**changes: object) -> wardpack.Keys:
    given_keys = sealing.TrustKeys().public
    fields = {name: getattr(given_keys, name) for name in given_keys.__struct_fields__}
    fields |= {"content_signer": public("content"), "duty_signer": public("duty")} | changes
    return wardpack.Keys(**fields)


def content(**changes: object) -> wardpack.Content:
    fields: dict[str, object] = {
        "mode": "demo", "ward": "willow", "serial": 1, "issued": 0, "expires": 10, "profile": "adult",
        "questions_version": 1, "clauses": (), "questions": (), "organisations": (), "texts": {},
    }  # fmt: skip
    return wardpack.Content(**(fields | changes))  # type: ignore[arg-type]


def duty(**changes: object) -> wardpack.Duty:
    fields: dict[str, object] = {"mode": "demo", "ward": "willow", "serial": 1, "issued": 0, "expires": 10}
    return wardpack.Duty(**(fields | changes))  # type: ignore[arg-type]


def test_each_part_is_taken_from_its_own_signer() -> None:
    held = wardpack.verify_keys(wardpack.sign(keys(), signer("root")), public("root"), "demo")
    assert held == keys()
    assert wardpack.verify_content(wardpack.sign(content(), signer("content")), held) == content()
    assert wardpack.verify_duty(wardpack.sign(duty(), signer("duty")), held) == duty()


@pytest.mark.parametrize("group", wardpack.KeySet.__struct_fields__[1:])
@pytest.mark.parametrize("given_key", [None, b""])
def test_a_pack_that_lacks_a_group_of_readers_is_refused_whoever_signed_it(group: str, given_key: bytes | None) -> None:
    body = msgspec.msgpack.decode(wardpack.sign(keys(), signer("root")).body)
    if given_key is None:
        del body["readers"][group]
    else:
        body["readers"][group] = given_key
    made = msgspec.msgpack.encode(body)
    signature = signer("root").sign(wardpack._signed_bytes("keys", "demo", made))
    with pytest.raises(wardpack.PackError, match="cannot be read"):
        wardpack.verify_keys(wardpack.Signed("keys", "demo", made, signature), public("root"), "demo")


def test_a_backend_that_was_taken_over_cannot_make_a_tablet_seal_to_a_new_key() -> None:
    """Every key that is online at the trust signs a keys part of the attacker's; none is taken."""
    thief = keys(intake=sealing.TrustKeys(salt="thief").public.intake, serial=99)
    for online in ("content", "duty", "thief"):
        with pytest.raises(wardpack.PackError, match="not signed"):
            wardpack.verify_keys(wardpack.sign(thief, signer(online)), public("root"), "demo", keys())


def test_the_duty_signer_cannot_change_the_charter_nor_the_other_way_round() -> None:
    with pytest.raises(wardpack.PackError):
        wardpack.verify_content(wardpack.sign(content(), signer("duty")), keys())
    with pytest.raises(wardpack.PackError):
        wardpack.verify_duty(wardpack.sign(duty(), signer("content")), keys())
    with pytest.raises(wardpack.PackError, match="the duty part, not the content part"):
        wardpack.verify_content(wardpack.sign(duty(), signer("content")), keys())


def test_demo_and_live_refuse_each_other() -> None:
    live = wardpack.sign(keys(mode="live"), signer("root"))
    with pytest.raises(wardpack.PackError, match="for live"):
        wardpack.verify_keys(live, public("root"), "demo")
    relabelled = msgspec.structs.replace(live, mode="demo")
    with pytest.raises(wardpack.PackError):
        wardpack.verify_keys(relabelled, public("root"), "demo")


def test_an_older_part_and_another_of_the_same_serial_are_refused() -> None:
    held = content(serial=5)
    for serial, changed in ((4, {}), (5, {"expires": 11})):
        offered = wardpack.sign(content(serial=serial, **changed), signer("content"))
        with pytest.raises(wardpack.PackError, match="held already"):
            wardpack.verify_content(offered, keys(), held)
    assert wardpack.verify_content(wardpack.sign(held, signer("content")), keys(), held) == held


def test_a_tablet_for_children_takes_no_content_for_adults() -> None:
    held = content(profile="young")
    offered = wardpack.sign(content(serial=held.serial + 1, profile="adult"), signer("content"))
    with pytest.raises(wardpack.PackError, match="for adult, and this tablet was set up for young: pair it again"):
        wardpack.verify_content(offered, keys(), held)
    assert wardpack.verify_content(offered, keys()).profile == "adult"


def test_a_part_for_another_ward_is_refused() -> None:
    with pytest.raises(wardpack.PackError, match="ward oak"):
        wardpack.verify_content(wardpack.sign(content(ward="oak"), signer("content")), keys())
    with pytest.raises(wardpack.PackError, match="ward oak"):
        wardpack.verify_keys(wardpack.sign(keys(ward="oak", serial=2), signer("root")), public("root"), "demo", keys())


def test_a_rhythm_of_seconds_is_for_the_demo_only() -> None:
    wardpack.verify_duty(wardpack.sign(duty(rhythm=2.0), signer("duty")), keys())
    live = keys(mode="live")
    with pytest.raises(wardpack.PackError, match="only for the demo"):
        wardpack.verify_duty(wardpack.sign(duty(mode="live", rhythm=2.0), signer("duty")), live)
    wardpack.verify_duty(wardpack.sign(duty(mode="live", rhythm=300.0), signer("duty")), live)


@pytest.mark.parametrize("mode", ["demo", "live"])
@pytest.mark.parametrize("number", [float("nan"), float("inf"), float("-inf")])
def test_a_rhythm_that_is_no_number_is_refused_as_it_would_pass_every_comparison(mode: str, number: float) -> None:
    held = keys(mode=mode)
    for changes in ({"rhythm": number}, {"rewrite": number}):
        with pytest.raises(wardpack.PackError):
            wardpack.verify_duty(wardpack.sign(duty(mode=mode, **changes), signer("duty")), held)


def test_an_expired_part_still_verifies_and_says_that_it_has_expired() -> None:
    part = wardpack.verify_content(wardpack.sign(content(expires=10), signer("content")), keys())
    assert not wardpack.expired(part, 9.9)
    assert wardpack.expired(part, 10.0)


SIGNED = msgspec.msgpack.encode(wardpack.sign(keys(), signer("root")))


@given(st.integers(0, len(SIGNED) * 8 - 1))
def test_a_flipped_bit_anywhere_is_refused(bit: int) -> None:
    changed = bytearray(SIGNED)
    changed[bit // 8] ^= 1 << bit % 8
    with pytest.raises(wardpack.PackError):
        wardpack.verify_keys(wardpack.read_signed(bytes(changed)), public("root"), "demo")


@given(st.binary(max_size=200))
def test_any_bytes_are_refused_without_a_crash(data: bytes) -> None:
    with pytest.raises(wardpack.PackError):
        wardpack.verify_keys(wardpack.read_signed(data), public("root"), "demo")


def test_a_part_that_is_far_too_long_is_refused_before_it_is_read() -> None:
    with pytest.raises(wardpack.PackError, match="too long"):
        wardpack.read_signed(bytes(wardpack.MOST_BYTES + 1))


def test_a_link_is_the_number_else_the_page_and_nothing_else() -> None:
    assert wardpack.link("0808 500 2222", "example.org") == "tel:08085002222"
    assert wardpack.link("", "www.example.org/help") == "https://www.example.org/help"
    assert wardpack.link("", "") == ""
