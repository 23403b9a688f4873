"""How soon the tablet is in another language."""

from __future__ import annotations

import math
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from kiosk.bench.figures import BenchRefused, Figure
from kiosk.bench.running import demo_folder, screen

LANGUAGES = 21
LEAST_ROUNDS = 2  # besides the first


def language_switch(runs: int) -> Figure:
    """Milliseconds from the event to the frame that shows the fullest page in a language that was just chosen, every language in turn.

    Beside it the same page in the same language once more. `chosen`: from the choice to the page of the languages in that language, where it is
    made. `cold`: both for the first time that a process shows the language.
    """
    with screen(), demo_folder() as prepared:
        return figure(_told(prepared.tablet, 1 + max(LEAST_ROUNDS, math.ceil(runs / LANGUAGES))))


def figure(lines: Iterable[str]) -> Figure:
    """The figure of what `language_probe` told. Raises BenchRefused where it has nothing to tell of both first and later rounds."""
    found: dict[str, list[float]] = {}
    for line in lines:
        kind, number, _, took = line.split()
        found.setdefault(kind if number != "0" or kind == "again" else f"{kind}_cold", []).append(float(took))
    if set(found) != {"page", "page_cold", "chosen", "chosen_cold", "again"}:
        raise BenchRefused("the window did not come through all languages: run `kiosk doctor`")
    extra = {"cold": found["page_cold"], "chosen": found["chosen"], "chosen_cold": found["chosen_cold"]}
    return Figure("ms", found["page"], "the same page again", found["again"], extra)


def _told(settings: Path, rounds: int) -> list[str]:
    command = [sys.executable, "-m", "kiosk.bench.language_probe", str(settings), str(rounds)]
    ended = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)  # noqa: S603
    if ended.returncode:
        raise BenchRefused("the window ended while it changed its language: run `kiosk doctor`")
    return ended.stdout.splitlines()
