"""The layouts as data: every letter of every language can be typed, and every key has room and a name."""

import unicodedata
from pathlib import Path

import pytest

from kiosk.tablet import keyboard_layouts
from kiosk.tablet.keyboard_layouts import Layout, LayoutError, layout, read
from kiosk.tablet.ward import direction
from tests.support.processes import REPOSITORY

LANGUAGES = keyboard_layouts.languages()
WITH_KEYS = [language for language in LANGUAGES if keyboard_layouts.can_type(language)]
# The letters that a language is written with (CLDR's main exemplar characters, without those that CLDR has for Sanskrit alone). A grapheme of
# several letters ("dd", "क्ष") is typed letter by letter.
A_TO_Z = "abcdefghijklmnopqrstuvwxyz"
ALPHABETS = {
    "en": A_TO_Z,
    "pl": A_TO_Z + "ąćęłńóśźż",
    "ro": A_TO_Z + "ăâîșț",
    "tr": A_TO_Z + "çğıöşüâîû",
    "pt": A_TO_Z + "áàâãçéêíóôõú",
    "es": A_TO_Z + "áéíñóúü",
    "so": A_TO_Z + "'",
    "it": A_TO_Z + "àèéìòóùí",
    "fr": A_TO_Z + "àâæçéèêëîïôœùûüÿ",
    "cy": A_TO_Z + "áàâäéèêëíìîïóòôöúùûüẃẁŵẅýỳŷÿ",
    "uk": "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя’",
    "ar": "ءأؤإئآابةتثجحخدذرزسشصضطظعغفقكلمنهويى" + "\u064b\u064c\u064d\u064e\u064f\u0650\u0651\u0652\u0670",
    "fa": "آابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهی" + "ءأؤئة" + "\u064b\u064c\u064d\u0651\u0654\u200c",
    "ckb": "ئابپتجچحخدرڕزژسشعغفڤقکگلڵمنهەوۆیێ",
    "ur": "اأآبپتٹثجچحخدڈذرڑزژسشصضطظعغفقکگلمنںوؤہۂھءیئےۓۃ",
    "hi": "अआइईउऊऋऍएऐऑओऔकखगघङचछजझञटठडढणतथदधनपफबभमयरलळवशषसह" + "ािीुूृॅेैॉोौ्ंःँ़ऽॐ",
    "bn": "অআইঈউঊঋএঐওঔকখগঘঙচছজঝঞটঠডঢণতৎথদধনপফবভমযরলশষসহ" + "ািীুূৃেৈোৌ্ংঃঁ়",
    "gu": "અઆઇઈઉઊઋઍએઐઑઓઔકખગઘઙચછજઝઞટઠડઢણતથદધનપફબભમયરલળવશષસહ" + "ાિીુૂૃૅેૈૉોૌ્ંઃઁ઼ૐઽ",
    "pa": "ੳਅੲਆਇਈਉਊਏਐਓਔਕਖਗਘਙਚਛਜਝਞਟਠਡਢਣਤਥਦਧਨਪਫਬਭਮਯਰਲਵੜਸਹ" + "ਾਿੀੁੂੇੈੋੌ੍ੱੰਂਃ਼",
    "ta": "அஆஇஈஉஊஎஏஐஒஓஔகஙசஜஞடணதநனபமயரறலளழவஶஷஸஹஃ" + "ாிீுூெேைொோௌ்",
}
OWN_DIGITS = {
    "ar": "٠١٢٣٤٥٦٧٨٩",
    "ckb": "٠١٢٣٤٥٦٧٨٩",
    "fa": "۰۱۲۳۴۵۶۷۸۹",
    "ur": "۰۱۲۳۴۵۶۷۸۹",
    "hi": "०१२३४५६७८९",
    "bn": "০১২৩৪৫৬৭৮৯",
    "gu": "૦૧૨૩૪૫૬૭૮૯",
    "pa": "੦੧੨੩੪੫੬੭੮੯",
    "ta": "௦௧௨௩௪௫௬௭௮௯",
}
PUNCTUATION = {
    **dict.fromkeys(("ar", "fa", "ckb"), ".،؟؛!:()"),
    "ur": "۔،؟؛!:().",
    **dict.fromkeys(("hi", "bn", "pa"), "।,?;!:()."),
    "es": ".,?!¿¡;:()",
    "uk": ".,?!«»–;:()",
    "pl": ".,?!„”;:()",
    "ro": ".,?!„”;:()",
}


def typed(language: str) -> set[str]:
    """Every character that some key of a language types."""
    keys = layout(language).typed
    zwnj = {"\u200c"} if any(p.types == "ZWNJ" for p in layout(language).right) else set()
    return {char for key in keys for char in key} | zwnj


def test_there_is_a_file_for_every_language_of_the_charter() -> None:
    wanted = {
        "en",
        "ur",
        "bn",
        "pl",
        "ar",
        "pa",
        "ro",
        "tr",
        "pt",
        "es",
        "gu",
        "so",
        "ta",
        "fa",
        "ckb",
        "it",
        "fr",
        "hi",
        "uk",
    }
    wanted |= {"zh-Hans", "cy"}
    assert set(LANGUAGES) == wanted
    assert set(WITH_KEYS) == wanted - {"zh-Hans"} == set(ALPHABETS)


@pytest.mark.parametrize("language", WITH_KEYS)
def test_every_letter_of_the_language_can_be_typed(language: str) -> None:
    assert set(unicodedata.normalize("NFC", ALPHABETS[language])) - typed(language) == set()


