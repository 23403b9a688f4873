"""A file of a content folder may have been written by anybody: whatever is in it, it is taken or told in one line."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from kiosk.charter import authored, files
from kiosk.charter.faults import ContentError, Faults

YAML = st.text(alphabet=" \n\t:-[]{}'\"#&*!|>%@,abyes10?~\u202e¦é", max_size=60)


def taken_or_told(path: Path, data: bytes) -> None:
    path.write_bytes(data)
    try:
        files.read(path, authored.Help)
    except ContentError as told:
        line = str(told)
        assert line.startswith(str(path))
        assert "\n" not in line.removeprefix(str(path))
        assert line.isprintable()


@given(data=st.binary(max_size=80))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_are_taken_or_told_in_one_line(tmp_path: Path, data: bytes) -> None:
    taken_or_told(tmp_path / "help.yaml", data)


@given(text=YAML)
@example("? [a]\n: b")
@example("? {a: b}\n: c")
@example("{}: {}")
@example("- &a [*a]")
@example("!!set {a, b}")
@example("!!binary aGk=")
@example("defaults: 2026-02-30")
@example("organisations: [{id: 1, number: 1_000}]")
@example("<<: {a: b}")
@example("%YAML 9.9\n---\na")
@example("organisations:\n- id: ''\n")
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_anything_that_looks_like_yaml_is_taken_or_told_in_one_line(tmp_path: Path, text: str) -> None:
    taken_or_told(tmp_path / "help.yaml", text.encode())


def test_a_folder_and_a_link_are_no_files(tmp_path: Path) -> None:
    (tmp_path / "real.yaml").write_text("a: b", encoding="utf-8")
    (tmp_path / "link.yaml").symlink_to(tmp_path / "real.yaml")
    for path, says in ((tmp_path, "is no file"), (tmp_path / "link.yaml", "is a link")):
        with pytest.raises(ContentError, match=says):
            files.read_text(path)


def test_windows_line_ends_are_taken(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_bytes(b"a: b\r\nc: d\r\n")
    assert files.read(tmp_path / "a.yaml", dict[str, str]) == {"a": "b", "c": "d"}


def test_faults_are_gathered_once_each_or_raised_at_the_first() -> None:
    gathered = Faults(all_of_them=True)
    for line in ("one", "two", "one"):
        gathered.add(line)
    with gathered:
        raise ContentError("three")
    assert gathered.lines == ["one", "two", "three"]
    with pytest.raises(ContentError, match="one"):
        Faults().add("one")
    with pytest.raises(ContentError, match="two"), Faults():
        raise ContentError("two")
    with pytest.raises(KeyError), gathered:
        raise KeyError("a fault of ours is no fault of the folder")
