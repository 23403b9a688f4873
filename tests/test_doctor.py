"""The doctor names what is wrong with a machine, and how to mend it."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk import doctor
from kiosk import fonts as our_fonts
from kiosk.tablet.settings import Settings, Voice
from tests.support.screen import Screen
from tests.support.sound import SoundCard


def levels(findings: Iterator[doctor.Finding]) -> list[str]:
    return [finding.level for finding in findings]


def test_everything_that_the_lock_file_installs_loads_here() -> None:
    assert levels(doctor.libraries()) == ["well"]


def test_every_weight_of_the_pages_is_installed_here() -> None:
    assert levels(doctor.fonts()) == ["well"]


def test_a_missing_weight_is_named() -> None:
    found = list(doctor.fonts(lambda family, weight: f"{family}|Regular"))
    assert found[0].level == "wrong"
    assert "Noto Sans Medium, Noto Sans SemiBold" in found[0].what
    assert "Noto Nastaliq Urdu Bold" in found[0].what
    assert "fonts-noto-cjk" in found[0].mend


def test_a_family_that_another_stands_in_for_is_named() -> None:
    found = list(doctor.fonts(lambda family, weight: f"DejaVu Sans|{our_fonts.WEIGHTS[weight][0]}"))
    assert "Noto Sans Tamil SemiBold" in found[0].what


@pytest.mark.parametrize(
    ("line", "level"), [("/dev/sda2 partition 8 0 -2", "wrong"), ("/dev/zram0 partition 8 0 -2", "well")]
)
def test_swap_on_a_plain_disk_is_wrong(tmp_path: Path, line: str, level: str) -> None:
    swaps = tmp_path / "swaps"
    swaps.write_text(f"Filename Type Size Used Priority\n{line}\n")
    assert levels(doctor.swap(swaps)) == [level]


def test_the_size_of_a_screen_is_told_and_one_that_is_not_there_is_wrong(
    screen: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DISPLAY", screen.display)
    assert next(doctor.screen()).what == "1280x800 px"
    monkeypatch.setenv("DISPLAY", ":9999")
    assert levels(doctor.screen()) == ["wrong"]
    monkeypatch.delenv("DISPLAY")
    assert levels(doctor.screen()) == ["wrong"]


def test_a_clock_that_was_never_set_is_wrong() -> None:
    assert levels(doctor.clock(0.0)) == ["wrong"]


def test_a_folder_that_is_not_there_yet_is_judged_by_the_one_above(tmp_path: Path) -> None:
    finding = next(doctor.disk(tmp_path / "not" / "there"))
    assert "GiB free" in finding.what or "MiB free" in finding.what


def test_a_trust_that_does_not_answer_is_named_with_its_port() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound, not listening: it refuses
        port = taken.getsockname()[1]
        finding = next(doctor.link(Settings(mode="demo", trust=f"http://127.0.0.1:{port}", data="x")))
    assert finding.level == "wrong"
    assert str(port) in finding.what
    assert finding.mend


def test_a_proxy_in_the_environment_is_named() -> None:
    assert levels(doctor.proxies({"HTTPS_PROXY": "http://10.0.0.1"})) == ["look"]
    assert levels(doctor.proxies({"PATH": "/bin"})) == ["well"]


def test_the_report_says_the_worst_first_and_every_mend() -> None:
    findings = [doctor.Finding("b", "well", "fine"), doctor.Finding("a", "wrong", "broken", "glue it")]
    assert doctor.report(findings).splitlines() == ["WRONG  a: broken", "       mend: glue it", "well   b: fine"]


def test_a_sound_device_that_opens_is_well_and_one_that_does_not_is_named_with_what_could_be_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with SoundCard(tmp_path) as card:
        monkeypatch.setenv("ALSA_CONFIG_PATH", card.environment["ALSA_CONFIG_PATH"])
        assert levels(doctor.sound()) == ["well"]
        cards = tmp_path / "cards"
        cards.write_text(
            " 0 [PCH            ]: HDA-Intel - HDA Intel PCH\n                      HDA Intel PCH at 0xdf140000 irq 131\n"
        )
        finding = next(doctor.sound("plughw:7", cards))
    assert finding.level == "look"
    assert "'plughw:7' cannot be opened" in finding.what
    assert "plughw:0 (HDA-Intel - HDA Intel PCH)" in finding.mend


def test_languages_that_cannot_be_heard_are_named(tmp_path: Path) -> None:
    assert levels(doctor.voices(languages=("en", "ur", "zh-Hans"))) == ["well"]
    (finding,) = doctor.voices(languages=("en", "so", "ckb", "ar"))
    assert (finding.level, "so, ckb, ar" in finding.what) == ("look", True)
    (tmp_path / "so").mkdir()
    (tmp_path / "so" / "0.wav").touch()
    assert levels(doctor.voices(Voice(clips=str(tmp_path), unvoiced=()), ("so", "ar"))) == ["well"]
