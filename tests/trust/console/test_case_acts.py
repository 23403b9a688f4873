"""What the forms of a case ask and refuse, without a browser."""

from __future__ import annotations

from litestar.datastructures import FormMultiDict

from kiosk import records
from kiosk.trust.console.acts.act import Asked
from kiosk.trust.console.acts.afterwards import UNREAD
from kiosk.trust.console.case_acts import ACTS
from kiosk.trust.console.case_fields import Filled
from tests.trust.casework.ward import NOW, Ward

BOX = b"M" * 16


def filled(ward: Ward, slug: str, record: bytes, **form: str) -> Filled:
    """A form as it was read for the ward's reader."""
    sent = Filled(FormMultiDict({"csrf": "", **form}))
    ACTS[slug].read(Asked(ward.open("ward", record), "", {}, ward.readers["ward"], NOW), sent)
    return sent


def test_a_case_is_not_proposed_to_close_while_a_message_waits(ward: Ward) -> None:
    record = ward.file(("ward",), mailbox=BOX)
    form = {"view": "satisfied", "reason": "done", "words": "It was talked over."}
    assert not filled(ward, "propose", record, **form).errors
    came = records.FollowUp(id=bytes(16), ward="willow", mailbox=BOX, kind="worse")
    ward.file_inner(ward.inner(came, ("ward",)))
    assert filled(ward, "propose", record, **form).errors == {"view": UNREAD}
