"""The courier process: its settings, its files, its link to the keeper, its end. Started as `python -m kiosk.tablet.courier.process SETTINGS FD`."""

from __future__ import annotations

import asyncio
import os
import resource
import signal
import socket
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import SystemRandom

from kiosk.settings_file import SettingsError
from kiosk.tablet.courier import battery, times
from kiosk.tablet.courier.courier import Courier
from kiosk.tablet.courier.disk import Result
from kiosk.tablet.courier.exchange import Exchange
from kiosk.tablet.courier.identity import Identity
from kiosk.tablet.courier.logs import Log, open_log
from kiosk.tablet.courier.outbox import DiskRefused, Outbox, Spoilt
from kiosk.tablet.courier.ways import to_trust
from kiosk.tablet.links import Control, KeeperGone
from kiosk.tablet.mailboxes import MailboxSets
from kiosk.tablet.packstore import PackStore
from kiosk.tablet.settings import Settings, read

WINDOW = b"W"
SUFFIXES = ("", "-wal", "-shm")


def outbox_path(settings: Settings) -> Path:
    """Demo and live never share an outbox."""
    return Path(settings.data) / f"outbox-{settings.mode}.sqlite"


def open_outbox(settings: Settings) -> Outbox:
    """The outbox of these settings, made where there is none. Raises outbox.DiskRefused."""
    path = outbox_path(settings)
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise DiskRefused(f"{path.parent}: cannot be made: {error.strerror}") from None
    return Outbox(path, settings.mode, SystemRandom(), os.urandom)


def set_aside(settings: Settings, log: Log) -> None:
    """Rename an outbox that cannot be read. It is never deleted: it may hold records, still sealed, that somebody can save."""
    path = outbox_path(settings)
    number = 1
    while (aside := path.with_name(f"{path.name}.spoilt-{number}")).exists():
        number += 1
    for suffix in reversed(SUFFIXES):  # the database itself last, so that an interrupted renaming is finished next time
        part = path.with_name(path.name + suffix)
        if part.exists():
            part.rename(aside.with_name(aside.name + suffix))
    log.error("outbox_set_aside")


async def carry(
    settings: Settings, log: Log, *, control: Control | None = None, window: socket.socket | None = None
) -> None:
    """Run until the keeper ends or the process is told to. window: a link from the start, for tests without a keeper."""
    loop = asyncio.get_running_loop()
    ended = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, ended.set)
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="outbox") as thread:

        async def in_thread(work: Callable[[], Result]) -> Result:
            return await loop.run_in_executor(thread, work)

        clock = times.SystemClock()
        identity = Identity(PackStore(Path(settings.data)), settings.mode, in_thread)
        courier = Courier(
            identity,
            Exchange(settings, identity),
            lambda: open_outbox(settings),
            MailboxSets(Path(settings.data), settings.mode),
            in_thread,
            to_trust(settings, identity, clock),
            clock,
            SystemRandom(),
            log,
            battery.read,
        )

        def new_links() -> None:
            try:
                end = control.new_links().get(WINDOW) if control else None
            except KeeperGone:
                ended.set()
                return
            if end is not None:
                courier.link(end)

        if window is not None:
            courier.link(window)
        if control is not None:
            loop.add_reader(control.fileno(), new_links)
        log.info("courier_started")
        await times.first_of(courier.run(), ended.wait())


def main(settings: Settings, control_fd: int) -> int:
    """The whole process: 0 when it was told to end, 1 when it has to be started again."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # the memory knows which slots are real, and the tablet's key
    os.umask(0o077)
    log = open_log()
    spoilt = False
    try:
        asyncio.run(carry(settings, log, control=Control(control_fd)))
    except* Spoilt:
        spoilt = True
    if spoilt:
        set_aside(settings, log)
    return int(spoilt)


if __name__ == "__main__":
    try:
        chosen = read(Path(sys.argv[1]))
    except SettingsError as error:
        sys.exit(str(error))
    sys.exit(main(chosen, int(sys.argv[2])))
