"""What is sealed opens for exactly its readers; everything that was changed, cut, swapped or is of another version is refused with a SealError."""

from __future__ import annotations

import base64
import itertools
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk import envelope, records
from tests import sealing

TRUST = sealing.TrustKeys()
VECTORS = Path(__file__).parent / "vectors"
CONCERN = records.Concern(id=bytes(16), ward="willow", questions=1, about=("W3",), words="It was after lunch.")
CHECK_IN = records.CheckIn(id=bytes(16), ward="willow", questions=1, who="patient", safe="unsafe")


def inner_of(slot: bytes, trust: sealing.TrustKeys = TRUST) -> envelope.Opened:
    return envelope.open_outer(slot, trust.intake, trust.scope)


@given(sealing.for_readers, sealing.reader_groups)
@settings(max_examples=60)
def test_a_concern_opens_for_its_readers_and_for_nobody_else(
    record: records.Concern, groups: set[records.ReaderGroup]
) -> None:
    opened = inner_of(envelope.seal_for_readers(record, TRUST.public, groups))
    assert opened.kind == "readers"
    for group in records.READER_GROUPS:
        if group in groups | {"outside", "recovery"}:
            assert envelope.open_for_reader(opened.inner, group, TRUST.private[group], TRUST.scope) == record
        else:
            with pytest.raises(envelope.UnknownKey):
                envelope.open_for_reader(opened.inner, group, TRUST.private[group], TRUST.scope)


@given(sealing.check_ins)
def test_a_check_in_opens_with_the_statistics_key_only(record: records.CheckIn) -> None:
    opened = inner_of(envelope.seal_check_in(record, TRUST.public))
    assert envelope.open_statistics(opened.inner, TRUST.statistics, TRUST.scope) == record
    with pytest.raises(envelope.SealError):
        envelope.open_statistics(opened.inner, TRUST.intake, TRUST.scope)
    with pytest.raises(envelope.SealError):
        envelope.open_for_reader(opened.inner, "outside", TRUST.private["outside"], TRUST.scope)


@given(sealing.for_readers, sealing.check_ins, sealing.reader_groups)
@settings(max_examples=30)
def test_every_slot_has_one_length_and_one_beginning(
    record: records.Concern, check_in: records.CheckIn, groups: set[records.ReaderGroup]
) -> None:
    slots = [
        envelope.seal_for_readers(record, TRUST.public, groups),
        envelope.seal_check_in(check_in, TRUST.public),
        envelope.seal_chaff(TRUST.public),
    ]
    assert {len(slot) for slot in slots} == {envelope.SLOT_BYTES}
    assert len({slot[: envelope.OUTER_HEAD] for slot in slots}) == 1


def test_the_longest_record_fits_in_a_slot() -> None:
    full = tuple(f"{n:0>24}" for n in range(32))
    longest = records.Concern(
        id=bytes(16),
        ward="w" * 24,
        questions=2**31,
        about=full,
        kinds=full,
        affected=full,
        initiator=full,
        places=full,
        when_time=full,
        support=full,
        words="\U0001f642" * 2_000,
        reply_key=bytes(envelope.PUBLIC_BYTES),
        signing_key=bytes(32),
        mailbox=bytes(16),
    )
    size = len(records.encode(longest))
    # 32 codes of 24 letters in every question is more than any journey can give; own words at their cap always fit beside 24 codes.
    assert size > envelope.READERS_RECORD_BYTES
    usual = records.Concern(
        id=bytes(16),
        ward="w" * 24,
        questions=2**31,
        about=("W1",) * 8,
        kinds=("C10",) * 14,
        places=("shared_room",) * 8,
        support=("someone_outside",) * 16,
        words="\U0001f642" * 2_000,
        reply_key=bytes(envelope.PUBLIC_BYTES),
        signing_key=bytes(32),
        mailbox=bytes(16),
    )
    assert inner_of(envelope.seal_for_readers(usual, TRUST.public, ())).kind == "readers"
    with pytest.raises(envelope.SealError, match="does not fit"):
        envelope.seal_for_readers(longest, TRUST.public, ())


WARD: tuple[records.ReaderGroup, ...] = ("ward",)
READERS_SLOT = envelope.seal_for_readers(CONCERN, TRUST.public, WARD)
READERS_INNER = inner_of(READERS_SLOT).inner
STATISTICS_INNER = inner_of(envelope.seal_check_in(CHECK_IN, TRUST.public)).inner


def flipped(data: bytes, bit: int) -> bytes:
    changed = bytearray(data)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


@given(st.integers(0, envelope.SLOT_BYTES * 8 - 1))
@settings(max_examples=300)
def test_a_flipped_bit_in_a_slot_is_refused(bit: int) -> None:
    with pytest.raises(envelope.SealError):
        inner_of(flipped(READERS_SLOT, bit))


@given(st.integers(0, envelope.INNER_BYTES * 8 - 1), st.sampled_from(["ward", "outside", "recovery"]))
@settings(max_examples=400)
def test_a_flipped_bit_under_the_outer_seal_is_refused_by_every_reader(bit: int, group: records.ReaderGroup) -> None:
    with pytest.raises(envelope.SealError):
        envelope.open_for_reader(flipped(READERS_INNER, bit), group, TRUST.private[group], TRUST.scope)


@given(st.integers(0, envelope.INNER_BYTES * 8 - 1))
@settings(max_examples=200)
def test_a_flipped_bit_in_a_check_in_is_refused(bit: int) -> None:
    with pytest.raises(envelope.SealError):
        envelope.open_statistics(flipped(STATISTICS_INNER, bit), TRUST.statistics, TRUST.scope)


