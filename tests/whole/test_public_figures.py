"""What everybody may know: from counts at the trust over a release and a signature to the pages of a tablet, with no part faked."""

from __future__ import annotations

import random
import time
from pathlib import Path

from kiosk import demo_history
from kiosk.trust import figures, setup
from tests.support.screen import Screen
from tests.support.whole_ward import whole_ward


def plain(text: str) -> str:
    """Without the marks that keep a number's direction."""
    return text.replace("\u2068", "").replace("\u2069", "")


def test_published_numbers_and_what_the_team_did_come_to_the_tablet(tmp_path: Path, screen: Screen) -> None:
    with whole_ward(tmp_path, screen) as ward:
        demo_history.write(ward.demo.settings, "willow", time.time(), random.Random(3))  # noqa: S311 - made up
        ward.start_trust()
        ward.start_tablet()
        person = ward.person
        person.goes("doors/charter", "charter.intro")
        person.goes("figures", "figures.about")
        person.waits_for_words("One person can answer more than once.", 60)
        with setup.opened(ward.demo.settings) as (store, _), store.read() as connection:
            signed = figures.signed(connection, "willow")
        assert signed is not None
        patients = signed.groups[0]
        person.goes("next", "figures.group.patient")
        said = f"About {patients.safe} of about {patients.safe_of} people felt safe"
        person.waits_until(lambda seen: any(said in plain(text) for text in seen["spoken"]), what=said)
        person.goes("next", "figures.group.visitor")
        person.goes("next", "figures.group.staff")
        person.goes("next", "figures.done.1")
        person.waits_for_words("Two members of staff are there from 9 in the evening.")
        person.goes("done", "home")
