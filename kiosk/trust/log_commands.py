"""`kiosk trust log`: whether the access log is what was written."""

from __future__ import annotations

import sys
from pathlib import Path

from cyclopts import App

log = App(name="log", help="The access log: who opened what and when.")


@log.command
def verify(settings: Path, *, head: str = "") -> None:
    """Follow the chain of the access log and say whether it is whole. Exit status 1 where it is not, with the first row that is wrong.

    Example: kiosk trust log verify /etc/wardlight/trust.toml --head 5f1c...

    Parameters
    ----------
    settings
        The trust's settings file.
    head
        A head from a daily mail: the log has to hold the row that had it. Without it, rows cut off at the end are not missed.
    """
    from kiosk.refusal import Refusal
    from kiosk.trust import access_log, setup
    from kiosk.trust import settings as trust_settings

    try:
        kept = access_log.read_head(head) if head else None
    except ValueError:
        raise Refusal("--head: write the 64 digits as they stand in the mail") from None
    with setup.opened(trust_settings.read(settings)) as (store, _), store.read() as connection:
        found = access_log.verify(connection, kept)
    if isinstance(found, access_log.Broken):
        print(found)
        sys.exit(1)
    print(f"the access log is whole: {found.rows} rows, head {found.head.hex()}")
