"""Who is on duty, at the console: tick the people at a handover and publish. The ward team does it, and nobody else.

Two touches where one person takes over from another: their name, and the button. Whoever tablets show now is ticked already; once their time is over
nobody is, so that a name of yesterday is never published by a button that was pressed in a hurry.
"""

from __future__ import annotations

import contextlib

import msgspec
from litestar import get, post
from litestar.datastructures import FormMultiDict
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Response
from msgspec import Struct

from kiosk import wardpack
from kiosk.trust import access_log, cases, duty, keys, packs
from kiosk.trust.console.access import NotAllowed, SignedIn
from kiosk.trust.console.rendering import HOME, MenuItem, day_and_clock, page_response

SECTION = "/duty"


class Row(Struct, frozen=True):
    """A person on the list. on: tablets show them now."""

    id: str
    name: str
    role: str
    reach: str
    on: bool


class Card(Struct, frozen=True):
    """What the home page says of a ward: names are shown until a moment, or none are. lacks: who is missing, in words."""

    ward: str
    names: tuple[str, ...]
    until: str
    lacks: tuple[str, ...]


def own_wards(desk: SignedIn) -> dict[str, str]:
    """Code and name of the wards whose team this reader is in."""
    return {code: name for code, name in desk.ward_names.items() if keys.ward_group(code) in desk.reader.groups}


def cards(desk: SignedIn) -> list[Card]:
    """For the home page."""
    found: dict[str, duty.OnNow] = {}
    with desk.backend.store.read() as connection:
        for code, name in own_wards(desk).items():
            # A part that does not verify shows no names on tablets either; the home page is not lost for it.
            with contextlib.suppress(wardpack.PackError, keys.KeyFault):
                found[name] = duty.on_now(connection, desk.backend.trust, code, desk.backend.clock())
    return [
        Card(name, tuple(person.name for person in on.people), day_and_clock(on.until, desk.backend.clock()), on.lacks)
        for name, on in found.items()
    ]


def _must_be_of(desk: SignedIn, ward: str) -> str:
    """The ward's name. Raises NotAllowed."""
    if ward not in own_wards(desk):
        raise NotAllowed("only the ward's own team says who is on duty")
    return desk.ward_names[ward]


def _page(desk: SignedIn, ward: str, errors: dict[str, str] | None = None, notice: str = "") -> Response[str]:
    name, now, form = _must_be_of(desk, ward), desk.backend.clock(), desk.form
    with desk.backend.store.read() as connection:
        on = duty.on_now(connection, desk.backend.trust, ward, now)
        listed = duty.people(connection, ward)
        handovers = duty.handovers(connection, ward)
        steps = duty.steps_in_words(packs.published(connection, desk.backend.trust, ward).duty)
    shown = {(person.role, person.name) for person in on.people}
    rows = [
        Row(person.id.hex(), person.name, duty.ROLES[person.role], person.reach, (person.role, person.name) in shown)
        for person in listed
    ]
    return page_response(
        "duty.jinja",
        desk.page(SECTION, notice),
        errors,
        ward=ward,
        ward_name=name,
        several_wards=len(own_wards(desk)) > 1,
        names=[f"{person.name}, {duty.ROLES.get(person.role, person.role)}" for person in on.people],
        until=day_and_clock(on.until, now),
        ended=on.ended,
        lacks=on.lacks,
        steps=steps,
        next_end=day_and_clock(handovers.next_end(now), now),
        rows=rows,
        items=[
            {
                "value": row.id,
                "text": f"{row.name}, {row.role}",
                "checked": row.on,
                **({"hint": {"text": row.reach}} if row.reach else {}),
            }
            for row in rows
        ],
        roles=[
            {"value": role, "text": words[:1].upper() + words[1:], "checked": form.get("role") == role}
            for role, words in duty.ROLES.items()
        ],
        name=str(form.get("name", "")),
        reach=str(form.get("reach", "")),
        times=str(form.get("times", "")) or " ".join(handovers.times),
        grace=str(form.get("grace", "")) or str(handovers.grace),
    )


@get("/duty", sync_to_thread=True)
def show_duty(desk: NamedDependency[SignedIn]) -> Response[str]:
    """The page of the reader's ward; where they are in several teams, the choice of one."""
    wards = own_wards(desk)
    if not wards:
        raise NotAllowed("only a ward's own team says who is on duty")
    if len(wards) == 1:
        return _page(desk, next(iter(wards)))
    links = [MenuItem(name, f"{HOME}{SECTION}/{code}") for code, name in wards.items()]
    return page_response("duty_wards.jinja", desk.page(SECTION), links=links)


@get("/duty/{ward:str}", sync_to_thread=True)
def show_ward_duty(desk: NamedDependency[SignedIn], ward: FromPath[str]) -> Response[str]:
    """Who is on, and the ward's list."""
    return _page(desk, ward)


