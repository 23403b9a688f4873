"""The huddle's line of news: rounded as it was published, by group, and without a verdict."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from kiosk.trust.measures.call_weeks import Week
from kiosk.trust.measures.check_in_lines import GROUPS, Counted, lines
from kiosk.trust.measures.huddle_news import NOTHING, news
from kiosk.trust.measures.periods import day_number, four_weeks
from kiosk.trust.measures.release_lines import Release, make
from kiosk.trust.measures.release_words import NOT_SHOWN
from kiosk.trust.measures.suppression import Published

DAY = date(2026, 11, 27)
PERIOD = four_weeks(date(2026, 10, 12))
MONDAY = day_number(date(2026, 11, 16))
VERDICTS = re.compile(
    r"improv|better|worse|good|bad|target|succe|fail|more than|less than|rise|fell\b|up from|down from", re.I
)


def week(needed: int = 8, in_time: int = 7, unneeded: int = 0) -> Week:
    return Week("oak", MONDAY, needed + unneeded, needed, needed, in_time, 0, unneeded, 30.0 if needed else None)


def release(*said: tuple[str, str, int], version: int = 1) -> Release:
    """What is published where people of these groups gave these answers to "safe"."""
    counted = [Counted(who, version, "safe", code, PERIOD.mondays[0], answers) for who, code, answers in said]
    (made,) = make("ward", "check_ins", PERIOD, DAY, {"oak": lines(counted)}, [])
    return made


def every(release: Release | None, week: Week | None) -> list[str]:
    """All lines, in the order of the days on which they come."""
    return list(dict.fromkeys(news(release, week, DAY + timedelta(days=day)) for day in range(10)))


def test_before_anything_is_known_it_says_that() -> None:
    assert every(None, None) == [NOTHING]


def test_without_a_release_it_is_the_calls_of_the_week_that_ended() -> None:
    assert every(None, week()) == [
        "In the week from 16 November 8 staff calls needed an answer; 7 had one within 60 seconds."
    ]
    assert every(None, week(1, 0)) == [
        "In the week from 16 November 1 staff call needed an answer; 0 had one within 60 seconds."
    ]
    assert every(None, week(0, 0, unneeded=2)) == ["In the week from 16 November no staff call needed an answer."]


def test_each_group_has_its_own_sentence_in_rounded_numbers() -> None:
    found = every(release(("patient", "yes", 21), ("patient", "mostly", 12), ("staff", "no", 18)), None)
    assert sorted(found) == [
        f"Patients who answered, {PERIOD.name}. Safe or mostly safe: about 35. Not safe, or not sure: not shown. All who answered: about 35.",
        f"Staff who answered, {PERIOD.name}. Safe or mostly safe: not shown. Not safe, or not sure: about 20. All who answered: about 20.",
    ]


def test_no_number_is_exact_or_small_and_no_hidden_one_is_told() -> None:
    for safe in range(10, 60, 3):
        for unsure in range(12):
            for line in every(release(("patient", "yes", safe), ("patient", "unsure", unsure)), None):
                told = [int(number) for number in re.findall(r"about (\d+)", line)]
                assert all(number % 5 == 0 and number >= 10 for number in told)
                assert (NOT_SHOWN in line) == (unsure <= 7), line


def hidden(release: Release, *columns: str) -> Release:
    """As if these columns of the patients' line had been hidden for the sake of others."""
    names = {("safe", "patient", "1", column) for column in columns}
    cells = tuple(Published(cell.name, None, "beside") if cell.name in names else cell for cell in release.cells)
    return replace(release, cells=cells)


def test_a_hidden_total_is_told_as_hidden() -> None:
    made = hidden(release(("patient", "yes", 21), ("patient", "no", 9)), "")
    assert every(made, None)[0].endswith("about 20. Not safe, or not sure: about 10. All who answered: not shown.")


def test_where_every_number_is_hidden_it_says_that_of_all_groups_at_once() -> None:
    made = release(("patient", "yes", 5), ("patient", "no", 5))
    assert every(made, None) != every(hidden(made, ""), None)
    assert every(hidden(made, ""), None) == [
        "How safe people felt, 5 October to 1 November 2026: no number of any group is shown."
    ]


def test_the_newest_questions_of_a_period_are_told() -> None:
    old, new = (("patient", 1, 40), ("patient", 2, 20))
    counted = [Counted(who, version, "safe", "yes", PERIOD.mondays[0], answers) for who, version, answers in (old, new)]
    (made,) = make("ward", "check_ins", PERIOD, DAY, {"oak": lines(counted)}, [])
    assert "about 20" in every(made, None)[0]


def test_sentences_take_turns_and_everybody_hears_the_same_one_that_day() -> None:
    made = release(*((who, "yes", 20) for who in GROUPS))
    assert len(every(made, week())) == len(GROUPS) + 1
    assert news(made, week(), DAY) == news(made, week(), DAY)
    assert news(made, week(), DAY) != news(made, week(), DAY + timedelta(days=1))


@pytest.mark.parametrize("answers", [9, 18, 40])
def test_no_line_is_a_verdict_or_adds_groups_up(answers: int) -> None:
    made = release(*((who, code, answers) for who in GROUPS for code in ("yes", "no")))
    for line in [*every(made, week()), NOTHING]:
        assert not VERDICTS.search(line)
        assert "\n" not in line
