"""The quarterly report of Standard 7.2 at the console: on screen, as a tagged PDF and as CSV, and signed by the named executive.

Every number is a published one, so whoever has an account may read the report. Governance signs.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Response
from msgspec import Struct
from sqlalchemy import Connection

from kiosk.trust import access_log, cases, report_paper, report_signing
from kiosk.trust.casework.clocks import london, today
from kiosk.trust.console import case_words, wording
from kiosk.trust.console.access import SignedIn
from kiosk.trust.console.chart_figures import in_page
from kiosk.trust.console.rendering import PAGE_HEADERS, day, page_response
from kiosk.trust.exports import quarterly_files
from kiosk.trust.measures import call_lines, concern_lines, published_charts, quarterly, release_words, releases
from kiosk.trust.measures.periods import Period, quarter
from kiosk.trust.measures.published_charts import OverTime
from kiosk.trust.measures.quarterly import Paper, Report
from kiosk.trust.measures.release_lines import TRUST, WAIT_DAYS, Release
from kiosk.trust.report_signing import Signature

SECTION = "/report"
_WORDS: dict[str, dict[str, str]] = {
    "concerns": {"all": "All"},
    "kinds": case_words.KINDS,
    "grade_body": case_words.BODY,
    "grade_feelings": case_words.FEELINGS,
    "support_given": case_words.INVOLVED,
    "recorded": {
        concern_lines.IN_TIME: "Within 24 hours",
        concern_lines.LATE: "Later",
        concern_lines.NOT_RECORDED: "Not yet",
    },
    "reviewed": {"yes": "Yes", "no": "Not yet"},
    "actions": {"done": "Done", "open": "Open", "not_done": "Will not be done"},
    "open_for": {
        "week": "Less than a week",
        "month": "A week to four weeks",
        "quarter": "Four weeks to three months",
        "half_year": "Three to six months",
        "longer": "Longer",
    },
    "answers": {
        call_lines.IN_TIME: "Answered within a minute",
        call_lines.LATER: "Answered later",
        call_lines.NOT_ANSWERED: "Not answered",
        "all": "All",
    },
    "seconds": {call_lines.HALF: "Half of the answers within"},
}
_ASKED = {"support_wanted": "support"}
"""Line -> the question of the concern whose answers it counts, where the names differ."""


class Entry(Struct, frozen=True):
    """A quarter in the list. signed: by whom, or "" where nobody did."""

    code: str
    name: str
    signed: str


def quarter_code(period: Period) -> str:
    """As an address has it: "2026-3" is July to September 2026."""
    return f"{period.starts.year}-{(period.starts.month + 2) // 3}"


def _quarter(code: str) -> Period:
    """Raises cases.NotForYou."""
    year, _, number = code.partition("-")
    if not (year.isdecimal() and len(year) == 4 and int(year) and number in ("1", "2", "3", "4")):
        raise cases.NotForYou("there is no such quarter")
    return quarter(date(int(year), 3 * int(number), 1))


def words_of(connection: Connection, desk: SignedIn) -> quarterly.Words:
    """The words for the report's codes: staff's, and for what people answered those of a ward's questions."""
    answers = [wording.ward_words(connection, desk.backend.trust, ward) for ward in sorted(desk.ward_names)]

    def words(line: str, code: str) -> str:
        if line in _WORDS:
            return _WORDS[line].get(code, code)
        asked = f"concern.{_ASKED.get(line, line)}.{code}"
        return next((found for ward in answers if (found := ward.of(asked, code)) != code), code)

    return words


def _published(connection: Connection, subject: str) -> dict[Period, Release]:
    return {each.period: each for each in releases.read(connection, subject, [TRUST], audience="everyone")}


class Shown(NamedTuple):
    """A quarter's report, the charts up to it, and who signed it."""

    report: Report
    over_time: tuple[OverTime, ...]
    signed: list[Signature]


def _report(desk: SignedIn, code: str) -> Shown:
    """Raises cases.NotForYou where nothing was published."""
    period = _quarter(code)
    with desk.backend.store.read() as connection:
        concerns, calls = (
            {when: release for when, release in _published(connection, subject).items() if when <= period}
            for subject in (concern_lines.SUBJECT, call_lines.SUBJECT)
        )
        if period not in concerns and period not in calls:
            raise cases.NotForYou("there is no report of this quarter")
        report = quarterly.build(period, concerns.get(period), calls.get(period), words_of(connection, desk))
        charts = (published_charts.concerns(concerns.values()), published_charts.calls(calls.values()))
        over_time = tuple(chart for chart in charts if chart is not None)
        return Shown(report, over_time, report_signing.signatures(connection, period))


