"""`kiosk doctor`: looks at a machine and says what is wrong with it and how to mend it.

It changes nothing, and sends nothing but one greeting to the trust. Each check is a function that yields findings; it never raises for a fault of
the machine. Paths and readers come in as arguments where a test needs to show it another machine.
"""

from __future__ import annotations

import ctypes
import importlib
import os
import re
import resource
import shutil
import socket
import ssl
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from msgspec import Struct

from kiosk import fonts as our_fonts
from kiosk.resources import resource_folder
from kiosk.tablet import settings as tablet_settings
from kiosk.tablet.senses.sight import theme

Level = Literal["well", "look", "wrong"]


class Finding(Struct, frozen=True):
    """One line of the report. level: well; look (it works, but know this); wrong (it will fail or leak). mend: what to do, empty when well."""

    subject: str
    level: Level
    what: str
    mend: str = ""


SHARED_LIBRARIES = (
    ("libpango-1.0.so.0", "text", "install libpango-1.0-0"),
    ("libpangocairo-1.0.so.0", "text", "install libpangocairo-1.0-0"),
    ("libcairo.so.2", "text and pictures", "install libcairo2"),
    ("libfontconfig.so.1", "fonts", "install libfontconfig1"),
    ("libGL.so.1", "the screen", "install libgl1 and libgl1-mesa-dri"),
    ("libX11.so.6", "the screen", "install libx11-6"),
)
MODULES = ("kivy", "accesskit", "msgspec", "cryptography", "sqlalchemy", "litestar", "uvicorn", "cffi")
LEAST_FREE = 2 * 1024**3  # bytes: half a year without a link
LEAST_CLOCK = 1_760_000_000  # seconds since 1970: any time before is a clock that was never set


def libraries() -> Iterator[Finding]:
    """Shared libraries that text and screen need, and the Python modules of the lock file."""
    if not (3, 11) <= sys.version_info[:2] <= (3, 13):
        yield Finding("libraries", "wrong", f"Python {sys.version.split()[0]}", "use Python 3.11, 3.12 or 3.13")
    missing = 0
    for name, purpose, mend in SHARED_LIBRARIES:
        try:
            ctypes.CDLL(name)
        except OSError:
            missing += 1
            yield Finding("libraries", "wrong", f"{name} is missing, which {purpose} needs", mend)
    os.environ.setdefault("KIVY_NO_ARGS", "1")
    os.environ.setdefault("KIVY_NO_CONSOLELOG", "1")
    os.environ.setdefault("KIVY_NO_FILELOG", "1")
    for module in MODULES:
        try:
            importlib.import_module(module)
        except ImportError as error:
            missing += 1
            yield Finding(
                "libraries", "wrong", f"the Python module {module} does not load: {error}", "run `make setup`"
            )
    if not missing:
        yield Finding("libraries", "well", "all load")


def _nearest_face(family: str, weight: int) -> str:
    """What a page gets that asks for this face: "families|styles" of the nearest file."""
    environment = dict(os.environ)
    our_fonts.settle(environment)
    command = ["fc-match", "-f", "%{family}|%{style}", f"{family}:weight={our_fonts.WEIGHTS[weight][1]}"]
    done = subprocess.run(command, env=environment, check=True, capture_output=True, text=True, timeout=10)  # noqa: S603
    return done.stdout


def fonts(find: Callable[[str, int], str] = _nearest_face) -> Iterator[Finding]:
    """Whether our own fontconfig finds each face that pages are set in."""
    missing = []
    for family, weight in sorted(theme.FACES):
        try:
            families, _, styles = find(family, weight).partition("|")
        except (OSError, subprocess.SubprocessError):
            yield Finding("fonts", "wrong", "fc-match does not run, so fonts cannot be checked", "install fontconfig")
            return
        style = our_fonts.WEIGHTS[weight][0]
        if family not in families.split(",") or style not in styles.split(","):
            missing.append(f"{family} {style}")
    if missing:
        mend = f"install {', '.join(our_fonts.PACKAGES)}"
        yield Finding("fonts", "wrong", f"not found: {', '.join(missing)}", mend)
    else:
        known = {family for family, _ in theme.FACES}
        yield Finding("fonts", "well", f"{len(theme.FACES)} faces of {len(known)} families are there")


def sound(device: str = "default", cards: Path = Path("/proc/asound/cards")) -> Iterator[Finding]:
    """Whether the tablet's sound device can be opened, as the voice opens it."""
    from kiosk.tablet.senses.hearing.alsa import Device, NoSound

    try:
        Device(device).close()
    except NoSound as fault:
        names = re.findall(r"^ *(\d+) \[\S+ *\]: *(.+)$", cards.read_text(), re.MULTILINE) if cards.is_file() else []
        there = ", ".join(f"plughw:{number} ({name})" for number, name in names)
        what = f"{device!r} cannot be opened ({fault.strerror or fault}): pages cannot be heard here"
        mend = f"name one of these as [voice] device: {there}" if there else "plug in a speaker or load its driver"
        yield Finding("sound", "look", what, mend)
    else:
        yield Finding("sound", "well", f"{device!r} plays")


