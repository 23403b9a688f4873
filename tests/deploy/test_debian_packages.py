"""The list of Debian packages is one that its installer understands, and a machine that has them all is left alone."""

import os
import subprocess
from pathlib import Path

import pytest

from tests.support.processes import REPOSITORY

SETUP = REPOSITORY / "deploy/developer"


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """A folder for PATH in which dpkg, apt and sudo are played: nothing is installed, and every call is written down."""
    calls = tmp_path / "calls"
    played = {
        "dpkg-query": f'case " $(cat {tmp_path}/installed 2>/dev/null) " in *" ${{@: -1}} "*) echo -n installed;; *) exit 1;; esac',
        "apt-cache": 'case "${@: -1}" in chromium) ;; *) echo "Package: ${@: -1}";; esac',
        "apt-get": f'echo "apt-get $*" >> {calls}',
        "sudo": f'echo "sudo $*" >> {calls}; [ "$1" = -n ] || "$@"',
        "id": "echo 1000",
    }
    for name, body in played.items():
        (tmp_path / name).write_text(f"#!/bin/bash\n{body}\n")
        (tmp_path / name).chmod(0o755)
    return tmp_path


def install(machine: Path, *groups: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [SETUP / "install-debian-packages", *groups],
        env={"PATH": f"{machine}:{os.environ['PATH']}"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def calls(machine: Path) -> str:
    file = machine / "calls"
    return file.read_text() if file.is_file() else ""


def listed(group: str) -> list[str]:
    lines = (SETUP / "debian-packages.txt").read_text().splitlines()
    return [name for line in lines if line.startswith(f"{group} ") for name in line.split()[1].split("|")]


def test_each_line_has_a_group_a_package_and_a_reason() -> None:
    lines = (SETUP / "debian-packages.txt").read_text().splitlines()
    entries = [line for line in lines if line.strip() and not line.startswith("#")]
    assert entries
    for entry in entries:
        group, _package, mark, *reason = entry.split()
        assert group in ("run", "test"), entry
        assert mark == "#", entry
        assert reason, entry


def test_what_is_missing_is_named_with_its_reason_and_installed_with_sudo(machine: Path) -> None:
    (machine / "installed").write_text(" ".join(name for name in listed("run") if name != "espeak-ng"))
    done = install(machine, "run")
    assert done.returncode == 0, done.stderr
    assert "espeak-ng" in done.stdout
    assert "the voice where no clip was recorded" in done.stdout
    assert "sudo is used to install them" in done.stdout
    assert calls(machine).splitlines()[-1].endswith("install -y -qq --no-install-recommends espeak-ng")


def test_a_package_with_two_names_is_installed_under_the_one_this_machine_knows(machine: Path) -> None:
    (machine / "installed").write_text("xdotool postgresql")
    done = install(machine, "test")
    assert done.returncode == 0, done.stderr
    installed = calls(machine).splitlines()[-1].split()
    assert "chromium-browser" in installed
    assert "chromium" not in installed


def test_a_machine_that_has_everything_is_left_alone(machine: Path) -> None:
    (machine / "installed").write_text(" ".join([*listed("run"), *listed("test")]))
    done = install(machine, "run", "test")
    assert (done.returncode, done.stdout, calls(machine)) == (0, "", "")


def test_without_a_way_to_ask_for_a_password_it_says_what_to_run(machine: Path) -> None:
    (machine / "sudo").write_text("#!/bin/bash\nexit 1\n")
    done = install(machine, "run")
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "run this once yourself: sudo" in done.stderr
    assert calls(machine) == ""


def test_without_a_group_it_says_how_to_name_one(machine: Path) -> None:
    done = install(machine)
    assert done.returncode == 2
    assert "for example: install-debian-packages run test" in done.stderr
