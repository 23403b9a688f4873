"""`kiosk trust keys` and `kiosk trust recovery`: what is done with keys from the command line."""

from __future__ import annotations

from pathlib import Path

from cyclopts import App

keys = App(name="keys", help="Group keys: their history, and new ones signed by the root for tablets.")
recovery = App(
    name="recovery", help="What two of the three recovery holders do: the drill, and bringing a reader back."
)


@keys.command
def history(settings: Path, *, group: str = "") -> None:
    """Print each group's keys: when and why each was made, since when tablets seal to it, who opens it.

    Example: kiosk trust keys history /etc/wardlight/trust.toml

    Parameters
    ----------
    settings
        The trust's settings file.
    group
        One group alone: ward:CODE, safeguarding, advocate, speak_up or recovery.
    """
    from kiosk.trust import root_signing
    from kiosk.trust import settings as trust_settings

    print(*root_signing.history(trust_settings.read(settings), group), sep="\n")


@keys.command
def ask(settings: Path, *, out: Path, ward: str = "") -> None:
    """Write what the root has to sign, after somebody left a group or a ward was added. It holds no secret.

    Example: kiosk trust keys ask /etc/wardlight/trust.toml --out request.json

    Parameters
    ----------
    settings
        The trust's settings file.
    out
        File to write; it must not be there.
    ward
        One ward alone; without it, all.
    """
    from kiosk.trust import root_signing
    from kiosk.trust import settings as trust_settings

    print(*root_signing.ask(trust_settings.read(settings), out, ward), sep="\n")


@keys.command
def sign(request: Path, first: Path, second: Path, *, out: Path, yes: bool = False) -> None:
    """Sign a request with the shares of the root's two holders, on a machine that is not the server and has no network.

    Example: kiosk trust keys sign request.json wardlight-root-holder-1.txt wardlight-root-holder-2.txt --out signed.json

    Parameters
    ----------
    request
        What `kiosk trust keys ask` wrote.
    first
        One holder's file.
    second
        The other holder's file.
    out
        File to write; it must not be there.
    yes
        The holders have compared the new keys already: do not ask.
    """
    from kiosk.trust import root_signing

    def agree(lines: list[str]) -> bool:
        print(*lines, sep="\n")
        if yes:
            return True
        print("Compare each NEW KEY with what a member of that group sees at the console under Keys.")
        return input("Sign these keys? Type yes: ").strip().lower() == "yes"

    print(*root_signing.sign(request, first, second, out, agree), sep="\n")


@keys.command
def take(settings: Path, signed: Path) -> None:
    """Give signed keys to tablets.

    Example: kiosk trust keys take /etc/wardlight/trust.toml signed.json

    Parameters
    ----------
    settings
        The trust's settings file.
    signed
        What `kiosk trust keys sign` wrote.
    """
    from kiosk.trust import root_signing
    from kiosk.trust import settings as trust_settings

    print(*root_signing.take(trust_settings.read(settings), signed), sep="\n")


@recovery.command
def drill(settings: Path, first: Path, second: Path, *, protocol: Path) -> None:
    """Show that two holders can open a concern and bring a reader back, in a copy that is deleted. Twice a year, and after any change of holders.

    Example: kiosk trust recovery drill /etc/wardlight/trust.toml wardlight-recovery-holder-1.txt wardlight-recovery-holder-3.txt --protocol .

    Parameters
    ----------
    settings
        The trust's settings file.
    first
        One holder's file.
    second
        Another holder's file.
    protocol
        Folder in which the dated protocol is written.
    """
    from kiosk.trust import recovery_drill
    from kiosk.trust import settings as trust_settings

    done = recovery_drill.drill(trust_settings.read(settings), first, second, protocol)
    print(*done.proved, f"Written: {done.file}", sep="\n")


@recovery.command
def readmit(settings: Path, name: str, first: Path, second: Path) -> None:
    """Bring back a reader who lost their passphrase, also the last of a group: prints a code with which they make a new one.

    Example: kiosk trust recovery readmit /etc/wardlight/trust.toml advocate wardlight-recovery-holder-1.txt wardlight-recovery-holder-2.txt

    Parameters
    ----------
    settings
        The trust's settings file.
    name
        The name that they sign in with.
    first
        One holder's file.
    second
        Another holder's file.
    """
    from kiosk.trust import admission
    from kiosk.trust import settings as trust_settings

    read = trust_settings.read(settings)
    print(admission.readmit(read, name, first, second).told(read.public_address))
