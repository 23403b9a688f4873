"""Accounts at the console: who may sign in, who is invited, and who reads for which group.

Administrators invite and close accounts. They cannot give what they do not hold: only a member of a group lets somebody else into it, because the
group's key has to be sealed to the newcomer by a session that holds it. And they never see a passphrase: who is invited makes their own (`joining`).
"""

from __future__ import annotations

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Response
from msgspec import Struct
from sqlalchemy import Connection as Database
from sqlalchemy import select

from kiosk.trust import access_log, accounts, cases, invitations, keys, roles
from kiosk.trust.console import access
from kiosk.trust.console.access import Connection, NotAllowed, SignedIn
from kiosk.trust.console.rendering import HOME, day_and_clock, page_response
from kiosk.trust.roles import Role
from kiosk.trust.store import tables

READERS = "/readers"
# What a person's work is called, also on the tablet when they accept a call; what it is for; and the role that it is.
ROLES: tuple[tuple[str, str, Role], ...] = (
    ("Ward staff", "Ward staff", "ward"),
    ("Safeguarding", "Safeguarding", "safeguarding"),
    ("Advocate", "Advocate, outside the ward", "outside"),
    ("Speak Up Guardian", "Freedom to Speak Up Guardian", "outside"),
    ("Governance", "Governance: sees counts and clocks, opens no concern", "governance"),
    ("Administrator", "Administrator: manages accounts and tablets, opens no concern", "administrator"),
)
WORK: dict[str, Role] = {role: work for role, _, work in ROLES}


class Row(Struct, frozen=True):
    """A reader's line."""

    id: str
    name: str
    role: str
    groups: tuple[str, ...]
    me: bool


class Invited(Struct, frozen=True):
    """An open invitation's line. until: in words."""

    id: str
    name: str
    role: str
    groups: tuple[str, ...]
    until: str


def _let_in(
    connection: Database, desk: SignedIn, held: dict[bytes, keys.GroupKey], newcomer: bytes, group: str
) -> None:
    """Seal every version of a group's key that this session holds to a newcomer, so that they also read what came before.

    Raises NotAllowed where this session holds none, keys.KeyFault where there is no such reader, or their role cannot be in the group.
    """
    given = [key for key in held.values() if key.group == group]
    if not given:
        raise NotAllowed("only a member of a group lets somebody into it")
    for key in given:
        keys.admit(connection, desk.backend.trust, key, newcomer)
    invitations.waits_no_more(connection, newcomer, group)


def _group_kinds(connection: Database) -> dict[str, str]:
    """Group -> its kind, of all that somebody can be in."""
    groups = tables.reader_groups.c
    chosen = select(groups.id, groups.kind).where(groups.kind != "recovery").order_by(groups.kind.desc(), groups.title)
    return {row.id: row.kind for row in connection.execute(chosen)}


def readers_page(
    desk: SignedIn, errors: dict[str, str] | None = None, notice: str = "", status: int = 200
) -> Response[str]:
    """Who can sign in, who is invited, who waits, and the forms that this reader's role has."""
    form, now = desk.form, desk.backend.clock()
    with desk.backend.store.read() as connection:
        found = [reader for reader in accounts.all_readers(connection) if not reader.disabled]
        kinds = _group_kinds(connection)
        titles = keys.titles(connection, kinds)
        stale = keys.stale_groups(connection)
        invited = invitations.open_invitations(connection, now)
        waits = invitations.waiting(connection)
    chosen = set(form.getall("groups", []))
    own = desk.reader.groups
    manages = desk.may("POST", "/readers")
    return page_response(
        "readers.jinja",
        desk.page(READERS, notice),
        errors,
        status=status,
        rows=[
            Row(
                reader.id.hex(),
                reader.name,
                reader.role,
                tuple(titles[group] for group in reader.groups),
                reader.id == desk.reader.id,
            )
            for reader in found
        ],
        invited=[
            Invited(
                each.hash.hex(),
                each.name,
                each.role,
                tuple(titles[group] for group in each.groups),
                day_and_clock(each.expires, now),
            )
            for each in invited
        ]
        if manages
        else [],
        waiting=[(name, titles[group]) for _, name, group in waits if manages or group in own],
        stale=[titles.get(group, group) for group in stale],
        manages=manages,
        name=str(form.get("name", "")),
        roles=[{"value": value, "text": text, "checked": form.get("role") == value} for value, text, _ in ROLES],
        group_items=[{"value": group, "text": titles[group], "checked": group in chosen} for group in kinds],
        newcomers=[
            {"value": reader.id.hex(), "text": reader.name}
            for reader in found
            if any(kinds[group] in roles.GROUPS[reader.work] and group not in reader.groups for group in own)
        ],
        letting_in=[{"value": group, "text": titles[group]} for group in own],
    )


