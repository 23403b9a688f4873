"""The courier as a process of its own: killed at any moment it loses nothing, and against the real trust every part of it works."""

import io
import select
import sqlite3
from pathlib import Path

import pytest
import sqlalchemy

from kiosk import envelope, records, wire
from kiosk.tablet.courier import messages
from kiosk.tablet.courier.logs import open_log
from kiosk.tablet.courier.process import open_outbox, outbox_path, set_aside
from kiosk.tablet.packstore import PackStore
from kiosk.tablet.settings import read
from kiosk.trust import pairing
from kiosk.trust.store import tables
from tests.support.waiting import wait_for
from tests.tablet.courier.fakes import FakeTrust, paired_store, seeded, slots_of
from tests.tablet.courier.running import courier_process, serving, write_settings
from tests.trust.console.running import RunningTrust, running_trust

RHYTHM = 0.5


def test_killed_at_random_moments_around_keeping_nothing_kept_is_lost_or_sent_twice(tmp_path: Path) -> None:
    trust = FakeTrust(rhythm=RHYTHM)
    paired_store(tmp_path / "data", trust)
    chance = seeded(20_26)
    kept: set[bytes] = set()
    with serving(trust) as server:
        file = write_settings(tmp_path, f"http://127.0.0.1:{server.port}")
        log = tmp_path / "courier.log"
        for round_number, slot in enumerate(slots_of(6, trust.keys)):
            submission = bytes([round_number]) * 16
            with courier_process(file, log) as courier:
                courier.waits_for(messages.PackNews)
                courier.say(messages.Keep(submission, slot))
                # From before the courier has read it to well after the commit and into the sending.
                moment = chance.uniform(0.0, 0.03) if round_number % 3 else chance.uniform(0.1, 1.5)
                select.select(
                    [courier.control], [], [], moment
                )  # it says nothing there: this is the moment of the kill
                courier.kill()
                if messages.Kept(submission) in courier.heard:
                    kept.add(slot)
            if slot not in kept:
                # What the window does: it offers the same bytes again.
                with courier_process(file, log) as courier:
                    courier.say(messages.Keep(submission, slot))
                    courier.waits_for(messages.Kept)
                    kept.add(slot)
                    courier.kill()
        with courier_process(file, log) as courier:
            courier.waits_for(messages.PackNews)
            wait_for(lambda: kept <= set(trust.slots), 60, "everything kept arrives")
    assert len(kept) == 6
    ids = [envelope.slot_id(slot) for slot in trust.slots]
    assert len(ids) == len(set(ids)), "a slot lay in two batches"


def test_it_ends_with_its_keeper_and_when_it_is_told_to(tmp_path: Path) -> None:
    file = write_settings(tmp_path, "http://127.0.0.1:1")
    with courier_process(file, tmp_path / "log") as courier:
        courier.waits_for(messages.LinkNews)
        courier.control.close()
        assert courier.process.wait(20) == 0
    with courier_process(file, tmp_path / "log") as courier:
        courier.waits_for(messages.LinkNews)
        courier.process.terminate()
        assert courier.process.wait(20) == 0
    assert "Traceback" not in (tmp_path / "log").read_text()


def test_a_new_link_replaces_the_old_one(tmp_path: Path) -> None:
    file = write_settings(tmp_path, "http://127.0.0.1:1")
    with courier_process(file, tmp_path / "log") as courier:
        courier.waits_for(messages.LinkNews)
        courier.heard.clear()
        courier.link()
        courier.say(messages.TellHealth())
        assert not courier.waits_for(messages.HealthTold).paired


def test_settings_that_cannot_be_used_are_one_line_and_no_traceback(tmp_path: Path) -> None:
    file = tmp_path / "tablet.toml"
    file.write_text('mode = "live"\ntrust = "http://trust.example"\ndata = "data"\n', encoding="utf-8")
    with courier_process(file, tmp_path / "log") as courier:
        assert courier.process.wait(20) != 0
    assert (tmp_path / "log").read_text().count("\n") == 1
    assert "not encrypted" in (tmp_path / "log").read_text()


def test_a_spoilt_outbox_is_set_aside_and_a_new_one_is_begun(tmp_path: Path) -> None:
    trust = FakeTrust()
    paired_store(tmp_path / "data", trust)
    file = write_settings(tmp_path, "http://127.0.0.1:1")
    path = outbox_path(read(file))
    path.write_bytes(b"this is no database " * 1_000)
    slot = next(slots_of(1, trust.keys))
    with courier_process(file, tmp_path / "log") as courier:
        courier.say(messages.VisitEnded())
        assert courier.process.wait(20) == 1
    assert (tmp_path / "data" / f"{path.name}.spoilt-1").read_bytes().startswith(b"this is no database")
    with courier_process(file, tmp_path / "log") as courier:
        courier.say(messages.Keep(b"k" * 16, slot))
        courier.waits_for(messages.Kept)


