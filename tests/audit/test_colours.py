"""Light, contrast and kinds of sight, against figures from their sources."""

from __future__ import annotations

import numpy as np
import pytest

from kiosk.audit import colours
from kiosk.tablet.senses.sight import theme


def dot(*rgb: int) -> colours.Dots:
    return np.array([[rgb]], dtype=np.uint8)


def test_white_on_black_is_21_and_a_colour_on_itself_1() -> None:
    white, black = colours.luminance(dot(255, 255, 255)), colours.luminance(dot(0, 0, 0))
    assert colours.contrast(white, black)[0, 0] == pytest.approx(21)
    assert colours.contrast(white, white)[0, 0] == pytest.approx(1)


def test_luminance_is_that_of_the_themes() -> None:
    for colour in ("#0B4244", "#FFC381", "#5C8380"):
        rgb = theme.rgb(colour)
        drawn = dot(*(round(255 * c) for c in rgb))
        assert colours.luminance(drawn)[0, 0] == pytest.approx(theme.luminance(rgb), abs=1e-6)


def test_grey_stays_grey_for_everybody_and_has_its_own_light() -> None:
    for by in colours.SEEN_BY:
        assert colours.seen(dot(120, 120, 120), by)[0, 0] == pytest.approx(
            colours.luminance(dot(120, 120, 120))[0, 0], abs=0.002
        )


def test_red_is_dark_for_protanopia_and_not_for_tritanopia() -> None:
    red = dot(255, 0, 0)
    assert colours.seen(red, "protanopia")[0, 0] < 0.7 * colours.seen(red, "grey")[0, 0]
    assert colours.seen(red, "tritanopia")[0, 0] > 0.7 * colours.seen(red, "grey")[0, 0]
