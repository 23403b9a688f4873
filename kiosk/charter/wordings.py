"""How the texts of a content folder read: `readability` for each of them, in the form in which people meet it.

A text that has no easy form of its own is what easy read shows, so it has to be easy itself; a clause's own words are not, as its easy points stand
in for them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from kiosk.charter import readability
from kiosk.charter.readability import Finding, Form
from kiosk.charter.texts import Texts

_POINT = re.compile(r"^charter\.\w+\.easy\d+$")
_CLAUSE_WORDS = re.compile(r"^charter\.\w+\.(body|point)$")
_NAMES = re.compile(r"^(help\.\w+\.name|ward\.name)$")
_PAGE = re.compile(r"^(charter\.\w+|promise|after|help)\.")
_PHONE = re.compile(r"(?<!\d)\d[\d ]{4,}\d(?!\d)")
MOST_SENTENCES = 2  # of one easy-read point


class Told(NamedTuple):
    """A finding with its place, as a whole line."""

    fault: bool
    line: str


def forms_of(text_id: str, texts: Collection[str]) -> tuple[Form, ...]:
    """In which forms people meet a text."""
    if _NAMES.match(text_id):
        return ()
    if text_id.endswith(".easy") or _POINT.match(text_id):
        return ("easy",)
    if f"{text_id}.easy" in texts or _CLAUSE_WORDS.match(text_id):
        return ("plain",)
    return ("plain", "easy")


def look(texts: Texts, glossary: Collection[str], own_numbers: Collection[str]) -> Iterator[Told]:
    """What is hard to read in the texts of one profile. own_numbers: phone numbers that may stand in a text, as digits."""
    said: set[str] = set()
    for text_id, text in texts.english.items():
        path, name = texts.places[text_id]
        for form in forms_of(text_id, texts.english):
            for found in (*readability.findings(text, form, glossary), *_one_idea(text_id, text)):
                line = f"{path}: {name} {found.what}"
                if line not in said:
                    said.add(line)
                    yield Told(found.fault, line)
        for number in _PHONE.findall(text):
            if "".join(number.split()) not in own_numbers:
                yield Told(
                    True,
                    f"{path}: {name} has the number {number} written out (write {{number}}, so that it changes in one place)",
                )
    yield from _grades(texts)


def _one_idea(text_id: str, text: str) -> Iterator[Finding]:
    count = len(readability.sentences(text))
    if _POINT.match(text_id) and count > MOST_SENTENCES:
        yield Finding(
            True, f"has {count} sentences for one picture (at most {MOST_SENTENCES}: make a point of each idea)"
        )


def _grades(texts: Texts) -> Iterator[Told]:
    """Grades of each page of the charter and of the charter as a whole, and of the promises, the lines after and the help together."""
    pages: Mapping[tuple[str, Form], list[str]] = defaultdict(list)
    for text_id in texts.english:
        page = _PAGE.match(text_id)
        if page is None or text_id.endswith((".title", ".name")):
            continue
        for form in forms_of(text_id, texts.english):
            pages[page[1], form].append(text_id)
            if page[1].startswith("charter."):
                pages["charter", form].append(
                    text_id
                )  # also all of them together: a short page has too few words to tell
    for (page_name, form), ids in pages.items():
        found = readability.grade_finding((texts.english[text_id] for text_id in ids), form)
        if found is not None:
            path, name = texts.places[ids[0]]
            what = name.removesuffix(", easy-read point 1") if page_name.startswith("charter.") else "all of it"
            yield Told(
                found.fault, f"{path}: {what}, {'easy read' if form == 'easy' else 'standard text'}, {found.what}"
            )
