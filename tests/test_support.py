"""The ground that other tests stand on holds: screen, database, waiting, ports, results."""

import json
import os
import socket
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from tests.support.postgres import PostgresCluster
from tests.support.processes import end, free_port, program
from tests.support.proof import machine, write_result
from tests.support.screen import Screen, virtual_screen
from tests.support.waiting import wait_for, wait_for_async


def test_the_screen_has_the_size_it_says(screen: Screen) -> None:
    assert screen.xdotool("getdisplaygeometry") == "1280 800"
    assert (screen.width, screen.height) == (1280, 800)


def test_the_screen_of_a_program_is_never_the_developers_own(screen: Screen) -> None:
    environment = screen.environment({"DISPLAY": ":0", "WAYLAND_DISPLAY": "wayland-0", "LANG": "C"})
    assert environment == {"DISPLAY": screen.display, "LANG": "C"}


def test_two_screens_run_beside_each_other_and_are_gone_afterwards(screen: Screen) -> None:
    with virtual_screen(1920, 1200) as second:
        assert second.display != screen.display
        assert second.xdotool("getdisplaygeometry") == "1920 1200"
    with pytest.raises(subprocess.CalledProcessError):
        second.xdotool("getdisplaygeometry")


def databases(postgres: PostgresCluster) -> set[object]:
    with postgres.connect() as connection:
        found = connection.execute("SELECT datname FROM pg_database WHERE datname LIKE 'test_%'")
        return {row[0] for row in found}


def test_each_test_gets_an_empty_database_and_leaves_none(postgres: PostgresCluster) -> None:
    before = databases(postgres)
    with postgres.database() as first, postgres.database() as second:
        assert first != second
        engine = create_engine(first)
        with engine.begin() as connection:
            connection.execute(text("CREATE TABLE seen (id integer)"))
        assert len(databases(postgres) - before) == 2
        engine.dispose()
    assert databases(postgres) == before


def test_the_database_cannot_be_reached_over_the_network(postgres: PostgresCluster) -> None:
    with postgres.connect() as connection:
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
        assert connection.execute("SHOW unix_socket_directories").fetchone() == (str(postgres.sockets),)


def test_a_database_url_is_ready_for_one_test(postgres_url: str) -> None:
    engine = create_engine(postgres_url)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT 1")).scalar() == 1
    engine.dispose()


def test_waiting_returns_what_came_true() -> None:
    answers = iter([None, "", "there"])
    assert wait_for(lambda: next(answers)) == "there"


def test_waiting_in_vain_says_for_what_and_what_was_seen_last() -> None:
    with pytest.raises(TimeoutError, match=r"waited 0\.05 s in vain for: the page \(last seen: 0\)"):
        wait_for(lambda: 0, timeout=0.05, what="the page")


@pytest.mark.anyio
async def test_waiting_in_a_loop_lets_the_loop_run_on() -> None:
    answers = iter([0, 0, 7])
    assert await wait_for_async(lambda: next(answers)) == 7
    with pytest.raises(TimeoutError, match="the batch"):
        await wait_for_async(lambda: False, timeout=0.05, what="the batch")


def test_a_free_port_can_be_listened_on() -> None:
    with socket.create_server(("127.0.0.1", free_port())) as server:
        assert server.getsockname()[0] == "127.0.0.1"


def test_a_program_that_is_not_installed_is_named_with_the_mend() -> None:
    with pytest.raises(FileNotFoundError, match="no-such-program is not installed: run `make setup`"):
        program("no-such-program")


def test_a_process_that_does_not_listen_is_ended_all_the_same() -> None:
    deaf = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); signal.pause()"
    process = subprocess.Popen([sys.executable, "-c", deaf], stdout=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stdout.readline() == b"deaf\n"
    end(process, grace=0.2)
    assert process.returncode == -9
    end(process)
    process.stdout.close()


def test_a_proof_writes_a_dated_result_with_its_machine(tmp_path: Path) -> None:
    now = datetime(2026, 3, 1, 12, 30, tzinfo=UTC)
    target = write_result("kills-around-send", {"kills": 50, "lost": 0}, now, folder=tmp_path / "results")
    assert target.name == "2026-03-01-kills-around-send.json"
    result = json.loads(target.read_text())
    assert result["figures"] == {"kills": 50, "lost": 0}
    assert result["at"] == "2026-03-01T12:30:00+00:00"
    assert result["machine"] == machine()
    assert result["machine"]["cores"] == len(os.sched_getaffinity(0))
    assert result["machine"]["memory_mib"] > 0
