"""The staff page of the tablet, behind a PIN: pair, health, clean the screen, start again, leave kiosk mode.

It shows nothing that anybody told us and no counts: a number of waiting concerns would tell that one was raised. Call
staff works on every page of it, also while the PIN pad rests after wrong tries and while the screen is being cleaned.
"""

from __future__ import annotations

from msgspec.structs import replace

from kiosk import callstate
from kiosk.tablet import editing, pin
from kiosk.tablet.journeys import call, keyboards, striking, telling
from kiosk.tablet.journeys.frame import Outcome, action, chosen, go, heading, page, pressed, replaced, say, typed
from kiosk.tablet.pages import Action, Choice, Choices, Page, Picture, Status, TextEntry, Timer
from kiosk.tablet.visit import (
    AskHealth,
    CheckPin,
    EndCall,
    Event,
    Health,
    LeaveKiosk,
    Pair,
    Paired,
    PinChecked,
    Restart,
    Spot,
    StaffPage,
    TouchOff,
    Visit,
)
from kiosk.tablet.ward import Ward

PIN, MENU = Spot("staff", "pin"), Spot("staff", "menu")
CLEANING = 30.0  # seconds
CODE_MOST = 24  # sixteen letters and digits, with room for dashes and spaces
MENU_PICTURES = {
    "end_call": "worker",  # only while somebody waits
    "pair": "pair",
    "health": "health",
    "clean": "clean",
    "restart": "restart",
    "leave_kiosk": "door_open",
}
_DAY = 86_400.0
_CLOCK_OFF = 60.0  # seconds: more than this and the clock needs a look (hazard H16)


def staff_page(visit: Visit) -> Page:
    """The PIN pad until the PIN was right."""
    if not visit.staff.open or visit.spot.name not in _PAGES:
        return _pin_page(visit)
    show, _ = _PAGES[visit.spot.name]
    return show(visit)


def act(visit: Visit, event: Event) -> Outcome:
    """A digit, a choice, a letter of the pairing code."""
    if not visit.staff.open or visit.spot.name not in _PAGES:
        return _pin(visit, event)
    _, do = _PAGES[visit.spot.name]
    return do(visit, event)


# --- PIN --------------------------------------------------------------------------------------------------------


def waits(visit: Visit) -> bool:
    """Whether the PIN pad rests."""
    return visit.staff.wait_until > visit.now


def _pin_page(visit: Visit) -> Page:
    staff = visit.staff
    if waits(visit):
        left = round(staff.wait_until - visit.now)
        return page(
            visit,
            "form",
            heading(visit, "staff.pin.title"),
            say(visit, "staff.pin.wrong"),
            Timer(
                "wait",
                say(visit, "staff.pin.wait", {"seconds": left}),
                total=staff.wait,
                left=staff.wait_until - visit.now,
            ),
        )
    # Sight draws dots for what is hidden; the digits themselves are in no page.
    entry = TextEntry(
        "pin", say(visit, "staff.pin.label"), "•" * len(staff.pin), len(staff.pin), hidden=True, keys="keys"
    )
    wrong = (say(visit, "staff.pin.wrong"),) if staff.wrong and not staff.pin else ()
    ready = len(staff.pin) >= pin.LEAST_DIGITS and not staff.checking
    actions = (action(visit, "open", "unlock", main=True),) if ready else ()
    return page(
        visit,
        "form",
        heading(visit, "staff.pin.title"),
        entry,
        *wrong,
        keyboards.pin_pad(visit, "pin"),
        actions=actions,
        private=True,
    )


def _pin(visit: Visit, event: Event) -> Outcome:
    staff = visit.staff
    if waits(visit) or staff.checking:
        return None
    stroke = typed(event, "pin")
    if stroke is not None:
        digits = stroke.text or stroke.key
        if digits == "rub":
            return replace(visit, staff=replace(staff, pin=staff.pin[:-1])), ()
        if digits.isascii() and digits.isdigit() and len(staff.pin) + len(digits) <= pin.MOST_DIGITS:
            return replace(visit, staff=replace(staff, pin=staff.pin + digits, wrong=False)), ()
        return None
    if pressed(event) == "open":
        return replace(visit, staff=replace(staff, pin="", checking=True)), (CheckPin(staff.pin),)
    return None


def pin_checked(visit: Visit, event: PinChecked) -> Visit:
    """The answer to a PIN: open, or the pad rests for a while. An answer that nobody waits for changes nothing."""
    if not visit.staff.checking:
        return visit
    if event.right and visit.spot == PIN:
        return replaced(replace(visit, staff=StaffPage(open=True)), MENU)
    wait = max(0.0, event.wait)
    staff = StaffPage(wrong=not event.right, wait=wait, wait_until=visit.now + wait)
    return replace(visit, staff=staff)


