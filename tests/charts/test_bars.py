"""Bars say how high their shares are, can be told apart without colour, and a hidden share has words instead."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.charts.bars import PAGE, PAGE_SIZE, Bar, areas, drawn
from kiosk.charts.sketch import Area, Sketch, Words

SHARES = st.lists(st.one_of(st.none(), st.floats(0, 1)), max_size=6)


def colours(share: float | None, before: int = 0) -> list[str]:
    """Of the areas of one bar that has `before` others before it."""
    others = [0.5] * before
    return [area.fill for area in areas([*others, share], PAGE)[len(areas(others, PAGE)) :]]


@pytest.mark.parametrize("share", [0.0, 0.25, 0.5, 1.0])
def test_a_bar_reaches_from_the_foot_to_its_share(share: float) -> None:
    bar = areas([share], PAGE)[-1]
    assert bar.y + bar.height == pytest.approx(PAGE.bottom)
    assert bar.height == pytest.approx(share * (PAGE.bottom - PAGE.top))


def test_bars_beside_each_other_differ_without_colour() -> None:
    assert colours(0.8) == ["bar"]
    striped = colours(0.8, before=1)
    assert striped[0] == "bar_pale"
    assert striped.count("bar") > 3


def test_a_hidden_share_has_words_and_no_bar() -> None:
    sketch = drawn("group", "Patients", "…", [Bar("Feel safe", None, "not shown"), Bar("Could tell", 0.6)])
    assert len([part for part in sketch.parts if isinstance(part, Area) and part.fill == "bar_pale"]) == 1
    assert {"Feel safe", "not shown", "Could tell", "0%", "50%", "100%"} == {
        part.text for part in sketch.parts if isinstance(part, Words)
    }


@given(SHARES)
def test_all_of_it_lies_on_the_drawing(shares: list[float | None]) -> None:
    sketch = drawn("group", "Patients", "…", [Bar("Feel safe", share, "not shown") for share in shares])
    width, height = PAGE_SIZE
    for part in sketch.parts:
        assert isinstance(part, Area | Words)
        assert 0 <= part.x <= width
        assert 0 <= part.y <= height
        if isinstance(part, Area):
            assert part.x + part.width <= width
            assert part.y + part.height <= height


@given(SHARES)
def test_a_drawing_can_be_sent_to_another_process(shares: list[float | None]) -> None:
    sketch = drawn("group", "Patients", "…", [Bar("Feel safe", share) for share in shares])
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(sketch), type=Sketch) == sketch
