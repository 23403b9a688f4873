"""Running the backend: the web server, what runs beside it, and its further workers.

What stops it from starting (a busy port, a wrong secret, a missing file) is a Refusal with one line, raised before anything listens.
"""

from __future__ import annotations

import errno
import resource
import secrets
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import uvicorn
from sqlalchemy import select

from kiosk import wire
from kiosk.refusal import Refusal
from kiosk.trust import keys, ledger, log, setup
from kiosk.trust.app import Beside, create_app
from kiosk.trust.backend import Backend
from kiosk.trust.calls import CallHub
from kiosk.trust.child_process import no_core
from kiosk.trust.console.routes import console_routes
from kiosk.trust.counters import Counters, OwnCounters
from kiosk.trust.hurried import HurriedProtocol
from kiosk.trust.mails import Mailer
from kiosk.trust.notices import Notices
from kiosk.trust.relays import settings as relay_settings
from kiosk.trust.relays.relays import Relays
from kiosk.trust.secret import ServerSecret
from kiosk.trust.settings import Settings, check_files
from kiosk.trust.sorting_process import SortingProcess
from kiosk.trust.store import tables
from kiosk.trust.store.database import Store
from kiosk.trust.tablets import Tablets
from kiosk.trust.workers import Workers

STOP_WITHIN = 5  # seconds for answers that are on their way


class ServeError(Refusal):
    """The backend cannot start. The message says why, and how to mend it."""


def listen(settings: Settings) -> socket.socket:
    """A listening socket for the address of the settings. Raises ServeError."""
    host, port = settings.listen.host, settings.listen.port
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Made by hand because asyncio turns Nagle's delay off only where the socket says that it is TCP: 44 ms for every answer.
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        listening.listen(512)
    except OSError as error:
        listening.close()
        if error.errno == errno.EADDRINUSE:
            raise ServeError(
                f"port {port} of {host} is taken by another program: end it, or change [listen] port"
            ) from None
        if error.errno == errno.EACCES:
            raise ServeError(f"port {port} may not be opened by this user: take one from 1024 up") from None
        raise ServeError(f"[listen] host = {host!r}: {error.strerror or error}") from None
    return listening


def new_backend(
    settings: Settings,
    store: Store,
    secret: ServerSecret,
    clock: Callable[[], float] = time.time,
    counters: Counters | None = None,
) -> Backend:
    """A backend on an opened database. counters: of the server, where this process does not count itself.

    Raises keys.KeyFault, and SettingsError where a relay of the settings cannot be one.
    """
    with store.read() as connection:
        trust = keys.read_trust(connection)
        relay_settings.check_wards(settings.relay, connection.execute(select(tables.wards.c.code)).scalars())
    notices = Notices(store)
    calls, relays = CallHub(store, clock), Relays(settings.relay, store, notices, clock)
    tablets = Tablets(store, trust.mode, counters)
    return Backend(settings, store, secret, trust, tablets, calls, relays, notices, clock)


def beside(settings: Settings, store: Store) -> tuple[Callable[[], Beside], ...]:
    """What runs beside the web server, once in a trust."""
    return (lambda: SortingProcess(settings), lambda: Mailer(settings, store, time.time, secrets.token_bytes))


class Server(uvicorn.Server):
    """uvicorn's. at_end: called, on its event loop, when it begins to end."""

    at_end: Callable[[], None] | None = None

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        if self.at_end is not None:
            self.at_end()
        await super().shutdown(sockets)


def new_server(backend: Backend, beside: Sequence[Callable[[], Beside]] = ()) -> Server:
    """The web server for a backend; it is given its socket when it is run. beside: as of `create_app`."""
    listening = backend.settings.listen
    config = uvicorn.Config(
        create_app(backend, console_routes(backend), beside),
        http=HurriedProtocol,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        lifespan="on",
        ws_max_size=wire.CALL_MOST_BYTES,
        ws_per_message_deflate=False,
        timeout_graceful_shutdown=STOP_WITHIN,
        ssl_certfile=listening.certificate or None,
        ssl_keyfile=listening.key or None,
    )
    try:
        config.load()
    except OSError as error:  # ssl.SSLError is one
        raise ServeError(f"[listen] certificate and key cannot be used: {error.strerror or error}") from None
    return Server(config)


def serve(settings: Settings, ready: Callable[[str], None] = print) -> None:
    """Run until SIGINT or SIGTERM. ready: told the address once it listens. Raises Refusal before that."""
    no_core()
    _open_all_files_allowed()
    check_files(settings)
    founding = setup.founding_file(settings)
    if settings.mode == "live" and founding.exists():
        raise ServeError(
            f"{founding}: with this file anybody reads every concern: add the first readers, then take it away"
        )
    with setup.opened(settings) as (store, secret), listen(settings) as listening:
        with store.read() as connection:
            ledger.check_replayed(connection)
        counters = OwnCounters(store)
        server = new_server(new_backend(settings, store, secret, counters=counters), beside(settings, store))
        workers = Workers(settings, listening, counters)
        server.at_end = workers.tell_to_end
        workers.start()
        log.tell("started")
        ready(address(settings, listening))
        try:
            with _signals_end_only(server):
                server.run(sockets=[listening])
        finally:
            workers.end()
            log.tell("stopped")


def _open_all_files_allowed() -> None:
    """Each connection is a file: with the usual 1,024, so many half-sent requests of anybody's would leave no tablet a connection for a call."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


@contextmanager
def _signals_end_only(server: uvicorn.Server) -> Iterator[None]:
    """uvicorn stops at a signal and then sends it on to whoever handled it before: without this, to the end of the process in mid-air.

    A signal that comes before uvicorn listens for signals ends the server as well.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def end(*_: object) -> None:
        server.should_exit = True

    before = {number: signal.signal(number, end) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def address(settings: Settings, listening: socket.socket) -> str:
    """Where the console is: the settings' address, with the port that was taken where the settings left it open."""
    if settings.address:
        return settings.public_address
    port = listening.getsockname()[1]
    return settings.public_address.rsplit(":", 1)[0] + f":{port}"
