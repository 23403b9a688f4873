"""Reading SVG: what is drawn comes out as shapes with roles, and everything else is refused in one line."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.tablet.senses.sight.outline import SvgRefused
from kiosk.tablet.senses.sight.svg import MOST_BYTES, ROLES, Shape, read_svg


def svg(inside: str, root: str = "") -> bytes:
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100" {root}>{inside}</svg>'.encode()


def only_shape(inside: str, root: str = "") -> Shape:
    (shape,) = read_svg(svg(inside, root)).shapes
    return shape


@pytest.mark.parametrize("role", sorted(ROLES))
def test_a_class_fills_and_a_class_with_pen_draws_the_line(role: str) -> None:
    shape = only_shape(f'<circle class="{role} pen-ink" r="9"/>')
    assert (shape.fill, shape.pen) == (role, "ink")
    assert only_shape(f'<circle class="pen-{role}" fill="none" r="9"/>').pen == role


def test_paint_is_taken_from_groups_and_the_nearest_word_counts() -> None:
    inside = '<g fill="#abc" stroke="#123456" stroke-width="2"><g class="t2"><circle style="stroke-width: 4px" r="9"/></g></g>'
    shape = only_shape(inside)
    assert (shape.fill, shape.pen, shape.width) == ("t2", "#123456", 4)
    assert only_shape('<circle fill="#abc" r="9"/>').fill == "#aabbcc"
    assert only_shape('<circle r="9"/>').fill == "#000000"


def test_the_usual_pen_is_the_first_lines() -> None:
    assert read_svg(svg('<circle r="9"/>', 'stroke-width="5.2"')).pen == 5.2
    assert read_svg(svg('<circle r="9"/>')).pen == pytest.approx(5.2)


@pytest.mark.parametrize(
    ("transform", "expected"),
    [
        ("translate(10)", (20, 20)),
        ("translate(10, -5)", (20, 15)),
        ("scale(2)", (20, 40)),
        ("scale(2 3)", (20, 60)),
        ("rotate(90)", (-20, 10)),
        ("rotate(180 10 10)", (10, 0)),
        ("matrix(1 0 0 1 3 4)", (13, 24)),
        ("translate(10) scale(2)", (30, 40)),
    ],
)
def test_transforms_are_worked_into_the_points(transform: str, expected: tuple[float, float]) -> None:
    shape = only_shape(f'<path transform="{transform}" d="M10 20L0 0"/>')
    assert shape.outline[0][1][0] == pytest.approx(expected)


def test_a_transform_of_a_group_comes_after_that_of_its_shape_and_widens_lines() -> None:
    shape = only_shape(
        '<g transform="scale(2)"><path stroke="#000" stroke-width="3" transform="translate(5)" d="M1 1L0 0"/></g>'
    )
    assert shape.outline[0][1][0] == (12, 2)
    assert shape.width == 6


def test_a_field_that_begins_elsewhere_is_moved_to_nought() -> None:
    source = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="-10 -20 50 40"><path d="M0 0L1 1"/></svg>'
    drawing = read_svg(source)
    assert (drawing.width, drawing.height) == (50, 40)
    assert drawing.shapes[0].outline[0][1][0] == (10, 20)


def test_words_and_other_programs_notes_are_passed_over() -> None:
    inside = (
        '<title>A bell</title><metadata><r:RDF xmlns:r="urn:r"><r:x/></r:RDF></metadata>'
        '<n:view xmlns:n="urn:n" zoom="2"><path d="M0 0"/></n:view><circle xmlns:n="urn:n" n:label="x" r="9"/>'
    )
    assert only_shape(inside).fill == "#000000"


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        (b"", "not SVG"),
        (b"no markup", "not SVG"),
        (b"<svg viewBox='0 0 1 1'/>", "xmlns"),
        (svg(""), "nothing in it"),
        (svg('<circle r="9"/>').replace(b"0 0 100 100", b"0 0 100"), "viewBox"),
        (svg('<circle r="9"/>').replace(b"0 0 100 100", b"0 0 0 100"), "viewBox"),
        (b'<!DOCTYPE svg [<!ENTITY a "aaaa">]>' + svg('<circle r="9"/>'), "DOCTYPE"),
        (b'<?xml-stylesheet href="a.css"?>' + svg('<circle r="9"/>'), "xml-stylesheet"),
        (svg("<script/>"), "<script>"),
        (svg("<defs><script/></defs><circle r='9'/>"), "<script>"),
        (svg('<use href="#a"/>'), "<use>"),
        (svg('<g href="x"><circle r="9"/></g>'), "href"),
        (svg('<g xmlns:xlink="http://www.w3.org/1999/xlink" xlink:href="x"/>'), "href"),
        (svg('<circle r="9" onclick="x()"/>'), "onclick"),
        (svg("<text>words</text>"), "<text>"),
        (svg("<style>.a{fill:red}</style>"), "<style>"),
        (svg("<svg/>"), "<svg>"),
        (svg('<circle r="9" fill="url(#a)"/>'), "fill"),
        (svg('<circle r="9" style="filter: url(https://example.org)"/>'), "filter"),
        (svg('<circle r="9" opacity=".5"/>'), "opacity"),
        (svg('<circle r="9" display="none"/>'), "display"),
        (svg('<circle r="9" fill="salmonish"/>'), "'salmonish'"),
        (svg('<circle r="9" class="cls-1"/>'), "'cls-1'"),
        (svg('<circle r="9" class="pen-blue"/>'), "'pen-blue'"),
        (svg('<circle r="9mm"/>'), "r="),
        (svg('<circle r="9" cx="1e9"/>'), "beyond"),
        (svg('<circle r="9" stroke-width="-1"/>'), "stroke-width"),
        (svg('<circle r="9" stroke-dasharray="3 -1"/>'), "stroke-dasharray"),
        (svg('<circle r="9" transform="skewX(3)"/>'), "transform"),
        (svg('<circle r="9" transform="scale(1 2 3)"/>'), "scale"),
        (svg('<circle r="9" transform="scale(99999) scale(99999)"/>'), "too far"),
        (svg('<path d="L1 1"/>'), "begin"),
        (svg('<path d="M1 1 X"/>'), "cannot be read"),
        (svg('<circle r="9"/>' * 1_001), "too many"),
        (svg('<circle r="9"/>' + " " * MOST_BYTES), "too large"),
    ],
)
def test_what_is_not_drawn_is_refused_in_one_line_that_says_why(source: bytes, reason: str) -> None:
    with pytest.raises(SvgRefused) as refusal:
        read_svg(source)
    assert reason in str(refusal.value)
    assert "\n" not in str(refusal.value)


@given(st.binary(max_size=200))
def test_no_bytes_whatever_do_more_harm_than_a_refusal(source: bytes) -> None:
    with pytest.raises(SvgRefused):
        read_svg(source)


MARKUP = st.text(st.sampled_from(list("MLHVCSQTAZmlz0123456789.,-+eE #()'urlscaletnd")), max_size=40)


@given(data=MARKUP, transform=MARKUP, colour=MARKUP, dashes=MARKUP)
def test_no_attribute_whatever_does_more_harm_than_a_refusal(
    data: str, transform: str, colour: str, dashes: str
) -> None:
    source = svg(
        f'<path d="{data}" transform="{transform}" fill="{colour}" stroke-dasharray="{dashes}"/><circle r="9"/>'
    )
    try:
        drawing = read_svg(source)
    except SvgRefused:
        return
    assert all(
        math.isfinite(value)
        for shape in drawing.shapes
        for _, points in shape.outline
        for point in points
        for value in point
    )
