"""A reader signs in, reads what is for them, and sees nothing that is not."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.trust.console.pages import ConcernPage, ConcernsPage, HomePage, SignInPage
from tests.trust.console.running import RunningTrust

WORDS = "He came in.\n\n<b>I said no</b> & he stayed."


def test_a_concern_is_opened_and_read_exactly_as_it_was_written(
    trust: RunningTrust, sign_in: Callable[[str], Page]
) -> None:
    trust.raise_concern(
        about=("W3",),
        kinds=("C2", "not_in_this_pack"),
        places=("lounge",),
        when_day="today",
        harm_feelings=2,
        words=WORDS,
        may_ask=True,
    )
    page = sign_in("nurse")
    assert "1 has not been opened yet" in HomePage(page, trust.address).card("Concerns").inner_text()
    concerns = ConcernsPage(page, trust.address)
    concerns.open()
    expect(concerns.rows).to_have_count(1)
    expect(concerns.rows.first).to_contain_text("Not opened yet")

    concern = concerns.read()

    assert concern.words.evaluate("node => node.textContent") == WORDS
    assert concern.answer("What is it about?") == "Something happened"
    assert concern.answer("What kind of thing?").split("\n") == ["Stared, followed me, kept asking", "not_in_this_pack"]
    assert concern.harm("To feelings")[0] == "It upset me a lot (2 of 3)"
    assert concern.harm("To feelings")[1] == "Not graded yet"
    assert "Please do not ask them to repeat: what it is about" in concern.text
    assert "They did not answer: who was affected" in concern.text
    assert "They said that you may ask them more." in concern.text
    assert "Willow Ward team (your group)" in concern.text
    concerns.open()
    expect(concerns.rows.first).not_to_contain_text("Not opened yet")


def test_words_in_arabic_keep_their_language_and_direction(trust: RunningTrust, sign_in: Callable[[str], Page]) -> None:
    trust.raise_concern(words="لا أشعر بالأمان", language="ar")
    page = sign_in("safeguarding")
    concerns = ConcernsPage(page, trust.address)
    concerns.open()
    for row in range(concerns.rows.count()):
        concern = concerns.read(row)
        if concern.words.get_attribute("lang") == "ar":
            assert concern.words.get_attribute("dir") == "rtl"
            assert "in Arabic" in concern.text
            return
        concerns.open()
    raise AssertionError("the concern in Arabic is not in the list")


def test_a_concern_kept_from_the_ward_team_is_neither_listed_nor_opened_there(
    trust: RunningTrust, sign_in: Callable[[str], Page]
) -> None:
    nurse = ConcernsPage(sign_in("nurse"), trust.address)
    nurse.open()
    before = nurse.rows.count()
    trust.raise_concern(readers=("safeguarding",), words="Not for the ward.")
    nurse.open()
    expect(nurse.rows).to_have_count(before)
    HomePage(nurse.page, trust.address).sign_out()

    outside = ConcernsPage(sign_in("advocate"), trust.address)
    outside.open()
    addresses = outside.rows.get_by_role("link").evaluate_all("links => links.map(link => link.href)")
    HomePage(outside.page, trust.address).sign_out()

    page = sign_in("nurse")
    refused = 0
    for address in addresses:
        answer = page.goto(address)
        assert answer is not None
        refused += answer.status == 404
        assert "Not for the ward." not in page.content()
    assert refused == len(addresses) - before == 1


def test_signing_out_takes_the_way_back_away(trust: RunningTrust, sign_in: Callable[[str], Page]) -> None:
    page = sign_in("safeguarding")
    concerns = ConcernsPage(page, trust.address)
    concerns.open()
    concern = concerns.read().page.url
    HomePage(page, trust.address).sign_out()
    expect(page.get_by_text("You are signed out.")).to_be_visible()
    page.goto(concern)
    assert "/sign-in" in page.url
    page.go_back()
    assert ConcernPage(page, trust.address).words.count() == 0


def test_a_wrong_passphrase_is_said_once_and_plainly(trust: RunningTrust, page: Page) -> None:
    form = SignInPage(page, trust.address)
    form.open()
    form.sign_in("nurse", "not the passphrase", "123456")
    assert form.errors == ["That did not work. Check your name, passphrase and code, and try again"]
    assert page.title().startswith("Error: Sign in")
    expect(page.locator(".nhsuk-error-summary")).to_be_focused()
    assert page.get_by_label("Name").input_value() == "nurse"
    assert page.get_by_label("Passphrase", exact=True).input_value() == ""
