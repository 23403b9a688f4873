"""What a ward has, and what differs between two of them, by text id: folder against folder, against what is published, against a pack file."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from kiosk import cli
from kiosk.charter import showing, sources
from kiosk.charter.faults import ContentError
from kiosk.resources import resource_folder
from tests.trust.founded import FoundedTrust, founded_trust


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    ignored = shutil.ignore_patterns("locales", "young*", "learning_disability*")
    return Path(shutil.copytree(resource_folder("content"), tmp_path / "ours", ignore=ignored))


def changed(folder: Path, file: str, old: str, new: str) -> None:
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_two_folders_that_say_the_same_do_not_differ(folder: Path, tmp_path: Path) -> None:
    other = Path(shutil.copytree(folder, tmp_path / "other"))
    assert list(showing.diff(sources.read(folder), sources.read(other))) == []


def test_what_differs_is_told_by_text_id(folder: Path, tmp_path: Path) -> None:
    other = Path(shutil.copytree(folder, tmp_path / "other"))
    changed(other, "charter/adult.yaml", "title: You matter", "title: You matter here")
    changed(other, "charter/adult.yaml", "    picture: heart", "    picture: palm")
    changed(other, "help/england.yaml", "number: 116 123", "number: 116 124")
    changed(other, "charter/adult.yaml", "id: respect", "id: being_polite")
    lines = list(showing.diff(sources.read(folder), sources.read(other)))
    assert lines[:2] == [f"--- {folder}", f"+++ {other}"]
    assert "clause you_matter, picture: heart -> palm" in lines
    assert "- clause respect" in lines
    assert "+ clause being_polite" in lines
    assert "help line samaritans, number: 116 123 -> 116 124" in lines
    at = lines.index("en charter.you_matter.title:")
    assert lines[at + 1 : at + 3] == ["  - You matter", "  + You matter here"]


def test_an_unfinished_folder_can_be_looked_at_and_says_so(folder: Path) -> None:
    changed(folder, "charter/adult.yaml", "title: You matter", "title: '[insert title]'")
    lines = list(showing.show(sources.read(folder)))
    assert any("not published" in line for line in lines)
    assert any("1 faults keep it from being published" in line for line in lines)


@pytest.fixture
def settings(tmp_path: Path) -> Path:
    """A trust's settings file; its database holds what `founded_trust` put there."""
    with founded_trust(tmp_path / "trust") as trust:
        return _settings_file(trust, tmp_path / "trust.toml")


def _settings_file(trust: FoundedTrust, file: Path) -> Path:
    held = trust.settings
    file.write_text(
        f'mode = "{held.mode}"\ncode = "{held.code}"\nname = "{held.name}"\ndata = "{held.data}"\nsecret = "{held.secret}"\n',
        encoding="utf-8",
    )
    return file


def run(line: str, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    """Status and what was printed."""
    status = 0
    try:
        cli.main(line.split())
    except SystemExit as ended:
        status = int(ended.code or 0)
    said = capsys.readouterr()
    return status, said.out + said.err


def test_a_wards_content_from_its_first_copy_to_the_tablets(
    settings: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own, kept = tmp_path / "willow", tmp_path / "before.pack"
    assert run(f"charter new {own}", capsys)[0] == 0
    shutil.rmtree(own / "locales", ignore_errors=True)
    status, said = run(f"charter check {own}", capsys)
    assert (status, said.splitlines()[-1][:26]) == (0, "A machine has looked at it"), said
    status, said = run(f"charter show {settings} --out {kept}", capsys)
    assert status == 0
    assert "Willow Ward" not in said.splitlines()[0] or "demo" in said
    assert "content serial 1" in said
    assert run(f"charter diff {settings} {own}", capsys)[0] == 1
    status, said = run(f"charter publish {settings} {own} --days 90", capsys)
    assert status == 0
    assert "content serial 2" in said
    assert run(f"charter diff {own} {settings}", capsys) == (0, "They say the same.\n")
    status, said = run(f"charter show {settings} --texts en", capsys)
    assert "charter.you_matter.title:\n    You matter\n" in said
    assert run(f"charter show {settings} --out {tmp_path / 'now.pack'}", capsys)[0] == 0
    assert run(f"charter check {tmp_path / 'now.pack'} --held {kept}", capsys)[0] == 0
    # Put the other way round it is a roll-back, which tablets refuse.
    status, said = run(f"charter check {kept} --held {tmp_path / 'now.pack'}", capsys)
    assert status == cli.EXIT_REFUSED
    assert "the content part has serial 1, and 2 is held already" in said


def test_what_is_wrong_at_the_terminal_is_one_line_and_status_2(
    settings: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], folder: Path
) -> None:
    for line, says in (
        (f"charter check {tmp_path / 'nowhere'}", "there is no such folder"),
        (f"charter show {folder} --out {tmp_path / 'x.pack'}", "is not published, so nothing is signed"),
        (f"charter show {settings} --texts cy", "it is not in this pack (choose from en)"),
        (f"charter show {settings} --ward elm", "which ward? This trust has: willow"),
        (f"charter publish {settings} {tmp_path / 'nowhere'}", "there is no such folder"),
        (f"charter publish {tmp_path / 'no.toml'} {folder}", "there is no such file"),
        (f"charter diff {folder} {tmp_path / 'no.pack'}", "there is no such file"),
    ):
        status, said = run(line, capsys)
        assert (status, says in said, said.count("\n")) == (cli.EXIT_REFUSED, True, 1), (line, said)


def test_a_broken_folder_ends_with_status_2_and_a_line_for_each_fault(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    changed(folder, "charter/adult.yaml", "    picture: heart", "    picture: hart")
    changed(folder, "promises/adult.yaml", "noname:", "no_name:")
    status, said = run(f"charter check {folder}", capsys)
    assert status == cli.EXIT_REFUSED
    told = said.split("to mend")[1]
    assert f"{folder}/charter/adult.yaml: clause 1 has the picture 'hart', which is not drawn" in told
    assert f"{folder}/promises/adult.yaml: nothing is said about 'noname'" in told


def test_a_pack_with_nothing_to_trust_in_it_is_not_shown(tmp_path: Path) -> None:
    (tmp_path / "x.pack").write_bytes(b"nothing")
    with pytest.raises(ContentError, match="is no ward pack"):
        sources.read(tmp_path / "x.pack")
