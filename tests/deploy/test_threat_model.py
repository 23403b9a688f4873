"""The threat model has a section for each seizure, and every test that it cites is there."""

import re

import pytest

from tests.support.processes import REPOSITORY

TEXT = (REPOSITORY / "deploy/assurance/threat-model.md").read_text(encoding="utf-8")
SECTIONS = {part.splitlines()[0]: part for part in TEXT.split("\n## ")[1:]}
SEIZURES = [name for name in SECTIONS if name.startswith("What ") and name.endswith(" gives")]
CITED = re.compile(r"`(tests/[a-z_/]+\.py)::(test_\w+)`")


def test_there_is_a_section_for_each_of_the_seven() -> None:
    for thing in (
        "tablet that is off",
        "tablet that is on",
        "database",
        "backup",
        "passphrase",
        "log files",
        "while it runs",
    ):
        assert len([name for name in SEIZURES if thing in name]) == 1, thing
    assert len(SEIZURES) == 7


@pytest.mark.parametrize("section", SEIZURES)
def test_each_section_cites_tests_that_are_there(section: str) -> None:
    cited = CITED.findall(SECTIONS[section])
    assert cited
    for file, name in cited:
        assert f"def {name}(" in (REPOSITORY / file).read_text(encoding="utf-8"), f"{file}::{name}"


def test_the_sections_before_them_cite_tests_that_are_there() -> None:
    for file, name in CITED.findall(TEXT):
        assert f"def {name}(" in (REPOSITORY / file).read_text(encoding="utf-8"), f"{file}::{name}"
