"""A tablet's connection for calls, over a real WebSocket."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
from collections.abc import Iterator

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from kiosk import callstate, wire
from kiosk.trust import call_link, calls
from kiosk.trust.tablets import Tablet, withdraw
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


def line(served: ServedTrust) -> connect:
    return connect(f"ws://127.0.0.1:{served.port}{wire.CALLS_PATH}", proxy=None)


def hello(tablet: PairedTablet, counter: int) -> bytes:
    headers = wire.sign_request(tablet.key, tablet.id, wire.CALLS_METHOD, wire.CALLS_PATH, counter, "demo", b"")
    return wire.encode(wire.Hello(headers))


async def receive(socket: ClientConnection) -> wire.ToTablet:
    data = await asyncio.wait_for(socket.recv(), 10)
    assert isinstance(data, bytes)
    return wire.decode_to_tablet(data)


async def closed(socket: ClientConnection) -> int | None:
    """The code that the trust closed with; what it still said is passed over."""
    async with asyncio.timeout(15):
        with contextlib.suppress(ConnectionClosed):
            async for _ in socket:
                pass
    return socket.close_code


async def greet(socket: ClientConnection, tablet: PairedTablet) -> None:
    await socket.send(hello(tablet, 0))
    welcome = await receive(socket)
    assert isinstance(welcome, wire.Welcome)
    if not welcome.accepted:
        await socket.send(hello(tablet, welcome.counter))
        welcome = await receive(socket)
    assert isinstance(welcome, wire.Welcome)
    assert welcome.accepted


async def progress(socket: ClientConnection) -> str:
    """The next news, past heartbeats."""
    while True:
        message = await receive(socket)
        if isinstance(message, wire.News):
            return message.progress


async def test_a_press_is_known_to_be_received_and_then_accepted(served: ServedTrust, tablet: PairedTablet) -> None:
    call = secrets.token_bytes(16)
    async with line(served) as socket:
        await greet(socket, tablet)
        await socket.send(wire.encode(wire.Press(call, 0.5)))
        assert await progress(socket) == "received"
        assert served.loop is not None
        done = asyncio.run_coroutine_threadsafe(served.backend.calls.accept(call, "Ward nurse"), served.loop)
        message = await receive(socket)
        assert message == wire.News(call, "accepted", "Ward nurse")
        done.result(10)


async def test_a_tablet_that_comes_back_is_told_how_its_calls_stand(served: ServedTrust, tablet: PairedTablet) -> None:
    call = secrets.token_bytes(16)
    async with line(served) as socket:
        await greet(socket, tablet)
        await socket.send(wire.encode(wire.Press(call, 0)))
        assert await progress(socket) == "received"
    async with line(served) as socket:
        await greet(socket, tablet)
        message = await receive(socket)
        assert message == wire.News(call, "received")
        await socket.send(wire.encode(wire.Cancel(call)))
        assert await progress(socket) == "cancelled"


async def test_a_call_taken_back_before_it_ever_arrived_does_not_end_the_connection(
    served: ServedTrust, tablet: PairedTablet
) -> None:
    async with line(served) as socket:
        await greet(socket, tablet)
        await socket.send(wire.encode(wire.Cancel(secrets.token_bytes(16))))
        await socket.send(wire.encode(wire.Press(secrets.token_bytes(16), 0)))
        assert await progress(socket) == "received"


async def test_what_is_added_is_answered_with_what_the_trust_holds_and_again_to_a_tablet_that_comes_back(
    served: ServedTrust, tablet: PairedTablet
) -> None:
    call, added = secrets.token_bytes(16), callstate.Added(("other",), "man")
    async with line(served) as socket:
        await greet(socket, tablet)
        await socket.send(wire.encode(wire.Tell(call, 1, added)))  # before its press: nothing is said, nothing ends
        await socket.send(wire.encode(wire.Press(call, 0)))
        assert await receive(socket) == wire.News(call, "received")
        await socket.send(wire.encode(wire.Tell(call, 1, added)))
        assert await receive(socket) == wire.News(call, "received", added=added, told=1)
    async with line(served) as socket:
        await greet(socket, tablet)
        assert await receive(socket) == wire.News(call, "received", added=added, told=1)
        await socket.send(wire.encode(wire.Cancel(call)))
        assert await progress(socket) == "cancelled"


async def test_the_trust_beats_and_takes_a_tablet_for_live_while_it_does(
    served: ServedTrust, tablet: PairedTablet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(call_link, "BEAT_EVERY", 0.05)
    async with line(served) as socket:
        await greet(socket, tablet)
        beat = await receive(socket)
        assert isinstance(beat, wire.Beat)
        assert beat.clock > 0
        await socket.send(wire.encode(wire.Beat(frame_age=1.5)))

        def live() -> bool:
            pulses = {pulse.tablet: pulse for pulse in served.backend.calls.snapshot().tablets}
            return pulses[tablet.id].live and pulses[tablet.id].frame_age == 1.5

        await wait_for_async(live)


async def test_a_silent_tablets_connection_is_ended(
    served: ServedTrust, tablet: PairedTablet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(call_link, "STALE_AFTER", 0.1)
    async with line(served) as socket:
        await greet(socket, tablet)
        assert await closed(socket) == call_link.SILENT


async def test_a_stranger_and_a_copied_hello_are_not_let_in(served: ServedTrust, tablet: PairedTablet) -> None:
    copied = hello(tablet, 0)
    async with line(served) as socket:
        await socket.send(copied)
        assert (await receive(socket)) == wire.Welcome(True, 1)
    async with line(served) as socket:
        await socket.send(copied)
        assert (await receive(socket)) == wire.Welcome(False, 1)
    stranger = PairedTablet(served, tablet.id, Ed25519PrivateKey.generate())
    async with line(served) as socket:
        await socket.send(hello(stranger, 1))
        assert await closed(socket) == call_link.UNKNOWN


@pytest.mark.parametrize(
    "message",
    [b"", b"nonsense", b"\x81\xa4type\xa5other", wire.encode(wire.Press(bytes(16), 0))],
    ids=["empty", "nonsense", "unknown", "a press before hello"],
)
async def test_whatever_else_comes_first_ends_the_connection_and_not_the_backend(
    served: ServedTrust, tablet: PairedTablet, message: bytes
) -> None:
    async with line(served) as socket:
        await socket.send(message)
        assert await closed(socket) == call_link.MISTAKEN
    async with line(served) as socket:
        await greet(socket, tablet)


async def test_a_message_that_is_too_long_ends_the_connection(served: ServedTrust, tablet: PairedTablet) -> None:
    async with line(served) as socket:
        await greet(socket, tablet)
        await socket.send(bytes(wire.CALL_MOST_BYTES + 1))
        assert await closed(socket) in (1009, call_link.MISTAKEN)


async def test_a_tablet_that_does_not_read_is_let_go_and_the_call_stands(
    served: ServedTrust, tablet: PairedTablet, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = served.backend.tablets.find(tablet.id)
    link = calls.Link(known)
    for _ in range(calls.OUTBOX + 1):
        link.tell(wire.News(bytes(16), "received"))
    assert link.overrun.is_set()


async def test_many_presses_are_never_limited(served: ServedTrust, tablet: PairedTablet) -> None:
    pressed = [secrets.token_bytes(16) for _ in range(40)]
    async with line(served) as socket:
        await greet(socket, tablet)
        for call in pressed:
            await socket.send(wire.encode(wire.Press(call, 0)))
        received: set[bytes] = set()
        while len(received) < len(pressed):
            message = await receive(socket)
            if isinstance(message, wire.News):
                received.add(message.call)
    assert received == set(pressed)


async def test_a_withdrawn_tablet_loses_its_connection_at_once_and_gets_no_other(
    served: ServedTrust, tablet: PairedTablet
) -> None:
    hub, loop = served.backend.calls, served.loop
    assert loop is not None
    async with line(served) as socket:
        await greet(socket, tablet)
        with served.founded.store.write() as connection:
            withdraw(connection, tablet.id)
        served.backend.tablets.forget(tablet.id, withdrawn=True)
        loop.call_soon_threadsafe(hub.withdraw, tablet.id)
        assert await closed(socket) == call_link.UNKNOWN
    assert tablet.id not in {pulse.tablet for pulse in hub.snapshot().tablets}
    async with line(served) as socket:
        await socket.send(hello(tablet, 1))
        assert await closed(socket) == call_link.UNKNOWN
    body = wire.encode_batch(served.founded.batch())
    assert served.ask(wire.BATCH_PATH, body, tablet.headers(wire.BATCH_PATH, body, 0))[0] == 401


async def test_a_tablet_that_is_withdrawn_between_its_hello_and_its_connection_has_none(served: ServedTrust) -> None:
    hub, tablet = calls.CallHub(served.founded.store), Tablet("a" * 32, "willow", "Hall", bytes(32))
    hub.withdraw(tablet.id)
    with hub.connect(tablet) as link:
        assert link.withdrawn
    assert hub.snapshot().tablets == ()
