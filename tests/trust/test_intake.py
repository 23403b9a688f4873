"""Intake over real HTTP: stored whole, once, before it is acknowledged; and every answer has one size."""

from __future__ import annotations

import concurrent.futures
import secrets
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from kiosk import wardpack, wire
from kiosk.trust import intake, keys
from kiosk.trust.store import tables
from tests.support.waiting import wait_for
from tests.trust.founded import NOW, WARD
from tests.trust.serving import PairedTablet, ServedTrust, served_trust


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedTrust]:
    with served_trust(tmp_path_factory.mktemp("served")) as running:
        yield running


@pytest.fixture(scope="module")
def tablet(served: ServedTrust) -> PairedTablet:
    return served.tablet()


def sealed() -> wire.Batch:
    """A batch that has the look of one: intake cannot look into it, so random bytes will do."""
    slots = tuple(b"\x01" + secrets.token_bytes(16_383) for _ in range(wire.SLOTS))
    return wire.Batch(secrets.token_bytes(16), "demo", slots)


def held(served: ServedTrust, batch: bytes) -> bytes | None:
    with served.founded.store.read() as connection:
        return connection.execute(select(tables.batches.c.body).where(tables.batches.c.id == batch)).scalar()


def test_a_batch_is_acknowledged_by_the_names_of_all_its_slots_once_it_is_on_the_disk(
    served: ServedTrust, tablet: PairedTablet
) -> None:
    batch = sealed()
    body = wire.encode_batch(batch)
    status, answer = tablet.send(body)
    assert status == 200
    assert wire.acknowledges(answer, batch)
    assert answer.serials == (1, 1, 1)
    assert held(served, batch.id) == body


def test_figures_are_told_of_only_to_a_tablet_that_knows_them(served: ServedTrust, tablet: PairedTablet) -> None:
    def told(headers: dict[str, str]) -> int:
        body = wire.encode_batch(sealed())
        _, said, _ = served.ask(wire.BATCH_PATH, body, tablet.headers(wire.BATCH_PATH, body) | headers)
        answer = wire.decode_answer(said)
        tablet.counter = answer.counter
        assert answer.serials == (1, 1, 1)
        return answer.figures

    tablet.send(wire.encode_batch(sealed()))  # from now on with the right counter
    knows = {wire.KNOWS_HEADER: wire.KNOWS}
    assert told(knows) == 0  # there are none
    part = wardpack.Figures("demo", WARD, 1, int(NOW), int(NOW) + 1)
    with served.founded.store.write() as connection:
        keys.sign_part(connection, served.founded.secret, part)
    wait_for(lambda: told(knows) == 1, what="the trust looks at its parts again")
    assert told({}) == 0
    assert told({wire.KNOWS_HEADER: "something"}) == 0


def test_the_same_batch_again_is_stored_once_and_acknowledged_again(served: ServedTrust, tablet: PairedTablet) -> None:
    batch = sealed()
    for _ in range(3):
        status, answer = tablet.send(wire.encode_batch(batch))
        assert (status, wire.acknowledges(answer, batch)) == (200, True)


def test_the_same_batch_again_is_acknowledged_also_after_it_was_sorted(
    served: ServedTrust, tablet: PairedTablet
) -> None:
    batch = sealed()
    tablet.send(wire.encode_batch(batch))
    with served.founded.store.write() as connection:
        connection.execute(update(tables.batches).where(tables.batches.c.id == batch.id).values(body=None))
    status, answer = tablet.send(wire.encode_batch(batch))
    assert (status, wire.acknowledges(answer, batch)) == (200, True)
    assert held(served, batch.id) is None


def test_the_same_id_with_other_bytes_is_a_conflict_and_changes_nothing(
    served: ServedTrust, tablet: PairedTablet
) -> None:
    first = sealed()
    tablet.send(wire.encode_batch(first))
    other = wire.Batch(first.id, "demo", sealed().slots)
    status, answer = tablet.send(wire.encode_batch(other))
    assert (status, answer.result, answer.slots) == (409, "conflict", ())
    assert held(served, first.id) == wire.encode_batch(first)


def test_a_copied_request_is_refused_and_told_the_counter(served: ServedTrust, tablet: PairedTablet) -> None:
    batch = sealed()
    counter = tablet.counter
    tablet.send(wire.encode_batch(batch))
    status, answer = tablet.send(wire.encode_batch(batch), counter)
    assert (status, answer.result, answer.counter) == (409, "counter", counter + 1)


