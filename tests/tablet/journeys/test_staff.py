"""The staff page: nothing without the PIN, waits that never touch Call staff, and no count of anything."""

import datetime
import re
from collections.abc import Callable

import pytest
from msgspec.structs import replace

from kiosk import wardpack
from kiosk.tablet import pages, visit
from kiosk.tablet.ward import Ward
from tests.tablet.journeys.walking import Person, content, unpaired, ward

WELL = visit.Health(True, True, 1.0, 0.0, 90_000.0, None, True, "1.1")


def at_pin() -> Person:
    return Person(unpaired()).presses("staff").at("staff.pin")


def opened() -> Person:
    person = at_pin().types("135791").presses("open")
    return person.happens(visit.PinChecked(right=True)).at("staff.menu")


def test_the_page_opens_only_for_the_right_pin() -> None:
    person = at_pin().types("135791").presses("open")
    assert person.took(visit.CheckPin) == [visit.CheckPin("135791")]
    person.happens(visit.PinChecked(right=False)).at("staff.pin")
    assert "That PIN was not right." in person.reads
    assert not person.visit.staff.open


def test_no_answer_opens_a_page_that_did_not_ask() -> None:
    person = at_pin().happens(visit.PinChecked(right=True)).at("staff.pin")
    assert not person.visit.staff.open
    person = Person().happens(visit.PinChecked(right=True))
    assert not person.visit.staff.open


def test_the_pin_is_in_no_page_and_not_kept_once_it_was_tried() -> None:
    person = at_pin().types("135791")
    entry = person.page.block("pin")
    assert isinstance(entry, pages.TextEntry)
    assert entry.hidden
    assert "135791" not in repr(person.page)
    person.presses("open")
    assert "135791" not in repr(person.visit)


def test_too_short_a_pin_cannot_be_tried() -> None:
    assert "open" not in [action.id for action in at_pin().types("12345").page.actions]


def test_after_wrong_tries_the_pad_rests_and_staff_can_still_be_called() -> None:
    person = at_pin().types("135791").presses("open").happens(visit.PinChecked(right=False, wait=20.0))
    assert not [block for block in person.page.blocks if isinstance(block, pages.Keys)]
    assert "Try again in" in person.reads
    person.happens(visit.Typed(entry="pin", key="1"))
    assert person.visit.staff.pin == ""
    person.presses("call").at("call.now").presses("back").at("staff.pin")
    person.waits(21)
    assert [block for block in person.page.blocks if isinstance(block, pages.Keys)]


def test_leaving_does_not_shorten_the_wait() -> None:
    person = at_pin().types("135791").presses("open").happens(visit.PinChecked(right=False, wait=40.0))
    person.presses("leave").presses("staff").at("staff.pin")
    assert "Try again in" in person.reads
    person.presses("back").presses("staff")
    assert "Try again in" in person.reads


CLOSING: tuple[Callable[[Person], Person], ...] = (
    lambda person: person.presses("back"),
    lambda person: person.presses("leave"),
    lambda person: person.waits(120),
)


@pytest.mark.parametrize("close", CLOSING, ids=["back", "leave", "rest"])
def test_back_leave_and_rest_close_the_page(close: Callable[[Person], Person]) -> None:
    person = close(opened())
    assert not person.visit.staff.open
    assert person.presses("staff").page.id == "staff.pin"


def test_pairing_says_what_came_of_it() -> None:
    person = opened().chooses("pair").types("AB12").presses("pair")
    assert person.took(visit.Pair) == [visit.Pair("AB12")]
    assert person.title == "Pairing…"
    person.happens(visit.Paired(reason="expired"))
    assert "Make a new one on the console." in person.reads
    assert not person.visit.staff.code.value
    person.types("CD34").presses("pair").happens(visit.Paired())
    assert person.title == "This tablet is paired"
    person.happens(visit.WardChanged(ward=ward())).presses("done").at("staff.menu").presses("leave")
    assert person.reads.startswith("Demo: nothing here is real")


def test_news_of_a_pairing_that_nobody_waits_for_changes_nothing() -> None:
    assert opened().happens(visit.Paired(reason="code")).visit.staff.pairing == "none"


def test_a_pairing_code_ends_where_no_code_is_longer() -> None:
    person = opened().chooses("pair").happens(visit.Typed(entry="code", text="A" * 200))
    assert len(person.visit.staff.code.value) <= 24


