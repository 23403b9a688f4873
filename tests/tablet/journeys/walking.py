"""A person in front of a tablet, without a window: touches what the page offers and reads what it says."""

from __future__ import annotations

import functools
import shutil
import tempfile
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from msgspec.structs import replace

from kiosk import wardpack
from kiosk.charter.build import build_content
from kiosk.resources import resource_folder
from kiosk.tablet import attention, journeys, pages, visit, words
from kiosk.tablet.ward import Ward, Words

IN_NOVEMBER = 1_795_000_000.0  # November 2026
WORKS = visit.Link(courier=True, calls=True, speech=False)


@functools.cache
def english() -> Words:
    """The interface's words as they are written now, through the reader that the tablet uses."""
    source = resource_folder("locales") / "en" / "LC_MESSAGES" / "wardlight.po"
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made) / "en" / "LC_MESSAGES"
        folder.mkdir(parents=True)
        shutil.copy(source, folder)
        with source.open("rb") as text, (folder / "wardlight.mo").open("wb") as binary:
            write_mo(binary, read_po(text, locale="en"))
        return words.load(Path(made))


@functools.cache
def content() -> wardpack.Content:
    """The content that comes with Wardlight, for the demo."""
    return build_content(resource_folder("content"), "willow", "Willow Ward", "demo", 1, 0, 2**31)


def ward(**changes: object) -> Ward:
    """A paired ward in the demo, in November 2026."""
    made = Ward(
        words=english().with_ward(content(), live=False),
        content=content(),
        name="Willow Ward",
        demo=True,
        now=IN_NOVEMBER,
    )
    return replace(made, **changes)


def unpaired() -> Ward:
    return Ward(words=english())


class Person:
    """Touches, waits and reads. Every event comes a tenth of a second after the last."""

    def __init__(self, at: Ward | None = None, link: visit.Link = WORKS) -> None:
        self.clock = 100.0
        self.effects: list[visit.Effect] = []
        self.visit = journeys.begin(ward() if at is None else at, self.clock)
        self.page = journeys.page(self.visit)
        self.happens(visit.Started())
        self.happens(visit.LinkChanged(link))

    # --- what happens -------------------------------------------------------------------------------------------

    def happens(self, event: visit.Event, after: float = 0.1) -> Person:
        self.clock += after
        step = journeys.step(self.visit, replace(event, at=self.clock))
        self.visit, self.page = step.visit, step.page
        self.effects.extend(step.effects)
        return self

    def waits(self, seconds: float) -> Person:
        """Time passes; the tablet is woken at each deadline on the way, as the app does it."""
        until = self.clock + seconds
        for _ in range(10_000):
            moment = journeys.deadline(self.visit)
            if moment is None or moment > until:
                break
            self.clock = max(self.clock, moment)
            self.happens(visit.TimedOut(), after=0.0)
        self.clock = until
        return self

    def took(self, kind: type[visit.Effect]) -> list[visit.Effect]:
        """The effects of this kind so far, which are then forgotten."""
        found = [effect for effect in self.effects if type(effect) is kind]
        self.effects = [effect for effect in self.effects if type(effect) is not kind]
        return found

    # --- what the person does -----------------------------------------------------------------------------------

    def presses(self, action: str) -> Person:
        buttons = (
            *attention.tools(self.page),
            *self.page.actions,
            self.page.rail.call,
            self.page.rail.back,
            self.page.rail.leave,
        )
        assert action in [button.id for button in buttons], f"{self.page.id} has no button {action}"
        return self.happens(visit.Pressed(action=action))

    def promised(self) -> Person:
        """Reads the pages of what is promised before the first question, and carries on."""
        while self.page.id in ("concern.promise", "concern.then", "concern.more"):
            self.presses("carry_on")
        return self

    def skips_to(self, page: str) -> Person:
        """Skips questions until this page comes."""
        while self.page.id != page:
            self.presses("skip")
        return self

    def chooses(self, option: str) -> Person:
        for block in self.page.blocks:
            if isinstance(block, pages.Choices) and option in [choice.id for choice in block.options]:
                return self.happens(visit.Chose(block=block.id, option=option))
        raise AssertionError(f"{self.page.id} does not offer {option}")

    def types(self, text: str) -> Person:
        """On the keys of the page, letter by letter, with shift and layers as they are needed."""
        for char in text:
            self._strikes(char)
        return self

    def _strikes(self, char: str) -> None:
        entry = next(block for block in self.page.blocks if isinstance(block, pages.TextEntry))
        for wanted in (
            "",
            "shift",
            "more",
            "shift",
            "signs",
            "more_signs",
            "signs",
            "letters",
            "shift",
            "more",
            "shift",
        ):
            if wanted and wanted in self.keys():
                self.happens(visit.Typed(entry=entry.id, key=wanted))
            for key in self.keys().values():
                if key.inserts == char or (char == "\n" and key.command == "line"):
                    self.happens(visit.Typed(entry=entry.id, key=key.id))
                    return
        raise AssertionError(f"no key for {char!r}")

    def keys(self) -> dict[str, pages.Key]:
        board = next(block for block in self.page.blocks if isinstance(block, pages.Keys))
        return {key.id: key for row in board.rows for key in row}

    # --- what the person reads ----------------------------------------------------------------------------------

    @property
    def reads(self) -> str:
        """Everything on the page but the rail, as one line."""
        return " ".join(text.spoken for text in pages.texts(self.page) if text.group != "rail")

    @property
    def title(self) -> str:
        for block in self.page.blocks:
            if isinstance(block, pages.Heading):
                return block.text.spoken
            if isinstance(block, pages.Status):
                return block.title.spoken
        return ""

    def at(self, page: str) -> Person:
        assert self.page.id == page, f"on {self.page.id}, not on {page}"
        return self
