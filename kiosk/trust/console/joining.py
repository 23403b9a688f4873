"""Using an invitation: somebody makes their own passphrase and authenticator, before they have a session. Shown once, to them alone."""

from __future__ import annotations

import base64
import io

import pyotp
import qrcode
import qrcode.image.svg
from litestar import get, post
from litestar.concurrency import sync_to_thread
from litestar.di import NamedDependency
from litestar.response import Response

from kiosk.trust import accounts, invitations
from kiosk.trust.backend import Backend
from kiosk.trust.console import access
from kiosk.trust.console.access import Connection
from kiosk.trust.console.rendering import HOME, MenuItem, Page, page_response
from kiosk.trust.sign_in_queue import SignInBusy


def _join_page(
    request: Connection, backend: Backend, errors: dict[str, str] | None = None, *, code: str = "", status: int = 200
) -> Response[str]:
    cookie, token = access.sign_in_token(request)
    page = Page(demo=backend.trust.mode == "demo", csrf=token, ward=backend.trust.name)
    return access.set_form_cookie(page_response("join.jinja", page, errors, status, code=code), cookie)


@get("/join")
async def show_join(request: Connection, backend: NamedDependency[Backend]) -> Response[str]:
    """The page for somebody who has an invitation."""
    return _join_page(request, backend)


@post("/join", status_code=200)
async def join(request: Connection, backend: NamedDependency[Backend]) -> Response[str]:
    """Use the invitation up. The code is long enough that nobody guesses one, and Argon2id runs after a right one alone."""
    form = await access.sign_in_form(request)
    code = str(form.get("code", ""))
    if not code.strip():
        return _join_page(request, backend, {"code": "Enter the code of your invitation"})
    try:
        new = await sync_to_thread(invitations.accept, backend.store, backend.secret, code, backend.clock())
    except SignInBusy:
        busy = "Many people are signing in at this moment. Wait a few seconds, then try again"
        return _join_page(request, backend, {"code": busy}, code=code, status=503)
    except accounts.AccountError as error:
        return _join_page(request, backend, {"code": str(error)[:1].upper() + str(error)[1:]}, code=code)
    return page_response(
        "reader_added.jinja",
        Page(demo=backend.trust.mode == "demo", csrf="", ward=backend.trust.name),
        heading="Your account is made",
        explain=f"You sign in with the name “{new.name}”, this passphrase, and a code from an authenticator app on your phone.",
        passphrase=new.passphrase,
        totp_secret=pyotp.parse_uri(new.totp).secret,
        qr=qr_picture(new.totp),
        next=MenuItem("I have kept both: sign in", f"{HOME}/sign-in"),
    )


def qr_picture(address: str) -> str:
    """A QR code as an address that the page itself holds: it is asked of nobody."""
    picture = qrcode.make(address, image_factory=qrcode.image.svg.SvgPathImage, border=2)
    out = io.BytesIO()
    picture.save(out)
    return "data:image/svg+xml;base64," + base64.b64encode(out.getvalue()).decode()
