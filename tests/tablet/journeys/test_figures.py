"""What people here say: rounded numbers of each group by itself, what is hidden said to be hidden, and no page without a way on."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from kiosk import wardpack
from kiosk.resources import resource_folder
from kiosk.tablet import pages, visit, words
from tests.tablet.journeys.walking import IN_NOVEMBER, Person, content, ward

SAID = (
    wardpack.YouSaid("The door does not lock", "It has a lock now"),
    wardpack.YouSaid("Nights are loud", "We ask people to be quiet"),
)
GROUPS = (
    wardpack.GroupFigures("patient", 20, 25, 15, 20),
    wardpack.GroupFigures("visitor"),
    wardpack.GroupFigures("staff", 10, 30),
)
FIGURES = wardpack.Figures("demo", "willow", 1, 0, 2**31, "2026-07-01", "2026-10-01", GROUPS, SAID)
around = st.none() | st.integers(2, 30).map(lambda number: 5 * number)


def begin(figures: wardpack.Figures | None = FIGURES, **changes: object) -> Person:
    return Person(ward(figures=figures, **changes)).chooses("charter").presses("figures").at("figures.about")


def plain(text: str) -> str:
    return text.replace("\u2068", "").replace("\u2069", "")


def reads(person: Person) -> str:
    return plain(person.reads)


def chart(person: Person) -> pages.Chart:
    return next(block for block in person.page.blocks if isinstance(block, pages.Chart))


def test_from_the_charter_through_each_group_and_what_was_done_and_home() -> None:
    person = begin()
    for name in ("group.patient", "group.visitor", "group.staff", "done.1", "done.2"):
        person.presses("next").at(f"figures.{name}")
    person.presses("back").at("figures.done.1").presses("next").presses("done").at("home.doors")


def test_the_first_page_says_for_which_months_and_what_the_numbers_are_not_for() -> None:
    said = reads(begin())
    assert "July, August and September 2026" in said
    for sentence in (
        "People say on this tablet how safe they feel from sexual harm.",
        "Small numbers are not shown, so that nobody can be found.",
        "New numbers come every three months.",
        "They are not for comparing people or wards.",
    ):
        assert sentence in said


def test_a_group_has_its_own_page_with_bars_and_the_same_in_words() -> None:
    person = begin().presses("next")
    assert plain(person.title) == "People who stay here"
    assert [(plain(point.label.spoken), point.value) for point in chart(person).points] == [
        ("Feel safe", 0.8),
        ("Could tell someone", 0.75),
    ]
    assert "About 20 of about 25 people felt safe or mostly safe." in reads(person)
    assert "About 15 of about 20 people could tell someone here." in reads(person)
    others = {"visit", "work"}
    assert not others & set(reads(person).lower().split())  # no group beside another


def test_what_is_hidden_has_no_bar_and_is_said_to_be_hidden() -> None:
    person = begin().presses("next").presses("next").at("figures.group.visitor")
    assert [(point.value, point.n) for point in chart(person).points] == [(None, "Not shown")] * 2
    assert "How many felt safe is not shown. How many could tell someone here is not shown." in reads(person)
    person.presses("next")
    assert [point.value for point in chart(person).points] == [pytest.approx(1 / 3), None]
    assert "About 10 of about 30 people felt safe" in reads(person)
    assert "How many could tell someone here is not shown." in reads(person)


@given(st.tuples(around, around, around, around))
def test_whatever_is_shown_no_text_is_left_unfilled_and_no_bar_is_higher_than_all(
    numbers: tuple[int | None, ...],
) -> None:
    group = wardpack.GroupFigures("patient", *numbers)
    person = begin(replace(FIGURES, groups=(group,))).presses("next").at("figures.group.patient")
    assert "{" not in reads(person)
    assert "None" not in reads(person)
    assert all(point.value is None or 0 < point.value <= 1 for point in chart(person).points)
    assert all((point.value is None) == bool(point.n) for point in chart(person).points)


def test_what_the_team_wrote_stands_in_english_whatever_the_person_reads() -> None:
    installed = words.load(resource_folder("locales")).with_ward(content(), live=False)
    person = Person(ward(figures=FIGURES, words=installed, start=pages.Reading(language="ar")))
    person.chooses("charter").presses("figures")
    while "next" in [action.id for action in person.page.actions]:
        person.presses("next")
    person.at("figures.done.2")
    quoted = [block for block in person.page.blocks if isinstance(block, pages.Text) and block.language == "en"]
    assert [(text.spoken, text.direction) for text in quoted] == [
        (words_of, "ltr") for words_of in (SAID[1].said, SAID[1].did)
    ]
    assert "notice.english" in [text.id for text in person.page.wording]
    assert person.page.direction == "rtl"


@pytest.mark.parametrize("language", ["ar", "ta", "ur", "zh-Hans", "pl"])
def test_every_language_has_its_own_words_with_the_numbers_in_them(language: str) -> None:
    installed = words.load(resource_folder("locales")).with_ward(content(), live=False)
    person = Person(ward(figures=FIGURES, words=installed, start=pages.Reading(language=language)))
    person.chooses("charter").presses("figures").presses("next")
    assert {text.language for text in pages.texts(person.page)} == {language}
    said = plain(next(block for block in person.page.blocks if isinstance(block, pages.Text)).spoken)
    assert all(number in said for number in ("20", "25", "15"))


@pytest.mark.parametrize("figures", [None, replace(FIGURES, starts="", ends="", groups=(), you_said=())])
def test_without_numbers_it_is_said_that_they_will_come(figures: wardpack.Figures | None) -> None:
    person = begin(figures)
    assert "There are no numbers yet. New numbers come every three months" in reads(person)
    assert [action.id for action in person.page.actions] == ["done"]
    person.presses("done").at("home.doors")


def test_what_was_done_is_there_before_the_first_numbers_are() -> None:
    person = begin(replace(FIGURES, starts="", ends="", groups=()))
    assert "There are no numbers yet." in reads(person)
    assert "It has a lock now" in reads(person.presses("next").at("figures.done.1"))


def test_old_numbers_say_that_they_are_old() -> None:
    assert "These numbers are old." not in reads(begin(now=IN_NOVEMBER))
    old = begin(replace(FIGURES, expires=int(IN_NOVEMBER)))
    assert "These numbers are old. Newer ones have not come yet." in reads(old)
    assert "July, August and September 2026" in reads(old)


def test_figures_that_change_while_somebody_reads_leave_no_page_empty() -> None:
    person = begin()
    while person.page.id != "figures.group.staff":
        person.presses("next")
    person.happens(visit.WardChanged(ward=ward(figures=None)))
    assert "There are no numbers yet." in reads(person)
    person.presses("done").at("home.doors")
