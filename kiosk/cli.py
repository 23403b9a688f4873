"""The `kiosk` command. It is the roof: it may call anything, and nothing calls it.

What a person can do wrong (a mistyped option, a missing file, a busy port, a wrong passphrase) ends in one line that says what, where and how to mend
it, and exit status 2. A traceback is for a fault of ours. Modules are imported inside the commands, so that each starts as fast as it can.
"""

from __future__ import annotations

import getpass
import sys
import time
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import App, CycloptsError, Parameter

from kiosk.refusal import Refusal

EXIT_REFUSED = 2
Profile = Literal["adult", "young", "learning_disability"]  # as `kiosk.wardpack.Profile`, which takes longer to import

app = App(
    name="kiosk",
    help="Wardlight: ward tablets that people can trust, and the trust backend behind them.",
    version_flags=["--version"],
)
trust = App(name="trust", help="The trust backend: set it up, run it, pair tablets, add readers.")
app.command(trust)
app.command("kiosk.trust.duty_commands:duty", name="duty", help="Who is on duty on a ward, for its tablets.")
trust.command("kiosk.trust.log_commands:log", name="log", help="The access log: who opened what and when.")
for _name in ("backup", "restore", "replay"):
    trust.command(f"kiosk.trust.backup_commands:{_name}", name=_name)
trust.command("kiosk.trust.key_commands:keys", name="keys", help="Group keys: their history, and new ones for tablets.")
trust.command("kiosk.trust.key_commands:recovery", name="recovery", help="What two of three recovery holders do.")
app.command(  # imported when it is asked for
    "kiosk.charter.commands:charter", name="charter", help="What authors do with a ward's content, up to publishing it."
)


# A file that is not there, or may not be read, is told as it is: its message names the file.
MENDABLE = (Refusal, OSError)


@app.command
def demo(
    *, port: int = 0, keep: Path | None = None, size: Annotated[str, Parameter(name="--size")] = "1280x800"
) -> None:
    """Start everything on this machine with made-up people: backend, console and a paired tablet.

    Example: kiosk demo

    Parameters
    ----------
    port
        Port of the console on loopback; 0 takes a free one.
    keep
        Folder for the demo's data; without it the data is in a new folder and is removed at the end.
    size
        Size of the tablet's window in px, such as 1920x1200.
    """
    from kiosk import demo as demonstration

    sys.exit(demonstration.run(port=port, keep=keep, size=_size(size)))


tablet_app = App(name="tablet")
app.command(tablet_app)


@tablet_app.default
def tablet(settings: Path | None = None, *, new_pin: bool = False) -> None:
    """Run the tablet: window, courier and speech. Or make the hash of a staff PIN for tablet.toml.

    Example: kiosk tablet /etc/wardlight/tablet.toml

    Parameters
    ----------
    settings
        The tablet's settings file; deploy/tablet/tablet.toml is an example.
    new_pin
        Ask for a new staff PIN and print the line to write into the settings file.
    """
    if new_pin:
        from kiosk.tablet import pin

        print(f'pin = "{pin.new_hash(getpass.getpass("New staff PIN: "))}"')
        return
    if settings is None:
        raise Refusal("kiosk tablet needs the settings file: kiosk tablet /etc/wardlight/tablet.toml")
    from kiosk.tablet import keeper
    from kiosk.tablet import settings as tablet_settings

    tablet_settings.read(settings)
    sys.exit(keeper.Keeper(settings).run())


@tablet_app.command(name="keys")
def tablet_keys(map: Path | None = None) -> None:
    """Show what the keys of a keypad or a switch box send, and what the key map makes of them.

    Example: kiosk tablet keys /etc/wardlight/keys.toml

    Parameters
    ----------
    map
        The key map; without it, only what a full keyboard's keys mean is told.
    """
    from kiosk.tablet import keys_shown

    keys_shown.show(map, lambda line: print(line, flush=True))


@app.command
def doctor(settings: Path | None = None) -> None:
    """Look at this machine and say what is wrong, and how to mend it. Exit status 1 where something is wrong.

    Example: kiosk doctor /etc/wardlight/tablet.toml

    Parameters
    ----------
    settings
        The tablet's settings file; without it the link to the trust is not checked.
    """
    from kiosk import doctor as doctors
    from kiosk.tablet import settings as tablet_settings

    findings = list(doctors.examine(tablet_settings.read(settings) if settings else None, time.time()))
    print(doctors.report(findings))
    sys.exit(1 if any(finding.level == "wrong" for finding in findings) else 0)


