"""Anonymity on a small ward: two observers who see a great deal, and a classifier that tries to tell what they should not be able to tell.

A sees the network, the tablet's disk before and after each visit, and its log: was a concern raised in this visit? B has the disk of the stopped
backend and one concern that was opened: from which of two tablets did it come, and in which half of its quarter-day? What a live backend sees
is another matter, and is said on the page of promises.
"""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
import struct
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import func, select

from kiosk import envelope, records, wire
from kiosk.tablet.courier import messages
from kiosk.tablet.courier.outbox import A_VISIT, AHEAD
from kiosk.trust import record_keys, setup
from kiosk.trust.intake import BatchWriter
from kiosk.trust.store import tables
from kiosk.trust.tablets import Tablets
from tests.support.telling_apart import Told, tell_apart
from tests.tablet.courier.fakes import RHYTHM, FakeClock, FakeTrust, Scene, paired_store, seeded
from tests.trust.founded import NOW, WARD, FoundedTrust, founded_trust

EACH = 400  # runs of each kind
LEAST_P = 0.001
BINS = 16  # of the values of bytes
LEFT = float(-1)  # where there is nothing to note down
MOST_REQUESTS, MOST_FRAMES = 24, 48
STEP, STEPS = (
    3_600.0,
    8,
)  # seconds from one batch of a tablet to the next, and how many there are: a quarter-day, and what comes after it
SETTLES_AFTER = 4 * tables.QUARTER_DAY_SECONDS
MARK = "The one that was opened."


# --- A: network, disk and log of a tablet ----------------------------------------------------------------------------


def slots(path: Path) -> dict[int, bytes]:
    with sqlite3.connect(path) as connection:
        found = dict(connection.execute("SELECT place, sealed FROM slot").fetchall())
    connection.close()
    return found


def log_frames(path: Path) -> list[int]:
    """Numbers of the pages in SQLite's write-ahead log, in their order."""
    data = path.with_name(path.name + "-wal").read_bytes()
    if len(data) < 32:
        return []
    size = struct.unpack(">I", data[8:12])[0]
    return [struct.unpack(">I", data[at : at + 4])[0] for at in range(32, len(data), 24 + size)]