def changed(body: bytes, at: int, value: int) -> bytes:
    return body[:at] + bytes([value]) + body[at + 1 :]


def test_what_is_not_sealed_or_not_a_batch_is_refused(served: ServedTrust, tablet: PairedTablet) -> None:
    body = wire.encode_batch(sealed())
    wrong = [
        b"",
        b'{"words": "in clear"}',
        body[:-1],
        changed(body, 0, 2),  # another version
        changed(body, 1, 7),  # no mode
        changed(body, 1, 1),  # live, and this is the demo
        changed(body, wire.BATCH_HEAD, 0),  # a slot that is not sealed
        changed(body, wire.BATCH_BYTES - 16_384, 9),
    ]
    for content in wrong:
        status, answer = tablet.send(content)
        assert (status, answer.result) == (400, "refused"), content[:20]


def test_a_stranger_is_refused_and_told_nothing(served: ServedTrust, tablet: PairedTablet) -> None:
    body = wire.encode_batch(sealed())
    good = tablet.headers(wire.BATCH_PATH, body)
    bad = [
        {},
        good | {wire.TABLET_HEADER: "0" * 32},
        good | {wire.SIGNATURE_HEADER: "AAAA"},
        good | {wire.COUNTER_HEADER: "-000000000000001"},
        tablet.headers("/tablet/pack/keys", body),
        wire.sign_request(tablet.key, tablet.id, "POST", wire.BATCH_PATH, tablet.counter, "live", body),
    ]
    for headers in bad:
        status, said, _ = served.ask(wire.BATCH_PATH, body, headers)
        answer = wire.decode_answer(said)
        assert (status, answer.result, answer.counter) == (401, "refused", 0)


def test_all_answers_have_the_same_size_and_the_same_headers(served: ServedTrust, tablet: PairedTablet) -> None:
    batch = sealed()
    body = wire.encode_batch(batch)
    conflict = wire.encode_batch(wire.Batch(batch.id, "demo", sealed().slots))
    shapes = set()
    for content, counter in ((body, None), (body, 0), (conflict, None), (b"x", None), (body + b"x", None)):
        headers = tablet.headers(wire.BATCH_PATH, content, counter)
        _, said, found = served.ask(wire.BATCH_PATH, content, headers)
        tablet.counter = wire.decode_answer(said).counter or tablet.counter
        shapes.add((len(said), tuple(sorted(set(found) - {"connection"}))))
    assert len(shapes) == 1


def test_a_body_that_is_too_long_is_refused_without_being_read(served: ServedTrust) -> None:
    """The announced gigabyte never comes: the answer does not wait for it."""
    with socket.create_connection(("127.0.0.1", served.port), timeout=20) as line:
        line.sendall(b"POST /tablet/batches HTTP/1.1\r\nhost: x\r\ncontent-length: 1000000000\r\n\r\nabc")
        assert line.recv(64).startswith(b"HTTP/1.1 413 ")


def test_a_body_without_an_announced_length_is_cut_off(served: ServedTrust) -> None:
    with socket.create_connection(("127.0.0.1", served.port), timeout=20) as line:
        line.sendall(b"POST /tablet/batches HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n")
        chunk = b"10000\r\n" + bytes(0x10000) + b"\r\n"
        line.sendall(chunk * 3)  # 196,608 bytes, and no end
        assert line.recv(64).startswith(b"HTTP/1.1 413 ")


def test_a_client_that_breaks_off_leaves_nothing_and_the_next_is_served(
    served: ServedTrust, tablet: PairedTablet
) -> None:
    def rows() -> int:
        with served.founded.store.read() as connection:
            return connection.execute(select(func.count()).select_from(tables.batches)).scalar_one()

    before = rows()
    body = wire.encode_batch(sealed())
    head = "".join(f"{name}: {value}\r\n" for name, value in tablet.headers(wire.BATCH_PATH, body).items())
    with socket.create_connection(("127.0.0.1", served.port), timeout=20) as line:
        line.sendall(f"POST /tablet/batches HTTP/1.1\r\nhost: x\r\ncontent-length: {len(body)}\r\n{head}\r\n".encode())
        line.sendall(body[:5000])
    assert rows() == before
    assert tablet.send(body)[0] == 200


