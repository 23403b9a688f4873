"""Recordings: the script holds what the tablet says, and what comes back is checked before anybody hears it."""

from __future__ import annotations

import csv
import functools
import math
import random
import wave
from array import array
from pathlib import Path

import pytest

from kiosk.charter import recording_checks, recordings
from kiosk.charter.faults import ContentError
from kiosk.resources import resource_folder
from kiosk.tablet.senses.hearing import clips
from kiosk.tablet.senses.hearing.sndfile import Recording, read

CONTENT = resource_folder("content")
RATE = 48_000
SENTENCE = "You can ask anyone here to stop, at any time."


@functools.cache
def recording(
    level: float = -20.0,
    noise: float = -70.0,
    before: float = 0.2,
    after: float = 0.2,
    seconds: float = 2.5,
    rate: int = RATE,
) -> Recording:
    """Somebody who speaks as a tone, with a breath between words. level: LUFS, which a tone of 1,000 Hz has at its RMS."""
    chance, made = random.Random(1), array("h")  # noqa: S311 - noise
    amplitude, hiss = 32768 * math.sqrt(2) * 10 ** (level / 20), 32768 * 10 ** (noise / 20) * math.sqrt(3)
    for at in range(round((before + seconds + after) * rate)):
        second = at / rate - before
        speaks = 0 <= second < seconds and (second % 0.5 < 0.49 or second > seconds - 0.1)
        tone = amplitude * math.sin(math.tau * 1000 * second) if speaks else 0.0
        made.append(max(-32768, min(32767, round(tone + chance.uniform(-hiss, hiss)))))
    return Recording(made.tobytes(), rate)


def save(sound: Recording, path: Path) -> None:
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, sound.rate, 0, "NONE", ""))
        file.writeframes(sound.samples)


def test_a_good_recording_has_no_fault() -> None:
    assert recording_checks.faults(recording(), SENTENCE) == ()


@pytest.mark.parametrize(
    ("changes", "sentence", "said"),
    [
        ({"level": -31.0}, SENTENCE, "LUFS: it should be -20"),
        ({"level": -2.0}, SENTENCE, "dBTP"),
        ({"noise": -38.0}, SENTENCE, "quieter room"),
        ({"before": 0.05}, SENTENCE, "silence before it"),
        ({"after": 0.9}, SENTENCE, "silence after it"),
        ({"seconds": 1.0}, SENTENCE * 3, "is it the right sentence"),
        ({"seconds": 5.0}, "Stop now.", "is it the right sentence"),
        ({"level": -90.0}, SENTENCE, "nobody speaks"),
        ({"rate": 22_050}, SENTENCE, "record 48,000"),
    ],
)
def test_each_fault_is_named_with_its_mend(changes: dict[str, float], sentence: str, said: str) -> None:
    faults = recording_checks.faults(recording(**changes), sentence)
    assert any(said in fault for fault in faults), faults


def test_mending_sets_level_and_silence_and_nothing_else() -> None:
    crooked = recording(level=-31.0, before=0.05, after=0.9)
    assert recording_checks.faults(recording_checks.mended(crooked), SENTENCE) == ()
    noisy = recording_checks.mended(recording(level=-31.0, noise=-48.0))
    assert any("quieter room" in fault for fault in recording_checks.faults(noisy, SENTENCE))


def test_the_script_holds_what_the_tablet_says_and_nothing_for_staff_or_paper() -> None:
    made = recordings.script("ur", CONTENT)
    assert made.words == "ur"
    assert [line.number for line in made.lines] == list(range(1, len(made.lines) + 1))
    assert all(line.clip == clips.name(line.sentence) for line in made.lines)
    english = {line.english for line in made.lines}
    assert {"You can stop here if you like.", "Not sure"} <= english
    assert "Staff PIN" not in english
    assert not any("{" in line.sentence for line in made.lines)
    assert made.filled_in > 0


def test_a_language_that_is_only_spoken_says_the_words_of_another() -> None:
    made = recordings.script("syl", CONTENT)
    assert made.words == "bn"
    assert {line.sentence for line in made.lines} == {line.sentence for line in recordings.script("bn", CONTENT).lines}


def test_a_language_without_texts_is_refused() -> None:
    with pytest.raises(ContentError, match="no texts in xx"):
        recordings.script("xx", CONTENT)


def first_three(folder: Path) -> recordings.Script:
    """A script of three sentences of the interface, with room for a recording of two and a half seconds each."""
    made = recordings.script("en", CONTENT)
    long = [line for line in made.lines if 35 < len(line.sentence) < 50][:3]
    made = made._replace(lines=tuple(line._replace(number=number) for number, line in enumerate(long, 1)))
    recordings.write(made, folder)
    return made


def test_what_is_good_is_put_where_the_tablet_finds_it_and_is_not_asked_for_again(tmp_path: Path) -> None:
    made = first_three(tmp_path / "script")
    save(recording(), tmp_path / "script" / "0001.wav")
    save(recording(level=-40.0), tmp_path / "script" / f"{made.lines[1].clip}.wav")
    taken = recordings.take(tmp_path / "script", tmp_path / "clips")
    assert (taken.kept, taken.missing, len(taken.refused)) == (1, 1, 1)
    assert "LUFS" in taken.refused[0]
    found = clips.Clips((tmp_path / "clips",)).find(made.lines[0].sentence, "en")
    assert found is not None
    assert read(found).rate == RATE
    again = recordings.script("en", CONTENT, own=tmp_path / "clips")
    assert made.lines[0].clip not in {line.clip for line in again.lines}
    assert made.lines[1].clip in {line.clip for line in again.lines}
    taken = recordings.take(tmp_path / "script", tmp_path / "clips", mend=True)
    assert (taken.kept, taken.refused) == (2, ())


def test_a_damaged_file_is_refused_and_the_others_are_taken(tmp_path: Path) -> None:
    first_three(tmp_path)
    (tmp_path / "0001.wav").write_bytes(b"RIFF no")
    save(recording(), tmp_path / "0002.wav")
    taken = recordings.take(tmp_path, tmp_path / "clips")
    assert (taken.kept, len(taken.refused)) == (1, 1)
    assert "0001.wav" in taken.refused[0]


def test_a_list_that_was_changed_is_refused(tmp_path: Path) -> None:
    made = first_three(tmp_path)
    path = tmp_path / recordings.LIST
    whole = path.read_text(encoding="utf-8")
    for broken in (whole.replace(made.lines[0].sentence, "Another."), whole.replace(",en,", ",../x,"), "nonsense\n1\n"):
        path.write_text(broken, encoding="utf-8")
        with pytest.raises(ContentError, match=r"script\.csv"):
            recordings.take(tmp_path, tmp_path / "clips")
    path.unlink()
    with pytest.raises(ContentError, match="no such list"):
        recordings.take(tmp_path, tmp_path / "clips")


def test_the_page_for_the_speaker_runs_in_the_direction_of_its_words(tmp_path: Path) -> None:
    recordings.write(recordings.script("ur", CONTENT), tmp_path)
    page = (tmp_path / recordings.SCRIPT).read_text(encoding="utf-8")
    assert 'lang="ur" dir="rtl"' in page
    with (tmp_path / recordings.LIST).open(encoding="utf-8", newline="") as file:
        assert len(list(csv.reader(file))) == page.count("<li ") + 1
