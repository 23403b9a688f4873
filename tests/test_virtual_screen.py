"""A virtual screen is there while the block runs, and everything is as it was afterwards."""

from __future__ import annotations

import os

import pytest

from kiosk import doctor
from kiosk.virtual_screen import NoScreen, virtual_screen


def test_it_has_the_size_that_was_asked_for_and_goes_with_the_block(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPLAY", ":before")
    with virtual_screen(1920, 1200) as display:
        assert os.environ["DISPLAY"] == display
        assert next(doctor.screen()).what == "1920x1200 px"
    assert os.environ["DISPLAY"] == ":before"
    monkeypatch.setenv("DISPLAY", display)
    assert next(doctor.screen()).level == "wrong"


def test_it_goes_too_when_the_block_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DISPLAY", raising=False)
    with pytest.raises(KeyError), virtual_screen(1280, 800):
        raise KeyError
    assert "DISPLAY" not in os.environ


def test_without_the_program_it_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(NoScreen, match="apt install xvfb"), virtual_screen(1280, 800):
        pass
