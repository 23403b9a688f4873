"""Videos in sign language: which of them are on this tablet, for which words they were made, and what their captions say.

A ward keeps them in a folder (`videos` in the tablet's settings), each with its captions beside it in WebVTT:

    you_matter-3fa9c1d2ab34.mp4
    you_matter-3fa9c1d2ab34.vtt

The name is the clause's id and a mark of its words, so that a clause that was rewritten is not shown with a video of what it used to say
(`kiosk charter recordings` prints the names). A video without captions is not offered: not everybody signs, and nothing may be seen and not read.
"""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Callable
from pathlib import Path

from msgspec import Struct

ENDINGS = (".mp4", ".webm", ".mkv")
MOST_CAPTIONS = 500


class Line(Struct, frozen=True):
    """A caption. start, end: seconds."""

    start: float
    end: float
    words: str


class Film(Struct, frozen=True):
    """path: of the video. lines: its captions, in their order."""

    path: Path
    lines: tuple[Line, ...]


def name_of(clause: str, title: str, body: str) -> str:
    """The file name, without its ending, of the video of a clause with these English words."""
    return f"{clause}-{hashlib.sha256(f'{title}{chr(10)}{body}'.encode()).hexdigest()[:12]}"


def installed(folder: str, report: Callable[[str], None]) -> dict[str, Film]:
    """The videos of a folder ("": none) by name. report: gets a line for each that cannot be offered, and why."""
    found: dict[str, Film] = {}
    if not folder:
        return found
    try:
        files = sorted(path for path in Path(folder).iterdir() if path.suffix in ENDINGS and path.is_file())
    except OSError as error:
        report(f"{folder}: the videos cannot be listed: {error.strerror}")
        return found
    for path in files:
        try:
            found[path.stem] = Film(path, captions(path.with_suffix(".vtt")))
        except ValueError as fault:
            report(str(fault))
    return found


def captions(path: Path) -> tuple[Line, ...]:
    """The captions of a WebVTT file. Raises ValueError with one line that says what to mend."""
    import webvtt  # only where a ward has videos: it would cost every start

    try:
        read = webvtt.read(str(path)).captions
    except FileNotFoundError:
        raise ValueError(f"{path}: there are no captions (a video is offered once they lie beside it)") from None
    except (
        OSError,
        UnicodeDecodeError,
        webvtt.errors.MalformedFileError,
        webvtt.errors.MalformedCaptionError,
    ) as error:
        raise ValueError(f"{path}: not WebVTT: {error or type(error).__name__}") from None
    lines = tuple(
        Line(_seconds(one.start_time), _seconds(one.end_time), " ".join(one.text.split()))
        for one in read
        if one.text.strip()
    )
    if not lines or len(lines) > MOST_CAPTIONS:
        raise ValueError(f"{path}: {len(lines)} captions (it needs 1 to {MOST_CAPTIONS})")
    if any(one.end <= one.start for one in lines) or any(
        later.start < one.start for one, later in itertools.pairwise(lines)
    ):
        raise ValueError(f"{path}: a caption ends before it begins, or they are out of order (mend its times)")
    return lines


def _seconds(moment: object) -> float:
    hours, minutes, seconds, thousandths = (int(getattr(moment, part)) for part in _PARTS)
    return hours * 3600 + minutes * 60 + seconds + thousandths / 1000


_PARTS = ("hours", "minutes", "seconds", "milliseconds")