@pytest.mark.parametrize("language", WITH_KEYS)
def test_all_digits_and_the_punctuation_of_the_language_can_be_typed(language: str) -> None:
    wanted = "0123456789" + OWN_DIGITS.get(language, "") + PUNCTUATION.get(language, ".,?!;:()'\"")
    quotes = set("'\"") if {"„", "«", "¿"} & typed(language) or "'" in layout(language).typed else set()
    assert set(wanted) - typed(language) - quotes == set()


@pytest.mark.parametrize("language", WITH_KEYS)
def test_a_layout_is_written_in_the_form_that_texts_are_kept_in(language: str) -> None:
    for key in layout(language).typed:
        assert unicodedata.is_normalized("NFC", key), key


@pytest.mark.parametrize("language", WITH_KEYS)
def test_the_alphabet_holds_every_letter_that_stands_on_the_keys_and_no_other(language: str) -> None:
    found = layout(language)
    on_keys = {p.types for row in (*found.letters, *found.more, found.left, found.right) for p in row if p.is_letter}
    letters = {key for key in on_keys if any(unicodedata.category(char)[0] == "L" for char in key)}
    assert len(found.alphabet) == len(set(found.alphabet))
    assert letters - set(found.alphabet) == set()
    assert {a for a in found.alphabet if len(a) > 1 or unicodedata.category(a)[0] == "L"} - on_keys == set()


@pytest.mark.parametrize("language", WITH_KEYS)
def test_in_the_order_of_the_alphabet_the_same_keys_stand_on_the_same_layers(language: str) -> None:
    from_right = direction(language) == "rtl"
    usual, abc = layout(language), layout(language).by_alphabet(from_right)
    order = usual.alphabet.index
    for rows, sorted_rows in (
        ((*usual.letters, usual.left, usual.right), (*abc.letters, abc.left, abc.right)),
        (usual.more, abc.more),
    ):
        before = [p.types for row in rows for p in row]
        after = [p.types for row in sorted_rows for p in row]
        assert sorted(before) == sorted(after)
        as_read = [p.types for row in sorted_rows for p in (row[::-1] if from_right else row)]
        letters = [order(letter) for letter in as_read if letter in usual.alphabet]
        assert letters == sorted(letters)
        assert [p.width for row in rows for p in row] == [p.width for row in sorted_rows for p in row]


@pytest.mark.parametrize("language", WITH_KEYS)
def test_no_row_has_more_keys_than_there_is_room_for(language: str) -> None:
    found = layout(language)
    for rows in (found.letters, found.more, found.signs, found.more_signs):
        assert len(rows) in (0, 3)
        for row in rows:
            assert sum(place.width for place in row) <= keyboard_layouts.MOST_KEYS
    assert len(found.letters) == 3


@pytest.mark.parametrize("language", WITH_KEYS)
def test_a_key_stands_once_on_its_layer(language: str) -> None:
    found = layout(language)
    beside = (found.left, found.right)
    for rows in ((*found.letters, *beside), (*found.more, *beside), found.signs, found.more_signs):
        types = [place.types for row in rows for place in row if place.types != keyboard_layouts.GAP]
        assert len(types) == len(set(types)), sorted(t for t in types if types.count(t) > 1)


@pytest.mark.parametrize("language", WITH_KEYS)
def test_a_sign_that_stands_on_another_letter_has_a_name_for_ears(language: str) -> None:
    found: Layout = layout(language)
    signs = [key for key in found.typed if len(key) == 1 and unicodedata.category(key)[0] == "M"]
    unnamed = [s for s in signs if s not in found.names and " VOWEL SIGN " not in unicodedata.name(s)]
    assert unnamed == []
    assert set(found.names) - found.typed - {"ZWNJ"} == set()


@pytest.mark.parametrize("language", WITH_KEYS)
def test_rub_stands_at_the_end_of_the_third_row_on_every_layer(language: str) -> None:
    """A learned place stays right."""
    found = layout(language)
    for rows in (found.letters, found.more, found.signs, found.more_signs):
        if rows:
            assert rows[2][-1].types == "RUB"
            assert sum(place.width for place in rows[2]) == found.columns


def test_turkish_capitals_keep_their_dots() -> None:
    turkish = layout("tr")
    assert [turkish.capital(letter) for letter in "iışç"] == ["İ", "I", "Ş", "Ç"]
    assert layout("en").capital("i") == "I"


def test_a_language_without_a_keyboard_types_english_letters() -> None:
    assert layout("zh-Hans") == layout("en") == layout("kl")
    assert not keyboard_layouts.can_type("zh-Hans")
    assert not keyboard_layouts.can_type("kl")


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("letters = [", "Invalid value"),
        ("letters = 3", "letters"),
        ("letters = []\nleters = []", "leters"),
        ('letters = ["a*b"]', "could not convert"),
    ],
)
def test_a_layout_with_a_fault_is_refused_with_its_file_and_the_fault(tmp_path: Path, text: str, fault: str) -> None:
    file = tmp_path / "xx.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(LayoutError, match=rf"xx\.toml: .*{fault}"):
        read(file)


def test_layouts_lie_beside_the_module_that_reads_them_so_that_a_wheel_carries_them() -> None:
    files = {path.name for path in (REPOSITORY / "kiosk/tablet/keyboard_layouts").glob("*.toml")}
    assert files == {f"{language}.toml" for language in LANGUAGES}
