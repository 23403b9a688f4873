"""Reads a finished PDF back, as a screen reader, a camera and a printer would."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pikepdf
from pikepdf import Array, Dictionary, Name


class Element(NamedTuple):
    """A part of the structure. role: without its slash. depth: 0 is the document."""

    role: str
    depth: int
    alternative: str
    actual: str
    language: str
    has_link: bool


def elements(path: Path) -> list[Element]:
    """The structure, in the order in which it is read."""
    with pikepdf.open(path) as pdf:
        return list(_walk(pdf.Root.StructTreeRoot.K[0], 0))


def _walk(element: pikepdf.Object, depth: int) -> Iterator[Element]:
    kids = element.get("/K", Array())
    inner = [kid for kid in kids if isinstance(kid, Dictionary)] if isinstance(kids, Array) else []
    alternative, actual, language = (str(element.get(key, "")) for key in ("/Alt", "/ActualText", "/Lang"))
    link = any(kid.get("/Type") == Name.OBJR for kid in inner)
    yield Element(str(element.S)[1:], depth, alternative, actual, language, link)
    for kid in inner:
        if "/S" in kid:
            yield from _walk(kid, depth + 1)


def structure(path: Path) -> list[str]:
    """What a screen reader says, part by part."""
    return [said for element in elements(path) if (said := element.alternative or element.actual)]


def words(path: Path) -> str:
    """The words of all pages, as somebody who marks and copies them gets them; without marks of direction."""
    return "".join(sign for sign in _said("pdftotext", str(path), "-") if sign not in "\u202a\u202b\u202c\u2068\u2069")


def codes(path: Path, folder: Path, dots_per_inch: int = 100) -> set[str]:
    """What a camera reads in the QR codes of all pages."""
    subprocess.run(["pdftoppm", "-gray", "-r", str(dots_per_inch), str(path), str(folder / "page")], check=True)
    pages = sorted(folder.glob("page*.pgm"))
    found = subprocess.run(["zbarimg", "-q", "--raw", *map(str, pages)], capture_output=True, text=True, check=False)
    return set(found.stdout.split())


def links(path: Path) -> set[str]:
    """Where the file leads."""
    with pikepdf.open(path) as pdf:
        return {str(link.A.URI) for page in pdf.pages for link in page.get("/Annots", Array())}


def unmarked(path: Path) -> list[str]:
    """Operators that paint outside of everything that has a meaning or is marked as decoration."""
    found = []
    with pikepdf.open(path) as pdf:
        for page in pdf.pages:
            depth = 0
            for instruction in pikepdf.parse_content_stream(page):
                name = str(instruction.operator)
                depth += {"BDC": 1, "BMC": 1, "EMC": -1}.get(name, 0)
                if not depth and name in ("f", "f*", "S", "B", "Tj", "TJ", "Do", "sh"):
                    found.append(name)
            assert depth == 0
    return found


def letter_sizes(path: Path) -> set[float]:
    """Sizes of all letters, points."""
    sizes = set()
    with pikepdf.open(path) as pdf:
        for page in pdf.pages:
            for instruction in pikepdf.parse_content_stream(page):
                if str(instruction.operator) == "Tm":
                    sizes.add(round(abs(float(instruction.operands[3])), 2))
    return sizes


def _said(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout
