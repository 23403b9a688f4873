"""Three packs from one folder: adults, children and young people, people with a learning disability."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from kiosk import wardpack
from kiosk.charter.build import build_content
from kiosk.charter.faults import ContentError
from kiosk.resources import resource_folder
from kiosk.wardpack import Profile
from tests.support.contents import make_live

PROFILES: tuple[Profile, ...] = ("adult", "young", "learning_disability")
FOR_ADULTS = re.compile(
    r"touch(ing)? (yourself|your (own )?private)|both (people )?(must )?want|wanted by both|private time", re.IGNORECASE
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the content that comes with Wardlight."""
    return Path(shutil.copytree(resource_folder("content"), tmp_path / "content"))


def built(folder: Path, profile: Profile, mode: wardpack.Mode = "demo") -> wardpack.Content:
    return build_content(folder, "willow", "Willow Ward", mode, 3, 1_000, 2_000, profile)


def changed(folder: Path, file: str, old: str, new: str) -> None:
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{file} has no {old!r}"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def english(content: wardpack.Content) -> dict[str, str]:
    return content.texts["en"]


@pytest.mark.parametrize("profile", PROFILES)
def test_each_profile_has_nine_clauses_with_a_picture_for_each_easy_point_and_can_go_live(
    folder: Path, profile: Profile
) -> None:
    content = built(make_live(folder), profile, "live")
    assert (content.profile, len(content.clauses)) == (profile, 9)
    assert all(2 <= len(points.easy) <= 3 for points in content.clauses)
    assert 2 <= len(content.intro) <= 3
    assert 2 <= len(content.contact) <= 3
    whole = " ".join(text for name, text in english(content).items() if name.startswith("charter.intro"))
    assert all(group in whole for group in ("visitors", "staff", "young people" if profile == "young" else "patients"))


def test_codes_are_the_same_in_every_profile_so_that_figures_stay_comparable(folder: Path) -> None:
    adult = {question.id: [option.code for option in question.options] for question in built(folder, "adult").questions}
    for profile in PROFILES:
        content = built(folder, profile)
        assert {question.id: [option.code for option in question.options] for question in content.questions} == adult
        assert english(content)["checkin.safe.title"] == "Today, do you feel safe from sexual harm on this ward?" or (
            profile == "learning_disability"
        )


def test_children_read_nothing_that_is_for_adults(folder: Path) -> None:
    for name, text in english(built(folder, "young")).items():
        assert not FOR_ADULTS.search(text), name
    adult = english(built(folder, "adult"))
    assert sum(bool(FOR_ADULTS.search(text)) for text in adult.values()) > 3, "the pattern finds nothing"
    assert english(built(folder, "young"))["concern.kinds.C7"] != adult["concern.kinds.C7"]


def test_children_under_16_find_their_lines_first_and_no_line_for_adults(folder: Path) -> None:
    shown = built(folder, "young").organisations
    assert shown[0].id == "childline"
    assert {known.id for known in shown}.isdisjoint(("napac", "refuge", "mens_advice", "hourglass"))
    assert all((known.least_age or 0) < 18 for known in shown)
    ids = [known.id for known in shown]
    assert ids.index("childline") < ids.index("rape_crisis")
    assert english(built(folder, "young"))["help.nspcc.who"].startswith("Adults worried for a child.")


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("help/young/order.yaml", "left_out: [survivors_trust, napac,", "left_out: [survivors_trust,", "napac has to be under 'shown:'"),
        ("help/young/order.yaml", "  - mencap\n", "  - mencap\n  - hourglass\n", "hourglass has to be under 'shown:' or under 'left_out:'"),
        ("help/young/order.yaml", "  - childline\n", "  - child_line\n", "has the id 'child_line'"),
        ("help/young/order.yaml", "  - childline\n", "  - rape_crisis\n  - childline\n", "childline stands after rape_crisis"),
        ("help/young/order.yaml", "napac, refuge", "refuge", "napac has to be"),
        ("questions/young/words.yaml", "code: C7,", "code: C77,", "concern.kinds has no answer C77"),
        ("questions/young/words.yaml", "id: concern.kinds", "id: concern.kind", "concern.kind is a question that nothing asks"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_profile_is_said_in_one_line(
    folder: Path, file: str, old: str, new: str, message: str
) -> None:
    changed(folder, file, old, new)
    with pytest.raises(ContentError, match=re.escape(message)) as caught:
        built(folder, "young")
    assert "\n" not in str(caught.value)


def test_a_line_for_adults_cannot_be_put_before_children(folder: Path) -> None:
    changed(folder, "help/young/order.yaml", "napac, refuge", "refuge")
    changed(folder, "help/young/order.yaml", "  - mencap\n", "  - mencap\n  - napac\n")
    with pytest.raises(ContentError, match="napac is for adults"):
        built(folder, "young")


def test_nobody_is_shown_to_children_whom_nobody_chose_for_them(folder: Path) -> None:
    (folder / "help" / "young" / "order.yaml").unlink()
    with pytest.raises(ContentError, match=r"help/young/order\.yaml: there is no such file"):
        built(folder, "young")


def test_an_answer_can_be_left_out_for_a_profile(folder: Path) -> None:
    changed(
        folder, "questions/young/words.yaml", "  - id: concern.kinds\n", "  - id: concern.kinds\n    leave_out: [C12]\n"
    )
    kinds = next(question for question in built(folder, "young").questions if question.id == "concern.kinds")
    assert [option.code for option in kinds.options] == [f"C{n}" for n in range(1, 15) if n != 12]


def test_people_with_a_learning_disability_read_easy_words_in_the_full_text_too(folder: Path) -> None:
    adult, easy_first = english(built(folder, "adult")), english(built(folder, "learning_disability"))
    assert easy_first["concern.kinds.C7"] == adult["concern.kinds.C7.easy"]
    assert easy_first["concern.about.title"] == adult["concern.about.title"]
    longest = max(len(text.split()) for name, text in easy_first.items() if name.endswith(".body"))
    assert longest <= 45
