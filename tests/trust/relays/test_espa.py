"""ESPA 4.4.4 over a pseudo-terminal: blocks that add up, answers understood however they are cut, and a paging system that is busy, deaf or gone."""

from __future__ import annotations

import errno
import os
import resource
import select
import threading
import tty
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import reduce
from operator import xor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.trust.relays.espa import Block, Damaged, EspaLine, Item, Sign, next_item, read_block, write_block
from kiosk.trust.relays.line import NotDelivered
from kiosk.trust.relays.settings import Espa
from kiosk.trust.relays.told import Told
from tests.support.waiting import wait_for

TOLD = Told(bytes(range(16)), "willow", "Willow Ward", "Day room", "call")
EOT, ENQ, ACK, NAK = b"\x04", b"\x05", b"\x06", b"\x15"


class Station:
    """A paging system at the other end of a pseudo-terminal, written from the standard.

    calls: the records of each call. answers: what it says to a block, one after the other, the last one stays; "check" looks at the block.
    """

    def __init__(self, end: int) -> None:
        self._end, self._stop = end, threading.Event()
        self.calls: list[dict[bytes, bytes]] = []
        self.blocks: list[bytes] = []
        self.answers = [b"check"]
        self.ready = ACK
        self.deaf = False
        self.says: list[bytes] = []  # blocks that it has to say when it is polled
        self.heard_back: list[bytes] = []
        self.polls = 0
        self.ends = 0
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        self._thread.join(10)

    def _byte(self) -> bytes:
        while not self._stop.is_set():
            ready, _, _ = select.select([self._end], [], [], 0.02)
            if ready:
                try:
                    return os.read(self._end, 1)
                except OSError as error:
                    if error.errno != errno.EIO:  # nobody has the line open just now
                        raise
        return b""

    def _answer(self, what: bytes) -> None:
        if not self.deaf:
            os.write(self._end, what)

    def _serve(self) -> None:
        heard = b""
        while byte := self._byte():
            heard += byte
            if heard.endswith(EOT):
                self.ends += 1
                heard = b""
            elif heard == b"2" + ENQ:
                heard = b""
                self.polls += 1
                self._polled()
            elif heard == b"1" + ENQ + b"2" + ENQ:
                heard = b""
                self._answer(self.ready)
            elif heard.startswith(b"\x01") and heard[-2:-1] == b"\x03":
                self._take(heard)
                heard = b""

    def _polled(self) -> None:
        if not self.says:
            self._answer(EOT)
            return
        self._answer(b"1" + ENQ)
        self.heard_back.append(self._byte())
        self._answer(self.says.pop(0))
        said = self._byte()
        self.heard_back.append(said if said == ACK else said + self._byte())
        self._answer(EOT)

    def _take(self, block: bytes) -> None:
        self.blocks.append(block)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if answer == b"check":
            assert reduce(xor, block[1:-1], 0) == block[-1]
            header, text = block[1:-2].split(b"\x02")
            assert header == b"1"
            records = (record.partition(b"\x1f") for record in text.split(b"\x1e"))
            self.calls.append({name: data for name, _, data in records})
            answer = ACK
        self._answer(answer)


@contextmanager
def paging_system() -> Iterator[tuple[Station, str]]:
    ours, theirs = os.openpty()
    tty.setraw(theirs)
    station = Station(ours)
    try:
        yield station, os.ttyname(theirs)
    finally:
        station.stop()
        os.close(ours)
        os.close(theirs)


@pytest.fixture
def espa() -> Iterator[tuple[Station, str]]:
    with paging_system() as both:
        yield both


def line(device: str, **fields: object) -> EspaLine:
    return EspaLine(Espa(**({"name": "Pagers", "device": device, "pager": "999"} | fields)))  # type: ignore[arg-type]


# --- what is written and read ------------------------------------------------------------------------------------


def test_a_block_worked_out_by_hand() -> None:
    # 31 ^ 02 ^ 31 ^ 1F ^ 41 ^ 03 = 5F
    assert write_block("1", [("1", "A")]) == bytes.fromhex("01 31 02 31 1F 41 03 5F")


words = st.from_regex(r"[ -~]{0,40}", fullmatch=True)
records = st.lists(st.tuples(st.sampled_from("123456789"), words), min_size=1, max_size=8)
signs = st.builds(Sign, st.sampled_from(["eot", "enq", "ack", "nak"]), st.sampled_from(["", *"0123456789"]))
BYTES = {"eot": EOT, "enq": ENQ, "ack": ACK, "nak": NAK}


def written(item: Item) -> bytes:
    if isinstance(item, Sign):
        return item.prefix.encode() + BYTES[item.name]
    assert isinstance(item, Block)
    return write_block(item.header, item.records)


def read_all(heard: bytes) -> tuple[list[Item], bytes]:
    found: list[Item] = []
    while True:
        item, heard = next_item(heard)
        if item is None:
            return found, heard
        found.append(item)


@given(records)
def test_a_block_is_read_as_it_was_written(held: list[tuple[str, str]]) -> None:
    raw = write_block("1", held)
    assert reduce(xor, raw[1:], 0) == 0  # the check character makes it up to nothing
    assert read_block(raw) == Block("1", tuple(held))


