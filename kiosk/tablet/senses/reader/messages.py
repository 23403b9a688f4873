"""What the window and the reader process say to each other. What a page says crosses this pipe; none of it is written to a file or a log."""

from __future__ import annotations

from msgspec import Struct

from kiosk.tablet.senses.reader.tree import Tree


class Message(Struct, frozen=True, forbid_unknown_fields=True):
    """Any of them."""


class News(Message, frozen=True):
    """Said once, whatever a person is on. assertive: it may break into what is being said. box: it is of the box that attention is on."""

    words: str
    language: str
    assertive: bool = False
    box: bool = False


class Show(Message, frozen=True, tag="show"):
    """This is shown now; answered with `Shown`. news: what has happened since the last `Show`."""

    tree: Tree
    news: tuple[News, ...] = ()


class Shown(Message, frozen=True, tag="shown"):
    """The last `Show` was handed over: another may be sent."""


class Listening(Message, frozen=True, tag="listening"):
    """Told at the start and at each change. wanted: the tree is asked for; reader: somebody follows attention, so a screen reader has the word."""

    wanted: bool
    reader: bool


class Act(Message, frozen=True, tag="act"):
    """Do this (`attention.targets`) on this page: the person did it through their screen reader."""

    page: str
    target: str


class Attend(Message, frozen=True, tag="attend"):
    """Attention to this (`attention.stops`) on this page."""

    page: str
    stop: str


FromWindow = Show
FromReader = Shown | Listening | Act | Attend
