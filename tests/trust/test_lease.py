"""What must run once for a trust runs in one process at a time, and another goes on when that one cannot."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from pathlib import Path

import pytest
from sqlalchemy import text

from kiosk.trust import lease
from kiosk.trust.lease import once_in_a_trust
from kiosk.trust.store.database import Store, open_store
from tests.support.waiting import wait_for_async

pytestmark = pytest.mark.anyio


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lease, "TRY_EVERY", 0.1)
    monkeypatch.setattr(lease, "CHECK_EVERY", 0.05)
    monkeypatch.setattr(lease, "SETTLES", 0.3)


@pytest.fixture
def store(postgres_url: str) -> Iterator[Store]:
    opened = open_store(postgres_url)
    yield opened
    opened.close()


class Work:
    """Something of which there must not be two. now: who does it. began: how often each has. twice: whether two ever did it at once."""

    def __init__(self) -> None:
        self.now: list[str] = []
        self.began: list[str] = []
        self.fails: set[str] = set()
        self.twice = False

    def of(self, name: str) -> lease.Work:
        @asynccontextmanager
        async def work() -> AsyncIterator[None]:
            self.began.append(name)
            if name in self.fails:
                raise OSError("it cannot begin")
            self.now.append(name)
            self.twice = self.twice or len(self.now) > 1
            try:
                yield
            finally:
                self.now.remove(name)

        return work

    def in_process(self, store: Store, name: str) -> AbstractAsyncContextManager[None]:
        return once_in_a_trust(store, self.of(name))


def end_connections(store: Store) -> int:
    """The server ends those that have the lease. Returns how many."""
    with store.write() as connection:
        said = (
            "SELECT pg_terminate_backend(pid) FROM pg_locks JOIN pg_stat_activity USING (pid)"
            " WHERE application_name = :name AND locktype = 'advisory' AND datname = current_database()"
        )
        return len(connection.execute(text(said), {"name": lease.HOLDER}).all())


def tries(store: Store) -> int:
    """Who has the lease or tries for it."""
    with store.read() as connection:
        said = "SELECT count(*) FROM pg_stat_activity WHERE application_name = :name AND datname = current_database()"
        return int(connection.scalar(text(said), {"name": lease.HOLDER}) or 0)


async def test_one_at_a_time_does_it(store: Store) -> None:
    work = Work()
    async with work.in_process(store, "one"):
        await wait_for_async(lambda: work.now == ["one"])
        async with work.in_process(store, "other"), work.in_process(store, "third"):
            await wait_for_async(lambda: tries(store) == 3, what="all three are there")
        assert work.began == ["one"]
    assert (work.now, work.twice) == ([], False)


async def test_one_that_ends_is_followed_by_another(store: Store) -> None:
    work = Work()
    async with AsyncExitStack() as first, AsyncExitStack() as second:
        await first.enter_async_context(work.in_process(store, "one"))
        await wait_for_async(lambda: work.now == ["one"])
        await second.enter_async_context(work.in_process(store, "other"))
        await first.aclose()
        await wait_for_async(lambda: work.now == ["other"])
    assert (work.began, work.twice) == (["one", "other"], False)


async def test_one_whose_connection_the_server_ends_stops_and_it_goes_on(store: Store) -> None:
    work = Work()
    async with work.in_process(store, "one"), work.in_process(store, "other"):
        await wait_for_async(lambda: work.now)
        for times in range(2, 6):
            assert end_connections(store) == 1
            await wait_for_async(lambda times=times: work.now and len(work.began) == times)  # type: ignore[misc]
    assert not work.twice


async def test_a_process_that_stands_still_loses_it(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lease, "SILENT", 0.5)
    work = Work()
    frozen = await lease.connected(store.server_address)
    assert await lease.taken(frozen)
    async with work.in_process(store, "other"):
        await wait_for_async(lambda: work.now == ["other"])
    await frozen.close()


async def test_one_that_cannot_begin_lets_the_other_try_and_tries_again(store: Store) -> None:
    work = Work()
    work.fails = {"one", "other"}
    async with work.in_process(store, "one"), work.in_process(store, "other"):
        await wait_for_async(lambda: set(work.began) == {"one", "other"})
        work.fails = {"one"}
        await wait_for_async(lambda: work.now == ["other"])


async def test_the_only_process_of_an_sqlite_has_it_always(tmp_path: Path) -> None:
    store, work = open_store(f"sqlite:///{tmp_path / 'trust.sqlite3'}"), Work()
    async with work.in_process(store, "one"):
        assert work.now == ["one"]
    assert work.now == []
    work.fails = {"one"}
    with pytest.raises(OSError, match="begin"):
        async with work.in_process(store, "one"):
            pass
    store.close()
