"""The check-in: three touches and Send, nothing that has to be answered, and a gentle offer after a low answer."""

import pytest

from kiosk import records
from kiosk.tablet import pages, visit
from tests.tablet.journeys.walking import Person, ward


def sealed(person: Person) -> records.CheckIn:
    (effect,) = person.took(visit.Seal)
    assert isinstance(effect, visit.Seal)
    assert isinstance(effect.record, records.CheckIn)
    assert effect.readers == ()
    records.encode(effect.record)
    return effect.record


def faces(person: Person) -> list[tuple[str, str | None]]:
    block = person.page.block("checkin.safe")
    assert isinstance(block, pages.Choices)
    return [(choice.id, choice.picture) for choice in block.options]


def test_three_touches_and_send_make_a_check_in() -> None:
    person = Person().chooses("checkin").chooses("patient").chooses("mostly").chooses("unsure")
    assert not person.took(visit.Seal), "nothing goes before Send"
    record = sealed(person.presses("send").at("checkin.sent"))
    assert (record.who, record.safe, record.tell) == ("patient", "mostly", "unsure")
    assert (record.ward, record.questions, record.form) == ("willow", 1, "plain")
    assert record.id == visit.UNNAMED


def test_one_answer_is_enough_and_what_is_not_said_is_not_sent() -> None:
    person = Person().chooses("checkin").presses("skip").chooses("yes").presses("skip").presses("send")
    record = sealed(person)
    assert (record.who, record.safe, record.tell) == ("unsaid", "yes", None)


def test_somebody_who_says_nothing_has_nothing_to_send() -> None:
    person = Person().chooses("checkin").presses("skip").presses("skip").presses("skip").at("checkin.send")
    assert "send" not in [action.id for action in person.page.actions]
    assert "nothing is sent" in person.reads


def test_an_answer_can_be_changed_before_it_is_sent() -> None:
    person = Person().chooses("checkin").chooses("staff").chooses("no").chooses("no")
    person.chooses("checkin.safe").at("checkin.safe").chooses("yes").at("checkin.send")
    person.chooses("checkin.tell").presses("skip").at("checkin.send").presses("send")
    record = sealed(person)
    assert (record.who, record.safe, record.tell) == ("staff", "yes", None)


def test_the_scale_has_five_faces_and_in_easy_read_and_large_text_three() -> None:
    five = [("yes", "face5"), ("mostly", "face4"), ("unsure", "face3"), ("not_really", "face2"), ("no", "face1")]
    three = [("yes", "face4"), ("unsure", "face3"), ("no", "face2")]
    assert faces(Person().chooses("checkin").chooses("patient")) == five
    for start in (pages.Reading(form="easy"), pages.Reading(size=170), pages.Reading(size=200)):
        person = Person(ward(start=start)).chooses("checkin").chooses("patient")
        assert faces(person) == three
        assert "Not safe" in person.reads
        assert sealed(person.chooses("no").presses("skip").presses("send")).form == "easy"


def test_a_face_has_one_or_two_words() -> None:
    for form in ("plain", "easy"):
        person = Person(ward(start=pages.Reading(form=form))).chooses("checkin").chooses("patient")
        block = person.page.block("checkin.safe")
        assert isinstance(block, pages.Choices)
        assert all(len(choice.label.spoken.split()) <= 2 for choice in block.options)


def test_a_very_quick_answer_is_kept_and_flagged() -> None:
    quick = Person().chooses("checkin").chooses("patient").chooses("yes").chooses("yes").presses("send")
    assert sealed(quick).quick
    slow = Person().chooses("checkin").waits(6).chooses("patient").chooses("yes").chooses("yes").presses("send")
    assert not sealed(slow).quick


@pytest.mark.parametrize(
    ("safe", "tell", "offered"),
    [
        ("yes", "yes", False),
        ("unsure", "yes", False),
        ("no", "yes", True),
        ("not_really", "yes", True),
        ("yes", "no", True),
    ],
)
def test_after_a_low_answer_there_are_staff_telling_more_help_and_nothing(safe: str, tell: str, offered: bool) -> None:
    person = Person().chooses("checkin").chooses("patient").chooses(safe).chooses(tell).presses("send")
    after = [block for block in person.page.blocks if isinstance(block, pages.Choices)]
    assert bool(after) == offered
    if offered:
        assert [choice.id for choice in after[0].options] == ["call", "tell", "help", "nothing"]


def test_each_offer_does_what_it_says() -> None:
    def low() -> Person:
        return Person().chooses("checkin").presses("skip").chooses("no").presses("skip").presses("send")

    assert low().chooses("call").at("call.now").took(visit.Call)
    low().chooses("tell").at("concern.gate")
    low().chooses("help").at("help.first")
    assert low().chooses("nothing").at("home.doors").took(visit.Wipe)


def test_the_page_says_no_more_of_the_sending_than_is_known() -> None:
    person = Person().chooses("checkin").presses("skip").chooses("yes").presses("skip").presses("send")
    assert person.title == "Saving…"
    person.happens(visit.Stored(submission=b"x" * 16))
    assert person.title == "Saving…", "news of another submission is not news of this one"
    person.happens(visit.Sealed(submission=b"1" * 16)).happens(visit.NotStored(submission=b"1" * 16, reason="disk"))
    assert person.title == "Not saved yet"
    person.happens(visit.Stored(submission=b"1" * 16))
    assert person.title == "Saved on this tablet"
    person.happens(visit.Sent(submission=b"1" * 16))
    assert person.title == "The trust has it"


def test_a_record_of_every_answer_fits_what_the_seal_takes() -> None:
    for who in ("patient", "visitor", "staff"):
        for safe in ("yes", "mostly", "unsure", "not_really", "no"):
            person = Person().chooses("checkin").chooses(who).chooses(safe).chooses("no").presses("send")
            assert records.decode(records.encode(sealed(person)))
