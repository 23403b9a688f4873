"""The journeys: `step(visit, event) -> Step(visit, page, effects)`.

Pure and total: any event in any state gives a valid step, and what the page in front of the person does not offer
changes nothing. Nothing here reads a clock, draws a random number, touches a file or imports Kivy. Call staff, Back
and Leave work the same on every page and are dealt with here, so that no journey can forget them.
"""

from __future__ import annotations

from typing import TypeGuard

from msgspec.structs import replace

from kiosk.tablet import visit as visits
from kiosk.tablet.journeys import (
    call,
    charter,
    checkin,
    code,
    concern,
    figures,
    help,
    home,
    keying,
    listening,
    loud,
    messages,
    reading,
    sending,
    signing,
    staff,
    still_there,
    telling,
    voicing,
)
from kiosk.tablet.journeys.frame import HOME, Turn, go, paired
from kiosk.tablet.pages import Choices, Page, TextEntry
from kiosk.tablet.visit import Event, Step, Visit
from kiosk.tablet.ward import Ward

_JOURNEYS = {
    "home": (home.home_page, home.act),
    "charter": (charter.charter_page, charter.act),
    "checkin": (checkin.checkin_page, checkin.act),
    "concern": (concern.concern_page, concern.act),
    "code": (code.code_page, code.act),
    "messages": (messages.messages_page, messages.act),
    "help": (help.help_page, help.act),
    "figures": (figures.figures_page, figures.act),
    "reading": (reading.reading_page, reading.act),
    "staff": (staff.staff_page, staff.act),
    "call": (call.call_page, call.act),
}
_WITHOUT_CONTENT = ("home", "reading", "staff", "call")  # journeys that a tablet without a ward pack has
_BY_A_PERSON = (
    *(visits.Touched, visits.Attended, visits.Turned, visits.Commanded),
    *(visits.Chose, visits.Pressed, visits.Typed),
)


def step(visit: Visit, event: Event) -> Step:
    """What comes of an event: the next visit, the page to show, and the effects to carry out in their order."""
    noted = _noted(visit, event)
    after, effects = _turn(noted, event)
    after = telling.interrupted(visit, after)
    shown, still = page(after), after.speaking is not None and after.speaking == visit.speaking
    if not (still or voicing.concerns(after)):
        return Step(after, shown, effects)
    old = page(replace(visit, told=None))
    if still and shown.id != old.id:
        # Another page has come by itself: what is heard must be what is seen.
        after, effects = listening.silent(after), (visits.Hush(), *effects)
        shown = page(after)
    said, effects = voicing.heard(visit, event, after, effects, old, shown)
    return Step(said, shown if said is after else page(said), effects)


def begin(ward: Ward, at: float = 0.0) -> Visit:
    """The first visit after the tablet was switched on."""
    return Visit(ward=ward, reading=ward.start, touched=at, now=at)


def page(visit: Visit) -> Page:
    """The page in front of the person."""
    if visit.warned is not None:
        return still_there.warning_page(visit)
    if visit.key_help is not None:
        return keying.help_page(visit)
    beneath = _beneath(visit)
    return loud.asking_page(visit) if loud.may_ask(visit) and loud.is_private(beneath) else beneath


def _beneath(visit: Visit) -> Page:
    show, _ = _JOURNEYS[visit.spot.journey]
    return show(visit)


def deadline(visit: Visit) -> float | None:
    """When the next TimedOut is wanted, in seconds on the clock of `Event.at`, never before now; None: not at all.

    The warning of rest, the words of a call that change by themselves, a PIN pad that rests, a cleaning that ends.
    """
    moments = [still_there.next_moment(visit), call.next_change(visit)]
    for until in (visit.staff.wait_until, visit.staff.cleaning_until):
        if until > visit.now:
            moments.append(min(until, visit.now + 1.0))
    first = min((moment for moment in moments if moment is not None), default=None)
    return None if first is None else max(first, visit.now)


def _noted(visit: Visit, event: Event) -> Visit:
    """The clocks. Time never goes back, whatever an event says; a touch or a spoken sentence means that somebody is here."""
    now = max(visit.now, event.at)
    if isinstance(event, (*_BY_A_PERSON, visits.Spoke, visits.Watched)) and not _by_itself(event):
        # A touch on the warning itself lets it start anew, and does not turn the page under the finger.
        warned = None if visit.warned is None else now
        return replace(visit, now=now, touched=now, warned=warned)
    return replace(visit, now=now)


