"""Every broken pack fails with its own clear line, what comes with Wardlight passes, and a checker says all of it at once."""

from __future__ import annotations

import datetime
import os
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from kiosk.charter import build, catalogue, checks
from kiosk.charter.faults import ContentError
from kiosk.resources import resource_folder
from tests.support.contents import make_live

TODAY = datetime.date(2026, 11, 25)
BROKEN: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "broken" / "packs.yaml").read_text(encoding="utf-8")
)


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the adult charter alone, and one language that is whole: its words are the English ones, which is no matter here."""
    folder = Path(
        shutil.copytree(
            resource_folder("content"),
            tmp_path_factory.mktemp("good") / "content",
            ignore=shutil.ignore_patterns("locales", "young*", "learning_disability*"),
        )
    )
    english = build.english_texts(folder)
    empty = catalogue.Catalogue("cy", folder / "locales" / "cy.po", {})
    texts = {name: f"{name}: {text}" if name.endswith(".title") else text for name, text in english.items()}
    catalogue.write(catalogue.put(empty, english, texts), english)
    return folder


def damage(folder: Path, case: dict[str, Any]) -> None:
    """Change the one thing, as the case says."""
    path = folder / case["file"]
    path.parent.mkdir(exist_ok=True)
    if case.get("delete"):
        path.unlink()
    elif "link" in case:
        path.unlink(missing_ok=True)
        path.symlink_to(case["link"])
    elif "write" in case:
        path.write_text(case["write"], encoding="utf-8")
    elif "hex" in case:
        path.write_bytes(bytes.fromhex(case["hex"]))
    elif "repeat" in case:
        text, times = case["repeat"]
        path.write_text(text * times, encoding="utf-8")
    else:
        text, find = path.read_text(encoding="utf-8"), case["find"]
        pieces = text.split(find)
        nth = case.get("nth", 1)
        assert len(pieces) > nth, f"{case['file']} has no {find!r}"
        changed = find.join(pieces[:nth]) + case["put"].replace("...", find) + find.join(pieces[nth:])
        path.write_text(changed, encoding="utf-8")


def test_the_list_is_long_enough_and_every_pack_is_broken_otherwise() -> None:
    assert len(BROKEN) >= 40
    assert len({case["name"] for case in BROKEN}) == len(BROKEN)
    assert len({case["says"] for case in BROKEN}) >= len(BROKEN) - 5


def test_the_good_pack_passes(good: Path) -> None:
    report = checks.check(good, TODAY)
    assert report.to_mend == ()
    assert any("contact is an example" in line for line in report.later)


@pytest.mark.parametrize("case", BROKEN, ids=lambda case: case["name"])
def test_a_broken_pack_fails_with_its_own_line(good: Path, tmp_path: Path, case: dict[str, Any]) -> None:
    folder = Path(shutil.copytree(good, tmp_path / "content"))
    damage(folder, case)
    report = checks.check(folder, TODAY, live=case.get("live", False))
    told = [line for line in report.to_mend if case["says"] in line]
    assert len(told) >= 1, report.to_mend
    assert all(line.startswith(str(folder)) and "\n" not in line for line in report.to_mend)
    assert all(line.count(str(folder)) == 1 for line in report.to_mend)
    if case.get("only", True):
        # A changed English leaves its translation behind, which is said too.
        lines = report.gaps if told[0] in report.gaps else (*report.faults, *report.words)
        assert len(lines) == 1, lines


def test_all_faults_are_said_at_once(good: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(good, tmp_path / "content"))
    names = (
        "a picture that is not drawn",
        "an id twice",
        "a promise left out",
        "a help line past its date",
        "a code twice",
    )
    chosen = [case for case in BROKEN if case["name"] in names]
    for case in chosen:
        damage(folder, case)
    lines = checks.check(folder, TODAY).to_mend
    assert [case["name"] for case in chosen if not any(case["says"] in line for line in lines)] == []


def test_a_pipe_in_the_folder_is_told_and_not_read(good: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(good, tmp_path / "content"))
    (folder / "promises" / "adult.yaml").unlink()
    os.mkfifo(folder / "promises" / "adult.yaml")
    assert any("promises/adult.yaml: is no file" in line for line in checks.check(folder, TODAY).to_mend)


def test_what_comes_with_wardlight_passes_for_every_profile_and_language() -> None:
    assert checks.check(resource_folder("content"), TODAY).to_mend == ()


def test_what_version_control_keeps_beside_the_files_is_nobodys_fault(good: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(good, tmp_path / "content"))
    (folder / ".git").mkdir()
    (folder / ".git" / "config").write_text("x", encoding="utf-8")
    assert checks.check(folder, TODAY).to_mend == ()


def test_what_a_trust_has_made_its_own_passes_for_live(good: Path, tmp_path: Path) -> None:
    folder = make_live(Path(shutil.copytree(good, tmp_path / "content")))
    assert checks.check(folder, TODAY, live=True).to_mend == ()


def test_a_folder_that_is_not_there_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match="there is no such folder"):
        checks.check(tmp_path / "nowhere", TODAY)
