"""The wheel carries everything that Wardlight shows and serves, and nothing that is not its own."""

import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

from tests.support.processes import REPOSITORY


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel built from this tree, with the tools of the lock file."""
    folder = tmp_path_factory.mktemp("wheel")
    done = subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, REPOSITORY],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def names(wheel: Path) -> set[str]:
    """What lies in the wheel."""
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


@pytest.mark.parametrize("folder", ["content", "assets", "locales"])
def test_every_committed_file_of_content_assets_and_locales_travels_inside_the_package(
    folder: str, names: set[str]
) -> None:
    listed = subprocess.run(
        ["git", "ls-files", "-z", folder], cwd=REPOSITORY, capture_output=True, text=True, check=True
    )
    committed = {name for name in listed.stdout.split("\0") if name and (REPOSITORY / name).is_file()}
    assert committed
    assert sorted({f"kiosk/{name}" for name in committed} - names) == []


def test_every_module_and_template_travels(names: set[str]) -> None:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "kiosk"], cwd=REPOSITORY, capture_output=True, text=True, check=True
    )
    committed = {name for name in listed.stdout.split("\0") if name and (REPOSITORY / name).is_file()}
    assert sorted(committed - names) == []


def test_what_is_fetched_and_what_is_generated_travels(names: set[str]) -> None:
    static = "kiosk/trust/console/static/nhsuk"
    assert {f"{static}/nhsuk-frontend.min.css", f"{static}/nhsuk-frontend.min.js"} <= names
    assert "kiosk/tablet/senses/sight/_generated/_pango.py" in names
    catalogues = {name for name in names if name.startswith("kiosk/locales/") and name.endswith(".po")}
    assert {name.removesuffix(".po") + ".mo" for name in catalogues} <= names


def test_nothing_but_the_package_is_installed(names: set[str]) -> None:
    tops = {name.split("/")[0] for name in names}
    assert {re.sub(r"-.*\.dist-info", ".dist-info", top) for top in tops} == {"kiosk", "wardlight.dist-info"}
    assert not [name for name in names if re.search(r"__pycache__|\.sqlite3|\.pem$|\.log$", name)]


def test_the_wheel_fits_every_machine_and_says_what_it_needs(wheel: Path) -> None:
    assert wheel.name.endswith("-py3-none-any.whl")
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    with zipfile.ZipFile(wheel) as archive:
        (metadata,) = (archive.read(name).decode() for name in archive.namelist() if name.endswith("/METADATA"))
        licences = [name for name in archive.namelist() if "/licenses/" in name]
    assert metadata.count("\nRequires-Dist: ") == len(project["dependencies"])
    assert "Requires-Python: <3.14,>=3.11" in metadata
    assert sorted(Path(name).name for name in licences) == ["LICENSE", "THIRD-PARTY.md"]
