"""The trust and the browser of the console's tests: each module has a trust of its own, and each test a browser that holds no cookies."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.trust.console.pages import SignInPage, chromium
from tests.trust.console.running import RunningTrust, running_trust


@pytest.fixture(scope="module")
def trust(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningTrust]:
    with running_trust(tmp_path_factory.mktemp("trust")) as running:
        yield running


@pytest.fixture(scope="package")  # its event loop must not stay: asynchronous tests after these have one of their own
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A new browser profile. A fault in a script, or something that the page's own policy forbids, fails the test."""
    context = browser.new_context()
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda line: faults.append(line.text) if "Content Security Policy" in line.text else None)
    yield page
    context.close()
    assert faults == []


@pytest.fixture
def sign_in(trust: RunningTrust, page: Page) -> Callable[[str], Page]:
    """Sign a demo reader in, in the test's browser."""

    def run(name: str) -> Page:
        form = SignInPage(page, trust.address)
        form.open()
        form.sign_in(name, trust.passphrase(name), trust.code(name))
        page.wait_for_url(f"{trust.address}/console")
        return page

    return run
