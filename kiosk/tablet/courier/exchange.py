"""Requests to the trust over HTTPS: batches, parts of the pack, mailboxes, pairing. What comes back counts only if it is exactly what it has to be.

For: one request and its answer. Not for: when to send and again (`batches`), calls (`calls`).

A page of a captive portal, a redirect, a plain 200, an answer of another size or for another batch is a failure. Nothing of the environment (proxies,
key logs) has a say, nothing is compressed, and every request of a kind has the same headers and the same length.
"""

from __future__ import annotations

import asyncio
import ssl
from typing import Literal

import httpx

from kiosk import wardpack, wire
from kiosk.tablet.courier.identity import Identity
from kiosk.tablet.packstore import MOST_BYTES, PackStoreError
from kiosk.tablet.settings import Settings

USER_AGENT = "wardlight-tablet"
# Connection: close, as the next request is minutes away; every request then looks the same from the first packet on.
HEADERS = {
    "user-agent": USER_AGENT,
    "accept": "application/octet-stream",
    "accept-encoding": "identity",
    "content-type": "application/octet-stream",
    "connection": "close",
    wire.KNOWS_HEADER: wire.KNOWS,
}
WITHIN = 120.0  # seconds for a whole request and its answer, on the slowest link worth using
EACH_WITHIN = 30.0  # seconds for each step of it
COUNTER_TRIES = 3
SIGNED_MORE = 256  # bytes of a Signed besides its body
PAIR_ANSWER_MOST_BYTES = sum(MOST_BYTES.values()) + 4 * SIGNED_MORE

Reason = Literal[
    "unpaired",
    "no_connection",
    "certificate",
    "timeout",
    "redirect",
    "too_long",
    "not_an_answer",
    "not_now",  # the trust has a fault of its own
    "unknown_tablet",  # the trust does not know this tablet, or no longer: it has to be paired again
]


class NotAnswered(Exception):
    """The trust did not answer, or something else did. reason: one word for the log, the same whatever was sent."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason: Reason = reason


def tls(settings: Settings) -> ssl.SSLContext | None:
    """What the trust's certificate is checked against; None for the demo's plain loopback (`settings.check` lets nothing else through).

    Not ssl.create_default_context: that one writes the keys of every connection to a file that the environment names.
    """
    if settings.trust.startswith("http://"):
        return None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if settings.authority:
        context.load_verify_locations(settings.authority)
    else:
        context.load_default_certs()
    return context


def client(
    settings: Settings, headers: dict[str, str], transport: httpx.AsyncBaseTransport | None = None
) -> httpx.AsyncClient:
    """What speaks to the trust of these settings, and to nobody else. transport: another way to the trust, for tests."""
    return httpx.AsyncClient(
        headers=headers,
        verify=tls(settings) or ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT),  # the second trusts nobody
        trust_env=False,
        follow_redirects=False,
        timeout=EACH_WITHIN,
        transport=transport,
    )


async def post(
    http: httpx.AsyncClient, address: str, body: bytes, headers: dict[str, str], most: int, within: float = WITHIN
) -> tuple[int, bytes]:
    """Status and body of the answer. most: bytes of it. within: seconds for the whole. Raises NotAnswered."""
    try:
        async with (
            asyncio.timeout(within),
            http.stream("POST", address, content=body, headers=headers) as response,
        ):
            if 300 <= response.status_code < 400:
                raise NotAnswered("redirect")
            data = bytearray()
            async for piece in response.aiter_raw():
                data += piece
                if len(data) > most:
                    raise NotAnswered("too_long")
            return response.status_code, bytes(data)
    except (TimeoutError, httpx.TimeoutException):
        raise NotAnswered("timeout") from None
    except httpx.HTTPError as error:
        raise NotAnswered("certificate" if _of_tls(error) else "no_connection") from None


class Exchange:
    """One tablet's requests. transport: another way to the trust, for tests."""

    def __init__(
        self, settings: Settings, identity: Identity, transport: httpx.AsyncBaseTransport | None = None
    ) -> None:
        self._base = settings.trust.rstrip("/")
        self._identity = identity
        self._client = client(settings, HEADERS, transport)

    async def send(self, batch: wire.Batch) -> wire.Answer:
        """The trust's answer to a batch, once the counter was right; whether it lets go of it is for `wire.acknowledges`. Raises NotAnswered."""
        body = wire.encode_batch(batch)
        for _ in range(COUNTER_TRIES):
            status, data = await self._signed("batches", wire.BATCH_PATH, body, wire.ANSWER_BYTES)
            answer = self._counted("batches", _answer(data))
            if status >= 500:
                raise NotAnswered("not_now")
            if status == 401:
                raise NotAnswered("unknown_tablet")
            if answer.result == "stored" and status != 200:
                raise NotAnswered("not_an_answer")
            if answer.result != "counter":
                return answer
        raise NotAnswered("not_an_answer")

    async def part(self, name: wardpack.PartName) -> wardpack.Signed:
        """A part of the pack, not verified yet. Raises NotAnswered."""
        for _ in range(COUNTER_TRIES):
            status, data = await self._signed("packs", wire.PACK_PATH + name, b"", MOST_BYTES[name] + SIGNED_MORE)
            if status == 200:
                try:
                    signed = wardpack.read_signed(data)
                except wardpack.PackError:
                    pass
                else:
                    self._identity.counters["packs"] += 1
                    return signed
            if self._counted("packs", _answer(data)).result != "counter":
                break
        raise NotAnswered("not_an_answer")

    async def mailboxes(self) -> wire.MailboxSet:
        """The ward's mailboxes as they are now. Raises NotAnswered."""
        for _ in range(COUNTER_TRIES):
            status, data = await self._signed("mailboxes", wire.MAILBOX_PATH, b"", wire.SET_BYTES)
            if status == 200:
                try:
                    mailboxes = wire.decode_set(data)
                except wire.WireError:
                    pass
                else:
                    self._identity.counters["mailboxes"] += 1
                    return mailboxes
            if self._counted("mailboxes", _answer(data)).result != "counter":
                break
        raise NotAnswered("not_an_answer")

    async def pair(self, request: wire.PairRequest) -> wire.PairAnswer:
        """The answer to a request to pair, not verified yet. Raises NotAnswered."""
        _, data = await post(
            self._client, self._base + wire.PAIR_PATH, wire.encode(request), {}, PAIR_ANSWER_MOST_BYTES
        )
        try:
            return wire.decode_pair_answer(data)
        except wire.WireError:
            raise NotAnswered("not_an_answer") from None

    async def close(self) -> None:
        await self._client.aclose()

    def _counted(self, channel: wire.Channel, answer: wire.Answer) -> wire.Answer:
        if answer.counter:
            self._identity.counters[channel] = answer.counter
        return answer

    async def _signed(self, channel: wire.Channel, path: str, body: bytes, most: int) -> tuple[int, bytes]:
        try:
            headers = self._identity.sign(channel, "POST", path, body)
        except PackStoreError:
            raise NotAnswered("unpaired") from None
        return await post(self._client, self._base + path, body, headers, most)


def _answer(data: bytes) -> wire.Answer:
    try:
        return wire.decode_answer(data)
    except wire.WireError:
        raise NotAnswered("not_an_answer") from None


def _of_tls(error: BaseException) -> bool:
    """Whether the certificate or the encryption was refused, which staff mend elsewhere than a missing network."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLError):
            return True
        cause = cause.__cause__ or cause.__context__
    return False
