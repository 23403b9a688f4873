"""Who is asking: cookies, sessions, and the checks that every request to the console passes before its page does anything.

| check                    | against                                                    | where                 |
| two `__Host-` cookies    | a stolen database, a cookie from another host or subdomain | `sessions`, here      |
| SameSite=Strict          | requests that another site starts                          | `set_session`         |
| Origin (or its absence)  | forms of another site                                      | `check_form`          |
| form token               | the same, in a browser that gets the others wrong          | `check_form`          |
| role                     | pages that are not this reader's work                      | `desk`, by `allowed`  |

A handler that names `desk` gets a `SignedIn` and has passed all of these; tests walk the routes and hold that only the sign-in does without.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterable
from urllib.parse import urlsplit

from litestar.concurrency import sync_to_thread
from litestar.connection import Request
from litestar.datastructures import Cookie, FormMultiDict, State
from litestar.di import NamedDependency
from litestar.response import Response
from msgspec import Struct
from sqlalchemy import select

from kiosk import envelope
from kiosk.trust import accounts, keys, security_keys, sessions
from kiosk.trust.backend import Backend
from kiosk.trust.console import allowed
from kiosk.trust.console.rendering import HOME, MenuItem, Page
from kiosk.trust.sessions import Cookies, Session
from kiosk.trust.store import tables

SESSION_COOKIE = "__Host-wardlight-session"
SECRET_COOKIE = "__Host-wardlight-secret"  # noqa: S105 (a name)
FORM_COOKIE = "__Host-wardlight-form"
KNOWN_COOKIE = "__Host-wardlight-known"
KNOWN_SECONDS = 180 * 86_400
TOKEN_HEADER = "x-csrf-token"  # noqa: S105 (a name)
FIGURES = (
    ("How safe people feel", "/check-ins"),
    ("Community meeting", "/meeting"),
    ("The wards", "/overview"),
    ("Quarterly reports", "/report"),
    ("Occupied beds", "/beds"),
)
"""Pages that stand beside each other; the menu has the first alone, where a reader has that."""

Connection = Request[object, object, State]


class NotSignedIn(Exception):
    """There is no session, or it has ended. rested: it ended by rest."""

    def __init__(self, rested: bool = False) -> None:
        super().__init__("not signed in")
        self.rested = rested


class FormRefused(Exception):
    """A form that did not come from a page of ours, or from a session that has ended."""


class NotAllowed(Exception):
    """This reader's work does not include this page."""


