"""The page of tablets says what of a ward's content is past its date."""

from __future__ import annotations

import datetime

import pytest
from msgspec.structs import replace

from kiosk.charter.build import build_content
from kiosk.resources import resource_folder
from kiosk.trust.console.ward_tablets import health_words, past_dates
from kiosk.trust.pulses import Pulse

CONTENT = build_content(resource_folder("content"), "willow", "Willow Ward", "demo", 1, 0, 2**31)


def on(day: str) -> float:
    return datetime.datetime.fromisoformat(f"{day}T12:00:00Z").timestamp()


def test_nothing_is_said_while_all_is_in_date() -> None:
    assert past_dates("Willow Ward", CONTENT, on("2026-12-01")) == ()


def test_help_lines_past_their_date_are_counted_and_the_mend_is_told() -> None:
    (line,) = past_dates("Willow Ward", CONTENT, on("2027-06-01"))
    assert line.startswith(f"Willow Ward: {len(CONTENT.organisations)} help lines are past their date.")
    assert line.endswith("Check the numbers and publish again.")
    alone = replace(CONTENT, organisations=CONTENT.organisations[:1])
    assert "1 help line is past its date." in past_dates("Willow Ward", alone, on("2027-06-01"))[0]


def test_an_overdue_review_and_an_ended_part_are_told_each_in_its_own_line() -> None:
    lines = past_dates("Willow Ward", replace(CONTENT, expires=int(on("2027-12-01"))), on("2027-12-02"))
    assert [
        words in line for words, line in zip(("past their end date", "help lines", "review"), lines, strict=True)
    ] == [
        True,
        True,
        True,
    ]


@pytest.mark.parametrize(
    ("said", "notes", "wrong"),
    [
        ({}, (), ()),
        ({"battery": 80}, ("Battery 80%, not charging",), ()),
        ({"battery": 20, "mains": True}, ("Battery 20%, charging",), ()),
        ({"battery": 20}, (), ("Battery 20%, not charging",)),
        ({"clock": 29.0}, (), ()),
        ({"clock": -31.0}, (), ("Its clock is 31 seconds behind",)),
        ({"clock": 3_600.0}, (), ("Its clock is 60 minutes ahead",)),
        ({"frame_age": 59.0}, (), ()),
        ({"frame_age": 180.0}, (), ("Its screen has stood still for 3 minutes",)),
    ],
)
def test_what_a_heartbeat_says_stands_in_words(
    said: dict[str, float], notes: tuple[str, ...], wrong: tuple[str, ...]
) -> None:
    pulse = Pulse("t", "willow", "Day room", 1.0, **said)  # type: ignore[arg-type]
    assert health_words(pulse) == (notes, wrong)
