"""What everybody may know of a ward, signed for its tablets: rounded, no more than what was published, and anew whenever it says something else."""

from __future__ import annotations

import secrets
from datetime import date, timedelta

import msgspec
import pytest
from sqlalchemy import insert, select

from kiosk import wardpack
from kiosk.tablet import packstore
from kiosk.trust import figures, keys, you_said
from kiosk.trust.casework.clocks import today
from kiosk.trust.keys.online import add_online_keys, signer
from kiosk.trust.measures import check_in_lines, release_lines, releases
from kiosk.trust.measures.check_in_lines import Counted
from kiosk.trust.measures.periods import monday, quarter
from kiosk.trust.measures.release_lines import WAIT_DAYS
from kiosk.trust.store import tables
from tests.trust.casework.ward import NOW, Ward

TODAY = today(NOW)
QUARTER = quarter(quarter(TODAY).starts - timedelta(days=1))  # the last that is over
OUT = QUARTER.ends + timedelta(days=WAIT_DAYS)
IN_IT = QUARTER.starts + timedelta(days=20)


def answered(ward: Ward, question: str, who: str = "patient", version: int = 2, **counts: int) -> None:
    with ward.store.write() as connection:
        for code, answers in counts.items():
            values = {"ward": "willow", "question": question, "monday": monday(IN_IT), "who": who}
            connection.execute(
                insert(tables.check_in_weeks).values(**values, questions=version, code=code, answers=answers)
            )


def write(ward: Ward, said: str, did: str = "We did", day: date = TODAY) -> None:
    """As the console does."""
    with ward.store.write() as connection:
        you_said.add(connection, "willow", said, did, ward.readers["ward"], day, secrets.token_bytes)
        figures.renew(connection, ward.secret, "willow", NOW)


def published(ward: Ward, now: float = NOW) -> None:
    """As the sorting process does."""
    releases.publish(ward.store, OUT)
    figures.publish(ward.store, ward.secret, now)


def signed(ward: Ward) -> wardpack.Signed | None:
    parts = tables.pack_parts.c
    chosen = select(parts.signed).where(parts.ward == "willow", parts.name == "figures")
    with ward.store.read() as connection:
        held = connection.execute(chosen).scalar()
    return None if held is None else wardpack.read_signed(held)


def part(ward: Ward, held: wardpack.Figures | None = None) -> wardpack.Figures:
    """As a tablet takes it that held another before."""
    found = signed(ward)
    assert found is not None
    return wardpack.verify_figures(found, ward.pack, held)


def test_a_ward_with_nothing_to_say_has_no_figures(ward: Ward) -> None:
    published(ward)
    assert signed(ward) is None


def test_a_published_quarter_is_signed_for_the_tablets_with_its_rounded_numbers(ward: Ward) -> None:
    answered(ward, "safe", yes=17, mostly=4, no=8)
    answered(ward, "tell", yes=3, no=20)
    answered(ward, "safe", who="visitor", yes=10)
    published(ward)
    found = part(ward)
    assert (found.starts, found.ends) == (QUARTER.starts.isoformat(), QUARTER.ends.isoformat())
    patients, visitors, staff = found.groups
    assert (patients.safe, patients.safe_of) == (20, 30)
    assert (patients.tell, patients.tell_of) == (None, None)  # three could tell someone: hidden
    assert (visitors.safe, visitors.safe_of) == (10, 10)
    assert staff == wardpack.GroupFigures("staff")
    assert not wardpack.expired(found, NOW)
    assert wardpack.expired(found, NOW + 200 * 86_400)


def test_what_says_the_same_is_not_signed_again(ward: Ward) -> None:
    answered(ward, "safe", yes=20, no=10)
    published(ward)
    first = signed(ward)
    published(ward, NOW + 3 * 86_400)
    assert signed(ward) == first


