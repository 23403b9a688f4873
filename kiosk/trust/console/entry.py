"""Signing in and out, staying signed in, and the home page: what needs this reader now."""

from __future__ import annotations

import math
from typing import Any

from litestar import get, post
from litestar.concurrency import sync_to_thread
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.response import Redirect, Response
from msgspec import Struct

from kiosk.trust import access_log, accounts, security_keys, sessions
from kiosk.trust.backend import Backend
from kiosk.trust.casework.inbox import Inbox
from kiosk.trust.casework.needs import pressing
from kiosk.trust.console import access, concerns, duty_page, end_dates, live_calls
from kiosk.trust.console.access import Connection, SignedIn
from kiosk.trust.console.rendering import HOME, PAGE_HEADERS, Page, page_response
from kiosk.trust.console.waits import SignInWaits, known_mark
from kiosk.trust.sign_in_queue import SignInBusy

RESTED = "You were signed out after 15 minutes without use, or after 8 hours in all. What you saved is kept. What you typed and did not save is not."
LEFT = "You are signed out."
WRONG = "That did not work. Check your name, passphrase and code, and try again"


class Counts(Struct, frozen=True):
    """How many there are, and how many of them need somebody."""

    all: int
    silent: int = 0


class ConcernCounts(Struct, frozen=True):
    """Of the concerns that this reader's keys open: how many are open, not opened yet, not recorded after 12 hours or more, late for something, and
    with a new message."""

    open: int
    unopened: int
    pressing: int
    overdue: int
    new: int


def concern_counts(found: Inbox, now: float) -> ConcernCounts:
    """The numbers of a reader's inbox. now: seconds since 1970."""
    return ConcernCounts(
        found.count("open"),
        unopened=sum(not each.opened for each in found.listed),
        pressing=sum(each.what == "concern" and pressing(each.row, now) is not None for each in found.listed),
        overdue=found.count("overdue"),
        new=found.count("new"),
    )


def _sign_in_page(
    request: Connection,
    backend: Backend,
    errors: dict[str, str] | None = None,
    *,
    name: str = "",
    ended: str = "",
    status: int = 200,
) -> Response[str]:
    cookie, token = access.sign_in_token(request)
    page = Page(demo=backend.trust.mode == "demo", csrf=token, ward=backend.trust.name)
    has_keys = access.site_of(request, backend) is not None
    response = page_response("sign_in.jinja", page, errors, status, name=name, ended=ended, has_keys=has_keys)
    return access.set_form_cookie(response, cookie)


@get("/sign-in")
async def show_sign_in(request: Connection, backend: NamedDependency[Backend]) -> Response[str]:
    """The sign-in page."""
    ended = RESTED if "rested" in request.query_params else LEFT if "left" in request.query_params else ""
    return _sign_in_page(request, backend, ended=ended)


@get("/sign-in/challenge", sync_to_thread=False)
def challenge(request: Connection, backend: NamedDependency[Backend]) -> Response[dict[str, Any]]:
    """What a security key is to sign, the same for everybody: it says of nobody whether they have one."""
    site = access.site_of(request, backend)
    if site is None:
        raise NotFoundException
    options = security_keys.sign_in_options(backend.secret, site, backend.clock())
    return Response(options, headers=dict(PAGE_HEADERS))


