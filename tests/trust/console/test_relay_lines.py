"""How relays are is said in words: what works, what does not and since when, and nothing of other wards' relays."""

from __future__ import annotations

from typing import Any, get_args

import pytest

from kiosk.trust.console.relay_lines import KINDS, relay_line, relay_lines
from kiosk.trust.relays.relay import Health
from kiosk.trust.relays.settings import Relay

NOW = 1_795_000_000.0  # 11:06 in London


def health(**fields: Any) -> Health:
    kept = {"name": "Pagers", "kind": "espa", "wards": (), "state": "well", "since": None, "last": None}
    return Health(**(kept | {"fault": "", "waiting": 0} | fields))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"state": "untried", "since": NOW - 120}, "Pagers (pagers) was told of no call since {since}."),
        ({"state": "unheard"}, "Pagers (pagers): its state is not known yet."),
        (
            {"state": "unheard", "since": NOW - 120},
            "Pagers (pagers): its state has not been known since {since}. Calls may not be told there. Trying again.",
        ),
        ({}, "Pagers (pagers) works."),
        ({"last": NOW - 60}, "Pagers (pagers) works. It was last told of a call at {last}."),
        (
            {
                "state": "failing",
                "since": NOW - 120,
                "fault": "no answer within 5 seconds",
                "waiting": 2,
                "last": NOW - 60,
            },
            "Pagers (pagers) has not worked since {since}: no answer within 5 seconds. 2 calls wait to be told. Trying again. {again}",
        ),
        (
            {"state": "failing", "since": NOW - 120, "fault": "it is busy", "waiting": 1},
            "Pagers (pagers) has not worked since {since}: it is busy. 1 call waits to be told. Trying again.",
        ),
    ],
)
def test_each_state_is_a_sentence(fields: dict[str, Any], words: str) -> None:
    line = relay_line(health(**fields), NOW)
    assert line.text == words.format(last="11:05", since="11:04", again="It was last told of a call at 11:05.")
    assert line.fails == (fields.get("state") in ("failing", "unheard") and "since" in fields)


def test_what_fails_comes_first_and_relays_of_other_wards_do_not_come() -> None:
    relays = (
        health(name="All"),
        health(name="Willow", wards=("willow", "rowan"), state="failing", since=NOW, fault="gone"),
        health(name="Oak", wards=("oak",)),
    )
    lines = relay_lines(relays, {"willow": "Willow Ward"}, NOW)
    assert [line.text.split()[0] for line in lines] == ["Willow", "All"]


def test_every_kind_has_a_word() -> None:
    assert set(KINDS) == {str(kind.__struct_config__.tag) for kind in get_args(Relay)}
