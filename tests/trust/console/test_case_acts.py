"""What the forms of a case ask and refuse, without a browser, and what they keep."""

from __future__ import annotations

import re
from datetime import date

import pytest
from litestar.datastructures import FormMultiDict
from markupsafe import escape
from sqlalchemy import select

from kiosk import envelope, records
from kiosk.trust import accounts
from kiosk.trust.casework import clocks, events, needs
from kiosk.trust.console import case_pages, case_words, entry
from kiosk.trust.console.acts import afterwards, conflicts
from kiosk.trust.console.acts.act import Asked
from kiosk.trust.console.acts.afterwards import UNREAD
from kiosk.trust.console.case_acts import ACTS
from kiosk.trust.console.case_fields import Filled
from kiosk.trust.store import tables
from tests.trust.casework.ward import NOW, Ward
from tests.trust.console.browserless import Client
from tests.trust.console.running import RunningTrust

BOX = b"M" * 16
RECORDED = events.Recorded(kinds=("C2",), review=date(2026, 12, 1))


def asked(ward: Ward, record: bytes, which: str = "") -> Asked:
    """What an act is given when the ward's reader does it."""
    return Asked(ward.open("ward", record), which, {}, ward.readers["ward"], NOW)


def filled(ward: Ward, slug: str, record: bytes, **form: str) -> Filled:
    """A form as it was read for the ward's reader."""
    sent = Filled(FormMultiDict({"csrf": "", **form}))
    ACTS[slug].read(asked(ward, record), sent)
    return sent


def test_a_case_is_not_proposed_to_close_while_a_message_waits(ward: Ward) -> None:
    record = ward.file(("ward",), mailbox=BOX)
    form = {"view": "satisfied", "reason": "done", "words": "It was talked over."}
    assert not filled(ward, "propose", record, **form).errors
    came = records.FollowUp(id=bytes(16), ward="willow", mailbox=BOX, kind="more")
    ward.file_inner(ward.inner(came, ("ward",)))
    assert filled(ward, "propose", record, **form).errors == {"view": UNREAD}


@pytest.mark.parametrize(("slug", "alone"), [("step-out", conflicts.ALONE), ("propose", afterwards.ALONE)])
def test_the_last_who_can_read_a_concern_is_told_what_comes_of_stepping_out_and_who_can_agree(
    ward: Ward, slug: str, alone: str
) -> None:
    record, me, lead = ward.file(("ward", "safeguarding")), ward.readers["ward"], ward.readers["safeguarding"]

    def told(*readers: bytes) -> bool:
        held = Asked(ward.open("ward", record), "", dict.fromkeys(readers, "name"), me, NOW)
        return any(alone in field.text for field in ACTS[slug].fields(held, Filled(FormMultiDict())))

    assert told(me)
    assert not told(me, lead)
    ward.write("ward", record, events.KeptOut(lead, "lead", "A conflict"))
    assert told(me, lead)


@pytest.mark.parametrize("kind", ["second_look", "worse"])
def test_a_second_look_waits_after_it_was_read_until_somebody_followed_it_up(
    ward: Ward, kind: records.FollowUpKind
) -> None:
    record = ward.file(("ward",), mailbox=BOX)
    ward.write("ward", record, RECORDED)
    came = records.FollowUp(id=bytes(16), ward="willow", mailbox=BOX, kind=kind)
    later = ward.file_inner(ward.inner(came, ("ward",)))
    ward.open("ward", record)  # where it is read
    (listed,) = ward.listed("ward")
    assert [need.what for need in listed.needs] == ["look_again", "review"]
    form = {"view": "satisfied", "reason": "done", "words": "It was talked over."}
    assert "follow that up first" in filled(ward, "propose", record, **form).errors["view"]
    act = ACTS["look-again"]
    assert not act.when(asked(ward, record))
    about = asked(ward, record, later.hex())
    assert act.when(about)
    event = act.read(about, Filled(FormMultiDict({"note": "Looked at again with the lead."})))
    assert event == events.LookedAgain(later, "Looked at again with the lead.")
    ward.write("ward", record, event)
    assert [need.what for need in ward.listed("ward")[0].needs] == ["review"]
    assert not act.when(asked(ward, record, later.hex()))
    assert not filled(ward, "propose", record, **form).errors


def test_the_home_page_and_the_list_warn_at_12_and_20_hours_by_both_clocks(ward: Ward) -> None:
    ward.file(("ward",))
    ward.file(("ward",), when_day="last_night")
    ward.write("ward", ward.file(("ward",)), RECORDED)
    came = tables.quarter_day_start(tables.quarter_day(NOW))
    night = clocks.event_start("last_night", came)
    assert night == came - 7 * 3600  # so the clock of the event is seven hours ahead of that of receipt
    for hours, tags in (
        (11.9, []),
        (12, ["12 hours gone"]),
        (19.9, ["12 hours gone", "12 hours gone"]),
        (20, ["12 hours gone", "20 hours gone"]),
        (24, ["12 hours gone", "24 hours have passed"]),
    ):
        now = night + hours * 3600
        found = ward.inbox("ward", now)
        clocked = [needs.pressing(each.row, now) for each in found.listed]
        assert sorted(case_words.CLOCKS[clock.state][0] for clock in clocked if clock is not None) == tags, hours
        assert entry.concern_counts(found, now).pressing == len(tags)


