"""A call screen on a wall: paired once, never signed out, live or silent about it, and answered with the PIN of a role."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Iterator

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from kiosk import callstate
from kiosk.trust import boards
from kiosk.trust.tablets import Tablet
from tests.support.network import network
from tests.support.waiting import wait_for
from tests.trust.console.browserless import Client
from tests.trust.console.pages import BoardPage, ScreensPage
from tests.trust.console.running import RunningTrust
from tests.trust.console.test_live_calls import end_all, progress

PIN = "4826"


def new_code(trust: RunningTrust, place: str = "Ward office") -> str:
    with trust.backend.store.write() as connection:
        return boards.new_code(connection, trust.backend.secret, trust.ward, place, trust.clock.now)


def set_pin(trust: RunningTrust, role: str = "nurse", pin: str = PIN) -> None:
    with trust.backend.store.write() as connection:
        boards.new_pin(connection, trust.backend.secret, trust.ward, role, lambda _: int(pin))


@pytest.fixture
def tablet(trust: RunningTrust) -> Tablet:
    tablet = trust.pair(f"Lounge {secrets.token_hex(3)}")
    trust.hear(tablet)
    return tablet


@pytest.fixture
def board(trust: RunningTrust, page: Page) -> Iterator[BoardPage]:
    """A call screen, live."""
    set_pin(trust)
    board = BoardPage(page, trust.address)
    board.pair(new_code(trust))
    board.wait_until_live()
    yield board
    end_all(trust)
    trust.clock.move(boards.CODE_SECONDS)  # whoever guessed at a PIN has waited long enough


def test_the_wards_team_makes_a_screen_and_its_pins_and_ends_it(
    trust: RunningTrust, sign_in: Callable[[str], Page], browser: Browser
) -> None:
    screens = ScreensPage(sign_in("nurse"), trust.address)
    place = f"Office {secrets.token_hex(3)}"
    code = screens.make_code(place)
    with trust.backend.store.write() as connection:
        for role in boards.ROLES:
            boards.end_pin(connection, trust.ward, role)
    context = browser.new_context()
    board = BoardPage(context.new_page(), trust.address)
    board.pair("AAAAA-AAAAA")
    assert board.errors == ["This code is not right, or its time is over. Ask for a new one"]
    board.pair(code)
    board.wait_until_live()
    expect(board.page.get_by_text("No role on this ward has a PIN yet")).to_be_visible()
    pin = screens.make_pin("Support worker")
    assert re.fullmatch(r"\d{4}", pin)
    board.open()
    board.wait_until_live()
    expect(board.page.get_by_text("No role on this ward has a PIN yet")).to_have_count(0)
    screens.open()
    screens.page.get_by_role("link", name=f"End the call screen at {place}").click()
    screens.page.get_by_role("button", name="End this call screen").click()
    expect(screens.notice).to_contain_text(f"The screen at {place} shows no calls any more.")
    expect(board.live).to_have_text("This is no call screen any more. Calls are not shown here.")
    board.open()
    expect(board.page.get_by_label("Code of this screen")).to_be_visible()
    context.close()


def test_a_call_is_shown_confirmed_answered_by_touch_handed_over_and_ended(
    trust: RunningTrust, board: BoardPage, tablet: Tablet
) -> None:
    set_pin(trust, "doctor", "9071")
    call = trust.press(tablet)
    expect(board.state(tablet.place)).to_have_text("Please attend. Nobody is on the way yet", timeout=2000)
    wait_for(lambda: progress(trust, call) == "shown", what="the screen confirms that the call is shown")
    board.step(tablet.place, "We are going")
    board.touch(PIN)
    expect(board.state(tablet.place)).to_contain_text("On the way: Nurse")
    expect(board.pad).to_be_hidden()
    board.step(tablet.place, "Somebody else goes")
    board.touch("9071")
    expect(board.state(tablet.place)).to_contain_text("On the way: Doctor")
    assert trust.call(call.id).by == "Doctor"
    board.step(tablet.place, "We are there")
    board.touch("9071")
    expect(board.state(tablet.place)).to_contain_text("Somebody is there")
    board.step(tablet.place, "End")
    board.touch(PIN)
    expect(board.pad).to_contain_text("Choose why you are ending the call")
    board.pad.get_by_label("Somebody was with the person").check()
    board.pad.get_by_role("button", name="OK").click()
    expect(board.line(tablet.place)).to_have_count(0)
    expect(board.page.get_by_text("Nobody is waiting.")).to_be_visible()


def listen_in(page: Page) -> list[str]:
    """All that the screen hears of its live stream from now on, as it came."""
    heard: list[str] = []
    page.expose_function("tell", lambda data: heard.append(data))
    page.add_init_script(
        """(() => {
          const Real = EventSource;
          window.EventSource = class extends Real {
            constructor(...all) { super(...all); this.addEventListener("snapshot", (event) => window.tell(event.data)); }
          };
        })()"""
    )
    page.reload()
    expect(page.locator("#live-words")).to_contain_text("Live")
    return heard


def test_whoever_answers_with_a_pin_reads_what_was_added_and_the_screen_itself_never_has_it(
    trust: RunningTrust, board: BoardPage, tablet: Tablet
) -> None:
    streamed = listen_in(board.page)
    call = trust.press(tablet)
    trust.add(tablet, call, callstate.Added(("company", "talk"), "woman", True))
    expect(board.state(tablet.place)).to_have_text("Please visit the tablet")
    expect(board.line(tablet.place).get_by_role("button", name="What did they add?")).to_be_hidden()
    board.step(tablet.place, "We are going")
    board.touch(PIN)
    words = "Please go quietly. Somebody is with them. They want to talk. They ask for a woman."
    expect(board.pad).to_contain_text(words)
    expect(board.pad.get_by_label("The PIN of your role")).to_be_hidden()
    expect(board.state(tablet.place)).to_contain_text("In hand: Nurse, since")
    board.pad.get_by_role("button", name="Close").click()
    expect(board.pad).to_be_hidden()
    assert "They want to talk" not in board.page.content(), "nothing of it is left on the page"
    board.step(tablet.place, "What did they add?")
    expect(board.pad.get_by_label("The PIN of your role")).to_be_visible()
    board.touch("1111")
    expect(board.pad).to_contain_text("No role has this PIN. Try again")
    board.touch(PIN)
    expect(board.pad).to_contain_text(words)
    board.pad.get_by_role("button", name="Close").click()
    sent = "".join(streamed)
    assert "Please visit the tablet" in sent
    assert not re.search(r"company|talk|woman|quiet|Somebody is with", sent)


def test_what_was_added_leaves_the_screen_by_itself(trust: RunningTrust, board: BoardPage, tablet: Tablet) -> None:
    board.page.clock.install()
    board.open()
    call = trust.press(tablet)
    trust.add(tablet, call, callstate.Added(("other",)))
    expect(board.line(tablet.place)).to_be_visible()
    board.step(tablet.place, "We are going")
    board.touch(PIN)
    expect(board.pad).to_contain_text("Somebody else needs help.")
    board.page.clock.run_for(31_000)
    expect(board.pad).to_be_hidden()
    assert "needs help" not in board.page.content()


def test_a_call_to_which_nothing_was_added_is_answered_at_once_and_says_so_where_it_is_asked(
    trust: RunningTrust, board: BoardPage, tablet: Tablet
) -> None:
    trust.press(tablet)
    board.step(tablet.place, "We are going")
    board.touch(PIN)
    expect(board.pad).to_be_hidden()
    board.step(tablet.place, "What did they add?")
    board.touch(PIN)
    expect(board.pad).to_contain_text("The caller has added nothing.")


def test_a_quiet_call_draws_attention_as_any_and_whom_to_send_stands_in_the_line_of_one_that_is_not(
    trust: RunningTrust, board: BoardPage, tablet: Tablet
) -> None:
    call = trust.press(tablet)
    trust.add(tablet, call, callstate.Added(who="woman"))
    expect(board.line(tablet.place)).to_contain_text("They ask for a woman.")
    board.page.evaluate(
        "() => { window.rung = 0; const real = OscillatorNode.prototype.start;"
        " OscillatorNode.prototype.start = function (...all) { window.rung += 1; real.apply(this, all); }; }"
    )
    trust.add(tablet, call, callstate.Added(who="woman", quiet=True))
    expect(board.line(tablet.place).locator("[data-added]")).to_be_hidden()
    expect(board.page.locator(".board--waiting")).to_have_count(1)
    board.page.get_by_role("button", name="Turn on the sound for new calls").click()
    wait_for(
        lambda: board.page.evaluate("() => window.rung") > 2, 15, "the sound rings on, more than when it was turned on"
    )


def test_a_wrong_pin_answers_nothing_and_guesses_wait(trust: RunningTrust, board: BoardPage, tablet: Tablet) -> None:
    call = trust.press(tablet)
    board.step(tablet.place, "We are going")
    for wrong in ("1111", "2222", "3333"):
        board.touch(wrong)
        expect(board.pad).to_contain_text("No role has this PIN. Try again")
        expect(board.pad.get_by_label("The PIN of your role")).to_have_value("")
    board.touch(PIN)
    expect(board.pad).to_contain_text("Too many tries. Wait 1 second, then try again")
    assert progress(trust, call) in ("received", "shown")
    trust.clock.move(1)
    board.touch(PIN)
    expect(board.state(tablet.place)).to_contain_text("On the way: Nurse")


def test_by_keyboard_alone(trust: RunningTrust, board: BoardPage, tablet: Tablet) -> None:
    trust.press(tablet)
    button = board.line(tablet.place).get_by_role("button", name="We are going")
    button.focus()
    board.page.keyboard.press("Enter")
    board.page.keyboard.type(PIN)
    board.page.keyboard.press("Enter")
    expect(board.state(tablet.place)).to_contain_text("On the way: Nurse")
    board.line(tablet.place).get_by_role("button", name="We are there").focus()
    board.page.keyboard.press("Enter")
    expect(board.pad).to_be_visible()
    board.page.keyboard.press("Escape")
    expect(board.pad).to_be_hidden()
    expect(board.line(tablet.place).get_by_role("button", name="We are there")).to_be_focused()


def test_two_screens_agree_and_a_pad_closes_when_somebody_else_was_first(
    trust: RunningTrust, board: BoardPage, tablet: Tablet, browser: Browser
) -> None:
    context = browser.new_context()
    other = BoardPage(context.new_page(), trust.address)
    other.pair(new_code(trust, "Kitchen"))
    other.wait_until_live()
    trust.press(tablet)
    other.step(tablet.place, "We are going")
    board.step(tablet.place, "We are going")
    board.touch(PIN)
    expect(other.pad).to_be_hidden()
    expect(other.state(tablet.place)).to_contain_text("On the way: Nurse")
    context.close()


def test_a_screen_shows_its_own_wards_calls_and_those_passed_on_to_it_and_confirms_only_its_own(
    trust: RunningTrust, board: BoardPage, tablet: Tablet
) -> None:
    elsewhere = Tablet(tablet.id, "beech", "Quiet room", tablet.public)
    call = trust.press(elsewhere)
    mine = trust.press(tablet)
    expect(board.line(tablet.place)).to_be_visible()
    expect(board.line("Quiet room")).to_have_count(0)
    trust.backend_does(trust.backend.calls.pass_on(call.id, 1, "Willow Ward", (trust.ward,)))
    expect(board.line("beech, Quiet room")).to_contain_text("passed on to Willow Ward")
    wait_for(lambda: progress(trust, mine) == "shown", what="its own call is confirmed")
    expect(board.line("Quiet room").locator("[data-age]")).to_have_text("Called just now")
    assert progress(trust, call) == "received"
    board.step("Quiet room", "We are going")
    board.touch(PIN)
    expect(board.state("Quiet room")).to_contain_text("On the way: Nurse")


def test_a_screen_never_ends_by_rest(trust: RunningTrust, board: BoardPage, tablet: Tablet) -> None:
    trust.clock.move(3 * 86_400)
    board.open()
    board.wait_until_live()
    trust.press(tablet)
    expect(board.line(tablet.place)).to_be_visible()


def test_without_news_the_screen_shows_no_old_state_and_comes_back_by_itself(
    trust: RunningTrust, tablet: Tablet, page: Page
) -> None:
    with network(trust.address) as between:
        board = BoardPage(page, between.address)
        board.pair(new_code(trust))
        board.wait_until_live()
        trust.press(tablet)
        expect(board.line(tablet.place)).to_be_visible()
        expect(page.locator(".board--waiting")).to_have_count(1)
        between.silence()
        expect(board.live).to_contain_text("This screen does not hear the ward system", timeout=15_000)
        expect(board.live).to_contain_text(re.compile(r"The last news came \d+ seconds ago"))
        expect(board.line(tablet.place)).to_be_hidden()
        expect(page.locator(".board--waiting")).to_have_count(0)
        between.mend()
        expect(board.line(tablet.place)).to_be_visible(timeout=20_000)
        board.wait_until_live()
        end_all(trust)
        page.goto("about:blank")


def test_flashing_stays_under_three_a_second_and_can_be_turned_off(
    trust: RunningTrust, board: BoardPage, tablet: Tablet
) -> None:
    trust.press(tablet)
    frame = board.page.locator("#board")
    expect(frame).to_have_css("animation-name", "flash")
    expect(frame).to_have_css("animation-duration", "1s")
    board.page.get_by_role("button", name="Turn off flashing").click()
    expect(frame).to_have_css("animation-name", "none")
    board.open()
    board.wait_until_live()
    expect(frame).to_have_css("animation-name", "none")
    board.page.get_by_role("button", name="Turn on flashing").click()
    expect(frame).to_have_css("animation-name", "flash")


def test_who_asked_for_less_motion_sees_no_flashing(trust: RunningTrust, browser: Browser, tablet: Tablet) -> None:
    context = browser.new_context(reduced_motion="reduce")
    board = BoardPage(context.new_page(), trust.address)
    board.pair(new_code(trust))
    board.wait_until_live()
    trust.press(tablet)
    expect(board.line(tablet.place)).to_be_visible()
    expect(board.page.locator("#board")).to_have_css("animation-name", "none")
    end_all(trust)
    context.close()


def test_the_sound_is_asked_for_and_a_screen_that_may_sleep_says_so(board: BoardPage) -> None:
    words = board.page.locator("#sound-words")
    expect(words).to_have_text("Sound is off. You will only see new calls.")
    board.page.get_by_role("button", name="Turn on the sound for new calls").click()
    expect(words).to_have_text("Sound is on. Check that this machine is not muted.")
    board.page.evaluate(
        """() => {
          navigator.wakeLock.request = () => Promise.reject(new Error("no"));
          document.dispatchEvent(new Event("visibilitychange"));
        }"""
    )
    expect(board.page.get_by_text("This screen may go to sleep")).to_be_visible()


def test_a_screens_cookie_opens_nothing_else_and_a_readers_session_is_no_screen(
    trust: RunningTrust, tablet: Tablet
) -> None:
    screen, reader, stranger = Client(trust), Client(trust), Client(trust)
    form = {"csrf": screen.token("/console/board/pair"), "code": new_code(trust)}
    assert screen.post("/console/board/pair", form).headers["location"] == "/console/board"
    page = screen.get("/console/board")
    token = re.search(r'data-csrf="([0-9a-f]{64})"', page.text)
    assert token
    call = trust.press(tablet)
    path = f"/console/board/calls/{call.id.hex()}"
    for address in ("/console", "/console/calls", "/console/concerns", "/console/screens"):
        assert screen.get(address).headers["location"].startswith("/console/sign-in")
    reader.sign_in("nurse")
    for client in (reader, stranger):
        assert client.get("/console/board").headers["location"] == "/console/board/pair"
        assert client.get("/console/board/live").status_code == 401
        assert client.post(f"{path}/shown", x_csrf_token=token[1]).status_code == 401
    for wrong in ("", "0" * 64):
        assert screen.post(f"{path}/shown", x_csrf_token=wrong).status_code == 403
    assert screen.post(f"{path}/shown", x_csrf_token=token[1], origin="https://elsewhere.example").status_code == 403
    assert progress(trust, call) == "received"
    assert screen.post(f"{path}/shown", x_csrf_token=token[1]).status_code == 200
    assert progress(trust, call) == "shown"
    elsewhere = trust.press(Tablet(tablet.id, "beech", "Quiet room", tablet.public))
    trust.backend_does(trust.backend.calls.pass_on(elsewhere.id, 1, "Willow Ward", (trust.ward,)))
    answer = screen.post(f"/console/board/calls/{elsewhere.id.hex()}/shown", x_csrf_token=token[1])
    assert answer.status_code == 200
    assert progress(trust, elsewhere) == "received", "whoever calls there sees no such screen"
    for step, sent, status in (("dance", {}, 400), ("reset", {"reason": "x"}, 400), ("accept", {"pin": ""}, 403)):
        assert screen.post(f"{path}/{step}", {"csrf": token[1], **sent}, x_csrf_token=token[1]).status_code == status
    assert screen.post(f"/console/board/calls/{'00' * 16}/shown", x_csrf_token=token[1]).status_code == 404
    for client in (screen, reader, stranger):
        client.close()
    end_all(trust)


def test_the_page_of_a_screen_is_as_guarded_as_the_others(trust: RunningTrust) -> None:
    answer = httpx.get(f"{trust.address}/console/board/pair")
    assert answer.headers["cache-control"] == "no-store"
    assert "script-src 'self'" in answer.headers["content-security-policy"]
    assert "__Host-wardlight-form" in answer.headers["set-cookie"]


def test_a_line_below_the_edge_of_the_glass_is_not_confirmed_until_it_can_be_read(
    trust: RunningTrust, board: BoardPage
) -> None:
    board.page.set_viewport_size({"width": 800, "height": 500})
    rooms = [trust.pair(f"Room {number}") for number in range(6)]
    calls = []
    for room in rooms:
        trust.clock.move(1)  # calls of one moment have no order
        calls.append(trust.press(room))
    wait_for(lambda: progress(trust, calls[0]) == "shown", what="the first line is confirmed")
    expect(board.line("Room 5")).to_have_count(1)
    trust.clock.move(9)
    expect(board.line("Room 5").locator("[data-age]")).to_have_text("Called 9 seconds ago")
    assert progress(trust, calls[5]) == "received"
    board.line("Room 5").scroll_into_view_if_needed()
    wait_for(
        lambda: progress(trust, calls[5]) == "shown", what="the last line is confirmed once somebody scrolls to it"
    )
