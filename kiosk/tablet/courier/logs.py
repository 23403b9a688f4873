"""The courier's log: event names and fixed words to standard error, where the machine's journal adds the time.

A line must be the same whether or not somebody wrote. So nothing is logged about the window, a visit, a record or a slot; only about the rhythm, the
link, the pack and the disk.
"""

from __future__ import annotations

import logging
import sys
from typing import Protocol, TextIO

import structlog


class Log(Protocol):
    """What the courier's parts write to."""

    def info(self, event: str, **facts: str | int) -> object: ...

    def error(self, event: str, **facts: str | int) -> object: ...


def open_log(stream: TextIO = sys.stderr) -> Log:
    """The log of this process."""
    logging.disable(logging.CRITICAL)  # the libraries' own lines name addresses, and some of them exceptions with bytes
    log: Log = structlog.wrap_logger(
        structlog.PrintLogger(stream),
        processors=[structlog.processors.add_log_level, structlog.processors.LogfmtRenderer(key_order=["event"])],
    ).bind(part="courier")
    return log