@given(records, st.data())
def test_a_block_with_a_damaged_bit_is_damaged(held: list[tuple[str, str]], data: st.DataObject) -> None:
    raw = bytearray(write_block("1", held))
    place = data.draw(st.integers(1, len(raw) - 1))
    raw[place] ^= 1 << data.draw(st.integers(0, 6))
    assert read_block(bytes(raw)) == Damaged()


@given(
    st.lists(
        st.tuples(
            st.sampled_from([b"", b" ", b"\x00\x7f", b"x"]), signs | st.builds(Block, st.just("2"), records.map(tuple))
        ),
        max_size=6,
    ),
    st.lists(st.integers(1, 9), min_size=1, max_size=5),
)
def test_items_are_understood_between_noise_however_they_are_cut(
    said: list[tuple[bytes, Item]], cuts: list[int]
) -> None:
    stream = b"".join(noise + written(item) for noise, item in said)
    heard, found, place, turn = b"", [], 0, 0
    while place < len(stream):
        step = cuts[turn % len(cuts)]
        items, heard = read_all(heard + stream[place : place + step])
        found += items
        place, turn = place + step, turn + 1
    assert found == [item for _, item in said]
    assert heard == b""


@given(st.binary(max_size=3000))
def test_any_bytes_are_understood_or_passed_over_and_none_are_hoarded(heard: bytes) -> None:
    _, rest = read_all(heard)
    assert len(rest) <= 1024


# --- with a paging system ----------------------------------------------------------------------------------------


def test_a_call_goes_to_the_pager(espa: tuple[Station, str]) -> None:
    station, device = espa
    pagers = line(device, beep="5", priority="alarm", bits=7, parity="even")
    assert pagers.deliver(TOLD, 1)
    assert pagers.deliver(Told(bytes(16), "w", "W", "Küche", "passed_on"), 1)
    pagers.close()
    first, second = station.calls
    assert first == {
        b"1": b"999",
        b"2": b"Willow Ward, Day room: please attend",
        b"3": b"5",
        b"4": b"3",
        b"5": b"1",
        b"6": b"1",
    }
    assert second[b"2"] == b"W, Kuche: still waiting, please attend"
    wait_for(lambda: station.ends == 2, what="each call has its end")


def test_a_block_that_came_damaged_is_sent_again_at_most_three_times(espa: tuple[Station, str]) -> None:
    station, device = espa
    pagers = line(device)
    station.answers = [NAK, b"1" + NAK, b"check"]
    assert pagers.deliver(TOLD, 1)
    assert len(station.calls) == 1
    assert len(set(station.blocks)) == 1
    station.blocks, station.answers = [], [b"1" + NAK]
    with pytest.raises(NotDelivered, match="damaged three times"):
        pagers.deliver(TOLD, 1)
    assert len(station.blocks) == 3


@pytest.mark.parametrize(
    ("ready", "answer", "words"),
    [
        (NAK, b"check", "it is busy"),
        (EOT, b"check", "it does not take calls"),
        (ACK, b"3" + NAK, "is the pager's number right"),
        (ACK, EOT, "it broke off"),
    ],
)
def test_a_no_is_told_in_words(espa: tuple[Station, str], ready: bytes, answer: bytes, words: str) -> None:
    station, device = espa
    station.ready, station.answers = ready, [answer]
    with pytest.raises(NotDelivered, match=words):
        line(device).deliver(TOLD, 1)
    assert station.calls == []


def test_one_that_is_deaf_is_left_after_its_time_and_heard_again_when_it_is_back(espa: tuple[Station, str]) -> None:
    station, device = espa
    pagers = line(device, timeout=0.5)
    station.deaf = True
    for ask in (lambda: pagers.deliver(TOLD, 1), pagers.rest):
        with pytest.raises(NotDelivered, match=r"no answer within 0\.5 seconds"):
            ask()
    station.deaf = False
    pagers.rest()
    assert pagers.deliver(TOLD, 1)


def test_a_device_that_is_not_there_is_told_in_words_and_taken_when_it_comes() -> None:
    pagers = line("/dev/no-such-line")
    with pytest.raises(NotDelivered, match="a file or device of it is not there"):
        pagers.rest()


def test_it_is_polled_and_what_it_has_to_say_is_heard_out(espa: tuple[Station, str]) -> None:
    station, device = espa
    whole, damaged = write_block("2", [("1", "999"), ("7", "3")]), b"\x01" + write_block("2", [("1", "9")])[1:-1] + b"?"
    station.says = [whole, damaged]
    pagers = line(device)
    for _ in range(3):
        pagers.rest()
    assert station.polls == 3
    assert station.heard_back == [ACK, ACK, ACK, b"1" + NAK]
    assert line(device, poll=False).every is None


def test_it_works_in_a_backend_with_thousands_of_connections(espa: tuple[Station, str]) -> None:
    station, device = espa
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 4096), hard))
    try:
        with ExitStack() as stack:
            while stack.enter_context(open(os.devnull, "rb")).fileno() < 1100:  # noqa: PTH123 - as many as that
                pass
            assert line(device).deliver(TOLD, 1)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    assert len(station.calls) == 1
