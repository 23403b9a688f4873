"""Whatever can be touched becomes the event that its block takes."""

from __future__ import annotations

import pytest

from kiosk.tablet import attention, pages, visit
from kiosk.tablet.acting import event_of
from tests.support.walks import walked


def test_every_target_of_every_page_is_an_event() -> None:
    for name, page in walked().items():
        for target in attention.targets(page, attention.Place("")):
            event = event_of(page, target, 7.0)
            assert event.at == 7.0
            block = next((block for block in page.blocks if block.id == target.split("/")[0]), None)
            wanted = visit.Typed if isinstance(block, pages.Keys) else visit.Chose if "/" in target else visit.Pressed
            assert type(event) is wanted, f"{name}: {target}"


def test_a_key_types_into_its_own_entry() -> None:
    event = event_of(walked()["concern.words"], "keys/q", 1.0)
    assert event == visit.Typed(at=1.0, entry="concern.words", key="q")


def test_a_block_that_the_page_has_not_is_an_error() -> None:
    with pytest.raises(KeyError, match="no block nothing"):
        event_of(walked()["home.doors"], "nothing/at_all", 0.0)
