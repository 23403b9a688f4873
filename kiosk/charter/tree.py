"""What lies in a content folder: only files that somebody reads, none that leads out of it, and pictures that are nothing but pictures."""

from __future__ import annotations

import os
import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from pathlib import Path

from kiosk.charter import files
from kiosk.charter.catalogue import LANGUAGES
from kiosk.charter.faults import ContentError, Faults
from kiosk.tablet.senses.sight.bitmaps import examine_png
from kiosk.tablet.senses.sight.outline import SvgRefused
from kiosk.tablet.senses.sight.svg import read_svg

MOST_PICTURE_BYTES = 200_000
MOST_BITMAP_BYTES = 1_000_000
_NAME = re.compile(r"^[a-z0-9_]{1,40}$")
_KNOWN = re.compile(
    r"^(README\.md|glossary\.yaml|(charter|promises|after)/{profile}\.yaml|(questions|help)/({profile}/)?[a-z0-9_]+\.yaml|"
    r"locales/[A-Za-z-]+(\.{profile})?\.po|pictures/[^/]+\.(svg|png))$".replace(
        "{profile}", "(adult|young|learning_disability)"
    )
)
_OUTSIDE = re.compile(r"(?i)\b(?:https?|ftp|file|data|javascript):|^//|@import|url\(\s*['\"]?(?!#)")


def look(folder: Path, faults: Faults) -> None:
    """Goes through everything in a content folder without following a link."""
    for path in _all(folder, folder, faults):
        name = path.relative_to(folder).as_posix()
        if not _KNOWN.match(name):
            faults.add(f"{path}: is no part of a content folder (take it out)")
            continue
        if path.suffix == ".po":
            language = path.name.split(".")[0]
            if language not in LANGUAGES:
                faults.add(
                    f"{path}: {language!r} is no language of Wardlight's (name it after one: {', '.join(LANGUAGES)})"
                )
        with faults:
            if path.suffix in (".svg", ".png"):
                _named(path, faults)
                (picture if path.suffix == ".svg" else bitmap)(path, faults)
            elif path.suffix != ".po":
                files.read_text(path)
            else:
                files.read_bytes(path, 10 * files.MOST_BYTES)


def _all(folder: Path, top: Path, faults: Faults) -> Iterator[Path]:
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        faults.add(f"{folder}: cannot be read: {error.strerror}")
        return
    for entry in entries:
        if entry.name.startswith("."):
            continue  # of an editor or of version control: nobody reads it here
        path = Path(entry.path)
        if entry.is_symlink():
            target = path.resolve()
            where = "a link" if target.is_relative_to(top.resolve()) else "a link that leads out of the folder"
            faults.add(f"{path}: is {where} (put the file itself here)")
        elif entry.is_dir(follow_symlinks=False):
            yield from _all(path, top, faults)
        elif not entry.is_file(follow_symlinks=False):
            faults.add(f"{path}: is no file (take it out)")
        else:
            yield path


def _named(path: Path, faults: Faults) -> None:
    if not _NAME.match(path.stem):
        faults.add(f"{path}: {path.stem!r} is no name for a picture (use small letters, digits and _)")
    if path.suffix == ".png" and path.with_suffix(".svg").exists():
        faults.add(f"{path}: is there as .svg too (take one of the two out)")


def bitmap(path: Path, faults: Faults) -> None:
    """A PNG that is whole and no larger than a tablet takes. Raises ContentError."""
    try:
        examine_png(files.read_bytes(path, MOST_BITMAP_BYTES))
    except SvgRefused as refused:
        faults.add(f"{path}: {refused}")


def picture(path: Path, faults: Faults) -> None:
    """An SVG that draws, and does nothing else. It may come from anywhere, and a tablet draws it on a page that people trust."""
    data = files.read_bytes(path, MOST_PICTURE_BYTES)
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise ContentError(f"{path}: has a DOCTYPE, which can swell it or read other files (take it out)")
    try:
        root = ElementTree.fromstring(data)  # noqa: S314 (no DOCTYPE, so no entities)
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        raise ContentError(f"{path}: is no SVG: {error} (save it again as plain SVG)") from None
    if root.tag.rpartition("}")[2] != "svg":
        raise ContentError(f"{path}: is no SVG but <{root.tag.rpartition('}')[2]}> (save it again as plain SVG)")
    for element in root.iter():
        name = str(element.tag).rpartition("}")[2].lower()
        if name in ("script", "foreignobject", "iframe", "image", "use") and (name != "use" or _leads_out(element)):
            faults.add(f"{path}: has <{name}>, which a picture does not need (take it out)")
        if name == "style" and _OUTSIDE.search(element.text or ""):
            faults.add(f"{path}: fetches something from elsewhere in <style> (take it out)")
        for attribute, value in element.attrib.items():
            bare = attribute.rpartition("}")[2].lower()
            if bare.startswith("on"):
                faults.add(f"{path}: has {bare}=, which runs a script (take it out)")
            elif _OUTSIDE.search(value) or (bare == "href" and not value.startswith("#")):
                faults.add(f"{path}: fetches something from elsewhere: {bare}={value[:30]!r} (take it out)")
    try:
        read_svg(data)  # as a tablet does, so that nothing is refused on the ward that was passed here
    except SvgRefused as refused:
        faults.add(f"{path}: {refused}")


def _leads_out(element: ElementTree.Element) -> bool:
    return any(key.rpartition("}")[2] == "href" and not value.startswith("#") for key, value in element.attrib.items())
