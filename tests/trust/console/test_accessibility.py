"""Every page of the console: axe-core finds nothing, AAA contrast included, at a desk's width and at a phone's; and all of it works by keyboard."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.processes import REPOSITORY
from tests.trust.console.pages import (
    CallsPage,
    ConcernPage,
    ConcernsPage,
    JoinPage,
    ReadersPage,
    SignInPage,
    TabletsPage,
)
from tests.trust.console.running import RunningTrust

AXE = REPOSITORY / "node_modules/axe-core/axe.min.js"
WIDTHS = (1280, 375)


@pytest.fixture(scope="module")
def filled(trust: RunningTrust) -> RunningTrust:
    """A trust in which every page has something to show."""
    trust.raise_concern(
        about=("W3",),
        kinds=("C2", "C5"),
        harm_feelings=2,
        harm_body=0,
        words="He sat down next to me.\nI said no.",
        may_ask=False,
        helped=True,
    )
    trust.check_in("patient", *["yes"] * 12, *["no"] * 4)
    trust.hear(trust.pair("Lounge"))
    trust.pair("Hall")
    return trust


@pytest.fixture(params=WIDTHS)
def page(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    """A browser of this width. axe is put into the page from outside, which the page's own policy rightly forbids."""
    context = browser.new_context(viewport={"width": request.param, "height": 800}, bypass_csp=True)
    yield context.new_page()
    context.close()


def found_by_axe(page: Page) -> list[str]:
    """What axe-core finds wrong: rule and element. Also that nothing makes the page scroll sideways (WCAG 1.4.10)."""
    # A click that sends a form comes back before the next page is whole; without its style sheet axe measures bare links.
    page.wait_for_load_state("load")
    page.wait_for_function("document.styleSheets.length > 0")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    result = page.evaluate(
        """axe.run(document, {
          runOnly: ["wcag2a", "wcag2aa", "wcag2aaa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
          rules: { "color-contrast-enhanced": { enabled: true }, "target-size": { enabled: true } },
        })"""
    )
    found = [f"{rule['id']}: {node['html'][:200]}" for rule in result["violations"] for node in rule["nodes"]]
    if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
        found.append("the page scrolls sideways")
    return [f"{page.url}: {each}" for each in found]


def test_axe_finds_nothing_on_a_readers_pages(filled: RunningTrust, page: Page, sign_in: Callable[[str], Page]) -> None:
    form = SignInPage(page, filled.address)
    form.open()
    found = found_by_axe(page)
    form.sign_in("nurse", "wrong", "000000")
    found += found_by_axe(page)
    sign_in("nurse")
    for path in (
        "",
        "/concerns",
        "/check-ins",
        "/duty",
        "/tablets",
        "/readers",
        "/account",
        "/keys",
        "/nothing-here",
        "/retention",
        "/export",
    ):
        page.goto(f"{filled.address}/console{path}")
        found += found_by_axe(page)
    concerns = ConcernsPage(page, filled.address)
    concerns.open()
    concerns.read()
    found += found_by_axe(page)
    concern = page.url.rpartition("/")[2]
    for path in (f"/retention/{concern}", f"/concerns/{concern}/export"):
        page.goto(f"{filled.address}/console{path}")
        found += found_by_axe(page)
    page.get_by_role("button", name="Show the draft").click()
    found += found_by_axe(page)
    assert found == []


def test_axe_finds_nothing_on_the_pages_of_calls(
    filled: RunningTrust, page: Page, sign_in: Callable[[str], Page]
) -> None:
    calls = CallsPage(sign_in("nurse"), filled.address)
    calls.open()
    calls.wait_until_live()
    found = found_by_axe(page)
    call = filled.press(filled.pair("Day room"))
    expect(calls.line("Day room")).to_be_visible()
    found += found_by_axe(page)
    calls.accept("Day room")
    expect(calls.state("Day room")).to_contain_text("On the way")
    found += found_by_axe(page)
    calls.line("Day room").get_by_role("link", name="End this call").click()
    page.get_by_role("button", name="End this call").click()
    found += found_by_axe(page)
    filled.backend_does(filled.backend.calls.reset(call.id, "test", "test"))
    assert found == []