@pytest.mark.parametrize("path", [wire.BATCH_PATH, wire.PAIR_PATH])
def test_a_client_that_stops_in_the_middle_is_let_go_of(
    served: ServedTrust, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    monkeypatch.setattr(intake, "BODY_WITHIN", 0.3)
    with socket.create_connection(("127.0.0.1", served.port), timeout=20) as stopped:
        stopped.sendall(f"POST {path} HTTP/1.1\r\nHost: trust\r\nContent-Length: 100\r\n\r\nhalf".encode())
        assert b" 400 " in stopped.recv(64)
        while stopped.recv(4096):
            pass


def test_many_tablets_at_once_are_each_answered_for_their_own(served: ServedTrust) -> None:
    tablets = [served.tablet(f"room {number}") for number in range(6)]

    def send(sender: PairedTablet) -> bool:
        for _ in range(5):
            batch = sealed()
            _, answer = sender.send(wire.encode_batch(batch))
            if not wire.acknowledges(answer, batch):
                return False
        return True

    with concurrent.futures.ThreadPoolExecutor(len(tablets)) as pool:
        assert all(pool.map(send, tablets))


def test_nothing_is_acknowledged_while_the_database_cannot_be_written(
    served: ServedTrust, tablet: PairedTablet, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sqlalchemy import event
    from sqlalchemy.exc import OperationalError

    def full(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if statement.startswith("INSERT INTO batches"):
            raise OperationalError(statement, {}, Exception("database or disk is full"))

    batch = sealed()
    engine = served.founded.store.engine
    event.listen(engine, "before_cursor_execute", full)
    try:
        status, answer = tablet.send(wire.encode_batch(batch))
    finally:
        event.remove(engine, "before_cursor_execute", full)
    assert (status, answer.result, answer.slots) == (503, "refused", ())
    status, answer = tablet.send(wire.encode_batch(batch))
    assert wire.acknowledges(answer, batch)


@pytest.mark.parametrize("name", ["keys", "content", "duty"])
def test_a_tablet_is_given_the_signed_parts_of_its_ward(
    served: ServedTrust, tablet: PairedTablet, name: wardpack.PartName
) -> None:
    path = wire.PACK_PATH + name
    counter = served.backend.tablets.next_counter(tablet.id, "packs")
    status, body, _ = served.ask(path, b"", tablet.headers(path, b"", counter))
    assert status == 200
    assert wardpack.read_signed(body) == served.founded.part(name)
    status, body, _ = served.ask(path, b"", tablet.headers(path, b"", counter))
    assert (status, wire.decode_answer(body).counter) == (409, counter + 1)


def test_a_part_that_is_not_there_and_a_request_with_a_body_are_refused(
    served: ServedTrust, tablet: PairedTablet
) -> None:
    path = wire.PACK_PATH + "secrets"
    counter = served.backend.tablets.next_counter(tablet.id, "packs")
    status, said, _ = served.ask(path, b"", tablet.headers(path, b"", counter))
    assert (status, wire.decode_answer(said).result) == (404, "refused")
    status, said, _ = served.ask(wire.PACK_PATH + "keys", b"body", {})
    assert (status, wire.decode_answer(said).result) == (400, "refused")


def test_a_tablet_pairs_over_the_network_and_boards_know_it(served: ServedTrust) -> None:
    from kiosk.trust import setup

    code = setup.new_pairing(served.founded.settings, "Garden")
    request = wire.PairRequest(code.secret, b"k" * 32, "demo")
    status, said, _ = served.ask(wire.PAIR_PATH, wire.encode(request))
    answer = wire.decode_pair_answer(said)
    assert (status, answer.refused, answer.place, answer.counters) == (200, "", "Garden", (0, 0, 0, 0))
    pulses = served.backend.calls.snapshot().tablets
    wait_for(lambda: any(pulse.place == "Garden" and not pulse.live for pulse in pulses))
    assert served.ask(wire.PAIR_PATH, b"nonsense")[0] == 400
    assert served.ask(wire.PAIR_PATH, bytes(wire.PAIR_MOST_BYTES + 1))[0] == 400


def test_a_batch_that_was_acknowledged_is_at_the_trust_in_postgresql_too(tmp_path: Path, postgres_url: str) -> None:
    with served_trust(tmp_path, postgres_url) as served:
        batch = sealed()
        sender = served.tablet()
        _, answer = sender.send(wire.encode_batch(batch))
        assert wire.acknowledges(answer, batch)
        assert held(served, batch.id) == wire.encode_batch(batch)
        _, again = sender.send(wire.encode_batch(batch))
        assert wire.acknowledges(again, batch)
        _, conflict = sender.send(wire.encode_batch(wire.Batch(batch.id, "demo", sealed().slots)))
        assert conflict.result == "conflict"
