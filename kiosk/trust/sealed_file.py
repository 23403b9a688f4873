"""Files that are sealed to a key with holders: written and read in pieces, so that their size needs no memory.

    file    head | pieces
    head    "Wardlight sealed file 1\n" | length 4 | msgpack of Head; in it the file key, sealed by HPKE to the holders' public key
    piece   length 4 | AEAD of up to 65,536 bytes; nonce: number 11 | 1 for the last piece, else 0; AAD: SHA-256 of the head

The nonce counts the pieces and marks the last one (STREAM, as age has it), so that pieces cannot be left out, swapped or cut off. The file key is new
for every file. For: backups. Not for: records (`envelope`), shares of keys (`holders`).
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated, BinaryIO

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from msgspec import Meta, Struct

from kiosk import envelope
from kiosk.refusal import Refusal
from kiosk.trust.secret import bound

PIECE_BYTES = 65_536
_MAGIC = b"Wardlight sealed file 1\n"
_KEY_BYTES = 32
_TAG_BYTES = 16
_MOST_HEAD = 16_384


class SealedFileError(Refusal):
    """A file that is not one of these, is sealed to another key, or was changed or cut. The message says which."""


class Head(Struct, frozen=True, forbid_unknown_fields=True):
    """What can be read without the key. label: what is in the file, bound into the seal. made: day that it was made, counted from 1970.
    key_id: of the holders' key. sealed_key: the file key."""

    label: str
    trust: str
    mode: str
    made: Annotated[int, Meta(ge=0, le=2**31)]
    key_id: bytes
    sealed_key: bytes


def _info(head: Head) -> bytes:
    return bound(
        "wardlight sealed file v1", head.label, head.trust, head.mode, head.made.to_bytes(8, "big"), head.key_id
    )


def _nonce(number: int, last: bool) -> bytes:
    return number.to_bytes(11, "big") + (b"\1" if last else b"\0")


class SealedWriter:
    """Writes one sealed file. `close` makes it whole: without it, reading refuses what was written."""

    def __init__(
        self,
        stream: BinaryIO,
        public: bytes,
        label: str,
        trust: str,
        mode: str,
        made: int,
        random: Callable[[int], bytes] = os.urandom,
    ) -> None:
        key = random(_KEY_BYTES)
        head = Head(label, trust, mode, made, envelope.key_id(public), b"")
        head = msgspec.structs.replace(head, sealed_key=envelope.seal_to(public, key, _info(head)))
        written = msgspec.msgpack.encode(head)
        self._stream, self._seal = stream, ChaCha20Poly1305(key)
        self._aad = hashlib.sha256(written).digest()
        self._number, self._held = 0, bytearray()
        stream.write(_MAGIC + len(written).to_bytes(4, "big") + written)

    def write(self, data: bytes) -> None:
        self._held += data
        while len(self._held) > PIECE_BYTES:  # the last piece is kept back until it is known to be the last
            self._piece(bytes(self._held[:PIECE_BYTES]), last=False)
            del self._held[:PIECE_BYTES]

    def close(self) -> None:
        """Write the last piece. The stream is left open."""
        self._piece(bytes(self._held), last=True)
        self._held.clear()

    def _piece(self, data: bytes, *, last: bool) -> None:
        sealed = self._seal.encrypt(_nonce(self._number, last), data, self._aad)
        self._stream.write(len(sealed).to_bytes(4, "big") + sealed)
        self._number += 1


def read_head(path: Path) -> Head:
    """What the file says of itself; nothing of it is proven before it is opened. Raises SealedFileError, OSError."""
    with path.open("rb") as stream:
        return _head(stream, path)[0]


def _head(stream: BinaryIO, path: Path) -> tuple[Head, bytes]:
    try:
        if stream.read(len(_MAGIC)) != _MAGIC:
            raise ValueError(path)
        length = int.from_bytes(stream.read(4), "big")
        if length > _MOST_HEAD:
            raise ValueError(length)
        written = stream.read(length)
        return msgspec.msgpack.decode(written, type=Head), hashlib.sha256(written).digest()
    except (ValueError, msgspec.DecodeError):
        raise SealedFileError(f"{path}: this is not a sealed file of version 1") from None


def opened(path: Path, key: envelope.PrivateKey, label: str) -> Iterator[bytes]:
    """The pieces of a file, in order, opened with the holders' key. label: what has to be in it.

    Raises SealedFileError, also in the middle: nothing that was read before is to be trusted then. Raises OSError.
    """
    with path.open("rb") as stream:
        head, aad = _head(stream, path)
        if head.label != label:
            raise SealedFileError(f"{path}: this file holds {head.label}, and {label} is asked for")
        if head.key_id != envelope.key_id(key.public):
            raise SealedFileError(f"{path}: sealed to another key ({head.key_id.hex()}): whose holders have it?")
        try:
            seal = ChaCha20Poly1305(key.open(head.sealed_key, _info(head)))
            number, last = 0, False
            while not last:
                length = int.from_bytes(stream.read(4), "big")
                sealed = stream.read(length) if _TAG_BYTES <= length <= PIECE_BYTES + _TAG_BYTES else b""
                # The last piece would open under any greater length that is written before it.
                if len(sealed) != length:
                    raise ValueError(length)
                last = not (more := stream.read(1))
                if more:
                    stream.seek(-1, os.SEEK_CUR)
                yield seal.decrypt(_nonce(number, last), sealed, aad)
                number += 1
        except (InvalidTag, envelope.SealError, ValueError):
            raise SealedFileError(f"{path}: the file was changed or cut off: take another copy") from None
