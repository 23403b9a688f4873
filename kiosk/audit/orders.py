"""What `running` asks of the windows of an audit, and what they tell it."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from kiosk.audit.findings import Result
from kiosk.tablet import pages
from kiosk.wardpack import Profile

State = Literal["rest", "focus", "scanned", "group"]
STATES: tuple[State, ...] = ("rest", "focus", "scanned", "group")


class Sample(Struct, frozen=True):
    """A page to be drawn. turn: which part of it, and which of its targets has attention, as a number that goes round."""

    page: str
    theme: pages.Theme
    state: State
    turn: int


class Round(Struct, frozen=True):
    """All pages in one language, size and form: laid out, and some of them drawn. themes: whose states are told apart.

    walks: whether journeys are gone. spaced: whether pages are laid out with more space as well.
    """

    how: pages.Reading
    samples: tuple[Sample, ...] = ()
    themes: tuple[pages.Theme, ...] = ()
    walks: bool = False
    spaced: bool = False

    @property
    def setting(self) -> str:
        return f"{self.how.language} {self.how.size} % {self.how.form}"


class Order(Struct, frozen=True):
    """width, height, dots_per_mm: of the screen. folder: for pictures of failures. only: beginning of the names of the pages."""

    width: int
    height: int
    dots_per_mm: float
    folder: str
    rounds: tuple[Round, ...]
    only: str = ""
    profile: Profile = "adult"


class Told(Struct, frozen=True):
    """What came of one round. drawn: pages that were drawn; missing: samples of pages that this language has not. refused: why nothing came."""

    setting: str
    pages: int = 0
    drawn: int = 0
    missing: int = 0
    failures: list[Result] = []
    nearest: list[Result] = []
    looks: list[tuple[str, str, int]] = []
    refused: str = ""
