"""Retention and export at the console: two people delete, a hold holds, what leaves is noted, and nobody reaches what their keys do not open."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from sqlalchemy import select

from kiosk.trust import ledger
from kiosk.trust.store import tables
from tests.trust.console.browserless import Client
from tests.trust.console.running import RunningTrust

WORDS = "What was done to me, long ago."
YEAR = 366 * 86_400


def ids(trust: RunningTrust) -> list[str]:
    with trust.backend.store.read() as connection:
        return [record.hex() for record in connection.execute(select(tables.filed_records.c.id)).scalars()]


def actions(trust: RunningTrust) -> list[str]:
    log = tables.access_log.c
    with trust.backend.store.read() as connection:
        return list(connection.execute(select(log.action).order_by(log.number)).scalars())


@pytest.fixture
def record(trust: RunningTrust) -> str:
    """The id of a new concern for the ward team and safeguarding."""
    before = set(ids(trust))
    trust.raise_concern(words=WORDS)
    return (set(ids(trust)) - before).pop()


def client(trust: RunningTrust, name: str) -> Client:
    signed = Client(trust)
    signed.sign_in(name)
    return signed


def test_two_readers_delete_a_record_whose_years_are_over(trust: RunningTrust, record: str) -> None:
    first = client(trust, "nurse")
    assert record not in first.get("/console/retention").text
    trust.clock.move(11 * YEAR)
    nurse, lead = client(trust, "nurse"), client(trust, "safeguarding")
    page = f"/console/retention/{record}"
    assert record in nurse.get("/console/retention").text
    token = nurse.token(page)
    assert nurse.post(f"{page}/ask", {"csrf": token}).status_code == 422  # nobody has decided how long it is kept
    assert nurse.post(f"{page}/keep", {"csrf": token}).status_code == 422
    assert nurse.post(f"{page}/keep", {"csrf": token, "policy": "incident"}).status_code == 303
    assert nurse.post(f"{page}/ask", {"csrf": token}).status_code == 303
    assert nurse.post(f"{page}/approve", {"csrf": token}).status_code == 422  # not alone
    assert "second person" in nurse.get(page).text
    lead_token = lead.token(page)
    assert lead.post(f"{page}/hold", {"csrf": lead_token, "reason": "police"}).status_code == 303
    assert lead.post(f"{page}/approve", {"csrf": lead_token}).status_code == 422
    assert lead.post(f"{page}/release", {"csrf": lead_token}).status_code == 303
    assert nurse.post(f"{page}/ask", {"csrf": token}).status_code == 303
    assert lead.post(f"{page}/approve", {"csrf": lead_token}).status_code == 303
    assert lead.get(page).status_code == 404
    assert record not in ids(trust)
    assert actions(trust)[-1] == "deleted a record"
    file = ledger.ledger_file(trust.backend.settings)
    assert [row.record.hex() for row in ledger.read_file(file, trust.backend.trust)][-1] == record
    assert Path(file).parent == Path(trust.backend.settings.data)


def test_nobody_decides_over_what_their_keys_do_not_open(trust: RunningTrust) -> None:
    before = set(ids(trust))
    trust.raise_concern(("safeguarding",), words=WORDS)
    kept = (set(ids(trust)) - before).pop()
    nurse = client(trust, "nurse")
    token = nurse.token("/console/export")
    assert nurse.get(f"/console/retention/{kept}").status_code == 404
    for path in (f"retention/{kept}/hold", f"concerns/{kept}/export"):
        answer = nurse.post(f"/console/{path}", {"csrf": token, "reason": "police", "form": "json"})
        assert answer.status_code == 404
    administrator = client(trust, "administrator")
    for path in ("retention", "export"):
        assert administrator.get(f"/console/{path}").status_code == 403


def test_an_export_is_noted_before_anything_leaves_and_no_page_makes_one_by_itself(
    trust: RunningTrust, record: str
) -> None:
    nurse = client(trust, "nurse")
    before = actions(trust)
    page = nurse.get(f"/console/concerns/{record}/export")
    assert actions(trust) == before
    token = re.search(r'name="csrf" value="([0-9a-f]{64})"', page.text)
    assert token is not None
    csrf = token.group(1)
    assert nurse.post(f"/console/concerns/{record}/export", {"csrf": "0" * 64, "form": "json"}).status_code == 403
    told = nurse.post(f"/console/concerns/{record}/export", {"csrf": csrf, "form": "json"})
    assert told.headers["content-disposition"].startswith("attachment")
    assert told.headers["cache-control"] == "no-store"
    assert json.loads(told.content)["cases"][0]["reporter_words"] == WORDS
    assert actions(trust)[len(before) :] == ["opened a record", "exported a record"]
    zipped = nurse.post(f"/console/concerns/{record}/export", {"csrf": csrf, "form": "csv"})
    assert zipped.content.startswith(b"PK")
    shown = nurse.post(f"/console/concerns/{record}/export", {"csrf": csrf, "form": "summary"})
    assert WORDS not in shown.text
    draft = nurse.post(f"/console/concerns/{record}/export", {"csrf": csrf, "form": "lfpse"})
    assert "patient-safety-adverse-event-5" in draft.text
    assert "DataSharingOptOut" in draft.text


def test_a_period_holds_what_came_in_its_days(trust: RunningTrust, record: str) -> None:
    nurse = client(trust, "nurse")
    token = nurse.token("/console/export")
    from datetime import UTC, datetime, timedelta

    today = datetime.fromtimestamp(trust.clock.now, UTC).date()

    def export(first: object, last: object, form: str = "json") -> tuple[int, bytes]:
        answer = nurse.post("/console/export", {"csrf": token, "first": str(first), "last": str(last), "form": form})
        return answer.status_code, answer.content

    status, content = export(today - timedelta(days=1), today + timedelta(days=1))
    assert status == 200
    assert record in {case["id"] for case in json.loads(content)["cases"]}
    assert export(today - timedelta(days=9), today - timedelta(days=5))[0] == 422
    assert export(today, today - timedelta(days=1))[0] == 422
    assert export("soon", today)[0] == 422
    assert export(today - timedelta(days=1), today, "xls")[0] == 422
    assert export("9999-12-31", "9999-12-31")[0] == 422
    status, content = export("soon", today)
    assert b'value="json" checked' in content
