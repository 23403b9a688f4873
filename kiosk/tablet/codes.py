"""The return code that is in use in this visit: its keys in memory, the mailbox that it opens, and what is signed with it.

For: `app`. All derivations and seals run on the worker thread. A code and its keys are dropped at the end of the visit, whatever is still under way:
only the code that is in use is ever answered for, so that nothing comes to whoever is here next. And the process makes way for a fresh one, as copies
of them may stay in its memory.

A code that was made while somebody helped is changed at its next use, before anything that it opens is shown: the trust is told in a follow-up signed
with the old code, and only when that lies on the disk is the new code shown, as the trust would else write to a code that nobody has. So the trust is
told when the person goes on to the new code, and not before: whoever leaves without having seen it keeps the old one.
"""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct

from kiosk import envelope, receipt, records, wardpack
from kiosk.tablet import mailboxes, pages, sealer, visit
from kiosk.tablet.submissions import Ended, Submissions

WITH_WARD: tuple[records.ReaderGroup, ...] = ("ward", "safeguarding", "outside")
NOT_WARD: tuple[records.ReaderGroup, ...] = ("safeguarding", "outside")


class InUse:
    """A code and, once the worker has derived them, its keys. ward_reads: a reply said that the ward team reads this concern.

    change: what puts another code in its place, where it is to be changed and that was not begun.
    """

    __slots__ = ("change", "code", "keys", "ward_reads")

    def __init__(self, code: receipt.Code) -> None:
        self.code = code
        self.keys: receipt.Keys | None = None
        self.ward_reads = False
        self.change: Callable[[], None] | None = None

    def known(self, concern: records.Concern) -> records.Concern:
        """The concern with what readers need to answer it. On the worker, behind the derivation."""
        if self.keys is None:
            return concern
        public = {"reply_key": self.keys.reply.public, "signing_key": self.keys.signing_public}
        return sealer.replaced(concern, mailbox=self.keys.mailbox, **public)

    def __repr__(self) -> str:
        return "InUse(...)"


class _Found(Struct, frozen=True):
    """What a code opened. made: when the newest set was, seconds since 1970; None: there is none. again: as in `visit.MailboxOpened`."""

    replies: tuple[records.Reply, ...]
    made: int | None
    again: bool


