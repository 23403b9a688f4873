"""The rules of the house: who may import whom, and what stands nowhere in the tree.

Ground floor: records, envelope, receipt, wardpack, wire, callstate, charts. `tablet` and `trust` stand on it and never see each
other; `cli` is the roof. Each rule looks at every file that is there, so a new one is held from its first day.
"""

import ast
import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.support.house import (
    committed_files,
    house,
    imports_of,
    module_name,
    python_files,
    reachable,
    within,
)
from tests.support.processes import REPOSITORY
from tests.support.screen import Screen

FILES = python_files()
IMPORTS = house()
GROUND_FLOOR = {
    f"kiosk.{name}" for name in ("records", "envelope", "receipt", "wardfigures", "wardpack", "wire", "callstate")
} | {name for name in IMPORTS if within(name, "kiosk.charts")}
COURIER = "kiosk.tablet.courier"
SPEECH = "kiosk.tablet.senses.hearing"
WINDOW = sorted(name for name in IMPORTS if within(name, "kiosk.tablet") and not within(name, COURIER, SPEECH))
# Pages are data: these never see a screen, so that every journey can be tested, spoken and scanned without one.
WITHOUT_A_SCREEN = sorted(
    name
    for name in IMPORTS
    if within(name, "kiosk.tablet.journeys", *(f"kiosk.tablet.{m}" for m in ("pages", "visit", "attention", "editing")))
)
# What costs the window its start or gives it a way to the network (Kivy itself loads asyncio, see below).
NEVER_IN_THE_WINDOW = (
    *("sqlalchemy", "alembic", "sqlite3", "psycopg", "litestar", "uvicorn", "structlog"),
    *("httpx", "httpcore", "h11", "requests", "websockets", "http.client", "urllib.request"),
)


def broken(modules: list[str], *forbidden: str) -> list[str]:
    """Return a line for each module that leads, by whatever way, to a forbidden one."""
    return [
        " -> ".join(way)
        for module in modules
        for name, way in reachable(module, IMPORTS).items()
        if within(name, *forbidden)
    ]


def test_the_rules_look_at_the_whole_house() -> None:
    assert set(IMPORTS) >= GROUND_FLOOR
    assert {"kiosk.tablet.pages", "kiosk.tablet.visit", "kiosk.tablet.attention"} <= set(WITHOUT_A_SCREEN)
    assert set(WITHOUT_A_SCREEN) < set(WINDOW)
    assert len(FILES) == len(IMPORTS)


def test_the_ground_floor_stands_on_itself_alone() -> None:
    floors = ("kiosk.tablet", "kiosk.trust", "kiosk.charter", "kiosk.cli")
    assert broken(sorted(GROUND_FLOOR), *floors, "kivy", "sqlalchemy", "httpx", "litestar") == []


def test_tablet_and_trust_never_import_each_other() -> None:
    tablet = [name for name in IMPORTS if within(name, "kiosk.tablet")]
    trust = [name for name in IMPORTS if within(name, "kiosk.trust")]
    assert broken(tablet, "kiosk.trust") == []
    assert broken(trust, "kiosk.tablet") == []


def test_nobody_imports_the_roof() -> None:
    below = [name for name in IMPORTS if within(name, "kiosk.tablet", "kiosk.trust", "kiosk.charter")]
    assert broken(below, "kiosk.cli") == []


def test_the_tablet_never_imports_the_tools_of_authors() -> None:
    assert broken([name for name in IMPORTS if within(name, "kiosk.tablet")], "kiosk.charter") == []


@pytest.mark.parametrize("module", WITHOUT_A_SCREEN)
def test_pages_and_journeys_never_see_a_screen(module: str) -> None:
    assert broken([module], "kivy", "kiosk.tablet.senses", "kiosk.tablet.app") == []


def test_the_window_never_imports_storage_network_or_asyncio_itself() -> None:
    assert broken(WINDOW, *NEVER_IN_THE_WINDOW, "asyncio") == []


def test_the_window_process_has_loaded_no_storage_and_no_network(screen: Screen) -> None:
    # Every module of the window process, in a process of its own; beyond asyncio's own modules, which Kivy 2.3.1 loads
    # with its clock whether anybody uses them or not, nothing forbidden may be there.
    bare = _loaded_after("kivy.clock", screen=screen)
    loaded = _loaded_after("kivy.clock", *WINDOW, screen=screen)
    assert set(WINDOW) <= loaded
    assert sorted(name for name in loaded if within(name, *NEVER_IN_THE_WINDOW)) == []
    assert sorted(name for name in loaded - bare if within(name, "asyncio")) == []


