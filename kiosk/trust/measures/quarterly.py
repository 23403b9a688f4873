"""The quarterly report of Standard 7.2, put together from what was published of a quarter: how often, of which type, how much harm to body and to
feelings, which support was wanted and given, what came of reviews and actions, how old open cases are, and how fast staff calls were answered.

All numbers come from releases, so the report of a quarter is the same whoever makes it, and whenever. Pure. For: the page, the PDF and the CSV.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Literal

from msgspec import Struct

from kiosk.trust.measures import call_lines
from kiosk.trust.measures.periods import Period
from kiosk.trust.measures.published_charts import OverTime
from kiosk.trust.measures.release_lines import Release
from kiosk.trust.measures.suppression import How

Words = Callable[[str, str], str]
"""Line and code -> words for people."""
Key = Literal["frequency", "type", "harm", "support", "actions", "open", "calls"]


class Figure(Struct, frozen=True):
    """A number of the report. line, code: what it counts. words: the same for people. number: rounded, or None where it is hidden (`how`)."""

    line: str
    code: str
    words: str
    number: int | None
    how: How


class Table(Struct, frozen=True):
    """Numbers that belong together. about: what they count, in a sentence or two."""

    title: str
    about: str
    figures: tuple[Figure, ...]


class Section(Struct, frozen=True):
    """A part of the report."""

    key: Key
    title: str
    tables: tuple[Table, ...]


class Report(Struct, frozen=True):
    """A quarter's report. ready: concerns of the quarter were counted; until then there are no numbers of them."""

    period: Period
    ready: bool
    sections: tuple[Section, ...]

    @property
    def figures(self) -> Iterator[tuple[Section, Table, Figure]]:
        """Every number with where it stands."""
        for section in self.sections:
            for table in section.tables:
                for figure in table.figures:
                    yield section, table, figure


class Paper(Struct, frozen=True):
    """A report to be printed. opening: paragraphs before the first section. over_time: charts up to its quarter. made: the date inside the file,
    seconds since 1970.
    """

    report: Report
    over_time: tuple[OverTime, ...]
    title: str
    opening: tuple[str, ...]
    made: int


_PARTS: tuple[tuple[Key, str, tuple[tuple[str, str, str], ...]], ...] = (
    (
        "frequency",
        "How often",
        (
            ("concerns", "Concerns", "Concerns that came in the quarter, whoever told of them."),
            ("about", "What they were about", "A concern can be about several things. Some tell of what went well."),
            ("places", "Where", "As the person told it. Several places can be given, or none."),
        ),
    ),
    (
        "type",
        "Of which type",
        (
            (
                "kinds",
                "Types",
                "As staff recorded them, or before that as the person told. A concern can have several types.",
            ),
        ),
    ),
    (
        "harm",
        "Level of harm",
        (
            ("harm_body", "To the body, as the person rated it", "Whoever gave no answer is in no line."),
            ("harm_feelings", "To feelings, as the person rated it", "Whoever gave no answer is in no line."),
            ("grade_body", "To the body, as staff graded it", "Concerns that are not graded yet are in no line."),
            ("grade_feelings", "To feelings, as staff graded it", "Concerns that are not graded yet are in no line."),
        ),
    ),
    (
        "support",
        "Support",
        (
            ("support_wanted", "Wanted", "What people said would help. Several things can be chosen."),
            ("support_given", "Given", "To whom support was given, as staff noted it."),
        ),
    ),
    (
        "actions",
        "Review of actions",
        (
            ("recorded", "Recorded", "Whether each concern was recorded within 24 hours (Standard 7.1)."),
            ("reviewed", "Reviewed", "Whether a concern was looked at again since."),
            ("actions", "Actions", "Concerns that have at least one action of each kind."),
        ),
    ),
    (
        "open",
        "Open cases",
        (("open_for", "By age", "All cases that were open when the numbers were made, of this quarter or before."),),
    ),
)
_CALLS = (
    "Calls that somebody should have answered: not those taken back or pressed by mistake, and no tests. A call is answered when somebody says that "
    "they go, or is there."
)
_TIME = "In seconds, to the nearest 5. In half of the weeks, each ward's for itself, half of the answers had come within this time."


def build(period: Period, concerns: Release | None, calls: Release | None, words: Words) -> Report:
    """The report of a quarter. concerns, calls: what was published of it for everyone, of the whole trust."""
    sections = [] if concerns is None else [_section(concerns, part, words) for part in _PARTS]
    if calls is not None:
        figures = tuple(_figures(calls, call_lines.NAME[0], words))
        sections.append(Section("calls", "Staff calls", (Table("Answers", _CALLS, figures), _seconds(calls, words))))
    return Report(period, concerns is not None, tuple(sections))


def _section(concerns: Release, part: tuple[Key, str, Sequence[tuple[str, str, str]]], words: Words) -> Section:
    key, title, tables = part
    made = (Table(name, about, tuple(_figures(concerns, line, words))) for line, name, about in tables)
    return Section(key, title, tuple(made))


def _seconds(calls: Release, words: Words) -> Table:
    half = calls.given.get(call_lines.HALF)
    figure = Figure(
        "seconds", call_lines.HALF, words("seconds", call_lines.HALF), half, "few" if half is None else "shown"
    )
    return Table("Time to an answer", _TIME, (figure,))


def _figures(release: Release, line: str, words: Words) -> Iterable[Figure]:
    for code, cell in release.line(line).items():
        yield Figure(line, code or "all", words(line, code or "all"), cell.number, cell.how)
