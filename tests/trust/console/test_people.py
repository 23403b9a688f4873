"""Accounts and tablets at the console: made, let in, changed and closed, with secrets that are shown once."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from kiosk import wire
from kiosk.trust import accounts
from kiosk.trust.tablets import UnknownTablet
from tests.trust.console.browserless import Client
from tests.trust.console.pages import (
    AccountPage,
    CheckInsPage,
    ConcernsPage,
    HomePage,
    JoinPage,
    ReadersPage,
    SignInPage,
    TabletsPage,
)
from tests.trust.console.running import RunningTrust


def test_a_new_reader_signs_in_and_reads_once_a_member_lets_them_in(
    trust: RunningTrust, page: Page, sign_in: Callable[[str], Page]
) -> None:
    trust.raise_concern(words="From before the new reader.")
    readers = ReadersPage(sign_in("administrator"), trust.address)
    readers.open()
    code = readers.invite("Night Nurse", "Ward staff", "Willow Ward team")
    expect(page.get_by_role("heading", name="night nurse is invited")).to_be_visible()
    readers.sign_out()
    joining = JoinPage(page, trust.address)
    joining.open()
    passphrase, totp = joining.join(code.lower())
    joining.open()
    page.get_by_label("Code of your invitation").fill(code)
    page.get_by_role("button", name="Make my account").click()
    assert "This code is not open" in joining.errors[0]

    sign_in("nurse")
    readers.open()
    expect(page.get_by_text("night nurse, for Willow Ward team")).to_be_visible()
    readers.let_in("night nurse", "Willow Ward team")
    expect(readers.notice).to_contain_text("night nurse can now read for Willow Ward team.")
    readers.sign_out()

    trust.clock.move(30)
    form = SignInPage(page, trust.address)
    form.open()
    form.sign_in("Night Nurse", passphrase.upper(), trust.code_for(totp))
    page.wait_for_url(f"{trust.address}/console")
    concerns = ConcernsPage(page, trust.address)
    concerns.open()
    assert concerns.read().words.inner_text() == "From before the new reader."
    readers.sign_out()

    sign_in("administrator")
    readers.open()
    readers.remove("night nurse")
    expect(readers.notice).to_contain_text("night nurse was removed and signed out.")
    expect(page.get_by_text("Tablets still seal to the old key of Willow Ward team")).to_be_visible()
    page.get_by_role("link", name="Keys of the groups").click()
    team = page.get_by_role("table", name="Willow Ward team").locator("tbody tr")
    expect(team).to_have_count(2)
    expect(team.nth(0)).to_contain_text("because a member left")
    expect(team.nth(0)).to_contain_text("No tablet yet")
    expect(team.nth(0)).to_contain_text("nurse")
    expect(team.nth(1)).to_contain_text("Tablets of Willow Ward since")
    readers.sign_out()
    trust.clock.move(30)
    form.open()
    form.sign_in("night nurse", passphrase, trust.code_for(totp))
    assert form.errors == ["That did not work. Check your name, passphrase and code, and try again"]


def test_nobody_is_invited_or_let_in_where_their_work_keeps_them_out(
    trust: RunningTrust, page: Page, sign_in: Callable[[str], Page]
) -> None:
    readers = ReadersPage(sign_in("administrator"), trust.address)
    readers.open()
    page.get_by_label("Name").fill("Sam")
    page.get_by_role("group", name="Their work").get_by_label("Ward staff").check()
    for group in ("Willow Ward team", "Safeguarding"):
        page.get_by_role("group", name="Groups they will read for").get_by_label(group, exact=True).check()
    page.get_by_role("button", name="Make an invitation").click()
    assert "Nobody is in a ward’s team and also where concerns go" in readers.errors[0]
    readers.sign_out()
    # Nor by a form that the page does not offer.
    client = Client(trust)
    client.sign_in("safeguarding")
    held = {reader.name: reader.id.hex() for reader in all_readers(trust)}
    form = {"csrf": client.token("/console/readers"), "group": "safeguarding", "reader": held["nurse"]}
    answer = client.post("/console/readers/let-in", form)
    client.close()
    assert answer.status_code == 422
    assert "nurse is ward reader, so cannot be in this group" in answer.text


def all_readers(trust: RunningTrust) -> list[accounts.Reader]:
    with trust.backend.store.read() as connection:
        return accounts.all_readers(connection)


def test_an_invitation_is_ended_and_one_for_a_lost_passphrase_is_not_made_for_the_last_of_a_group(
    trust: RunningTrust, page: Page, sign_in: Callable[[str], Page]
) -> None:
    readers = ReadersPage(sign_in("administrator"), trust.address)
    readers.open()
    readers.invite("Quinn", "Governance")
    readers.open()
    page.get_by_role("button", name="End the invitation of quinn").click()
    expect(readers.notice).to_contain_text("The invitation has ended.")
    readers.row("advocate").get_by_role("link", name="Lost passphrase").click()
    expect(page.get_by_text("kiosk trust recovery readmit")).to_be_visible()
    expect(page.get_by_role("button", name="Make a new invitation")).to_have_count(0)
    readers.open()
    readers.row("governance").get_by_role("link", name="Lost passphrase").click()
    page.get_by_role("button", name="Make a new invitation").click()
    expect(page.get_by_role("heading", name="governance is invited")).to_be_visible()


def test_the_last_reader_of_a_group_cannot_be_removed(
    trust: RunningTrust, page: Page, sign_in: Callable[[str], Page]
) -> None:
    readers = ReadersPage(sign_in("administrator"), trust.address)
    readers.open()
    readers.row("advocate").get_by_role("link", name="Remove").click()
    expect(
        page.get_by_text("Nobody else reads for Advocate, outside the ward. Let somebody else in first.")
    ).to_be_visible()
    expect(page.get_by_role("button", name="Remove advocate")).to_have_count(0)
    # Nor by a form that was open before somebody else left.
    client = Client(trust)
    client.sign_in("administrator")
    token = client.token("/console/readers")
    answer = client.post(page.url.removeprefix(trust.address), {"csrf": token})
    client.close()
    assert answer.status_code == 409
    assert "Let somebody else in first." in answer.text
    readers.open()
    expect(readers.row("advocate")).to_contain_text("Advocate, outside the ward")


def test_an_administrator_opens_no_concern(trust: RunningTrust, page: Page, sign_in: Callable[[str], Page]) -> None:
    concerns = ConcernsPage(sign_in("administrator"), trust.address)
    expect(page.get_by_role("link", name="Concerns")).to_have_count(0)
    concerns.open()
    assert concerns.heading == "This page is not part of your work"


def test_a_code_for_a_tablet_is_one_that_a_tablet_takes(
    trust: RunningTrust, page: Page, sign_in: Callable[[str], Page]
) -> None:
    tablets = TabletsPage(sign_in("administrator"), trust.address)
    tablets.open()
    code = wire.read_pairing_code(tablets.make_code("Quiet room"))
    assert len(code.secret) == 5
    tablets.open()
    assert str(code) not in page.content()


def test_a_silent_tablet_is_named_with_the_time(
    trust: RunningTrust, page: Page, sign_in: Callable[[str], Page]
) -> None:
    lounge = trust.pair("Lounge")
    trust.pair("Hall")
    trust.hear(lounge)
    tablets = TabletsPage(sign_in("nurse"), trust.address)
    tablets.open()
    expect(tablets.row("Lounge")).to_contain_text("In touch")
    expect(tablets.row("Hall")).to_contain_text("Not heard since the ward system started")
    assert "1 tablet is silent" in _home(page, trust).card("Tablets").inner_text()


def _home(page: Page, trust: RunningTrust) -> HomePage:
    home = HomePage(page, trust.address)
    home.open()
    return home


def test_a_changed_passphrase_ends_every_session_and_works_at_once(
    trust: RunningTrust, page: Page, sign_in: Callable[[str], Page]
) -> None:
    trust.raise_concern(words="Read again with the new passphrase.", readers=("safeguarding",))
    account = AccountPage(sign_in("safeguarding"), trust.address)
    account.open()
    account.page.get_by_label("6-digit code").fill("000000")
    account.page.get_by_role("button", name="Make a new passphrase").click()
    assert account.errors == ["That did not work. Check your passphrase and code, and try again"]
    new = account.change_passphrase(trust.passphrase("safeguarding"), trust.code("safeguarding"))

    account.open()
    assert "/sign-in" in page.url
    form = SignInPage(page, trust.address)
    form.sign_in("safeguarding", new, trust.code("safeguarding"))
    page.wait_for_url(f"{trust.address}/console")
    concerns = ConcernsPage(page, trust.address)
    concerns.open()
    assert concerns.rows.count() >= 1
    concerns.read()


def test_check_ins_are_shown_by_group_from_ten_on(
    trust: RunningTrust, page: Page, sign_in: Callable[[str], Page]
) -> None:
    trust.check_in("patient", *["yes"] * 13, *["unsure"] * 3)
    trust.check_in("visitor", *["no"] * 9)
    figures = CheckInsPage(sign_in("nurse"), trust.address)
    figures.open()
    patients = figures.group("Patients")
    expect(patients.locator("caption")).to_contain_text("16 answered")
    rows = [" ".join(row.split()) for row in patients.locator("tbody tr").all_inner_texts()]
    assert [row.split()[0] for row in rows] == ["Safe", "Not", "Not"]
    assert "13 81% 57% to 93%" in rows[0]
    assert "0 0% 0% to 19%" in rows[2]
    expect(patients).to_contain_text("There is a chart once a block of four weeks has ended.")
    expect(figures.group("Visitors")).to_contain_text("Fewer than 10 answers. Nothing is shown yet.")
    expect(page.get_by_text("More reports do not mean a worse ward.")).to_be_visible()


def test_a_tablet_is_withdrawn_after_a_question(
    trust: RunningTrust, page: Page, sign_in: Callable[[str], Page]
) -> None:
    tablet = trust.pair("Garden room")
    tablets = TabletsPage(sign_in("administrator"), trust.address)
    tablets.open()
    tablets.row("Garden room").get_by_role("link", name="Withdraw").click()
    expect(page.get_by_role("heading", name="Withdraw the tablet at Garden room?")).to_be_visible()
    page.get_by_role("button", name="Withdraw this tablet").click()
    expect(tablets.notice).to_contain_text("The tablet at Garden room was withdrawn.")
    expect(tablets.row("Garden room")).to_have_count(0)
    with pytest.raises(UnknownTablet):
        trust.backend.tablets.find(tablet.id)
