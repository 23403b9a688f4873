"""`kiosk charter`: what authors do with a ward's content. Each command imports what it needs, so that `kiosk` starts fast."""

from __future__ import annotations

from pathlib import Path

from cyclopts import App

charter = App(name="charter", help="A ward's charter, questions, promises and help: write, check, compare, publish.")


@charter.command
def new(folder: Path) -> None:
    """Copy the content that comes with Wardlight into a folder, for a ward to make its own.

    Example: kiosk charter new willow

    Parameters
    ----------
    folder
        The folder to make.
    """
    from kiosk.charter import folders

    print(folders.new(folder))
