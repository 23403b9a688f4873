"""One person's visit: what they chose so far, how they read, where they are, and what the tablet knows of the world outside.

Everything is an immutable value. `journeys.step(visit, event)` gives the next visit, its page and the effects to carry out; nothing here reads
a clock, draws a random number, touches a file or imports Kivy. Answers live here, in memory, until Send; leaving drops the whole value.

What happens is in `events`, what is to be done in `effects`, what is known of the tablet in `known`; all three are named from here.
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from kiosk import callstate
from kiosk.tablet import editing, pages

# One name for all of a visit's values: whoever writes a journey says visit.Chose, visit.Seal, visit.Link.
from kiosk.tablet.effects import *  # noqa: F403
from kiosk.tablet.effects import Effect
from kiosk.tablet.events import *  # noqa: F403
from kiosk.tablet.events import Message
from kiosk.tablet.known import *  # noqa: F403
from kiosk.tablet.known import Health, Link
from kiosk.tablet.ward import Ward


class Spot(Struct, frozen=True):
    """Where in a journey: a page name and, where the journey has many of one kind, which one."""

    journey: str
    name: str
    item: str = ""

    @property
    def page(self) -> str:
        """The id of the page."""
        return f"{self.journey}.{self.name}" + (f".{self.item}" if self.item else "")


class Watching(Struct, frozen=True):
    """The video of a clause that somebody opened. started: how often it was started, 0 until it is."""

    clause: str
    started: int = 0
    state: Literal["rest", "playing", "ended", "failed"] = "rest"


Answers = tuple[tuple[str, tuple[str, ...]], ...]  # question id -> chosen option ids, in the order of asking


class Draft(Struct, frozen=True):
    """What has been said so far in one journey, and not been sent."""

    answers: Answers = ()
    words: editing.Entry = editing.Entry()

    def chosen(self, question: str) -> tuple[str, ...]:
        """The option ids chosen for a question; empty if it was skipped."""
        return dict(self.answers).get(question, ())

    def with_answer(self, question: str, options: tuple[str, ...]) -> Draft:
        """A draft with this question answered anew; no options: the answer is taken away."""
        rest = tuple((q, o) for q, o in self.answers if q != question)
        return Draft(answers=(*rest, (question, options)) if options else rest, words=self.words)

    def without(self, journey: str) -> Draft:
        """What is left once the answers of a journey ("concern") have been sent, or taken back."""
        kept = tuple((q, o) for q, o in self.answers if not q.startswith(f"{journey}."))
        return Draft(answers=kept, words=editing.Entry() if journey == "concern" else self.words)


class ReturnCode(Struct, frozen=True):
    """The return code that is being kept: of the concern that was just sent, or the one that comes in the place of an old one (changed).

    seen: it was looked at. hidden: the digits are covered. typed: the group that the person types back; wrong: it was another.
    """

    state: Literal["none", "deriving", "ready"] = "none"
    groups: tuple[pages.CodeGroup, ...] = ()
    qr: str = ""
    helped: bool = False
    changed: bool = False
    seen: bool = False
    hidden: bool = False
    typed: editing.Entry = editing.Entry()
    wrong: bool = False


class Mailbox(Struct, frozen=True):
    """What somebody who came back with a code has typed, and what was found.

    typed: the code; refused: it was none. age: seconds since this tablet last fetched messages; None: never. words: what is being added;
    kind: as what; to: the number of the message it is about; kept for whoever opens the same mailbox again in this visit. told: they have said that
    they read everything.
    """

    typed: editing.Entry = editing.Entry()
    state: Literal["none", "opening", "open"] = "none"
    refused: bool = False
    messages: tuple[Message, ...] = ()
    age: float | None = None
    words: editing.Entry = editing.Entry()
    kind: str = ""
    to: int = 0
    told: bool = False


class StaffPage(Struct, frozen=True):
    """The staff page of the tablet: open only after the PIN.

    wait_until: when the PIN pad takes the next try; cleaning_until: when touch works again; asked_health: when health was last asked for.
    """

    open: bool = False
    pin: str = ""
    checking: bool = False
    wrong: bool = False
    wait_until: float = 0.0
    wait: float = 0.0
    code: editing.Entry = editing.Entry()
    health: Health | None = None
    pairing: Literal["none", "asking", "paired", "refused"] = "none"
    reason: str = ""
    cleaning_until: float = 0.0


class Said(Struct, frozen=True):
    """What was said last, on which page, and the text and sentence that the voice had come to."""

    page: str
    texts: tuple[pages.Text, ...]
    at: tuple[str, int] | None = None


SubmissionState = Literal["none", "sealing", "saved", "sent", "not_saved", "failed"]


class Visit(Struct, frozen=True):
    """All of it. trail: where Back goes, oldest first; the last is where the person is.

    submission: id of what was sent last in this visit; submission_state: what is known of it.
    unsealed: how many `Seal` have no `Sealed` yet, which comes in their order. unsaved: ids of what was sent before and is not stored yet, also by
    people who have left; wipe_owed: a deep wipe that waits for both.
    touched: when the person last did something. warned: when "are you still there?" came up, None while it is not up.
    calling: when Call staff was pressed, until the call itself is known. call_news: when the call last went on.
    added: what was added to the call in this visit; of what somebody added who has left, no more than that they asked for quiet. added_before: they
    did add something, so nobody else is shown it or can change it.
    speaking: the text and sentence that is heard, also while it is paused. unspoken: some of this page could not be said.
    aside: what is heard is one thing or a piece of news, not the page. said: the page and the texts that were said last, and where the voice was.
    told: what was just said of something that the page does not show, for eyes. key_help: the keys say what they do; the command of the last one.
    loud: the answer to whether others may hear what is private ("silent": it is left out; "plugging": headphones are on their way).
    plugged: the voice is on because headphones were put in.
    coming: a ward pack that came while somebody was answering the questions of the one before; taken up when they leave.
    """

    ward: Ward
    trail: tuple[Spot, ...] = (Spot("home", "doors"),)
    reading: pages.Reading = pages.Reading()
    draft: Draft = Draft()
    keyboard: editing.Keyboard = editing.Keyboard(shift=True)
    submission: bytes = b""
    submission_state: SubmissionState = "none"
    unsealed: int = 0
    unsaved: tuple[bytes, ...] = ()
    wipe_owed: bool = False
    call: callstate.Call | None = None
    calling: float | None = None
    call_news: float = 0.0
    added: callstate.Added = callstate.NOTHING
    added_before: bool = False
    link: Link = Link()
    speaking: tuple[str, int] | None = None
    watching: Watching | None = None
    paused: bool = False
    unspoken: bool = False
    aside: bool = False
    said: Said | None = None
    told: pages.Text | None = None
    key_help: str | None = None
    loud: Literal["", "silent", "plugging"] = ""
    plugged: bool = False
    touched: float = 0.0
    warned: float | None = None
    begun: float = 0.0  # when the journey that the person is in was begun
    now: float = 0.0
    staff: StaffPage = StaffPage()
    typed: bool = False  # own words or a code were typed or shown in this visit
    low: bool = False  # the check-in that was sent last said "not safe", or that nobody could be told
    after: tuple[str, ...] = ()  # what is said to the person who sent the last concern, by name (content/after)
    coming: Ward | None = None
    code: ReturnCode = ReturnCode()
    mailbox: Mailbox = Mailbox()

    @property
    def spot(self) -> Spot:
        return self.trail[-1]


class Step(Struct, frozen=True):
    """What came of an event."""

    visit: Visit
    page: pages.Page
    effects: tuple[Effect, ...] = ()
