"""What a reader can do with a case, each as one form: its fields, and how they become an event. Pure: the page is `case_pages`, the rules are
`rules`.

An act says when it is offered; whether it may be written is decided again, by the rules, when it is written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from typing import cast

from msgspec import Struct

from kiosk import records
from kiosk.trust.casework import clocks, events
from kiosk.trust.casework.case_file import CaseFile
from kiosk.trust.casework.events import LINE_MOST, NOTE_MOST, Event
from kiosk.trust.casework.fold import Action
from kiosk.trust.console import case_words, wording
from kiosk.trust.console.case_fields import Field, Filled

REVIEW_MOST_DAYS = 92
ACTION_MOST_DAYS = 366
REVIEW_USUAL = timedelta(days=7)


class Asked(Struct, frozen=True):
    """What an act is given. file: the case. which: the part of it that the act is about (an action's number, a follow-up's id...), or "".
    readers: id -> name of those who can open the concern. me: this reader's id. now: seconds since 1970."""

    file: CaseFile
    which: str
    readers: Mapping[bytes, str]
    me: bytes
    now: float

    @property
    def today(self) -> date:
        return clocks.today(self.now)

    def future(self, days: int) -> str:
        return f"For example, {_example(self.today + timedelta(days=days))}"

    @property
    def action(self) -> Action | None:
        return next((each for each in self.file.case.open_actions if str(each.number) == self.which), None)

    @property
    def asked_back(self) -> bytes | None:
        """The request to take the concern back that the act is about."""
        found = (each.seen for each in self.file.follow_ups if each.seen.kind == "take_back")
        return next((seen.id for seen in found if seen.id.hex() == self.which), None)

    @property
    def translatable(self) -> dict[str, str]:
        """Ids and names of the texts that can be translated."""
        found = {self.file.listed.id.hex(): "The concern"} if self.file.record.words else {}
        for number, each in enumerate(self.file.follow_ups, start=1):
            if each.record is not None and each.record.words:
                found[each.seen.id.hex()] = f"What came later, number {number}"
        return found


def _example(day: date) -> str:
    return f"{day.day} {day.month} {day.year}"


class Act(Struct, frozen=True):
    """A form. slug: its place in the address. when: whether it is offered. done: what is said once it is written."""

    slug: str
    title: str
    button: str
    done: str
    fields: Callable[[Asked, Filled], list[Field]]
    read: Callable[[Asked, Filled], Event | None]
    when: Callable[[Asked], bool] = lambda asked: asked.file.case.is_open
    lead: tuple[str, ...] = ()


def _review_field(asked: Asked, filled: Filled, otherwise: date | None) -> Field:
    hint = f"An open case always has one. {asked.future(7)}"
    return filled.day("review", "Next review", hint, otherwise)


def _suggested(asked: Asked) -> date:
    return asked.today + REVIEW_USUAL


# --- on record ---------------------------------------------------------------------------------------------------


def _record_fields(asked: Asked, filled: Filled) -> list[Field]:
    case = asked.file.case
    last = case.recorded[1] if case.recorded else events.Recorded()
    concern = asked.file.concern
    happened = last.happened
    at = clocks.london(happened) if happened is not None else None
    fields = [
        filled.any_of("kinds", "What kind of thing it was", case_words.KINDS, otherwise=last.kinds or concern.kinds),
        filled.any_of(
            "affected", "Who was affected", case_words.PEOPLE, otherwise=last.affected or _known(concern.affected)
        ),
        filled.any_of(
            "initiator",
            "The initiator, by role",
            case_words.INITIATORS,
            hint="Initiator is a neutral word: nothing is decided by it",
            otherwise=last.initiator or concern.initiator,
        ),
        filled.any_of("places", "Where", case_words.PLACES, otherwise=last.places),
        filled.day(
            "happened",
            "The day it happened, if you know it",
            "Leave it empty if you do not. Do not ask the person for it",
            at.date() if at else None,
        ),
        filled.line(
            "at",
            "The time, if you know it",
            "In 24 hours, for example 14:05",
            at.strftime("%H:%M") if at and (at.hour or at.minute) else "",
        ),
        filled.words(
            "note", "Note (optional)", "What else matters. Facts, no judgement of the person", otherwise=last.note
        ),
    ]
    return [*fields, _review_field(asked, filled, case.review or _suggested(asked))]


