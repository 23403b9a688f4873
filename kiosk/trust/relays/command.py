"""A program of the trust's own is run at every state of a call, as to switch a relay board. No shell starts it, and what it prints is not kept.

In its arguments {state}, {open}, {ward} and {call} are filled in. Names that people chose are no arguments, so that none can be taken for an option:
they are in the environment, as WARDLIGHT_TEXT, WARDLIGHT_PLACE and WARDLIGHT_WARD_NAME; so are WARDLIGHT_STATE, _OPEN, _WARD, _CALL, _KEY and _TEST.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess

from kiosk.trust.relays.line import NotDelivered, faults_of_the_network
from kiosk.trust.relays.settings import Command
from kiosk.trust.relays.told import Told

PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


class CommandLine:
    """The way to one program."""

    every: float | None = None

    def __init__(self, settings: Command) -> None:
        self._settings = settings

    def deliver(self, told: Told, open_calls: int) -> bool:
        """Run it; see `line.Line`. Status 0 is a yes."""
        fields = {
            "state": told.state,
            "open": "1" if open_calls else "0",
            "ward": told.ward,
            "call": told.call.hex(),
        }
        file, *arguments = self._settings.run
        for name, value in fields.items():
            arguments = [each.replace(f"{{{name}}}", value) for each in arguments]
        fields |= {
            "text": told.text,
            "place": told.place,
            "ward_name": told.ward_name,
            "key": told.key,
            "test": "1" if told.test else "0",
        }
        environment = {"PATH": PATH} | {f"WARDLIGHT_{name.upper()}": value for name, value in fields.items()}
        with faults_of_the_network(self._settings.timeout):
            status = self._run([file, *arguments], environment)
        if status:
            raise NotDelivered(f"it ended with status {status}")
        return True

    def rest(self) -> None:
        """Nothing: it runs only when there is something to tell."""

    def close(self) -> None:
        """Nothing is open."""

    def _run(self, arguments: list[str], environment: dict[str, str]) -> int:
        with subprocess.Popen(  # noqa: S603 - the program that the trust's settings name, with no shell
            arguments,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=environment,
            cwd="/",
            start_new_session=True,
        ) as process:
            try:
                return process.wait(self._settings.timeout)
            except subprocess.TimeoutExpired:
                # With all that it started: a program that hangs must not be there many times.
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
                raise NotDelivered(f"it did not end within {self._settings.timeout:g} seconds") from None