@get("/readers", sync_to_thread=True)
def show_readers(desk: NamedDependency[SignedIn]) -> Response[str]:
    """Everybody who can sign in."""
    return readers_page(desk)


def _invite_errors(name: str, role: str, wanted: list[str], kinds: dict[str, str]) -> dict[str, str]:
    errors = {}
    if not name.strip():
        errors["name"] = "Enter a name"
    if role not in WORK:
        errors["role"] = "Choose what their work is"
        return errors
    allowed = roles.GROUPS[WORK[role]]
    if any(group not in kinds for group in wanted):
        errors["groups"] = "Choose from the groups on this page"
    elif not allowed and wanted:
        errors["groups"] = f"{roles.NAMES[WORK[role]]} opens no concern. Choose no group"
    elif any(kinds[group] not in allowed for group in wanted):
        errors["groups"] = (
            "Choose only groups of their work. Nobody is in a ward’s team and also where concerns go that are kept from it"
        )
    elif allowed and not wanted:
        errors["groups"] = "Choose which group they will read for"
    return errors


@post("/readers", status_code=200, sync_to_thread=True)
def invite(request: Connection, desk: NamedDependency[SignedIn]) -> Response[str]:
    """Invite somebody. The code is in this answer alone, and opens nothing but the way to an own passphrase."""
    backend, form = desk.backend, desk.form
    name, role = str(form.get("name", "")), str(form.get("role", ""))
    wanted = [str(group) for group in form.getall("groups", [])]
    with backend.store.read() as connection:
        kinds = _group_kinds(connection)
        taken = {reader.name for reader in accounts.all_readers(connection)}
    errors = _invite_errors(name, role, wanted, kinds)
    if " ".join(name.lower().split()) in taken:
        errors["name"] = "There is an account with this name already. Enter another name"
    if errors:
        return readers_page(desk, errors)
    try:
        with backend.store.write() as connection:
            invitation = invitations.invite(
                connection, backend.secret, backend.trust, name, role, WORK[role], backend.clock(), groups=wanted
            )
            access_log.note(connection, "invited a reader", backend.clock(), desk.reader.id)
    except accounts.AccountError as error:
        return readers_page(desk, {"name": str(error)[:1].upper() + str(error)[1:]})
    return _invited_page(request, desk, invitation)


def _invited_page(
    request: Connection, desk: SignedIn, invitation: invitations.Invitation, again: bool = False
) -> Response[str]:
    return page_response(
        "invited.jinja",
        desk.page(READERS),
        name=invitation.name,
        code=invitation.code.split("-"),
        address=f"{access.address_of(request, desk.backend)}{HOME}/join",
        until=day_and_clock(invitation.expires, desk.backend.clock()),
        again=again,
    )


@post("/readers/let-in", status_code=200, sync_to_thread=True)
def let_in(desk: NamedDependency[SignedIn]) -> Response[str]:
    """Let somebody with an account into a group of one's own."""
    group, newcomer = str(desk.form.get("group", "")), str(desk.form.get("reader", ""))
    errors = {}
    with desk.backend.store.read() as connection:
        known = {reader.id.hex(): reader for reader in accounts.all_readers(connection) if not reader.disabled}
        kinds = _group_kinds(connection)
    if newcomer not in known:
        errors["reader"] = "Choose who to let in"
    if group not in desk.reader.groups:
        errors["group"] = "Choose which of your groups"
    elif newcomer in known and kinds[group] not in roles.GROUPS[known[newcomer].work]:
        work = roles.NAMES[known[newcomer].work].lower()
        errors["reader"] = (
            f"{known[newcomer].name} is {work}, so cannot be in this group. What is kept from one group must not come to them by another"
        )
    if errors:
        return readers_page(desk, errors)
    held = desk.held_keys()
    with desk.backend.store.write() as connection:
        _let_in(connection, desk, held, known[newcomer].id, group)
        access_log.note(connection, "let a reader in", desk.backend.clock(), desk.reader.id)
    return readers_page(desk, notice=f"{known[newcomer].name} can now read for {desk.group_titles[group]}.")


@post("/readers/invitations/{invitation:str}/end", status_code=200, sync_to_thread=True)
def end_invitation(desk: NamedDependency[SignedIn], invitation: FromPath[str]) -> Response[str]:
    """End an invitation that nobody has used."""
    try:
        name = bytes.fromhex(invitation)
    except ValueError:
        raise cases.NotForYou("there is no such invitation") from None
    with desk.backend.store.write() as connection:
        if not invitations.end(connection, [name]):
            raise cases.NotForYou("there is no such invitation")
        access_log.note(connection, "ended an invitation", desk.backend.clock(), desk.reader.id)
    return readers_page(desk, notice="The invitation has ended. Its code no longer works.")


