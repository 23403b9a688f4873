"""The console as a reader uses it: one class a page, so that a changed page changes one class. Driven by Playwright's Chromium."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

from tests.trust.console.running import RunningTrust

CHROMIUM = "/usr/bin/chromium"


@contextmanager
def chromium() -> Iterator[Browser]:
    """Debian's browser, without a window. Its sandbox needs rights that a test machine seldom gives."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        try:
            yield browser
        finally:
            browser.close()


def follow(page: Page, way: Locator) -> None:
    """Click what leads to another page, and wait until that page is there: what is read at once is not of the page before."""
    with page.expect_navigation(wait_until="load"):
        way.click()


class ConsolePage:
    """What all pages have. address: of the trust, as http://127.0.0.1:PORT."""

    path = ""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.address = page, address

    def open(self) -> None:
        self.page.goto(f"{self.address}/console{self.path}")

    @property
    def heading(self) -> str:
        return self.page.locator("h1").inner_text()

    @property
    def errors(self) -> list[str]:
        return self.page.locator(".nhsuk-error-summary__list li").all_inner_texts()

    @property
    def notice(self) -> Locator:
        return self.page.locator(".nhsuk-notification-banner")

    def sign_out(self) -> None:
        self.page.get_by_role("button", name="Sign out").click()


class SignInPage(ConsolePage):
    path = "/sign-in"

    def sign_in(self, name: str, passphrase: str, code: str) -> None:
        self.page.get_by_label("Name").fill(name)
        self.page.get_by_label("Passphrase", exact=True).fill(passphrase)
        self.page.get_by_label("6-digit code").fill(code)
        self.page.get_by_role("button", name="Sign in", exact=True).click()


class HomePage(ConsolePage):
    @property
    def calls(self) -> Locator:
        return self.page.locator("[data-calls-count]")

    def card(self, heading: str) -> Locator:
        return self.page.locator(".nhsuk-card", has=self.page.get_by_role("link", name=heading))


class ConcernsPage(ConsolePage):
    path = "/concerns"

    @property
    def rows(self) -> Locator:
        return self.page.locator("tbody tr")

    def read(self, row: int = 0) -> ConcernPage:
        follow(self.page, self.rows.nth(row).get_by_role("link"))
        self.page.wait_for_url(re.compile("/concerns/[0-9a-f]{32}$"))
        return ConcernPage(self.page, self.address)


class ConcernPage(ConsolePage):
    @property
    def words(self) -> Locator:
        return self.page.locator(".own-words")

    def answer(self, question: str) -> str:
        row = self.page.locator(".nhsuk-summary-list__row", has=self.page.locator("dt", has_text=question))
        return row.locator("dd").inner_text()

    def harm(self, what: str) -> list[str]:
        """Own rating, staff's grade and the gap, of a row of the harm table."""
        row = self.page.locator("tr", has=self.page.get_by_role("rowheader", name=what))
        return row.locator("td > span:last-child").all_inner_texts()

    @property
    def text(self) -> str:
        return self.page.locator("main").inner_text()

    def begin(self, act: str) -> None:
        """Open the form of an act from the list of what can be done."""
        follow(self.page, self.page.locator(".acts").get_by_role("link", name=act, exact=True))

    def day(self, legend: str, day: int, month: int, year: int) -> None:
        """Fill a date."""
        group = self.page.get_by_role("group", name=legend)
        for label, value in (("Day", day), ("Month", month), ("Year", year)):
            group.get_by_label(label).fill(str(value))

    def send(self, button: str) -> None:
        follow(self.page, self.page.get_by_role("main").get_by_role("button", name=button, exact=True))

    def record(self) -> None:
        """Put it on record with what the person chose, and the review date that is offered."""
        self.begin("Put it on record")
        self.page.get_by_label("Something else").check()
        self.send("Save")

    def propose(self) -> None:
        self.begin("Propose to close")
        self.page.get_by_label("They are not reachable").check()
        self.page.get_by_label("What could be done was done").check()
        self.page.get_by_label("What was done, in a few sentences").fill("The chairs were moved.")
        self.send("Propose to close")

    @property
    def history(self) -> list[str]:
        """Titles of the entries, the newest first."""
        return [line.split("\n")[0].strip() for line in self.page.locator(".history__title").all_inner_texts()]

    @property
    def tags(self) -> list[str]:
        return self.page.locator("main > .tags .nhsuk-tag").all_inner_texts()

    @property
    def todos(self) -> Locator:
        return self.page.locator(".todo li")


