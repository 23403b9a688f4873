"""What comes with a return code: proved or not, always kept; a changed code takes its case along; the database alone is not believed."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from msgspec.structs import replace
from sqlalchemy import insert, select, update

from kiosk import envelope, receipt, records
from kiosk.trust import follow_ups, mailboxes
from kiosk.trust.casework import settling
from kiosk.trust.casework.case_file import CaseFile
from kiosk.trust.store import tables
from kiosk.trust.store.database import migrate, open_store
from tests.trust.casework.ward import NOW, QUARTER, Ward

READERS: tuple[records.ReaderGroup, ...] = ("safeguarding", "outside")


@pytest.fixture
def ward(tmp_path: Path) -> Iterator[Ward]:
    store = open_store(f"sqlite:///{tmp_path / 'trust.sqlite3'}")
    migrate(store)
    yield Ward(store)
    store.close()


def code() -> receipt.Keys:
    """What a return code derives to; the derivation itself has its own tests."""
    key = envelope.PrivateKey(secrets.token_bytes(envelope.SEED_BYTES))
    return receipt.Keys(secrets.token_bytes(16), key, Ed25519PrivateKey.generate())


def told(ward: Ward, keys: receipt.Keys, words: str = "It happened at night.") -> bytes:
    """A concern of the holder of this code."""
    return ward.file(
        READERS,
        words=words,
        mailbox=keys.mailbox,
        reply_key=keys.reply.public,
        signing_key=keys.signing_public,
    )


def added(
    ward: Ward, keys: receipt.Keys, kind: records.FollowUpKind, *, signer: receipt.Keys | None = None, at: float = NOW,
    new: receipt.Keys | None = None, **fields: object,
) -> bytes:  # fmt: skip
    follow_up = records.FollowUp(id=secrets.token_bytes(16), ward="willow", mailbox=keys.mailbox, kind=kind)
    if new is not None:
        public = {"reply_key": new.reply.public, "signing_key": new.signing_public}
        follow_up = replace(follow_up, new_mailbox=new.mailbox, **public)
    follow_up = replace(follow_up, **fields)
    signed = envelope.sign_follow_up(follow_up, (signer or keys).signing, ward.trust.scope("willow"))
    return ward.file_inner(ward.inner(signed, READERS), at)


def kinds(file: CaseFile) -> dict[str, bool | None]:
    return {each.record.kind: each.proven for each in file.follow_ups if each.record is not None}


def write(ward: Ward, file: CaseFile, number: int, words: str = "Thank you.") -> None:
    with ward.store.write() as connection:
        follow_ups.write(connection, ward.trust, "willow", file.concern, number, words, NOW, ward_reads=True)


def received(ward: Ward, keys: receipt.Keys) -> list[records.Reply]:
    """What the holder of this code reads on a tablet."""
    scope = ward.trust.scope("willow")
    with ward.store.read() as connection:
        made = mailboxes.make_set(connection, ward.trust, "willow", NOW)
    opened = (envelope.open_place(place, keys.mailbox, scope) for place in made.places)
    found = [envelope.open_reply(sealed, keys.reply, keys.mailbox, scope) for sealed in opened if sealed is not None]
    return sorted(found, key=lambda reply: reply.number)


def test_what_the_holder_of_the_code_adds_is_proved_and_what_somebody_else_adds_is_kept_and_said_so(ward: Ward) -> None:
    mine, stranger = code(), code()
    concern = told(ward, mine)
    added(ward, mine, "worse", words="It happened again.")
    added(ward, mine, "take_back", signer=stranger, words="Forget it.")
    file = ward.open("outside", concern)
    assert kinds(file) == {"worse": True, "take_back": False}
    assert [listed.id for listed in ward.listed("outside")] == [concern]
    assert ward.open("outside", concern).concern.words == "It happened at night.", "taken back is not taken out"


def test_a_reply_reaches_the_person_and_says_who_reads(ward: Ward) -> None:
    mine = code()
    file = ward.open("outside", told(ward, mine))
    write(ward, file, 1, "We believe you.")
    (reply,) = received(ward, mine)
    assert (reply.number, reply.words, reply.ward_reads, reply.at) == (1, "We believe you.", True, 0)
    with pytest.raises(mailboxes.AlreadyPosted):
        write(ward, file, 1, "Other words.")


def test_who_wanted_no_code_cannot_be_written_to(ward: Ward) -> None:
    file = ward.open("outside", ward.file(READERS, words="No code."))
    assert file.reach == follow_ups.Reach()
    with pytest.raises(follow_ups.NoCode):
        write(ward, file, 1)


def test_a_concern_that_was_changed_takes_the_list_from_nobody_when_something_comes_for_it(ward: Ward) -> None:
    mine = code()
    concern, other = told(ward, mine), told(ward, code())
    ward.listed("outside")
    with ward.store.write() as connection:
        chosen = tables.filed_records.c.id == concern
        inner = connection.execute(select(tables.filed_records.c.inner).where(chosen)).scalar_one()
        changed = inner[:-1] + bytes([inner[-1] ^ 1])
        connection.execute(update(tables.filed_records).where(chosen).values(inner=changed))
    added(ward, mine, "read_it", to=1)
    assert other in {listed.id for listed in ward.listed("outside")}


def read_marks(ward: Ward) -> dict[int, int | None]:
    held = tables.mailbox_replies.c
    with ward.store.read() as connection:
        return {
            row.number: row.read_quarter_day for row in connection.execute(select(held.number, held.read_quarter_day))
        }


def test_only_the_persons_own_button_says_that_a_reply_was_read(ward: Ward) -> None:
    mine, stranger = code(), code()
    file = ward.open("outside", told(ward, mine))
    for number in (1, 2, 3):
        write(ward, file, number)
    received(ward, mine)
    added(ward, mine, "read_it", signer=stranger, to=3)
    ward.listed("outside")
    assert read_marks(ward) == {1: None, 2: None, 3: None}
    added(ward, mine, "read_it", to=2, at=NOW + QUARTER)
    ward.listed("outside")  # nobody has to open the case for it
    quarter = tables.quarter_day(NOW + QUARTER)
    assert read_marks(ward) == {1: quarter, 2: quarter, 3: None}


def test_a_changed_code_takes_its_case_along_and_the_old_mailbox_says_when(ward: Ward) -> None:
    old, new = code(), code()
    concern = told(ward, old)
    write(ward, ward.open("outside", concern), 1, "Before.")
    added(ward, old, "new_code", new=new, at=NOW + QUARTER)
    added(ward, new, "more", words="With the new code.", at=NOW + QUARTER)
    ward.listed("outside")
    write(ward, ward.open("outside", concern), 2, "After.")
    notice, before = received(ward, old)
    assert (notice.kind, notice.number, notice.at) == ("code_opened", 0, tables.quarter_day(NOW + QUARTER) * QUARTER)
    assert before.words == "Before."
    assert [reply.words for reply in received(ward, new)] == ["After."]
    file = ward.open("outside", concern)
    assert kinds(file) == {"new_code": True, "more": True}
    assert [listed.id for listed in ward.listed("outside")] == [concern]
    assert not file.reach.contested
    assert [one.mailbox for one in file.reach.before] == [old.mailbox]


def test_the_holder_of_the_old_code_is_still_heard(ward: Ward) -> None:
    old, new = code(), code()
    concern = told(ward, old)
    added(ward, old, "new_code", new=new)
    ward.listed("outside")
    added(ward, old, "more", words="Somebody else has used my code.")
    assert kinds(ward.open("outside", concern)) == {"new_code": True, "more": True}


def test_a_code_that_two_people_changed_is_said_to_be_contested_and_both_are_answered(ward: Ward) -> None:
    old, one, other = code(), code(), code()
    concern = told(ward, old)
    added(ward, old, "new_code", new=one)
    added(ward, old, "new_code", new=other)
    file = ward.open("outside", concern)
    assert file.reach.contested
    write(ward, file, 1, "Thank you.")
    assert [reply.words for reply in received(ward, one)] == [reply.words for reply in received(ward, other)]
    assert [reply.kind for reply in received(ward, old)] == ["code_opened"]


def test_a_change_that_came_before_its_concern_is_done_when_the_concern_is_there(ward: Ward) -> None:
    old, new = code(), code()
    added(ward, old, "new_code", new=new)
    ward.listed("outside")
    concern = told(ward, old)
    ward.listed("outside")
    file = ward.open("outside", concern)
    assert [one.mailbox for one in file.reach.now] == [new.mailbox]


def test_whoever_writes_to_the_database_alone_cannot_turn_replies_to_themselves(ward: Ward) -> None:
    mine, thief = code(), code()
    concern = told(ward, mine)
    change = records.FollowUp(
        id=bytes(16), ward="willow", mailbox=mine.mailbox, kind="new_code", reply_key=thief.reply.public,
        signing_key=thief.signing_public, new_mailbox=thief.mailbox,
    )  # fmt: skip
    signed = envelope.sign_follow_up(change, thief.signing, ward.trust.scope("willow"))
    box = envelope.code_box(mine.signing_public)  # which they do not even have
    info = ward.trust.scope("willow").binding("code change", mine.mailbox)
    sealed = [box.seal(records.encode(each), follow_ups.PROOF_BYTES, info) for each in (change, signed)]
    with ward.store.write() as connection:
        for number, proof in enumerate((records.encode(change), records.encode(signed), *sealed, b"\xc1")):
            row = {"mailbox": mine.mailbox, "new_mailbox": bytes([number]) * 16, "proof": proof}
            connection.execute(insert(tables.code_changes).values(**row))
    file = ward.open("outside", concern)
    assert [one.mailbox for one in file.reach.now] == [mine.mailbox]
    write(ward, file, 1)
    assert received(ward, thief) == []
    assert len(received(ward, mine)) == 1


def test_the_database_names_no_key_to_which_a_false_reply_could_be_sealed(ward: Ward) -> None:
    old, new, newer = code(), code(), code()
    told(ward, old)
    added(ward, old, "new_code", new=new)
    added(ward, new, "new_code", new=newer, language="prs")
    ward.listed("outside")
    with ward.store.read() as connection:
        proofs = [bytes(proof) for proof in connection.execute(select(tables.code_changes.c.proof)).scalars()]
    assert [len(proof) for proof in proofs] == [follow_ups.PROOF_BYTES] * 2
    for keys in (old, new, newer):
        assert not any(part in proof for proof in proofs for part in (keys.reply.public[:32], keys.signing_public))


def test_a_change_of_code_with_words_is_shown_and_changes_nothing(ward: Ward) -> None:
    """No tablet makes one. Its words are for those who opened the concern, and would lie in a table that outlives it."""
    old, new = code(), code()
    concern = told(ward, old)
    added(ward, old, "new_code", new=new, words="Words.")
    file = ward.open("outside", concern)
    assert kinds(file) == {"new_code": True}
    assert [one.mailbox for one in file.reach.now] == [old.mailbox]


def test_a_change_to_a_mailbox_that_another_concern_named_takes_nothing_from_it(ward: Ward) -> None:
    mine, theirs = code(), code()
    first, second = told(ward, mine), told(ward, theirs, "Another person's.")
    added(ward, mine, "new_code", new=theirs)
    added(ward, theirs, "more", words="Of the second.")
    ward.listed("outside")
    assert "more" not in kinds(ward.open("outside", first))
    assert kinds(ward.open("outside", second))["more"] is True


def test_with_the_case_all_of_its_replies_and_changes_go(ward: Ward) -> None:
    old, new = code(), code()
    concern = told(ward, old)
    added(ward, old, "new_code", new=new)
    file = ward.open("outside", concern)
    write(ward, file, 1)
    with ward.store.write() as connection:
        settling.forget_replies(connection, ward.trust, ward.held["outside"], concern)
        assert connection.execute(select(tables.mailbox_replies)).all() == []
        assert connection.execute(select(tables.code_changes)).all() == []
