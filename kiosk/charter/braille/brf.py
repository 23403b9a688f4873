"""Lays Braille out in pages and writes it as a .brf file: ASCII Braille, 40 cells by 25 lines unless told otherwise, a form feed after each page.

The title stands in the middle, headings begin in cell 5 and never alone at the foot of a page, paragraphs begin in cell 3, the last line of a page
holds its number. A phone number is never torn apart.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Literal, NamedTuple

from kiosk.charter.braille import louis
from kiosk.charter.braille.tables import ADDED, CODES, UEB, Grade, table
from kiosk.charter.manuscript import Manuscript, Organisation, PaperRefused, Said

CELLS, LINES = 40, 25
LEAST_CELLS, LEAST_LINES = 20, 10
_BLANK = "\u2800"
_SOFT = "\u200b"  # where a unit may be cut: between the characters of a script that has no blanks
_SIX_DOTS = range(0x2800, 0x2840)
_ASCII = " A1B'K2L@CIF/MSP\"E3H9O6R^DJG>NTQ,*5<-U8V.%[$+X!&;:4\\0Z7(_?W]#Y)="
"""ASCII Braille: the sign of each of the 64 patterns, in the order of Unicode (North American Braille Computer Code)."""

_NUMBER = re.compile(r"\d[\d ]*\d")
_APART = {  # letters that Unicode never puts together again by itself, and that tables know only as one
    unicodedata.normalize("NFD", chr(letter)): chr(letter)
    for letter in range(0x0900, 0x0E00)
    if unicodedata.normalize("NFC", chr(letter)) != chr(letter)
}
_SPOKEN_ALIKE = str.maketrans({"\u00a0": " ", "\u2011": "-"})
_ALIKE: dict[str, tuple[str, ...]] = {  # what stands for a sign that a table does not have, the nearest first
    "\u200c": ("",),  # only keeps letters apart in print
    "\u200d": ("",),
    "\u0964": (".",),  # the full stop of Hindi, Bengali and Punjabi
    "\u2019": ("'",),
    "\u2018": ("'",),
    "\u2026": ("...",),
    "\u2013": ("-",),
    **dict.fromkeys("\u201c\u201d\u00ab\u00bb", ('"',)),
}


Kind = Literal["title", "heading", "paragraph"]


class _Piece(NamedTuple):
    """A paragraph of the document."""

    kind: Kind
    said: Said


def document(manuscript: Manuscript, grade: Grade, cells: int = CELLS, lines: int = LINES) -> str:
    """The whole charter as the text of a .brf file. Raises PaperRefused where the language has no such code, LouisMissing."""
    if cells < LEAST_CELLS or lines < LEAST_LINES:
        raise PaperRefused(
            f"a Braille page of {cells} cells and {lines} lines is too small (at least {LEAST_CELLS} and {LEAST_LINES})"
        )
    table(manuscript.language, grade)
    pages = list(_pages(_pieces(manuscript), manuscript.language, grade, cells, lines))
    return "".join("\r\n".join(ascii_braille(line).rstrip() for line in page) + "\r\n\f" for page in pages)


def ascii_braille(cells: str) -> str:
    """Unicode Braille as ASCII Braille. Raises ValueError for eight-dot cells."""
    return "".join(_ASCII[_SIX_DOTS.index(ord(cell))] for cell in cells)


def from_ascii(written: str) -> str:
    """ASCII Braille as Unicode Braille: for proofs."""
    return "".join(chr(_SIX_DOTS[_ASCII.index(sign)]) for sign in written)


# --- what stands in it ------------------------------------------------------------------------------------------


def _pieces(manuscript: Manuscript) -> Iterator[_Piece]:
    yield _Piece("title", manuscript.title)
    yield _Piece("title", Said((manuscript.ward,)))
    for said in (*manuscript.marks, manuscript.intro):
        yield _Piece("paragraph", said)
    for clause in manuscript.clauses:
        yield _Piece("heading", clause.title)
        yield _Piece("paragraph", clause.body)
        if clause.point:
            yield _Piece("paragraph", clause.point)
    yield _Piece("heading", manuscript.contact_title)
    yield _Piece("paragraph", manuscript.contact_body)
    yield _Piece("heading", manuscript.say("print.now.title"))
    yield _Piece("paragraph", manuscript.say("print.now.body"))
    yield _Piece("heading", manuscript.say("help.outside.title"))
    for who in manuscript.organisations:
        yield from _organisation(manuscript, who)
    yield from (
        _Piece("paragraph", said)
        for said in (manuscript.numbers, manuscript.say("print.other_forms"), *manuscript.edition)
        if said
    )


def _organisation(manuscript: Manuscript, who: Organisation) -> Iterator[_Piece]:
    yield _Piece("paragraph", who.name)
    yield _Piece("paragraph", who.who)
    if who.number:
        yield _Piece("paragraph", manuscript.say("print.phone", number=who.number))
    if who.web:
        yield _Piece("paragraph", manuscript.say("print.web", web=who.web))


# --- translation ------------------------------------------------------------------------------------------------


class _Run(NamedTuple):
    """Words that one table writes, or Braille already (no table). glued: they go on where the run before ended, without a blank."""

    text: str
    table: str
    glued: bool = False


def units(said: Said, grade: Grade, beside: str = "en") -> list[str]:
    """The words of a text in Braille, each a run of cells that stays on one line, but for places marked U+200B between Chinese characters.

    beside: the language of the whole document. A word that the text's own code cannot write (a language's name in an English sentence) is written in
    that language's code, or else in UEB. Raises PaperRefused for letters that nobody can write.
    """
    names = (_table_for(said.language, grade), _table_for(beside, 1), UEB.one)
    found: list[str] = []
    for run in _runs(_written(said.plain), names):
        made = _units(run)
        if run.glued and found and made:
            found[-1] += made.pop(0)
        found += made
    return found


def _table_for(language: str, grade: Grade) -> str:
    code = CODES.get(language, UEB)
    return (code.two if grade == 2 else code.one) or code.one or UEB.one


def _written(text: str) -> str:
    """Text with its letters put together as tables know them."""
    text = unicodedata.normalize("NFC", text).translate(_SPOKEN_ALIKE)
    for apart, one in _APART.items():
        text = text.replace(apart, one)
    return " ".join(text.split())


def _runs(text: str, names: tuple[str, ...]) -> Iterator[_Run]:
    """Each word by the first table that has its letters, and signs that this table does not have by a like one or in UEB; neighbours together."""
    held: _Run | None = None
    for run in (run for word in text.split(" ") for run in _of_word(word, names)):
        if held is None:
            held = run
        elif held.table == run.table:
            held = held._replace(text=held.text + ("" if run.glued else " ") + run.text)
        else:
            yield held
            held = run
    if held is not None:
        yield held


def _of_word(word: str, names: tuple[str, ...]) -> Iterator[_Run]:
    table = next((name for name in names if _can_write(word, name)), "")
    glued = False
    for sign in word:
        like = next((like for like in (sign, *_ALIKE.get(sign, ())) if table and _writes(like, table)), None)
        if sign in ADDED.get(table, ()):
            yield _Run(ADDED[table][sign], "", glued)
        elif like is not None:
            if like:
                yield _Run(like, table, glued)
        elif table and _is_sign(sign) and _writable(sign, UEB.one):
            yield _Run(sign, UEB.one, glued)
        else:
            raise PaperRefused(
                f"{word!r} cannot be written in Braille: no table has dots for it (write it in other letters)"
            )
        glued = glued or like != ""


def _is_sign(sign: str) -> bool:
    """Whether it is punctuation or a mark, and no letter or digit."""
    return unicodedata.category(sign)[0] in "PSC"


@cache
def _can_write(word: str, table: str) -> bool:
    """Whether a table has all letters of a word, and writes it in six dots where it knows its signs too (Turkish has eight for web addresses)."""
    if not all(_has(letter, table) for letter in word if not _is_sign(letter)):
        return False
    whole = all(_writable(sign, table) for sign in word)
    return not whole or all(ord(cell) in _SIX_DOTS for cell in louis.translate(word, table).cells)


def _has(letter: str, table: str) -> bool:
    return letter in ADDED.get(table, ()) or _writable(letter, table)


def _writes(like: str, table: str) -> bool:
    return all(_writable(sign, table) for sign in like)


@cache
def _writable(sign: str, table: str) -> bool:
    """Whether a table has six-dot Braille for a letter."""
    return not louis.unknown(sign, table) and all(ord(cell) in _SIX_DOTS for cell in louis.translate(sign, table).cells)


def _units(run: _Run) -> list[str]:
    """Braille divided at its blanks, but not at those inside a number."""
    if not run.table:
        return [run.text]
    cells, source = louis.translate(run.text, run.table)
    if not all(ord(cell) in _SIX_DOTS for cell in cells):
        raise PaperRefused(f"{run.text!r} cannot be written in six dots ({run.table})")
    inside = {at for number in _NUMBER.finditer(run.text) for at in range(number.start(), number.end())}
    found, unit, before = [], "", -1
    for cell, came_from in zip(cells, source, strict=True):
        if came_from != before and unit and came_from not in inside and _without_blanks(run.text[came_from]):
            unit += _SOFT
        before = came_from
        if cell == _BLANK and came_from not in inside:
            found.append(unit)
            unit = ""
        else:
            unit += cell
    return [one for one in (*found, unit) if one]


def _without_blanks(sign: str) -> bool:
    """Whether a letter is of a script that is written without blanks between words: a Chinese character."""
    return "\u2e80" <= sign <= "\u9fff"


# --- layout -----------------------------------------------------------------------------------------------------


def _pages(pieces: Iterable[_Piece], language: str, grade: Grade, cells: int, lines: int) -> Iterator[list[str]]:
    """Pages of exactly `lines` lines, the last of them the page number."""
    room = lines - 1
    page: list[str] = []
    number = 1
    held: list[str] = []  # a heading that waits for its paragraph
    last: Kind | None = None
    for kind, said in pieces:
        made = _set(kind, units(said, grade, language), cells)
        if kind == "heading" or (last == "title" and kind != "title"):
            made = ["", *made]
        last = kind
        if kind == "heading":
            held = made
            continue
        needed = len(held) + min(2, len(made))
        if page and len(page) + needed > room:
            yield _closed(page, room, number, language, cells)
            page, number = [], number + 1
        for line in (*held, *made):
            if len(page) == room:
                yield _closed(page, room, number, language, cells)
                page, number = [], number + 1
            if line or page:  # no page begins with an empty line
                page.append(line)
        held = []
    yield _closed(page, room, number, language, cells)


def _closed(page: list[str], room: int, number: int, language: str, cells: int) -> list[str]:
    shown = louis.translate(str(number), _table_for(language, 1)).cells
    return [*page, *[""] * (room - len(page)), _BLANK * (cells - len(shown)) + shown]


def _set(kind: Kind, words: list[str], cells: int) -> list[str]:
    """Lines of a paragraph."""
    if kind == "title":
        lines = _wrapped(words, cells - 6, 0, 0)
        return [_BLANK * ((cells - len(line)) // 2) + line for line in lines]
    first, after = (4, 4) if kind == "heading" else (2, 0)
    return _wrapped(words, cells, first, after)


def _wrapped(words: list[str], cells: int, first: int, after: int) -> list[str]:
    """Words in lines; one that is longer than a line, with no place to cut it, is cut where the line ends."""
    lines: list[str] = []
    line, empty = _BLANK * first, True
    for word in words:
        for at, piece in enumerate(word.split(_SOFT)):
            between = "" if empty or at else _BLANK
            if not empty and len(line) + len(between) + len(piece) > cells:
                lines.append(line)
                line, between = _BLANK * after, ""
            line += between + piece
            empty = False
            while len(line) > cells:
                lines.append(line[:cells])
                line = _BLANK * after + line[cells:]
    return [*lines, line]
