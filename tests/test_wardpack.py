"""A tablet takes a part only from the key that has to sign it, for its own ward and mode, and never an older one."""

from __future__ import annotations

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import example, given
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


def figures(**changes: object) -> wardpack.Figures:
    fields: dict[str, object] = {
        "mode": "demo", "ward": "willow", "serial": 1, "issued": 0, "expires": 10, "starts": "2026-07-01", "ends": "2026-10-01",
        "groups": (wardpack.GroupFigures("patient", 20, 25, 15, 20),), "you_said": (wardpack.YouSaid("A lock", "It is there"),),
    }  # fmt: skip
    return wardpack.Figures(**(fields | changes))  # type: ignore[arg-type]


def test_each_part_is_taken_from_its_own_signer() -> None:
    held = wardpack.verify_keys(wardpack.sign(keys(), signer("root")), public("root"), "demo")
    assert held == keys()
    assert wardpack.verify_content(wardpack.sign(content(), signer("content")), held) == content()
    assert wardpack.verify_duty(wardpack.sign(duty(), signer("duty")), held) == duty()
    assert wardpack.verify_figures(wardpack.sign(figures(), signer("duty")), held) == figures()


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


# --- figures ----------------------------------------------------------------------------------------------------


def taken(part: wardpack.Figures, by: str = "duty", held: wardpack.Figures | None = None) -> wardpack.Figures:
    return wardpack.verify_figures(wardpack.sign(part, signer(by)), keys(), held)


around = st.none() | st.integers(2, 20_000).map(lambda number: 5 * number)
QUARTERS = (("", ""), ("2026-01-01", "2026-04-01"), ("2026-07-01", "2026-10-01"), ("2026-10-01", "2027-01-01"))


@given(
    st.sampled_from(QUARTERS),
    st.lists(st.sampled_from(("patient", "visitor", "staff")), unique=True),
    st.lists(st.tuples(around, around, around, around), min_size=3, max_size=3),
    st.lists(st.tuples(st.text(min_size=1, max_size=300), st.text(min_size=1, max_size=300)), max_size=8),
)
def test_figures_are_read_as_they_were_signed(
    quarter: tuple[str, str],
    names: list[str],
    numbers: list[tuple[int | None, ...]],
    said: list[tuple[str, str]],
) -> None:
    groups = tuple(wardpack.GroupFigures(name, *row) for name, row in zip(names, numbers, strict=False))  # type: ignore[arg-type]
    part = figures(
        starts=quarter[0],
        ends=quarter[1],
        groups=groups if quarter[0] else (),
        you_said=tuple(wardpack.YouSaid(*each) for each in said),
    )
    assert taken(part) == part


@given(st.integers(-10, 100_010).filter(lambda number: number % 5 != 0 or not 10 <= number <= 100_000))
@example(5)
@example(0)
def test_a_number_that_is_not_rounded_or_is_too_small_to_be_shown_is_refused(number: int) -> None:
    """Whoever signs: what could give somebody away is on no tablet."""
    for field in ("safe", "safe_of", "tell", "tell_of"):
        with pytest.raises(wardpack.PackError, match="cannot be read"):
            taken(figures(groups=(wardpack.GroupFigures("patient", **{field: number}),)))


@pytest.mark.parametrize(
    "changes",
    [
        {"starts": "2026-07-01", "ends": "2026-09-30"},
        {"starts": "2026-07-06", "ends": "2026-10-06"},
        {"starts": "2026-02-01", "ends": "2026-05-01"},
        {"starts": "2026-10-01", "ends": "2026-13-01"},
        {"starts": "", "ends": ""},
        {"starts": "", "ends": "2026-10-01", "groups": ()},
        {"starts": "July"},
        {"groups": (wardpack.GroupFigures("patient", 20, 25), wardpack.GroupFigures("patient", 10, 25))},
        {"groups": (wardpack.GroupFigures("unsaid", 20, 25),)},  # type: ignore[arg-type]
        {"you_said": (wardpack.YouSaid("", "Done"),)},
        {"you_said": (wardpack.YouSaid("s" * 301, "Done"),)},
        {"you_said": (wardpack.YouSaid("A lock", "Done"),) * 9},
    ],
)
def test_figures_of_no_quarter_or_with_more_than_a_page_can_say_are_refused(changes: dict[str, object]) -> None:
    with pytest.raises(wardpack.PackError):
        taken(figures(**changes))


def test_figures_come_from_the_duty_signer_for_this_ward_and_mode_and_never_go_back() -> None:
    for other in ("content", "root", "thief"):
        with pytest.raises(wardpack.PackError, match="not signed"):
            taken(figures(), other)
    with pytest.raises(wardpack.PackError, match="ward oak"):
        taken(figures(ward="oak"))
    with pytest.raises(wardpack.PackError, match="for live"):
        taken(figures(mode="live"))
    held = figures(serial=5)
    for serial, changes in ((4, {}), (5, {"you_said": ()})):
        with pytest.raises(wardpack.PackError, match="held already"):
            taken(figures(serial=serial, **changes), held=held)
    assert taken(figures(serial=6, you_said=()), held=held).serial == 6


SIGNED_FIGURES = msgspec.msgpack.encode(wardpack.sign(figures(), signer("duty")))


@given(st.integers(0, len(SIGNED_FIGURES) * 8 - 1))
def test_a_flipped_bit_anywhere_in_figures_is_refused(bit: int) -> None:
    changed = bytearray(SIGNED_FIGURES)
    changed[bit // 8] ^= 1 << bit % 8
    with pytest.raises(wardpack.PackError):
        wardpack.verify_figures(wardpack.read_signed(bytes(changed)), keys())


def test_figures_name_the_months_of_their_quarter() -> None:
    assert figures().months == (7, 8, 9)
    assert figures(starts="2026-10-01").months == (10, 11, 12)
    assert figures(starts="", ends="", groups=()).months == ()
