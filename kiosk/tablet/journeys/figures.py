"""What people here say: what everybody may know of the ward's newest published quarter, a page for each group, and one for each thing that
the ward's team did.

Groups have pages of their own, as nobody is to compare them. Where there are no numbers, that is said, and that they will come; old ones say that
they are old. Not for: making the numbers (the trust's `figures`), which come rounded, and without what is hidden.
"""

from __future__ import annotations

from kiosk import wardpack
from kiosk.tablet.journeys.asking import next_action
from kiosk.tablet.journeys.frame import Outcome, action, go, heading, home, page, pressed, say
from kiosk.tablet.pages import Action, Chart, ChartPoint, Heading, Page, Text
from kiosk.tablet.visit import Event, Spot, Visit
from kiosk.tablet.ward import SOURCE

ABOUT = Spot("figures", "about")
_WORDS = {
    (True, True): "figures.both",
    (True, False): "figures.safe_only",
    (False, True): "figures.tell_only",
    (False, False): "figures.neither",
}
"""Whether it is shown how many felt safe, and how many could tell someone -> the text that says so."""


def _groups(visit: Visit) -> tuple[wardpack.GroupFigures, ...]:
    return visit.ward.figures.groups if visit.ward.figures is not None else ()


def _you_said(visit: Visit) -> tuple[wardpack.YouSaid, ...]:
    return visit.ward.figures.you_said if visit.ward.figures is not None else ()


def spots(visit: Visit) -> tuple[Spot, ...]:
    """The pages in order."""
    groups = (Spot("figures", "group", each.group) for each in _groups(visit))
    done = (Spot("figures", "done", str(number)) for number in range(1, len(_you_said(visit)) + 1))
    return (ABOUT, *groups, *done)


def figures_page(visit: Visit) -> Page:
    """One of them."""
    if visit.spot.name == "done" and visit.spot in spots(visit):
        return _done_page(visit, _you_said(visit)[int(visit.spot.item) - 1])
    group = next((each for each in _groups(visit) if each.group == visit.spot.item), None)
    return _about_page(visit) if group is None else _group_page(visit, group)


def _about_page(visit: Visit) -> Page:
    figures, months = visit.ward.figures, _months(visit)
    if figures is None or months is None:
        return page(
            visit, "reading", heading(visit, "figures.title"), say(visit, "figures.none"), actions=_actions(visit)
        )
    old = (say(visit, "figures.old"),) if wardpack.expired(figures, visit.ward.now) else ()
    head = heading(visit, "figures.title", kicker=_kicker(visit))
    return page(visit, "reading", head, months, *old, say(visit, "figures.about"), actions=_actions(visit))


def _group_page(visit: Visit, group: wardpack.GroupFigures) -> Page:
    safe, tell = _share(group.safe, group.safe_of), _share(group.tell, group.tell_of)
    counts = {"safe": group.safe, "safe_of": group.safe_of, "tell": group.tell, "tell_of": group.tell_of}
    words = say(
        visit,
        _WORDS[safe is not None, tell is not None],
        {name: count for name, count in counts.items() if count is not None},
    )
    title = f"figures.{group.group}.title"
    chart = Chart(
        "chart",
        say(visit, title, key=f"figures.{group.group}.chart.label"),
        (_bar(visit, "safe", safe), _bar(visit, "tell", tell)),
        (),  # the words before it say all that a table would
        look="bars",
    )
    head = Heading("title", say(visit, title), kicker=_kicker(visit), hint=_months(visit))
    # The words come first: where not both fit, the numbers are read before the bars are seen.
    return page(visit, "chart", head, words, chart, actions=_actions(visit))


def _share(some: int | None, whole: int | None) -> float | None:
    return None if some is None or whole is None else min(1.0, some / whole)


def _bar(visit: Visit, question: str, share: float | None) -> ChartPoint:
    hidden = "" if share is not None else say(visit, "figures.hidden").spoken
    return ChartPoint(say(visit, f"figures.{question}.label"), share, n=hidden)


def _done_page(visit: Visit, each: wardpack.YouSaid) -> Page:
    blocks = []
    for name, words in (("said", each.said), ("did", each.did)):
        blocks.append(say(visit, f"figures.{name}", key=f"figures.{name}.label"))
        blocks.append(Text(f"figures.{name}.words", (words,), language=SOURCE))  # as the ward's team wrote it
    head = heading(visit, "figures.done.title", kicker=_kicker(visit), hint="figures.done.hint")
    return page(visit, "reading", head, *blocks, actions=_actions(visit))


def _months(visit: Visit) -> Text | None:
    """The months of the quarter by their names; None where there are no numbers."""
    figures = visit.ward.figures
    if figures is None or not figures.groups:
        return None
    first, second, third = (say(visit, f"month.{month}").spoken for month in figures.months)
    values = {"first": first, "second": second, "third": third, "year": figures.starts[:4]}
    return say(visit, "figures.months", values)


def _kicker(visit: Visit) -> Text | None:
    order = spots(visit)
    if len(order) < 2 or visit.spot not in order:
        return None
    return say(visit, "figures.kicker", {"number": order.index(visit.spot) + 1, "total": len(order)})


def _after(visit: Visit) -> Spot | None:
    order = spots(visit)
    at = order.index(visit.spot) if visit.spot in order else 0
    return order[at + 1] if at + 1 < len(order) else None


def _actions(visit: Visit) -> tuple[Action, ...]:
    return (action(visit, "done", "tick", main=True),) if _after(visit) is None else (next_action(visit),)


def act(visit: Visit, event: Event) -> Outcome:
    """Through the pages, and home from the last one."""
    name, after = pressed(event), _after(visit)
    if name == "next" and after is not None:
        return go(visit, after), ()
    if name == "done":
        return home(visit), ()
    return None
