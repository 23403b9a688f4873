"""The five-whys sheet: one page of paper, of places and routines, whose words never leave the browser and which opens no concern."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import func, select

from kiosk.trust.console.whys_page import PLAN, WHYS
from kiosk.trust.store import tables
from tests.trust.console.browserless import Client
from tests.trust.console.pages import change_reader, follow
from tests.trust.console.paper import A4, printed
from tests.trust.console.running import RunningTrust
from tests.trust.console.standing import Standing

TYPED = "The door of the linen room was open"


@pytest.fixture(scope="module")
def standing(trust: RunningTrust) -> Standing:
    return Standing(trust)


def test_it_asks_five_times_why_and_never_who() -> None:
    assert len(WHYS) == 5
    for why in WHYS:
        assert "why" in why.label.lower()
        assert not re.search(r"\bwho", f"{why.label} {why.hint}", re.IGNORECASE)
    assert [part.label.split(":")[0] for part in PLAN] == ["Plan", "Do", "Study", "Act"]


def test_it_comes_from_a_concern_with_its_reference_and_opens_nothing(
    trust: RunningTrust, standing: Standing, page: Page, sign_in: Callable[[str], Page]
) -> None:
    sign_in("safeguarding")
    record = standing.records["recorded"]
    standing.goes(page, f"/concerns/{record}")
    reference = page.locator("h1 .nhsuk-caption-l").inner_text()
    logged = select(func.count()).where(tables.access_log.c.record.is_not(None))
    with trust.backend.store.read() as connection:
        before = connection.scalar(logged)
    follow(page, page.get_by_role("link", name="Five-whys sheet"))
    expect(page.get_by_role("heading", level=1)).to_contain_text(reference)
    with trust.backend.store.read() as connection:
        assert connection.scalar(logged) == before
    follow(page, page.get_by_role("link", name="Back to the concern"))
    expect(page.get_by_role("heading", level=1)).to_contain_text(reference)


def test_a_concern_of_others_has_no_sheet_and_one_kept_from_the_ward_says_so(
    trust: RunningTrust, standing: Standing, page: Page, sign_in: Callable[[str], Page]
) -> None:
    sign_in("nurse")
    standing.goes(page, f"/concerns/{standing.records['kept']}/whys", status=404)
    standing.goes(page, f"/concerns/{'00' * 16}/whys", status=404)
    standing.goes(page, "/concerns/none/whys", status=404)
    standing.goes(page, f"/concerns/{standing.records['told']}/whys")
    expect(page.get_by_text("Do not take this paper to the ward.")).to_have_count(0)
    change_reader(trust, page, "safeguarding")
    standing.goes(page, f"/concerns/{standing.records['kept']}/whys")
    expect(page.get_by_text("Do not take this paper to the ward.")).to_be_visible()


def test_who_stepped_out_or_is_kept_out_has_no_sheet(
    standing: Standing, page: Page, sign_in: Callable[[str], Page]
) -> None:
    sign_in("nurse")
    standing.goes(page, f"/concerns/{standing.records['recorded']}/whys", status=404)


def test_what_is_typed_is_sent_to_nobody_and_gone_with_the_page(
    trust: RunningTrust, standing: Standing, page: Page, sign_in: Callable[[str], Page]
) -> None:
    sign_in("nurse")
    standing.goes(page, "/whys")
    page.wait_for_load_state("networkidle")  # the page's own picture may come late
    sent: list[str] = []
    page.on("request", lambda request: sent.append(f"{request.url} {request.post_data or ''}"))
    boxes = page.get_by_role("main").get_by_role("textbox")
    expect(boxes).to_have_count(1 + len(WHYS) + len(PLAN) + 1)
    for box in boxes.all():
        box.fill(TYPED)
        box.press("Enter")
    assert sent == []
    page.reload()
    for box in boxes.all():
        expect(box).to_have_value("")
    follow(page, page.get_by_role("link", name="All concerns"))
    page.go_back()
    for box in boxes.all():
        expect(box).to_have_value("")
    assert not any(TYPED in each or "linen" in each for each in sent)


def test_no_field_of_it_is_in_a_form_or_has_a_name(trust: RunningTrust, standing: Standing) -> None:
    client = Client(trust)
    client.sign_in("nurse")
    text = client.get("/console/whys").text
    main = text[text.index("<main") : text.index("</main>")]
    assert "<form" not in main
    assert not re.search(r"<textarea[^>]*\bname=", main)
    client.close()


@pytest.mark.parametrize("filled", [False, True])
def test_it_prints_on_one_sheet_with_all_that_was_typed(
    standing: Standing, page: Page, sign_in: Callable[[str], Page], filled: bool
) -> None:
    sign_in("safeguarding")
    standing.goes(page, f"/concerns/{standing.records['kept']}/whys")
    boxes = page.get_by_role("main").get_by_role("textbox").all()
    for box in boxes if filled else ():
        most = int(box.get_attribute("maxlength") or 0)
        box.fill(("We could see the door from nowhere in the day room. " * 9)[:most])
    assert printed(page) == [A4]
    page.emulate_media(media="print")
    for box in boxes:
        assert box.evaluate("box => box.scrollHeight <= box.clientHeight + 1"), "a line of it would be cut off"
