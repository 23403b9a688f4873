"""What a caller may tell staff besides: after the call, never before it, and nothing of it is needed.

The call has gone with one touch; who can and wants to may add why, whether a woman or a man should come, and that staff come quietly. From then on
this tablet makes no sound about the call and says nothing of it, save into headphones. What is added lives in memory, with the call: it is in no
record, in no draft and on no disk.

For: the page of these answers, and the silence. Not for: how far the call has come (`call`).
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from kiosk import callstate
from kiosk.tablet.journeys.frame import Outcome, action, chosen, go, page, pressed, say
from kiosk.tablet.pages import Action, Choice, Choices, Heading, Page, Text
from kiosk.tablet.visit import AddToCall, Event, Spot, Visit

TELL = Spot("call", "tell")
QUIETLY = "quietly"  # an answer among the kinds: whoever needs it should not have to look for it
WHAT, WHO = "call.what", "call.who"
PICTURES: Mapping[str, str] = {
    "company": "people",
    QUIETLY: "quietly",
    "talk": "talk",
    "other": "someone_else",
    "tablet": "tablet",
}
_WHO: Mapping[callstate.Who, str] = {"woman": "woman", "man": "man", "either": "woman_or_man"}
_REACHED = ("received", "shown", "accepted")  # the call is at the ward, and somebody may still wait
_USUAL = 100  # per cent: the size at which the line under a title is always shown


# --- the silence ------------------------------------------------------------------------------------------------


def words(visit: Visit, text: str, /, *, group: str = "body") -> Text:
    """Words about the call. Once its caller has asked for quiet, they are said into headphones alone."""
    return say(visit, text, group=group, private=visit.added.quiet)


def button(visit: Visit, name: str, /, picture: str | None = None, *, main: bool = False) -> Action:
    """A button of a page about the call."""
    made = action(visit, name, picture, main=main)
    return replace(made, label=replace(made.label, private=visit.added.quiet))


def silenced(visit: Visit, shown: Page) -> bool:
    """Whether nothing of this page may be heard, as it is about a call whose caller asked for quiet, and there are no headphones."""
    return visit.added.quiet and visit.link.headphones is not True and shown.id.startswith("call.")


def for_eyes(visit: Visit, made: Page) -> Page:
    """The page as it is while it is silenced: nothing hides it, as it cannot be heard instead, and whoever touches Listen may not be the caller."""
    if not silenced(visit, made):
        return made
    return replace(made, tools=tuple(tool for tool in made.tools if tool.id != "listen"), player=(), curtain=None)


# --- what stands between visits ---------------------------------------------------------------------------------


def may_tell(visit: Visit) -> bool:
    """Whether something may be added now: the call is at the ward, and nobody who has left did so before. They are not known to be the same."""
    call = visit.call
    return call is not None and call.progress in _REACHED and not visit.added_before


def kept(visit: Visit) -> Visit:
    """The visit once its call has gone on: where nothing more can be added, the page for it is on no way back, and what was added is dropped.

    That quiet was asked for stays until there is another call: that this one has ended is nothing to say aloud either.
    """
    call = visit.call
    if call is None and visit.calling is None:
        visit = replace(visit, added=callstate.NOTHING, added_before=False)
    elif call is not None and not call.open:
        visit = replace(visit, added=callstate.Added(quiet=visit.added.quiet))
    if TELL not in visit.trail or may_tell(visit):
        return visit
    return replace(visit, trail=tuple(spot for spot in visit.trail if spot != TELL))


def taken_up(visit: Visit, call: callstate.Call) -> Visit:
    """The visit with a call that an earlier window placed. What was added to it was said by somebody who may have left."""
    quiet = callstate.Added(quiet=call.added.quiet)
    return replace(visit, added=quiet, added_before=call.added != callstate.NOTHING)


def left(visit: Visit) -> tuple[callstate.Added, bool]:
    """What stays of `added`, and of `added_before`, when somebody leaves and their call goes on."""
    said = visit.added_before or visit.added != callstate.NOTHING
    return callstate.Added(quiet=visit.added.quiet), said


# --- the page ---------------------------------------------------------------------------------------------------


def tell_page(visit: Visit, call: callstate.Call) -> Page:
    """What may be added, how far that has come, and how the call stands.

    That stands over and under the title, with what to do meanwhile. Large letters leave no room there: then what has become of an answer is in the
    strip at the foot of the page, so that none moves under a finger, and a warning leads back to the call (`interrupted`).
    """
    warned = warning(visit, call)
    state = f"call.{warned or call.progress}"
    stands, line = words(visit, f"{state}.title"), _line(visit)
    meanwhile = words(visit, f"{state}.detail")
    under = replace(meanwhile, sentences=meanwhile.sentences[:1]) if warned else line
    usual = visit.reading.size == _USUAL
    head = Heading(
        id="title",
        text=words(visit, "call.tell.title"),
        kicker=replace(stands, sentences=(stands.spoken,)),
        hint=under if usual else None,
    )
    done = button(visit, "done", "tick", main=True)
    made = page(visit, "question", head, _what(visit), _who(visit), actions=(done,))
    return made if usual else replace(made, wording=(line, *made.wording))


def interrupted(before: Visit, after: Visit) -> Visit:
    """The visit, led back to how the call stands once there is something to do meanwhile, where letters are large and this page does not show it."""
    if after.spot != TELL or after.reading.size == _USUAL or after.call is None:
        return after
    known = "" if before.call is None else warning(before, before.call)
    return after if warning(after, after.call) in ("", known) else replace(after, trail=after.trail[:-1])


def warning(visit: Visit, call: callstate.Call) -> str:
    """What the caller has to be told is missing, as `callstate.warning` knows it.

    "lost": the ward system was last heard too long ago to say that nobody has answered. Somebody may have, and no page would change.
    """
    lost = call.progress in ("received", "shown") and not visit.link.calls
    return "lost" if lost else callstate.warning(call, visit.now)


def _line(visit: Visit) -> Text:
    """What is known of what was added: it is at the ward, or it is not yet."""
    held = callstate.NOTHING if visit.call is None else visit.call.added
    if visit.added != held:
        return words(visit, "call.tell.sending")
    if held == callstate.NOTHING:
        return words(visit, "call.tell.hint")
    return words(visit, "call.tell.sent_quiet" if held.quiet else "call.tell.sent")


def _what(visit: Visit) -> Choices:
    given = (*visit.added.kinds, *((QUIETLY,) if visit.added.quiet else ()))
    options = tuple(
        Choice(name, words(visit, f"call.tell.{name}", group="answers"), picture, chosen=name in given)
        for name, picture in PICTURES.items()
    )
    return Choices(WHAT, options, look="tiles", multiple=True)


def _who(visit: Visit) -> Choices:
    options = tuple(
        Choice(name, words(visit, f"call.tell.{name}", group="answers"), picture, chosen=name == visit.added.who)
        for name, picture in _WHO.items()
    )
    return Choices(WHO, options, look="tiles")


def act(visit: Visit, event: Event, now: Spot) -> Outcome:
    """An answer, given or taken back; or back to how the call stands (`now`)."""
    if pressed(event) == "done":
        return go(visit, now), ()
    added = _answered(visit.added, chosen(event, WHAT), chosen(event, WHO))
    if added == visit.added:
        return None
    after = replace(visit, added=added)
    if added.quiet != visit.added.quiet:
        # Whatever was agreed before about who may hear this tablet is over; the voice has nothing to say again.
        reading = replace(visit.reading, loudspeaker=False)
        after = replace(after, reading=reading, loud="silent" if added.quiet else "", said=None)
    return after, (AddToCall(added),)


def _answered(added: callstate.Added, what: str, who: str) -> callstate.Added:
    if what == QUIETLY:
        return replace(added, quiet=not added.quiet)
    kinds = tuple(kind for kind in callstate.KINDS if (kind in added.kinds) != (kind == what))
    wanted = next((each for each in _WHO if each == who), None)
    if wanted is None:
        return replace(added, kinds=kinds)
    return replace(added, who="" if added.who == wanted else wanted)