class Codes:
    """happened: takes events for the journeys. do: runs a job on the worker. today: seconds since 1970. random: a source of secret bytes."""

    def __init__(
        self,
        sets: mailboxes.MailboxSets,
        submissions: Submissions,
        happened: Callable[[visit.Event], None],
        do: Callable[[Callable[[], Ended]], None],
        clock: Callable[[], float],
        today: Callable[[], float],
        random: Callable[[int], bytes],
    ) -> None:
        self._sets, self._submissions, self._happened, self._do = sets, submissions, happened, do
        self._clock, self._today, self._random = clock, today, random
        self.used = False
        self.in_use: InUse | None = None
        self._changed: dict[receipt.Code, InUse] = {}  # in this visit: the old code -> what came in its place

    def forget(self) -> None:
        """The visit is over: what still comes of its code is told to nobody."""
        self.in_use = None
        self._changed = {}

    def derive(self, effect: visit.DeriveCode, ward: wardpack.Keys | None) -> None:
        """Make a code."""
        if ward is None:
            self._refused("unpaired")
            return
        code = receipt.new_code(self._random, helped=effect.helped, outside=effect.outside)
        using, salt = self._use(code), ward.salt

        def job() -> Ended:
            using.keys = receipt.derive(code, salt)
            return lambda: self._ready(using)

        self._do(self._in_memory(job, using))

    def open(self, effect: visit.OpenMailbox, ward: wardpack.Keys | None) -> None:
        """Try a code on the mailboxes that lie here. Where somebody knows it who helped, it is to be changed first."""
        code = self._read(effect.typed)
        if code is None:
            return
        if ward is None:
            self._refused("unpaired")
            return
        last, new = self.in_use, self._changed.get(code)
        again = last is not None and last.code == (code if new is None else new.code)
        using, sets, scope = self._use(code), self._sets, envelope.Scope.of(ward)

        def job() -> Ended:
            using.keys = keys = receipt.derive(code, ward.salt)
            held = sets.read()
            replies = mailboxes.open_replies(held, keys, scope)
            using.ward_reads = any(reply.ward_reads for reply in replies)
            found = _Found(replies, held[0].made if held else None, again)
            if new is not None:
                return lambda: self._in_its_place(using, new, found)
            if not code.helped or any(reply.kind == "code_opened" for reply in replies):
                return lambda: self._opened(using, found)
            fresh = InUse(receipt.new_code(self._random, outside=code.outside))
            fresh.keys, fresh.ward_reads = receipt.derive(fresh.code, ward.salt), using.ward_reads
            slot = sealer.seal(self._new_code(keys, fresh.keys, ward), _readers(using), ward, code.outside)
            return lambda: self._must_change(using, lambda: self._tell_change(using, fresh, slot, found))

        self._do(self._in_memory(job, using))

    def change(self) -> None:
        """The person goes on to the new code: put it in the place of the one in use. Asked twice, it is done once."""
        using = self.in_use
        if using is not None and using.change is not None:
            change, using.change = using.change, None
            change()

    def add(self, effect: visit.SealFollowUp, ward: wardpack.Keys | None) -> None:
        """Sign, seal and hand over what is added."""
        using = self.in_use

        def slot() -> bytes:
            if using is None or using.keys is None or ward is None:
                raise envelope.SealError("nobody's code is in use")
            follow_up = records.FollowUp(
                id=self._random(16),
                ward=ward.ward,
                mailbox=using.keys.mailbox,
                kind=effect.kind,
                words=effect.words,
                language=effect.language,
                to=effect.to,
            )
            signed = envelope.sign_follow_up(follow_up, using.keys.signing, envelope.Scope.of(ward))
            return sealer.seal(signed, _readers(using), ward, using.code.outside)

        self._submissions.hand_over(slot, paired=ward is not None)

    # --- parts of it ----------------------------------------------------------------------------------------------

    def _use(self, code: receipt.Code) -> InUse:
        self.used = True
        self.in_use = InUse(code)
        return self.in_use

    def _in_memory(self, job: Callable[[], Ended], using: InUse) -> Callable[[], Ended]:
        """The same job, which refuses the code where there is too little memory to derive keys: a concern behind it in the queue goes without one
        then, and is not lost with this process."""

        def within() -> Ended:
            try:
                return job()
            except MemoryError:
                return lambda: self._refused("memory", using=using)

        return within

    def _read(self, typed: str) -> receipt.Code | None:
        self.used = True  # also what is no code was somebody's
        try:
            return receipt.read_code(typed)
        except receipt.CodeError as error:
            self._refused(error.reason, error.group)
            return None

    def _new_code(self, old: receipt.Keys, new: receipt.Keys, ward: wardpack.Keys) -> records.FollowUp:
        change = records.FollowUp(
            id=self._random(16),
            ward=ward.ward,
            mailbox=old.mailbox,
            kind="new_code",
            reply_key=new.reply.public,
            signing_key=new.signing_public,
            new_mailbox=new.mailbox,
        )
        return envelope.sign_follow_up(change, old.signing, envelope.Scope.of(ward))

    def _must_change(self, using: InUse, change: Callable[[], None]) -> None:
        if using is self.in_use:
            using.change = change
            self._happened(visit.CodeToChange(at=self._clock()))

    def _tell_change(self, old: InUse, fresh: InUse, slot: bytes, found: _Found) -> None:
        in_this_visit = self._changed

        def told(kept: bool) -> None:
            if kept:
                in_this_visit[old.code] = fresh
                self._in_its_place(old, fresh, found)
            else:
                self._opened(old, found)

        self._submissions.hand_over_quietly(slot, told)

    def _in_its_place(self, old: InUse, fresh: InUse, found: _Found) -> None:
        if old is self.in_use:
            self.in_use = fresh
            self._opened(fresh, found, fresh.code)

    # --- events ---------------------------------------------------------------------------------------------------

    def _refused(self, reason: str, group: int = 0, using: InUse | None = None) -> None:
        if using is None or using is self.in_use:
            self._happened(visit.CodeRefused(at=self._clock(), reason=reason, group=group))

    def _ready(self, using: InUse) -> None:
        if using is self.in_use:
            self._happened(visit.CodeReady(at=self._clock(), groups=_groups(using.code), qr=str(using.code)))

    def _opened(self, using: InUse, found: _Found, changed: receipt.Code | None = None) -> None:
        if using is not self.in_use:
            return
        groups, qr = (_groups(changed), str(changed)) if changed is not None else ((), "")
        age = None if found.made is None else max(0.0, self._today() - found.made)
        self._happened(
            visit.MailboxOpened(
                at=self._clock(), messages=found.replies, age=age, again=found.again, changed=groups, changed_qr=qr
            )
        )


def _groups(code: receipt.Code) -> tuple[pages.CodeGroup, ...]:
    return tuple(pages.CodeGroup(digits, word) for digits, word in zip(code.digits, code.words, strict=True))


def _readers(using: InUse) -> tuple[records.ReaderGroup, ...]:
    """Of what is added: the ward team only where a reply has said that it reads the concern. Else it could learn of one that was kept from it."""
    return WITH_WARD if using.ward_reads else NOT_WARD
