"""How relays are, in words, for the page of staff calls: where else calls are told, and where they are not told now."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping

from msgspec import Struct

from kiosk.trust.console.rendering import day_and_clock
from kiosk.trust.relays.relay import Health

KINDS: Mapping[str, str] = {
    "webhook": "web address",
    "mqtt": "MQTT",
    "espa": "pagers",
    "tap": "pagers",
    "command": "program",
}


class RelayLine(Struct, frozen=True):
    """One relay as a page shows it. fails: calls are not told there now."""

    text: str
    fails: bool


def relay_line(health: Health, now: float) -> RelayLine:
    """now: seconds since 1970."""
    name = f"{health.name} ({KINDS[health.kind]})"
    last = "" if health.last is None else f" It was last told of a call at {day_and_clock(health.last, now)}."
    if health.state == "failing":
        since = now if health.since is None else health.since
        waits = {0: "", 1: " 1 call waits to be told."}.get(health.waiting, f" {health.waiting} calls wait to be told.")
        words = f"has not worked since {day_and_clock(since, now)}: {health.fault}.{waits} Trying again.{last}"
        return RelayLine(f"{name} {words}", True)
    if health.state == "well":
        return RelayLine(f"{name} works.{last}", False)
    if health.state == "unheard":
        if health.since is None:
            return RelayLine(f"{name}: its state is not known yet.", False)
        words = f"its state has not been known since {day_and_clock(health.since, now)}. Calls may not be told there. Trying again."
        return RelayLine(f"{name}: {words}", True)
    began = "" if health.since is None else f" since {day_and_clock(health.since, now)}"
    return RelayLine(f"{name} was told of no call{began}.", False)


def relay_lines(relays: Iterable[Health], wards: Container[str], now: float) -> tuple[RelayLine, ...]:
    """Those that tell calls of any of these wards; what does not work first."""
    seen = (health for health in relays if not health.wards or any(ward in wards for ward in health.wards))
    return tuple(sorted((relay_line(health, now) for health in seen), key=lambda line: not line.fails))