# --- one reader --------------------------------------------------------------------------------------------------


def _somebody_else(desk: SignedIn, reader: str) -> accounts.Reader:
    """Raises cases.NotForYou."""
    try:
        with desk.backend.store.read() as connection:
            found = accounts.read_reader(connection, bytes.fromhex(reader))
    except (ValueError, accounts.AccountError):
        raise cases.NotForYou("there is no such reader") from None
    if found.disabled or found.id == desk.reader.id:
        raise cases.NotForYou("there is no such reader to remove")
    return found


def _alone_in(connection: Database, leaver: accounts.Reader) -> list[str]:
    """Groups that nobody else reads for: their new key would be nobody's, and their concerns unread."""
    return [group for group in leaver.groups if keys.group_members(connection, group) == {leaver.id}]


def _remove_page(desk: SignedIn, leaver: accounts.Reader, status: int = 200) -> Response[str]:
    with desk.backend.store.read() as connection:
        titles, alone = keys.titles(connection, leaver.groups), _alone_in(connection, leaver)
    explain = []
    if leaver.groups:
        explain = [
            f"Their groups get new keys: {', '.join(titles.values())}.",
            "Concerns that were sealed before stay sealed to the old key.",
            "Tablets use the new key once the holders of the root key have signed it.",
        ]
    blocked = f"Nobody else reads for {', '.join(titles[group] for group in alone)}. Let somebody else in first."
    return page_response(
        "reader_remove.jinja",
        desk.page(READERS),
        status=status,
        name=leaver.name,
        id=leaver.id.hex(),
        explain=explain,
        blocked=blocked if alone else "",
    )


@get("/readers/{reader:str}/remove", sync_to_thread=True)
def ask_remove(desk: NamedDependency[SignedIn], reader: FromPath[str]) -> Response[str]:
    """Really?"""
    return _remove_page(desk, _somebody_else(desk, reader))


@post("/readers/{reader:str}/remove", status_code=200, sync_to_thread=True)
def remove(desk: NamedDependency[SignedIn], reader: FromPath[str]) -> Response[str]:
    """Close an account. The last reader of a group stays until somebody else is in it."""
    leaver = _somebody_else(desk, reader)
    with desk.backend.store.write() as connection:
        stays = bool(_alone_in(connection, leaver))
        if not stays:
            accounts.disable(connection, desk.backend.trust, leaver.id, desk.backend.clock())
            invitations.waits_no_more(connection, leaver.id)
            access_log.note(connection, "removed a reader", desk.backend.clock(), desk.reader.id)
    if stays:
        return _remove_page(desk, leaver, status=409)
    return readers_page(desk, notice=f"{leaver.name} was removed and signed out.")


def _lost_page(desk: SignedIn, reader: accounts.Reader, status: int = 200) -> Response[str]:
    with desk.backend.store.read() as connection:
        titles, alone = keys.titles(connection, reader.groups), _alone_in(connection, reader)
    return page_response(
        "reader_lost.jinja",
        desk.page(READERS),
        status=status,
        name=reader.name,
        id=reader.id.hex(),
        groups=list(titles.values()),
        alone=[titles[group] for group in alone],
    )


@get("/readers/{reader:str}/invite", sync_to_thread=True)
def ask_invite_again(desk: NamedDependency[SignedIn], reader: FromPath[str]) -> Response[str]:
    """For somebody who lost their passphrase or phone."""
    return _lost_page(desk, _somebody_else(desk, reader))


@post("/readers/{reader:str}/invite", status_code=200, sync_to_thread=True)
def invite_again(request: Connection, desk: NamedDependency[SignedIn], reader: FromPath[str]) -> Response[str]:
    """A new invitation to an account that is there. The last of a group comes back by the recovery holders instead: nobody could let them in."""
    lost, backend = _somebody_else(desk, reader), desk.backend
    with backend.store.write() as connection:
        alone = _alone_in(connection, lost)
        if not alone:
            invitation = invitations.invite(
                connection,
                backend.secret,
                backend.trust,
                lost.name,
                lost.role,
                lost.work,
                backend.clock(),
                groups=lost.groups,
            )
            access_log.note(connection, "invited a reader", backend.clock(), desk.reader.id)
    if alone:
        return _lost_page(desk, lost, status=409)
    return _invited_page(request, desk, invitation, again=True)
