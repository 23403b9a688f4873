"""The whole backend as a process: it starts or says why not, sorts beside itself, and leaves nothing running."""

from __future__ import annotations

import json
import os
import resource
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import func, select

from kiosk import wire
from kiosk.trust import serve, setup
from kiosk.trust.serve import ServeError
from kiosk.trust.settings import Listen, Settings
from kiosk.trust.store import tables
from tests.support.waiting import wait_for
from tests.trust.founded import FoundedTrust, founded_trust
from tests.trust.serving import PairedTablet, ServedTrust, served_trust

RUN = "import sys, msgspec; from kiosk.trust import serve, settings; from functools import partial; "
RUN += "serve.serve(msgspec.json.decode(sys.argv[1], type=settings.Settings), partial(print, flush=True))"


def with_port(settings: Settings, port: int = 0) -> Settings:
    return msgspec.structs.replace(settings, sorting=0.2, listen=Listen(port=port))


@contextmanager
def running(settings: Settings) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """The backend in a process of its own, and its port."""
    command = [sys.executable, "-c", RUN, msgspec.json.encode(settings).decode()]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            address = process.stdout.readline()
            yield process, int(address.rsplit(":", 1)[1])
        finally:
            if process.poll() is None:
                process.terminate()
            process.communicate(timeout=20)


def children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()] + [
        int(child)
        for task in Path(f"/proc/{pid}/task").iterdir()
        if task.name != str(pid)
        for child in (task / "children").read_text().split()
    ]


def ended(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z"
    except (FileNotFoundError, ProcessLookupError):
        return True


def filed(founded: FoundedTrust) -> int:
    with founded.store.read() as connection:
        return connection.execute(select(func.count()).select_from(tables.filed_records)).scalar_one()


def test_a_concern_goes_from_a_request_to_a_filed_record_and_a_signal_ends_everything(founded: FoundedTrust) -> None:
    with running(with_port(founded.settings)) as (process, port):
        served = ServedTrust(founded, None, port)  # type: ignore[arg-type]
        tablet = PairedTablet(served, *founded.pair())
        batch = founded.batch(founded.concern("words"))
        assert tablet.send(wire.encode_batch(batch))[0] == 200
        wait_for(lambda: filed(founded) == 1, timeout=20)
        (sorting,) = children(process.pid)
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=20)
        assert process.returncode == 0
        assert ended(sorting)
        lines = [json.loads(line) for line in err.splitlines()]
        assert [line["event"] for line in lines] == ["started", "stopped"]
        assert set().union(*lines) == {"event", "at"}
        assert out == ""


def test_the_backend_takes_as_many_connections_as_the_machine_lets_it(founded: FoundedTrust) -> None:
    with running(with_port(founded.settings)) as (process, _):
        soft, hard = resource.prlimit(process.pid, resource.RLIMIT_NOFILE)
        assert soft == hard


def test_the_sorting_process_has_no_socket(founded: FoundedTrust) -> None:
    with running(with_port(founded.settings)) as (process, _):
        (sorting,) = wait_for(lambda: children(process.pid))
        # Between fork and exec a child has its parent's files: what counts begins with its own program.
        wait_for(lambda: b"sorting_process" in Path(f"/proc/{sorting}/cmdline").read_bytes())
        wait_for(lambda: any("trust.sqlite3" in link for link in links(sorting)), timeout=20)
        # The C library asks its name service over a socket of its own for a moment; what must not be is one that stays.
        wait_for(lambda: not [link for link in links(sorting) if link.startswith("socket:")], what="no socket")


def links(pid: int) -> list[str]:
    found = []
    for file in Path(f"/proc/{pid}/fd").iterdir():
        try:
            found.append(str(file.readlink()))
        except FileNotFoundError:
            continue  # closed meanwhile
    return found


