"""Makes the two kinds of file that are built, not written: language catalogues and the Pango module.

Run by `make setup` in a checkout (`python -m deploy.packaging.generate`) and by hatch_build.py for a wheel. Both kinds
are git-ignored: they follow from what is committed. It stands alone (no `kiosk` import), because a wheel is built in an
environment that has the build requirements of pyproject.toml and nothing else.
"""

import importlib.util
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po

PANGO_BUILDER = Path("kiosk/tablet/senses/sight/pango_build.py")
PANGO_MODULE = Path("kiosk/tablet/senses/sight/_generated")


def compile_catalogues(locales: Path) -> list[Path]:
    """Compile each `locales/LANGUAGE/LC_MESSAGES/DOMAIN.po` to the `.mo` file beside it that gettext reads.

    Messages that a translator marked fuzzy are left out, so English shows rather than a guess.

    :returns: the files written.
    :raises ValueError: a catalogue cannot be parsed, or a translation has other placeholders than the English; the
        message names file and place.
    """
    written = []
    for source in sorted(locales.glob("*/LC_MESSAGES/*.po")):
        language = source.parent.parent.name
        try:
            with source.open("rb") as text:
                catalogue = read_po(text, locale=language, abort_invalid=True)
        except PoFileError as fault:
            raise ValueError(f"{source}:{fault.lineno}: {fault}; mend this line of the catalogue") from fault
        for message, faults in catalogue.check():
            raise ValueError(f"{source}: {message.id!r}: {faults[0]}; mend its translation")
        target = source.with_suffix(".mo")
        with target.open("wb") as binary:
            write_mo(binary, catalogue, use_fuzzy=False)
        written.append(target)
    return written


def generate_pango(root: Path) -> Path | None:
    """Let sight's builder write its cffi module for Pango.

    The builder is loaded from its file, not imported: importing its package would open Kivy.

    :returns: the folder written to, or None where the tree has no builder.
    """
    builder = root / PANGO_BUILDER
    if not builder.is_file():
        return None
    spec = importlib.util.spec_from_file_location("pango_build", builder)
    if spec is None or spec.loader is None:
        raise ImportError(f"{builder}: not a Python file that can be loaded")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.generate(root / PANGO_MODULE)
    return root / PANGO_MODULE


def generate(root: Path) -> None:
    """Write everything that is generated under the checkout or source tree `root`."""
    compile_catalogues(root / "locales")
    generate_pango(root)


if __name__ == "__main__":
    generate(Path(__file__).resolve().parents[2])
