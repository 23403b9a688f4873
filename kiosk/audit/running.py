"""Shares an audit out to as many windows as there are cores, and gathers what they found."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from queue import SimpleQueue

import msgspec
from msgspec import Struct

from kiosk.audit import pairs
from kiosk.audit.findings import Tally
from kiosk.audit.orders import STATES, Order, Round, Sample, State, Told
from kiosk.refusal import Refusal
from kiosk.tablet import pages
from kiosk.tablet.senses.sight.screen import DESIGN_DOTS_PER_MM
from kiosk.tablet.senses.sight.theme import PALETTES, SIZES
from kiosk.tour.walking import demo_ward, reading, walk
from kiosk.wardpack import Profile

FORMS: tuple[pages.Form, ...] = ("plain", "easy")
Way = tuple[str, int, pages.Form]
STATES_AT: Way = ("en", 140, "plain")  # the round in which states are told apart: they do not depend on words
SLICE: tuple[Way, ...] = (("en", 100, "plain"), ("ur", 200, "easy"), ("ta", 100, "easy"), ("pl", 200, "plain"))
"""What `make test` looks at. Languages: English; the highest and lowest letters, from the right; the longest words; long words in Latin letters."""


class AuditRefused(Refusal):
    """The audit cannot be made as asked."""


class Asked(Struct, frozen=True):
    """languages: codes; () for all. sizes: per cent. only: beginning of page names. part: the slice that `make test` looks at, not the whole."""

    languages: tuple[str, ...] = ()
    sizes: tuple[int, ...] = tuple(SIZES)
    forms: tuple[pages.Form, ...] = FORMS
    only: str = ""
    part: bool = False
    size: tuple[int, int] = (1280, 800)
    dots_per_mm: float = DESIGN_DOTS_PER_MM
    profile: Profile = "adult"


class Gathered(Struct):
    """tally: everything. rounds, pages, drawn, missing: how much was looked at; missing: samples of pages that a language has not."""

    tally: Tally
    rounds: int = 0
    pages: int = 0
    drawn: int = 0
    missing: int = 0


def rounds_of(asked: Asked) -> tuple[Round, ...]:
    """The rounds with their samples. Raises AuditRefused for a language that is not there."""
    ward = demo_ward(asked.profile)
    installed = ward.words.languages
    unknown = sorted(set(asked.languages) - set(installed))
    if unknown:
        raise AuditRefused(f"--language {','.join(unknown)}: not installed (there are {', '.join(installed)}, and all)")
    names = [n for n in walk(ward, reading(100, "light", "plain")) if n.startswith(asked.only)]
    if not names:
        raise AuditRefused(f"--only {asked.only}: no page's name begins like this")
    ways: list[Way]
    if asked.part:
        ways = list(SLICE)
        samples = _few(names, ways)
    else:
        ways = [(t, size, form) for t in asked.languages or installed for size in asked.sizes for form in asked.forms]
        samples = _covered(names, ways)
    here = STATES_AT if STATES_AT in ways else ways[0]
    themes = ("high_contrast",) if asked.part else tuple(PALETTES)
    return tuple(
        Round(
            reading(size, "light", form, tongue),
            tuple(samples.get((tongue, size, form), ())),
            themes if (tongue, size, form) == here else (),
            walks=(not asked.part or (tongue, size, form) == here) and not asked.only,
            spaced=form == "plain" and not asked.part,
        )
        for tongue, size, form in ways
    )


def _covered(names: Sequence[str], ways: Sequence[Way]) -> dict[Way, list[Sample]]:
    """Pages to draw so that every value of page, language, size, form, theme and state meets every value of the others."""
    tongues, sizes, forms = (tuple(dict.fromkeys(way[at] for way in ways)) for at in range(3))
    factors: tuple[Sequence[object], ...] = (names, tongues, sizes, forms, tuple(PALETTES), STATES)
    found: dict[Way, list[Sample]] = {}
    for turn, case in enumerate(pairs.cover([len(factor) for factor in factors])):
        name, tongue, size, form, theme, state = (factor[at] for factor, at in zip(factors, case, strict=True))
        way = msgspec.convert((tongue, size, form), Way)
        found.setdefault(way, []).append(
            msgspec.convert({"page": name, "theme": theme, "state": state, "turn": turn}, Sample)
        )
    return found


def _few(names: Sequence[str], ways: Sequence[Way]) -> dict[Way, list[Sample]]:
    """Some pages of each way, so that each page is drawn once, in the extremes of the themes and every state."""
    themes: tuple[pages.Theme, ...] = ("light", "high_contrast", "dark", "calm")
    found: dict[Way, list[Sample]] = {}
    for turn, name in enumerate(names):
        state: State = STATES[turn // 2 % len(STATES)]
        sample = Sample(name, themes[(turn + turn // 8) % 4], state, turn)
        found.setdefault(ways[turn % len(ways)], []).append(sample)
    return found


def gather(out: Path, asked: Asked, tell: Callable[[Told, int, int], None]) -> Gathered:
    """Look at everything. tell: gets each round as it is done, how many are, and how many there are. Raises AuditRefused."""
    rounds = rounds_of(asked)
    hands = 1 if asked.part else min(len(rounds), len(os.sched_getaffinity(0)))
    orders = [
        Order(*asked.size, asked.dots_per_mm, str(out / "pictures"), share, asked.only, asked.profile)
        for share in _shared_out(rounds, hands)
    ]
    gathered = Gathered(Tally())
    for told in _carried_out(orders):
        if told.refused:
            raise AuditRefused(told.refused)
        gathered.rounds += 1
        gathered.pages += told.pages
        gathered.drawn += told.drawn
        gathered.missing += told.missing
        gathered.tally.add(Tally.unpacked(told.failures, told.nearest, told.looks))
        tell(told, gathered.rounds, len(rounds))
    return gathered


def _shared_out(rounds: Sequence[Round], hands: int) -> list[tuple[Round, ...]]:
    """As much for each window, all rounds of a language and form in one: their pages are found by one walk. Those with most work come first."""
    ways: dict[tuple[str, str], list[Round]] = {}
    for one in rounds:
        ways.setdefault((one.how.language, one.how.form), []).append(one)
    shares: list[list[Round]] = [[] for _ in range(hands)]
    for way in sorted(ways.values(), key=lambda of: -sum(_work(one) for one in of)):
        min(shares, key=lambda share: sum(_work(one) for one in share)).extend(way)
    return [tuple(share) for share in shares if share]


def _work(one: Round) -> int:
    return 50 + len(one.samples) + 100 * len(one.themes)


def _carried_out(orders: list[Order]) -> Iterator[Told]:
    """What the windows report, as it comes. All of them end with this. Raises AuditRefused for one that ends before its time."""
    running: list[subprocess.Popen[bytes]] = []
    told: SimpleQueue[Told | None] = SimpleQueue()
    try:
        for order in orders:
            command = [sys.executable, "-m", "kiosk.audit.looking"]
            process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)  # noqa: S603
            running.append(process)
            threading.Thread(target=_listen, args=(process, order, told), daemon=True).start()
        ended = count = 0
        while ended < len(orders):
            one = told.get()
            if one is None:
                ended += 1
                continue
            count += 1
            yield one
        if count < sum(len(order.rounds) for order in orders):
            raise AuditRefused("a window of the audit ended before its time: run `kiosk doctor`")
    finally:
        for process in running:
            if process.poll() is None:
                process.terminate()
            process.wait()


def _listen(process: subprocess.Popen[bytes], order: Order, told: SimpleQueue[Told | None]) -> None:
    """Give a window its order, and pass on what it says; None once it says no more."""
    try:
        if process.stdin is not None:
            process.stdin.write(msgspec.json.encode(order))
            process.stdin.close()
        for line in process.stdout or ():
            told.put(msgspec.json.decode(line, type=Told))
    except (OSError, msgspec.DecodeError):
        pass  # what is missing is counted
    finally:
        told.put(None)
