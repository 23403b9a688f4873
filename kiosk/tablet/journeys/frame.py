"""What the pages of every journey share: words in the person's language, the rail, the foot row, and the way on and back.

A journey is a module with `page(visit)` and `act(visit, event)`. Both are pure. `act` gets an event that the page in
front of the person offers and gives back what comes of it: a turn, or the event of the rail that it means ("Yes, call
staff"), or None where that is nothing. Call, Back, Leave and the clocks are not a journey's business: `journeys.step`
has them.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from kiosk.tablet import words
from kiosk.tablet.pages import (
    Action,
    Block,
    CallButton,
    Curtain,
    Heading,
    Page,
    Rail,
    Shape,
    Text,
    texts,
)
from kiosk.tablet.visit import Chose, Effect, Event, Pressed, Spot, Typed, Visit
from kiosk.tablet.ward import SOURCE, direction

Turn = tuple[Visit, tuple[Effect, ...]]
Outcome = Turn | Pressed | None
HOME = Spot("home", "doors")
NO_VALUES: Mapping[str, str | int] = {}
MOST_ANSWERS = 8  # of one page (look.md)
NAMES = "language."  # ids of what languages call themselves, each in itself


# --- words ------------------------------------------------------------------------------------------------------


def say(
    visit: Visit,
    text: str,
    values: Mapping[str, str | int] = NO_VALUES,
    /,
    *,
    key: str = "",
    group: str = "body",
    private: bool = False,
) -> Text:
    """A text in the language and form that the person chose.

    values: for its placeholders, by name. key: its id on this page where the same words stand there twice.

    A text that nobody wrote shows its id: ugly, and never a crash in front of somebody. The tests hold that it does not happen.
    """
    found = visit.ward.words.find(text, visit.reading.language, visit.reading.form)
    if found is None:
        return Text(key or text, (text,), review="draft", group=group, private=private)
    return Text(
        id=key or text,
        sentences=words.sentences(found.text, values),
        language=found.language,
        direction=found.direction,
        review=found.review,
        group=group,
        private=private,
    )


def knows(visit: Visit, text: str) -> bool:
    """Whether somebody wrote this text, in any language that may be shown."""
    return visit.ward.words.find(text, visit.reading.language, visit.reading.form) is not None


def pictured(visit: Visit, picture: str, key: str, /, *, beside: Text) -> Text:
    """What a picture shows, in words. beside: the words next to it, which stand in for those of a ward's own picture that nobody described."""
    text = f"picture.{picture}"
    return say(visit, text, key=key) if knows(visit, text) else replace(beside, id=key)


def quote(visit: Visit, text_id: str, quoted: str, /, *, private: bool = False) -> Text:
    """Words that come from elsewhere as they are (a name, what somebody typed), in the direction of the page."""
    language = visit.reading.language
    return Text(text_id, (quoted,), language=language, direction=direction(language), private=private)


def action(
    visit: Visit, name: str, /, picture: str | None = None, *, label: str = "", main: bool = False, on: bool = False
) -> Action:
    """A button of the foot row. Its words are "action.NAME" unless label names others."""
    pointing = picture == "onward"
    return Action(
        name, say(visit, label or f"action.{name}", group="foot"), picture, main=main, picture_last=pointing, on=on
    )


def heading(visit: Visit, text: str, /, *, kicker: Text | None = None, hint: str = "") -> Heading:
    """The title of a page. hint: id of the line under it, left out where nobody wrote it."""
    return Heading(
        id="title",
        text=say(visit, text),
        kicker=kicker,
        hint=say(visit, hint) if hint and knows(visit, hint) else None,
    )


# --- the page ---------------------------------------------------------------------------------------------------


def paired(visit: Visit) -> bool:
    """Whether the ward's content is here."""
    return visit.ward.content is not None


def rail(visit: Visit) -> Rail:
    """Call staff, Back and Leave. The call button says when calls may not work; it is never taken away."""
    calls = visit.link.calls and paired(visit)
    running = visit.calling is not None or (visit.call is not None and visit.call.open)
    state: CallButton = "on" if running else "rest" if calls else "stale"
    label = "rail.call" if calls or running else "rail.call_stale"
    at_home = len(visit.trail) == 1 and visit.warned is None
    return Rail(
        call=Action("call", say(visit, label, group="rail"), "staff"),
        back=Action("back", say(visit, "rail.back", group="rail"), "back", usable=not at_home),
        leave=Action("leave", say(visit, "rail.leave", group="rail"), "leave"),
        call_button=state,
    )


