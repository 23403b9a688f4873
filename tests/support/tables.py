"""The tables of a Markdown page, for tests that follow what is promised there."""

from __future__ import annotations

from pathlib import Path


def tables(page: Path) -> dict[str, dict[str, dict[str, str]]]:
    """Name of a table's first column -> first cell of a row -> column -> cell. A row of another length is an error."""
    found: dict[str, dict[str, dict[str, str]]] = {}
    columns: list[str] = []
    for line in page.read_text(encoding="utf-8").splitlines():
        if not line.startswith("|"):
            columns = []
            continue
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if not columns:
            columns = cells
            found[columns[0]] = {}
        elif set("".join(cells)) != {"-"}:
            first, *others = cells
            found[columns[0]][first] = dict(zip(columns[1:], others, strict=True))
    return found
