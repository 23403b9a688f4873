"""What sentences sound like, measured in the samples: speeds, pitch, loudness, clips before the synthesiser."""

from __future__ import annotations

import wave
from array import array
from collections.abc import Iterator
from itertools import pairwise
from math import sin, tau
from pathlib import Path

import pytest

from kiosk.charter.build import build_content
from kiosk.resources import resource_folder
from kiosk.tablet.senses.hearing import clips
from kiosk.tablet.senses.hearing.espeak import Espeak
from kiosk.tablet.senses.hearing.sounds import CLIP_SPEED, GAINS, Sounds, Unspeakable
from tests.support.sound import RATE, heard, level, pitch
from tests.support.waiting import wait_for

SPEEDS = (75, 100, 125, 150, 180, 210, 240)
SENTENCE = "You can ask anyone here to stop, at any time."


@pytest.fixture(scope="module")
def espeak() -> Iterator[Espeak]:
    made = Espeak(lambda: None)
    yield made
    made.close()


def sounds(folder: Path, espeak: Espeak | None, unvoiced: frozenset[str] = frozenset()) -> Sounds:
    return Sounds(clips.Clips((folder,)), espeak, unvoiced)


def samples(made: Sounds, sentence: str, language: str = "en", speed: int = 150, volume: int = 5) -> array[int]:
    """All samples of a sentence, as fast as they are made."""
    sound, found = made.make(sentence, language, speed, volume), bytearray()

    def ended() -> bool:
        found.extend(sound.read(RATE))
        return sound.ended

    wait_for(ended)
    return array("h", bytes(found))


def record(folder: Path, sentence: str, language: str = "en", seconds: float = 1.0, hertz: float = 440.0) -> Path:
    """A clip that "says" a sentence: a tone."""
    path = folder / language / f"{clips.name(sentence)}.wav"
    path.parent.mkdir(parents=True, exist_ok=True)
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, RATE, 0, "NONE", ""))
        count = round(seconds * RATE)
        file.writeframes(array("h", (round(8000 * sin(tau * hertz * at / RATE)) for at in range(count))).tobytes())
    return path


def test_every_speed_is_faster_than_the_one_before_and_at_the_same_pitch(tmp_path: Path, espeak: Espeak) -> None:
    said = {speed: samples(sounds(tmp_path, espeak), SENTENCE, speed=speed) for speed in SPEEDS}
    lengths = [heard(said[speed]) for speed in SPEEDS]
    assert all(slow > 1.08 * fast for slow, fast in pairwise(lengths))
    usual = pitch(said[150])
    assert {speed: round(pitch(said[speed]) / usual, 3) for speed in SPEEDS} == {
        speed: pytest.approx(1, abs=0.03) for speed in SPEEDS
    }


def test_the_usual_speed_is_about_150_words_a_minute_over_the_charter(tmp_path: Path, espeak: Espeak) -> None:
    content = build_content(resource_folder("content"), "willow", "Willow Ward", "demo", 1, 0, 2**31)
    texts = content.texts["en"]
    lines = [
        line
        for name in sorted(texts)
        if name.startswith("charter.")
        for line in texts[name].split("\n")
        if "{" not in line
    ]
    some = [line for line in lines if len(line.split()) > 4][:20]
    words = sum(len(line.split()) for line in some)
    seconds = sum(len(samples(sounds(tmp_path, espeak), line)) for line in some) / RATE
    assert words / seconds * 60 == pytest.approx(150, rel=0.1)


def test_volume_has_24_decibels_in_steps_of_six(tmp_path: Path, espeak: Espeak) -> None:
    levels = [level(samples(sounds(tmp_path, espeak), SENTENCE, volume=step)) for step in sorted(GAINS)]
    assert [loud - soft for soft, loud in pairwise(levels)] == pytest.approx([6.0] * 4, abs=0.2)
    assert levels[-1] == pytest.approx(-22, abs=4)  # near a clip's level


def test_a_clip_is_heard_before_the_synthesiser_and_at_every_speed_with_its_own_pitch(
    tmp_path: Path, espeak: Espeak
) -> None:
    record(tmp_path, SENTENCE, hertz=220.0)
    for speed in (75, 150, 240):
        said = samples(sounds(tmp_path, espeak), SENTENCE, speed=speed)
        assert heard(said) == pytest.approx(CLIP_SPEED / speed, rel=0.06)
        assert pitch(said) == pytest.approx(220, rel=0.03)


def test_a_changed_sentence_has_no_clip_any_more(tmp_path: Path) -> None:
    record(tmp_path, SENTENCE)
    alone = sounds(tmp_path, None)
    assert samples(alone, f"\u2068{SENTENCE}\u2069 ")  # marks of direction and spaces change nothing that is heard
    with pytest.raises(Unspeakable):
        alone.make(SENTENCE.replace("stop", "go"), "en", 150, 3)
    with pytest.raises(Unspeakable):
        alone.make(SENTENCE, "cy", 150, 3)


@pytest.mark.parametrize("damage", [b"", b"RIFF", b"no sound at all" * 99])
def test_a_damaged_clip_gives_way_to_the_synthesiser(tmp_path: Path, espeak: Espeak, damage: bytes) -> None:
    path = record(tmp_path, SENTENCE)
    whole = path.read_bytes()
    path.write_bytes(damage or whole[: len(whole) // 2])
    said = samples(sounds(tmp_path, espeak), SENTENCE)
    assert heard(said) > 1.5  # the voice; the tone was a second long
    with pytest.raises(Unspeakable):
        sounds(tmp_path, None).make(SENTENCE, "en", 150, 3)


def test_the_wards_own_clip_comes_before_the_one_that_is_shipped(tmp_path: Path) -> None:
    record(tmp_path / "shipped", SENTENCE, seconds=2.0)
    record(tmp_path / "ward", SENTENCE, seconds=1.0)
    found = Sounds(clips.Clips((tmp_path / "ward", tmp_path / "none", tmp_path / "shipped")), None, frozenset())
    assert heard(samples(found, SENTENCE)) == pytest.approx(1.0, rel=0.05)


def test_languages_without_a_voice_are_known_and_clips_give_them_one(tmp_path: Path, espeak: Espeak) -> None:
    made = sounds(tmp_path, espeak, frozenset(("ar",)))
    written = {
        *(
            [
                "ur",
                "bn",
                "pl",
                "pa",
                "ro",
                "tr",
                "pt",
                "es",
                "gu",
                "ta",
                "fa",
                "it",
                "fr",
                "hi",
                "uk",
                "zh-Hans",
                "cy",
                "en",
            ]
        )
    }
    assert written <= made.languages()
    assert not {"so", "ckb", "ar", "syl", "phr"} & made.languages()
    with pytest.raises(Unspeakable):
        made.make(SENTENCE, "ar-EG", 150, 3)
    for language in ("ar", "so", "ckb"):
        with pytest.raises(Unspeakable):
            made.make(SENTENCE, language, 150, 3)
        record(tmp_path, SENTENCE, language)
        assert language in made.languages()
        assert samples(made, SENTENCE, language)


def test_every_language_with_a_voice_says_its_own_name(tmp_path: Path, espeak: Espeak) -> None:
    made = sounds(tmp_path, espeak)
    names = {
        "ur": "اردو",
        "bn": "বাংলা",
        "pa": "ਪੰਜਾਬੀ",
        "zh-Hans": "简体中文",
        "fa": "فارسی",
        "ta": "தமிழ்",
        "uk": "українська",
    }
    for language, name in names.items():
        assert heard(samples(made, name, language)) > 0.25, language
