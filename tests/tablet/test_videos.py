"""Videos in sign language: none without captions, none of words that have changed, and what is wrong with one is said in a line."""

from pathlib import Path

import pytest

from kiosk.tablet import videos
from kiosk.tablet.videos import Line

GOOD = """WEBVTT

00:00.000 --> 00:01.500
You matter,
to us.

00:01.500 --> 01:00:02.000
<i>Here.</i>
"""


def put(folder: Path, name: str, captions: str | None = GOOD) -> None:
    (folder / f"{name}.mp4").write_bytes(b"")
    if captions is not None:
        (folder / f"{name}.vtt").write_text(captions, encoding="utf-8")


def test_a_video_with_captions_is_there(tmp_path: Path) -> None:
    put(tmp_path, "you_matter-0123456789ab")
    said: list[str] = []
    found = videos.installed(str(tmp_path), said.append)
    assert found["you_matter-0123456789ab"].lines == (Line(0, 1.5, "You matter, to us."), Line(1.5, 3602, "Here."))
    assert said == []


@pytest.mark.parametrize(
    ("captions", "what"),
    [
        (None, "there are no captions"),
        ("not captions", "not WebVTT"),
        ("WEBVTT\n", "0 captions"),
        (GOOD.replace("00:01.500", "00:00.000", 1), "ends before it begins"),
        (GOOD.replace("00:00.000 --> 00:01.500", "00:09.000 --> 00:09.500"), "out of order"),
    ],
)
def test_one_that_cannot_be_offered_is_named_with_its_mend(tmp_path: Path, captions: str | None, what: str) -> None:
    put(tmp_path, "spoilt", captions)
    put(tmp_path, "whole")
    said: list[str] = []
    assert list(videos.installed(str(tmp_path), said.append)) == ["whole"]
    assert len(said) == 1
    assert "spoilt.vtt" in said[0]
    assert what in said[0]


def test_a_folder_that_is_not_there_is_no_fault_of_the_tablet(tmp_path: Path) -> None:
    said: list[str] = []
    assert videos.installed(str(tmp_path / "nowhere"), said.append) == {}
    assert "cannot be listed" in said[0]
    assert videos.installed("", said.append) == {}


def test_other_words_want_another_video() -> None:
    name = videos.name_of("you_matter", "You matter", "Your body counts here.")
    assert name.startswith("you_matter-")
    assert name != videos.name_of("you_matter", "You matter", "Your body counts.")