def test_a_sorting_process_that_was_killed_comes_back(founded: FoundedTrust) -> None:
    with running(with_port(founded.settings)) as (process, _):
        (first,) = wait_for(lambda: children(process.pid))
        os.kill(first, signal.SIGKILL)
        wait_for(lambda: [pid for pid in children(process.pid) if pid != first], timeout=20)
        founded.put(founded.concern())
        wait_for(lambda: filed(founded) == 1, timeout=20)


def test_the_sorting_process_ends_with_a_backend_that_was_killed(founded: FoundedTrust) -> None:
    with running(with_port(founded.settings)) as (process, _):
        (sorting,) = wait_for(lambda: children(process.pid))
        process.kill()
        process.wait()
        wait_for(lambda: ended(sorting), timeout=20)


def test_a_busy_port_is_one_line(founded: FoundedTrust) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(ServeError, match="taken by another program"):
        serve.listen(with_port(founded.settings, taken.getsockname()[1]))


def test_an_address_that_is_not_this_machines_is_one_line(founded: FoundedTrust) -> None:
    elsewhere = msgspec.structs.replace(founded.settings, listen=Listen("192.0.2.1", 0))
    with pytest.raises(ServeError, match=r"192\.0\.2\.1"):
        serve.listen(elsewhere)


def test_answers_do_not_wait_for_nagles_delay(founded: FoundedTrust) -> None:
    with serve.listen(with_port(founded.settings)) as listening:
        assert listening.proto == socket.IPPROTO_TCP  # what asyncio asks before it turns the delay off


def test_a_live_trust_does_not_start_while_the_founding_keys_are_on_the_server(tmp_path: Path) -> None:
    with founded_trust(tmp_path, mode="live") as live, pytest.raises(ServeError, match="take it away"):
        serve.serve(live.settings)


def test_a_certificate_that_is_none_is_one_line(founded: FoundedTrust, tmp_path: Path) -> None:
    (tmp_path / "c.pem").write_text("no certificate")
    pem = str(tmp_path / "c.pem")
    settings = msgspec.structs.replace(founded.settings, listen=Listen(certificate=pem, key=pem))
    with pytest.raises(ServeError, match="certificate and key"):
        serve.new_server(serve.new_backend(settings, founded.store, founded.secret))


def test_every_answer_forbids_scripts_frames_and_copies_also_where_nothing_is_found(tmp_path: Path) -> None:
    with served_trust(tmp_path) as served:
        for path, method in (("/nowhere", "GET"), (wire.BATCH_PATH, "POST"), (wire.PAIR_PATH, "POST")):
            _, _, headers = served.ask(path, b"", {}, method)
            policy = headers["content-security-policy"]
            assert "default-src 'none'" in policy
            assert "unsafe" not in policy
            assert "frame-ancestors 'none'" in policy
            assert headers["x-content-type-options"] == "nosniff"
            assert headers["referrer-policy"] == "no-referrer"
            assert headers["cache-control"] == "no-store"
            assert "server" not in headers


def test_the_log_is_the_same_with_and_without_a_concern(founded: FoundedTrust) -> None:
    heard = []
    for slot in ([], [founded.concern("words")]):
        with running(with_port(founded.settings)) as (process, port):
            tablet = PairedTablet(ServedTrust(founded, None, port), *founded.pair())  # type: ignore[arg-type]
            before = filed(founded)
            tablet.send(wire.encode_batch(founded.batch(*slot)))
            tablet.served.ask("/nowhere", b"", {}, "GET")
            if slot:
                wait_for(lambda before=before: filed(founded) > before, timeout=20)  # type: ignore[misc]
            process.terminate()
            _, err = process.communicate(timeout=20)
        heard.append([json.loads(line)["event"] for line in err.splitlines()])
    assert heard[0] == heard[1] == ["started", "stopped"]


def test_the_demo_is_served_under_the_port_that_was_free(tmp_path: Path) -> None:
    from tests.trust.founded import content

    demo = setup.init_demo(tmp_path, 0, tmp_path, build=content)
    with serve.listen(demo.settings) as listening:
        port = listening.getsockname()[1]
        assert serve.address(demo.settings, listening) == f"http://127.0.0.1:{port}"
