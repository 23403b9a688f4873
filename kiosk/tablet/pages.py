"""What a page can hold. A page is data: sight, speech, the screen reader, switches, Braille, print and the tour all render the same `Page`.

Nothing here draws, speaks or knows of Kivy. Every word is a `Text`, which says where it came from, so that a sense can pick the right
voice, font and direction, and can show that a translation is still a draft. What must not be spoken aloud is marked `private`.

Ids are stable: an id names the same thing in every language, size and part, so that focus, scanning, tests and recordings can rely on it.
A group gathers blocks that a switch user steps over as one ("body", "answers", "foot", "rail").
"""

from __future__ import annotations

import functools
from typing import Any, Literal, get_args

import msgspec
from msgspec import Struct

Direction = Literal["ltr", "rtl"]
Review = Literal[
    "source", "draft", "approved"
]  # source: written in English by the makers; draft: translated, nobody has signed it off
Shape = Literal["home", "question", "reading", "form", "status", "list", "chart"]
Theme = Literal["light", "dark", "high_contrast", "calm"]
Form = Literal["plain", "easy"]
Way = Literal["touch", "explore", "one_switch", "two_switches"]
CallButton = Literal["rest", "on", "stale"]

LINE = "\u2028"  # a line break set by hand inside a sentence; silent for ears
PARAGRAPH = "\u2029"  # ends a paragraph; stands at the end of a sentence


class Text(Struct, frozen=True, tag="text"):
    """Words that a person can see and hear. A label of another block, or a paragraph of its own.

    sentences: in reading order; each is one recording and one step of "say that again".
    direction: the base direction of the language, not of the first letter (a line may begin with a Latin name).
    """

    id: str
    sentences: tuple[str, ...]
    language: str = "en"  # BCP 47
    direction: Direction = "ltr"
    review: Review = "source"
    group: str = "body"
    private: bool = False

    @property
    def words(self) -> str:
        """All sentences as one string, hand-set breaks kept."""
        return " ".join(self.sentences).replace(PARAGRAPH + " ", PARAGRAPH)

    @property
    def spoken(self) -> str:
        """All sentences as one line without breaks: a name for a screen reader, a test or a log of the tour."""
        break_by_hand = "" if self.language.startswith("zh") else " "  # Chinese has no spaces between words
        return " ".join(self.sentences).replace(LINE, break_by_hand).replace(PARAGRAPH, "").strip()


class Heading(Struct, frozen=True, tag="heading"):
    """What the page is about. kicker: a small line above it (where we are); hint: one line below it (what to do)."""

    id: str
    text: Text
    kicker: Text | None = None
    hint: Text | None = None
    level: int = 1
    group: str = "body"


class Picture(Struct, frozen=True, tag="picture"):
    """A drawing, with the words that say the same.

    look: point (small picture beside lead and caption), scene (easy read: wide picture, words beside it), panel (one point that matters,
    on a still surface), card (picture over its words), plain (picture alone, at the start of a title).
    """

    id: str
    name: str
    alt: Text
    caption: Text | None = None
    lead: Text | None = None
    look: Literal["point", "scene", "panel", "card", "plain"] = "point"
    group: str = "body"


class Choice(Struct, frozen=True):
    """One answer. detail: a second, smaller line (door of the languages, note under an answer)."""

    id: str
    label: Text
    picture: str | None = None
    chosen: bool = False
    detail: Text | None = None


class Choices(Struct, frozen=True, tag="choices"):
    """Answers of one question, or the doors of a page. Position in the set is the order of `options`.

    look: doors (home), faces (a scale, never split over parts), tiles (picture over word), rows (picture, then words), big (two or three
    large buttons), languages (their own names, each in its own script), values (words of a scale, all in sight where they can be).
    """

    id: str
    options: tuple[Choice, ...]
    look: Literal["doors", "faces", "tiles", "rows", "big", "languages", "values"] = "tiles"
    multiple: bool = False
    label: Text | None = None
    group: str = "answers"


class TextEntry(Struct, frozen=True, tag="text_entry"):
    """A box for own words. Always private.

    value: what was typed, in logical order; caret: position in graphemes, 0 to their number.
    selected: (first, end) of what is selected, in graphemes.
    left: characters that may still be typed, said when few are left, or how many are selected.
    hidden: draw and speak dots instead of the value (a PIN).
    """

    id: str
    label: Text
    value: str
    caret: int
    selected: tuple[int, int] | None = None
    language: str = "en"
    direction: Direction = "ltr"
    left: Text | None = None
    hidden: bool = False
    keys: str = ""  # id of the Keys block that types into it
    group: str = "answers"


KeyCommand = Literal[
    "insert",
    "line",
    "rub",
    "delete",
    "left",
    "right",
    "word_left",
    "word_right",
    "start",
    "end",
    "select",
    "select_all",
    "shift",
    "layer",
    "script",
    "order",
]


