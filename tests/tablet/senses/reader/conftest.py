"""A ward with a session of its own for screen readers."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.at_spi import Client, Session, accessible_session
from tests.support.observed_window import PULSE
from tests.support.screen import Screen
from tests.support.whole_ward import WholeWard, whole_ward


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    with accessible_session(tmp_path_factory.mktemp("session")) as running:
        yield running


@pytest.fixture(scope="module")
def pulse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file in which the window's loop writes down each time that it stood still."""
    return tmp_path_factory.mktemp("pulse") / "stalls"


@pytest.fixture(scope="module")
def ward(
    tmp_path_factory: pytest.TempPathFactory, screen: Screen, session: Session, pulse: Path
) -> Iterator[WholeWard]:
    """Trust and tablet run for all tests of a file, each of which leaves the tablet on its first page; no screen reader is on."""
    environment = session.environment({}) | {PULSE: str(pulse)}
    with whole_ward(tmp_path_factory.mktemp("ward"), screen, session=environment) as made:
        made.start_trust()
        made.start_tablet()
        yield made


@pytest.fixture
def client(session: Session, ward: WholeWard) -> Iterator[Client]:
    """A screen reader is on, and sees the first page."""
    session.switch(on=True)
    with session.client() as found:
        found.waits_for("push button", "Ward charter")
        yield found
    if ward.person.page != "home":
        ward.person.goes("leave", "home")
