"""axe-core finds nothing on the huddle and on a five-whys sheet, also as they are printed, and as they are before and after a form.

That every page is looked at at all is `test_accessibility`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.trust.console.axe import found_by_axe, found_here, page_for_axe
from tests.trust.console.pages import HuddlePage, change_reader
from tests.trust.console.running import RunningTrust
from tests.trust.console.standing import Standing


@pytest.fixture(scope="module")
def standing(trust: RunningTrust) -> Standing:
    return Standing(trust)


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    with page_for_axe(browser) as page:
        yield page


def test_axe_finds_nothing_on_the_huddle(standing: Standing, page: Page, sign_in: Callable[[str], Page]) -> None:
    huddle = HuddlePage(sign_in("nurse"), standing.trust.address)
    standing.goes(page, "/huddle/birch")
    expect(page.get_by_text("Nobody has ticked yet.")).to_be_visible()
    found = found_by_axe(page)
    huddle.open()
    huddle.look("a" * 201)
    assert huddle.errors
    found += found_by_axe(page)
    huddle.look("Move the chair away from the corner")
    page.get_by_text("Earlier weeks", exact=True).click()
    page.get_by_text("What you said you would do").click()
    found += found_by_axe(page)
    page.emulate_media(media="print")
    found += found_here(page)
    assert found == []


def test_axe_finds_nothing_on_a_five_whys_sheet(standing: Standing, page: Page, sign_in: Callable[[str], Page]) -> None:
    sign_in("nurse")
    standing.goes(page, "/whys")
    found = found_by_axe(page)
    page.emulate_media(media="print")
    found += found_here(page)
    page.emulate_media(media="screen")
    change_reader(standing.trust, page, "safeguarding")
    standing.goes(page, f"/concerns/{standing.records['kept']}/whys")
    found += found_by_axe(page)
    assert found == []
