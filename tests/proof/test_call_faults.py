"""Staff calls while something is broken, with the real window, courier, backend and a reader's browser: what the tablet said, and when.

The record is the table in the README's section on staff call. Each fault is mended at its end, and the call must come through.
"""

from __future__ import annotations

import contextlib
import os
import shlex
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from kiosk import callstate
from tests.proof.within_a_lossy_network import RECORD
from tests.support.call_faults import (
    ACCEPTED,
    CALLING,
    LOST,
    MAY_NOT_WORK,
    NOT_ACCEPTED,
    NOT_SENT,
    NOT_SHOWN,
    PLACE,
    SHOWN,
    FaultyWard,
    Said,
    Watch,
    faulty_ward,
    line,
)
from tests.support.certificates import Authority
from tests.support.postgres import postgres_cluster
from tests.support.processes import REPOSITORY, program
from tests.support.screen import Screen
from tests.support.waiting import wait_for
from tests.support.whole_ward import whole_ward
from tests.trust.console.pages import chromium

pytestmark = pytest.mark.prove

SLACK = 2.0  # seconds by which a page may be late on a loaded machine
STALE = 30.0  # seconds without a word from the trust
MOVED = "WARDLIGHT_TEST_CLOCK"  # the file with the seconds by which the tablet's clock is wrong
FAULTS = (
    "Network cut before the press",
    "Network cut before the answer",
    "Network cut while a screen shows the call",
    "Half-open connection: nothing passes and nobody is told",
    "30 % of all packets lost, both ways",
    "Captive portal",
    "Certificate expired",
    "Proxy that forbids WebSockets",
    "Backend killed, and started again",
    "Database connections ended by the server",
    "Database locked",
    "Disk of the backend full",
    "Disk of the tablet full",
    "Ward screen's browser asleep",
    "A relay that hangs",
    "Courier killed",
    "Window frozen",
    "Clock of the tablet moved by an hour, forwards and back",
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


@pytest.fixture(scope="module")
def table() -> dict[str, str]:
    """Fault -> what was said, of this run."""
    return {}


@pytest.fixture
def ward(tmp_path: Path, screen: Screen, browser: Browser) -> Iterator[FaultyWard]:
    with whole_ward(tmp_path, screen) as prepared, faulty_ward(prepared, browser) as faulty:
        yield faulty


def in_time(said: Said, words: str, due: float) -> None:
    """These words came when they were due, and not before."""
    moment = next(moment for moment, each in said if each == words)
    assert due - 0.3 <= moment <= due + SLACK, f"{words!r} after {moment:.1f} s; due after {due} s"


def says(table: dict[str, str], number: int, watch: Watch, *order: str, maybe: str = "") -> None:
    """The tablet said this in this order, and it goes into the table under the fault of this number. maybe: words that may stand there or not."""
    assert [words for words in watch.order if words != maybe] == list(order)
    table[FAULTS[number]] = line(watch.record())


# --- between the tablet and the trust ----------------------------------------------------------------------------


def test_a_network_that_is_cut_before_the_press(ward: FaultyWard, table: dict[str, str]) -> None:
    ward.works()
    ward.between.cut()
    with Watch(ward.person) as watch:
        watch.until(NOT_SENT, 15)
        ward.between.mend()
        watch.until(SHOWN, 20)
        ward.accepts()
        watch.until(ACCEPTED, 5)
    says(table, 0, watch, CALLING, NOT_SENT, SHOWN, ACCEPTED)
    in_time(watch.said, NOT_SENT, callstate.NOT_SENT_AFTER)


def test_a_network_that_is_cut_before_the_answer(ward: FaultyWard, table: dict[str, str]) -> None:
    ward.works()
    ward.between.silence()
    with Watch(ward.person) as watch:
        watch.until_pressed(1.0)
        ward.between.cut()
        watch.until_pressed(3.0)
        ward.between.mend()
        assert watch.until(SHOWN, 15) < callstate.NOT_SENT_AFTER
    says(table, 1, watch, CALLING, SHOWN)


def test_a_network_that_is_cut_while_a_screen_shows_the_call(ward: FaultyWard, table: dict[str, str]) -> None:
    ward.works()
    with Watch(ward.person) as watch:
        watch.until(SHOWN, 5)
        ward.between.cut()
        ward.accepts()
        lost = watch.until(LOST, STALE + 10)
        assert lost <= STALE + SLACK + 3
        watch.until_pressed(callstate.NOT_ACCEPTED_AFTER + 2)
        assert watch.now == LOST
        ward.between.mend()
        watch.until(ACCEPTED, 20)
    assert NOT_ACCEPTED not in [words for _, words in watch.said]  # not even for a moment
    says(table, 2, watch, SHOWN, LOST, ACCEPTED)


def test_a_connection_that_is_half_open(ward: FaultyWard, table: dict[str, str]) -> None:
    ward.works()
    ward.between.silence()
    with Watch(ward.person) as watch:
        watch.until(NOT_SENT, 15)
        ward.between.mend()
        watch.until(SHOWN, 20)
    says(table, 3, watch, CALLING, NOT_SENT, SHOWN)
    in_time(watch.said, NOT_SENT, callstate.NOT_SENT_AFTER)


def test_a_network_that_loses_packets(tmp_path: Path, table: dict[str, str]) -> None:
    """Within a network namespace of its own, where the kernel drops them."""
    record = tmp_path / "record"
    proof = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-m",
        "prove",
        "-p",
        "no:cacheprovider",
        f"--basetemp={tmp_path / 'within'}",
    ]
    proof += [str(Path(__file__).with_name("within_a_lossy_network.py"))]
    within = f"ip link set lo up && exec {shlex.join(proof)}"
    done = subprocess.run(
        [program("unshare"), "--map-root-user", "--net", "sh", "-c", within],
        cwd=REPOSITORY,
        env=os.environ | {RECORD: str(record)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
    table[FAULTS[4]] = record.read_text(encoding="utf-8")


def test_a_captive_portal(ward: FaultyWard, table: dict[str, str]) -> None:
    ward.works()
    ward.between.into_a_portal()
    with Watch(ward.person) as watch:
        watch.until(NOT_SENT, 15)
        ward.between.mend()
        watch.until(SHOWN, 20)
    says(table, 5, watch, CALLING, NOT_SENT, SHOWN)
    in_time(watch.said, NOT_SENT, callstate.NOT_SENT_AFTER)


def test_a_certificate_that_expires(tmp_path: Path, screen: Screen, browser: Browser, table: dict[str, str]) -> None:
    authority = Authority(tmp_path, "authority")
    shown = authority.server()
    with (
        whole_ward(tmp_path, screen) as prepared,
        faulty_ward(prepared, browser, tls=shown, authority=authority.file) as ward,
    ):
        ward.works()
        shown.load_cert_chain(authority.server_file(expired=True))  # for every connection from now on
        ward.between.cut()
        ward.between.mend()
        ward.person.waits_until(lambda seen: MAY_NOT_WORK in seen["spoken"], STALE + 15, "the button to say so")
        with Watch(ward.person) as watch:
            watch.until(NOT_SENT, 15)
            shown.load_cert_chain(authority.server_file())
            watch.until(SHOWN, 20)
    assert watch.order == [CALLING, NOT_SENT, SHOWN]
    in_time(watch.said, NOT_SENT, callstate.NOT_SENT_AFTER)
    table[FAULTS[6]] = f"before the press, on the button: {MAY_NOT_WORK}; {line(watch.record())}"


def test_a_proxy_that_forbids_websockets(ward: FaultyWard, table: dict[str, str]) -> None:
    ward.works()
    ward.between.forbid_websockets()
    ward.person.waits_until(lambda seen: MAY_NOT_WORK not in seen["spoken"], STALE + 15, "calls that work again")
    with Watch(ward.person) as watch:
        assert watch.until(SHOWN, 15) < callstate.NOT_SENT_AFTER
        ward.accepts()
        watch.until(ACCEPTED, 5)
    says(table, 7, watch, SHOWN, ACCEPTED, maybe=CALLING)


# --- at the trust --------------------------------------------------------------------------------------------------


def test_a_backend_that_is_killed(ward: FaultyWard, table: dict[str, str]) -> None:
    ward.works()
    with Watch(ward.person) as watch:
        watch.until(SHOWN, 5)
        ward.ward.kill_trust()
        watch.until(LOST, STALE + 10)
        ward.ward.start_trust()
        watch.until(SHOWN, 20)
        ward.calls.wait_until_live()
        ward.accepts()
        watch.until(ACCEPTED, 5)
    says(table, 8, watch, SHOWN, LOST, SHOWN, ACCEPTED)


def test_database_connections_that_the_server_ends(
    tmp_path: Path, screen: Screen, browser: Browser, table: dict[str, str]
) -> None:
    end_all = (
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname IS NOT NULL"
    )
    with (
        postgres_cluster() as cluster,
        cluster.database() as database,
        whole_ward(tmp_path, screen, database=database) as prepared,
        faulty_ward(prepared, browser) as ward,
        cluster.connect() as server,
    ):
        ward.works()
        server.execute(end_all)
        with Watch(ward.person) as watch:
            assert watch.until(SHOWN, 15) < callstate.NOT_SENT_AFTER
            server.execute(end_all)
            ward.accepts()
            watch.until(ACCEPTED, 15)
    says(table, 9, watch, SHOWN, ACCEPTED, maybe=CALLING)


def test_a_database_that_is_locked(ward: FaultyWard, table: dict[str, str]) -> None:
    ward.works()
    file = ward.ward.demo.settings.database_url.removeprefix("sqlite:///")
    with contextlib.closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with Watch(ward.person) as watch:
            watch.until(NOT_SENT, 15)
            other.execute("ROLLBACK")
            watch.until(SHOWN, 20)
    says(table, 10, watch, CALLING, NOT_SENT, SHOWN)
    in_time(watch.said, NOT_SENT, callstate.NOT_SENT_AFTER)


def on_a_small_disk(folder: Path) -> list[str]:
    """A command that runs another with this folder on a disk of its own, which is seen through its /proc/PID/root alone."""
    steps = (
        f"cp -a {folder} {folder}.kept && mount -t tmpfs -o size=64m none {folder} && cp -a {folder}.kept/. {folder}/"
    )
    return [program("unshare"), "--map-root-user", "--mount", "sh", "-c", f'{steps} && exec "$@"', "sh"]


@contextlib.contextmanager
def filled(folder: Path) -> Iterator[None]:
    """Not a byte is free on the disk of this folder until the block is left."""
    ballast = folder / "ballast"
    with ballast.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while True:
            file.write(bytes(4096))
    yield
    ballast.unlink()


def test_a_backend_whose_disk_is_full(ward: FaultyWard, table: dict[str, str]) -> None:
    folder = ward.ward.demo.folder / "trust"
    ward.ward.start_trust(on_a_small_disk(folder))
    ward.shows()
    ward.starts_tablet()
    seen = Path(f"/proc/{ward.ward.trust_pid}/root{folder}")
    with filled(seen), Watch(ward.person) as watch:
        watch.until(NOT_SENT, 15)
    with Watch(ward.person) as after:
        after.until(SHOWN, 30)
    assert watch.order == [CALLING, NOT_SENT]
    in_time(watch.said, NOT_SENT, callstate.NOT_SENT_AFTER)
    table[FAULTS[11]] = f"{line(watch.record())}; once there is room: {SHOWN}"


def test_a_tablet_whose_disk_is_full(ward: FaultyWard, table: dict[str, str]) -> None:
    folder = ward.ward.demo.folder / "tablet"
    ward.ward.start_trust()
    ward.shows()
    ward.ward.tablet.within = on_a_small_disk(folder)
    ward.starts_tablet()
    seen = Path(f"/proc/{ward.ward.tablet_pids()['courier']}/root{folder}")
    with filled(seen), Watch(ward.person) as watch:
        assert watch.until(SHOWN, 5) < 2
        ward.accepts()
        watch.until(ACCEPTED, 5)
    says(table, 12, watch, SHOWN, ACCEPTED)


@contextlib.contextmanager
def asleep(kind: str) -> Iterator[None]:
    """The browser's processes of this kind stand still until the block is left, as on a computer that sleeps."""
    found = [pid for pid in descendants(os.getpid()) if f"--type={kind}" in command_of(pid)]
    assert found
    for pid in found:
        os.kill(pid, signal.SIGSTOP)
    yield
    for pid in found:
        os.kill(pid, signal.SIGCONT)


def descendants(pid: int) -> list[int]:
    """A process and all below it."""
    found = [pid]
    for thread in Path(f"/proc/{pid}/task").iterdir():
        found += [below for child in (thread / "children").read_text().split() for below in descendants(int(child))]
    return found


def command_of(pid: int) -> str:
    """The words with which a process was started."""
    return Path(f"/proc/{pid}/cmdline").read_text(encoding="utf-8", errors="replace")


def test_a_ward_screen_whose_browser_sleeps(ward: FaultyWard, table: dict[str, str]) -> None:
    ward.works()
    with asleep("renderer"), Watch(ward.person) as watch:
        watch.until(NOT_SHOWN, 15)
    with Watch(ward.person) as after:
        after.until(SHOWN, 15)
    assert watch.order[-1] == NOT_SHOWN
    in_time(watch.said, NOT_SHOWN, callstate.NOT_SHOWN_AFTER)
    table[FAULTS[13]] = f"{line(watch.record())}; once it wakes: {SHOWN}"


def test_a_relay_that_hangs(ward: FaultyWard, table: dict[str, str]) -> None:
    settings = ward.ward.demo.trust
    words = settings.read_text(encoding="utf-8")
    assert "relay = []\n" in words
    relay = f'relay = [{{ kind = "command", name = "board", run = ["{program("sleep")}", "600"] }}]\n'
    settings.write_text(words.replace("relay = []\n", relay), encoding="utf-8")
    ward.works()
    with Watch(ward.person) as watch:
        assert watch.until(SHOWN, 5) < 2
        ward.accepts()
        watch.until(ACCEPTED, 5)
    says(table, 14, watch, SHOWN, ACCEPTED)


# --- on the tablet -------------------------------------------------------------------------------------------------


def test_a_courier_that_is_killed(ward: FaultyWard, table: dict[str, str]) -> None:
    ward.works()
    ward.ward.kill("courier")
    with Watch(ward.person) as watch:
        assert watch.until(SHOWN, 15) < callstate.NOT_SENT_AFTER
        ward.ward.kill("courier")
        ward.accepts()
        watch.until(ACCEPTED, 15)
    says(table, 15, watch, SHOWN, ACCEPTED, maybe=CALLING)


def test_a_window_that_freezes(ward: FaultyWard, table: dict[str, str]) -> None:
    ward.works()
    with Watch(ward.person) as watch:
        watch.until(SHOWN, 5)
        frozen = ward.ward.tablet_pids()["window"]
        os.kill(frozen, signal.SIGSTOP)
        froze = time.monotonic()
        wait_for(lambda: ward.ward.tablet_pids().get("window", frozen) != frozen, 40, "another window")
        ward.person.waits_until(lambda seen: seen["pid"] != frozen and seen["page"] == "call.now", 30, "its page")
        again = time.monotonic() - froze
        ward.accepts()
        watch.until(ACCEPTED, 10)
    assert watch.order[-1] == ACCEPTED
    table[FAULTS[16]] = (
        f"{line(watch.record())}; the page stood still until another window said the same after {again:.0f} s"
    )


def test_a_clock_that_is_moved(tmp_path: Path, screen: Screen, browser: Browser, table: dict[str, str]) -> None:
    moved = tmp_path / "moved"
    moved.write_text("0")
    session = {MOVED: str(moved), "PYTHONPATH": str(REPOSITORY / "tests/support/moved_clock")}
    with whole_ward(tmp_path, screen, session=session) as prepared, faulty_ward(prepared, browser) as ward:
        ward.works()
        moved.write_text("3600")
        with Watch(ward.person) as watch:
            assert watch.until(SHOWN, 5) < 2
            moved.write_text("-3600")
            watch.until_pressed(5.0)
            assert watch.now == SHOWN
            ward.accepts()
            watch.until(ACCEPTED, 5)
    says(table, 17, watch, SHOWN, ACCEPTED)


def test_every_fault_is_in_the_table(table: dict[str, str], record_proof: Callable[..., Path]) -> None:
    assert tuple(table) == FAULTS
    record_proof("call-faults", said=table)


def test_the_screen_names_a_tablet_that_is_silent(ward: FaultyWard) -> None:
    ward.works()
    ward.between.cut()
    silent = ward.calls.page.get_by_role("listitem").filter(has_text=f"{PLACE}: silent since")
    expect(silent).to_be_visible(timeout=(STALE + 15) * 1000)
    ward.between.mend()
    expect(silent).to_be_hidden(timeout=20_000)
