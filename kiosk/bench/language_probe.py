"""The tablet's window as it is, changing its language again and again on its fullest page. `python -m kiosk.bench.language_probe SETTINGS ROUNDS`
prints a line for each frame that counts:

KIND ROUND LANGUAGE MS    milliseconds from the event to the frame that shows what it led to, handed to the display

KIND is `chosen` (the page of the languages, in the language that was just chosen on it), `page` (the fullest page, in that language since the same
choice) or `again` (the fullest page once more, nothing changed meanwhile). In round 0 each language is shown for the first time in this process.
No finger presses, so no page fades.
"""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Generator
from pathlib import Path

from kiosk.tablet import app, pages

FULLEST = "concern.words"  # no page on the way to Send has more on it: a keyboard, what was written, and what is asked
WAY = ("doors/concern", "gate/no", "carry_on", "carry_on", "carry_on", "skip", "skip", "pause/words")
TO_LANGUAGES = ("reading", "language")
REST = (
    0.05  # seconds from a frame to the next event, so that whatever waits for rest has its turn as it has with a person
)

Steps = Generator[str, float, None]  # gives what is acted on, takes the milliseconds until its frame


def steps(shown: Callable[[], pages.Page], rounds: int) -> Steps:
    """What a person acts on, in each language and round. shown: the page that is there now. Prints what it took."""
    yield from _each(WAY)
    if shown().id != FULLEST:
        sys.exit(f"the way to {FULLEST} leads to {shown().id}")
    yield from _each(TO_LANGUAGES)
    order = languages(shown())
    yield "done"
    for number in range(rounds):
        for language in order:
            yield from _each(TO_LANGUAGES)
            chosen = yield f"language/{language}"
            new = yield "done"
            yield from _each(TO_LANGUAGES)
            again = yield "done"
            for kind, took in (("chosen", chosen), ("page", new), ("again", again)):
                print(kind, number, language, f"{took:.3f}", flush=True)


def _each(targets: tuple[str, ...]) -> Steps:
    for target in targets:  # noqa: UP028 - a tuple takes no answers, so `yield from` would not do
        yield target


def languages(page: pages.Page) -> tuple[str, ...]:
    """All that can be chosen on their page, the one that is shown now last, so that each is another than the one before."""
    block = page.block("language")
    options = block.options if isinstance(block, pages.Choices) else ()
    return tuple(option.id for option in sorted(options, key=lambda option: option.chosen))


def main() -> None:
    """As `kiosk.tablet.app.main`, until every language has had its rounds."""
    threading.excepthook = app.end_with_the_worker
    tablet, screen = app.open_tablet(Path(sys.argv[1]), None)
    acting = steps(lambda: tablet.shown()[0], int(sys.argv[2]))
    began: float | None = None
    waiting = True  # for a frame

    def act(target: str) -> None:
        nonlocal began, waiting
        began, waiting = time.monotonic(), True
        tablet.acted(target)

    def drawn(_: str) -> None:
        nonlocal waiting
        now = time.monotonic()
        if not waiting:
            return
        waiting = False
        try:
            target = next(acting) if began is None else acting.send((now - began) * 1000)
        except StopIteration:
            screen.stop()
            return
        screen.call_at(time.monotonic() + REST, lambda: act(target))

    screen.on_drawn = drawn
    sys.exit(tablet.run())


if __name__ == "__main__":
    main()
