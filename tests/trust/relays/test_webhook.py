"""The webhook: signed so that who has the key can check it, the same at every try, over verified TLS alone, and no claim that nobody made."""

from __future__ import annotations

import base64
import hmac
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import msgspec
import pytest

from kiosk.settings_file import SettingsError
from kiosk.trust.relays.line import NotDelivered
from kiosk.trust.relays.settings import Webhook
from kiosk.trust.relays.told import Told
from kiosk.trust.relays.webhook import WebhookLine, signature
from tests.support.certificates import Authority

TOLD = Told(bytes(range(16)), "willow", "Willow Ward", "Day room", "call")
KEY = bytes(range(32))
NOW = 1_795_000_000.5


class Receiver(ThreadingHTTPServer):
    """A server that keeps what it is posted. answer: status, body. hangs: it says nothing until that is set."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Take)
        self.had: list[tuple[str, dict[str, str], bytes]] = []
        self.answer: tuple[int, bytes] = (204, b"")
        self.goes_on = threading.Event()
        self.goes_on.set()

    def handle_error(self, *_: object) -> None:
        """A client that hangs up, as it should, is no fault of the test."""


class _Take(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        self.server.had.append((self.path, {k.lower(): v for k, v in self.headers.items()}, body))
        self.server.goes_on.wait(60)
        status, said = self.server.answer
        self.send_response(status)
        self.send_header("location", "/elsewhere")
        self.send_header("content-length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)

    def log_message(self, *_: object) -> None:
        """Nothing on standard error."""


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"), "trusted")


@pytest.fixture
def receiver(authority: Authority) -> Iterator[Receiver]:
    server = Receiver()
    server.socket = authority.server().wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield server
    server.goes_on.set()
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def settings(receiver: Receiver, authority: Authority, tmp_path: Path) -> Webhook:
    secret = tmp_path / "key"
    secret.write_text(f"whsec_{base64.b64encode(KEY).decode()}\n")
    address = f"https://127.0.0.1:{receiver.server_address[1]}/calls?ward=1"
    return Webhook(
        name="Board", address=address, secret=str(secret), authority=str(authority.file), timeout=5.0, confirms=True
    )


@pytest.fixture
def line(settings: Webhook) -> Iterator[WebhookLine]:
    line = WebhookLine(settings, lambda: NOW)
    yield line
    line.close()


def test_the_signature_is_that_of_standard_webhooks() -> None:
    # The example that this project's own libraries are tested with.
    key = base64.b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    made = signature(key, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}')
    assert made == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_what_comes_can_be_checked_and_is_the_same_at_every_try(line: WebhookLine, receiver: Receiver) -> None:
    receiver.answer = (503, b"")
    with pytest.raises(NotDelivered, match="it answered 503"):
        line.deliver(TOLD, 1)
    receiver.answer = (200, b"thank you")
    assert line.deliver(TOLD, 1) is False  # a yes, and no word of anybody who is shown it
    (path, first, body), (_, second, again) = receiver.had
    assert path == "/calls?ward=1"
    assert body == again
    assert first["webhook-id"] == second["webhook-id"] == TOLD.key
    signed = b".".join((first["webhook-id"].encode(), first["webhook-timestamp"].encode(), body))
    assert first["webhook-signature"] == "v1," + base64.b64encode(hmac.digest(KEY, signed, "sha256")).decode()
    assert first["webhook-timestamp"] == "1795000000"
    assert json.loads(body)["text"] == "Willow Ward, Day room: please attend"
    assert set(first) <= {
        *("host", "accept", "accept-encoding", "connection", "user-agent", "content-type", "content-length"),
        *("webhook-id", "webhook-timestamp", "webhook-signature"),
    }


@pytest.mark.parametrize(
    ("status", "said", "shown"),
    [
        (200, b'{"shown": true}', True),
        (200, b'{"shown": false}', False),
        (200, b'{"shown": "yes"}', False),
        (200, b"{", False),
        (200, b"", False),
        (202, b'{"shown": true}', False),  # it will see to it
        (204, b"", False),
        (200, b" " * 100_000, False),
    ],
)
def test_people_are_shown_it_only_where_the_answer_says_so(
    line: WebhookLine, receiver: Receiver, status: int, said: bytes, shown: bool
) -> None:
    receiver.answer = (status, said)
    assert line.deliver(TOLD, 1) is shown


def test_it_is_not_sent_on_to_where_an_answer_points(line: WebhookLine, receiver: Receiver) -> None:
    receiver.answer = (307, b"")
    with pytest.raises(NotDelivered, match="it answered 307"):
        line.deliver(TOLD, 1)
    assert len(receiver.had) == 1


def test_a_server_that_nobody_vouches_for_gets_nothing(receiver: Receiver, settings: Webhook, tmp_path: Path) -> None:
    stranger = Authority(tmp_path, "stranger")
    line = WebhookLine(msgspec.structs.replace(settings, authority=str(stranger.file)), lambda: NOW)
    with pytest.raises(NotDelivered, match="its certificate is not one to trust"):
        line.deliver(TOLD, 1)
    assert receiver.had == []


def test_one_that_hangs_is_left_after_its_time(receiver: Receiver, settings: Webhook) -> None:
    receiver.goes_on.clear()
    line = WebhookLine(msgspec.structs.replace(settings, timeout=0.5), lambda: NOW)
    with pytest.raises(NotDelivered, match=r"no answer within 0\.5 seconds"):
        line.deliver(TOLD, 1)


def test_an_address_where_nothing_is_and_a_key_that_is_gone_are_told_in_words(
    receiver: Receiver, settings: Webhook
) -> None:
    line = WebhookLine(settings, lambda: NOW)
    Path(settings.secret).write_text("too short")
    with pytest.raises(NotDelivered, match="its key cannot be used"):
        line.deliver(TOLD, 1)
    Path(settings.secret).write_text(base64.b64encode(KEY).decode())  # no restart is needed
    assert line.deliver(TOLD, 1) is False
    receiver.shutdown()
    receiver.server_close()
    line.close()
    with pytest.raises(NotDelivered, match="nothing answers at its address"):
        line.deliver(TOLD, 1)


def test_a_key_that_is_not_there_or_an_address_that_is_none_is_refused_at_the_start(settings: Webhook) -> None:
    with pytest.raises(SettingsError, match="Invalid port"):
        WebhookLine(msgspec.structs.replace(settings, address="https://x:port/"), lambda: NOW)
    Path(settings.secret).unlink()
    with pytest.raises(SettingsError, match="cannot be read"):
        WebhookLine(settings, lambda: NOW)


@pytest.mark.parametrize("text", ["", "not base64!", "whsec_" + base64.b64encode(bytes(23)).decode()])
def test_a_key_that_cannot_be_one_is_refused_at_the_start(settings: Webhook, text: str) -> None:
    Path(settings.secret).write_text(text)
    with pytest.raises(SettingsError, match="no key of a webhook") as caught:
        WebhookLine(settings, lambda: NOW)
    assert "\n" not in str(caught.value)
