"""How I want to read: at once, keeping every answer, and only for this visit (VVSG 7.1-A and B)."""

import pytest
from msgspec.structs import replace

from kiosk.tablet import pages
from tests.tablet.journeys.walking import Person, ward


@pytest.mark.parametrize(
    ("setting", "option", "name", "value"),
    [
        ("size", "200", "size", 200),
        ("theme", "calm", "theme", "calm"),
        ("form", "easy", "form", "easy"),
        ("motion", "off", "motion", False),
    ],
)
def test_a_choice_holds_at_once_keeps_the_answers_and_ends_with_the_visit(
    setting: str, option: str, name: str, value: object
) -> None:
    person = Person().chooses("checkin").chooses("patient").presses("reading").chooses(setting).chooses(option)
    assert getattr(person.page.reading, name) == value
    person.presses("done").at("reading.choices").presses("done").at("checkin.safe")
    assert getattr(person.page.reading, name) == value
    assert person.visit.draft.chosen("checkin.who") == ("patient",)
    assert person.presses("leave").page.reading == pages.Reading()


def test_the_start_settings_come_back_without_losing_an_answer() -> None:
    person = Person().chooses("checkin").chooses("patient").presses("reading")
    assert "start_again" not in [action.id for action in person.page.actions]
    person.chooses("size").chooses("170").presses("done").presses("start_again")
    assert person.page.reading == pages.Reading()
    assert person.visit.draft.chosen("checkin.who") == ("patient",)


def test_what_is_so_now_is_marked() -> None:
    person = Person(ward(start=pages.Reading(size=140))).presses("reading").chooses("size")
    block = person.page.block("size")
    assert isinstance(block, pages.Choices)
    assert [choice.id for choice in block.options if choice.chosen] == ["140"]


def test_more_than_eight_languages_go_over_more_pages() -> None:
    words = ward().words
    many = {f"x{letter}": {"language.name": f"Language {letter}"} for letter in "abcdefghij"}
    person = Person(ward(words=replace(words, interface={**words.interface, **many})))
    person.chooses("language").at("reading.language").presses("next").at("reading.language.2")
    person.chooses("xj").presses("done").at("home.doors")
    assert person.page.reading.language == "xj"


def test_from_home_a_setting_leads_back_to_the_settings_and_from_there_home() -> None:
    Person().presses("reading").chooses("theme").presses("done").at("reading.choices").presses("done").at("home.doors")
