"""One's own account at the console: who one is here, and a new passphrase."""

from __future__ import annotations

from litestar import get, post
from litestar.concurrency import sync_to_thread
from litestar.di import NamedDependency
from litestar.response import Response

from kiosk.trust import accounts
from kiosk.trust.console import access
from kiosk.trust.console.access import SignedIn
from kiosk.trust.console.rendering import HOME, MenuItem, Page, page_response
from kiosk.trust.console.waits import SignInWaits
from kiosk.trust.sign_in_queue import SignInBusy

ACCOUNT = "/account"


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
    except SignInBusy:
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
    unlocked = accounts.sign_in(
        backend.store, backend.secret, desk.reader.name, passphrase, code, backend.clock(), known=True
    )
    with backend.store.write() as connection:
        return accounts.change_passphrase(connection, backend.secret, backend.trust, unlocked)
