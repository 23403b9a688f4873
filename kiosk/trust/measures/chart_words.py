"""What a control chart shows, in sentences: its limits, its rules, and each signal as something worth a conversation.

No sentence says that anything became better or worse, names a target or compares wards.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from msgspec import Struct

from kiosk.trust.measures.control_charts import MAKING_DATA_COUNT, SCREEN, XMR_REACH, Chart, Phase, Point, Rules, Signal
from kiosk.trust.measures.run_charts import LEAST_USEFUL, RunChart

SIGNALS: tuple[Signal, ...] = ("outside", "run", "trend", "near")
NOT_A_VERDICT = "A signal is worth a conversation. It does not say by itself that anything became better or worse."

# Per cent of years (for blocks of four weeks: of two years) without any change in which a chart signals all the same
# (tests/proof/test_signals_by_chance.py; newest result in its folder).
BY_CHANCE = {
    "half_of_answers_xmr_5_calls_a_week": 74,
    "half_of_answers_xmr_20_calls_a_week": 61,
    "p_15_answers_a_block": 22,
    "p_40_answers_a_block": 18,
    "xmr_15_answers_a_block": 30,
    "xmr_40_answers_a_block": 27,
    "run_chart_15_answers_a_block": 5,
    "run_chart_40_answers_a_block": 3,
}


def calls_by_chance() -> str:
    """How often a chart of the times to an answer signals for no reason."""
    few, many = (BY_CHANCE[f"half_of_answers_xmr_{calls}_calls_a_week"] for calls in (5, 20))
    return (
        f"Chance alone makes signals as well. Where nothing changed all year, a chart of the times showed one in {many} of 100 years with 20 calls "
        f"a week, and in {few} of 100 with 5."
    )


def shares_by_chance() -> str:
    """How often a chart of shares by blocks of four weeks signals for no reason."""
    found = {
        kind: " and ".join(str(BY_CHANCE[f"{kind}_{answers}_answers_a_block"]) for answers in (15, 40))
        for kind in ("p", "xmr", "run_chart")
    }
    return (
        "Chance alone makes signals as well. Of 100 wards where nothing changed in two years, with 15 answers a block and with 40, a control chart "
        f"showed one in {found['p']}, as XmR in {found['xmr']}, a run chart in {found['run_chart']}."
    )


def percent(value: float) -> str:
    """A share in whole per cent."""
    return f"{round(100 * value)}%"


class Names(Struct, frozen=True):
    """How a chart's periods and figures are said. many: "weeks". labels: of each period, such as "2 November 2026". number: says a value."""

    many: str
    labels: Sequence[str]
    number: Callable[[float], str]


def signals(chart: Chart, names: Names, since: int = 0) -> list[str]:
    """One sentence for each signal, in the order of time; one that says so where there is none. since: the first point that is shown."""
    spans = ((start, end, signal) for signal in SIGNALS for start, end in _spans(chart, signal))
    found = sorted(span for span in spans if span[1] >= since)
    if not found:
        limited = any(point.centre is not None for point in chart.points)
        return [f"No signal: the {names.many} differ as they usually do."] if limited else []
    return [_sentence(chart.points, start, end, signal, names) for start, end, signal in found]


def _spans(chart: Chart, signal: Signal) -> Iterator[tuple[int, int]]:
    """Where a signal stands, from its first to its last point; never over the start of a phase."""
    starts = {phase.start for phase in chart.phases}
    first: int | None = None
    for index, point in enumerate(chart.points):
        if first is not None and (signal not in point.signals or index in starts):
            yield first, index - 1
            first = None
        if first is None and signal in point.signals:
            first = index
    if first is not None:
        yield first, len(chart.points) - 1


def _sentence(points: Sequence[Point], start: int, end: int, signal: Signal, names: Names) -> str:
    count = end - start + 1
    when = names.labels[start] if count == 1 else f"{names.labels[start]} to {names.labels[end]}"
    match signal:
        case "outside":
            what = "outside the limits"
        case "run":
            what = f"{count} {names.many} in a row on one side of the average"
        case "trend":
            what = f"{count} {names.many} that follow one another up or down"
        case "near":
            what = "close to a limit, two of three"
    values = f" ({names.number(points[start].value)})" if count == 1 else ""
    return f"{when}: {what}{values}."


def limits(phase: Phase, points: Sequence[Point], names: Names, rules: Rules = MAKING_DATA_COUNT) -> str:
    """Where the limits of a phase come from, and whether they will still change. points: of the whole chart."""
    if not phase.baseline:
        return f"There are no limits before {rules.least} {names.many}."
    first = points[phase.start]
    if first.centre is None:
        return f"There are no limits: in each of the first {phase.baseline} {names.many} it was {names.number(first.value)}."
    kind = {
        "xmr": f"the average and {XMR_REACH:g} average moving ranges (XmR)",
        "p": "the share of all answers and three standard errors (p chart)",
        "p_prime": "the share of all answers and three standard errors, widened by how much shares vary (Laney p' chart)",
    }[phase.kind]
    span = f"{names.labels[phase.start]} to {names.labels[phase.start + phase.baseline - 1]}"
    until = f" They are trial limits until there are {rules.locked} {names.many}." if phase.trial else ""
    between = (
        f" They are {names.number(first.lower)} and {names.number(first.upper)}, about {names.number(first.centre)}."
        if phase.kind == "xmr" and first.lower is not None and first.upper is not None
        else ""
    )
    return f"The limits come from {span}: {kind}.{between}{until}"


def rules_of(rules: Rules, names: Names) -> str:
    """The rules, as they are printed beside each chart."""
    screened = "left out" if rules.screened else "kept"
    return (
        f"Signals, as NHS Making Data Count has them: a point outside the limits; {rules.run} {names.many} in a row on one side of the "
        f"average; {rules.trend} in a row that all rise or all fall; two of three close to one limit. Limits are locked after {rules.locked} "
        f"{names.many}; steps of more than {SCREEN:g} times the average step are {screened}."
    )


# --- run charts --------------------------------------------------------------------------------------------------


def run_signals(run: RunChart, names: Names) -> list[str]:
    """One sentence for each of the two signals; one that says so where there is none, or where nothing could be one."""
    found = []
    if run.long_run:
        found.append(
            f"{run.longest} {names.many} in a row on one side of the median, where more than {run.longest_usual} are unusual."
        )
    if run.few_crossings:
        found.append(
            f"The line crosses the median {_times(run.crossings)}, where fewer than {_times(run.crossings_usual)} is unusual."
        )
    if run.useful < LEAST_USEFUL:
        return found or [f"These {names.many} are too few to tell a signal from chance."]
    return found or [f"No signal: the {names.many} differ as they usually do."]


def _times(number: int) -> str:
    return {0: "not once", 1: "once", 2: "twice"}.get(number, f"{number} times")


def median_of(run: RunChart, names: Names) -> str:
    """What the line of a run chart is. names: its labels are those of the chart's own periods."""
    span = names.labels[0] if len(names.labels) == 1 else f"{names.labels[0]} to {names.labels[-1]}"
    return f"The line is the median of {span}: {names.number(run.median)}."


def run_rules(names: Names) -> str:
    """The rules of run charts, as they are printed."""
    return (
        f"On a run chart (Anhøj) two things are signals: more {names.many} in a row on one side of the median than is usual for so many, and "
        "fewer crossings of it than is usual."
    )
