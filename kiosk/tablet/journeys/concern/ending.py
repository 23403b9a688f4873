"""Own words, reading it through, and Send."""

from __future__ import annotations

from msgspec.structs import replace

from kiosk import records, wardpack
from kiosk.tablet import editing
from kiosk.tablet.journeys import code, keyboards, review, sending, striking
from kiosk.tablet.journeys.asking import leave_out_action, next_action, part_of, question
from kiosk.tablet.journeys.concern import way
from kiosk.tablet.journeys.concern.questions import suggests_not_ward
from kiosk.tablet.journeys.frame import Outcome, action, chosen, go, heading, on_top, page, pressed, say, typed
from kiosk.tablet.keyboard_layouts import can_type
from kiosk.tablet.pages import Choice, Choices, Page, Text, TextEntry
from kiosk.tablet.visit import UNNAMED, DeriveCode, Event, Pressed, ReturnCode, Seal, Spot, Visit
from kiosk.tablet.ward import direction

WORDS = "concern.words"
MAY_ASK: dict[tuple[str, ...], bool] = {("yes",): True, ("no",): False}
HARM = ("0", "1", "2", "3", "9")  # the codes of records.Concern; 9: "I do not know yet"
SAID_BELOW = 200  # characters left at which the page says how many
WITH_WARD: tuple[records.ReaderGroup, ...] = ("ward", "safeguarding", "outside")
BODILY = frozenset(
    ("C6", "C7")
)  # kinds after which medicine and a sexual assault centre can help most within hours or days
NOT_WARD: tuple[records.ReaderGroup, ...] = ("safeguarding", "outside")


# --- own words --------------------------------------------------------------------------------------------------


def words_page(visit: Visit) -> Page:
    entry = visit.draft.words
    language = visit.reading.language
    box = TextEntry(
        WORDS,
        say(visit, "concern.words.label"),
        entry.value,
        entry.caret,
        selected=entry.selected,
        language=language,
        direction=direction(language),
        left=_beside(visit, entry),
        keys="keys",
    )
    leave_out = leave_out_action(visit, given=way.from_review(visit) and bool(entry.value))
    return page(
        visit,
        "form",
        heading(visit, "concern.words.title"),
        *(() if can_type(language) else (say(visit, "typing.only_latin"),)),
        box,
        keyboards.keyboard(visit, WORDS),
        actions=(leave_out, next_action(visit)),
        private=True,
    )


def _beside(visit: Visit, entry: editing.Entry) -> Text | None:
    """How much is selected, or how much still fits: by the longest letter of the language, so that nobody is promised more than there is room for."""
    if entry.selected:
        first, end = entry.selected
        return say(visit, "typing.selected", {"count": end - first})
    left = entry.letters_left(keyboards.board_of(visit).bytes_a_letter)
    return say(visit, "concern.words.left", {"count": left}) if left < SAID_BELOW else None


def words(visit: Visit, event: Event) -> Outcome:
    stroke = typed(event, WORDS)
    if stroke is not None:
        keys = keyboards.keyboard(visit, WORDS)
        entry, keyboard = striking.struck(visit.draft.words, visit.keyboard, keys, stroke)
        draft = replace(visit.draft, words=entry)
        return replace(visit, draft=draft, keyboard=keyboard, typed=visit.typed or bool(entry.value)), ()
    if pressed(event) == "take_out":
        return go(replace(visit, draft=replace(visit.draft, words=editing.Entry())), way.REVIEW), ()
    if pressed(event) in ("next", "skip"):
        return way.to_next_step(visit, "words"), ()
    return None


# --- reading it through -----------------------------------------------------------------------------------------


def _rows(visit: Visit) -> tuple[Choice, ...]:
    found = list(review.rows(visit, tuple(f"concern.{name}" for name in way.ASKED)))
    own = review.words_row(visit)
    if own is not None:
        found.append(own)
    if _unasked(visit):
        found.append(Choice("others", say(visit, "concern.others", group="answers"), "plus"))
    return tuple(found)