def _known(codes: Iterable[str]) -> tuple[str, ...]:
    return tuple(code for code in codes if code in case_words.PEOPLE)


def _record(asked: Asked, filled: Filled) -> Event:
    kinds = filled.read_any("kinds", case_words.KINDS)
    if not kinds:
        filled.wrong("kinds", "Choose at least one kind. There is “Something else”")
    return events.Recorded(
        kinds,
        filled.read_any("affected", case_words.PEOPLE),
        filled.read_any("initiator", case_words.INITIATORS),
        filled.read_any("places", case_words.PLACES),
        filled.read_moment("happened", "at", asked.now),
        filled.read_words("note", "", NOTE_MOST),
        filled.read_future_day("review", "Enter the date of the next review", asked.today, REVIEW_MOST_DAYS),
    )


def _rating(code: int | None) -> str:
    return "no answer" if code is None else "not known yet" if code == 9 else f"{code} of 3"


def _grade_fields(asked: Asked, filled: Filled) -> list[Field]:
    concern = asked.file.concern
    last = asked.file.case.graded
    rated = f"They rate the harm to the body as {_rating(concern.harm_body)}, and to feelings as {_rating(concern.harm_feelings)}."
    return [
        Field("", text=rated + " Their rating stays as it is. Yours stands beside it."),
        filled.one_of("body", "Harm to the body", case_words.BODY, otherwise=last[1].body if last else ""),
        filled.one_of(
            "feelings",
            "Harm to feelings",
            case_words.FEELINGS,
            hint="A near miss can do harm too",
            otherwise=last[1].feelings if last else "",
        ),
        filled.words("why", "Why you grade it so", "Needed where your grade is lower than their own rating"),
    ]


def _grade(asked: Asked, filled: Filled) -> Event:
    concern = asked.file.concern
    body = filled.read_one("body", case_words.BODY, "Choose a grade for the body")
    feelings = filled.read_one("feelings", case_words.FEELINGS, "Choose a grade for feelings")
    lower = any(
        grade in grades and case_words.gap_words(rated, grades, grade)[1] > 0
        for rated, grades, grade in (
            (concern.harm_body, events.PHYSICAL, body),
            (concern.harm_feelings, events.PSYCHOLOGICAL, feelings),
        )
    )
    why = filled.read_words("why", "Say why your grade is lower than their own rating" if lower else "", NOTE_MOST)
    return events.Graded(cast(events.PhysicalHarm, body), cast(events.PsychologicalHarm, feelings), why)


def _steps_fields(asked: Asked, filled: Filled) -> list[Field]:
    return [
        filled.any_of(
            "steps", "Tick what was done", case_words.STEPS, otherwise=[str(step) for step in asked.file.case.steps]
        )
    ]


def _steps(_asked: Asked, filled: Filled) -> Event:
    done = filled.read_any("steps", case_words.STEPS)
    return events.StepsTicked(cast(tuple[events.Step, ...], done))


# --- what is done ------------------------------------------------------------------------------------------------


def _support_fields(asked: Asked, filled: Filled) -> list[Field]:
    held = asked.file.case.support
    fields = [
        filled.any_of(
            f"support-{who}",
            case_words.INVOLVED[who],
            case_words.SUPPORT,
            otherwise=[what for one, what in held if one == who],
            in_a_row=True,
        )
        for who in events.INVOLVED
    ]
    note = filled.words("note", "Note (optional)", "Which support, and by whom", otherwise=asked.file.case.support_note)
    return [*fields, note]


def _support(_asked: Asked, filled: Filled) -> Event:
    cells: list[tuple[events.Involved, events.Support]] = []
    for who in events.INVOLVED:
        found = cast(tuple[events.Support, ...], filled.read_any(f"support-{who}", case_words.SUPPORT))
        if "nobody" in found and len(found) > 1:
            filled.wrong(
                f"support-{who}", f"{case_words.INVOLVED[who]}: choose “No such person” alone, or take it away"
            )
        cells += [(who, what) for what in found]
    return events.Supported(tuple(cells), filled.read_words("note", "", NOTE_MOST))


