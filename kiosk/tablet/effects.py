"""What is to be done: the effects that journeys ask for and `app` carries out. Immutable values, named through `visit`."""

from __future__ import annotations

from msgspec import Struct

from kiosk import callstate, records
from kiosk.tablet import pages

UNNAMED = bytes(16)  # stands for a record's id until app.py draws one: nothing here is random


class Effect(Struct, frozen=True):
    """Something for app.py to carry out."""


class Seal(Effect, frozen=True):
    """Seal this record and hand it to the courier. Answered with Sealed at once, then Stored or NotStored, later Sent.

    record: its id is `UNNAMED`: app.py draws a random one and puts it in. readers: of a concern; empty for a check-in.
    with_code: a concern takes along the public halves of the code that the last DeriveCode made, or is still making, so that readers can answer.
    app.py holds the sealed bytes until they are Stored and offers them again, also after a `Wipe`: leaving loses nothing that was sent.
    """

    record: records.Record
    readers: tuple[records.ReaderGroup, ...] = ()
    with_code: bool = False


class Call(Effect, frozen=True):
    """Call staff now."""


class CancelCall(Effect, frozen=True):
    """The caller no longer wants it. Staff still see it for two minutes."""


class AddToCall(Effect, frozen=True):
    """The caller adds this to their call, in the place of what they added before. It is in memory alone, and goes with the call."""

    added: callstate.Added


class EndCall(Effect, frozen=True):
    """Staff, who are at the tablet and gave their code, end the call."""


class DeriveCode(Effect, frozen=True):
    """Make a new return code; it is held until the visit ends. Answered with CodeReady or CodeRefused, if the person is still here.

    helped: somebody is helping the person, and will have seen a new code: it is changed at its next use.
    outside: which reader outside the ward the concern goes to (`records.outside_reader`): a new code keeps it, for what is added later.
    """

    helped: bool = False
    outside: records.OutsideReader = "advocate"


class OpenMailbox(Effect, frozen=True):
    """Try this return code on the mailboxes that the tablet holds. Answered with MailboxOpened, CodeToChange or CodeRefused, if the person is still
    here."""

    typed: str


class ChangeCode(Effect, frozen=True):
    """Change the code that CodeToChange told of, and tell the trust so: a follow-up of its own, of which no event tells. Answered with MailboxOpened,
    if the person is still here: with the new code, or without one where the change could not be kept. The old one goes on then."""


class SealFollowUp(Effect, frozen=True):
    """Sign what is added with the code of the last OpenMailbox, seal it and hand it to the courier. Answered like `Seal`.

    It goes to the readers of the concern, as far as a reply has said who they are; else not to the ward team. to: number of the reply that is meant.
    """

    kind: records.FollowUpKind
    words: str = ""
    language: str = "en"
    to: int = 0


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