def spread_of(data: bytes) -> list[float]:
    """Shares of the values of bytes, in a few bins, and of the first bytes alone."""
    counts = [0.0] * BINS
    for value in data:
        counts[value * BINS // 256] += 1 / max(1, len(data))
    return counts


def changed(before: dict[int, bytes], after: dict[int, bytes]) -> list[float]:
    """How many slots changed, where the first few lie, and what their bytes are like."""
    places = sorted(place for place in after if before.get(place, b"") != after[place])
    first = min(after, default=0)
    where = [float(place - first) for place in places[: A_VISIT + 3]]
    where += [LEFT] * (A_VISIT + 3 - len(where))
    return [float(len(places)), *where, *spread_of(b"".join(after[place][9:] for place in places))]


def seen_by_a(folder: Path, number: int, raised: bool) -> list[float]:
    """One run of the real courier, with a visit in it, as numbers."""
    folder.mkdir()
    trust, chance = FakeTrust(), seeded(number)
    paired_store(folder, trust)
    stay, said_after = chance.uniform(60, 900), chance.uniform(0.2, 0.95)

    async def run() -> list[float]:
        scene = Scene(folder, trust, FakeClock(), number=3 * number, chaff=envelope.seal_chaff)
        found: list[float] = []
        async with scene.running():
            await scene.clock.pass_time(chance.uniform(RHYTHM, 2 * RHYTHM))
            before, sizes_before = slots(scene.path), sizes(folder)
            await scene.clock.pass_time(said_after * stay)
            if raised:
                submission = seeded(number + 1).randbytes(16)
                await scene.say(messages.Keep(submission, a_concern(trust)))
                assert messages.Kept(submission) in await scene.hear()
            await scene.clock.pass_time((1 - said_after) * stay)
            await scene.say(messages.VisitEnded())
            after, sizes_after = slots(scene.path), sizes(folder)
            found += [*changed(before, after), *differences(sizes_before, sizes_after)]
            frames = log_frames(scene.path)[-MOST_FRAMES:]
            found += [*map(float, frames), *[LEFT] * (MOST_FRAMES - len(frames))]
            await scene.clock.pass_time(AHEAD * RHYTHM)
            found += [*changed(after, slots(scene.path)), *differences(sizes_after, sizes(folder))]
        found += of_the_network(trust)
        found += [float(len(scene.log.lines)), float(sum(len(str(line)) for line in scene.log.lines))]
        return found

    return asyncio.run(run())


def a_concern(trust: FakeTrust) -> bytes:
    concern = records.Concern(id=b"c" * 16, ward=trust.keys.ward, questions=1, words="He came in again. " * 40)
    return envelope.seal_for_readers(concern, trust.keys, {"ward"})


def sizes(folder: Path) -> dict[str, int]:
    return {file.name: file.stat().st_size for file in sorted(folder.rglob("*")) if file.is_file()}


def differences(before: dict[str, int], after: dict[str, int]) -> list[float]:
    return [float(len(after)), float(sum(after.values())), float(sum(after.values()) - sum(before.values()))]


def of_the_network(trust: FakeTrust) -> list[float]:
    """Times and sizes of all requests, and what the bytes of the batches are like."""
    first = trust.requests[0][0]
    found: list[float] = [float(len(trust.requests))]
    for at, path, _, sent, answered in trust.requests[:MOST_REQUESTS]:
        found += [at - first, float(len(path)), float(sent), float(answered)]
    found += [LEFT] * (4 * (MOST_REQUESTS - len(trust.requests)))
    for body in list(trust.batches.values())[:AHEAD]:
        found += spread_of(body[wire.BATCH_HEAD :])
    return found


@pytest.mark.prove
def test_who_sees_network_disk_and_log_cannot_tell_whether_a_concern_was_raised(
    tmp_path: Path, record_proof: Callable[..., Path]
) -> None:
    kinds = [bool(number % 2) for number in range(2 * EACH)]
    rows = []
    for number, raised in enumerate(kinds):
        rows.append(seen_by_a(tmp_path / str(number), number, raised))
        shutil.rmtree(tmp_path / str(number))
    told = tell_apart(rows, kinds)
    keep(record_proof, "small-ward-observer-a", was_raised=told)
    assert told.p >= LEAST_P, told


# --- B: the disk of the stopped backend -------------------------------------------------------------------------------


@contextmanager
def copied(founded: FoundedTrust, folder: Path) -> Iterator[FoundedTrust]:
    """The same trust on a disk of its own: nothing has come to it yet."""
    founded.store.forget_journal()
    shutil.copytree(Path(founded.settings.data), folder / "data")
    settings = msgspec.structs.replace(founded.settings, data=str(folder / "data"))
    with setup.opened(settings) as (store, secret):
        yield FoundedTrust(settings, store, secret, founded.shares)


def seen_by_b(founded: FoundedTrust, folder: Path, number: int, second: bool, late: bool) -> list[float]:
    """A trust with two tablets over a quarter-day and some: where, in the end, one concern lies on its disk, and all else that stands there."""
    chance = seeded(number)
    start = NOW - NOW % tables.QUARTER_DAY_SECONDS
    half = tables.QUARTER_DAY_SECONDS / 2
    raised_at = start + chance.uniform(0, half - STEP) + (half if late else 0)
    with copied(founded, folder) as trust:
        tablets = tuple(trust.pair(place)[0] for place in ("Day room", "Corridor"))
        now = [start]
        writer, counters = BatchWriter(trust.store, lambda: now[0]), Tablets(trust.store, trust.trust.mode)
        marked, sent = trust.concern(MARK), False
        for step in range(STEPS):
            for which in chance.sample((0, 1), 2):
                now[0] += chance.uniform(0.1, 0.4) * STEP
                others = [trust.concern("Another one.")] if chance.random() < 0.1 else []
                holds = not sent and now[0] >= raised_at and which == second
                sent = sent or holds
                counters.next_counter(tablets[which], "batches")
                batch = trust.batch(*([marked] if holds else []), *others)
                writer._commit([(batch, wire.encode_batch(batch))])
            now[0] = start + (step + 1) * STEP
            trust.sorter(now[0]).run()
        trust.sorter(start + SETTLES_AFTER).run()
        trust.store.forget_journal()
        assert sent
        return of_the_disk(trust)


def of_the_disk(trust: FoundedTrust) -> list[float]:
    """Where the ids of the concern and of all other records stand in the bytes of the disk, and what the tablets' rows say."""
    concern, others = records_of(trust)
    found: list[float] = [float(len(others))]
    for file in sorted(Path(trust.settings.data).iterdir()):
        data = file.read_bytes() if file.is_file() else b""
        at = places(data, concern)
        before = [float(sum(places(data, other)[:1] < at[:1] for other in others))]
        found += [float(len(data)), float(len(at)), *at[:6], *[LEFT] * (6 - len(at[:6])), *before]
    with trust.store.read() as connection:
        for row in connection.execute(select(tables.tablets).order_by(tables.tablets.c.place)):
            found += [float(row.batches_ceiling), float(row.calls_ceiling), float(row.packs_ceiling)]
        found += [
            float(connection.exec_driver_sql(f"PRAGMA {name}").scalar_one())
            for name in ("freelist_count", "page_count")
        ]
        found.append(float(connection.execute(select(func.count()).select_from(tables.batches)).scalar_one()))
    return found


def places(data: bytes, wanted: bytes) -> list[float]:
    """Offsets of these bytes."""
    found, at = [], data.find(wanted)
    while at >= 0:
        found.append(float(at))
        at = data.find(wanted, at + 1)
    return found


def records_of(trust: FoundedTrust) -> tuple[bytes, list[bytes]]:
    """(the id of the concern that was opened, the ids of the others): a reader's session knows them, and says the first to the observer."""
    found, others = b"", []
    with trust.store.read() as connection:
        for row in connection.execute(record_keys.filed()):
            inner = record_keys.unlocked(trust.trust, row)
            opened = envelope.open_for_reader(inner, "outside", trust.founding["advocate"].key, trust.trust.scope(WARD))
            if isinstance(opened, records.Concern) and opened.words == MARK:
                found = row.id
            else:
                others.append(row.id)
    return found, others


@pytest.mark.prove
def test_who_has_the_disk_of_the_backend_and_a_concern_cannot_tell_its_tablet_or_its_hour(
    tmp_path: Path, record_proof: Callable[..., Path]
) -> None:
    second, late = ([bool(number & bit) for number in range(2 * EACH)] for bit in (1, 2))
    with founded_trust(tmp_path / "founded") as founded:
        rows = []
        for number, (which, when) in enumerate(zip(second, late, strict=True)):
            folder = tmp_path / str(number)
            rows.append(seen_by_b(founded, folder, number, which, when))
            shutil.rmtree(folder)
    tablet, hour = tell_apart(rows, second), tell_apart(rows, late)
    keep(record_proof, "small-ward-observer-b", tablet=tablet, hour=hour)
    assert min(tablet.p, hour.p) >= LEAST_P, (tablet, hour)


# --- what comes of it ---------------------------------------------------------------------------------------------------


def keep(record_proof: Callable[..., Path], name: str, **told: Told) -> None:
    figures: dict[str, float] = {"runs_of_each": EACH}
    for what, one in told.items():
        figures |= {f"{what}_auc": round(one.auc, 3), f"{what}_p": round(one.p, 4), f"{what}_features": one.features}
    record_proof(name, **figures)