# --- the menu ---------------------------------------------------------------------------------------------------


def _menu_page(visit: Visit) -> Page:
    waiting = visit.call is not None and visit.call.open
    options = tuple(
        Choice(name, say(visit, f"staff.{name}", group="answers"), picture)
        for name, picture in MENU_PICTURES.items()
        if waiting or name != "end_call"
    )
    warning = "staff.menu.warning" if visit.ward.ended else ""
    return page(
        visit, "question", heading(visit, "staff.menu.title", hint=warning), Choices("menu", options, look="tiles")
    )


def _menu(visit: Visit, event: Event) -> Outcome:
    choice = chosen(event, "menu")
    if choice == "end_call" and visit.call is not None and visit.call.open:
        ended = callstate.advance(visit.call, "reset", visit.now)
        return go(telling.kept(replace(visit, call=ended, calling=None)), call.NOW), (EndCall(),)
    if choice == "pair":
        clear = replace(visit.staff, code=editing.Entry(), pairing="none", reason="")
        return go(replace(visit, staff=clear), Spot("staff", "pair")), ()
    if choice == "health":
        return go(replace(visit, staff=replace(visit.staff, health=None)), Spot("staff", "health")), (AskHealth(),)
    if choice == "clean":
        cleaning = replace(visit.staff, cleaning_until=visit.now + CLEANING)
        return go(replace(visit, staff=cleaning), Spot("staff", "clean")), (TouchOff(CLEANING),)
    if choice == "restart":
        return visit, (Restart(),)
    if choice == "leave_kiosk":
        return go(visit, Spot("staff", "leave_kiosk")), ()
    return None


def _clean_page(visit: Visit) -> Page:
    left = max(0.0, visit.staff.cleaning_until - visit.now)
    if left == 0:
        return page(
            visit,
            "status",
            Status("status", say(visit, "staff.cleaned.title"), picture="clean"),
            actions=(_done(visit),),
        )
    label = say(visit, "staff.cleaning.left", {"seconds": round(left)})
    return page(
        visit,
        "status",
        Status("status", say(visit, "staff.cleaning.title"), say(visit, "staff.cleaning.detail"), picture="clean"),
        Timer("cleaning", label, total=CLEANING, left=left),
    )


def _leave_page(visit: Visit) -> Page:
    options = (
        Choice("stay", say(visit, "staff.leave_kiosk.no", group="answers"), "tablet"),
        Choice("leave", say(visit, "staff.leave_kiosk.yes", group="answers"), "door_open"),
    )
    return page(
        visit,
        "question",
        heading(visit, "staff.leave_kiosk.title", hint="staff.leave_kiosk.hint"),
        Choices("leave_kiosk", options, look="big"),
    )


def _leave(visit: Visit, event: Event) -> Outcome:
    choice = chosen(event, "leave_kiosk")
    if choice == "leave":
        return visit, (LeaveKiosk(),)
    return (go(visit, MENU), ()) if choice == "stay" else None


def _done(visit: Visit) -> Action:
    return action(visit, "done", "tick", main=True)


def _to_menu(visit: Visit, event: Event) -> Outcome:
    return (go(visit, MENU), ()) if pressed(event) == "done" else None


# --- pairing ----------------------------------------------------------------------------------------------------


def _pair_page(visit: Visit) -> Page:
    staff = visit.staff
    if staff.pairing in ("asking", "paired"):
        status = Status(
            "status",
            say(visit, f"staff.{staff.pairing}.title"),
            say(visit, f"staff.{staff.pairing}.detail"),
            picture="pair",
        )
        return page(visit, "status", status, actions=(_done(visit),) if staff.pairing == "paired" else ())
    refused = (say(visit, f"staff.refused.{staff.reason}"),) if staff.pairing == "refused" else ()
    entry = TextEntry("code", say(visit, "staff.pair.label"), staff.code.value, staff.code.caret, keys="keys")
    actions = (action(visit, "pair", "pair", main=True),) if staff.code.value.strip() else ()
    return page(
        visit,
        "form",
        heading(visit, "staff.pair.title"),
        *refused,
        entry,
        keyboards.code_keys(visit, "code"),
        actions=actions,
        private=True,
    )


