"""A chart's picture says what its numbers say, in shapes that need no colour, and lets no word become markup."""

from __future__ import annotations

from xml.etree import ElementTree as Tree

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kiosk.charts.lines import HEIGHT, WIDTH, Mark, Picture, drawn, ticks
from kiosk.charts.sketch import svg

SVG = "{http://www.w3.org/2000/svg}"


def pictured(*marks: Mark, **changes: object) -> Tree.Element:
    fields = {
        "name": "half",
        "title": "Half of the answers",
        "description": "Five weeks.",
        "scale": lambda value: f"{value:g} s",
    }
    return Tree.fromstring(svg(drawn(Picture(**(fields | {"marks": marks} | changes)))))  # type: ignore[arg-type]  # noqa: S314


def named(value: float | None, **more: object) -> Mark:
    return Mark("2 Nov", value, **more)  # type: ignore[arg-type]


def heights(root: Tree.Element) -> list[float]:
    return [float(dot.attrib["cy"]) for dot in root.iter(f"{SVG}circle")]


def test_it_names_and_describes_itself() -> None:
    root = pictured(named(1), title="Half <b>of</b>", description="A & B")
    assert root.attrib["role"] == "img"
    title, words = root.attrib["aria-labelledby"], root.attrib["aria-describedby"]
    found = {part.attrib["id"]: part.text for part in root if "id" in part.attrib}
    assert found == {title: "Half <b>of</b>", words: "A & B"}


def test_a_higher_value_is_drawn_higher_and_a_later_one_further_on() -> None:
    root = pictured(*(named(value) for value in (3, 1, 2)))
    high, low, middle = heights(root)
    assert high < middle < low
    across = [float(dot.attrib["cx"]) for dot in root.iter(f"{SVG}circle")]
    assert across == sorted(across)


def test_a_signal_has_another_shape() -> None:
    root = pictured(named(1), named(9, signal=True), named(2))
    assert len(heights(root)) == 2
    assert len(list(root.iter(f"{SVG}polygon"))) == 1


def test_nothing_is_drawn_over_a_gap() -> None:
    whole, gap = (pictured(named(1), named(between), named(2), named(2)) for between in (1.0, None))
    lines = [
        sum(
            line.attrib["stroke-width"] == "1.5" and line.attrib["y1"] != line.attrib["y2"]
            for line in root.iter(f"{SVG}line")
        )
        for root in (whole, gap)
    ]
    assert len(heights(gap)) == 3
    assert lines[0] > lines[1]
    assert "too few" in "".join(pictured(named(None, words="too few")).itertext())


def test_limits_are_dashed_and_trial_limits_dotted() -> None:
    limited = [named(1, lower=0, centre=1, upper=2)] * 4
    patterns = [
        {
            line.attrib["stroke-dasharray"]
            for line in pictured(*limited, trial=(trial,)).iter(f"{SVG}line")
            if "stroke-dasharray" in line.attrib
        }
        for trial in (False, True)
    ]
    assert all(len(pattern) == 1 for pattern in patterns)
    assert patterns[0] != patterns[1]
    two = pictured(*limited, starts=(2,), trial=(False, True))
    assert len({line.attrib.get("stroke-dasharray") for line in two.iter(f"{SVG}line")} - {None}) == 2


def test_how_sure_a_share_can_be_is_a_bar() -> None:
    root = pictured(named(0.5, low=0.3, high=0.7), least=0.0, most=1.0)
    bar = next(line for line in root.iter(f"{SVG}line") if line.attrib["stroke-width"] == "4")
    assert float(bar.attrib["y2"]) < heights(root)[0] < float(bar.attrib["y1"])


