"""A sealed file opens whole, to its holders' key, as what it is; or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from kiosk import envelope
from kiosk.trust import sealed_file
from kiosk.trust.sealed_file import PIECE_BYTES, SealedFileError, SealedWriter

KEY = envelope.PrivateKey.generate()


def write(path: Path, data: bytes, label: str = "things") -> Path:
    with path.open("wb") as stream:
        writer = SealedWriter(stream, KEY.public, label, "north", "demo", 20_000)
        for start in range(0, len(data), 10_007):
            writer.write(data[start : start + 10_007])
        writer.close()
    return path


def read(path: Path, key: envelope.PrivateKey = KEY, label: str = "things") -> bytes:
    return b"".join(sealed_file.opened(path, key, label))


@pytest.mark.parametrize("size", [0, 1, PIECE_BYTES - 1, PIECE_BYTES, PIECE_BYTES + 1, 3 * PIECE_BYTES])
def test_what_was_written_is_read_again(tmp_path: Path, size: int) -> None:
    data = bytes(number % 251 for number in range(size))
    path = write(tmp_path / "file", data)
    assert read(path) == data
    assert sealed_file.read_head(path).made == 20_000
    assert size < 16 or data[:16] not in path.read_bytes()


def test_pieces_cannot_be_cut_off_swapped_or_left_out(tmp_path: Path) -> None:
    path = write(tmp_path / "file", b"a" * PIECE_BYTES + b"b" * PIECE_BYTES + b"c" * 100)
    whole = path.read_bytes()
    piece = 4 + PIECE_BYTES + 16
    end = 4 + 100 + 16
    head = len(whole) - end - 2 * piece
    first, second, last = whole[head : head + piece], whole[head + piece : head + 2 * piece], whole[-end:]
    for changed in (first + second, second + first + last, first + last, first + second + last + last, b"", last):
        path.write_bytes(whole[:head] + changed)
        with pytest.raises(SealedFileError, match="changed or cut"):
            read(path)


def test_another_key_another_label_and_another_file_are_refused_in_one_line(tmp_path: Path) -> None:
    path = write(tmp_path / "file", b"data")
    with pytest.raises(SealedFileError, match="another key"):
        read(path, envelope.PrivateKey.generate())
    with pytest.raises(SealedFileError, match="asked for"):
        read(path, label="other things")
    path.write_bytes(b"something else")
    with pytest.raises(SealedFileError, match="not a sealed file"):
        read(path)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.integers(0, 10**6), change=st.integers(1, 255))
@example(place=-(4 + 200 + 16) + 2, change=1)  # the length before the last piece, grown
def test_no_byte_can_be_changed(tmp_path: Path, place: int, change: int) -> None:
    path = write(tmp_path / "file", b"data" * 50)
    raw = bytearray(path.read_bytes())
    raw[place % len(raw)] ^= change
    path.write_bytes(raw)
    with pytest.raises(SealedFileError):
        read(path)
