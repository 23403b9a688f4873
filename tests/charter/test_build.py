"""A content folder becomes what is signed, or one line says which file is wrong and how to mend it."""

from __future__ import annotations

import datetime
import shutil
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from kiosk import records, wardpack
from kiosk.charter import build
from kiosk.charter.faults import ContentError
from kiosk.resources import resource_folder
from tests.support.contents import make_live


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the content that comes with Wardlight."""
    return Path(shutil.copytree(resource_folder("content"), tmp_path / "content"))


def built(folder: Path, mode: wardpack.Mode = "demo", **changes: object) -> wardpack.Content:
    return build.build_content(folder, "willow", "Willow Ward", mode, 3, 1_000, 2_000, **changes)  # type: ignore[arg-type]


def changed(folder: Path, file: str, old: str, new: str) -> None:
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{file} has no {old!r}"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_the_content_that_comes_with_wardlight_can_be_built(folder: Path) -> None:
    content = built(folder)
    assert (content.mode, content.ward, content.serial, content.issued, content.expires) == (
        "demo",
        "willow",
        3,
        1_000,
        2_000,
    )
    assert len(content.clauses) == 9
    assert content.questions_version == 2
    assert content.texts["en"]["ward.name"] == "Willow Ward"
    assert "\u2068Willow Ward\u2069" in content.texts["en"]["charter.intro.body"]


def test_what_was_built_can_be_signed_and_read_again(folder: Path) -> None:
    content = built(folder)
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(content), type=wardpack.Content) == content
    assert len(msgspec.msgpack.encode(content)) < wardpack.MOST_BYTES


def test_every_text_that_the_values_name_is_there(folder: Path) -> None:
    content = built(folder)
    texts = content.texts["en"]
    for clause in content.clauses:
        assert {
            f"charter.{clause.id}.title",
            f"charter.{clause.id}.body",
            *(point.text for point in clause.easy),
        } <= set(texts)
    for question in content.questions:
        assert {f"{question.id}.title", f"{question.id}.topic"} <= set(texts)
        assert {f"{question.id}.{option.code}" for option in question.options} <= set(texts)
    for known in content.organisations:
        assert {f"help.{known.id}.{part}" for part in ("name", "who", "fallback")} <= set(texts)


def test_every_code_fits_into_a_record(folder: Path) -> None:
    for question in built(folder).questions:
        for option in question.options:
            record = records.Concern(id=bytes(16), ward="willow", questions=1, about=(option.code,))
            assert records.decode(records.encode(record)) == record


def test_a_break_set_by_hand_becomes_the_mark_for_it(folder: Path) -> None:
    text = built(folder).texts["en"]["charter.one_no.easy1"]
    assert text == "No one may make you\u2028do sexual things."


Damage = Callable[[Path], object]
WRONG: dict[str, tuple[Damage, str]] = {
    "a clause without easy read": (
        lambda f: _without_easy(f),
        r"charter/adult\.yaml: clause 8 has no easy-read text \(add 'easy:'\)$",
    ),
    "a misspelt key": (
        lambda f: changed(f, "charter/adult.yaml", "point: Care here", "piont: Care here"),
        r"charter/adult\.yaml, line \d+: clauses 1 \(you_matter\): unknown key 'piont' \(mend its name",
    ),
    "a picture that is not drawn": (
        lambda f: changed(f, "charter/adult.yaml", "picture: heart", "picture: hart"),
        r"charter/adult\.yaml: clause 1 has the picture 'hart', which is not drawn",
    ),
    "something left to fill in": (
        lambda f: changed(f, "charter/adult.yaml", "title: You matter", "title: '[insert title]'"),
        r"charter/adult\.yaml: the title of clause 1 still has a part to fill in",
    ),
    "a placeholder that nothing fills": (
        lambda f: changed(f, "charter/adult.yaml", "{organisation}", "{organization}"),
        r"contact has \{organization\}, which nothing fills in \(use \{number\}, \{organisation\}, \{ward\}\)",
    ),
    "two clauses of one name": (
        lambda f: changed(f, "charter/adult.yaml", "id: respect", "id: you_matter"),
        r"clause 2 has the id 'you_matter', which is taken",
    ),
    "no contact number": (
        lambda f: changed(f, "charter/adult.yaml", "number: 01632 960001", "number: ''"),
        r"contact has no number",
    ),
    "a code that records do not know": (
        lambda f: changed(f, "questions/concern.yaml", "code: W7", "code: W8"),
        r"questions/concern\.yaml: concern\.about, answer W8 is not a code of records \(use one of W1",
    ),
    "a code twice": (
        lambda f: changed(f, "questions/concern.yaml", "code: bedroom", "code: washing"),
        r"concern\.places, answer washing is there twice",
    ),
    "a question that nobody asks": (
        lambda f: changed(f, "questions/concern.yaml", "concern.support", "concern.wishes"),
        r"concern\.wishes is a question that no page asks",
    ),
    "an answer that YAML took for a truth value": (
        lambda f: changed(f, "questions/checkin.yaml", 'code: "yes"', "code: yes"),
        r"questions/checkin\.yaml, line \d+: questions 2 \(checkin\.safe\), options 1 \(yes\), code: has true or false where words should stand",
    ),
    "versions that differ": (
        lambda f: changed(f, "questions/concern.yaml", "version: 2", "version: 3"),
        r"concern\.yaml: version 3, and the file before has 2",
    ),
    "no question of safety": (
        lambda f: (f / "questions" / "checkin.yaml").unlink(),
        r"questions: nothing asks checkin\.safe",
    ),
    "a scale without its easy form": (
        lambda f: changed(f, "questions/checkin.yaml", 'easy: ["yes", unsure, "no"]', "easy: []"),
        r"checkin\.safe has no two or three faces for easy read",
    ),
    "a promise left out": (
        lambda f: changed(f, "promises/adult.yaml", "noname:", "no_name:"),
        r"promises/adult\.yaml: nothing is said about 'noname'",
    ),
    "a helpline without a number": (
        lambda f: changed(f, "help/england.yaml", "    number: 116 123\n    web: samaritans.org\n", ""),
        r"help/england\.yaml: samaritans has neither a number nor a web page",
    ),
    "nothing said after": (
        lambda f: changed(f, "after/adult.yaml", "rest:", "pause:"),
        r"after/adult\.yaml: nothing is said under 'rest' \(add it: people read it after they told us\)",
    ),
    "nobody who wrote the charter": (
        lambda f: changed(f, "charter/adult.yaml", "[the makers of Wardlight, for a ward to replace]", "[]"),
        r"charter/adult\.yaml: nobody is named who wrote it together",
    ),
    "an age that is not told": (
        lambda f: changed(f, "help/england.yaml", "Aged 16 or over.", "Grown-ups."),
        r"rape_crisis is for an age that its words do not tell \(say 16 under 'who:'\)",
    ),
    "a number to fill in": (
        lambda f: changed(f, "help/england.yaml", "number: 116 123", "number: '[insert]'"),
        r"the number of samaritans still has a part to fill in",
    ),
    "a check after the end": (
        lambda f: changed(f, "help/england.yaml", "expires_on: 2027-05-01", "expires_on: 2026-05-01"),
        r"rape_crisis expires before it was checked",
    ),
    "a file that is not YAML": (
        lambda f: (f / "charter" / "adult.yaml").write_text("intro: [", encoding="utf-8"),
        r"charter/adult\.yaml, line 1: not YAML",
    ),
    "a file that is not text": (
        lambda f: (f / "charter" / "adult.yaml").write_bytes(b"\xff\xfe\x00"),
        r"charter/adult\.yaml: is UTF-16 \(save it as UTF-8\)",
    ),
    "a file that is not there": (
        lambda f: (f / "charter" / "adult.yaml").unlink(),
        r"charter/adult\.yaml: there is no such file",
    ),
}


def _without_easy(folder: Path) -> None:
    path = folder / "charter" / "adult.yaml"
    before, clause, after = path.read_text(encoding="utf-8").partition("  - id: speak_up\n")
    own, mark, rest = after.partition("    easy:\n")
    rest = rest[rest.index("\n\n") :]
    path.write_text(before + clause + own + rest, encoding="utf-8")
    assert mark


@pytest.mark.parametrize("what", WRONG)
def test_what_is_wrong_is_said_in_one_line(folder: Path, what: str) -> None:
    damage, message = WRONG[what]
    damage(folder)
    with pytest.raises(ContentError, match=message) as caught:
        built(folder)
    assert "\n" not in str(caught.value)


def test_a_live_ward_cannot_publish_an_example_contact(folder: Path) -> None:
    changed(make_live(folder), "charter/adult.yaml", "contact:\n", "contact:\n  example: true\n")
    with pytest.raises(ContentError, match="contact is an example"):
        built(folder, "live")


def test_a_live_ward_cannot_publish_a_helpline_that_it_has_not_checked(folder: Path) -> None:
    changed(
        make_live(folder), "help/england.yaml", "checked_by: safeguarding lead", "checked_by: not checked by a trust"
    )
    with pytest.raises(ContentError, match="rape_crisis is not checked by a trust"):
        built(folder, "live")


def test_what_a_trust_has_made_its_own_can_be_published_live(folder: Path) -> None:
    assert built(make_live(folder), "live").mode == "live"


def test_a_live_ward_fills_in_the_slots_that_it_needs_or_says_why_it_cannot(folder: Path) -> None:
    make_live(folder)
    shutil.copy(resource_folder("content") / "help" / "local.yaml", folder / "help")
    with pytest.raises(
        ContentError, match=r"local\.yaml: advocate is empty \(put in the number or web page of the indep"
    ):
        built(folder, "live")
    changed(folder, "help/local.yaml", "  - id: advocate\n", "  - id: advocate\n    number: 01632 960002\n")
    with pytest.raises(ContentError, match=r"advocate does not say who checked it and where"):
        built(folder, "live")
    filled = "    checked_by: ward manager\n    source: its own page\n    checked_on: 2026-11-20\n    expires_on: 2027-02-20\n"
    changed(folder, "help/local.yaml", "  - id: advocate\n", f"  - id: advocate\n{filled}")
    rest = folder / "help" / "local.yaml"
    before, _, after = rest.read_text(encoding="utf-8").partition("  - id: pals\n")
    left_out = after.replace("    needed: true\n", '    needed: true\n    left_out: "an example has none"\n')
    rest.write_text(f"{before}  - id: pals\n{left_out}", encoding="utf-8")
    live = built(folder, "live")
    assert [known.id for known in live.organisations][-1] == "advocate"
    assert "pals" not in {known.id for known in live.organisations}


def test_a_charter_past_its_review_is_not_published_live(folder: Path) -> None:
    make_live(folder)
    after_it = int(datetime.datetime(2027, 11, 2, tzinfo=datetime.UTC).timestamp())
    with pytest.raises(ContentError, match="the review was due on 2027-11-01"):
        build.build_content(folder, "willow", "Willow Ward", "live", 3, after_it, after_it + 1)
    demo = build.build_content(folder, "willow", "Willow Ward", "demo", 3, after_it, after_it + 1)
    assert demo.edition == wardpack.Edition(1, "2026-11-01", "2027-11-01")


def test_a_live_ward_cannot_publish_what_its_people_did_not_write_or_nobody_approved(folder: Path) -> None:
    make_live(folder)
    changed(folder, "charter/adult.yaml", "approved_by: ward manager", "approved_by: nobody yet, this is an example")
    with pytest.raises(ContentError, match=r"approved by nobody yet, this is an example \(let somebody approve it"):
        built(folder, "live")
    changed(
        folder, "charter/adult.yaml", "[patients, carers, staff]", "['the makers of Wardlight, for a ward to replace']"
    )
    with pytest.raises(ContentError, match=r"written by the makers of Wardlight.*\(write it together with your ward"):
        built(folder, "live")
    assert built(folder).mode == "demo"


def test_words_of_a_slot_that_is_empty_are_there_to_be_translated(folder: Path) -> None:
    content = built(folder)
    assert "advocate" not in {known.id for known in content.organisations}
    assert content.texts["en"]["help.advocate.name"] == "An advocate"


def test_a_profile_that_nobody_wrote_is_named(folder: Path) -> None:
    (folder / "charter" / "young.yaml").unlink()
    with pytest.raises(ContentError, match=r"charter/young\.yaml: there is no such file"):
        built(folder, profile="young")


def test_a_ward_s_own_pictures_count(folder: Path, tmp_path: Path) -> None:
    own = tmp_path / "pictures"
    own.mkdir()
    (own / "our_garden.svg").write_text("<svg/>", encoding="utf-8")
    changed(folder, "questions/concern.yaml", "picture: garden", "picture: our_garden")
    with pytest.raises(ContentError, match="our_garden"):
        built(folder)
    assert built(folder, pictures=own)
