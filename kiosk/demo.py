"""`kiosk demo`: a whole Wardlight on one machine with made-up people: backend, console and a paired tablet.

Everything in it says DEMO, and it has a root key of its own; the demo bit in every seal makes demo and live refuse each other both ways.
"""

from __future__ import annotations

import functools
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO

import msgspec
import pyotp
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from msgspec import Struct

from kiosk import demo_history, resources, wire
from kiosk.refusal import Refusal
from kiosk.tablet import keeper, packstore, pin
from kiosk.trust import pairing, setup
from kiosk.trust.settings import Settings

PLACE = "Day room"
PIN = "274913"  # of the demo's tablet alone; printed with the accounts
LOGS = "logs"
CODE_SECONDS = 30  # that a code of a code generator lasts (RFC 6238)
ANSWERS_WITHIN = 30.0  # seconds until the backend has to take connections


class DemoRefused(Refusal):
    """The demo cannot be started so."""


class Demo(Struct, frozen=True):
    """A prepared demo: settings files of tablet and trust, the console's address, and who can sign in. Nothing of it runs yet."""

    folder: Path
    tablet: Path
    trust: Path
    settings: Settings
    accounts: tuple[setup.DemoAccount, ...]

    def log(self, name: str) -> IO[bytes]:
        """The file that a process's messages go to, opened at its end."""
        return (self.folder / LOGS / f"{name}.log").open("ab")

    @property
    def console(self) -> str:
        return self.settings.public_address


def prepare(
    folder: Path,
    port: int,
    size: tuple[int, int],
    *,
    rhythm: float = setup.DEMO_RHYTHM,
    motion: bool = True,
    database: str = "",
    history: bool = False,
) -> Demo:
    """Keys, accounts, content and a paired tablet in a folder; what is there already is used again, with new passphrases.

    port: of the console on loopback; 0 takes a free one. size: px of the window. rhythm: seconds between batches and between sortings.
    database: as in the trust's settings. history: months of made-up figures, so that charts have something to show.
    Raises DemoRefused where the port is taken, Refusal, OSError.
    """
    (folder / LOGS).mkdir(parents=True, exist_ok=True, mode=0o700)
    chosen = _port(port)
    content = resources.resource_folder("content")
    made = setup.init_demo(folder / "trust", chosen, content, rhythm=rhythm, database=database)
    if history:
        demo_history.write(made.settings, made.ward, time.time(), random.Random())  # noqa: S311 - nothing secret
    trust = folder / "trust.toml"
    trust.write_text(_toml(msgspec.to_builtins(made.settings)), encoding="utf-8")
    tablet = folder / "tablet.toml"
    start = {"size": 100, "motion": motion}
    screen = {"full": False, "width": size[0], "height": size[1]}
    values = {
        "mode": "demo",
        "trust": made.settings.public_address,
        "data": str(folder / "tablet"),
        "pin": pin.new_hash(PIN),
    }
    tablet.write_text(_toml({**values, "screen": screen, "start": start}), encoding="utf-8")
    pair(made.settings, folder / "tablet", PLACE)
    return Demo(folder, tablet, trust, made.settings, made.accounts)


def _port(wanted: int) -> int:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", wanted))
        except OSError:
            raise DemoRefused(f"port {wanted} is taken: give another with --port, or leave it out") from None
        number: int = probe.getsockname()[1]
        return number


def _toml(values: dict[str, object], above: str = "") -> str:
    """TOML of plain values and tables. above: the names of the tables that these lie in, each with a dot."""
    lines, sections = [], []
    for name, value in values.items():
        if isinstance(value, dict):
            sections.append(f"\n[{above}{name}]\n{_toml(value, f'{above}{name}.')}")
        else:
            # A JSON string, number or boolean is one of TOML too.
            lines.append(f"{name} = {msgspec.json.encode(value).decode()}\n")
    return "".join(lines + sections)


def pair(settings: Settings, data: Path, place: str) -> None:
    """Pair a tablet as the staff page would, without the way over the network: the backend need not run for it.

    data: its folder; one that is paired stays as it is.
    """
    store = packstore.PackStore(data)
    if store.pairing("demo") is not None:
        return
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    key = Ed25519PrivateKey.generate()
    code = setup.new_pairing(settings, place)
    request = wire.PairRequest(code.secret, key.public_key().public_bytes_raw(), "demo")
    with setup.opened(settings) as (trust, secret), trust.write() as connection:
        answer, _ = pairing.pair(connection, secret, request, time.time())
    found = packstore.Pairing("demo", answer.tablet, answer.place, answer.root)
    store.pair(found, packstore.verified(found, answer.parts), key)


