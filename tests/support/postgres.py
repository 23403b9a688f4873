"""A PostgreSQL of the tests' own: a cluster in a temporary folder, reached through a socket in it, gone afterwards.

The machine's own clusters are left alone. PostgreSQL refuses to run as root, so where the tests do (in a container), it
runs as the user `postgres` that its Debian package made.
"""

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import TypedDict

import psycopg
from psycopg import sql

from tests.support.waiting import wait_for

_OWNER = "wardlight"
_numbers = count(1)


class _RunAs(TypedDict, total=False):
    user: str
    group: str
    extra_groups: list[str]


@dataclass(frozen=True)
class PostgresCluster:
    """A running cluster; `database` gives each test an empty database in it."""

    sockets: Path

    def url(self, database: str) -> str:
        """Return the address of one of its databases, as SQLAlchemy takes it."""
        return f"postgresql+psycopg://{_OWNER}@/{database}?host={self.sockets}"

    def connect(self, database: str = "postgres") -> "psycopg.Connection[tuple[object, ...]]":
        """Open a plain psycopg connection that commits each statement. PsycopgError while the server is not up."""
        return psycopg.connect(host=str(self.sockets), user=_OWNER, dbname=database, autocommit=True)

    @contextmanager
    def database(self, template: str = "template1") -> Iterator[str]:
        """Make a database, give its SQLAlchemy address, and drop it with whatever is still connected.

        template: the name of another to copy, to which nobody is connected; without it the new one is empty.
        """
        name = f"test_{next(_numbers)}"
        with self.connect() as connection:
            create = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
            connection.execute(create.format(sql.Identifier(name), sql.Identifier(template)))
        try:
            yield self.url(name)
        finally:
            with self.connect() as connection:
                connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@contextmanager
def postgres_cluster() -> Iterator[PostgresCluster]:
    """Make and start a cluster, and end and remove it on leaving.

    :raises FileNotFoundError: PostgreSQL is not installed.
    """
    programs = _programs()
    # Straight under the system's temporary folder: a socket's path may have 107 bytes, and pytest's own folders are
    # closed to the user that PostgreSQL has to run as.
    folder = Path(tempfile.mkdtemp(prefix="wardlight-pg-"))
    try:
        run_as: _RunAs = {}
        if os.geteuid() == 0:
            user = pwd.getpwnam("postgres")
            os.chown(folder, user.pw_uid, user.pw_gid)
            run_as = {"user": "postgres", "group": "postgres", "extra_groups": []}
        cluster = str(folder / "cluster")
        make = [str(programs / "initdb"), "--pgdata", cluster, "--username", _OWNER, "--auth", "trust"]
        make += ["--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync"]
        subprocess.run(make, check=True, capture_output=True, cwd=folder, **run_as)
        serve = [str(programs / "postgres"), "-D", cluster, "-k", str(folder), "-c", "listen_addresses="]
        # Nothing is synced: what it holds is thrown away.
        serve += ["-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off"]
        with (folder / "log").open("wb") as log:
            server = subprocess.Popen(serve, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=folder, **run_as)
        try:
            running = PostgresCluster(sockets=folder)
            wait_for(lambda: _answers(running, server, folder), timeout=60, what="PostgreSQL to answer")
            yield running
        finally:
            # SIGQUIT is PostgreSQL's immediate shutdown: no checkpoint of what is thrown away.
            server.send_signal(signal.SIGQUIT)
            server.wait(30)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _programs() -> Path:
    """Return the folder with initdb and postgres; Debian keeps them off PATH, one folder a version."""
    versions = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    if versions:
        return max(versions, key=lambda programs: int(programs.parent.name))
    if on_path := shutil.which("initdb"):
        return Path(on_path).resolve().parent
    raise FileNotFoundError("PostgreSQL's initdb is not installed: run `make setup`")


def _answers(cluster: PostgresCluster, server: "subprocess.Popen[bytes]", folder: Path) -> bool:
    if server.poll() is not None:
        raise RuntimeError(f"PostgreSQL ended with {server.returncode}: {(folder / 'log').read_text()[-2000:]}")
    with contextlib.suppress(psycopg.OperationalError):
        cluster.connect().close()
        return True
    return False
