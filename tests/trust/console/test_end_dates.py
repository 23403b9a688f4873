"""Staff are warned at the console of what is past its date, and a month before."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import msgspec
import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from kiosk import wardpack
from kiosk.trust import keys
from kiosk.trust.store import tables
from tests.trust.console.pages import HomePage
from tests.trust.console.running import RunningTrust

DAY = 86_400


def content(trust: RunningTrust) -> wardpack.Content:
    parts = tables.pack_parts.c
    with trust.backend.store.read() as connection:
        signed = connection.execute(
            select(parts.signed).where(parts.ward == trust.ward, parts.name == "content")
        ).scalar_one()
    return wardpack.verify_content(wardpack.read_signed(signed), trust.keys_part())


@pytest.fixture
def publish(trust: RunningTrust) -> Iterator[Callable[..., None]]:
    """Change what is published; it is put back afterwards."""
    before = content(trust)

    def run(**fields: object) -> None:
        with trust.backend.store.write() as connection:
            serial = keys.next_serial(connection, trust.ward, "content")
            part = msgspec.structs.replace(content(trust), serial=serial, **fields)
            keys.sign_part(connection, trust.backend.secret, part)

    yield run
    run(**{field: getattr(before, field) for field in ("expires", "edition", "organisations")})


def line(expires_on: float) -> wardpack.Organisation:
    return wardpack.Organisation("samaritans", "116 123", "", "A", 0, "a role", int(expires_on), "own page")


def test_nothing_is_said_while_all_is_in_date(trust: RunningTrust, page: Page, sign_in: Callable[[str], Page]) -> None:
    sign_in("nurse")
    expect(page.get_by_text("Out of date, or soon")).to_have_count(0)


def test_what_is_past_its_date_is_named_with_what_to_do(
    trust: RunningTrust, page: Page, sign_in: Callable[[str], Page], publish: Callable[..., None]
) -> None:
    now = trust.clock.now
    publish(
        expires=int(now) - DAY,
        edition=wardpack.Edition(1, "2025-01-01", "2026-01-31"),
        organisations=(line(now - DAY), msgspec.structs.replace(line(now + DAY), id="other")),
    )
    sign_in("nurse")
    warned = page.locator("main").get_by_role("listitem")
    expect(warned.filter(has_text="The charter and questions ended on")).to_contain_text("They still show.")
    expect(warned.filter(has_text="The charter’s review was due on 31 January 2026.")).to_have_count(1)
    expect(warned.filter(has_text="Help numbers past their date: 1.")).to_have_count(1)
    expect(warned.filter(has_text="go past their date within 30 days: 1.")).to_have_count(1)


def test_a_month_before_its_end_a_part_is_named(
    trust: RunningTrust, page: Page, sign_in: Callable[[str], Page], publish: Callable[..., None]
) -> None:
    publish(expires=int(trust.clock.now) + 20 * DAY)
    sign_in("safeguarding")
    expect(page.get_by_text("The charter and questions end on")).to_be_visible()
    HomePage(page, trust.address).open()
    expect(page.get_by_text("Out of date, or soon")).to_be_visible()
