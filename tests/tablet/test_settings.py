"""A tablet's settings are read whole, or refused with one line that says where and how to mend it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.settings_file import SettingsError
from kiosk.tablet import settings

GOOD = 'mode = "demo"\ntrust = "http://127.0.0.1:8443"\ndata = "data"\n'


def read(folder: Path, text: str) -> settings.Settings:
    file = folder / "tablet.toml"
    file.write_text(text, encoding="utf-8")
    return settings.read(file)


def test_what_is_left_out_is_as_documented(tmp_path: Path) -> None:
    found = read(tmp_path, GOOD)
    assert found.screen == settings.Screen()
    assert found.start.size == 140  # what a wall tablet starts in
    assert found.pin == ""


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ("colour = 1", "colour"),
        ("mode = 1", "mode"),
        ("[screen]\nwidth = 10", "width"),
        ("[start]\nsize = 120", "size"),
        ("[start]\ncolour = 1", "colour"),
        ('authority = "nowhere.pem"', "nowhere.pem"),
        ('[keys]\nmap = "/nowhere/keys.toml"', "keys.map: /nowhere/keys.toml: there is no such file"),
        ('[voice]\njack = ""', "jack"),
        ("[start]\nscan = 4", r"start.scan = 4 is not one .*: 0.5, 1, 2, 3, 5, 10 \(seconds\)"),
        ("[start]\nhold = 9", "start.hold"),
        ('[start]\nway = "voice"', "way"),
        ("= 3", "not TOML"),
    ],
)
def test_a_wrong_line_is_named_with_its_file(tmp_path: Path, change: str, says: str) -> None:
    good = GOOD.replace('mode = "demo"\n', "") if change.startswith("mode") else GOOD
    with pytest.raises(SettingsError, match=says) as refused:
        read(tmp_path, f"{good}{change}\n")
    assert "tablet.toml" in str(refused.value)


@pytest.mark.parametrize(
    ("mode", "trust", "taken"),
    [
        ("demo", "http://127.0.0.1:1", True),
        ("demo", "http://localhost", True),
        ("demo", "http://trust.example", False),
        ("demo", "http://127.0.0.1.trust.example", False),
        ("live", "http://127.0.0.1", False),
        ("live", "https://trust.example", True),
        ("live", "https://", False),
        ("live", "ftp://trust.example", False),
        ("live", "trust.example", False),
    ],
)
def test_only_the_demo_may_talk_in_the_clear_and_only_to_itself(
    tmp_path: Path, mode: str, trust: str, taken: bool
) -> None:
    text = f'mode = "{mode}"\ntrust = "{trust}"\ndata = "x"\n'
    if taken:
        assert read(tmp_path, text).trust == trust
        return
    with pytest.raises(SettingsError, match="trust ="):
        read(tmp_path, text)


@given(st.binary(max_size=200))
def test_any_bytes_are_settings_or_a_settings_error(data: bytes) -> None:
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as folder:
        file = Path(folder) / "tablet.toml"
        file.write_bytes(data)
        with pytest.raises(SettingsError):
            settings.read(file)


def test_the_example_names_every_key(tmp_path: Path) -> None:
    example = Path(__file__).parents[2] / settings.EXAMPLE
    text = example.read_text(encoding="utf-8")
    for kind in (settings.Settings, settings.Screen, settings.Start):
        for name in kind.__struct_fields__:
            assert name in text
