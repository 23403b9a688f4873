"""A screen of the tests' own: Xvfb on a display that it picks itself, with openbox set as on a tablet.

Without a window manager no window has the keyboard. As on a tablet, every window fills the screen without a frame, so a
point of the window is the same point of the screen, and no key leads out. It is for tests alone: the demo and the
tour bring up their virtual screen themselves.
"""

import os
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from tests.support.processes import REPOSITORY, end, program
from tests.support.waiting import wait_for


@dataclass(frozen=True)
class Screen:
    """A running X display."""

    display: str  # as DISPLAY wants it: ":12"
    width: int  # px
    height: int  # px

    def environment(self, base: Mapping[str, str] | None = None) -> dict[str, str]:
        """Return `base` (the process's own environment where None) pointed at this display, and at no Wayland."""
        changed = dict(os.environ if base is None else base)
        changed.pop("WAYLAND_DISPLAY", None)
        changed.pop("XAUTHORITY", None)
        changed["DISPLAY"] = self.display
        return changed

    def xdotool(self, *words: str) -> str:
        """Run xdotool on this display and return what it printed.

        :raises subprocess.CalledProcessError: xdotool could not do it.
        """
        done = subprocess.run(
            [program("xdotool"), *words], env=self.environment(), check=True, capture_output=True, text=True, timeout=30
        )
        return done.stdout.strip()


@contextmanager
def virtual_screen(width: int = 1280, height: int = 800, dpi: int = 160) -> Iterator[Screen]:
    """Run Xvfb and openbox, and end both on leaving.

    :param width: px.
    :param height: px.
    :param dpi: what the display says of itself; 160 gives 1280x800 the size of a ten-inch tablet (203 x 127 mm).
    """
    read_end, write_end = os.pipe()
    # -displayfd: the server takes a free display number itself and writes it there once it answers.
    # -noreset: it stays when the first window leaves. -nolisten tcp: it is this machine's alone.
    words = [program("Xvfb"), "-displayfd", str(write_end), "-noreset", "-nolisten", "tcp"]
    words += ["-screen", "0", f"{width}x{height}x24", "-dpi", str(dpi)]
    server = subprocess.Popen(
        words,
        pass_fds=(write_end,),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(write_end)
    try:
        with os.fdopen(read_end) as answer:
            number = answer.readline().strip()
        if not number:
            raise RuntimeError(f"Xvfb ended with {server.wait()} before it had a display")
        screen = Screen(display=f":{number}", width=width, height=height)
        manager = subprocess.Popen(
            [program("openbox"), "--sm-disable", "--config-file", str(REPOSITORY / "deploy/tablet/openbox.xml")],
            env=screen.environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            wait_for(lambda: _managed(screen), what=f"openbox on {screen.display}")
            yield screen
        finally:
            end(manager)
    finally:
        end(server)


def _managed(screen: Screen) -> bool:
    # Only a window manager knows a number of desktops, so xdotool fails until there is one.
    asked = subprocess.run(
        [program("xdotool"), "get_num_desktops"], env=screen.environment(), capture_output=True, check=False, timeout=30
    )
    return asked.returncode == 0
