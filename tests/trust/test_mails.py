"""The daily mail goes out at its hour whether anything waits or not, looks alike from outside, tells nothing, and is tried again until it is sent."""

from __future__ import annotations

import datetime
import ipaddress
import secrets
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from kiosk.trust import access_log, cases, mails, serve
from kiosk.trust.console import end_dates
from kiosk.trust.mails import Mailer, Waiting
from kiosk.trust.settings import Mail
from kiosk.trust.store import tables
from tests.support.processes import free_port
from tests.support.waiting import wait_for
from tests.trust.founded import NOW, FoundedTrust, founded_trust

HOUR = 3600.0
TO = ("lead@north.example", "guardian@north.example")
QUARTER = tables.QUARTER_DAY_SECONDS


class Postbox:
    """A mail server's side: what came, and whom or what it refuses."""

    def __init__(self) -> None:
        self.mails: list[tuple[str, bytes]] = []
        self.refuses: set[str] = set()
        self.down = 0  # how many mails it is too busy for
        self.tls: list[bool] = []

    async def handle_RCPT(  # noqa: N802 - the name that aiosmtpd asks for
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if address in self.refuses:
            return "550 nobody of that name"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.down:
            self.down -= 1
            return "451 come back later"
        self.tls.append(session.ssl is not None)
        self.mails.append((envelope.rcpt_tos[0], envelope.original_content or b""))
        return "250 OK"

    def to(self) -> list[str]:
        return [address for address, _ in self.mails]


@contextmanager
def mail_server(box: Postbox, **how: Any) -> Iterator[int]:
    port = free_port()  # it cannot take port 0: it looks whether it answers there
    controller = Controller(box, hostname="127.0.0.1", port=port, **how)
    controller.start()
    try:
        yield port
    finally:
        controller.stop()


@pytest.fixture
def box() -> Postbox:
    return Postbox()


@pytest.fixture
def port(box: Postbox) -> Iterator[int]:
    with mail_server(box) as port:
        yield port


def mailer(founded: FoundedTrust, port: int, now: Callable[[], float] = lambda: NOW, **fields: Any) -> Mailer:
    kept: dict[str, Any] = {
        "host": "127.0.0.1",
        "port": port,
        "security": "none",
        "sender": "wardlight@north.example",
        "to": TO,
    }
    settings = msgspec.structs.replace(founded.settings, mail=Mail(**(kept | fields)))
    return Mailer(settings, founded.store, now, secrets.token_bytes, first_wait=0.001)


def state(founded: FoundedTrust) -> list[str]:
    with founded.store.read() as connection:
        return list(connection.execute(select(tables.mails.c.state).order_by(tables.mails.c.due)).scalars())


def test_it_goes_to_each_address_by_itself_and_once_also_when_nothing_waits(
    founded: FoundedTrust, box: Postbox, port: int
) -> None:
    sender = mailer(founded, port)
    assert sender.send_due()
    assert sender.send_due()
    assert mailer(founded, port).send_due()  # another start of the backend, the same day
    assert box.to() == list(TO)
    for address, text in box.mails:
        assert f"To: {address}".encode() in text
        assert b"Waiting to be opened:         0" in text
        assert (set(TO) - {address}).pop().encode() not in text


def test_it_says_how_many_wait_and_how_many_are_late(founded: FoundedTrust, box: Postbox, port: int) -> None:
    began = tables.quarter_day_start(tables.quarter_day(NOW))  # hours count from the start of a record's quarter-day
    for at in (NOW - 2 * 24 * HOUR, began - 18 * HOUR, began - 12 * HOUR, began - 6 * HOUR, NOW, NOW):
        founded.put(founded.concern("Planted words.", ("ward", "safeguarding")))
        founded.sorter(at).run()
    with founded.store.read() as connection:
        first = connection.execute(
            select(tables.filed_records.c.id).order_by(tables.filed_records.c.quarter_day.desc())
        )
        record = first.scalars().first()
    with founded.store.write() as connection:
        access_log.note(connection, cases.OPENED, NOW, None, record)
    assert mailer(founded, port, lambda: began + 2 * HOUR + 1).send_due()
    text = box.mails[0][1]
    assert b"Waiting to be opened:         5" in text
    assert b"Of these, past 12 hours:      3" in text
    assert b"Of these, past 20 hours:      2" in text
    assert b"Of these, past 24 hours:      1" in text
    for planted in (b"Planted", b"willow", b"Willow", b"safeguarding", (record or b"").hex().encode()):
        assert planted not in text


def test_the_head_of_the_access_log_travels_in_it(founded: FoundedTrust, box: Postbox, port: int) -> None:
    with founded.store.write() as connection:
        access_log.note(connection, "signed in", NOW, None)
        head = access_log.head(connection)
    mailer(founded, port).send_due()
    last = [line for line in box.mails[0][1].decode().splitlines() if line.strip()][-1]
    assert access_log.read_head(last) == head
    with founded.store.write() as connection:
        access_log.note(connection, "signed out", NOW, None)
    with founded.store.read() as connection:
        assert access_log.verify(connection, access_log.read_head(last)) == access_log.Whole(
            2, access_log.head(connection)
        )


@given(
    st.lists(st.integers(0, 5_000), min_size=4, max_size=4),
    st.binary(min_size=32, max_size=32),
    st.floats(1.7e9, 2.5e9),
)
def test_every_mail_to_one_address_has_the_same_number_of_bytes(numbers: list[int], head: bytes, at: float) -> None:
    def size(counts: Waiting, head: bytes, at: float) -> int:
        made = mails.message(counts, head, "wardlight@north.example", TO[0], at, secrets.token_bytes)
        return len(made.as_bytes())

    assert size(Waiting(*numbers), head, at) == size(Waiting(0, 0, 0, 0), bytes(32), NOW)


def test_a_mail_that_is_refused_at_first_is_tried_again_and_sent_once(
    founded: FoundedTrust, box: Postbox, port: int
) -> None:
    box.down = 3
    assert mailer(founded, port).send_due()
    assert sorted(box.to()) == sorted(TO)
    assert state(founded) == ["sent"]


def test_an_address_that_is_refused_holds_up_no_other_and_the_console_is_told(
    founded: FoundedTrust, box: Postbox, port: int
) -> None:
    box.refuses = {TO[0]}
    now = [NOW]

    def clock() -> float:
        now[0] += 6 * HOUR  # at every look at the clock: when the next day's hour comes it gives up
        return now[0]

    held = mailer(founded, port, clock)
    assert not held.send_due()
    assert box.to() == [TO[1]]
    assert state(founded) == ["failing"]
    mail = held._mail
    due = mails.last_due(mail, NOW + 6 * HOUR)
    with founded.store.read() as connection:
        assert mails.unsent(connection, mail, due + HOUR) == due
        assert mails.unsent(connection, mail, due + 60) is None  # it has a few minutes


def test_a_server_that_is_not_there_is_told_and_ends_when_the_backend_ends(founded: FoundedTrust) -> None:
    with mail_server(Postbox()) as port:
        pass
    held = mailer(founded, port)
    held.start()
    wait_for(lambda: state(founded) == ["failing"], what="the first failure")
    held.end()
    assert not held._thread.is_alive()
    assert state(founded) == ["failing"]


def test_a_password_that_cannot_be_sent_is_told_and_does_not_end_the_mails(
    founded: FoundedTrust, box: Postbox, tmp_path: Path
) -> None:
    password = tmp_path / "password"
    password.write_text("pässword\n", encoding="utf-8")
    required = {"authenticator": signs_in, "auth_required": True, "auth_require_tls": False}
    with mail_server(box, **required) as port:
        held = mailer(founded, port, user="wardlight", password=str(password))
        held.start()
        wait_for(lambda: state(founded) == ["failing"], what="the first failure")
        password.write_text("a password\n", encoding="utf-8")
        wait_for(lambda: state(founded) == ["sent"], what="the mail with the right password")
        held.end()
    assert sorted(box.to()) == sorted(TO)


def test_a_mail_missed_while_nothing_ran_is_sent_late_but_not_half_a_day_late(
    founded: FoundedTrust, box: Postbox, port: int
) -> None:
    due = mails.last_due(Mail(), NOW)
    assert not mailer(founded, port, lambda: due + 13 * HOUR).send_due()
    assert box.to() == []
    assert mailer(founded, port, lambda: due + 11 * HOUR).send_due()
    assert box.to() == list(TO)


def test_the_console_is_told_of_a_mail_that_nothing_was_there_to_send(
    founded: FoundedTrust, box: Postbox, port: int
) -> None:
    first = mails.last_due(Mail(), NOW)
    held = mailer(founded, port, lambda: first + HOUR)

    def told(at: float) -> int | None:
        with founded.store.read() as connection:
            return mails.unsent(connection, held._mail, at)

    assert told(first + HOUR) is None  # the trust is new: no hour was missed
    assert held.send_due()
    assert told(first + HOUR) is None
    assert told(first + 25 * HOUR) == first + 24 * HOUR  # no row is there: nothing ran, or its thread has ended
    assert not mailer(founded, port, lambda: first + 37 * HOUR).send_due()  # it runs again, too late for that mail
    assert told(first + 37 * HOUR) == first + 24 * HOUR


def test_a_live_trust_without_a_daily_mail_says_so_at_the_console(tmp_path: Path) -> None:
    with founded_trust(tmp_path, mode="live") as live:
        backend = serve.new_backend(live.settings, live.store, live.secret, lambda: NOW)
        (line,) = end_dates.mail_warnings(backend)
        assert "No daily mail is set up" in line
        mail = Mail(host="127.0.0.1", sender="wardlight@north.example", to=TO)
        settings = msgspec.structs.replace(live.settings, mail=mail)
        assert end_dates.mail_warnings(serve.new_backend(settings, live.store, live.secret, lambda: NOW)) == []


@given(st.floats(1.7e9, 2.5e9), st.lists(st.times(), min_size=1, max_size=4))
def test_the_hour_is_londons_and_never_more_than_a_day_ago(now: float, times: list[datetime.time]) -> None:
    hours = tuple(f"{each:%H:%M}" for each in times)
    due = mails.last_due(Mail(at=hours), now)
    local = datetime.datetime.fromtimestamp(due, datetime.UTC).astimezone(ZoneInfo("Europe/London"))
    assert due <= now
    assert now - due < 25 * HOUR
    # In the night when clocks go forward 01:30 is not there; it is then 02:30.
    assert f"{local:%H:%M}" in hours or (local.month == 3 and local.hour == 2)


# --- on the way --------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate of its own authority for 127.0.0.1, with its key, as one PEM file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail of a test")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("mail") / "mail.pem"
    path.write_bytes(
        made.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return path


def signs_in(_server: SMTP, _session: Session, _envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
    right = mechanism == "PLAIN" and (data.login, data.password) == (b"wardlight", b"a password")
    return AuthResult(success=right)


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_it_is_encrypted_and_signed_in_and_a_server_that_nobody_vouches_for_gets_nothing(
    founded: FoundedTrust, box: Postbox, certificate: Path, tmp_path: Path, security: str
) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    how = {"ssl_context": context} if security == "tls" else {"tls_context": context, "require_starttls": True}
    password = tmp_path / "password"
    password.write_text("a password\n", encoding="utf-8")
    signed = {"user": "wardlight", "password": str(password)}
    required = {"authenticator": signs_in, "auth_required": True, "auth_require_tls": security == "starttls"}
    with mail_server(box, **how, **required) as port:
        now = [NOW]

        def clock() -> float:
            now[0] += 6 * HOUR
            return now[0]

        strangers = mailer(founded, port, clock, security=security, **signed)
        assert not strangers.send_due()
        assert box.mails == []
        day_later = mailer(
            founded, port, lambda: NOW + 72 * HOUR, security=security, authority=str(certificate), **signed
        )
        assert day_later.send_due()
    assert box.to() == list(TO)
    assert security == "tls" or box.tls == [True, True]
