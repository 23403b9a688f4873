"""What holds on every page, whatever happened before: thousands of random events, offered by the page or not."""

from __future__ import annotations

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from kiosk import callstate
from kiosk.tablet import attention, journeys, pages, visit
from kiosk.tablet.journeys.frame import MOST_ANSWERS
from tests.tablet.journeys.walking import Person, unpaired, ward

IDS = st.sampled_from((b"a" * 16, b"b" * 16, b"c" * 16))
NAMES = st.sampled_from(
    ("doors", "gate", "call", "back", "leave", "next", "send", "checkin.safe", "yes", "W1", "", "x" * 50)
)
HEALTH = visit.Health(True, True, None, 1.0, None, 1e6, True, "1.1")
CALLS = st.builds(
    callstate.Call,
    id=IDS,
    pressed=st.floats(0, 1e5),
    progress=st.sampled_from((*callstate.ORDER, "cancelled")),
    received=st.none() | st.floats(0, 1e5),
    by=st.sampled_from(("", "nurse")),
    escalations=st.integers(0, 3),
    added=st.sampled_from((callstate.NOTHING, callstate.Added(("talk",)), callstate.Added(quiet=True))),
    told=st.integers(0, 3),
)
WORLD = st.one_of(
    st.builds(visit.Started),
    st.builds(visit.Touched),
    st.builds(visit.Chose, block=NAMES, option=NAMES),
    st.builds(visit.Pressed, action=NAMES),
    st.builds(visit.Typed, entry=NAMES, key=NAMES, text=st.text(max_size=4)),
    st.builds(visit.Sealed, submission=IDS),
    st.builds(visit.Stored, submission=IDS),
    st.builds(visit.NotStored, submission=IDS, reason=NAMES),
    st.builds(visit.Sent, submission=IDS),
    st.builds(visit.CallChanged, call=st.none() | CALLS),
    st.builds(
        visit.LinkChanged,
        link=st.builds(visit.Link, courier=st.booleans(), calls=st.booleans(), speech=st.booleans()),
    ),
    st.builds(visit.CodeReady, groups=st.just(())),
    st.builds(visit.Spoke, text=NAMES, sentence=st.none() | st.integers(0, 3)),
    st.builds(visit.Unspoken),
    st.builds(visit.TimedOut),
    st.sampled_from(
        (visit.WardChanged(ward=ward()), visit.WardChanged(ward=unpaired()), visit.WardChanged(ward=ward(name="Oak")))
    ),
    st.builds(visit.PinChecked, right=st.booleans(), wait=st.sampled_from((0.0, 5.0, 3600.0))),
    st.builds(visit.Paired, reason=st.sampled_from(("", "code", "link", "nonsense"))),
    st.builds(visit.HealthKnown, health=st.just(HEALTH)),
)


def offered(page: pages.Page) -> list[visit.Event]:
    """Everything that a person can do on this page."""
    found: list[visit.Event] = [
        visit.Pressed(action=button.id)
        for button in (*page.tools, *page.player, *page.actions, page.rail.call, page.rail.back)
    ]
    for block in page.blocks:
        if isinstance(block, pages.Choices):
            found += [visit.Chose(block=block.id, option=choice.id) for choice in block.options]
        elif isinstance(block, pages.Keys):
            found += [visit.Typed(entry=block.types_into, key=key.id) for row in block.rows for key in row]
        elif isinstance(block, pages.TextEntry):
            found += [visit.Typed(entry=block.id, text=text) for text in ("é", "123456", "👍🏽\n", "\ud800", "\u202e")]
    return found