def review_page(visit: Visit) -> Page:
    """Every answer, the way to all other questions, and who will read it. Send is here as soon as there is one answer."""
    rows = _rows(visit)
    if not _something(visit):
        return page(
            visit,
            "question",
            heading(visit, "concern.nothing.title"),
            say(visit, "concern.nothing.hint"),
            actions=(action(visit, "others", "plus", label="concern.others"),),
        )
    shown = review.parts(rows)
    part = min(part_of(visit.spot), len(shown) - 1)
    last = part == len(shown) - 1
    main = action(visit, "send", "sent", main=True) if last else next_action(visit)
    return page(
        visit,
        "question",
        heading(visit, "concern.review.title", kicker=say(visit, "review.not_sent"), hint="review.hint"),
        Choices("review", shown[part], look="rows"),
        *_who_reads(visit),
        actions=(main,),
        private=True,
    )


def _something(visit: Visit) -> bool:
    """Whether there is anything to send: who may read it, who helps and whether we may ask is not yet something told."""
    about_it = tuple(f"concern.{name}" for name in way.LAST)
    told = any(name.startswith("concern.") and name not in about_it for name, _ in visit.draft.answers)
    return told or bool(visit.draft.words.value.strip())


def _who_reads(visit: Visit) -> tuple[Text, ...]:
    """Who will read it; and the suggestion, where a worker was named only after the ward team was chosen, or it was chosen all the same."""
    if readers(visit) != WITH_WARD:
        return (say(visit, "concern.review.not_ward"),)
    suggested = (say(visit, "concern.readers.suggest"),) if suggests_not_ward(visit) else ()
    return (say(visit, "concern.review.with_ward"), *suggested)


def reviewing(visit: Visit, event: Event) -> Outcome:
    name = chosen(event, "review")
    if name == "others" or pressed(event) == "others":
        return on_top(visit, Spot("concern", "others")), ()
    if name:
        return on_top(visit, Spot("concern", review.question_of(name).removeprefix("concern."))), ()
    if pressed(event) == "next":
        return go(visit, Spot("concern", "review", str(part_of(visit.spot) + 2))), ()
    content = visit.ward.content
    if pressed(event) == "send" and content is not None:
        record = concern(visit, content)
        # In one step: whoever leaves at once has sent it all the same, and with the code's public halves in it.
        derive = DeriveCode(helped=record.helped, outside=records.outside_reader(record))
        effects = (derive, Seal(record=record, readers=readers(visit), with_code=True))
        sent = replace(visit, draft=visit.draft.without("concern"), after=after(visit))
        made = replace(sent, code=ReturnCode("deriving", helped=record.helped))
        return sending.begun(way.forget_trail(made)), effects
    return None


# --- what was not answered --------------------------------------------------------------------------------------

# Pictures of what each question is about; its answers have others.
_TOPICS = {
    "about": "tell",
    "kinds": "happened",
    "affected": "people",
    "initiator": "someone_else",
    "places": "elsewhere",
    "when_day": "today",
    "when_time": "later",
    "harm_feelings": "heart",
    "harm_body": "body",
    "support": "with_me",
    "words": "write",
    "may_ask": "talk",
    "helped": "people",
    "readers": "readers",
}


def _unasked(visit: Visit) -> tuple[str, ...]:
    """The questions of this ward that have no answer yet, in the order of asking; also those that this person was not led to."""
    told = bool(visit.draft.words.value.strip())
    return tuple(name for name in way.NUMBERED if (not told if name == "words" else _is_open(visit, name)))


def _is_open(visit: Visit, name: str) -> bool:
    return question(visit, f"concern.{name}") is not None and not visit.draft.chosen(f"concern.{name}")


def others_page(visit: Visit) -> Page:
    """All that was not answered, each a way to it and back: nothing has to be told in our order."""
    shown = review.parts(tuple(_topic(visit, name) for name in _unasked(visit)))
    part = min(part_of(visit.spot), len(shown) - 1)
    return page(
        visit,
        "question",
        heading(visit, "concern.others.title"),
        Choices("others", shown[part]),
        actions=(next_action(visit),),  # from the last part back to what was told
    )


