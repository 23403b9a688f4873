"""Wardlight finds its own files in a checkout and in an installed wheel, and costs the tablet's start nothing for it."""

import subprocess
import sys
from pathlib import Path

import pytest

from kiosk.resources import ResourceKind, resource_folder

ROOT = Path(__file__).resolve().parents[1]
KINDS: tuple[ResourceKind, ...] = ("content", "assets", "locales")


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """The folder of a `kiosk` package with nothing in it, in a tree with nothing else."""
    folder = tmp_path / "kiosk"
    folder.mkdir()
    return folder


@pytest.mark.parametrize("kind", KINDS)
def test_this_checkout_has_each_folder(kind: ResourceKind) -> None:
    assert resource_folder(kind) == ROOT / kind


@pytest.mark.parametrize("kind", KINDS)
def test_a_checkout_keeps_the_folder_beside_the_package(kind: ResourceKind, package: Path) -> None:
    (package.parent / "pyproject.toml").touch()
    (package.parent / kind).mkdir()
    assert resource_folder(kind, package) == package.parent / kind


@pytest.mark.parametrize("kind", KINDS)
def test_a_wheel_carries_the_folder_inside_the_package_and_it_comes_first(kind: ResourceKind, package: Path) -> None:
    (package.parent / "pyproject.toml").touch()
    (package.parent / kind).mkdir()
    (package / kind).mkdir()
    assert resource_folder(kind, package) == package / kind


def test_a_folder_that_merely_lies_beside_an_installed_package_is_not_taken(package: Path) -> None:
    (package.parent / "content").mkdir()
    with pytest.raises(FileNotFoundError):
        resource_folder("content", package)


def test_a_missing_folder_is_named_with_the_mend(package: Path) -> None:
    with pytest.raises(FileNotFoundError) as refused:
        resource_folder("locales", package)
    assert str(package / "locales") in str(refused.value)
    assert "make setup" in str(refused.value)


def test_finding_a_folder_reads_no_package_metadata() -> None:
    program = (
        "import sys; import kiosk.resources as resources; resources.resource_folder('assets');"
        "print(*sorted({'importlib.metadata', 'importlib.resources', 'pkg_resources'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-S", "-c", program], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == ""
