"""What came with a return code: whether it is from the code's holder, which code is in force, and what it does by itself.

Every follow-up is kept and shown. One whose signature is not the code's is shown as not proved to be from the same person, and does nothing by
itself. A proved "read it" lets replies rest sooner (`mailboxes.mark_read`); a proved "new code" moves the case to the new mailbox and leaves a notice
in the old one, so that whoever opens it sees when that happened. Nothing here deletes anything: taking a concern back is for readers to answer.

A change of code is kept with its proof, and looked at with it each time: whoever writes to the database alone cannot turn replies to a key of their
own. The proof holds the new code's public keys, and who has those can seal a reply of their own; so it is sealed to whoever opened the concern.
Where two changes of one code are proved, somebody else may have it: replies then go to both, and the readers are told.

For: proofs, the codes of a case, writing to them. Not for: what is in a mailbox (`mailboxes`), which follow-ups a reader lists (`casework.inbox`).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Container, Iterable, Mapping

from msgspec import Struct
from sqlalchemy import Connection, select

from kiosk import envelope, records
from kiosk.trust import keys, mailboxes
from kiosk.trust.store import tables
from kiosk.trust.store.database import insert_once

NOTICE = 0  # the number of a notice that comes by itself
PROOF_BYTES = 2_048  # a change of code has some 1,500


class CodeKeys(Struct, frozen=True):
    """The public halves of a return code."""

    mailbox: bytes
    reply_key: bytes
    signing_key: bytes


class Reach(Struct, frozen=True):
    """How the person who told of a concern can be written to. now: the codes in force; none where the person wanted no code. before: those that were
    changed. contested: a code was changed more than once, so that somebody else may have it."""

    now: tuple[CodeKeys, ...] = ()
    before: tuple[CodeKeys, ...] = ()

    @property
    def contested(self) -> bool:
        return len(self.now) > 1

    def proves(self, follow_up: records.FollowUp, scope: envelope.Scope) -> bool:
        """Whether one of the person's codes, in force or not, signed this."""
        return any(
            follow_up.mailbox == code.mailbox and envelope.check_follow_up(follow_up, code.signing_key, scope)
            for code in (*self.now, *self.before)
        )


def reach(connection: Connection, scope: envelope.Scope, concern: records.Concern) -> Reach:
    """The codes of a concern that was opened, along every change that is proved."""
    if not (concern.mailbox and concern.reply_key and concern.signing_key):
        return Reach()
    now: list[CodeKeys] = []
    before: list[CodeKeys] = []
    seen = {concern.mailbox}
    ahead = [CodeKeys(concern.mailbox, concern.reply_key, concern.signing_key)]
    while ahead:
        code = ahead.pop()
        changed = [new for new in _changes(connection, scope, code) if new.mailbox not in seen]
        seen.update(new.mailbox for new in changed)
        ahead += changed
        (before if changed else now).append(code)
    return Reach(tuple(sorted(now, key=lambda code: code.mailbox)), tuple(before))


def _changes(connection: Connection, scope: envelope.Scope, code: CodeKeys) -> list[CodeKeys]:
    held, box = tables.code_changes.c, envelope.code_box(code.signing_key)
    found = []
    for proof in connection.execute(select(held.proof).where(held.mailbox == code.mailbox)).scalars():
        try:
            change = records.decode(box.open(proof, _info(scope, code)))
        except (envelope.SealError, records.RecordError):
            continue
        if not isinstance(change, records.FollowUp) or change.kind != "new_code" or change.mailbox != code.mailbox:
            continue
        if envelope.check_follow_up(change, code.signing_key, scope) and _whole(change):
            found.append(CodeKeys(change.new_mailbox, change.reply_key, change.signing_key))
    return found


def _info(scope: envelope.Scope, code: CodeKeys) -> bytes:
    return scope.binding("code change", code.mailbox)


def _whole(change: records.FollowUp) -> bool:
    """Whether a change is one as tablets make it: all of a new code, and no words."""
    lengths = len(change.new_mailbox), len(change.reply_key), len(change.signing_key), len(change.words)
    return lengths == (16, envelope.PUBLIC_BYTES, 32, 0) and change.new_mailbox != change.mailbox


def home_of(connection: Connection) -> Mapping[bytes, bytes]:
    """New mailbox -> the one before it, for joining follow-ups to their concern. Not proved: `Reach.proves` decides what is shown as whose."""
    held = tables.code_changes.c
    return {row.new_mailbox: row.mailbox for row in connection.execute(select(held.mailbox, held.new_mailbox))}


