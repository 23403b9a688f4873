"""The ward's mailboxes are fetched on a rhythm of their own, and nobody who watches learns anything from it."""

from __future__ import annotations

import asyncio
import itertools
from pathlib import Path

from kiosk import wire
from kiosk.tablet.courier import messages
from kiosk.tablet.courier.mailboxes import JITTER
from kiosk.tablet.mailboxes import MailboxSets
from tests.tablet.courier.fakes import RHYTHM, FakeClock, FakeTrust, Scene, paired_store, slots_of

HOUR = 4 * RHYTHM


def scene(folder: Path) -> Scene:
    trust = FakeTrust()
    trust.counters["mailboxes"] = 0  # what a courier begins with
    paired_store(folder, trust)
    return Scene(folder, trust, FakeClock())


def fetched(scene: Scene) -> list[float]:
    return [at for at, path, *_ in scene.trust.requests if path == wire.MAILBOX_PATH]


def test_a_set_is_fetched_soon_after_the_start_and_then_every_hour(tmp_path: Path) -> None:
    async def run() -> None:
        here = scene(tmp_path)
        begun = here.clock.wall()
        async with here.running():
            await here.clock.pass_time(12 * HOUR)
        times = fetched(here)
        assert times[0] - begun <= 10.0
        assert 11 <= len(times) <= 14
        steps = [later - before for before, later in itertools.pairwise(times[1:])]
        assert all((1 - 2 * JITTER) * HOUR <= step <= (1 + 2 * JITTER) * HOUR for step in steps)
        assert len({round(step) for step in steps}) > 5, "a rhythm without jitter"
        assert len(MailboxSets(tmp_path, "demo").read()) == 4
        assert {(size, answer) for _, path, _, size, answer in here.trust.requests if path == wire.MAILBOX_PATH} == {
            (next(s for _, p, _, s, _ in here.trust.requests if p == wire.MAILBOX_PATH), wire.SET_BYTES)
        }

    asyncio.run(run())


def test_what_people_do_moves_no_fetch_and_changes_no_size(tmp_path: Path) -> None:
    async def run(folder: Path, *, busy: bool) -> tuple[list[tuple[float, str, str, int, int]], list[str]]:
        here = scene(folder)
        async with here.running():
            for hour in range(6):
                await here.clock.pass_time(HOUR / 2)
                if busy and hour:
                    (slot,) = slots_of(1, here.trust.keys, hour)
                    await here.say(messages.Keep(bytes([hour]) * 16, slot))
                await here.say(messages.VisitEnded())
                await here.clock.pass_time(HOUR / 2)
        return [r for r in here.trust.requests if r[1] == wire.MAILBOX_PATH], here.log.events

    quiet = asyncio.run(run(tmp_path / "quiet", busy=False))
    busy = asyncio.run(run(tmp_path / "busy", busy=True))
    assert quiet == busy
    assert len(quiet[0]) >= 5


def test_a_fresh_set_on_the_disk_is_not_fetched_again_at_a_restart(tmp_path: Path) -> None:
    async def run() -> None:
        first = scene(tmp_path)
        async with first.running():
            await first.clock.pass_time(60)
        assert len(fetched(first)) == 1
        second = Scene(tmp_path, first.trust, first.clock)
        first.trust.requests.clear()
        async with second.running():
            await second.clock.pass_time(60)
        assert fetched(second) == []

    asyncio.run(run())


def test_while_the_trust_is_away_it_is_asked_ever_more_rarely_and_what_is_held_stays(tmp_path: Path) -> None:
    async def run() -> None:
        here = scene(tmp_path)
        async with here.running():
            await here.clock.pass_time(60)
            held = MailboxSets(tmp_path, "demo").read()
            here.trust.mishap = lambda path, status, data: (200, b"<html>Sign in to the guest network</html>")
            before = len(fetched(here))
            await here.clock.pass_time(24 * HOUR)
            tries = len(fetched(here)) - before
            assert 24 <= tries <= 24 * HOUR / 200
            assert MailboxSets(tmp_path, "demo").read() == held
            assert ("error", "mailboxes_not_fetched", {"reason": "not_an_answer"}) in here.log.lines
            here.trust.mishap = lambda path, status, data: (status, data)
            await here.clock.pass_time(2 * HOUR)
            assert MailboxSets(tmp_path, "demo").read()[0].made > held[0].made

    asyncio.run(run())


def test_a_wrong_counter_costs_one_more_round_and_a_set_of_another_mode_is_not_kept(tmp_path: Path) -> None:
    async def run() -> None:
        here = scene(tmp_path)
        here.trust.counters["mailboxes"] = 77
        async with here.running():
            await here.clock.pass_time(60)
            assert len(fetched(here)) == 2
            assert len(MailboxSets(tmp_path, "demo").read()) == 1
            places = here.trust.places
            here.trust.mishap = lambda path, status, data: (
                (200, wire.encode_set(wire.MailboxSet("live", 2**39, places)))
                if path == wire.MAILBOX_PATH
                else (status, data)
            )
            await here.clock.pass_time(2 * HOUR)
            assert len(MailboxSets(tmp_path, "demo").read()) == 1
            assert MailboxSets(tmp_path, "live").read() == ()

    asyncio.run(run())
