"""Raising a concern: the danger gate, the promise, questions that can be left out, own words, who reads it, and Send."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk import records, wardpack
from kiosk.charter.build import build_content
from kiosk.records import WORDS_MOST_BYTES, WORDS_MOST_CHARACTERS
from kiosk.resources import resource_folder
from kiosk.tablet import pages, visit
from tests.tablet.journeys.walking import Person, content, english, ward


def asked() -> Person:
    """At the first question."""
    person = Person().chooses("concern").chooses("no").promised()
    return person.at("concern.about")


def to(page: str) -> Person:
    """Skips to a page."""
    return asked().skips_to(page)


def sealed(person: Person) -> tuple[records.Concern, tuple[str, ...]]:
    (effect,) = person.took(visit.Seal)
    assert isinstance(effect, visit.Seal)
    assert isinstance(effect.record, records.Concern)
    records.encode(effect.record)
    return effect.record, effect.readers


def test_the_danger_gate_comes_first_and_yes_calls_staff_at_once() -> None:
    person = Person().chooses("concern").at("concern.gate").chooses("yes").at("call.now")
    assert person.took(visit.Call)
    person.presses("back").at("concern.gate")


@pytest.mark.parametrize("answer", ["yes", "no"])
def test_the_answer_at_the_gate_is_kept_nowhere(answer: str) -> None:
    person = Person().chooses("concern").chooses(answer)
    assert person.visit.draft == visit.Draft()


def test_nobody_reaches_a_question_before_the_promise_was_shown() -> None:
    person = Person().chooses("concern").presses("skip").at("concern.promise")
    first = person.reads
    second = person.presses("carry_on").at("concern.then").reads
    third = person.presses("carry_on").at("concern.more").reads
    for said in ("Who reads it.", "Who cannot.", "people may still guess"):
        assert said.lower() in first.lower()
    for said in ("we may have to act", "Nobody watches this live", "within a day", "with a code you can read"):
        assert said.lower() in second.lower()
    for said in ("see which tablet", "quarter of an hour", "does not keep that", "something to readers"):
        assert said.lower() in third.lower(), "what a live backend sees: tablet, quarter of an hour, kind"
    for said in ("stop at any time", "ward cameras", "You can have help.", "Spare keys."):
        assert said.lower() in third.lower()
    person.presses("carry_on").at("concern.about")


@pytest.mark.parametrize("form", ["plain", "easy"])
@pytest.mark.parametrize("profile", ["adult", "young", "learning_disability"])
def test_everything_that_has_to_be_said_first_is_said_to_everybody(profile: wardpack.Profile, form: pages.Form) -> None:
    made = build_content(resource_folder("content"), "willow", "Willow Ward", "demo", 1, 0, 2**31, profile)
    words = english().with_ward(made, live=False)
    person = Person(ward(content=made, words=words, start=pages.Reading(form=form))).chooses("concern").chooses("no")
    said = ""
    while person.page.id != "concern.about":
        said += " " + person.reads.lower()
        person.presses("carry_on")
    for either in (
        ("safeguarding staff", "child safety staff", "staff who keep children safe"),
        ("someone outside",),
        ("the ward team, unless you say so",),  # cannot read it
        ("the people who run the computers", "the people who look after the computers"),
        ("but the ward is small. people may still guess who wrote it",),
        (
            "we may have to act, even if you do not want it",
            "then we may act",
            "we have to tell other adults",
            "then we tell",
        ),
        ("nobody watches this live", "no one looks at this right now"),
        ("within a day", "in one day"),
        ("with a code you can read",),
        ("see which tablet sent",),
        ("in which quarter of an hour",),
        ("two people keep spare keys", "two people with spare keys"),
    ):
        assert any(words in said for words in either), either


def test_whoever_does_not_want_to_go_on_after_the_promise_goes_home() -> None:
    Person().chooses("concern").chooses("no").presses("not_now").at("home.doors")


def test_one_answer_is_enough_to_send() -> None:
    person = (
        asked()
        .chooses("W1")
        .presses("next")
        .presses("skip")
        .chooses("send")
        .skips_to("concern.review")
        .at("concern.review")
    )
    record, readers = sealed(person.presses("send").at("concern.sent"))
    assert record.about == ("W1",)
    assert (record.kinds, record.places, record.words, record.harm_body, record.when_day) == ((), (), "", None, None)
    assert readers == ("safeguarding", "outside")


def test_whoever_tells_of_force_hears_at_once_that_they_are_believed_and_what_helps_most_soon() -> None:
    forced = asked().chooses("W3").presses("next").presses("next").chooses("C7").presses("next").presses("next")
    read = forced.chooses("send").skips_to("concern.review").presses("send").at("concern.sent").reads
    assert read.index("You are not to blame.") < read.index("A sexual assault centre can help you") < read.index("rest")
    stared = asked().chooses("W3").presses("next").chooses("C2").presses("next").presses("next").presses("next")
    read = stared.chooses("send").skips_to("concern.review").presses("send").at("concern.sent").reads
    assert "You are not to blame." in read
    assert "A sexual assault centre" not in read


def test_a_few_own_words_alone_are_enough_to_send() -> None:
    person = to("concern.pause").chooses("words").types("It was in the lounge.").presses("next")
    record, _ = sealed(person.skips_to("concern.review").presses("send"))
    assert record.words == "It was in the lounge."


def test_every_answer_comes_into_the_record_in_the_order_of_the_ward_and_under_its_code() -> None:
    person = asked().chooses("W4").chooses("W3").presses("next").chooses("C2").presses("next").chooses("C9")
    person.presses("next").chooses("C12").chooses("C11").presses("next").chooses("more").chooses("patient").presses(
        "next"
    ).chooses("staff").presses("next").presses("next")
    person.chooses("shared").chooses("bedroom").presses("next").chooses("this_week").presses("next").chooses("night")
    person.presses("next").chooses("more").chooses("1").presses("next").chooses("9").presses("next")
    person.at("concern.support").chooses("talk").presses("next").chooses("doctor").presses("next").presses("next")
    person.presses("skip").at("concern.may_ask").chooses("yes").presses("next")
    person.at("concern.helped").chooses("yes").presses("next").chooses("with_ward").presses("next")
    person.at("concern.review").presses("next").presses("send")
    record, readers = sealed(person)
    assert record.about == ("W3", "W4")
    assert record.kinds == ("C2", "C9", "C11", "C12")
    assert (record.affected, record.initiator) == (("patient",), ("staff",))
    assert record.places == ("bedroom", "shared")
    assert (record.when_day, record.when_time) == ("this_week", ("night",))
    assert (record.harm_feelings, record.harm_body) == (1, 9)
    assert record.support == ("talk", "doctor")
    assert (record.may_ask, record.helped) == (True, True)
    assert readers == ("ward", "safeguarding", "outside")


def test_the_codes_of_the_taxonomy_are_whole() -> None:
    codes = {question.id: [option.code for option in question.options] for question in content().questions}
    assert codes["concern.about"] == [f"W{n}" for n in range(1, 8)]
    assert codes["concern.kinds"] == [f"C{n}" for n in range(1, 15)]


def test_choosing_an_answer_again_takes_it_back_and_one_choice_replaces_another() -> None:
    person = asked().chooses("W1").chooses("W2").chooses("W1")
    assert person.visit.draft.chosen("concern.about") == ("W2",)
    person = to("concern.when_day").chooses("today").chooses("longer")
    assert person.visit.draft.chosen("concern.when_day") == ("longer",)
    assert person.chooses("longer").visit.draft.chosen("concern.when_day") == ()


def test_answers_can_be_changed_and_taken_out_from_the_review_page() -> None:
    person = to("concern.places").chooses("bedroom").presses("next").chooses("today").presses("next")
    person.skips_to("concern.review").chooses("concern.places").chooses("bedroom").chooses("trip").presses("next").at(
        "concern.review"
    )
    person.chooses("concern.when_day").presses("take_out").at("concern.review")
    record, _ = sealed(person.presses("send"))
    assert (record.places, record.when_day) == (("trip",), None)


@pytest.mark.parametrize(("size", "rows"), [(100, 3), (200, 7)])
def test_all_that_was_chosen_stands_on_the_review_page_on_as_many_rows_as_it_needs(size: int, rows: int) -> None:
    person = Person(ward(start=pages.Reading(size=size))).chooses("concern").chooses("no").promised()
    person.presses("skip").at("concern.kinds")
    chosen = []
    while person.page.id.startswith("concern.kinds"):
        block = person.page.block("concern.kinds")
        assert isinstance(block, pages.Choices)
        for option in block.options:
            chosen.append(option.label.spoken)
            person.chooses(option.id)
        person.presses("next")
    person.chooses("send").skips_to("concern.review")
    block = person.page.block("review")
    assert isinstance(block, pages.Choices)
    told = [option for option in block.options if option.id.startswith("concern.kinds")]
    assert len(told) == rows
    assert "; ".join(option.detail.spoken for option in told if option.detail) == "; ".join(chosen)
    assert len({option.label.id for option in told}) == rows, "two things of one name cannot be told apart"
    person.chooses(told[-1].id).at("concern.kinds").presses("take_out").at("concern.review")


def test_from_the_review_page_all_pages_of_a_long_question_lead_back_to_it() -> None:
    person = asked().presses("skip").chooses("C1").presses("next").presses("next").presses("next")
    person.chooses("send").skips_to("concern.review").chooses("concern.kinds").presses("next").at("concern.kinds.2")
    person.presses("next").at("concern.kinds.3").chooses("C14").presses("next")
    person.at("concern.review").presses("send")
    assert sealed(person)[0].kinds == ("C1", "C14")


def test_a_worker_as_initiator_brings_the_suggestion_to_keep_it_from_the_ward_and_no_choice_is_made() -> None:
    person = to("concern.initiator").chooses("staff").presses("next")
    person.skips_to("concern.readers")
    assert "We suggest that the ward team does not read it." in person.reads
    assert "someone outside always can" in person.reads
    block = person.page.block("concern.readers")
    assert isinstance(block, pages.Choices)
    assert not any(choice.chosen for choice in block.options)
    assert "We suggest" not in to("concern.readers").reads


@pytest.mark.parametrize("size", [100, 140, 170, 200])
def test_the_suggestion_stands_where_large_letters_do_not_push_it_off_the_page(size: int) -> None:
    person = Person(ward(start=pages.Reading(size=size))).chooses("concern").chooses("no").promised()
    person.skips_to("concern.initiator").chooses("staff").presses("next").skips_to("concern.readers")
    assert "We suggest that the ward team does not read it." in person.reads
    assert "someone outside always can" in person.reads
    texts = [block.id for block in person.page.blocks if isinstance(block, pages.Text)]
    assert texts == (["concern.readers.suggest"] if size > 100 else [])


def test_a_worker_who_is_named_after_the_ward_team_was_chosen_brings_the_suggestion_to_the_review_page() -> None:
    person = asked().chooses("W1").presses("next").presses("skip").chooses("send").presses("skip")
    person.chooses("with_ward").presses("next").at("concern.review")
    assert "We suggest" not in person.reads
    person.chooses("others").chooses("initiator").chooses("staff").presses("next").presses("next").at("concern.review")
    assert "We suggest that the ward team does not read it." in person.reads
    assert sealed(person.presses("send"))[1] == ("ward", "safeguarding", "outside"), "never chosen for the person"


def test_someone_outside_the_ward_always_reads_it_and_the_page_says_so_first() -> None:
    person = to("concern.readers")
    assert "someone outside always can" in person.reads
    for choice, expected in (
        ("not_ward", ("safeguarding", "outside")),
        ("with_ward", ("ward", "safeguarding", "outside")),
    ):
        chosen = (
            asked()
            .chooses("W1")
            .presses("next")
            .presses("skip")
            .chooses("send")
            .presses("skip")
            .chooses(choice)
            .presses("next")
        )
        told = "The ward team cannot read it" if choice == "not_ward" else "and the ward team can read it"
        assert told in chosen.reads
        assert sealed(chosen.presses("send"))[1] == expected


@pytest.mark.parametrize(
    ("feelings", "body", "asked_for"),
    [("0", "0", False), ("1", "2", False), ("2", "0", True), ("0", "3", True), ("9", "9", False)],
)
def test_great_harm_brings_the_offer_of_somebody_now(feelings: str, body: str, asked_for: bool) -> None:
    person = to("concern.harm_feelings").chooses(feelings).presses("next").chooses(body).presses("next")
    assert (person.page.id == "concern.care") == asked_for
    if asked_for:
        person.chooses("yes").at("call.now").presses("back").at("concern.care").chooses("no").at("concern.support")


@pytest.mark.parametrize(("name", "harm", "asked_for"), [("harm_body", "3", True), ("harm_feelings", "1", False)])
def test_great_harm_that_is_told_from_the_review_page_brings_the_offer_too(
    name: str, harm: str, asked_for: bool
) -> None:
    person = asked().chooses("W1").presses("next").presses("skip").chooses("send").skips_to("concern.review")
    offered = person.chooses("others").page.block("others")
    while not any(option.id == name for option in offered.options):  # type: ignore[union-attr]
        offered = person.presses("next").page.block("others")
    person.chooses(name).chooses(harm).presses("next")
    assert (person.page.id == "concern.care") == asked_for
    if asked_for:
        person.chooses("no")
    person.at("concern.review")


def test_good_news_is_asked_little_and_nobody_is_told_that_they_are_not_to_blame() -> None:
    person = asked().chooses("W7").presses("next").at("concern.places").presses("next").at("concern.words")
    person.skips_to("concern.review").presses("send").at("concern.sent")
    assert "went well" in person.reads
    assert "blame" not in person.reads


def test_whoever_tells_us_of_harm_reads_that_they_were_right_and_are_not_to_blame() -> None:
    person = (
        asked().chooses("W3").presses("next").presses("skip").chooses("send").skips_to("concern.review").presses("send")
    )
    assert "You were right to tell us. You are not to blame." in person.reads


def test_every_page_of_a_question_has_skip_or_a_way_to_take_it_out() -> None:
    person = asked()
    while person.page.id != "concern.review":
        assert {"skip", "take_out"} & {action.id for action in person.page.actions}
        person.presses("skip")


def test_own_words_are_private_and_typing_them_makes_the_wipe_a_deep_one() -> None:
    person = to("concern.words").types("secret")
    assert person.page.private
    person.presses("leave")
    assert person.took(visit.Wipe) == [visit.Wipe(deep=True)]
    assert "secret" not in repr(person.visit)


def test_without_own_words_the_wipe_is_a_light_one() -> None:
    assert asked().chooses("W1").presses("leave").took(visit.Wipe) == [visit.Wipe(deep=False)]


def test_typing_stops_at_what_a_record_holds_and_the_page_says_how_much_is_left() -> None:
    person = to("concern.words")
    entry = person.page.block("concern.words")
    assert isinstance(entry, pages.TextEntry)
    assert entry.left is None
    person.happens(visit.Typed(entry="concern.words", text="a" * (WORDS_MOST_CHARACTERS - 10)))
    entry = person.page.block("concern.words")
    assert isinstance(entry, pages.TextEntry)
    assert entry.left is not None
    assert "10" in entry.left.spoken
    person.happens(visit.Typed(entry="concern.words", text="b" * 50))
    entry = person.page.block("concern.words")
    assert isinstance(entry, pages.TextEntry)
    assert len(entry.value) == WORDS_MOST_CHARACTERS


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=3_000), st.text(alphabet="😀नमस्ते한글🇬🇧é\n ", max_size=4_000))
def test_whatever_is_typed_can_be_sent(first: str, second: str) -> None:
    person = to("concern.words")
    for text in (first, second):
        person.happens(visit.Typed(entry="concern.words", text=text))
    words = person.visit.draft.words.value
    assert len(words) <= WORDS_MOST_CHARACTERS
    assert len(words.encode("utf-8")) <= WORDS_MOST_BYTES
    person.presses("next").skips_to("concern.review")
    if words.strip():
        assert sealed(person.presses("send"))[0].words == words.strip()


def test_the_keyboard_gives_capitals_at_the_start_of_a_sentence_and_layers_of_signs() -> None:
    person = to("concern.words").types("Hello there. How's it? £5\n- Ok")
    assert person.visit.draft.words.value == "Hello there. How's it? £5\n- Ok"
    person.happens(visit.Typed(entry="concern.words", key="rub")).happens(
        visit.Typed(entry="concern.words", key="left")
    )
    person.happens(visit.Typed(entry="concern.words", text="X"))
    assert person.visit.draft.words.value.endswith("- XO")


def test_once_sent_the_answers_are_gone_and_back_does_not_bring_them_again() -> None:
    person = to("concern.words").types("secret").presses("next").skips_to("concern.review").presses("send")
    person.took(visit.Seal)
    assert "secret" not in repr(person.visit)
    person.presses("back").at("home.doors")
    assert not person.took(visit.Seal)


def test_leaving_before_it_is_stored_loses_nothing_and_the_deep_wipe_waits_for_it() -> None:
    person = to("concern.words").types("secret").presses("next").skips_to("concern.review").presses("send")
    person.happens(visit.Sealed(submission=b"1" * 16)).presses("leave").at("home.doors")
    assert person.took(visit.Wipe) == [visit.Wipe(deep=False)]
    person.chooses("charter").happens(visit.Stored(submission=b"1" * 16))
    assert not person.took(visit.Wipe), "nobody's visit is cut short for it"
    person.presses("leave")
    assert person.took(visit.Wipe) == [visit.Wipe(deep=True)]


def test_leaving_before_it_is_even_sealed_loses_nothing_either() -> None:
    person = (
        to("concern.words").types("secret").presses("next").skips_to("concern.review").presses("send").presses("leave")
    )
    person.happens(visit.Sealed(submission=b"1" * 16)).happens(visit.NotStored(submission=b"1" * 16, reason="courier"))
    assert person.took(visit.Wipe) == [visit.Wipe(deep=False)]
    person.happens(visit.Stored(submission=b"1" * 16))
    assert person.took(visit.Wipe) == [visit.Wipe(deep=True)]


def test_the_next_person_never_sees_what_became_of_the_last_ones_words() -> None:
    person = (
        to("concern.words").types("secret").presses("next").skips_to("concern.review").presses("send").presses("leave")
    )
    person.chooses("checkin").presses("skip").chooses("yes").presses("skip").presses("send")
    person.happens(visit.Sealed(submission=b"1" * 16)).happens(visit.Stored(submission=b"1" * 16))
    assert person.title == "Saving…", "the first name belongs to the first Send"
    person.happens(visit.Sealed(submission=b"2" * 16)).happens(visit.Stored(submission=b"2" * 16))
    assert person.title == "Saved on this tablet"


def test_while_it_cannot_be_saved_the_page_says_so_and_does_not_give_up() -> None:
    person = (
        asked().chooses("W3").presses("next").presses("skip").chooses("send").skips_to("concern.review").presses("send")
    )
    person.happens(visit.Sealed(submission=b"1" * 16)).happens(visit.NotStored(submission=b"1" * 16, reason="disk"))
    assert person.title == "Not saved yet"
    assert "We keep trying" in person.reads
    assert "Saved on this tablet" not in person.reads


def test_in_easy_read_the_record_says_so() -> None:
    person = Person(ward(start=pages.Reading(form="easy"))).chooses("concern").chooses("no").promised()
    person.chooses("W1").presses("next").presses("skip").chooses("send").skips_to("concern.review")
    assert sealed(person.presses("send"))[0].form == "easy"


def test_a_name_is_never_asked_for_and_whoever_has_one_to_tell_asks_for_a_private_talk() -> None:
    person = to("concern.initiator").presses("next").chooses("name")
    assert person.visit.draft.chosen("concern.support") == ("talk",)
    person.presses("next").at("concern.name")
    assert "do not write the name here" in person.reads
    assert not any(isinstance(block, pages.TextEntry) for block in person.page.blocks)
    record, _ = sealed(person.presses("next").skips_to("concern.review").presses("send"))
    assert (record.initiator, record.support) == (("name",), ("talk",))


def test_the_private_talk_can_be_taken_out_again_and_does_not_come_back_by_itself() -> None:
    person = (
        to("concern.initiator")
        .presses("next")
        .chooses("name")
        .presses("next")
        .presses("next")
        .skips_to("concern.review")
    )
    person.chooses("concern.support").presses("take_out").at("concern.review")
    person.chooses("concern.initiator").chooses("patient").presses("next").presses("next").at("concern.name")
    record, _ = sealed(person.presses("next").at("concern.review").presses("send"))
    assert (record.initiator, record.support) == (("patient", "name"), ())


@pytest.mark.parametrize(
    ("ask", "helped", "expected"), [("yes", "no", (True, False)), ("no", "yes", (False, True)), ("", "", (None, False))]
)
def test_whether_we_may_ask_more_and_whether_somebody_helps_come_into_the_record(
    ask: str, helped: str, expected: tuple[bool | None, bool]
) -> None:
    person = to("concern.about").chooses("W1").presses("next").skips_to("concern.pause").chooses("more")
    person.skips_to("concern.pause_again").chooses("more").skips_to("concern.may_ask")
    person.chooses(ask).presses("next") if ask else person.presses("skip")
    person.at("concern.helped")
    person.chooses(helped).presses("next") if helped else person.presses("skip")
    record, _ = sealed(person.skips_to("concern.review").presses("send"))
    assert (record.may_ask, record.helped) == expected


def test_who_helps_and_who_may_read_is_asked_also_of_whoever_goes_straight_to_send() -> None:
    person = asked().chooses("W1").presses("next").presses("skip").chooses("send").at("concern.helped")
    person.presses("skip").at("concern.readers").presses("skip").at("concern.review")


def test_from_the_review_page_every_question_can_be_reached_in_any_order_and_leads_back() -> None:
    person = asked().chooses("W1").presses("next").presses("skip").chooses("send").skips_to("concern.review")
    names = [question.id.removeprefix("concern.") for question in content().questions if "concern." in question.id]
    for name in [*reversed(names), "words"]:
        if name == "about":
            continue
        while not any(isinstance(b, pages.Choices) and b.options[-1].id == "others" for b in person.page.blocks):
            person.presses("next")
        person.chooses("others")
        offered = person.page.block("others")
        while not any(option.id == name for option in offered.options):  # type: ignore[union-attr]
            offered = person.presses("next").page.block("others")
        person.chooses(name).at(f"concern.{name}")
        if name == "words":
            person.types("Hello")
        else:
            block = person.page.block(f"concern.{name}")
            assert isinstance(block, pages.Choices)
            person.chooses(block.options[0].id)
        while person.page.id != "concern.review":
            person.presses("next")
    while "send" not in [one.id for one in person.page.actions]:
        person.presses("next")
    assert "Other questions" not in person.reads, "all are answered"
    record, _ = sealed(person.presses("send"))
    told = (record.kinds, record.affected, record.initiator, record.places, record.when_time, record.support)
    assert all(told)
    assert record.words == "Hello"
    assert record.may_ask is True


def test_whoever_skipped_everything_can_still_choose_a_question() -> None:
    person = asked().presses("skip").presses("skip").chooses("send").skips_to("concern.review")
    person.presses("others").chooses("places").chooses("bedroom").presses("next").at("concern.review")
    assert sealed(person.presses("send"))[0].places == ("bedroom",)


def test_that_somebody_helps_and_who_may_read_it_alone_is_nothing_told() -> None:
    person = asked().presses("skip").presses("skip").chooses("send").chooses("yes").presses("next")
    person.chooses("with_ward").presses("next").at("concern.review")
    assert "You have not told us anything yet" in person.reads
