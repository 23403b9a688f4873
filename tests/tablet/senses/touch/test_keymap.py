"""Key maps: codes by number and by name, one clear line for each fault, and shipped examples that hold."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.tablet.senses.touch import keymap
from tests.support.processes import REPOSITORY


def written(folder: Path, words: str) -> Path:
    file = folder / "keys.toml"
    file.write_text(words)
    return file


def test_keys_are_named_or_numbered_by_what_the_pad_sends(tmp_path: Path) -> None:
    read = keymap.read(written(tmp_path, '[keys]\nF13 = "next"\n0x72 = "help"\n115 = "act"\nF1 = "voice"\n'))
    assert read == {104: "next", 114: "help", 115: "act", 58: "voice"}
    assert (keymap.name_of(114), keymap.name_of(4)) == ("F23", "4")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ('[keys]\nF13 = "jump"\n', "F13 = 'jump' is not a command"),
        ("[keys]\nF13 = 1\n", "F13 = 1 is not a command"),
        ('[keys]\nF13 = "next"\n104 = "act"\n', "104 and F13 are the same key (104)"),
        ('[keys]\nF25 = "next"\n', "F25 is not the code of a key"),
        ('[keys]\n0 = "next"\n', "0 is not the code of a key"),
        ('[keys]\n999 = "next"\n', "999 is not the code of a key"),
        ('F13 = "next"\n', "F13 is not known here"),
        ("", "the table [keys] is missing"),
        ('[keys]\nF13 = "next"\n[pad]\n', "pad is not known here"),
        ("[keys\n", "not TOML"),
    ],
)
def test_each_fault_is_one_line_that_names_the_file_the_key_and_the_mend(tmp_path: Path, words: str, told: str) -> None:
    file = written(tmp_path, words)
    with pytest.raises(keymap.KeymapError) as refused:
        keymap.read(file)
    assert told in str(refused.value)
    assert str(refused.value).startswith(f"{file}: ")
    assert "\n" not in str(refused.value)


def test_a_file_that_is_not_there_is_said_with_an_example(tmp_path: Path) -> None:
    with pytest.raises(keymap.KeymapError, match=r"there is no such file \(see deploy/tablet/keys-audionav.toml"):
        keymap.read(tmp_path / "none.toml")


@pytest.mark.parametrize("name", ["keys-audionav.toml", "keys-switches.toml"])
def test_the_examples_can_be_used_as_they_are(name: str) -> None:
    file = REPOSITORY / "deploy" / "tablet" / name
    assert keymap.fault(file) == ""
    assert set(keymap.read(file)) <= set(range(104, 116)), "codes that no ordinary keyboard sends"


def test_a_full_keyboard_can_do_everything_that_is_about_reading() -> None:
    beside = {"leave", "call", "switch_1", "switch_2", "plugged", "unplugged"}  # the rail can be gone to
    assert set(keymap.STANDARD.values()) == set(keymap.COMMANDS) - beside