@post("/duty/{ward:str}", status_code=200, sync_to_thread=True)
def publish(desk: NamedDependency[SignedIn], ward: FromPath[str]) -> Response[str]:
    """These people are on duty now: a new part for the tablets, until the next handover."""
    _must_be_of(desk, ward)
    backend = desk.backend
    chosen = {str(person) for person in desk.form.getall("on", [])}
    try:
        with backend.store.write() as connection:
            ids = {person.id for person in duty.people(connection, ward) if person.id.hex() in chosen}
            part = duty.publish(connection, backend.secret, ward, ids, backend.clock())
            access_log.note(connection, "said who is on duty", backend.clock(), desk.reader.id)
    except duty.DutyError as error:
        return _page(desk, ward, {"on": _sentence(error)})
    until = day_and_clock(part.expires, backend.clock())
    count = len(part.people)
    who = "1 person" if count == 1 else f"{count} people"
    notice = (
        f"Tablets in touch show {who} within a quarter of an hour, until {until}."
        if count
        else "Tablets in touch show no names within a quarter of an hour."
    )
    return _page(desk, ward, notice=notice)


@post("/duty/{ward:str}/people", status_code=200, sync_to_thread=True)
def add_person(desk: NamedDependency[SignedIn], ward: FromPath[str]) -> Response[str]:
    """Put somebody on the list."""
    _must_be_of(desk, ward)
    role, name, reach = (str(desk.form.get(field, "")) for field in ("role", "name", "reach"))
    errors = {}
    if not name.strip():
        errors["name"] = "Enter a name"
    if role not in duty.ROLES:
        errors["role"] = "Choose what they are on the ward"
    if not errors:
        try:
            with desk.backend.store.write() as connection:
                person = duty.add(connection, ward, role, name, reach)
                access_log.note(connection, "changed the duty list", desk.backend.clock(), desk.reader.id)
        except duty.DutyError as error:
            errors["name"] = _sentence(error)
    if errors:
        return _page(desk, ward, errors)
    return _page(
        _emptied(desk), ward, notice=f"{person.name} is on the list. They are shown once you tick them and publish."
    )


@post("/duty/{ward:str}/people/{person:str}/remove", status_code=200, sync_to_thread=True)
def remove_person(desk: NamedDependency[SignedIn], ward: FromPath[str], person: FromPath[str]) -> Response[str]:
    """Take somebody off the list, and off the tablets where they are shown."""
    _must_be_of(desk, ward)
    backend, now = desk.backend, desk.backend.clock()
    try:
        wanted = bytes.fromhex(person)
    except ValueError:
        raise cases.NotForYou("there is no such person") from None
    with backend.store.write() as connection:
        on = {(each.role, each.name) for each in duty.on_now(connection, backend.trust, ward, now).people}
        found = duty.remove(connection, ward, wanted)
        if found is None:
            raise cases.NotForYou("there is no such person")
        shown = (found.role, found.name) in on
        if shown:
            staying = {each.id for each in duty.people(connection, ward) if (each.role, each.name) in on}
            duty.publish(connection, backend.secret, ward, staying, now)
        access_log.note(connection, "changed the duty list", now, desk.reader.id)
    gone = " They go from tablets in touch within a quarter of an hour." if shown else ""
    return _page(desk, ward, notice=f"{found.name} is off the list.{gone}")


@post("/duty/{ward:str}/handovers", status_code=200, sync_to_thread=True)
def set_handovers(desk: NamedDependency[SignedIn], ward: FromPath[str]) -> Response[str]:
    """When the ward hands over. It counts from the next publishing on."""
    _must_be_of(desk, ward)
    times, grace = str(desk.form.get("times", "")), str(desk.form.get("grace", "")).strip()
    if not grace.isascii() or not grace.isdigit():
        return _page(desk, ward, {"grace": "Enter how many minutes names stay, as a number"})
    try:
        with desk.backend.store.write() as connection:
            made = duty.set_handovers(connection, ward, times.replace(",", " ").split(), int(grace[:6]))
            access_log.note(connection, "changed the duty list", desk.backend.clock(), desk.reader.id)
    except duty.DutyError as error:
        return _page(desk, ward, {"grace" if "grace" in str(error) else "times": _sentence(error)})
    return _page(
        _emptied(desk),
        ward,
        notice=f"Handovers are at {', '.join(made.times)}. This counts from the next time you publish.",
    )


def _emptied(desk: SignedIn) -> SignedIn:
    """The same request, with a form to fill in anew."""
    return msgspec.structs.replace(desk, form=FormMultiDict())


def _sentence(error: Exception) -> str:
    return str(error)[:1].upper() + str(error)[1:]
