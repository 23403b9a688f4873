"""A session of the tests' own for screen readers: a private D-Bus, AT-SPI on it, and a client that sees what a screen reader would see.

Nothing of it touches the machine's own session: the bus, its addresses and all folders lie in one that the test gives.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from jeepney import DBusAddress, Properties
from jeepney.io.blocking import open_dbus_connection

from tests.support.processes import REPOSITORY, end, program
from tests.support.waiting import wait_for

LAUNCHER = "/usr/libexec/at-spi-bus-launcher"
SYSTEM_PYTHON = "/usr/bin/python3"  # the one that has Debian's libatspi
_STATUS = Properties(DBusAddress("/org/a11y/bus", "org.a11y.Bus", "org.a11y.Status"))
APPLICATION = "Wardlight"


class Session:
    """environment: what every process of it needs."""

    def __init__(self, folder: Path, address: str) -> None:
        self.folder, self.address = folder, address
        self.bus: subprocess.Popen[bytes] | None = None

    def end_bus(self) -> None:
        """The bus goes, and AT-SPI with it."""
        if self.bus:
            end(self.bus)

    def environment(self, base: Mapping[str, str] | None = None) -> dict[str, str]:
        changed = dict(os.environ if base is None else base)
        changed["DBUS_SESSION_BUS_ADDRESS"] = self.address
        for name in ("XDG_RUNTIME_DIR", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "HOME"):
            changed[name] = str(self.folder / name.lower())
        changed.pop("AT_SPI_BUS_ADDRESS", None)
        return changed

    def end_at_spi_bus(self) -> None:
        """AT-SPI's own bus goes, and the session's stays."""
        own = f"DBUS_SESSION_BUS_ADDRESS={self.address}".encode()
        for process in Path("/proc").glob("[0-9]*"):
            try:
                of_at_spi = b"accessibility.conf" in (process / "cmdline").read_bytes()
                if of_at_spi and own in (process / "environ").read_bytes().split(b"\0"):
                    os.kill(int(process.name), signal.SIGKILL)
            except OSError:
                continue  # somebody else's, or it has just ended

    def switch(self, on: bool) -> None:
        """What a screen reader does when it comes, and what is done when it goes."""
        connection = open_dbus_connection(bus=self.address)
        try:
            connection.send_and_get_reply(_STATUS.set("IsEnabled", "b", on), timeout=10)
        finally:
            connection.close()

    @contextmanager
    def client(self) -> Iterator[Client]:
        process = subprocess.Popen(
            [SYSTEM_PYTHON, str(REPOSITORY / "tests/support/at_spi_client.py")],
            env=self.environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            yield Client(process)
        finally:
            end(process)


class Client:
    """Sees and does what a screen reader could."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def ask(self, *command: object) -> Any:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(command) + "\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())

    def nodes(self) -> list[dict[str, Any]]:
        """Every node of the tablet, in reading order; [] while it is not there."""
        top = self.ask("tree", APPLICATION)
        found: list[dict[str, Any]] = []

        def walk(node: dict[str, Any]) -> None:
            found.append(node)
            for child in node["children"]:
                walk(child)

        if top:
            walk(top)
        return found

    def node(self, role: str, name: str = "") -> dict[str, Any] | None:
        return next((n for n in self.nodes() if n["role"] == role and (not name or n["name"] == name)), None)

    def waits_for(self, role: str, name: str = "", timeout: float = 20.0) -> dict[str, Any]:
        """The node with this role and name, once it is there."""
        seen: list[dict[str, Any]] = []

        def there() -> bool:
            found = self.node(role, name)
            seen[:] = [found] if found else []
            return bool(seen)

        try:
            wait_for(there, timeout, f"{role} {name!r}")
        except TimeoutError as error:
            raise TimeoutError(f"{error}; there are {[(n['role'], n['name']) for n in self.nodes()]}") from None
        return seen[0]

    def acts(self, role: str, name: str) -> None:
        """Do a thing, once it is there, by AT-SPI alone."""
        self.waits_for(role, name)
        wait_for(lambda: bool(self.ask("act", APPLICATION, role, name)), what=f"the action of {role} {name!r}")


@contextmanager
def accessible_session(folder: Path) -> Iterator[Session]:
    """A private session with AT-SPI; nobody has switched a screen reader on."""
    with ExitStack() as stack:
        read_end, write_end = os.pipe()
        for name in ("xdg_runtime_dir", "xdg_cache_home", "xdg_config_home", "xdg_data_home", "home"):
            (folder / name).mkdir(mode=0o700, parents=True)
        session = Session(folder, "")
        words = [program("dbus-daemon"), "--session", "--nofork", "--nosyslog", f"--print-address={write_end}"]
        words += [f"--address=unix:path={folder}/bus"]
        bus = subprocess.Popen(
            words, env=session.environment(), pass_fds=(write_end,), stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL
        )
        session.bus = bus
        stack.callback(end, bus)
        os.close(write_end)
        with os.fdopen(read_end) as answer:
            session.address = answer.readline().strip()
        launcher = subprocess.Popen(
            [LAUNCHER, "--launch-immediately"],
            env=session.environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        stack.callback(end, launcher)
        wait_for(lambda: _served(session), what="AT-SPI")
        yield session


def _served(session: Session) -> bool:
    connection = open_dbus_connection(bus=session.address)
    try:
        answer = connection.send_and_get_reply(_STATUS.get("IsEnabled"), timeout=10)
        return bool(answer.header.message_type.name == "method_return")
    finally:
        connection.close()