def _action_fields(asked: Asked, filled: Filled) -> list[Field]:
    return [
        filled.line("what", "What will be done"),
        filled.line("owner", "Who makes sure of it", "A name or a role that everyone who reads this knows"),
        filled.day("due", "By when", asked.future(3)),
    ]


def _action(asked: Asked, filled: Filled) -> Event | None:
    what = filled.read_words("what", "Enter what will be done", LINE_MOST)
    owner = filled.read_words("owner", "Enter who makes sure of it", LINE_MOST)
    due = filled.read_future_day("due", "Enter the day by which it is done", asked.today, ACTION_MOST_DAYS)
    return events.ActionAdded(what, owner, due) if due else None


def _ended_fields(asked: Asked, filled: Filled) -> list[Field]:
    action = asked.action
    return [
        Field("", text=f"{action.what}. {action.owner}, by {case_words.date_words(action.due)}." if action else ""),
        filled.one_of("outcome", "How it ended", {"done": "It is done", "dropped": "It will not be done"}),
        filled.words("note", "What came of it, or why it will not be done"),
    ]


def _ended(asked: Asked, filled: Filled) -> Event | None:
    outcome = filled.read_one("outcome", ("done", "dropped"), "Choose how it ended")
    note = filled.read_words("note", "Say what came of it, or why it will not be done", NOTE_MOST)
    return events.ActionEnded(asked.action.number, outcome == "done", note) if asked.action else None


def _review_fields(asked: Asked, filled: Filled) -> list[Field]:
    return [
        filled.words("note", "What you looked at, and what you decided"),
        filled.one_of("together", "Was it done with the person?", case_words.TOGETHERS),
        _review_field(asked, filled, None),
    ]


def _review(asked: Asked, filled: Filled) -> Event | None:
    note = filled.read_words("note", "Enter what you looked at and decided", NOTE_MOST)
    together = filled.read_one("together", case_words.TOGETHERS, "Choose whether it was done with the person")
    after = filled.read_future_day("review", "Enter the date of the next review", asked.today, REVIEW_MOST_DAYS)
    return events.Reviewed(note, cast(events.Together, together), after) if after else None


def _shared_fields(_asked: Asked, filled: Filled) -> list[Field]:
    return [
        filled.line("whom", "Who was told", "For example the local authority’s safeguarding team, or the police"),
        filled.words("what", "What they were told", "No more than they need"),
        filled.words("reason", "Why"),
        filled.one_of("consent", "Did the person agree?", case_words.CONSENTS),
    ]


def _shared(_asked: Asked, filled: Filled) -> Event:
    return events.Shared(
        filled.read_words("whom", "Enter who was told", LINE_MOST),
        filled.read_words("what", "Enter what they were told", NOTE_MOST),
        filled.read_words("reason", "Enter why they were told", NOTE_MOST),
        cast(events.Consent, filled.read_one("consent", case_words.CONSENTS, "Choose whether the person agreed")),
    )


def _translate_fields(asked: Asked, filled: Filled) -> list[Field]:
    texts = asked.translatable
    return [
        filled.one_of("of", "Which text", texts, otherwise=asked.which or next(iter(texts), "")),
        filled.words(
            "words", "The translation into English", "If it is longer than 4,000 characters, add it in parts", rows=10
        ),
        filled.line(
            "by", "Who made it", "Their name, and what they are: for example, interpreter from the trust’s service"
        ),
    ]


def _translate(asked: Asked, filled: Filled) -> Event | None:
    of = filled.read_one("of", asked.translatable, "Choose which text this is a translation of")
    words = filled.read_words("words", "Enter the translation", events.LONG_MOST)
    by = filled.read_words("by", "Enter who made it", LINE_MOST)
    return None if filled.errors else events.Translated(bytes.fromhex(of), words, by)