class SignedIn(Struct, frozen=True):
    """A reader at the console, in one request. form: what the request carries; empty for a GET."""

    backend: Backend
    session: Session
    reader: accounts.Reader
    group_titles: dict[str, str]
    ward_names: dict[str, str]
    form: FormMultiDict

    @property
    def manages(self) -> bool:
        """Whether accounts and tablets are this reader's work."""
        return self.reader.manages

    @property
    def reads(self) -> bool:
        """Whether this reader is in any group that opens concerns."""
        return bool(self.reader.groups)

    @property
    def wards(self) -> dict[str, str]:
        """Code and name of the wards whose calls and tablets this reader sees: their own team's, or all where they are in no team."""
        own = {code: name for code, name in self.ward_names.items() if keys.ward_group(code) in self.reader.groups}
        return own or self.ward_names

    @property
    def measured_wards(self) -> dict[str, str]:
        """Code and name of the wards whose figures are this reader's work: their own team's where they read for a ward, else all."""
        if self.reader.work != "ward":
            return self.ward_names
        return {code: name for code, name in self.ward_names.items() if keys.ward_group(code) in self.reader.groups}

    @property
    def chosen_ward(self) -> str:
        """The code of the ward that the form names, or of the only one; it need not be one of the reader's."""
        return next(iter(self.wards)) if len(self.wards) == 1 else str(self.form.get("ward", ""))

    def ward_choices(self, chosen: str) -> list[dict[str, object]]:
        """The reader's wards as a form offers them."""
        return [{"value": code, "text": name, "checked": code == chosen} for code, name in self.wards.items()]

    @property
    def groups(self) -> list[str]:
        """The titles of the reader's groups."""
        return [self.group_titles[group] for group in self.reader.groups]

    def may(self, method: str, path: str) -> bool:
        """Whether this reader's role has a page. path: as the route has it, after HOME."""
        return allowed.may(self.reader.work, method, path)

    def held_keys(self) -> dict[bytes, keys.GroupKey]:
        """The keys of the reader's groups, opened for this request. Raises envelope.SealError where a row was changed."""
        with self.backend.store.read() as connection:
            own = envelope.PrivateKey(self.session.seed)
            return keys.opened_groups(connection, self.backend.trust, self.reader.id, own)

    def page(self, section: str, notice: str = "") -> Page:
        """The frame of a page for this reader. section: the path after HOME, as in "/concerns"."""
        figures = [each for each in FIGURES if self.may("GET", each[1])]
        items = [
            ("Home", ""),
            ("Staff calls", "/calls"),
            ("Huddle", "/huddle"),
            ("Concerns", "/concerns"),
            ("Counts", "/counts"),
            ("Keeping records", "/retention"),
            *figures[:1],
            ("On duty", "/duty"),
            ("Tablets", "/tablets"),
            ("Call screens", "/screens"),
            ("Readers", "/readers"),
            ("Your account", "/account"),
        ]
        return Page(
            demo=self.backend.trust.mode == "demo",
            csrf=self.session.csrf,
            reader=self.reader.name,
            ward=next(iter(self.wards.values())) if len(self.wards) == 1 else self.backend.trust.name,
            section=HOME + section,
            menu=self._items(items),
            beside=self._items(figures) if len(figures) > 1 and section in [path for _, path in figures] else (),
            rest_seconds=max(0, self.session.rests_at - int(self.backend.clock())),
            notice=notice,
        )

    def _items(self, items: Iterable[tuple[str, str]]) -> tuple[MenuItem, ...]:
        """Those that this reader's role has, of names and paths after HOME."""
        return tuple(MenuItem(text, HOME + path) for text, path in items if self.may("GET", path))


def address_of(request: Connection, backend: Backend) -> str:
    """The console's address, to be told to somebody: the settings', or where they leave it open the one that this browser uses."""
    settings = backend.settings
    return settings.public_address if settings.address else f"{request.url.scheme}://{request.headers.get('host', '')}"


def site_of(request: Connection, backend: Backend) -> security_keys.Site | None:
    """What a security key is bound to here; None where the console's address is no name."""
    return security_keys.site_of(backend.settings, request.headers.get("host", ""), f"Wardlight {backend.trust.name}")


def asked_for(request: Connection) -> bool:
    """Whether somebody asks for this page, and not a browser that fetches ahead: nobody has asked to read that, and reading is on the record."""
    return "prefetch" not in request.headers.get("sec-purpose", "")


def cookies_of(request: Connection) -> Cookies:
    """The session's two cookies as the browser sent them; empty where it did not."""
    return Cookies(request.cookies.get(SESSION_COOKIE, ""), request.cookies.get(SECRET_COOKIE, ""))


def cookie(name: str, value: str, seconds: int | None = None) -> Cookie:
    """For our own pages on this host alone. seconds: how long it is kept; None: as long as the browser is open."""
    return Cookie(key=name, value=value, path="/", secure=True, httponly=True, samesite="strict", max_age=seconds)


def set_session(response: Response[str], cookies: Cookies, known: str) -> Response[str]:
    """Give the browser a new session. Both cookies end with the browser; the mark of a known browser stays."""
    for name, value in ((SESSION_COOKIE, cookies.session), (SECRET_COOKIE, cookies.secret)):
        response.set_cookie(cookie(name, value))
    response.set_cookie(cookie(KNOWN_COOKIE, known, KNOWN_SECONDS))
    return response