def test_notes_are_numbers_in_boxes_over_their_marks_and_a_new_beginning_has_a_line_and_a_name() -> None:
    root = pictured(*(named(value) for value in (1, 2, 3, 2)), boxes={1: "1, 2", 2: "3"}, breaks={2: "wording 2"})
    across = [float(dot.attrib["cx"]) for dot in root.iter(f"{SVG}circle")]
    down = [line for line in root.iter(f"{SVG}line") if line.attrib["x1"] == line.attrib["x2"]]
    dotted = sorted(float(line.attrib["x1"]) for line in down if line.attrib.get("stroke-dasharray") == "1 5")
    assert dotted == pytest.approx(across[1:3])
    (strong,) = (float(line.attrib["x1"]) for line in down if line.attrib["stroke-width"] == "2.5")
    assert strong == pytest.approx((across[1] + across[2]) / 2)
    assert {"1, 2", "3", "wording 2"} <= {text.text for text in root.iter(f"{SVG}text")}
    assert len(list(root.iter(f"{SVG}rect"))) == 2


def test_what_stands_above_the_plot_never_lies_on_something_else_and_the_plot_makes_room() -> None:
    root = pictured(*[named(1)] * 26, boxes={at: f"{at}, {at + 30}" for at in range(26)}, breaks={25: "wording 12"})
    boxes = [[float(rect.attrib[name]) for name in ("x", "y", "width", "height")] for rect in root.iter(f"{SVG}rect")]
    assert len(boxes) == 26
    for number, (x, y, width, height) in enumerate(boxes):
        assert 0 <= x <= x + width <= WIDTH + 0.1
        assert not any(
            x < other[0] + other[2] and other[0] < x + width and y < other[1] + other[3] and other[1] < y + height
            for other in boxes[number + 1 :]
        )
    lowest = max(y + height for _, y, _, height in boxes)
    assert all(float(dot.attrib["cy"]) > lowest for dot in root.iter(f"{SVG}circle"))


@given(
    st.lists(st.one_of(st.none(), st.floats(-1e6, 1e6)), max_size=60),
    st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=10),
)
def test_all_of_it_lies_on_the_picture(values: list[float | None], label: str) -> None:
    heads = {0: "1", len(values) - 1: "2, 3, 4"} if values else {}
    root = pictured(*(Mark(label, value, -3.0, 0.0, 3.0) for value in values), boxes=heads, breaks=heads)
    for part in root.iter():
        for name, most in (("x", WIDTH), ("x1", WIDTH), ("x2", WIDTH), ("cx", WIDTH), ("y1", HEIGHT), ("cy", HEIGHT)):
            assert -0.1 <= float(part.attrib.get(name, 0)) <= most + 0.1
    labels = [text for text in root.iter(f"{SVG}text") if text.attrib["text-anchor"] == "middle"]
    assert len(labels) <= 8 + 2 * len(heads)


@given(st.floats(-1e6, 1e6), st.floats(0, 1e6))
@example(-6.103515625e-05, 200001.0)
def test_the_axis_has_a_few_round_numbers_about_the_values(least: float, span: float) -> None:
    found = ticks(least, least + span)
    assert 2 <= len(found) <= 12
    too_small_to_see = 1e-8 * max(1, abs(least), span)
    assert found[0] <= least + too_small_to_see
    assert found[-1] >= least + span - too_small_to_see


@pytest.mark.parametrize(("least", "most", "expected"), [(0, 1, [0, 0.25, 0.5, 0.75, 1]), (0, 58, [0, 20, 40, 60])])
def test_round_numbers(least: float, most: float, expected: list[float]) -> None:
    assert ticks(least, most) == pytest.approx(expected)


def test_an_axis_can_have_numbers_of_its_own() -> None:
    week = tuple(float(day) for day in range(8))
    root = pictured(named(0), named(7), ticks=week)
    texts = [part.text for part in root.iter(f"{SVG}text")]
    assert texts[:8] == [f"{day:g} s" for day in week]
    low, high = heights(root)
    lines = [float(line.attrib["y1"]) for line in root.iter(f"{SVG}line")]
    assert (low, high) == (lines[0], lines[7])
