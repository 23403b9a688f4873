"""Which words somebody gets: the ward's before the interface's, their language before English, their form before plain words."""

import pytest
from msgspec.structs import replace

from kiosk.tablet.ward import NEEDED, Words, direction

WORDS = Words(
    interface={
        "en": {"both": "plain", "both.easy": "easy", "plain": "only plain", "shared": "ours"},
        "ur": {"both": "سادہ"},
    },
    ward={"en": {"shared": "the ward's"}, "ur": {"charter": "منشور", "name": "نام"}},
    approved={"ur": frozenset({"plain.approved"})},
    ward_approved={"ur": frozenset({"charter"})},
)


@pytest.mark.parametrize(
    ("text", "language", "form", "expected"),
    [
        ("both", "en", "plain", ("plain", "en", "source")),
        ("both", "en", "easy", ("easy", "en", "source")),
        ("plain", "en", "easy", ("only plain", "en", "source")),
        ("both", "ur", "easy", ("سادہ", "ur", "draft")),
        ("plain", "ur", "plain", ("only plain", "en", "source")),
        ("shared", "en", "plain", ("the ward's", "en", "source")),
        ("both", "xx", "plain", ("plain", "en", "source")),
        ("charter", "ur", "plain", ("منشور", "ur", "approved")),
        ("name", "ur", "plain", ("نام", "ur", "draft")),
    ],
)
def test_the_nearest_words_are_found(text: str, language: str, form: str, expected: tuple[str, str, str]) -> None:
    found = WORDS.find(text, language, form)  # type: ignore[arg-type]
    assert found is not None
    assert (found.text, found.language, found.review) == expected


def test_live_shows_nothing_that_nobody_signed_off() -> None:
    live = replace(WORDS, only_approved=True)
    found = [live.find(text, "ur") for text in ("both", "charter", "name")]
    assert [(one.text, one.review) if one else None for one in found] == [
        ("plain", "source"),
        ("منشور", "approved"),
        None,
    ]


def test_a_language_is_offered_live_once_it_can_say_what_is_missing() -> None:
    assert WORDS.languages == ("en", "ur")
    live = replace(WORDS, only_approved=True)
    assert live.languages == ("en",)
    assert replace(live, approved={"ur": frozenset(NEEDED)}).languages == ("en", "ur")
    assert replace(live, approved={"ur": frozenset(NEEDED[:1])}).languages == ("en",)


def test_what_nobody_wrote_is_not_found() -> None:
    assert WORDS.find("nothing", "en", "easy") is None


def test_direction_is_that_of_the_language() -> None:
    assert [direction(language) for language in ("en", "ur", "ar", "ar-EG", "ckb", "bn", "arn")] == [
        "ltr",
        "rtl",
        "rtl",
        "rtl",
        "rtl",
        "ltr",
        "ltr",
    ]
