"""One's own account at the console: who one is here, a new passphrase, and security keys."""

from __future__ import annotations

from typing import Any

from litestar import get, post
from litestar.concurrency import sync_to_thread
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Response

from kiosk.trust import access_log, accounts, cases, security_keys
from kiosk.trust.console import access
from kiosk.trust.console.access import Connection, SignedIn
from kiosk.trust.console.rendering import HOME, PAGE_HEADERS, MenuItem, Page, page_response
from kiosk.trust.console.waits import SignInWaits
from kiosk.trust.sign_in_queue import SignInBusy

ACCOUNT = "/account"


def _account_page(
    request: Connection, desk: SignedIn, errors: dict[str, str] | None = None, notice: str = ""
) -> Response[str]:
    with desk.backend.store.read() as connection:
        held = security_keys.held_keys(connection, desk.reader.id)
    return page_response(
        "account.jinja",
        desk.page(ACCOUNT, notice),
        errors,
        security_keys=held,
        may_add=access.site_of(request, desk.backend) is not None and len(held) < security_keys.MOST_KEYS,
        name=desk.reader.name,
        role=desk.reader.role,
        groups=desk.groups,
        since=desk.session.started,
        until=desk.session.expires,
    )


@get("/account", sync_to_thread=True)
def show_account(request: Connection, desk: NamedDependency[SignedIn]) -> Response[str]:
    """Who one is here."""
    return _account_page(request, desk)


@post("/account/passphrase", status_code=200)
async def change_passphrase(
    request: Connection, desk: NamedDependency[SignedIn], waits: NamedDependency[SignInWaits]
) -> Response[str]:
    """A new passphrase, made by the machine, for somebody who knows the one before. Every session of theirs ends, also this one."""
    passphrase, code = (str(desk.form.get(field, "")) for field in ("passphrase", "code"))
    mark = request.cookies.get(
        access.KNOWN_COOKIE, ""
    )  # so that whoever guesses at this name from elsewhere keeps nobody waiting here
    if await waits.try_now(desk.reader.name, mark, desk.backend.clock()) > 0:
        return _account_page(request, desk, {"passphrase": "Too many tries. Wait a minute, then try again"})
    try:
        new = await sync_to_thread(_change, desk, passphrase, code)
    except accounts.SignInRefused:
        return _account_page(
            request, desk, {"passphrase": "That did not work. Check your passphrase and code, and try again"}
        )
    except SignInBusy:
        return _account_page(
            request,
            desk,
            {"passphrase": "Many people are signing in at this moment. Wait a few seconds, then try again"},
        )
    await waits.passed(desk.reader.name, mark)
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
    backend, now = desk.backend, desk.backend.clock()
    unlocked = accounts.sign_in(backend.store, backend.secret, desk.reader.name, passphrase, code, now, known=True)
    return accounts.change_passphrase(backend.store, backend.secret, backend.trust, unlocked, now)


# --- security keys -----------------------------------------------------------------------------------------------


@post("/account/security-keys/options", status_code=200, sync_to_thread=True)
def key_options(request: Connection, desk: NamedDependency[SignedIn]) -> Response[dict[str, Any]]:
    """What a new security key is asked."""
    backend, site = desk.backend, access.site_of(request, desk.backend)
    if site is None:
        raise NotFoundException
    with backend.store.read() as connection:
        options = security_keys.adding_options(
            connection, backend.secret, site, desk.reader.id, desk.reader.name, backend.clock()
        )
    return Response(options, headers=dict(PAGE_HEADERS))


@post("/account/security-keys", status_code=200, sync_to_thread=True)
def add_key(request: Connection, desk: NamedDependency[SignedIn]) -> Response[str]:
    """Keep a security key that was just made."""
    backend, site = desk.backend, access.site_of(request, desk.backend)
    label, signed = (str(desk.form.get(field, "")) for field in ("label", "signed"))
    if site is None:
        raise NotFoundException
    if not signed:
        return _account_page(request, desk, {"label": "The security key did not answer. Try again"})
    try:
        with backend.store.write() as connection:
            security_keys.add(connection, backend.secret, site, desk.reader.id, label, signed, backend.clock())
            access_log.note(connection, "changed a second factor", backend.clock(), desk.reader.id)
    except security_keys.SecurityKeyError as error:
        return _account_page(request, desk, {"label": str(error)[:1].upper() + str(error)[1:]})
    return _account_page(request, desk, notice="You can sign in with this security key in place of a code.")


@post("/account/security-keys/{key:str}/remove", status_code=200, sync_to_thread=True)
def remove_key(request: Connection, desk: NamedDependency[SignedIn], key: FromPath[str]) -> Response[str]:
    """Take a security key away."""
    with desk.backend.store.write() as connection:
        if not security_keys.remove(connection, desk.reader.id, key):
            raise cases.NotForYou("there is no such security key")
        access_log.note(connection, "changed a second factor", desk.backend.clock(), desk.reader.id)
    return _account_page(request, desk, notice="The security key no longer works here.")
