"""The example settings name every key that there is, and are ones that would start."""

import tomllib
from pathlib import Path
from typing import Any

import msgspec
import pytest

from kiosk.tablet import settings as tablet
from kiosk.trust import settings as trust
from tests.support.processes import REPOSITORY

TABLET = REPOSITORY / "deploy/tablet/tablet.toml"
TRUST = REPOSITORY / "deploy/trust/trust.toml"


def keys_of(kind: type[msgspec.Struct]) -> dict[str, Any]:
    """Return the keys that a settings type knows, with those of its tables inside."""
    return {
        field.name: keys_of(field.type)
        if isinstance(field.type, type) and issubclass(field.type, msgspec.Struct)
        else None
        for field in msgspec.structs.fields(kind)
    }


def keys_in(table: dict[str, Any]) -> dict[str, Any]:
    """Return the keys of a TOML table in the same shape. What lies under `years` is named by whoever fills it in."""
    return {
        name: keys_in(value) if isinstance(value, dict) and name != "years" else None for name, value in table.items()
    }


@pytest.mark.parametrize(("file", "kind"), [(TABLET, tablet.Settings), (TRUST, trust.Settings)])
def test_an_example_names_every_key_and_no_other(file: Path, kind: type[msgspec.Struct]) -> None:
    assert keys_in(tomllib.loads(file.read_text(encoding="utf-8"))) == keys_of(kind)


def test_the_tablets_example_would_start() -> None:
    assert tablet.read(TABLET).mode == "live"


def test_the_trusts_example_would_start() -> None:
    assert trust.read(TRUST).mode == "live"
