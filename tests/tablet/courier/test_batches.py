"""The rhythm: what was kept arrives, once, however the trust and the network behave; and waiting never becomes hurry."""

import asyncio
from collections.abc import Callable, Coroutine
from itertools import pairwise
from pathlib import Path
from typing import Any

import httpx
import pytest

from kiosk import envelope, wire
from kiosk.tablet.courier import batches, messages
from kiosk.tablet.courier.outbox import A_VISIT, AHEAD
from tests.tablet.courier.fakes import RHYTHM, FakeClock, FakeTrust, Scene, paired_store, settle, slots_of
from tests.tablet.courier.test_outbox import count

Play = Callable[[Scene], Coroutine[Any, Any, None]]
KEEP = b"k" * 16


def play(folder: Path, act: Play, trust: FakeTrust | None = None) -> Scene:
    """Run a courier on a paired tablet and let `act` happen to it."""
    trust = trust or FakeTrust()
    paired_store(folder, trust)

    async def run() -> Scene:
        scene = Scene(folder, trust, FakeClock())
        async with scene.running():
            await act(scene)
        return scene

    return asyncio.run(run())


def a_slot(trust: FakeTrust) -> bytes:
    return next(slots_of(1, trust.keys))


def times_received(trust: FakeTrust, slot: bytes) -> int:
    return trust.slots.count(slot)


def test_a_kept_record_is_said_to_be_kept_and_delivered_within_the_next_four_batches(tmp_path: Path) -> None:
    async def act(scene: Scene) -> None:
        slot = a_slot(scene.trust)
        await scene.say(messages.Keep(KEEP, slot))
        assert messages.Kept(KEEP) in await scene.hear()
        assert times_received(scene.trust, slot) == 0
        await scene.clock.pass_time(5 * RHYTHM)
        assert messages.Delivered(KEEP) in await scene.hear()
        assert times_received(scene.trust, slot) == 1

    play(tmp_path, act)


def test_one_batch_leaves_in_every_rhythm_at_this_tablets_place_in_it(tmp_path: Path) -> None:
    scene = play(tmp_path, lambda scene: scene.clock.pass_time(20 * RHYTHM + 1))
    times = [at for at, path, *_ in scene.trust.requests if path == wire.BATCH_PATH]
    assert len(times) in (20, 21)
    assert {round(later - sooner, 3) for sooner, later in pairwise(times[1:])} == {RHYTHM}
    places = {round(at % RHYTHM, 3) for at in times[1:]}
    assert len(places) == 1


def test_the_first_request_learns_the_counter_and_every_later_one_is_right_at_once(tmp_path: Path) -> None:
    trust = FakeTrust()
    trust.counters["batches"] = 77
    scene = play(tmp_path, lambda scene: scene.clock.pass_time(3 * RHYTHM), trust)
    counters = [counter for _, path, counter, *_ in scene.trust.requests if path == wire.BATCH_PATH]
    assert counters[:3] == [f"{0:016d}", f"{77:016d}", f"{78:016d}"]


def lose_answer(path: str, status: int, data: bytes) -> tuple[int, bytes]:
    raise httpx.ReadError("the network went away")


@pytest.mark.parametrize(
    "mishap",
    [
        lose_answer,
        lambda path, status, data: (200, b""),
        lambda path, status, data: (200, b"OK"),
        lambda path, status, data: (200, b"<html>Sign in</html>".ljust(wire.ANSWER_BYTES)),
        lambda path, status, data: (302, data),
        lambda path, status, data: (307, data),
        lambda path, status, data: (500, data),
        lambda path, status, data: (200, data + b"\x00"),
        lambda path, status, data: (200, data * 4_000),
        lambda path, status, data: (200, wire.encode_answer(wire.Answer("stored", b"o" * 16, (b"o" * 16,), 9))),
    ],
    ids=["lost", "empty", "plain", "portal", "redirect", "moved", "fault", "longer", "endless", "another_batch"],
)
def test_nothing_is_let_go_of_before_the_trust_names_it_and_then_it_has_come_once(
    tmp_path: Path, mishap: Callable[[str, int, bytes], tuple[int, bytes]]
) -> None:
    async def act(scene: Scene) -> None:
        slot = a_slot(scene.trust)
        right = scene.trust.mishap
        scene.trust.mishap = mishap
        await scene.say(messages.Keep(KEEP, slot))
        await scene.clock.pass_time(8 * RHYTHM)
        heard = await scene.hear()
        assert messages.Delivered(KEEP) not in heard
        assert messages.LinkNews(True, False) in heard
        scene.trust.mishap = right
        await scene.clock.pass_time(8 * RHYTHM)
        heard = await scene.hear()
        assert messages.Delivered(KEEP) in heard
        assert messages.LinkNews(True, True) in heard
        assert times_received(scene.trust, slot) == 1

    play(tmp_path, act)