def _turn(visit: Visit, event: Event) -> Turn:
    if isinstance(event, visits.Started):
        return _fresh(visit), ()
    if _by_itself(event):
        return voicing.scanned(visit, event), ()
    if isinstance(event, _BY_A_PERSON):
        return _by_a_person(visit, event)
    return _happened(visit, event)


def _by_itself(event: Event) -> TypeGuard[visits.Attended]:
    """A scan that goes on is nobody: it keeps no visit alive, and what it is told stays."""
    return isinstance(event, visits.Attended) and event.by_itself


# --- what a person does -----------------------------------------------------------------------------------------


def _by_a_person(visit: Visit, event: Event) -> Turn:
    """Speech stops at any act of a person (EN 301 549 5.1.3.5), then the act is done; unless it was about the speech."""
    visit = visit if visit.told is None else replace(visit, told=None)
    if isinstance(event, visits.Touched):
        return _acted(visit, event)
    if isinstance(event, visits.Commanded):
        return keying.command(visit, event.command, page(visit))
    if isinstance(event, visits.Attended) and (kept := voicing.attended(visit, event, page(visit))) is not None:
        return kept
    if visit.speaking is None:
        return _acted(listening.silent(visit), event)
    name = event.action if isinstance(event, visits.Pressed) else ""
    if name in [button.id for button in page(visit).player]:
        return listening.act(visit, name)
    after, effects = _acted(listening.silent(visit), event)
    return after, (visits.Hush(), *effects)


def _acted(visit: Visit, event: Event) -> Turn:
    if isinstance(event, visits.Pressed) and event.action == "call":
        return call.press(replace(visit, key_help=None))
    if visit.staff.cleaning_until > visit.now:
        return visit, ()
    if isinstance(event, visits.Pressed) and event.action == "leave":
        return _left(visit)
    if not _offers(page(visit), event):
        return visit, ()
    if visit.warned is not None:
        outcome = still_there.act(visit, event)
    elif visit.key_help is not None:
        outcome = keying.act(visit, event)
    elif isinstance(event, visits.Pressed) and event.action == "curtain":
        return replace(visit, reading=replace(visit.reading, curtain=False)), ()
    elif isinstance(event, visits.Pressed) and event.action in ("back", "listen", "reading"):
        return _tool(visit, event.action)
    elif loud.may_ask(visit) and loud.is_private(_beneath(visit)):
        outcome = loud.act(visit, event)
    else:
        _, act = _JOURNEYS[visit.spot.journey]
        outcome = act(visit, event)
    if outcome is None:
        return visit, ()
    return _acted(visit, outcome) if isinstance(outcome, visits.Pressed) else outcome


def _offers(shown: Page, event: Event) -> bool:
    """Whether this page has what was touched: a touch that was meant for the page before does nothing."""
    if isinstance(event, visits.Chose):
        return any(
            isinstance(block, Choices) and block.id == event.block and any(o.id == event.option for o in block.options)
            for block in shown.blocks
        )
    if isinstance(event, visits.Typed):
        return any(isinstance(block, TextEntry) and block.id == event.entry for block in shown.blocks)
    if isinstance(event, visits.Pressed):
        curtain = () if shown.curtain is None else (shown.curtain.show,)
        buttons = (*shown.tools, *shown.actions, shown.rail.back, *curtain)
        return any(button.id == event.action and button.usable for button in buttons)
    return False


def _tool(visit: Visit, name: str) -> Turn:
    if name == "back":
        return _back(visit), ()
    if name == "reading":
        return go(visit, reading.CHOICES), ()
    return listening.begin(visit, page(visit))


def _back(visit: Visit) -> Visit:
    """To where the person was. Back from the staff page closes it."""
    trail = visit.trail[:-1] or (HOME,)
    closing = visit.spot.journey == "staff" and trail[-1].journey != "staff"
    return replace(
        visit,
        trail=trail,
        staff=visits.StaffPage(wait=visit.staff.wait, wait_until=visit.staff.wait_until) if closing else visit.staff,
    )


