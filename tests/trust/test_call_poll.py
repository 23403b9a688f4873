"""Calls over plain requests: what a tablet says is done as over its usual way, and what stands is told."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Iterator

import httpx
import pytest
from sqlalchemy import update

from kiosk import wire
from kiosk.trust.store import tables
from kiosk.trust.tablets import withdraw
from tests.support.waiting import wait_for_async
from tests.trust.serving import PairedTablet, ServedTrust, served_trust

pytestmark = pytest.mark.anyio


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedTrust]:
    with served_trust(tmp_path_factory.mktemp("served")) as running:
        yield running


@pytest.fixture
def tablet(served: ServedTrust) -> PairedTablet:
    return served.tablet()


class Poller:
    """A tablet that asks."""

    def __init__(self, served: ServedTrust, tablet: PairedTablet) -> None:
        self.address, self.tablet = f"http://127.0.0.1:{served.port}{wire.POLL_PATH}", tablet
        self.counter, self.known = 0, b""

    async def post(self, body: bytes, counter: int) -> httpx.Response:
        headers = wire.sign_request(self.tablet.key, self.tablet.id, "POST", wire.POLL_PATH, counter, "demo", body)
        async with httpx.AsyncClient(trust_env=False, timeout=30) as client:
            return await client.post(self.address, content=body, headers=headers)

    async def ask(self, *messages: wire.FromTablet, hold: bool = False) -> list[wire.ToTablet]:
        body = wire.encode(wire.Poll(messages, self.known, hold))
        answer = await self.post(body, self.counter)
        if answer.status_code == 409:
            self.counter = wire.decode_answer(answer.content).counter
            answer = await self.post(body, self.counter)
        assert answer.status_code == 200, answer.status_code
        polled = wire.decode_polled(answer.content)
        self.counter, self.known = polled.counter, polled.known
        return list(polled.messages)


def progress(messages: list[wire.ToTablet]) -> list[str]:
    return [message.progress for message in messages if isinstance(message, wire.News)]


async def test_a_press_is_received_and_what_comes_of_it_is_told(served: ServedTrust, tablet: PairedTablet) -> None:
    poller, call = Poller(served, tablet), secrets.token_bytes(16)
    first = await poller.ask()
    assert [type(message) for message in first] == [wire.Beat]
    assert progress(await poller.ask(wire.Press(call, 0.5))) == ["received"]
    assert progress(await poller.ask()) == []  # nothing that it does not know
    waiting = asyncio.create_task(poller.ask(hold=True))
    await wait_for_async(lambda: tablet.id in served.backend.calls.linked())
    await served.does(served.backend.calls.accept(call, "Nurse"))
    assert progress(await asyncio.wait_for(waiting, wire.POLL_HOLD - 2)) == ["accepted"]


async def test_without_news_a_request_ends_with_a_heartbeat(
    served: ServedTrust, tablet: PairedTablet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wire, "POLL_HOLD", 0.2)
    poller = Poller(served, tablet)
    await poller.ask()
    assert [type(message) for message in await poller.ask(hold=True)] == [wire.Beat]


async def test_a_call_that_is_taken_back_and_a_test_that_is_asked_for(
    served: ServedTrust, tablet: PairedTablet
) -> None:
    poller, call = Poller(served, tablet), secrets.token_bytes(16)
    await poller.ask(wire.Press(call, 0.0))
    assert progress(await poller.ask(wire.Cancel(call))) == ["cancelled"]
    waiting = asyncio.create_task(poller.ask(hold=True))
    await wait_for_async(lambda: tablet.id in served.backend.calls.linked())
    served.soon(lambda: served.backend.calls.ask_test(tablet.id))
    assert wire.AskTest() in await waiting


async def test_how_a_call_ended_is_told_to_a_tablet_that_names_it_long_after(
    served: ServedTrust, tablet: PairedTablet
) -> None:
    poller, call = Poller(served, tablet), secrets.token_bytes(16)
    await poller.ask(wire.Press(call, 0.0))
    await poller.ask(wire.Cancel(call))
    calls = tables.calls.c
    with served.backend.store.write() as connection:  # the tablet was out of reach for an hour
        ended = update(tables.calls).where(calls.id == call).values(progress_at=calls.progress_at - 3_600_000)
        connection.execute(ended)
    back = Poller(served, tablet)
    assert progress(await back.ask()) == []
    assert progress(await back.ask(wire.Press(call, 3_600.0))) == ["cancelled"]


async def test_a_request_without_news_is_nothing_to_show(served: ServedTrust, tablet: PairedTablet) -> None:
    poller = Poller(served, tablet)
    await poller.ask()
    number = served.backend.calls.snapshot().number
    await poller.ask(wire.Beat(1.0))
    assert served.backend.calls.snapshot().number == number


async def test_each_request_counts_once(served: ServedTrust, tablet: PairedTablet) -> None:
    poller = Poller(served, tablet)
    await poller.ask()
    body = wire.encode(wire.Poll())
    assert (await poller.post(body, poller.counter)).status_code == 200
    replayed = await poller.post(body, poller.counter)
    assert replayed.status_code == 409
    assert wire.decode_answer(replayed.content).counter == poller.counter + 1


async def test_two_requests_of_one_tablet_at_once_do_no_harm(served: ServedTrust, tablet: PairedTablet) -> None:
    poller, call = Poller(served, tablet), secrets.token_bytes(16)
    await poller.ask()
    other = Poller(served, tablet)
    other.counter, other.known = poller.counter + 1, poller.known
    waiting = asyncio.create_task(poller.ask(hold=True))
    await wait_for_async(lambda: tablet.id in served.backend.calls.linked())
    assert progress(await other.ask(wire.Press(call, 0.0))) == ["received"]
    assert progress(await asyncio.wait_for(waiting, wire.POLL_HOLD - 2)) == ["received"]


async def test_a_tablet_that_is_withdrawn_while_it_waits_is_told(served: ServedTrust, tablet: PairedTablet) -> None:
    poller = Poller(served, tablet)
    await poller.ask()
    waiting = asyncio.create_task(poller.post(wire.encode(wire.Poll((), poller.known)), poller.counter))
    await wait_for_async(lambda: tablet.id in served.backend.calls.linked())
    with served.backend.store.write() as connection:
        withdraw(connection, tablet.id)
    served.soon(lambda: served.backend.calls.withdraw(tablet.id))
    assert (await asyncio.wait_for(waiting, wire.POLL_HOLD + 5)).status_code == 401


@pytest.mark.parametrize(
    ("body", "status"),
    [(b"\xff", 400), (bytes(wire.POLL_MOST_BYTES + 1), 400), (wire.encode(wire.Poll((wire.Hello({}),))), 400)],
    ids=["noise", "long", "hello"],
)
async def test_what_makes_no_sense_is_refused(
    served: ServedTrust, tablet: PairedTablet, body: bytes, status: int
) -> None:
    poller = Poller(served, tablet)
    await poller.ask()
    assert (await poller.post(body, poller.counter)).status_code in (status, 413)


async def test_a_stranger_is_told_nothing(served: ServedTrust, tablet: PairedTablet) -> None:
    stranger = served.tablet()
    poller = Poller(served, tablet)
    body = wire.encode(wire.Poll())
    headers = wire.sign_request(stranger.key, tablet.id, "POST", wire.POLL_PATH, 0, "demo", body)
    async with httpx.AsyncClient(trust_env=False) as client:
        assert (await client.post(poller.address, content=body, headers=headers)).status_code == 401
