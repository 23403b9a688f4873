"""The rhythm hangs on the wall clock alone, and pauses say nothing."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.tablet.courier import times
from tests.tablet.courier.fakes import seeded

walls = st.floats(-1e6, 4e9)
rhythms = st.floats(0.05, 3_600)


@given(walls, rhythms, st.floats(0, 1))
def test_the_next_batch_is_due_on_the_rhythm_between_a_half_and_one_and_a_half_of_it_from_now(
    wall: float, rhythm: float, part: float
) -> None:
    offset = part * rhythm
    wait = times.until_due(wall, rhythm, offset)
    assert rhythm / 2 <= wait <= rhythm * 1.5 + 1e-6
    turns = (wall + wait - offset) / rhythm
    assert abs(turns - round(turns)) * rhythm < 1e-3


@given(st.text(max_size=20), rhythms)
def test_every_tablet_has_a_fixed_place_within_the_rhythm(tablet: str, rhythm: float) -> None:
    assert 0 <= times.phase(tablet, rhythm) <= rhythm
    assert times.phase(tablet, rhythm) == times.phase(tablet, rhythm)


def test_rewrites_come_every_two_minutes_on_average_and_as_likely_soon_after_the_last_as_later() -> None:
    random = seeded(1)
    waits = [times.until_rewrite(120.0, random) for _ in range(20_000)]
    assert sum(waits) / len(waits) == pytest.approx(120, rel=0.03)
    assert max(waits) <= 960
    # Without memory: of those that waited a minute already, as many wait another one as waited the first.
    first = sum(wait > 60 for wait in waits) / len(waits)
    second = sum(wait > 120 for wait in waits) / sum(wait > 60 for wait in waits)
    assert first == pytest.approx(second, abs=0.02)


@given(st.integers(1, 10_000), st.integers(0, 1_000))
def test_a_pause_never_passes_its_limit(attempt: int, number: int) -> None:
    assert 0 <= times.back_off(attempt, 2.0, 300.0, seeded(number)) <= min(300.0, 2.0 * 2.0 ** min(attempt - 1, 30))


def test_what_ends_first_ends_the_others_and_its_error_is_raised() -> None:
    ended: list[str] = []

    async def for_ever() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.append("other")

    async def fails() -> None:
        raise ConnectionError("lost")

    async def both() -> None:
        await times.first_of(for_ever(), fails())

    with pytest.raises(ConnectionError):
        asyncio.run(both())
    assert ended == ["other"]