@post("/sign-in", status_code=200)
async def sign_in(
    request: Connection, backend: NamedDependency[Backend], waits: NamedDependency[SignInWaits]
) -> Response[str]:
    """Begin a session, always a new one: cookies that the browser had before are never taken over."""
    form = await access.sign_in_form(request)
    name, passphrase, code, signed = (str(form.get(field, "")) for field in ("name", "passphrase", "code", "signed"))
    site = access.site_of(request, backend)
    security_key = accounts.SecurityKeyAnswer(site, signed) if site and signed else None
    missing = {
        field: text
        for field, value, text in (
            ("name", name, "Enter your name"),
            ("passphrase", passphrase, "Enter your passphrase"),
            ("code", code or signed, "Enter the 6-digit code from your authenticator app"),
        )
        if not value.strip()
    }
    if missing:
        return _sign_in_page(request, backend, missing, name=name)
    mark = request.cookies.get(access.KNOWN_COOKIE, "")
    wait = await waits.try_now(name, mark, backend.clock())
    if wait > 0:
        seconds = math.ceil(wait)
        words = (
            f"Too many tries with this name. Wait {seconds} {'second' if seconds == 1 else 'seconds'}, then try again"
        )
        response = _sign_in_page(request, backend, {"passphrase": words}, name=name, status=429)
        response.set_header("retry-after", str(seconds))
        return response
    try:
        cookies = await sync_to_thread(
            _begin, backend, name, passphrase, code, access.cookies_of(request), waits.knows(name, mark), security_key
        )
    except accounts.SignInRefused:
        return _sign_in_page(request, backend, {"passphrase": WRONG}, name=name)
    except SignInBusy:
        busy = "Many people are signing in at this moment. Wait a few seconds, then try again"
        return _sign_in_page(request, backend, {"passphrase": busy}, name=name, status=503)
    await waits.passed(name, mark)
    response = Redirect(HOME, status_code=303, headers=dict(PAGE_HEADERS))
    return access.set_session(response, cookies, known_mark(backend.secret, name))


def _begin(
    backend: Backend,
    name: str,
    passphrase: str,
    code: str,
    before: sessions.Cookies,
    known: bool,
    security_key: accounts.SecurityKeyAnswer | None,
) -> sessions.Cookies:
    now = backend.clock()
    unlocked = accounts.sign_in(
        backend.store, backend.secret, name, passphrase, code, now, known=known, security_key=security_key
    )
    with backend.store.write() as connection:
        sessions.end(connection, before)
        cookies = sessions.begin(connection, unlocked.reader.id, unlocked.key.seed, int(now))
        access_log.note(connection, "signed in", now, unlocked.reader.id)
    return cookies


@post("/sign-out", sync_to_thread=True, status_code=303)
def sign_out(request: Connection, desk: NamedDependency[SignedIn]) -> Response[str]:
    """End the session here and in the browser."""
    with desk.backend.store.write() as connection:
        sessions.end(connection, access.cookies_of(request))
        access_log.note(connection, "signed out", desk.backend.clock(), desk.reader.id)
    return access.clear_session(Redirect(f"{HOME}/sign-in?left=1", status_code=303, headers=dict(PAGE_HEADERS)))


@post("/stay", status_code=200, sync_to_thread=False)
def stay(desk: NamedDependency[SignedIn]) -> Response[dict[str, int]]:
    """The answer to "Are you still there?". That it was asked for has noted the use already."""
    rest = desk.session.rests_at - int(desk.backend.clock())
    return Response({"rest_seconds": rest}, headers=dict(PAGE_HEADERS))


@get("/", sync_to_thread=True)
def home(desk: NamedDependency[SignedIn]) -> Response[str]:
    """What needs this reader now. Counts of concerns are of those that this reader's keys open."""
    now = desk.backend.clock()
    counts = concern_counts(concerns.load(desk), now) if desk.may("GET", "/concerns") else None
    standing = live_calls.standing_now(desk)
    calls = sum(call.waiting for call in standing.calls) if desk.may("GET", "/calls") else None
    return page_response(
        "home.jinja",
        desk.page(""),
        calls=calls,
        shown_at=now,
        concerns=counts,
        tablets=Counts(standing.tablets, silent=len(standing.silent)),
        duty=duty_page.cards(desk),
        huddle=desk.may("GET", "/huddle"),
        out_of_date=end_dates.warnings(desk) + end_dates.mail_warnings(desk.backend),
        manages=desk.manages,
    )
