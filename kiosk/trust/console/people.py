"""Accounts at the console: one's own passphrase, and who else may sign in and read for which group.

Administrators make and close accounts. They cannot give what they do not hold: only a member of a group lets somebody else into it, because the
group's key has to be sealed to the newcomer by a session that holds it.
"""

from __future__ import annotations

import base64
import io

import pyotp
import qrcode
import qrcode.image.svg
from litestar import get, post
from litestar.concurrency import sync_to_thread
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Response
from msgspec import Struct
from sqlalchemy import Connection

from kiosk.trust import access_log, accounts, cases, keys
from kiosk.trust.console import access
from kiosk.trust.console.access import NotAllowed, SignedIn
from kiosk.trust.console.rendering import HOME, MenuItem, Page, page_response
from kiosk.trust.console.waits import SignInWaits
from kiosk.trust.roles import Role

READERS = "/readers"
ACCOUNT = "/account"
# What a person's work is called, also on the tablet when they accept a call.
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


def _let_in(
    connection: Connection, desk: SignedIn, held: dict[bytes, keys.GroupKey], newcomer: bytes, group: str
) -> None:
    """Seal every version of a group's key that this session holds to a newcomer, so that they also read what came before.

    Raises NotAllowed where this session holds none, keys.KeyFault where there is no such reader.
    """
    given = [key for key in held.values() if key.group == group]
    if not given:
        raise NotAllowed("only a member of a group lets somebody into it")
    for key in given:
        keys.admit(connection, desk.backend.trust, key, newcomer)


def _readers_page(desk: SignedIn, errors: dict[str, str] | None = None, notice: str = "") -> Response[str]:
    form = desk.form
    with desk.backend.store.read() as connection:
        found = [reader for reader in accounts.all_readers(connection) if not reader.disabled]
        titles = keys.titles(connection, {group for reader in found for group in reader.groups})
        stale = keys.titles(connection, keys.stale_groups(connection))
    chosen = set(form.getall("groups", []))
    own = [
        {"value": group, "text": desk.group_titles[group], "checked": group in chosen} for group in desk.reader.groups
    ]
    return page_response(
        "readers.jinja",
        desk.page(READERS, notice),
        errors,
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
        stale=list(stale.values()),
        manages=desk.manages,
        name=str(form.get("name", "")),
        roles=[{"value": value, "text": text, "checked": form.get("role") == value} for value, text, _ in ROLES],
        group_items=own,
        newcomers=[
            {"value": reader.id.hex(), "text": reader.name}
            for reader in found
            if reader.id != desk.reader.id and not set(desk.reader.groups) <= set(reader.groups)
        ],
        letting_in=[{"value": group, "text": desk.group_titles[group]} for group in desk.reader.groups],
    )


@get("/readers", sync_to_thread=True)
def show_readers(desk: NamedDependency[SignedIn]) -> Response[str]:
    """Everybody who can sign in."""
    return _readers_page(desk)


@post("/readers", status_code=200, sync_to_thread=True)
def add_reader(desk: NamedDependency[SignedIn]) -> Response[str]:
    """Make an account, in the groups that this session can give. Passphrase and authenticator key are in this answer alone."""
    backend, form = desk.backend, desk.form
    name, role = str(form.get("name", "")), str(form.get("role", ""))
    wanted = [str(group) for group in form.getall("groups", [])]
    errors = {}
    if not name.strip():
        errors["name"] = "Enter a name"
    if role not in WORK:
        errors["role"] = "Choose what their work is"
    if any(group not in desk.reader.groups for group in wanted):
        errors["groups"] = "Choose only groups that you read for yourself"
    if errors:
        return _readers_page(desk, errors)
    held = desk.held_keys()
    try:
        with backend.store.write() as connection:
            new = accounts.add_reader(connection, backend.secret, backend.trust, name, role, WORK[role])
            for group in wanted:
                _let_in(connection, desk, held, new.id, group)
            access_log.note(connection, "added a reader", backend.clock(), desk.reader.id)
    except accounts.AccountError as error:
        return _readers_page(desk, {"name": str(error)[:1].upper() + str(error)[1:]})
    except accounts.SignInBusy:
        return _readers_page(
            desk, {"name": "Many people are signing in at this moment. Wait a few seconds, then try again"}
        )
    return page_response(
        "reader_added.jinja",
        desk.page(READERS),
        heading=f"{new.name} can sign in now",
        explain=f"Give this to {new.name} in person. They sign in with the name “{new.name}”, the passphrase and a code from their phone.",
        passphrase=new.passphrase,
        totp_secret=pyotp.parse_uri(new.totp).secret,
        qr=_qr(new.totp),
        next=MenuItem("Back to readers", HOME + READERS),
    )


