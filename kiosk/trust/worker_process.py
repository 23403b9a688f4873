"""A further worker: it serves beside the first process until it is told to end. `python -m kiosk.trust.worker_process`, by `serve` alone.

It is a `child_process`, and has two more files: the listening socket, and the one over which it asks for counters (`workers`).
"""

from __future__ import annotations

import os
import select
import socket
import sys
import threading
from pathlib import Path

from kiosk.trust import serve
from kiosk.trust.child_process import begin_child
from kiosk.trust.counters import Counters
from kiosk.trust.secret import read_secret
from kiosk.trust.settings import Settings
from kiosk.trust.store.database import open_store
from kiosk.trust.workers import AskedCounters

LOOK_EVERY = 0.5  # seconds; whether it still serves


def run(settings: Settings, listening: socket.socket, counters: Counters, stdin: int) -> None:
    """Serve until `stdin` ends. Raises Refusal where it cannot begin."""
    secret = read_secret(Path(settings.secret))
    store = open_store(settings.database_url)
    server = serve.new_server(
        serve.new_backend(settings, store, secret, counters=counters), serve.beside(settings, store)
    )
    serving = threading.Thread(target=server.run, args=([listening],), name="server", daemon=True)
    serving.start()
    while serving.is_alive():
        if select.select([stdin], [], [], LOOK_EVERY)[0] and not os.read(stdin, 1):
            server.should_exit = True
            serving.join()
    store.close()


def main() -> None:
    """Entry of the process."""
    settings = begin_child()
    if settings is not None:
        listening, theirs = (socket.socket(fileno=int(number)) for number in sys.argv[1:3])
        run(settings, listening, AskedCounters(theirs), 0)


if __name__ == "__main__":
    main()
