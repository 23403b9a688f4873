"""How relays are is known in every process of a trust, as it is in the one that runs them, or said not to be known."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import msgspec
import pytest

from kiosk.trust.calls import CallHub
from kiosk.trust.notices import Notices
from kiosk.trust.relays import heard
from kiosk.trust.relays.heard import HeardRelays
from kiosk.trust.relays.relay import Health
from kiosk.trust.relays.relays import Relays
from kiosk.trust.tablets import Tablet
from tests.support.waiting import wait_for_async
from tests.trust.founded import WARD, FoundedTrust
from tests.trust.relays.test_relays import Lamp, told
from tests.trust.test_call_notices import founded, tablet  # noqa: F401
from tests.trust.test_calls import Clock, press
from tests.trust.test_notices import Listener

pytestmark = pytest.mark.anyio


def health(**fields: object) -> Health:
    kept = {"name": "Lamp", "kind": "command", "wards": (), "state": "well", "since": None, "last": 12.0}
    return Health(**(kept | {"fault": "", "waiting": 0} | fields))  # type: ignore[arg-type]


async def test_what_is_heard_is_shown_until_it_is_old(lamp: Lamp) -> None:
    clock = Clock()
    began = clock.now
    elsewhere = HeardRelays([lamp.settings(wards=(WARD,)), lamp.settings("Bell")], clock)
    unheard = health(state="unheard", last=None)
    bell = msgspec.structs.replace(unheard, name="Bell")
    assert elsewhere.health() == (msgspec.structs.replace(unheard, wards=(WARD,)), bell)
    clock.now += 5
    await elsewhere.hear(msgspec.json.encode(health(state="failing", fault="gone", waiting=2)).decode())
    assert elsewhere.health() == (health(state="failing", fault="gone", waiting=2, wards=(WARD,)), bell)
    clock.now += heard.STALE_AFTER
    assert [(each.state, each.since) for each in elsewhere.health()] == [("unheard", began + 5), ("unheard", began)]
    await elsewhere.hear(msgspec.json.encode(health(name="of other settings")).decode())
    assert {each.state for each in elsewhere.health()} == {"unheard"}
    with pytest.raises(msgspec.MsgspecError):
        await elsewhere.hear("{}")


@asynccontextmanager
async def process(founded: FoundedTrust, lamp: Lamp, clock: Clock) -> AsyncIterator[tuple[Relays, CallHub]]:  # noqa: F811
    """A process that hears the others; its relays do not run yet."""
    notices, hub = Notices(founded.store), CallHub(founded.store, clock, clock)
    relays, begun = Relays([lamp.settings()], founded.store, notices, clock), Listener(founded.store)
    await hub.reload()
    async with notices.listening(begun.begin):
        await wait_for_async(lambda: begun.begun == 1)
        yield relays, hub


@pytest.fixture
def lamp(tmp_path_factory: pytest.TempPathFactory) -> Lamp:
    return Lamp(tmp_path_factory.mktemp("lamp"))


async def test_a_process_shows_how_relays_are_in_another_and_takes_them_over_when_it_has_to(
    founded: FoundedTrust,  # noqa: F811
    tablet: Tablet,  # noqa: F811
    lamp: Lamp,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(heard, "LOOK_EVERY", 0.05)
    clock, call = Clock(), press()
    async with process(founded, lamp, clock) as (here, hub), process(founded, lamp, clock) as (there, other_hub):
        assert [each.state for each in there.health()] == ["unheard"]
        async with here.running(hub):
            await wait_for_async(lambda: there.health() == here.health(), what="how it is when nothing was told")
            assert [each.state for each in there.health()] == ["untried"]
            await hub.press(tablet, call)
            await told(lamp, "call 1")
            await wait_for_async(lambda: [each.state for each in there.health()] == ["well"])
            assert there.health() == here.health()
        clock.now += heard.STALE_AFTER + 1
        assert [each.state for each in there.health()] == ["unheard"]
        # This hub has heard of no call: it is not following the other one.
        assert other_hub.snapshot().calls == ()
        async with there.running(other_hub):
            await other_hub.accept(call.call, "Ward nurse")
            await told(lamp, "call 1", "accepted 1")
            await wait_for_async(lambda: here.health() == there.health())
        async with here.running(hub):
            await hub.reset(call.call, "Ward nurse", "helped")
            await told(lamp, "call 1", "accepted 1", "ended 0")
