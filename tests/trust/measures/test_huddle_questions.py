"""The question of the day: one for everybody on a ward, each before any comes again, and never about somebody."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.charter.faults import ContentError
from kiosk.trust.measures import huddle_questions
from kiosk.trust.measures.huddle_questions import LEAST, SOURCES, Question, of_the_day, read

QUESTIONS = read()
MONDAY = date(2026, 11, 23)
# What would ask for a person, a concern or a verdict. "Who" of a role is on the list of who is on duty anyway.
ABOUT_SOMEBODY = re.compile(
    r"\bwhich (patient|person|nurse|colleague)|\bwho (did|said|was|has)\b|\bthe (concern|report|incident|complaint)s?\b"
    r"|blame|fault|target|better|worse",
    re.IGNORECASE,
)


def test_they_last_eight_weeks_and_ask_for_every_domain_of_the_standards() -> None:
    assert len(QUESTIONS) >= LEAST
    domains = Counter(question.source.split(".")[0] for question in QUESTIONS)
    assert set(domains) == {source.split(".")[0] for source in SOURCES}
    assert domains["Standard 1"] > domains["Standard 7"], (
        "what can be looked at on a ward comes more often than figures"
    )


def test_no_question_is_about_somebody_or_passes_a_verdict() -> None:
    assert [question.ask for question in QUESTIONS if ABOUT_SOMEBODY.search(question.ask)] == []


def test_the_sources_are_the_twenty_six_standards_and_the_review() -> None:
    assert len(SOURCES) == 27
    assert {"Standard 1.6", "Standard 7.3", "CQC 2018"} < SOURCES
    assert not {"Standard 1.7", "Standard 7.4", "Standard 8.1"} & SOURCES


@given(st.dates(date(2024, 1, 1), date(2060, 1, 1)), st.text(min_size=1))
def test_each_comes_once_before_any_comes_again(first: date, ward: str) -> None:
    asked = [of_the_day(QUESTIONS, ward, first + timedelta(days=day)) for day in range(2 * len(QUESTIONS))]
    assert len(set(asked[: len(QUESTIONS)])) == len(QUESTIONS)
    assert asked[len(QUESTIONS) :] == asked[: len(QUESTIONS)]


def test_everybody_on_a_ward_has_the_same_one_and_wards_differ() -> None:
    assert of_the_day(QUESTIONS, "oak", MONDAY) == of_the_day(QUESTIONS, "oak", MONDAY)
    assert len({of_the_day(QUESTIONS, ward, MONDAY) for ward in ("oak", "elm", "birch", "willow")}) > 1


def test_a_question_comes_on_every_day_of_the_week_in_turn() -> None:
    days = [MONDAY + timedelta(days=day) for day in range(7 * len(QUESTIONS))]
    on = {day.weekday() for day in days if of_the_day(QUESTIONS, "oak", day) == QUESTIONS[0]}
    assert on == set(range(7))


def written(folder: Path, *questions: tuple[str, str]) -> Path:
    """A file with these questions, and as many good ones as make it long enough."""
    filled = [(f"Where is door {letter}?", "Standard 1.6") for letter in range(LEAST + 1 - len(questions))]
    lines = [f"  - ask: {ask}\n    source: {source}\n" for ask, source in (*questions, *filled)]
    path = folder / "questions.yaml"
    path.write_text("questions:\n" + "".join(lines), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("question", "says"),
    [
        (("Tell us where.", "Standard 1.6"), "question 1 is not one question (begin with a capital letter"),
        (("Where? And when?", "Standard 1.6"), "question 1 is not one question"),
        (("where is it?", "Standard 1.6"), "question 1 is not one question"),
        ((f"Where{' is it' * 30}?", "Standard 1.6"), "question 1 has 186 letters (at most 170"),
        (("Where is it?", "Standard 1.9"), "question 1 has the source 'Standard 1.9' (name a standard"),
        (("Where is door 3?", "Standard 1.6"), "is there twice (take one out)"),
    ],
)
def test_a_broken_question_is_refused_in_one_line(tmp_path: Path, question: tuple[str, str], says: str) -> None:
    with pytest.raises(ContentError) as caught:
        read(written(tmp_path, question))
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_file_without_what_it_needs_is_refused_in_one_line(tmp_path: Path) -> None:
    path = tmp_path / "questions.yaml"
    path.write_text("questions:\n  - ask: Where is it?\n", encoding="utf-8")
    with pytest.raises(ContentError, match=r"questions\.yaml, line 2: .*source"):
        read(path)
    with pytest.raises(ContentError, match="there is no such file"):
        read(tmp_path / "none.yaml")


def test_too_few_and_whole_weeks_of_questions_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(tmp_path)
    assert len(read(path)) == LEAST + 1
    monkeypatch.setattr(huddle_questions, "LEAST", LEAST + 2)
    read.cache_clear()
    with pytest.raises(ContentError, match=f"has {LEAST + 1} questions \\(write at least"):
        read(path)
    monkeypatch.undo()
    weeks = tmp_path / "weeks.yaml"
    asked = "".join(f"  - ask: Where is door {number}?\n    source: CQC 2018\n" for number in range(63))
    weeks.write_text(f"questions:\n{asked}", encoding="utf-8")
    with pytest.raises(ContentError, match="each always comes on the same day of the week"):
        read(weeks)


def test_a_question_holds_no_more_than_its_words_and_source() -> None:
    assert Question.__struct_fields__ == ("ask", "source")
