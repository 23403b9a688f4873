"""How much is hidden is said as it was found."""

from __future__ import annotations

import json

from kiosk.trust.measures import release_words
from tests.support.proof import RESULTS


def test_how_much_is_hidden_is_what_the_newest_proof_found() -> None:
    newest = max(RESULTS.glob("*-hidden-numbers.json"))
    found = json.loads(newest.read_text())["figures"]["per_cent_hidden"]
    assert {name: round(share) for name, share in found.items()} == release_words.HIDDEN


def test_every_figure_is_said() -> None:
    said = release_words.answers_hidden()
    assert (
        "45, 13 and none of 100 of its numbers are not shown for four weeks, and 1, none and none for a quarter" in said
    )
    assert "100, 98 and 17 of 100 numbers of concerns" in release_words.concerns_hidden()
    assert "and 100, 100 and 99 of those by place and time" in release_words.concerns_hidden()
