"""The outbox: nothing kept is lost, nothing frozen changes, and the disk does not say what is real."""

import shutil
import sqlite3
import struct
import tempfile
from contextlib import suppress
from pathlib import Path

import msgspec
import pytest
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from kiosk import envelope, wire
from kiosk.tablet.courier.outbox import (
    A_VISIT,
    AHEAD,
    REACH,
    DiskRefused,
    NoRoom,
    NotASlot,
    Outbox,
    Spoilt,
    Waiting,
)
from tests.sealing import TrustKeys
from tests.tablet.courier.fakes import CountedChaff, seeded, slots_of

KEYS = TrustKeys().public
NEW_KEYS = msgspec.structs.replace(TrustKeys(salt="new").public, serial=2)


def open_at(path: Path, number: int = 1) -> Outbox:
    return Outbox(path, "demo", seeded(number), seeded(number + 100).randbytes, CountedChaff(number))


def rows(path: Path) -> dict[tuple[int, int], bytes]:
    """What lies on the disk: (sequence, position) -> slot, by a connection of its own."""
    with sqlite3.connect(path) as connection:
        found = connection.execute("SELECT place, sealed FROM slot").fetchall()
    connection.close()
    return {divmod(place, wire.SLOTS): sealed for place, sealed in found}


def count(path: Path) -> tuple[int, int]:
    connection = sqlite3.connect(path)
    found = connection.execute("SELECT (SELECT count(*) FROM batch), (SELECT count(*) FROM slot)").fetchone()
    connection.close()
    return int(found[0]), int(found[1])


def pages_in_log(path: Path) -> int:
    """Frames of SQLite's write-ahead log since it was last begun (https://www.sqlite.org/fileformat2.html#walformat)."""
    data = path.with_name(path.name + "-wal").read_bytes()
    page_size = struct.unpack(">I", data[8:12])[0]
    salt, frames, at = data[16:24], 0, 32
    while data[at + 8 : at + 16] == salt:
        frames, at = frames + 1, at + 24 + page_size
    return frames


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "outbox.sqlite"


@pytest.fixture
def outbox(path: Path) -> Outbox:
    made = open_at(path)
    made.begin(KEYS)
    return made


def test_eight_batches_of_chaff_lie_ready_before_anybody_writes(path: Path, outbox: Outbox) -> None:
    assert count(path) == (AHEAD, AHEAD * wire.SLOTS)
    assert {len(slot) for slot in rows(path).values()} == {envelope.SLOT_BYTES}
    assert outbox.oldest() is None


def test_a_record_takes_the_place_of_one_slot_in_one_of_the_next_four_batches(path: Path, outbox: Outbox) -> None:
    before = rows(path)
    for number, slot in enumerate(slots_of(REACH * wire.SLOTS, KEYS)):
        outbox.keep(number.to_bytes(16, "big"), slot, KEYS)
    changed = {place for place, slot in rows(path).items() if slot != before[place]}
    assert {sequence for sequence, _ in changed} == set(range(1, REACH + 1))
    assert count(path) == (AHEAD, AHEAD * wire.SLOTS)


def test_when_the_next_four_are_full_the_others_take_records_and_then_there_is_no_room(outbox: Outbox) -> None:
    *fitting, one_more = slots_of(AHEAD * wire.SLOTS + 1, KEYS)
    for number, slot in enumerate(fitting):
        outbox.keep(number.to_bytes(16, "big"), slot, KEYS)
    assert not outbox.has_room()
    with pytest.raises(NoRoom):
        outbox.keep(b"m" * 16, one_more, KEYS)
    outbox.due(KEYS)
    outbox.keep(b"m" * 16, one_more, KEYS)


def test_a_record_and_a_rewrite_write_the_same_number_of_pages(path: Path, outbox: Outbox) -> None:
    written = set()
    outbox.rewrite()  # begins the log anew, so that the rest can be counted
    for number, slot in enumerate(slots_of(12, KEYS)):
        before = pages_in_log(path)
        if number % 2:
            outbox.keep(number.to_bytes(16, "big"), slot, KEYS)
        else:
            outbox.rewrite()
        written.add(pages_in_log(path) - before)
    assert written == {5}


