"""The Litestar application: routes of tablets and of the console, what every response carries, and what happens at start and end.

It writes no line per request and knows no client's address. The OpenAPI description is served in the demo alone.
"""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Callable, Sequence
from typing import Any, Protocol

import anyio.to_thread
from litestar import Litestar, Request, Response
from litestar.config.app import AppConfig
from litestar.datastructures import State
from litestar.di import Provide
from litestar.exceptions import HTTPException
from litestar.types import ControllerRouterHandler, Message, Scope

from kiosk.trust import call_link, call_poll, description, intake, log, pairing
from kiosk.trust.backend import Backend
from kiosk.trust.call_notices import following
from kiosk.trust.call_tests import CallTests
from kiosk.trust.escalation import Escalation
from kiosk.trust.lease import once_in_a_trust
from kiosk.trust.measures.call_weeks import CallWeeks
from kiosk.trust.measures.huddles import HuddleLines

# No script or style within a page, nothing from elsewhere, in nobody's frame.
CONTENT_SECURITY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "media-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",  # where a route says nothing else
}
HSTS = "max-age=31536000"


class Beside(Protocol):
    """What runs beside the web server, in threads or processes of its own. Each is started and ended once."""

    def start(self) -> None:
        """Begin. Returns at once."""

    def end(self) -> None:
        """End, and wait for that."""


@contextlib.asynccontextmanager
async def _started(make: Callable[[], Beside]) -> AsyncIterator[None]:
    one = make()
    one.start()
    try:
        yield
    finally:
        await anyio.to_thread.run_sync(one.end)


def create_app(
    backend: Backend, routes: Sequence[ControllerRouterHandler] = (), beside: Sequence[Callable[[], Beside]] = ()
) -> Litestar:
    """The application of one process. routes: of the console, which ask for `backend` like the routes of tablets.

    beside: make what runs beside it, and once in a trust, as long as this process has the lease.
    """
    headers = HEADERS | ({"Strict-Transport-Security": HSTS} if backend.settings.listen.certificate else {})
    raw = [(name.lower().encode(), value.encode()) for name, value in headers.items()]

    async def add_headers(message: Message, _scope: Scope) -> None:
        if message["type"] == "http.response.start":
            held = list(message["headers"])
            names = {name.lower() for name, _ in held}
            held += [(name, value) for name, value in raw if name not in names]  # the console sets stricter ones
            message["headers"] = held

    @contextlib.asynccontextmanager
    async def running(_app: Litestar) -> AsyncIterator[None]:
        await backend.calls.reload()
        escalation = Escalation(backend.store, backend.trust, backend.settings.relay, backend.clock)
        tests = CallTests(backend.store, backend.clock)

        @contextlib.asynccontextmanager
        async def once() -> AsyncIterator[None]:
            weeks = CallWeeks(backend.store, backend.settings.retention.calls, backend.clock)
            lines = HuddleLines(backend.store, backend.clock)
            async with contextlib.AsyncExitStack() as stack:
                for make in beside:
                    await stack.enter_async_context(_started(make))
                await stack.enter_async_context(weeks.running())
                await stack.enter_async_context(lines.running())
                await stack.enter_async_context(backend.relays.running(backend.calls))  # the first to end
                yield

        # Each process passes calls on and tests its own tablets: of a step that several take, the first counts (`call_rows`).
        async with (
            escalation.running(backend.calls),
            tests.running(backend.calls),
            following(backend.notices, backend.calls, lambda tablet: backend.tablets.forget(tablet, withdrawn=True)),
            once_in_a_trust(backend.store, once),
        ):
            yield

    def quiet(config: AppConfig) -> AppConfig:
        config.logging_config = None  # a log of requests would be a log of people
        return config

    return Litestar(
        [
            intake.batch_route(backend),
            intake.give_part,
            intake.give_set,
            pairing.take_pairing,
            call_link.serve_tablet,
            call_poll.poll_calls,
            *routes,
        ],
        dependencies={
            "backend": Provide(lambda: backend, sync_to_thread=False),
        },
        before_send=[add_headers],
        lifespan=[running],
        on_app_init=[quiet],
        exception_handlers={HTTPException: refuse, Exception: fail},
        openapi_config=description.config() if backend.trust.mode == "demo" else None,
        debug=False,
    )


def refuse(_request: Request[Any, Any, State], error: HTTPException) -> Response[bytes]:
    """A refusal without a word of what was asked: for tablets and strangers; the console shows pages of its own."""
    return Response(b"", status_code=error.status_code, media_type=intake.OCTETS, headers=error.headers)


def fail(_request: Request[Any, Any, State], error: Exception) -> Response[bytes]:
    """A fault of ours. Its kind and place are logged; its text is not, as it may hold what somebody wrote."""
    log.tell("fault", fault=error)
    return Response(b"", status_code=500, media_type=intake.OCTETS)
