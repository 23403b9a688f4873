"""Home: four doors, the way of reading, and a tablet that does not belong to a ward yet."""

from msgspec.structs import replace

from kiosk.tablet import pages, visit
from tests.tablet.journeys.walking import Person, unpaired, ward


def doors(person: Person) -> pages.Choices:
    block = person.page.block("doors")
    assert isinstance(block, pages.Choices)
    return block


def test_four_doors_lead_to_the_four_journeys() -> None:
    person = Person()
    assert [door.id for door in doors(person).options] == ["charter", "checkin", "concern", "help"]
    for door, page in (
        ("charter", "charter.intro"),
        ("checkin", "checkin.who"),
        ("concern", "concern.gate"),
        ("help", "help.first"),
    ):
        person.chooses(door).at(page).presses("back").at("home.doors")


def test_the_name_of_the_ward_stands_over_the_title() -> None:
    heading = Person().page.block("title")
    assert isinstance(heading, pages.Heading)
    assert heading.kicker is not None
    assert heading.kicker.spoken == "Willow Ward"


def test_languages_have_a_door_only_where_there_is_more_than_one() -> None:
    words = ward().words
    both = replace(words, interface={**words.interface, "ur": {"language.name": "اردو"}})
    person = Person(ward(words=both))
    door = doors(person).options[-1]
    assert door.id == "language"
    assert door.detail is not None
    assert door.detail.sentences == ("اردو", "English")
    person.chooses("language").chooses("ur")
    assert person.page.direction == "rtl"
    assert person.page.reading.language == "ur"
    title = person.page.block("title")
    assert isinstance(title, pages.Heading)
    assert (title.text.language, title.text.direction) == ("en", "ltr"), "what is not translated shows as English"


def test_a_tablet_without_a_ward_says_so_and_what_to_do() -> None:
    person = Person(unpaired(), link=visit.Link())
    assert person.title == "This tablet is not set up yet"
    assert "red call point" in person.reads
    assert person.page.rail.call_button == "stale"
    assert "red call point" in person.page.rail.call.label.spoken
    person.presses("staff").at("staff.pin")


def test_a_tablet_that_loses_its_ward_goes_home() -> None:
    person = Person().chooses("charter").presses("next").happens(visit.WardChanged(ward=unpaired()))
    assert person.page.id == "home.doors"
    person.happens(visit.WardChanged(ward=ward()))
    assert doors(person).options[0].id == "charter"
