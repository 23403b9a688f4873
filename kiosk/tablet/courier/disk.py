"""How the courier's event loop hands work to its one disk thread: a flush may take a second on worn flash, and no call waits for that."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TypeVar

Result = TypeVar("Result")


class InThread(Protocol):
    """Runs something that blocks on the disk, away from the event loop, one after another."""

    async def __call__(self, work: Callable[[], Result]) -> Result: ...