def _message_fields(asked: Asked, filled: Filled) -> list[Field]:
    most = records.REPLY_MOST_CHARACTERS
    fields = [
        filled.words(
            "words", "What you want to say", f"Up to {most:,} characters. Short sentences, plain words", rows=8
        ),
        filled.any_of("asks", "Is it a question?", {"yes": "It asks something. They can answer with their code"}),
    ]
    language = asked.file.concern.language
    if language.split("-")[0] == "en":
        return fields
    name = wording.language_name(language)
    names = {"en": "English", language: f"{name}, translated by a professional"}
    hint = f"They wrote in {name}. A tablet shows the message as it is written"
    return [*fields, filled.one_of("language", "In which language is it?", names, hint=hint)]


def _message(asked: Asked, filled: Filled) -> Event:
    words = filled.read_words("words", "Enter what you want to say", records.REPLY_MOST_CHARACTERS)
    if len(words.encode()) > records.REPLY_MOST_BYTES:
        filled.wrong("words", "Shorten this: it is longer than a message can be in these letters")
    theirs = asked.file.concern.language
    foreign = theirs.split("-")[0] != "en"
    language = filled.read_one("language", ("en", theirs), "Choose the language") if foreign else "en"
    asks = "yes" in filled.read_any("asks", ("yes",))
    return events.Messaged(len(asked.file.case.messages) + 1, words, asks, language)


def _note_fields(_asked: Asked, filled: Filled) -> list[Field]:
    return [filled.words("words", "Note", "Everybody who can read the concern can read it")]


def _note(_asked: Asked, filled: Filled) -> Event:
    return events.Noted(filled.read_words("words", "Enter a note", NOTE_MOST))


# --- conflicts of interest ---------------------------------------------------------------------------------------


def _step_out_fields(_asked: Asked, filled: Filled) -> list[Field]:
    return [filled.words("reason", "Why (in general words)", "For example: I know somebody this is about")]


def _step_out(asked: Asked, filled: Filled) -> Event:
    reason = filled.read_words("reason", "Say why, in general words", NOTE_MOST)
    return events.KeptOut(asked.me, asked.readers.get(asked.me, ""), reason)


def _others(asked: Asked) -> dict[str, str]:
    out = asked.file.case.kept_out
    return {reader.hex(): name for reader, name in asked.readers.items() if reader != asked.me and reader not in out}


def _keep_out_fields(asked: Asked, filled: Filled) -> list[Field]:
    return [filled.one_of("reader", "Who", _others(asked)), filled.words("reason", "Why")]


def _keep_out(asked: Asked, filled: Filled) -> Event | None:
    reader = filled.read_one("reader", _others(asked), "Choose a reader")
    reason = filled.read_words("reason", "Say why", NOTE_MOST)
    return None if filled.errors else events.KeptOut(bytes.fromhex(reader), _others(asked)[reader], reason)


def _out(asked: Asked) -> dict[str, str]:
    return {reader.hex(): event.name for reader, (_, event) in asked.file.case.kept_out.items()}


def _let_back_fields(asked: Asked, filled: Filled) -> list[Field]:
    return [filled.one_of("reader", "Who", _out(asked)), filled.words("reason", "Why there is no conflict any more")]


def _let_back(asked: Asked, filled: Filled) -> Event | None:
    reader = filled.read_one("reader", _out(asked), "Choose a reader")
    reason = filled.read_words("reason", "Say why there is no conflict any more", NOTE_MOST)
    return None if filled.errors else events.LetBack(bytes.fromhex(reader), _out(asked)[reader], reason)


# --- afterwards --------------------------------------------------------------------------------------------------


def _take_back_fields(_asked: Asked, filled: Filled) -> list[Field]:
    return [
        filled.words(
            "note",
            "What was done for them",
            "Which support was offered. Fear, shame and self-blame are common reasons to take something back",
        )
    ]


def _take_back(asked: Asked, filled: Filled) -> Event | None:
    note = filled.read_words("note", "Enter what was done for them", NOTE_MOST)
    return events.TakeBackFollowed(asked.asked_back, note) if asked.asked_back else None


def _detriment_fields(asked: Asked, filled: Filled) -> list[Field]:
    first, last = clocks.detriment_days(asked.file.listed.received)
    due = f"Due between {case_words.date_words(first)} and {case_words.date_words(last)}."
    return [
        Field("", text=due),
        filled.one_of("found", "What did they say?", case_words.DETRIMENTS),
        filled.words("note", "What they said, and what is done about it"),
    ]


