"""A round through every page and every state of it, by somebody who touches everything once. For tests of the words."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from pathlib import Path

from msgspec.structs import replace

from kiosk import callstate, wardpack
from kiosk.tablet import pages, videos, visit
from kiosk.tablet.journeys import code
from kiosk.tablet.journeys.reading_choices import PRESETS, QUESTIONS, SETTINGS, offered
from kiosk.tablet.senses.touch import keymap
from kiosk.tour import walking
from tests.tablet.journeys.walking import Person, content, unpaired, ward

SUBMISSION = b"s" * 16
FOUR_STATES = (
    visit.Sealed(submission=SUBMISSION),
    visit.NotStored(submission=SUBMISSION, reason="disk"),
    visit.Stored(submission=SUBMISSION),
    visit.Sent(submission=SUBMISSION),
)
FAILED = (visit.Sealed(submission=SUBMISSION), visit.NotStored(submission=SUBMISSION, reason="seal"))


@functools.cache
def every_page(form: pages.Form) -> tuple[pages.Page, ...]:
    """All pages, in all states that say something else, in one form."""
    start = pages.Reading(form=form)
    rounds = (
        _charter,
        _checkin,
        _concern,
        _changing,
        _force,
        _good_news,
        _nothing,
        _coded,
        _came_back,
        _calls,
        _help,
        _figures,
        _reading,
        _staff,
        _rest,
        _signed,
        _voiced,
    )
    found = [page for walk in rounds for page in walk(start)]
    return (*found, *_broken(start))


def ids(form: pages.Form = "plain") -> set[str]:
    return {page.id for page in every_page(form)}


def _person(start: pages.Reading, speech: bool = False) -> Person:
    return Person(ward(start=start), link=visit.Link(courier=True, calls=True, speech=speech))


def _charter(start: pages.Reading) -> Iterator[pages.Page]:
    person = _person(start, speech=True)
    yield person.page
    yield person.chooses("charter").page
    yield person.presses("listen").page
    yield person.presses("pause").page
    yield person.happens(visit.Unspoken()).page
    while person.page.id != "charter.contact":
        yield person.presses("next").page


def _signed(start: pages.Reading) -> Iterator[pages.Page]:
    clause, texts = content().clauses[0].id, content().texts["en"]
    name = videos.name_of(clause, texts[f"charter.{clause}.title"], texts[f"charter.{clause}.body"])
    film = videos.Film(Path("/videos/one.mp4"), (videos.Line(0.0, 2.0, "You matter."),))
    person = Person(ward(start=start, films={name: film}))
    yield person.chooses("charter").presses("next").page
    yield person.presses("sign").page
    yield person.presses("play").page
    yield person.happens(visit.Watched(video=f"video.{clause}", state="failed")).page


def _voiced(start: pages.Reading) -> Iterator[pages.Page]:
    """The pages and the lines that only keys, headphones and the voice bring up."""
    heard = visit.Link(courier=True, calls=True, speech=True, headphones=True)
    person = Person(ward(start=start), link=heard)
    for command in ("help", *keymap.COMMANDS[:5], "call", "types", "unknown", "help"):
        yield person.happens(visit.Commanded(command=command)).page
    for command in ("voice", "louder", "softer", "faster", "slower", "curtain", "curtain", "unknown", "no_back"):
        yield person.happens(visit.Commanded(command=command)).page
    yield person.happens(visit.LinkChanged(link=replace(heard, headphones=False))).page
    yield person.chooses("checkin").page
    yield person.chooses("headphones").page
    yield person.chooses("silent").page
    yield person.happens(visit.Commanded(command="voice")).page


def _checkin(start: pages.Reading) -> Iterator[pages.Page]:
    for safe, tell, states in (
        ("yes", "yes", FOUR_STATES),
        ("no", "no", FOUR_STATES),
        ("yes", "yes", FAILED),
        ("no", "no", FAILED),
    ):
        person = _person(start)
        yield person.chooses("checkin").page
        yield person.chooses("patient").page
        yield person.chooses(safe).page
        yield person.presses("back").page
        yield person.presses("next").chooses(tell).page
        yield person.presses("back").page
        yield person.presses("next").chooses("worse").page
        yield person.chooses("close").page
        yield person.presses("next").chooses("bedroom").page
        yield person.presses("next").page
        yield person.chooses("checkin.places").page
        yield person.presses("take_out").page
        yield person.presses("send").page
        for event in states:
            yield person.happens(event).page


def _told(start: pages.Reading) -> tuple[Person, list[pages.Page]]:
    """Somebody who answers everything, with a worker as initiator and great harm."""
    person = _person(start).chooses("concern")
    seen = [person.page]
    seen.append(person.chooses("no").page)
    while person.page.id != "concern.about":
        seen.append(person.presses("carry_on").page)
    while person.page.id != "concern.review":
        if person.page.id.startswith("concern.pause"):
            person.chooses("more")
        elif person.page.id == "concern.care":
            person.chooses("no")
        elif person.page.id == "concern.words":
            seen.append(person.types("It was after lunch. I was 1.").page)
            seen.append(person.happens(visit.Typed(entry="concern.words", text="a" * 2_400)).page)
            person.happens(visit.Typed(entry="concern.words", key="letters")).presses("next")
        else:
            choices = next(block for block in person.page.blocks if isinstance(block, pages.Choices))
            seen.append(person.chooses(choices.options[min(2, len(choices.options) - 1)].id).page)
            person.presses("next")
        seen.append(person.page)
    return person, seen


def _concern(start: pages.Reading) -> Iterator[pages.Page]:
    for states in (FOUR_STATES, FAILED):
        person, seen = _told(start)
        yield from seen
        yield person.presses("next").page
        yield person.presses("send").page
        for event in states:
            yield person.happens(event).page


def _changing(start: pages.Reading) -> Iterator[pages.Page]:
    person, _ = _told(start)
    yield person.chooses("concern.places").page
    yield person.presses("take_out").page
    yield person.presses("next").chooses("concern.words").page
    yield person.presses("take_out").page
    yield person.presses("next").chooses("concern.readers").chooses("not_ward").presses("next").page
    yield (person.chooses("concern.initiator").chooses("staff").presses("next").chooses("name").presses("next").page)
    yield person.presses("next").presses("next").chooses("concern.readers").page


def _force(start: pages.Reading) -> Iterator[pages.Page]:
    person = _person(start).chooses("concern").chooses("no").promised()
    person.chooses("W3").presses("next").presses("next").chooses("C7").presses("next").presses("next")
    person.chooses("send").skips_to("concern.review")
    yield person.page
    for event in (None, *FOUR_STATES):
        yield person.happens(event).page if event else person.presses("send").page


def _good_news(start: pages.Reading) -> Iterator[pages.Page]:
    person = _person(start).chooses("concern").chooses("no").promised()
    person.chooses("W7").presses("next").at("concern.places")
    yield person.page
    person.skips_to("concern.review").presses("send")
    yield person.page


def _nothing(start: pages.Reading) -> Iterator[pages.Page]:
    person = _person(start).chooses("checkin").skips_to("checkin.tell")
    yield person.page
    yield person.skips_to("checkin.reasons").chooses("help").page
    yield person.chooses("help").skips_to("checkin.send").page
    person = _person(start).chooses("concern").chooses("no").promised()
    yield person.presses("skip").presses("skip").chooses("send").skips_to("concern.review").page
    yield person.presses("others").page
    yield person.presses("next").page


def _coded(start: pages.Reading) -> Iterator[pages.Page]:
    """The code of a concern that somebody helped with, from its making to the end of its check."""
    person = _person(start).chooses("concern").chooses("no").promised().chooses("W1").presses("next")
    person.presses("skip").chooses("send").chooses("yes").presses("next").presses("skip").presses("send")
    yield person.presses("get_code").page
    yield person.happens(visit.CodeReady(groups=walking.CODE, qr=walking.QR)).page
    yield person.presses("hide").page
    yield person.presses("show").presses("kept").page
    yield person.presses("next").page
    yield person.types("000").presses("next").page
    group = walking.CODE[code.asked_for(person.visit.code) - 1]
    yield person.types(group.digits).presses("next").page


def _opened(start: pages.Reading, event: visit.Event) -> Person:
    return _person(start).presses("code").types(walking.QR).presses("open").happens(event)


def _came_back(start: pages.Reading) -> Iterator[pages.Page]:
    """Everything that somebody can find and do with their code."""
    person = _person(start).presses("code")
    yield person.page
    yield person.types(walking.QR).presses("open").page
    yield person.happens(visit.CodeRefused(reason="check")).page
    for event in walking.mailboxes():
        yield _opened(start, event).page
    nothing, messages, changed, notice = walking.mailboxes()
    person = _opened(start, visit.CodeToChange())
    yield person.page
    yield person.presses("next").happens(changed).page
    yield _opened(start, notice).presses("next").page
    for kind in ("more", "worse", "second_look"):
        person = _opened(start, nothing).chooses(kind)
        yield person.page
        yield person.types("Hello").presses("send").page
    person = _opened(start, nothing).chooses("take_back")
    yield person.page
    yield person.chooses("yes").page
    yield person.presses("send").page
    person = _opened(start, messages).chooses("read")
    yield person.page
    yield person.presses("answer").page
    yield person.presses("back").presses("next").page
    yield person.presses("read_it").page


def _calls(start: pages.Reading) -> Iterator[pages.Page]:
    person = _person(start).presses("call")
    yield person.page
    pressed = callstate.press(b"c" * 16, person.clock)
    for progress in (*callstate.ORDER, "cancelled"):
        moved = callstate.advance(pressed, progress, person.clock)
        yield person.happens(visit.CallChanged(call=moved)).page
    yield from _telling(start)
    person.happens(visit.CallChanged(call=callstate.advance(pressed, "shown", person.clock)))
    yield person.happens(visit.LinkChanged(link=visit.Link(courier=True))).page
    person.happens(visit.LinkChanged(link=visit.Link(courier=True, calls=True)))
    late = callstate.advance(replace(pressed, pressed=person.clock), "received", person.clock)
    for call in (replace(late, progress="sending"), late, replace(late, progress="shown", escalations=1)):
        person.happens(visit.CallChanged(call=replace(call, pressed=person.clock, received=person.clock)))
        yield person.waits(61).page
    yield person.happens(visit.CallChanged(call=None)).page


def _telling(start: pages.Reading) -> Iterator[pages.Page]:
    """What a caller may add, one answer after the other, each until the ward system has it and until it is taken back; and while nobody comes."""
    person = _person(start).presses("call")
    call = callstate.advance(callstate.press(b"t" * 16, person.clock), "shown", person.clock)
    person.happens(visit.CallChanged(call=call))
    yield person.presses("tell_more").page
    answers = [
        (block.id, option.id)
        for block in person.page.blocks
        if isinstance(block, pages.Choices)
        for option in block.options
    ]
    for block, option in answers * 2:
        yield person.happens(visit.Chose(block=block, option=option)).page
        call = callstate.tell(call, person.visit.added, call.told + 1)
        yield person.happens(visit.CallChanged(call=call)).page
    yield person.waits(61).page
    yield person.happens(visit.LinkChanged(link=visit.Link(courier=True))).page
    yield person.happens(visit.CallChanged(call=callstate.advance(call, "attended", person.clock))).page


def _help(start: pages.Reading) -> Iterator[pages.Page]:
    on = (wardpack.OnDuty("champion", "Sam Example", "At the desk"), wardpack.OnDuty("safeguarding", "Kim Example", ""))
    duty = wardpack.Duty("demo", "willow", 1, 0, 2**31, people=on)
    person = Person(ward(start=start, duty=duty, duty_expired=False)).chooses("help")
    yield person.page
    while "next" in [action.id for action in person.page.actions]:
        yield person.presses("next").page
    yield Person(ward(start=start, now=4e9)).chooses("help").page
    empty = ward(start=start)
    assert empty.content is not None
    yield Person(replace(empty, content=replace(empty.content, organisations=()))).chooses("help").page


def _figures(start: pages.Reading) -> Iterator[pages.Page]:
    for figures in (
        None,
        walking.FIGURES,
        replace(walking.FIGURES, expires=0, groups=(wardpack.GroupFigures("staff", tell=10, tell_of=10),)),
    ):
        person = Person(ward(start=start, figures=figures)).chooses("charter").presses("figures")
        yield person.page
        while "next" in [action.id for action in person.page.actions]:
            yield person.presses("next").page


def _reading(start: pages.Reading) -> Iterator[pages.Page]:
    words = ward().words
    two = replace(
        words, interface={**words.interface, "cy": {"language.name": "Cymraeg", "action.done": "Wedi gorffen"}}
    )
    person = Person(ward(start=start, words=two), link=visit.Link(courier=True, calls=True, speech=True))
    yield person.page
    yield person.presses("reading").page
    for preset in PRESETS:
        yield person.chooses(preset).page
        yield person.chooses(preset).page
    for way in ("touch", "explore", "two_switches", "one_switch"):
        yield person.chooses("hands").chooses("way").chooses(way).page
        person.presses("back").presses("back")
        for question in QUESTIONS:
            yield person.chooses(question).page
            for setting in offered(person.visit.reading, question, speech=True):
                if setting != "way" and (way == "touch" or question == "hands"):
                    yield from _values(person, setting, start)
            person.presses("done")
    person.presses("start_again")
    yield person.presses("language").page
    yield person.chooses("cy").page


def _values(person: Person, setting: str, start: pages.Reading) -> Iterator[pages.Page]:
    person.chooses(setting)
    for option, _ in SETTINGS[setting].values:
        if option != "plain" or start.form == "plain":
            yield person.chooses(option).page
            yield person.presses("back").page
            person.chooses(setting)
    person.presses("back")


def _staff(start: pages.Reading) -> Iterator[pages.Page]:
    person = Person(replace(unpaired(), start=start))
    yield person.page
    yield person.presses("staff").page
    yield person.types("135791").page
    yield person.presses("open").page
    yield person.happens(visit.PinChecked(right=False)).page
    person.types("135791").presses("open")
    yield person.happens(visit.PinChecked(right=False, wait=5.0)).page
    yield person.waits(6).types("246813").page
    yield person.presses("open").happens(visit.PinChecked(right=True)).page
    waiting = visit.CallChanged(call=callstate.press(b"c" * 16, person.clock))
    yield person.happens(waiting).presses("back").page
    person.happens(visit.CallChanged(call=None))
    well = visit.Health(True, True, 1.0, 0.0, 90_000.0, 0.0, True, "1.1")
    ill = visit.Health(False, False, None, None, None, None, False, "1.1")
    for health in (well, ill, replace(well, clock=90.0), replace(well, clock=-90.0, voice="sound")):
        yield person.chooses("health").page
        yield person.happens(visit.HealthKnown(health=health)).page
        person.presses("done")
    late = ward(start=start, now=4e9, keys_expired=True, duty=wardpack.Duty("demo", "willow", 1, 0, 1))
    yield person.happens(visit.WardChanged(ward=late)).page
    yield person.chooses("health").happens(visit.HealthKnown(health=well)).page
    person.happens(visit.WardChanged(ward=unpaired())).presses("done")
    for reason in ("code", "expired", "root", "mode", "link", "pack", ""):
        yield person.chooses("pair").types("ABCD").page
        yield person.presses("pair").page
        yield person.happens(visit.Paired(reason=reason)).page
        person.presses("back")
    yield person.chooses("clean").page
    yield person.waits(31).page
    yield person.presses("done").chooses("leave_kiosk").page


def _rest(start: pages.Reading) -> Iterator[pages.Page]:
    person = _person(start).chooses("checkin").chooses("patient")
    yield person.waits(61).page
    yield _person(start).chooses("charter").waits(61).page


def _broken(start: pages.Reading) -> Iterator[pages.Page]:
    yield Person(replace(unpaired(), start=start)).presses("call").page
    yield Person(ward(start=start), link=visit.Link()).page
    for link in (
        visit.Link(courier=True, silence="gone"),
        visit.Link(courier=True, speech=True, voices=frozenset("x")),
    ):
        yield Person(ward(start=start), link=link).page