@given(st.integers(0, envelope.SLOT_BYTES - 1), st.binary(min_size=1, max_size=64))
def test_a_cut_or_lengthened_slot_is_refused(length: int, more: bytes) -> None:
    for changed in (READERS_SLOT[:length], READERS_SLOT + more, more + READERS_SLOT):
        with pytest.raises(envelope.SealError):
            inner_of(changed)


@given(st.binary(max_size=200), st.sampled_from(records.READER_GROUPS))
def test_any_bytes_under_the_outer_seal_are_refused_without_a_crash(data: bytes, group: records.ReaderGroup) -> None:
    for inner in (data, data.ljust(envelope.INNER_BYTES, b"\0")):
        with pytest.raises(envelope.SealError):
            envelope.open_for_reader(inner, group, TRUST.private[group], TRUST.scope)
        with pytest.raises(envelope.SealError):
            envelope.open_statistics(inner, TRUST.statistics, TRUST.scope)


def test_parts_of_two_records_cannot_be_swapped() -> None:
    other = inner_of(envelope.seal_for_readers(CONCERN, TRUST.public, WARD)).inner
    edges = [0, 2, 10, envelope.READERS_HEAD]
    edges += [envelope.READERS_HEAD + (n + 1) * envelope.PLACE_BYTES for n in range(envelope.PLACES)]
    edges.append(envelope.INNER_BYTES)
    for start, end in itertools.pairwise(edges):
        mixed = READERS_INNER[:start] + other[start:end] + READERS_INNER[end:]
        if mixed == READERS_INNER:  # version, mode and key set are the same in both
            continue
        for group in ("ward", "outside", "recovery"):
            with pytest.raises(envelope.SealError):
                envelope.open_for_reader(mixed, group, TRUST.private[group], TRUST.scope)


def test_the_places_of_one_record_cannot_change_places() -> None:
    head, size = envelope.READERS_HEAD, envelope.PLACE_BYTES
    places = [READERS_INNER[head + n * size : head + (n + 1) * size] for n in range(envelope.PLACES)]
    turned = READERS_INNER[:head] + places[3] + places[1] + places[2] + places[0] + READERS_INNER[head + 4 * size :]
    for group in records.READER_GROUPS:
        with pytest.raises(envelope.SealError):
            envelope.open_for_reader(turned, group, TRUST.private[group], TRUST.scope)


@pytest.mark.parametrize("change", [{"mode": "live"}, {"trust": "south"}, {"ward": "oak"}])
def test_demo_and_live_another_trust_and_another_ward_refuse_each_other(change: dict[str, str]) -> None:
    other = sealing.TrustKeys(**change)  # type: ignore[arg-type]
    assert other.public.intake == TRUST.public.intake  # the same keys: only the scope differs
    with pytest.raises(envelope.SealError):
        envelope.open_outer(READERS_SLOT, other.intake, other.scope)
    with pytest.raises(envelope.SealError):
        envelope.open_for_reader(READERS_INNER, "outside", other.private["outside"], other.scope)
    with pytest.raises(envelope.SealError):
        envelope.open_statistics(STATISTICS_INNER, other.statistics, other.scope)


def test_a_slot_for_an_intake_key_that_is_not_held_is_told_apart_so_that_it_can_be_kept() -> None:
    with pytest.raises(envelope.UnknownKey):
        envelope.open_outer(READERS_SLOT, {}, TRUST.scope)


def test_a_record_for_readers_is_not_taken_as_statistics_nor_the_other_way_round() -> None:
    name = envelope.key_id(TRUST.public.statistics)
    padded = records.encode(CONCERN)
    padded = len(padded).to_bytes(4, "big") + padded
    padded += bytes(envelope.STATISTICS_RECORD_BYTES - len(padded))
    inner = name + envelope.seal_to(TRUST.public.statistics, padded, TRUST.scope.binding("statistics", name))
    with pytest.raises(envelope.SealError, match="sealed as statistics"):
        envelope.open_statistics(inner, TRUST.statistics, TRUST.scope)


def test_a_group_that_does_not_exist_is_refused() -> None:
    with pytest.raises(envelope.SealError, match="no such reader group: manager"):
        envelope.seal_for_readers(CONCERN, TRUST.public, ("manager",))  # type: ignore[arg-type]


def test_the_words_are_nowhere_in_the_slot() -> None:
    assert b"lunch" not in READERS_SLOT
    assert b"willow" not in READERS_SLOT


def test_golden_slots_of_every_version_still_open() -> None:
    """Records live for twenty years, and the KEM is an Internet-Draft: a library that changes under us must be seen here first."""
    vectors = json.loads((VECTORS / "slots.json").read_text())
    assert {vector["version"] for vector in vectors} == set(range(1, envelope.VERSION + 1))
    for vector in vectors:
        opened = inner_of(base64.b64decode(vector["slot"]))
        expected = records.decode(base64.b64decode(vector["record"]))
        assert opened.kind == vector["kind"]
        if opened.kind == "statistics":
            assert envelope.open_statistics(opened.inner, TRUST.statistics, TRUST.scope) == expected
            continue
        opening = [g for g in records.READER_GROUPS if g in vector["readers"]]
        assert opening
        for group in opening:
            assert envelope.open_for_reader(opened.inner, group, TRUST.private[group], TRUST.scope) == expected


def test_golden_key_ids_are_the_same_on_every_machine() -> None:
    vectors = json.loads((VECTORS / "keys.json").read_text())
    for name, wanted in vectors["ids"].items():
        assert envelope.key_id(TRUST.private[name].public).hex() == wanted
    assert TRUST.public.readers.id.hex() == vectors["key_set"]
