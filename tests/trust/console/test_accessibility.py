"""Every page of the console, and what it says after its forms: axe-core finds nothing, AAA contrast included, at a desk's width and at a phone's.

Pages and acts come from the console's own tables: a new one is looked at from its first day, or fails here for want of something to show.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from kiosk.trust.casework import inbox
from kiosk.trust.console.allowed import ALLOWED
from kiosk.trust.console.case_acts import ACTS
from kiosk.trust.console.routes import OPEN_TO_ALL
from kiosk.trust.roles import Role
from tests.trust.console.axe import PHONE, found_by_axe, found_here, page_for_axe
from tests.trust.console.pages import (
    AccountPage,
    BoardPage,
    CallsPage,
    ConcernPage,
    ConcernsPage,
    ConsolePage,
    DutyPage,
    JoinPage,
    ReadersPage,
    SignInPage,
    TabletsPage,
)
from tests.trust.console.running import RunningTrust
from tests.trust.console.standing import YEAR, Standing

ACCOUNTS: dict[Role, str] = {"ward": "nurse", "governance": "governance", "administrator": "administrator"}
NO_PAGES = {"/calls/live", "/sign-in/challenge"}  # they answer a page's own script
NO_PAGES |= {"/report/{quarter}/pdf", "/report/{quarter}/csv"}  # files
ACT, ACT_OF = "/concerns/{record}/do/{slug}", "/concerns/{record}/do/{slug}/{which}"
# The case that an act is looked at with: the first that is named here, else the one that has most to show.
OFFERED_FOR = {
    "review": "recorded",
    "end-action": "recorded",
    "let-back": "recorded",
    "decide": "proposed",
    "reopen": "closed",
}
OF_A_PART = ("translate", "end-action", "take-back", "look-again")


@pytest.fixture(scope="module")
def standing(trust: RunningTrust) -> Standing:
    return Standing(trust)


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    with page_for_axe(browser) as page:
        yield page


def gets(routes: dict[str, frozenset[Role]]) -> dict[str, frozenset[Role]]:
    """The pages among them, by path."""
    found = {route.removeprefix("GET "): roles for route, roles in routes.items() if route.startswith("GET ")}
    return {path: roles for path, roles in found.items() if path not in NO_PAGES}


# --- every page ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ACCOUNTS)
def test_axe_finds_nothing_on_any_page_that_a_role_has(
    standing: Standing, page: Page, sign_in: Callable[[str], Page], role: Role
) -> None:
    parts = {
        "{record}": standing.records["told"],
        "{call}": standing.call,
        "{ward}": standing.ward,
        "{tablet}": standing.tablet,
        "{reader}": standing.reader,
        "{screen_id}": standing.screen,
        "{note}": standing.note,
        "{quarter}": standing.quarter,
    }
    sign_in(ACCOUNTS[role])
    found = []
    for path, roles in gets(dict(ALLOWED)).items():
        if role in roles and path not in (ACT, ACT_OF):
            standing.goes(page, re.sub(r"\{\w+\}", lambda part: parts[part.group()], path))
            found += found_by_axe(page)
    assert found == []


def test_each_page_is_one_of_a_role_that_is_looked_at() -> None:
    assert [path for path, roles in gets(dict(ALLOWED)).items() if not roles & set(ACCOUNTS)] == []
    open_to_all = {path for each in OPEN_TO_ALL for path in each.paths if "GET" in each.http_methods}
    assert open_to_all - NO_PAGES == {"/sign-in", "/join", "/board/pair"}, "look at it below"


def test_axe_finds_nothing_on_the_form_of_any_act(
    standing: Standing, page: Page, sign_in: Callable[[str], Page]
) -> None:
    sign_in("safeguarding")
    found = []
    for slug in ACTS:
        record = OFFERED_FOR.get(slug, "answered")
        part = f"/{standing.which(record, slug)}" if slug in OF_A_PART else ""
        standing.goes(page, f"/concerns/{standing.records[record]}/do/{slug}{part}")
        found += found_by_axe(page)
        if slug in (
            "record",
            "grade",
            "action",
            "message",
        ):  # with the errors of boxes, of a choice, of a date and of a text
            page.get_by_role("main").locator("form button").click()
            assert ConsolePage(page, standing.trust.address).errors
            found += found_by_axe(page)
    assert found == []


# --- before somebody has signed in ---------------------------------------------------------------------------------


def test_axe_finds_nothing_before_somebody_has_signed_in(standing: Standing, page: Page) -> None:
    form, joining = SignInPage(page, standing.trust.address), JoinPage(page, standing.trust.address)
    found = []
    for ended in ("", "?rested=1", "?left=1"):
        standing.goes(page, f"/sign-in{ended}")
        found += found_by_axe(page)
    form.sign_in("nurse", "wrong", "000000")
    found += found_by_axe(page)
    joining.open()
    found += found_by_axe(page)
    page.get_by_role("button", name="Make my account").click()
    assert joining.errors
    found += found_by_axe(page)
    screen = BoardPage(page, standing.trust.address)
    screen.open()
    found += found_by_axe(page)
    screen.pair("AAAAA-AAAAA")
    assert screen.errors
    found += found_by_axe(page)
    assert found == []


def test_axe_finds_nothing_on_a_call_screen(standing: Standing, page: Page) -> None:
    screen = BoardPage(page, standing.trust.address)
    screen.pair(standing.screen_code())
    screen.wait_until_live()
    expect(screen.lines.first).to_be_visible()
    found = found_by_axe(page)
    screen.lines.first.get_by_role("button", name="End").click()
    screen.pad.get_by_role("button", name="OK").click()
    expect(screen.pad).to_contain_text("Choose why you are ending the call")
    found += found_by_axe(page)
    assert found == []


# --- cases ---------------------------------------------------------------------------------------------------------


def test_axe_finds_nothing_on_a_case_at_any_stage(
    standing: Standing, page: Page, sign_in: Callable[[str], Page]
) -> None:
    sign_in("safeguarding")
    found = []
    for record in ("answered", "recorded", "proposed", "closed", "kept", "torn"):
        standing.goes(page, f"/concerns/{standing.records[record]}")
        found += found_by_axe(page)
    expect(page.get_by_text("The history of this case is not whole")).to_be_visible()
    for record in ("answered", "recorded"):
        standing.goes(page, f"/concerns/{standing.records[record]}/print")
        found += found_by_axe(page)
    standing.goes(page, f"/concerns/{standing.records['damaged']}", status=500)
    found += found_by_axe(page)
    case = ConcernPage(page, standing.trust.address)
    standing.goes(page, f"/concerns/{standing.records['kept']}")
    case.begin("Add a note")
    page.get_by_label("Note", exact=True).fill("Looked at it")
    case.send("Add the note")
    expect(case.notice).to_be_visible()
    found += found_by_axe(page)
    case.begin("Step out of this concern")
    page.get_by_label("Why").fill("I know him")
    case.send("Step out")
    found += found_by_axe(page)
    standing.goes(page, f"/concerns/{standing.records['kept']}", status=403)
    assert case.heading == "You stepped out of this concern"
    found += found_by_axe(page)
    assert found == []


def test_axe_finds_nothing_on_the_lists_of_cases(
    standing: Standing, page: Page, sign_in: Callable[[str], Page], monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in("nurse")
    concerns = ConcernsPage(page, standing.trust.address)
    found = []
    standing.goes(page, f"/concerns/{standing.records['alone']}")
    found += found_by_axe(page)
    standing.goes(page, "/concerns?show=all")
    found += found_by_axe(page)
    standing.goes(page, "/concerns?show=kept")
    expect(page.get_by_text("There are no concerns here.")).to_be_visible()
    found += found_by_axe(page)
    monkeypatch.setattr(inbox, "PAGE_ROWS", 2)
    standing.goes(page, "/concerns?show=all&page=2")
    expect(page.get_by_role("link", name="Page before")).to_be_visible()
    found += found_by_axe(page)
    for words in ("", "nowhere said", "What will be said"):
        concerns.open()
        page.get_by_label("Search what you opened").fill(words)
        page.get_by_role("button", name="Search").click()
        found += found_by_axe(page)
    assert found == []


def test_axe_finds_nothing_on_what_is_exported_and_how_long_it_is_kept(
    standing: Standing, page: Page, sign_in: Callable[[str], Page]
) -> None:
    sign_in("nurse")
    console = ConsolePage(page, standing.trust.address)
    found = []
    for text in ("Show the summary", "Show the draft"):
        standing.goes(page, f"/concerns/{standing.records['told']}/export")
        page.get_by_role("button", name=text).click()
        found += found_by_axe(page)
    standing.goes(page, "/export")
    page.get_by_role("main").get_by_role("button", name="Export").click()
    assert console.errors
    found += found_by_axe(page)
    old = f"/retention/{standing.records['old']}"
    standing.goes(page, old)
    for button in ("Decide", "Put it on hold"):
        page.get_by_role("button", name=button).click()
        assert console.errors
        found += found_by_axe(page)
    page.get_by_role("group", name="Keep it as").get_by_role("radio").first.check()
    page.get_by_role("button", name="Decide").click()
    expect(console.notice).to_be_visible()
    page.wait_for_load_state("load")  # until then its script may take a choice back
    page.get_by_role("group", name="Why it must not be deleted").get_by_role("radio").first.check()
    page.get_by_role("button", name="Put it on hold").click()
    found += found_by_axe(page)
    standing.goes(page, "/retention")
    found += found_by_axe(page)
    standing.goes(page, old)
    page.get_by_role("button", name="End the hold").click()
    page.get_by_role("button", name="Ask to delete it").click()
    found += found_by_axe(page)
    console.sign_out()
    sign_in("safeguarding")
    standing.goes(page, old)
    expect(page.get_by_role("button", name="Approve, and delete it")).to_be_visible()
    found += found_by_axe(page)
    assert found == []


# --- the ward ------------------------------------------------------------------------------------------------------


def test_axe_finds_nothing_on_the_pages_of_calls(
    standing: Standing, page: Page, sign_in: Callable[[str], Page]
) -> None:
    trust = standing.trust
    calls = CallsPage(sign_in("nurse"), trust.address)
    calls.open()
    calls.wait_until_live()
    call = trust.press(trust.pair("Day room"))
    expect(calls.line("Day room")).to_be_visible()
    page.get_by_role("button", name="Turn on the sound for new calls").click()
    found = found_by_axe(page)
    calls.accept("Day room")
    expect(calls.state("Day room")).to_contain_text("On the way")
    found += found_by_axe(page)
    calls.line("Day room").get_by_role("link", name="End this call").click()
    page.get_by_role("button", name="End this call").click()
    assert calls.errors
    found += found_by_axe(page)
    standing.goes(page, "/")
    found += found_by_axe(page)
    for each in (call.id, bytes.fromhex(standing.call)):
        trust.backend_does(trust.backend.calls.reset(each, "test", "test"))
    calls.open()
    expect(page.get_by_text("Nobody is waiting.")).to_be_visible()
    found += found_by_axe(page)
    page.route("**/calls/live", lambda route: route.abort())
    calls.open()
    page.clock.install()
    page.clock.run_for(10_000)
    expect(calls.live).to_contain_text("This page does not hear the ward system")
    found += found_here(page)
    assert found == []


def test_axe_finds_nothing_on_who_is_on_duty(standing: Standing, page: Page, sign_in: Callable[[str], Page]) -> None:
    duty = DutyPage(sign_in("nurse"), standing.trust.address)
    address = f"/duty/{standing.ward}"
    standing.goes(page, address)
    page.get_by_role("button", name="Add to the list").click()
    assert duty.errors
    found = found_by_axe(page)
    duty.add("Sam Example", "Sexual safety champion", "At the desk")
    expect(duty.notice).to_contain_text("Sam Example is on the list.")
    found += found_by_axe(page)
    for name in ("Jo Example", "Lee Example", "Pat Example"):
        duty.person(name).uncheck()
    duty.publish()
    expect(duty.missing).to_be_visible()
    found += found_by_axe(page)
    duty.take_off("Sam Example")
    found += found_by_axe(page)
    page.get_by_label("Times of handover").fill("25:00")
    page.get_by_role("button", name="Save handovers").click()
    assert duty.errors
    found += found_by_axe(page)
    assert found == []


def test_axe_finds_nothing_on_figures_and_what_is_said_for_them(
    standing: Standing, page: Page, sign_in: Callable[[str], Page]
) -> None:
    console = ConsolePage(sign_in("nurse"), standing.trust.address)
    figures = f"/check-ins/{standing.ward}"
    standing.goes(page, figures)
    for opened in page.get_by_role("main").locator("details > summary").all():
        opened.click()
    found = found_by_axe(page)
    standing.goes(page, f"{figures}/notes")
    page.get_by_role("button", name="Put it on the charts").click()
    assert console.errors
    found += found_by_axe(page)
    page.get_by_label("A change idea began").check()
    page.get_by_label("Begin limits anew").check()
    page.get_by_label("What happened?").fill("x" * 201)
    page.get_by_role("button", name="Put it on the charts").click()
    assert console.errors
    found += found_by_axe(page)
    standing.goes(page, f"{figures}/notes/{standing.note}")
    page.get_by_role("button", name="Add", exact=True).click()
    assert console.errors
    found += found_by_axe(page)
    standing.goes(page, "/beds")
    page.get_by_role("button", name="Save").click()
    assert console.errors
    found += found_by_axe(page)
    page.get_by_label("Willow Ward").check()
    page.get_by_label("How many beds are occupied?").fill("17")
    page.get_by_role("button", name="Save").click()
    expect(console.notice).to_be_visible()
    found += found_by_axe(page)
    assert found == []


# --- accounts and tablets ------------------------------------------------------------------------------------------


def test_axe_finds_nothing_on_what_an_administrator_does(
    standing: Standing, page: Page, sign_in: Callable[[str], Page]
) -> None:
    tablets, readers = TabletsPage(page, standing.trust.address), ReadersPage(page, standing.trust.address)
    joining = JoinPage(page, standing.trust.address)
    sign_in("administrator")
    tablets.open()
    page.get_by_role("button", name="Make a code").click()
    assert tablets.errors
    found = found_by_axe(page)
    page.get_by_label("Willow Ward").check()
    tablets.make_code("Quiet room")
    found += found_by_axe(page)
    readers.open()
    page.get_by_role("button", name="Make an invitation").click()
    assert readers.errors
    found += found_by_axe(page)
    code = readers.invite("night nurse", "Ward staff", "Willow Ward team")
    found += found_by_axe(page)
    readers.open()
    found += found_by_axe(page)
    for link in ("Lost passphrase", "Remove"):
        readers.open()
        readers.row("governance").get_by_role("link", name=link).click()
        found += found_by_axe(page)
    page.get_by_role("button", name="Remove governance").click()
    expect(readers.notice).to_be_visible()
    found += found_by_axe(page)
    readers.sign_out()
    joining.open()
    joining.join(code)
    found += found_by_axe(page)
    sign_in("nurse")
    readers.open()
    expect(page.get_by_text("night nurse, for Willow Ward team")).to_be_visible()
    found += found_by_axe(page)
    page.get_by_role("button", name="Let them in").click()
    assert readers.errors
    found += found_by_axe(page)
    readers.let_in("night nurse", "Willow Ward team")
    found += found_by_axe(page)
    assert found == []


def test_axe_finds_nothing_on_ones_own_account(standing: Standing, page: Page, sign_in: Callable[[str], Page]) -> None:
    account = AccountPage(sign_in("guardian"), standing.trust.address)
    account.open()
    page.get_by_role("button", name="Make a new passphrase").click()
    assert account.errors
    found = found_by_axe(page)
    account.change_passphrase(standing.trust.passphrase("guardian"), standing.trust.code("guardian"))
    found += found_by_axe(page)
    assert found == []


# --- what goes wrong, and what comes by itself ---------------------------------------------------------------------


def test_axe_finds_nothing_where_something_is_not_as_it_should_be(
    standing: Standing, page: Page, sign_in: Callable[[str], Page]
) -> None:
    sign_in("administrator")
    standing.goes(page, "/nothing-here", status=404)
    found = found_by_axe(page)
    standing.goes(page, "/concerns", status=403)
    found += found_by_axe(page)
    standing.goes(page, "/account")
    page.locator('main [name="csrf"]').first.evaluate("token => { token.value = '0' }")
    page.get_by_role("button", name="Make a new passphrase").click()
    expect(page.get_by_role("heading", name="That form was too old")).to_be_visible()
    found += found_by_axe(page)
    assert found == []


def test_axe_finds_nothing_on_the_menu_that_opens_where_there_is_little_room(
    standing: Standing, page: Page, sign_in: Callable[[str], Page]
) -> None:
    sign_in("nurse")
    page.set_viewport_size({"width": PHONE, "height": 800})
    page.get_by_role("button", name="Browse More").click()
    expect(page.get_by_role("navigation", name="Menu").get_by_role("link", name="Your account")).to_be_visible()
    assert found_here(page) == []


def test_axe_finds_nothing_on_what_is_out_of_date(
    standing: Standing, page: Page, sign_in: Callable[[str], Page]
) -> None:
    standing.trust.clock.move(YEAR)  # and no way back: codes of that time are used up
    sign_in("nurse")
    found = found_by_axe(page)
    for path in ("/tablets", f"/duty/{standing.ward}", "/concerns?show=overdue"):
        standing.goes(page, path)
        found += found_by_axe(page)
    assert found == []
