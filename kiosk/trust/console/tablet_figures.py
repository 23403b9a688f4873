"""What a ward's tablets show of its newest published quarter, for the ward's team: the same bars, and the same rounded numbers in words."""

from __future__ import annotations

from markupsafe import Markup
from msgspec import Struct

from kiosk import wardpack
from kiosk.charts import bars
from kiosk.charts.bars import Bar
from kiosk.trust.console.chart_figures import in_page
from kiosk.trust.measures.release_words import GROUP_NAMES, NOT_SHOWN, about


class Shown(Struct, frozen=True):
    """A group. words: what the bars of the picture say."""

    group: str
    words: str
    picture: Markup


def shown(figures: wardpack.Figures) -> tuple[Shown, ...]:
    """Each group's."""
    return tuple(_group(each) for each in figures.groups)


def _group(group: wardpack.GroupFigures) -> Shown:
    name = GROUP_NAMES[group.group]
    answers = (("Feel safe", group.safe, group.safe_of), ("Could tell someone", group.tell, group.tell_of))
    words = " ".join(f"{label}: {_said(some, whole)}." for label, some, whole in answers)
    drawn = [
        Bar(label, None if some is None or whole is None else some / whole, NOT_SHOWN) for label, some, whole in answers
    ]
    return Shown(name, words, in_page(bars.drawn(f"tablets-{group.group}", name, words, drawn)))


def _said(some: int | None, whole: int | None) -> str:
    return NOT_SHOWN if some is None or whole is None else about(some, whole)