def _loaded_after(*modules: str, screen: Screen) -> set[str]:
    program = (
        "import importlib, sys; [importlib.import_module(m) for m in sys.argv[1:]]; print('\\n'.join(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, *modules],
        cwd=REPOSITORY,
        env={**screen.environment(), "KIVY_LOG_MODE": "PYTHON"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return set(done.stdout.split())


def test_no_text_goes_through_kivys_own_labels() -> None:
    # They draw Arabic unjoined and "12" as "21"; a wrong bed number is a patient-safety fault. One Pango widget draws all.
    labels = ("kivy.uix.label", "kivy.uix.button", "kivy.uix.textinput", "kivy.core.text")
    direct = [f"{module}: {name}" for module, names in IMPORTS.items() for name in names if within(name, *labels)]
    assert direct == []
    in_words = re.compile(r"kivy\.uix\.(label|button|textinput)|kivy\.uix import .*\b(Label|Button|TextInput)")
    spoken_of = [f"{file}" for file in FILES if in_words.search(file.read_text(encoding="utf-8"))]
    assert spoken_of == []


def test_no_test_sleeps() -> None:
    files = python_files(folder="tests")
    assert files
    sleeping = [
        f"{file.relative_to(REPOSITORY)}:{node.lineno}"
        for file in files
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func) in ("time.sleep", "sleep")
    ]
    assert sleeping == []


# Written in pieces, so that this file does not hold what it looks for.
HOSTS = [
    name.replace("~", "") for name in ("pypi~.org", "python~hosted", "registry~.npmjs", "npmjs~.com", "deb.deb~ian.org")
]
MACHINE_PATHS = re.compile("(?<![A-Za-z0-9_.~/])/" + r"(root|work|farm|home/[a-z]+)(?=/[A-Za-z0-9_.])")


def test_nothing_names_a_package_registry_or_a_path_of_somebodys_machine() -> None:
    named = []
    for file, text in committed_files():
        named += [f"{file}: {host}" for host in HOSTS if host in text]
        named += [f"{file}: {path.group()}" for path in MACHINE_PATHS.finditer(text)]
    assert named == []


def test_the_search_for_machine_paths_finds_one() -> None:
    assert MACHINE_PATHS.search("see /" + "home/zoe/notes.txt")
    assert MACHINE_PATHS.search('"/' + 'root/.kivy"')
    assert not MACHINE_PATHS.search("https://example.org/home/page.html and kiosk/home/page.py")


def test_lock_files_pin_every_file_and_name_no_host() -> None:
    locks = sorted((REPOSITORY / "requirements").glob("*.lock"))
    assert [lock.stem for lock in locks] == ["build", "dev", "node", "runtime"]
    for lock in locks:
        text = lock.read_text(encoding="utf-8")
        assert "://" not in text
        assert not re.search(r"^--", text, flags=re.MULTILINE), f"{lock.name} carries an option"
        for entry in re.split(r"\n(?=\S)", text.strip()):
            assert re.match(r"[a-z0-9.-]+==\S+ ", entry), entry[:60]
            assert "--hash=sha256:" in entry, f"{lock.name}: {entry[:60]} has no hash"
    npm = (REPOSITORY / "package-lock.json").read_text(encoding="utf-8")
    assert "://" not in npm
    assert '"integrity": "sha512-' in npm


def test_every_dependency_is_locked_and_credited() -> None:
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))
    locked = {
        lock: _locked_names(REPOSITORY / f"requirements/{lock}.lock") for lock in ("runtime", "dev", "build", "node")
    }
    asked = {_plain_name(line) for line in project["project"]["dependencies"]}
    assert asked <= locked["runtime"]
    assert locked["runtime"] <= locked["dev"]
    assert locked["build"] <= locked["dev"]
    credits = (REPOSITORY / "THIRD-PARTY.md").read_text(encoding="utf-8")
    credited = set(re.findall(r"^\| `([^`]+)` \|", credits, flags=re.MULTILINE))
    used = set.union(*locked.values()) | _front_end_packages() | _debian_packages()
    assert sorted(used - credited) == []
    assert sorted(credited - used) == []


def _front_end_packages() -> set[str]:
    packages = json.loads((REPOSITORY / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    return {path.removeprefix("node_modules/") for path in packages if path}


def _locked_names(lock: Path) -> set[str]:
    return set(re.findall(r"^([a-z0-9.-]+)==", lock.read_text(encoding="utf-8"), flags=re.MULTILINE))


def _plain_name(requirement: str) -> str:
    name = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert name is not None, requirement
    return re.sub(r"[-_.]+", "-", name.group()).lower()


def _debian_packages() -> set[str]:
    lines = (REPOSITORY / "deploy/developer/debian-packages.txt").read_text(encoding="utf-8").splitlines()
    named = [line.split()[1] for line in lines if line.strip() and not line.startswith("#")]
    return {name for names in named for name in names.split("|")}


def test_reading_imports_sees_every_form_of_them() -> None:
    source = (
        "import a.b\nfrom c import d\nfrom . import e\nfrom ..f import g\n"
        "def later():\n    import h\nif TYPE_CHECKING:\n    from i import j\n"
    )
    found = imports_of(source, "kiosk.tablet.pages", is_package=False)
    assert {"a.b", "c", "c.d", "kiosk.tablet.e", "kiosk.f", "kiosk.f.g", "h", "i", "i.j"} <= found
    assert "kiosk.tablet.journeys.home" in imports_of("from . import home", "kiosk.tablet.journeys", is_package=True)


def test_a_way_through_other_modules_is_found() -> None:
    imports = {"k.a": frozenset({"k.b"}), "k.b": frozenset({"sqlalchemy.orm"}), "k": frozenset({"json"})}
    ways = reachable("k.a", imports)
    assert ways["sqlalchemy.orm"] == ("k.a", "k.b", "sqlalchemy.orm")
    assert ways["json"] == ("k.a", "k", "json")
    assert module_name(REPOSITORY / "kiosk/__init__.py") == "kiosk"