def test_setting_aside_twice_keeps_both(tmp_path: Path) -> None:
    settings = read(write_settings(tmp_path, "http://127.0.0.1:1"))
    for number in (b"first", b"second"):
        outbox_path(settings).write_bytes(number)
        set_aside(settings, open_log(io.StringIO()))
    found = sorted(file.read_bytes() for file in (tmp_path / "data").iterdir())
    assert found == [b"first", b"second"]


def test_demo_and_live_have_outboxes_of_their_own(tmp_path: Path) -> None:
    demo = read(write_settings(tmp_path, "http://127.0.0.1:1"))
    open_outbox(demo).close()
    assert [file.name for file in (tmp_path / "data").glob("*.sqlite")] == ["outbox-demo.sqlite"]


# --- with the real trust -----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def trust(tmp_path_factory: pytest.TempPathFactory) -> object:
    with running_trust(tmp_path_factory.mktemp("trust")) as running:
        yield running


def received(trust: RunningTrust) -> list[bytes]:
    with trust.backend.store.read() as connection:
        bodies = connection.execute(sqlalchemy.select(tables.batches.c.body)).scalars()
        return [slot for body in bodies for slot in wire.decode_batch(body).slots]


def test_with_the_real_trust_a_tablet_is_paired_calls_and_delivers(tmp_path: Path, trust: RunningTrust) -> None:
    file = write_settings(tmp_path, trust.address)
    log = tmp_path / "courier.log"
    with trust.backend.store.write() as connection:
        code = pairing.new_pairing(connection, trust.backend.secret, trust.ward, "Corridor", trust.clock.now)
    with courier_process(file, log) as courier:
        courier.say(messages.PairWith(str(code)))
        assert courier.waits_for(messages.PairingEnded).refused == ""
        news = courier.waits_for(messages.PackNews)
        assert news.place == "Corridor"
        courier.waits_for(messages.LinkNews, lambda link: link.calls)

        courier.say(messages.PlaceCall(b"c" * 16, 0.0))
        courier.waits_for(messages.CallNews, lambda call: call.progress == "received")
        trust.backend_does(trust.backend.calls.accept(b"c" * 16, "Ward nurse"))
        accepted = courier.waits_for(messages.CallNews, lambda call: call.progress == "accepted")
        assert accepted.by == "Ward nurse"

        keys = PackStore(tmp_path / "data").read("demo").keys
        assert keys is not None
        concern = records.Concern(id=b"i" * 16, ward=keys.ward, questions=1, words="Nobody listened.")
        slot = envelope.seal_for_readers(concern, keys, {"ward"})
        courier.say(messages.Keep(b"k" * 16, slot))
        courier.waits_for(messages.Kept)
        courier.kill()
    # After a restart everything is sent without waiting for its turn.
    with courier_process(file, log) as courier:
        courier.say(messages.Keep(b"k" * 16, slot))
        courier.waits_for(messages.Delivered, lambda delivered: delivered.submission == b"k" * 16, 60)
        courier.say(messages.PlaceCall(b"c" * 16, 0.0))
        courier.waits_for(messages.CallNews, lambda call: call.progress == "accepted")
        courier.say(messages.TellHealth())
        health = courier.waits_for(messages.HealthTold)
        assert (health.link, health.outbox, health.paired) == (True, True, True)
    assert received(trust).count(slot) == 1
    ward_has = trust.backend.calls.snapshot().calls
    assert [call.id for call in ward_has if call.id == b"c" * 16] == [b"c" * 16]
    written = log.read_text()
    assert "Traceback" not in written
    assert "listened" not in written


def test_with_the_real_trust_a_wrong_code_is_refused(tmp_path: Path, trust: RunningTrust) -> None:
    file = write_settings(tmp_path, trust.address)
    wrong = wire.new_pairing_code(trust.backend.trust.root)
    with courier_process(file, tmp_path / "log") as courier:
        courier.say(messages.PairWith(str(wrong)))
        assert courier.waits_for(messages.PairingEnded).refused == "code"
    assert PackStore(tmp_path / "data").pairing("demo") is None


def test_nothing_of_sqlite_stays_open_for_others(tmp_path: Path) -> None:
    trust = FakeTrust()
    paired_store(tmp_path / "data", trust)
    file = write_settings(tmp_path, "http://127.0.0.1:1")
    with courier_process(file, tmp_path / "log") as courier:
        courier.say(messages.Keep(b"k" * 16, next(slots_of(1, trust.keys))))
        courier.waits_for(messages.Kept)
        path = outbox_path(read(file))
        assert oct(path.stat().st_mode)[-3:] == "600"
        assert oct(path.with_name(path.name + "-wal").stat().st_mode)[-3:] == "600"
        connection = sqlite3.connect(path)
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        connection.close()
