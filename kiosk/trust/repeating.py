"""Work that is done again and again while the backend runs."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from kiosk.trust import log


@asynccontextmanager
async def repeating(act: Callable[[], Awaitable[None]], every: float, fault: log.Event) -> AsyncIterator[None]:
    """Do something now and after every so many seconds, until the block is left. What goes wrong is logged as `fault`, and it is done again."""

    async def go_on() -> None:
        while True:
            try:
                await act()
            except Exception as error:  # noqa: BLE001 - without this task it would never be done again
                log.tell(fault, fault=error)
            await asyncio.sleep(every)

    doing = asyncio.create_task(go_on(), name=fault)
    try:
        yield
    finally:
        doing.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await doing