@contextmanager
def serving(demo: Demo) -> Iterator[subprocess.Popen[bytes]]:
    """The backend as a process of its own while the block runs."""
    with demo.log("trust") as log:
        command = [sys.executable, "-m", "kiosk.cli", "trust", "serve", str(demo.trust)]
        process = subprocess.Popen(command, stdout=log, stderr=log)  # noqa: S603 (our own)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(20)


def wait_until_served(demo: Demo, process: subprocess.Popen[bytes]) -> None:
    """Wait until the backend takes connections. Raises DemoRefused."""
    end = time.monotonic() + ANSWERS_WITHIN
    while process.poll() is None and time.monotonic() < end:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", demo.settings.listen.port)) == 0:
                return
        time.sleep(0.05)
    raise DemoRefused(f"the demo's backend did not start: {_last_line(demo.folder / LOGS / 'trust.log')}")


def _last_line(log: Path) -> str:
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    return lines[-1] if lines else "it said nothing"


def run(port: int, keep: Path | None, size: tuple[int, int]) -> int:
    """Start it all, say where everything is, and run until the tablet is left or Ctrl+C. Returns the exit status."""
    # Until the keeper listens to it, a signal to end has to unwind what was started here.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    with ExitStack() as stack:
        folder = keep or Path(tempfile.mkdtemp(prefix="wardlight-demo-"))
        if keep is None:
            stack.callback(shutil.rmtree, folder, ignore_errors=True)
        virtual = not os.environ.get("DISPLAY")
        if virtual:
            from kiosk.virtual_screen import virtual_screen

            stack.enter_context(virtual_screen(*size))
        demo = prepare(folder, port, size, history=True)
        backend = stack.enter_context(serving(demo))
        log = stack.enter_context(demo.log("tablet"))
        print(told(demo), flush=True)
        if virtual:
            _tour(size)
        watching = threading.Thread(target=_watch, args=(demo, backend), daemon=True)
        watching.start()
        return keeper.Keeper(demo.tablet, functools.partial(keeper.start_child, out=log)).run()


def told(demo: Demo) -> str:
    """What stands on the terminal: addresses and accounts, all made up and new each time."""
    lines = ["", "DEMO: nothing here is real, and nobody reads what is sent.", f"  console      {demo.console}"]
    for account in demo.accounts:
        lines.append(f"  {account.role:<22} name: {account.name:<14} passphrase: {account.passphrase}")
        lines.append(f"  {'':<22} code generator: {account.totp}")
    lines.append(f"  tablet       staff PIN {PIN} (Help and people, last page, Staff of this ward)")
    lines.append(f"  logs         {demo.folder / LOGS}")
    return "\n".join([*lines, "  Ctrl+C ends it.", ""])


def _watch(demo: Demo, backend: subprocess.Popen[bytes]) -> None:
    """Say where the backend did not start; on a terminal, keep a line with the codes that the accounts' generators show now."""
    try:
        wait_until_served(demo, backend)
    except DemoRefused as refused:
        print(refused, file=sys.stderr, flush=True)
        return
    while sys.stdout.isatty():
        now = time.time()
        codes = "  ".join(f"{account.name} {code_now(account.totp, now)}" for account in demo.accounts)
        print(f"\r  codes now    {codes} ", end="", flush=True)
        time.sleep(CODE_SECONDS - now % CODE_SECONDS)


def code_now(totp: str, now: float) -> str:
    """What the code generator with this otpauth:// address shows at a moment (seconds since 1970)."""
    generator = pyotp.parse_uri(totp)
    return generator.at(int(now)) if isinstance(generator, pyotp.TOTP) else ""


def _tour(size: tuple[int, int]) -> None:
    from kiosk import tour

    out = Path("tour")
    print(
        f"There is no display: the tablet runs on a virtual screen, and pictures of its pages go to {out.absolute()}",
        flush=True,
    )
    print(f"{sum(drawn.pages for drawn in tour.write(out, tour.Asked(size)))} pages", flush=True)
