"""Translations: nothing that nobody signed off passes for signed, and nothing that is older than its English is shown."""

import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.charter import catalogue
from kiosk.charter.catalogue import Catalogue, CatalogueError, Fault, Translated

ENGLISH = {
    "home.title": "What would you like to do?",
    "help.number": "Phone 0800 1111.\nAged under 19.",
    "left": "{seconds} seconds left",
}
TODAY = datetime.date(2026, 11, 25)
TEXTS = st.lists(
    st.text(alphabet='aä ب¦."\\#', min_size=1, max_size=30).map(lambda line: " ".join(line.split())).filter(bool),
    min_size=1,
).map("\n".join)


def made(tmp_path: Path, **texts: str) -> Catalogue:
    empty = catalogue.read(tmp_path / "cy.po", "cy", ENGLISH)
    return catalogue.put(empty, ENGLISH, {name.replace("_", "."): text for name, text in texts.items()})


def again(found: Catalogue, english: dict[str, str] = ENGLISH) -> Catalogue:
    """Written and read, against this English."""
    catalogue.write(found, ENGLISH)
    return catalogue.read(found.path, found.language, english)


@given(english=TEXTS, text=TEXTS)
def test_what_is_written_is_read(tmp_path_factory: pytest.TempPathFactory, english: str, text: str) -> None:
    path = tmp_path_factory.mktemp("po") / "ur.po"
    found = Catalogue("ur", path, {"a.b": Translated("a.b", text, english, english)})
    catalogue.write(found, {"a.b": english})
    read = catalogue.read(path, "ur", {"a.b": english}).strings["a.b"]
    assert (read.text, read.english, read.state) == (text, english, "draft")


def test_a_translation_is_a_draft_until_two_people_have_read_it(tmp_path: Path) -> None:
    found = again(made(tmp_path, left="{seconds} eiliad ar ôl"))
    assert found.strings["left"].state == "draft"
    with pytest.raises(CatalogueError, match="has not been reviewed"):
        catalogue.signed_off(found, "approved", "clinical safety officer", TODAY)
    found = again(catalogue.signed_off(found, "reviewed", "second linguist", TODAY))
    assert found.strings["left"].state == "reviewed"
    with pytest.raises(CatalogueError, match="was reviewed by the second linguist, who cannot approve it too"):
        catalogue.signed_off(found, "approved", "second linguist", TODAY)
    found = again(catalogue.signed_off(found, "approved", "clinical safety officer", TODAY))
    assert found.strings["left"].state == "approved"
    assert found.approved() == ("left",)


def test_a_changed_english_takes_everything_back(tmp_path: Path) -> None:
    found = catalogue.signed_off(made(tmp_path, left="{seconds} eiliad ar ôl"), "reviewed", "second linguist", TODAY)
    found = catalogue.signed_off(found, "approved", "clinical safety officer", TODAY)
    later = again(found, ENGLISH | {"left": "{seconds} seconds remain"})
    assert later.strings["left"].state == "stale"
    assert later.usable() == {}
    assert later.approved() == ()


def test_a_changed_translation_is_a_draft_again(tmp_path: Path) -> None:
    found = catalogue.signed_off(made(tmp_path, left="{seconds} eiliad ar ôl"), "reviewed", "second linguist", TODAY)
    changed = catalogue.put(found, ENGLISH, {"left": "{seconds} o eiliadau"})
    assert again(changed).strings["left"].state == "draft"


def test_a_sign_off_that_says_no_day_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "cy.po"
    for line in ("# approved by me", "# approved 2026-13-01 by linguist [0123456789ab]"):
        path.write_text(f'{line}\n#. Back\nmsgid "back"\nmsgstr "Yn ôl"\n', encoding="utf-8")
        with pytest.raises(CatalogueError, match=r"cy\.po: back: "):
            catalogue.read(path, "cy", {"back": "Back"})


@pytest.mark.parametrize(
    ("name", "text", "what"),
    [
        ("left", "eiliad ar ôl", "has the placeholders none, and the English has {seconds}"),
        ("left", "{eiliad} ar ôl", "has the placeholders {eiliad}, and the English has {seconds}"),
        ("help.number", "Ffôn 0800 1112.\nO dan 19.", "has the phone numbers 0800 1112, and the English has 0800 1111"),
        (
            "help.number",
            "Ffôn 0800 1111.\nO dan 18.",
            "has the digits 0800, 1111, 18, and the English has 0800, 1111, 19",
        ),
        ("help.number", "فون ۰۸۰۰ ۱۱۱۱۔\n۱۹ سال۔", "(write them 0 to 9)"),
        ("help.number", "Ffôn 0800 1111. O dan 19.", "has 1 lines, and the English has 2"),
        ("home.title", "Beth \u202e hoffech chi ei wneud?", "has marks that turn the reading order round"),
    ],
)
def test_what_could_hurt_is_found(tmp_path: Path, name: str, text: str, what: str) -> None:
    found = catalogue.put(made(tmp_path), ENGLISH, {name: text})
    seen = [fault for fault in catalogue.faults(found, ENGLISH) if fault.stops]
    assert [fault.id for fault in seen] != []
    assert any(what in fault.what for fault in seen), seen


def test_a_good_translation_has_only_gaps(tmp_path: Path) -> None:
    found = made(tmp_path, left="{seconds} eiliad ar ôl")
    assert list(catalogue.faults(found, ENGLISH)) == [
        Fault("home.title", "is not translated", stops=False),
        Fault("help.number", "is not translated", stops=False),
    ]
    assert catalogue.standing(found, ENGLISH) == catalogue.Standing("cy", 3, 2, 0, 1, 0, 0)


def test_a_string_that_english_does_not_have_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="nothing is no string of the English"):
        made(tmp_path, nothing="dim")
