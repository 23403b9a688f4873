"""Recorded sentences: a script for a speaker, and taking what they recorded back. `kiosk charter recordings`.

The tablet finds a recording by the hash of its sentence (`kiosk.tablet.senses.hearing.clips`), so the script is made from the very texts that the
tablet shows: for a ward's own words from what is published, where the ward's name and its contact are filled in.
"""

from __future__ import annotations

import csv
import html
import io
import wave
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from kiosk.charter import recording_checks, sources
from kiosk.charter.faults import ContentError
from kiosk.resources import resource_folder
from kiosk.tablet import words
from kiosk.tablet.senses.hearing import clips, sndfile
from kiosk.tablet.ward import SOURCE, direction

SCRIPT, LIST = "script.html", "script.csv"
NOT_HEARD = ("staff.", "key.", "print.", "picture.", "language.")  # texts of pages that nobody listens to, or of paper
SHIPPED = "clips"


class Line(NamedTuple):
    """One sentence to record. number: in the script, from 1. clip: name of its file, without a suffix."""

    number: int
    clip: str
    sentence: str
    english: str


class Script(NamedTuple):
    """language: that is spoken; words: that the sentences are written in, mostly the same. filled_in: sentences that the tablet fills in later."""

    language: str
    words: str
    lines: tuple[Line, ...]
    filled_in: int


def script(language: str, what: Path, ward: str = "", own: Path | None = None, all_of_it: bool = False) -> Script:
    """What is still to be recorded, the ward's content before the interface.

    what: a trust's settings, a pack or a content folder. own: the ward's recordings. all_of_it: also what is recorded. Raises Refusal.
    """
    folders = (*((own,) if own else ()), resource_folder("assets") / SHIPPED)
    written = _written(language, folders)
    content = sources.read(what, ward).content.texts
    interface = words.load(resource_folder("locales")).interface
    if written not in content and written not in interface:
        raise ContentError(
            f"{language}: there are no texts in {written} here: kiosk charter languages says which there are"
        )
    recorded = clips.Clips(folders)
    lines: list[Line] = []
    seen: set[str] = set()
    filled_in = 0
    for texts in (content, interface):
        for sentence, english in _sentences(texts.get(written, {}), texts.get(SOURCE, {})):
            name = clips.name(sentence)
            if name in seen:
                continue
            seen.add(name)
            if "{" in sentence:
                filled_in += 1
            elif all_of_it or recorded.find(sentence, language) is None:
                lines.append(Line(len(lines) + 1, name, clips.normal(sentence), clips.normal(english)))
    return Script(language, written, tuple(lines), filled_in)


def _written(language: str, folders: tuple[Path, ...]) -> str:
    """The language whose words are said: the slot of a language that is only spoken names it."""
    for folder in folders:
        slot = clips.read_slot(folder / language / clips.SLOT)
        if slot and slot.words:
            return slot.words
    return language


