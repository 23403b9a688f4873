"""Makes the two kinds of file that are built, not written: language catalogues and the Pango module.

Run by `make setup` in a checkout (`python -m deploy.packaging.generate`) and by hatch_build.py for a wheel. Both kinds
are git-ignored: they follow from what is committed. It stands alone (no `kiosk` import), because a wheel is built in an
environment that has the build requirements of pyproject.toml and nothing else.
"""

import importlib.util
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

PANGO_BUILDER = Path("kiosk/tablet/senses/sight/pango_build.py")
PANGO_MODULE = Path("kiosk/tablet/senses/sight/_generated")
CATALOGUES = Path("kiosk/charter/catalogue.py")
APPROVED = "language.approved"  # a message of our own: ids of the strings that are signed off, one a line


def compile_catalogues(root: Path) -> list[Path]:
    """Compile each `locales/LANGUAGE/LC_MESSAGES/wardlight.po` of a tree to the `.mo` file beside it.

    Strings that are stale (their English has changed) or marked fuzzy are left out, so English shows rather than a guess; which ones are
    approved is a message of its own.

    :returns: the files written; none where the tree has no English.
    :raises ValueError: a catalogue cannot be parsed, or a translation has other placeholders, digits or lines than the English; the
        message names file and place.
    """
    locales = root / "locales"
    source = locales / "en/LC_MESSAGES/wardlight.po"
    if not source.is_file():
        return []
    catalogues = _loaded(Path(__file__).resolve().parents[2] / CATALOGUES)
    english: dict[str, str] = catalogues.english_of(source)
    written = [_compiled(source, "en", english, ())]
    for path in sorted(locales.glob("*/LC_MESSAGES/wardlight.po")):
        language = path.parent.parent.name
        if language == "en":
            continue
        catalogue = catalogues.read(path, language, english)
        for fault in catalogues.faults(catalogue, english):
            if fault.stops:
                raise ValueError(f"{path}: {fault.id} {fault.what}; mend its translation")
        written.append(_compiled(path, language, catalogue.usable(), catalogue.approved()))
    return written


def _compiled(path: Path, language: str, texts: Mapping[str, str], approved: tuple[str, ...]) -> Path:
    made = Catalog(locale=language.replace("-", "_"))
    for name, text in texts.items():
        made.add(name, text)
    if approved:
        made.add(APPROVED, "\n".join(approved))
    target = path.with_suffix(".mo")
    with target.open("wb") as binary:
        write_mo(binary, made)
    return target


def _loaded(path: Path) -> ModuleType:
    """A module from its file: importing its package would need what a build environment does not have, or open Kivy."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    if spec is None or spec.loader is None:
        raise ImportError(f"{path}: not a Python file that can be loaded")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def generate_pango(root: Path) -> Path | None:
    """Let sight's builder write its cffi module for Pango.

    :returns: the folder written to, or None where the tree has no builder.
    """
    builder = root / PANGO_BUILDER
    if not builder.is_file():
        return None
    module = _loaded(builder)
    module.generate(root / PANGO_MODULE)
    return root / PANGO_MODULE


def generate(root: Path) -> None:
    """Write everything that is generated under the checkout or source tree `root`."""
    compile_catalogues(root)
    generate_pango(root)


if __name__ == "__main__":
    generate(Path(__file__).resolve().parents[2])
