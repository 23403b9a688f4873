"""A whole ward with no part faked: the trust as a process, each tablet's three processes on a virtual screen, and somebody who touches it.

The rhythm is seconds (which live mode refuses). Everything that any process writes (data, logs, temporary files, its home) lies in one folder, so
that a test can search all of it.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import pyotp

from kiosk import demo
from tests.support.observed_window import WHERE
from tests.support.person import Person
from tests.support.processes import REPOSITORY, end, free_port
from tests.support.screen import Screen
from tests.support.waiting import wait_for

RHYTHM = 1.0  # seconds between batches, and between sortings

Run = Callable[..., subprocess.Popen[bytes]]
"""(name of its log, environment, module, arguments...) -> the process."""


class WardTablet:
    """A tablet of the ward on a screen, and the person at it. Each of its processes can be ended and started again.

    settings: its tablet.toml. run: starts a process of the ward under the tablet's name. seen: file of what is drawn. within: a command that runs
    the keeper in its place.
    """

    within: Sequence[str] = ()

    def __init__(self, name: str, settings: Path, screen: Screen, seen: Path, run: Run) -> None:
        self.name, self.settings, self.seen = name, settings, seen
        self.person = Person(screen, seen)
        self._screen, self._run = screen, run
        self._keeper: subprocess.Popen[bytes] | None = None

    def finds_trust_at(self, address: str, authority: Path | None = None) -> None:
        """Another way to the trust, before the tablet is started. authority: of the certificate there."""
        values = {"trust": address} | ({"authority": str(authority)} if authority else {})
        words = self.settings.read_text(encoding="utf-8")
        kept = [line for line in words.splitlines() if line.partition(" = ")[0] not in values]
        lines = [*(f'{name} = "{value}"' for name, value in values.items()), *kept]
        self.settings.write_text("\n".join(lines) + "\n", encoding="utf-8")

    def launch(self) -> None:
        """Start the keeper."""
        self.seen.unlink(missing_ok=True)
        module = ("tests.support.keeper_with_observer", str(self.settings))
        environment = self._screen.environment() | {WHERE: str(self.seen)}
        self._keeper = self._run(self.name, environment, *module, within=self.within)

    def start(self) -> None:
        """Start the keeper, and wait for the home page."""
        self.launch()
        self.person.waits_for("home", 60)

    def stop(self) -> None:
        if self._keeper:
            end(self._keeper, 20)

    def kill(self) -> None:
        """SIGKILL the keeper; its children end by themselves, as their control sockets close."""
        if self._keeper:
            pids = list(self.pids().values())
            self._keeper.kill()
            self._keeper.wait()
            wait_for(lambda: not any(_lives(pid) for pid in pids), 30, "the end of the keeper's children")

    def pids(self) -> dict[str, int]:
        """Process ids by the last part of their module's name: window, courier, process (speech)."""
        found: dict[str, int] = {}
        if self._keeper:
            children = Path(f"/proc/{self._keeper.pid}/task/{self._keeper.pid}/children").read_text().split()
            for pid in map(int, children):
                try:
                    arguments = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
                except FileNotFoundError:
                    continue
                module = next((part.decode() for part in arguments if b"." in part and b"/" not in part), "")
                if module.endswith("observed_window"):
                    found["window"] = pid
                elif module.endswith(".process"):
                    found[module.split(".")[-2]] = pid
        return found


