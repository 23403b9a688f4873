"""The bus, AT-SPI or the reader process fails while a screen reader is on: the tablet does not notice, and the reader comes back."""

from __future__ import annotations

import os
import signal

from tests.support.at_spi import Client, Session
from tests.support.waiting import wait_for
from tests.support.whole_ward import WholeWard


def test_a_reader_process_that_freezes_holds_up_nothing_and_another_comes(client: Client, ward: WholeWard) -> None:
    frozen = ward.tablet_pids()["reader"]
    os.kill(frozen, signal.SIGSTOP)
    try:
        ward.person.goes("doors/charter", "charter")
        ward.person.goes("leave", "home")
    finally:
        ward.kill("reader")
    wait_for(lambda: ward.tablet_pids().get("reader") not in (None, frozen), what="another reader process")
    client.waits_for("push button", "Ward charter")


def test_the_tablet_outlives_at_spi_and_then_the_bus(client: Client, ward: WholeWard, session: Session) -> None:
    pids = ward.tablet_pids()
    session.end_at_spi_bus()
    wait_for(lambda: ward.tablet_pids().get("reader") not in (None, pids["reader"]), 30, "another reader process")
    ward.person.goes("doors/charter", "charter")
    session.end_bus()
    ward.person.goes("leave", "home")
    assert ward.tablet_pids()["window"] == pids["window"]