def _detriment(_asked: Asked, filled: Filled) -> Event:
    found = filled.read_one("found", case_words.DETRIMENTS, "Choose what they said")
    note = filled.read_words("note", "Enter what they said, or how you tried to reach them", NOTE_MOST)
    return events.DetrimentChecked(cast(events.Detriment, found), note)


def _propose_fields(_asked: Asked, filled: Filled) -> list[Field]:
    return [
        filled.one_of("view", "How does the person see it?", case_words.VIEWS),
        filled.one_of("reason", "Why it can be closed", case_words.REASONS),
        filled.words("words", "What was done, in a few sentences"),
    ]


def _propose(asked: Asked, filled: Filled) -> Event:
    view = filled.read_one("view", case_words.VIEWS, "Choose how the person sees it. There is “not reachable”")
    reason = filled.read_one("reason", case_words.REASONS, "Choose why it can be closed")
    words = filled.read_words("words", "Enter what was done", NOTE_MOST)
    if any(need.what == "take_back" for need in asked.file.listed.needs):
        filled.wrong("view", "They want to take it back: follow that up with support first. It is no reason to close")
    return events.CloseProposed(
        cast(events.View, view), cast(events.ClosingReason, reason), words, len(asked.file.follow_ups)
    )


def _decide_fields(asked: Asked, filled: Filled) -> list[Field]:
    proposal = asked.file.case.proposal
    if proposal is None:
        return []
    by, event = proposal
    told = f"{by.name} proposed it on {case_words.moment(by.at)}. {case_words.VIEWS[event.view]}. {case_words.REASONS[event.reason]}."
    return [
        Field("", text=told),
        Field("", text=event.words),
        filled.one_of(
            "decision", "Your decision", {"agree": "I agree: close it", "decline": "I do not agree: it stays open"}
        ),
        filled.words("reason", "What is missing, if you do not agree"),
    ]


def _decide(asked: Asked, filled: Filled) -> Event:
    decision = filled.read_one("decision", ("agree", "decline"), "Choose whether you agree")
    if decision == "agree":
        return events.CloseApproved(len(asked.file.follow_ups))
    return events.CloseDeclined(
        filled.read_words("reason", "Say what is missing" if decision == "decline" else "", NOTE_MOST)
    )


def _reopen_fields(asked: Asked, filled: Filled) -> list[Field]:
    return [filled.words("reason", "Why it is opened again"), _review_field(asked, filled, _suggested(asked))]


def _reopen(asked: Asked, filled: Filled) -> Event | None:
    reason = filled.read_words("reason", "Say why it is opened again", NOTE_MOST)
    review = filled.read_future_day("review", "Enter the date of the next review", asked.today, REVIEW_MOST_DAYS)
    return events.Reopened(reason, review) if review else None


def _always(_asked: Asked) -> bool:
    return True


