"""A screen reader over the whole tablet: it comes and goes two hundred times, and Orca reads out every thing of every page of a concern."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.support import telling
from tests.support.at_spi import Client, accessible_session
from tests.support.observed_window import PULSE
from tests.support.orca import Orca, running_orca
from tests.support.screen import Screen
from tests.support.stalls import longest_stall, switches_while_pages_change
from tests.support.waiting import wait_for
from tests.support.whole_ward import whole_ward

TIMES = 200
LONGEST = 0.2  # seconds that the window's loop may stand still
# What Orca calls the roles that it says of what attention comes to.
SAID = {
    "push button": "push button",
    "radio button": "radio button",
    "check box": "check box",
    "heading": "heading",
    "entry": "entry",
    "toggle button": "toggle button",
}


@pytest.mark.prove
def test_a_reader_that_comes_and_goes_two_hundred_times_holds_up_nothing(
    tmp_path: Path, screen: Screen, record_proof: Callable[..., Path]
) -> None:
    (tmp_path / "ward").mkdir()
    pulse = tmp_path / "pulse"
    with accessible_session(tmp_path / "session") as session:
        environment = session.environment({}) | {PULSE: str(pulse)}
        with whole_ward(tmp_path / "ward", screen, session=environment) as ward:
            ward.start_trust()
            ward.start_tablet()
            window = ward.tablet_pids()["window"]
            without = longest_stall(pulse, *switches_while_pages_change(session, ward, times=0, rounds=20))
            within = longest_stall(pulse, *switches_while_pages_change(session, ward, times=TIMES, rounds=20))
            session.switch(on=True)
            with session.client() as client:
                client.waits_for("push button", "Ward charter")
            assert ward.tablet_pids()["window"] == window
    record_proof(
        "screen_reader_on_and_off", times=TIMES, longest_stall=round(within, 4), without_a_reader=round(without, 4)
    )
    assert within <= LONGEST


@pytest.mark.prove
def test_orca_reads_out_every_thing_of_every_page_of_a_concern_in_order(
    tmp_path: Path, screen: Screen, record_proof: Callable[..., Path]
) -> None:
    (tmp_path / "ward").mkdir()
    with (
        accessible_session(tmp_path / "session") as session,
        whole_ward(tmp_path / "ward", screen, session=session.environment({})) as ward,
    ):
        ward.start_trust()
        ward.start_tablet()
        with running_orca(session, screen) as orca, session.client() as client:
            orca.waits_to_say("What would you like to do? heading")
            pages = things = 0

            def reads() -> None:
                nonlocal pages, things
                pages += 1
                things += _reads_out(client, orca, screen)

            telling.goes_to_own_words(client, at_each=reads)
            telling.types(client, "Hi")
            telling.sends(client, at_each=reads)
            orca.waits_to_say("The trust has it", timeout=30)
    record_proof("orca_reads_a_concern", pages=pages, things=things)
    assert things > 100


def _reads_out(client: Client, orca: Orca, screen: Screen) -> int:
    """Go through everything that can be come to with the arrow key; Orca says name, role and state of each. Returns how many there were."""
    nodes = [node for node in client.nodes() if "focusable" in node["states"]]
    if any(node["role"] == "entry" for node in nodes):
        return 0  # arrows move in the box there, as attention is in it
    title = next((node["name"] for node in nodes if node["role"] in ("heading", "status bar")), "")
    orca.waits_to_say(title)
    on = next((number for number, node in enumerate(nodes) if "focused" in node["states"]), 0)
    for node in (*nodes[on + 1 :], *nodes[: on + 1]):  # round from where the reader is
        at = len(orca.said)
        screen.xdotool("key", "Down")

        def heard(node: dict[str, Any] = node, at: int = at) -> bool:
            said = " ".join(orca.said[at:])
            state = "" if node["role"] != "check box" else "checked" if "checked" in node["states"] else "not checked"
            return all(words in said for words in (str(node["name"]), SAID.get(str(node["role"]), ""), state))

        try:
            wait_for(heard, 20, f"Orca to say {node['name']!r} as {node['role']}")
        except TimeoutError as error:
            raise TimeoutError(f"{error}; of {title!r} it said {orca.said[at:]}") from None
    return len(nodes)
