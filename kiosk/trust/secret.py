"""The server secret: 32 random bytes in a file outside the database and its backups, and what is wrapped with it.

For: wrapping online keys, TOTP secrets and what waits to be counted, keying Argon2id and the hashes of pairing codes and slots. Not for: anything
that readers read; concerns are sealed to people, and this secret alone opens none of them.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Literal

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from kiosk.refusal import Refusal

SECRET_BYTES = 32
_HEAD = "wardlight-server-secret-1 "
_NONCE_BYTES = 12

Purpose = Literal[
    "online keys",
    "accounts",
    "totp",
    "pairing",
    "check",
    "browsers",
    "slots",
    "invitations",
    "security keys",
    "boards",
    "tries",
    "waiting answers",
]


class SecretError(Refusal):
    """The server secret is missing, damaged, or not the one that this database was made with."""


def bound(*parts: str | bytes) -> bytes:
    """Unambiguous bytes of several parts, for a key or a tag to be bound to: each is preceded by its length."""
    raw = [part.encode() if isinstance(part, str) else part for part in parts]
    return b"".join(len(part).to_bytes(4, "big") + part for part in raw)


class ServerSecret:
    """Keys derived from the secret, one for each purpose. It never shows itself."""

    __slots__ = ("_secret",)

    def __init__(self, secret: bytes) -> None:
        if len(secret) != SECRET_BYTES:
            raise SecretError(f"a server secret has {SECRET_BYTES} bytes, not {len(secret)}")
        self._secret = secret

    def key(self, purpose: Purpose) -> bytes:
        """32 bytes for one purpose."""
        return HKDF(SHA256(), 32, salt=None, info=b"wardlight server secret v1 " + purpose.encode()).derive(
            self._secret
        )

    def wrap(
        self, purpose: Purpose, plain: bytes, *binding: str | bytes, random: Callable[[int], bytes] = os.urandom
    ) -> bytes:
        """Encrypt under the secret. `binding` names what this is, so that one wrapped thing cannot stand in for another."""
        nonce = random(_NONCE_BYTES)
        return nonce + ChaCha20Poly1305(self.key(purpose)).encrypt(nonce, plain, bound(purpose, *binding))

    def unwrap(self, purpose: Purpose, wrapped: bytes, *binding: str | bytes) -> bytes:
        """Undo `wrap`. Raises SecretError for another secret, another binding, or changed bytes."""
        try:
            return ChaCha20Poly1305(self.key(purpose)).decrypt(
                wrapped[:_NONCE_BYTES], wrapped[_NONCE_BYTES:], bound(purpose, *binding)
            )
        except (InvalidTag, ValueError):
            raise SecretError(
                "something wrapped with the server secret does not open: it was changed, or the secret was"
            ) from None

    def wrap_under(
        self,
        purpose: Purpose,
        code: bytes,
        plain: bytes,
        *binding: str | bytes,
        random: Callable[[int], bytes] = os.urandom,
    ) -> bytes:
        """Encrypt under the secret and a code together: neither opens it alone. code: random bytes that are stored nowhere."""
        nonce = random(_NONCE_BYTES)
        key = self.digest(purpose, "wrapping key", code)
        return nonce + ChaCha20Poly1305(key).encrypt(nonce, plain, bound(purpose, *binding))

    def unwrap_under(self, purpose: Purpose, code: bytes, wrapped: bytes, *binding: str | bytes) -> bytes:
        """Undo `wrap_under`. Raises SecretError for another secret, code or binding, or changed bytes."""
        try:
            return ChaCha20Poly1305(self.digest(purpose, "wrapping key", code)).decrypt(
                wrapped[:_NONCE_BYTES], wrapped[_NONCE_BYTES:], bound(purpose, *binding)
            )
        except (InvalidTag, ValueError):
            raise SecretError(
                "something wrapped with a code does not open: it was changed, or the code is of another"
            ) from None

    def digest(self, purpose: Purpose, *parts: str | bytes) -> bytes:
        """A keyed hash (HMAC-SHA256), so that short secrets cannot be tried out by whoever has the database alone."""
        return hmac.new(self.key(purpose), bound(*parts), hashlib.sha256).digest()

    def __repr__(self) -> str:
        return "ServerSecret()"


def new_secret(path: Path, random: Callable[[int], bytes] = secrets.token_bytes) -> ServerSecret:
    """Make a secret and write its file, readable by its owner alone. Raises SecretError where the file is there already."""
    secret = random(SECRET_BYTES)
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise SecretError(
            f"{path}: there is a server secret already; it is never replaced, as all accounts hang on it"
        ) from None
    with os.fdopen(file, "w", encoding="ascii") as stream:
        stream.write(f"{_HEAD}{secret.hex()}\n")
        stream.flush()
        os.fsync(stream.fileno())
    return ServerSecret(secret)


def read_secret(path: Path) -> ServerSecret:
    """The secret in a file. Raises SecretError with one line: what, where, how to mend it."""
    try:
        text = path.read_text(encoding="ascii")
        mode = path.stat().st_mode
    except FileNotFoundError:
        raise SecretError(
            f"{path}: there is no server secret: run `kiosk trust init`, or bring the file back"
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise SecretError(f"{path}: the server secret cannot be read: {error}") from None
    if mode & 0o077:
        raise SecretError(f"{path}: others may read the server secret: run `chmod 600 {path}`")
    try:
        if not text.startswith(_HEAD):
            raise ValueError(_HEAD)
        return ServerSecret(bytes.fromhex(text.removeprefix(_HEAD)))
    except (ValueError, SecretError):
        raise SecretError(f"{path}: this is not a server secret of version 1") from None
