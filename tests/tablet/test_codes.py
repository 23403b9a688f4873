"""The code in use on a tablet: made, opened without a network, changed where somebody helped, and gone with the visit."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from kiosk import envelope, receipt, records, wire
from kiosk.tablet import codes, submissions, visit
from kiosk.tablet.courier import messages
from kiosk.tablet.mailboxes import MailboxSets
from tests import sealing
from tests.tablet.courier.fakes import seeded

TRUST = sealing.TrustKeys()
NOW = 1_800_000_600.0  # seconds since 1970


class Visit:
    """A window's codes with a worker that the test owns and a courier that answers as it is told to."""

    def __init__(self, folder: Path) -> None:
        self.sets = MailboxSets(folder, "demo")
        self.events: list[visit.Event] = []
        self.offered: list[messages.Keep] = []
        self.jobs: list[Callable[[], Callable[[], None]]] = []
        self.there = True
        self.submissions = submissions.Submissions(
            self._tell, self.events.append, self.jobs.append, lambda *_: None, lambda: 0.0, os.urandom
        )
        self.codes = codes.Codes(
            self.sets, self.submissions, self.events.append, self.jobs.append, lambda: 0.0, lambda: NOW, os.urandom
        )

    def _tell(self, message: messages.FromWindow) -> bool:
        assert isinstance(message, messages.Keep)
        self.offered.append(message)
        return self.there

    def work(self) -> None:
        while self.jobs:
            self.jobs.pop(0)()()

    def keep(self) -> bytes:
        """The courier keeps what was offered last: its slot."""
        last = self.offered[-1]
        self.submissions.kept(messages.Kept(last.submission))
        return last.slot

    def derive(self, *, helped: bool = False) -> receipt.Code:
        self.codes.derive(visit.DeriveCode(helped=helped), TRUST.public)
        self.work()
        ready = self.events.pop()
        assert isinstance(ready, visit.CodeReady)
        assert self.codes.in_use is not None
        return self.codes.in_use.code

    def open(self, typed: str) -> visit.Event | None:
        self.events.clear()
        self.codes.open(visit.OpenMailbox(typed), TRUST.public)
        self.work()
        return self.events[-1] if self.events else None

    def change(self) -> None:
        """The person goes on to the new code."""
        assert isinstance(self.events.pop(), visit.CodeToChange)
        self.codes.change()

    def lie(self, *replies: bytes, keys: receipt.Keys, made: int = 1_800_000_000) -> None:
        """A set with these replies comes to this tablet."""
        places = [envelope.seal_place(one, keys.mailbox, TRUST.scope) for one in replies]
        chaff = [seeded(1).randbytes(envelope.MAILBOX_PLACE_BYTES)] * (wire.PLACES - len(places))
        self.sets.keep(wire.MailboxSet("demo", made, tuple(places + chaff)))


def opened(slot: bytes) -> records.Concern | records.FollowUp:
    inner = envelope.open_outer(slot, TRUST.intake, TRUST.scope).inner
    return envelope.open_for_reader(inner, "outside", TRUST.private["outside"], TRUST.scope)


def for_ward(slot: bytes) -> bool:
    inner = envelope.open_outer(slot, TRUST.intake, TRUST.scope).inner
    try:
        envelope.open_for_reader(inner, "ward", TRUST.private["ward"], TRUST.scope)
    except envelope.UnknownKey:
        return False
    return True


def reply(keys: receipt.Keys, number: int = 1, **fields: object) -> bytes:
    written = records.Reply(id=bytes(16), mailbox=keys.mailbox, number=number, **fields)  # type: ignore[arg-type]
    return envelope.seal_reply(written, keys.reply.public, TRUST.scope)


@pytest.fixture
def here(tmp_path: Path) -> Visit:
    return Visit(tmp_path)