def test_while_the_trust_is_away_attempts_become_rare_but_never_end(tmp_path: Path) -> None:
    async def act(scene: Scene) -> None:
        scene.trust.mishap = lose_answer
        await scene.clock.pass_time(40 * RHYTHM)

    scene = play(tmp_path, act)
    times = [at for at, path, *_ in scene.trust.requests if path == wire.BATCH_PATH]
    gaps = [later - sooner for sooner, later in pairwise(times)]
    assert 40 * RHYTHM / batches.MOST_PAUSE < len(times) < 4 * 40 * RHYTHM / batches.MOST_PAUSE
    assert max(gaps) <= batches.MOST_PAUSE + 1
    assert len({round(gap, 3) for gap in gaps[20:]}) > 20  # jitter: no two tablets stay in step


def test_after_ten_hours_offline_everything_is_sent_oldest_first_at_an_even_pace(tmp_path: Path) -> None:
    async def act(scene: Scene) -> None:
        right = scene.trust.mishap
        scene.trust.mishap = lose_answer
        first, last = slots_of(2, scene.trust.keys)
        await scene.say(messages.Keep(b"1" * 16, first))
        await scene.clock.pass_time(40 * RHYTHM)
        await scene.say(messages.Keep(b"2" * 16, last))
        held = len(scene.trust.batches)
        assert held <= 1  # only the answer of the oldest was ever lost
        scene.trust.mishap = right
        since = len(scene.trust.requests)
        await scene.clock.pass_time(4 * RHYTHM)
        assert times_received(scene.trust, first) == times_received(scene.trust, last) == 1
        times = [at for at, path, *_ in scene.trust.requests[since:] if path == wire.BATCH_PATH]
        gaps = [round(later - sooner, 3) for sooner, later in pairwise(times[2:])]
        assert gaps[:35] == [RHYTHM / batches.CATCH_UP] * 35
        delivered = [message for message in await scene.hear() if isinstance(message, messages.Delivered)]
        assert [message.submission for message in delivered] == [b"1" * 16, b"2" * 16]

    play(tmp_path, act)


@pytest.mark.parametrize(("result", "status"), [("conflict", 409), ("refused", 400)])
def test_a_batch_that_the_trust_does_not_take_is_set_aside_and_the_others_go_on(
    tmp_path: Path, result: Any, status: int
) -> None:
    async def act(scene: Scene) -> None:
        refused: list[bytes] = []

        def refuse_the_first(path: str, code: int, data: bytes) -> tuple[int, bytes]:
            answer = wire.decode_answer(data) if path == wire.BATCH_PATH else None
            if answer is None or answer.result != "stored":
                return code, data
            if not refused:
                refused.append(answer.batch)
            if answer.batch != refused[0]:
                return code, data
            return status, wire.encode_answer(wire.Answer(result, counter=answer.counter))

        scene.trust.mishap = refuse_the_first
        await scene.clock.pass_time(12 * RHYTHM)
        times = [at for at, path, *_ in scene.trust.requests if path == wire.BATCH_PATH]
        assert len(scene.trust.batches) >= 11
        assert len(times) <= 12 + 1 + 12 / batches.SET_ASIDE_RHYTHMS + 1
        assert scene.log.events.count("batch_not_taken") >= 3

    play(tmp_path, act)


def test_a_tablet_that_the_trust_no_longer_knows_keeps_everything(tmp_path: Path) -> None:
    async def act(scene: Scene) -> None:
        scene.trust.public = b"x" * 32
        slot = a_slot(scene.trust)
        await scene.say(messages.Keep(KEEP, slot))
        await scene.clock.pass_time(6 * RHYTHM)
        assert scene.trust.slots == []
        assert ("error", "batch_not_sent", {"reason": "unknown_tablet"}) in scene.log.lines

    play(tmp_path, act)


def test_a_clock_that_is_set_back_by_years_stops_nothing(tmp_path: Path) -> None:
    async def act(scene: Scene) -> None:
        slot = a_slot(scene.trust)
        await scene.say(messages.Keep(KEEP, slot))
        scene.clock.set_wall(86_400.0)
        await scene.clock.pass_time(6 * RHYTHM)
        assert times_received(scene.trust, slot) == 1

    play(tmp_path, act)


def test_after_a_restart_what_was_kept_is_sent_and_said_to_be_delivered_when_the_window_asks_again(
    tmp_path: Path,
) -> None:
    trust = FakeTrust()
    paired_store(tmp_path, trust)
    slot = a_slot(trust)

    async def run() -> None:
        clock = FakeClock()
        first = Scene(tmp_path, trust, clock, number=1)
        async with first.running():
            await first.say(messages.Keep(KEEP, slot))
            assert messages.Kept(KEEP) in await first.hear()
        second = Scene(tmp_path, trust, clock, number=50)
        async with second.running():
            await second.clock.pass_time(RHYTHM)
            await second.say(messages.Keep(KEEP, slot))
            heard = await second.hear()
            assert messages.Kept(KEEP) in heard
            assert messages.Delivered(KEEP) in heard

    asyncio.run(run())
    assert times_received(trust, slot) == 1


