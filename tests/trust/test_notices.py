"""What one process tells is heard by the others, and by nobody where there are none."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from kiosk.trust import notices
from kiosk.trust.notices import Notices, notice
from kiosk.trust.store.database import Store, open_store
from tests.support.waiting import wait_for_async

pytestmark = pytest.mark.anyio
CHANNEL = "wardlight_said"


@pytest.fixture
def store(postgres_url: str) -> Iterator[Store]:
    opened = open_store(postgres_url)
    yield opened
    opened.close()


class Listener:
    """A process. heard: what the others said. begun: how often it began to listen."""

    def __init__(self, store: Store) -> None:
        self.notices, self.heard, self.begun = Notices(store), list[str](), 0
        self.notices.hear(CHANNEL, self._hear)

    async def _hear(self, said: str) -> None:
        if said == "nonsense":
            raise ValueError(said)
        self.heard.append(said)

    async def begin(self) -> None:
        self.begun += 1


@pytest.fixture
async def two(store: Store) -> AsyncIterator[tuple[Listener, Listener]]:
    one, other = Listener(store), Listener(store)
    async with AsyncExitStack() as stack:
        for each in (one, other):
            await stack.enter_async_context(each.notices.listening(each.begin))
        await wait_for_async(lambda: one.begun == other.begun == 1)
        yield one, other


async def test_the_other_hears_what_one_says_and_the_one_does_not(two: tuple[Listener, Listener]) -> None:
    one, other = two
    await one.notices.tell(CHANNEL, ["first", "second, with spaces", ""])
    await other.notices.tell(CHANNEL, ["an answer"])
    await wait_for_async(lambda: one.heard == ["an answer"])
    await wait_for_async(lambda: other.heard == ["first", "second, with spaces", ""])


async def test_what_nobody_in_particular_says_is_heard_by_all(two: tuple[Listener, Listener], store: Store) -> None:
    with store.write() as connection:
        connection.execute(notice(CHANNEL, "for all"))
    await wait_for_async(lambda: [each.heard for each in two] == [["for all"]] * 2)


async def test_what_cannot_be_read_is_logged_without_its_words_and_the_next_is_heard(
    two: tuple[Listener, Listener], capsys: pytest.CaptureFixture[str]
) -> None:
    one, other = two
    await one.notices.tell(CHANNEL, ["nonsense", "sense"])
    await wait_for_async(lambda: other.heard == ["sense"])
    assert "nonsense" not in capsys.readouterr().err


async def test_a_listener_whose_connection_the_server_ends_begins_again(
    two: tuple[Listener, Listener], store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notices, "AGAIN_AFTER", 0.05)
    with store.write() as connection:
        said = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = :name"
        connection.execute(text(said), {"name": notices.LISTENER})
    await wait_for_async(lambda: two[0].begun == two[1].begun == 2)
    await two[0].notices.tell(CHANNEL, ["again"])
    await wait_for_async(lambda: two[1].heard == ["again"])


async def test_whoever_is_alone_tells_nobody(store: Store, tmp_path: Path) -> None:
    only, before = Listener(store), written(store)
    async with only.notices.listening(only.begin):
        await wait_for_async(lambda: only.begun == 1)
        await only.notices.tell(CHANNEL, ["a word"])
        assert written(store) == before
    at_home = Listener(open_store(f"sqlite:///{tmp_path / 'trust.sqlite3'}"))
    async with at_home.notices.listening(at_home.begin):
        await at_home.notices.tell(CHANNEL, ["a word"])
    assert (at_home.notices.alone, at_home.begun, at_home.heard) == (True, 0, [])


def written(store: Store) -> int:
    """How many transactions have ever written."""
    with store.read() as connection:
        return int(connection.scalar(text("SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint")) or 0)


async def test_what_cannot_be_told_is_no_fault_for_who_has_better_things_to_do(tmp_path: Path) -> None:
    gone = Notices(open_store(f"postgresql+psycopg://nobody@/nothing?host={tmp_path}"))
    with pytest.raises(OperationalError):
        await gone.tell(CHANNEL, ["a word"])
    await gone.try_to_tell(CHANNEL, ["a word"])
