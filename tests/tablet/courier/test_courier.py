"""The courier as a whole. Above all: nothing that can be seen from outside differs with and without a concern."""

import asyncio
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from kiosk import envelope, records
from kiosk.tablet.courier import messages
from tests.support.waiting import wait_for_async
from tests.tablet.courier.fakes import MORNING, RHYTHM, FakeClock, FakeTrust, Scene, paired_store
from tests.tablet.courier.test_outbox import count

WORDS = "He came into my room again last night and nobody listened."


class Seen(msgspec.Struct):
    """Everything that somebody outside could note down: of the network, of the disk, of the log."""

    requests: list[tuple[float, str, str, int, int]]
    batch_ids: list[bytes]
    beats: list[tuple[str, float]]
    disk: list[tuple[float, tuple[int, int], dict[str, int]]]  # when, rows, sizes of files
    writes: int  # of single slots, each of them as many pages (test_outbox)
    log: list[tuple[str, str, dict[str, str | int]]]


def sizes(folder: Path) -> dict[str, int]:
    """Of every file under a folder, the sets of mailboxes among them; the name of a pack's folder is made up anew each time."""
    found = (file.relative_to(folder) for file in folder.rglob("*") if file.is_file())
    return {file.name if len(file.parts) > 2 else str(file): (folder / file).stat().st_size for file in found}


def a_day_on_the_ward(folder: Path, concerns: Callable[[FakeTrust], dict[int, list[bytes]]]) -> tuple[Seen, FakeTrust]:
    """Nine visits, one in each half hour; in some of them somebody sends something. concerns: visit -> sealed slots."""
    folder.mkdir()
    trust = FakeTrust()
    paired_store(folder, trust)
    sent = concerns(trust)

    async def run() -> Seen:
        scene = Scene(folder, trust, FakeClock())
        disk = []
        async with scene.running():
            for visit in range(9):
                await scene.say(messages.Drew(0.05))
                await scene.clock.pass_time(600)
                for number, slot in enumerate(sent.get(visit, [])):
                    await scene.say(messages.Keep(bytes([visit, number]) * 8, slot))
                    assert messages.Kept(bytes([visit, number]) * 8) in await scene.hear()
                await scene.clock.pass_time(60)
                if sent.get(visit):
                    scene.link()  # after a visit with words, the window is a new process
                await scene.say(messages.VisitEnded())
                await scene.clock.pass_time(1_140)
                disk.append((scene.clock.wall(), count(scene.path), sizes(folder)))
            await scene.clock.pass_time(5 * RHYTHM)
            beats = [(type(said).__name__, getattr(said, "frame_age", 0.0)) for said in scene.calls.line.said]
            assert scene.outbox is not None
        return Seen(trust.requests, list(trust.batches), beats, disk, scene.outbox.writes, scene.log.lines)

    return asyncio.run(run()), trust


def a_concern(trust: FakeTrust) -> bytes:
    concern = records.Concern(id=b"c" * 16, ward=trust.keys.ward, questions=1, words=WORDS)
    return envelope.seal_for_readers(concern, trust.keys, {"ward"})


def added(trust: FakeTrust) -> list[bytes]:
    """What somebody sends in one visit who comes back with a code that a helper has seen."""
    kinds: tuple[records.FollowUpKind, ...] = ("new_code", "read_it", "answer", "worse", "take_back")
    return [
        envelope.seal_for_readers(
            records.FollowUp(id=b"f" * 16, ward=trust.keys.ward, mailbox=b"m" * 16, kind=kind), trust.keys, ()
        )
        for kind in kinds
    ]


def test_with_and_without_a_concern_network_disk_and_log_are_the_same(tmp_path: Path) -> None:
    without, empty = a_day_on_the_ward(tmp_path / "without", lambda trust: {})
    with_one, trust = a_day_on_the_ward(tmp_path / "with", lambda trust: {3: [a_concern(trust)], 6: added(trust)})
    kinds = [
        {
            envelope.open_outer(slot, trust.sealing.intake, trust.sealing.scope).kind
            for slot in there.slots
            if real(there, slot)
        }
        for there in (empty, trust)
    ]
    assert kinds == [set(), {"readers"}]
    assert with_one.requests == without.requests
    assert with_one.batch_ids == without.batch_ids
    assert with_one.beats == without.beats
    assert with_one.disk == without.disk
    assert with_one.writes == without.writes
    assert with_one.log == without.log


def real(trust: FakeTrust, slot: bytes) -> bool:
    try:
        envelope.open_outer(slot, trust.sealing.intake, trust.sealing.scope)
    except envelope.SealError:
        return False  # the tests' quick chaff
    return True