def _left(visit: Visit) -> Turn:
    """The visit is over, at one touch. A call goes on. What was sent and is not stored yet is waited for; then the deep wipe follows."""
    deep = visit.typed or visit.wipe_owed
    fresh = _fresh(visit)
    owed = deep and sending.waits(fresh)
    return replace(fresh, wipe_owed=owed), (visits.Hush(), visits.Wipe(deep=deep and not owed))


def _fresh(visit: Visit) -> Visit:
    """A new visit on the same tablet: the ward's way of reading, nobody's answers, the staff page closed, its waits kept."""
    visit = sending.set_aside(visit)
    ward = visit.coming or visit.ward
    staff_page = visits.StaffPage(wait=visit.staff.wait, wait_until=visit.staff.wait_until)
    added, added_before = telling.left(visit)
    return Visit(
        ward=ward,
        reading=ward.start,
        unsealed=visit.unsealed,
        unsaved=visit.unsaved,
        wipe_owed=visit.wipe_owed,
        call=visit.call,
        calling=visit.calling,
        call_news=visit.call_news,
        added=added,
        added_before=added_before,
        link=visit.link,
        touched=visit.now,
        now=visit.now,
        staff=staff_page,
    )


# --- what happens -----------------------------------------------------------------------------------------------


def _happened(visit: Visit, event: Event) -> Turn:
    if isinstance(event, visits.TimedOut):
        rested = still_there.rested(visit)
        if isinstance(rested, visits.Pressed):
            return _left(visit)
        # "Are you still there?" is to be answered by keys, which must not go on to say what they do.
        return (rested if rested.warned is None else replace(rested, key_help=None)), ()
    if isinstance(event, (visits.Sealed, visits.Stored, visits.NotStored, visits.Sent)):
        told, effects = sending.news(visit, event)
        return code.unsent(told), effects
    if isinstance(event, (visits.CodeReady, visits.CodeRefused, visits.CodeToChange, visits.MailboxOpened)):
        return _derived(visit, event), ()
    if isinstance(event, visits.CallChanged):
        return call.news(visit, event), ()
    if isinstance(event, visits.LinkChanged):
        linked = replace(visit, link=event.link)
        return voicing.plugged(visit, linked if event.link.speech else listening.silent(linked))
    if isinstance(event, visits.Spoke):
        return listening.spoke(visit, event), ()
    if isinstance(event, visits.Unspoken):
        return replace(visit, unspoken=True), ()
    if isinstance(event, visits.Watched):
        return signing.watched(visit, event), ()
    if isinstance(event, visits.WardChanged):
        return _ward_changed(visit, event.ward), ()
    if isinstance(event, visits.PinChecked):
        return staff.pin_checked(visit, event), ()
    if isinstance(event, visits.Paired):
        return staff.paired(visit, event), ()
    if isinstance(event, visits.HealthKnown):
        return replace(visit, staff=replace(visit.staff, health=event.health)), ()
    return visit, ()


def _derived(
    visit: Visit, event: visits.CodeReady | visits.CodeRefused | visits.CodeToChange | visits.MailboxOpened
) -> Visit:
    """The answer to a code that was to be made, or to one that was typed."""
    if isinstance(event, visits.CodeReady):
        return code.news(visit, event)
    if isinstance(event, visits.CodeRefused) and visit.mailbox.state != "opening":
        return code.news(visit, event)
    return messages.opening.news(visit, event)


def _ward_changed(visit: Visit, ward: Ward) -> Visit:
    """A new ward pack. Whoever has begun to answer goes on with the questions that they were asked; who is on duty changes at once."""
    answering = bool(visit.draft.answers or visit.draft.words.value)
    if answering and visit.ward.content is not None and ward.content != visit.ward.content:
        kept = replace(visit.ward, duty=ward.duty, duty_expired=ward.duty_expired, now=ward.now)
        return replace(visit, ward=kept, coming=ward)
    reading_start = visit.reading == visit.ward.start
    changed = replace(visit, ward=ward, coming=None, reading=ward.start if reading_start else visit.reading)
    if not paired(changed):
        trail = tuple(spot for spot in visit.trail if spot.journey in _WITHOUT_CONTENT)
        return replace(changed, trail=trail or (HOME,))
    return changed
