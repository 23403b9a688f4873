"""Which recordings there are: slots, languages that are only spoken, and names that follow the words."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.resources import resource_folder
from kiosk.tablet.senses.hearing import clips
from kiosk.tablet.senses.hearing.messages import Spoken
from kiosk.tablet.senses.hearing.numbers import digits_apart
from tests.tablet.senses.hearing.test_sounds import record

SHIPPED = resource_folder("assets") / "clips"


def test_every_slot_that_is_shipped_can_be_read_and_is_empty() -> None:
    slots = {folder.name: clips.read_slot(folder / clips.SLOT) for folder in SHIPPED.iterdir() if folder.is_dir()}
    assert {"so", "ckb", "syl", "phr"} <= set(slots)
    assert all(slot is not None and slot.name for slot in slots.values())
    assert (slots["syl"].words, slots["phr"].words) == ("bn", "ur")  # type: ignore[union-attr]
    assert clips.Clips((SHIPPED,)).spoken() == ()


def test_a_language_that_is_only_spoken_appears_with_its_first_recording(tmp_path: Path) -> None:
    record(tmp_path, "আপনার শরীর আপনার।", "syl")
    (tmp_path / "syl" / "clips.toml").write_text('name = "সিলেটি"\nwords = "bn"\n', encoding="utf-8")
    found = clips.Clips((tmp_path, SHIPPED))
    assert found.spoken() == (Spoken("syl", "bn", "সিলেটি"),)
    assert found.languages() == {"syl"}


@pytest.mark.parametrize("broken", ["name = ", 'words = "bn"\nother = 1\n', "\ufeff\x00"])
def test_a_slot_that_cannot_be_read_is_none(tmp_path: Path, broken: str) -> None:
    record(tmp_path, "One.", "syl")
    (tmp_path / "syl" / "clips.toml").write_text(broken, encoding="utf-8")
    assert clips.Clips((tmp_path,)).spoken() == ()


def test_no_language_leads_out_of_the_folder(tmp_path: Path) -> None:
    path = record(tmp_path / "outside", "One.", "en")
    assert clips.Clips((tmp_path / "outside",)).find("One.", "en") == path
    (tmp_path / "clips").mkdir()
    for language in ("../outside/en", "..", "", "en/..", "e" * 99):
        assert clips.Clips((tmp_path / "clips",)).find("One.", language) is None


def test_the_name_follows_what_is_heard_and_nothing_else() -> None:
    assert clips.name("You can stop.") == clips.name("\u2068You  can\u2028stop.\u2069 ")
    assert clips.name("cafe\u0301.") == clips.name("caf\u00e9.")
    assert (
        len({clips.name(text) for text in ("You can stop.", "You can stop", "you can stop.", "You cannot stop.")}) == 4
    )


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("0808 500 2222", "0 8 0 8, 5 0 0, 2 2 2 2"),
        ("Phone 116 123 free.", "Phone 1 1 6, 1 2 3 free."),
        ("Phone 999.", "Phone 9 9 9."),
        ("Text SHOUT to 85258.", "Text SHOUT to 8 5 2 5 8."),
        ("+44 808 1689", "+ 4 4, 8 0 8, 1 6 8 9"),
        ("Question 2 of 11.", "Question 2 of 11."),
        ("Open from 9 to 17.", "Open from 9 to 17."),
        ("From November 2027.", "From November 2027."),
        ("Aged 16 or over.", "Aged 16 or over."),
    ],
)
def test_numbers_to_dial_are_heard_digit_by_digit_and_amounts_are_not(written: str, said: str) -> None:
    assert digits_apart(written) == said
