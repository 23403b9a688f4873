"""The settings file is read as it is documented, and anything else is refused with one line."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import get_args

import msgspec
import pytest

from kiosk.settings_file import SettingsError
from kiosk.trust import settings
from kiosk.trust.relays.settings import Relay, Webhook
from tests.support.processes import REPOSITORY

RELAY = '[[relay]]\nkind = "command"\nname = "Lamp"\nrun = ["/bin/true"]\n'
DEMO = 'mode = "demo"\ncode = "north"\nname = "Northfield"\ndata = "data"\nsecret = "secret"\n'


def read(tmp_path: Path, text: str) -> settings.Settings:
    file = tmp_path / "trust.toml"
    file.write_text(text, encoding="utf-8")
    return settings.read(file)


def test_the_example_names_every_key_and_is_accepted() -> None:
    held = settings.read(REPOSITORY / "deploy" / "trust" / "trust.toml")
    text = (REPOSITORY / "deploy" / "trust" / "trust.toml").read_text(encoding="utf-8")
    parts = (settings.Settings, settings.Listen, settings.Mail, settings.Retention)
    for name in (name for part in parts for name in part.__struct_fields__):
        assert f"\n{name} = " in text or f"\n[{name}]" in text or f"\n[[{name}]]" in text or f".{name}]" in text, name
    assert held.mode == "live"


def test_paths_count_from_the_file(tmp_path: Path) -> None:
    held = read(tmp_path, DEMO)
    assert held.data == str(tmp_path / "data")
    assert held.secret == str(tmp_path / "secret")
    assert held.database_url == f"sqlite:///{tmp_path / 'data' / 'trust.sqlite3'}"


def test_the_example_names_every_key_of_every_kind_of_relay() -> None:
    with (REPOSITORY / "deploy" / "trust" / "trust.toml").open("rb") as file:
        shown = {relay["kind"]: relay for relay in tomllib.load(file)["relay"]}
    kinds = {str(kind.__struct_config__.tag): kind for kind in get_args(Relay)}
    assert set(shown) == set(kinds)
    for name, kind in kinds.items():
        assert {"kind", *kind.__struct_fields__} == set(shown[name])
        defaults = {field.name: field.default for field in msgspec.structs.fields(kind)}
        assert shown[name]["confirms"] is defaults["confirms"] is False
        assert tuple(shown[name]["tell"]) == defaults["tell"]


def test_files_of_a_relay_count_from_the_file_and_are_asked_for_at_the_start(tmp_path: Path) -> None:
    text = '[[relay]]\nkind = "webhook"\nname = "Board"\nsecret = "key"\naddress = "https://x/y"\n'
    held = read(tmp_path, DEMO + text)
    (relay,) = held.relay
    assert isinstance(relay, Webhook)
    assert relay.secret == str(tmp_path / "key")
    with pytest.raises(SettingsError, match=r'\[\[relay\]\] 1 \("Board"\): secret = .* is not a file'):
        settings.check_files(held)
    (tmp_path / "key").write_text("a key")
    assert settings.check_files(held) == held
    with pytest.raises(SettingsError, match=r"run = .* is not a file"):
        settings.check_files(read(tmp_path, DEMO + RELAY.replace("/bin/true", "/bin/none")))
    with pytest.raises(SettingsError, match="no program that this user may run"):
        settings.check_files(read(tmp_path, DEMO + RELAY.replace("/bin/true", str(tmp_path / "key"))))


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (DEMO + "colour = 1\n", "colour"),
        (DEMO.replace("demo", "play"), "mode"),
        (DEMO + "sorting = 0.0\n", "sorting"),
        (DEMO + 'database = "mysql://x"\n', "PostgreSQL"),
        (DEMO + '[listen]\nhost = "0.0.0.0"\n', "not be encrypted"),
        (DEMO + "[listen]\nworkers = 2\n", "workers = 2 needs PostgreSQL"),
        (DEMO + 'database = "sqlite:///x"\n[listen]\nworkers = 2\n', "workers = 2 needs PostgreSQL"),
        (DEMO + 'database = "postgresql:///x"\n[listen]\nworkers = 17\n', "workers"),
        (DEMO + '[listen]\ncertificate = "c.pem"\n', "go together"),
        (DEMO.replace("demo", "live"), "not be encrypted"),
        ("mode = ", "not TOML"),
        (DEMO + '[mail]\nhost = "smtp.example"\n', "sender and to"),
        (DEMO + '[mail]\nuser = "wardlight"\n', "go together"),
        (DEMO + '[mail]\nat = ["25:00"]\n', "at"),
        (DEMO + '[mail]\nto = ["nobody"]\n', "to"),
        (DEMO + "[retention]\nreview = 0\n", "review"),
        (DEMO.replace('code = "north"', 'code = "no rth"'), "code"),
        (DEMO + RELAY.replace("command", "telegraph"), r"telegraph.*relay\[0\]\.kind"),
        (DEMO + RELAY + "colour = 1\n", r"colour.*relay\[0\]"),
        (DEMO + RELAY + RELAY, r'\[\[relay\]\] 1 \("Lamp"\): two relays have this name'),
        (DEMO + RELAY.replace("/bin/true", "true"), "no whole path"),
        (DEMO + RELAY + 'tell = ["shouted"]\n', "shouted"),
        (DEMO + RELAY + "timeout = 0.1\n", "timeout"),
        (DEMO + '[[relay]]\nkind = "webhook"\nname = "W"\nsecret = "s"\naddress = "http://x"\n', "address"),
        (DEMO + '[[relay]]\nkind = "mqtt"\nname = "M"\nhost = "x"\nuser = "u"\n', "go together"),
        (DEMO + '[[relay]]\nkind = "mqtt"\nname = "M"\nhost = "x"\ntopic = "a/#"\n', "topic"),
        (DEMO + '[[relay]]\nkind = "espa"\nname = "E"\ndevice = "/d"\npager = "9"\nown = "2"\n', "one address"),
        (DEMO + '[[relay]]\nkind = "tap"\nname = "T"\nhost = "x"\nport = 1\npager = "9\\r"\n', "pager"),
    ],
)
def test_what_is_not_safe_or_not_known_is_refused_in_one_line(tmp_path: Path, change: str, says: str) -> None:
    with pytest.raises(SettingsError, match=says) as caught:
        read(tmp_path, change)
    assert "\n" not in str(caught.value)


LIVE = DEMO.replace("demo", "live").replace('"secret"', '"../secret"') + '%s[listen]\ncertificate = "c"\nkey = "k"\n'


def test_live_refuses_a_rhythm_of_seconds_and_a_secret_in_the_backup(tmp_path: Path) -> None:
    assert read(tmp_path, LIVE % "").mode == "live"
    with pytest.raises(SettingsError, match="live takes 300"):
        read(tmp_path, LIVE % "sorting = 299.0\n")
    with pytest.raises(SettingsError, match="inside data"):
        read(tmp_path, (LIVE % "").replace("../secret", "data/secret"))


def test_a_missing_file_says_where_an_example_is(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"deploy/trust/trust\.toml"):
        settings.read(tmp_path / "none.toml")


def test_missing_tls_files_are_named_at_the_start(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="certificate"):
        settings.check_files(read(tmp_path, LIVE % ""))
