"""Keeping a return code: made with every concern, shown, tried, and skipped at any step without losing anything."""

import re

import pytest
from msgspec.structs import replace

from kiosk import records
from kiosk.tablet import journeys, pages, visit
from kiosk.tablet.aloud import spoken
from kiosk.tablet.journeys.code import asked_for
from tests.tablet.journeys.walking import Person

GROUPS = tuple(
    pages.CodeGroup(digits, word)
    for digits, word in zip(
        ("407", "913", "226", "850", "174", "639", "058"),
        ("garden", "lemon", "window", "pencil", "river", "coat", "autumn"),
        strict=True,
    )
)
READY = visit.CodeReady(groups=GROUPS, qr="407913226850174639058")
ASKED = asked_for(visit.ReturnCode(groups=GROUPS))
GROUP = GROUPS[ASKED - 1]


def told(person: Person | None = None, helped: str = "") -> Person:
    """Somebody who has sent a concern of one answer."""
    person = (person or Person()).chooses("concern").chooses("no").promised()
    person.chooses("W1").presses("next").presses("skip").chooses("send")
    person = person.chooses(helped).presses("next") if helped else person.presses("skip")
    return person.presses("skip").presses("send").at("concern.sent")


def shown(helped: str = "") -> Person:
    return told(helped=helped).happens(READY).presses("get_code").at("code.show")


def code_of(person: Person) -> pages.Code:
    block = person.page.block("code")
    assert isinstance(block, pages.Code)
    return block


def test_a_code_is_made_with_every_concern_in_one_step_with_send_so_that_leaving_at_once_loses_nothing() -> None:
    person = told()
    derive, seal = (effect for effect in person.effects if isinstance(effect, visit.DeriveCode | visit.Seal))
    assert derive == visit.DeriveCode(helped=False)
    assert isinstance(seal, visit.Seal)
    assert seal.with_code


@pytest.mark.parametrize(("answer", "helped"), [("yes", True), ("no", False)])
def test_that_somebody_helps_is_known_when_the_code_is_made_and_said_where_it_is_shown(
    answer: str, helped: bool
) -> None:
    person = told(helped=answer)
    assert person.took(visit.DeriveCode) == [visit.DeriveCode(helped=helped)]
    person.happens(READY).presses("get_code")
    assert ("you get a new code when you next use this one" in person.reads) is helped


@pytest.mark.parametrize(("affected", "outside"), [("staff", "speak_up"), ("patient", "advocate")])
def test_the_code_is_made_for_the_reader_outside_the_ward_whom_the_concern_goes_to(affected: str, outside: str) -> None:
    person = Person().chooses("concern").chooses("no").promised().skips_to("concern.pause").chooses("more")
    person.chooses(affected).skips_to("concern.review").presses("send")
    (derive,), (seal,) = person.took(visit.DeriveCode), person.took(visit.Seal)
    assert isinstance(derive, visit.DeriveCode)
    assert isinstance(seal, visit.Seal)
    assert isinstance(seal.record, records.Concern)
    assert derive.outside == outside == records.outside_reader(seal.record)


def test_the_thanks_offer_the_code_and_say_what_it_is_for() -> None:
    person = told()
    assert "With a code you can read an answer here." in person.reads
    assert "nobody can find the answer for you" in person.reads
    assert [action.id for action in person.page.actions if action.main] == ["get_code"]


def test_where_nothing_was_sent_no_code_is_offered() -> None:
    person = told().happens(visit.Sealed(submission=b"1" * 16)).happens(READY)
    person.happens(visit.NotStored(submission=b"1" * 16, reason="seal"))
    assert "get_code" not in [action.id for action in person.page.actions]
    assert "With a code" not in person.reads


@pytest.mark.parametrize("beneath", [False, True])
def test_a_code_of_what_could_not_be_sent_is_taken_from_the_page(beneath: bool) -> None:
    person = shown().happens(visit.Sealed(submission=b"1" * 16))
    if beneath:
        person.presses("reading")
    person.happens(visit.NotStored(submission=b"1" * 16, reason="seal"))
    if beneath:
        person.at("reading.choices").presses("back")
    assert person.title == "This was not sent"
    assert "garden" not in person.reads


def test_a_code_that_could_not_be_made_leaves_nobody_waiting_for_it() -> None:
    person = told().presses("get_code").presses("reading").happens(visit.CodeRefused(reason="unpaired"))
    person.at("reading.choices").presses("back").at("concern.sent")


def test_until_it_is_made_the_page_says_that_it_takes_a_moment_and_then_shows_it_by_itself() -> None:
    person = told().presses("get_code").at("code.show")
    assert person.title == "One moment…"
    person.happens(READY)
    assert [group.digits for group in code_of(person).groups] == [group.digits for group in GROUPS]


