"""What `writing` asks of the windows of a tour, and what they tell it."""

from __future__ import annotations

from msgspec import Struct

from kiosk.tablet import pages
from kiosk.wardpack import Profile


class Round(Struct, frozen=True):
    """All pages read in one way, into one folder."""

    folder: str
    how: pages.Reading


class Order(Struct, frozen=True):
    """width, height: px of the screen. only: beginning of the names of the pages. profile: whose content."""

    width: int
    height: int
    rounds: tuple[Round, ...]
    only: str = ""
    profile: Profile = "adult"


class Drawn(Struct, frozen=True):
    """What came of one round. refused: why nothing did."""

    folder: str
    pages: int = 0
    pictures: int = 0
    faults: tuple[str, ...] = ()
    refused: str = ""
