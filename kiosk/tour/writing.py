"""Shares a tour out to as many windows as there are cores, and writes a sheet of all pictures for each language."""

from __future__ import annotations

import html
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
from msgspec import Struct

from kiosk.tour.orders import Drawn, Order, Round
from kiosk.tour.walking import TourRefused, demo_ward, reading
from kiosk.wardpack import Profile


class Asked(Struct, frozen=True):
    """What is to be shown. size: px of the screen. languages, forms: with commas between; "all" is every language. only: beginning of page names.
    profile: whose content."""

    size: tuple[int, int] = (1280, 800)
    text: int = 100
    theme: str = "light"
    forms: str = "plain"
    languages: str = "en"
    only: str = ""
    profile: Profile = "adult"


def _nothing(_: Drawn) -> None:
    return


def write(out: Path, asked: Asked, tell: Callable[[Drawn], None] = _nothing) -> tuple[Drawn, ...]:
    """Write NAME.png for every page and pages.json with all of them: into `out`, or into `out`/LANGUAGE/FORM where there are several of either.

    tell: gets each round as it is done. Raises TourRefused.
    """
    rounds = _rounds(out, asked)
    hands = min(len(rounds), len(os.sched_getaffinity(0)))
    orders = [
        Order(*asked.size, rounds=rounds[hand::hands], only=asked.only, profile=asked.profile) for hand in range(hands)
    ]
    done = tuple(_carried_out(orders, tell))
    if len(rounds) > 1:
        _sheets(out, rounds)
    return done


def _rounds(out: Path, asked: Asked) -> tuple[Round, ...]:
    """The ways to read that were asked for. Raises TourRefused for one that does not exist."""
    installed = demo_ward().words.languages
    languages = installed if asked.languages == "all" else tuple(dict.fromkeys(asked.languages.split(",")))
    unknown = sorted(set(languages) - set(installed))
    if unknown:
        raise TourRefused(f"--language {','.join(unknown)}: not installed (there are {', '.join(installed)}, and all)")
    forms = tuple(dict.fromkeys(asked.forms.split(",")))
    several = len(languages) * len(forms) > 1
    return tuple(
        Round(
            str(out / language / form if several else out),
            reading(asked.text, asked.theme, form, language),
        )
        for language in languages
        for form in forms
    )


def _carried_out(orders: list[Order], tell: Callable[[Drawn], None]) -> Iterator[Drawn]:
    """What the windows report, in the order of their work. All of them end with this."""
    running: list[subprocess.Popen[bytes]] = []
    try:
        for order in orders:
            command = [sys.executable, "-m", "kiosk.tour.drawing"]
            process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)  # noqa: S603
            running.append(process)
            if process.stdin:
                process.stdin.write(msgspec.json.encode(order))
                process.stdin.close()
        for process, order in zip(running, orders, strict=True):
            count = 0
            for line in process.stdout or ():
                drawn = msgspec.json.decode(line, type=Drawn)
                if drawn.refused:
                    raise TourRefused(drawn.refused)
                count += 1
                tell(drawn)
                yield drawn
            if process.wait() or count < len(order.rounds):
                raise TourRefused("a window of the tour ended before its time: run `kiosk doctor`")
    finally:
        for process in running:
            if process.poll() is None:
                process.terminate()
            process.wait()
            if process.stdout:
                process.stdout.close()


# --- sheets of all pictures, for looking through them -----------------------------------------------------------

_STYLE = "body{font:16px sans-serif;margin:24px}figure{display:inline-block;margin:6px;width:400px}img{width:100%;border:1px solid #999}"


def _sheets(out: Path, rounds: tuple[Round, ...]) -> None:
    """index.html with the languages, and one in each language with its pictures."""
    languages = dict.fromkeys(one.how.language for one in rounds)
    links = [f'<p><a href="{html.escape(code)}/index.html">{html.escape(code)}</a></p>' for code in languages]
    (out / "index.html").write_text(_page("Tour", links), encoding="utf-8")
    for code in languages:
        figures: list[str] = []
        for one in rounds:
            if one.how.language == code:
                figures.append(f"<h2>{one.how.form}</h2>")
                for picture in sorted(Path(one.folder).glob("*.png")):
                    name = html.escape(picture.stem)
                    figures.append(
                        f'<figure><a href="{one.how.form}/{name}.png"><img loading="lazy" src="{one.how.form}/{name}.png" alt=""></a>'
                        f"<figcaption>{name}</figcaption></figure>"
                    )
        (out / code / "index.html").write_text(_page(code, figures), encoding="utf-8")


def _page(title: str, parts: list[str]) -> str:
    head = f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{html.escape(title)}</title>'
    return f"{head}<style>{_STYLE}</style><h1>{html.escape(title)}</h1>\n" + "\n".join(parts) + "\n"
