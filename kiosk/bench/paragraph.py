"""What a long paragraph costs that nobody has set before, from its words to its dots, beside bare Pango."""

from __future__ import annotations

import subprocess
import sys

from kiosk.bench.figures import BenchRefused, Figure

LANGUAGES = {"latin": "en", "arabic": "ar", "nastaliq": "ur", "bengali": "bn"}
WARM = 3  # times more in each process, after the cold one


def paragraph(runs: int) -> Figure:
    """Milliseconds a paragraph with its fonts open (warm), all scripts together, in turn with bare Pango.

    Beside it every script alone, warm and cold (the first words of a process), each with its floor.
    """
    found: dict[str, list[float]] = {}
    for _ in range(runs):
        for script, language in LANGUAGES.items():
            for who, floor in (("ours", ""), ("bare", "_floor")):
                cold, *warm = _set(who, language)
                found.setdefault(f"{script}{floor}", []).extend(warm)
                found.setdefault(f"{script}_cold{floor}", []).append(cold)
    warm = [took for script in LANGUAGES for took in found[script]]
    floor_values = [took for script in LANGUAGES for took in found[f"{script}_floor"]]
    return Figure("ms", warm, "bare Pango", floor_values, found)


def _set(who: str, language: str) -> list[float]:
    command = [sys.executable, "-m", "kiosk.bench.paragraph_probe", who, language, str(1 + WARM)]
    ended = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)  # noqa: S603
    took = [float(line) for line in ended.stdout.splitlines()]
    if ended.returncode or len(took) != 1 + WARM:
        raise BenchRefused("no paragraph could be set: run `kiosk doctor`")
    return took
