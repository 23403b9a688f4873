"""Requests on a real network: whom the tablet believes, and how alike everything looks from outside."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import websockets.asyncio.server
from websockets.http11 import Request, Response

from kiosk import envelope, records, wire
from kiosk.tablet.courier.exchange import Exchange, NotAnswered
from kiosk.tablet.courier.identity import Identity
from kiosk.tablet.courier.lines import ConnectionLost
from kiosk.tablet.courier.websocket_line import websocket
from kiosk.tablet.packstore import PackStore
from kiosk.tablet.settings import Settings
from tests.support.certificates import Authority
from tests.tablet.courier.fakes import FakeTrust, at_once, paired_store, seeded


class HttpTrust:
    """A trust on a socket, which notes every byte of every connection. `reply`: what it answers instead, whole."""

    def __init__(self, trust: FakeTrust) -> None:
        self.trust = trust
        self.heads: list[list[bytes]] = []
        self.sizes: list[tuple[int, int]] = []  # bytes in and out of one connection
        self.reply: Callable[[bytes], bytes] | None = None
        self.port = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        lines = head.removesuffix(b"\r\n\r\n").split(b"\r\n")
        headers = {
            name.decode().lower(): value.decode() for name, value in (line.split(b": ", 1) for line in lines[1:])
        }
        body = await reader.readexactly(int(headers["content-length"]))
        status, data = self.trust.answer(lines[0].split()[1].decode(), headers, body)
        answer = self.reply(data) if self.reply else http(data, f"{status} Yes")
        self.heads.append(lines)
        self.sizes.append((len(head) + len(body), len(answer)))
        try:
            writer.write(answer)
            await writer.drain()
        except ConnectionError:
            pass  # the tablet had read enough
        finally:
            writer.close()

    @asynccontextmanager
    async def open(self, tls: ssl.SSLContext | None = None) -> AsyncIterator["HttpTrust"]:
        server = await asyncio.start_server(self.serve, "127.0.0.1", 0, ssl=tls)
        self.port = server.sockets[0].getsockname()[1]
        async with server:
            yield self


def http(data: bytes, status: str = "200 OK", more: str = "") -> bytes:
    return f"HTTP/1.1 {status}\r\nContent-Length: {len(data)}\r\n{more}\r\n".encode() + data


def a_batch(trust: FakeTrust, number: int, slot: bytes = b"") -> wire.Batch:
    chaff = [envelope.seal_chaff(trust.keys) for _ in range(wire.SLOTS)]
    if slot:
        chaff[number % wire.SLOTS] = slot
    return wire.Batch(seeded(number).randbytes(16), "demo", tuple(chaff))


def exchange_with(folder: Path, chosen: Settings, trust: FakeTrust) -> Exchange:
    paired_store(folder, trust)
    return Exchange(chosen, Identity(PackStore(folder), trust.mode, at_once))


def loopback(folder: Path, port: int) -> Settings:
    return Settings("demo", f"http://127.0.0.1:{port}", str(folder))


def encrypted(folder: Path, port: int, authority: Path) -> Settings:
    return Settings("demo", f"https://127.0.0.1:{port}", str(folder), str(authority))


def test_on_the_network_a_batch_with_a_concern_looks_like_one_without(tmp_path: Path) -> None:
    trust = FakeTrust()
    server = HttpTrust(trust)

    async def run() -> None:
        async with server.open():
            exchange = exchange_with(tmp_path, loopback(tmp_path, server.port), trust)
            concern = records.Concern(id=b"c" * 16, ward=trust.keys.ward, questions=1, words="w" * 2_000)
            check_in = records.CheckIn(id=b"i" * 16, ward=trust.keys.ward, questions=1)
            sealed = [
                b"",
                envelope.seal_for_readers(concern, trust.keys, {"ward"}),
                b"",
                envelope.seal_check_in(check_in, trust.keys),
            ]
            for number, slot in enumerate(sealed):
                batch = a_batch(trust, number, slot)
                assert wire.acknowledges(await exchange.send(batch), batch)
            await exchange.close()

    asyncio.run(run())
    sizes = server.sizes[1:]  # the first was told its counter
    assert len(set(sizes)) == 1
    assert sizes[0][0] - wire.BATCH_BYTES < 600
    secret = (wire.COUNTER_HEADER.encode(), wire.SIGNATURE_HEADER.encode())
    heads = {tuple(line for line in head if not line.startswith(secret)) for head in server.heads}
    assert len(heads) == 1
    (head,) = heads
    assert b"user-agent: wardlight-tablet" in [line.lower() for line in head]
    assert b"accept-encoding: identity" in [line.lower() for line in head]


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (lambda data: http(b""), "not_an_answer"),
        (lambda data: http(b"<html>Sign in to the guest network</html>"), "not_an_answer"),
        (lambda data: http(b"", "302 Found", "Location: https://portal.example/\r\n"), "redirect"),
        (lambda data: http(data, "308 Permanent", "Location: /elsewhere\r\n"), "redirect"),
        (lambda data: http(data + b"more"), "too_long"),
        (lambda data: http(data[:-1]), "not_an_answer"),
        (lambda data: http(data, "503 Not now"), "not_now"),
        (lambda data: http(data, "401 Who"), "unknown_tablet"),
        (lambda data: http(data, "203 Changed on the way"), "not_an_answer"),
        (lambda data: b"SSH-2.0-OpenSSH\r\n", "no_connection"),
        (lambda data: b"", "no_connection"),
        (lambda data: http(data)[:-10], "no_connection"),
        (lambda data: b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 100_000_000, "too_long"),
    ],
    ids=[
        "plain_200",
        "portal",
        "redirect",
        "moved",
        "longer",
        "shorter",
        "fault",
        "unknown",
        "changed",
        "other_protocol",
        "nothing",
        "cut_off",
        "endless",
    ],
)
def test_whatever_is_not_the_trusts_own_answer_is_a_failure(
    tmp_path: Path, reply: Callable[[bytes], bytes], reason: str
) -> None:
    trust = FakeTrust()
    trust.counters["batches"] = 0
    server = HttpTrust(trust)

    async def run() -> None:
        async with server.open():
            server.reply = reply
            exchange = exchange_with(tmp_path, loopback(tmp_path, server.port), trust)
            with pytest.raises(NotAnswered) as failed:
                await exchange.send(a_batch(trust, 1))
            assert failed.value.reason == reason
            await exchange.close()

    asyncio.run(run())
    assert len(server.sizes) == 1  # no redirect was followed


def test_nothing_of_the_environment_has_a_say(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    trust = FakeTrust()
    server = HttpTrust(trust)
    key_log = tmp_path / "keys.log"
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.setenv("SSLKEYLOGFILE", str(key_log))
    authority = Authority(tmp_path, "ours")

    async def run() -> None:
        async with server.open(authority.server()):
            exchange = exchange_with(tmp_path, encrypted(tmp_path, server.port, authority.file), trust)
            batch = a_batch(trust, 1)
            assert wire.acknowledges(await exchange.send(batch), batch)
            await exchange.close()

    asyncio.run(run())
    assert not key_log.exists()


@pytest.mark.parametrize("fault", ["other_authority", "other_address", "expired", "self_made"])
def test_a_server_that_our_authority_does_not_vouch_for_gets_nothing(tmp_path: Path, fault: str) -> None:
    trust = FakeTrust()
    server = HttpTrust(trust)
    ours, other = Authority(tmp_path, "ours"), Authority(tmp_path, "other")
    contexts = {
        "other_authority": lambda: other.server(),
        "other_address": lambda: ours.server("10.0.0.1"),
        "expired": lambda: ours.server(expired=True),
        "self_made": lambda: Authority(tmp_path, "self").server(),
    }

    async def run() -> None:
        async with server.open(contexts[fault]()):
            chosen = encrypted(tmp_path, server.port, ours.file)
            exchange = exchange_with(tmp_path, chosen, trust)
            with pytest.raises(NotAnswered) as failed:
                await exchange.send(a_batch(trust, 1))
            assert failed.value.reason == "certificate"
            await exchange.close()
            with pytest.raises(ConnectionLost) as lost:
                await open_and_leave(chosen)
            assert lost.value.reason == "certificate"

    asyncio.run(run())
    assert server.sizes == []


def test_a_certificate_of_a_public_authority_is_not_enough_where_ours_is_named(tmp_path: Path) -> None:
    ours = Authority(tmp_path, "ours")
    exchange = exchange_with(tmp_path, encrypted(tmp_path, 1, ours.file), FakeTrust())
    transport = exchange._client._transport
    context = transport._pool._ssl_context  # type: ignore[attr-defined]
    assert len(context.get_ca_certs()) == 1
    assert context.verify_mode == ssl.CERT_REQUIRED
    assert context.check_hostname


async def open_and_leave(chosen: Settings) -> None:
    async with websocket(chosen):
        pass


def test_a_trust_that_is_not_there_is_a_failure(tmp_path: Path) -> None:
    async def run() -> None:
        exchange = exchange_with(tmp_path, loopback(tmp_path, 1), FakeTrust())
        with pytest.raises(NotAnswered) as failed:
            await exchange.send(a_batch(FakeTrust(), 1))
        assert failed.value.reason == "no_connection"

    asyncio.run(run())


# --- calls -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("secured", [False, True])
def test_a_call_connection_opens_with_and_without_encryption_and_carries_messages(
    tmp_path: Path, secured: bool
) -> None:
    authority = Authority(tmp_path, "ours")
    seen: list[Request] = []

    async def echo(connection: websockets.asyncio.server.ServerConnection) -> None:
        assert connection.request is not None
        seen.append(connection.request)
        message = wire.decode_from_tablet(await connection.recv(decode=False))
        assert isinstance(message, wire.Press)
        await connection.send(wire.encode(wire.News(message.call, "received")))
        await connection.wait_closed()

    async def run() -> None:
        tls = authority.server() if secured else None
        async with websockets.asyncio.server.serve(echo, "127.0.0.1", 0, ssl=tls) as server:
            port = next(iter(server.sockets)).getsockname()[1]
            chosen = encrypted(tmp_path, port, authority.file) if secured else loopback(tmp_path, port)
            async with websocket(chosen) as line:
                await line.send(wire.Press(b"c" * 16, 0.1))
                assert await line.receive() == wire.News(b"c" * 16, "received")

    asyncio.run(run())
    assert seen[0].path == wire.CALLS_PATH
    assert seen[0].headers["user-agent"] == "wardlight-tablet"
    assert "sec-websocket-extensions" not in seen[0].headers  # nothing is compressed


def test_a_call_connection_follows_no_redirect(tmp_path: Path) -> None:
    asked: list[str] = []

    def elsewhere(connection: websockets.asyncio.server.ServerConnection, request: Request) -> Response:
        asked.append(request.path)
        response = connection.respond(302, "")
        response.headers["Location"] = "/tablet/elsewhere"
        return response

    async def never(connection: websockets.asyncio.server.ServerConnection) -> None:
        raise AssertionError("a redirect was followed")

    async def run() -> None:
        async with websockets.asyncio.server.serve(never, "127.0.0.1", 0, process_request=elsewhere) as server:
            port = next(iter(server.sockets)).getsockname()[1]
            with pytest.raises(ConnectionLost) as lost:
                await open_and_leave(loopback(tmp_path, port))
            assert lost.value.reason == "no_connection"

    asyncio.run(run())
    assert asked == [wire.CALLS_PATH]


@pytest.mark.parametrize("said", [b"x" * (wire.CALL_MOST_BYTES + 1), b"\xff", "words"], ids=["long", "noise", "text"])
def test_what_is_no_message_ends_the_connection(tmp_path: Path, said: bytes | str) -> None:
    async def say(connection: websockets.asyncio.server.ServerConnection) -> None:
        await connection.send(said)
        await connection.wait_closed()

    async def run() -> None:
        async with websockets.asyncio.server.serve(say, "127.0.0.1", 0) as server:
            port = next(iter(server.sockets)).getsockname()[1]
            async with websocket(loopback(tmp_path, port)) as line:
                with pytest.raises(ConnectionLost):
                    await line.receive()

    asyncio.run(run())
