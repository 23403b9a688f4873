"""`kiosk charter`: what authors do with a ward's content. Each command imports what it needs, so that `kiosk` starts fast."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from cyclopts import App

EXIT_REFUSED = 2
Profile = Literal[
    "adult", "young", "learning_disability"
]  # as `kiosk.charter.build.Profile`, which takes longer to import

charter = App(name="charter", help="A ward's charter, questions, promises and help: write, check, compare, publish.")
recordings = App(name="recordings", help="What a speaker is to record, and recordings taken back and checked.")
charter.command(recordings)


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
def check(what: Path | None = None, *, live: bool = False, held: Path | None = None) -> None:
    """Say everything that is wrong with a ward's content: a line for each fault, with its file, place and mend. Status 2 where there is any.

    Example: kiosk charter check willow

    Parameters
    ----------
    what
        The ward's content folder, or a pack that `kiosk charter show --out` wrote; without it, the content that comes with Wardlight.
    live
        Ask also for what only a live pack has to have: the ward's own contact, and help that the trust has checked itself.
    held
        A pack that tablets hold already; the other one must not be older, nor of another ward.
    """
    import datetime

    from kiosk.charter import checks, packfiles
    from kiosk.resources import resource_folder

    now = datetime.datetime.now(tz=datetime.UTC)
    where = what or resource_folder("content")
    if where.is_file() or held is not None:
        lines = packfiles.check(where, now.timestamp(), held)
        _say(lines, "to mend")
        if lines:
            sys.exit(EXIT_REFUSED)
        print(f"{where}: its signatures hold.")
        return
    report = checks.check(where, now.date(), live)
    _say(report.later, "before it can be live")
    _say(report.notes, "worth a look")
    _say(report.to_mend, "to mend")
    if report.to_mend:
        sys.exit(EXIT_REFUSED)
    print(checks.BY_PEOPLE)


@charter.command
def show(
    what: Path, *, ward: str = "", profile: Profile | None = None, texts: str = "", out: Path | None = None
) -> None:
    """Print what a ward has published, or what a folder would publish.

    Example: kiosk charter show /etc/wardlight/trust.toml

    Parameters
    ----------
    what
        A trust's settings file (what is published), a content folder, or a pack file.
    ward
        Which ward, where the trust has several.
    profile
        Which charter of a folder: adult, young or learning_disability.
    texts
        Print every text of this language too, such as en.
    out
        File to write what is published into, signatures and all, to keep it or to check it elsewhere.
    """
    from kiosk.charter import packfiles, showing, sources
    from kiosk.refusal import Refusal

    source = sources.read(what, ward, profile)
    if texts and texts not in source.content.texts:
        raise Refusal(f"--texts {texts}: it is not in this pack (choose from {', '.join(source.content.texts)})")
    if out is not None and source.root is None:
        raise Refusal(f"--out {out}: {what} is not published, so nothing is signed (kiosk charter publish)")
    print(*showing.show(source), sep="\n")
    if texts:
        print(*showing.texts(source, texts), sep="\n")
    if out is not None and source.root is not None:
        packfiles.write(out, packfiles.PackFile(source.root, source.signed))
        print(f"written: {out}")


@charter.command
def diff(first: Path, second: Path, *, ward: str = "", profile: Profile | None = None) -> None:
    """Print what differs between a folder and what is published, or between two folders, by text id. Status 1 where anything does.

    Example: kiosk charter diff /etc/wardlight/trust.toml willow

    Parameters
    ----------
    first, second
        Each a trust's settings file (what is published), a content folder, or a pack file.
    ward
        Which ward, where the trust has several.
    profile
        Which charter of a folder: adult, young or learning_disability.
    """
    from kiosk.charter import showing, sources

    # A folder is built for the ward and the mode of what it is compared with.
    signed = next((sources.read(where, ward).content for where in (first, second) if not where.is_dir()), None)
    lines = list(showing.diff(*(sources.read(where, ward, profile, signed) for where in (first, second))))
    print(*lines, sep="\n") if lines else print("They say the same.")
    if lines:
        sys.exit(1)


@charter.command
def publish(
    settings: Path,
    folder: Path,
    *,
    ward: str = "",
    profile: Profile | None = None,
    days: int = 365,
    tested_by: str = "",
) -> None:
    """Check a ward's content, sign it and give it to the ward's tablets. Nothing with a fault is published.

    Example: kiosk charter publish /etc/wardlight/trust.toml willow

    Parameters
    ----------
    settings
        The trust's settings file.
    folder
        The ward's content folder.
    ward
        Which ward, where the trust has several.
    profile
        Which charter: adult, young or learning_disability; without it, the one that the ward has now.
    days
        How long it holds; past its end staff are warned, and the charter still shows.
    tested_by
        Role of whoever tested the words with people, where the check finds them hard to read and they are to stay.
    """
    import time

    from kiosk.charter import publishing
    from kiosk.charter.packfiles import day
    from kiosk.trust import settings as trust_settings

    done = publishing.publish(
        trust_settings.read(settings), folder, time.time(), ward=ward, profile=profile, days=days, tested_by=tested_by
    )
    _say(done.left, "published all the same")
    content = done.content
    print(f"Published for {content.ward}: content serial {content.serial}, which ends on {day(content.expires)}.")
    print("Tablets in touch have it within a quarter of an hour.")


def _say(lines: Sequence[str], heading: str) -> None:
    """A heading with the count, then the lines; nothing where there are none."""
    if lines:
        print(f"{heading} ({len(lines)}):", *lines, sep="\n  ")


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


@charter.command(name="print")
def print_sheets(
    folder: Path | None = None,
    *,
    ward_name: str,
    out: Path,
    language: str = "en",
    sheet: Literal["a4", "a3", "leaflet", "large", "card", "all"] = "all",
    profile: Profile = "adult",
    live: bool = False,
    pictures: Path | None = None,
) -> None:
    """Make posters, an easy-read leaflet, large print and pocket cards, as PDFs that screen readers can read.

    Example: kiosk charter print willow --ward-name "Willow Ward" --language ur --out paper

    Parameters
    ----------
    folder
        The ward's content folder; without it, the content that comes with Wardlight.
    ward_name
        The ward's name as people read it.
    out
        Folder for the files; made if it is not there.
    language
        Code of a language, such as ur; or all.
    sheet
        a4 and a3: posters. leaflet: easy read, on A5 pages that a printer's booklet setting folds from A4. large: 18 point. card: ten to a page,
        backs on the second page.
    profile
        Which charter: adult, young or learning_disability.
    live
        Print only what is signed off; without it drafts are printed too, and marked.
    pictures
        Folder with the ward's own pictures, by the names of Wardlight's.
    """
    import datetime

    from kiosk.charter import printing

    now = datetime.datetime.now(tz=datetime.UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    sheets = printing.SHEETS if sheet == printing.ALL else (sheet,)
    for said in printing.manuscripts(folder, ward_name, language, profile, live, now.date()):
        for path in printing.print_sheets(out, said, sheets, now, pictures):
            print(path)


@charter.command
def braille(
    folder: Path | None = None,
    *,
    ward_name: str,
    out: Path,
    language: str = "en",
    grade: Literal[0, 1, 2] = 0,
    cells: int = 40,
    lines: int = 25,
    profile: Profile = "adult",
    live: bool = False,
) -> None:
    """Make Braille files for an embosser or a Braille display, in the language's own code.

    Example: kiosk charter braille willow --ward-name "Willow Ward" --language en --grade 2 --out paper

    Parameters
    ----------
    folder
        The ward's content folder; without it, the content that comes with Wardlight.
    ward_name
        The ward's name as people read it.
    out
        Folder for the files; made if it is not there.
    language
        Code of a language, such as cy; or all, which passes over those without a code.
    grade
        1: letter by letter. 2: contracted. 0: each that the language has.
    cells
        Cells to a line.
    lines
        Lines to a page.
    profile
        Which charter: adult, young or learning_disability.
    live
        Only what is signed off; without it drafts are in it too, and marked.
    """
    import datetime

    from kiosk.charter import printing
    from kiosk.charter.manuscript import PaperRefused

    today = datetime.datetime.now(tz=datetime.UTC).date()
    for said in printing.manuscripts(folder, ward_name, language, profile, live, today):
        try:
            for path in printing.emboss(out, said, grade, cells, lines):
                print(path)
            if warning := printing.note(said.language):
                print(warning)
        except PaperRefused as error:
            if language != printing.ALL:
                raise
            print(error)


@recordings.command
def script(
    language: str,
    what: Path | None = None,
    *,
    out: Path,
    ward: str = "",
    own: Path | None = None,
    everything: bool = False,
) -> None:
    """Write what is still to be recorded in a language: a page to print for the speaker, and a list for `take`.

    Example: kiosk charter recordings script so /etc/wardlight/trust.toml --out somali

    Parameters
    ----------
    language
        Code of the language that is spoken, such as so, or syl for Sylheti.
    what
        A trust's settings file (what is published, with the ward's name in it), a pack or a content folder; without it, the content that comes
        with Wardlight.
    out
        Folder for the script; made if it is not there.
    ward
        Which ward, where the trust has several.
    own
        Folder with the ward's recordings so far.
    everything
        Also what has been recorded already.
    """
    from kiosk.charter import recordings as made
    from kiosk.resources import resource_folder

    found = made.script(language, what or resource_folder("content"), ward, own, everything)
    made.write(found, out)
    print(f"{out / made.SCRIPT}: {len(found.lines)} sentences to record")
    if found.filled_in:
        print(f"{found.filled_in} more have a number or a name that the tablet fills in: they cannot be recorded")


@recordings.command
def take(recorded: Path, *, to: Path, mend: bool = False) -> None:
    """Check what a speaker recorded, and put what is good into a folder of recordings. Status 2 where anything was not.

    Example: kiosk charter recordings take somali --to /etc/wardlight/clips --mend

    Parameters
    ----------
    recorded
        Folder with script.csv and the files 0001.wav, 0002.wav ...
    to
        Folder of the ward's recordings, as the tablet's settings name it under [voice].
    mend
        Set level and silence right where that is all that is wrong.
    """
    from kiosk.charter import recordings as made

    taken = made.take(recorded, to, mend)
    _say(taken.refused, "to record again")
    print(f"{to}: {taken.kept} recordings are in place; {taken.missing} sentences have none yet")
    if taken.refused:
        sys.exit(EXIT_REFUSED)
