"""One person's visit: what they chose so far, how they read, where they are, and what the tablet knows of the world outside.

Everything is an immutable value. `journeys.step(visit, event)` gives the next visit, its page and the effects to carry out; nothing here reads
a clock, draws a random number, touches a file or imports Kivy. Answers live here, in memory, until Send; leaving drops the whole value.
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from kiosk import callstate, records
from kiosk.tablet import editing, pages
from kiosk.tablet.ward import Ward

# --- what happens: events ---------------------------------------------------------------------------------------


class Event(Struct, frozen=True, kw_only=True):
    """Something a person did or that happened. at: seconds on a clock that never goes back (time.monotonic)."""

    at: float = 0.0


class Started(Event, frozen=True):
    """The tablet is on, or the last visit has ended. Nobody is known to be here."""


class Touched(Event, frozen=True):
    """Any touch, key or switch, acted upon or not: the person is still here."""


class Chose(Event, frozen=True):
    """An answer or a door was chosen (again: taken back, where several may be chosen)."""

    block: str
    option: str


class Pressed(Event, frozen=True):
    """A button of the foot row or the rail, by the id of its Action. "call", "back" and "leave" are the rail's on every page."""

    action: str


class Typed(Event, frozen=True):
    """What was done to a TextEntry, by its id: a key was struck, text came from a real keyboard, or the box was touched.

    key: id of a Key, or a command that a real keyboard has a key for ("left", "rub"). text: what a real keyboard typed. place: where the box was
    touched, in graphemes before it. selecting: everything up to there is selected (a real keyboard's shift).
    """

    entry: str
    key: str = ""
    text: str = ""
    place: int | None = None
    selecting: bool = False


class Sealed(Event, frozen=True):
    """The record of the last `Seal` is sealed, and known by these 16 random bytes from now on."""

    submission: bytes


class Stored(Event, frozen=True):
    """The courier holds this submission on disk for good."""

    submission: bytes


class NotStored(Event, frozen=True):
    """It could not be kept. reason "seal": it could not even be sealed, and is gone. Any other (disk full, courier away): nothing is lost, the sealed
    bytes are still held, and offered again."""

    submission: bytes
    reason: str


class Sent(Event, frozen=True):
    """The trust has acknowledged the batch that carried this submission."""

    submission: bytes


class CallChanged(Event, frozen=True):
    """The staff call went on. None: there is no call."""

    call: callstate.Call | None


class LinkChanged(Event, frozen=True):
    """What works now."""

    link: Link


class CodeReady(Event, frozen=True):
    """The return code was derived."""

    groups: tuple[pages.CodeGroup, ...]


class Attended(Event, frozen=True):
    """Attention came to something on the page by a key, a switch, a finger that explores or a screen reader: its id (`attention.stops`), or "" for a
    whole group of a scan, whose name is `group` ("out": the way out of one; "rest": the scan rests).

    by_itself: no person did that, a scan went on.
    """

    target: str
    group: str = ""
    by_itself: bool = False


class Turned(Event, frozen=True):
    """A person has turned the page: part, from 0, of so many is shown now."""

    part: int
    of: int


class Commanded(Event, frozen=True):
    """A key or a touch asked for something that is about no single thing on the page: one of `senses.touch.keymap.COMMANDS`, or "unknown" (a key
    without a use), "types" (one that types, while keys are explained), "no_back" (there is no page before this one), "hold" (a finger was held on
    the first page)."""

    command: str


class Spoke(Event, frozen=True):
    """Speech came to sentence n of a text; sentence None: it has ended."""

    text: str
    sentence: int | None


class Watched(Event, frozen=True):
    """A video goes on ("playing", said again every few seconds), has come to its end, or cannot be shown."""

    video: str
    state: Literal["playing", "ended", "failed"]


class Unspoken(Event, frozen=True):
    """A sentence of what was to be spoken has neither a recording nor a voice, and was passed over."""


class TimedOut(Event, frozen=True):
    """A moment that `deadline` asked for has come."""


class WardChanged(Event, frozen=True):
    """A new ward pack part was verified, or the tablet was paired."""

    ward: Ward


class PinChecked(Event, frozen=True):
    """Whether the staff PIN was right. wait: seconds until the next try is taken."""

    right: bool
    wait: float = 0.0


class Paired(Event, frozen=True):
    """The end of a pairing. reason: empty when it worked, else one of the ids in `wire.PairingRefused`."""

    reason: str = ""


class HealthKnown(Event, frozen=True):
    """What the staff page shows. No counts: a number of waiting concerns would tell that one was raised."""

    health: Health


# --- what the tablet knows --------------------------------------------------------------------------------------


