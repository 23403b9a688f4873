"""Trusts for the backend's tests, on both kinds of database."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.trust.store.database import migrate, open_store
from tests.trust.casework.ward import Ward
from tests.trust.founded import FoundedTrust, founded_trust


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database; the test runs once on each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'empty.sqlite3'}"
    url: str = request.getfixturevalue("postgres_url")
    return url


@pytest.fixture
def founded(tmp_path: Path) -> Iterator[FoundedTrust]:
    """A demo trust on SQLite."""
    with founded_trust(tmp_path) as trust:
        yield trust


@pytest.fixture(params=["sqlite", "postgresql"])
def founded_on_each(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[FoundedTrust]:
    """A demo trust; the test runs once on each kind of database."""
    url = "" if request.param == "sqlite" else request.getfixturevalue("postgres_url")
    with founded_trust(tmp_path, url) as trust:
        yield trust


@pytest.fixture(params=["sqlite", "postgresql"])
def ward(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Ward]:
    """Readers of each group, and no server; the test runs once on each kind of database."""
    on_disk = f"sqlite:///{tmp_path / 'trust.sqlite3'}"
    store = open_store(on_disk if request.param == "sqlite" else request.getfixturevalue("postgres_url"))
    migrate(store)
    yield Ward(store)
    store.close()
