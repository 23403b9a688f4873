"""How safe people feel: chart, table and words say the same, each group for itself, and nothing says better or worse."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from kiosk.charts.sketch import COLOURS
from kiosk.trust.casework import clocks
from kiosk.trust.console.check_in_charts import SafeCharts, safe_charts
from kiosk.trust.console.check_in_figures import _quiet
from kiosk.trust.measures.chart_notes import Note
from kiosk.trust.measures.check_ins import SafeBlock
from kiosk.trust.measures.periods import Period, four_weeks
from kiosk.trust.store import tables
from tests.trust.console.axe import DESK, PHONE, page_for_axe
from tests.trust.console.browserless import Client
from tests.trust.console.keyboard import Keyboard
from tests.trust.console.pages import ChartNotesPage, CheckInsPage, ConsolePage, follow
from tests.trust.console.running import RunningTrust
from tests.trust.console.standing import Standing

FIRST = date(2024, 1, 1)
TODAY = date(2026, 11, 18)
GREYS = {COLOURS[name] for name in ("ink", "line", "pale", "paper")}
VERDICT = re.compile(r"\b(improv\w*|deteriorat\w*|succe\w*|fail\w*|target line|rank\w*|best|worst)\b", re.IGNORECASE)


@pytest.fixture(scope="module")
def standing(trust: RunningTrust) -> Standing:
    return Standing(trust)


def block(ago: int, safe: int = 12, answered: int = 15, version: int = 1) -> SafeBlock:
    """ago: blocks before the one that runs."""
    return SafeBlock(four_weeks(TODAY - timedelta(days=28 * ago)), version, answered, safe, 1)


def note(ago: int, kind: str = "staffing", words: str = "Something", cause: str = "") -> Note:
    day = four_weeks(TODAY - timedelta(days=28 * ago)).starts + timedelta(days=3)
    return Note(bytes(16), day, kind, words, cause, {}, "nurse", False)  # type: ignore[arg-type]


def charts(
    blocks: list[SafeBlock],
    *notes: Note,
    bed_days: Mapping[Period, int | None] | None = None,
    earliest: int = 25,
    today: date = TODAY,
) -> SafeCharts | None:
    in_order = sorted(blocks, key=lambda each: (each.version, each.period))
    numbered = list(enumerate(notes, start=1))
    return safe_charts("patient", "Patients", in_order, numbered, bed_days or {}, block(earliest).period, today)


def usual(number: int) -> int:
    return 11 + number % 3


# --- the chart ---------------------------------------------------------------------------------------------------


def test_a_block_that_has_not_ended_is_on_no_chart() -> None:
    assert charts([block(0)]) is None
    found = charts([block(0), block(1), block(2)])
    assert found is not None
    assert found.main.picture.count("<circle") == len(found.lines) == 2
    later = charts([block(0), block(1), block(2)], today=block(0).period.ends)
    assert later is not None
    assert later.main.picture.count("<circle") == 3


def test_a_chart_has_limits_where_points_and_answers_are_enough_and_a_median_where_not() -> None:
    enough = charts([block(ago, usual(ago)) for ago in range(1, 21)])
    few = charts([block(ago, 8, 11) for ago in range(1, 21)])
    assert enough is not None
    assert few is not None
    assert "(p chart)" in enough.main.limits[0]
    assert re.fullmatch(r"\d+% to \d+%", enough.lines[0].usual)
    assert enough.board is not None
    assert "(XmR)" in enough.board.limits[0]
    assert "The line is the median" in few.main.limits[0]
    assert few.lines[0].usual == "median 73%"


def test_two_years_are_shown_and_limits_stay_when_older_blocks_leave() -> None:
    blocks = [block(ago, usual(ago)) for ago in range(1, 46)]
    found = charts(blocks)
    assert found is not None
    assert len(found.lines) == found.main.picture.count("<circle") == 25
    assert found.lines[0].block == block(1).period.name
    first = block(45).period.starts
    assert f"The limits come from {first.day} {first:%B %Y}" in found.main.limits[0]
    wider = charts(blocks, earliest=45)
    assert wider is not None
    assert wider.main.limits == found.main.limits


def test_a_signal_is_told_once_with_its_blocks_and_another_shape() -> None:
    found = charts([block(ago, 3 if ago == 2 else usual(ago)) for ago in range(1, 22)])
    assert found is not None
    day = block(2).period.starts
    assert f"{day.day} {day:%B %Y}: outside the limits (20%)." in found.main.sentences
    assert found.main.picture.count("<polygon") == 1


def test_a_new_wording_begins_behind_a_line_with_limits_of_its_own() -> None:
    blocks = [block(ago, usual(ago)) for ago in range(5, 20)] + [block(ago, 6, version=2) for ago in range(1, 6)]
    found = charts(blocks)
    assert found is not None
    assert ">wording 2</text>" in found.main.picture
    assert "new wording 2" in found.main.picture
    assert len(found.main.limits) == 2
    assert any(sentence.startswith("Wording 1, ") for sentence in found.main.sentences)
    assert [(line.version, line.usual) for line in found.lines[:5]] == [(2, "median 40%")] * 5
    both = [line for line in found.lines if line.block == block(5).period.name]
    assert [(line.version, line.answered) for line in both] == [(2, 15), (1, 15)]


def test_notes_are_numbered_on_the_chart_and_told_beside_it() -> None:
    found = charts([block(ago) for ago in range(1, 9)], note(6), note(6, words="And another."), note(30), note(0))
    assert found is not None
    assert ">1, 2</text>" in found.main.picture
    assert [number for number, _ in found.main.notes] == [1, 2]
    assert "Staffing changed. And another." in found.main.notes[1][1]


def test_limits_begin_anew_only_for_a_cause_and_say_it() -> None:
    blocks = [block(ago, 6 if ago < 13 else usual(ago)) for ago in range(1, 26)]
    plain, anew = (charts(blocks, note(13, cause=cause)) for cause in ("", "Rooms of one’s own"))
    assert plain is not None
    assert anew is not None
    assert len(plain.main.limits) == 1
    assert len(anew.main.limits) == 2
    assert "Limits begin anew: Rooms of one’s own." in anew.main.notes[0][1]


def test_a_block_without_ten_answers_is_a_gap() -> None:
    found = charts([block(1), block(2), block(6)])
    assert found is not None
    assert found.main.picture.count("<circle") == 3
    dots = [float(x) for x in re.findall(r'cx="([\d.]+)"', found.main.picture)]
    assert dots[1] - dots[0] > 3 * (dots[2] - dots[1])


def test_answers_are_set_against_beds_under_whatever_wording_they_came() -> None:
    period = block(1).period
    found = charts([block(1), block(1, version=2), block(2)], bed_days={period: 600, block(2).period: None})
    assert found is not None
    assert [line.rate for line in found.lines] == ["5.0", "5.0", "not known"]


def test_no_chart_has_a_colour_to_be_read_or_a_verdict() -> None:
    blocks = [block(ago, 3 if ago < 8 else usual(ago)) for ago in range(1, 26)]
    found = charts(blocks, note(13, cause="Known"), note(3, "change_idea"))
    assert found is not None
    for figure in (found.main, found.board):
        assert figure is not None
        assert set(re.findall(r'(?:fill|stroke)="([^"]+)"', figure.picture)) <= GREYS
        assert not VERDICT.search(" ".join((figure.title, figure.picture, *figure.sentences, *figure.limits)))


def test_days_are_told_so_that_nobody_who_was_seen_can_be_told_to_have_sent_nothing() -> None:
    block = four_weeks(FIRST)
    assert [_quiet(block, days).days for days in (0, 20, 21, 28)] == ["0", "20", "more than 20", "more than 20"]


# --- the page ----------------------------------------------------------------------------------------------------


def test_the_page_shows_each_group_for_itself_with_chart_and_numbers(
    standing: Standing, page: Page, sign_in: Callable[[str], Page]
) -> None:
    figures = CheckInsPage(sign_in("nurse"), standing.trust.address)
    figures.open()
    follow(page, page.get_by_role("link", name="Willow Ward", exact=True))
    patients, staff = figures.group("Patients"), figures.group("Staff")
    chart = patients.get_by_role("img").first
    expect(chart).to_have_accessible_name("Patients who feel safe, by blocks of four weeks")
    expect(chart).to_have_accessible_description(re.compile("In the latest block, .* of 20 who answered feel safe"))
    expect(patients).to_contain_text("outside the limits (15%)")
    expect(patients).to_contain_text("Answers to wording 2 of the questions")
    expect(staff).to_contain_text("The line is the median")
    expect(figures.group("Visitors")).to_contain_text("Fewer than 10 answers. Nothing is shown yet.")
    numbers = patients.get_by_role("table", name="The numbers, block by block")
    expect(numbers.get_by_role("row")).to_have_count(7)
    patients.get_by_text("The same as boards know it").click()
    expect(patients.get_by_role("img").last).to_have_accessible_name(re.compile("XmR chart"))
    text = page.get_by_role("main").inner_text()
    assert not VERDICT.search(text)
    assert "worth a conversation" in text
    assert "not for comparing wards" in text


def test_seeing_exact_figures_is_in_the_access_log(standing: Standing) -> None:
    def seen() -> list[bytes]:
        log = tables.access_log.c
        with standing.trust.backend.store.read() as connection:
            rows = connection.execute(select(log.reader).where(log.action == "saw exact figures").order_by(log.number))
            return list(rows.scalars())

    client = Client(standing.trust)
    client.sign_in("guardian")
    before = len(seen())
    assert client.get(f"/console/check-ins/{standing.ward}").status_code == 200
    assert len(seen()) == before + 1
    assert client.get(f"/console/check-ins/{standing.ward}", sec_purpose="prefetch").status_code == 503
    assert client.get("/console/check-ins/nowhere").status_code == 404
    assert len(seen()) == before + 1
    client.close()


def test_a_ward_reader_sees_and_writes_for_their_own_ward_alone(standing: Standing) -> None:
    backend, clients = standing.trust.backend, {name: Client(standing.trust) for name in ("nurse", "safeguarding")}
    with backend.store.write() as connection:
        connection.execute(tables.wards.insert().values(code="aspen", name="Aspen Ward", salt=bytes(16)))
    try:
        for name, client in clients.items():
            client.sign_in(name)
        assert clients["nurse"].get("/console/check-ins/aspen").status_code == 404
        assert clients["safeguarding"].get("/console/check-ins/aspen").status_code == 200
        for path in ("/console/check-ins/aspen/notes", f"/console/check-ins/aspen/notes/{standing.note}"):
            assert clients["nurse"].get(path).status_code == 403
        token = clients["nurse"].token("/console/account")
        day = {"day-day": "1", "day-month": "11", "day-year": "2026"}
        other = clients["nurse"].post("/console/beds", {"csrf": token, "ward": "aspen", "beds": "9", **day})
        assert other.status_code == 422
        foreign = clients["nurse"].get(f"/console/check-ins/birch/notes/{standing.note}")
        assert foreign.status_code == 404, "a note of another ward of theirs"
    finally:
        with backend.store.write() as connection:
            connection.execute(tables.wards.delete().where(tables.wards.c.code == "aspen"))
        for client in clients.values():
            client.close()


def test_a_note_is_written_added_to_and_taken_off(
    standing: Standing, page: Page, sign_in: Callable[[str], Page]
) -> None:
    notes = ChartNotesPage(sign_in("nurse"), standing.trust.address)
    day = clocks.today(standing.trust.clock()) - timedelta(days=40)
    standing.goes(page, f"/check-ins/{standing.ward}/notes")
    notes.write("A change idea began", "Tea at four", day, plan="Every day", cause="We hope so")
    assert notes.errors == ["Limits stay as they are for a change that was hoped for, or for other people on the ward"]
    page.get_by_label("Begin limits anew").uncheck()
    page.get_by_label("The cause").fill("")
    page.get_by_role("button", name="Put it on the charts").click()
    page.wait_for_url(f"**/check-ins/{standing.ward}#ward-notes")
    listed = (
        page.get_by_role("region", name="Notes on the charts").get_by_role("listitem").filter(has_text="Tea at four")
    )
    expect(listed).to_contain_text("Plan: Every day")
    expect(listed).to_contain_text("nurse")
    follow(page, listed.get_by_role("link"))
    page.get_by_role("button", name="Add", exact=True).click()
    assert notes.errors == ["Write at least one of the steps"]
    page.get_by_label("Do: what you did").fill("Nine of fourteen days")
    page.get_by_role("button", name="Add", exact=True).click()
    page.wait_for_url(f"**/check-ins/{standing.ward}#ward-notes")
    expect(listed).to_contain_text("Do: Nine of fourteen days")
    follow(page, listed.get_by_role("link"))
    page.get_by_role("button", name="Take this note off the charts").click()
    page.wait_for_url(f"**/check-ins/{standing.ward}/notes")
    expect(page.get_by_role("heading", name="Taken off the charts")).to_be_visible()
    standing.goes(page, f"/check-ins/{standing.ward}")
    expect(page.get_by_text("Tea at four")).to_have_count(0)


def test_beds_are_said_by_the_ward_or_an_administrator(
    standing: Standing, page: Page, sign_in: Callable[[str], Page]
) -> None:
    console = ConsolePage(sign_in("administrator"), standing.trust.address)
    expect(page.locator('nav a[href="/console/beds"]')).to_have_count(1)
    standing.goes(page, "/beds")
    page.get_by_role("button", name="Save").click()
    assert console.errors == ["Choose the ward", "Enter how many beds are occupied, as a number"]
    page.get_by_label("Birch Ward").check()
    page.get_by_label("How many beds are occupied?").fill("16")
    page.get_by_role("button", name="Save").click()
    expect(console.notice).to_contain_text("Birch Ward: 16 beds are occupied from")


def test_governance_sees_figures_and_notes_and_writes_nothing(
    standing: Standing, page: Page, sign_in: Callable[[str], Page]
) -> None:
    sign_in("governance")
    standing.goes(page, f"/check-ins/{standing.ward}")
    expect(page.get_by_role("region", name="Notes on the charts")).to_contain_text("A quiet hour")
    expect(page.get_by_role("link", name="Write a note")).to_have_count(0)
    expect(page.get_by_role("link", name="Say how many beds")).to_have_count(0)


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_a_note_is_written_by_keyboard_alone(standing: Standing, width: int, browser: Browser) -> None:
    trust = standing.trust
    with page_for_axe(browser, width) as page:
        keys = Keyboard(page)
        page.goto(f"{trust.address}/console/sign-in")
        keys.signs_in(trust.address, "nurse", trust.passphrase("nurse"), trust.code("nurse"))
        page.goto(f"{trust.address}/console/check-ins/{standing.ward}")
        keys.presses("Write a note, and see all of them")
        for part, value in (("day", "1"), ("month", "10"), ("year", "2026")):
            keys.writes(f"day-{part}", value)
        keys.chooses("Staffing changed")
        keys.writes("words", "By keyboard")
        keys.presses("Put it on the charts")
        page.wait_for_url("**#ward-notes")
        expect(page.get_by_role("region", name="Notes on the charts")).to_contain_text("By keyboard")
