"""Letting people in from the server's command line: the first readers, with the founding keys, and those who lost their passphrase, with recovery.

Either way the person gets an invitation that carries the keys, and makes their own passphrase with it. Not for: what the console does
(`console.people`).
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import Connection, select

from kiosk.trust import access_log, accounts, founding, holders, invitations, keys
from kiosk.trust.founding import SetupError
from kiosk.trust.settings import Settings
from kiosk.trust.setup import opened
from kiosk.trust.store import tables


def invite_reader(
    settings: Settings, name: str, role: str, groups: Sequence[str], now: float | None = None
) -> invitations.Invitation:
    """Invite somebody into these groups ("ward", "ward:CODE", "safeguarding", "advocate", "speak_up"); governance and administrators are in none.

    Needs the founding keys beside the server secret: without them only a member can let somebody in. now: seconds since 1970. Raises Refusal.
    """
    moment = time.time() if now is None else now
    with opened(settings) as (store, secret), store.write() as connection:
        trust = keys.read_trust(connection)
        wanted = [founding.group_of(connection, group.strip()) for group in groups if group.strip()]
        work = founding.work_of(connection, role, wanted)
        carried = founding.newest(connection, founding.founding_keys(settings), wanted) if wanted else []
        plain = accounts.checked_name(name, role)
        if any(reader.name == plain for reader in accounts.all_readers(connection)):
            raise accounts.AccountError(f"there is an account named {plain!r} already: give another name")
        invitation = invitations.invite(connection, secret, trust, name, role, work, moment, carried=carried)
        access_log.note(connection, "invited a reader", moment, None)
    return invitation


def readmit(
    settings: Settings, name: str, first: Path, second: Path, now: float | None = None
) -> invitations.Invitation:
    """Invite somebody back into their groups who lost their passphrase, with the shares of two recovery holders: also the last of a group.

    Their old passphrase works until they use the invitation. Raises Refusal, OSError.
    """
    moment = time.time() if now is None else now
    shares = holders.read_share(first), holders.read_share(second)
    if shares[0].what != "recovery":
        raise holders.ShareError(
            f"{first}: this is a share of the {shares[0].what} key, and recovery's holders bring readers back"
        )
    seed = holders.join(*shares)
    with opened(settings) as (store, secret), store.write() as connection:
        trust = keys.read_trust(connection)
        every = keys.recovered_groups(connection, trust, keys.recovery_key(connection, seed))
        reader = _account(connection, name)
        groups = {*reader.groups, *_waits_for(connection, reader.id)}
        if not groups:
            raise SetupError(
                f"{reader.name} is in no group, so there is nothing to give back: an administrator makes a new invitation at the console"
            )
        carried = [key for key in every if key.group in groups]
        invitation = invitations.invite(
            connection, secret, trust, reader.name, reader.role, reader.work, moment, carried=carried
        )
        # Its own line: with the recovery key, which was here for it, everything can be read.
        access_log.note(connection, "brought a reader back", moment, None)
    return invitation


def _account(connection: Connection, name: str) -> accounts.Reader:
    plain = accounts.checked_name(name, "-")
    for reader in accounts.all_readers(connection):
        if reader.name == plain and not reader.disabled:
            return reader
    raise SetupError(f"there is no open account named {plain!r}")


def _waits_for(connection: Connection, reader: bytes) -> list[str]:
    waits = tables.waiting_members.c
    return list(connection.execute(select(waits.group_id).where(waits.reader == reader)).scalars())