class WholeWard:
    """person: at the tablet. Each process can be ended and started again."""

    def __init__(
        self,
        folder: Path,
        screen: Screen,
        *,
        rhythm: float = RHYTHM,
        session: Mapping[str, str] | None = None,
        database: str = "",
    ) -> None:
        self.folder, self.screen, self._session = folder, screen, dict(session or {})
        self.demo = demo.prepare(
            folder / "data", free_port(), (screen.width, screen.height), rhythm=rhythm, motion=False, database=database
        )
        self.logs = folder / "logs"
        self._notes = folder / "notes"  # the tests' own, of what was drawn
        for name in ("logs", "notes", "tmp", "home"):
            (folder / name).mkdir(exist_ok=True)
        self._trust: subprocess.Popen[bytes] | None = None
        self._tablets: list[WardTablet] = []
        self.tablet = self._new_tablet("tablet", self.demo.tablet, screen)
        self.person = self.tablet.person

    def _new_tablet(self, name: str, settings: Path, screen: Screen) -> WardTablet:
        made = WardTablet(name, settings, screen, self._notes / f"{name}.json", self._run)
        self._tablets.append(made)
        return made

    def another_tablet(self, name: str, screen: Screen, trust: str) -> WardTablet:
        """One more tablet of the ward, paired, on a screen of its own; before the trust is started. trust: the address at which it finds that."""
        data, settings = self.demo.folder / name, self.demo.folder / f"{name}.toml"
        demo.pair(self.demo.settings, data, name.capitalize())
        words = self.demo.tablet.read_text(encoding="utf-8")
        first = f'"{self.demo.folder / "tablet"}"'
        assert first in words
        settings.write_text(words.replace(first, f'"{data}"'), encoding="utf-8")
        made = self._new_tablet(name, settings, screen)
        made.finds_trust_at(trust)
        return made

    # --- processes ------------------------------------------------------------------------------------------------

    def _run(
        self, name: str, environment: Mapping[str, str], *command: str, within: Sequence[str] = ()
    ) -> subprocess.Popen[bytes]:
        own = {"HOME": str(self.folder / "home"), "TMPDIR": str(self.folder / "tmp")}
        with (self.logs / f"{name}.log").open("ab") as log:
            return subprocess.Popen(
                [*within, sys.executable, "-m", *command],
                cwd=REPOSITORY,
                env={**environment, **self._session, **own},
                stdout=log,
                stderr=log,
            )

    @property
    def trust_pid(self) -> int:
        """Process id of the trust's backend."""
        assert self._trust is not None
        return self._trust.pid

    def start_trust(self, within: Sequence[str] = ()) -> None:
        """within: a command that runs another in its place."""
        command = ("kiosk.cli", "trust", "serve", str(self.demo.trust))
        self._trust = self._run("trust", os.environ, *command, within=within)
        demo.wait_until_served(self.demo, self._trust)

    def stop_trust(self) -> None:
        if self._trust:
            end(self._trust, 20)

    def kill_trust(self) -> None:
        """SIGKILL it; the sorting process ends by itself."""
        if self._trust:
            self._trust.kill()
            self._trust.wait()

    def start_tablet(self) -> None:
        """Start the first tablet, and wait for its home page."""
        self.tablet.start()

    def stop_tablet(self) -> None:
        self.tablet.stop()

    def stop_tablets(self) -> None:
        for tablet in self._tablets:
            tablet.stop()

    def kill_tablet(self) -> None:
        self.tablet.kill()

    def tablet_pids(self) -> dict[str, int]:
        """As `WardTablet.pids`, of the first tablet."""
        return self.tablet.pids()

    def kill(self, name: str) -> None:
        """SIGKILL one of "window", "courier", "hearing" of the first tablet."""
        os.kill(self.tablet_pids()[name], signal.SIGKILL)

    # --- readers --------------------------------------------------------------------------------------------------

    def passphrase(self, name: str) -> str:
        return next(account.passphrase for account in self.demo.accounts if account.name == name)

    def code(self, name: str) -> str:
        """What the reader's code generator shows now."""
        address = next(account.totp for account in self.demo.accounts if account.name == name)
        held = pyotp.parse_uri(address)
        assert isinstance(held, pyotp.TOTP)
        return held.at(int(time.time()))

    # --- what must not be found -----------------------------------------------------------------------------------

    def files_with(self, words: str) -> list[Path]:
        """Files of any process that hold these words, in any of the encodings in which text is kept; the test's own notes are left out."""
        forms = [words.encode(coding) for coding in ("utf-8", "utf-16-le", "utf-16-be", "utf-32-le")]
        forms += [form.lower() for form in forms]
        found = []
        for path in self.folder.rglob("*"):
            if path.is_file() and path.parent != self._notes:
                data = path.read_bytes()
                if any(form in data or form in data.lower() for form in forms):
                    found.append(path)
        return found


def _lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


@contextmanager
def whole_ward(
    folder: Path,
    screen: Screen,
    *,
    rhythm: float = RHYTHM,
    session: Mapping[str, str] | None = None,
    database: str = "",
) -> Iterator[WholeWard]:
    """A prepared ward, nothing of it running yet; whatever was started is ended with the block.

    session: the environment of a session of its own. database: address of an empty PostgreSQL database; without it the trust has an SQLite.
    """
    ward = WholeWard(folder, screen, rhythm=rhythm, session=session, database=database)
    try:
        yield ward
    finally:
        ward.stop_tablets()
        ward.stop_trust()
        for log in sorted(ward.logs.glob("*.log")):  # pytest shows it where a test failed
            print(f"--- {log.name}\n{log.read_text()[-4000:]}")
