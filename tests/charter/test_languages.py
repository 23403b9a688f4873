"""How far each language is, and signing off: two people, by role, and nothing half."""

import datetime
import shutil
from pathlib import Path

import pytest

from kiosk.charter import catalogue, languages
from kiosk.charter.build import build_content, english_texts
from kiosk.charter.faults import ContentError
from kiosk.resources import resource_folder
from tests.support.contents import make_live

TODAY = datetime.date(2026, 11, 25)
NEEDED = {"language.name": "Cymraeg", "notice.english": "Mae rhywfaint o'r dudalen hon yn Saesneg."}
CLAUSE = {"charter.you_matter.title": "Rydych chi'n bwysig"}


@pytest.fixture
def places(tmp_path: Path) -> tuple[Path, Path]:
    """Locales and content with a little Welsh."""
    locales, content = tmp_path / "locales", tmp_path / "content"
    shutil.copytree(resource_folder("locales") / "en", locales / "en")
    shutil.copytree(resource_folder("content"), content, ignore=shutil.ignore_patterns("locales"))
    interface = catalogue.english_of(locales / "en/LC_MESSAGES/wardlight.po")
    for path, english, texts in (
        (locales / "cy/LC_MESSAGES/wardlight.po", interface, NEEDED),
        (content / "locales/cy.po", english_texts(content), CLAUSE),
    ):
        catalogue.write(catalogue.put(catalogue.read(path, "cy", english), english, texts), english)
    return locales, content


def row(places: tuple[Path, Path], language: str) -> list[str]:
    return next(line.split() for line in languages.table(*places) if line.split()[0] == language)


def test_the_table_counts_each_state_and_says_what_live_offers(places: tuple[Path, Path]) -> None:
    total = int(row(places, "ur")[1])
    assert row(places, "ur") == ["ur", str(total), str(total), "0", "0", "0", "0", "no"]
    assert row(places, "cy") == ["cy", str(total), str(total - 3), "0", "3", "0", "0", "no"]
    languages.sign_off(*places, "cy", "reviewed", "second linguist", TODAY)
    assert row(places, "cy")[4:] == ["0", "3", "0", "no"]
    assert languages.sign_off(*places, "cy", "approved", "clinical safety officer", TODAY, "language.") == 1
    assert row(places, "cy")[4:] == ["0", "2", "1", "no"], "it could not yet say what it lacks"
    languages.sign_off(*places, "cy", "approved", "clinical safety officer", TODAY)
    assert row(places, "cy")[4:] == ["0", "0", "3", "offered"]


def test_live_takes_approved_words_alone_and_the_demo_marks_drafts(places: tuple[Path, Path]) -> None:
    def built(mode: str) -> tuple[dict[str, str] | None, tuple[str, ...] | None]:
        made = build_content(places[1], "willow", "Willow Ward", mode, 1, 0, 1)  # type: ignore[arg-type]
        return made.texts.get("cy"), made.drafts.get("cy")

    make_live(places[1])
    assert built("demo") == (CLAUSE, tuple(CLAUSE))
    assert built("live") == (None, None)
    languages.sign_off(*places, "cy", "reviewed", "second linguist", TODAY)
    assert built("live") == (None, None)
    languages.sign_off(*places, "cy", "approved", "clinical safety officer", TODAY)
    assert built("live") == (CLAUSE, ())
    assert built("demo") == (CLAUSE, ())


def test_nothing_is_written_where_one_string_cannot_be_approved(places: tuple[Path, Path]) -> None:
    languages.sign_off(*places, "cy", "reviewed", "second linguist", TODAY, "notice.")
    before = row(places, "cy")
    with pytest.raises(ContentError, match="has not been reviewed"):
        languages.sign_off(*places, "cy", "approved", "clinical safety officer", TODAY)
    assert row(places, "cy") == before


def test_a_language_or_role_that_is_none_is_refused_in_one_line(places: tuple[Path, Path]) -> None:
    with pytest.raises(ContentError, match="'xx' is no language of Wardlight's"):
        languages.sign_off(*places, "xx", "reviewed", "second linguist", TODAY)
    with pytest.raises(ContentError, match="say in a few words who signs off"):
        languages.sign_off(*places, "cy", "reviewed", " ", TODAY)


def test_a_translation_that_could_hurt_keeps_the_pack_from_being_built(places: tuple[Path, Path]) -> None:
    english = english_texts(places[1])
    path = places[1] / "locales/cy.po"
    wrong = {"help.childline.who": "O dan 91.\nDydd a nos."}
    catalogue.write(catalogue.put(catalogue.read(path, "cy", english), english, wrong), english)
    with pytest.raises(ContentError, match=r"cy\.po: help\.childline\.who has the digits 91"):
        build_content(places[1], "willow", "Willow Ward", "demo", 1, 0, 1)
    assert any("help.childline.who has the digits 91" in line for line in languages.faults(*places, "cy"))


def test_no_language_lacks_a_string_or_has_one_of_an_older_english() -> None:
    table = [line.split() for line in languages.table(resource_folder("locales"), resource_folder("content"))]
    rows = [row for row in table if row and row[0] in catalogue.LANGUAGES]
    assert [row[0] for row in rows] == list(catalogue.LANGUAGES)
    assert [row for row in rows if row[2:4] != ["0", "0"]] == []