def test_health_names_what_works_and_counts_nothing() -> None:
    person = opened().chooses("health")
    assert person.took(visit.AskHealth)
    person.happens(visit.HealthKnown(health=WELL))
    assert "The trust answers." in person.reads
    assert "Not here." in person.reads
    assert not re.search(r"\b(waiting|concerns?|check-ins?|queue)\b", person.reads)
    points = [block for block in person.page.blocks if isinstance(block, pages.Picture)]
    assert len(points) == 11


def health_of(at: Ward) -> Person:
    person = Person(at).chooses("help")
    while "next" in [action.id for action in person.page.actions]:
        person.presses("next")
    person.presses("staff").types("135791").presses("open").happens(visit.PinChecked(right=True))
    person.chooses("health")
    return person.happens(visit.HealthKnown(health=replace(WELL, duty_age=60.0)))


def state_of(person: Person, point: str) -> tuple[str, str]:
    """The picture and the words of a point of the health page."""
    block = person.page.block(f"health.{point}")
    assert isinstance(block, pages.Picture)
    assert block.caption is not None
    return block.name, block.caption.spoken


def on_duty(*roles: str) -> wardpack.Duty:
    people = tuple(wardpack.OnDuty(role, f"Example {number}", "") for number, role in enumerate(roles))
    return wardpack.Duty("demo", "willow", 1, 0, 2**31, people=people)


ENOUGH = on_duty("champion", "safeguarding", "champion")


def test_staff_are_warned_of_each_part_that_is_past_its_end_date() -> None:
    old = replace(content(), expires=1)
    person = health_of(ward(content=old, keys_expired=True, duty=ENOUGH, duty_expired=True))
    assert state_of(person, "content") == (
        "broken",
        "Past their end date. They still show. Check them and publish them again.",
    )
    assert state_of(person, "keys")[0] == "broken"
    assert "Calls and saving go on." in state_of(person, "keys")[1]
    assert "No names show here now." in state_of(person, "duty")[1]
    assert state_of(person, "help") == ("tick", "All are within their dates.")


def test_staff_are_told_how_many_help_numbers_are_past_their_date() -> None:
    later = float(max(known.expires_on for known in content().organisations))
    count = len(content().organisations)
    assert f"Past their date: \u2068{count}\u2069." in state_of(health_of(ward(now=later)), "help")[1]


def test_staff_are_told_once_the_day_has_passed_by_which_the_ward_was_to_look_at_its_charter_again() -> None:
    due = datetime.datetime.fromisoformat("2027-11-01T00:00:00Z").timestamp()
    assert state_of(health_of(ward(now=due + 86_399)), "charter") == ("tick", "The review is not due yet.")
    person = health_of(ward(now=due + 86_400))
    assert state_of(person, "charter")[0] == "broken"
    assert state_of(person, "charter")[1].startswith("The review is past its date.")


@pytest.mark.parametrize("roles", [(), ("champion", "safeguarding"), ("champion", "champion")])
def test_staff_are_warned_where_fewer_are_named_than_should_be(roles: tuple[str, ...]) -> None:
    person = health_of(ward(duty=on_duty(*roles), duty_expired=False))
    assert state_of(person, "duty")[1].startswith("Two champions and a safeguarding lead should be named.")


def test_nobody_is_warned_where_all_is_well() -> None:
    person = health_of(ward(duty=ENOUGH, duty_expired=False))
    assert state_of(person, "duty") == ("tick", "From today.")
    person.presses("done").at("staff.menu")
    assert "out of date" not in person.reads


def test_the_staff_page_says_at_once_that_something_is_out_of_date() -> None:
    person = health_of(ward(duty=ENOUGH, duty_expired=True)).presses("done").at("staff.menu")
    assert "Something here is out of date." in person.reads


def test_cleaning_takes_no_touch_for_half_a_minute_and_says_how_long() -> None:
    person = opened().chooses("clean").at("staff.clean")
    assert person.took(visit.TouchOff) == [visit.TouchOff(30.0)]
    before = person.visit.trail
    person.happens(visit.Pressed(action="leave")).happens(visit.Pressed(action="back"))
    assert person.visit.trail == before
    person.waits(31)
    assert person.title == "Touch works again"
    person.presses("done").at("staff.menu")


def test_leaving_kiosk_mode_asks_first_and_starting_again_does_not() -> None:
    person = opened().chooses("leave_kiosk").at("staff.leave_kiosk").chooses("stay").at("staff.menu")
    assert not person.took(visit.LeaveKiosk)
    assert person.chooses("leave_kiosk").chooses("leave").took(visit.LeaveKiosk)
    assert opened().chooses("restart").took(visit.Restart)


def test_a_forgotten_staff_page_is_cleared_like_any_other() -> None:
    opened().waits(61).at("still_there.page").waits(46).at("home.doors")
