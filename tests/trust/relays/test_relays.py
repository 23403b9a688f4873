"""Real calls through the hub to real relays: each has them, none waits for another, and the caller hears of it only where a relay may say so."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec
import pytest

from kiosk import callstate, wire
from kiosk.settings_file import SettingsError
from kiosk.trust import serve
from kiosk.trust.calls import CallHub
from kiosk.trust.notices import Notices
from kiosk.trust.relays import settings
from kiosk.trust.relays.relays import Relays
from kiosk.trust.tablets import Tablet
from tests.support.waiting import wait_for_async
from tests.trust.founded import FoundedTrust
from tests.trust.serving import served_trust
from tests.trust.test_call_link import greet, line, progress
from tests.trust.test_calls import Clock, press

pytestmark = pytest.mark.anyio


@pytest.fixture
def tablet(founded: FoundedTrust) -> Tablet:
    name, key = founded.pair("Day room")
    return Tablet(name, "willow", "Day room", key.public_key().public_bytes_raw())


@pytest.fixture
def clock() -> Clock:
    return Clock()


class Lamp:
    """A program that writes down what it is told."""

    def __init__(self, folder: Path, name: str = "lamp") -> None:
        self.out = folder / f"{name}.out"
        self.file = folder / name
        self.file.write_text(f'#!/bin/sh\necho "$1" >> {self.out}\n')
        self.file.chmod(0o700)

    @property
    def told(self) -> list[str]:
        return self.out.read_text().splitlines() if self.out.exists() else []

    def settings(self, name: str = "Lamp", **fields: object) -> settings.Command:
        return settings.Command(name=name, run=(str(self.file), "{state} {open}"), **fields)  # type: ignore[arg-type]


@pytest.fixture
def lamp(tmp_path: Path) -> Lamp:
    return Lamp(tmp_path)


@asynccontextmanager
async def running(
    founded: FoundedTrust, clock: Clock, *relays: settings.Relay
) -> AsyncIterator[tuple[CallHub, Relays]]:
    hub = CallHub(founded.store, clock, clock)
    await hub.reload()
    all_of_them = Relays(relays, founded.store, Notices(founded.store), clock, first_wait=0.01)
    async with all_of_them.running(hub):
        yield hub, all_of_them


async def told(lamp: Lamp, *states: str) -> None:
    await wait_for_async(lambda: lamp.told == list(states), what=f"{states}")


async def told_so_often(lamp: Lamp, line: str, times: int) -> None:
    await wait_for_async(lambda: lamp.told.count(line) == times, what=f"{line}, {times} times")


async def test_a_call_reaches_a_relay_in_each_of_its_states(
    founded: FoundedTrust, clock: Clock, tablet: Tablet, lamp: Lamp
) -> None:
    async with running(founded, clock, lamp.settings()) as (hub, relays):
        call = press()
        await hub.press(tablet, call)
        await told(lamp, "call 1")
        await hub.accept(call.call, "Ward nurse")
        await told(lamp, "call 1", "accepted 1")
        await hub.attend(call.call, "Ward nurse")
        await told(lamp, "call 1", "accepted 1", "ended 0")
        await hub.reset(call.call, "Ward nurse", "helped")
        await hub.press(tablet, press(test=True))
        await told(lamp, "call 1", "accepted 1", "ended 0", "test 1")
        assert [health.state for health in relays.health()] == ["well"]


async def test_a_call_that_was_taken_back_ends_when_boards_show_it_no_more(
    founded: FoundedTrust, clock: Clock, tablet: Tablet, lamp: Lamp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kiosk.trust.relays.relays.LOOK_EVERY", 0.02)
    async with running(founded, clock, lamp.settings()) as (hub, _):
        call = press()
        await hub.press(tablet, call)
        await told(lamp, "call 1")
        await hub.cancel(tablet, call.call)
        clock.now += callstate.CANCELLED_STAYS - 1
        later = press()
        await hub.press(tablet, later)
        await told(lamp, "call 1", "call 1")
        clock.now += 2
        await told(lamp, "call 1", "call 1", "ended 1")


async def test_relays_that_hang_or_are_dead_delay_nobody(
    founded: FoundedTrust, clock: Clock, tablet: Tablet, lamp: Lamp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kiosk.trust.relays.relays.END_WITHIN", 0.1)
    with socket.create_server(("127.0.0.1", 0)) as silent, socket.create_server(("127.0.0.1", 0)) as gone:
        ports = [each.getsockname()[1] for each in (silent, gone)]
        gone.close()
        hanging, dead = (
            settings.Tap(name=name, host="127.0.0.1", port=port, pager="1", security="none", timeout=60.0)
            for name, port in zip(("hanging", "dead"), ports, strict=True)
        )
        async with running(founded, clock, hanging, dead, lamp.settings()) as (hub, relays):
            for number in range(1, 4):
                call = press()
                await hub.press(tablet, call)
                await told_so_often(lamp, "call 1", number)
                await hub.reset(call.call, "Ward nurse", "helped")
                await told_so_often(lamp, "ended 0", number)
            await wait_for_async(lambda: relays.health()[1].state == "failing", what="the dead one is known")
            assert relays.health()[1].fault == "nothing answers at its address"
            assert relays.health()[2].state == "well"


async def test_the_caller_hears_that_it_is_shown_only_by_a_relay_that_may_say_so(
    founded: FoundedTrust, clock: Clock, tablet: Tablet, tmp_path: Path
) -> None:
    quiet, certain = Lamp(tmp_path, "quiet"), Lamp(tmp_path, "certain")
    async with running(founded, clock, quiet.settings("quiet")) as (hub, _):
        first = press()
        await hub.press(tablet, first)
        await told(quiet, "call 1")
        assert [call.progress for call in hub.snapshot().calls] == ["received"]
        await hub.reset(first.call, "Ward nurse", "helped")
        await told(quiet, "call 1", "ended 0")
    async with running(founded, clock, certain.settings("certain", confirms=True)) as (hub, _):
        second = press()
        with hub.connect(tablet) as link:
            await hub.press(tablet, second)
            news = [await link.outbox.get() for _ in range(2)]
        assert news == [wire.News(second.call, "received"), wire.News(second.call, "shown")]


async def test_a_restart_tells_what_is_open_and_was_not_told_and_the_end_of_what_was(
    founded_on_each: FoundedTrust, clock: Clock, lamp: Lamp
) -> None:
    founded = founded_on_each
    name, key = founded.pair("Day room")
    tablet = Tablet(name, "willow", "Day room", key.public_key().public_bytes_raw())
    first, second = press(), press()
    async with running(founded, clock, lamp.settings()) as (hub, _):
        await hub.press(tablet, first)
        await told(lamp, "call 1")
    hub = CallHub(founded.store, clock, clock)  # a backend whose relays are not there
    await hub.reload()
    await hub.reset(first.call, "Ward nurse", "helped")
    await hub.press(tablet, second)
    async with running(founded, clock, lamp.settings()):
        await wait_for_async(lambda: len(lamp.told) == 3, what="what was missed")
        assert sorted(lamp.told) == ["call 1", "call 1", "ended 1"]
    async with running(founded, clock, lamp.settings()) as (hub, _):
        await hub.reset(second.call, "Ward nurse", "helped")
        await wait_for_async(lambda: lamp.told[-1] == "ended 0", what="the last end")
        assert len(lamp.told) == 4


async def test_a_relay_that_is_none_any_more_leaves_nothing(
    founded: FoundedTrust, clock: Clock, tablet: Tablet, lamp: Lamp
) -> None:
    async with running(founded, clock, lamp.settings("old")) as (hub, _):
        await hub.press(tablet, press())
        await told(lamp, "call 1")
    async with running(founded, clock, lamp.settings("new")):
        await told(lamp, "call 1", "call 1")


async def test_a_touch_on_a_tablet_reaches_a_relay_and_the_tablet_hears_that_people_are_shown_it(
    tmp_path: Path, lamp: Lamp
) -> None:
    with served_trust(tmp_path / "served", relays=(lamp.settings(confirms=True),)) as served:
        tablet = served.tablet()
        async with line(served) as tablets_end:
            await greet(tablets_end, tablet)
            await tablets_end.send(wire.encode(press()))
            assert [await progress(tablets_end) for _ in range(2)] == ["received", "shown"]
            await told(lamp, "call 1")


def test_a_backend_with_a_mistyped_ward_does_not_start(founded: FoundedTrust, lamp: Lamp) -> None:
    mistyped = msgspec.structs.replace(founded.settings, relay=(lamp.settings(wards=("wilow",)),))
    with pytest.raises(SettingsError, match=r'\[\[relay\]\] 1 \("Lamp"\): wards: there is no ward') as caught:
        serve.new_backend(mistyped, founded.store, founded.secret)
    assert "\n" not in str(caught.value)


def test_a_ward_that_is_not_there_is_refused_at_the_start(lamp: Lamp) -> None:
    relay = lamp.settings(wards=("wilow",))
    with pytest.raises(SettingsError, match="there is no ward 'wilow': write one of rowan, willow"):
        settings.check_wards((relay,), ["willow", "rowan"])
    settings.check_wards((msgspec.structs.replace(relay, wards=("willow",)),), ["willow"])


async def test_without_relays_nothing_runs(founded: FoundedTrust, clock: Clock) -> None:
    async with running(founded, clock) as (hub, relays):
        assert relays.health() == ()
        assert hub._watches == set()