def test_the_words_of_a_concern_are_nowhere_on_the_tablets_disk(tmp_path: Path) -> None:
    a_day_on_the_ward(tmp_path / "with", lambda trust: {2: [a_concern(trust)]})
    for file in (tmp_path / "with").rglob("*"):
        if file.is_file():
            assert WORDS.encode() not in file.read_bytes()
            assert b"listened" not in file.read_bytes()


def test_no_column_of_the_outbox_tells_a_record_from_chaff(tmp_path: Path) -> None:
    folder = tmp_path / "with"
    a_day_on_the_ward(folder, lambda trust: {8: [a_concern(trust)]})
    with sqlite3.connect(folder / "outbox.sqlite") as connection:
        tables = {
            name: [column[1] for column in connection.execute(f"PRAGMA table_info({name})")]
            for (name,) in connection.execute("SELECT name FROM sqlite_master")
        }
        sizes = connection.execute("SELECT DISTINCT length(id), length(sealed), typeof(sealed) FROM slot").fetchall()
    connection.close()
    assert tables == {"batch": ["sequence", "id"], "slot": ["place", "id", "sealed"]}
    assert sizes == [(16, envelope.SLOT_BYTES, "blob")]


def in_scene(folder: Path, act: Any, *, paired: bool = True) -> None:
    trust = FakeTrust()
    if paired:
        paired_store(folder, trust)

    async def run() -> None:
        scene = Scene(folder, trust, FakeClock())
        async with scene.running():
            await act(scene)

    asyncio.run(run())


def test_health_tells_ages_and_whether_things_work_and_counts_nothing(tmp_path: Path) -> None:
    async def act(scene: Scene) -> None:
        await scene.say(messages.TellHealth())
        (at_first,) = await scene.hear_only(messages.HealthTold)
        assert at_first.clock is None
        await scene.clock.pass_time(3 * RHYTHM)
        scene.clock.set_wall(scene.clock.wall() + 42)
        trust_clock = FakeClock()
        scene.trust.clock = trust_clock
        await trust_clock.pass_time(3 * RHYTHM)
        await scene.say(messages.TellHealth())
        (told,) = await scene.hear_only(messages.HealthTold)
        age = scene.clock.wall() - MORNING
        assert told == messages.HealthTold(
            link=True,
            outbox=True,
            clock=told.clock,
            keys_age=scene.clock.wall(),
            content_age=age,
            duty_age=age,
            paired=True,
        )
        assert told.clock == pytest.approx(0, abs=1)  # of the last answer, before the clock was set

    in_scene(tmp_path, act)


def test_health_of_a_tablet_that_is_not_paired(tmp_path: Path) -> None:
    async def act(scene: Scene) -> None:
        await scene.say(messages.TellHealth())
        told = await scene.hear_only(messages.HealthTold)
        assert told == [messages.HealthTold(False, False, None, None, None, None, False)]

    in_scene(tmp_path, act, paired=False)


def test_a_new_link_replaces_the_old_one_and_hears_of_pack_and_link_at_once(tmp_path: Path) -> None:
    async def act(scene: Scene) -> None:
        await scene.hear()
        for _ in range(3):
            scene.link()
            assert [type(message) for message in await scene.hear()] == [messages.PackNews, messages.LinkNews]
        await scene.say(messages.TellHealth())
        assert len(await scene.hear_only(messages.HealthTold)) == 1

    in_scene(tmp_path, act)


def test_a_window_that_dies_or_talks_nonsense_does_not_end_the_courier(tmp_path: Path) -> None:
    async def act(scene: Scene) -> None:
        assert scene._channel is not None
        scene._channel.close()
        await scene.clock.pass_time(2 * RHYTHM)
        scene.link()
        scene._channel._end.sendall(b"\x00\x00\x00\x04what")
        await scene.clock.pass_time(2 * RHYTHM)
        scene.link()
        await scene.say(messages.TellHealth())
        assert len(await scene.hear_only(messages.HealthTold)) == 1
        assert len(scene.trust.batches) >= 3

    in_scene(tmp_path, act)


def test_a_long_answer_to_a_slow_window_arrives_whole(tmp_path: Path) -> None:
    trust = FakeTrust()
    texts = {"en": {f"text{number}": "a" * 1_000 for number in range(2_000)}}
    trust.content = msgspec.structs.replace(trust.content, texts=texts)
    paired_store(tmp_path, trust)

    async def run() -> None:
        scene = Scene(tmp_path, trust, FakeClock())
        async with scene.running():
            assert scene._channel is not None
            news = await wait_for_async(scene._channel.receive)
            assert isinstance(news[0], messages.PackNews)
            assert news[0].parts == tuple(trust.parts().values())

    asyncio.run(run())
