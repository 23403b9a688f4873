"""The words of every sheet: found as the tablet finds them, and honest about what is a draft or past its date."""

from __future__ import annotations

import datetime

import pytest
from msgspec.structs import replace

from kiosk.charter import manuscript
from kiosk.charter.catalogue import LANGUAGES
from kiosk.charter.manuscript import PaperRefused, Said
from tests.charter.paper_copy import ARABIC, TODAY, charter, in_arabic, in_english, written
from tests.tablet.journeys.walking import content, english


def test_every_clause_is_there_in_its_order_with_words_picture_and_easy_read() -> None:
    clauses = in_english().clauses
    assert [clause.id for clause in clauses] == [clause.id for clause in content().clauses]
    assert [clause.number for clause in clauses] == list(range(1, len(clauses) + 1))
    assert all(clause.title and clause.body and clause.picture and clause.easy for clause in clauses)


def test_every_picture_that_sheets_show_has_words() -> None:
    shown = {clause.picture for clause in content().clauses} | set(manuscript.DRAWN)
    shown |= {point.picture for clause in in_english().clauses for point in clause.easy}
    assert {name for name in shown if not in_english().alternative(name)} == set()


def test_english_is_no_draft_and_has_no_gaps() -> None:
    assert in_english().marks == ()


def test_a_translation_says_that_it_is_a_draft_and_that_some_words_are_english() -> None:
    said = [mark.plain for mark in in_arabic().marks]
    assert len(said) == 2
    assert "Draft" in said[0]
    assert ARABIC["language.name"] in said[1]
    assert in_arabic().title.language == "ar"
    assert in_arabic().clauses[1].title.language == "en"


def test_live_shows_nothing_that_nobody_signed_off() -> None:
    source = replace(english(), interface={**english().interface, "ar": {**ARABIC, "notice.english": "x"}})
    own = replace(content(), texts={**content().texts, "ar": {"charter.intro.title": "ميثاق"}}, drafts={"ar": ()})
    approved = replace(source, approved={"ar": frozenset(("language.name", "notice.english"))}).with_ward(
        own, live=True
    )
    live = manuscript.write(own, charter(), approved, "ar", TODAY)
    assert live.title.plain == "ميثاق"
    assert live.say("print.now.title").language == "en"  # a draft only
    assert not live.draft
    assert live.gaps


def test_a_number_past_its_date_is_never_printed() -> None:
    late = written(english(), "en", today=datetime.date(2031, 1, 1))
    assert {(who.number, who.web) for who in late.organisations} == {("", "")}
    instead = content().texts["en"]["help.samaritans.fallback"].replace("\n", " ")
    assert instead in [who.who.plain for who in late.organisations]
    assert late.numbers.plain == ""


def test_numbers_that_nobody_checked_say_so() -> None:
    assert "checked" in in_english().numbers.plain
    assert "Nobody" in in_english().numbers.plain
    checked = tuple(
        replace(who, checked_by="a pharmacist", checked_on=1_795_000_000) for who in content().organisations
    )
    source = english().with_ward(content(), live=False)
    said = manuscript.write(replace(content(), organisations=checked), charter(), source, "en", TODAY).numbers
    assert "18 November 2026" in said.plain


def test_a_language_that_is_not_installed_is_refused_with_those_that_are() -> None:
    with pytest.raises(PaperRefused, match=r"xx: no words in this language.*choose one of en"):
        written(english(), "xx")


@pytest.mark.parametrize("language", ["en", *LANGUAGES])
def test_a_day_is_written_with_the_digits_of_phone_numbers(language: str) -> None:
    day = manuscript.written_out(datetime.date(2027, 5, 31), language)
    assert "31" in day
    assert "2027" in day
    assert all(sign.isascii() for sign in day if sign.isdigit())


def test_marks_of_direction_stay_only_where_both_directions_meet() -> None:
    assert Said(("Phone \u20680800\u2069.",), "en").text == "Phone 0800."
    assert "\u2068" in Said(("اتصل \u20680800\u2069",), "ar").text
    assert "\u2068" not in Said(("اتصل \u20680800\u2069",), "ar").plain


def test_chinese_sentences_stand_without_a_space_between() -> None:
    assert Said(("你好。", "再见。"), "zh-Hans").text == "你好。再见。"