REAL = "Enter a real date, as day, month and year in numbers"


@pytest.mark.parametrize(
    ("year", "error"),
    [("2026", ""), ("26", "Enter the year with four numbers, such as 2026"), ("9" * 30, REAL), ("9" * 5_000, REAL)],
)
def test_a_date_that_is_none_is_said_and_breaks_nothing(year: str, error: str) -> None:
    sent = Filled(FormMultiDict({"happened-day": "3", "happened-month": "11", "happened-year": year}))
    assert (sent.read_day("happened", "") is None) == bool(error)
    assert sent.errors == ({"happened-day": error} if error else {})


def all_readers(trust: RunningTrust) -> list[accounts.Reader]:
    with trust.backend.store.read() as connection:
        return accounts.all_readers(connection)


def filed(trust: RunningTrust) -> set[bytes]:
    with trust.backend.store.read() as connection:
        return set(connection.execute(select(tables.filed_records.c.id)).scalars())


def test_what_was_written_stays_in_the_form_when_somebody_else_was_faster(trust: RunningTrust) -> None:
    before = filed(trust)
    trust.raise_concern()
    (record,) = filed(trust) - before
    address = f"/console/concerns/{record.hex()}/do"
    nurse, lead = Client(trust), Client(trust)
    nurse.sign_in("nurse")
    lead.sign_in("safeguarding")
    form = {"csrf": nurse.token(f"{address}/note"), "kinds": "C14", "words": "Talked with them", "view": "satisfied"}
    review = clocks.today(trust.clock.now + 7 * 86_400)
    form |= {"reason": "done", "review-day": str(review.day), "review-month": str(review.month)}
    form |= {"review-year": str(review.year)}
    assert nurse.post(f"{address}/record", form).status_code == 303
    assert nurse.post(f"{address}/propose", form).status_code == 303
    later = form | {"csrf": lead.token(f"{address}/note"), "words": "Written at length"}
    answer = lead.post(f"{address}/propose", later)
    assert answer.status_code == 422
    assert escape(case_pages.GONE) in answer.text
    assert "Written at length" in answer.text
    assert lead.get(f"{address}/propose").status_code == 404


def named(trust: RunningTrust, page: str) -> set[str]:
    """The accounts that a form offers."""
    return {name for name in trust.accounts if re.search(rf"<label[^>]*>\s*{name}\s*</label>", page)}


def test_nobody_hides_a_concern_from_those_who_stand_further_from_the_ward(trust: RunningTrust) -> None:
    """The reader whom it is about may be the first to open it."""
    before = filed(trust)
    trust.raise_concern(("ward", "safeguarding"), affected=("patient",))
    (record,) = filed(trust) - before
    address = f"/console/concerns/{record.hex()}/do"
    readers = {name: Client(trust) for name in ("nurse", "safeguarding", "advocate")}
    for name, client in readers.items():
        client.sign_in(name)
    offered = {name: named(trust, client.get(f"{address}/keep-out").text) for name, client in readers.items()}
    # The guardian reads no concern of a patient's, and governance and the administrator none.
    assert offered == {"nurse": set(), "safeguarding": {"nurse"}, "advocate": {"nurse", "safeguarding"}}
    form = {"csrf": readers["nurse"].token(f"{address}/note"), "reason": "They are not told"}
    ids = {reader.name: reader.id.hex() for reader in all_readers(trust)}
    assert readers["nurse"].post(f"{address}/keep-out", form | {"reader": ids["safeguarding"]}).status_code == 422
    form["csrf"] = readers["advocate"].token(f"{address}/note")
    assert readers["advocate"].post(f"{address}/keep-out", form | {"reader": ids["nurse"]}).status_code == 303
    # And nobody nearer to the ward than who kept somebody out lets them back.
    offered = {name: named(trust, client.get(f"{address}/let-back").text) for name, client in readers.items()}
    assert offered == {"nurse": set(), "safeguarding": set(), "advocate": {"nurse"}}


def test_what_came_later_is_read_in_its_case(trust: RunningTrust) -> None:
    before = filed(trust)
    trust.raise_concern(words="It was at night.", mailbox=BOX)
    (record,) = filed(trust) - before
    came = records.FollowUp(id=bytes(16), ward=trust.ward, mailbox=BOX, kind="more", words="And again.")
    trust.send(envelope.seal_for_readers(came, trust.keys_part(), ("ward", "safeguarding")))
    (later,) = filed(trust) - before - {record}
    nurse = Client(trust)
    nurse.sign_in("nurse")
    answer = nurse.get(f"/console/concerns/{later.hex()}")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/console/concerns/{record.hex()}")
    assert "And again." in nurse.get(answer.headers["location"]).text