def first_mailbox(mailbox: bytes, before: Mapping[bytes, bytes], homes: Container[bytes]) -> bytes:
    """The mailbox that a concern named, from any later one of the same person. before: of `home_of`. homes: the mailboxes that concerns have named:
    what was sent to one of them belongs there, whatever somebody says about it."""
    seen = {mailbox}
    while mailbox not in homes and mailbox in before and before[mailbox] not in seen:
        mailbox = before[mailbox]
        seen.add(mailbox)
    return mailbox


def settle(
    connection: Connection,
    trust: keys.Trust,
    ward: str,
    concern: records.Concern,
    came: Iterable[tuple[records.FollowUp, int]],
    random: Callable[[int], bytes] = os.urandom,
) -> None:
    """Do what follow-ups of this concern do by themselves. came: each with the quarter-day in which it came. In the caller's transaction; a second
    time changes nothing."""
    scope = trust.scope(ward)
    waiting = list(came)
    while waiting:  # a change may be signed with a code that another one of these brings in
        known = reach(connection, scope, concern)
        proved = [(one, quarter) for one, quarter in waiting if known.proves(one, scope)]
        if not proved:
            return
        for follow_up, quarter in proved:
            if follow_up.kind == "read_it":
                mailboxes.mark_read(connection, follow_up.mailbox, follow_up.to, tables.quarter_day_start(quarter))
            elif follow_up.kind == "new_code" and _whole(follow_up):
                code = next(code for code in (*known.now, *known.before) if code.mailbox == follow_up.mailbox)
                _change(connection, scope, code, follow_up, quarter, random)
        waiting = [each for each in waiting if each not in proved]


def _change(
    connection: Connection,
    scope: envelope.Scope,
    code: CodeKeys,
    change: records.FollowUp,
    quarter: int,
    random: Callable[[int], bytes],
) -> None:
    proof = envelope.code_box(code.signing_key).seal(records.encode(change), PROOF_BYTES, _info(scope, code), random)
    once = insert_once(connection, tables.code_changes)
    connection.execute(once.values(mailbox=code.mailbox, new_mailbox=change.new_mailbox, proof=proof))
    if mailboxes.posted(connection, code.mailbox, NOTICE):
        return
    at = tables.quarter_day_start(quarter)
    notice = records.Reply(id=random(16), mailbox=code.mailbox, number=NOTICE, kind="code_opened", at=at)
    sealed = envelope.seal_reply(notice, code.reply_key, scope)
    mailboxes.post(connection, scope.ward, code.mailbox, sealed, at, random)


class NoCode(ValueError):
    """The person wanted no return code: nothing can be written to them."""


def write(
    connection: Connection,
    trust: keys.Trust,
    ward: str,
    concern: records.Concern,
    number: int,
    words: str,
    now: float,
    *,
    language: str = "en",
    asks: bool = False,
    ward_reads: bool = False,
    random: Callable[[int], bytes] = os.urandom,
) -> None:
    """Write to the person who told of a concern, at every code of theirs that is in force. In the caller's transaction.

    number: counts the case's messages from 1. ward_reads: the ward team reads this concern, and what is added is to go to it too. now: seconds since
    1970. Raises NoCode, mailboxes.AlreadyPosted, records.RecordError (too long: at most `records.REPLY_MOST_CHARACTERS`).
    """
    scope = trust.scope(ward)
    codes = reach(connection, scope, concern).now
    if not codes:
        raise NoCode("this person has no return code")
    for code in codes:
        reply = records.Reply(
            id=random(16),
            mailbox=code.mailbox,
            number=number,
            words=words,
            language=language,
            asks=asks,
            ward_reads=ward_reads,
        )
        mailboxes.post(connection, ward, code.mailbox, envelope.seal_reply(reply, code.reply_key, scope), now, random)


def forget(connection: Connection, scope: envelope.Scope, concern: records.Concern) -> None:
    """Take out every reply to this concern and every change of its code: the case is deleted."""
    known = reach(connection, scope, concern)
    mailboxes_of = [code.mailbox for code in (*known.now, *known.before)]
    for mailbox in mailboxes_of:
        mailboxes.forget(connection, mailbox)
    connection.execute(tables.code_changes.delete().where(tables.code_changes.c.mailbox.in_(mailboxes_of)))
