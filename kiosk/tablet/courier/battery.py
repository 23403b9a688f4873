"""The machine's battery, where it has one, as Linux tells it."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

SUPPLIES = Path("/sys/class/power_supply")
_ON_MAINS = ("Charging", "Full", "Not charging")  # what a driver does not know is no reason to be calm


class Battery(Struct, frozen=True):
    """percent: 0 to 100. charging: it is on the mains; also where it is full."""

    percent: int
    charging: bool


def read(supplies: Path = SUPPLIES) -> Battery | None:
    """The emptiest battery of the machine itself, or None; those of keyboards and pads beside it are none of its own."""
    found = []
    for supply in supplies.iterdir() if supplies.is_dir() else ():
        if _word(supply / "type") == "Battery" and _word(supply / "scope") != "Device":
            percent = _word(supply / "capacity")
            if percent.isdecimal() and int(percent) <= 100:
                found.append(Battery(int(percent), _word(supply / "status") in _ON_MAINS))
    return min(found, key=lambda battery: battery.percent, default=None)


def _word(file: Path) -> str:
    try:
        return file.read_text(encoding="ascii", errors="replace").strip()
    except OSError:  # a driver may have no such file, or not be able to say
        return ""