ACTS: dict[str, Act] = {
    act.slug: act
    for act in (
        Act(
            "record",
            "Put it on record",
            "Save",
            "It is on record.",
            _record_fields,
            _record,
            lead=(
                "This is how staff class it. It stands beside what the person chose, and changes nothing of it.",
                "Choose what fits. What they chose is ticked to begin with.",
            ),
        ),
        Act(
            "grade",
            "Grade the harm",
            "Save the grades",
            "Your grades stand beside their own rating.",
            _grade_fields,
            _grade,
        ),
        Act(
            "steps",
            "First response",
            "Save what was done",
            "What is ticked is saved.",
            _steps_fields,
            _steps,
            lead=("Many who tell are met with doubt. What happens first decides whether they tell again.",),
        ),
        Act(
            "support",
            "Support for everyone involved",
            "Save",
            "The support is saved.",
            _support_fields,
            _support,
            lead=("Tick all that is true now. Support is for everyone, also for the initiator and for witnesses.",),
        ),
        Act("action", "Add an action", "Add the action", "The action is added.", _action_fields, _action),
        Act(
            "end-action",
            "End an action",
            "Save",
            "The action has ended.",
            _ended_fields,
            _ended,
            when=lambda asked: asked.action is not None,
        ),
        Act(
            "review",
            "Review the case",
            "Save the review",
            "The review is saved.",
            _review_fields,
            _review,
            when=lambda asked: asked.file.case.is_open and asked.file.case.recorded_at is not None,
        ),
        Act(
            "share",
            "Record that something was shared",
            "Save",
            "It is written down who was told, and why.",
            _shared_fields,
            _shared,
            when=_always,
            lead=("Whenever somebody outside the readers of this concern is told something of it.",),
        ),
        Act(
            "translate",
            "Add a translation",
            "Add the translation",
            "The translation stands beside the original.",
            _translate_fields,
            _translate,
            when=lambda asked: bool(asked.translatable),
            lead=("By a professional who is bound to keep silent. Never by a machine, a relative or another patient.",),
        ),
        Act(
            "message",
            "Write a message to them",
            "Send it to them",
            "It comes to the tablets of the ward within about an hour, and only their code opens it.",
            _message_fields,
            _message,
            when=lambda asked: bool(asked.file.reach.now),
            lead=(
                "It is sealed to their return code. It waits on every tablet of the ward, and only their code opens it.",
                "Somebody may look over their shoulder: write no names, and nothing that tells who they are.",
                "Thank them for telling. Say what is done and what happens next. Once it is sent it cannot be called back.",
            ),
        ),
        Act("note", "Add a note", "Add the note", "The note is added.", _note_fields, _note, when=_always),
        Act(
            "step-out",
            "Step out of this concern",
            "Step out",
            "",
            _step_out_fields,
            _step_out,
            when=_always,
            lead=(
                "If you know somebody this is about, or it may be about you, step out. Nobody thinks worse of you for it.",
                "From then on Wardlight does not show you this concern, and writes down if you ask for it. You cannot undo it. Another reader can.",
                "This is a rule and a record, not cryptography: your keys could still open it.",
            ),
        ),
        Act(
            "keep-out",
            "Keep a reader out",
            "Keep them out",
            "They do not see this concern from now on.",
            _keep_out_fields,
            _keep_out,
            when=lambda asked: bool(_others(asked)),
            lead=(
                "For a reader this may be about, or who is close to somebody it is about. They are not told.",
                "This is a rule and a record, not cryptography: their keys could still open it.",
            ),
        ),
        Act(
            "let-back",
            "Let a reader see it again",
            "Let them see it",
            "They can see this concern again.",
            _let_back_fields,
            _let_back,
            when=lambda asked: bool(_out(asked)),
        ),
        Act(
            "take-back",
            "They want to take it back",
            "Save",
            "The follow-up is saved.",
            _take_back_fields,
            _take_back,
            when=lambda asked: asked.asked_back is not None and asked.asked_back not in asked.file.case.followed,
            lead=(
                "Taking back is no sign that it did not happen. The concern stays, and nothing is deleted.",
                "Offer support. Ask nothing more about what happened.",
            ),
        ),
        Act(
            "detriment",
            "Did anything get worse?",
            "Save the answer",
            "The answer is saved.",
            _detriment_fields,
            _detriment,
            when=_always,
            lead=(
                "Two to four weeks after somebody told, ask whether anything got worse for them because of it.",
                "If it did: add an action, and tell somebody above the ward.",
            ),
        ),
        Act(
            "propose",
            "Propose to close",
            "Propose to close",
            "Another reader decides now.",
            _propose_fields,
            _propose,
            when=lambda asked: asked.file.case.is_open and asked.file.case.proposal is None,
            lead=("Another reader has to agree. Nothing is deleted, and the case can be opened again.",),
        ),
        Act(
            "decide",
            "Decide whether it can be closed",
            "Save your decision",
            "Your decision is saved.",
            _decide_fields,
            _decide,
            when=lambda asked: asked.file.case.proposal is not None,
        ),
        Act(
            "reopen",
            "Open the case again",
            "Open it again",
            "The case is open again.",
            _reopen_fields,
            _reopen,
            when=lambda asked: not asked.file.case.is_open,
        ),
    )
}
