"""`kiosk trust backup`, `restore` and `replay`, from the server's command line."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter


def backup(settings: Path, *, out: Path, record_keys_out: Path | None = None) -> None:
    """Write a backup of everything, sealed to the recovery key: a file, the keys of records in a file of their own, and the ledger of deletions.

    Files of record keys older than 35 days are removed from the folder they lie in; wherever else you copy them to, remove them there as well.

    Example: kiosk trust backup /etc/wardlight/trust.toml --out /mnt/backups

    Parameters
    ----------
    settings
        The trust's settings file.
    out
        An existing folder, best on another machine's disk.
    record_keys_out
        Another folder for the keys of records.
    """
    from kiosk.trust import backups
    from kiosk.trust import settings as trust_settings

    made = backups.make(trust_settings.read(settings), out, time.time(), record_keys_out)
    print(f"backup: {made.main}")
    print(f"record keys, to be kept 35 days: {made.record_keys}")
    print(f"ledger of deletions, the newest: {made.ledger}")
    for path in made.removed:
        print(f"removed, older than 35 days: {path}")


Holders = Annotated[tuple[Path, Path], Parameter(negative=())]


def restore(settings: Path, main: Path, record_keys: Path, *, holder: Holders, ledger: Path) -> None:
    """Bring a backup back into a trust that has no database yet, and go through the newest ledger of deletions.

    The server secret has to be in its place. Tell the ward team afterwards: what came in since the backup is gone here, and tablets keep what they
    have not been told is stored.

    Example: kiosk trust restore trust.toml B.main B.record-keys --holder one.txt two.txt --ledger wardlight-north.deletions

    Parameters
    ----------
    settings
        The trust's settings file.
    main
        The file that ends in .main.
    record_keys
        The file of the same backup that ends in .record-keys.
    holder
        The files of two of the three holders of the recovery key.
    ledger
        The newest copy of the ledger of deletions. Without it nothing is served.
    """
    from kiosk.trust import backups
    from kiosk.trust import settings as trust_settings

    held = trust_settings.read(settings)
    rows = backups.restore(held, main, record_keys, *holder)
    print(f"restored: {rows} rows")
    print(f"deletions since the backup, done again: {backups.replay(held, ledger)}")


def replay(settings: Path, ledger: Path) -> None:
    """Go through the ledger of deletions in a restored database, where `restore` could not: it is served only after this.

    Example: kiosk trust replay /etc/wardlight/trust.toml /mnt/backups/wardlight-north.deletions

    Parameters
    ----------
    settings
        The trust's settings file.
    ledger
        The newest copy of the ledger.
    """
    from kiosk.trust import backups
    from kiosk.trust import settings as trust_settings

    print(f"deletions done again: {backups.replay(trust_settings.read(settings), ledger)}")
