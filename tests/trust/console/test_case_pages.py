"""A reader works on a case: everything by forms, without a script and by keyboard alone, and nothing of it is readable on the disk."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from kiosk.trust.casework import counters
from tests.trust.console.pages import ConcernPage, ConcernsPage, change_reader, follow
from tests.trust.console.running import RunningTrust

MAILBOX = bytes.fromhex("5ca1ab1e" * 4)
STAFF_WORDS = "Moved the heron chairs"


@pytest.fixture
def page(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    """A browser; tests whose name says so have one that runs no script at all."""
    scripts = not request.node.name.endswith("without_a_script")
    context = browser.new_context(java_script_enabled=scripts)
    yield context.new_page()
    context.close()


@pytest.fixture
def opened(trust: RunningTrust, sign_in: Callable[[str], Page]) -> Callable[..., ConcernPage]:
    """Raise a concern, sign somebody in and open it."""

    def run(name: str, **fields: object) -> ConcernPage:
        trust.raise_concern(**fields)  # type: ignore[arg-type]
        return open_newest(trust, sign_in(name))

    return run


def open_newest(trust: RunningTrust, page: Page) -> ConcernPage:
    """The one that nobody has opened."""
    concerns = ConcernsPage(page, trust.address)
    page.goto(f"{trust.address}/console/concerns?show=all")
    row = page.locator("tbody tr", has_text="Not opened yet").first
    follow(page, row.get_by_role("link"))
    return ConcernPage(page, concerns.address)


def test_a_case_goes_from_first_response_to_a_close_that_a_second_person_approves_without_a_script(
    trust: RunningTrust, opened: Callable[..., ConcernPage]
) -> None:
    case = opened("nurse", words="He stayed when I said no.", harm_feelings=3, kinds=("C2",))
    page, address = case.page, case.page.url
    assert case.tags == ["Not recorded yet"]
    expect(case.todos).to_contain_text(["Record it and act by"])

    case.begin("First response")
    page.get_by_label("I take it as true").check()
    case.send("Save what was done")
    case.record()
    assert case.tags == ["Open"]
    expect(case.todos).to_contain_text(["Review it by"])

    case.begin("Grade the harm")
    page.get_by_role("group", name="Harm to the body").get_by_label("No harm").check()
    page.get_by_role("group", name="Harm to feelings").get_by_label("Low").check()
    case.send("Save the grades")
    assert case.errors == ["Say why your grade is lower than their own rating"]
    page.get_by_label("Why you grade it so").fill("They say that they sleep again.")
    case.send("Save the grades")
    assert case.harm("To feelings")[1:] == [
        "Low: distress that passes within days",
        "Staff grade is 2 steps lower than their own",
    ]
    assert case.harm("To feelings")[0] == "3 (3 of 3)"

    case.begin("Support for everyone involved")
    page.get_by_role("group", name="Witnesses").get_by_label("Offered").check()
    case.send("Save")
    case.begin("Add an action")
    page.get_by_label("What will be done").fill(STAFF_WORDS)
    page.get_by_label("Who makes sure of it").fill("Ward manager")
    case.day("By when", 30, 11, 2026)
    case.send("Add the action")

    case.propose()
    assert case.errors == ["End the open actions first: each is done, or will not be done for a reason"]
    page.goto(address)
    page.locator(".actions").get_by_role("link").click()
    page.get_by_label("It is done").check()
    page.get_by_label("What came of it").fill("Everybody is seen now.")
    case.send("Save")
    case.propose()
    assert case.tags == ["Closing waits for a second person"]
    expect(case.todos).to_contain_text(["You proposed to close it. Another person decides"])
    page.goto(f"{address}/do/decide")
    page.get_by_label("I agree").check()
    case.send("Save your decision")
    assert case.errors == ["Another person has to approve it: you proposed it"]

    change_reader(trust, page, "safeguarding")
    page.goto(address)
    page.get_by_role("link", name="Decide whether it can be closed").first.click()
    expect(page.get_by_text("They are not reachable.")).to_be_visible()
    page.get_by_label("I agree").check()
    case.send("Save your decision")
    assert case.tags == ["Closed"]
    assert case.history == [
        "Agreed: closed",
        "Proposed to close",
        "An action is done",
        "Added an action",
        "Support",
        "Graded the harm",
        "Put it on record",
        "First response",
    ]
    page.goto(f"{trust.address}/console/concerns?show=closed")
    expect(page.locator("tbody tr")).to_have_count(1)


def test_a_form_with_a_mistake_says_where_and_keeps_what_was_typed(opened: Callable[..., ConcernPage]) -> None:
    case = opened("nurse")
    case.begin("Add an action")
    case.page.get_by_label("What will be done").fill("Talk with her")
    case.day("By when", 31, 2, 2026)
    case.send("Add the action")
    assert case.errors == ["Enter who makes sure of it", "Enter a real date, as day, month and year in numbers"]
    assert case.page.title().startswith("Error: Add an action")
    expect(case.page.locator(".nhsuk-error-summary")).to_be_focused()
    assert case.page.get_by_label("What will be done").input_value() == "Talk with her"
    assert case.page.get_by_label("Month").input_value() == "2"
    case.page.get_by_role("link", name="Enter a real date").click()
    expect(case.page.get_by_label("Day")).to_be_focused()


def test_an_open_case_cannot_be_left_without_a_next_review(opened: Callable[..., ConcernPage]) -> None:
    case = opened("nurse")
    case.begin("Put it on record")
    case.page.get_by_label("Something else").check()
    for label in ("Day", "Month", "Year"):
        case.page.get_by_role("group", name="Next review").get_by_label(label).fill("")
    case.send("Save")
    assert case.errors == ["Enter the date of the next review"]


def test_whoever_steps_out_is_locked_out_and_told_that_it_is_not_cryptography(
    trust: RunningTrust, opened: Callable[..., ConcernPage]
) -> None:
    case = opened("nurse", words="It was the nurse with the heron badge.")
    address = case.page.url
    case.begin("Step out of this concern")
    expect(case.page.get_by_text("not cryptography: your keys could still open it")).to_be_visible()
    case.page.get_by_label("Why").fill("I know her")
    case.send("Step out")
    expect(case.notice).to_contain_text("You stepped out.")
    for tried in (address, f"{address}/print", f"{address}/do/note"):
        answer = case.page.goto(tried)
        assert answer is not None
        assert answer.status == 403
        assert "heron badge" not in case.page.content()
        assert case.heading == "You stepped out of this concern"
    case.page.goto(f"{trust.address}/console/concerns?show=all")
    assert address.rsplit("/", 1)[1] not in case.page.content()

    change_reader(trust, case.page, "safeguarding")
    case.page.goto(address)
    expect(case.page.get_by_text("nurse: stepped out")).to_be_visible()
    case.begin("Let a reader see it again")
    case.page.get_by_label("nurse").check()
    case.page.get_by_label("Why there is no conflict").fill("Another person")
    case.send("Let them see it")
    change_reader(trust, case.page, "nurse")
    case.page.goto(address)
    assert case.words.inner_text() == "It was the nurse with the heron badge."


def test_a_concern_kept_from_the_ward_is_marked_for_those_who_read_it(
    trust: RunningTrust, opened: Callable[..., ConcernPage]
) -> None:
    case = opened("safeguarding", readers=("safeguarding",))
    assert "Kept from the ward team" in case.tags
    assert "Do not speak about it with anybody on the ward" in case.text
    record = case.page.url.rsplit("/", 1)[1]
    case.page.goto(f"{trust.address}/console/concerns?show=kept")
    assert record in case.page.content()


def test_a_translation_stands_beside_the_original_with_who_made_it(opened: Callable[..., ConcernPage]) -> None:
    case = opened("nurse", words="لا أشعر بالأمان", language="ar")
    assert "Written in Arabic" in case.tags
    case.page.get_by_role("link", name="Add a professional translation").click()
    case.page.get_by_label("The translation into English").fill("I do not feel safe.")
    case.page.get_by_label("Who made it").fill("L. Haddad, interpreter")
    case.send("Add the translation")
    assert case.words.inner_text() == "لا أشعر بالأمان"
    assert case.words.get_attribute("dir") == "rtl"
    expect(case.page.locator(".translation")).to_contain_text("I do not feel safe.")
    expect(case.page.locator(".translation")).to_contain_text("Made by L. Haddad, interpreter")


def test_the_print_holds_the_case_and_nothing_of_the_code(
    trust: RunningTrust, opened: Callable[..., ConcernPage]
) -> None:
    key, signing = b"\x5a" * 1_216, b"\x7b" * 32
    case = opened("nurse", words="For the file.", mailbox=MAILBOX, reply_key=key, signing_key=signing)
    address = case.page.url
    for path in ("", "/print"):
        case.page.goto(address + path)
        content = case.page.content().lower()
        for secret in (MAILBOX.hex(), signing.hex(), key[:16].hex(), "mailbox"):
            assert secret not in content
    assert case.words.inner_text() == "For the file."
    assert "Printed by nurse" in case.text
    case.page.emulate_media(media="print")
    expect(case.page.locator(".nhsuk-header")).to_be_hidden()
    expect(case.page.locator(".no-print")).to_be_hidden()


def test_search_finds_words_only_in_what_was_opened_since_signing_in(
    trust: RunningTrust, opened: Callable[..., ConcernPage]
) -> None:
    case = opened("advocate", words="Near the kingfisher picture.")
    reference = case.page.locator(".nhsuk-caption-l").inner_text().removeprefix("Reference ")
    page = case.page

    def search(words: str) -> list[str]:
        page.goto(f"{trust.address}/console/concerns")
        page.get_by_label("Search what you opened").fill(words)
        follow(page, page.get_by_role("button", name="Search"))
        assert "kingfisher" not in page.url.lower()
        return page.locator("tbody .reference").all_inner_texts()

    assert search("KINGFISHER near") == [reference]
    assert search("kingfisher badger") == []
    change_reader(trust, page, "advocate")
    assert search("kingfisher") == []
    assert search(reference) == [reference]
    expect(page.get_by_text("Nothing is kept to be searched")).to_be_visible()


def test_nothing_that_staff_write_is_readable_in_the_files(
    trust: RunningTrust, opened: Callable[..., ConcernPage]
) -> None:
    case = opened("safeguarding", words="Quokka words.")
    words = ["Quokka words", "Wombat note", "Numbat owner", "Bilby reason"]
    case.record()
    case.begin("Add a note")
    case.page.get_by_label("Note", exact=True).fill("Wombat note")
    case.send("Add the note")
    case.begin("Add an action")
    case.page.get_by_label("What will be done").fill("Wombat note")
    case.page.get_by_label("Who makes sure of it").fill("Numbat owner")
    case.day("By when", 30, 11, 2026)
    case.send("Add the action")
    case.begin("Record that something was shared")
    case.page.get_by_label("Who was told").fill("Wombat note")
    case.page.get_by_label("What they were told").fill("Wombat note")
    case.page.get_by_label("Why").fill("Bilby reason")
    case.page.get_by_label("They agreed").check()
    case.send("Save")
    assert "Bilby reason" in case.text
    folder = Path(trust.backend.settings.data)
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert any(path.name.endswith("-wal") for path in files)  # what was just written is among them
    for path in files:
        data = path.read_bytes()
        for each in (*words, "CloseProposed", "close_proposed", "action_ended"):
            for spelling in (each.encode(), each.encode("utf-16-le"), each.lower().encode()):
                assert spelling not in data, f"{each!r} is readable in {path.name}"


def test_governance_numbers_come_from_readers_sessions(trust: RunningTrust, opened: Callable[..., ConcernPage]) -> None:
    case = opened("safeguarding")
    address = case.page.url

    def not_recorded() -> int:
        with trust.backend.store.read() as connection:
            return {each.group: each.numbers for each in counters.read(connection)}["safeguarding"]["not_recorded"]

    case.begin("Add a note")
    case.page.get_by_label("Note", exact=True).fill("Looked at it")
    case.send("Add the note")
    before = not_recorded()
    case.page.goto(address)
    case.record()
    assert not_recorded() == before - 1


def test_governance_sees_the_numbers_and_no_concern(trust: RunningTrust, opened: Callable[..., ConcernPage]) -> None:
    case = opened("safeguarding", words="Not for governance.")
    address = case.page.url
    change_reader(trust, case.page, "governance")
    case.page.goto(f"{trust.address}/console/counts")
    expect(case.page.get_by_text("Not recorded, and 24 hours have passed")).to_be_visible()
    expect(case.page.get_by_text("What becomes of a concern is sealed to those who may read it")).to_be_visible()
    for tried in (address, f"{trust.address}/console/concerns", f"{address}/print", f"{address}/do/note"):
        answer = case.page.goto(tried)
        assert answer is not None
        assert answer.status == 403
        assert "Not for governance." not in case.page.content()
