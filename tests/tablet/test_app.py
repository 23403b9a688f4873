"""The window process without a window: events in, pages out, and nothing that somebody sent is ever let go of before the courier holds it."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from select import select

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk import callstate, envelope, receipt, tour, wardpack
from kiosk.tablet import app, attention, editing, keeper, links, packstore, pages, pin, sealer, submissions, visit
from kiosk.tablet.channel import Channel
from kiosk.tablet.courier import messages
from kiosk.tablet.senses.touch import keyboard
from kiosk.tablet.settings import Keys, Settings, Start
from tests import sealing
from tests.support.waiting import wait_for

PIN = "274913"
KEPT_PIN = pin.new_hash(PIN)


NOVEMBER = 1_795_000_000.0


class PaperScreen:
    """Stands where sight stands: keeps what it is shown, and lets the test be the loop."""

    def __init__(self) -> None:
        self.readers: dict[int, Callable[[], None]] = {}
        self.timers: list[tuple[float, Callable[[], None]]] = []
        self.page: pages.Page | None = None
        self.place = attention.Place("")
        self.off, self.stopped, self.rests = 0.0, False, 0
        self.size = (1280, 800)

    def boxes(self) -> dict[str, tuple[float, float, float, float]]:
        return {}  # nothing is drawn here

    def show(self, page: pages.Page, place: attention.Place) -> None:
        self.page, self.place = page, place

    def stepped(self, entry: str, step: editing.LineStep) -> int | None:
        return None  # nothing is set in lines here

    def touch_off(self, seconds: float) -> None:
        self.off = seconds

    def rest(self) -> None:
        self.rests += 1

    def add_reader(self, fd: int, callback: Callable[[], None]) -> None:
        self.readers[fd] = callback

    def remove_reader(self, fd: int) -> None:
        self.readers.pop(fd, None)

    def call_at(self, moment: float, callback: Callable[[], None]) -> Callable[[], None]:
        entry = (moment, callback)
        self.timers.append(entry)
        return lambda: self.timers.remove(entry) if entry in self.timers else None

    def last_frame_age(self) -> float:
        return 0.0

    def on_first_frame(self, callback: Callable[[], None]) -> None:
        callback()

    def run(self) -> None:
        return

    def stop(self) -> None:
        self.stopped = True

    def let_pass(self, callback: Callable[[], None], ward: Ward) -> None:
        """Let time pass until the next moment at which this has to be called back, and do it."""
        entry = min((entry for entry in self.timers if entry[1] == callback), key=lambda entry: entry[0])
        self.timers.remove(entry)
        ward.now = entry[0]
        callback()

    def turn(self) -> None:
        """One turn of the loop: whoever has something to read reads it."""
        for fd in select(list(self.readers), [], [], 0)[0]:
            self.readers[fd]()


class Ward:
    """A tablet with its keeper and its courier played by the test."""

    def __init__(
        self,
        folder: Path,
        *,
        paired: bool = True,
        duty: wardpack.Duty | None = None,
        profile: wardpack.Profile = "adult",
        start: Start | None = None,
        ended: bool = False,
        keys: str = "",
    ) -> None:
        self.now = 100.0
        self.trust = sealing.TrustKeys()
        if paired:
            pair(folder, self.trust, duty, profile, ended)
        chosen = Settings(
            mode="demo",
            trust="http://127.0.0.1",
            data=str(folder),
            pin=KEPT_PIN,
            start=start or Start(),
            keys=Keys(keys),
        )
        self.screen = PaperScreen()
        self.heard: list[messages.FromWindow] = []
        self.keeper, control = socket.socketpair()
        self.tablet = app.Tablet(
            chosen, self.screen, links.Control(control.detach()), clock=lambda: self.now, today=self.today
        )
        self.tablet.run()
        self.courier = self.new_courier()

    def today(self) -> float:
        """A day in November 2026, whose seconds are those of `now`."""
        return NOVEMBER + self.now

    def new_courier(self) -> Channel[messages.FromWindow]:
        """A courier that has just started, joined by the keeper."""
        ours, theirs = socket.socketpair()
        with theirs:
            socket.send_fds(self.keeper, [keeper.COURIER], [theirs.fileno()])
        self.screen.turn()
        return Channel(ours, messages.FromWindow)

    def hears(self, *kinds: type[messages.Message], within: float = 10.0) -> messages.Message:
        """The next message of one of these kinds that the courier gets; all are kept in `heard`."""
        found: list[messages.Message] = []

        def there() -> bool:
            self.screen.turn()
            if select([self.courier], [], [], 0)[0]:
                new = self.courier.receive()
                self.heard += new
                found.extend(message for message in new if isinstance(message, kinds))
            return bool(found)

        wait_for(there, within, " or ".join(kind.__name__ for kind in kinds))
        return found[0]

    def says(self, message: messages.FromCourier) -> None:
        """The courier says something, and the window takes it in."""
        self.courier.send(message)
        self.screen.turn()

    @property
    def page(self) -> pages.Page:
        assert self.screen.page is not None
        return self.screen.page

    def words(self) -> str:
        return " ".join(text.spoken for text in pages.texts(self.page))

    def touches(self, *targets: str) -> None:
        for target in targets:
            self.tablet.acted(target)

    def sends_own_words(self, within: float = 10.0) -> messages.Keep:
        """A concern with two letters, sent. Returns what the courier was asked to keep."""
        self.touches("doors/concern", "gate/no")
        for _ in range(40):
            here = attention.targets(self.page, attention.Place(""))
            if self.page.id == "concern.words":
                self.touches("keys/h", "keys/i", "next")
            elif "send" in here:
                self.touches("send")
                break
            else:
                choice = ("carry_on", "pause/words", "skip", "next")
                self.touches(next(name for name in choice if name in here))
        kept = self.hears(messages.Keep, within=within)
        assert isinstance(kept, messages.Keep)
        return kept


def pair(
    folder: Path,
    trust: sealing.TrustKeys,
    duty: wardpack.Duty | None = None,
    profile: wardpack.Profile = "adult",
    ended: bool = False,
) -> None:
    """Put a pairing with all three parts on disk, as the courier does. ended: every part is past its end date."""
    root, online = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
    signer = online.public_key().public_bytes_raw()
    content = tour.demo_ward(profile).content
    assert content is not None
    keys = msgspec.structs.replace(trust.public, content_signer=signer, duty_signer=signer)
    duty = duty or wardpack.Duty(mode="demo", ward="willow", serial=1, issued=0, expires=2**40)
    if ended:
        lines = tuple(msgspec.structs.replace(line, expires_on=1) for line in content.organisations)
        content = msgspec.structs.replace(content, expires=1, organisations=lines)
        keys = msgspec.structs.replace(keys, expires=1)
        duty = msgspec.structs.replace(duty, expires=1)
    parts = (wardpack.sign(keys, root), wardpack.sign(content, online), wardpack.sign(duty, online))
    pairing = packstore.Pairing("demo", "tablet", "Day room", root.public_key().public_bytes_raw())
    held = packstore.verified(pairing, parts)
    packstore.PackStore(folder).pair(pairing, held, Ed25519PrivateKey.generate())


@pytest.fixture
def ward(tmp_path: Path) -> Ward:
    return Ward(tmp_path)


def test_a_real_keyboard_and_a_finger_in_the_box_reach_the_words(tmp_path: Path) -> None:
    ward = Ward(tmp_path)
    ward.touches("doors/concern", "gate/no")
    while ward.page.id != "concern.words":
        here = attention.targets(ward.page, attention.Place(""))
        ward.touches(next(name for name in ("carry_on", "pause/words", "skip", "next") if name in here))
    for letter in "نہ":
        ward.tablet.keyed("text", 0, letter, (), 0)
    ward.tablet.pointed("concern.words", 1)
    ward.tablet.keyed("down", keyboard.BACKSPACE, "", (), 42)
    box = ward.page.block("concern.words")
    assert isinstance(box, pages.TextEntry)
    assert (box.value, box.caret) == ("ہ", 0)


def test_a_paired_tablet_shows_its_ward_and_one_that_is_not_says_so(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    assert "Willow Ward" in Ward(tmp_path / "one").words()
    assert "Willow Ward" not in Ward(tmp_path / "two", paired=False).words()


def test_a_ward_for_people_with_a_learning_disability_begins_in_easy_read_unless_its_settings_say_otherwise(
    tmp_path: Path,
) -> None:
    cases: tuple[tuple[str, wardpack.Profile, Start, str], ...] = (
        ("one", "adult", Start(), "plain"),
        ("two", "learning_disability", Start(), "easy"),
        ("three", "learning_disability", Start(form="plain"), "plain"),
    )
    for name, profile, start, form in cases:
        (tmp_path / name).mkdir()
        page = Ward(tmp_path / name, profile=profile, start=start).page
        assert page.reading.form == form, name


def test_a_name_goes_from_the_page_at_the_second_in_which_its_duty_ends(tmp_path: Path) -> None:
    sam = wardpack.OnDuty("champion", "Sam Example", "at the desk")
    ends = int(NOVEMBER) + 400
    on = wardpack.Duty(mode="demo", ward="willow", serial=1, issued=0, expires=ends, people=(sam,))
    ward = Ward(tmp_path, duty=on)
    ward.touches("doors/help")
    assert "Sam Example" in ward.words()
    ward.screen.let_pass(ward.tablet._ward_time, ward)
    assert ward.today() == ends
    assert "Sam Example" not in ward.words()


def test_past_every_end_date_charter_call_and_sealing_go_on_and_names_and_numbers_do_not(tmp_path: Path) -> None:
    sam = wardpack.OnDuty("champion", "Sam Example", "at the desk")
    on = wardpack.Duty(mode="demo", ward="willow", serial=1, issued=0, expires=2**40, people=(sam,))
    ward = Ward(tmp_path, duty=on, ended=True)
    ward.touches("doors/charter")
    assert "Everyone on \u2068Willow Ward\u2069 has the right" in ward.words()
    ward.touches("leave", "doors/help")
    assert "Sam Example" not in ward.words()
    assert "Nobody on this ward is named here today." in ward.words()
    assert "This number may have changed." in ward.words()
    assert "116 123" not in ward.words()
    ward.touches("leave")
    kept = ward.sends_own_words()
    opened = envelope.open_outer(kept.slot, ward.trust.intake, ward.trust.scope)
    record = envelope.open_for_reader(opened.inner, "outside", ward.trust.private["outside"], ward.trust.scope)
    assert record.words == "Hi"
    ward.touches("call")
    ward.hears(messages.PlaceCall)


def test_a_fault_of_the_window_is_told_by_kind_and_place_and_never_by_its_text(tmp_path: Path) -> None:
    program = """