def test_a_tablet_without_keys_keeps_nothing_and_says_so(tmp_path: Path) -> None:
    trust = FakeTrust()

    async def run() -> None:
        scene = Scene(tmp_path, trust, FakeClock())
        async with scene.running():
            await scene.say(messages.Keep(KEEP, a_slot(trust)))
            assert messages.NotKept(KEEP, "unpaired") in await scene.hear()
            await scene.say(messages.VisitEnded())
            await scene.clock.pass_time(3 * RHYTHM)
            assert trust.requests == []

    asyncio.run(run())


def test_a_slot_of_another_size_is_refused_and_the_courier_goes_on(tmp_path: Path) -> None:
    async def act(scene: Scene) -> None:
        await scene.say(messages.Keep(KEEP, b"short"))
        assert messages.NotKept(KEEP, "slot") in await scene.hear()
        await scene.say(messages.Keep(KEEP, a_slot(scene.trust)))
        assert messages.Kept(KEEP) in await scene.hear()

    play(tmp_path, act)


def test_a_disk_that_was_full_from_the_start_loses_nothing_and_takes_the_record_once_there_is_room(
    tmp_path: Path,
) -> None:
    async def act(scene: Scene) -> None:
        slot = a_slot(scene.trust)
        scene.disk_free = 0
        await scene.say(messages.Keep(KEEP, slot))
        assert messages.NotKept(KEEP, "disk") in await scene.hear()
        await scene.say(messages.TellHealth())
        assert not (await scene.hear_only(messages.HealthTold))[0].outbox
        scene.disk_free = 2**40
        await scene.say(messages.Keep(KEEP, slot))
        assert messages.Kept(KEEP) in await scene.hear()
        await scene.say(messages.TellHealth())
        assert (await scene.hear_only(messages.HealthTold))[0].outbox
        await scene.clock.pass_time(6 * RHYTHM)
        assert times_received(scene.trust, slot) == 1

    play(tmp_path, act)


def test_a_disk_that_fills_up_later_still_takes_records_and_is_logged_once(tmp_path: Path) -> None:
    async def act(scene: Scene) -> None:
        await scene.clock.pass_time(2 * RHYTHM)
        scene.disk_free = 0
        scene.trust.mishap = lose_answer
        slot = a_slot(scene.trust)
        await scene.say(messages.Keep(KEEP, slot))
        assert messages.Kept(KEEP) in await scene.hear()
        await scene.clock.pass_time(4 * RHYTHM)
        scene.trust.mishap = lambda path, status, data: (status, data)
        scene.disk_free = 2**40
        await scene.clock.pass_time(6 * RHYTHM)
        assert times_received(scene.trust, slot) == 1
        assert scene.log.events.count("outbox_not_writable") == 1
        assert scene.log.events.count("outbox_writable_again") == 1

    play(tmp_path, act)


def test_eight_batches_lie_ready_soon_after_the_start_without_anybody_writing(tmp_path: Path) -> None:
    async def act(scene: Scene) -> None:
        assert count(scene.path) == (0, 0)
        await scene.clock.pass_time(batches.BEGIN_AFTER)
        assert count(scene.path) == (AHEAD, AHEAD * wire.SLOTS)

    play(tmp_path, act)


def test_a_visit_with_a_record_writes_as_many_slots_as_one_without(
    tmp_path: Path,
) -> None:
    async def act(scene: Scene) -> None:
        await scene.clock.pass_time(batches.BEGIN_AFTER)
        assert scene.outbox is not None
        for visits in range(1, 5):
            before = scene.outbox.writes
            if visits % 2:
                await scene.say(messages.Keep(bytes([visits]) * 16, next(slots_of(1, scene.trust.keys, 500 + visits))))
                assert scene.outbox.writes == before + 1
            await scene.say(messages.VisitEnded())
            assert scene.outbox.writes == before + A_VISIT

    play(tmp_path, act)


def test_a_rhythm_that_makes_no_sense_does_not_stop_the_sending(tmp_path: Path) -> None:
    for index, rhythm in enumerate((0.0, -5.0, 1e30)):  # what is no number is refused with its part
        folder = tmp_path / str(index)
        folder.mkdir()
        trust = FakeTrust(rhythm=rhythm)

        async def act(scene: Scene) -> None:
            await scene.clock.pass_time(2 * batches.MOST_RHYTHM if rhythm > 1 else 0.5)  # noqa: B023
            assert scene.trust.slots

        play(folder, act, trust)


def test_real_slots_arrive_unopened_and_chaff_can_be_opened_as_chaff(tmp_path: Path) -> None:
    trust = FakeTrust()
    paired_store(tmp_path, trust)

    async def run() -> None:
        scene = Scene(tmp_path, trust, FakeClock())
        scene.chaff = envelope.seal_chaff
        async with scene.running():
            await scene.clock.pass_time(2 * RHYTHM)
            await settle()

    asyncio.run(run())
    scope, intake = trust.sealing.scope, trust.sealing.intake
    assert {envelope.open_outer(slot, intake, scope).kind for slot in trust.slots} == {"chaff"}
