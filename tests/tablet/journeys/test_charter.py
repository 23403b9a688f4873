"""The charter in two forms, from its introduction to a contact outside the ward."""

from kiosk.tablet import pages, visit
from tests.tablet.journeys.walking import Person, content


def test_the_charter_goes_through_all_nine_clauses_and_ends_with_a_contact_outside() -> None:
    person = Person().chooses("charter").at("charter.intro")
    for clause in content().clauses:
        person.presses("next").at(f"charter.clause.{clause.id}")
    assert len(content().clauses) == 9
    person.presses("next").at("charter.contact")
    assert "Example Advocacy" in person.reads
    assert "example until your ward" in person.reads
    person.presses("help").at("help.first")


def test_the_first_page_says_which_charter_it_is_and_when_the_ward_looks_at_it_again() -> None:
    reads = Person().chooses("charter").at("charter.intro").reads.replace("\u2068", "").replace("\u2069", "")
    assert "This is version 1 of the charter. The ward looks at it again in November 2027." in reads


def test_the_pages_before_and_after_the_clauses_have_a_picture_for_each_idea_too() -> None:
    person = Person().chooses("charter").presses("easy")
    for points, name in ((content().intro, "charter.intro"), (content().contact, "charter.contact")):
        while person.page.id != name:
            person.presses("next")
        scenes = [block for block in person.page.blocks if isinstance(block, pages.Picture)]
        assert [scene.name for scene in scenes] == [point.picture for point in points]
        assert len(scenes) == 3


def test_a_clause_says_its_place_and_carries_its_one_point() -> None:
    person = Person().chooses("charter")
    while person.page.id != "charter.clause.one_no":
        person.presses("next")
    heading = person.page.block("title")
    assert isinstance(heading, pages.Heading)
    assert heading.kicker is not None
    assert heading.kicker.spoken.replace("\u2068", "").replace("\u2069", "") == "Ward charter: 4 of 9"
    panel = person.page.block("charter.one_no.panel")
    assert isinstance(panel, pages.Picture)
    assert panel.look == "panel"
    assert panel.caption is not None
    assert panel.caption.spoken == "If a person says no, goes quiet or moves away, we stop."


def test_easy_read_shows_one_picture_for_each_idea_on_the_same_clause() -> None:
    person = Person().chooses("charter").presses("next").presses("easy").at("charter.clause.you_matter")
    scenes = [block for block in person.page.blocks if isinstance(block, pages.Picture)]
    assert len(scenes) == 3
    assert all(scene.look == "scene" and scene.caption for scene in scenes)
    person.presses("plain")
    assert not any(isinstance(b, pages.Picture) and b.look == "scene" for b in person.page.blocks)


def test_every_clause_has_easy_read() -> None:
    assert all(len(clause.easy) == 3 for clause in content().clauses)


def test_easy_read_goes_with_the_visit() -> None:
    person = Person().chooses("charter").presses("easy").presses("leave")
    assert person.page.reading.form == "plain"


def test_reading_the_charter_seals_nothing() -> None:
    person = Person().chooses("charter")
    for _ in range(10):
        person.presses("next")
    person.presses("done").at("home.doors")
    assert not person.took(visit.Seal)