class Key(Struct, frozen=True):
    """One key of an on-screen keyboard.

    face: what stands on it ("q", "123"), in a language; picture: drawn instead of the face; label: its name for ears;
    width: in key widths (1.0 is a letter); before: empty room before it in its row, likewise; command: what it does, with `inserts` for "insert".
    """

    id: str
    label: Text
    face: str = ""
    language: str = "en"
    picture: str | None = None
    inserts: str = ""
    command: KeyCommand = "insert"
    width: float = 1.0
    before: float = 0.0
    on: bool = False  # shift or selecting is on now


class Keys(Struct, frozen=True, tag="keys"):
    """An on-screen keyboard for the entry named by `types_into`. rows: from the top; offset of a row in key widths comes first in the row."""

    id: str
    types_into: str
    rows: tuple[tuple[Key, ...], ...]
    offsets: tuple[float, ...] = ()
    group: str = "keys"


class Message(Struct, frozen=True, tag="message"):
    """A card: a reply that came back, a person who can help, an organisation. number: a phone number, drawn large and never turned round."""

    id: str
    sender: Text
    body: Text | None = None
    number: str = ""
    qr: QrCode | None = None
    picture: str | None = None
    group: str = "body"


class Stage(Struct, frozen=True):
    """One station on the way of a call. reached: it is known to have come this far; now: this is where it is."""

    id: str
    label: Text
    picture: str
    reached: bool = False
    now: bool = False


class Status(Struct, frozen=True, tag="status"):
    """What is so now, in large words. tone "not_sent" is the only alarm the product has. stages: drawn as a path above the words."""

    id: str
    title: Text
    detail: Text | None = None
    stages: tuple[Stage, ...] = ()
    tone: Literal["calm", "not_sent"] = "calm"
    picture: str | None = None
    live: Literal["polite", "assertive"] = "assertive"
    group: str = "body"


class CodeGroup(Struct, frozen=True):
    digits: str
    word: str


class Code(Struct, frozen=True, tag="code"):
    """A return code: seven groups of three digits, each also a word. Always private."""

    id: str
    label: Text
    groups: tuple[CodeGroup, ...]
    hidden: bool = False
    group: str = "body"


class QrCode(Struct, frozen=True, tag="qr_code"):
    """data: what a camera reads (a plain tel: link, a return code)."""

    id: str
    data: str
    label: Text
    private: bool = False
    group: str = "body"


class ChartPoint(Struct, frozen=True):
    """One period. value, low, high: shares 0 to 1, or None where too few answered; n: rounded number of answers, for the table."""

    label: Text
    value: float | None
    low: float | None = None
    high: float | None = None
    n: str = ""


class Chart(Struct, frozen=True, tag="chart"):
    """Points over time with intervals, and the same as a table of words for ears and Braille.

    look: line, or bars for what is no time: each with a pattern of its own, and nothing between them.
    table: empty where words beside the chart say all.
    """

    id: str
    label: Text
    points: tuple[ChartPoint, ...]
    table: tuple[tuple[Text, ...], ...]
    caption: Text | None = None
    look: Literal["line", "bars"] = "line"
    group: str = "body"


class Caption(Struct, frozen=True):
    """Words that stand under a video from `start` to `end`, seconds from its beginning (EN 301 549 7.1.2: within 100 ms of it)."""

    start: float
    end: float
    text: Text


class Video(Struct, frozen=True, tag="video"):
    """A signed video, with its captions: whoever does not sign reads or hears those.

    source: path of the file on this tablet. label: what stands there while it does not play. showing: how often it was started, None while it
    does not play; another number starts it anew.
    """

    id: str
    source: str
    label: Text
    captions: tuple[Caption, ...] = ()
    showing: int | None = None
    group: str = "body"


class Timer(Struct, frozen=True, tag="timer"):
    """Time that is left, as a bar and as words. Seconds."""

    id: str
    label: Text
    total: float
    left: float
    group: str = "body"


Block = Heading | Text | Picture | Choices | TextEntry | Keys | Message | Status | Code | QrCode | Chart | Video | Timer


class Action(Struct, frozen=True):
    """A button of the foot row or the rail. main: the one spruce button of a page, last in the foot row. on: a toggle that is on.
    stays: it is on every part of a page; in large letters the other buttons, and the words of the tools, give way to it."""

    id: str
    label: Text
    picture: str | None = None
    main: bool = False
    picture_last: bool = False
    on: bool = False
    usable: bool = True
    stays: bool = False


class Rail(Struct, frozen=True):
    """The band that every page has in the same place: Call staff, Back, Leave."""

    call: Action
    back: Action
    leave: Action
    call_button: CallButton = "rest"


