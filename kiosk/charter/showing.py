"""What a ward's content is, and what differs between two, as lines to read: `kiosk charter show` and `diff`."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from kiosk import wardpack
from kiosk.charter.build import NO_EDITION
from kiosk.charter.packfiles import day, fingerprint
from kiosk.charter.sources import Source

_SHOWN = {"\u2068": "", "\u2069": "", "\u2028": "¦"}


def plain(text: str) -> str:
    """A text as authors write it: isolates left out, hand-set breaks as ¦."""
    for mark, instead in _SHOWN.items():
        text = text.replace(mark, instead)
    return text


def show(source: Source) -> Iterator[str]:
    """What it is, without its texts."""
    content = source.content
    yield f"{source.name}: {wardpack.ward_name(content)}, {content.mode}, the {content.profile.replace('_', ' ')} charter"
    edition = content.edition or NO_EDITION
    yield f"  charter version {edition.version}, approved on {edition.approved_on}, review due on {edition.review_due}"
    if source.root is not None:
        yield f"  content serial {content.serial}, signed on {day(content.issued)}, ends on {day(content.expires)}"
        yield f"  verified from the root {fingerprint(source.root)}"
    else:
        yield "  not published: this is what it would be"
        if source.faults:
            yield f"  {source.faults} faults keep it from being published (kiosk charter check {source.name})"
    yield f"  {len(content.clauses)} clauses, {len(content.questions)} questions (version {content.questions_version})"
    if content.organisations:
        first = min(line.expires_on for line in content.organisations)
        yield f"  {len(content.organisations)} help lines, the first of them past its date on {day(first)}"
    for language, texts in content.texts.items():
        drafts = len(content.drafts.get(language, ()))
        yield f"  {language}: {len(texts)} texts{f', {drafts} of them drafts' if drafts else ''}"


def texts(source: Source, language: str) -> Iterator[str]:
    """Every text of one language by id."""
    for text_id, text in source.content.texts.get(language, {}).items():
        yield f"{text_id}:"
        yield from (f"    {line}" for line in plain(text).split("\n"))


def diff(before: Source, after: Source) -> Iterator[str]:
    """What differs, by text id: - is only in the first, + only in the second. Nothing where both say the same."""
    old, new = before.content, after.content
    lines = [*_structure(old, new), *_languages(old, new)]
    if lines:
        yield f"--- {before.name}"
        yield f"+++ {after.name}"
        yield from lines


def _structure(old: wardpack.Content, new: wardpack.Content) -> Iterator[str]:
    was, now = (content.edition or NO_EDITION for content in (old, new))
    for what, first, second in (
        ("ward", old.ward, new.ward),
        ("profile", old.profile, new.profile),
        ("charter version", was.version, now.version),
        ("approved on", was.approved_on, now.approved_on),
        ("review due", was.review_due, now.review_due),
        ("questions version", old.questions_version, new.questions_version),
    ):
        if first != second:
            yield f"{what}: {first} -> {second}"
    for kind, first_ones, second_ones in (
        ("clause", old.clauses, new.clauses),
        ("question", old.questions, new.questions),
        ("help line", old.organisations, new.organisations),
    ):
        firsts, seconds = ({one.id: one for one in ones} for ones in (first_ones, second_ones))
        yield from (f"- {kind} {name}" for name in firsts if name not in seconds)
        yield from (f"+ {kind} {name}" for name in seconds if name not in firsts)
        for name in firsts:
            if name in seconds:
                yield from _fields(f"{kind} {name}", firsts[name], seconds[name])
        common = [name for name in firsts if name in seconds]
        if common != [name for name in seconds if name in firsts]:
            yield f"{kind}s stand in another order"


def _fields(name: str, old: msgspec.Struct, new: msgspec.Struct) -> Iterator[str]:
    for field in old.__struct_fields__:
        first, second = getattr(old, field), getattr(new, field)
        if first != second and field in ("checked_on", "expires_on"):
            first, second = day(first), day(second)
        if first != second:
            yield f"{name}, {field}: {_brief(first)} -> {_brief(second)}"


def _brief(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(_brief(one) for one in value) or "none"
    if isinstance(value, msgspec.Struct):
        return " ".join(str(part) for part in msgspec.structs.astuple(value) if part not in ("", None))
    return str(value)


def _languages(old: wardpack.Content, new: wardpack.Content) -> Iterator[str]:
    for language in dict.fromkeys((*old.texts, *new.texts)):
        firsts, seconds = old.texts.get(language, {}), new.texts.get(language, {})
        for text_id in dict.fromkeys((*firsts, *seconds)):
            first, second = firsts.get(text_id), seconds.get(text_id)
            if first != second:
                yield f"{language} {text_id}:"
                yield from (f"  - {line}" for line in plain(first or "").split("\n") if first is not None)
                yield from (f"  + {line}" for line in plain(second or "").split("\n") if second is not None)
