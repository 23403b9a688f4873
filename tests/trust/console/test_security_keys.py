"""Signing in with a security key, in real Chromium with its virtual authenticator."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, CDPSession, Page, expect

from tests.trust.console.axe import found_by_axe, page_for_axe
from tests.trust.console.pages import AccountPage, SignInPage
from tests.trust.console.running import RunningTrust

AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "usb",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    with page_for_axe(browser) as page:
        yield page


@pytest.fixture
def address(trust: RunningTrust) -> str:
    """By a name: WebAuthn knows no numbers."""
    return trust.address.replace("127.0.0.1", "localhost")


@pytest.fixture
def device(page: Page) -> CDPSession:
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    return session


def refused(page: Page) -> None:
    """The answer to another try is another page: the error on it is for the name that was just given."""
    page.wait_for_function("document.title.startsWith('Error:')")
    expect(page.locator(".nhsuk-error-summary__list li")).to_have_text(
        "That did not work. Check your name, passphrase and code, and try again"
    )


def sign_in_with_key(trust: RunningTrust, page: Page, name: str, passphrase: str) -> None:
    page.get_by_label("Name").fill(name)
    page.get_by_label("Passphrase", exact=True).fill(passphrase)
    trust.clock.move(1)  # a challenge of the same millisecond as the one before would be taken for it
    page.get_by_role("button", name="Sign in with a security key").click()


def test_a_reader_adds_a_security_key_signs_in_with_it_and_removes_it(
    trust: RunningTrust, page: Page, address: str, device: CDPSession
) -> None:
    form, account = SignInPage(page, address), AccountPage(page, address)
    form.open()
    form.sign_in("nurse", trust.passphrase("nurse"), trust.code("nurse"))
    page.wait_for_url(f"{address}/console")
    account.open()
    assert found_by_axe(page) == []
    page.get_by_label("A name for the key").fill("the blue one")
    page.get_by_role("button", name="Add a security key").click()
    expect(account.notice).to_contain_text("You can sign in with this security key in place of a code.")
    assert found_by_axe(page) == []
    account.sign_out()

    form.open()
    assert found_by_axe(page) == []
    sign_in_with_key(trust, page, "nurse", "wrong words")
    refused(page)
    form.open()
    sign_in_with_key(trust, page, "advocate", trust.passphrase("advocate"))  # not the advocate's key
    refused(page)
    form.open()
    sign_in_with_key(trust, page, "nurse", trust.passphrase("nurse"))
    page.wait_for_url(f"{address}/console")

    account.open()
    page.get_by_role("button", name="Remove the blue one").click()
    expect(account.notice).to_contain_text("The security key no longer works here.")
    account.sign_out()
    form.open()
    sign_in_with_key(trust, page, "nurse", trust.passphrase("nurse"))
    refused(page)
    trust.clock.move(15 * 60)


def test_what_a_key_signed_works_once(trust: RunningTrust, page: Page, address: str, device: CDPSession) -> None:
    form, account = SignInPage(page, address), AccountPage(page, address)
    form.open()
    form.sign_in("safeguarding", trust.passphrase("safeguarding"), trust.code("safeguarding"))
    page.wait_for_url(f"{address}/console")
    account.open()
    page.get_by_label("A name for the key").fill("mine")
    page.get_by_role("button", name="Add a security key").click()
    expect(account.notice).to_be_visible()
    account.sign_out()
    form.open()
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.post_data or "") if request.method == "POST" else None)
    sign_in_with_key(trust, page, "safeguarding", trust.passphrase("safeguarding"))
    page.wait_for_url(f"{address}/console")
    signed = next(data for data in sent if "signed=" in data)
    account.sign_out()
    form.open()
    token = page.locator('input[name="csrf"]').input_value()
    again = page.request.post(
        f"{address}/console/sign-in",
        headers={"origin": address, "content-type": "application/x-www-form-urlencoded"},
        data="&".join(f"csrf={token}" if part.startswith("csrf=") else part for part in signed.split("&")),
    )
    assert again.status == 422


def test_an_address_that_is_a_number_offers_no_security_key(trust: RunningTrust, page: Page) -> None:
    form = SignInPage(page, trust.address)
    form.open()
    expect(page.get_by_role("button", name="Sign in with a security key")).to_have_count(0)
    assert page.request.get(f"{trust.address}/console/sign-in/challenge").status == 404
