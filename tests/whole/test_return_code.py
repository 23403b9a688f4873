"""A return code from one tablet to another: real couriers, a real backend, no network on the second one, and nobody who watches learns of it."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pyotp
import pytest

from kiosk import demo, receipt, records, wardpack
from kiosk.tablet import codes, packstore, submissions, visit
from kiosk.tablet.courier import messages
from kiosk.tablet.mailboxes import MailboxSets
from kiosk.trust import accounts, follow_ups, keys, setup
from kiosk.trust.casework import case_file, inbox
from kiosk.trust.casework.case_file import CaseFile
from tests.support.processes import free_port
from tests.support.waiting import wait_for
from tests.tablet.courier.running import CourierProcess, courier_process, write_settings

RHYTHM = 1.0


class Window:
    """What a window holds of codes, with its work done where the test waits, beside a real courier."""

    def __init__(self, folder: Path, courier: CourierProcess) -> None:
        self.courier, self.events = courier, list[visit.Event]()
        self._jobs: list[Callable[[], Callable[[], None]]] = []
        self._folder = folder
        self.submissions = submissions.Submissions(
            self._tell, self.events.append, self._jobs.append, lambda *_: None, time.monotonic, os.urandom
        )
        sets = MailboxSets(folder, "demo")
        self.codes = codes.Codes(
            sets, self.submissions, self.events.append, self._jobs.append, time.monotonic, time.time, os.urandom
        )

    def _tell(self, message: messages.FromWindow) -> bool:
        self.courier.say(message)
        return True

    @property
    def keys(self) -> wardpack.Keys:
        held = packstore.PackStore(self._folder).read("demo").keys
        assert held is not None
        return held

    def waits_for(self, kind: type[visit.Event]) -> visit.Event:
        """The next event of this kind."""

        def come() -> list[visit.Event]:
            while self._jobs:
                self._jobs.pop(0)()()
            self.courier.listen()
            for message in self.courier.heard:
                if isinstance(message, messages.Kept):
                    self.submissions.kept(message)
            return [event for event in self.events if isinstance(event, kind)]

        found = wait_for(come, 60, kind.__name__)[0]
        self.events.clear()
        return found

    def opens(self, typed: str) -> visit.MailboxOpened:
        self.codes.open(visit.OpenMailbox(typed), self.keys)
        opened = self.waits_for(visit.MailboxOpened)
        assert isinstance(opened, visit.MailboxOpened)
        return opened


class Desk:
    """A reader's side, as their session does it."""

    def __init__(self, prepared: demo.Demo, name: str) -> None:
        account = next(account for account in prepared.accounts if account.name == name)
        generator = pyotp.parse_uri(account.totp)
        assert isinstance(generator, pyotp.TOTP)
        self._opened = setup.opened(prepared.settings)
        self.store, secret = self._opened.__enter__()
        now = time.time()
        unlocked = accounts.sign_in(self.store, secret, name, account.passphrase, generator.at(int(now)), now)
        with self.store.read() as connection:
            self.trust = keys.read_trust(connection)
            self.held = keys.opened_groups(connection, self.trust, unlocked.reader.id, unlocked.key)
        self.reader = unlocked.reader.id

    def close(self) -> None:
        self._opened.__exit__(None, None, None)

    def cases(self) -> list[CaseFile]:
        inbox.index_new(self.store, self.trust, self.held)
        with self.store.read() as connection:
            rows = inbox.load(connection, self.trust, self.held, self.reader, time.time()).of("all")
        return [self.open(row.id) for row in rows]

    def open(self, record: bytes) -> CaseFile:
        return case_file.open_case(self.store, self.trust, self.held, self.reader, record, time.time())

    def writes(self, file: CaseFile, number: int, words: str) -> None:
        ward = file.listed.row.ward
        with self.store.write() as connection:
            follow_ups.write(connection, self.trust, ward, file.concern, number, words, time.time(), asks=True)


@pytest.fixture
def prepared(tmp_path: Path) -> demo.Demo:
    return demo.prepare(tmp_path / "demo", free_port(), (1280, 800), rhythm=RHYTHM)


@pytest.fixture
def desk(prepared: demo.Demo) -> Iterator[Desk]:
    running = Desk(prepared, "advocate")
    yield running
    running.close()


def second_tablet(prepared: demo.Demo, folder: Path) -> Path:
    """Settings of another tablet of the ward, not paired yet."""
    folder.mkdir()
    return write_settings(folder, prepared.settings.public_address)


def fetched_since(folder: Path, moment: float) -> bool:
    held = MailboxSets(folder, "demo").read()
    return bool(held) and held[0].made >= int(moment) + 1


def test_a_reply_is_read_on_another_tablet_without_a_network_and_taking_back_reaches_the_readers(
    prepared: demo.Demo, desk: Desk, tmp_path: Path
) -> None:
    here, there = prepared.folder / "tablet", tmp_path / "there" / "data"
    with demo.serving(prepared) as backend:
        demo.wait_until_served(prepared, backend)
        with courier_process(prepared.tablet, tmp_path / "here.log") as courier:
            courier.waits_for(messages.PackNews)
            window = Window(here, courier)
            window.codes.derive(visit.DeriveCode(), window.keys)
            ready = window.waits_for(visit.CodeReady)
            assert isinstance(ready, visit.CodeReady)
            words = " ".join(group.word for group in ready.groups)
            assert window.codes.in_use is not None
            concern = records.Concern(
                id=visit.UNNAMED, ward=window.keys.ward, questions=1, words="The heron by the lift."
            )
            seal = visit.Seal(record=concern, readers=("safeguarding", "outside"), with_code=True)
            window.submissions.seal(seal, window.keys, window.codes.in_use.known)
            window.waits_for(visit.Stored)
            (file,) = wait_for(desk.cases, 60, "the concern at the desk")
        assert file.concern.words == "The heron by the lift."
        with courier_process(second_tablet(prepared, tmp_path / "there"), tmp_path / "there.log") as courier:
            courier.say(messages.PairWith(str(setup.new_pairing(prepared.settings, "Corridor"))))
            assert courier.waits_for(messages.PairingEnded).refused == ""
            desk.writes(file, 1, "We believe you. Do you feel safe now?")
            written = time.time()
            wait_for(lambda: fetched_since(there, written), 60, "a set that was made after the reply")
    # The network is gone: the backend is down, and the second tablet's courier starts without it.
    with courier_process(tmp_path / "there" / "tablet.toml", tmp_path / "there.log") as courier:
        courier.waits_for(messages.PackNews)
        window = Window(there, courier)
        opened = window.opens(words)
        assert [(one.words, one.asks) for one in opened.messages] == [("We believe you. Do you feel safe now?", True)]
        assert opened.age is not None
        window.codes.add(visit.SealFollowUp(kind="take_back", words="Leave it.", to=1), window.keys)
        window.waits_for(visit.Stored)
        with demo.serving(prepared) as backend:
            demo.wait_until_served(prepared, backend)
            came = wait_for(lambda: desk.open(file.listed.id).follow_ups, 60, "what was added at the desk")
    assert [(each.record.kind, each.record.words, each.proven) for each in came if each.record] == [
        ("take_back", "Leave it.", True)
    ]
    assert desk.open(file.listed.id).concern.words == "The heron by the lift.", "taking back took something out"
    typed = [str(receipt.read_code(ready.qr)), ready.qr.replace(" ", ""), words]
    for path in tmp_path.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            assert not any(form.encode() in data for form in (*typed, "heron by the lift", "feel safe now")), path
