"""Fixtures for every test: a screen and a database of their own, made when first asked for and ended with the run."""

import os
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import settings

from tests.support.postgres import PostgresCluster, postgres_cluster
from tests.support.proof import Figure, write_result
from tests.support.screen import Screen, virtual_screen

# Set before any test imports Kivy: it would read pytest's arguments as its own, and write its settings and logs into the
# home folder of whoever runs the tests.
_KIVY_HOME = tempfile.TemporaryDirectory(prefix="wardlight-kivy-")
os.environ["KIVY_HOME"] = _KIVY_HOME.name
os.environ["KIVY_NO_ARGS"] = "1"
os.environ["KIVY_NO_FILELOG"] = "1"

# Machines are shared: an example that takes long says nothing about the code, and speed is measured in `kiosk bench`.
settings.register_profile("shared machine", deadline=None)
settings.load_profile("shared machine")


# Beside the tests of the whole.
LONG = {
    "test_accessibility",
    "test_slice",
    "test_case_pages",
    "test_people",
    "test_serve",
    "test_workers",
    "test_files",
}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The files that take longest first: at the end the other processes would wait for them."""
    items.sort(key=lambda item: ("whole" not in item.path.parts, item.path.stem not in LONG))


@pytest.fixture(scope="session")
def screen() -> Iterator[Screen]:
    """A virtual screen of 1280x800 with a window manager; tests that need another size use `virtual_screen`."""
    with virtual_screen() as running:
        yield running


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresCluster]:
    """A PostgreSQL cluster for the whole run."""
    with postgres_cluster() as running:
        yield running


@pytest.fixture
def postgres_url(postgres: PostgresCluster) -> Iterator[str]:
    """The SQLAlchemy address of an empty PostgreSQL database for one test."""
    with postgres.database() as url:
        yield url


@pytest.fixture
def anyio_backend() -> str:
    """Asynchronous tests (`@pytest.mark.anyio`) run on asyncio, as the courier and the backend do."""
    return "asyncio"


@pytest.fixture
def record_proof() -> Callable[..., Path]:
    """Call it with a proof's name and figures at its end; see tests/support/proof.py."""

    def record(name: str, **figures: Figure) -> Path:
        return write_result(name, figures, datetime.now(UTC))

    return record
