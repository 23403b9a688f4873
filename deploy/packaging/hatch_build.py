"""Hatchling's hook: generates what is generated and puts content, assets and locales inside the wheel's `kiosk/`.

Loaded by hatchling by path (pyproject.toml), so that it cannot import the package around it. kiosk/resources.py is the
other end: it finds these folders again.
"""

import runpy
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

CARRIED = ("content", "assets", "locales")
CONSOLE_PARTS = Path("kiosk/trust/console/static/nhsuk")


class WardlightBuildHook(BuildHookInterface):  # type: ignore[type-arg]  # hatchling's own configs are not generic here
    """Completes the file set of a wheel. An editable install reads the checkout, so it gets nothing."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Generate, check and add; raises RuntimeError where the wheel would lack a part."""
        if version == "editable":
            return
        root = Path(self.root)
        runpy.run_path(str(root / "deploy/packaging/generate.py"))["generate"](root)
        if not (root / CONSOLE_PARTS / "nhsuk-frontend.min.css").is_file():
            raise RuntimeError(
                f"{CONSOLE_PARTS}: the console's front-end parts are not there; run `make setup` first, it fetches them"
            )
        for name in CARRIED:
            if not (root / name).is_dir():
                raise RuntimeError(f"{name}: travels in the wheel and is not there; build from a whole tree")
            build_data["force_include"][str(root / name)] = f"kiosk/{name}"
