"""From a touch on the tablet to a reader's screen, with no part faked. The whole way of a concern is test_concern_to_close.py."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from kiosk import demo
from kiosk.cli import main
from tests.support.waiting import wait_for
from tests.support.whole_ward import WholeWard
from tests.trust.console.pages import (
    BoardPage,
    CallsPage,
    ConcernPage,
    ConcernsPage,
    DutyPage,
    ScreensPage,
    SignInPage,
    TabletsPage,
)
from tests.whole.steps import goes_to_own_words, sends

WORDS = "the heron by the lift"


@pytest.fixture
def desk(browser: Browser) -> Iterator[Page]:
    """A reader's browser, as new."""
    context = browser.new_context()
    yield context.new_page()
    context.close()


def signs_in(desk: Page, ward: WholeWard, name: str) -> None:
    page = SignInPage(desk, ward.demo.console)
    page.open()
    page.sign_in(name, ward.passphrase(name), ward.code(name))


def runs(*words: object) -> None:
    """A `kiosk` command, to its good end."""
    with pytest.raises(SystemExit) as ended:
        main([str(word) for word in words])
    assert not ended.value.code


def reads_the_newest(desk: Page, ward: WholeWard) -> ConcernPage:
    """Open the list again until a concern stands in it, then that concern."""
    concerns = ConcernsPage(desk, ward.demo.console)

    def there() -> bool:
        concerns.open()
        return concerns.rows.count() > 0

    wait_for(there, 30, "a concern in the list")
    return concerns.read()


def test_a_concern_that_was_sent_while_the_trust_was_down_arrives_once_it_is_back(ward: WholeWard, desk: Page) -> None:
    ward.start_tablet()
    goes_to_own_words(ward.person)
    ward.person.types_on_a_real_keyboard(WORDS)
    sends(ward.person)
    ward.person.waits_for_words("Saved on this tablet")
    assert ward.files_with(WORDS) == []
    ward.start_trust()
    signs_in(desk, ward, "safeguarding")
    assert WORDS in reads_the_newest(desk, ward).text.lower()
    assert ward.files_with(WORDS) == []


def test_a_call_is_shown_at_once_accepted_there_and_the_tablet_says_so(ward: WholeWard, desk: Page) -> None:
    ward.start_trust()
    ward.start_tablet()
    signs_in(desk, ward, "nurse")
    board = CallsPage(desk, ward.demo.console)
    board.open()
    board.wait_until_live()
    ward.person.touches("call")
    expect(board.line("Day room")).to_be_visible(timeout=1_000)
    ward.person.waits_for_words("shows your call", 10)
    board.accept("Day room")
    ward.person.waits_for_words("A member of staff has accepted")


def test_what_a_caller_adds_comes_after_the_call_and_a_quiet_one_is_a_line_that_says_nothing(
    ward: WholeWard, desk: Page, browser: Browser
) -> None:
    ward.start_trust()
    ward.start_tablet()
    signs_in(desk, ward, "nurse")
    screens = ScreensPage(desk, ward.demo.console)
    code, pin = screens.make_code("Ward office"), screens.make_pin("Nurse")
    context = browser.new_context()
    wall = BoardPage(context.new_page(), ward.demo.console)
    wall.pair(code)
    wall.wait_until_live()
    ward.person.touches("call")
    expect(wall.state("Day room")).to_have_text("Please attend. Nobody is on the way yet")
    ward.person.waits_for_words("shows your call", 10)
    ward.person.goes("tell_more", "call.tell")
    ward.person.touches("call.what/talk")
    ward.person.touches("call.what/quietly")
    ward.person.waits_for_words("This tablet makes no sound about your call.")
    expect(wall.state("Day room")).to_have_text("Please visit the tablet")
    assert "They want to talk" not in wall.page.content()
    office = CallsPage(desk, ward.demo.console)
    office.open()
    expect(office.line("Day room")).to_contain_text("Please go quietly. They want to talk.")
    wall.step("Day room", "We are going")
    wall.touch(pin)
    expect(wall.pad).to_contain_text("Please go quietly. They want to talk.")
    ward.person.waits_for_words("A member of staff has accepted")
    context.close()


def test_a_call_that_no_screen_shows_and_one_that_is_not_sent_say_so(ward: WholeWard) -> None:
    ward.start_trust()
    ward.start_tablet()
    ward.person.touches("call")
    ward.person.waits_for_words("The ward system has your call")
    ward.person.waits_for_words("no screen is showing it", 15)
    ward.stop_trust()
    ward.stop_tablet()
    ward.start_tablet()
    ward.person.touches("call")
    ward.person.waits_for_words("Your call was not sent", 20)
    ward.person.waits_for_words("red call point")


@pytest.mark.parametrize("name", ["courier", "hearing"])
def test_the_window_runs_on_without_another_process_and_it_comes_back(ward: WholeWard, name: str) -> None:
    ward.start_trust()
    ward.start_tablet()
    wait_for(lambda: name in ward.tablet_pids(), what=name)
    before = ward.tablet_pids()
    ward.kill(name)
    ward.person.goes("doors/charter", "charter")
    wait_for(lambda: ward.tablet_pids().get(name, before[name]) != before[name], 20, f"{name} again")
    assert ward.tablet_pids()["window"] == before["window"]
    ward.person.goes("leave", "home")
    ward.person.touches("call")
    ward.person.waits_for_words("The ward system has your call")


def test_a_new_tablet_is_paired_with_a_code_from_the_console_and_then_has_its_charter(
    ward: WholeWard, desk: Page
) -> None:
    shutil.rmtree(ward.folder / "data" / "tablet")
    ward.start_trust()
    ward.start_tablet()
    signs_in(desk, ward, "administrator")
    tablets = TabletsPage(desk, ward.demo.console)
    tablets.open()
    code = tablets.make_code("Quiet room")
    ward.person.goes("staff", "staff.pin")
    ward.person.types(demo.PIN, "keys")
    ward.person.goes("open", "staff.menu")
    ward.person.goes("menu/pair", "staff.pair")
    ward.person.types(code.replace("-", "").replace(" ", "").lower(), "keys")
    ward.person.touches("pair")
    ward.person.waits_for_words("This tablet is paired", 30)
    ward.person.goes("leave", "home.doors")
    ward.person.goes("doors/charter", "charter")
    tablets.open()
    expect(tablets.row("Quiet room")).to_be_visible()


def test_who_is_ticked_at_a_handover_and_what_is_published_stand_on_the_tablet(ward: WholeWard, desk: Page) -> None:
    ward.start_trust()
    ward.start_tablet()
    ward.person.goes("doors/help", "help")
    ward.person.waits_for_words("Jo Example")
    signs_in(desk, ward, "nurse")
    duty = DutyPage(desk, ward.demo.console)
    duty.open()
    duty.person("Jo Example").uncheck()
    duty.publish()
    ward.person.waits_until(lambda seen: "Jo Example" not in " ".join(seen["spoken"]), what="a page without that name")
    ward.person.waits_for_words("Lee Example")
    own = ward.folder / "willow"
    runs("charter", "new", own)
    charter = own / "charter" / "adult.yaml"
    words = charter.read_text(encoding="utf-8")
    charter.write_text(
        words.replace("version: 1", "version: 2", 1).replace("Our ward charter", "What we ask here", 1),
        encoding="utf-8",
    )
    runs("charter", "publish", ward.demo.trust, own)
    ward.person.goes("leave", "home")
    ward.person.goes("doors/charter", "charter")
    ward.person.waits_for_words("What we ask here")
