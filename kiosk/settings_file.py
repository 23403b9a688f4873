"""Reading a settings file: TOML with documented keys only. What the keys mean is in `kiosk.tablet.settings` and `kiosk.trust.settings`."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from kiosk.refusal import Refusal

Settings = TypeVar("Settings")


class SettingsError(Refusal, ValueError):
    """The file cannot be used. The message says which line or key of it, and how to mend it."""


def read_toml(path: Path, example: str, refused: type[Refusal] = SettingsError) -> dict[str, Any]:
    """The tables of a TOML file. example: a file to look at. Raises `refused` with one line: what, where, how to mend it."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise refused(f"{path}: there is no such file (see {example} for an example)") from None
    except (OSError, UnicodeDecodeError) as error:
        raise refused(f"{path}: cannot be read: {error}") from None
    except tomllib.TOMLDecodeError as error:
        raise refused(f"{path}: not TOML: {error}") from None


def read_file(path: Path, kind: type[Settings], example: str) -> Settings:
    """The settings in a file. example: the file that shows every key. Raises SettingsError with one line: what, where, how to mend it."""
    try:
        return msgspec.convert(read_toml(path, example), kind)
    except msgspec.ValidationError as error:
        raise SettingsError(f"{path}: {error}") from None