def _pair(visit: Visit, event: Event) -> Outcome:
    staff = visit.staff
    stroke = typed(event, "code")
    if stroke is not None and staff.pairing not in ("asking", "paired"):
        keys = keyboards.code_keys(visit, "code")
        entry, _ = striking.struck(staff.code, visit.keyboard, keys, stroke)
        if len(entry.value) > CODE_MOST or "\n" in entry.value:
            return None
        return replace(visit, staff=replace(staff, code=entry, pairing="none")), ()
    if pressed(event) == "pair":
        return replace(visit, staff=replace(staff, pairing="asking")), (Pair(staff.code.value),)
    return _to_menu(visit, event)


REFUSALS = ("code", "expired", "root", "mode", "link", "pack")


def paired(visit: Visit, event: Paired) -> Visit:
    """The end of a pairing, for whoever waits for it."""
    staff = visit.staff
    if staff.pairing != "asking":
        return visit
    reason = event.reason if event.reason in ("", *REFUSALS) else "link"
    state = "refused" if reason else "paired"
    return replace(visit, staff=replace(staff, pairing=state, reason=reason, code=editing.Entry()))


# --- health -----------------------------------------------------------------------------------------------------


def _health_page(visit: Visit) -> Page:
    health = visit.staff.health
    if health is None:
        return page(
            visit,
            "status",
            Status("status", say(visit, "staff.health.asking"), picture="health"),
            actions=(_done(visit),),
        )
    points = tuple(
        Picture(
            f"health.{name}",
            "tick" if well else "broken",
            alt=say(visit, "staff.health.well" if well else "staff.health.unwell", key=f"health.{name}.picture"),
            lead=say(visit, f"staff.health.{name}"),
            caption=say(visit, words, values, key=f"health.{name}.state"),
            look="point",
        )
        for name, well, words, values in health_points(health, visit.ward)
    )
    return page(visit, "reading", heading(visit, "staff.health.title"), *points, actions=(_done(visit),))


def health_points(health: Health, ward: Ward) -> tuple[tuple[str, bool, str, dict[str, str]], ...]:
    """(name, well, text, its values) of everything that the staff page shows."""
    clock = health.clock
    clock_well = clock is not None and abs(clock) <= _CLOCK_OFF
    off = {} if clock is None else {"seconds": str(round(abs(clock)))}
    clock_text = "unknown" if clock is None else "well" if clock_well else "ahead" if clock > 0 else "behind"
    ages = (("keys", health.keys_age), ("content", health.content_age), ("duty", health.duty_age))
    return (
        ("link", health.link, f"staff.health.link.{'well' if health.link else 'unwell'}", {}),
        ("outbox", health.outbox, f"staff.health.outbox.{'well' if health.outbox else 'unwell'}", {}),
        ("clock", clock_well, f"staff.health.clock.{clock_text}", off),
        ("paired", health.paired, f"staff.health.paired.{'well' if health.paired else 'unwell'}", {}),
        *(_part(name, age, ward) for name, age in ages),
        ("charter", not ward.review_overdue, f"staff.health.charter.{'unwell' if ward.review_overdue else 'well'}", {}),
        ("help", *_help_lines(ward)),
        ("voice", health.voice == "well", f"staff.health.voice.{health.voice}", {}),
        ("version", True, "staff.health.version.is", {"version": health.version}),
    )


def _part(name: str, age: float | None, ward: Ward) -> tuple[str, bool, str, dict[str, str]]:
    """A signed part of the ward pack: past its end date, here but not as it should be, or how old it is."""
    if name in ward.ended:
        return name, False, f"staff.health.{name}.ended", {}
    if name == "duty" and age is not None and not ward.enough_on_duty:
        return name, False, "staff.health.duty.few", {}
    return name, age is not None, *_age(age)


def _help_lines(ward: Ward) -> tuple[bool, str, dict[str, str]]:
    if ward.content is None:
        return False, "staff.health.age.none", {}
    over = ward.help_ended
    return (False, "staff.health.help.ended", {"count": str(over)}) if over else (True, "staff.health.help.well", {})


def _age(age: float | None) -> tuple[str, dict[str, str]]:
    if age is None:
        return "staff.health.age.none", {}
    days = int(max(0.0, age) // _DAY)
    return ("staff.health.age.today", {}) if days == 0 else ("staff.health.age.days", {"days": str(days)})


_PAGES = {
    "menu": (_menu_page, _menu),
    "pair": (_pair_page, _pair),
    "health": (_health_page, _to_menu),
    "clean": (_clean_page, _to_menu),
    "leave_kiosk": (_leave_page, _leave),
}