def test_axe_finds_nothing_on_an_administrators_pages(
    filled: RunningTrust, page: Page, sign_in: Callable[[str], Page]
) -> None:
    sign_in("administrator")
    tablets = TabletsPage(page, filled.address)
    tablets.open()
    found = found_by_axe(page)
    tablets.make_code("Quiet room")
    found += found_by_axe(page)
    tablets.open()
    tablets.row("Hall").get_by_role("link", name="Withdraw").click()
    found += found_by_axe(page)
    readers = ReadersPage(page, filled.address)
    readers.open()
    found += found_by_axe(page)
    page.get_by_role("button", name="Make an invitation").click()
    found += found_by_axe(page)
    name = f"reader {page.viewport_size['width'] if page.viewport_size else ''}"
    code = readers.invite(name, "Ward staff", "Willow Ward team")
    found += found_by_axe(page)
    readers.open()
    found += found_by_axe(page)
    for link in ("Lost passphrase", "Remove"):
        readers.open()
        readers.row("nurse").get_by_role("link", name=link).click()
        found += found_by_axe(page)
    readers.sign_out()
    joining = JoinPage(page, filled.address)
    joining.open()
    found += found_by_axe(page)
    joining.join(code)
    found += found_by_axe(page)
    sign_in("administrator")
    page.goto(f"{filled.address}/console/concerns")
    found += found_by_axe(page)
    assert found == []


