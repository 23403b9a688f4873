"""An MQTT 5 broker is published to, over TLS.

    TOPIC/heartbeat     retained, every 10 seconds: {"state": "well", "at": seconds since 1970}; the last will is {"state": "gone"}
    TOPIC/calls/WARD    a call in one state, QoS 1, not retained: an old state is never shown to somebody who subscribes later

The broker's PUBACK says that it has the message. Where it says too that nobody is subscribed, the message counts as not delivered and is published
again.

One thread does it all. After any fault the client is thrown away: paho would otherwise keep what was not acknowledged, and publish it after something
newer.
"""

from __future__ import annotations

import select
import ssl
import time
from collections.abc import Callable
from pathlib import Path

import msgspec
import paho.mqtt.client as paho
from paho.mqtt.enums import CallbackAPIVersion, MQTTErrorCode
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode

from kiosk.settings_file import SettingsError
from kiosk.trust.relays import told as telling
from kiosk.trust.relays.line import NotDelivered, in_words, secret_text
from kiosk.trust.relays.settings import Mqtt
from kiosk.trust.relays.told import Told

HEARTBEAT_EVERY = 10.0  # seconds
KEEP_ALIVE = 30  # seconds; the broker publishes the last will after one and a half of them
GONE = b'{"state":"gone"}'
WITH_WILL = "Disconnect with will message"
NOBODY = "No matching subscribers"


class MqttLine:
    """The way to one broker."""

    every: float | None = HEARTBEAT_EVERY

    def __init__(self, settings: Mqtt, clock: Callable[[], float]) -> None:
        self._settings, self._clock = settings, clock
        self._client: paho.Client | None = None
        self._welcome: ReasonCode | None = None
        self._answers: dict[int | None, ReasonCode] = {}

    def deliver(self, told: Told, open_calls: int) -> bool:
        """Publish it; see `line.Line`."""
        properties = Properties(PacketTypes.PUBLISH)  # type: ignore[no-untyped-call]  # paho says nothing of its types
        properties.ContentType = "application/json"
        properties.UserProperty = ("wardlight-key", told.key)
        answer = self._publish(f"calls/{told.ward}", telling.body(told), retain=False, properties=properties)
        if answer.getName() == NOBODY:
            raise NotDelivered("the broker has it, and nobody is subscribed to it")
        return True

    def rest(self) -> None:
        """The heartbeat."""
        beat = msgspec.json.encode({"state": "well", "at": int(self._clock())})
        self._publish("heartbeat", beat, retain=True)

    def close(self) -> None:
        """With the last will, so that whoever watches knows that calls do not come this way now."""
        client, self._client = self._client, None
        if client is not None:
            client.disconnect(ReasonCode(PacketTypes.DISCONNECT, WITH_WILL))
            client.loop_write()

    # --- inside --------------------------------------------------------------------------------------------------

    def _publish(self, topic: str, body: bytes, *, retain: bool, properties: Properties | None = None) -> ReasonCode:
        try:
            client = self._client or self._connect()
            sent = client.publish(f"{self._settings.topic}/{topic}", body, 1, retain, properties)
            self._until(client, lambda: sent.mid in self._answers)
            answer = self._answers.pop(sent.mid)
        except NotDelivered:
            self._drop()
            raise
        except SettingsError as error:
            self._drop()
            raise NotDelivered("its password cannot be read") from error
        except (OSError, ValueError) as error:  # paho says some things of a host with the second
            self._drop()
            raise NotDelivered(in_words(error, self._settings.timeout)) from error
        if answer.is_failure:
            self._drop()
            raise NotDelivered(f"the broker refused it: {answer.getName()}")
        return answer

    def _connect(self) -> paho.Client:
        settings = self._settings
        # No name of its own: of two backends with one name the broker would always send one away.
        client = paho.Client(CallbackAPIVersion.VERSION2, "", protocol=paho.MQTTv5, reconnect_on_failure=False)
        client.tls_set_context(ssl.create_default_context(cafile=settings.authority or None))
        if settings.user:
            client.username_pw_set(settings.user, secret_text(Path(settings.password)))
        client.will_set(f"{settings.topic}/heartbeat", GONE, 1, retain=True)
        client.connect_timeout = settings.timeout
        self._welcome, self._answers = None, {}

        def welcomed(*what: object) -> None:
            self._welcome = what[3] if isinstance(what[3], ReasonCode) else None

        def answered(*what: object) -> None:
            if isinstance(what[2], int) and isinstance(what[3], ReasonCode):
                self._answers[what[2]] = what[3]

        client.on_connect, client.on_publish = welcomed, answered
        self._client = client
        client.connect(settings.host, settings.port, KEEP_ALIVE)
        self._until(client, lambda: self._welcome is not None)
        self.rest()
        return client

    def _until(self, client: paho.Client, done: Callable[[], bool]) -> None:
        """Let the client work until then. Raises TimeoutError, NotDelivered."""
        until = time.monotonic() + self._settings.timeout
        while not done():
            left = until - time.monotonic()
            if left <= 0:
                raise TimeoutError
            self._work(client, left)

    def _work(self, client: paho.Client, most: float) -> None:
        """What `loop` of paho does, but for its `select`, which takes no file above 1,023: a backend has a connection for each tablet and page."""
        line = client.socket()
        if line is None:
            raise NotDelivered("the connection was lost")
        poll = select.poll()
        poll.register(line.fileno(), select.POLLIN | (select.POLLOUT if client.want_write() else 0))
        held = line.pending() if isinstance(line, ssl.SSLSocket) else 0
        ready = poll.poll(0 if held else int(most * 1000) + 1)
        codes = [MQTTErrorCode.MQTT_ERR_SUCCESS]
        if held or any(events & ~select.POLLOUT for _, events in ready):
            codes.append(client.loop_read())
        if client.want_write():
            codes.append(client.loop_write())
        codes.append(client.loop_misc())
        if self._welcome is not None and self._welcome.is_failure:
            raise NotDelivered(f"the broker does not let us in: {self._welcome.getName()}")
        if any(codes):
            raise NotDelivered("the connection was lost")

    def _drop(self) -> None:
        """Without a farewell: the broker then publishes the last will."""
        client, self._client = self._client, None
        line = None if client is None else client.socket()
        if line is not None:
            line.close()
