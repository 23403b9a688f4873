"""The tablet's bars are those of the console and of paper."""

from __future__ import annotations

import pytest

from kiosk.charts import bars
from kiosk.tablet.pages import Chart, ChartPoint, Text
from kiosk.tablet.senses.sight.marks import Box, Fill
from kiosk.tablet.senses.sight.widgets import chart
from tests.tablet.senses.sight.drawn import SMALL, sheet_for
from tests.tablet.senses.sight.sample_pages import SAMPLES

BOX = Box(60, 200, 1000, 264)


@pytest.mark.parametrize("shares", [(0.8, 0.6), (None, 0.3, 1.0)])
def test_bars_are_drawn_as_everywhere(shares: tuple[float | None, ...]) -> None:
    points = tuple(ChartPoint(Text(f"chart.{n}", ("Feel safe",)), share) for n, share in enumerate(shares))
    sheet = sheet_for(SAMPLES["q_bars"]())
    block = Chart("chart", Text("chart.label", ("People",)), points, (), look="bars")
    chart.Chart(id="chart", box=BOX, block=block, size=31).draw(sheet, pressed=False)
    fills = [mark for mark in sheet.take() if isinstance(mark, Fill)]
    on_a_page = bars.areas(shares, bars.PAGE)
    assert len([fill for fill in fills if fill.role == "t2"]) == len(
        [area for area in on_a_page if area.fill == "bar_pale"]
    )
    whole = [area for area in on_a_page if area.y + area.height == bars.PAGE.bottom and area.height > bars.PAGE.stripe]
    foot = max(fill.y + fill.h for fill in fills if fill.role in ("spruce", "t2"))
    tall = [fill for fill in fills if fill.y + fill.h == foot and fill.h > chart.STRIPE * SMALL.scale]
    plot = foot / SMALL.scale - (BOX.y + 44)
    assert [fill.h / SMALL.scale / plot for fill in tall] == pytest.approx(
        [area.height / (bars.PAGE.bottom - bars.PAGE.top) for area in whole], abs=0.02
    )
