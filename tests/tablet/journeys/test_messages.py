"""Coming back with a return code: what can be read, what can be added, and what is never claimed."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk import records
from kiosk.tablet import pages, visit
from tests.tablet.journeys.test_code import GROUPS, READY, told
from tests.tablet.journeys.walking import Person

TYPED = "407 913 226 850 174 639 058"
MAILBOX = b"m" * 16
HOUR = 3_600.0


def reply(number: int, words: str = "We read it. Thank you.", **more: object) -> records.Reply:
    return records.Reply(id=bytes([number]) * 16, mailbox=MAILBOX, number=number, words=words, **more)  # type: ignore[arg-type]


def opening() -> Person:
    """Somebody whose code is being worked on."""
    return Person().presses("code").at("messages.code").types(TYPED).presses("open")


def box(*messages: records.Reply, **more: object) -> visit.MailboxOpened:
    return visit.MailboxOpened(messages=messages, **{"age": 60.0, **more})  # type: ignore[arg-type]


def opened(*messages: records.Reply, **more: object) -> Person:
    """Somebody whose code has opened their mailbox."""
    return opening().happens(box(*messages, **more))


def changed(*messages: records.Reply) -> Person:
    """Somebody who has come to the new code."""
    person = opening().happens(visit.CodeToChange()).at("code.changed").presses("next")
    return person.happens(box(*messages, changed=GROUPS, changed_qr="4079")).at("code.show")


def offered(person: Person) -> list[str]:
    block = person.page.block("messages.do")
    assert isinstance(block, pages.Choices)
    return [option.id for option in block.options]


def entry_of(person: Person) -> pages.TextEntry:
    entry = person.page.block("messages.words")
    assert isinstance(entry, pages.TextEntry)
    return entry


def plain(text: str) -> str:
    return text.replace("\u2068", "").replace("\u2069", "")


# --- the code ---------------------------------------------------------------------------------------------------


def test_from_the_first_page_a_code_is_typed_and_opened() -> None:
    person = Person().presses("code").at("messages.code")
    assert "open" not in [action.id for action in person.page.actions]
    person.types(TYPED).presses("open")
    assert person.took(visit.OpenMailbox) == [visit.OpenMailbox(TYPED)]
    assert person.title == "One moment…"
    person.happens(visit.MailboxOpened(messages=())).at("messages.box")
    assert person.visit.mailbox.typed.value == "", "the code itself is let go"


@pytest.mark.parametrize("typed", ["GARDEN LEMON WINDOW", "garden lemon window", "407913226"])
def test_words_and_digits_can_be_typed_with_the_keys_of_the_page_and_with_a_real_keyboard(typed: str) -> None:
    person = Person().presses("code")
    if typed.islower():
        person.happens(visit.Typed(entry="messages.typed", text=typed))
    else:
        person.types(typed)
    person.presses("open")
    assert person.took(visit.OpenMailbox) == [visit.OpenMailbox(typed)]


def test_a_code_that_is_none_can_be_mended_and_nothing_typed_is_lost() -> None:
    person = Person().presses("code").types(TYPED).presses("open").happens(visit.CodeRefused(reason="check"))
    assert "Something in this code is not right yet." in person.reads
    entry = person.page.block("messages.typed")
    assert isinstance(entry, pages.TextEntry)
    assert entry.value == TYPED
    person.happens(visit.Typed(entry="messages.typed", key="rub"))
    assert "not right" not in person.reads


def test_what_somebody_else_has_opened_never_comes_to_the_next_person() -> None:
    person = Person().presses("code").types(TYPED).presses("open").presses("leave")
    person.presses("code").happens(visit.MailboxOpened(messages=(reply(1),))).at("messages.code")
    assert person.visit.mailbox.messages == ()


@pytest.mark.parametrize("event", [box(reply(1)), visit.CodeToChange(), box(reply(1), changed=GROUPS)])
def test_what_a_code_opens_never_comes_up_on_a_page_to_which_somebody_fled(event: visit.Event) -> None:
    person = opening().presses("back").chooses("charter").happens(event).at("charter.intro")
    assert person.visit.mailbox.messages == ()
    person.presses("back").at("home.doors").presses("code").at("messages.code")
    assert not person.took(visit.ChangeCode)


def test_who_sets_the_letters_larger_meanwhile_comes_back_to_what_the_code_has_opened() -> None:
    person = opening().presses("reading").happens(box(reply(1))).at("reading.choices").presses("back")
    person.at("messages.box").presses("back").at("home.doors")


def test_leaving_wipes_deeply_as_soon_as_a_code_was_typed() -> None:
    person = Person().presses("code").types("4").presses("leave")
    assert person.took(visit.Wipe) == [visit.Wipe(deep=True)]


def test_a_code_that_is_none_does_not_take_the_one_away_that_is_still_being_made() -> None:
    person = (
        told().presses("back").presses("code").types(TYPED).presses("open").happens(visit.CodeRefused(reason="check"))
    )
    assert "Something in this code is not right yet." in person.reads
    assert person.happens(READY).visit.code.groups == GROUPS


def test_a_new_code_on_its_way_for_a_concern_does_not_answer_for_a_mailbox() -> None:
    person = told().presses("leave").presses("code").types(TYPED).presses("open").happens(READY)
    assert person.title == "One moment…"


# --- what is known ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("age", "said"),
    [
        (None, "No messages have come to this tablet yet."),
        (59 * 60.0, "within the hour"),
        (26 * HOUR, "Hours since messages last came to this tablet: 26"),
    ],
)
def test_how_old_what_is_shown_may_be_is_said_also_without_a_network(age: float | None, said: str) -> None:
    assert said in plain(opened(age=age).reads)


def test_without_an_answer_the_page_says_so_and_that_it_may_be_another_wards_code() -> None:
    person = opened()
    assert "There is no answer for this code here yet." in person.reads
    assert "A code of another ward does not work here." in person.reads
    assert offered(person) == ["more", "worse", "second_look", "take_back"]


def test_messages_are_read_whole_the_newest_first_in_the_language_they_were_written_in() -> None:
    person = opened(reply(1, "First.", language="pl"), reply(2, "Second one. It has two sentences.\n\nAnd a part."))
    assert "Messages for you: 2" in plain(person.reads)
    person.chooses("read").at("messages.message.2")
    assert "Message 2 of 2" in plain(person.reads)
    words = person.page.block("messages.words.2")
    assert isinstance(words, pages.Text)
    assert [sentence.strip("\u2029") for sentence in words.sentences] == [
        "Second one.",
        "It has two sentences.",
        "And a part.",
    ]
    assert words.private
    person.presses("next").at("messages.message.1")
    words = person.page.block("messages.words.1")
    assert isinstance(words, pages.Text)
    assert (words.spoken, words.language) == ("First.", "pl")
    person.presses("done").at("messages.box")
    person.presses("back").at("home.doors")


# --- what can be added ------------------------------------------------------------------------------------------


def test_an_answer_goes_to_the_question_that_was_asked() -> None:
    person = opened(reply(1, "When was it?", asks=True), reply(2))
    assert "answer" in offered(person)
    person.chooses("read").at("messages.message.2")
    assert "answer" not in [action.id for action in person.page.actions]
    person.presses("next").presses("answer").at("messages.write.answer")
    assert "send" not in [action.id for action in person.page.actions], "an answer without words is none"
    person.types("On Monday").presses("send").at("messages.sent.answer")
    assert person.took(visit.SealFollowUp) == [visit.SealFollowUp("answer", "On Monday", "en", 1)]


@pytest.mark.parametrize("kind", ["more", "worse", "second_look"])
def test_more_that_it_got_worse_and_a_second_look_are_sent_with_own_words(kind: str) -> None:
    person = opened().chooses(kind).at(f"messages.write.{kind}").types("Again").presses("send")
    assert person.took(visit.SealFollowUp) == [visit.SealFollowUp(kind, "Again", "en", 0)]  # type: ignore[arg-type]
    assert "Again" not in repr(person.visit.mailbox)
    person.happens(visit.Sealed(submission=b"1" * 16)).happens(visit.Stored(submission=b"1" * 16))
    assert person.title == "Saved on this tablet"


@pytest.mark.parametrize("kind", ["worse", "second_look"])
def test_what_says_enough_by_itself_can_be_sent_without_words(kind: str) -> None:
    person = opened().chooses(kind).presses("send")
    assert person.took(visit.SealFollowUp) == [visit.SealFollowUp(kind, "", "en", 0)]  # type: ignore[arg-type]


def test_whoever_says_that_it_got_worse_hears_where_help_is_now() -> None:
    person = opened().chooses("worse")
    assert "In danger now? Touch Call staff." in person.reads
    assert "Do not wait for an answer here." in person.presses("send").reads


def test_taking_back_deletes_nothing_asks_nothing_and_says_so_before_it_is_done() -> None:
    person = opened().chooses("take_back").at("messages.take_back")
    for said in ("You are not in trouble", "is not deleted", "ask what would help you"):
        assert said in person.reads
    assert not person.took(visit.SealFollowUp)
    person.chooses("no").at("messages.box").chooses("take_back").chooses("yes").at("messages.write.take_back")
    person.presses("send").at("messages.sent.take_back")
    assert person.took(visit.SealFollowUp) == [visit.SealFollowUp("take_back", "", "en", 0)]
    assert "change your mind" in person.reads


@pytest.mark.parametrize("where", ["box", "message"])
def test_only_the_persons_own_button_says_that_they_have_read_it_and_only_once(where: str) -> None:
    person = opened(reply(1), reply(2))
    person.chooses("read").presses("next")
    assert not person.took(visit.SealFollowUp), "reading tells nobody"
    person = person.presses("read_it") if where == "message" else person.presses("done").chooses("read_it")
    assert person.took(visit.SealFollowUp) == [visit.SealFollowUp("read_it", "", "en", 2)]
    person.presses("back").at("messages.box")
    assert "read_it" not in offered(person)


def test_once_sent_back_does_not_bring_the_words_again() -> None:
    person = opened().chooses("more").types("secret").presses("send").presses("back").at("messages.box")
    assert entry_of(person.chooses("more")).value == ""


def test_whoever_goes_back_to_read_the_question_again_finds_the_begun_answer() -> None:
    person = opened(reply(1, "When was it?", asks=True)).chooses("answer").types("On Mon").presses("back")
    person.chooses("read").at("messages.message.1").presses("read_it").presses("back").at("messages.box")
    assert entry_of(person.chooses("answer")).value == "On Mon"
    person.types("day").presses("send")
    assert person.took(visit.SealFollowUp)[-1] == visit.SealFollowUp("answer", "On Monday", "en", 1)


def test_words_that_were_begun_wait_for_the_code_that_they_were_begun_with_and_for_no_other() -> None:
    person = opened().chooses("more").types("secret").presses("back").presses("back").at("home.doors")
    other = person.presses("code").types(TYPED).presses("open").happens(box()).at("messages.box")
    assert entry_of(other.chooses("more")).value == ""
    person = opened().chooses("more").types("mine").presses("back").presses("back").at("home.doors")
    assert "mine" not in person.reads
    person.presses("code").types(TYPED).presses("open").happens(box(again=True)).at("messages.box")
    assert entry_of(person.chooses("more")).value == "mine"


def test_words_that_were_begun_are_asked_after_also_at_home() -> None:
    person = opened().chooses("more").types("secret").presses("back").presses("back").waits(61)
    assert "What you have not sent will then be gone for good." in person.reads


def test_words_that_were_begun_as_one_thing_are_never_sent_as_another() -> None:
    person = opened().chooses("more").types("secret").presses("back").chooses("take_back").chooses("yes")
    assert entry_of(person).value == ""


def test_words_that_are_not_sent_are_asked_after_before_they_are_cleared() -> None:
    person = opened().chooses("more").types("secret").waits(61)
    assert "What you have not sent will then be gone for good." in person.reads
    assert person.chooses("keep").page.id == "messages.write.more"


# --- a code that a helper has seen ------------------------------------------------------------------------------


def test_a_code_that_a_helper_has_seen_is_changed_at_its_next_use_and_the_new_one_comes_first() -> None:
    person = opening().happens(visit.CodeToChange()).at("code.changed")
    assert "may know the old code" in person.reads
    assert "has changed" not in person.reads, "it has not yet"
    assert not person.took(visit.ChangeCode)
    person.presses("next").at("code.show")
    assert person.took(visit.ChangeCode) == [visit.ChangeCode()]
    assert person.title == "One moment…"
    person.happens(box(reply(1), changed=GROUPS, changed_qr="4079"))
    assert person.title == "Your code has changed"
    code = person.page.block("code")
    assert isinstance(code, pages.Code)
    assert code.groups == GROUPS
    person.presses("back").at("code.changed").presses("next").at("code.show")
    assert not person.took(visit.ChangeCode), "it is changed once"
    person.presses("kept").presses("next").presses("skip").at("messages.box")
    assert "read" in offered(person)
    person.presses("back").at("home.doors")


def test_whoever_leaves_before_the_new_code_was_shown_changes_nothing_and_has_read_nothing() -> None:
    person = opening().happens(visit.CodeToChange()).at("code.changed").presses("back").at("home.doors")
    person.presses("code").at("messages.code").presses("leave").at("home.doors")
    assert not person.took(visit.ChangeCode)
    assert person.visit.code == visit.ReturnCode()


def test_where_the_change_could_not_be_kept_the_old_code_goes_on() -> None:
    person = opening().happens(visit.CodeToChange()).presses("next").happens(box(reply(1))).at("messages.box")
    assert person.visit.code == visit.ReturnCode()
    assert "read" in offered(person)


def test_the_page_of_a_new_code_says_nothing_of_what_was_sent_before_it() -> None:
    person = told().presses("back").presses("code").types(TYPED).presses("open").happens(visit.CodeToChange())
    person.presses("next").happens(box(changed=GROUPS)).at("code.show")
    assert "Saving" not in person.reads


def test_a_day_that_no_calendar_has_does_not_end_the_tablet() -> None:
    assert "It was changed on" in opened(reply(0, "", kind="code_opened", at=2**40)).at("messages.old").reads


def test_whoever_opens_the_old_mailbox_is_told_when_the_code_was_changed() -> None:
    notice = reply(0, "", kind="code_opened", at=1_795_003_200)
    person = opened(notice, reply(1)).at("messages.old")
    assert "It was changed on 18 November 2026." in plain(person.reads)
    assert "someone else may have used this code" in person.reads
    person.presses("next").at("messages.box")
    assert "Messages for you: 1" in plain(person.reads), "a notice is no message"


def test_a_new_code_is_never_shown_as_the_one_that_came_in_the_place_of_another() -> None:
    person = changed().presses("skip").presses("skip").at("messages.box").presses("back")
    notice = reply(0, "", kind="code_opened", at=1_795_003_200)
    person.presses("code").types(TYPED).presses("open").happens(visit.MailboxOpened(messages=(notice,)))
    person.at("messages.old").presses("next").at("messages.box")


# --- whatever is done -------------------------------------------------------------------------------------------

ANYTHING = st.lists(
    st.one_of(
        st.sampled_from(
            ("next", "done", "back", "send", "skip", "kept", "hide", "open", "answer", "read_it", "finish")
        ),
        st.sampled_from(("read", "answer", "more", "worse", "take_back", "read_it", "yes", "no")).map("/".__add__),
        st.sampled_from((READY, visit.CodeRefused(reason="check"), visit.CodeToChange(), box(), box(changed=GROUPS))),
    ),
    max_size=25,
)


@settings(max_examples=60, deadline=None)
@given(ANYTHING)
def test_any_way_through_gives_a_page_and_never_a_record_without_send(ways: list[object]) -> None:
    person = changed(reply(1, asks=True), reply(2))
    for way in ways:
        if isinstance(way, visit.Event):
            person.happens(way)
        elif str(way).startswith("/"):
            person.happens(visit.Chose(block="messages.do", option=str(way)[1:]))
            person.happens(visit.Chose(block="messages.take_back", option=str(way)[1:]))
        else:
            before = person.page
            person.happens(visit.Pressed(action=str(way)))
            if person.took(visit.SealFollowUp):
                assert way in ("send", "read_it")
                assert str(way) in [action.id for action in before.actions]
            continue
        for effect in person.took(visit.SealFollowUp):
            assert isinstance(effect, visit.SealFollowUp)
            assert effect.kind == "read_it"
