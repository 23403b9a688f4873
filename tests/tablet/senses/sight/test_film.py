"""A signed video in the real window: it plays, its captions keep with it, it can be stopped and begun again, and a spoilt one harms nothing."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.tablet.senses.sight.theme import LIGHT
from tests.support.screen import Screen
from tests.support.waiting import wait_for
from tests.tablet.senses.sight.test_window import Picture, Shown

SECONDS = 1.2  # of each colour
CAPTIONS = [(0.0, SECONDS, "It is red"), (SECONDS, 2 * SECONDS, "It is green")]
RED, GREEN = (255, 0, 0), (0, 128, 0)
LATE = 0.1  # seconds that a caption may be off (EN 301 549 7.1.2)


@pytest.fixture(scope="module")
def video(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Red, then green."""
    path = tmp_path_factory.mktemp("videos") / "two colours.mp4"
    colours = [f"color={name}:size=640x360:rate=25:duration={SECONDS}" for name in ("red", "green")]
    inputs = [word for colour in colours for word in ("-f", "lavfi", "-i", colour)]
    joined = ["-filter_complex", "concat=n=2:v=1", "-pix_fmt", "yuv420p"]
    subprocess.run(["ffmpeg", "-v", "error", *inputs, *joined, str(path)], check=True, timeout=60)
    return path


@pytest.fixture(scope="module")
def window(screen: Screen) -> Iterator[Shown]:
    shown = Shown(screen)
    yield shown
    shown.close()


def plays(window: Shown, path: Path, showing: int | None = 1, size: int = 100) -> dict[str, list[float]]:
    boxes: dict[str, list[float]] = window("play", source=str(path), showing=showing, captions=CAPTIONS, size=size)[
        "boxes"
    ]
    return boxes


def share_of(picture: Picture, colour: tuple[int, int, int], box: list[float]) -> float:
    """The share of the whole screen that is nearly of a colour, within a box."""
    near = sum(
        n
        for (r, g, b), n in picture.colours(*box).items()
        if abs(r - colour[0]) + abs(g - colour[1]) + abs(b - colour[2]) < 40
    )
    return near / (picture.width * picture.height)


def test_it_plays_to_its_end_and_captions_keep_with_it(window: Shown, video: Path) -> None:
    box = plays(window, video)["video"]
    wait_for(
        lambda: window("film")["captions"][-1:] == [[pytest.approx(SECONDS, abs=LATE), "It is green"]], 20, "green"
    )
    picture = window.picture()
    assert share_of(picture, GREEN, box) >= 1 / 6, "a signer needs a sixth of the screen"
    assert share_of(picture, RED, box) == 0
    assert picture.near(LIGHT.ink, *box) > 200, "the caption stands under it"
    wait_for(lambda: [state for _, state in window("film")["states"]][-1:] == ["ended"], 20, "its end")
    assert [words for _, words in window("film")["captions"]][:2] == ["It is red", "It is green"]
    assert not window("film")["runs"]


@pytest.mark.parametrize("size", [140, 200])
def test_a_signer_is_large_enough_also_beside_large_letters(window: Shown, video: Path, size: int) -> None:
    box = plays(window, video, size=size)["video"]
    wait_for(lambda: bool(window("film")["captions"]), 20, "a caption")
    assert share_of(window.picture(), RED, box) >= 1 / 6
    plays(window, video, showing=None)


def test_it_stops_at_once_and_begins_again(window: Shown, video: Path) -> None:
    box = plays(window, video, showing=3)["video"]
    wait_for(lambda: bool(window("film")["captions"]), 20, "the first caption")
    plays(window, video, showing=None)
    assert not window("film")["runs"]
    assert share_of(window.picture(), RED, box) == 0, "nothing of it stays"
    plays(window, video, showing=4)
    wait_for(lambda: window("film")["captions"][:1] == [[pytest.approx(0, abs=LATE), "It is red"]], 20, "its beginning")
    window.show("a_home")
    assert not window("film")["runs"], "another page ends it"


def test_a_spoilt_video_is_said_to_be_one_and_harms_nothing(window: Shown, tmp_path: Path) -> None:
    spoilt = tmp_path / "spoilt.mp4"
    spoilt.write_bytes(b"not a video" * 100)
    for path in (spoilt, tmp_path / "nowhere.mp4", tmp_path / "no folder" / "nowhere.mp4"):
        plays(window, path)
        wait_for(lambda: window("film")["states"] == [["video", "failed"]], 20, f"{path} to fail")
        assert not window("film")["runs"]
    window.show("a_home")
    assert window("drawn_words")