TIMES: dict[str, tuple[float, ...]] = {
    "scan": (0.5, 1.0, 2.0, 3.0, 5.0, 10.0),
    "tap": (0.25, 0.5, 1.0, 2.0),
    "hold": (0.0, 0.5, 1.0, 2.0, 3.0),
    "ignore": (0.25, 0.5, 1.0, 2.0),
}
"""Seconds that can be chosen for these fields of `Reading` (accessibility.md, C05, C10 and C11)."""


class Reading(Struct, frozen=True):
    """How this person wants to read. It goes back to the ward's start setting on Leave (WCAG 2.2, VVSG 7.1-A).

    size: per cent, one of 100, 140, 170, 200. spacing: letters, words and lines stand wider apart (WCAG 1.4.12). speed: of the voice, words a
    minute; volume: its step, 1 to 5. voice: the language that is heard, where that is one that is spoken and not written; `language` then says what
    is read. Empty: the same.
    aloud: each page is said as it comes, and each thing as attention comes to it. loudspeaker: also what is private, though others may hear it.
    curtain: the screen shows nothing of the page while it is listened to.
    way: how things are acted on besides keys: a touch; a finger that explores and a double tap (explore); one switch, with a frame that goes on by
    itself; two switches, one that steps and one that acts. scan: seconds a step. scan_aloud: each thing is named as the frame comes to it.
    hold: seconds a finger or a switch has to be held; ignore: seconds in which the same thing does not act again; tap: seconds between two taps.
    aim: which place of a touch counts: both where it begins and where it ends (both), one of them, or the middle of all between (middle).
    """

    language: str = "en"
    form: Form = "plain"
    size: int = 100
    theme: Theme = "light"
    motion: bool = True
    speed: int = 150
    volume: int = 3
    voice: str = ""
    spacing: bool = False
    aloud: bool = False
    loudspeaker: bool = False
    curtain: bool = False
    way: Way = "touch"
    scan: float = 2.0
    scan_aloud: bool = False
    hold: float = 0.0
    ignore: float = 0.25
    aim: Literal["both", "first", "last", "middle"] = "both"
    tap: float = 0.5


MORE = Action("more", Text("more", ("More",)), "onward", main=True, picture_last=True)


class Curtain(Struct, frozen=True):
    """Stands before a page while it is listened to, so that nobody beside the person can read it. show: takes it away."""

    line: Text
    show: Action


class Page(Struct, frozen=True):
    """One page, whole.

    id: "journey.page", or "journey.page.item" where a journey has many of one kind ("charter.clause.4").
    tools: Listen and Reading, at the start of the foot row; actions: at its end, the main one last.
    player: while the page is read aloud, what stands in the place of the tools: Stop, Pause or Go on, Again.
    more: turns to the next part; it stands in the place of the main action on every part but the last (see `attention.actions`).
    demo: nothing here is real; every sense says so on every page.
    notice: something the person should know that is not about this page (the link is down); one short line, or None.
    wording: what they should know about its words: that some are a draft, that some are not in their language.
    curtain: what eyes see instead of the page; the rail stays. Ears and Braille have the page as it is.
    """

    id: str
    shape: Shape
    blocks: tuple[Block, ...]
    rail: Rail
    tools: tuple[Action, ...] = ()
    actions: tuple[Action, ...] = ()
    more: Action = MORE
    reading: Reading = Reading()
    direction: Direction = "ltr"
    private: bool = False
    demo: Text | None = None
    notice: Text | None = None
    wording: tuple[Text, ...] = ()
    player: tuple[Action, ...] = ()
    curtain: Curtain | None = None

    def block(self, block_id: str) -> Block:
        """The block with this id. Raises KeyError."""
        for block in self.blocks:
            if block.id == block_id:
                return block
        raise KeyError(f"page {self.id} has no block {block_id}")


def texts(page: Page) -> tuple[Text, ...]:
    """Every `Text` of a page in reading order: rail last. For ears, for the tour's audit and for tests of the words."""
    found: list[Text] = []

    def gather(value: Any) -> None:
        kind: type = type(value)
        if kind is Text:
            found.append(value)
        elif kind is tuple:
            for item in value:
                gather(item)
        else:
            for name in _with_text(kind):
                gather(getattr(value, name))

    tools = page.player or page.tools
    for part in (page.demo, page.notice, page.wording, page.blocks, tools, page.actions, page.rail):
        gather(part)
    return tuple(found)


@functools.cache
def _with_text(kind: type) -> tuple[str, ...]:
    """The fields of a struct in which a `Text` can stand. Every page that is made is gone through for its texts, and most fields are none."""
    if not issubclass(kind, Struct):
        return ()
    return tuple(field.name for field in msgspec.structs.fields(kind) if _holds_text(field.type))


def _holds_text(hint: object) -> bool:
    """Whether what has this type can be a `Text` or hold one."""
    if hint is Text or any(_holds_text(part) for part in get_args(hint)):
        return True
    return isinstance(hint, type) and bool(_with_text(hint))
