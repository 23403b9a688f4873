"""Which Braille code each language is written in: liblouis' table for uncontracted (grade 1) and contracted (grade 2) Braille, or why there is none.

English is Unified English Braille. Names from another script inside a text, which the language's own code cannot write, are in uncontracted UEB.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

from kiosk.charter.manuscript import PaperRefused

Grade = Literal[1, 2]
GRADES: tuple[Grade, ...] = (1, 2)


class Code(NamedTuple):
    """Tables of a language. none: why it has no table at all. note: what whoever embosses it has to know."""

    one: str = ""
    two: str = ""
    none: str = ""
    note: str = ""

    @property
    def grades(self) -> tuple[Grade, ...]:
        return tuple(grade for grade, table in zip(GRADES, (self.one, self.two), strict=True) if table)


UEB = Code("en-ueb-g1.ctb", "en-ueb-g2.ctb")

CODES: dict[str, Code] = {
    "en": UEB,
    "ur": Code("ur-pk-g1.utb", "ur-pk-g2.ctb"),
    "bn": Code("bn.tbl"),
    "pl": Code("pl.tbl"),
    "ar": Code("ar-ar-g1.utb", "ar-ar-g2.ctb"),
    "pa": Code("pa.tbl"),
    "ro": Code(none="liblouis has only an eight-dot computer code for Romanian, and Braille files hold six dots"),
    "tr": Code("tr-g1.ctb", "tr-g2.ctb"),
    "pt": Code("pt-pt-g1.utb", "pt-pt-g2.ctb"),
    "es": Code("es-g1.ctb", "es-g2.ctb"),
    "gu": Code("gu.tbl"),
    "so": Code(none="liblouis has no code for Somali"),
    "ta": Code("ta-ta-g1.ctb"),
    "fa": Code("fa-ir-g1.utb"),
    "ckb": Code("ckb.tbl"),
    "it": Code("it.tbl"),
    "fr": Code("fr-bfu-comp6.utb", "fr-bfu-g2.ctb"),
    "hi": Code("hi.tbl"),
    "uk": Code("uk.utb"),
    "zh-Hans": Code(
        "zhcn-cbs.ctb",
        note="Chinese Braille is written with spaces between words, which a machine does not set: a transcriber has to read it first",
    ),
    "cy": Code("cy-cy-g1.utb", "cy-cy-g2.ctb"),
}

ADDED: dict[str, dict[str, str]] = {"gu.tbl": {"\u0ac9": "⠭", "\u0a91": "⠁⠭"}}
"""Letters that liblouis left out of a table, and their Braille. Bharati Braille is the same in all its scripts, so the short O of English words
is written in Gujarati as liblouis writes it in Devanagari."""


def table(language: str, grade: Grade) -> str:
    """The table of a language. Raises PaperRefused where there is none, with the reason."""
    code = CODES.get(language, Code(none="nobody has looked for a Braille code of this language yet"))
    found = code.one if grade == 1 else code.two
    if found:
        return found
    if code.none:
        raise PaperRefused(f"{language}: no Braille: {code.none} (English: --language en)")
    raise PaperRefused(f"{language}: liblouis has no Braille of grade {grade} for it (use --grade {code.grades[0]})")