def tools(visit: Visit, *, reading: str = "action.reading") -> tuple[Action, ...]:
    """Listen, where there is a voice, and Reading. reading: its words; "" where the page is about reading itself."""
    found = []
    if can_listen(visit):
        found.append(Action("listen", say(visit, "action.listen", group="foot"), "listen"))
    if reading:
        found.append(Action("reading", say(visit, reading, group="foot"), "glasses"))
    return tuple(found)


def player(visit: Visit) -> tuple[Action, ...]:
    """What stands in the place of the tools while the page is read aloud."""
    if visit.speaking is None or visit.aside:
        return ()
    pausing = ("go_on", "play") if visit.paused else ("pause", "pause")
    return (
        Action("listen", say(visit, "action.hush", group="foot"), "listen_stop", on=True),
        action(visit, *pausing),
        action(visit, "again", "again"),
    )


def can_listen(visit: Visit) -> bool:
    """Whether the language that the person chose can be heard on this tablet now."""
    wanted = visit.reading.voice or visit.reading.language
    voices = visit.link.voices
    return visit.link.speech and (not voices or wanted in voices or wanted.split("-")[0] in voices)


def self_voicing(visit: Visit) -> bool:
    """Whether pages and things are said as they come: somebody asked for it, it can be heard, and no screen reader has the word."""
    return visit.reading.aloud and not visit.link.reader and can_listen(visit)


def curtain(visit: Visit) -> Curtain | None:
    """What hides the page; never where the page could not be heard instead."""
    if not (visit.reading.curtain and self_voicing(visit)):
        return None
    return Curtain(say(visit, "curtain.line"), Action("curtain", say(visit, "curtain.show", group="foot"), main=True))


def notice(visit: Visit) -> Text | None:
    """The one thing outside this page that the person should know most."""
    link = visit.link
    if visit.told is not None:
        return visit.told
    if not link.courier:
        return say(visit, "notice.courier")
    if link.silence:
        return say(visit, "listen.gone")
    if link.speech and not can_listen(visit):
        return say(visit, "listen.no_voice")
    return say(visit, "listen.some") if visit.unspoken else None


def page(
    visit: Visit,
    shape: Shape,
    *blocks: Block,
    actions: tuple[Action, ...] = (),
    reading_label: str = "action.reading",
    private: bool = False,
    name: str = "",
) -> Page:
    """A page around these blocks. name: its id, where it is not the spot's."""
    made = Page(
        id=name or visit.spot.page,
        shape=shape,
        blocks=blocks,
        rail=rail(visit),
        tools=tools(visit, reading=reading_label),
        player=player(visit),
        actions=actions,
        more=Action("more", say(visit, "action.more", group="foot"), "onward", main=True, picture_last=True),
        reading=visit.reading,
        direction=direction(visit.reading.language),
        private=private,
        demo=say(visit, "demo.notice") if visit.ward.demo else None,
        notice=notice(visit),
        curtain=curtain(visit),
    )
    return replace(made, wording=_wording(visit, made))


def _wording(visit: Visit, made: Page) -> tuple[Text, ...]:
    """What is to be said about the words of a page: that nobody has checked some of them, that some are in English for want of others."""
    shown = [text for text in texts(made) if not text.id.startswith(NAMES)]
    own = visit.reading.language
    draft = any(text.review == "draft" for text in shown)
    english = own != SOURCE and any(text.language == SOURCE for text in shown)
    names = (("notice.draft", draft), ("notice.english", english))
    return tuple(say(visit, name, group="notice") for name, so in names if so)


# --- the way ----------------------------------------------------------------------------------------------------


def go(visit: Visit, spot: Spot) -> Visit:
    """To another page. Where the person has been there before, the way back to it is taken up again, so that Back never goes in circles."""
    trail = visit.trail
    trail = trail[: trail.index(spot) + 1] if spot in trail else (*trail, spot)
    return replace(visit, trail=trail)


def on_top(visit: Visit, spot: Spot) -> Visit:
    """To another page from which Back comes here, also where the person was there before: to change an answer and return."""
    return replace(visit, trail=(*visit.trail, spot))


def replaced(visit: Visit, spot: Spot) -> Visit:
    """To another page that stands in the place of this one: Back does not come here again."""
    return go(replace(visit, trail=visit.trail[:-1] or (HOME,)), spot)


def home(visit: Visit) -> Visit:
    """To the doors."""
    return replace(visit, trail=(HOME,))


def pressed(event: Event) -> str:
    """The action that was pressed, or "" for any other event."""
    return event.action if isinstance(event, Pressed) else ""


def chosen(event: Event, block: str) -> str:
    """The option that was chosen in this block, or ""."""
    return event.option if isinstance(event, Chose) and event.block == block else ""


def typed(event: Event, entry: str) -> Typed | None:
    """What was typed into this entry."""
    return event if isinstance(event, Typed) and event.entry == entry else None
