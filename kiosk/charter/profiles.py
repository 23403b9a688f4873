"""What a profile changes about the questions and the help that all profiles share.

A profile has a charter, promises and after-lines of its own. Questions keep their codes in every profile, so that figures over the years stay
comparable; `questions/PROFILE/*.yaml` says what is worded otherwise or not offered, and `help/PROFILE/order.yaml` who is shown, in which order.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from msgspec.structs import replace

from kiosk.charter import authored, files
from kiosk.charter.faults import Faults
from kiosk.wardpack import Profile

ADULT_AGE, UNDER = 18, 16  # years


def asked_of(
    folder: Path, profile: Profile, known: Mapping[str, authored.Question], faults: Faults
) -> dict[str, authored.Question]:
    """The questions as this profile asks them, by id. folder: questions/. Raises ContentError."""
    found = dict(known)
    easy_first = False
    for path in sorted((folder / profile).glob("*.yaml")):
        with faults:
            file = files.read(path, authored.OtherQuestions)
            easy_first = easy_first or file.easy_first
            for other in file.questions:
                if other.id in found:
                    found[other.id] = _otherwise(path, found[other.id], other, faults)
                else:
                    faults.add(f"{path}: {other.id} is a question that nothing asks (mend its id)")
    return {name: _easy_first(question) for name, question in found.items()} if easy_first else found


def _otherwise(
    path: Path, asked: authored.Question, other: authored.OtherQuestion, faults: Faults
) -> authored.Question:
    codes = {option.code for option in asked.options}
    words = {option.code: option for option in other.options}
    for code in (*other.leave_out, *words):
        if code not in codes:
            faults.add(f"{path}: {other.id} has no answer {code} (mend its code)")
    options = tuple(
        _words_of(option, words.get(option.code)) for option in asked.options if option.code not in other.leave_out
    )
    changed = replace(asked, options=options, easy=tuple(code for code in asked.easy if code not in other.leave_out))
    if other.topic:
        changed = replace(changed, topic=other.topic)
    if other.title:
        changed = replace(changed, title=other.title, title_easy=other.title_easy)
    if other.hint:
        changed = replace(changed, hint=other.hint, hint_easy=other.hint_easy)
    return changed


def _words_of(option: authored.Option, other: authored.OtherOption | None) -> authored.Option:
    if other is None:
        return option
    if other.text:
        option = replace(option, text=other.text, easy=other.easy)
    return replace(option, picture=other.picture) if other.picture else option


def _easy_first(asked: authored.Question) -> authored.Question:
    return replace(
        asked,
        title=asked.title_easy or asked.title,
        hint=asked.hint_easy or asked.hint,
        options=tuple(replace(option, text=option.easy or option.text) for option in asked.options),
    )


Entry = authored.Organisation | authored.Slot


def shown_to(folder: Path, profile: Profile, entries: Mapping[str, Entry], faults: Faults) -> tuple[Entry, ...]:
    """Whom this profile shows, in its order and words; everybody where it has no order of its own. folder: help/. Raises ContentError."""
    path = folder / profile / "order.yaml"
    if profile == "adult" or (profile == "learning_disability" and not path.is_file()):
        return tuple(entries.values())
    with faults:
        return _ordered(path, profile, files.read(path, authored.HelpOrder), entries, faults)
    return ()  # after a fault that only a checker goes on from


def _ordered(
    path: Path, profile: Profile, order: authored.HelpOrder, entries: Mapping[str, Entry], faults: Faults
) -> tuple[Entry, ...]:
    words = {other.id: other for other in order.words}
    for name in dict.fromkeys((*order.shown, *order.left_out, *words)):
        if name not in entries:
            faults.add(f"{path}: nobody in {path.parent.parent} has the id {name!r} (mend it, or take it out)")
    for name in entries:
        if (name in order.shown) == (name in order.left_out):
            faults.add(f"{path}: {name} has to be under 'shown:' or under 'left_out:' (put it under one of them)")
    shown = tuple(
        replace(entries[name], who=words[name].who, who_easy=words[name].who_easy) if name in words else entries[name]
        for name in dict.fromkeys(order.shown)
        if name in entries
    )
    if profile == "young":
        _for_young_people(path, shown, faults)
    return shown


def _for_young_people(path: Path, shown: tuple[Entry, ...], faults: Faults) -> None:
    """No line for adults, and those for under 16 before any that is for older ones (hazard H10)."""
    older = ""
    for entry in shown:
        least = entry.least_age or 0
        if least >= ADULT_AGE:
            faults.add(f"{path}: {entry.id} is for adults (move it to 'left_out:')")
        elif least >= UNDER:
            older = older or entry.id
        elif older and entry.most_age is not None:
            faults.add(f"{path}: {entry.id} stands after {older}, which children under {UNDER} cannot use (move it up)")
    if not shown or (shown[0].least_age or 0) >= UNDER:
        faults.add(f"{path}: the first line is none that children under {UNDER} can use (put one of theirs first)")
