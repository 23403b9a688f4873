"""MQTT 5 with a real broker: calls at QoS 1, a heartbeat that stays, a last will that says when we are gone, and nothing for a stranger."""

from __future__ import annotations

import contextlib
import json
import os
import queue
import resource
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import paho.mqtt.client as paho
import pytest
from paho.mqtt.enums import CallbackAPIVersion

from kiosk.trust.relays import told as telling
from kiosk.trust.relays.line import NotDelivered
from kiosk.trust.relays.mqtt import MqttLine
from kiosk.trust.relays.settings import Mqtt
from kiosk.trust.relays.told import Told
from tests.support.certificates import Authority
from tests.support.processes import end, free_port, program
from tests.support.waiting import wait_for

TOLD = Told(bytes(range(16)), "willow", "Willow Ward", "Day room", "call")
NOW = 1_795_000_000.5
HEARTBEAT, CALLS = "north/heartbeat", "north/calls/willow"


class Broker:
    """A Mosquitto of the test's own."""

    def __init__(self, folder: Path) -> None:
        self.authority = Authority(folder, "trusted")
        self.port = free_port()  # it cannot take port 0
        pem = self.authority.server_file()
        passwords = folder / "passwords"
        subprocess.run(
            [program("mosquitto_passwd"), "-b", "-c", str(passwords), "wardlight", "a password"],
            check=True,
            capture_output=True,
        )
        owner = "root" if os.geteuid() == 0 else os.environ.get("USER", "mosquitto")
        self.file = folder / "mosquitto.conf"
        self.file.write_text(
            f"user {owner}\nlistener {self.port} 127.0.0.1\ncertfile {pem}\nkeyfile {pem}\n"
            f"allow_anonymous false\npassword_file {passwords}\npersistence false\n"
        )
        self.process: subprocess.Popen[bytes] | None = None
        self.start()

    def start(self) -> None:
        self.process = subprocess.Popen(
            [program("mosquitto"), "-c", str(self.file)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )

        def answers() -> bool:
            with contextlib.suppress(OSError), Listener(self, "nothing"):
                return True
            return False

        wait_for(answers, what="the broker answers")

    def stop(self) -> None:
        if self.process is not None:
            end(self.process)

    def settings(self, **fields: object) -> Mqtt:
        password = self.file.parent / "password"
        password.write_text("a password\n")
        kept = {"name": "Broker", "host": "127.0.0.1", "port": self.port, "authority": str(self.authority.file)}
        kept |= {"user": "wardlight", "password": str(password), "topic": "north", "timeout": 5.0}
        return Mqtt(**(kept | fields))  # type: ignore[arg-type]


class Listener:
    """A subscriber, with paho's own thread: topic, body, and whether it was retained."""

    def __init__(self, broker: Broker, topic: str) -> None:
        self._broker, self._topic = broker, topic
        self.heard: queue.Queue[tuple[str, Any, bool]] = queue.Queue()

    def __enter__(self) -> Listener:
        ready = threading.Event()
        client = paho.Client(CallbackAPIVersion.VERSION2, "", protocol=paho.MQTTv5)
        client.tls_set_context(ssl.create_default_context(cafile=str(self._broker.authority.file)))
        client.username_pw_set("wardlight", "a password")

        def connected(*_: object) -> None:
            client.subscribe(self._topic, 1)

        client.on_connect = connected
        client.on_subscribe = lambda *_: ready.set()
        client.on_message = lambda _c, _u, m: self.heard.put((m.topic, json.loads(m.payload), m.retain))
        client.connect("127.0.0.1", self._broker.port)
        client.loop_start()
        self._client = client
        assert ready.wait(10)
        return self

    def __exit__(self, *_: object) -> None:
        self._client.disconnect()
        self._client.loop_stop()

    def next(self) -> tuple[str, Any, bool]:
        return self.heard.get(timeout=10)


@pytest.fixture(scope="module")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Broker]:
    broker = Broker(tmp_path_factory.mktemp("broker"))
    yield broker
    broker.stop()


