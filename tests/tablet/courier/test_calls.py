"""Staff calls: sent at once, sent again until they are known, and never said to work when they may not."""

import asyncio
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest

from kiosk import callstate, wire
from kiosk.tablet.courier import calls, messages
from kiosk.tablet.courier.battery import Battery
from tests.tablet.courier.fakes import FakeClock, FakeTrust, Scene, paired_store, settle

CALL, OTHER = b"c" * 16, b"o" * 16


def play(folder: Path, act: Callable[[Scene], Coroutine[Any, Any, None]]) -> Scene:
    trust = FakeTrust()
    paired_store(folder, trust)

    async def run() -> Scene:
        scene = Scene(folder, trust, FakeClock())
        async with scene.running():
            await act(scene)
        return scene

    return asyncio.run(run())


def news(call: bytes, progress: Any, by: str = "") -> wire.News:
    return wire.News(call, progress, by)


def test_the_hello_is_signed_by_this_tablet_for_this_channel(tmp_path: Path) -> None:
    async def act(scene: Scene) -> None:
        (hello,) = scene.calls.line.heard(wire.Hello)
        counter = wire.check_request(
            scene.trust.public,
            wire.CALLS_METHOD,
            wire.CALLS_PATH,
            hello.headers[wire.COUNTER_HEADER],
            hello.headers[wire.SIGNATURE_HEADER],
            "demo",
            b"",
        )
        assert counter == 0
        scene.calls.line.end()
        await scene.clock.pass_time(1)
        assert scene.calls.line.heard(wire.Hello)[0].headers[wire.COUNTER_HEADER] == f"{7:016d}"

    play(tmp_path, act)


def test_a_press_is_sent_at_once_with_its_age_and_its_news_come_back(tmp_path: Path) -> None:
    async def act(scene: Scene) -> None:
        await scene.clock.pass_time(100)
        await scene.say(messages.PlaceCall(CALL, scene.clock.monotonic() - 0.5))
        assert scene.calls.line.heard(wire.Press) == [wire.Press(CALL, 0.5)]
        for progress in ("received", "shown", "accepted"):
            scene.calls.line.tell(news(CALL, progress, "nurse"))
        told = await scene.hear_only(messages.CallNews)
        assert [(message.call, message.progress, message.by) for message in told] == [
            (CALL, "received", "nurse"),
            (CALL, "shown", "nurse"),
            (CALL, "accepted", "nurse"),
        ]
        assert len(scene.calls.line.heard(wire.Press)) == 1

    play(tmp_path, act)


def test_a_press_while_the_trust_is_away_is_sent_on_the_first_connection(tmp_path: Path) -> None:
    async def act(scene: Scene) -> None:
        scene.calls.reachable = False
        scene.calls.line.end()
        await scene.clock.pass_time(60)
        await scene.say(messages.PlaceCall(CALL, scene.clock.monotonic()))
        scene.calls.reachable = True
        await scene.clock.pass_time(calls.MOST_PAUSE)
        (press,) = scene.calls.line.heard(wire.Press)
        assert press.call == CALL
        assert 0 <= press.age <= calls.MOST_PAUSE

    play(tmp_path, act)


def test_a_press_ends_the_pause_between_two_attempts(tmp_path: Path) -> None:
    async def act(scene: Scene) -> None:
        scene.calls.reachable = False
        scene.calls.line.end()
        await scene.clock.pass_time(300)
        attempts = scene.calls.attempts
        scene.calls.reachable = True
        await scene.say(messages.PlaceCall(CALL, scene.clock.monotonic()))
        assert scene.calls.attempts == attempts + 1
        assert scene.calls.line.heard(wire.Press) == [wire.Press(CALL, 0.0)]

    play(tmp_path, act)


def test_a_connection_on_which_a_press_stays_unanswered_is_given_up_for_a_new_one(tmp_path: Path) -> None:
    async def act(scene: Scene) -> None:
        await scene.clock.pass_time(100)
        await scene.say(messages.PlaceCall(CALL, scene.clock.monotonic()))
        assert len(scene.calls.lines) == 1
        await scene.clock.pass_time(calls.ANSWER_WITHIN + calls.FIRST_PAUSE)
        assert len(scene.calls.lines) == 2
        assert scene.calls.line.heard(wire.Press)[0].call == CALL
        await scene.clock.pass_time(60)
        assert len(scene.calls.lines) < 8  # more patient each time
        scene.calls.line.tell(news(CALL, "received"))
        await scene.clock.pass_time(60)
        there = len(scene.calls.lines)
        await scene.clock.pass_time(60)
        assert len(scene.calls.lines) == there

    play(tmp_path, act)


