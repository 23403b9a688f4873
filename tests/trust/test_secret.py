"""The server secret wraps for one purpose and one thing, and its file is its owner's alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.trust.secret import SecretError, ServerSecret, bound, new_secret, read_secret

parts = st.lists(st.text(max_size=8) | st.binary(max_size=8), max_size=4)
SECRET = ServerSecret(bytes(range(32)))


@given(st.binary(max_size=200), parts)
def test_what_was_wrapped_comes_back(plain: bytes, binding: list[str | bytes]) -> None:
    assert SECRET.unwrap("totp", SECRET.wrap("totp", plain, *binding), *binding) == plain


@given(st.integers(0, 43), st.integers(1, 255))
def test_any_changed_byte_is_refused(at: int, change: int) -> None:
    wrapped = bytearray(SECRET.wrap("totp", bytes(16), "reader"))
    wrapped[at] ^= change
    with pytest.raises(SecretError):
        SECRET.unwrap("totp", bytes(wrapped), "reader")


def test_another_purpose_binding_or_secret_does_not_open_it() -> None:
    wrapped = SECRET.wrap("totp", b"x", "reader")
    for secret, purpose, binding in (
        (SECRET, "online keys", "reader"),
        (SECRET, "totp", "other"),
        (ServerSecret(bytes(32)), "totp", "reader"),
    ):
        with pytest.raises(SecretError):
            secret.unwrap(purpose, wrapped, binding)  # type: ignore[arg-type]
    with pytest.raises(SecretError):
        SECRET.unwrap("totp", b"", "reader")


@given(parts, parts)
def test_two_bindings_are_the_same_bytes_only_if_they_are_the_same(
    left: list[str | bytes], right: list[str | bytes]
) -> None:
    def raw(parts: list[str | bytes]) -> list[bytes]:
        return [part.encode() if isinstance(part, str) else part for part in parts]

    assert (bound(*left) == bound(*right)) == (raw(left) == raw(right))


def test_it_never_shows_itself() -> None:
    assert repr(SECRET) == "ServerSecret()"


def test_its_file_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "secret"
    made = new_secret(path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert read_secret(path).key("check") == made.key("check")
    with pytest.raises(SecretError, match="already"):
        new_secret(path)
    path.chmod(0o640)
    with pytest.raises(SecretError, match="chmod 600"):
        read_secret(path)


@pytest.mark.parametrize("text", ["", "secret", "wardlight-server-secret-1 abcd\n", "wardlight-server-secret-1 zz\n"])
def test_a_damaged_or_missing_file_is_one_line(tmp_path: Path, text: str) -> None:
    path = tmp_path / "secret"
    with pytest.raises(SecretError, match="kiosk trust init"):
        read_secret(path)
    path.write_text(text, encoding="ascii")
    path.chmod(0o600)
    with pytest.raises(SecretError, match="not a server secret"):
        read_secret(path)
