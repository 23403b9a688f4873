"""When things move and how far: the figures of the look, held for every moment and every theme."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.tablet.attention import Place
from kiosk.tablet.pages import Reading
from kiosk.tablet.senses.sight import motion
from kiosk.tablet.senses.sight.theme import PALETTES, linear, luminance, rgb, screened
from tests.tablet.senses.sight.sample_pages import SAMPLES

moments = st.floats(0, 10)


@given(moments, moments)
def test_the_old_page_only_ever_goes(one: float, other: float) -> None:
    early, late = sorted((one, other))
    assert 1 >= motion.opacity(early) >= motion.opacity(late) >= 0


def test_the_old_page_is_gone_after_160_ms_and_not_before() -> None:
    assert motion.opacity(0) == 1
    assert motion.opacity(0.159) > 0
    assert motion.opacity(0.160) == motion.opacity(5) == 0


@given(moments)
def test_a_breath_takes_2400_ms_and_is_smooth(moment: float) -> None:
    assert 0 <= motion.breath(moment) <= 1
    assert motion.breath(moment) == pytest.approx(motion.breath(moment + 2.4))
    assert abs(motion.breath(moment) - motion.breath(moment + motion.BREATH_FRAME)) < 0.14
    assert motion.breath(0) == 0
    assert motion.breath(1.2) == 1


@given(st.sampled_from(sorted(PALETTES)), moments)
def test_the_halo_changes_its_luminance_by_less_than_a_tenth(theme: str, moment: float) -> None:
    palette = PALETTES[theme]
    rest = luminance(rgb(palette.warm2))
    assert motion.halo(palette, 0) == rgb(palette.warm2)
    assert abs(luminance(motion.halo(palette, motion.breath(moment))) - rest) < 0.1 * rest


def test_the_halo_of_the_light_theme_can_be_seen_to_breathe() -> None:
    palette = PALETTES["light"]
    rest = luminance(rgb(palette.warm2))
    assert abs(luminance(motion.halo(palette, 1)) - rest) > 0.07 * rest


@given(st.tuples(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1)))
def test_the_light_of_a_colour_gives_the_colour_again(colour: tuple[float, float, float]) -> None:
    assert screened(linear(colour)) == pytest.approx(colour, abs=1e-6)


@pytest.mark.parametrize("reading", [Reading(motion=False), Reading(theme="calm")])
def test_nothing_moves_for_whoever_wants_no_motion_or_chose_calm(reading: Reading) -> None:
    assert not motion.allowed(reading, Place("home"))


def test_nothing_moves_while_the_page_is_read_aloud() -> None:
    assert motion.allowed(Reading(), Place("home"))
    assert not motion.allowed(Reading(), Place("home", speaking=("head", 0)))


def test_a_page_with_typed_words_or_a_code_is_never_copied() -> None:
    assert motion.may_be_copied(SAMPLES["c_clause"]())
    assert not motion.may_be_copied(SAMPLES["g_free_text"]())
    assert not motion.may_be_copied(msgspec.structs.replace(SAMPLES["c_clause"](), private=True))


@pytest.mark.parametrize(
    "reading", [Reading(theme="dark"), Reading(size=140), Reading(language="ur"), Reading(form="easy")]
)
def test_a_change_of_how_the_person_reads_is_at_once(reading: Reading) -> None:
    old, new = SAMPLES["c_clause"](), SAMPLES["b_checkin"]()
    assert motion.fades(old, new, Place(new.id))
    assert not motion.fades(old, msgspec.structs.replace(new, reading=reading), Place(new.id))
