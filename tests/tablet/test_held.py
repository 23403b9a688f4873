"""The ward that a tablet holds, as the journeys are given it."""

from __future__ import annotations

from pathlib import Path

import msgspec

from kiosk.tablet import packstore
from kiosk.tablet.held import LONGEST, HeldWard
from tests.tablet.courier.fakes import MORNING, FakeTrust, paired_store, settings, some_figures


def ward_of(folder: Path, now: float = MORNING) -> HeldWard:
    return HeldWard(settings(folder), lambda: now, lambda line: None)


def test_figures_are_on_hand_where_the_trust_has_some_and_none_are_missed(tmp_path: Path) -> None:
    trust = FakeTrust()
    store = paired_store(tmp_path, trust)
    held = ward_of(tmp_path)
    assert held.read().figures is None
    assert not held.read().ended & {"content", "duty", "keys"}
    trust.figures = some_figures()
    store.replace_parts("demo", packstore.verified(trust.pairing, tuple(trust.parts().values()), store.read("demo")))
    assert held.read().figures == some_figures()


def test_the_ward_is_read_anew_in_the_moment_in_which_its_figures_are_old(tmp_path: Path) -> None:
    trust = FakeTrust()
    trust.figures = some_figures(expires=int(MORNING) + 100)
    paired_store(tmp_path, trust)
    held = ward_of(tmp_path)
    assert held.lasts(held.read()) == 100
    later = ward_of(tmp_path, MORNING + 100)
    assert later.lasts(later.read()) == LONGEST
    assert later.read().ended == held.read().ended  # old figures are no fault of the ward's staff
    assert msgspec.structs.replace(later.read(), now=0.0) == msgspec.structs.replace(held.read(), now=0.0)
