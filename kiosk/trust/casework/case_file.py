"""A case opened for one request: the concern, what came for it later, and what readers wrote. For one answer; never stored, logged or kept.

Every opening is committed to the access log before a text is decrypted. What came later counts as opened where it is shown: a form shows none of
it, and a message that nobody has seen goes on waiting. A reader who is kept out is refused first: their keys could open the concern, so this is
a permission and a line in the log, not cryptography.

For: opening a case and writing the next entry. Not for: what may be written (`rules`), forms and words (`console`).
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import Connection

from kiosk import envelope, records
from kiosk.trust import access_log, cases, follow_ups, keys
from kiosk.trust.access_log import Action
from kiosk.trust.cases import HeldKeys, NotForYou, Opening, Unreadable
from kiosk.trust.casework import inbox, journal, rules, settling
from kiosk.trust.casework.events import Entry, Event, KeptOut
from kiosk.trust.casework.fold import By, Case, fold
from kiosk.trust.casework.inbox import Inbox, Listed
from kiosk.trust.casework.needs import FollowUpSeen
from kiosk.trust.follow_ups import Reach
from kiosk.trust.store.database import Store
from kiosk.trust.store.tables import QUARTER_DAY_SECONDS

PRINTED: Action = "printed a record"
KEPT_OUT: Action = "was kept out of a record"
WROTE: Action = "wrote about a record"


class SteppedOut(ValueError):
    """The reader stepped out of this concern: they know of it, and it is not shown to them."""


class NotNow(ValueError):
    """This may not be written now; the message says why, as a sentence."""


class FollowUp(Struct, frozen=True):
    """Something that came with the return code. record: None where it does not open. proven: whether the code, or the one that took its place, signed
    it; None where the concern has no code."""

    seen: FollowUpSeen
    record: records.FollowUp | None
    proven: bool | None


class CaseFile(Struct, frozen=True):
    """What the request of one reader knows of a case. entries: what was written, in its order. whole: nothing of that is missing or changed.

    reach: how the person can be written to (`follow_ups.write`). home: of a follow-up that was opened by itself, the concern that it came for, where
    these keys open it.
    """

    listed: Listed
    record: records.Concern | records.FollowUp
    follow_ups: tuple[FollowUp, ...]
    entries: tuple[Entry, ...]
    case: Case
    whole: bool
    openings: tuple[Opening, ...]
    box: envelope.Box
    history: journal.History
    reach: Reach = Reach()
    home: bytes | None = None

    def __repr__(self) -> str:
        return f"CaseFile({self.listed.reference})"

    @property
    def concern(self) -> records.Concern:
        """The concern. Raises NotForYou for a record that is none."""
        if not isinstance(self.record, records.Concern):
            raise NotForYou("this is not a concern")
        return self.record

    @property
    def reader_groups(self) -> tuple[str, ...]:
        """Ids of the groups whose members can open it: the reader's own first, by their keys; of a concern then the others, as the record says and as
        tablets send all of them. Recovery is left out."""
        others: tuple[str, ...] = ()
        if isinstance(self.record, records.Concern):
            ward = (keys.ward_group(self.record.ward),) if self.record.ward_reads else ()
            others = (*ward, "safeguarding", records.outside_reader(self.record))
        return tuple(dict.fromkeys((*self.listed.groups, *others)))


def _alone(
    record: cases.Filed, text: records.Concern | records.FollowUp, groups: tuple[str, ...], case: Case
) -> Listed:
    return Listed(record.id, inbox.row_of(text, record.ward, record.quarter, case), groups, True)


def open_case(
    store: Store,
    trust: keys.Trust,
    held: HeldKeys,
    reader: bytes,
    record: bytes,
    now: float,
    action: Action | None = None,
    *,
    shown: bool = True,
    found: Inbox | None = None,
) -> CaseFile:
    """The case of a concern, for a reader whose keys are held; or a follow-up by itself, where it belongs to no concern that these keys open.

    action: noted besides the opening. shown: whether the reader is shown what came later, which is then opened too.
    found: the reader's list, where this request has made it already. Raises NotForYou, Unreadable, SteppedOut.
    """
    if found is None:
        inbox.index_new(store, trust, held)
    with store.read() as connection:
        there = cases.filed(connection, trust, [record])
        if not there:
            raise NotForYou("there is no such record for you")
        (filed,) = there
        unlocked = cases.unlock(connection, trust, held, filed)
        if not unlocked.openers:
            raise NotForYou("there is no such record for you")
        history = journal.History((), True, journal.BEGINNING, 0)
        if unlocked.box is not None:
            history = journal.read(connection, trust, unlocked.box, filed.ward, record)
        case = fold(history.entries)
        listed = (found or inbox.load(connection, trust, held, reader, now)).about(record)
        kept_out = case.kept_out if listed is not None else _kept_out(connection, trust, held, record, case, now)
    if reader in kept_out:
        with store.write() as connection:
            access_log.note(connection, KEPT_OUT, now, reader, record)
        by, _ = kept_out[reader]
        # Somebody whom others keep out may be the person it is about: for them there is nothing here.
        raise SteppedOut(record.hex()) if by.author == reader else NotForYou("there is no such record for you")
    if unlocked.box is None:
        with store.write() as connection:
            cases.mark_opened(connection, [record], reader, now)
        raise Unreadable("the record was changed after it was sealed")
    later = listed.follow_ups if listed is not None and listed.id == record else ()
    with store.write() as connection:
        cases.mark_opened(connection, [record, *(each.id for each in later if shown)], reader, now)
        if action is not None:
            access_log.note(connection, action, now, reader, record)
    with store.read() as connection:
        text = cases.read_text(connection, trust, held, filed)
        came = tuple(_follow_up(connection, trust, held, each) for each in later)
        openings = cases.openings(connection, record)
    came, reach = _proven(store, trust, filed.ward, text, came)
    groups = tuple(dict.fromkeys(key.group for key in unlocked.openers))
    home = None
    if listed is None or listed.id != record:
        home = None if listed is None else listed.id
        listed = _alone(filed, text, groups, case)
    return CaseFile(
        listed,
        text,
        came,
        history.entries,
        case,
        history.whole and not case.refused,
        openings,
        unlocked.box,
        history,
        reach,
        home,
    )


def _kept_out(
    connection: Connection, trust: keys.Trust, held: HeldKeys, record: bytes, case: Case, now: float
) -> Mapping[bytes, tuple[By, KeptOut]]:
    """Who is kept out of a record that this reader does not list. Whoever is kept out of a concern is so of what came for it, whose ids they may
    still have from before."""
    home = inbox.load(connection, trust, held, inbox.NOBODY, now).about(record)
    if home is None or home.id == record:
        return case.kept_out
    for filed in cases.filed(connection, trust, [home.id]):
        box = cases.unlock(connection, trust, held, filed).box
        if box is not None:
            return fold(journal.read(connection, trust, box, filed.ward, home.id).entries).kept_out
    return case.kept_out


def _follow_up(connection: Connection, trust: keys.Trust, held: HeldKeys, seen: FollowUpSeen) -> FollowUp:
    try:
        (filed,) = cases.filed(connection, trust, [seen.id])
        record = cases.read_text(connection, trust, held, filed)
    except (Unreadable, ValueError):
        return FollowUp(seen, None, False)
    return FollowUp(seen, record if isinstance(record, records.FollowUp) else None, False)


def _proven(
    store: Store,
    trust: keys.Trust,
    ward: str,
    concern: records.Concern | records.FollowUp,
    came: tuple[FollowUp, ...],
) -> tuple[tuple[FollowUp, ...], Reach]:
    """The follow-ups with what is proved of them, once they have done what they do by themselves; and how the person can be written to."""
    if not isinstance(concern, records.Concern):
        return came, Reach()
    waiting = [(each.record, each.seen.received // QUARTER_DAY_SECONDS) for each in came if each.record is not None]
    if any(record.kind in settling.BY_ITSELF for record, _ in waiting):
        with store.write() as connection:
            follow_ups.settle(connection, trust, ward, concern, waiting)
    scope = trust.scope(ward)
    with store.read() as connection:
        reach = follow_ups.reach(connection, scope, concern)
    if not reach.now:
        return tuple(replace(each, proven=None if each.record else False) for each in came), reach
    told = (replace(each, proven=each.record is not None and reach.proves(each.record, scope)) for each in came)
    return tuple(told), reach


def write(
    connection: Connection, trust: keys.Trust, file: CaseFile, reader: bytes, name: str, now: float, event: Event
) -> None:
    """Write an entry about the case as it was read, and note that it was written. In the caller's transaction.

    Raises NotNow where the rules forbid it, journal.TooLate where somebody else wrote in between, events.Unwritable.
    """
    why = rules.problem(file.case, reader, event)
    if why is not None:
        raise NotNow(why)
    row = file.listed.row
    journal.append(connection, trust, file.box, row.ward, file.listed.id, file.history, reader, name, now, event)
    access_log.note(connection, WROTE, now, reader, file.listed.id)
