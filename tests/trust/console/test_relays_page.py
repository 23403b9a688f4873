"""The page of staff calls says where else calls are told, which of that fails and since when, and changes by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from kiosk.trust.console.rendering import day_and_clock
from kiosk.trust.relays.settings import Command
from tests.trust.console.browserless import Client
from tests.trust.console.pages import CallsPage
from tests.trust.console.running import START, RunningTrust, running_trust


@pytest.fixture(scope="module")
def board(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A program for a relay board; it fails as long as it is made to."""
    file = tmp_path_factory.mktemp("board") / "lamp"
    file.write_text("#!/bin/sh\nexit 3\n")
    file.chmod(0o700)
    return file


@pytest.fixture(scope="module")
def trust(tmp_path_factory: pytest.TempPathFactory, board: Path) -> Iterator[RunningTrust]:
    relay = Command(name="Lamp over the door", run=(str(board),), wards=("willow",))
    with running_trust(tmp_path_factory.mktemp("trust"), (relay,)) as running:
        yield running


def test_a_relay_that_fails_is_said_by_itself_and_so_is_that_it_works_again(
    trust: RunningTrust, sign_in: Callable[[str], Page], board: Path
) -> None:
    calls = CallsPage(sign_in("nurse"), trust.address)
    calls.open()
    calls.wait_until_live()
    relay = calls.page.locator("#relay-list li")
    began = day_and_clock(START, START)
    expect(relay).to_have_text(f"Lamp over the door (program) was told of no call since {began}.")
    tablet = trust.pair("Day room")
    call = trust.press(tablet)
    expect(relay).to_contain_text("Lamp over the door (program) has not worked since")
    expect(relay).to_contain_text("it ended with status 3. 1 call waits to be told. Trying again.")
    board.write_text("#!/bin/sh\nexit 0\n")
    expect(relay).to_contain_text("Lamp over the door (program) works. It was last told of a call at", timeout=20_000)
    trust.backend_does(trust.backend.calls.reset(call.id, "test", "test"))


@pytest.mark.parametrize("name", ["nurse", "administrator"])
def test_readers_of_the_ward_and_administrators_see_it_without_a_script(trust: RunningTrust, name: str) -> None:
    client = Client(trust)
    client.sign_in(name)
    page = client.get("/console/calls").text
    client.close()
    assert "Where else calls are told" in page
    assert "Lamp over the door (program)" in page
