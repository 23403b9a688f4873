"""Where Wardlight's own files lie: content, pictures and languages, in a checkout or an installed wheel.

In a checkout `content/`, `assets/` and `locales/` stand beside `kiosk/`, where authors and translators find them; a
wheel carries them inside `kiosk/` (deploy/packaging/hatch_build.py). This module is on the tablet's way to its first
page, so it imports nothing but pathlib and asks no package metadata. It is not for what a ward or trust writes: their
data folders come from their settings.
"""

from pathlib import Path
from typing import Literal

ResourceKind = Literal["content", "assets", "locales"]

_PACKAGE = Path(__file__).resolve().parent


def resource_folder(kind: ResourceKind, package: Path = _PACKAGE) -> Path:
    """Return the folder that holds `content`, `assets` or `locales`.

    The wheel's copy comes first: an installed package has no business with a folder that happens to lie beside it.

    :param kind: which of the three folders.
    :param package: the folder of the `kiosk` package; given by tests alone.
    :raises FileNotFoundError: neither a checkout's folder nor a wheel's is there; the message says how to mend it.
    """
    inside = package / kind
    if inside.is_dir():
        return inside
    beside = package.parent / kind
    if beside.is_dir() and (package.parent / "pyproject.toml").is_file():
        return beside
    raise FileNotFoundError(
        f"{inside}: Wardlight's own {kind} folder is missing, so this installation is incomplete; "
        f"install the wheel again, or run `make setup` in a whole checkout"
    )