@get("/report", sync_to_thread=True)
def show_reports(desk: NamedDependency[SignedIn]) -> Response[str]:
    """The quarters that there is a report of, the newest first."""
    with desk.backend.store.read() as connection:
        periods = {*_published(connection, concern_lines.SUBJECT), *_published(connection, call_lines.SUBJECT)}
        signed = {period: report_signing.signatures(connection, period) for period in periods}
    entries = [
        Entry(
            quarter_code(period),
            period.name,
            f"{signed[period][0].name}, {signed[period][0].post}" if signed[period] else "",
        )
        for period in sorted(periods, reverse=True)
    ]
    current = quarter(today(desk.backend.clock())).name
    return page_response("reports.jinja", desk.page(SECTION), entries=entries, current=current, wait=WAIT_DAYS)


def _page(
    desk: SignedIn,
    code: str,
    errors: dict[str, str] | None = None,
    notice: str = "",
    form: dict[str, str] | None = None,
) -> Response[str]:
    shown = _report(desk, code)
    return page_response(
        "report.jinja",
        desk.page(SECTION, notice),
        errors,
        code=code,
        report=shown.report,
        over_time=shown.over_time,
        in_page=in_page,
        trust_name=desk.backend.trust.name,
        signed=[(each, day(each.at)) for each in shown.signed],
        number=release_words.number,
        how_to_read=release_words.HOW_TO_READ,
        signs=desk.may("POST", f"{SECTION}/{{quarter}}/sign"),
        form=form or dict.fromkeys(("name", "post", "words"), ""),
    )


@get("/report/{quarter:str}", sync_to_thread=True)
def show_report(desk: NamedDependency[SignedIn], quarter: FromPath[str]) -> Response[str]:
    """A quarter's report."""
    return _page(desk, quarter)


@post("/report/{quarter:str}/sign", status_code=200, sync_to_thread=True)
def sign(desk: NamedDependency[SignedIn], quarter: FromPath[str]) -> Response[str]:
    """The named executive has seen it."""
    report = _report(desk, quarter).report
    form = {name: str(desk.form.get(name, "")).strip() for name in ("name", "post", "words")}
    asked = (
        ("name", "Enter your name", report_signing.NAME_MOST),
        ("post", "Enter what you are in this trust", report_signing.NAME_MOST),
        ("words", "Enter what is done about what the report shows", report_signing.MOST),
    )
    errors = {name: message for name, message, _ in asked if not form[name]}
    errors |= {name: f"This must be {most} characters or fewer" for name, _, most in asked if len(form[name]) > most}
    if not report.ready:
        errors["words"] = "The concerns of this quarter are not counted yet: it can be signed once they are"
    if errors:
        return _page(desk, quarter, errors, form=form)
    backend = desk.backend
    now = backend.clock()
    with backend.store.write() as connection:
        report_signing.sign(connection, report.period, form["name"], form["post"], form["words"], desk.reader.id, now)
        access_log.note(connection, "signed a report", now, desk.reader.id)
    return _page(desk, quarter, notice="The report is signed.")


@get("/report/{quarter:str}/pdf", sync_to_thread=True)
def download_pdf(desk: NamedDependency[SignedIn], quarter: FromPath[str]) -> Response[bytes]:
    """The report as a tagged PDF."""
    report, over_time, signed = _report(desk, quarter)
    opening = (desk.backend.trust.name, *(_signed_words(each) for each in signed))
    made = signed[0].at if signed else int(desk.backend.clock())
    paper = Paper(report, over_time, f"Sexual safety, {report.period.name}", opening, made)
    return _download(report_paper.pdf(paper), "application/pdf", f"report-{quarter}.pdf")


def _signed_words(each: Signature) -> str:
    when = london(each.at)
    return f"Version {each.version}, signed by {each.name}, {each.post}, {when.day} {when:%B %Y}: {each.words}"


@get("/report/{quarter:str}/csv", sync_to_thread=True)
def download_csv(desk: NamedDependency[SignedIn], quarter: FromPath[str]) -> Response[bytes]:
    """The report as CSV tables with their dictionary."""
    report, _, signed = _report(desk, quarter)
    return _download(quarterly_files.to_zip(report, signed), "application/zip", f"report-{quarter}.zip")


def _download(content: bytes, media: str, name: str) -> Response[bytes]:
    headers = {**PAGE_HEADERS, "Content-Disposition": f'attachment; filename="wardlight-{name}"'}
    return Response(content, media_type=media, headers=headers)
