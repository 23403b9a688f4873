"""Draws the pages of some languages and forms in one window. `python -m kiosk.tour.drawing` takes an `Order` on its standard input and writes a
`Drawn` a line.

A process of its own, as there is one window to a process: `writing` starts one for each core.
"""

from __future__ import annotations

import sys
from contextlib import ExitStack
from os import environ
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from kiosk.refusal import Refusal
from kiosk.tablet import attention, pages, settings
from kiosk.tour.orders import Drawn, Order, Round
from kiosk.tour.walking import TourRefused, demo_ward, walk
from kiosk.wardpack import Profile

if TYPE_CHECKING:
    from kiosk.tablet.senses.sight.window import Window


def main() -> None:
    """Carry out the order; the last line says it where it was refused."""
    order = msgspec.json.decode(sys.stdin.buffer.read(), type=Order)
    try:
        with ExitStack() as stack:
            if not environ.get("DISPLAY"):
                from kiosk.virtual_screen import virtual_screen

                stack.enter_context(virtual_screen(order.width, order.height))
            from kiosk.tablet.senses.sight.window import Window

            window = Window(settings.Screen(full=False, width=order.width, height=order.height))
            for one in order.rounds:
                _say(_round(window, one, order.only, order.profile))
    except (Refusal, OSError) as refused:
        _say(Drawn("", refused=str(refused)))
        sys.exit(2)


def _say(drawn: Drawn) -> None:
    sys.stdout.buffer.write(msgspec.json.encode(drawn) + b"\n")
    sys.stdout.buffer.flush()


def _round(window: Window, one: Round, only: str, profile: Profile) -> Drawn:
    """NAME.png for every page whose name begins with `only`, and pages.json with all of them and with what is wrong with each."""
    from kiosk.tour.faults import faults_of

    found = {name: page for name, page in sorted(walk(demo_ward(profile), one.how).items()) if name.startswith(only)}
    if not found:
        raise TourRefused(f"--only {only}: no page's name begins like this (kiosk tour --out DIR writes them all)")
    out = Path(one.folder)
    out.mkdir(parents=True, exist_ok=True)
    told, faults, pictures = {}, [], 0
    view = window.view
    for name, page in found.items():
        pictures += _draw(window, page, out / f"{name}.png")
        wrong = faults_of(page, window.screen, view.typesetter, view.proportions)
        told[name] = {**msgspec.to_builtins(page), "faults": msgspec.to_builtins(wrong)}
        faults += [f"{name}, {fault}" for fault in wrong]
    text = msgspec.json.format(msgspec.json.encode(told), indent=1)
    (out / "pages.json").write_bytes(text + b"\n")
    return Drawn(one.folder, len(found), pictures, tuple(faults))


def _draw(window: Window, page: pages.Page, path: Path) -> int:
    """A page that splits into parts gives NAME.png, NAME-2.png and so on. Returns how many."""
    parts = window.view.measure(page, page.reading.size)
    for part in range(max(1, len(parts))):
        window.show(page, attention.Place(page=page.id, part=part, parts=parts))
        window.screenshot(path if part == 0 else path.with_stem(f"{path.stem}-{part + 1}"))
    return max(1, len(parts))


if __name__ == "__main__":
    main()