class CallsPage(ConsolePage):
    path = "/calls"

    @property
    def lines(self) -> Locator:
        return self.page.locator(".call")

    def line(self, place: str) -> Locator:
        return self.page.locator(".call", has=self.page.locator(".call__place", has_text=place))

    def state(self, place: str) -> Locator:
        return self.line(place).locator("[data-state]")

    @property
    def live(self) -> Locator:
        return self.page.locator("#live-words")

    def wait_until_live(self) -> None:
        expect(self.live).to_contain_text("Live")

    def accept(self, place: str) -> None:
        self.line(place).get_by_role("button", name="I am going").click()

    def attend(self, place: str) -> None:
        self.line(place).get_by_role("button", name="I am there").click()

    def end(self, place: str, reason: str) -> None:
        follow(self.page, self.line(place).get_by_role("link", name="End this call"))
        self.page.get_by_label(reason).check()
        follow(self.page, self.page.get_by_role("button", name="End this call"))


class ScreensPage(ConsolePage):
    path = "/screens"

    def make_code(self, place: str) -> str:
        """A code for a call screen at this place."""
        self.open()
        self.page.get_by_label("Where is the screen?").fill(place)
        self.page.get_by_role("button", name="Make a code").click()
        return self.page.locator("#screen-code").inner_text()

    def make_pin(self, role: str) -> str:
        """A PIN for a role that has none."""
        self.open()
        self.page.get_by_role("button", name=f"Make a PIN for {role}").click()
        return self.page.locator("#pin").inner_text().strip()


class BoardPage(CallsPage):
    """A call screen: the lines of the page of calls, answered with a PIN."""

    path = "/board"

    def pair(self, code: str) -> None:
        self.open()
        self.page.get_by_label("Code of this screen").fill(code)
        self.page.get_by_role("button", name="Show calls here").click()

    @property
    def pad(self) -> Locator:
        return self.page.locator("dialog")

    def step(self, place: str, button: str) -> None:
        self.line(place).get_by_role("button", name=button).click()

    def touch(self, pin: str) -> None:
        """Enter a PIN by touch alone."""
        for digit in pin:
            self.pad.get_by_role("button", name=digit, exact=True).click()
        self.pad.get_by_role("button", name="OK").click()


class CheckInsPage(ConsolePage):
    path = "/check-ins"

    def group(self, name: str) -> Locator:
        return self.page.locator("section", has=self.page.get_by_role("heading", name=name, exact=True))


class ChartNotesPage(ConsolePage):
    """The notes of a ward, and the form for a new one."""

    def write(self, kind: str, words: str, day: date, *, cause: str = "", **steps: str) -> None:
        for part in ("day", "month", "year"):
            self.page.locator(f"#day-{part}").fill(str(getattr(day, part)))
        self.page.get_by_label(kind).check()
        self.page.get_by_label("What happened?").fill(words)
        if cause:
            self.page.get_by_label("Begin limits anew").check()
            self.page.get_by_label("The cause").fill(cause)
        for step, said in steps.items():
            self.page.get_by_label(f"{step.capitalize()}:").fill(said)
        self.page.get_by_role("button", name="Put it on the charts").click()