def assert_whole(page: pages.Page) -> None:
    """What every page has to be (WCAG 3.2.3, look.md)."""
    rail = page.rail
    assert (rail.call.id, rail.back.id, rail.leave.id) == ("call", "back", "leave")
    assert rail.call.usable, page.id
    assert rail.leave.usable, page.id
    ids = [block.id for block in page.blocks] + [
        a.id for a in (*attention.tools(page), *page.actions, rail.call, rail.back, rail.leave)
    ]
    assert len(ids) == len(set(ids)), f"{page.id}: two things with one id in {ids}"
    for block in page.blocks:
        if isinstance(block, pages.Choices):
            options = [choice.id for choice in block.options]
            assert len(options) == len(set(options)), f"{page.id}: two options with one id"
            most = (
                len(options) if block.look == "languages" else MOST_ANSWERS
            )  # sight deals languages out, by their names
            assert 0 < len(options) <= most, f"{page.id}: {len(options)} answers"
        if isinstance(block, pages.Keys):
            keys = [key.id for row in block.rows for key in row]
            assert len(keys) == len(set(keys)), f"{page.id}: two keys with one id"
            assert len(block.offsets) in (0, len(block.rows))
        if isinstance(block, pages.TextEntry):
            assert block.keys in [other.id for other in page.blocks]
    assert sum(action.main for action in page.actions) <= 1, f"{page.id}: two main buttons"
    assert not any(action.main for action in page.actions[:-1]), f"{page.id}: the main button is not last"
    for text in pages.texts(page):
        assert text.sentences, f"{page.id}: {text.id} is empty"
        assert text.spoken, f"{page.id}: {text.id} is empty"
    msgspec.json.encode(page)  # pages travel as data: the tour, the tests of access


def named_once(page: pages.Page) -> None:
    """A text that is spoken is found again by its id; within one page, one id means one sequence of sentences."""
    found: dict[str, tuple[str, ...]] = {}
    for text in pages.texts(page):
        assert found.setdefault(text.id, text.sentences) == text.sentences, (
            f"{page.id}: two texts with the id {text.id}"
        )


@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data(), st.booleans(), st.sampled_from((100, 140, 170, 200)), st.sampled_from(("plain", "easy")))
def test_any_events_in_any_order_give_whole_pages_from_which_staff_can_be_called(
    data: st.DataObject, has_ward: bool, size: int, form: pages.Form
) -> None:
    start = pages.Reading(size=size, form=form)
    person = Person(replace(ward() if has_ward else unpaired(), start=start))
    for _ in range(data.draw(st.integers(0, 60), label="events")):
        if data.draw(st.integers(0, 9), label="kind") < 7:
            event = data.draw(st.sampled_from(offered(person.page)), label="offered")
        else:
            event = data.draw(WORLD, label="world")
        before = person.visit
        person.happens(event, after=data.draw(st.sampled_from((0.0, 0.2, 3.0, 30.0, 61.0, -50.0)), label="later"))
        assert_whole(person.page)
        named_once(person.page)
        assert person.visit.now >= before.now
        moment = journeys.deadline(person.visit)
        if moment is not None:
            woken = journeys.step(person.visit, visit.TimedOut(at=moment)).visit
            again = journeys.deadline(woken)
            assert again is None or again > woken.now, "a moment that has come is not asked for again"
        called = journeys.step(person.visit, visit.Pressed(action="call", at=person.clock))
        assert called.page.id == "call.now"
        left = journeys.step(person.visit, visit.Pressed(action="leave", at=person.clock))
        if person.visit.staff.cleaning_until <= person.visit.now:
            assert left.visit.draft == visit.Draft()
            assert left.visit.trail == (visit.Spot("home", "doors"),)
            assert any(isinstance(effect, visit.Wipe) for effect in left.effects)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(("call", "back", "leave", "next", "skip")), max_size=30), st.data())
def test_nothing_is_chosen_for_anybody_beforehand(actions: list[str], data: st.DataObject) -> None:
    person = Person()
    person.chooses(data.draw(st.sampled_from(("checkin", "concern"))))
    for action in actions:
        person.happens(visit.Pressed(action=action))
        if person.page.id == "concern.gate":
            person.chooses("no")
        for block in person.page.blocks:
            if isinstance(block, pages.Choices) and person.visit.spot.journey in ("checkin", "concern"):
                assert not any(choice.chosen for choice in block.options)


def test_every_question_of_the_check_in_can_be_skipped() -> None:
    person = Person().chooses("checkin").skips_to("checkin.send")
    assert len(person.visit.trail) == 8
    assert not person.took(visit.Seal)


def test_every_question_of_the_ward_can_be_skipped() -> None:
    person = Person().chooses("concern").chooses("no").promised()
    seen = []
    while person.page.id != "concern.review":
        seen.append(person.page.id)
        person.presses("skip")
    assert "concern.words" in seen
    assert len(seen) >= 13
    assert person.title == "You have not told us anything yet"
    assert not person.took(visit.Seal)


def test_the_same_event_in_the_same_visit_gives_the_same_step() -> None:
    person = Person().chooses("checkin")
    event = visit.Chose(block="checkin.who", option="patient", at=person.clock)
    assert journeys.step(person.visit, event) == journeys.step(person.visit, event)