def test_a_code_that_could_not_be_made_leads_back_to_what_was_sent() -> None:
    person = told().presses("get_code").happens(visit.CodeRefused(reason="unpaired")).at("concern.sent")
    assert "get_code" not in [action.id for action in person.page.actions]


def test_the_code_stands_there_as_seven_groups_as_words_and_as_a_qr_code_and_all_of_it_is_private() -> None:
    person = shown()
    assert len(code_of(person).groups) == 7
    qr = person.page.block("qr")
    assert isinstance(qr, pages.QrCode)
    assert (qr.data, qr.private, person.page.private) == ("407913226850174639058", True, True)
    assert "Keep it private." in person.reads
    heard = " ".join(text.spoken for text in spoken(person.page))
    assert not any(group.digits[0] + " " + group.digits[1] in heard or group.word in heard for group in GROUPS)
    in_private = [text.spoken for text in spoken(person.page, private=True) if re.match(r"code\.\d", text.id)]
    assert in_private[:4] == ["4 0 7", "garden", "9 1 3", "lemon"]


def test_the_word_of_a_group_is_said_in_english_whatever_the_page_is_in() -> None:
    there = replace(shown().visit, reading=pages.Reading(language="pl"))
    texts = {text.id: text.language for text in spoken(journeys.page(there), private=True)}
    assert (texts["code.0"], texts["code.0.word"]) == ("pl", "en")


def test_hidden_nothing_of_the_code_is_on_the_page() -> None:
    person = shown().presses("hide")
    assert code_of(person).hidden
    assert "qr" not in [block.id for block in person.page.blocks]
    assert "garden" not in " ".join(text.spoken for text in spoken(person.page, private=True))
    assert not code_of(person.presses("show")).hidden


def test_before_it_is_tried_the_page_says_where_it_works_and_how_to_keep_in_touch_after_leaving_the_ward() -> None:
    person = shown().presses("kept").at("code.where")
    for said in ("every tablet of this ward, and nowhere else", "Will you leave the ward soon?", "reach you safely"):
        assert said in person.reads
    assert "Nobody can find it again" in person.reads


ARABIC = {48 + number: 0x0660 + number for number in range(10)}


@pytest.mark.parametrize(
    "given",
    [
        *(GROUP.digits, GROUP.word.upper(), GROUP.digits.translate(ARABIC), f" {GROUP.digits[0]}-{GROUP.digits[1:]}."),
        *(" ".join(group.digits for group in GROUPS), " ".join(group.word for group in GROUPS)),
    ],
)
def test_one_group_typed_back_as_it_was_kept_or_all_of_the_code_ends_the_check(given: str) -> None:
    person = shown().presses("kept").presses("next").at("code.check")
    assert f"Group {ASKED}" in person.reads.replace("\u2068", "").replace("\u2069", "")
    person.happens(visit.Typed(entry="code.typed", text=given)).presses("next").at("code.right")
    person.presses("finish").at("home.doors")
    assert person.took(visit.Wipe) == [visit.Wipe(deep=False)], "the concern is not stored yet"


def test_a_wrong_group_is_met_kindly_and_the_code_can_be_seen_again() -> None:
    person = shown().presses("kept").presses("next").types("000").presses("next").at("code.check")
    assert "Look at your code again, and try once more." in person.reads
    entry = person.page.block("code.typed")
    assert isinstance(entry, pages.TextEntry)
    assert entry.value == ""
    person.presses("look_again").at("code.show").presses("kept").presses("next").at("code.check")
    assert "That is not" not in person.reads


@pytest.mark.parametrize("steps", [("skip",), ("kept",), ("kept", "next")])
def test_each_step_can_be_skipped_and_whoever_saw_the_code_hears_how_far_it_reaches(steps: tuple[str, ...]) -> None:
    person = shown()
    person.presses(steps[0]).at("code.where")
    for step in steps[1:]:
        person.presses(step)
    person.presses("skip").at("concern.sent")
    person.presses("get_code").at("code.show")


def test_leaving_forgets_the_code_and_wipes_deeply_once_the_concern_is_stored() -> None:
    person = shown().happens(visit.Sealed(submission=b"1" * 16)).happens(visit.Stored(submission=b"1" * 16))
    person.presses("leave")
    assert person.took(visit.Wipe) == [visit.Wipe(deep=True)]
    assert (person.visit.code, person.visit.mailbox) == (visit.ReturnCode(), visit.Mailbox())


def test_a_code_that_was_made_for_somebody_who_has_left_is_never_shown_to_the_next_person() -> None:
    person = told().presses("leave").happens(READY)
    assert person.visit.code == visit.ReturnCode()


def test_writing_it_down_takes_time_so_the_page_stays_longer_than_others() -> None:
    person = shown().waits(120).at("code.show")
    person.waits(61)
    assert journeys.page(person.visit).id == "still_there.page"
    assert shown().presses("hide").waits(61).page.id == "still_there.page"
