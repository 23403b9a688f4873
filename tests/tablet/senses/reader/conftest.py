"""A ward with a session of its own for screen readers."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.at_spi import Client, Session, accessible_session
from tests.support.observed_window import PULSE
from tests.support.screen import Screen
from tests.support.whole_ward import WholeWard, whole_ward


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with accessible_session(tmp_path / "session") as running:
        yield running


@pytest.fixture
def ward(tmp_path: Path, screen: Screen, session: Session) -> Iterator[WholeWard]:
    """Trust and tablet run; no screen reader is on."""
    (tmp_path / "ward").mkdir()
    environment = session.environment({}) | {PULSE: str(tmp_path / "pulse")}
    with whole_ward(tmp_path / "ward", screen, session=environment) as made:
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