def test_a_concern_takes_the_public_halves_of_the_new_code_along_and_only_where_that_was_asked(here: Visit) -> None:
    code = here.derive()
    keys = receipt.derive(code, TRUST.public.salt)
    concern = records.Concern(id=visit.UNNAMED, ward="willow", questions=1, words="It was after lunch.")
    assert here.codes.in_use is not None
    for known in (here.codes.in_use.known, None):
        here.submissions.seal(visit.Seal(record=concern), TRUST.public, known)
        here.work()
        told = opened(here.keep())
        assert isinstance(told, records.Concern)
        expected = (keys.mailbox, keys.reply.public, keys.signing_public) if known else (b"", b"", b"")
        assert (told.mailbox, told.reply_key, told.signing_key) == expected


def test_where_there_is_no_memory_to_make_a_code_the_concern_goes_without_one_and_is_not_lost(
    here: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none_left(*_: object) -> receipt.Keys:
        raise MemoryError

    monkeypatch.setattr(receipt, "derive", none_left)
    here.codes.derive(visit.DeriveCode(), TRUST.public)
    assert here.codes.in_use is not None
    concern = records.Concern(id=visit.UNNAMED, ward="willow", questions=1, words="It was after lunch.")
    here.submissions.seal(visit.Seal(record=concern), TRUST.public, here.codes.in_use.known)
    here.work()
    assert visit.CodeRefused(reason="memory") in here.events
    told = opened(here.keep())
    assert isinstance(told, records.Concern)
    assert (told.words, told.mailbox) == ("It was after lunch.", b"")
    assert here.open(str(receipt.new_code())) == visit.CodeRefused(reason="memory")


def test_the_concern_keeps_its_code_also_where_the_person_leaves_before_it_is_sealed(here: Visit) -> None:
    here.codes.derive(visit.DeriveCode(), TRUST.public)
    assert here.codes.in_use is not None
    known = here.codes.in_use.known
    concern = records.Concern(id=visit.UNNAMED, ward="willow", questions=1)
    here.submissions.seal(visit.Seal(record=concern), TRUST.public, known)
    here.codes.forget()
    here.work()
    told = opened(here.keep())
    assert isinstance(told, records.Concern)
    assert len(told.mailbox) == 16
    assert not any(isinstance(event, visit.CodeReady) for event in here.events), "the next person saw the code"


def test_replies_are_read_without_a_network_and_the_tablet_says_of_when_they_are(here: Visit) -> None:
    code = receipt.new_code()
    assert here.open(str(code)) == visit.MailboxOpened(messages=(), age=None)
    keys = receipt.derive(code, TRUST.public.salt)
    here.lie(reply(keys, words="Thank you.", asks=True), keys=keys)
    event = here.open(" ".join(code.words))
    assert isinstance(event, visit.MailboxOpened)
    assert [(one.words, one.asks) for one in event.messages] == [("Thank you.", True)]
    assert (event.age, event.changed) == (600.0, ())
    assert here.offered == []


def test_a_mistyped_code_is_refused_before_any_derivation(here: Visit) -> None:
    code = receipt.new_code(lambda size: b"\x35" * size)
    assert here.open(str(code)[:-1]) == visit.CodeRefused(reason="digits", group=7)
    assert here.open(" ".join(reversed(code.words))) == visit.CodeRefused(reason="check")
    here.events.clear()
    here.codes.open(visit.OpenMailbox("apple"), TRUST.public)
    assert here.jobs == []
    assert here.codes.used, "what is no code was somebody's all the same: the process has to go"
    here.codes.open(visit.OpenMailbox(str(code)), None)
    assert here.events[-1] == visit.CodeRefused(reason="unpaired")


def test_what_is_added_is_signed_with_the_code_and_kept_from_the_ward_team_until_a_reply_says_that_they_read_it(
    here: Visit,
) -> None:
    code = receipt.new_code()
    keys = receipt.derive(code, TRUST.public.salt)
    for ward_reads in (False, True):
        here.lie(reply(keys, ward_reads=ward_reads), keys=keys, made=1_800_000_000 + ward_reads)
        for number in range(4):  # the sets before are replaced
            here.lie(reply(keys, ward_reads=ward_reads), keys=keys, made=1_800_000_010 + number + 10 * ward_reads)
        here.open(str(code))
        here.codes.add(visit.SealFollowUp(kind="worse", words="It happened again.", to=1), TRUST.public)
        here.work()
        slot = here.keep()
        added = opened(slot)
        assert isinstance(added, records.FollowUp)
        assert (added.kind, added.words, added.to, added.ward) == ("worse", "It happened again.", 1, "willow")
        assert envelope.check_follow_up(added, keys.signing_public, TRUST.scope)
        assert for_ward(slot) is ward_reads
        assert isinstance(here.events[-1], visit.Stored)


@pytest.mark.parametrize("helped", [False, True])
def test_what_is_added_goes_to_the_reader_outside_the_ward_who_got_the_concern(here: Visit, helped: bool) -> None:
    for outside, private in (("advocate", "outside"), ("speak_up", "speak_up")):
        here.codes.derive(visit.DeriveCode(helped=helped, outside=outside), TRUST.public)  # type: ignore[arg-type]
        here.work()
        assert here.codes.in_use is not None
        code = here.codes.in_use.code
        here.open(str(code))
        if helped:
            here.change()
            here.keep()  # the new code keeps what the old one said
            assert here.codes.in_use.code != code
        here.codes.add(visit.SealFollowUp(kind="more", words="More."), TRUST.public)
        here.work()
        inner = envelope.open_outer(here.keep(), TRUST.intake, TRUST.scope).inner
        assert envelope.open_for_reader(inner, "outside", TRUST.private[private], TRUST.scope).words == "More."
        other = {"outside": "speak_up", "speak_up": "outside"}[private]
        with pytest.raises(envelope.UnknownKey):
            envelope.open_for_reader(inner, "outside", TRUST.private[other], TRUST.scope)


def test_nothing_can_be_added_without_a_code(here: Visit) -> None:
    here.codes.add(visit.SealFollowUp(kind="more", words="Hello."), TRUST.public)
    here.work()
    event = here.events[-1]
    assert isinstance(event, visit.NotStored)
    assert event.reason == "seal"
    assert here.offered == []


# --- a code that was made while somebody helped ----------------------------------------------------------------


def test_a_code_that_a_helper_saw_is_changed_at_its_next_use_and_the_new_one_is_shown_once_that_is_on_the_disk(
    here: Visit,
) -> None:
    old = here.derive(helped=True)
    keys = receipt.derive(old, TRUST.public.salt)
    here.lie(reply(keys, words="Thank you."), keys=keys)
    here.open(str(old))
    here.change()
    assert here.events == [], "shown before the trust is sure to learn of it"
    change = opened(here.keep())
    event = here.events[-1]
    assert isinstance(event, visit.MailboxOpened)
    assert [one.words for one in event.messages] == ["Thank you."]
    new = receipt.read_code(" ".join(group.digits for group in event.changed))
    assert event.changed_qr == str(new)
    assert not new.helped
    new_keys = receipt.derive(new, TRUST.public.salt)
    assert isinstance(change, records.FollowUp)
    assert (change.kind, change.mailbox, change.new_mailbox) == ("new_code", keys.mailbox, new_keys.mailbox)
    assert (change.reply_key, change.signing_key) == (new_keys.reply.public, new_keys.signing_public)
    assert envelope.check_follow_up(change, keys.signing_public, TRUST.scope)
    # What is added in this visit is signed with the new one.
    here.codes.add(visit.SealFollowUp(kind="more"), TRUST.public)
    here.work()
    added = opened(here.keep())
    assert isinstance(added, records.FollowUp)
    assert envelope.check_follow_up(added, new_keys.signing_public, TRUST.scope)
    # The new one is not changed again, and nobody changes the old one once its mailbox says that it was opened.
    here.open(str(new))
    assert here.events[-1] == visit.MailboxOpened(messages=(), age=600.0, again=True)
    here.codes.forget()  # another visit: this one still knows what came in its place
    here.lie(reply(keys, 0, kind="code_opened", at=1_799_992_800), keys=keys, made=1_800_000_500)
    again = here.open(str(old))
    assert isinstance(again, visit.MailboxOpened)
    assert [(one.kind, one.at) for one in again.messages][:1] == [("code_opened", 1_799_992_800)]
    assert again.changed == ()


@pytest.mark.parametrize("courier", ["away", "full"])
def test_a_change_that_cannot_be_kept_is_let_go_of_and_the_old_code_goes_on(here: Visit, courier: str) -> None:
    old = here.derive(helped=True)
    here.there = courier != "away"
    here.open(str(old))
    here.change()
    if courier == "full":
        here.submissions.not_kept(messages.NotKept(here.offered[-1].submission, "full"))
    assert here.events[-1] == visit.MailboxOpened(messages=(), age=None, again=True)
    assert not here.submissions, "it would be kept later, and the trust would write to a code that nobody has"
    assert here.codes.in_use is not None
    assert here.codes.in_use.code == old


def test_what_comes_of_a_visit_that_is_over_is_not_shown_to_the_next_person(here: Visit) -> None:
    here.codes.derive(visit.DeriveCode(), TRUST.public)
    here.codes.open(visit.OpenMailbox(str(receipt.new_code())), TRUST.public)
    here.codes.forget()
    here.work()
    assert here.events == []
    assert here.codes.in_use is None
    assert here.codes.used


def test_the_next_person_gets_what_their_own_code_opens_and_nothing_of_the_one_before(here: Visit) -> None:
    code = receipt.new_code()
    keys = receipt.derive(code, TRUST.public.salt)
    here.lie(reply(keys, words="For another."), keys=keys)
    here.codes.open(visit.OpenMailbox(str(code)), TRUST.public)
    here.codes.forget()
    assert here.open(str(receipt.new_code())) == visit.MailboxOpened(messages=(), age=600.0)
    assert len(here.events) == 1


def test_who_leaves_before_a_code_could_be_changed_keeps_it(here: Visit) -> None:
    old = here.derive(helped=True)
    here.codes.open(visit.OpenMailbox(str(old)), TRUST.public)
    here.codes.forget()
    here.work()
    assert here.offered == [], "the trust would write to a code that nobody has"


def test_who_leaves_while_a_changed_code_is_on_its_way_to_the_disk_is_shown_to_nobody(here: Visit) -> None:
    old = here.derive(helped=True)
    here.open(str(old))
    here.change()
    here.codes.forget()
    here.keep()
    assert here.events == []


def test_nothing_is_changed_before_the_person_goes_on_to_the_new_code_and_then_only_once(here: Visit) -> None:
    old = here.derive(helped=True)
    keys = receipt.derive(old, TRUST.public.salt)
    here.lie(reply(keys, words="Thank you."), keys=keys)
    assert here.open(str(old)) == visit.CodeToChange(), "what it opens was shown before the change"
    here.codes.forget()
    here.codes.change()
    assert here.offered == [], "who leaves without the new code would lose the way to their answer"
    here.open(str(old))
    here.change()
    here.codes.change()
    assert len(here.offered) == 1


def test_the_old_code_typed_again_in_the_same_visit_brings_the_new_one_and_no_second_change(here: Visit) -> None:
    old = here.derive(helped=True)
    here.open(str(old))
    here.change()
    here.keep()
    first = here.events[-1]
    here.open(str(receipt.new_code()))
    again = here.open(str(old))
    assert isinstance(first, visit.MailboxOpened)
    assert isinstance(again, visit.MailboxOpened)
    assert first.changed
    assert (again.changed, again.again) == (first.changed, False)
    assert len(here.offered) == 1, "two changes of one code look as if somebody else had it"
    here.codes.add(visit.SealFollowUp(kind="more"), TRUST.public)
    here.work()
    added = opened(here.keep())
    new = receipt.derive(receipt.read_code(again.changed_qr), TRUST.public.salt)
    assert isinstance(added, records.FollowUp)
    assert envelope.check_follow_up(added, new.signing_public, TRUST.scope)
    here.codes.forget()
    assert here.open(str(old)) == visit.CodeToChange(), "the next person was given the last one's new code"


def test_only_the_code_that_was_opened_last_is_said_to_be_opened_again(here: Visit) -> None:
    one, other = receipt.new_code(), receipt.new_code()
    told = [here.open(str(code)) for code in (one, one, other, one)]
    assert [event.again for event in told if isinstance(event, visit.MailboxOpened)] == [False, True, False, False]