def _topic(visit: Visit, name: str) -> Choice:
    return Choice(name, say(visit, f"concern.{name}.topic", group="answers"), _TOPICS[name])


def others(visit: Visit, event: Event) -> Outcome:
    name = chosen(event, "others")
    if name:
        return on_top(visit, Spot("concern", name)), ()
    if pressed(event) == "next":
        part = part_of(visit.spot) + 1
        last = part >= len(review.parts(tuple(_topic(visit, name) for name in _unasked(visit))))
        return go(visit, way.REVIEW if last else Spot("concern", "others", str(part + 1))), ()
    return None


# --- Send -------------------------------------------------------------------------------------------------------


def readers(visit: Visit) -> tuple[records.ReaderGroup, ...]:
    """Who may open it. The ward team only where the person said so: what is not answered is kept from them."""
    return WITH_WARD if "with_ward" in visit.draft.chosen("concern.readers") else NOT_WARD


def concern(visit: Visit, content: wardpack.Content) -> records.Concern:
    """The record of what was told, and nothing of when, how long or by whom."""

    def codes(name: str) -> tuple[str, ...]:
        return visit.draft.chosen(f"concern.{name}")

    def harm(name: str) -> int | None:
        found = codes(name)
        return int(found[0]) if found and found[0] in HARM else None

    day = codes("when_day")
    return records.Concern(
        id=UNNAMED,
        ward=content.ward,
        questions=content.questions_version,
        about=codes("about"),
        kinds=codes("kinds"),
        affected=codes("affected"),
        initiator=codes("initiator"),
        places=codes("places"),
        when_day=day[0] if day else None,
        when_time=codes("when_time"),
        harm_body=harm("harm_body"),  # type: ignore[arg-type]
        harm_feelings=harm("harm_feelings"),  # type: ignore[arg-type]
        support=codes("support"),
        words=visit.draft.words.value.strip(),
        may_ask=MAY_ASK.get(codes("may_ask")),
        helped=codes("helped") == ("yes",),
        ward_reads=readers(visit) == WITH_WARD,
        language=visit.reading.language,
        form=visit.reading.form,
    )


def after(visit: Visit) -> tuple[str, ...]:
    """What is said once it is sent: first that they are believed and not to blame (Standard 6.2); that of good news nobody is to blame is not
    said. Whoever tells of sexual touch or force hears at once of the help that works best soon (Standards 5.1, 6.1)."""
    if way.good_news(visit):
        return ("thanks_good",)
    soon = ("body",) if BODILY & set(visit.draft.chosen("concern.kinds")) else ()
    return ("thanks", *soon, "rest")


def sent_page(visit: Visit) -> Page:
    """Thank you, how it stands, and the way to the code. Where nothing came, nobody is thanked and no code is offered."""
    failed, state = visit.submission_state == "failed", visit.code.state
    told = () if failed else tuple(say(visit, f"after.{name}") for name in visit.after)
    finish = action(visit, "finish", "tick", main=True)
    if failed or state == "none":
        actions = (action(visit, "help", "people"), finish)
        return page(visit, "status", sending.status(visit, "concern"), *told, actions=actions)
    # Two buttons, or the more important one is pushed to a second part: Leave is there on every page, Help and people behind home.
    if visit.code.seen:
        actions = (action(visit, "get_code", "code"), finish)
    else:
        actions = (action(visit, "help", "people"), action(visit, "get_code", "code", main=True))
    told += (say(visit, "concern.code.offer"),)
    return page(visit, "status", sending.status(visit, "concern"), *told, actions=actions)


def sent(visit: Visit, event: Event) -> Outcome:
    if pressed(event) == "help":
        return go(visit, Spot("help", "first")), ()
    if pressed(event) == "get_code":
        return go(replace(visit, code=replace(visit.code, seen=True)), code.SHOW), ()
    if pressed(event) == "finish":
        return Pressed(action="leave", at=visit.now)
    return None
