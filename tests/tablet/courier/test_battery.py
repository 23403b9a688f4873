"""The battery of the machine is read as Linux tells it."""

from __future__ import annotations

from pathlib import Path

from kiosk.tablet.courier.battery import Battery, read


def supply(folder: Path, name: str, **files: str) -> None:
    (folder / name).mkdir(parents=True)
    for file, word in files.items():
        (folder / name / file).write_text(f"{word}\n")


def test_a_machine_without_a_battery_has_none(tmp_path: Path) -> None:
    assert read(tmp_path / "nowhere") is None
    supply(tmp_path, "AC", type="Mains", online="1")
    assert read(tmp_path) is None


def test_how_full_it_is_and_whether_it_is_on_the_mains(tmp_path: Path) -> None:
    for status, charging in (
        ("Discharging", False),
        ("Charging", True),
        ("Full", True),
        ("Not charging", True),
        ("Unknown", False),
    ):
        folder = tmp_path / status
        supply(folder, "BAT0", type="Battery", capacity="15", status=status)
        assert read(folder) == Battery(15, charging)


def test_the_emptiest_counts_and_no_battery_of_a_keyboard_beside_it(tmp_path: Path) -> None:
    supply(tmp_path, "BAT0", type="Battery", capacity="80", status="Discharging")
    supply(tmp_path, "BAT1", type="Battery", capacity="30", status="Discharging")
    supply(tmp_path, "hidpp_battery_0", type="Battery", capacity="5", status="Discharging", scope="Device")
    assert read(tmp_path) == Battery(30, False)


def test_what_cannot_be_read_is_no_battery(tmp_path: Path) -> None:
    supply(tmp_path, "BAT0", type="Battery", status="Unknown")
    supply(tmp_path, "BAT1", type="Battery", capacity="full", status="Unknown")
    supply(tmp_path, "BAT2", type="Battery", capacity="250", status="Unknown")
    assert read(tmp_path) is None
