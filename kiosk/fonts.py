"""The fonts that Wardlight draws with: a fontconfig of its own, so that no machine's own fonts and rules lend letters to a page.

Whoever draws words calls `settle` before Pango or fontconfig is first used in the process; they read it once. Which family a language is set in
is in `kiosk.tablet.senses.sight.theme`; which files those families are is in `assets/fonts.conf`.
"""

from __future__ import annotations

import os
from collections.abc import MutableMapping
from pathlib import Path

from kiosk.resources import resource_folder

PACKAGES = ("fonts-noto-core", "fonts-noto-extra", "fonts-noto-cjk")
WEIGHTS = {400: ("Regular", 80), 500: ("Medium", 100), 600: ("SemiBold", 180), 700: ("Bold", 200)}
"""Weight in OpenType and Pango: (name of its style, fontconfig's number for it)."""


def configuration() -> Path:
    """The fontconfig file."""
    return resource_folder("assets") / "fonts.conf"


def settle(environment: MutableMapping[str, str] = os.environ) -> None:
    """Let this process (or the environment of one that is to be started) know our fonts and no others."""
    environment["FONTCONFIG_FILE"] = str(configuration())
