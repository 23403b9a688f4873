"""`kiosk charter`: what authors do with a ward's content. Each command imports what it needs, so that `kiosk` starts fast."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Literal

from cyclopts import App

EXIT_REFUSED = 2
Profile = Literal[
    "adult", "young", "learning_disability"
]  # as `kiosk.charter.build.Profile`, which takes longer to import

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


@charter.command
def languages(folder: Path | None = None, *, profile: Profile = "adult", faults: str = "") -> None:
    """Print how far each language is: strings missing, stale, drafts, reviewed and approved.

    Example: kiosk charter languages willow

    Parameters
    ----------
    folder
        The ward's content folder; without it, the content that comes with Wardlight.
    profile
        Which charter: adult, young or learning_disability.
    faults
        Print, for this language, a line for each string that is missing or wrong, and end with status 2 where there are any.
    """
    from kiosk.charter import languages as standing
    from kiosk.resources import resource_folder

    places = (resource_folder("locales"), folder or resource_folder("content"))
    lines = list(
        standing.faults(*places, standing.known(faults), profile) if faults else standing.table(*places, profile)
    )
    print("\n".join(lines))
    if faults and lines:
        sys.exit(EXIT_REFUSED)


@charter.command(name="sign-off")
def sign_off(
    language: str,
    folder: Path | None = None,
    *,
    state: Literal["reviewed", "approved"],
    role: str,
    only: str = "",
    profile: Profile = "adult",
) -> None:
    """Sign off translations that you have read against the English, as a reviewer or, with another role, to approve them.

    Example: kiosk charter sign-off cy willow --state reviewed --role "second linguist" --only charter.

    Parameters
    ----------
    language
        Its code, such as cy.
    folder
        The ward's content folder; without it, the content that comes with Wardlight.
    state
        reviewed (a second linguist has read it) or approved (it may be shown to people on a ward).
    role
        Who signs, by role and never by name.
    only
        Sign only strings whose ids begin with this.
    profile
        Which charter: adult, young or learning_disability.
    """
    import datetime

    from kiosk.charter import languages as standing
    from kiosk.resources import resource_folder

    places = (resource_folder("locales"), folder or resource_folder("content"))
    today = datetime.datetime.now(tz=datetime.UTC).date()
    count = standing.sign_off(*places, language, state, role, today, only, profile)
    print(f"{language}: {count} strings are {state}. Run `make generate` for the tablet's own words to carry it.")
