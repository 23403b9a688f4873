"""`kiosk duty`, from the list in a file to the names on the tablets."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk import wardpack
from kiosk.refusal import Refusal
from kiosk.trust import duty_report
from tests.support.processes import REPOSITORY
from tests.trust.founded import NOW, FoundedTrust

EXAMPLE = REPOSITORY / "deploy" / "trust" / "duty.yaml"


@pytest.fixture
def settings(founded: FoundedTrust, tmp_path: Path) -> Path:
    held, file = founded.settings, tmp_path / "trust.toml"
    file.write_text(
        f'mode = "{held.mode}"\ncode = "{held.code}"\nname = "{held.name}"\ndata = "{held.data}"\nsecret = "{held.secret}"\n',
        encoding="utf-8",
    )
    return file


def test_the_example_list_is_enough_for_a_shift(settings: Path) -> None:
    assert duty_report.replace_list(settings, EXAMPLE, "") == ["willow: 3 people are on the list."]
    said = duty_report.publish(settings, ("sam example", "Kim  Example", "Alex Example"), "", NOW)
    assert said[0].startswith("willow: published for the tablets until 2026-11-18 ")
    assert said[1:] == [
        "  Alex Example, sexual safety champion: Ask any nurse",
        "  Sam Example, sexual safety champion: At the desk",
        "  Kim Example, safeguarding lead: Ask staff to phone them",
    ]
    shown = duty_report.show(settings, "willow", NOW)
    assert shown[: len(said)] == said
    assert "Handovers at 07:30, 19:30; names stay 30 minutes after." in shown


def test_the_steps_for_calls_are_those_of_the_file_and_stay_when_somebody_else_is_on(
    settings: Path, tmp_path: Path, founded: FoundedTrust
) -> None:
    file = tmp_path / "duty.yaml"
    step = '{after: 90, to: night manager, wards: ["*"], hours: "19:30-07:30", role: champion}'
    file.write_text(f"people:\n  - {{role: champion, name: Sam}}\npass_on:\n  - {step}\n", encoding="utf-8")
    duty_report.replace_list(settings, file, "", NOW)
    duty_report.publish(settings, ("Sam",), "", NOW)
    duty_report.replace_list(settings, EXAMPLE.with_name("duty.yaml"), "", NOW)
    said = duty_report.show(settings, "", NOW)
    assert "  after 60 seconds: shift lead" in said
    assert "  after 180 seconds: the whole site (shown on all wards)" in said
    duty_report.replace_list(settings, file, "", NOW)
    words = "  after 90 seconds: night manager (shown on all wards; from 19:30 to 07:30; while a sexual safety champion is named)"
    assert words in duty_report.show(settings, "", NOW)
    held = wardpack.verify_duty(founded.part("duty"), founded.keys)
    assert [person.name for person in held.people] == ["Sam"]


def test_who_is_missing_is_said_and_names_end(settings: Path) -> None:
    duty_report.replace_list(settings, EXAMPLE, "")
    said = duty_report.publish(settings, ("Sam Example",), "", NOW)
    assert said[-1] == "Missing: 1 more sexual safety champion, a safeguarding lead."
    assert "no names are published; the last ones ended at" in duty_report.show(settings, "", NOW + 86_400)[0]
    assert duty_report.publish(settings, (), "", NOW)[0] == "willow: no names are published."


def test_a_name_that_is_not_on_the_list_publishes_nothing(settings: Path, founded: FoundedTrust) -> None:
    duty_report.replace_list(settings, EXAMPLE, "")
    before = founded.part("duty")
    with pytest.raises(Refusal, match="Robin Example: not on the list of willow"):
        duty_report.publish(settings, ("Sam Example", "Robin Example"), "", NOW)
    assert founded.part("duty") == before


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("people:\n  - {role: nurse, name: Sam}\n", "people 1, role: invalid enum value 'nurse'"),
        ("people:\n  - {role: champion}\n", "there is no 'name'"),
        ("people: []\nhandover: []\n", "unknown key 'handover'"),
        ("people: []\nhandovers: ['26:00']\n", "'26:00' is no time of day"),
        ("people: []\ngrace: 9999\n", "grace"),
        ("people: []\npass_on: [{after: 5, to: lead}]\n", "after"),
        ("people: []\npass_on: [{after: 60, to: a}, {after: 60, to: b}]\n", "'b' comes after 60 s, and 'a' before it"),
        ("people: []\npass_on: [{after: 60, to: a, wards: [oak]}]\n", "there is no ward 'oak': write one of"),
        ("people: []\npass_on: [{after: 60, to: a, role: king}]\n", "'king' is no role"),
        ("people: []\npass_on: [{after: 60, to: a, hours: 19-7}]\n", "hours"),
        ("people:\n  - {role: champion, name: Sam}\n  - {role: champion, name: sam}\n", "sam is on the list already"),
    ],
)
def test_a_list_with_a_fault_changes_nothing_and_says_where(
    settings: Path, tmp_path: Path, text: str, says: str
) -> None:
    duty_report.replace_list(settings, EXAMPLE, "")
    (tmp_path / "list.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(Refusal, match=says):
        duty_report.replace_list(settings, tmp_path / "list.yaml", "")
    shown = duty_report.show(settings, "", NOW)
    assert len(shown[shown.index("On the list:") :]) == 4


def test_a_list_that_is_too_short_for_a_shift_is_taken_and_said(settings: Path, tmp_path: Path) -> None:
    (tmp_path / "list.yaml").write_text("people:\n  - {role: champion, name: Sam}\n", encoding="utf-8")
    said = duty_report.replace_list(settings, tmp_path / "list.yaml", "")
    assert said[-1] == "Too few for a full shift: 1 more sexual safety champion, a safeguarding lead."
