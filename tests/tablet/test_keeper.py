"""Three real processes: they are joined, they live on when another dies, and what dies or freezes comes back."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.tablet import keeper
from tests.support.processes import REPOSITORY
from tests.support.waiting import wait_for

# A child that says which peers it was joined to, passes on what they say, and does as the file beside it tells it.
CHILD = textwrap.dedent(
    """
    import os, select, signal, sys
    from pathlib import Path
    from kiosk.tablet import links
    folder, me = Path(sys.argv[1]), sys.argv[2]
    if me == "W" and (folder / "slow").exists():
        signal.signal(signal.SIGTERM, lambda *_: (folder / "asked").touch())
    control = links.control_from(sys.argv[3])
    peers = {}
    (folder / f"{me}-{os.getpid()}").touch()
    while True:
        ready, _, _ = select.select([control, *peers.values()], [], [], 0.05)
        if me != "W" or not (folder / "freeze").exists():
            control.alive()
        if me == "W" and (folder / "asked").exists() and (folder / "kept").exists():
            sys.exit(0)
        for status in (10, 11):
            order = folder / f"exit-{me}-{status}"
            if order.exists():
                order.unlink()
                sys.exit(status)
        try:
            for name, end in control.new_links().items():
                peers[name] = end
                try:
                    end.send(me.encode())
                except BrokenPipeError:
                    continue  # that peer has gone again meanwhile
        except links.KeeperGone:
            sys.exit(0)
        for name, end in list(peers.items()):
            if end in ready:
                try:
                    said = end.recv(100)
                except ConnectionResetError:
                    said = b""
                if not said:
                    del peers[name]
                elif said[:1] != name:
                    sys.exit(3)
                else:
                    with (folder / f"heard-{me}").open("a") as file:
                        file.write(said.decode()[:1])
    """
)


class Ward:
    """A keeper on a thread of its own, with small children instead of Kivy."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "child.py").write_text(CHILD)
        self.starts: list[tuple[bytes, bool]] = []  # (name, whether in silence)
        self.keeper = keeper.Keeper(folder / "tablet.toml", self._start)
        self.thread = threading.Thread(target=self._run)
        self.ended = threading.Event()

    def _start(self, name: bytes, settings: Path, again: bool) -> keeper.Child:
        self.starts.append((name, again))
        ours, theirs = socket.socketpair()
        arguments = [str(settings.parent / "child.py"), str(settings.parent), name.decode(), str(theirs.fileno())]
        with theirs:
            process = subprocess.Popen([sys.executable, *arguments], pass_fds=[theirs.fileno()], cwd=REPOSITORY)
        ours.setblocking(False)
        return keeper.Child(name, process, ours, time.monotonic())

    def _run(self) -> None:
        self.keeper.run(signals=())
        self.ended.set()

    def lives(self, name: bytes) -> set[int]:
        """Process ids that were ever started for this child."""
        return {int(path.name.split("-")[1]) for path in self.folder.glob(f"{name.decode()}-*")}

    def heard(self, name: bytes) -> str:
        path = self.folder / f"heard-{name.decode()}"
        return path.read_text() if path.exists() else ""


@pytest.fixture
def ward(tmp_path: Path) -> Iterator[Ward]:
    ward = Ward(tmp_path)
    ward.thread.start()
    try:
        wait_for(lambda: ward.heard(keeper.WINDOW).count("C") and ward.heard(keeper.WINDOW).count("S"), what="links")
        yield ward
    finally:
        ward.keeper.stop()
        ward.thread.join(20)
    assert ward.ended.is_set()


def gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


@pytest.mark.parametrize("name", [keeper.COURIER, keeper.SPEECH])
def test_a_process_that_dies_comes_back_alone_and_is_joined_again(ward: Ward, name: bytes) -> None:
    before = ward.keeper.pids()
    os.kill(before[name], signal.SIGKILL)
    wait_for(lambda: ward.heard(keeper.WINDOW).count(name.decode()) == 2, what="a second link to the window")
    after = ward.keeper.pids()
    assert after.pop(name) != before.pop(name)
    assert after == before


def test_a_window_that_dies_is_joined_to_the_same_courier(ward: Ward) -> None:
    before = ward.keeper.pids()
    os.kill(before[keeper.WINDOW], signal.SIGKILL)
    wait_for(lambda: ward.heard(keeper.COURIER).count("W") == 2, what="a second link to the courier")
    assert ward.keeper.pids()[keeper.COURIER] == before[keeper.COURIER]


def test_a_window_that_asks_for_a_fresh_one_is_started_again(ward: Ward) -> None:
    (ward.folder / f"exit-W-{keeper.FRESH}").touch()
    wait_for(lambda: len(ward.lives(keeper.WINDOW)) == 2, what="a fresh window")


def test_a_window_that_starts_because_somebody_has_left_does_so_in_silence_and_one_that_was_at_fault_is_heard(
    ward: Ward,
) -> None:
    (ward.folder / f"exit-W-{keeper.FRESH}").touch()
    wait_for(lambda: len(ward.lives(keeper.WINDOW)) == 2, what="a fresh window")
    os.kill(ward.keeper.pids()[keeper.WINDOW], signal.SIGKILL)
    wait_for(lambda: len(ward.lives(keeper.WINDOW)) == 3, what="a window in the place of one that died")
    assert [again for name, again in ward.starts if name == keeper.WINDOW] == [False, True, False]
    assert not any(again for name, again in ward.starts if name in (keeper.COURIER, keeper.SPEECH))


def test_a_frozen_window_is_killed_and_comes_back(ward: Ward, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeper, "FROZEN_AFTER", 0.6)
    frozen = ward.keeper.pids()[keeper.WINDOW]
    (ward.folder / "freeze").touch()
    wait_for(lambda: gone(frozen), what="the frozen window's end", timeout=20)
    (ward.folder / "freeze").unlink()
    wait_for(lambda: ward.keeper.pids().get(keeper.WINDOW, frozen) != frozen, what="a new window")


def runs(pid: int) -> bool:
    """Whether it still does anything: one that has ended and whose end nobody has looked at yet does not."""
    state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    return state != "Z"


def test_leaving_kiosk_mode_ends_all_three(ward: Ward) -> None:
    pids = ward.keeper.pids()
    (ward.folder / f"exit-W-{keeper.LEAVE}").touch()
    assert ward.ended.wait(20)
    wait_for(lambda: all(gone(pid) for pid in pids.values()), what="the end of all three")


def test_what_the_window_has_just_sealed_is_kept_before_the_courier_ends(tmp_path: Path) -> None:
    (tmp_path / "slow").touch()
    ward = Ward(tmp_path)
    ward.thread.start()
    wait_for(lambda: "C" in ward.heard(keeper.WINDOW), what="links")
    courier, window = (ward.keeper.pids()[name] for name in (keeper.COURIER, keeper.WINDOW))
    ward.keeper.stop()
    wait_for((tmp_path / "asked").exists, what="the wish to end")
    assert runs(courier)
    assert runs(window)
    (tmp_path / "kept").touch()
    assert ward.ended.wait(20)
    assert gone(courier)
