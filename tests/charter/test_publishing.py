"""A ward's content goes to its tablets: checked, signed, with a rising serial and an end date; what is unfinished stays where it is."""

from __future__ import annotations

import datetime
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from kiosk import wardpack
from kiosk.charter import publishing
from kiosk.charter.faults import ContentError
from kiosk.refusal import Refusal
from kiosk.resources import resource_folder
from kiosk.trust import packs
from kiosk.trust.store import tables
from tests.support.contents import make_live
from tests.trust.founded import WARD, FoundedTrust, founded_trust

NOW = datetime.datetime(2026, 11, 25, 12, tzinfo=datetime.UTC).timestamp()
DAY = 86_400


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The ward's own copy of the adult content, in English."""
    ignored = shutil.ignore_patterns("locales", "young*", "learning_disability*")
    return Path(shutil.copytree(resource_folder("content"), tmp_path / "content", ignore=ignored))


@pytest.fixture
def founded(tmp_path: Path) -> Iterator[FoundedTrust]:
    with founded_trust(tmp_path / "demo") as trust:
        yield trust


@pytest.fixture
def live(tmp_path: Path) -> Iterator[FoundedTrust]:
    with founded_trust(tmp_path / "live", mode="live") as trust:
        yield trust


def changed(folder: Path, file: str, old: str, new: str) -> Path:
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return folder


def held(trust: FoundedTrust) -> wardpack.Content:
    return wardpack.verify_content(trust.part("content"), trust.keys)


def test_what_was_published_is_what_a_tablet_takes_next(founded: FoundedTrust, folder: Path) -> None:
    before = held(founded)
    done = publishing.publish(founded.settings, folder, NOW, days=30)
    part = wardpack.verify_content(founded.part("content"), founded.keys, before)
    assert part == done.content
    assert part.serial == before.serial + 1
    assert part.expires == int(NOW) + 30 * DAY
    assert wardpack.expired(part, NOW + 30 * DAY)
    assert "\u2068Willow Ward\u2069" in part.texts["en"]["charter.intro.body"]
    assert part.clauses
    with founded.store.read() as connection:
        assert connection.execute(select(tables.access_log.c.action)).scalars().all() == ["published content"]


def test_each_publishing_has_a_higher_serial(founded: FoundedTrust, folder: Path) -> None:
    serials = [publishing.publish(founded.settings, folder, NOW + hour).content.serial for hour in range(3)]
    assert serials == [2, 3, 4]


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        ("charter/adult.yaml", "title: You matter", "title: '[insert title]'", "still has a part to fill in"),
        ("charter/adult.yaml", "number: 01632 960001", "number: ''", "contact has no number"),
        ("charter/adult.yaml", "review_due: 2027-11-01", "review_due: 2026-11-24", "the review was due on 2026-11-24"),
        ("charter/adult.yaml", "picture: heart", "picture: hart", "is not drawn"),
        ("charter/adult.yaml", "You are important.", "You're important.", 'short form "You\'re"'),
    ],
)
def test_what_is_unfinished_is_not_published(
    founded: FoundedTrust, folder: Path, file: str, old: str, new: str, says: str
) -> None:
    before = held(founded)
    with pytest.raises(ContentError, match=f"not published: .*{says}"):
        publishing.publish(founded.settings, changed(folder, file, old, new), NOW)
    assert held(founded) == before


def test_words_that_people_have_tested_are_published_all_the_same(founded: FoundedTrust, folder: Path) -> None:
    changed(folder, "charter/adult.yaml", "You are important.", "You are extraordinary.")
    with pytest.raises(ContentError, match="hard word 'extraordinary'"):
        publishing.publish(founded.settings, folder, NOW)
    done = publishing.publish(founded.settings, folder, NOW, tested_by="self-advocacy group")
    assert any("'extraordinary'" in line for line in done.left)


def test_a_live_trust_publishes_no_example(live: FoundedTrust, folder: Path) -> None:
    with pytest.raises(ContentError, match=r"not published: .*\(and \d+ more: kiosk charter check .* --live\)"):
        publishing.publish(live.settings, folder, NOW)
    assert publishing.publish(live.settings, make_live(folder), NOW).content.mode == "live"


def test_a_charter_that_changed_needs_a_higher_version(founded: FoundedTrust, folder: Path) -> None:
    publishing.publish(founded.settings, folder, NOW)
    changed(folder, "charter/adult.yaml", "title: You matter", "title: You matter here")
    with pytest.raises(ContentError, match="the charter has changed, and its version is still 1"):
        publishing.publish(founded.settings, folder, NOW)
    changed(folder, "charter/adult.yaml", "version: 1", "version: 2")
    assert publishing.publish(founded.settings, folder, NOW).content.edition == wardpack.Edition(
        2, "2026-11-01", "2027-11-01"
    )
    with pytest.raises(ContentError, match="version 1 is older than what is published, 2"):
        publishing.publish(founded.settings, changed(folder, "charter/adult.yaml", "version: 2", "version: 1"), NOW)


def test_a_question_that_changed_needs_a_higher_version(founded: FoundedTrust, folder: Path) -> None:
    publishing.publish(founded.settings, folder, NOW)
    changed(folder, "questions/checkin.yaml", "Which of these are you?", "Which one are you?")
    with pytest.raises(ContentError, match="a question has changed, and the version is still 2"):
        publishing.publish(founded.settings, folder, NOW)
    for file in ("checkin", "concern"):
        changed(folder, f"questions/{file}.yaml", "version: 2", "version: 3")
    assert publishing.publish(founded.settings, folder, NOW).content.questions_version == 3
    for file in ("checkin", "concern"):
        changed(folder, f"questions/{file}.yaml", "version: 3", "version: 2")
    with pytest.raises(ContentError, match="version 2 is older than what is published, 3"):
        publishing.publish(founded.settings, folder, NOW)


def test_whoever_changes_whom_a_ward_is_for_is_told_that_its_tablets_have_to_be_paired_again(
    founded: FoundedTrust, tmp_path: Path
) -> None:
    ignored = shutil.ignore_patterns("locales", "adult*", "learning_disability*")
    folder = Path(shutil.copytree(resource_folder("content"), tmp_path / "young", ignore=ignored))
    before = held(founded)
    done = publishing.publish(founded.settings, folder, NOW, profile="young")
    assert any("paired again" in line for line in done.left)
    with pytest.raises(wardpack.PackError, match="pair it again"):
        wardpack.verify_content(founded.part("content"), founded.keys, before)
    again = publishing.publish(founded.settings, folder, NOW)
    assert again.content.profile == "young"
    assert not any("paired again" in line for line in again.left)


@pytest.mark.parametrize(("days", "ward"), [(0, ""), (1000, ""), (30, "elm")])
def test_an_end_date_or_a_ward_that_is_none_is_refused(
    founded: FoundedTrust, folder: Path, days: int, ward: str
) -> None:
    with pytest.raises(Refusal, match=r"use 1 to 730|This trust has: willow"):
        publishing.publish(founded.settings, folder, NOW, days=days, ward=ward)


def test_the_parts_of_a_ward_are_read_as_a_tablet_reads_them(founded: FoundedTrust) -> None:
    with founded.store.read() as connection:
        found = packs.published(connection, founded.trust, WARD)
        assert packs.ward_title(connection, WARD) == "Willow Ward"
    assert [part.name for part in found.signed] == ["keys", "content", "duty"]
    assert found.content == held(founded)
