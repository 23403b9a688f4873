"""The return code: digits and words <-> the reporter's keys.

With their code a person comes back to what they told, on any tablet of the ward and without a network: nothing is stored, everything is derived.

    code    seven groups of three digits, 000 to 999; each group is also a word of a list of 1,000
    number  the 21 digits = 433 * (60 secret bits, and above them one bit: "somebody helped to write")
    keys    Argon2id(64 MiB, 3 passes, ward's salt) of the 61 bits -> HKDF -> mailbox id 16 | reply seed 96 | signing seed 32

The check is that 433 divides the number. Because 433 is a prime, and divides no power of ten and no 999, it finds one wrong digit, two neighbouring
digits or two groups in the wrong order, and one wrong group (unless it is off by 433 or 866); of other mistakes it finds 432 in 433. No larger
prime leaves room for 61 bits in 21 digits. A mistyped code is refused before the key derivation.

For: making, reading and writing codes, and deriving keys. Not for: what is sealed or signed with the keys (`envelope`). A code is never stored,
logged or sent, and no error says what was typed.
"""

from __future__ import annotations

import functools
import os
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Literal

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand
from msgspec import Struct

from kiosk import envelope, records
from kiosk.refusal import Refusal

SECRET_BITS = 60
CHECK = 433
_SECRET = 2**SECRET_BITS - 1
GROUPS = 7
GROUP_DIGITS = 3
MAILBOX_BYTES = 16
SALT_BYTES = 16
SIGNING_BYTES = 32
# RFC 9106, section 4: the second recommended choice.
ARGON2_MEMORY_KIB = 64 * 1024
ARGON2_PASSES = 3
ARGON2_LANES = 4
TYPED_MOST = 400  # characters; the longest code in words has 76

_GROUP = 10**GROUP_DIGITS
_WORDS_FILE = Path(__file__).resolve().parent / "receipt_words.txt"

Wrong = Literal["short", "long", "digits", "word", "check"]


class CodeError(Refusal, ValueError):
    """What was typed is no code. reason: "short" or "long" (not seven groups), "digits" (digits that are not in threes), "word" (not in the list),
    "check" (seven groups that belong to no code: something was mistyped). group: which of the seven, from 1; 0 where it is none of them."""

    def __init__(self, reason: Wrong, group: int = 0) -> None:
        super().__init__(f"this is not a return code ({reason}): type the seven groups as they were written down")
        self.reason: Wrong = reason
        self.group = group


class Code(Struct, frozen=True):
    """A return code. groups: seven numbers of 0 to 999. From `new_code` and `read_code` only."""

    groups: tuple[int, ...]

    @property
    def digits(self) -> tuple[str, ...]:
        """Each group as three digits."""
        return tuple(f"{group:0{GROUP_DIGITS}d}" for group in self.groups)

    @property
    def words(self) -> tuple[str, ...]:
        """Each group as an English word."""
        return tuple(words()[group] for group in self.groups)

    @property
    def outside(self) -> records.OutsideReader:
        """Which reader outside the ward the concern went to, so that what is added goes there too: whether the secret bits are even or odd in number.

        A tablet keeps nothing of a concern, and the code is all that a person brings back. Whoever has the code has all that it opens.
        """
        return _outside(_bits(self.groups) & _SECRET)

    @property
    def helped(self) -> bool:
        """Somebody was helping when this code was made: it is changed at its next use."""
        return bool(_bits(self.groups) >> SECRET_BITS)

    def __str__(self) -> str:
        return " ".join(self.digits)

    def __repr__(self) -> str:  # not the code itself: it must stand in no log and no traceback
        return "Code(...)"


class Keys:
    """What a code opens and signs with. mailbox: names the place of its replies; whoever knows it can find them, but not open them."""

    __slots__ = ("mailbox", "reply", "signing")

    def __init__(self, mailbox: bytes, reply: envelope.PrivateKey, signing: Ed25519PrivateKey) -> None:
        self.mailbox, self.reply, self.signing = mailbox, reply, signing

    @property
    def signing_public(self) -> bytes:
        """32 bytes, which go with the first record (`records.Concern.signing_key`)."""
        return self.signing.public_key().public_bytes_raw()

    def __repr__(self) -> str:
        return "Keys(...)"


