"""Trusts for the backend's tests, on both kinds of database."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.trust.store.database import migrate, open_store
from tests.support.postgres import PostgresCluster
from tests.trust.casework.ward import Ward
from tests.trust.founded import FoundedTrust, founded_trust


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database; the test runs once on each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'empty.sqlite3'}"
    url: str = request.getfixturevalue("postgres_url")
    return url


@pytest.fixture(scope="session")
def migrated(postgres: PostgresCluster) -> Iterator[str]:
    """The name of a PostgreSQL database with all tables and nothing in them, to be copied: quicker than a migration for each test."""
    with postgres.database() as url:
        store = open_store(url)
        migrate(store)
        store.close()
        yield url.partition("@/")[2].partition("?")[0]


@pytest.fixture
def migrated_url(postgres: PostgresCluster, migrated: str) -> Iterator[str]:
    """The address of a PostgreSQL database with all tables, for one test."""
    with postgres.database(migrated) as url:
        yield url


@pytest.fixture
def founded(tmp_path: Path) -> Iterator[FoundedTrust]:
    """A demo trust on SQLite."""
    with founded_trust(tmp_path) as trust:
        yield trust


@pytest.fixture(params=["sqlite", "postgresql"])
def founded_on_each(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[FoundedTrust]:
    """A demo trust; the test runs once on each kind of database."""
    url = "" if request.param == "sqlite" else request.getfixturevalue("migrated_url")
    with founded_trust(tmp_path, url) as trust:
        yield trust


@pytest.fixture(params=["sqlite", "postgresql"])
def ward(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Ward]:
    """Readers of each group, and no server; the test runs once on each kind of database."""
    on_disk = f"sqlite:///{tmp_path / 'trust.sqlite3'}"
    store = open_store(on_disk if request.param == "sqlite" else request.getfixturevalue("migrated_url"))
    migrate(store)
    yield Ward(store)
    store.close()
