"""Outlines: every way of writing a shape in SVG leads to the same few moves, lines and curves."""

import math
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from kiosk.tablet.senses.sight.outline import Segment, SvgRefused, length, numbers, outline_of

COORDINATE = st.integers(-200, 200).map(lambda tenths: tenths / 10)


def path(data: str) -> tuple[Segment, ...]:
    outline: tuple[Segment, ...] = outline_of("path", {"d": data})
    return outline


def ends(outline: tuple[Segment, ...]) -> list[tuple[float, float]]:
    return [points[-1] for _, points in outline if points]


def test_each_command_leads_where_svg_says() -> None:
    data = "M10 10 L20 10 l0 10 H5 h-5 V30 v5 C1 2 3 4 5 6 c1 2 3 4 5 6 S1 1 0 0 s2 2 4 4 Q1 1 2 2 q1 1 2 2 T9 9 t1 1 Z"
    expected = [(10, 10), (20, 10), (20, 20), (5, 20), (0, 20), (0, 30), (0, 35), (5, 6), (10, 12), (0, 0), (4, 4)]
    assert ends(path(data)) == [*expected, (2, 2), (4, 4), (9, 9), (10, 10)]
    assert path(data)[-1] == ("Z", ())


def test_after_a_close_the_pen_is_where_the_outline_began() -> None:
    assert ends(path("M10 10 L20 10 L20 20 Z l1 1"))[-1] == (11, 11)


def test_pairs_after_a_move_are_lines_and_numbers_need_no_gap() -> None:
    assert path("M1 2 3 4") == path("M1,2L3,4")
    assert path("m1 2 3 4") == path("M1 2L4 6")
    assert path("M1-2.5.5.5L3e1-1E0") == path("M1 -2.5 L0.5 0.5 L30 -1")


def test_a_smooth_curve_goes_on_as_the_last_one_came() -> None:
    assert path("M0 0C0 5 5 10 10 10S20 5 20 0") == path("M0 0C0 5 5 10 10 10C15 10 20 5 20 0")
    assert path("M0 0Q5 10 10 0T20 0") == path("M0 0Q5 10 10 0Q15 -10 20 0")
    assert path("M0 0L5 5S9 9 10 0") == path("M0 0L5 5C5 5 9 9 10 0")


def test_flags_of_an_arc_may_stand_without_gaps() -> None:
    assert path("M0 0a5 5 0 0110 0") == path("M0 0 A 5 5 0 0 1 10 0")


@given(
    start=st.tuples(COORDINATE, COORDINATE),
    end=st.tuples(COORDINATE, COORDINATE),
    radius=st.integers(1, 400).map(lambda tenths: tenths / 10),
    large=st.booleans(),
    sweep=st.booleans(),
)
def test_an_arc_of_a_circle_runs_on_that_circle_on_the_side_that_is_asked_for(
    start: tuple[float, float], end: tuple[float, float], radius: float, large: bool, sweep: bool
) -> None:
    chord = math.dist(start, end)
    assume(chord > 0.1)
    outline = path(f"M{start[0]} {start[1]}A{radius} {radius} 0 {large:d} {sweep:d} {end[0]} {end[1]}")
    assert outline[-1][1][-1] == end
    real = max(radius, chord / 2)  # too small a radius grows until the arc reaches
    points = ends(outline)
    swept = 0.0
    for before, after in pairwise(points):
        swept += 2 * math.asin(min(1.0, math.dist(before, after) / 2 / real))
    expected = 2 * math.asin(min(1.0, chord / 2 / real))
    if large and radius > chord / 2:
        expected = 2 * math.pi - expected
    assert swept == pytest.approx(expected, abs=1e-3)
    if len(points) > 2:
        (x0, y0), (x1, y1), (x2, y2) = points[0], points[1], points[2]
        turn = (x1 - x0) * (y2 - y1) - (y1 - y0) * (x2 - x1)
        assert (turn > 0) == sweep


@given(st.lists(st.tuples(COORDINATE, COORDINATE), min_size=2, max_size=6))
def test_relative_and_absolute_lines_agree(points: list[tuple[float, float]]) -> None:
    absolute = "M" + "L".join(f"{x} {y}" for x, y in points)
    steps = [points[0], *((b[0] - a[0], b[1] - a[1]) for a, b in pairwise(points))]
    relative = "m" + "l".join(f"{x:.4f} {y:.4f}" for x, y in steps)
    for one, other in zip(ends(path(absolute)), ends(path(relative)), strict=True):
        assert one == pytest.approx(other, abs=1e-3)


def test_a_circle_begins_at_three_oclock_and_goes_round_clockwise() -> None:
    assert ends(outline_of("circle", {"cx": "50", "cy": "40", "r": "10"})) == [
        (60, 40),
        (50, 50),
        (40, 40),
        (50, 30),
        (60, 40),
    ]
    assert outline_of("ellipse", {"rx": "9", "ry": "9"}) == outline_of("circle", {"r": "9"})


def test_a_rectangle_has_round_corners_no_larger_than_half_of_it() -> None:
    plain = {"x": "1", "y": "2", "width": "10", "height": "20"}
    assert ends(outline_of("rect", plain)) == [(1, 2), (11, 2), (11, 22), (1, 22)]
    assert outline_of("rect", {**plain, "rx": "99"}) == outline_of("rect", {**plain, "rx": "5", "ry": "10"})
    assert outline_of("rect", {**plain, "ry": "3"}) == outline_of("rect", {**plain, "rx": "3"})


def test_lines_and_polygons() -> None:
    assert outline_of("line", {"x1": "1", "y1": "2", "x2": "3", "y2": "4"}) == path("M1 2L3 4")
    assert outline_of("polyline", {"points": "1,2 3,4 5,6"}) == path("M1 2L3 4L5 6")
    assert outline_of("polygon", {"points": "1,2 3,4 5,6"}) == path("M1 2L3 4L5 6Z")


@pytest.mark.parametrize(
    ("name", "attributes"),
    [("rect", {"width": "0", "height": "9"}), ("circle", {"r": "0"}), ("polygon", {}), ("path", {"d": " "})],
)
def test_what_has_no_extent_has_no_outline(name: str, attributes: dict[str, str]) -> None:
    assert outline_of(name, attributes) == ()


@pytest.mark.parametrize(
    "data", ["M", "M1", "M1 2 L", "M1 2 C1 2 3 4", "M0 0A1 1 0 2 0 5 5", "M0 0Z5", "5 5", "M0 0 L1 1 nonsense"]
)
def test_a_broken_path_is_refused(data: str) -> None:
    with pytest.raises(SvgRefused):
        path(data)


def test_numbers_and_lengths_say_what_is_wrong() -> None:
    assert numbers(" 1,2 -3.5e1", "d") == (1, 2, -35)
    assert length("4px", "r") == 4
    for wrong in ("4mm", "-4", "", "4 5"):
        with pytest.raises(SvgRefused, match="r="):
            length(wrong, "r")