def test_after_a_reconnect_open_calls_are_named_again_and_ended_ones_are_not(tmp_path: Path) -> None:
    async def act(scene: Scene) -> None:
        for call in (CALL, OTHER):
            await scene.say(messages.PlaceCall(call, scene.clock.monotonic()))
            scene.calls.line.tell(news(call, "shown"))
        scene.calls.line.tell(news(OTHER, "reset"))
        await settle()
        scene.calls.line.end()
        await scene.clock.pass_time(1)
        assert [press.call for press in scene.calls.line.heard(wire.Press)] == [CALL]
        await scene.clock.pass_time(20)
        assert len(scene.calls.lines) == 2  # it was known to be received: nothing is unanswered

    play(tmp_path, act)


def test_the_window_may_name_a_call_again_and_hears_what_is_known(tmp_path: Path) -> None:
    async def act(scene: Scene) -> None:
        await scene.say(messages.PlaceCall(CALL, scene.clock.monotonic()))
        scene.calls.line.tell(news(CALL, "accepted", "nurse"))
        await scene.hear()
        scene.link()
        await scene.say(messages.PlaceCall(CALL, scene.clock.monotonic()))
        assert await scene.hear_only(messages.CallNews) == [messages.CallNews(CALL, "accepted", "nurse")]
        assert len(scene.calls.line.heard(wire.Press)) == 1

    play(tmp_path, act)


def test_a_cancel_is_sent_and_sent_again_until_the_call_has_ended(tmp_path: Path) -> None:
    async def act(scene: Scene) -> None:
        await scene.say(messages.PlaceCall(CALL, scene.clock.monotonic()))
        scene.calls.line.tell(news(CALL, "received"))
        await scene.say(messages.WithdrawCall(CALL))
        assert scene.calls.line.heard(wire.Cancel) == [wire.Cancel(CALL)]
        scene.calls.line.end()
        await scene.clock.pass_time(1)
        assert scene.calls.line.heard(wire.Cancel) == [wire.Cancel(CALL)]
        scene.calls.line.tell(news(CALL, "cancelled"))
        assert messages.CallNews(CALL, "cancelled") in await scene.hear()
        scene.calls.line.end()
        await scene.clock.pass_time(1)
        assert scene.calls.line.heard(wire.Cancel) == []

    play(tmp_path, act)


def test_staff_who_end_a_call_are_told_apart_from_the_caller(tmp_path: Path) -> None:
    async def act(scene: Scene) -> None:
        await scene.say(messages.PlaceCall(CALL, scene.clock.monotonic()))
        await scene.say(messages.WithdrawCall(CALL, attended=True))
        assert scene.calls.line.heard(wire.Cancel) == [wire.Cancel(CALL, attended=True)]
        scene.calls.line.tell(news(CALL, "reset"))
        await settle()
        scene.calls.line.end()
        await scene.clock.pass_time(1)
        assert scene.calls.line.heard(wire.Cancel) == []

    play(tmp_path, act)


def test_a_call_cancelled_before_the_trust_ever_heard_of_it_is_never_sent(tmp_path: Path) -> None:
    async def act(scene: Scene) -> None:
        scene.calls.reachable = False
        scene.calls.line.end()
        await scene.clock.pass_time(1)
        await scene.say(messages.PlaceCall(CALL, scene.clock.monotonic()))
        await scene.say(messages.WithdrawCall(CALL))
        assert await scene.hear_only(messages.CallNews) == [messages.CallNews(CALL, "cancelled")]
        scene.calls.reachable = True
        await scene.clock.pass_time(20)
        assert scene.calls.line.heard(wire.Press) == []

    play(tmp_path, act)


