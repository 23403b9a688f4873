"""How I want to read: at once, keeping every answer, and only for this visit (VVSG 7.1-A and B)."""

import pytest
from msgspec.structs import replace

from kiosk.tablet import pages, visit
from kiosk.tablet.ward import Ward
from tests.support.walks import walked
from tests.tablet.journeys.walking import Person, ward


@pytest.mark.parametrize(
    ("question", "setting", "option", "name", "value"),
    [
        ("letters", "size", "200", "size", 200),
        ("letters", "spacing", "on", "spacing", True),
        ("letters", "form", "easy", "form", "easy"),
        ("colours", "theme", "calm", "theme", "calm"),
        ("colours", "motion", "off", "motion", False),
        ("hands", "way", "two_switches", "way", "two_switches"),
        ("hands", "hold", "3000", "hold", 3.0),
        ("hands", "ignore", "500", "ignore", 0.5),
        ("hands", "aim", "middle", "aim", "middle"),
    ],
)
def test_a_choice_holds_at_once_keeps_the_answers_and_ends_with_the_visit(
    question: str, setting: str, option: str, name: str, value: object
) -> None:
    person = Person().chooses("checkin").chooses("patient").presses("reading")
    person.chooses(question).chooses(setting).chooses(option)
    assert getattr(person.page.reading, name) == value
    person.presses("done").at("reading.choices").presses("done").at("checkin.safe")
    assert getattr(person.page.reading, name) == value
    assert person.visit.draft.chosen("checkin.who") == ("patient",)
    assert person.presses("leave").page.reading == pages.Reading()


def test_the_start_settings_come_back_without_losing_an_answer() -> None:
    person = Person().chooses("checkin").chooses("patient").presses("reading")
    assert "start_again" not in [action.id for action in person.page.actions]
    person.chooses("letters").chooses("size").chooses("170").presses("done").presses("start_again")
    assert person.page.reading == pages.Reading()
    assert person.visit.draft.chosen("checkin.who") == ("patient",)


def test_what_is_so_now_is_marked() -> None:
    person = Person(ward(start=pages.Reading(size=140))).presses("reading").chooses("letters").chooses("size")
    block = person.page.block("size")
    assert isinstance(block, pages.Choices)
    assert [choice.id for choice in block.options if choice.chosen] == ["140"]


URDU = {
    "language.name": "اردو",
    "picker.sample": "آپ یہ ٹیبلٹ اردو میں پڑھ سکتے ہیں۔\nکیا یہ آپ کی زبان ہے؟",
    "reading.language.title": "کون سی زبان؟",
    "notice.draft": "یہ مسودہ ہے۔",
    "action.done": "ہو گیا",
}


def many(**more: object) -> Ward:
    words = ward().words
    others = {code: {"language.name": code.upper()} for code in ("cy", "pl", "so", "xx")}
    return ward(words=replace(words, interface={"en": words.interface["en"], "ur": URDU, **others}), **more)


def wording(person: Person) -> list[tuple[str, str]]:
    notices: tuple[pages.Text, ...] = person.page.wording
    return [(text.id, text.language) for text in notices]


def offered(person: Person) -> list[str]:
    block = person.page.block("language")
    assert isinstance(block, pages.Choices)
    return [choice.id for choice in block.options]


def test_languages_begin_with_english_and_the_commonest_of_the_ward() -> None:
    assert offered(Person(many()).chooses("language")) == ["en", "ur", "pl", "so", "cy", "xx"]
    person = Person(many(commonest=("so", "gu", "cy"))).chooses("language")
    assert offered(person) == ["en", "so", "cy", "ur", "pl", "xx"], "one that is not installed is passed over"


def test_each_language_stands_by_its_own_name_in_its_own_direction() -> None:
    block = Person(many()).chooses("language").page.block("language")
    assert isinstance(block, pages.Choices)
    urdu = next(choice for choice in block.options if choice.id == "ur")
    assert (urdu.label.words, urdu.label.language, urdu.label.direction) == ("اردو", "ur", "rtl")
    assert urdu.picture is None, "no flags"


def test_a_touch_takes_a_language_and_lets_it_speak_for_itself() -> None:
    person = Person(many(), link=visit.Link(courier=True, calls=True, speech=True)).chooses("language")
    person.chooses("ur").at("reading.language")
    (said,) = person.took(visit.Say)
    assert isinstance(said, visit.Say)
    assert [(text.words, text.language) for text in said.texts] == [(URDU["picker.sample"].replace("\n", " "), "ur")]
    hint = person.page.blocks[0]
    assert isinstance(hint, pages.Heading)
    assert hint.hint is not None
    assert hint.hint.words == "آپ یہ ٹیبلٹ اردو میں پڑھ سکتے ہیں۔"
    person.chooses("ur")
    assert person.took(visit.Say) == [said], "again, for who listens twice"
    assert visit.Hush() in person.effects, "what was being said ends first"


def test_a_language_is_silent_where_there_is_no_voice() -> None:
    person = Person(many()).chooses("language").chooses("ur")
    assert person.effects == []
    assert person.page.reading.language == "ur"


