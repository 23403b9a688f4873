"""Starting and ending the programs that tests run beside them, and ports for them."""

import os
import shutil
import signal
import socket
import subprocess
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]


def program(name: str) -> str:
    """Return the path of a program that `make setup` installs.

    :raises FileNotFoundError: it is not there; a test that needs it fails, because a skipped one would prove nothing.
    """
    found = shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin:/usr/games")
    if found is None:
        raise FileNotFoundError(
            f"{name} is not installed: run `make setup` (it needs deploy/developer/debian-packages.txt)"
        )
    return found


def free_port() -> int:
    """Return a TCP port on 127.0.0.1 that nobody listens on now. Where a server can take port 0 itself, let it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def end(process: "subprocess.Popen[bytes] | subprocess.Popen[str]", grace: float = 5.0) -> None:
    """End a process by asking, and after `grace` seconds by force; one that has ended already is left in peace."""
    if process.poll() is not None:
        return
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(grace)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
