"""`kiosk bench`: what it costs, beside a bare floor measured in the same run.

Machines are shared and noisy, so a figure means nothing alone: each stands beside the least that a machine needs for the same thing (bare Kivy,
a bare commit), taken in turn with it, and the ratio is what to compare. Nothing here is a test, and no figure passes or fails.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from kiosk.bench.figures import LEAST_RUNS, BenchRefused, Figure

# name -> module and function; imported when asked for, as Kivy, SQLAlchemy and Litestar are not wanted in one process together.
MEASURES = {
    "start": ("kiosk.bench.window", "start"),
    "touch_to_page": ("kiosk.bench.window", "touch_to_page"),
    "leave": ("kiosk.bench.window", "leave"),
    "language_switch": ("kiosk.bench.languages", "language_switch"),
    "paragraph": ("kiosk.bench.paragraph", "paragraph"),
    "idle_cpu": ("kiosk.bench.processes", "idle_cpu"),
    "memory": ("kiosk.bench.processes", "memory"),
    "send_durable": ("kiosk.bench.courier", "send_durable"),
    "intake": ("kiosk.bench.intake", "intake"),
    "batches_300": ("kiosk.bench.intake", "batches_300"),
    "inbox": ("kiosk.bench.casework", "inbox"),
    "open_case": ("kiosk.bench.casework", "open_case"),
    "first_sound": ("kiosk.bench.sound", "first_sound"),
    "focus_move": ("kiosk.bench.keys", "focus_move"),
    "tree": ("kiosk.bench.tree", "tree"),
    "seal": ("kiosk.bench.sealing", "seal"),
}


def measure(names: list[str], runs: int, tell: Callable[[str], None]) -> dict[str, Figure]:
    """The figures asked for, all where `names` is empty. Raises BenchRefused for a name that does not exist or too few runs."""
    unknown = sorted(set(names) - set(MEASURES))
    if unknown:
        raise BenchRefused(f"--only {','.join(unknown)}: there is no such measure (there are {', '.join(MEASURES)})")
    if runs < LEAST_RUNS:
        raise BenchRefused(f"--runs {runs}: fewer than {LEAST_RUNS} runs say nothing")
    found: dict[str, Figure] = {}
    for name in names or list(MEASURES):
        module, function = MEASURES[name]
        found[name] = getattr(import_module(module), function)(runs)
        tell(f"{name}: {found[name].line()}")
    return found


def write(out: Path, names: list[str], runs: int) -> None:
    """Measure, tell each figure as it comes, and write the JSON file. Raises BenchRefused."""
    if not out.absolute().parent.is_dir():
        raise BenchRefused(f"--out {out}: there is no folder {out.absolute().parent}")
    figures = measure(names, runs, print)
    out.write_text(json.dumps({name: figure.as_json() for name, figure in figures.items()}, indent=1) + "\n")
