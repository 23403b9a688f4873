"""What the journeys know of the ward: its verified content, who is on duty, and the words of the interface, as one immutable value."""

from __future__ import annotations

from msgspec import Struct

from kiosk import wardpack
from kiosk.tablet import pages


class Words(Struct, frozen=True):
    """Texts by language and message id, the ward's own before the interface's.

    A text is one sentence a line. `.easy` ids are the easy-read forms; where there is none, the plain one is shown.
    """

    interface: dict[str, dict[str, str]]
    ward: dict[str, dict[str, str]] = {}
    drafts: frozenset[str] = frozenset()  # languages that nobody has signed off


class Ward(Struct, frozen=True):
    """content and duty: None until the tablet is paired. demo: nothing here is real."""

    words: Words
    content: wardpack.Content | None = None
    duty: wardpack.Duty | None = None
    name: str = ""
    demo: bool = False
    start: pages.Reading = pages.Reading()
    duty_expired: bool = True
    now: float = 0.0  # seconds since 1970 when this was made, for expiry of help lines
