"""A tablet's calls where a proxy passes no WebSocket: requests that are signed as batches are, and held until there is news.

Nothing is kept from one request to the next, so that each may come to another process. A tablet says what it was told last; whatever stands otherwise
is told at once. Not for: the usual way (`call_link`), which does the same with what a tablet says.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

import anyio
import msgspec
from litestar import Request, Response, post
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.exceptions import ClientException

from kiosk import wire
from kiosk.trust.backend import Backend
from kiosk.trust.call_link import take
from kiosk.trust.calls import Link
from kiosk.trust.intake import NOT_OURS, OCTETS, answer, read_body, signed_by
from kiosk.trust.tablets import Signed


@post(wire.POLL_PATH, status_code=200, request_max_body_size=wire.POLL_MOST_BYTES)
async def poll_calls(request: Request[Any, Any, State], backend: NamedDependency[Backend]) -> Response[bytes]:
    """What the tablet says is done, and how its calls stand is told: at once where it may not know, else within wire.POLL_HOLD seconds."""
    try:
        body = await read_body(request)
    except ClientException:
        return answer(400, wire.Answer("refused", reason="broken off, or too long"))
    signed = await signed_by(backend, request.headers, wire.POLL_PATH, "calls", body)
    if not isinstance(signed, Signed):
        return answer(*signed)
    try:
        asked = wire.decode_poll(body)
    except wire.WireError:
        return answer(400, wire.Answer("refused", counter=signed.next, reason="not a request for calls"))
    with backend.calls.connect(signed.tablet, polls=True) as link:
        for message in asked.messages:
            if not await take(backend, signed.tablet, message):
                return answer(400, wire.Answer("refused", counter=signed.next, reason="makes no sense"))
        heard = _heard(link)
        news = await backend.calls.news_for(signed.tablet)
        if asked.hold and not heard and _digest(news) == asked.known:
            heard = await _wait(link)
            news = await backend.calls.news_for(signed.tablet)
        if link.withdrawn:
            return answer(*NOT_OURS)
    known = _digest(news)
    told = news if known != asked.known else ()
    beat = wire.Beat(clock=int(backend.clock()))
    polled = wire.Polled((beat, *_beyond(heard, news), *told), known, signed.next)
    return Response(wire.encode(polled), media_type=OCTETS, status_code=200)


def _digest(news: Sequence[wire.News]) -> bytes:
    return hashlib.sha256(msgspec.msgpack.encode(news)).digest()


async def _wait(link: Link) -> list[wire.ToTablet]:
    """What the tablet is told over its link, as soon as there is something; nothing once it is time for a heartbeat."""
    message: wire.ToTablet | None = None
    with anyio.move_on_after(wire.POLL_HOLD):
        message = await link.outbox.get()
    return [] if message is None else [message, *_heard(link)]


def _heard(link: Link) -> list[wire.ToTablet]:
    heard = []
    while not link.outbox.empty():
        heard.append(link.outbox.get_nowait())
    return heard


def _beyond(heard: Sequence[wire.ToTablet], news: Sequence[wire.News]) -> list[wire.ToTablet]:
    """What was told over the link and is not among this news: that a test is asked for, and how a call ended that the tablet names long after."""
    held = {each.call for each in news}
    latest = {each.call: each for each in heard if isinstance(each, wire.News) and each.call not in held}
    return [*(each for each in heard if isinstance(each, wire.AskTest)), *latest.values()]