class SpokenLanguage(Struct, frozen=True):
    """A language that is spoken and not written, of which there are recordings. words: the written language that its pages show; name: its own."""

    code: str
    words: str
    name: str


class Link(Struct, frozen=True):
    """What is possible now. courier: the process answers; calls: the call connection's heartbeat is fresh; speech: something can be heard.

    voices: languages that can be heard; empty: all of them. spoken: those that are not written. silence: why nothing can be heard: "gone" (the
    process ended, and another is started), "no_sound" (no sound comes out), "no_voice" (none is installed); empty: it can, or is not known yet.
    headphones: whether they are in; None: nothing here can tell. reader: a screen reader is on, and has the word.
    """

    courier: bool = False
    calls: bool = False
    speech: bool = False
    voices: frozenset[str] = frozenset()
    spoken: tuple[SpokenLanguage, ...] = ()
    silence: Literal["", "gone", "no_sound", "no_voice"] = ""
    headphones: bool | None = None
    reader: bool = False


class Health(Struct, frozen=True):
    """For staff. outbox: it can be written; ages in seconds (None: no such part); clock: seconds that this tablet's clock is ahead of the trust's."""

    link: bool
    outbox: bool
    clock: float | None
    keys_age: float | None
    content_age: float | None
    duty_age: float | None
    paired: bool
    version: str
    voice: Literal["well", "sound", "unwell"] = "well"


# --- what is to be done: effects --------------------------------------------------------------------------------


UNNAMED = bytes(16)  # stands for a record's id until app.py draws one: nothing here is random


class Effect(Struct, frozen=True):
    """Something for app.py to carry out."""


class Seal(Effect, frozen=True):
    """Seal this record and hand it to the courier. Answered with Sealed at once, then Stored or NotStored, later Sent.

    record: its id is `UNNAMED`: app.py draws a random one and puts it in. readers: of a concern; empty for a check-in.
    app.py holds the sealed bytes until they are Stored and offers them again, also after a `Wipe`: leaving loses nothing that was sent.
    """

    record: records.Record
    readers: tuple[records.ReaderGroup, ...] = ()


class Call(Effect, frozen=True):
    """Call staff now."""


class CancelCall(Effect, frozen=True):
    """The caller no longer wants it. Staff still see it for two minutes."""


class DeriveCode(Effect, frozen=True):
    """Make a return code for the record that is about to be sealed."""


class OpenMailbox(Effect, frozen=True):
    """Try this return code on the mailboxes that the tablet holds."""

    code: str


class Say(Effect, frozen=True):
    """Speak these texts from the first sentence, in the voice, speed and volume of `reading`. whole: also what is on earlier parts of the page.

    only_headphones: some of it is private, and must not be heard where there are none.
    """

    texts: tuple[pages.Text, ...]
    reading: pages.Reading = pages.Reading()
    whole: bool = False
    only_headphones: bool = False


class Hush(Effect, frozen=True):
    """Be silent at once (WCAG 1.4.2; EN 301 549 5.1.3.5)."""


class PauseSpeech(Effect, frozen=True):
    """Be silent and keep the place."""


class GoOnSpeaking(Effect, frozen=True):
    """After a pause, from where it was."""


class SayAgain(Effect, frozen=True):
    """The last sentence once more, and on from there (EN 301 549 5.1.3.4)."""


class CheckPin(Effect, frozen=True):
    pin: str


class Pair(Effect, frozen=True):
    code: str


class AskHealth(Effect, frozen=True):
    """Answer with HealthKnown."""


class TouchOff(Effect, frozen=True):
    """Take no touch for so many seconds, Call staff excepted: somebody wipes the glass. 0: take it again now."""

    seconds: float


class Restart(Effect, frozen=True):
    """Start the window again."""


class LeaveKiosk(Effect, frozen=True):
    """End kiosk mode. Staff only."""


class Wipe(Effect, frozen=True):
    """The visit is over. deep: own words were typed, so the process itself has to go (copies of text stay in a process's memory).

    Sealed bytes that are not stored yet are kept; while there are any, the journeys ask for no deep wipe.
    """

    deep: bool = False


# --- the visit ---------------------------------------------------------------------------------------------------


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
    typed: bool = False  # own words were typed in this visit
    low: bool = False  # the check-in that was sent last said "not safe", or that nobody could be told
    after: tuple[str, ...] = ()  # what is said to the person who sent the last concern, by name (content/after)
    coming: Ward | None = None

    @property
    def spot(self) -> Spot:
        return self.trail[-1]


class Step(Struct, frozen=True):
    """What came of an event."""

    visit: Visit
    page: pages.Page
    effects: tuple[Effect, ...] = ()