@app.command
def tour(
    *,
    out: Path,
    size: str = "1280x800",
    text: Annotated[int, Parameter(name="--text")] = 100,
    theme: str = "light",
    form: str = "plain",
    language: str = "en",
    only: str = "",
    profile: Profile = "adult",
) -> None:
    """Write a picture of every page, and every page as data, into a folder.

    Where several languages or forms are asked for, each has a folder of its own, and index.html shows them.
    What a ruler finds wrong with a page stands in pages.json, and is told at the end.

    Example: kiosk tour --out tour --language all --form plain,easy

    Parameters
    ----------
    out
        Folder for the pictures and pages.json; made if it is not there.
    size
        Size of the screen in px.
    text
        Text size in per cent: 100, 140, 170 or 200.
    theme
        light, dark, high_contrast or calm.
    form
        plain or easy, or both with a comma between.
    language
        Codes of languages with commas between, or all.
    only
        Beginning of the page ids to draw, such as concern.
    profile
        Whose content: adult, young or learning_disability.
    """
    from kiosk import tour as tours

    asked = tours.Asked(_size(size), text, theme, form, language, only, profile)
    rounds = tours.write(out, asked, lambda drawn: print(f"{drawn.folder}: {drawn.pages} pages", flush=True))
    faults = [f"{drawn.folder}: {fault}" for drawn in rounds for fault in drawn.faults]
    if faults:
        print("\n".join(faults))
    print(f"{sum(drawn.pictures for drawn in rounds)} pictures, {len(faults)} faults")


@app.command
def audit(
    *,
    out: Path,
    language: str = "all",
    only: str = "",
    part: Annotated[bool, Parameter(name="--part", negative=())] = False,
    profile: Profile = "adult",
) -> None:
    """Look at every page as people with disabilities meet it, measure, and write what was found. Exit status 1 where anything fails.

    Every page is laid out in every language, size and form; a pairwise cover of them with the themes and frames is drawn on a virtual screen. The
    folder then has audit.json, coverage.json (which requirement is held by what) and index.html with pictures of each failure.

    Example: kiosk audit --out audit

    Parameters
    ----------
    out
        Folder for what was found; made if it is not there.
    language
        Codes of languages with commas between, or all.
    only
        Beginning of the page ids to look at, such as concern; then no journeys and no content.
    part
        Every page, but four languages and the extremes of size and theme: half a minute instead of twenty.
    profile
        Whose content: adult, young or learning_disability.
    """
    from kiosk import audit as audits

    languages = () if language == "all" else tuple(dict.fromkeys(language.split(",")))
    asked = audits.Asked(languages=languages, only=only, part=part, profile=profile)
    done = audits.write(out, asked, lambda line: print(line, flush=True))
    for failure in done.failures[:40]:
        print(
            f"{failure.requirement} {failure.page}, {failure.setting}: {failure.measured} (required: {failure.required})"
        )
    print(f"{done.figures}: {out / 'index.html'}")
    sys.exit(1 if done.failures else 0)


@app.command
def bench(*, out: Path, only: str = "", runs: int = 20, database: str = "") -> None:
    """Measure Wardlight against bare floors in the same run, and write the figures as JSON.

    Example: kiosk bench --out bench.json --only seal,intake

    Parameters
    ----------
    out
        File to write.
    only
        Names separated by commas; without it everything is measured. There are: start, touch_to_page, leave, language_switch, paragraph, idle_cpu,
        memory, send_durable, intake, batches_300, inbox, open_case, first_sound, focus_move, tree, seal, call_first_pixel, call_to_board,
        accept_to_tablet, tablet_memory, reconnect, ward_page, trust_overview, quarterly_report, open_a_day.
    runs
        How many times each is measured; at least 20.
    database
        Address of a PostgreSQL database on which the figures of staff calls are measured, with two workers. Everything in it is written over.
    """
    from kiosk import bench as benches

    benches.write(out, [name for name in only.split(",") if name], runs, database)


