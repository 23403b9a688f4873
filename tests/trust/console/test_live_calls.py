"""A staff call at the console: shown live, confirmed only when it is really on a visible page, accepted, attended, ended, and never old."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Iterator

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from kiosk import callstate
from kiosk.trust.calls import CallRow
from kiosk.trust.measures import call_weeks
from kiosk.trust.tablets import Tablet
from tests.support.network import network
from tests.support.waiting import wait_for
from tests.trust.console.browserless import Client
from tests.trust.console.pages import CallsPage, HomePage, SignInPage, follow
from tests.trust.console.running import RunningTrust


@pytest.fixture
def tablet(trust: RunningTrust) -> Tablet:
    """A tablet at a place of its own, heard just now."""
    tablet = trust.pair(f"Lounge {secrets.token_hex(3)}")
    trust.hear(tablet)
    return tablet


@pytest.fixture
def calls(trust: RunningTrust, sign_in: Callable[[str], Page]) -> Iterator[CallsPage]:
    """The page of live calls, open and live. Calls that a test leaves standing end with it."""
    calls = CallsPage(sign_in("nurse"), trust.address)
    calls.open()
    calls.wait_until_live()
    yield calls
    end_all(trust)


def end_all(trust: RunningTrust) -> None:
    """End what a test left standing."""
    for call in trust.backend.calls.snapshot().calls:
        trust.backend_does(trust.backend.calls.reset(call.id, "test", "test"))


def progress(trust: RunningTrust, call: CallRow) -> str:
    return trust.call(call.id).progress


def test_a_call_appears_by_itself_and_is_confirmed_as_shown(
    trust: RunningTrust, calls: CallsPage, tablet: Tablet
) -> None:
    call = trust.press(tablet)
    expect(calls.state(tablet.place)).to_have_text("Please attend. Nobody is on the way yet", timeout=2000)
    wait_for(lambda: progress(trust, call) == "shown", what="the console confirms that the call is shown")


def test_a_page_away_from_the_ward_shows_a_call_and_confirms_nothing(trust: RunningTrust, tablet: Tablet) -> None:
    """The tablet says "a ward screen shows your call", and takes back that the caller should shout."""
    call = trust.press(tablet)
    for name, confirms in (("advocate", False), ("safeguarding", False), ("administrator", False), ("nurse", True)):
        client = Client(trust)
        client.sign_in(name)
        assert tablet.place in client.get("/console/calls").text
        client.post(f"/console/calls/{call.id.hex()}/shown", x_csrf_token=client.token("/console/calls"))
        client.close()
        assert progress(trust, call) == ("shown" if confirms else "received")
    end_all(trust)


def test_a_page_in_the_background_confirms_nothing(trust: RunningTrust, calls: CallsPage, tablet: Tablet) -> None:
    # Chromium without a window calls every page visible, so the page is told otherwise.
    calls.page.evaluate(
        """() => {
          Object.defineProperty(document, "visibilityState", { configurable: true, get: () => "hidden" });
          document.dispatchEvent(new Event("visibilitychange"));
        }"""
    )
    call = trust.press(tablet)
    expect(calls.state(tablet.place)).to_be_visible()
    # A beat has come and gone since the call was drawn.
    expect(calls.line(tablet.place).locator("[data-age]")).to_have_text("Called just now")
    trust.clock.move(7)
    expect(calls.line(tablet.place).locator("[data-age]")).to_have_text("Called 7 seconds ago")
    assert progress(trust, call) == "received"
    calls.page.evaluate(
        """() => {
          delete document.visibilityState;
          document.dispatchEvent(new Event("visibilitychange"));
        }"""
    )
    wait_for(lambda: progress(trust, call) == "shown", what="the page that came back confirms the call")


def test_a_line_that_cannot_be_seen_is_not_confirmed(trust: RunningTrust, calls: CallsPage, tablet: Tablet) -> None:
    calls.page.evaluate("document.getElementById('call-list').hidden = true")
    call = trust.press(tablet)
    expect(calls.line(tablet.place)).to_have_count(1)
    trust.clock.move(8)
    expect(calls.line(tablet.place).locator("[data-age]")).to_have_text("Called 8 seconds ago")
    assert progress(trust, call) == "received"


def test_accepting_attending_and_ending_a_call(trust: RunningTrust, calls: CallsPage, tablet: Tablet) -> None:
    call = trust.press(tablet)
    calls.accept(tablet.place)
    expect(calls.state(tablet.place)).to_contain_text("On the way: Ward nurse")
    assert (trust.call(call.id).progress, trust.call(call.id).by) == ("accepted", "Ward nurse")
    calls.attend(tablet.place)
    expect(calls.state(tablet.place)).to_contain_text("Somebody is there")
    calls.end(tablet.place, "Somebody was with the person")
    calls.wait_until_live()
    expect(calls.line(tablet.place)).to_have_count(0)


def test_ending_a_call_needs_a_reason(trust: RunningTrust, calls: CallsPage, tablet: Tablet) -> None:
    call = trust.press(tablet)
    follow(calls.page, calls.line(tablet.place).get_by_role("link", name="End this call"))
    follow(calls.page, calls.page.get_by_role("button", name="End this call"))
    assert calls.errors == ["Choose why you are ending the call"]
    assert progress(trust, call) != "reset"


def test_two_browsers_agree(trust: RunningTrust, calls: CallsPage, tablet: Tablet, browser: Browser) -> None:
    context = browser.new_context()
    other_page = context.new_page()
    form = SignInPage(other_page, trust.address)
    form.open()
    form.sign_in("advocate", trust.passphrase("advocate"), trust.code("advocate"))
    other = CallsPage(other_page, trust.address)
    other.open()
    other.wait_until_live()
    trust.press(tablet)
    expect(other.line(tablet.place)).to_be_visible()
    calls.accept(tablet.place)
    expect(other.state(tablet.place)).to_contain_text("On the way: Ward nurse")
    expect(other.line(tablet.place).get_by_role("button", name="I am going")).to_be_hidden()
    context.close()


def test_a_test_call_says_so_and_a_call_taken_back_stays(trust: RunningTrust, calls: CallsPage, tablet: Tablet) -> None:
    trust.press(tablet, test=True)
    test = calls.line(f"TEST: {tablet.place}")
    expect(test).to_contain_text("Nobody needs to go")
    expect(test.get_by_role("button", name="I am going")).to_be_hidden()
    call = trust.press(tablet)
    trust.backend_does(trust.backend.calls.cancel(tablet, call.id))
    expect(calls.page.get_by_text("The caller took it back. Please look in on them")).to_be_visible()


def test_what_a_caller_adds_stands_beside_the_call_for_who_is_signed_in_until_it_is_taken_back(
    trust: RunningTrust, calls: CallsPage, tablet: Tablet
) -> None:
    call = trust.press(tablet)
    added = calls.line(tablet.place).locator("[data-added]")
    expect(calls.line(tablet.place)).to_be_visible()
    expect(added).to_be_hidden()
    trust.add(tablet, call, callstate.Added(("company",), "woman", True))
    expect(added).to_have_text("Please go quietly. Somebody is with them. They ask for a woman.")
    expect(calls.state(tablet.place)).to_have_text("Please attend. Nobody is on the way yet")
    calls.open()
    expect(added).to_have_text("Please go quietly. Somebody is with them. They ask for a woman.")
    calls.wait_until_live()
    trust.add(tablet, call, callstate.NOTHING)
    expect(added).to_be_hidden()


def test_the_numbers_say_how_the_calls_of_a_week_were_answered(
    trust: RunningTrust, calls: CallsPage, tablet: Tablet
) -> None:
    call = trust.press(tablet)
    trust.backend_does(trust.backend.calls.accept(call.id, "Ward nurse"))
    trust.press(tablet, test=True)
    calls.open()
    follow(calls.page, calls.page.get_by_role("link", name="How calls were answered"))
    week = calls.page.get_by_role("table", name="The numbers, week by week").get_by_role("row").nth(1)
    with trust.backend.store.read() as connection:
        (counted,) = call_weeks.weeks(connection, [tablet.ward])
    assert counted.in_time > 0
    expect(week).to_contain_text(f"{counted.in_time} of {counted.needed}")


def test_without_news_the_page_shows_no_old_state_and_comes_back_by_itself(
    trust: RunningTrust, tablet: Tablet, page: Page
) -> None:
    with network(trust.address) as between:
        form = SignInPage(page, between.address)
        form.open()
        form.sign_in("nurse", trust.passphrase("nurse"), trust.code("nurse"))
        page.wait_for_url(f"{between.address}/console")
        calls = CallsPage(page, between.address)
        calls.open()
        calls.wait_until_live()
        trust.press(tablet)
        expect(calls.line(tablet.place)).to_be_visible()

        between.silence()
        expect(calls.live).to_contain_text(
            "This page does not hear the ward system, so it shows no calls.", timeout=15_000
        )
        expect(calls.line(tablet.place)).to_be_hidden()
        expect(page.get_by_text("Nobody is waiting.")).to_be_hidden()
        expect(calls.live).to_contain_text(re.compile(r"The last news came \d+ seconds ago"))

        between.mend()
        expect(calls.line(tablet.place)).to_be_visible(timeout=20_000)
        calls.wait_until_live()
        end_all(trust)
        # The browser lets go of the network before the network ends.
        page.goto("about:blank")


def test_sound_is_asked_for_once_remembered_and_never_claimed(calls: CallsPage) -> None:
    page = calls.page
    words = page.locator("#sound-words")
    expect(words).to_have_text("Sound is off. You will only see new calls.")
    page.get_by_role("button", name="Turn on the sound for new calls").click()
    expect(words).to_have_text("Sound is on. Check that this machine is not muted.")
    calls.open()
    expect(words).to_have_text(re.compile("Sound is (on|asleep until somebody touches this page)"))
    page.keyboard.press("Shift")
    expect(words).to_contain_text("Sound is on.")
    page.get_by_role("button", name="Turn off the sound").click()
    expect(words).to_have_text("Sound is off. You will only see new calls.")


def test_the_home_page_says_how_many_wait(trust: RunningTrust, calls: CallsPage, tablet: Tablet) -> None:
    home = HomePage(calls.page, trust.address)
    home.open()
    expect(home.calls).to_have_text("Nobody is waiting.")
    trust.press(tablet)
    expect(home.calls).to_have_text("1 call is waiting.")


def test_a_session_that_ends_takes_the_calls_away_and_says_so(
    trust: RunningTrust, calls: CallsPage, tablet: Tablet
) -> None:
    trust.press(tablet)
    expect(calls.line(tablet.place)).to_be_visible()
    trust.clock.move(15 * 60)
    expect(calls.live).to_have_text("You were signed out. Calls are not shown here.")
    expect(calls.line(tablet.place)).to_be_hidden()


def test_without_scripts_the_list_is_a_moment_that_says_so(
    trust: RunningTrust, tablet: Tablet, browser: Browser
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    form = SignInPage(page, trust.address)
    form.open()
    form.sign_in("nurse", trust.passphrase("nurse"), trust.code("nurse"))
    call = trust.press(tablet)
    calls = CallsPage(page, trust.address)
    calls.open()
    expect(calls.live).to_contain_text("It does not change by itself.")
    assert progress(trust, call) == "received"
    calls.accept(tablet.place)
    expect(calls.state(tablet.place)).to_contain_text("On the way")
    page.get_by_role("link", name="Show again").click()
    expect(calls.line(tablet.place)).to_be_visible()
    end_all(trust)
    context.close()


def test_the_stream_is_for_signed_in_readers_alone(trust: RunningTrust) -> None:
    answer = httpx.get(f"{trust.address}/console/calls/live")
    assert answer.status_code == 401
