"""Dated results of the long proofs (`make prove`), each with the machine that it ran on.

A proof writes what it counted into tests/proof/results/DATE-NAME.json, so that a reader can see when it last held, on
what, and how often it was tried. It is for counts and times alone: no text that anybody typed, not even a test's.
"""

import json
import os
import platform
import subprocess
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import TypeAlias

Figure: TypeAlias = "int | float | str | bool | list[int] | list[float] | Mapping[str, int | float | str]"

RESULTS = Path(__file__).resolve().parents[1] / "proof/results"


def machine() -> dict[str, str | int]:
    """Describe this machine in the words a reader needs to weigh a figure: processor, cores, memory, system, Python."""
    return {
        "processor": _first_value(Path("/proc/cpuinfo"), "model name") or platform.machine(),
        "cores": len(os.sched_getaffinity(0)),
        "memory_mib": int((_first_value(Path("/proc/meminfo"), "MemTotal") or "0 kB").split()[0]) // 1024,
        "system": _system(),
        "kernel": platform.release(),
        "python": platform.python_version(),
    }


def write_result(name: str, figures: Mapping[str, Figure], now: datetime, folder: Path = RESULTS) -> Path:
    """Write one proof's result, replacing one of the same day.

    :param name: the proof, as a file name: "kills-around-send".
    :param figures: what was counted or measured, units in the keys ("restart_seconds").
    :param now: the time of writing, with its zone.
    :returns: the file.
    """
    result = {"proof": name, "at": now.isoformat(timespec="seconds"), "commit": _commit()}
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"{now:%Y-%m-%d}-{name}.json"
    text = json.dumps({**result, "machine": machine(), "figures": dict(figures)}, indent=2, ensure_ascii=False)
    target.write_text(text + "\n", encoding="utf-8")
    return target


def _commit() -> str:
    asked = subprocess.run(
        ["git", "describe", "--always", "--dirty"], cwd=RESULTS.parents[1], capture_output=True, text=True, check=False
    )
    return asked.stdout.strip() or "not a git checkout"


def _system() -> str:
    try:
        return platform.freedesktop_os_release()["PRETTY_NAME"]
    except OSError:
        return platform.system()


def _first_value(file: Path, key: str) -> str | None:
    if not file.is_file():
        return None
    for line in file.read_text(encoding="utf-8", errors="replace").splitlines():
        name, _, value = line.partition(":")
        if name.strip() == key:
            return value.strip()
    return None