from kiosk.tablet import app
def faulty(*_): raise ValueError("what somebody typed")
app.open_tablet = faulty
import sys; sys.argv = ["app", "none", "0"]
from kiosk.tablet import links
links.control_from = lambda _: None
app.main()
"""
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False, timeout=60)
    assert ended.returncode == 1
    assert "ValueError at " in ended.stderr
    assert "app.py:" in ended.stderr
    assert "typed" not in ended.stderr + ended.stdout


def test_one_touch_calls_staff_at_once_and_a_second_one_makes_no_second_call(ward: Ward) -> None:
    ward.touches("call")
    ward.hears(messages.PlaceCall)
    assert ward.page.id.startswith("call")
    ward.touches("call", "leave")
    ward.hears(messages.VisitEnded)
    assert len([message for message in ward.heard if isinstance(message, messages.PlaceCall)]) == 1


def test_a_call_reaches_the_courier_that_starts_after_it_was_pressed(ward: Ward) -> None:
    ward.courier.close()
    ward.screen.turn()
    ward.touches("call")
    assert "Calling" in ward.words()
    ward.courier = ward.new_courier()
    assert isinstance(ward.hears(messages.PlaceCall), messages.PlaceCall)


def test_a_call_that_was_taken_back_while_no_courier_ran_is_taken_back_by_the_next_one(ward: Ward) -> None:
    ward.touches("call")
    placed = ward.hears(messages.PlaceCall)
    assert isinstance(placed, messages.PlaceCall)
    ward.says(messages.CallNews(placed.call, "shown"))
    ward.courier.close()
    ward.screen.turn()
    ward.touches("cancel_call")
    ward.courier = ward.new_courier()
    assert ward.hears(messages.WithdrawCall) == messages.WithdrawCall(placed.call)
    assert messages.PlaceCall(placed.call, placed.pressed, again=True) in ward.heard
    ward.says(messages.CallNews(placed.call, "cancelled"))
    ward.heard.clear()
    ward.courier = ward.new_courier()
    ward.touches("leave")
    ward.hears(messages.VisitEnded)
    assert not [message for message in ward.heard if isinstance(message, messages.PlaceCall | messages.WithdrawCall)]


def test_a_call_that_the_window_before_this_one_placed_is_on_the_page_and_can_be_taken_back(ward: Ward) -> None:
    ward.says(messages.CallStands(b"c" * 16, ward.now - 1, "accepted", "Nurse in charge"))
    assert "has accepted" in ward.words()
    ward.touches("cancel_call")
    assert ward.hears(messages.WithdrawCall) == messages.WithdrawCall(b"c" * 16)


def test_what_is_added_to_a_call_reaches_the_courier_and_one_that_starts_later_and_goes_with_the_call(
    ward: Ward,
) -> None:
    ward.touches("call")
    placed = ward.hears(messages.PlaceCall)
    assert isinstance(placed, messages.PlaceCall)
    ward.says(messages.LinkNews(calls=True, trust=True))
    ward.says(messages.CallNews(placed.call, "shown"))
    ward.touches("tell_more", "call.what/talk", "call.who/woman")
    wanted = messages.AddToCall(placed.call, callstate.Added(("talk",), "woman"))
    while wanted not in ward.heard:
        ward.hears(messages.AddToCall)
    assert "We are sending this." in ward.words()
    ward.says(messages.CallNews(placed.call, "shown", added=wanted.added, told=2))
    assert "The ward system has this." in ward.words()
    ward.courier = ward.new_courier()
    assert ward.hears(messages.AddToCall) == wanted
    ward.says(messages.CallNews(placed.call, "reset"))
    ward.courier = ward.new_courier()
    ward.touches("leave")
    ward.heard.clear()
    ward.hears(messages.VisitEnded)
    assert "woman" not in repr((ward.heard, ward.tablet._caller.__dict__, ward.tablet._visit.added))


def test_a_window_that_starts_while_a_quiet_call_stands_says_nothing_of_it(ward: Ward) -> None:
    ward.says(messages.CallStands(b"c" * 16, ward.now - 1, "shown", added=callstate.Added(("talk",), quiet=True)))
    assert ward.page.id == "call.now"
    assert ward.tablet._visit.added == callstate.Added(quiet=True)
    assert "tell_more" not in attention.targets(ward.page, attention.Place(""))


def test_staff_end_a_call_at_the_tablet(ward: Ward) -> None:
    ward.says(messages.CallStands(b"c" * 16, ward.now - 1, "shown"))
    ward.tablet._carry_out(visit.EndCall())
    assert ward.hears(messages.WithdrawCall) == messages.WithdrawCall(b"c" * 16, attended=True)
    assert "has ended" in ward.words()


def test_the_page_of_a_call_says_what_the_courier_hears_and_no_more(ward: Ward) -> None:
    ward.touches("call")
    placed = ward.hears(messages.PlaceCall)
    assert isinstance(placed, messages.PlaceCall)
    assert "has accepted" not in ward.words()
    ward.says(messages.CallNews(b"x" * 16, "accepted"))
    assert "has accepted" not in ward.words()
    ward.says(messages.CallNews(placed.call, "accepted", by="nurse"))
    assert "A member of staff has accepted" in ward.words()


def test_a_call_that_was_accepted_and_is_made_again_is_a_new_one(ward: Ward) -> None:
    ward.touches("call")
    first = ward.hears(messages.PlaceCall)
    assert isinstance(first, messages.PlaceCall)
    ward.says(messages.CallNews(first.call, "accepted", by="nurse"))
    ward.now += 10
    ward.touches("call")
    second = ward.hears(messages.PlaceCall)
    assert isinstance(second, messages.PlaceCall)
    assert second.call != first.call
    assert "Calling" in ward.words()


def test_a_call_that_was_passed_on_says_so(ward: Ward) -> None:
    ward.touches("call")
    placed = ward.hears(messages.PlaceCall)
    assert isinstance(placed, messages.PlaceCall)
    before = ward.words()
    ward.says(messages.CallNews(placed.call, "shown", escalations=1))
    assert ward.words() != before
    assert "passed on" in ward.words()


def test_the_thank_you_page_waits_until_the_courier_holds_the_slot(ward: Ward) -> None:
    kept = ward.sends_own_words()
    assert "Saved on this tablet" not in ward.words()
    ward.says(messages.Kept(kept.submission))
    assert "Saved on this tablet" in ward.words()


def test_what_is_kept_is_sealed_to_this_ward_and_holds_the_words(ward: Ward) -> None:
    kept = ward.sends_own_words()
    assert b"hi" not in kept.slot.lower() or len(kept.slot) == envelope.SLOT_BYTES
    opened = envelope.open_outer(kept.slot, ward.trust.intake, ward.trust.scope)
    record = envelope.open_for_reader(opened.inner, "outside", ward.trust.private["outside"], ward.trust.scope)
    assert record.words == "Hi"
    assert record.id != bytes(16)
    with pytest.raises(envelope.UnknownKey):  # nobody said that the ward team may read it
        envelope.open_for_reader(opened.inner, "ward", ward.trust.private["ward"], ward.trust.scope)


def test_what_cannot_be_sealed_is_said_to_be_gone_and_nothing_waits_for_it(
    ward: Ward, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cannot(*_: object) -> bytes:
        raise envelope.SealError("a fault of ours")

    monkeypatch.setattr(sealer, "seal", cannot)
    with pytest.raises(TimeoutError):
        ward.sends_own_words(within=0.5)

    def said() -> bool:
        ward.screen.turn()
        return "This was not sent" in ward.words()

    wait_for(said, what="what became of it")
    assert "keep trying" not in ward.words()
    assert "right to tell us" not in ward.words()
    ward.touches("leave")
    assert ward.screen.stopped


def test_a_slot_that_could_not_be_kept_is_said_and_offered_again_with_the_same_bytes(ward: Ward) -> None:
    kept = ward.sends_own_words()
    ward.says(messages.NotKept(kept.submission, "disk"))
    assert "Not saved yet" in ward.words()
    again = [callback for moment, callback in ward.screen.timers if moment == ward.now + submissions.ASK_AGAIN]
    for callback in again:
        callback()
    assert ward.hears(messages.Keep) == kept


def test_slots_that_cannot_be_kept_are_each_offered_once_a_round_however_long_the_disk_refuses(ward: Ward) -> None:
    first = ward.sends_own_words()
    ward.touches("leave")
    second = ward.sends_own_words()
    ward.courier.receive()
    for _ in range(4):
        for kept in (first, second):
            ward.says(messages.NotKept(kept.submission, "disk"))
        due = [
            timer
            for timer in ward.screen.timers
            if timer[0] == ward.now + submissions.ASK_AGAIN and "again" in repr(timer[1])
        ]
        ward.screen.timers = [timer for timer in ward.screen.timers if timer not in due]
        ward.now += submissions.ASK_AGAIN
        for _, callback in due:
            callback()
        offered = [message for message in ward.courier.receive() if isinstance(message, messages.Keep)]
        assert offered == [first, second]


def test_a_wipe_that_waited_for_a_call_does_not_take_what_the_next_person_has_just_sent(ward: Ward) -> None:
    ward.says(messages.Kept(ward.sends_own_words().submission))
    ward.touches("call")
    placed = ward.hears(messages.PlaceCall)
    assert isinstance(placed, messages.PlaceCall)
    ward.touches("leave", "doors/checkin")
    ward.says(messages.CallNews(placed.call, "reset"))
    while "send" not in (here := attention.targets(ward.page, attention.Place(""))):
        ward.touches(next(name for name in here if "/" in name))
    ward.touches("send", "leave")  # before the worker has sealed it
    assert not ward.screen.stopped
    ward.heard.clear()
    kept = ward.hears(messages.Keep)
    assert isinstance(kept, messages.Keep)
    ward.says(messages.Kept(kept.submission))
    assert ward.screen.stopped
    assert ward.tablet.status == keeper.FRESH


def test_a_slot_that_the_courier_took_with_it_is_offered_to_the_next_one(ward: Ward) -> None:
    kept = ward.sends_own_words()
    ward.courier.close()
    ward.screen.turn()
    ward.courier = ward.new_courier()
    assert ward.hears(messages.Keep) == kept
    ward.says(messages.Kept(kept.submission))
    ward.courier.close()
    ward.screen.turn()
    ward.courier = ward.new_courier()
    ward.touches("call")
    assert isinstance(ward.hears(messages.Keep, messages.PlaceCall), messages.PlaceCall)


def test_a_process_that_held_own_words_makes_way_but_not_before_they_are_kept(ward: Ward) -> None:
    kept = ward.sends_own_words()
    ward.touches("leave")
    assert ward.page.id.startswith("home")
    assert not ward.screen.stopped
    ward.says(messages.Kept(kept.submission))
    assert ward.screen.stopped
    assert ward.tablet.status == keeper.FRESH


def test_a_process_that_held_own_words_does_not_make_way_during_a_call(ward: Ward) -> None:
    kept = ward.sends_own_words()
    ward.says(messages.Kept(kept.submission))
    ward.touches("call")
    placed = ward.hears(messages.PlaceCall)
    assert isinstance(placed, messages.PlaceCall)
    ward.touches("leave")
    assert not ward.screen.stopped
    ward.says(messages.CallNews(placed.call, "attended"))
    assert ward.screen.stopped


def test_a_code_that_a_helper_has_seen_is_changed_once_the_person_goes_on_and_the_courier_has_it(ward: Ward) -> None:
    def comes(page: str) -> None:
        def there() -> bool:
            ward.screen.turn()
            return ward.page.id == page

        wait_for(there, what=page)

    ward.touches("code")
    for letter in str(receipt.new_code(helped=True)):
        ward.tablet.keyed("text", 0, letter, (), 0)
    ward.touches("open")
    comes("code.changed")
    ward.touches("next")
    change = ward.hears(messages.Keep)
    assert isinstance(change, messages.Keep)
    assert "Your code has changed" not in ward.words()
    ward.says(messages.Kept(change.submission))
    assert "Your code has changed" in ward.words()
    ward.touches("leave")
    assert ward.screen.stopped


def test_a_process_that_had_a_return_code_makes_way_though_no_word_was_written(ward: Ward) -> None:
    ward.touches("doors/charter")
    ward.tablet._carry_out(visit.OpenMailbox(str(receipt.new_code())))
    ward.touches("leave")
    assert ward.screen.stopped
    assert ward.tablet.status == keeper.FRESH


def test_a_process_that_held_somebodys_words_does_not_take_what_the_next_person_has_begun(ward: Ward) -> None:
    kept = ward.sends_own_words()
    ward.says(messages.NotKept(kept.submission, "disk"))
    ward.touches("leave", "doors/checkin", "checkin.who/patient", "back", "back")
    assert ward.page.id.startswith("home")
    ward.says(messages.Kept(kept.submission))
    assert not ward.screen.stopped
    ward.touches("doors/checkin")
    block = ward.page.block("checkin.who")
    assert isinstance(block, pages.Choices)
    assert [option.id for option in block.options if option.chosen] == ["patient"]
    ward.touches("leave")
    assert ward.screen.stopped


def test_a_visit_without_own_words_leaves_the_process_as_it_is_and_is_told_to_the_courier(ward: Ward) -> None:
    ward.touches("doors/charter", "leave")
    assert isinstance(ward.hears(messages.VisitEnded), messages.VisitEnded)
    assert not ward.screen.stopped


def test_more_turns_to_the_next_part_and_back_to_the_one_before(ward: Ward) -> None:
    ward.touches("doors/charter")
    page = ward.page
    ward.tablet.measured(page.id, (("title",), ("body",)))
    ward.touches(page.more.id)
    assert (ward.page, ward.screen.place.part) == (page, 1)
    ward.touches("back")
    assert (ward.page, ward.screen.place.part) == (page, 0)
    ward.touches("back")
    assert ward.page.id.startswith("home")


def opens_the_staff_page(ward: Ward) -> None:
    """Along the long way, with a wrong PIN first."""
    ward.touches("doors/help")
    while "staff" not in attention.targets(ward.page, attention.Place("")):
        ward.touches("next")
    ward.touches("staff")
    assert ward.page.id == "staff.pin"
    for typed, page in ((PIN[::-1], "staff.pin"), (PIN, "staff.menu")):
        ward.touches(*(f"keys/{digit}" for digit in typed), "open")

        def checked(page: str = page) -> bool:
            ward.screen.turn()
            return ward.page.id == page and (page == "staff.menu" or "not right" in ward.words().lower())

        wait_for(checked, what=page)


def test_a_wrong_pin_is_refused_and_the_right_one_opens_the_staff_page(ward: Ward) -> None:
    opens_the_staff_page(ward)


@pytest.mark.parametrize(("choice", "status"), [("restart", keeper.FRESH), ("leave_kiosk", keeper.LEAVE)])
def test_staff_end_the_window_but_not_before_what_was_sent_is_kept(ward: Ward, choice: str, status: int) -> None:
    kept = ward.sends_own_words()
    ward.says(messages.NotKept(kept.submission, "disk"))
    ward.touches("leave")
    opens_the_staff_page(ward)
    ward.touches(f"menu/{choice}")
    if ward.page.id == "staff.leave_kiosk":
        ward.touches("leave_kiosk/leave")
    assert not ward.screen.stopped
    ward.says(messages.Kept(kept.submission))
    assert ward.screen.stopped
    assert ward.tablet.status == status


def test_an_untouched_page_asks_whether_somebody_is_there_and_then_clears_itself(ward: Ward) -> None:
    ward.touches("doors/concern", "gate/no")
    for _ in range(200):
        if ward.page.id.startswith("home"):
            break
        ward.screen.let_pass(ward.tablet._timed_out, ward)
    assert ward.page.id.startswith("home")
    assert ward.now - 100.0 > 60 + 20  # WCAG 2.2.1: at least twenty seconds to answer


def test_the_window_ends_with_its_keeper(ward: Ward) -> None:
    ward.keeper.close()
    ward.screen.turn()
    assert ward.screen.stopped


def test_a_window_that_is_asked_to_end_first_sees_that_kept_which_was_sent(ward: Ward) -> None:
    kept = ward.sends_own_words()
    ward.tablet.asked_to_end()
    assert not ward.screen.stopped
    ward.says(messages.Kept(kept.submission))
    assert ward.screen.stopped
    assert ward.tablet.status == 0