def test_a_line_is_on_the_tablets_at_once_and_off_them_once_it_is_taken_off(ward: Ward) -> None:
    write(ward, "The door does not lock", "It has a lock")
    first = part(ward)
    assert (first.starts, first.groups) == ("", ())
    assert first.you_said == (wardpack.YouSaid("The door does not lock", "It has a lock"),)
    answered(ward, "safe", yes=20, no=10)
    published(ward)
    second = part(ward, first)
    assert second.serial == first.serial + 1
    assert second.you_said == first.you_said
    with ward.store.write() as connection:
        (one,) = you_said.of_ward(connection, "willow", QUARTER)
        you_said.take_off(connection, "willow", one.id)
        figures.renew(connection, ward.secret, "willow", NOW)
    third = part(ward, second)
    assert (third.groups, third.you_said) == (second.groups, ())


def test_the_last_line_that_is_taken_off_leaves_an_empty_part_and_not_the_old_one(ward: Ward) -> None:
    write(ward, "Said")
    first = part(ward)
    with ward.store.write() as connection:
        (one,) = you_said.of_ward(connection, "willow", quarter(TODAY))
        you_said.take_off(connection, "willow", one.id)
        figures.renew(connection, ward.secret, "willow", NOW)
    assert part(ward, first).you_said == ()


def test_the_longest_and_most_lines_that_a_team_can_write_are_taken_by_a_tablet(ward: Ward) -> None:
    for number in range(figures.MOST_SAID + 2):
        write(ward, chr(0x1F600 + number) * you_said.MOST, "w" * you_said.MOST, TODAY - timedelta(days=9 - number))
    found = part(ward)
    assert [each.said[0] for each in found.you_said] == [chr(0x1F602 + number) for number in range(figures.MOST_SAID)]
    assert len(msgspec.msgpack.encode(found)) < packstore.MOST_BYTES["figures"]


def test_a_new_signer_signs_what_is_there_anew(ward: Ward) -> None:
    write(ward, "Said")
    before = signed(ward)
    with ward.store.write() as connection:
        add_online_keys(connection, ward.secret, ward.trust, "willow")
        figures.renew(connection, ward.secret, "willow", NOW)
        by = signer(connection, ward.secret, ward.trust, "willow", "duty_signer")
    after = signed(ward)
    assert before is not None
    assert after is not None
    assert after.signature != before.signature
    again = msgspec.msgpack.decode(after.body, type=wardpack.Figures)
    assert wardpack.sign(again, by) == after
    assert again.serial == 2


def test_a_serial_that_was_given_is_not_given_again(ward: Ward) -> None:
    write(ward, "Said")
    with ward.store.write() as connection, pytest.raises(keys.KeyFault, match="given already"):
        keys.sign_part(connection, ward.secret, part(ward))


# --- without a trust ----------------------------------------------------------------------------------------------


def released(*counted: Counted) -> release_lines.Release:
    lines = {"willow": check_in_lines.lines(counted)}
    (made,) = release_lines.make("everyone", check_in_lines.SUBJECT, QUARTER, OUT, lines, ())
    return made


def counted(question: str, code: str, answers: int, who: str = "patient", version: int = 2) -> Counted:
    return Counted(who, version, question, code, monday(IN_IT), answers)


def test_only_the_newest_version_of_the_questions_is_shown() -> None:
    release = released(counted("safe", "yes", 40, version=1), counted("safe", "yes", 12), counted("safe", "no", 10))
    patients, *_ = figures.groups(release)
    assert (patients.safe, patients.safe_of) == (10, 20)


def test_who_did_not_say_which_they_are_is_no_group_of_the_tablets() -> None:
    release = released(counted("safe", "yes", 40, who="unsaid"))
    assert figures.groups(release) == tuple(wardpack.GroupFigures(group) for group in figures.GROUPS)


@pytest.mark.parametrize("safe", range(31))
def test_every_number_that_a_release_shows_is_one_that_a_tablet_takes(safe: int) -> None:
    release = released(counted("safe", "yes", safe), counted("safe", "no", 30 - safe))
    for group in figures.groups(release):
        assert msgspec.convert(msgspec.to_builtins(group), wardpack.GroupFigures) == group
        assert (group.safe is None) == (safe <= 7 or group.group != "patient" or group.safe_of is None)
