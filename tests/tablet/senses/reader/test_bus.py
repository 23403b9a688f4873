"""The bus goes while a screen reader is on: the tablet does not notice."""

from __future__ import annotations

from tests.support.at_spi import Client, Session
from tests.support.whole_ward import WholeWard


def test_the_tablet_outlives_the_bus(client: Client, ward: WholeWard, session: Session) -> None:
    window = ward.tablet_pids()["window"]
    session.end_bus()
    ward.person.goes("doors/charter", "charter")
    ward.person.goes("leave", "home")
    assert ward.tablet_pids()["window"] == window
