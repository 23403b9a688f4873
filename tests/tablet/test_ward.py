"""Which words somebody gets: the ward's before the interface's, their language before English, their form before plain words."""

import pytest

from kiosk.tablet.ward import Words, direction

WORDS = Words(
    interface={
        "en": {"both": "plain", "both.easy": "easy", "plain": "only plain", "shared": "ours"},
        "ur": {"both": "سادہ"},
    },
    ward={"en": {"shared": "the ward's"}},
    drafts=frozenset({"ur"}),
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
    ],
)
def test_the_nearest_words_are_found(text: str, language: str, form: str, expected: tuple[str, str, str]) -> None:
    found = WORDS.find(text, language, form)  # type: ignore[arg-type]
    assert found is not None
    assert (found.text, found.language, found.review) == expected


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
