"""Easy read is looked at by a machine: it trips over what is hard to read, and lets plain words pass."""

from __future__ import annotations

import re

import pytest

from kiosk.charter import catalogue, glossary, readability
from kiosk.resources import resource_folder

WORDS = frozenset(("ward", "staff", "sexual", "force"))


def faults(text: str, form: readability.Form = "easy") -> list[str]:
    return [found.what for found in readability.findings(text, form, WORDS) if found.fault]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("One two three four five six seven eight nine ten one two three four five six.", "a sentence of 16 words"),
        ("You don't have to.", 'short form "don\'t"'),
        ("You don’t have to.", "short form 'don’t'"),
        ("It's your body.", 'short form "It\'s"'),
        ("We'll help.", 'short form "We\'ll"'),
        ("Ask the IMHA.", "'IMHA' in capitals"),
        ("Ask the C.Q.C. now.", "in capitals"),
        ("You were touched by a man.", "passive, 'were touched'"),
        ("The door is always locked.", "passive"),
        ("Nothing was taken.", "passive, 'was taken'"),
        ("You can go; we stay.", "more than one thing at once (';')"),
        ("We help - you rest.", "more than one thing at once ('-')"),
        ("You ask and we help because we care.", "more than one thing at once (and, because)"),
        ("We look, listen, talk, and help.", "more than one thing at once (3 commas)"),
        ("This is confidential.", "hard word 'confidential'"),
    ],
)
def test_what_is_hard_in_easy_read_is_named_with_its_mend(text: str, says: str) -> None:
    found = faults(text)
    assert len(found) == 1, found
    assert says in found[0]
    assert re.search(r"\([^()]+\)$", found[0])


@pytest.mark.parametrize(
    "text",
    [
        "Your body belongs to you.",
        "Nobody may force you.¦Nobody may pay you.",
        "You can say no.¦You can say it at any time.",
        "Someone's words can hurt.",  # a possessive, no short form
        "Are you worried or hurt?",
        "You are allowed to say no.",
        "We go to the centre of the coloured garden.",
        "Phone {number}.",
        "They stopped talking, and then they were smiling happily.",
        "That is OK.",
        "Tell the ward staff if you say so.",
    ],
)
def test_plain_words_pass(text: str) -> None:
    assert faults(text) == []


def test_more_than_twelve_words_are_worth_a_look_and_no_fault() -> None:
    found = list(readability.findings("one two three four five six seven eight nine ten one two three.", "easy"))
    assert [(one.fault, one.what[:24]) for one in found] == [(False, "has a sentence of 13 wor")]


def test_standard_text_may_have_twenty_words_a_sentence_and_no_more() -> None:
    twenty = " ".join(["word"] * 20)
    assert faults(twenty, "plain") == []
    assert "21 words" in faults(f"{twenty} word", "plain")[0]


def test_a_phone_number_and_a_placeholder_count_as_one_word() -> None:
    assert readability.word_count("Phone 0808 500 2222 or {organisation} now.") == 5


def test_a_line_with_two_sentences_is_counted_as_two() -> None:
    assert readability.sentences("You can say no.¦You can say it again.\nWe stop. Always.") == (
        "You can say no.",
        "You can say it again.",
        "We stop.",
        "Always.",
    )
    assert readability.sentences("No one may make you¦do it.") == ("No one may make you do it.",)


def test_a_glossary_explains_a_word_in_all_its_forms() -> None:
    assert not readability.is_common("sexually")
    assert readability.is_common("sexually", {"sexual"})
    assert readability.is_common("wards", {"ward"})
    assert not readability.is_common("steward", {"ward"})


def test_the_grade_is_that_of_flesch_and_kincaid() -> None:
    text = "We went to the garden. " * 10  # 5 words a sentence, 6 syllables
    assert readability.grade([text]) == pytest.approx(0.39 * 5 + 11.8 * 6 / 5 - 15.59)


def test_a_few_words_have_no_grade() -> None:
    assert readability.grade(["Safeguarding authorities."]) is None


def test_hard_words_raise_the_grade_over_what_each_form_may_have() -> None:
    hard = "Safeguarding authorities communicate institutional responsibilities. " * 6
    forms: tuple[readability.Form, ...] = ("easy", "plain")
    for form in forms:
        found = readability.grade_finding([hard], form)
        assert found is not None
        assert found.fault
        assert "reading grade" in found.what
    assert readability.grade_finding(["You can say no. " * 10], "easy") is None


def test_the_glossary_that_comes_with_wardlight_explains_its_words_in_easy_ones() -> None:
    held = glossary.read(resource_folder("content"))
    assert held.words
    wrong = {
        entry.word: [f.what for f in readability.findings(entry.means, "easy", held.forms) if f.fault]
        for entry in held.words
    }
    assert {word: what for word, what in wrong.items() if what} == {}


def test_the_easy_words_of_the_pages_pass_too() -> None:
    english = catalogue.english_of(resource_folder("locales") / "en" / "LC_MESSAGES" / "wardlight.po")
    known = glossary.read(resource_folder("content")).forms
    wrong = {
        name: [found.what for found in readability.findings(text, "easy", known) if found.fault]
        for name, text in english.items()
        if name.endswith(".easy") and name != "action.easy"  # the button named "easy", not a form
    }
    assert {name: what for name, what in wrong.items() if what} == {}
