"""What the backend says on standard error. There is a fixed list of events with fixed fields, and nothing else can be logged.

No request, address, tablet, reader or record is ever named, so that a log looks the same whether somebody wrote or not.
"""

from __future__ import annotations

import sys
import traceback
from pathlib import Path
from typing import Literal

import structlog

Event = Literal[
    "started",
    "stopped",
    "sorting_ended",
    "sorting_failed",
    "worker_ended",
    "lease_taken",
    "lease_left",
    "lease_not_held",
    "notices_not_heard",
    "notice_not_told",
    "journal_kept",
    "fault",
    "call_not_stored",
    "call_not_passed_on",
    "call_not_tested",
    "calls_not_counted",
    "not_published",
    "lines_not_forgotten",
    "calls_not_read",
    "batches_not_stored",
    "key_set_expired",
    "duty_not_renewed",
    "mail_not_sent",
    "relay_failing",
    "relay_not_noted",
]

_logger = structlog.wrap_logger(
    structlog.WriteLogger(sys.stderr),
    processors=[structlog.processors.TimeStamper("iso", utc=True, key="at"), structlog.processors.JSONRenderer()],
)


def tell(event: Event, *, fault: BaseException | None = None) -> None:
    """Write one line. fault: only the kind of the exception and our own line that it came through; its text may hold what people wrote."""
    if fault is None:
        _logger.info(event)
        return
    _logger.info(event, kind=type(fault).__name__, where=_where(fault))


def _where(fault: BaseException) -> str:
    own = [frame for frame in traceback.extract_tb(fault.__traceback__) if "/kiosk/" in frame.filename]
    return f"{Path(own[-1].filename).name}:{own[-1].lineno}" if own else ""
