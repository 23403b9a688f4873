"""Calls get through where a proxy forbids WebSockets, and go back to them; the backend, the network and the tablet's connection are real."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from kiosk import demo, wire
from kiosk.tablet.courier import calls, ways, websocket_line
from kiosk.tablet.courier.calls import Calls
from kiosk.tablet.courier.identity import Identity
from kiosk.tablet.courier.messages import CallNews
from kiosk.tablet.courier.times import SystemClock
from kiosk.tablet.courier.ways import to_trust
from kiosk.tablet.packstore import PackStore
from tests.support.network import Network, network
from tests.support.waiting import wait_for_async
from tests.tablet.courier.fakes import Lines, at_once, seeded
from tests.tablet.courier.test_exchange import loopback
from tests.trust.serving import ServedTrust, served_trust

pytestmark = pytest.mark.anyio


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedTrust]:
    with served_trust(tmp_path_factory.mktemp("served")) as running:
        yield running


@pytest.fixture
def between(served: ServedTrust) -> Iterator[Network]:
    with network(f"http://127.0.0.1:{served.port}") as running:
        yield running


class Tablet:
    """Its connection for calls, and what it hears."""

    def __init__(self, served: ServedTrust, between: Network, folder: Path) -> None:
        demo.pair(served.founded.settings, folder, "Day room")
        identity, clock = Identity(PackStore(folder), "demo", at_once), SystemClock()
        self.heard: list[CallNews] = []
        self.freshness: list[bool] = []  # each time that it changed
        self.log = Lines()
        port = int(between.address.rpartition(":")[2])
        way = to_trust(loopback(folder, port), identity, clock)
        self.calls = Calls(
            identity, way, clock, seeded(1), self.log, tell=self.heard.append, fresh=self.freshness.append
        )

    async def __aenter__(self) -> Tablet:
        self._task = asyncio.create_task(self.calls.run())
        return self

    async def __aexit__(self, *_: object) -> None:
        self._task.cancel()
        with suppress(asyncio.CancelledError):
            await self._task

    async def is_fresh(self) -> None:
        await wait_for_async(lambda: self.calls.fresh)

    async def until(self, progress: str) -> None:
        await wait_for_async(lambda: progress in [news.progress for news in self.heard])

    async def calls_staff(self) -> tuple[bytes, float]:
        """The call, and how many seconds it took until the tablet knew that the trust has it."""
        call, began = secrets.token_bytes(16), time.monotonic()
        self.calls.place(call, began, again=False)
        await self.until("received")
        return call, time.monotonic() - began


async def test_where_websockets_are_forbidden_a_call_goes_at_once_and_is_accepted(
    served: ServedTrust, between: Network, tmp_path: Path
) -> None:
    between.forbid_websockets()
    async with Tablet(served, between, tmp_path) as tablet:
        await tablet.is_fresh()
        call, seconds = await tablet.calls_staff()
        assert seconds < 2
        await served.does(served.backend.calls.confirm_shown([call]))
        await tablet.until("shown")
        await served.does(served.backend.calls.accept(call, "Nurse"))
        await tablet.until("accepted")
        assert len([news for news in tablet.heard if news.progress == "accepted"]) == 1


async def test_while_nothing_happens_each_side_hears_the_other_in_time(
    served: ServedTrust, between: Network, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calls, "BEAT_EVERY", 0.2)
    monkeypatch.setattr(calls, "STALE_AFTER", 2.0)
    monkeypatch.setattr(wire, "POLL_HOLD", 0.3)
    beats: list[wire.Beat] = []
    hear = served.backend.calls.heard

    def heard(tablet: str, beat: wire.Beat | None = None) -> None:
        hear(tablet, beat)
        beats.extend([] if beat is None else [beat])

    monkeypatch.setattr(served.backend.calls, "heard", heard)
    between.forbid_websockets()
    async with Tablet(served, between, tmp_path) as tablet:
        await tablet.is_fresh()
        began = time.monotonic()
        await wait_for_async(lambda: len(beats) > 10 and time.monotonic() - began > 2.5, 20)
        assert tablet.freshness == [True]
        assert [event for _, event, _ in tablet.log.lines] == ["calls_connected"]


async def test_once_they_are_allowed_again_they_are_used_again(
    served: ServedTrust, between: Network, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = []
    plain = websocket_line._WebSocketLine

    def noted(connection: object) -> websocket_line._WebSocketLine:
        opened.append(connection)
        return plain(connection)  # type: ignore[arg-type]

    monkeypatch.setattr(websocket_line, "_WebSocketLine", noted)
    monkeypatch.setattr(ways, "LOOK_EVERY", 0.5)
    between.forbid_websockets()
    async with Tablet(served, between, tmp_path) as tablet:
        await tablet.is_fresh()
        assert opened == []
        between.mend()
        await wait_for_async(lambda: len(opened) > 1, 20)  # one to look, and one to stay
        assert "calls_not_connected" not in str(tablet.log.lines)  # nothing was wrong
        _, seconds = await tablet.calls_staff()
        assert seconds < 2


async def test_a_websocket_that_opens_and_carries_nothing_is_not_tried_again_at_once(
    served: ServedTrust, between: Network, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kiosk.tablet.courier.calls.OPEN_WITHIN", 0.5)
    between.swallow_websockets()
    async with Tablet(served, between, tmp_path) as tablet:
        await tablet.is_fresh()
        _, seconds = await tablet.calls_staff()
        assert seconds < 2


async def test_a_proxy_that_never_answers_who_wants_a_websocket(
    served: ServedTrust, between: Network, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(websocket_line, "OPEN_WITHIN", 0.5)
    between.hang_websockets()
    async with Tablet(served, between, tmp_path) as tablet:
        await tablet.is_fresh()
        _, seconds = await tablet.calls_staff()
        assert seconds < 2


async def test_a_press_waits_for_no_look_whether_websockets_pass(
    served: ServedTrust, between: Network, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kiosk.tablet.courier.calls.OPEN_WITHIN", 3.0)
    monkeypatch.setattr(ways, "LOOK_EVERY", 0.1)
    between.swallow_websockets()
    async with Tablet(served, between, tmp_path) as tablet:
        await tablet.is_fresh()
        await wait_for_async(lambda: between.swallowed > 1)  # after the one that the tablet began with
        _, seconds = await tablet.calls_staff()
        assert seconds < 2


async def test_a_captive_portal_is_a_failure_on_both_ways(
    served: ServedTrust, between: Network, tmp_path: Path
) -> None:
    between.into_a_portal()
    async with Tablet(served, between, tmp_path) as tablet:
        await wait_for_async(lambda: "redirect" in str(tablet.log.lines))
        assert not tablet.calls.fresh
        between.mend()
        await tablet.is_fresh()
