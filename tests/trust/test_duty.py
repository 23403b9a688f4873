"""Who is on duty: a list that the ward keeps, names that end by themselves at the next handover, and a warning where too few are named."""

from __future__ import annotations

from datetime import datetime

import pytest

from kiosk import wardpack
from kiosk.trust import duty, keys, packs, setup
from kiosk.trust.duty import LONDON, DutyError, Handovers
from tests.trust.founded import NOW, WARD, FoundedTrust


def london(text: str) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=LONDON).timestamp()


def add(founded: FoundedTrust, *people: tuple[str, str]) -> dict[str, bytes]:
    with founded.store.write() as connection:
        return {name: duty.add(connection, WARD, role, name, "at the desk").id for role, name in people}


def publish(founded: FoundedTrust, *chosen: bytes, now: float = NOW) -> wardpack.Duty:
    with founded.store.write() as connection:
        return duty.publish(connection, founded.secret, WARD, chosen, now)


@pytest.mark.parametrize(
    ("now", "end"),
    [
        ("2026-11-25 07:31", "2026-11-25 20:00"),
        ("2026-11-25 13:00", "2026-11-25 20:00"),
        ("2026-11-25 18:10", "2026-11-26 08:00"),  # ticked before the handover, for the shift after it
        ("2026-11-25 19:40", "2026-11-26 08:00"),
        ("2026-11-26 02:00", "2026-11-26 08:00"),
        ("2026-10-24 20:00", "2026-10-25 08:00"),  # the night is an hour longer
        ("2026-03-28 20:00", "2026-03-29 08:00"),  # and an hour shorter
        ("2026-12-31 19:30", "2027-01-01 08:00"),
    ],
)
def test_names_end_half_an_hour_after_the_next_handover(now: str, end: str) -> None:
    assert Handovers(("07:30", "19:30"), 30).next_end(london(now)) == london(end)


def test_a_ward_with_one_handover_a_day_names_people_for_a_day() -> None:
    assert Handovers(("09:00",), 0).next_end(london("2026-11-25 09:05")) == london("2026-11-26 09:00")


def test_who_was_ticked_is_signed_for_the_tablets_with_a_higher_serial(founded_on_each: FoundedTrust) -> None:
    founded = founded_on_each
    before = wardpack.verify_duty(founded.part("duty"), founded.keys)
    people = add(founded, ("champion", "Sam Example"), ("safeguarding", "Kim Example"), ("champion", "Alex Example"))
    publish(founded, people["Sam Example"], people["Kim Example"])
    part = wardpack.verify_duty(founded.part("duty"), founded.keys, before)
    assert [(person.role, person.name, person.reach) for person in part.people] == [
        ("champion", "Sam Example", "at the desk"),
        ("safeguarding", "Kim Example", "at the desk"),
    ]
    assert part.serial == before.serial + 1
    assert part.expires == Handovers(("07:30", "19:30"), 30).next_end(NOW)
    assert (part.rhythm, part.rewrite) == (before.rhythm, before.rewrite)


def test_names_end_at_their_time_and_nobody_renews_them_but_a_person(founded: FoundedTrust) -> None:
    people = add(founded, ("champion", "Sam Example"))
    part = publish(founded, people["Sam Example"])
    with founded.store.write() as connection:
        setup.renew_duty(connection, founded.secret, part.expires + 1)
        shown = duty.on_now(connection, founded.trust, WARD, part.expires - 1)
        gone = duty.on_now(connection, founded.trust, WARD, part.expires)
    assert [person.name for person in shown.people] == ["Sam Example"]
    assert not shown.ended
    assert gone.people == ()
    assert gone.ended


def test_nobody_ticked_is_published_as_nobody(founded: FoundedTrust) -> None:
    people = add(founded, ("champion", "Sam Example"))
    publish(founded, people["Sam Example"])
    assert publish(founded).people == ()


@pytest.mark.parametrize(
    ("roles", "missing"),
    [
        ([], ("2 more sexual safety champions", "a safeguarding lead")),
        (["champion", "safeguarding"], ("1 more sexual safety champion",)),
        (["champion", "champion", "champion"], ("a safeguarding lead",)),
        (["champion", "safeguarding", "champion"], ()),
    ],
)
def test_it_is_said_which_people_are_missing(roles: list[str], missing: tuple[str, ...]) -> None:
    assert duty.lacks(roles) == missing


def test_an_id_of_another_ward_or_of_nobody_publishes_nobody(founded: FoundedTrust) -> None:
    add(founded, ("champion", "Sam Example"))
    assert publish(founded, bytes(16)).people == ()


@pytest.mark.parametrize(
    ("role", "name", "reach", "says"),
    [
        ("nurse", "Sam", "", "'nurse' is no role: use one of champion, safeguarding"),
        ("champion", "  ", "", "the name is missing"),
        ("champion", "x" * 61, "", "61 characters: use 60 or fewer"),
        ("champion", "Sam", "y" * 81, "81 characters: use 80 or fewer"),
        ("champion", "Sam\u202eExample", "", "signs that cannot be shown"),
        ("safeguarding", "sam example", "", "is on the list already"),
    ],
)
def test_what_cannot_be_shown_does_not_come_onto_the_list(
    founded: FoundedTrust, role: str, name: str, reach: str, says: str
) -> None:
    add(founded, ("champion", "Sam Example"))
    with founded.store.write() as connection, pytest.raises(DutyError, match=says):
        duty.add(connection, WARD, role, name, reach)


def test_more_people_than_a_tablet_shows_are_refused(founded: FoundedTrust) -> None:
    people = add(founded, *(("champion", f"Example {number}") for number in range(13)))
    with pytest.raises(DutyError, match="13 people are too many"):
        publish(founded, *people.values())


def test_who_leaves_the_list_can_be_named_no_more(founded_on_each: FoundedTrust) -> None:
    founded = founded_on_each
    people = add(founded, ("champion", "Sam Example"))
    with founded.store.write() as connection:
        gone = duty.remove(connection, WARD, people["Sam Example"])
        assert gone is not None
        assert duty.remove(connection, WARD, people["Sam Example"]) is None
        assert duty.people(connection, WARD) == []
    assert publish(founded, people["Sam Example"]).people == ()


def test_handovers_are_kept_in_order_and_a_time_that_is_none_is_refused(founded_on_each: FoundedTrust) -> None:
    founded = founded_on_each
    with founded.store.write() as connection:
        assert duty.handovers(connection, WARD) == duty.USUAL
        duty.set_handovers(connection, WARD, ["20:15", "7:45"], 10)
        assert duty.handovers(connection, WARD) == Handovers(("07:45", "20:15"), 10)
        for times, grace, says in (
            (["25:00"], 0, "'25:00' is no time of day"),
            ([], 0, "there is no handover"),
            (["07:30"], 999, "999 minutes"),
        ):
            with pytest.raises(DutyError, match=says):
                duty.set_handovers(connection, WARD, times, grace)


def test_a_part_that_was_changed_in_the_database_is_not_built_upon(founded: FoundedTrust) -> None:
    signed = founded.part("duty")
    spoilt = wardpack.Signed(
        signed.name, signed.mode, signed.body[:-1] + bytes([signed.body[-1] ^ 1]), signed.signature
    )
    with founded.store.write() as connection:
        assert packs.published(connection, founded.trust, WARD).duty.ward == WARD
        keys.store_part(connection, WARD, spoilt, 9)
    with pytest.raises(wardpack.PackError, match="not signed"):
        publish(founded)