def _sentences(texts: Mapping[str, str], english: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Every sentence that a page can say, with its English: sentence for sentence where they are as many, else the whole text."""
    for name, text in texts.items():
        if name.startswith(NOT_HEARD):
            continue
        said, meant = words.sentences(text, {}), words.sentences(english.get(name, ""), {})
        for number, sentence in enumerate(said):
            yield sentence, meant[number] if len(meant) == len(said) else " ".join(meant)


def write(made: Script, out: Path) -> None:
    """The script as a page to print, and as a list that `take` reads. Raises ContentError."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        (out / SCRIPT).write_text(_page(made), encoding="utf-8")
        with (out / LIST).open("w", encoding="utf-8", newline="") as file:
            rows = csv.writer(file)
            rows.writerow(("number", "file", "language", "sentence", "english"))
            rows.writerows((f"{n:04}", f"{clip}.wav", made.language, s, e) for n, clip, s, e in made.lines)
    except OSError as fault:
        raise ContentError(f"{out}: cannot be written: {fault.strerror}") from None


_STYLE = """body{font:18pt/1.5 sans-serif;max-width:46em;margin:2em auto}li{margin:0 0 1.2em;break-inside:avoid}
small{display:block;font-size:12pt}ol{padding-inline-start:3em}"""


def _page(made: Script) -> str:
    """For a speaker: large, with room between the sentences, the English below each."""
    way = direction(made.words)
    said = "".join(
        f'<li value="{line.number}"><span lang="{html.escape(made.words)}" dir="{way}">{html.escape(line.sentence)}</span>'
        + (f'<small lang="en" dir="ltr">{html.escape(line.english)}</small>' if made.words != SOURCE else "")
        + "</li>\n"
        for line in made.lines
    )
    return f"""<!doctype html><html lang="en"><meta charset="utf-8"><title>Recordings: {html.escape(made.language)}</title>
<style>{_STYLE}</style>
<h1>Recordings: {html.escape(made.language)}</h1>
<p>One sentence a file, named by its number: 0001.wav, 0002.wav. One channel, 48,000 samples a second, 16 bits or more.
Speak as to one person across a table, calmly, about 150 words a minute. Wait a moment before and after each sentence.
A quiet room without echo, the same distance from the microphone throughout. Read phone numbers digit by digit.
Say what stands here and nothing else; if a sentence is wrong, do not mend it: tell whoever gave you this list.</p>
<ol>
{said}</ol></html>
"""


class Taken(NamedTuple):
    """kept: how many recordings are in place now. refused: a line for each that is not good enough. missing: how many sentences have none."""

    kept: int
    refused: tuple[str, ...]
    missing: int


def take(recorded: Path, to: Path, mend: bool = False) -> Taken:
    """Check the files that a speaker recorded to a script, and put those that are good where the tablet looks for them.

    recorded: folder with script.csv and the files, named by their numbers or as the list names them. to: folder of the ward's recordings.
    mend: set level and silence right where that is all that is wrong. Raises ContentError.
    """
    kept, missing, refused = 0, 0, []
    for number, clip, language, sentence in _listed(recorded / LIST):
        file = next((path for name in (number, clip) for path in _named(recorded, name)), None)
        if file is None:
            missing += 1
            continue
        try:
            sound = sndfile.read(file)
            if mend:
                sound = recording_checks.mended(sound)
            faults = recording_checks.faults(sound, sentence)
        except OSError as fault:
            refused.append(str(fault))
            continue
        if faults:
            refused += [f"{file.name}: {fault}" for fault in faults]
            continue
        _put(sound, to / language / f"{clip}.wav")
        kept += 1
    return Taken(kept, tuple(refused), missing)


def _named(folder: Path, stem: str) -> list[Path]:
    return [path for suffix in (*clips.SUFFIXES, ".flac") if (path := folder / (stem + suffix)).is_file()]


def _listed(path: Path) -> list[tuple[str, str, str, str]]:
    """(number, clip, language, sentence) of every line of a list. Raises ContentError."""
    try:
        rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))))
        listed = [(row["number"], Path(row["file"]).stem, row["language"], row["sentence"]) for row in rows]
    except FileNotFoundError:
        raise ContentError(
            f"{path}: there is no such list: kiosk charter recordings script writes it beside the script"
        ) from None
    except (OSError, KeyError, TypeError, ValueError, csv.Error):
        raise ContentError(f"{path}: not the list that kiosk charter recordings script wrote: write it anew") from None
    for number, clip, language, sentence in listed:
        if clip != clips.name(sentence) or not clips.LANGUAGE.fullmatch(language) or not number.isdecimal():
            raise ContentError(f"{path}: {clip}.wav does not belong to its sentence: write the list anew")
    return listed


def _put(sound: sndfile.Recording, path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with wave.open(str(path), "wb") as file:
            file.setparams((1, 2, sound.rate, 0, "NONE", ""))
            file.writeframes(sound.samples)
    except OSError as fault:
        raise ContentError(f"{path}: cannot be written: {fault.strerror}") from None
