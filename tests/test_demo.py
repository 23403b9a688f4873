"""The demo starts with made-up people, tells where everything is, says DEMO, and leaves nothing behind."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from kiosk import demo, wardpack
from kiosk.tablet import packstore, pin, settings
from kiosk.trust import settings as trust_settings
from tests.support.processes import REPOSITORY, free_port
from tests.support.screen import Screen
from tests.support.waiting import wait_for


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> demo.Demo:
    return demo.prepare(tmp_path_factory.mktemp("demo"), free_port(), (1280, 800))


def test_both_settings_files_are_read_back_and_agree(prepared: demo.Demo) -> None:
    tablet, trust = settings.read(prepared.tablet), trust_settings.read(prepared.trust)
    assert (tablet.mode, trust.mode) == ("demo", "demo")
    assert tablet.trust == trust.public_address == prepared.console
    assert pin.right(demo.PIN, tablet.pin)


def test_the_tablet_is_paired_with_the_demos_own_root(prepared: demo.Demo) -> None:
    held = packstore.PackStore(prepared.folder / "tablet").read("demo")
    assert held.keys is not None
    assert held.content is not None
    assert held.duty is not None
    assert held.place == demo.PLACE
    assert wardpack.ward_name(held.content) == "Willow Ward"
    assert packstore.PackStore(prepared.folder / "tablet").read("live").keys is None


def test_a_second_start_keeps_the_pairing_and_gives_new_passphrases(prepared: demo.Demo) -> None:
    again = demo.prepare(prepared.folder, free_port(), (1280, 800))
    assert {account.name for account in again.accounts} == {account.name for account in prepared.accounts}
    assert {account.passphrase for account in again.accounts}.isdisjoint(
        account.passphrase for account in prepared.accounts
    )
    assert packstore.PackStore(again.folder / "tablet").pairing("demo") is not None


def test_what_it_writes_as_toml_is_toml() -> None:
    values = {"a": 'x"\\\n', "b": 1.5, "c": True, "t": {"d": "\u0627"}}
    assert tomllib.loads(demo._toml(values)) == values


@pytest.mark.parametrize("moment", ["at once", "when it runs"])
def test_it_ends_when_it_is_told_to_and_leaves_nothing_behind(tmp_path: Path, screen: Screen, moment: str) -> None:
    environment = screen.environment() | {"TMPDIR": str(tmp_path)}
    log = tmp_path / "said"
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "kiosk.cli", "demo"], cwd=REPOSITORY, env=environment, stdout=out, stderr=out
        )
    told = wait_for(lambda: re.search(r"logs +(\S+)", log.read_text()), 40, "what the demo says")
    assert told is not None
    assert "DEMO" in log.read_text()
    if moment == "when it runs":
        tablet = Path(told[1]) / "tablet.log"
        wait_for(lambda: tablet.exists() and "batch_sent" in tablet.read_text(), 40, "a batch")
    children = subprocess.run(["pgrep", "-P", str(process.pid)], capture_output=True, text=True, check=True).stdout
    process.send_signal(signal.SIGTERM)
    process.wait(40)
    assert [path.name for path in tmp_path.iterdir()] == ["said"]
    wait_for(lambda: not any(_lives(int(pid)) for pid in children.split()), 20, "the end of what it started")


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