def voices(
    settings: tablet_settings.Voice | None = None, languages: tuple[str, ...] | None = None
) -> Iterator[Finding]:
    """Which of the tablet's languages can be heard. languages: by default those of the catalogues."""
    from kiosk.tablet.senses.hearing import process, sndfile, sonic
    from kiosk.tablet.senses.hearing.clips import Clips
    from kiosk.tablet.senses.hearing.espeak import Espeak, NoEspeak
    from kiosk.tablet.senses.hearing.sounds import Sounds

    chosen = settings or tablet_settings.Voice()
    for load, mend in ((sonic.load, "install libsonic0"), (sndfile.load, "install libsndfile1")):
        try:
            load()
        except OSError as fault:
            yield Finding("voice", "wrong", str(fault), mend)
    clips = Clips(process.clip_folders(chosen.clips))
    try:
        synthesiser: Espeak | None = Espeak(lambda: None)
    except NoEspeak as fault:
        synthesiser = None
        yield Finding("voice", "wrong", f"{fault}: nothing is heard but recordings", "install espeak-ng")
    heard = Sounds(clips, synthesiser, frozenset(chosen.unvoiced)).languages()
    if synthesiser:
        synthesiser.close()
    if languages is None:
        found = resource_folder("locales").glob("*/LC_MESSAGES/wardlight.po")
        languages = tuple(sorted(path.parent.parent.name for path in found))
    silent = [language for language in languages if language not in heard and language.split("-")[0] not in heard]
    if silent:
        what = f"no voice for {', '.join(silent)}: their pages are not heard, and say so"
        yield Finding("voice", "look", what, "record their sentences (assets/clips/README.md)")
    else:
        yield Finding("voice", "well", f"{len(languages)} languages can be heard")


def screen_reader() -> Iterator[Finding]:
    """Whether a session bus is there for AT-SPI, by which screen readers and Braille displays reach the tablet."""
    if not os.environ.get("DBUS_SESSION_BUS_ADDRESS"):
        mend = "start the session with dbus-run-session, and install at-spi2-core"
        yield Finding("screen reader", "look", "no session bus, so no screen reader can attach", mend)
    elif not Path("/usr/libexec/at-spi-bus-launcher").exists():
        yield Finding("screen reader", "look", "AT-SPI is not installed", "install at-spi2-core")
    else:
        yield Finding("screen reader", "well", "a session bus and AT-SPI are there")


def screen() -> Iterator[Finding]:
    """Whether there is an X display, and whether it is large enough for targets of 20 mm."""
    display = os.environ.get("DISPLAY", "")
    if not display:
        yield Finding("screen", "wrong", "DISPLAY is not set", "start it inside an X session (see deploy/tablet)")
        return
    size = _screen_size(display)
    if size is None:
        yield Finding("screen", "wrong", f"no X server answers at {display}", "start X before the tablet")
        return
    width, height = size
    if width < 1280 or height < 800:
        yield Finding("screen", "look", f"{width}x{height} px is under 1280x800", "use a larger panel or a higher mode")
    else:
        yield Finding("screen", "well", f"{width}x{height} px")


def _screen_size(display: str) -> tuple[int, int] | None:
    """Px of the X screen, or None where nothing answers."""
    try:
        x11 = ctypes.CDLL("libX11.so.6")
    except OSError:
        return None
    x11.XOpenDisplay.restype = ctypes.c_void_p
    opened = x11.XOpenDisplay(display.encode())
    if not opened:
        return None
    connection = ctypes.c_void_p(opened)
    try:
        return int(x11.XDisplayWidth(connection, 0)), int(x11.XDisplayHeight(connection, 0))
    finally:
        x11.XCloseDisplay(connection)


def swap(swaps: Path = Path("/proc/swaps")) -> Iterator[Finding]:
    """Swap on a plain disk could keep what somebody typed."""
    lines = swaps.read_text(encoding="utf-8").splitlines()[1:] if swaps.exists() else []
    plain = [line.split()[0] for line in lines if not line.startswith(("/dev/zram", "/dev/dm-"))]
    if plain:
        mend = "switch it off (swapoff -a, and out of /etc/fstab) or encrypt it"
        yield Finding("swap", "wrong", f"{', '.join(plain)} may keep what somebody typed", mend)
    else:
        yield Finding("swap", "well", "none on a plain disk")


