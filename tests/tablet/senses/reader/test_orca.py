"""Debian's Orca with a Braille display (BRLTTY's, played by the test): what a person hears and feels of the tablet."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.at_spi import Session
from tests.support.braille import Display, braille_display
from tests.support.orca import Orca, running_orca
from tests.support.screen import Screen
from tests.support.waiting import wait_for
from tests.support.whole_ward import WholeWard

HOME = (
    ("Ward charter", "push button"),
    ("How safe do you feel?", "push button"),
    ("Tell us something", "push button"),
    ("Help and people", "push button"),
    ("How I want to read", "push button"),
    ("Language", "push button"),
    ("I have a code", "push button"),
    ("Call staff", "push button"),
    ("Leave", "push button"),
)


@pytest.fixture(scope="module")
def display(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Display]:
    with braille_display(tmp_path_factory.mktemp("braille")) as found:
        yield found


@pytest.fixture(scope="module")
def orca(ward: WholeWard, session: Session, screen: Screen, display: Display) -> Iterator[Orca]:
    with running_orca(session, screen, braille=display.environment) as found:
        found.waits_to_say("What would you like to do? heading")
        yield found


def test_orca_says_each_title_and_each_thing_and_braille_shows_it(
    orca: Orca, display: Display, ward: WholeWard
) -> None:
    display.waits_to_show("What would you like to do?")
    for name, role in HOME:
        at, shown = len(orca.said), len(display.shown)
        ward.screen.xdotool("key", "Tab")
        orca.waits_to_say(f"{name} {role}", after=at)
        display.waits_to_show(name, after=shown)
    at, shown = len(orca.said), len(display.shown)
    ward.person.goes("doors/checkin", "checkin")
    orca.waits_to_say("Which of these are you? heading", after=at)
    display.waits_to_show("Which of these are you?", after=shown)
    ward.screen.xdotool("key", "Tab")
    orca.waits_to_say("not selected radio button", after=at)
    ward.person.goes("leave", "home")


def test_orca_says_how_a_call_stands_once_each_time(orca: Orca, ward: WholeWard) -> None:
    at = len(orca.said)
    ward.person.touches("call")
    orca.waits_to_say("The ward system has your call", after=at)
    ward.person.goes("leave", "home")
    orca.waits_to_say("What would you like to do? heading", after=at)
    calling = [said for said in orca.said[at:] if "The ward system has your call" in said]
    assert len(calling) == 1, orca.said[at:]


def test_arrows_go_through_words_as_well_from_where_orca_is(orca: Orca, ward: WholeWard) -> None:
    at = len(orca.said)
    ward.screen.xdotool("key", "Up")
    wait_for(lambda: " label" in " ".join(orca.said[at:]), what="the words before the title")