def test_a_touch_that_was_meant_for_another_page_does_nothing() -> None:
    person = Person()
    before = person.visit
    person.happens(visit.Chose(block="checkin.safe", option="no"))
    person.happens(visit.Pressed(action="send"))
    person.happens(visit.Typed(entry="concern.words", text="hello"))
    assert person.visit.draft == before.draft
    assert person.page.id == "home.doors"
    assert not person.took(visit.Seal)


def test_a_button_that_the_page_does_not_show_does_nothing() -> None:
    empty = Person().chooses("concern").chooses("no").promised()
    empty.presses("skip").presses("skip").chooses("send").skips_to("concern.review")
    empty.happens(visit.Pressed(action="send")).at("concern.review")
    assert not empty.took(visit.Seal), "nothing was told, so nothing is sent"
    unasked = Person().chooses("checkin").skips_to("checkin.send")
    assert not unasked.happens(visit.Pressed(action="send")).took(visit.Seal)
    short = Person(unpaired()).presses("staff").types("123").happens(visit.Pressed(action="open"))
    assert not short.took(visit.CheckPin)


def test_back_goes_the_way_that_the_person_came() -> None:
    person = (
        Person()
        .chooses("charter")
        .presses("next")
        .presses("next")
        .presses("reading")
        .chooses("colours")
        .chooses("theme")
    )
    person.presses("back").at("reading.colours").presses("back").at("reading.choices")
    person.presses("back").at("charter.clause.respect")
    person.presses("back").presses("back").at("charter.intro").presses("back").at("home.doors")
    assert not person.page.rail.back.usable


def test_speech_stops_at_any_act_of_a_person_before_the_act_is_done() -> None:
    person = Person(link=visit.Link(courier=True, calls=True, speech=True)).chooses("charter")
    person.presses("listen")
    assert person.took(visit.Say)
    assert next(tool for tool in person.page.player if tool.id == "listen").on
    person.presses("next")
    assert person.took(visit.Hush)
    assert person.page.id == "charter.clause.you_matter"
    person.presses("listen").presses("listen")
    assert person.took(visit.Hush)
    assert person.page.id == "charter.clause.you_matter"


def test_listen_reads_nothing_that_is_private_and_no_keys() -> None:
    person = Person(link=visit.Link(courier=True, calls=True, speech=True)).chooses("concern").chooses("no")
    person.promised().presses("skip").presses("skip").chooses("words").types("my secret")
    person.presses("listen")
    said = " ".join(text.spoken for effect in person.took(visit.Say) for text in effect.texts)  # type: ignore[attr-defined]
    assert "Anything you want to add?" in said
    assert "secret" not in said
    assert "full stop" not in said
    person.presses("next").skips_to("concern.review").presses("listen")
    said = " ".join(text.spoken for effect in person.took(visit.Say) for text in effect.texts)  # type: ignore[attr-defined]
    assert "Read it before you send it" in said
    assert "secret" not in said


def test_without_a_voice_there_is_no_listen_button() -> None:
    assert [tool.id for tool in Person().chooses("charter").page.tools] == ["reading"]


def test_a_new_ward_pack_does_not_change_the_questions_of_somebody_who_is_answering() -> None:
    person = Person().chooses("checkin").chooses("patient")
    held = person.visit.ward.content
    assert held is not None
    newer = replace(held, questions_version=held.questions_version + 1, serial=held.serial + 1)
    person.happens(visit.WardChanged(ward=ward(content=newer, name="Oak Ward")))
    person.chooses("yes").chooses("yes").presses("send")
    (sealed,) = person.took(visit.Seal)
    assert isinstance(sealed, visit.Seal)
    assert sealed.record.questions == held.questions_version  # type: ignore[union-attr]
    person.presses("leave")
    assert person.visit.ward.content == newer


def test_without_a_courier_every_page_says_that_nothing_can_be_sent() -> None:
    person = Person(link=visit.Link()).chooses("charter")
    assert person.page.notice is not None
    assert "do not work right now" in person.page.notice.spoken


def test_the_demo_says_so_on_every_page_and_a_live_ward_does_not() -> None:
    assert Person().chooses("help").page.demo is not None
    assert Person(ward(demo=False)).chooses("help").page.demo is None