@trust.command
def init(
    settings: Path,
    *,
    ward: str,
    ward_name: str,
    root_out: Path,
    content: Path | None = None,
    profile: Profile = "adult",
) -> None:
    """Set a trust up: secret, keys, groups, database, and the first signed ward pack.

    Example: kiosk trust init /etc/wardlight/trust.toml --ward willow --ward-name "Willow Ward" --root-out /media/offline

    Parameters
    ----------
    settings
        The trust's settings file; deploy/trust/trust.toml is an example.
    ward
        Short name of the ward: letters and digits.
    ward_name
        The ward's name as people read it.
    root_out
        Folder on a medium that will be taken away: the two halves of the root key are written there, one for each holder.
    content
        The ward's content folder; without it, the example that comes with Wardlight, which is for the demo alone.
    profile
        Whom the ward is for: adult, young (12 to 18) or learning_disability. Tablets keep to it.
    """
    import functools

    from kiosk import resources
    from kiosk.charter.build import build_content
    from kiosk.trust import settings as trust_settings
    from kiosk.trust import setup

    folder = content or resources.resource_folder("content")
    build = functools.partial(build_content, profile=profile)
    print(setup.init_trust(trust_settings.read(settings), ward, ward_name, folder, root_out, build=build))


@trust.command
def serve(settings: Path) -> None:
    """Run the trust backend: intake, console, calls and the sorting process.

    Example: kiosk trust serve /etc/wardlight/trust.toml

    Parameters
    ----------
    settings
        The trust's settings file.
    """
    from kiosk.trust import serve as serving
    from kiosk.trust import settings as trust_settings

    serving.serve(trust_settings.read(settings))


@trust.command
def pair(settings: Path, *, place: str, ward: str = "") -> None:
    """Make a code that pairs one tablet within fifteen minutes.

    Example: kiosk trust pair /etc/wardlight/trust.toml --place "Day room"

    Parameters
    ----------
    settings
        The trust's settings file.
    place
        Where the tablet will hang, as staff will read it when it calls.
    ward
        Which ward, where the trust has several.
    """
    from kiosk.trust import settings as trust_settings
    from kiosk.trust import setup

    print(setup.new_pairing(trust_settings.read(settings), place, ward))


@trust.command
def reader(settings: Path, name: str, *, role: str, groups: str = "") -> None:
    """Invite somebody, while the founding keys are at hand. Prints a code with which they make their own passphrase.

    Example: kiosk trust reader /etc/wardlight/trust.toml "safeguarding lead" --role Safeguarding --groups safeguarding

    Parameters
    ----------
    settings
        The trust's settings file.
    name
        Name to sign in with.
    role
        What they are, as others see it: Ward staff, Safeguarding, Advocate; administrator and governance are in no group.
    groups
        Reader groups separated by commas: ward (or ward:CODE), safeguarding, advocate, speak_up.
    """
    from kiosk.trust import admission
    from kiosk.trust import settings as trust_settings

    read = trust_settings.read(settings)
    print(admission.invite_reader(read, name, role, tuple(groups.split(","))).told(read.public_address))


@trust.command
def ward(settings: Path, *, ward: str, ward_name: str, content: Path, profile: Profile = "adult") -> None:
    """Add a further ward to a trust that is set up.

    Example: kiosk trust ward /etc/wardlight/trust.toml --ward birch --ward-name "Birch Ward" --content /srv/birch

    Parameters
    ----------
    settings
        The trust's settings file.
    ward
        Short name of the ward: letters and digits.
    ward_name
        The ward's name as people read it.
    content
        The ward's content folder.
    profile
        Whom the ward is for: adult, young (12 to 18) or learning_disability. Tablets keep to it.
    """
    import functools

    from kiosk.charter.build import build_content
    from kiosk.trust import adding_ward
    from kiosk.trust import settings as trust_settings

    build = functools.partial(build_content, profile=profile)
    print(*adding_ward.add_ward(trust_settings.read(settings), ward, ward_name, content, build), sep="\n")


def _size(written: str) -> tuple[int, int]:
    width, _, height = written.partition("x")
    if not (width.isdigit() and height.isdigit()):
        raise Refusal(f"--size {written}: write it as WIDTHxHEIGHT, such as 1280x800")
    return int(width), int(height)


def main(arguments: list[str] | None = None) -> None:
    """The entry point. Faults that a person can mend end in one line on standard error and status 2."""
    try:
        app(arguments, exit_on_error=False, print_error=False)
    except CycloptsError as error:
        _refuse(f"{error} (see kiosk --help)")
    except KeyboardInterrupt:
        sys.exit(130)
    except MENDABLE as error:
        _refuse(str(error))


def _refuse(line: str) -> None:
    print(f"kiosk: {' '.join(line.split())}", file=sys.stderr)
    sys.exit(EXIT_REFUSED)


if __name__ == "__main__":
    main()
