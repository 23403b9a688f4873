"""A clause of the charter in British Sign Language: a video with its captions, which plays, stops and begins again when somebody asks for it."""

from __future__ import annotations

from msgspec.structs import replace

from kiosk.tablet import videos
from kiosk.tablet.journeys.frame import Outcome, action, heading, page, pressed, say
from kiosk.tablet.pages import Action, Caption, Page, Text, Video
from kiosk.tablet.visit import Event, Spot, Visit, Watched, Watching
from kiosk.tablet.ward import SOURCE

PAGE = "video"


def film(visit: Visit, clause: str) -> videos.Film | None:
    """The video of a clause as it is worded now, if this tablet has one."""
    own = visit.ward.words.ward.get(SOURCE, {})
    name = f"charter.{clause}"
    return visit.ward.films.get(videos.name_of(clause, own.get(f"{name}.title", ""), own.get(f"{name}.body", "")))


def spot(clause: str) -> Spot:
    return Spot("charter", PAGE, clause)


def door(visit: Visit, clause: str) -> tuple[Action, ...]:
    """The way to the video from its clause, where there is one."""
    return (action(visit, "sign", "video"),) if film(visit, clause) else ()


def _now(visit: Visit) -> Watching:
    clause = visit.spot.item
    held = visit.watching
    return held if held is not None and held.clause == clause else Watching(clause)


def video_page(visit: Visit, found: videos.Film) -> Page:
    """The video, its captions, and what can be done with it now."""
    now = _now(visit)
    playing = now.state == "playing"
    block = Video(
        f"video.{now.clause}",
        str(found.path),
        label=say(visit, "video.failed" if now.state == "failed" else "video.watch"),
        captions=_captions(found, now.clause),
        showing=now.started if playing else None,
    )
    again = (action(visit, "from_start", "restart"),) if playing else ()
    main = action(visit, "stop", "pause", main=True) if playing else action(visit, "play", "play", main=True)
    return page(
        visit,
        "reading",
        heading(visit, f"charter.{now.clause}.title", kicker=say(visit, "video.kicker")),
        block,
        actions=(*again, main),
    )


def _captions(found: videos.Film, clause: str) -> tuple[Caption, ...]:
    """As they were written: captions of a British video are English."""
    return tuple(
        Caption(line.start, line.end, Text(f"video.{clause}.caption{number}", (line.words,), language=SOURCE))
        for number, line in enumerate(found.lines, start=1)
    )


def watched(visit: Visit, event: Watched) -> Visit:
    """What the video did by itself. One that is not open any more says nothing."""
    held = visit.watching
    if held is None or event.video != f"video.{held.clause}" or held.state != "playing":
        return visit
    return replace(visit, watching=replace(held, state=event.state))


def act(visit: Visit, event: Event) -> Outcome:
    """Play, stop, from the start."""
    now, name = _now(visit), pressed(event)
    if name in ("play", "from_start"):
        return replace(visit, watching=replace(now, started=now.started + 1, state="playing")), ()
    if name == "stop":
        return replace(visit, watching=replace(now, state="rest")), ()
    return None