def test_a_call_that_the_courier_before_may_have_sent_is_named_and_taken_back_at_the_trust(tmp_path: Path) -> None:
    async def act(scene: Scene) -> None:
        scene.calls.reachable = False
        scene.calls.line.end()
        await scene.clock.pass_time(60)
        await scene.say(messages.PlaceCall(CALL, scene.clock.monotonic(), again=True))
        await scene.say(messages.WithdrawCall(CALL))
        scene.calls.reachable = True
        await scene.clock.pass_time(calls.MOST_PAUSE)
        assert [press.call for press in scene.calls.line.heard(wire.Press)] == [CALL]
        assert scene.calls.line.heard(wire.Cancel) == [wire.Cancel(CALL)]
        assert not await scene.hear_only(messages.CallNews)

    play(tmp_path, act)


def test_news_that_was_lost_on_the_way_is_asked_for_with_the_next_heartbeat(tmp_path: Path) -> None:
    async def act(scene: Scene) -> None:
        await scene.say(messages.PlaceCall(CALL, scene.clock.monotonic()))
        scene.calls.line.tell(news(CALL, "received"))
        await settle()
        await scene.clock.pass_time(calls.BEAT_EVERY)
        assert [press.call for press in scene.calls.line.heard(wire.Press)] == [CALL, CALL]
        scene.calls.line.tell(news(CALL, "attended"))
        await settle()
        await scene.clock.pass_time(3 * calls.BEAT_EVERY)
        assert len(scene.calls.line.heard(wire.Press)) == 2  # nobody waits for it any more

    play(tmp_path, act)


def test_a_heartbeat_leaves_every_ten_seconds(tmp_path: Path) -> None:
    async def act(scene: Scene) -> None:
        await scene.clock.pass_time(100.5)
        assert len(scene.calls.line.heard(wire.Beat)) == 11
        assert len(scene.calls.lines) == 1

    play(tmp_path, act)


def test_a_heartbeat_tells_of_the_battery_where_there_is_one(tmp_path: Path) -> None:
    async def act(scene: Scene) -> None:
        assert scene.calls.line.heard(wire.Beat)[-1].battery == -1
        scene.battery = Battery(15, charging=False)
        await scene.clock.pass_time(calls.BEAT_EVERY)
        beat = scene.calls.line.heard(wire.Beat)[-1]
        assert (beat.battery, beat.mains) == (15, False)

    play(tmp_path, act)


def test_the_frames_age_is_told_coarsely_so_that_a_window_that_renews_itself_does_not_show(tmp_path: Path) -> None:
    async def act(scene: Scene) -> None:
        assert scene.calls.line.heard(wire.Beat)[0].frame_age == -1.0
        await scene.say(messages.Drew(0.1))
        await scene.clock.pass_time(40)
        ages = [beat.frame_age for beat in scene.calls.line.heard(wire.Beat)[1:]]
        assert ages == [10.0, 20.0, 30.0, 40.0]
        await scene.say(messages.Drew(0.1))
        await scene.clock.pass_time(9)
        await scene.say(messages.Drew(2.9))
        await scene.clock.pass_time(1)
        assert scene.calls.line.heard(wire.Beat)[-1].frame_age == 0.0

    play(tmp_path, act)


def test_after_thirty_silent_seconds_calls_may_not_work_and_a_new_connection_is_tried(tmp_path: Path) -> None:
    async def act(scene: Scene) -> None:
        scene.calls.line.beats = False
        assert messages.LinkNews(True, True) in await scene.hear()
        scene.calls.reachable = False
        await scene.clock.pass_time(calls.STALE_AFTER - 1)
        assert await scene.hear_only(messages.LinkNews) == []
        await scene.clock.pass_time(2)
        assert await scene.hear_only(messages.LinkNews) == [messages.LinkNews(False, True)]
        scene.calls.reachable = True
        await scene.clock.pass_time(calls.MOST_PAUSE)
        assert await scene.hear_only(messages.LinkNews) == [messages.LinkNews(True, True)]

    play(tmp_path, act)


def test_with_a_call_that_stands_a_connection_is_whole_only_once_its_news_came(tmp_path: Path) -> None:
    async def act(scene: Scene) -> None:
        await scene.say(messages.PlaceCall(CALL, scene.clock.monotonic()))
        scene.calls.line.tell(news(CALL, "shown"))
        await settle()
        scene.calls.reachable = False
        scene.calls.line.end()
        await scene.clock.pass_time(calls.STALE_AFTER + 1)
        scene.calls.reachable = True
        await scene.clock.pass_time(calls.MOST_PAUSE)
        assert messages.LinkNews(True, True) not in (await scene.hear())[-1:]
        scene.calls.line.tell(news(CALL, "accepted", "nurse"))
        told = [message for message in await scene.hear() if isinstance(message, messages.CallNews | messages.LinkNews)]
        assert told == [messages.CallNews(CALL, "accepted", "nurse"), messages.LinkNews(True, True)]

    play(tmp_path, act)


