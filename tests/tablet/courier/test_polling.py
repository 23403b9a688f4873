"""A line of requests: whom it believes, and that nothing is lost of what was said in a request that was given up."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import httpx
import pytest

from kiosk import wire
from kiosk.tablet.courier import polling
from kiosk.tablet.courier.exchange import HEADERS
from kiosk.tablet.courier.identity import Identity
from kiosk.tablet.courier.lines import BetterWay, ConnectionLost
from kiosk.tablet.courier.polling import PollingLine
from kiosk.tablet.packstore import PackStore
from tests.support.certificates import Authority
from tests.support.waiting import wait_for_async
from tests.tablet.courier.fakes import FakeTrust, Pieces, at_once, paired_store, settle
from tests.tablet.courier.test_exchange import HttpTrust, encrypted, http

pytestmark = pytest.mark.anyio
CALL = b"c" * 16
BEAT = wire.Polled((wire.Beat(clock=1),), b"known", 8)


def identity_of(folder: Path) -> Identity:
    paired_store(folder, FakeTrust())
    return Identity(PackStore(folder), "demo", at_once)


def answered(polled: wire.Polled) -> httpx.Response:
    return httpx.Response(200, content=wire.encode(polled))


class Asked:
    """What the trust was asked, and what it answers: `answers` in turn, the last one again and again."""

    def __init__(self, folder: Path, *answers: Callable[[], Awaitable[httpx.Response]] | httpx.Response) -> None:
        self._answers = list(answers)
        self.polls: list[wire.Poll] = []
        self.counters: list[int] = []
        http = httpx.AsyncClient(transport=httpx.MockTransport(self._answer))
        self.line = PollingLine(http, "http://trust", identity_of(folder))

    async def _answer(self, request: httpx.Request) -> httpx.Response:
        assert request.url.path == wire.POLL_PATH
        self.polls.append(wire.decode_poll(await request.aread()))
        self.counters.append(int(request.headers[wire.COUNTER_HEADER]))
        answer = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        whole = answer if isinstance(answer, httpx.Response) else await answer()
        return httpx.Response(whole.status_code, headers=whole.headers, stream=Pieces(whole.content))


async def never() -> httpx.Response:
    await asyncio.Event().wait()
    raise AssertionError


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (httpx.Response(200, content=b"<html>Welcome to the guest network</html>"), "not_understood"),
        (httpx.Response(200), "not_understood"),
        (httpx.Response(302, headers={"location": "http://portal.example/"}), "redirect"),
        (httpx.Response(200, content=bytes(wire.POLLED_MOST_BYTES + 1)), "too_long"),
        (httpx.Response(403), "not_welcome"),
        (httpx.Response(503, content=wire.encode_answer(wire.Answer("refused"))), "not_welcome"),
        (httpx.Response(409, content=b"<html>Conflict</html>"), "not_welcome"),
    ],
)
async def test_what_is_no_answer_of_the_trust_ends_the_line(
    tmp_path: Path, answer: httpx.Response, reason: str
) -> None:
    asked = Asked(tmp_path, answer)
    with pytest.raises(ConnectionLost) as lost:
        await asked.line.receive()
    assert lost.value.reason == reason


async def test_a_counter_that_is_another_is_learnt_and_what_was_said_goes_with_it(tmp_path: Path) -> None:
    other = httpx.Response(409, content=wire.encode_answer(wire.Answer("counter", counter=7)))
    asked = Asked(tmp_path, other, answered(BEAT))
    await asked.line.send(wire.Press(CALL, 1.0))
    assert await asked.line.receive() == wire.Beat(clock=1)
    assert asked.counters == [0, 7]
    assert [poll.messages for poll in asked.polls] == [(wire.Press(CALL, 1.0),)] * 2


async def test_a_press_gives_up_the_request_that_waits_and_goes_at_once(tmp_path: Path) -> None:
    asked = Asked(tmp_path, never, answered(BEAT))
    waiting = asyncio.ensure_future(asked.line.receive())
    await wait_for_async(lambda: asked.polls)
    await asked.line.send(wire.Press(CALL, 1.0))
    assert await waiting == wire.Beat(clock=1)
    assert [(poll.messages, poll.hold) for poll in asked.polls] == [((), True), ((wire.Press(CALL, 1.0),), False)]
    assert asked.counters == [0, 1]  # the one that was given up may have come there


async def test_a_heartbeat_waits_for_the_next_request(tmp_path: Path) -> None:
    released = asyncio.Event()

    async def late() -> httpx.Response:
        await released.wait()
        return answered(BEAT)

    asked = Asked(tmp_path, late)
    waiting = asyncio.ensure_future(asked.line.receive())
    await wait_for_async(lambda: asked.polls)
    await asked.line.send(wire.Beat(1.0))
    await settle()
    released.set()
    await waiting
    await asked.line.receive()
    assert [poll.messages for poll in asked.polls] == [(), (wire.Beat(1.0),)]
    assert [poll.known for poll in asked.polls] == [b"", b"known"]


async def test_what_was_said_in_a_request_that_was_given_up_is_said_again_before_the_rest(tmp_path: Path) -> None:
    asked = Asked(tmp_path, never, answered(BEAT))
    await asked.line.send(wire.Press(CALL, 1.0))
    waiting = asyncio.ensure_future(asked.line.receive())
    await wait_for_async(lambda: asked.polls)
    await asked.line.send(wire.Cancel(CALL))
    await waiting
    assert asked.polls[-1].messages == (wire.Press(CALL, 1.0), wire.Cancel(CALL))


async def test_more_than_fits_goes_in_several_requests_and_each_thing_once(tmp_path: Path) -> None:
    asked = Asked(tmp_path, answered(BEAT))
    said = [wire.Press(bytes([number]) * 16, 0.0) for number in range(wire.POLL_MOST_MESSAGES + 3)]
    for message in said:
        await asked.line.send(message)
    await asked.line.receive()
    await asked.line.receive()
    assert [message for poll in asked.polls for message in poll.messages] == said
    assert len(asked.polls) == 2


async def test_a_line_that_is_left_says_first_what_there_is_to_say(tmp_path: Path) -> None:
    asked = Asked(tmp_path, answered(BEAT))
    await asked.line.send(wire.Press(CALL, 0.0))
    asked.line.leave()
    assert await asked.line.receive() == wire.Beat(clock=1)
    assert asked.polls[0].messages == (wire.Press(CALL, 0.0),)
    with pytest.raises(BetterWay):
        await asked.line.receive()


async def test_it_has_the_headers_of_any_request_and_nothing_of_the_environment_has_a_say(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    key_log = tmp_path / "keys.log"
    monkeypatch.setenv("SSLKEYLOGFILE", str(key_log))
    trust = FakeTrust()
    server = HttpTrust(trust)
    server.reply = lambda _: http(wire.encode(BEAT))
    identity = identity_of(tmp_path)
    monkeypatch.setattr(trust, "answer", lambda *_: (200, b""))
    authority = Authority(tmp_path, "ours")
    async with (
        server.open(authority.server()),
        polling.polling(encrypted(tmp_path, server.port, authority.file), identity) as line,
    ):
        assert await line.receive() == wire.Beat(clock=1)
    names = [head.split(b":")[0].decode().lower() for head in server.heads[0][1:]]
    signature = {wire.TABLET_HEADER, wire.COUNTER_HEADER, wire.SIGNATURE_HEADER}
    assert set(names) == {*HEADERS, *signature, "host", "content-length"}
    assert b"user-agent: wardlight-tablet" in [head.lower() for head in server.heads[0]]
    assert not key_log.exists()
