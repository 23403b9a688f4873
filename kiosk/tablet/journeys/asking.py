"""One engine for every question: the ward pack says what is asked and which answers there are, a journey says where the question leads.

Every question can be skipped, nothing is chosen beforehand, and an answer can be taken back by choosing it again. A
question with more than eight answers, or six long ones, goes over several pages, each with its own way on, so that nobody has to read
them all to leave.
"""

from __future__ import annotations

import itertools

from msgspec.structs import replace

from kiosk import wardpack
from kiosk.tablet.journeys.frame import MOST_ANSWERS, action, heading, on_top, page, say
from kiosk.tablet.pages import Action, Choice, Choices, Page, Text
from kiosk.tablet.visit import Spot, Visit

LONG = 25  # letters: answers longer than that need wider tiles, six a page
LONG_ANSWERS = 6
USUAL = 100  # per cent: the size at which the line under a title is always shown
THREE_FACES_FROM = 170  # per cent: a scale is never split over parts, so large text shows its three answers (look.md)
MILDER = {3: ("face4", "face3", "face2"), 2: ("face4", "face2")}  # the faces of so many answers


def question(visit: Visit, name: str) -> wardpack.Question | None:
    """The question of this name in the ward's content; None where the ward does not ask it."""
    if visit.ward.content is None:
        return None
    return next((q for q in visit.ward.content.questions if q.id == name), None)


def in_easy_form(visit: Visit, asked: wardpack.Question) -> bool:
    """Whether the answers of easy read are offered: by choice, or because a scale's five faces would not fit."""
    return visit.reading.form == "easy" or (asked.look == "faces" and visit.reading.size >= THREE_FACES_FROM)


def offered(visit: Visit, asked: wardpack.Question) -> tuple[wardpack.Option, ...]:
    """The answers in order."""
    if not asked.easy or not in_easy_form(visit, asked):
        return asked.options
    by_code = {option.code: option for option in asked.options}
    return tuple(by_code[code] for code in asked.easy if code in by_code)


def pages_of(visit: Visit, asked: wardpack.Question) -> tuple[tuple[wardpack.Option, ...], ...]:
    """The answers, shared out evenly over as few pages as eight a page allow, or six where the words of one are long."""
    options = offered(visit, asked)
    long = asked.look == "tiles" and any(len(answer_text(visit, asked, o.code).spoken) > LONG for o in options)
    count = max(1, -(-len(options) // (LONG_ANSWERS if long else MOST_ANSWERS)))
    size, longer = divmod(len(options), count)
    bounds = [index * size + min(index, longer) for index in range(count + 1)]
    return tuple(options[start:end] for start, end in itertools.pairwise(bounds))


def answer_text(visit: Visit, asked: wardpack.Question, code: str) -> Text:
    """The words of one answer. The three answers of large text are those of easy read, as their scale is."""
    text = f"{asked.id}.{code}"
    if in_easy_form(visit, asked) and visit.reading.form == "plain":
        easy = replace(visit, reading=replace(visit.reading, form="easy"))
        return say(easy, text, group="answers")
    return say(visit, text, group="answers")


def asking_page(
    visit: Visit,
    asked: wardpack.Question,
    part: int,
    *,
    kicker: Text | None = None,
    advice: str = "",
    actions: tuple[Action, ...],
) -> Page:
    """The page of a question. part: which of its pages, from 0. advice: id of words that nobody is to miss. They stand before the line under the
    title, which eyes are spared where letters are large: there they stand by themselves."""
    parts = pages_of(visit, asked)
    given = visit.draft.chosen(asked.id)
    shown = parts[min(part, len(parts) - 1)]
    options = tuple(
        Choice(
            id=option.code,
            label=answer_text(visit, asked, option.code),
            picture=_picture(visit, asked, option, shown),
            chosen=option.code in given,
        )
        for option in shown
    )
    head = heading(visit, f"{asked.id}.title", kicker=kicker, hint="" if part else f"{asked.id}.hint")
    before: tuple[Text, ...] = (say(visit, advice),) if advice else ()
    if before and visit.reading.size == USUAL:
        head, before = replace(head, hint=_one_after_the_other(before[0], head.hint)), ()
    return page(
        visit,
        "question",
        head,
        *before,
        Choices(id=asked.id, options=options, look=asked.look, multiple=asked.multiple),
        actions=actions,
    )


def _one_after_the_other(first: Text, second: Text | None) -> Text:
    """Two lines as one; where they are in two languages, for want of a translation, the first alone."""
    if second is None or second.language != first.language:
        return first
    draft = "draft" in (first.review, second.review)
    return replace(first, sentences=(*first.sentences, *second.sentences), review="draft" if draft else first.review)


def _picture(
    visit: Visit, asked: wardpack.Question, option: wardpack.Option, shown: tuple[wardpack.Option, ...]
) -> str:
    """Three faces, or two, are the milder ones: the ends of the five would make "not safe" look extreme."""
    milder = MILDER.get(len(shown)) if asked.look == "faces" else None
    return milder[shown.index(option)] if milder else option.picture


def answered(visit: Visit, asked: wardpack.Question, code: str) -> Visit:
    """The visit with this answer given, or taken back if it was given already."""
    known = [option.code for option in asked.options]
    if code not in known:
        return visit
    given = visit.draft.chosen(asked.id)
    if code in given:
        options = tuple(other for other in given if other != code)
    elif asked.multiple:
        options = tuple(sorted((*given, code), key=known.index))
    else:
        options = (code,)
    return replace(visit, draft=visit.draft.with_answer(asked.id, options))


def kicker(visit: Visit, asked: wardpack.Question, number: int, total: int) -> Text:
    """The small line over a question: which one of how many this is, which of its pages, and how many answers may be chosen."""
    parts = len(pages_of(visit, asked))
    name = f"asking.{'many' if asked.multiple else 'one'}{'_paged' if parts > 1 else ''}"
    return say(visit, name, {"number": number, "total": total, "part": part_of(visit.spot) + 1, "parts": parts})


def part_of(spot: Spot) -> int:
    """Which page of its question or list a spot is, from 0."""
    return int(spot.item) - 1 if spot.item.isdigit() else 0


def further(visit: Visit, asked: wardpack.Question) -> Visit | None:
    """At the next page of the same question; None where this is its last one."""
    part = part_of(visit.spot) + 1
    return on_top(visit, replace(visit.spot, item=str(part + 1))) if part < len(pages_of(visit, asked)) else None


def next_action(visit: Visit) -> Action:
    return action(visit, "next", "onward", main=True)


def skip_action(visit: Visit) -> Action:
    return action(visit, "skip", "skip")


def leave_out_action(visit: Visit, *, given: bool) -> Action:
    """The way on without this answer. given: there is one, and the person came to change it."""
    return action(visit, "take_out", "minus") if given else skip_action(visit)