def test_a_connection_that_comes_back_within_thirty_seconds_was_never_called_broken(tmp_path: Path) -> None:
    async def act(scene: Scene) -> None:
        await scene.hear()
        for _ in range(5):
            scene.calls.line.end()
            await scene.clock.pass_time(20)
        assert await scene.hear_only(messages.LinkNews) == []

    play(tmp_path, act)


def test_attempts_become_rarer_up_to_ten_seconds_and_are_logged_once(tmp_path: Path) -> None:
    async def act(scene: Scene) -> None:
        scene.calls.reachable = False
        scene.calls.line.end()
        await scene.clock.pass_time(3_600)
        assert 360 <= scene.calls.attempts <= 800
        assert scene.log.events.count("calls_not_connected") == 1

    play(tmp_path, act)


@pytest.mark.parametrize("message", [wire.Welcome(True, 1), wire.Welcome(False, 1)])
def test_what_makes_no_sense_ends_the_connection_and_not_the_courier(tmp_path: Path, message: wire.ToTablet) -> None:
    async def act(scene: Scene) -> None:
        scene.calls.line.tell(message)
        await scene.clock.pass_time(2)
        assert len(scene.calls.lines) == 2

    play(tmp_path, act)


def test_calls_do_not_wait_for_a_disk_that_hangs(tmp_path: Path) -> None:
    trust = FakeTrust()
    paired_store(tmp_path, trust)

    async def run() -> None:
        scene = Scene(tmp_path, trust, FakeClock())
        hangs = asyncio.Event()

        async def never(work: object) -> Any:
            await hangs.wait()

        scene.courier._batches._in_thread = never
        async with scene.running():
            await scene.say(messages.VisitEnded())
            await scene.say(messages.Keep(b"k" * 16, b""))
            await scene.say(messages.PlaceCall(CALL, 0.0))
            assert scene.calls.line.heard(wire.Press) == [wire.Press(CALL, 0.0)]

    asyncio.run(run())


def test_a_test_that_the_trust_asks_for_goes_the_way_of_a_call_and_the_window_hears_nothing(tmp_path: Path) -> None:
    async def act(scene: Scene) -> None:
        scene.calls.line.tell(wire.AskTest())
        await settle()
        (pressed,) = scene.calls.line.heard(wire.Press)
        assert pressed.test
        scene.calls.line.tell(news(pressed.call, "received"))
        await settle()
        scene.calls.line.end()
        await scene.clock.pass_time(1)
        assert scene.calls.line.heard(wire.Press)[0].call == pressed.call  # it stands until it has ended
        told = await scene.hear()
        assert not [message for message in told if isinstance(message, messages.CallNews | messages.CallStands)]

    play(tmp_path, act)


TALK, QUIET = callstate.Added(("talk",)), callstate.Added(("talk",), "woman", True)


def holds(call: bytes, added: callstate.Added, told: int, progress: Any = "shown") -> wire.News:
    return wire.News(call, progress, added=added, told=told)


def test_what_is_added_waits_until_the_press_is_known_and_is_said_once(tmp_path: Path) -> None:
    async def act(scene: Scene) -> None:
        await scene.say(messages.PlaceCall(CALL, scene.clock.monotonic()))
        await scene.say(messages.AddToCall(CALL, TALK))
        assert scene.calls.line.heard(wire.Tell) == []
        scene.calls.line.tell(news(CALL, "received"))
        await settle()
        assert scene.calls.line.heard(wire.Tell) == [wire.Tell(CALL, 1, TALK)]
        scene.calls.line.tell(holds(CALL, TALK, 1))
        await settle()
        assert messages.CallNews(CALL, "shown", added=TALK, told=1) in await scene.hear()
        await scene.clock.pass_time(60)
        assert len(scene.calls.line.heard(wire.Tell)) == 1
        assert len(scene.calls.lines) == 1

    play(tmp_path, act)