@contextmanager
def line(broker: Broker, **fields: object) -> Iterator[MqttLine]:
    line = MqttLine(broker.settings(**fields), lambda: NOW)
    try:
        yield line
    finally:
        line.close()


def test_a_call_is_published_and_the_broker_has_it(broker: Broker) -> None:
    with line(broker) as relay, Listener(broker, "north/calls/+") as listener:
        for _ in range(2):
            assert relay.deliver(TOLD, 1)
            assert listener.next() == (CALLS, json.loads(telling.body(TOLD)), False)


def test_what_nobody_is_subscribed_to_is_not_delivered(broker: Broker) -> None:
    with line(broker) as relay:
        with pytest.raises(NotDelivered, match="nobody is subscribed"):
            relay.deliver(TOLD, 1)
        with Listener(broker, CALLS) as listener:
            assert relay.deliver(TOLD, 1)
            listener.next()
            assert listener.heard.empty()  # what nobody had heard is not heard later


def test_the_heartbeat_stays_for_who_comes_later_and_the_will_says_when_we_are_gone(broker: Broker) -> None:
    with line(broker) as relay:
        relay.rest()
        with Listener(broker, HEARTBEAT) as listener:
            assert listener.next() == (HEARTBEAT, {"state": "well", "at": 1795000000}, True)
            relay.rest()
            assert listener.next() == (HEARTBEAT, {"state": "well", "at": 1795000000}, False)
            relay.close()
            assert listener.next() == (HEARTBEAT, {"state": "gone"}, False)
    with Listener(broker, HEARTBEAT) as listener:
        assert listener.next() == (HEARTBEAT, {"state": "gone"}, True)


def test_a_connection_that_breaks_off_leaves_the_will_and_is_made_anew(broker: Broker) -> None:
    with line(broker) as relay, Listener(broker, "north/#") as listener:
        relay.rest()
        relay._drop()
        # Not the one that an earlier connection left, which is retained.
        wait_for(lambda: listener.next()[1:] == ({"state": "gone"}, False), what="the last will, after the heartbeats")
        assert relay.deliver(TOLD, 1)
        assert [listener.next()[1]["state"] for _ in range(2)] == ["well", "call"]


def test_a_broker_that_nobody_vouches_for_gets_nothing(broker: Broker, tmp_path: Path) -> None:
    stranger = Authority(tmp_path, "stranger")
    with (
        line(broker, authority=str(stranger.file)) as relay,
        pytest.raises(NotDelivered, match="its certificate is not one to trust"),
    ):
        relay.deliver(TOLD, 1)


def test_a_wrong_password_and_a_broker_that_is_away_are_told_in_words(broker: Broker, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong"
    wrong.write_text("another\n")
    with line(broker, password=str(wrong)) as relay, pytest.raises(NotDelivered, match="does not let us in"):
        relay.rest()
    with line(broker, port=free_port()) as relay, pytest.raises(NotDelivered, match="nothing answers at its address"):
        relay.rest()


def test_nothing_old_comes_after_something_newer_when_the_broker_was_away(broker: Broker) -> None:
    with line(broker, timeout=2.0) as relay:
        relay.rest()
        broker.stop()
        with pytest.raises(NotDelivered):
            relay.deliver(TOLD, 1)
        broker.start()
        with Listener(broker, "north/calls/#") as listener:
            assert relay.deliver(TOLD.ended(), 0)
            assert listener.next()[1]["state"] == "ended"
            relay.rest()
            assert listener.heard.empty()


def test_it_works_in_a_backend_with_thousands_of_connections(broker: Broker) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 4096), hard))
    try:
        with Listener(broker, CALLS) as listener, ExitStack() as stack:
            while stack.enter_context(open(os.devnull, "rb")).fileno() < 1100:  # noqa: PTH123 - as many as that
                pass
            with line(broker) as relay:
                assert relay.deliver(TOLD, 1)
            assert listener.next()[0] == CALLS
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