@pytest.mark.parametrize("records", range(A_VISIT))
def test_a_visit_changes_as_many_slots_whether_somebody_wrote_or_not(records: int, path: Path, outbox: Outbox) -> None:
    outbox.rewrite()  # begins the log anew, so that the rest can be counted
    before, pages = rows(path), pages_in_log(path)
    for number, slot in enumerate(slots_of(records, KEYS)):
        outbox.keep(number.to_bytes(16, "big"), slot, KEYS)
    outbox.visit_ended()
    after = rows(path)
    assert sum(before[place] != after[place] for place in after) == A_VISIT
    assert pages_in_log(path) - pages == 5 * A_VISIT


def test_whoever_sends_more_than_that_still_has_a_write_behind_the_last(path: Path, outbox: Outbox) -> None:
    before = rows(path)
    for number, slot in enumerate(slots_of(A_VISIT + 1, KEYS)):
        outbox.keep(number.to_bytes(16, "big"), slot, KEYS)
    outbox.visit_ended()
    after = rows(path)
    assert sum(before[place] != after[place] for place in after) == A_VISIT + 2


def test_keeping_the_same_slot_again_changes_nothing(path: Path, outbox: Outbox) -> None:
    slot = next(slots_of(1, KEYS))
    assert not outbox.keep(b"a" * 16, slot, KEYS)
    before = rows(path)
    assert not outbox.keep(b"a" * 16, slot, KEYS)
    assert rows(path) == before


def test_a_record_kept_before_a_restart_is_known_again_and_said_to_be_delivered(path: Path, outbox: Outbox) -> None:
    slot = next(slots_of(1, KEYS))
    outbox.keep(b"a" * 16, slot, KEYS)
    outbox.close()
    again = open_at(path, 2)
    again.keep(b"a" * 16, slot, KEYS)
    assert list(rows(path).values()).count(slot) == 1
    delivered: list[bytes] = []
    while (waiting := again.oldest()) is not None:
        delivered += again.let_go(waiting)
    assert delivered == [b"a" * 16]
    assert again.keep(b"a" * 16, slot, KEYS)  # the trust has it: not sent twice


def test_after_a_restart_what_lay_ready_is_frozen_and_new_batches_are_begun(path: Path, outbox: Outbox) -> None:
    before = rows(path)
    outbox.close()
    again = open_at(path, 2)
    again.begin(KEYS)
    for number, slot in enumerate(slots_of(20, KEYS)):
        again.keep(number.to_bytes(16, "big"), slot, KEYS)
        again.rewrite()
    after = rows(path)
    assert {place: after[place] for place in before} == before
    assert count(path)[0] == 2 * AHEAD


def test_new_keys_get_batches_of_their_own_and_no_slot_lies_among_slots_for_another_key(
    path: Path, outbox: Outbox
) -> None:
    outbox.begin(NEW_KEYS)
    old, new = next(slots_of(1, KEYS)), next(slots_of(1, NEW_KEYS))
    outbox.keep(b"o" * 16, old, NEW_KEYS)  # the window sealed it before it knew
    outbox.keep(b"n" * 16, new, NEW_KEYS)
    outbox.rewrite()
    by_batch: dict[int, set[bytes]] = {}
    for (sequence, _), slot in rows(path).items():
        by_batch.setdefault(sequence, set()).add(slot[1 : envelope.OUTER_HEAD])
    assert len(by_batch) == 2 * AHEAD
    assert all(len(names) == 1 for names in by_batch.values())
    for _ in range(AHEAD):
        outbox.due(NEW_KEYS)
    sent = 0
    while (waiting := outbox.oldest()) is not None:
        outbox.let_go(waiting)
        sent += 1
    assert sent == 2 * AHEAD
    assert count(path)[0] == AHEAD


