"""Pieces that several sheets share: the marks of a draft, somebody who can be asked, the foot of a sheet, and trying smaller sizes until it fits."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from kiosk import wardpack
from kiosk.charter.manuscript import Manuscript, Organisation, PaperRefused, Said
from kiosk.charter.paper.blocks import TIGHT, TITLE, Block, Code, Panel, Picture, Row, Stack, Text, text
from kiosk.charter.paper.press import Press

Made = TypeVar("Made")

_STEP = 0.97


def fitting(what: str, make: Callable[[float], Made], room: Callable[[Made], float], least: float) -> Made:
    """The largest that fits. make: from a share of the full sizes; room: what is left over, points, below 0 where it does not fit.

    least: the smallest share that can still be read. Raises PaperRefused.
    """
    share = 1.0
    while share >= least:
        made = make(share)
        if room(made) >= 0:
            return made
        share *= _STEP
    raise PaperRefused(
        f"{what}: the words do not fit, even in small letters (shorten the titles, points or the introduction)"
    )


def together(said: Sequence[Said], language: str, between: str = "  ·  ") -> Said:
    """Several small lines as one."""
    found = [one.text for one in said if one]
    return Said((between.join(found),), next((one.language for one in said if one), language))


def marks(press: Press, manuscript: Manuscript, size: float, width: float, tagged: bool = True) -> Panel | None:
    """The band that says that words are a draft or English; None where there is nothing to say. tagged: False where it is a repetition."""
    said = list(manuscript.marks)
    if said and len({one.language for one in said}) == 1:
        said = [together(said, said[0].language)]
    found = [text(press, one, size, width - 16, "P" if tagged else None, "medium", TIGHT) for one in said]
    return Panel(Stack(found, size * 0.55), width, 8, "t2", 6) if found else None


def edges(press: Press, manuscript: Manuscript, size: float, width: float, more: Sequence[Said] = ()) -> Stack:
    """Small lines: which edition, how old the numbers are, in which other forms there is one."""
    lines = [together(manuscript.edition, manuscript.language), *more]
    return Stack([text(press, said, size, width, leading=TIGHT) for said in lines if said], size * 0.6)


def page_foot(press: Press, manuscript: Manuscript, at: int, total: int, size: float, width: float) -> Stack:
    """What stands at the foot of every page of several: its number, and the mark of a draft, as pages get parted. Both are decoration for a screen
    reader, which counts pages itself and hears the mark at the beginning."""
    said = [manuscript.say("print.page", number=at, total=total)]
    if manuscript.draft:
        said.insert(0, manuscript.say("print.draft"))
    return Stack([text(press, one, size, width, None, "medium", TITLE) for one in said], size * 0.6)


def number(press: Press, who: Organisation, size: float, width: float, colour: str = "ink") -> Text | None:
    """The number or address, large, which a reader of the file can follow. None where there is neither."""
    shown = who.number or who.web
    if not shown:
        return None
    return text(press, Said((shown,)), size, width, "Link", "bold", TITLE, colour, wardpack.link(who.number, who.web))


def code(manuscript: Manuscript, who: Organisation, side: float) -> Code | None:
    """Their QR code, with words for whoever cannot see it."""
    if who.number:
        said = manuscript.say("print.qr.phone", name=who.name.plain, number=who.number)
    elif who.web:
        said = manuscript.say("print.qr.web", web=who.web)
    else:
        return None
    return Code(wardpack.link(who.number, who.web), side, said.plain)


def picture(manuscript: Manuscript, name: str, height: float, press: Press) -> Picture:
    """A picture with its alternative, as wide as its field asks."""
    wide, high = press.field(name)
    return Picture(name, height * wide / high, height, manuscript.alternative(name))


def beside(start: Block, width: float, block: Block, gap: float) -> Row:
    """A block beside another that stands at the start and takes `width`."""
    return Row(((0.0, start), (width + gap, block)))
