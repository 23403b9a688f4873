"""The two D-Bus connections of the reader process itself: to the session, to know that it lives, and to AT-SPI's registry, to know who listens.

AccessKit has connections of its own, and says nothing of what becomes of them.
"""

from __future__ import annotations

import contextlib
from collections import deque

from jeepney import DBusAddress, MatchRule, Message, message_bus, new_method_call
from jeepney.io.blocking import DBusConnection, open_dbus_connection
from jeepney.wrappers import DBusErrorResponse, unwrap_msg

LONGEST = 3.0  # seconds that an answer may take
_BUS = DBusAddress("/org/a11y/bus", "org.a11y.Bus", "org.a11y.Bus")
_REGISTRY = DBusAddress("/org/a11y/atspi/registry", "org.a11y.atspi.Registry", "org.a11y.atspi.Registry")


class NoBus(ConnectionError):
    """The bus is not there, has gone, or does not answer."""


class Bus:
    """One connection. address: as D-Bus writes it; "SESSION" for the session's own. Raises NoBus."""

    def __init__(self, address: str = "SESSION") -> None:
        try:
            self._connection: DBusConnection = open_dbus_connection(bus=address)
        except (OSError, KeyError, ValueError, RuntimeError) as fault:
            raise NoBus(f"no bus answers: {fault}") from None
        self._heard: deque[Message] = deque()

    def fileno(self) -> int:
        return int(self._connection.sock.fileno())

    def ask(self, message: Message) -> tuple[object, ...]:
        """The answer's values. Raises NoBus."""
        try:
            answer = self._connection.send_and_get_reply(message, timeout=LONGEST)
            return tuple(unwrap_msg(answer))
        except (OSError, TimeoutError, DBusErrorResponse) as fault:
            raise NoBus(f"the bus does not answer: {fault}") from None

    def hear(self, rule: MatchRule) -> None:
        """Have signals of this kind sent here. Raises NoBus."""
        self._connection.filter(rule, queue=self._heard, bufsize=None)
        self.ask(message_bus.AddMatch(rule))

    def take(self) -> bool:
        """Read what has come. True where a signal was among it. Raises NoBus once the bus has gone."""
        try:
            with contextlib.suppress(TimeoutError):
                self._connection.recv_messages(timeout=0)
        except OSError as fault:
            raise NoBus(f"the bus has gone: {fault}") from None
        came = bool(self._heard)
        self._heard.clear()
        return came

    def close(self) -> None:
        self._connection.close()


class Registry:
    """AT-SPI's registry, on the bus of its own. Raises NoBus."""

    def __init__(self, session: Bus) -> None:
        (address,) = session.ask(new_method_call(_BUS, "GetAddress"))
        self._bus = Bus(str(address))
        self._bus.hear(MatchRule(type="signal", interface=_REGISTRY.interface))
        self._bus.hear(MatchRule(type="signal", interface="org.freedesktop.DBus", member="NameOwnerChanged"))

    def fileno(self) -> int:
        return self._bus.fileno()

    def changed(self) -> bool:
        """Whether somebody may have come or gone. Raises NoBus."""
        return self._bus.take()

    def listened_to(self) -> frozenset[str]:
        """The events that anybody listens to, in small letters without colons and dashes ("objectstatechangedfocused"). Raises NoBus."""
        (events,) = self._bus.ask(new_method_call(_REGISTRY, "GetRegisteredEvents"))
        named = [str(event[1]) for event in events]  # type: ignore[attr-defined]
        return frozenset(name.lower().replace(":", "").replace("-", "") for name in named)

    def close(self) -> None:
        self._bus.close()
