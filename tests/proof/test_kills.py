"""Fifty times: a concern is sent, and at a random moment around Send and upload one of the tablet's processes is killed, or all of them.

Afterwards every concern whose thank-you page had shown is at the backend exactly once, and no other one twice.
"""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.reading import batches_to_sort, concerns_at_the_trust
from tests.support.screen import Screen
from tests.support.waiting import wait_for
from tests.support.whole_ward import RHYTHM, WholeWard, whole_ward
from tests.whole.steps import goes_to_own_words, sends_and_lets_go

KILLS = 50
AROUND_SEND = 0.2  # seconds after Send: sealing, keeping, the thank-you page
LATEST = 6 * RHYTHM  # seconds after Send: a batch takes at most four rhythms, and its way
VICTIMS = ("window", "courier", "window and courier", "keeper")
LETTERS = "abcdefghijklmnopqrstuvwxyz"


def name_of(number: int) -> str:
    """Two letters that are typed quickly and that no other concern of the run has."""
    return LETTERS[number // 26] + LETTERS[number % 26]


@pytest.mark.prove
def test_what_was_thanked_for_arrives_exactly_once(
    tmp_path: Path, screen: Screen, record_proof: Callable[..., Path]
) -> None:
    chance = random.Random(20_260_101)  # noqa: S311 (moments that can be tried again)
    thanked: list[str] = []
    kills: Counter[str] = Counter()
    with whole_ward(tmp_path, screen) as ward:
        ward.start_trust()
        ward.start_tablet()
        for number in range(KILLS):
            words, victim, moment = (
                name_of(number),
                chance.choice(VICTIMS),
                chance.uniform(0, chance.choice((AROUND_SEND, LATEST))),
            )
            goes_to_own_words(ward.person)
            ward.person.types(words, "keys")
            sends_and_lets_go(ward.person)
            if waits_for_thanks_until(ward, time.monotonic() + moment):
                thanked.append(words)
            kill(ward, victim)
            kills[victim] += 1
        wait_for(lambda: set(thanked) <= set(own_words(ward)), 60, "every concern that was thanked for")
        ward.stop_tablet()
        # A batch that is on its way now, and the sorting after it.
        wait_for(lambda: nothing_waits(ward), 60, "the last batch to be sorted")
        arrived = Counter(own_words(ward))
        ward.stop_trust()
    assert len(thanked) > KILLS // 4, "most kills came before the thank-you page: the moments prove little"
    assert {words: arrived[words] for words in thanked} == dict.fromkeys(thanked, 1)
    assert max(arrived.values()) == 1
    record_proof("kills-around-send", kills=dict(kills), thanked=len(thanked), arrived=len(arrived), lost=0, twice=0)


def waits_for_thanks_until(ward: WholeWard, end: float) -> bool:
    """Watch the page until the moment of the kill. Whether the thank-you page had shown by then."""
    shown = False

    def over() -> bool:
        nonlocal shown
        shown = shown or any("Saved on this tablet" in text for text in ward.person.look()["spoken"])
        return time.monotonic() >= end

    wait_for(over, LATEST + 30, "the moment of the kill")
    return shown


def kill(ward: WholeWard, victim: str) -> None:
    """Kill, and wait until the tablet shows its home page again."""
    if victim == "keeper":
        ward.kill_tablet()
        ward.start_tablet()
        return
    before = ward.person.look().get("pid")
    for name in victim.split(" and "):
        ward.kill(name)
    if "window" in victim:
        ward.person.waits_until(
            lambda seen: seen["pid"] != before and seen["page"].startswith("home"), 60, "a new window"
        )
    else:
        ward.person.touches("leave")
        ward.person.waits_until(
            lambda seen: seen["page"].startswith("home") and seen["pid"] != before, 60, "a fresh window"
        )


def own_words(ward: WholeWard) -> list[str]:
    return [concern.words.lower() for concern in concerns_at_the_trust(ward.demo.settings)]


def nothing_waits(ward: WholeWard) -> bool:
    return batches_to_sort(ward.demo.settings) == 0