def test_a_slot_for_a_key_that_nothing_lies_ready_for_is_kept_all_the_same(path: Path, outbox: Outbox) -> None:
    slot = next(slots_of(1, NEW_KEYS))
    outbox.keep(b"a" * 16, slot, KEYS)
    assert slot in rows(path).values()


@pytest.mark.parametrize("slot", [b"", b"\x01" * 100, b"\x02" * envelope.SLOT_BYTES])
def test_what_is_no_slot_is_refused(outbox: Outbox, slot: bytes) -> None:
    with pytest.raises(NotASlot):
        outbox.keep(b"a" * 16, slot, KEYS)


class Disk:
    """free: bytes that the disk says it has."""

    def __init__(self, free: int = 2**40) -> None:
        self.free = free

    def __call__(self) -> int:
        return self.free


def test_near_a_full_disk_records_go_in_place_of_chaff_and_what_was_sent_makes_room_for_new_batches(path: Path) -> None:
    disk = Disk()
    outbox = Outbox(path, "demo", seeded(1), seeded(2).randbytes, CountedChaff(1), disk)
    outbox.begin(KEYS)
    disk.free = 0
    before = path.stat().st_size
    slot = next(slots_of(1, KEYS))
    outbox.keep(b"a" * 16, slot, KEYS)
    outbox.rewrite()
    for _ in range(3):
        with pytest.raises(DiskRefused):
            outbox.due(KEYS)
    for _ in range(20):
        outbox.rewrite()
    assert count(path)[0] == AHEAD
    for _ in range(3):
        waiting = outbox.oldest()
        assert waiting is not None
        outbox.let_go(waiting)
    with suppress(DiskRefused):
        outbox.begin(KEYS)
    assert count(path)[0] >= AHEAD - 1  # two batches may have shared a page, so that not all of them fit again
    assert path.stat().st_size == before


def test_where_nothing_could_be_begun_a_record_is_refused_and_taken_once_the_disk_has_room(path: Path) -> None:
    disk = Disk(0)
    outbox = Outbox(path, "demo", seeded(1), seeded(2).randbytes, CountedChaff(1), disk)
    slot = next(slots_of(1, KEYS))
    with pytest.raises(DiskRefused):
        outbox.keep(b"a" * 16, slot, KEYS)
    assert count(path) == (0, 0)
    disk.free = 2**40
    outbox.keep(b"a" * 16, slot, KEYS)
    assert slot in rows(path).values()


def test_a_disk_that_refuses_says_nothing_of_what_it_was_given(path: Path, outbox: Outbox) -> None:
    slot = next(slots_of(1, KEYS))
    outbox._connection.exec_driver_sql("PRAGMA query_only = ON")
    outbox._connection.rollback()
    with pytest.raises(DiskRefused) as refused:
        outbox.keep(b"a" * 16, slot, KEYS)
    assert "UPDATE" not in str(refused.value)
    assert refused.value.__cause__ is None
    assert slot not in rows(path).values()


def test_a_file_that_is_no_outbox_is_called_spoilt(path: Path) -> None:
    path.write_bytes(b"something else entirely" * 1_000)
    with pytest.raises(Spoilt):
        open_at(path)


def test_where_the_file_cannot_be_made_the_disk_refused(tmp_path: Path) -> None:
    with pytest.raises(DiskRefused):
        open_at(tmp_path / "missing" / "outbox.sqlite")


def test_deleted_slots_are_overwritten_on_the_disk(path: Path, outbox: Outbox) -> None:
    slot = next(slots_of(1, KEYS))
    outbox.keep(b"a" * 16, slot, KEYS)
    outbox.due(KEYS)
    for _ in range(AHEAD):
        outbox.due(KEYS)
    while (waiting := outbox.oldest()) is not None:
        outbox.let_go(waiting)
    outbox.close()
    assert slot[100:400] not in path.read_bytes()