class HuddlePage(ConsolePage):
    path = "/huddle/willow"

    @property
    def aloud(self) -> Locator:
        """What is read aloud."""
        return self.page.locator(".aloud")

    @property
    def numbers(self) -> Locator:
        return self.page.get_by_role("table", name="The numbers", exact=True)

    def look(self, line: str = "", button: str = "We looked") -> None:
        self.page.get_by_label("What we will do").fill(line)
        follow(self.page, self.page.get_by_role("button", name=button, exact=True))

    def take_back(self) -> None:
        follow(self.page, self.page.get_by_role("button", name="Take today’s tick back"))


class DutyPage(ConsolePage):
    path = "/duty"

    @property
    def now(self) -> Locator:
        return self.page.locator(".duty-now")

    @property
    def missing(self) -> Locator:
        return self.page.get_by_text("Missing now:")

    def add(self, name: str, role: str, reach: str = "") -> None:
        self.page.get_by_label("Name", exact=True).fill(name)
        self.page.get_by_role("group", name="What they are").get_by_label(role).check()
        self.page.get_by_label("How to reach them").fill(reach)
        follow(self.page, self.page.get_by_role("button", name="Add to the list"))

    def person(self, name: str) -> Locator:
        return self.page.get_by_role("group", name="Who is on").get_by_label(name)

    def publish(self) -> None:
        self.page.get_by_role("button", name="Publish: these people are on duty").click()

    def take_off(self, name: str) -> None:
        self.page.get_by_role("button", name=f"Take off {name}").click()


class TabletsPage(ConsolePage):
    path = "/tablets"

    def row(self, place: str) -> Locator:
        return self.page.locator("tbody tr", has_text=place)

    def make_code(self, place: str) -> str:
        self.page.get_by_label("Where will the tablet be?").fill(place)
        self.page.get_by_role("button", name="Make a code").click()
        return self.page.locator("#pairing-code").inner_text()


class ReadersPage(ConsolePage):
    path = "/readers"

    def row(self, name: str) -> Locator:
        return self.page.locator("tbody tr", has_text=name)

    def invite(self, name: str, work: str, *groups: str) -> str:
        """Returns the code, as it is shown once."""
        self.page.get_by_label("Name").fill(name)
        self.page.get_by_role("group", name="Their work").get_by_label(work).check()
        for group in groups:
            self.page.get_by_role("group", name="Groups they will read for").get_by_label(group).check()
        self.page.get_by_role("button", name="Make an invitation").click()
        return self.page.locator("#invitation-code").inner_text()

    def let_in(self, name: str, group: str) -> None:
        self.page.get_by_role("group", name="Who").get_by_label(name).check()
        self.page.get_by_role("group", name="Which group").get_by_label(group).check()
        self.page.get_by_role("button", name="Let them in").click()

    def remove(self, name: str) -> None:
        self.row(name).get_by_role("link", name="Remove").click()
        self.page.get_by_role("button", name=f"Remove {name}").click()


class JoinPage(ConsolePage):
    path = "/join"

    def join(self, code: str) -> tuple[str, str]:
        """Returns the passphrase and the authenticator's key, as they are shown once."""
        self.page.get_by_label("Code of your invitation").fill(code)
        self.page.get_by_role("button", name="Make my account").click()
        passphrase = self.page.locator("#new-passphrase").inner_text()
        return passphrase, "".join(self.page.locator("#totp-secret").inner_text().split())


class AccountPage(ConsolePage):
    path = "/account"

    def change_passphrase(self, passphrase: str, code: str) -> str:
        self.page.get_by_label("Passphrase you have now").fill(passphrase)
        self.page.get_by_label("6-digit code").fill(code)
        follow(self.page, self.page.get_by_role("button", name="Make a new passphrase"))
        return self.page.locator("#new-passphrase").inner_text()


def change_reader(trust: RunningTrust, page: Page, name: str) -> None:
    """Sign out, and somebody else in."""
    HomePage(page, trust.address).sign_out()
    form = SignInPage(page, trust.address)
    form.open()
    form.sign_in(name, trust.passphrase(name), trust.code(name))
    page.wait_for_url(f"{trust.address}/console")