@functools.cache
def words() -> tuple[str, ...]:
    """The 1,000 English words, in their order: group 000 is the first."""
    return tuple(_WORDS_FILE.read_text(encoding="ascii").split())


@functools.cache
def _numbers() -> dict[str, int]:
    return {word: number for number, word in enumerate(words())}


def _number(groups: tuple[int, ...]) -> int:
    number = 0
    for group in groups:
        number = number * _GROUP + group
    return number


def _bits(groups: tuple[int, ...]) -> int:
    return _number(groups) // CHECK


def _outside(secret: int) -> records.OutsideReader:
    return "speak_up" if secret.bit_count() % 2 else "advocate"


def new_code(
    random: Callable[[int], bytes] = os.urandom, *, helped: bool = False, outside: records.OutsideReader = "advocate"
) -> Code:
    """A fresh code. random: a source of secret bytes. helped: somebody is helping the person who gets it. outside: where the concern goes."""
    secret = int.from_bytes(random(8), "big") >> (64 - SECRET_BITS)
    if _outside(secret) != outside:
        secret ^= 1  # whoever knows where it goes has 59 bits to guess, which Argon2id makes dear
    number = CHECK * (helped << SECRET_BITS | secret)
    return Code(tuple(number // _GROUP**power % _GROUP for power in reversed(range(GROUPS))))


def read_code(typed: str) -> Code:
    """The code in what was typed: digits of any script, words, or both; spaces, dashes, dots and capitals do not matter. Raises CodeError."""
    if len(typed) > TYPED_MOST:
        raise CodeError("long")
    groups: list[int] = []
    for piece in _pieces(unicodedata.normalize("NFKC", typed).casefold()):
        if _in_digits(piece):
            if len(piece) % GROUP_DIGITS:
                raise CodeError("digits", len(groups) + len(piece) // GROUP_DIGITS + 1)
            groups += [int(piece[start : start + GROUP_DIGITS]) for start in range(0, len(piece), GROUP_DIGITS)]
        elif piece in _numbers():
            groups.append(_numbers()[piece])
        else:
            raise CodeError("word", len(groups) + 1)
    if len(groups) != GROUPS:
        raise CodeError("short" if len(groups) < GROUPS else "long")
    code = Code(tuple(groups))
    if _number(code.groups) % CHECK or _bits(code.groups) >> (SECRET_BITS + 1):
        raise CodeError("check")
    return code


def _pieces(typed: str) -> list[str]:
    """Words and runs of digits. Digits that only spaces or signs part are one run: "12 34-56" may be how somebody wrote it down."""
    pieces: list[str] = []
    parted = False
    for letter in typed:
        decimal = unicodedata.decimal(letter, None)
        if decimal is None and not letter.isalnum():
            parted = True
            continue
        kept = letter if decimal is None else str(decimal)
        same = bool(pieces) and _in_digits(pieces[-1]) == (decimal is not None)
        if same and (decimal is not None or not parted):
            pieces[-1] += kept
        else:
            pieces.append(kept)
        parted = False
    return pieces


def _in_digits(piece: str) -> bool:
    return piece.isascii() and piece.isdigit()


def derive(code: Code, salt: bytes) -> Keys:
    """The keys of a code on the ward with this salt (`wardpack.Keys.salt`, 16 bytes). Takes 64 MiB and about a third of a second: not on the
    window's own thread. Raises ValueError for a salt of another length."""
    if len(salt) != SALT_BYTES:
        raise ValueError(f"a ward's salt has {SALT_BYTES} bytes, not {len(salt)}")
    stretched = Argon2id(
        salt=salt, length=32, iterations=ARGON2_PASSES, lanes=ARGON2_LANES, memory_cost=ARGON2_MEMORY_KIB
    ).derive(_bits(code.groups).to_bytes(8, "big"))

    def part(label: bytes, size: int) -> bytes:
        return HKDFExpand(SHA256(), size, b"wardlight return code v1 " + label).derive(stretched)

    return Keys(
        part(b"mailbox", MAILBOX_BYTES),
        envelope.PrivateKey(part(b"reply", envelope.SEED_BYTES)),
        Ed25519PrivateKey.from_private_bytes(part(b"signing", SIGNING_BYTES)),
    )
