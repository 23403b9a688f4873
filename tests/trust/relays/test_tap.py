"""TAP 1.8: blocks as the standard's example has them, answers understood however they are cut, and a paging system that says no or nothing."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.settings_file import SettingsError
from kiosk.trust.relays.line import NotDelivered
from kiosk.trust.relays.settings import Tap
from kiosk.trust.relays.tap import TapLine, block, next_sign
from kiosk.trust.relays.told import Told
from tests.support.certificates import Authority

TOLD = Told(bytes(range(16)), "willow", "Willow Ward", "Day room", "call")
PAGE = b"\x024711\rWillow Ward, Day room: please attend\r\x03"


class Central:
    """A paging system, written from the standard: what it was paged, and what it answers to a block, one after the other; the last one stays."""

    def __init__(self, listening: socket.socket, answers: list[bytes], password: bytes = b"") -> None:
        self.listening, self.answers, self.password = listening, answers, password
        self.pages: list[tuple[str, str]] = []
        self.blocks: list[bytes] = []
        self.bye = b"115 goodbye\r\x1b\x04\r"
        self.slow = 0  # how many CRs it lets pass before it asks who calls

    def serve(self) -> None:
        while True:
            try:
                connection, _ = self.listening.accept()
            except ssl.SSLError:  # who called does not trust it
                continue
            except OSError:
                return
            with connection, connection.makefile("rwb", buffering=0) as stream:
                try:
                    self._talk(stream)
                except OSError:  # it was hung up on
                    continue

    def _talk(self, stream: socket.SocketIO) -> None:
        for _ in range(self.slow + 1):
            if self._line(stream) != b"\r":
                return
        stream.write(b"\r\nID=")
        if self._line(stream).lstrip(b"\r") != b"\x1bPG1" + self.password + b"\r":
            stream.write(b"Wrong password\r\x1b\x04\r")
            return
        stream.write(b"110 1.8\r\nWelcome\r\x06\r\x1b[p\r")
        while (heard := self._block(stream)) != b"\x04\r":
            if not heard:
                return
            self.blocks.append(heard)
            answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
            if answer == b"check":
                held, _, said = heard.rpartition(b"\x03")
                total = sum(held + b"\x03")
                right = f"{total >> 8 & 15:x}{total >> 4 & 15:x}{total & 15:x}".translate(
                    str.maketrans("abcdef", ":;<=>?")
                )
                if said != right.encode() + b"\r":
                    stream.write(b"514 Checksum\r\x15\r")
                    continue
                pager, text, rest = held.removeprefix(b"\x02").split(b"\r")
                assert rest == b""
                self.pages.append((pager.decode(), text.decode()))
                answer = b"211 Page accepted\r\x06\r"
            if not answer:
                return
            stream.write(answer)
        stream.write(self.bye)

    def _line(self, stream: socket.SocketIO) -> bytes:
        held = b""
        while not held.endswith(b"\r"):
            part = stream.read(1)
            if not part:
                return b""
            held += part
        return held

    def _block(self, stream: socket.SocketIO) -> bytes:
        held = self._line(stream)
        while held.startswith(b"\x02") and b"\x03" not in held:
            more = self._line(stream)
            if not more:
                break
            held += more
        return held


@contextmanager
def paging_system(
    *answers: bytes, password: bytes = b"", context: ssl.SSLContext | None = None
) -> Iterator[tuple[Central, int]]:
    with socket.create_server(("127.0.0.1", 0)) as plain:
        listening = context.wrap_socket(plain, server_side=True) if context else plain
        central = Central(listening, list(answers) or [b"check"], password)
        thread = threading.Thread(target=central.serve)
        thread.start()
        try:
            yield central, listening.getsockname()[1]
        finally:
            listening.shutdown(socket.SHUT_RDWR)
            listening.close()
            thread.join(10)


def settings(port: int, **fields: object) -> Tap:
    kept = {"name": "Pagers", "host": "127.0.0.1", "port": port, "pager": "4711", "security": "none"}
    return Tap(**(kept | fields))  # type: ignore[arg-type]


# --- what is written and read ------------------------------------------------------------------------------------


def test_the_checksum_is_that_of_the_standards_example() -> None:
    assert block("123", "ABC") == b"\x02123\rABC\r\x0317;\r"


@given(st.text("0123456789", min_size=1, max_size=10), st.from_regex(r"[ -~]{0,230}", fullmatch=True))
def test_a_block_is_ascii_and_short_enough_and_its_sum_adds_up(pager: str, text: str) -> None:
    made = block(pager, text)
    assert len(made) <= 256
    assert max(made) < 0x80
    held, _, said = made.rpartition(b"\x03")
    assert [each - 0x30 for each in said[:-1]] == [sum(held + b"\x03") >> shift & 15 for shift in (8, 4, 0)]


SIGNS = {b"ID=": "who", b"\x06\r": "yes", b"\x15\r": "again", b"\x1e\r": "no", b"\x1b\x04\r": "bye", b"\x1b[p\r": "go"}


@given(
    st.lists(
        st.tuples(st.from_regex(r"([0-9]{3} )?[a-z ]{0,20}[\r\n]{0,2}", fullmatch=True), st.sampled_from([*SIGNS]))
    ),
    st.lists(st.integers(1, 12), min_size=1),
)
def test_signs_are_understood_between_greetings_however_they_are_cut(
    said: list[tuple[str, bytes]], cuts: list[int]
) -> None:
    stream = b"".join(text.encode() + sign for text, sign in said)
    heard, found, place = b"", [], 0
    while place < len(stream):
        step = cuts[place % len(cuts)]
        heard += stream[place : place + step]
        place += step
        while True:
            sign, heard = next_sign(heard)
            if not sign:
                break
            found.append(sign)
    assert found == [SIGNS[sign] for _, sign in said]


@given(st.binary(max_size=200))
def test_any_bytes_are_understood_or_passed_over(heard: bytes) -> None:
    while True:
        sign, rest = next_sign(heard)
        assert len(rest) <= len(heard)
        if not sign:
            break
        heard = rest


# --- with a paging system ----------------------------------------------------------------------------------------


def test_a_call_is_paged(tmp_path: Path) -> None:
    with paging_system() as (central, port):
        assert TapLine(settings(port)).deliver(TOLD, 1)
        TapLine(settings(port)).deliver(Told(bytes(16), "w", "Weiße Weide", "Zimmer Ü1", "passed_on"), 1)
    assert central.pages == [
        ("4711", "Willow Ward, Day room: please attend"),
        ("4711", "Wei?e Weide, Zimmer U1: still waiting, please attend"),
    ]


def test_a_block_that_came_damaged_is_sent_again_at_most_three_times() -> None:
    with paging_system(b"\x15\r", b"\x15\r", b"check") as (central, port):
        assert TapLine(settings(port)).deliver(TOLD, 1)
    assert len(central.pages) == 1
    assert len(set(central.blocks)) == 1
    with paging_system(b"514 sum\r\x15\r") as (central, port), pytest.raises(NotDelivered, match="wrong three times"):
        TapLine(settings(port)).deliver(TOLD, 1)
    assert len(central.blocks) == 3


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (b"511 not in database\r\x1e\r", "is the pager's number right"),
        (b"\x1b\x04\r", "it hung up"),
        (b"", "it hung up"),
        (b"x" * 9000, "it says too much"),
    ],
)
def test_a_no_is_told_in_words(answer: bytes, words: str) -> None:
    with paging_system(answer) as (_, port), pytest.raises(NotDelivered, match=words):
        TapLine(settings(port)).deliver(TOLD, 1)


@pytest.mark.parametrize(
    ("bye", "taken"), [(b"", True), (b"\x1b\x04\r", True), (b"213 no such pager\r\x1e\r\x1b\x04\r", False)]
)
def test_only_a_no_at_the_end_takes_a_yes_back(bye: bytes, taken: bool) -> None:
    with paging_system() as (central, port):
        central.bye = bye
        if taken:
            assert TapLine(settings(port)).deliver(TOLD, 1)
        else:
            with pytest.raises(NotDelivered, match="took the message back"):
                TapLine(settings(port)).deliver(TOLD, 1)


def test_one_that_says_nothing_is_left_after_its_time() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent, pytest.raises(NotDelivered, match="no answer within"):
        TapLine(settings(silent.getsockname()[1], timeout=0.5)).deliver(TOLD, 1)


def test_one_that_is_asked_twice_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kiosk.trust.relays.tap.ASK_EVERY", 0.05)
    with paging_system() as (central, port):
        central.slow = 2
        assert TapLine(settings(port)).deliver(TOLD, 1)


def test_a_password_is_given_and_one_that_cannot_be_is_refused(tmp_path: Path) -> None:
    password = tmp_path / "password"
    password.write_text("ab12\n")
    with paging_system(password=b"ab12") as (_, port):
        assert TapLine(settings(port, password=str(password))).deliver(TOLD, 1)
        with pytest.raises(NotDelivered, match="refused to be logged on to"):
            TapLine(settings(port)).deliver(TOLD, 1)
    password.write_text("far too long\n")
    with pytest.raises(SettingsError, match="at most 6 letters or digits"):
        TapLine(settings(1, password=str(password)))


def test_over_tls_one_that_nobody_vouches_for_gets_nothing(tmp_path: Path) -> None:
    authority = Authority(tmp_path, "trusted")
    with paging_system(context=authority.server()) as (central, port):
        stranger = settings(port, security="tls", authority=str(Authority(tmp_path, "stranger").file))
        with pytest.raises(NotDelivered, match="its certificate is not one to trust"):
            TapLine(stranger).deliver(TOLD, 1)
        assert central.blocks == []
        assert TapLine(settings(port, security="tls", authority=str(authority.file))).deliver(TOLD, 1)