def clear_session(response: Response[str]) -> Response[str]:
    """Take the session's cookies away."""
    for name in (SESSION_COOKIE, SECRET_COOKIE):
        response.set_cookie(cookie(name, "", 0))
    return response


def sign_in_token(request: Connection) -> tuple[str, str]:
    """The sign-in form's cookie and token, the same ones while the browser holds the cookie, so that two open pages both work."""
    held = request.cookies.get(FORM_COOKIE, "")
    kept = held if len(held) == 64 and held.isalnum() else secrets.token_hex(32)
    return kept, hmac.new(kept.encode(), b"wardlight sign-in form v1", hashlib.sha256).hexdigest()


def set_form_cookie(response: Response[str], held: str) -> Response[str]:
    response.set_cookie(cookie(FORM_COOKIE, held))
    return response


def check_form(request: Connection, sent: str, expected: str) -> None:
    """Raises FormRefused unless the form is one of ours: token, Origin, and what the browser says of the site that started it."""
    origin = request.headers.get("origin")
    ours = request.headers.get("host", "")
    if not sent or not hmac.compare_digest(sent.encode(), expected.encode()):
        raise FormRefused("the form's token is not this session's")
    # Every browser sends Origin with a POST; one that does not is no browser that was given our form.
    if origin is None or urlsplit(origin).netloc != ours:
        raise FormRefused("the form came from another site")
    if request.headers.get("sec-fetch-site", "same-origin") != "same-origin":
        raise FormRefused("the form was sent from another site")


async def sign_in_form(request: Connection) -> FormMultiDict:
    """The form of the sign-in page, checked. Raises FormRefused."""
    form = await request.form()
    _, expected = sign_in_token(request)
    check_form(
        request, str(form.get("csrf", "")), expected if request.cookies.get(FORM_COOKIE) else secrets.token_hex(32)
    )
    return form


def _look_up(
    backend: Backend, cookies: Cookies, keep_awake: bool
) -> tuple[Session, accounts.Reader, dict[str, str], dict[str, str]]:
    now = int(backend.clock())
    with backend.store.read() as connection:
        session = sessions.find(connection, cookies, now)
        if session is None:
            raise NotSignedIn(rested=bool(cookies.session))
        reader = accounts.read_reader(connection, session.reader)
        if reader.disabled:
            raise NotSignedIn
        titles = keys.titles(connection, reader.groups)
        wards = {row.code: row.name for row in connection.execute(select(tables.wards).order_by(tables.wards.c.name))}
    if keep_awake and sessions.wants_noting(session, now):
        with backend.store.write() as connection:
            sessions.note_use(connection, cookies, now)
            session = sessions.find(connection, cookies, now) or session
    return session, reader, titles, wards


async def desk(request: Connection, backend: NamedDependency[Backend]) -> SignedIn:
    """The reader whose browser this is, for handlers that name it `desk`. Raises NotSignedIn, FormRefused, NotAllowed.

    A request that a page makes by itself does not keep the session awake: only what a person does.
    """
    by_itself = "by_itself" in request.route_handler.opt
    session, reader, titles, wards = await sync_to_thread(_look_up, backend, cookies_of(request), not by_itself)
    form = FormMultiDict()
    if request.method not in ("GET", "HEAD"):
        form = await request.form()
        check_form(request, request.headers.get(TOKEN_HEADER) or str(form.get("csrf", "")), session.csrf)
    if not allowed.may(reader.work, request.method, route_of(request)):
        raise NotAllowed("this page is for another role")
    return SignedIn(backend, session, reader, titles, wards, form)


def route_of(request: Connection) -> str:
    """The path of the request's route after HOME, as `allowed.ALLOWED` has it."""
    return str(request.scope["path_template"]).removeprefix(HOME)
