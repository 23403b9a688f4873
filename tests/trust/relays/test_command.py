"""A program for a relay board: told in arguments and environment, with no shell, and ended with all that it started when it hangs."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from kiosk.trust.relays.command import CommandLine
from kiosk.trust.relays.line import NotDelivered
from kiosk.trust.relays.settings import Command
from kiosk.trust.relays.told import Told
from tests.support.waiting import wait_for

TOLD = Told(bytes(range(16)), "willow", "Willow Ward", "$(reboot) --help; Day room", "call")


def script(folder: Path, text: str) -> str:
    path = folder / "board"
    path.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
    path.chmod(0o700)
    return str(path)


def line(*run: str, timeout: float = 10.0) -> CommandLine:
    return CommandLine(Command(name="Lamp", run=run, timeout=timeout))


def test_it_is_told_in_arguments_and_environment_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WARDLIGHT_SECRET", "of somebody else")
    out = tmp_path / "out"
    file = script(tmp_path, f'printf "%s\\n" "$@" > {out}; env >> {out}')
    assert line(file, "LAMP={open}", "{state}", "{ward}/{call}", "{place}").deliver(TOLD, 1)
    first, second, third, fourth, *environment = out.read_text().splitlines()
    assert (first, second) == ("LAMP=1", "call")
    assert third == "willow/000102030405060708090a0b0c0d0e0f"
    assert fourth == "{place}"  # names that people chose are no arguments
    held = dict(each.split("=", 1) for each in environment)
    assert {name: value for name, value in held.items() if name.startswith("WARDLIGHT_")} == {
        "WARDLIGHT_STATE": "call",
        "WARDLIGHT_OPEN": "1",
        "WARDLIGHT_WARD": "willow",
        "WARDLIGHT_CALL": "000102030405060708090a0b0c0d0e0f",
        "WARDLIGHT_TEXT": "Willow Ward, $(reboot) --help; Day room: please attend",
        "WARDLIGHT_PLACE": "$(reboot) --help; Day room",
        "WARDLIGHT_WARD_NAME": "Willow Ward",
        "WARDLIGHT_KEY": TOLD.key,
        "WARDLIGHT_TEST": "0",
    }
    assert json.dumps(held).find("somebody else") < 0


def test_the_contact_opens_with_the_end_of_the_last_call(tmp_path: Path) -> None:
    out = tmp_path / "out"
    lamp = line(script(tmp_path, f"echo $1 >> {out}"), "{open}")
    for open_calls in (1, 2, 1, 0):
        lamp.deliver(TOLD, open_calls)
    assert out.read_text().split() == ["1", "1", "1", "0"]


def test_a_program_that_fails_or_is_not_there_is_told_in_words(tmp_path: Path) -> None:
    with pytest.raises(NotDelivered, match="it ended with status 3"):
        line(script(tmp_path, "exit 3")).deliver(TOLD, 1)
    with pytest.raises(NotDelivered, match="is not there"):
        line(str(tmp_path / "none")).deliver(TOLD, 1)


def test_what_it_leaves_running_is_its_own_affair(tmp_path: Path) -> None:
    """As a pulse: on now, and off by itself."""
    out, gate = tmp_path / "out", tmp_path / "gate"
    os.mkfifo(gate)
    assert line(script(tmp_path, f"(read x < {gate}; echo off > {out}) &")).deliver(TOLD, 1)
    gate.write_text("go\n")
    wait_for(lambda: out.exists() and out.read_text() == "off\n", what="the pulse ends")


def test_one_that_hangs_is_ended_with_what_it_started(tmp_path: Path) -> None:
    out = tmp_path / "out"
    file = script(tmp_path, f"sleep 600 & echo $! > {out}.new; mv {out}.new {out}; wait")
    with pytest.raises(NotDelivered, match="did not end within 2 seconds"):
        line(file, timeout=2.0).deliver(TOLD, 1)
    child = int(out.read_text())

    def gone() -> bool:
        try:
            return Path(f"/proc/{child}/stat").read_text().split()[2] == "Z"
        except FileNotFoundError:
            return True

    wait_for(gone, what="what it started is gone")
    assert child != os.getpid()
