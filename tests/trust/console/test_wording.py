"""Codes become the ward's words, and what has no words is shown as it is."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from kiosk import records
from kiosk.trust.console import wording
from kiosk.trust.console.wording import FIELDS, HARM, Answer, WardWords
from tests.trust.console.running import content

CONCERN = records.Concern(
    id=bytes(16), ward="willow", questions=1, about=("W3",), kinds=("C2", "later_code"), harm_feelings=2, harm_body=9
)


@pytest.fixture
def words() -> WardWords:
    made = content(Path(), "willow", "Willow Ward", "demo", 1, 0, 1)
    texts = {"en": {**made.texts["en"], "concern.about.W3.easy": "Someone did\u2028something"}}
    return WardWords(msgspec.structs.replace(made, texts=texts))


def test_every_answer_is_there_in_the_wards_words(words: WardWords) -> None:
    assert words.answers(CONCERN, FIELDS) == (
        Answer("What is it about?", ("Something happened",)),
        Answer("What kind of thing?", ("Stared, followed me, kept asking", "later_code")),
    )
    assert words.answers(CONCERN, HARM) == (
        Answer("Harm to the body", ("9",)),
        Answer("How did it make you feel?", ("It upset me a lot",)),
    )


def test_whoever_read_easy_words_is_quoted_in_easy_words(words: WardWords) -> None:
    easy = msgspec.structs.replace(CONCERN, form="easy")
    about, kinds = words.answers(easy, FIELDS)
    assert about.words == ("Someone did something",)
    assert kinds.words[0] == "Stared, followed me, kept asking"


def test_without_any_content_the_codes_are_shown() -> None:
    answers = WardWords(None).answers(CONCERN, FIELDS)
    assert [answer.words for answer in answers] == [("W3",), ("C2", "later_code")]


def test_every_field_that_a_person_can_answer_is_shown() -> None:
    shown = {field.field for field in (*FIELDS, *HARM)}
    beside = {"words", "language", "form", "may_ask", "helped", "ward_reads"}  # each has a place of its own on the page
    never = {"id", "ward", "questions", "version", "reply_key", "signing_key", "mailbox"}
    assert shown | beside | never == set(records.Concern.__struct_fields__)


def test_harm_of_nought_is_an_answer() -> None:
    assert wording.codes_of(records.Concern(id=bytes(16), ward="w", questions=1, harm_body=0), "harm_body") == ("0",)


def test_told_and_untold_are_everything_and_never_both() -> None:
    have, gaps = wording.told(CONCERN)
    assert set(have).isdisjoint(gaps)
    assert len(have) + len(gaps) == len(FIELDS) + len(HARM) + 1


@pytest.mark.parametrize(
    ("language", "direction", "name"),
    [("en", "ltr", "English"), ("ar", "rtl", "Arabic"), ("ur", "rtl", "Urdu"), ("zz", "auto", "zz")],
)
def test_a_language_has_a_direction_and_a_name(language: str, direction: str, name: str) -> None:
    assert wording.direction(language) == direction
    assert wording.language_name(language) == name
