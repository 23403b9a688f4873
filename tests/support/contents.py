"""Content folders as a trust would have them: the shipped one is an example, and a live pack is refused while it is."""

from __future__ import annotations

from pathlib import Path

_CHARTERS = ("charter/adult.yaml", "charter/young.yaml", "charter/learning_disability.yaml")
_A_TRUST_S_OWN = (
    *((charter, "  example: true\n", "") for charter in _CHARTERS),
    *(
        (charter, "[the makers of Wardlight, for a ward to replace]", "[patients, carers, staff]")
        for charter in _CHARTERS
    ),
    *((charter, "approved_by: nobody yet, this is an example", "approved_by: ward manager") for charter in _CHARTERS),
    ("help/england.yaml", "checked_by: not checked by a trust", "checked_by: safeguarding lead"),
    ("help/local.yaml", "    needed: true\n", '    needed: true\n    left_out: "this ward is made up for tests"\n'),
)


def make_live(folder: Path) -> Path:
    """Do what a trust has to do before it may publish this copy of the shipped content live; its words stay as they are."""
    for name, old, new in _A_TRUST_S_OWN:
        file = folder / name
        if file.exists():
            text = file.read_text(encoding="utf-8")
            assert old in text, f"{name} has no {old!r}"
            file.write_text(text.replace(old, new), encoding="utf-8")
    return folder
