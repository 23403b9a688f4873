"""The floor of the intake: a Litestar handler that puts a body into SQLite, and nothing else. `python -m kiosk.bench.bare_litestar PORT FILE`"""

from __future__ import annotations

import sqlite3
import sys
from typing import Any

import uvicorn
from litestar import Litestar, Request, Response, post
from litestar.datastructures import State


def create_app(file: str) -> Litestar:
    """The application. file: of the database, which it makes."""
    database = sqlite3.connect(file, check_same_thread=False)
    database.execute("PRAGMA journal_mode = WAL")
    database.execute("PRAGMA synchronous = FULL")
    database.execute("CREATE TABLE batches (id INTEGER PRIMARY KEY, body BLOB)")
    database.commit()

    @post("/", status_code=200)
    async def take(request: Request[Any, Any, State]) -> Response[bytes]:
        database.execute("INSERT INTO batches (body) VALUES (?)", (await request.body(),))
        database.commit()
        return Response(bytes(1024), media_type="application/octet-stream")

    return Litestar([take], openapi_config=None)


if __name__ == "__main__":
    uvicorn.run(create_app(sys.argv[2]), host="127.0.0.1", port=int(sys.argv[1]), log_level="warning", access_log=False)
