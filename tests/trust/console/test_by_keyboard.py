"""All work at the console is done by keyboard alone, also where the page is as narrow as a phone's or is enlarged to that."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import update

from kiosk.trust.store import tables
from tests.trust.console.axe import DESK, PHONE, found_here, page_for_axe
from tests.trust.console.keyboard import Keyboard
from tests.trust.console.pages import CallsPage, ConcernPage, ConcernsPage, HomePage
from tests.trust.console.running import RunningTrust


@pytest.fixture(params=[DESK, PHONE])
def page(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    with page_for_axe(browser, request.param) as page:
        yield page


@pytest.fixture
def keys(page: Page) -> Keyboard:
    return Keyboard(page)


def test_sign_in_concern_and_call_work_by_keyboard_alone(trust: RunningTrust, page: Page, keys: Keyboard) -> None:
    trust.raise_concern(words="He sat down next to me.")
    call = trust.press(trust.pair("Corridor"))
    page.goto(f"{trust.address}/console/sign-in")
    page.keyboard.press("Tab")
    assert keys.focused()["words"] == "Skip to main content"
    keys.signs_in(trust.address, "nurse", trust.passphrase("nurse"), trust.code("nurse"))

    keys.presses("See and accept staff calls")
    calls = CallsPage(page, trust.address)
    calls.wait_until_live()
    keys.reaches("I am going")
    page.keyboard.press("Enter")
    expect(calls.state("Corridor")).to_contain_text("On the way")
    # The button is gone; the focus is not.
    assert keys.focused()["words"] == "Corridor"
    trust.backend_does(trust.backend.calls.reset(call.id, "test", "test"))

    page.goto(f"{trust.address}/console/concerns")
    keys.presses("Concern ")
    page.wait_for_url("**/concerns/*")
    assert page.title().startswith("Concern ")


def test_the_warning_before_the_end_can_be_answered_by_keyboard(
    trust: RunningTrust, page: Page, sign_in: Callable[[str], Page]
) -> None:
    page.clock.install()
    sign_in("nurse")
    page.clock.run_for(13 * 60 * 1000 + 2000)
    warning = page.get_by_role("alertdialog")
    expect(warning).to_be_visible()
    stay = page.get_by_role("button", name="Stay signed in")
    expect(stay).to_be_focused()
    assert found_here(page) == []
    trust.clock.move(13 * 60)
    page.keyboard.press("Enter")
    expect(warning).to_be_hidden()
    page.clock.run_for(12 * 60 * 1000)
    expect(warning).to_be_hidden()


@pytest.mark.parametrize("page", [DESK], indirect=True)
def test_a_page_that_rests_too_long_empties_itself(
    trust: RunningTrust, page: Page, sign_in: Callable[[str], Page]
) -> None:
    trust.raise_concern(words="He sat down next to me.")
    page.clock.install()
    concerns = ConcernsPage(sign_in("nurse"), trust.address)
    concerns.open()
    concerns.read()
    trust.clock.move(15 * 60)
    page.clock.run_for(15 * 60 * 1000 + 2000)
    page.wait_for_url("**/sign-in?rested=1")
    expect(page.get_by_text("You were signed out after 15 minutes without use")).to_be_visible()


@pytest.mark.parametrize("page", [DESK], indirect=True)
def test_whoever_reads_in_one_tab_is_not_thrown_out_of_a_form_in_another(
    trust: RunningTrust, page: Page, sign_in: Callable[[str], Page]
) -> None:
    page.clock.install()
    sign_in("nurse")
    page.goto(f"{trust.address}/console/readers")
    other = page.context.new_page()
    for _ in range(3):
        trust.clock.move(8 * 60)
        page.clock.run_for(8 * 60 * 1000)
        other.goto(f"{trust.address}/console/account")
    page.clock.run_for(2000)
    expect(page.get_by_role("heading", name="Readers", exact=True)).to_be_visible()
    expect(page.get_by_role("alertdialog")).to_be_hidden()


@pytest.mark.parametrize("page", [DESK], indirect=True)
def test_what_somebody_read_is_gone_from_every_tab_when_they_sign_out(
    trust: RunningTrust, page: Page, sign_in: Callable[[str], Page]
) -> None:
    trust.raise_concern(words="He sat down next to me.")
    concerns = ConcernsPage(sign_in("nurse"), trust.address)
    concerns.open()
    concerns.read()
    other = HomePage(page.context.new_page(), trust.address)
    other.open()
    other.sign_out()
    page.wait_for_url("**/sign-in?left=1")


@pytest.mark.parametrize("page", [DESK], indirect=True)
def test_at_the_end_of_eight_hours_nobody_is_told_that_they_can_stay(
    trust: RunningTrust, page: Page, sign_in: Callable[[str], Page]
) -> None:
    page.clock.install()
    sign_in("nurse")
    trust.clock.move(8 * 3600 - 100)
    with trust.backend.store.write() as connection:  # as if somebody had done something all the time
        connection.execute(update(tables.sessions).values(last_used=int(trust.clock.now)))
    page.goto(f"{trust.address}/console/account")
    page.clock.run_for(2000)
    warning = page.get_by_role("alertdialog")
    expect(warning).to_contain_text("You will be signed out in 2 minutes")
    page.get_by_role("button", name="Stay signed in").click()
    expect(warning).to_contain_text("Nobody stays signed in for more than 8 hours")


# At a desk's width the whole way of a concern is walked so (tests/whole/test_concern_to_close.py).
@pytest.mark.parametrize("page", [PHONE], indirect=True)
def test_a_case_is_worked_on_from_the_list_to_the_close_by_keyboard_alone(
    trust: RunningTrust, page: Page, keys: Keyboard, sign_in: Callable[[str], Page]
) -> None:
    trust.raise_concern(words="By keyboard.", kinds=("C2",))
    sign_in("advocate")
    keys.presses("Concerns")
    page.wait_for_url("**/concerns")
    keys.presses("Concern ")
    case = ConcernPage(page, trust.address)
    keys.presses("Record it and act by")
    keys.chooses("Staff crossed a boundary")
    keys.presses("Save")
    expect(case.notice).to_contain_text("It is on record.")
    keys.presses("Tick what was done")
    keys.chooses("I take it as true")
    keys.presses("Save what was done")
    keys.presses("Add an action")
    keys.writes("what", "Talk with the team")
    keys.writes("owner", "Matron")
    for part, value in (("day", "1"), ("month", "12"), ("year", "2026")):
        keys.writes(f"due-{part}", value)
    keys.presses("Add the action")
    keys.presses("End it")
    keys.chooses("It is done")
    keys.writes("note", "They talked.")
    keys.presses("Save")
    keys.presses("Propose to close")
    keys.chooses("They are not reachable")
    keys.chooses("What could be done was done")
    keys.writes("words", "The team talked.")
    keys.presses("Propose to close")
    assert case.tags == ["Closing waits for a second person"]
