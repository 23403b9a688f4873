"""Help and people: never yesterday's names, never a number past its date, and the way to the staff page far from the doors."""

from msgspec.structs import replace

from kiosk import wardpack
from kiosk.tablet import pages, visit
from tests.tablet.journeys.walking import IN_NOVEMBER, Person, content, ward

SAM = wardpack.OnDuty("champion", "Sam Example", "At the desk until 8 pm")
DUTY = wardpack.Duty("demo", "willow", 1, 0, 2**31, people=(SAM, wardpack.OnDuty("", "Kim Example", "")))


def cards(person: Person) -> list[pages.Message]:
    return [block for block in person.page.blocks if isinstance(block, pages.Message)]


def test_two_organisations_stand_on_a_page_with_number_and_code() -> None:
    person = Person().chooses("help")
    first, second = cards(person)
    assert first.number == "0808 500 2222"
    assert first.qr is not None
    assert first.qr.data == "tel:08085002222"
    assert first.body is not None
    assert first.body.spoken == "Aged 16 or over. Day and night."
    assert second.number == "116 123"


def test_all_of_them_can_be_reached_and_the_last_page_leads_to_staff() -> None:
    person = Person().chooses("help")
    seen = [card.id for card in cards(person)]
    while "next" in [action.id for action in person.page.actions]:
        seen += [card.id for card in cards(person.presses("next"))]
    assert seen == [f"help.{known.id}" for known in content().organisations]
    person.presses("staff").at("staff.pin")


def test_every_code_is_a_plain_number_or_web_page_with_nobody_in_between() -> None:
    person = Person().chooses("help")
    held = {card.id: card for card in cards(person)}
    while "next" in [action.id for action in person.page.actions]:
        held |= {card.id: card for card in cards(person.presses("next"))}
    for known in content().organisations:
        qr = held[f"help.{known.id}"].qr
        assert qr is not None
        digits = known.number.replace(" ", "")
        assert qr.data == (f"tel:{digits}" if digits else f"https://{known.web}")
        assert not set(qr.data) & set("?#&@ ")


def test_the_staff_page_is_not_a_touch_away_from_home() -> None:
    person = Person()
    assert "staff" not in [action.id for action in (*person.page.tools, *person.page.actions)]
    assert "staff" not in [action.id for action in person.chooses("help").page.actions]


def test_a_number_past_its_date_is_not_shown_and_its_fallback_is() -> None:
    last_day = min(known.expires_on for known in content().organisations)
    person = Person(ward(now=last_day - 1.0)).chooses("help")
    assert cards(person)[0].number
    person = Person(ward(now=float(last_day))).chooses("help")
    assert all(not card.number and card.qr is None for card in cards(person))
    assert "0808" not in person.reads
    assert "This number may have changed." in person.reads


def test_people_on_duty_come_first_with_their_role() -> None:
    person = Person(ward(duty=DUTY, duty_expired=False)).chooses("help")
    assert person.title == "People on this ward today"
    assert cards(person)[0].sender.spoken == "Sam Example, sexual safety champion"
    assert cards(person)[1].sender.spoken == "Kim Example"
    assert person.presses("next").title == "People outside this ward"


def test_yesterday_s_names_vanish_with_their_day() -> None:
    person = Person(ward(duty=DUTY, duty_expired=True)).chooses("help")
    assert "Sam Example" not in person.reads


def test_they_vanish_also_for_somebody_who_is_answering_questions() -> None:
    person = Person(ward(duty=DUTY, duty_expired=False)).chooses("checkin").chooses("patient")
    newer = replace(content(), serial=2)
    person.happens(visit.WardChanged(ward=ward(content=newer, duty=DUTY, duty_expired=True)))
    person.presses("back").presses("back").chooses("help")
    assert "Sam Example" not in person.reads


def test_looking_for_help_leaves_nothing_behind() -> None:
    person = Person().chooses("help").presses("next").presses("leave")
    assert person.took(visit.Wipe)
    assert not person.took(visit.Seal)


def test_a_ward_without_anybody_says_so_and_what_to_do() -> None:
    person = Person(ward(content=replace(content(), organisations=()))).chooses("help")
    assert person.title == "There is nobody to show here yet"
    assert "touch Call staff" in person.reads


def test_the_examples_are_read_in_their_time() -> None:
    assert all(known.checked_on < IN_NOVEMBER < known.expires_on for known in content().organisations)


def test_where_nobody_is_named_for_today_the_page_says_so() -> None:
    person = Person(ward(duty=DUTY, duty_expired=True)).chooses("help")
    assert "Nobody on this ward is named here today. You can ask any member of staff." in person.reads
    assert "Sam Example" not in person.reads
    person = Person(ward(duty=DUTY, duty_expired=False)).chooses("help")
    while "next" in [action.id for action in person.page.actions]:
        assert "Nobody on this ward" not in person.presses("next").reads
