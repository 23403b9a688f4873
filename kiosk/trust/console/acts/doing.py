"""What is done about a concern: support, actions, reviews, sharing, translations, messages, notes."""

from __future__ import annotations

from typing import cast

from kiosk import records
from kiosk.trust.casework import events
from kiosk.trust.casework.events import LINE_MOST, NOTE_MOST, Event
from kiosk.trust.console import case_words, wording
from kiosk.trust.console.acts.act import REVIEW_MOST_DAYS, Act, Asked, always, review_field
from kiosk.trust.console.case_fields import Field, Filled

ACTION_MOST_DAYS = 366


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
        review_field(asked, filled, None),
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


ACTS = (
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
        when=always,
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
            "It is sealed to their return code. It waits on every tablet of the ward for half a year, and only their code opens it.",
            "Somebody may look over their shoulder: write no names, and nothing that tells who they are.",
            "Thank them for telling. Say what is done and what happens next. Once it is sent it cannot be called back.",
        ),
    ),
    Act("note", "Add a note", "Add the note", "The note is added.", _note_fields, _note, when=always),
)
