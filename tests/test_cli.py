"""What a person can do wrong at the terminal ends in one clear line and status 2; every command has help with an example."""

from __future__ import annotations

import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from kiosk import cli

COMMANDS = [
    *("demo", "tablet", "tablet keys", "doctor", "tour", "bench"),
    *("trust init", "trust serve", "trust pair", "trust reader"),
    *("charter new", "charter check", "charter show", "charter diff", "charter publish"),
    *("duty show", "duty set", "duty on"),
    *("charter languages", "charter sign-off", "charter print", "charter braille"),
]


@pytest.fixture
def refused(capsys: pytest.CaptureFixture[str]) -> Callable[[str], str]:
    """Run a command that has to be refused, and give the one line that it printed."""

    def run(line: str) -> str:
        with pytest.raises(SystemExit) as ended:
            cli.main(line.split())
        said = capsys.readouterr()
        assert ended.value.code == cli.EXIT_REFUSED
        assert said.out == ""
        lines = said.err.splitlines()
        assert len(lines) == 1
        assert lines[0].startswith("kiosk: ")
        return lines[0]

    return run


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main([*command.split(), "--help"])
    assert ended.value.code == 0
    assert f"Example: kiosk {command}" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("dmeo", 'Unknown command "dmeo"'),
        ("demo --prot 1", "--prot"),
        ("demo --size large", "WIDTHxHEIGHT"),
        ("tablet", "needs the settings file"),
        ("tablet /nowhere/tablet.toml", "/nowhere/tablet.toml: there is no such file"),
        ("tablet keys /nowhere/keys.toml", "/nowhere/keys.toml: there is no such file"),
        ("doctor /nowhere/tablet.toml", "/nowhere/tablet.toml"),
        ("tour", "--out"),
        ("tour --out /proc/tour", "/proc/tour"),
        ("tour --out x --text 120", "cannot be read like this"),
        ("tour --out x --only nothing", "no page's name begins"),
        ("bench --out /nowhere/bench.json", "/nowhere"),
        ("bench --out bench.json --only sealing", "there is no such measure"),
        ("bench --out bench.json --runs 3", "fewer than 20 runs"),
        ("charter new /etc", "/etc: there is something already"),
        ("trust serve /nowhere/trust.toml", "/nowhere/trust.toml: there is no such file"),
        ("trust pair /nowhere/trust.toml --place x", "/nowhere/trust.toml"),
        ("trust reader /nowhere/trust.toml x --role x --groups ward", "/nowhere/trust.toml"),
        ("trust init /nowhere/trust.toml --ward w --ward-name W --root-out .", "/nowhere/trust.toml"),
    ],
)
def test_what_can_be_mended_is_one_line(
    line: str, says: str, refused: Callable[[str], str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert says in refused(line)
    assert list(tmp_path.iterdir()) == []


def test_a_port_that_is_taken_is_named(refused: Callable[[str], str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert str(port) in refused(f"demo --port {port}")


def test_a_settings_file_with_an_unknown_key_is_refused_with_its_name(
    tmp_path: Path, refused: Callable[[str], str]
) -> None:
    file = tmp_path / "tablet.toml"
    file.write_text('mode = "demo"\ntrust = "http://127.0.0.1"\ndata = "x"\ncolour = "red"\n')
    line = refused(f"tablet {file}")
    assert str(file) in line
    assert "colour" in line


def test_a_live_tablet_that_would_talk_in_the_clear_is_refused(tmp_path: Path, refused: Callable[[str], str]) -> None:
    file = tmp_path / "tablet.toml"
    file.write_text('mode = "live"\ntrust = "http://trust.example"\ndata = "x"\n')
    assert "not encrypted" in refused(f"tablet {file}")


def test_a_fault_of_ours_is_not_dressed_up_as_a_mistake_of_theirs(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: list[str], **__: object) -> None:
        raise RuntimeError("ours")

    monkeypatch.setattr(cli, "app", broken)
    with pytest.raises(RuntimeError, match="ours"):
        cli.main([])
