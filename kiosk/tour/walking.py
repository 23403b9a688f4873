"""The walk through all journeys with the demo's content: it finds every page that there is.

It presses everything that can be pressed and lets everything happen that can happen, and keeps the first visit that shows each page; so a page
that nobody can reach is not in the tour, and a new page is in it without anybody naming it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

import msgspec

from kiosk import callstate, records, resources
from kiosk.charter import build
from kiosk.refusal import Refusal
from kiosk.tablet import attention, journeys, pages, pin, settings, visit, words
from kiosk.tablet.acting import event_of
from kiosk.tablet.journeys import code
from kiosk.tablet.ward import SOURCE, Ward
from kiosk.wardpack import Figures, GroupFigures, Profile, YouSaid

DAY = 1_800_000_000  # seconds since 1970: a made-up today, so that two tours of one tree are the same
YEAR = 365 * 86_400
DEEPEST = 60  # steps from the first page; every page lies nearer
CODE = tuple(
    pages.CodeGroup(digits, word)
    for digits, word in (
        *(("407", "garden"), ("913", "lemon"), ("226", "window"), ("850", "pencil")),
        *(("174", "river"), ("639", "coat"), ("058", "strawberry")),
    )
)
QR = "407913226850174639058"
WRITTEN = (
    "Thank you for telling us. You were right to tell us, and you are not to blame. We have asked that a member of staff is always in the lounge "
    "in the evening. You can talk to an advocate about this at any time."
)
FIGURES = Figures(
    "demo",
    "willow",
    1,
    DAY,
    DAY + YEAR,
    "2026-07-01",
    "2026-10-01",
    (GroupFigures("patient", 20, 25, 15, 20), GroupFigures("visitor"), GroupFigures("staff", 25, 30)),
    (
        YouSaid(
            "The door of the quiet room does not lock.", "We have put a lock on it. Staff can open it from outside."
        ),
        YouSaid(
            "At night we do not know whom to ask.",
            "The name of the nurse on nights is on the board by nine each evening.",
        ),
    ),
)
QUESTION = "We would like to know one more thing. Do you feel safe in your bedroom at night?"
TYPED = "It was after lunch, when the corridor was empty. "


class TourRefused(Refusal):
    """The tour cannot be made as asked."""


def demo_ward(profile: Profile = "adult") -> Ward:
    """A ward with all content, as the demo has it."""
    content = build.build_content(
        resources.resource_folder("content"), "willow", "Willow Ward", "demo", 1, DAY, DAY + YEAR, profile
    )
    return Ward(
        words=words.load(resources.resource_folder("locales")).with_ward(content, live=False),
        content=content,
        name="Willow Ward",
        demo=True,
        now=DAY,
        figures=FIGURES,
    )


def reading(text: int, theme: str, form: str, language: str = SOURCE) -> pages.Reading:
    """How to read on the tour. Raises TourRefused for a value that does not exist."""
    try:
        start = msgspec.convert({"size": text, "theme": theme, "form": form, "language": language}, settings.Start)
    except msgspec.ValidationError as error:
        raise TourRefused(f"the tour cannot be read like this: {error}") from None
    return pages.Reading(start.language, start.form or "plain", start.size, start.theme, motion=False)


def _happenings(now: visit.Visit) -> Iterator[visit.Event]:
    """What can happen to a visit from outside, as far as it changes a page."""
    call = now.call or callstate.press(bytes(16), 0.0)
    for progress in callstate.ORDER:
        yield visit.CallChanged(call=callstate.advance(call, progress, now.now, by="nurse"))
    if now.call and now.added != now.call.added:
        yield visit.CallChanged(call=callstate.tell(now.call, now.added, now.call.told + 1))
    yield visit.Stored(submission=now.submission)
    yield visit.NotStored(submission=now.submission, reason="courier")
    yield visit.NotStored(submission=now.submission, reason="seal")
    yield visit.Sent(submission=now.submission)
    yield visit.PinChecked(right=True)
    yield visit.PinChecked(right=False, wait=5.0)
    yield visit.Paired()
    yield visit.Paired(reason="code")
    if now.code.state == "deriving" or now.mailbox.state == "opening":
        yield visit.CodeReady(groups=CODE, qr=QR)
        yield visit.CodeRefused(reason="check")
        yield visit.CodeToChange()
        yield from mailboxes()


def mailboxes() -> Iterator[visit.MailboxOpened]:
    """What a code may open: nothing yet, messages that came long ago, a changed code, a notice that this one was changed."""
    yield visit.MailboxOpened(messages=())
    written = (_written(1, WRITTEN), _written(2, QUESTION, asks=True))
    yield visit.MailboxOpened(messages=written, age=5 * 3_600.0)
    yield visit.MailboxOpened(messages=written[:1], age=60.0, changed=CODE, changed_qr=QR)
    notice = records.Reply(id=bytes(16), mailbox=bytes(16), number=0, kind="code_opened", at=DAY)
    yield visit.MailboxOpened(messages=(notice,), age=60.0)


def _written(number: int, words: str, asks: bool = False) -> records.Reply:
    return records.Reply(id=bytes(16), mailbox=bytes(16), number=number, words=words, asks=asks)


def walk(ward: Ward, how: pages.Reading) -> dict[str, pages.Page]:
    """Every page that can be reached in this language and form, by id, each from the shortest way to it; one that says something else once a call
    or a send went on, again."""
    return {name: journeys.page(now) for name, now in visits(ward, how).items()}


def at_size(now: visit.Visit, walked: int, size: int) -> visit.Visit:
    """The same visit of somebody who reads at another size than the walk was made at. Which pages there are does not depend on it, and a walk takes
    longer than all its pages. A size that was chosen on the way stays."""
    own = now.reading if now.reading.size != walked else msgspec.structs.replace(now.reading, size=size)
    start = msgspec.structs.replace(now.ward.start, size=size)
    return msgspec.structs.replace(now, reading=own, ward=msgspec.structs.replace(now.ward, start=start))


def visits(ward: Ward, how: pages.Reading) -> dict[str, visit.Visit]:
    """The visits that stand on those pages, by the same names."""
    # As the ward's start setting: a visit that begins takes its way of reading from there.
    ward = msgspec.structs.replace(ward, start=how)
    first = visit.Visit(ward=ward, reading=how, link=visit.Link(courier=True, calls=True, speech=True))
    found: dict[str, visit.Visit] = {}
    shown: set[tuple[str, ...]] = set()
    seen: set[tuple[object, ...]] = set()
    ahead = deque([(journeys.step(first, visit.Started()), 0)])
    while ahead:
        step, depth = ahead.popleft()
        now, page = step.visit, step.page
        told = (page.id, *_told(page))
        other_way = _way(now.reading) != _way(how)
        # Where nothing has been answered yet, a page may lead elsewhere than it does later, though it says the same.
        state = (bool(now.draft.answers), *told)
        if state in seen or depth > DEEPEST or other_way:  # in other words the whole tablet would be walked once more
            continue
        seen.add(state)
        if told not in shown:
            shown.add(told)
            found.setdefault(page.id if page.id not in found else f"{page.id}.{_what_is_so(now)}", now)
        events = [event_of(page, target, now.now) for target in attention.targets(page, attention.Place(""))]
        moment = journeys.deadline(now)
        if moment is not None:
            events.append(visit.TimedOut(at=moment))
        ahead += [(_called(journeys.step(now, event)), depth + 1) for event in (*events, *_happenings(now))]
        ahead += [(filled, depth + 1) for filled in _filled_in(step)]
    found["concern.sent.force"] = _after_force(first)
    found["staff.menu.called"] = _while_called(first)
    found["call.now.lost"] = _while_lost(first)
    found["figures.about.none"] = _of_figures(first, None)
    found["figures.about.old"] = _of_figures(first, msgspec.structs.replace(FIGURES, expires=DAY))
    # What never comes from within a visit: nothing that this tablet sends or calls would arrive now.
    found[f"{journeys.page(first).id}.cut_off"] = msgspec.structs.replace(first, link=visit.Link(speech=True))
    return found


def _way(reading: pages.Reading) -> tuple[object, ...]:
    """What would make one more tour of each of its values, and changes no page but the one on which it is chosen."""
    return (
        *(reading.language, reading.form, reading.speed, reading.volume, reading.voice),
        *(reading.aloud, reading.scan, reading.scan_aloud, reading.tap, reading.hold, reading.ignore, reading.aim),
    )


def _after_force(first: visit.Visit) -> visit.Visit:
    """What is said to somebody who told of force. The walk does not find it: a touched answer is no new words."""
    draft = first.draft.with_answer("concern.about", ("W3",)).with_answer("concern.kinds", ("C7",))
    told = msgspec.structs.replace(first, draft=draft, trail=(*first.trail, visit.Spot("concern", "review")))
    sent = journeys.step(told, visit.Pressed(at=told.now, action="send")).visit
    return journeys.step(sent, visit.Stored(submission=sent.submission)).visit


def _while_called(first: visit.Visit) -> visit.Visit:
    """The menu of staff who come because of a call: they can end it. The walk does not go that far."""
    call = callstate.advance(callstate.press(bytes(16), first.now), "received", first.now)
    trail = (*first.trail, visit.Spot("staff", "menu"))
    return msgspec.structs.replace(first, call=call, staff=visit.StaffPage(open=True), trail=trail)


def _while_lost(first: visit.Visit) -> visit.Visit:
    """A call that a ward screen showed, and then the ward system was heard no more."""
    call = callstate.advance(callstate.press(bytes(16), first.now), "shown", first.now)
    trail = (*first.trail, visit.Spot("call", "now"))
    return msgspec.structs.replace(first, call=call, link=visit.Link(courier=True, speech=True), trail=trail)


def _of_figures(first: visit.Visit, figures: Figures | None) -> visit.Visit:
    """The first page of what people say on a ward without numbers, or with old ones."""
    trail = (*first.trail, visit.Spot("figures", "about"))
    return msgspec.structs.replace(first, ward=msgspec.structs.replace(first.ward, figures=figures), trail=trail)


def _what_is_so(now: visit.Visit) -> str:
    """A word for what makes a page say something else than the first time: the call, what was sent, or just later."""
    if now.call:
        return callstate.warning(now.call, now.now) or now.call.progress
    if now.submission_state != "none":
        return now.submission_state
    return "later"


def _called(step: visit.Step) -> visit.Step:
    """The step once the call that it asks for was placed, as the window does at once, and once all that it says was said."""
    if any(isinstance(effect, visit.Say) for effect in step.effects):
        return journeys.step(step.visit, visit.Spoke(text="", sentence=None))
    if not any(isinstance(effect, visit.Call) for effect in step.effects):
        return step
    return journeys.step(step.visit, visit.CallChanged(call=callstate.press(bytes(16), step.visit.now)))


def _told(page: pages.Page) -> tuple[str, ...]:
    """What a page says apart from its rail, keys and notice. A page that says the same is the same page, whatever was chosen, typed or called."""
    return tuple(
        text.spoken for text in pages.texts(page) if text.group not in ("rail", "keys") and text is not page.notice
    )


def _filled_in(step: visit.Step) -> Iterator[visit.Step]:
    """A page with an on-screen keyboard once something was typed and its buttons were pressed: what lies behind it is found only so."""
    if step.page.id == "code.check":
        group = step.visit.code.groups[code.asked_for(step.visit.code) - 1].digits
        right = journeys.step(step.visit, visit.Typed(at=step.visit.now, entry=code.ENTRY, text=group))
        yield journeys.step(right.visit, visit.Pressed(at=right.visit.now, action="next"))
    for keys in (block for block in step.page.blocks if isinstance(block, pages.Keys)):
        typing = step
        for _ in range(pin.LEAST_DIGITS):
            key = next(key for row in keys.rows for key in row if key.inserts)
            typing = journeys.step(typing.visit, event_of(typing.page, f"{keys.id}/{key.id}", typing.visit.now))
        for action in typing.page.actions:
            done = journeys.step(typing.visit, visit.Pressed(at=typing.visit.now, action=action.id))
            yield done
            yield from (journeys.step(done.visit, event) for event in _happenings(done.visit))
