"""The check-in: two touches and Send, more for whoever likes, nothing that has to be answered, and a gentle offer after a low answer."""

from __future__ import annotations

import copy

import pytest
from msgspec.structs import replace

from kiosk import records, wardpack
from kiosk.charter.build import build_content
from kiosk.resources import resource_folder
from kiosk.tablet import pages, visit
from kiosk.wardpack import Profile
from tests.support.processes import REPOSITORY
from tests.tablet.journeys.walking import Person, content, english, ward

OPTIONAL = ("checkin.tell", "checkin.change", "checkin.reasons", "checkin.places")
PROFILES: tuple[Profile, ...] = ("adult", "young", "learning_disability")


def sealed(person: Person) -> records.CheckIn:
    (effect,) = person.took(visit.Seal)
    assert isinstance(effect, visit.Seal)
    assert isinstance(effect.record, records.CheckIn)
    assert effect.readers == ()
    records.encode(effect.record)
    return effect.record


def actions(person: Person) -> list[str]:
    return [action.id for action in person.page.actions]


def asking(*questions: wardpack.Question) -> Person:
    """A person on a ward that asks these questions."""
    made = replace(content(), questions=questions)
    return Person(ward(content=made, words=english().with_ward(made, live=False)))


def asked(name: str) -> wardpack.Question:
    return next(question for question in content().questions if question.id == f"checkin.{name}")


def answers(person: Person) -> Person:
    """Everything, from the first question to the page before Send."""
    person.chooses("checkin").chooses("visitor").chooses("mostly").chooses("yes").chooses("worse")
    return (
        person.chooses("close").chooses("help").presses("next").chooses("corridor").presses("next").at("checkin.send")
    )


def rows(person: Person) -> list[str]:
    block = person.page.block("review")
    assert isinstance(block, pages.Choices)
    return [choice.id for choice in block.options]


def faces(person: Person) -> list[tuple[str, str | None]]:
    block = person.page.block("checkin.safe")
    assert isinstance(block, pages.Choices)
    return [(choice.id, choice.picture) for choice in block.options]


class Counting(Person):
    """Counts what somebody touches."""

    touches = 0

    def happens(self, event: visit.Event, after: float = 0.1) -> Person:
        self.touches += isinstance(event, visit.Chose | visit.Pressed)
        return super().happens(event, after)


@pytest.mark.parametrize("size", [100, 140, 170, 200])
@pytest.mark.parametrize("form", ["plain", "easy"])
@pytest.mark.parametrize("profile", PROFILES)
def test_two_touches_say_how_safe_somebody_feels_and_a_third_sends(
    profile: Profile, form: pages.Form, size: int
) -> None:
    made = build_content(resource_folder("content"), "willow", "Willow Ward", "demo", 1, 0, 2**31, profile)
    words, start = english().with_ward(made, live=False), pages.Reading(form=form, size=size)
    person = Counting(ward(content=made, words=words, start=start))
    person.chooses("checkin")
    through_the_door = person.touches
    person.chooses("patient").chooses("unsure")
    assert not person.took(visit.Seal), "nothing goes before Send"
    record = sealed(person.presses("send").at("checkin.sent"))
    assert person.touches - through_the_door == 3
    assert (record.who, record.safe, record.tell) == ("patient", "unsure", None)
    assert (record.ward, record.questions, record.id) == ("willow", 2, visit.UNNAMED)


def test_all_questions_take_nine_touches_and_all_answers_are_in_the_record() -> None:
    person = Counting()
    answers(person)
    assert person.touches == 10, "the door, six questions, another reason, Next twice"
    assert rows(person) == ["checkin.who", "checkin.safe", *OPTIONAL]
    record = sealed(person.presses("send").at("checkin.sent"))
    assert (record.who, record.safe, record.tell, record.change) == ("visitor", "mostly", "yes", "worse")
    assert (record.reasons, record.places, record.form) == (("help", "close"), ("corridor",), "plain")


def test_the_readme_says_how_many_touches_it_takes() -> None:
    """Seconds by the keystroke-level model (Card, Moran and Newell, 1980): to decide 1.35, to point 1.1, to press 0.2."""
    alone, every = Counting(), Counting()
    alone.chooses("checkin").chooses("patient").chooses("yes").presses("send")
    answers(every)
    every.presses("send")
    nothing_to_decide = 2  # Next, twice
    lines = (REPOSITORY / "README.md").read_text().splitlines()
    shown = [[int(cell) for cell in line.split("|")[2:4]] for line in lines if line.startswith("| Wardlight, ")]
    assert shown == [
        [touches, round(1.35 * decided + 1.3 * touches)]
        for touches, decided in (
            (alone.touches, alone.touches),
            (every.touches, every.touches - nothing_to_decide),
        )
    ]


def test_from_the_second_answer_on_every_page_sends_what_was_said_until_then() -> None:
    said: dict[str, object] = {"who": "staff", "safe": "yes", "tell": None, "change": None, "reasons": (), "places": ()}
    person = Person().chooses("checkin").chooses("staff").chooses("yes")
    for page in OPTIONAL:
        person.at(page)
        assert actions(person) == ["skip", "send"], "Send is at the end, and nothing is in its way"
        assert all(action.stays == (action.id == "send") and not action.main for action in person.page.actions)
        name = page.removeprefix("checkin.")
        record = sealed(copy.copy(person).presses("send").at("checkin.sent"))
        person.took(visit.Seal)
        assert {field: getattr(record, field) for field in said} == said
        code = asked(name).options[0].code
        person.chooses(code)
        said[name] = (code,) if asked(name).multiple else code
        if asked(name).multiple:
            assert actions(person.at(page)) == ["next", "send"], "in the same places"
            person.presses("next")
    person.at("checkin.send")


