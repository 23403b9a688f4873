"""A trust in which words, codes and names were planted, sealed as the tablets and the console seal them, and what a search of bytes looks for."""

from __future__ import annotations

import base64
import contextlib
import secrets
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

import pyotp

from kiosk import envelope, records
from kiosk.trust import accounts, admission, holders, invitations, keys
from kiosk.trust.casework import case_file, events, inbox
from kiosk.trust.keys import GroupKey
from tests.trust.founded import NOW, WARD, FoundedTrust

OWN = "Planted own words: Zephyrine followed me."
KEPT = "Planted and kept from the ward team: Quillon did it."
WAITING = "Planted and not sorted yet: Marisol saw it."
NOTE = "Planted staff note about Zephyrine."
ACTION = "Planted action: move Zephyrine"
CODES = ("C7plantedkind", "plantedplace")
WORDS = (OWN, KEPT, WAITING, NOTE, ACTION, "Zephyrine", "Quillon", "Marisol", *CODES)
MAILBOX, REPLY_KEY, SIGNING_KEY = (secrets.token_bytes(size) for size in (16, 1_216, 32))
BOXES = (MAILBOX, REPLY_KEY, SIGNING_KEY)
NURSE, LEAD = "nurse.planted", "lead.planted"


def joined(founded: FoundedTrust, name: str, role: str, group: str) -> tuple[str, str]:
    """Somebody is invited and makes their account: their passphrase and their authenticator's address."""
    code = admission.invite_reader(founded.settings, name, role, (group,), NOW).code
    new = invitations.accept(founded.store, founded.secret, code, NOW)
    return new.passphrase, new.totp


class Planted:
    """Two concerns filed, one of them kept from the ward and one worked on; one batch that is not sorted; two readers with real accounts."""

    def __init__(self, founded: FoundedTrust) -> None:
        self.founded = founded
        self.accounts = {
            NURSE: joined(founded, NURSE, "Ward nurse", "ward"),
            LEAD: joined(founded, LEAD, "Safeguarding lead", "safeguarding"),
        }
        founded.put(self._slot(OWN, ("ward", "safeguarding")), self._slot(KEPT, ("safeguarding",)))
        founded.sorter().run()
        self.work()
        founded.put(self._slot(WAITING, ("ward",)))

    def _slot(self, words: str, readers: tuple[records.ReaderGroup, ...]) -> bytes:
        concern = records.Concern(
            id=secrets.token_bytes(16),
            ward=WARD,
            questions=1,
            kinds=(CODES[0],),
            places=(CODES[1],),
            words=words,
            mailbox=MAILBOX,
            reply_key=REPLY_KEY,
            signing_key=SIGNING_KEY,
        )
        return envelope.seal_for_readers(concern, self.founded.keys, readers)

    def sign_in(self, name: str, now: float = NOW) -> accounts.Unlocked:
        """With passphrase and code, as at the console."""
        passphrase, totp = self.accounts[name]
        held = pyotp.parse_uri(totp)
        assert isinstance(held, pyotp.TOTP)
        return accounts.sign_in(self.founded.store, self.founded.secret, name, passphrase, held.at(int(now)), now)

    def held(self, unlocked: accounts.Unlocked) -> dict[bytes, GroupKey]:
        with self.founded.store.read() as connection:
            return keys.opened_groups(connection, self.founded.trust, unlocked.reader.id, unlocked.key)

    def work(self) -> None:
        """The safeguarding lead opens what their keys open, and writes about it."""
        unlocked = self.sign_in(LEAD)
        held, me = self.held(unlocked), unlocked.reader.id
        store, trust = self.founded.store, self.founded.trust
        inbox.index_new(store, trust, held)
        with store.read() as connection:
            listed = inbox.load(connection, trust, held, me, NOW).listed
        assert len(listed) == 2
        for each in listed:
            for event in (
                events.Recorded((CODES[0],), note=NOTE, review=date(2027, 1, 1)),
                events.ActionAdded(ACTION, "Zephyrine's nurse", date(2026, 12, 1)),
            ):
                file = case_file.open_case(store, trust, held, me, each.id, NOW)
                with store.write() as connection:
                    case_file.write(connection, trust, file, me, LEAD, NOW, event)

    def recovery(self) -> envelope.PrivateKey:
        """What two holders join."""
        shares = (self.founded.shares / f"wardlight-recovery-holder-{number}.txt" for number in (1, 2))
        return envelope.PrivateKey(holders.join(*map(holders.read_share, shares)))


def forms(planted: bytes) -> Iterator[bytes]:
    """The ways in which bytes could lie in a file: as they are, in UTF-16, as hexadecimal digits, in base64 (whatever stands before)."""
    yield planted
    yield planted.hex().encode()
    yield planted.hex().upper().encode()
    with contextlib.suppress(UnicodeDecodeError):
        yield planted.decode().encode("utf-16-le")
    for shift in range(3):
        coded = base64.b64encode(bytes(shift) + planted)
        yield coded[4:-4]


def found(files: Iterable[Path], things: Iterable[str | bytes] = (*WORDS, *BOXES)) -> list[str]:
    """Where any of the planted things lies in these files."""
    sought = [
        (thing, form)
        for thing in things
        for form in forms(thing.encode() if isinstance(thing, str) else thing)
        if len(form) >= 6
    ]
    hits = []
    for path in files:
        if path.is_file():
            raw = path.read_bytes()
            hits += [f"{path.name}: {thing!r}" for thing, form in sought if form in raw]
    return hits
