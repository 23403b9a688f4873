"""The sorting process: what it does until it is told to end. `python -m kiosk.trust.sorting_process`, by `serve` alone.

It is a `child_process` of the backend. With SQLite it has no socket at all; with PostgreSQL, the one to the database.
"""

from __future__ import annotations

import os
import select
import time
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from kiosk.refusal import Refusal
from kiosk.trust import figures, log, setup
from kiosk.trust.casework import clocks
from kiosk.trust.child_process import ChildProcess, begin_child
from kiosk.trust.measures import releases
from kiosk.trust.secret import read_secret
from kiosk.trust.settings import Settings
from kiosk.trust.sorting import Sorter, next_run
from kiosk.trust.store.database import open_store

END_WITHIN = 10.0  # seconds


class SortingProcess(ChildProcess):
    """Keeps one sorting process running beside the backend."""

    def __init__(self, settings: Settings) -> None:
        super().__init__("kiosk.trust.sorting_process", settings, "sorting_ended", END_WITHIN)


def run(settings: Settings, stdin: int) -> None:
    """Sort at every period until `stdin` ends. Raises Refusal where it cannot begin."""
    secret = read_secret(Path(settings.secret))
    store = open_store(settings.database_url)
    sorter = Sorter(store, secret, time.time)
    while True:
        try:
            sorter.run()
            with store.write() as connection:
                setup.renew_duty(connection, secret, time.time())
            releases.publish(store, clocks.today(time.time()))
            figures.publish(store, secret, time.time())
        except (DBAPIError, Refusal) as error:
            log.tell("sorting_failed", fault=error)
        now = time.time()
        if select.select([stdin], [], [], next_run(now, settings.sorting) - now)[0] and not os.read(stdin, 1):
            break
    store.close()


def main() -> None:
    """Entry of the process."""
    settings = begin_child()
    if settings is not None:
        run(settings, 0)


if __name__ == "__main__":
    main()