@post("/readers/let-in", status_code=200, sync_to_thread=True)
def let_in(desk: NamedDependency[SignedIn]) -> Response[str]:
    """Let somebody with an account into a group of one's own."""
    group, newcomer = str(desk.form.get("group", "")), str(desk.form.get("reader", ""))
    errors = {}
    with desk.backend.store.read() as connection:
        known = {reader.id.hex(): reader for reader in accounts.all_readers(connection) if not reader.disabled}
    if newcomer not in known:
        errors["reader"] = "Choose who to let in"
    if group not in desk.reader.groups:
        errors["group"] = "Choose which of your groups"
    if errors:
        return _readers_page(desk, errors)
    held = desk.held_keys()
    with desk.backend.store.write() as connection:
        _let_in(connection, desk, held, known[newcomer].id, group)
        access_log.note(connection, "let a reader in", desk.backend.clock(), desk.reader.id)
    return _readers_page(desk, notice=f"{known[newcomer].name} can now read for {desk.group_titles[group]}.")


def _leaver(desk: SignedIn, reader: str) -> accounts.Reader:
    """Raises cases.NotForYou."""
    try:
        with desk.backend.store.read() as connection:
            found = accounts.read_reader(connection, bytes.fromhex(reader))
    except (ValueError, accounts.AccountError):
        raise cases.NotForYou("there is no such reader") from None
    if found.disabled or found.id == desk.reader.id:
        raise cases.NotForYou("there is no such reader to remove")
    return found


def _alone_in(connection: Connection, leaver: accounts.Reader) -> list[str]:
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
    return _remove_page(desk, _leaver(desk, reader))


@post("/readers/{reader:str}/remove", status_code=200, sync_to_thread=True)
def remove(desk: NamedDependency[SignedIn], reader: FromPath[str]) -> Response[str]:
    """Close an account. The last reader of a group stays until somebody else is in it."""
    leaver = _leaver(desk, reader)
    with desk.backend.store.write() as connection:
        stays = bool(_alone_in(connection, leaver))
        if not stays:
            accounts.disable(connection, desk.backend.trust, leaver.id, desk.backend.clock())
            access_log.note(connection, "removed a reader", desk.backend.clock(), desk.reader.id)
    if stays:
        return _remove_page(desk, leaver, status=409)
    return _readers_page(desk, notice=f"{leaver.name} was removed and signed out.")


# --- one's own account -------------------------------------------------------------------------------------------


def _account_page(desk: SignedIn, errors: dict[str, str] | None = None) -> Response[str]:
    return page_response(
        "account.jinja",
        desk.page(ACCOUNT),
        errors,
        name=desk.reader.name,
        role=desk.reader.role,
        groups=desk.groups,
        since=desk.session.started,
        until=desk.session.expires,
    )


@get("/account", sync_to_thread=False)
def show_account(desk: NamedDependency[SignedIn]) -> Response[str]:
    """Who one is here."""
    return _account_page(desk)


@post("/account/passphrase", status_code=200)
async def change_passphrase(desk: NamedDependency[SignedIn], waits: NamedDependency[SignInWaits]) -> Response[str]:
    """A new passphrase, made by the machine, for somebody who knows the one before. Every session of theirs ends, also this one."""
    passphrase, code = (str(desk.form.get(field, "")) for field in ("passphrase", "code"))
    if waits.try_now(desk.reader.name, "", desk.backend.clock()) > 0:
        return _account_page(desk, {"passphrase": "Too many tries. Wait a minute, then try again"})
    try:
        new = await sync_to_thread(_change, desk, passphrase, code)
    except accounts.SignInRefused:
        return _account_page(desk, {"passphrase": "That did not work. Check your passphrase and code, and try again"})
    except accounts.SignInBusy:
        return _account_page(
            desk, {"passphrase": "Many people are signing in at this moment. Wait a few seconds, then try again"}
        )
    waits.passed(desk.reader.name, "")
    response = page_response(
        "reader_added.jinja",
        Page(demo=desk.backend.trust.mode == "demo", csrf="", ward=desk.backend.trust.name),
        heading="You have a new passphrase",
        explain="The old one does not work any more, and you are signed out everywhere. Your authenticator app stays as it is.",
        passphrase=new,
        totp_secret="",
        qr="",
        next=MenuItem("Sign in with it", f"{HOME}/sign-in"),
    )
    return access.clear_session(response)


def _change(desk: SignedIn, passphrase: str, code: str) -> str:
    backend = desk.backend
    unlocked = accounts.sign_in(backend.store, backend.secret, desk.reader.name, passphrase, code, backend.clock())
    with backend.store.write() as connection:
        return accounts.change_passphrase(connection, backend.secret, backend.trust, unlocked)


def _qr(address: str) -> str:
    """A QR code as an address that the page itself holds: it is asked of nobody."""
    picture = qrcode.make(address, image_factory=qrcode.image.svg.SvgPathImage, border=2)
    out = io.BytesIO()
    picture.save(out)
    return "data:image/svg+xml;base64," + base64.b64encode(out.getvalue()).decode()
