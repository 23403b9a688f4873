"""The wheel, installed with pip into an empty environment outside the checkout, runs the tour and the demo: all it needs travels inside it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import venv
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.processes import REPOSITORY, end
from tests.support.screen import Screen
from tests.support.waiting import wait_for


@pytest.fixture(scope="module")
def kiosk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The installed command."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(REPOSITORY)]
    subprocess.run(build, check=True, capture_output=True)
    wheel = next(folder.glob("*.whl"))
    environment = folder / "environment"
    venv.create(environment, with_pip=True)
    subprocess.run([environment / "bin/pip", "install", "--quiet", wheel], check=True, cwd=folder)
    return environment / "bin/kiosk"


def clean(screen: Screen, folder: Path) -> dict[str, str]:
    """An environment that knows nothing of the checkout."""
    kept = {name: value for name, value in screen.environment().items() if not name.startswith("PYTHON")}
    return kept | {"HOME": str(folder), "PATH": os.defpath}


@pytest.mark.prove
def test_the_installed_wheel_runs_the_tour(
    kiosk: Path, tmp_path: Path, screen: Screen, record_proof: Callable[..., Path]
) -> None:
    subprocess.run([kiosk, "tour", "--out", tmp_path / "tour"], check=True, cwd=tmp_path, env=clean(screen, tmp_path))
    pages = json.loads((tmp_path / "tour/pages.json").read_text())
    assert {"home.doors", "charter.intro", "concern.words", "call.now"} <= set(pages)
    for name in pages:
        assert (tmp_path / f"tour/{name}.png").read_bytes().startswith(b"\x89PNG")
    record_proof("wheel-tour", pages=len(pages))


@pytest.mark.prove
def test_the_installed_wheel_runs_the_demo(kiosk: Path, tmp_path: Path, screen: Screen) -> None:
    log = tmp_path / "demo.log"
    with log.open("wb") as out:
        demo = subprocess.Popen(
            [kiosk, "demo", "--keep", tmp_path / "demo"],
            cwd=tmp_path,
            env=clean(screen, tmp_path),
            stdout=out,
            stderr=out,
        )
    try:
        tablet = tmp_path / "demo/logs/tablet.log"
        wait_for(lambda: tablet.exists() and "batch_sent" in tablet.read_text(), 90, "a batch from the demo's tablet")
        assert "DEMO" in log.read_text()
        window = screen.xdotool("search", "--onlyvisible", "--class", ".")
        assert window
    finally:
        end(demo, 30)