def test_before_anything_is_said_there_is_no_send() -> None:
    person = Person().chooses("checkin")
    for page in ("checkin.who", "checkin.safe", *OPTIONAL, "checkin.send"):
        assert "send" not in actions(person.at(page))
        person = person.presses("skip") if page != "checkin.send" else person
    one = Person().chooses("checkin").chooses("patient")
    assert "send" not in actions(one.at("checkin.safe")), "the one question stays in front of whoever has come for it"


def test_reasons_and_places_may_be_several_or_none_and_are_taken_back_by_a_touch() -> None:
    person = Person().chooses("checkin").chooses("patient").chooses("no").presses("skip").presses("skip")
    person.chooses("words").chooses("staff").chooses("words").at("checkin.reasons")
    assert person.visit.draft.chosen("checkin.reasons") == ("staff",)
    person.chooses("staff")
    assert actions(person) == ["skip", "send"]
    person.chooses("staff").presses("next").at("checkin.places").presses("skip").at("checkin.send")
    person.chooses("checkin.reasons").at("checkin.reasons")
    assert actions(person) == ["take_out", "next"], "Send is on the page that this leads back to"
    person.chooses("privacy").presses("next").at("checkin.send")
    person.chooses("checkin.reasons").presses("take_out").at("checkin.send")
    person.chooses("checkin.safe").chooses("yes").at("checkin.send").presses("send")
    record = sealed(person)
    assert (record.safe, record.tell, record.change, record.reasons, record.places) == ("yes", None, None, (), ())


def test_skip_takes_an_answer_back_and_next_keeps_it() -> None:
    person = Person().chooses("checkin").chooses("patient").chooses("yes").chooses("no").presses("back")
    assert actions(person.at("checkin.tell")) == ["skip", "next", "send"]
    assert person.presses("next").presses("back").visit.draft.chosen("checkin.tell") == ("no",)
    person.presses("skip").at("checkin.change").presses("send")
    assert sealed(person).tell is None


def test_a_question_on_two_pages_is_gone_through_left_out_and_sent_from_either() -> None:
    long = replace(asked("reasons"), options=tuple(wardpack.Option(f"r{n}", "other") for n in range(12)))
    started = asking(asked("who"), asked("safe"), long, asked("places")).chooses("checkin").chooses("patient")
    person = started.chooses("yes").at("checkin.reasons").chooses("r1").presses("next").at("checkin.reasons.2")
    assert actions(person) == ["next", "send"]
    person.chooses("r11").presses("next").at("checkin.places").presses("back").at("checkin.reasons.2")
    person.presses("next").at("checkin.places").presses("send")
    assert sealed(person).reasons == ("r1", "r11")
    over = asking(asked("who"), asked("safe"), long, asked("places")).chooses("checkin").chooses("patient")
    over.chooses("yes").presses("skip").at("checkin.places")


def test_a_ward_whose_pack_is_older_is_asked_what_it_asks() -> None:
    person = asking(asked("who"), asked("safe"), asked("tell")).chooses("checkin")
    assert "Question \u20681\u2069 of \u20683\u2069" in person.reads
    person.chooses("patient").chooses("yes")
    assert actions(person.at("checkin.tell")) == ["skip", "send"]
    record = sealed(person.chooses("yes").at("checkin.send").presses("send"))
    assert (record.change, record.reasons, record.places) == (None, (), ())
    alone = asking(asked("safe")).chooses("checkin")
    assert "Question \u20681\u2069 of \u20681\u2069" in alone.reads
    record = sealed(alone.chooses("no").at("checkin.send").presses("send"))
    assert (record.who, record.safe) == (None, "no")


def test_a_scale_of_two_faces_has_the_milder_ones() -> None:
    two = replace(asked("safe"), easy=("yes", "no"))
    person = asking(two)
    person.happens(visit.WardChanged(ward=replace(person.visit.ward, start=pages.Reading(form="easy"))))
    assert faces(person.presses("leave").chooses("checkin")) == [("yes", "face4"), ("no", "face2")]


def test_one_answer_is_enough_and_what_is_not_said_is_not_sent() -> None:
    person = Person().chooses("checkin").presses("skip").chooses("yes").presses("send")
    record = sealed(person)
    assert (record.who, record.safe, record.tell) == ("unsaid", "yes", None)


def test_somebody_who_says_nothing_has_nothing_to_send() -> None:
    person = Person().chooses("checkin").skips_to("checkin.send")
    assert "send" not in actions(person)
    assert "nothing is sent" in person.reads


def test_an_answer_can_be_changed_before_it_is_sent() -> None:
    person = Person().chooses("checkin").chooses("staff").chooses("no").chooses("no").skips_to("checkin.send")
    person.chooses("checkin.safe").at("checkin.safe").chooses("yes").at("checkin.send")
    person.chooses("checkin.tell").presses("take_out").at("checkin.send").presses("send")
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
        assert sealed(person.chooses("no").presses("send")).form == "easy"


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
