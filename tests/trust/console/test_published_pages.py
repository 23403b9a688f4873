"""The meeting's sheet, the wards beside each other and the quarterly report, as the console shows them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from kiosk.trust import figures
from kiosk.trust.casework.clocks import today
from kiosk.trust.console.report_page import quarter_code
from kiosk.trust.measures import releases
from kiosk.trust.measures.periods import Kind, Period, four_weeks, quarter
from kiosk.trust.measures.release_lines import WAIT_DAYS
from kiosk.trust.store import tables
from tests.trust.console.browserless import Client
from tests.trust.console.pages import follow
from tests.trust.console.running import RunningTrust

WATCHED = ["yes"] * 22 + ["no"] * 9


def published(trust: RunningTrust, of: Kind, *, come: bool) -> Period:
    """The clock moves on until the period that it stood in is published. come: answers and concerns came in it."""
    if come:
        trust.check_in("patient", *WATCHED)
        for _ in range(12):
            trust.raise_concern(about=("W3",), kinds=("C2",))
    period = of(today(trust.clock()))
    trust.clock.move((period.ends - today(trust.clock()) + timedelta(days=WAIT_DAYS + 1)).total_seconds())
    releases.publish(trust.backend.store, today(trust.clock()))
    client = Client(trust)
    client.sign_in("safeguarding")
    for _ in range(6):  # a few periods are made for each look
        assert client.get("/console/concerns").status_code == 200
    client.close()
    return period


@pytest.fixture(scope="module")
def block(trust: RunningTrust) -> Period:
    """Four weeks that are published."""
    return published(trust, four_weeks, come=True)


@pytest.fixture(scope="module")
def out(trust: RunningTrust, block: Period) -> Period:
    """The quarter of these weeks, published too."""
    trust.clock.move(-(today(trust.clock()) - block.starts).total_seconds() + 86_400)
    return published(trust, quarter, come=False)


def test_the_sheet_has_rounded_numbers_and_what_the_ward_did(
    trust: RunningTrust, block: Period, page: Page, sign_in: Callable[[str], Page]
) -> None:
    sign_in("nurse")
    follow(page, page.get_by_role("link", name="How safe people feel").first)
    follow(page, page.get_by_role("link", name="Community meeting"))
    patients = page.get_by_role("row", name="Patients")
    expect(patients).to_contain_text("about 20 of about 30")
    expect(page.get_by_text("fewer than 10 answers").first).to_be_visible()
    expect(page.get_by_role("heading", name="Over time")).to_be_hidden()  # of one block
    page.get_by_label("You said").fill("The bathroom door does not lock")
    page.get_by_role("button", name="Put it on the sheet").click()
    expect(page.get_by_role("alert")).to_contain_text("Enter what the ward did")
    page.get_by_label("We did").fill("It was mended on Monday")
    page.get_by_role("button", name="Put it on the sheet").click()
    expect(page.get_by_text("We did: It was mended on Monday")).to_be_visible()
    page.emulate_media(media="print")
    expect(page.get_by_role("button", name="Put it on the sheet")).to_be_hidden()
    assert page.pdf(format="A4").count(b"/Type /Page\n") == 1
    page.emulate_media(media="screen")
    page.get_by_role("button", name="Take off the sheet: The bathroom door does not lock").click()
    expect(page.get_by_text("Nothing is written down yet.")).to_be_visible()
    with trust.backend.store.read() as connection:
        log = connection.execute(select(tables.access_log.c.action)).scalars().all()
    assert log.count("wrote on the ward's sheet") == 2


def test_the_wards_stand_beside_each_other_without_a_rank(
    trust: RunningTrust, out: Period, page: Page, sign_in: Callable[[str], Page]
) -> None:
    sign_in("governance")
    follow(page, page.get_by_role("link", name="How safe people feel").first)
    follow(page, page.get_by_role("link", name="The wards"))
    expect(page.get_by_role("heading", level=1)).to_contain_text(out.name)
    expect(page.get_by_role("row", name="Patients")).to_contain_text("about 20 of about 30")
    expect(page.get_by_text("not for comparing").first).to_be_visible()


def test_what_was_published_stands_beside_each_other_with_what_happened(trust: RunningTrust, out: Period) -> None:
    client = Client(trust)
    client.sign_in("nurse")
    client.post(
        f"/console/check-ins/{trust.ward}/notes",
        {
            "csrf": client.token("/console/account"),
            **dict(zip(("day-day", "day-month", "day-year"), _parts(out.starts + timedelta(days=40)), strict=True)),
            "kind": "charter_changed",
            "words": "The team talked about it for an hour",
        },
    )
    figures.publish(trust.backend.store, trust.backend.secret, trust.clock())
    sheet = client.get(f"/console/meeting/{trust.ward}").text
    assert "Patients who feel safe, as published" in sheet
    assert "The charter changed." in sheet
    assert "talked about it" not in sheet, "the team's own words are for the team"
    assert "On the ward’s tablets" in sheet
    assert "Feel safe: about 20 of about 30." in sheet
    client.close()


def _parts(day: date) -> tuple[str, str, str]:
    return str(day.day), str(day.month), str(day.year)


def test_governance_signs_the_report_and_everybody_reads_the_same(
    trust: RunningTrust, out: Period, page: Page, sign_in: Callable[[str], Page]
) -> None:
    sign_in("governance")
    follow(page, page.get_by_role("link", name="How safe people feel").first)
    follow(page, page.get_by_role("link", name="Quarterly reports"))
    follow(page, page.get_by_role("link", name=out.name))
    expect(page.get_by_role("row", name="All about 10").first).to_be_visible()
    page.get_by_role("button", name="Sign", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("Enter your name")
    page.get_by_label("Name").fill("A. Lee")
    page.get_by_label("Post").fill("Chief nurse")
    page.get_by_label("What is done about what the report shows").fill("Every bathroom door is mended.")
    page.get_by_role("button", name="Sign", exact=True).click()
    expect(page.get_by_text("Version 1, signed by A. Lee, Chief nurse")).to_be_visible()
    client = Client(trust)
    client.sign_in("nurse")
    address = f"/console/report/{quarter_code(out)}"
    assert "Every bathroom door is mended." in client.get(address).text
    assert client.get(f"{address}/pdf").content.startswith(b"%PDF-")
    assert client.get(f"{address}/csv").content.startswith(b"PK")
    token = client.token("/console/meeting/" + trust.ward)
    assert client.post(f"{address}/sign", {"csrf": token, "name": "N", "post": "N", "words": "N"}).status_code == 403
    client.close()


@pytest.mark.parametrize("code", ["2026-5", "26-1", "2026", "x", "0000-1", "1999-1"])
def test_a_quarter_that_is_none_is_not_there(trust: RunningTrust, code: str) -> None:
    client = Client(trust)
    client.sign_in("governance")
    assert client.get(f"/console/report/{code}").status_code == 404
    client.close()