def core_dumps(pattern: Path = Path("/proc/sys/kernel/core_pattern")) -> Iterator[Finding]:
    """A core file of the window would hold what somebody was typing. The keeper forbids them; the system should too."""
    soft, _ = resource.getrlimit(resource.RLIMIT_CORE)
    piped = pattern.exists() and pattern.read_text(encoding="utf-8").startswith("|")
    if piped:
        mend = "set kernel.core_pattern to a plain file name, or Storage=none in systemd's coredump.conf"
        yield Finding("core dumps", "look", "the system hands core files to another program", mend)
    elif soft != 0:
        yield Finding("core dumps", "look", "allowed in this session; the tablet forbids its own", "set LimitCORE=0")
    else:
        yield Finding("core dumps", "well", "off")


def disk(folder: Path) -> Iterator[Finding]:
    """Room for what waits, in the data folder or the nearest folder above it that exists."""
    existing = next(parent for parent in (folder, *folder.absolute().parents) if parent.exists())
    free = shutil.disk_usage(existing).free
    if not os.access(existing, os.W_OK):
        yield Finding("disk", "wrong", f"{existing} cannot be written to", "give the folder to the tablet's user")
    elif free < LEAST_FREE:
        yield Finding("disk", "wrong", f"{free // 1024**2} MiB free", "make room: a day without a link takes 12 MiB")
    else:
        yield Finding("disk", "well", f"{free // 1024**3} GiB free")


def clock(now: float) -> Iterator[Finding]:
    """Whether the clock was ever set, and whether something keeps it right."""
    if now < LEAST_CLOCK:
        yield Finding("clock", "wrong", "it was never set", "set the time, and run a time service")
        return
    synchronised = Path("/run/systemd/timesync/synchronized").exists()
    others = [name for name in ("chronyd", "ntpd") if shutil.which(name)]
    if synchronised or others:
        yield Finding("clock", "well", "a time service keeps it")
    else:
        yield Finding("clock", "look", "no time service was found", "run systemd-timesyncd or chrony")


def link(settings: tablet_settings.Settings) -> Iterator[Finding]:
    """Whether the trust answers at its address, with a certificate from the authority in the settings."""
    address = urlsplit(settings.trust)
    host, port = address.hostname or "", address.port or (443 if address.scheme == "https" else 80)
    try:
        with socket.create_connection((host, port), timeout=5) as plain:
            if address.scheme == "https":
                context = ssl.create_default_context(cafile=settings.authority or None)
                with context.wrap_socket(plain, server_hostname=host):
                    pass
    except ssl.SSLCertVerificationError as error:
        mend = "give the right `authority` in tablet.toml, or ask who stands between tablet and trust"
        yield Finding("link", "wrong", f"the certificate of {host} is not good: {error.verify_message}", mend)
    except OSError as error:
        mend = "check the cable or Wi-Fi, and `trust` in tablet.toml"
        yield Finding("link", "wrong", f"{host}:{port} does not answer: {error.strerror or error}", mend)
    else:
        yield Finding("link", "well", f"{host}:{port} answers")


def proxies(environment: dict[str, str]) -> Iterator[Finding]:
    """The courier uses no proxy; one that is set is a sign that the network expects one."""
    names = [name for name in environment if name.lower() in ("http_proxy", "https_proxy", "all_proxy")]
    if names:
        mend = "let the tablet reach the trust without a proxy"
        yield Finding(
            "proxies", "look", f"{', '.join(sorted(names))} is set, and the tablet takes no notice of it", mend
        )
    else:
        yield Finding("proxies", "well", "none set")


def examine(settings: tablet_settings.Settings | None, now: float) -> Iterator[Finding]:
    """All checks, in the order of the report. settings: of the tablet, or None where it has none yet."""
    yield from libraries()
    yield from fonts()
    voice = settings.voice if settings else tablet_settings.Voice()
    yield from sound(voice.device)
    yield from voices(voice)
    yield from screen_reader()
    yield from screen()
    yield from swap()
    yield from core_dumps()
    yield from disk(Path(settings.data) if settings else Path.cwd())
    yield from clock(now)
    if settings:
        yield from link(settings)
    yield from proxies(dict(os.environ))


def report(findings: list[Finding]) -> str:
    """The findings as lines: what is wrong first, each with its mend below it."""
    marks: dict[Level, str] = {"wrong": "WRONG", "look": "look ", "well": "well "}
    order: list[Level] = ["wrong", "look", "well"]
    lines = []
    for finding in sorted(findings, key=lambda one: order.index(one.level)):
        lines.append(f"{marks[finding.level]}  {finding.subject}: {finding.what}")
        if finding.mend:
            lines.append(f"       mend: {finding.mend}")
    return "\n".join(lines)
