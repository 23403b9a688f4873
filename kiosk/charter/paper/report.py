"""The trust's quarterly report as a tagged PDF: headings, tables with their heads, and real words, as the charter's papers are made.

A program: the backend runs it (`kiosk.trust.report_paper`), gives it the order on standard input and takes the file from standard output, so that
what draws letters is in no process that holds keys.
"""

from __future__ import annotations

import datetime
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import msgspec

from kiosk.charter.manuscript import Said
from kiosk.charter.paper import tagging
from kiosk.charter.paper.blocks import BODY, TITLE, Block, Part, Row, Space, Stack, text
from kiosk.charter.paper.poster import A4
from kiosk.charter.paper.press import MM, Press, Role
from kiosk.charter.paper.sketches import Drawn
from kiosk.trust.measures import release_words
from kiosk.trust.measures.published_charts import OverTime
from kiosk.trust.measures.quarterly import Paper, Table

_MARGIN = 20 * MM
_WIDTH = A4[0] - 2 * _MARGIN
_SIZE = 10.5
_COLUMNS = {2: (0.75, 0.25), 3: (0.4, 0.35, 0.25)}  # shares of the width, by how many there are
_CELL = _SIZE * 0.55  # above and under the words of a row
_BETWEEN = 6 * MM
LANGUAGE = "en"


def pdf(paper: Paper) -> bytes:
    """The file."""
    with tempfile.TemporaryDirectory() as between:
        drawn, finished = Path(between) / "drawn.pdf", Path(between) / "finished.pdf"
        press = Press(drawn, rtl=False)
        _draw(press, list(_blocks(press, paper)))
        press.finish()
        made = datetime.datetime.fromtimestamp(paper.made, datetime.UTC)
        tagging.finish(drawn, finished, press.root, LANGUAGE, paper.title, False, made)
        return finished.read_bytes()


def main() -> None:
    """Entry of the process."""
    sys.stdout.buffer.write(pdf(msgspec.msgpack.decode(sys.stdin.buffer.read(), type=Paper)))


def _draw(press: Press, blocks: Sequence[Block]) -> None:
    """As many blocks to a page as it holds; its number below, which whoever hears the file is told anyway."""
    bottom, y = A4[1] - _MARGIN, 0.0
    for block in blocks:
        if not press.pages or y + block.height > bottom:
            press.page(*A4)
            foot = _said(press, f"{press.pages}", _SIZE, None)
            foot.draw(press, _MARGIN, A4[1] - _MARGIN / 2)
            y = _MARGIN
        block.draw(press, _MARGIN, y)
        y += block.height + _BETWEEN


def _said(
    press: Press, words: str, size: float = _SIZE, role: Role | None = "P", width: float = _WIDTH, colour: str = "ink"
) -> Block:
    bold = role in ("H1", "H2", "H3", "TH")
    leading = TITLE if bold else BODY
    return text(press, Said((words,), LANGUAGE), size, width, role, "bold" if bold else "regular", leading, colour)


def _blocks(press: Press, paper: Paper) -> Iterator[Block]:
    head = _said(press, paper.title, _SIZE * 2, "H1", colour="spruce")
    yield Stack((head, *(_said(press, words) for words in (*paper.opening, release_words.HOW_TO_READ))), 4 * MM)
    for section in paper.report.sections:
        heading = _said(press, section.title, _SIZE * 1.5, "H2", colour="spruce")
        for table in section.tables:
            # A heading stays with what comes after it.
            yield Stack((*((heading,) if heading.height else ()), *_table(press, table)), 3 * MM)
            heading = Space(0)
    heading = _said(press, "Over time", _SIZE * 1.5, "H2", colour="spruce")
    for chart in paper.over_time:
        yield Stack((*((heading,) if heading.height else ()), *_over_time(press, chart)), 3 * MM)
        heading = Space(0)


def _table(press: Press, table: Table) -> Iterator[Block]:
    yield _said(press, table.title, _SIZE * 1.15, "H3")
    yield _said(press, table.about)
    figures = ((figure.words, release_words.number(figure.how, figure.number)) for figure in table.figures)
    yield _rows(press, ("What", "How many"), figures)


def _over_time(press: Press, chart: OverTime) -> Iterator[Block]:
    yield _said(press, chart.title, _SIZE * 1.15, "H3")
    yield Drawn(chart.sketch, _WIDTH, LANGUAGE)
    yield _said(press, chart.sentence)
    yield _rows(press, chart.heads, chart.rows)


def _rows(press: Press, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Block:
    """A table. heads: of its columns; the first cell of a row heads the row."""
    return Part("Table", Stack([_row(press, heads, "TH"), *(_row(press, row, "TD") for row in rows)]))


def _row(press: Press, words: Sequence[str], role: Role) -> Block:
    widths = [_WIDTH * share for share in _COLUMNS[len(words)]]
    cells = [
        (sum(widths[:number]), _said(press, each, role=role if number else "TH", width=widths[number] - 4 * MM))
        for number, each in enumerate(words)
    ]
    return Ruled(Part("TR", Row(cells, "top")))


class Ruled:
    """A row of a table with a line under it."""

    def __init__(self, block: Block) -> None:
        self._block = block

    @property
    def height(self) -> float:
        return self._block.height + 2 * _CELL

    def draw(self, press: Press, x: float, y: float) -> None:
        self._block.draw(press, x, y + _CELL)
        press.rule(x, y + self.height, x + _WIDTH, y + self.height)


if __name__ == "__main__":
    main()