class OutboxMachine(RuleBasedStateMachine):
    """Any order of keeping, rewriting, becoming due, sending, lost answers and restarts."""

    folder: Path

    @initialize()
    def start(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="outbox"))
        self.path = self.folder / "outbox.sqlite"
        self.number = 0
        self.received: dict[bytes, wire.Batch] = {}
        self.kept: dict[bytes, bytes] = {}  # slot -> submission
        self.delivered: set[bytes] = set()
        self.frozen: dict[tuple[int, int], bytes] = {}
        self.slots = slots_of(10_000, KEYS, 4_711)
        self.outbox = open_at(self.path, 0)
        self.outbox.begin(KEYS)

    def teardown(self) -> None:
        if not hasattr(self, "outbox"):
            return
        for _ in range(AHEAD):
            self.outbox.due(KEYS)
        while self.outbox.oldest() is not None:
            self.send(lost=False)
        arrived = [slot for batch in self.received.values() for slot in batch.slots]
        for slot in self.kept:
            assert arrived.count(slot) == 1
        assert len({envelope.slot_id(slot) for slot in arrived}) == len(arrived)
        assert {envelope.slot_id(slot) for slot in self.kept} <= {envelope.slot_id(slot) for slot in arrived}
        assert count(self.path) == (AHEAD, AHEAD * wire.SLOTS)
        self.outbox.close()
        shutil.rmtree(self.folder)

    @rule()
    def keep(self) -> None:
        slot = next(self.slots)
        submission = envelope.slot_id(slot)
        try:
            self.outbox.keep(submission, slot, KEYS)
        except NoRoom:
            assert not self.outbox.has_room()
        else:
            self.kept[slot] = submission

    @precondition(lambda self: self.kept)
    @rule(data=st.data())
    def ask_again(self, data: st.DataObject) -> None:
        slot = data.draw(st.sampled_from(sorted(self.kept)))
        self.outbox.keep(self.kept[slot], slot, KEYS)

    @rule(ended=st.booleans())
    def rewrite(self, ended: bool) -> None:
        (self.outbox.visit_ended if ended else self.outbox.rewrite)()

    @rule()
    def due(self) -> None:
        nearest = {ready.sequence for ready in self.outbox._ready if ready.tick == self.outbox._tick}
        self.freeze(nearest)
        self.outbox.due(KEYS)

    @rule(lost=st.booleans())
    def send(self, lost: bool) -> None:
        waiting = self.outbox.oldest()
        if waiting is None:
            return
        self.receive(waiting)
        if not lost:
            self.delivered.update(self.outbox.let_go(waiting))
            self.frozen = {place: slot for place, slot in self.frozen.items() if place[0] != waiting.sequence}

    def receive(self, waiting: Waiting) -> None:
        held = self.received.setdefault(waiting.batch.id, waiting.batch)
        assert held == waiting.batch  # the trust would answer 409

    @rule()
    def restart(self) -> None:
        self.outbox.close()
        self.freeze({sequence for sequence, _ in rows(self.path)})
        self.number += 1
        self.outbox = open_at(self.path, self.number)
        self.outbox.begin(KEYS)

    def freeze(self, sequences: set[int]) -> None:
        self.frozen.update({place: slot for place, slot in rows(self.path).items() if place[0] in sequences})

    @invariant()
    def nothing_is_lost_and_nothing_frozen_changes_and_rows_follow_from_the_rhythm_alone(self) -> None:
        if not hasattr(self, "outbox"):
            return
        there = rows(self.path)
        assert {place: there.get(place) for place in self.frozen} == self.frozen
        waiting = {sequence for sequence, _ in self.frozen}
        assert len(there) == (AHEAD + len(waiting)) * wire.SLOTS
        assert len({sequence for sequence, _ in there}) == AHEAD + len(waiting)
        arrived = {slot for batch in self.received.values() for slot in batch.slots}
        assert set(self.kept) <= arrived | set(there.values())
        assert self.delivered <= set(self.kept.values())


TestOutboxMachine = OutboxMachine.TestCase
TestOutboxMachine.settings = hypothesis_settings(max_examples=12, stateful_step_count=25, deadline=None)
