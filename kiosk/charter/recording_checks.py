"""Whether a recorded sentence is good enough to be heard on a ward: level, peaks, noise, silence at both ends, length.

The numbers are those of the tablet's voice, which speaks where nothing is recorded, so that nobody has to reach for the volume between two sentences:
-20 LUFS within 1, true peak under -3 dBTP, noise at least 20 dB below the voice (WCAG 1.4.7), 150 to 300 ms of silence at both ends.
"""

from __future__ import annotations

import math
import re
import subprocess
import unicodedata
from array import array
from typing import NamedTuple

from kiosk.tablet.senses.hearing.sndfile import ClipError, Recording

LEVEL, WITHIN = -20.0, 1.0  # LUFS
PEAK = -3.0  # dBTP
LEAST_OVER_NOISE = 20.0  # dB
SILENCE = (0.150, 0.300)  # seconds
RATES = (44_100, 48_000)
LETTERS = (3.0, 26.0)  # a second: from slower than anybody reads to faster
IDEOGRAPHS = (1.2, 9.0)  # the same for Chinese
_FRAME = 0.010  # seconds
_TRIMMED = 0.220  # seconds of silence that mending leaves


class Loudness(NamedTuple):
    """integrated: LUFS (EBU R 128). peak: dBTP."""

    integrated: float
    peak: float


class Voice(NamedTuple):
    """start, end: seconds in which somebody speaks. over_noise: dB from the noise to the voice."""

    start: float
    end: float
    over_noise: float


def loudness(sound: Recording) -> Loudness:
    """Measured by ffmpeg. Raises ClipError where it is not installed."""
    command = ["ffmpeg", "-hide_banner", "-nostats", "-f", "s16le", "-ac", "1", "-ar", str(sound.rate), "-i", "-"]
    try:
        done = subprocess.run(  # noqa: S603
            [*command, "-af", "ebur128=peak=true:framelog=verbose", "-f", "null", "-"],
            input=sound.samples,
            capture_output=True,
            check=True,
            timeout=60,
        )
    except FileNotFoundError:
        raise ClipError("the level of recordings is measured by ffmpeg: install ffmpeg") from None
    except subprocess.SubprocessError:
        raise ClipError("ffmpeg cannot measure this recording: record it again") from None
    said = done.stderr.decode("utf-8", "replace")
    found = [
        re.search(pattern, said) for pattern in (r"I:\s+(-?[\d.]+|-?inf|nan) LUFS", r"Peak:\s+(-?[\d.]+|-?inf) dBFS")
    ]
    integrated, peak = (float(match.group(1)) if match else -math.inf for match in found)
    return Loudness(-math.inf if math.isnan(integrated) else integrated, peak)


def voice(sound: Recording) -> Voice | None:
    """Where the voice is, by frames of 10 ms; None: nobody speaks."""
    samples, length = array("h", sound.samples), round(_FRAME * sound.rate)
    levels = [_level(samples[at : at + length]) for at in range(0, len(samples) - length, length)]
    if not levels:
        return None
    noise = sorted(levels)[len(levels) // 20]  # the quietest twentieth is nobody speaking
    loud = sorted(levels)[len(levels) * 9 // 10]
    if loud < -50:
        return None
    line = max(noise + 6, loud - 30, -55.0)
    heard = [number for number, level in enumerate(levels) if level > line]
    if not heard:
        return None
    return Voice(heard[0] * _FRAME, (heard[-1] + 1) * _FRAME, loud - max(noise, -96.0))


def _level(samples: array[int]) -> float:
    """RMS, dB below full scale."""
    power = sum(sample * sample for sample in samples) / len(samples)
    return 10 * math.log10(power / 32768**2) if power else -120.0


def faults(sound: Recording, sentence: str) -> tuple[str, ...]:
    """What is wrong with a recording of this sentence, each with its mend. Raises ClipError."""
    if sound.rate not in RATES:
        return (f"{sound.rate} samples a second: record 48,000",)
    said = voice(sound)
    if said is None:
        return ("nobody speaks: record it again",)
    found = []
    measured = loudness(sound)
    if abs(measured.integrated - LEVEL) > WITHIN + 0.05:
        found.append(f"{measured.integrated:.1f} LUFS: it should be {LEVEL:g} within {WITHIN:g} (--mend sets it)")
    if measured.peak > PEAK + 0.05:
        found.append(
            f"peaks of {measured.peak:.1f} dBTP: at most {PEAK:g}; speak more evenly, further from the microphone"
        )
    if said.over_noise < LEAST_OVER_NOISE:
        found.append(
            f"noise only {said.over_noise:.0f} dB below the voice: {LEAST_OVER_NOISE:g} are needed; find a quieter room"
        )
    for where, silence in (("before", said.start), ("after", sound.seconds - said.end)):
        if not SILENCE[0] - 0.02 <= silence <= SILENCE[1] + 0.02:
            found.append(f"{silence * 1000:.0f} ms of silence {where} it: 150 to 300 (--mend cuts and adds)")
    found += _length(said.end - said.start, sentence)
    return tuple(found)


def _length(seconds: float, sentence: str) -> list[str]:
    """Whether somebody can have said this sentence in this time: half of it, or two, cannot."""
    letters = sum(unicodedata.category(sign)[0] in "LN" for sign in sentence)
    chinese = sum("\u4e00" <= sign <= "\u9fff" for sign in sentence)
    low, high = IDEOGRAPHS if chinese * 2 > letters else LETTERS
    if letters >= 4 and not low <= letters / seconds <= high:
        return [f"{seconds:.1f} s for {letters} letters: is it the right sentence, and whole?"]
    return []


def mended(sound: Recording) -> Recording:
    """Level and silence set right, as far as peaks allow: the voice itself is not touched. Raises ClipError."""
    said = voice(sound)
    if said is None:
        return sound
    samples, keep = array("h", sound.samples), round(_TRIMMED * sound.rate)
    first, end = round(said.start * sound.rate), round(said.end * sound.rate)
    before, after = samples[max(0, first - keep) : first], samples[end : end + keep]
    samples = _quiet(keep - len(before)) + before + samples[first:end] + after + _quiet(keep - len(after))
    cut = Recording(samples.tobytes(), sound.rate)
    measured = loudness(cut)
    gain = min(LEVEL - measured.integrated, PEAK - measured.peak) if measured.integrated > -60 else 0.0
    factor = 10 ** (gain / 20)
    return Recording(array("h", (round(sample * factor) for sample in samples)).tobytes(), sound.rate)


def _quiet(count: int) -> array[int]:
    return array("h", bytes(2 * max(0, count)))
