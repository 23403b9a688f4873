"""Reads the source tree for tests/test_house.py: which module imports which, and which text lies where.

Imports are read with `ast` wherever they stand, also inside functions and behind TYPE_CHECKING: a rule that a later
import could slip past would hold nothing.
"""

import ast
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TypeAlias

from tests.support.processes import REPOSITORY

Imports: TypeAlias = Mapping[str, frozenset[str]]


def module_name(file: Path, root: Path = REPOSITORY) -> str:
    """Return the dotted name under which `file` is imported: kiosk/tablet/pages.py is kiosk.tablet.pages."""
    parts = file.relative_to(root).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def python_files(root: Path = REPOSITORY, folder: str = "kiosk") -> list[Path]:
    """Return the Python files of one of the top folders."""
    return sorted(path for path in (root / folder).rglob("*.py") if "__pycache__" not in path.parts)


def imports_of(source: str, module: str, is_package: bool) -> frozenset[str]:
    """Return the dotted names that a module's source imports, relative ones resolved.

    `from a import b` counts as both `a` and `a.b`, because `b` may be a module.
    """
    package = module if is_package else module.rpartition(".")[0]
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                kept = package.split(".")[: len(package.split(".")) - (node.level - 1)]
                base = ".".join([*kept, *([node.module] if node.module else [])])
            found.add(base)
            found.update(f"{base}.{alias.name}" for alias in node.names)
    return frozenset(found)


def house(root: Path = REPOSITORY, folder: str = "kiosk") -> dict[str, frozenset[str]]:
    """Return what each module under `kiosk/` imports, by its dotted name."""
    return {
        module_name(file, root): imports_of(
            file.read_text(encoding="utf-8"), module_name(file, root), file.name == "__init__.py"
        )
        for file in python_files(root, folder)
    }


def within(name: str, *packages: str) -> bool:
    """Tell whether a dotted name is one of the packages or lies in one."""
    return any(name == package or name.startswith(f"{package}.") for package in packages)


def reachable(start: str, imports: Imports) -> dict[str, tuple[str, ...]]:
    """Return every name that importing `start` leads to, each with the way there (for the message of a failed test).

    Importing a module also runs the packages around it, so these count as imported too.
    """
    ways: dict[str, tuple[str, ...]] = {start: (start,)}
    waiting = [start]
    while waiting:
        module = waiting.pop()
        around = {module.rpartition(".")[0]} - {""} if module in imports else set()
        for name in sorted(imports.get(module, frozenset()) | around):
            if name not in ways:
                ways[name] = (*ways[module], name)
                waiting.append(name)
    return ways


def committed_files(root: Path = REPOSITORY) -> Iterator[tuple[Path, str]]:
    """Give each text file that is or could be committed (not ignored by git), with its text."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=root,
        check=True,
        capture_output=True,
        text=True,
    )
    for name in sorted(filter(None, listed.stdout.split("\0"))):
        file = root / name
        if not file.is_file():
            continue
        raw = file.read_bytes()
        if b"\0" not in raw:
            yield file.relative_to(root), raw.decode("utf-8", errors="replace")
