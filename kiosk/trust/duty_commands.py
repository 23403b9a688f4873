"""`kiosk duty`: who is on duty, from the server's command line. The console's page is what a ward uses at a handover."""

from __future__ import annotations

from pathlib import Path

from cyclopts import App

duty = App(
    name="duty",
    help="Who is on duty on a ward: the list, the handovers, the names that tablets show, and who hears of a call that nobody accepts.",
)


@duty.command
def show(settings: Path, *, ward: str = "") -> None:
    """Print whom tablets name now and until when, the ward's list, its handovers, who is missing, and to whom calls are passed on.

    Example: kiosk duty show /etc/wardlight/trust.toml

    Parameters
    ----------
    settings
        The trust's settings file.
    ward
        Which ward, where the trust has several.
    """
    from kiosk.trust import duty_report

    print(*duty_report.show(settings, ward), sep="\n")


@duty.command(name="set")
def set_list(settings: Path, people: Path, *, ward: str = "") -> None:
    """Replace the ward's list, its handovers and, where given, its steps for calls by those of a file. Tablets go on showing whom they show.

    Example: kiosk duty set /etc/wardlight/trust.toml willow-duty.yaml

    Parameters
    ----------
    settings
        The trust's settings file.
    people
        A YAML file; deploy/trust/duty.yaml is an example.
    ward
        Which ward, where the trust has several.
    """
    from kiosk.trust import duty_report

    print(*duty_report.replace_list(settings, people, ward), sep="\n")


@duty.command
def on(settings: Path, *names: str, ward: str = "") -> None:
    """Publish who is on duty from now to the next handover. Without names, tablets name nobody.

    Example: kiosk duty on /etc/wardlight/trust.toml "Sam Example" "Kim Example"

    Parameters
    ----------
    settings
        The trust's settings file.
    names
        People of the ward's list, each as it stands there.
    ward
        Which ward, where the trust has several.
    """
    from kiosk.trust import duty_report

    print(*duty_report.publish(settings, names, ward), sep="\n")