def press_until(page: Page, words: str, most: int = 60) -> None:
    """Press Tab until what has the focus says these words, as somebody without a mouse does."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if words in page.evaluate("document.activeElement.innerText || document.activeElement.name || ''"):
            return
    raise AssertionError(f"{words!r} is not reached by keyboard")


def test_sign_in_concern_and_call_work_by_keyboard_alone(filled: RunningTrust, page: Page) -> None:
    call = filled.press(filled.pair("Corridor"))
    page.goto(f"{filled.address}/console/sign-in")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.innerText") == "Skip to main content"
    for field, value in (
        ("name", "nurse"),
        ("passphrase", filled.passphrase("nurse")),
        ("code", filled.code("nurse")),
    ):
        press_until(page, field)
        page.keyboard.type(value)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{filled.address}/console")

    press_until(page, "See and accept staff calls")
    page.keyboard.press("Enter")
    calls = CallsPage(page, filled.address)
    calls.wait_until_live()
    press_until(page, "I am going")
    page.keyboard.press("Enter")
    expect(calls.state("Corridor")).to_contain_text("On the way")
    # The button is gone; the focus is not.
    assert page.evaluate("document.activeElement.innerText") == "Corridor"
    filled.backend_does(filled.backend.calls.reset(call.id, "test", "test"))

    page.goto(f"{filled.address}/console/concerns")
    press_until(page, "Concern ")
    page.keyboard.press("Enter")
    page.wait_for_url("**/concerns/*")
    assert page.title().startswith("Concern ")


def test_the_warning_before_the_end_can_be_answered_by_keyboard(
    filled: RunningTrust, page: Page, sign_in: Callable[[str], Page]
) -> None:
    page.clock.install()
    sign_in("nurse")
    page.clock.run_for(13 * 60 * 1000 + 2000)
    warning = page.get_by_role("alertdialog")
    expect(warning).to_be_visible()
    stay = page.get_by_role("button", name="Stay signed in")
    expect(stay).to_be_focused()
    assert found_by_axe(page) == []
    filled.clock.move(13 * 60)
    page.keyboard.press("Enter")
    expect(warning).to_be_hidden()
    page.clock.run_for(12 * 60 * 1000)
    expect(warning).to_be_hidden()


def test_a_page_that_rests_too_long_empties_itself(
    filled: RunningTrust, page: Page, sign_in: Callable[[str], Page]
) -> None:
    page.clock.install()
    concerns = ConcernsPage(sign_in("nurse"), filled.address)
    concerns.open()
    concerns.read()
    filled.clock.move(15 * 60)
    page.clock.run_for(15 * 60 * 1000 + 2000)
    page.wait_for_url("**/sign-in?rested=1")
    expect(page.get_by_text("You were signed out after 15 minutes without use.")).to_be_visible()


def test_axe_itself_is_there() -> None:
    assert AXE.is_file(), f"{Path(AXE).relative_to(REPOSITORY)} is missing: run `make setup`"


FORMS_OF_A_NEW_CASE = ("record", "grade", "steps", "support", "action", "share", "translate", "note", "step-out")
FORMS_OF_A_RECORDED_CASE = ("review", "keep-out", "detriment", "propose")


def test_axe_finds_nothing_on_the_pages_of_a_case(
    filled: RunningTrust, page: Page, sign_in: Callable[[str], Page]
) -> None:
    filled.raise_concern(words="لا أشعر بالأمان", language="ar", harm_feelings=3, readers=("safeguarding",))
    sign_in("safeguarding")
    page.goto(f"{filled.address}/console/concerns?show=kept")
    found = found_by_axe(page)
    page.locator("tbody tr").first.get_by_role("link").click()
    case = ConcernPage(page, filled.address)
    address = page.url
    found += found_by_axe(page)
    for form in FORMS_OF_A_NEW_CASE:
        page.goto(f"{address}/do/{form}")
        found += found_by_axe(page)
        if form in ("grade", "action"):
            page.get_by_role("main").locator("form button").click()
            assert case.errors
            found += found_by_axe(page)
    page.goto(address)
    case.record()
    for form in FORMS_OF_A_RECORDED_CASE:
        page.goto(f"{address}/do/{form}")
        found += found_by_axe(page)
    page.goto(address)
    case.begin("Grade the harm")
    page.get_by_role("group", name="Harm to the body").get_by_label("No harm").check()
    page.get_by_role("group", name="Harm to feelings").get_by_label("Low").check()
    page.get_by_label("Why you grade it so").fill("They sleep again.")
    case.send("Save the grades")
    case.propose()
    found += found_by_axe(page)
    for path in (f"{address}/print", f"{filled.address}/console/counts", f"{filled.address}/console/concerns?show=all"):
        page.goto(path)
        found += found_by_axe(page)
    page.get_by_role("button", name="Search").click()
    found += found_by_axe(page)
    page.goto(address)
    case.begin("Step out of this concern")
    page.get_by_label("Why").fill("I know him")
    case.send("Step out")
    found += found_by_axe(page)
    page.goto(address)
    assert case.heading == "You stepped out of this concern"
    found += found_by_axe(page)
    assert found == []


def choose(page: Page, label: str) -> None:
    """Go to a box or a button of a choice by Tab (and by an arrow among radios) and choose it with the space bar."""
    for _ in range(120):
        page.keyboard.press("Tab")
        here = page.evaluate("[...(document.activeElement.labels || [])].map(each => each.innerText.trim()).join(' ')")
        kind = page.evaluate("document.activeElement.type || ''")
        for _ in range(6):
            if here.startswith(label):
                page.keyboard.press("Space")
                return
            if kind != "radio":
                break
            page.keyboard.press("ArrowDown")
            here = page.evaluate("document.activeElement.labels[0].innerText.trim()")
    raise AssertionError(f"{label!r} is not reached by keyboard")


def type_into(page: Page, name: str, words: str) -> None:
    """Go to a field by Tab and write."""
    for _ in range(120):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name || ''") == name:
            page.keyboard.type(words)
            return
    raise AssertionError(f"{name!r} is not reached by keyboard")


def press(page: Page, words: str) -> None:
    press_until(page, words, 160)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_a_case_is_worked_on_from_the_list_to_the_close_by_keyboard_alone(
    filled: RunningTrust, page: Page, sign_in: Callable[[str], Page]
) -> None:
    filled.raise_concern(words="By keyboard.", kinds=("C2",))
    sign_in("advocate")
    press(page, "Concerns")
    page.wait_for_url("**/concerns")
    press(page, "Concern ")
    case = ConcernPage(page, filled.address)
    press(page, "Record it and act by")
    choose(page, "Staff crossed a boundary")
    press(page, "Save")
    expect(case.notice).to_contain_text("It is on record.")
    press(page, "Tick what was done")
    choose(page, "I take it as true")
    press(page, "Save what was done")
    press(page, "Add an action")
    type_into(page, "what", "Talk with the team")
    type_into(page, "owner", "Matron")
    for part, value in (("day", "1"), ("month", "12"), ("year", "2026")):
        type_into(page, f"due-{part}", value)
    press(page, "Add the action")
    press(page, "End it")
    choose(page, "It is done")
    type_into(page, "note", "They talked.")
    press(page, "Save")
    press(page, "Propose to close")
    choose(page, "They are not reachable")
    choose(page, "What could be done was done")
    type_into(page, "words", "The team talked.")
    press(page, "Propose to close")
    assert case.tags == ["Closing waits for a second person"]
