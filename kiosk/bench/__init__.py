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
    "call_first_pixel": ("kiosk.bench.call_page", "call_first_pixel"),
    "call_to_board": ("kiosk.bench.calls", "call_to_board"),
    "accept_to_tablet": ("kiosk.bench.calls", "accept_to_tablet"),
    "tablet_memory": ("kiosk.bench.calls", "tablet_memory"),
    "reconnect": ("kiosk.bench.calls", "reconnect"),
    "ward_page": ("kiosk.bench.measures", "ward_page"),
    "trust_overview": ("kiosk.bench.measures", "trust_overview"),
    "quarterly_report": ("kiosk.bench.measures", "quarterly_report"),
    "open_a_day": ("kiosk.bench.measures", "open_a_day"),
}
# Whose measures can be taken on a PostgreSQL database as well. One measure to a database: each begins with an empty one.
ON_A_DATABASE = ("kiosk.bench.calls", "kiosk.bench.measures")


def measure(names: list[str], runs: int, tell: Callable[[str], None], database: str = "") -> dict[str, Figure]:
    """The figures asked for, all where `names` is empty. Raises BenchRefused for a name that does not exist or too few runs.

    database: address of a PostgreSQL database for those that can be taken on one; the others are refused then.
    """
    unknown = sorted(set(names) - set(MEASURES))
    if unknown:
        raise BenchRefused(f"--only {','.join(unknown)}: there is no such measure (there are {', '.join(MEASURES)})")
    if runs < LEAST_RUNS:
        raise BenchRefused(f"--runs {runs}: fewer than {LEAST_RUNS} runs say nothing")
    on_database = [name for name, (module, _) in MEASURES.items() if module in ON_A_DATABASE]
    if database and not set(names) <= set(on_database):
        raise BenchRefused(f"--database is for {', '.join(on_database)} alone: name some of them with --only")
    found: dict[str, Figure] = {}
    for name in names or (on_database if database else list(MEASURES)):
        module, function = MEASURES[name]
        found[name] = getattr(import_module(module), function)(runs, *([database] if database else []))
        tell(f"{name}: {found[name].line()}")
    return found


def write(out: Path, names: list[str], runs: int, database: str = "") -> None:
    """Measure, tell each figure as it comes, and write the JSON file. Raises BenchRefused."""
    if not out.absolute().parent.is_dir():
        raise BenchRefused(f"--out {out}: there is no folder {out.absolute().parent}")
    figures = measure(names, runs, print, database)
    out.write_text(json.dumps({name: figure.as_json() for name, figure in figures.items()}, indent=1) + "\n")
