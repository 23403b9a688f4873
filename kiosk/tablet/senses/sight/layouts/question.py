"""A question and its answers. The line that says where we are gives way where letters are large and answers need its room; ears still hear it."""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.tablet import attention, pages
from kiosk.tablet.senses.sight.layouts import body, column
from kiosk.tablet.senses.sight.layouts.column import Laid
from kiosk.tablet.senses.sight.layouts.flow import Bit, Run
from kiosk.tablet.senses.sight.sheet import Sheet


def lay_out(page: pages.Page, place: attention.Place, sheet: Sheet) -> Laid:
    first = next((b for b in page.blocks if not isinstance(b, pages.Heading)), None)
    looks = {b.look for b in page.blocks if isinstance(b, pages.Choices)}
    # Between words and words there is more room than between words and a box; where several kinds follow, letters are large and need it more.
    words_first = isinstance(first, pages.Text) and not (len(looks) > 1 and sheet.reading.size >= 170)
    gap = body.TITLE_GAP[sheet.reading.size] if words_first else 31.0
    heads = column.HEADS[1:] if looks & {"faces", "tiles"} else column.HEADS
    lower = _lower if looks == {"faces"} else _as_is
    return column.under_head(page, place, sheet, gap, page.blocks, heads=heads, fewer=True, lower=lower)


def _as_is(items: Sequence[Bit | Run], room: float) -> float:
    return 0.0


def _lower(items: Sequence[Bit | Run], room: float) -> float:
    """A lone row of faces hangs a little lower than its question."""
    if len(items) != 1 or not isinstance(items[0], Bit):
        return 0.0
    return max(0.0, min(0.5 * (room - items[0].height), 50.0))
