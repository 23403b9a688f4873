"""A record is read back exactly as it was given, or refused."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk import records
from tests import sealing


@given(sealing.check_ins | sealing.for_readers)
def test_what_is_encoded_decodes_to_the_same_record(record: records.Record) -> None:
    assert records.decode(records.encode(record)) == record


@given(st.binary(max_size=400))
def test_any_bytes_are_a_record_or_a_record_error(data: bytes) -> None:
    try:
        records.decode(data)
    except records.RecordError:
        return
    assert records.encode(records.decode(data)) == data


@given(sealing.concerns, st.data())
def test_a_cut_or_lengthened_record_is_refused(record: records.Concern, data: st.DataObject) -> None:
    encoded = records.encode(record)
    with pytest.raises(records.RecordError):
        records.decode(encoded[: data.draw(st.integers(0, len(encoded) - 1))])
    with pytest.raises(records.RecordError):
        records.decode(encoded + data.draw(st.binary(min_size=1, max_size=4)))


def _as_map(record: records.Record) -> dict[str, object]:
    return msgspec.msgpack.decode(msgspec.msgpack.encode(record))  # type: ignore[no-any-return]


def test_an_unknown_field_a_wrong_type_and_an_unknown_version_are_refused() -> None:
    good = _as_map(records.Concern(id=bytes(16), ward="willow", questions=1, words="x"))
    records.decode(msgspec.msgpack.encode(good))
    for change in ({"name": "Ann"}, {"words": 4}, {"version": 2}, {"what": "opinion"}, {"harm_body": 4}):
        with pytest.raises(records.RecordError):
            records.decode(msgspec.msgpack.encode(good | change))


def test_the_same_record_in_another_order_of_fields_is_refused() -> None:
    good = _as_map(records.Concern(id=bytes(16), ward="willow", questions=1, words="x"))
    turned = {"what": good["what"]} | dict(reversed([pair for pair in good.items() if pair[0] != "what"]))
    with pytest.raises(records.RecordError, match="canonical"):
        records.decode(msgspec.msgpack.encode(turned))


def test_a_check_in_from_before_bursts_were_counted_is_still_read_and_is_not_taken_for_one_without() -> None:
    before = records.CheckIn(id=bytes(16), ward="willow", questions=1, safe="yes")
    old = _as_map(before)
    assert "burst" not in old
    assert records.decode(msgspec.msgpack.encode(old)) == before
    for burst in (True, False):
        counted = msgspec.structs.replace(before, burst=burst)
        assert records.decode(records.encode(counted)) == counted != before
    with pytest.raises(records.RecordError):
        records.decode(msgspec.msgpack.encode(old | {"burst": None}))


def test_words_over_the_cap_are_refused_by_characters_and_by_bytes() -> None:
    def concern(words: str) -> records.Concern:
        return records.Concern(id=bytes(16), ward="willow", questions=1, words=words)

    records.encode(concern("a" * records.WORDS_MOST_CHARACTERS))
    with pytest.raises(records.RecordError):
        records.encode(concern("a" * (records.WORDS_MOST_CHARACTERS + 1)))
    records.encode(concern("\U0001f642" * (records.WORDS_MOST_BYTES // 4)))
    with pytest.raises(records.RecordError, match="8000 bytes"):
        records.encode(concern("\U0001f642" * (records.WORDS_MOST_BYTES // 4 + 1)))


def test_a_code_or_a_language_with_a_line_break_behind_it_is_refused() -> None:
    good = records.Concern(id=bytes(16), ward="willow", questions=1)
    for changes in ({"ward": "willow\n"}, {"about": ("W1\n",)}, {"language": "en\n"}):
        with pytest.raises(records.RecordError):
            records.encode(msgspec.structs.replace(good, **changes))