def test_every_page_leads_to_the_languages_by_two_touches() -> None:
    found = walked()
    assert all(
        "reading" in [tool.id for tool in page.tools] for name, page in found.items() if not name.startswith("reading.")
    )
    Person(many()).chooses("checkin").presses("reading").presses("language").at("reading.language")


def test_who_cannot_read_the_warning_of_rest_gets_to_the_languages_and_keeps_every_answer() -> None:
    person = Person(many()).chooses("checkin").chooses("patient").waits(61).at("still_there.page")
    person.presses("reading").presses("language").chooses("ur").presses("done").at("checkin.safe")
    assert person.visit.draft.chosen("checkin.who") == ("patient",)


def test_the_languages_lead_straight_back_with_every_answer() -> None:
    person = Person(many()).chooses("checkin").chooses("patient").chooses("yes").at("checkin.tell")
    before = person.visit.draft
    person.presses("reading").presses("language").chooses("ur").presses("done").at("checkin.tell")
    assert (person.visit.draft, person.page.reading.language) == (before, "ur")
    person.presses("back").at("checkin.safe")


def test_the_page_says_that_nobody_checked_its_words_and_that_some_are_english() -> None:
    person = Person(many()).chooses("language")
    assert person.page.wording == ()
    person.chooses("ur")
    assert wording(person) == [
        ("notice.draft", "ur"),
        ("notice.english", "en"),
    ]
    person.chooses("cy")
    assert wording(person) == [("notice.english", "en")], "its name alone is no draft"


def test_a_live_page_shows_no_draft_and_says_so_where_it_falls_back() -> None:
    person = Person(many())
    words = replace(
        person.visit.ward.words,
        only_approved=True,
        approved={"ur": frozenset((*URDU, "notice.english")) - {"action.done"}},
    )
    person = Person(ward(words=words)).chooses("language").chooses("ur")
    (notice,) = person.page.wording
    assert notice.id == "notice.english"
    assert all(text.review != "draft" for text in pages.texts(person.page))


def test_from_home_a_setting_leads_back_to_the_settings_and_from_there_home() -> None:
    Person().presses("reading").chooses("colours").chooses("theme").presses("done").at("reading.choices").presses(
        "done"
    ).at("home.doors")


# --- one page ---------------------------------------------------------------------------------------------------


def toggles(person: Person) -> dict[str, bool]:
    block = person.page.block("presets")
    assert isinstance(block, pages.Choices)
    return {choice.id: choice.chosen for choice in block.options}


def test_one_page_has_a_sample_quick_choices_and_four_questions_at_most() -> None:
    person = Person(link=visit.Link(courier=True, calls=True, speech=True)).presses("reading")
    assert any(isinstance(block, pages.Text) and block.id == "reading.sample" for block in person.page.blocks)
    questions = person.page.block("settings")
    assert isinstance(questions, pages.Choices)
    assert len(questions.options) <= 4
    assert list(toggles(person)) == ["larger", "calmer", "speak", "switch"]
    by_key = Person().happens(visit.Commanded(command="reading"))
    assert by_key.page.id == person.page.id == "reading.choices"


@pytest.mark.parametrize(
    ("preset", "fields"),
    [
        ("larger", {"size": 170}),
        ("calmer", {"theme": "calm", "motion": False}),
        ("speak", {"aloud": True}),
        ("switch", {"way": "one_switch"}),
    ],
)
def test_a_quick_choice_is_one_touch_and_the_next_takes_it_back(preset: str, fields: dict[str, object]) -> None:
    person = Person(link=visit.Link(courier=True, calls=True, speech=True)).chooses("checkin").chooses("patient")
    before = person.presses("reading").page.reading
    person.chooses(preset)
    assert toggles(person)[preset]
    assert {name: getattr(person.page.reading, name) for name in fields} == fields
    assert person.chooses(preset).page.reading == before
    assert person.visit.draft.chosen("checkin.who") == ("patient",)


def test_a_quick_choice_that_the_ward_begins_with_can_be_taken_back_too() -> None:
    person = Person(ward(start=pages.Reading(size=200, way="one_switch"))).presses("reading")
    assert toggles(person) == {"larger": True, "calmer": False, "switch": True}
    person.chooses("larger").chooses("switch")
    assert (person.page.reading.size, person.page.reading.way) == (100, "touch")


def test_only_settings_that_change_anything_now_are_offered_for_hands() -> None:
    person = Person().presses("reading").chooses("hands")
    assert "scan" not in options_of(person)
    person.chooses("way").chooses("one_switch").presses("back")
    assert options_of(person) == ["way", "scan", "hold", "ignore"]


def options_of(person: Person) -> list[str]:
    block = person.page.block("settings")
    assert isinstance(block, pages.Choices)
    return [option.id for option in block.options]


def test_when_the_voice_goes_its_settings_make_way_for_all_of_them() -> None:
    person = Person(link=visit.Link(courier=True, calls=True, speech=True)).presses("reading").chooses("voice")
    assert person.page.id == "reading.voice"
    person.happens(visit.LinkChanged(link=visit.Link(courier=True, calls=True, speech=False)))
    assert person.page.id == "reading.choices"
    person.presses("done").presses("done").at("home.doors")
