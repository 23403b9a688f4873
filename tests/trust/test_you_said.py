"""What people on a ward said, and what the ward did."""

from __future__ import annotations

import secrets
from datetime import date, timedelta

from kiosk.trust import you_said
from kiosk.trust.measures.periods import four_weeks
from tests.trust.casework.ward import Ward

TODAY = date(2026, 11, 27)
BLOCK = four_weeks(TODAY)


def add(ward: Ward, said: str, day: date) -> None:
    with ward.store.write() as connection:
        you_said.add(connection, "willow", said, "We did.", ward.readers["ward"], day, secrets.token_bytes)


def shown(ward: Ward, code: str = "willow") -> list[str]:
    with ward.store.read() as connection:
        return [each.said for each in you_said.of_ward(connection, code, BLOCK)]


def test_a_sheet_has_what_was_written_since_its_period_began(ward: Ward) -> None:
    add(ward, "Second", TODAY)
    add(ward, "First", BLOCK.starts)
    add(ward, "Long ago", BLOCK.starts - timedelta(days=1))
    assert shown(ward) == ["First", "Second"]
    assert shown(ward, "birch") == []


def test_what_is_taken_off_is_shown_no_longer_and_only_by_its_own_ward(ward: Ward) -> None:
    add(ward, "Doors", TODAY)
    with ward.store.write() as connection:
        (one,) = you_said.of_ward(connection, "willow", BLOCK)
        assert not you_said.take_off(connection, "birch", one.id)
        assert you_said.take_off(connection, "willow", one.id)
        assert not you_said.take_off(connection, "willow", one.id)
    assert shown(ward) == []