def test_what_is_added_is_said_again_on_every_connection_until_the_trust_holds_it(tmp_path: Path) -> None:
    async def act(scene: Scene) -> None:
        await scene.say(messages.PlaceCall(CALL, scene.clock.monotonic()))
        scene.calls.line.tell(news(CALL, "received"))
        await scene.say(messages.AddToCall(CALL, TALK))
        await scene.clock.pass_time(calls.ANSWER_WITHIN + calls.FIRST_PAUSE)
        assert len(scene.calls.lines) == 2, "the connection on which it stayed unanswered is given up"
        (again,) = scene.calls.line.heard(wire.Tell)
        assert again.added == TALK
        scene.calls.line.tell(holds(CALL, TALK, again.number))
        await settle()
        scene.calls.line.end()
        await scene.clock.pass_time(1)
        assert scene.calls.line.heard(wire.Tell) == []
        assert [press.call for press in scene.calls.line.heard(wire.Press)] == [CALL]

    play(tmp_path, act)


def test_the_last_that_is_added_holds_though_the_trust_answers_the_one_before(tmp_path: Path) -> None:
    async def act(scene: Scene) -> None:
        await scene.say(messages.PlaceCall(CALL, scene.clock.monotonic()))
        scene.calls.line.tell(news(CALL, "received"))
        await scene.say(messages.AddToCall(CALL, TALK))
        await scene.say(messages.AddToCall(CALL, QUIET))
        assert len(scene.calls.line.heard(wire.Tell)) == 2, "it waits for no answer to the one before"
        scene.calls.line.tell(holds(CALL, TALK, 1))
        await settle()
        assert [(tell.number, tell.added) for tell in scene.calls.line.heard(wire.Tell)] == [(1, TALK), (2, QUIET)]
        scene.calls.line.tell(holds(CALL, QUIET, 2))
        scene.calls.line.tell(holds(CALL, TALK, 1))  # an older answer that comes late
        await scene.clock.pass_time(60)
        assert len(scene.calls.line.heard(wire.Tell)) == 2
        assert len(scene.calls.lines) == 1

    play(tmp_path, act)


def test_a_courier_that_starts_anew_speaks_after_the_one_before_and_over_what_of_it_comes_late(tmp_path: Path) -> None:
    async def act(scene: Scene) -> None:
        await scene.say(messages.PlaceCall(CALL, scene.clock.monotonic(), again=True))
        await scene.say(messages.AddToCall(CALL, callstate.NOTHING))  # taken back while no courier ran
        scene.calls.line.tell(holds(CALL, TALK, 4))
        await settle()
        assert scene.calls.line.heard(wire.Tell) == [wire.Tell(CALL, 5, callstate.NOTHING)]
        scene.calls.line.tell(holds(CALL, callstate.NOTHING, 5))
        scene.calls.line.tell(holds(CALL, QUIET, 7))  # said by the courier before, on its way until now
        await settle()
        assert scene.calls.line.heard(wire.Tell)[-1] == wire.Tell(CALL, 8, callstate.NOTHING)

    play(tmp_path, act)


def test_nothing_is_added_to_a_call_that_was_taken_back_or_has_ended(tmp_path: Path) -> None:
    async def act(scene: Scene) -> None:
        for call, progress in ((CALL, "shown"), (OTHER, "reset")):
            await scene.say(messages.PlaceCall(call, scene.clock.monotonic()))
            scene.calls.line.tell(news(call, progress))
        await scene.say(messages.WithdrawCall(CALL))
        for call in (CALL, OTHER):
            await scene.say(messages.AddToCall(call, TALK))
        assert scene.calls.line.heard(wire.Tell) == []

    play(tmp_path, act)


def test_a_window_that_starts_hears_that_quiet_was_asked_for_before_the_trust_knows(tmp_path: Path) -> None:
    async def act(scene: Scene) -> None:
        await scene.say(messages.PlaceCall(CALL, scene.clock.monotonic()))
        scene.calls.line.tell(news(CALL, "shown"))
        await scene.say(messages.AddToCall(CALL, QUIET))
        scene.link()
        (stands,) = await scene.hear_only(messages.CallStands)
        assert stands.added == QUIET
        scene.calls.line.tell(news(CALL, "reset"))
        await settle()
        assert "talk" not in repr([(call.added, call.news) for call in scene.courier._calls._calls.values()])

    play(tmp_path, act)
