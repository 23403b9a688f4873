"""The keys of every language on the page of own words: each has a name, each types what stands on it, and whatever is typed arrives."""

import unicodedata

import pytest
from msgspec.structs import replace

from kiosk import records
from kiosk.tablet import editing, keyboard_layouts, pages, visit
from kiosk.tablet.journeys import keyboards
from kiosk.tablet.keyboard_layouts import layout
from kiosk.tablet.ward import direction
from tests.tablet.journeys.walking import Person

LANGUAGES = [language for language in keyboard_layouts.languages() if keyboard_layouts.can_type(language)]
CASELESS = [language for language in LANGUAGES if not keyboard_layouts.is_latin(layout(language)) and language != "uk"]
WORDS = "concern.words"
SAID = {
    "ur": "میں نے کہا: نہیں۔ وہ رات ۸ بجے آیا تھا؟",
    "ar": "قالَ لي: لا، لستُ آمناً هنا.",
    "fa": "می‌خواهم با کسی حرف بزنم، آیا می‌شود؟",
    "ckb": "من لێرە هەست بە ئاسوودەیی ناکەم، تکایە یارمەتیم بدەن.",
    "hi": "उसने मुझे छुआ। मैंने ना कहा, फिर भी!",
    "bn": "সে আমাকে ছুঁয়েছে। আমি না বলেছি, তবুও!",
    "pa": "ਉਸ ਨੇ ਮੈਨੂੰ ਛੂਹਿਆ। ਮੈਂ ਨਾਂਹ ਕੀਤੀ ਸੀ!",
    "gu": "તેણે મને સ્પર્શ કર્યો. મેં ના પાડી હતી!",
    "ta": "அவர் என்னைத் தொட்டார். நான் வேண்டாம் என்றேன்!",
    "pl": "Powiedziałam „nie”. Źle się tu czuję, proszę o pomoc!",
    "tr": "Işıklı odada İpek beni itti. Ağladım, çünkü korktum.",
    "uk": "Він торкнувся мене. Я сказала: «ні»! Об’їзд, ґанок, щастя.",
    "cy": "Dywedais na. Mae’r tŷ’n oer a’r dŵr hefyd.".replace("’", "'"),
    "ro": "Mi-a spus să tac. Știu că nu e în regulă: țip și plâng.",
    "fr": "Il m'a touchée. J'ai dit « non » où ça gêne, être là.",
    "es": "¿Por qué? ¡No quise! Mañana hablaré.",
    "pt": "Não quero. Ação, café, avô, três à mesa.",
    "it": "Perché? L'ho detto: no! È così, più o meno.",
    "so": "Waxaan idhi maya. Lo'da, qof baa i taabtay.",
    "en": "I said no. They did it again (twice)!",
}


def writing(language: str, **changes: object) -> Person:
    """Somebody who is about to write in their own words."""
    person = Person()
    reading = replace(person.visit.reading, language=language)
    spot = tuple(visit.Spot(*spot) for spot in (("home", "doors"), ("concern", "review"), ("concern", "words")))
    person.visit = replace(person.visit, reading=reading, trail=spot, **changes)
    return person.happens(visit.Touched()).at("concern.words")


def entry(person: Person) -> pages.TextEntry:
    return next(block for block in person.page.blocks if isinstance(block, pages.TextEntry))


def strikes(person: Person, *keys: str) -> Person:
    for key in keys:
        on_keys = person.keys()
        assert key in on_keys, f"no key {key} among {sorted(on_keys)}"
        person.happens(visit.Typed(entry=WORDS, key=key))
    return person


def layers(person: Person) -> list[pages.Keys]:
    """The keyboard in every layer that can be reached, in the usual order and in that of the alphabet, in the own script and in English letters."""
    found = []
    for latin in (False, True):
        for abc in (False, True):
            for layer in ("letters", "more", "signs", "more_signs", "edit"):
                shown = editing.Keyboard(layer=layer, latin=latin, abc=abc)
                found.append(keyboards.keyboard(replace(person.visit, keyboard=shown), WORDS))
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_typed_on_the_keys_of_a_language_arrives_as_it_was_meant(language: str) -> None:
    said = unicodedata.normalize("NFC", SAID[language])
    person = writing(language).types(said)
    assert entry(person).value == said
    assert entry(person).caret == len(editing.graphemes(said))
    person.presses("next").presses("send")
    (sealed,) = person.took(visit.Seal)
    assert isinstance(sealed, visit.Seal)
    assert isinstance(sealed.record, records.Concern)
    assert (sealed.record.words, sealed.record.language) == (said, language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_key_of_every_layer_has_a_name_of_its_own_and_a_face(language: str) -> None:
    for keys in layers(writing(language)):
        struck = [key for row in keys.rows for key in row]
        ids = [key.id for key in struck]
        assert len(ids) == len(set(ids)), sorted(i for i in ids if ids.count(i) > 1)
        for key in struck:
            assert key.label.spoken.strip(), key.id
            assert key.label.spoken != f"key.{key.id}", f"{key.id} has no words"
            assert bool(key.face) != bool(key.picture), key.id
            assert "/" not in key.id  # it stands in a target, "keys/ID"
            mark = key.command == "insert" and unicodedata.category(key.face[0]).startswith("M")
            assert not mark, f"{key.id}: a sign stands on a dotted circle"
            alone = key.command == "insert" and unicodedata.category(key.label.spoken[0]).startswith("M")
            assert not alone, f"{key.id}: a sign alone cannot be spoken"


@pytest.mark.parametrize("language", LANGUAGES)
def test_rows_are_as_wide_as_the_keyboard_at_the_most_and_the_space_key_can_be_hit(language: str) -> None:
    for keys in layers(writing(language)):
        widest = max(sum(key.before + key.width for key in row) for row in keys.rows)
        assert widest <= keyboard_layouts.MOST_KEYS
        assert len(keys.rows) == 4
        for row, offset in zip(keys.rows, keys.offsets, strict=True):
            assert offset * 2 + sum(key.before + key.width for key in row) == pytest.approx(widest)
            assert all(key.width >= 1 for key in row)
        assert all(key.width >= 2 for row in keys.rows for key in row if key.id == "space")


@pytest.mark.parametrize("language", LANGUAGES)
def test_from_every_layer_there_is_a_way_to_every_other(language: str) -> None:
    board = layout(language)
    person = writing(language)
    if board.more:
        strikes(person, "more", "letters")
    strikes(person, "signs")
    if board.more_signs:
        strikes(person, "more_signs", "signs")
    strikes(person, "edit", "abc_order", "signs", "edit", "usual_order")
    assert person.visit.keyboard == editing.Keyboard(shift=True)


@pytest.mark.parametrize("language", CASELESS)
def test_a_person_can_type_english_words_and_come_back(language: str) -> None:
    person = strikes(writing(language), "latin").types("Ward 7.")
    assert entry(person).value == "Ward 7."
    assert entry(person).direction == direction(language)
    strikes(person, "letters", "own")
    assert set(person.keys()) & set(layout(language).alphabet)


@pytest.mark.parametrize("language", ["en", "pl", "cy"])
def test_a_latin_language_needs_no_key_for_english_letters(language: str) -> None:
    on_keys = writing(language).keys()
    assert "latin" not in on_keys


def test_the_second_layer_of_letters_holds_for_one_letter() -> None:
    person = strikes(writing("pl"), "more", "ł")
    assert (entry(person).value, person.visit.keyboard.layer) == ("Ł", "letters")
    person = strikes(writing("ur"), "more", "غ")
    assert (entry(person).value, person.visit.keyboard.layer) == ("غ", "letters")


def test_capitals_hold_for_one_letter_and_come_by_themselves_after_a_sentence() -> None:
    assert entry(writing("tr").types("i")).value == "i"
    assert entry(strikes(writing("tr"), "i", "i")).value == "İi"
    assert person_shift(writing("en").types("No. ")) is True
    assert person_shift(writing("en").types("No.")) is False


def person_shift(person: Person) -> bool:
    return person.visit.keyboard.shift


def test_letters_name_themselves_capitals_and_signs_are_named_in_words() -> None:
    english = writing("en").keys()
    assert english["q"].label.spoken == "capital \u2068Q\u2069"
    urdu = writing("ur").keys()
    assert (urdu["ب"].label.spoken, urdu["ب"].label.language, urdu["ب"].label.direction) == ("ب", "ur", "rtl")
    assert urdu["ھ"].label.spoken == "دو چشمی ہے"
    hindi = writing("hi").keys()
    assert hindi["्"].label.spoken == "हलन्त"
    assert hindi["ा"].label.spoken == "vowel sign \u2068आ\u2069"
    assert (hindi["ा"].face, hindi["ा"].inserts) == ("◌ा", "ा")
    assert hindi["stop"].inserts == "।"


def test_names_that_nobody_has_signed_off_are_not_spoken_in_live() -> None:
    person = writing("ur")
    ward = replace(person.visit.ward, words=replace(person.visit.ward.words, only_approved=True))
    keys = keyboards.keyboard(replace(person.visit, ward=ward), WORDS)
    spoken = {key.id: key.label.spoken for row in keys.rows for key in row}
    assert spoken["ھ"] == "ھ"


def test_the_way_back_stands_at_the_start_in_either_direction() -> None:
    for language, row in (
        ("en", ["start", "word_left", "word_right", "end"]),
        ("ar", ["end", "word_right", "word_left", "start"]),
    ):
        person = strikes(writing(language), "signs", "edit")
        keys = next(block for block in person.page.blocks if isinstance(block, pages.Keys))
        assert [key.id for key in keys.rows[0]] == row
    arabic = strikes(writing("ar"), "ا", "ب", "signs", "edit", "left")
    assert entry(arabic).caret == 1  # one letter towards the beginning, which is at the right


def test_selecting_by_keys_says_how_much_and_typing_replaces_it() -> None:
    person = writing("en").types("one two three")
    strikes(person, "signs", "edit", "word_left", "select", "word_left")
    assert entry(person).selected == (4, 8)
    assert entry(person).left is not None
    assert entry(person).left.spoken == "\u20684\u2069 characters selected"  # type: ignore[union-attr]
    assert person.keys()["select"].on
    strikes(person, "letters", "x")
    assert entry(person).value == "one xthree"
    assert (entry(person).selected, person.visit.keyboard.selecting) == (None, False)


def test_select_all_and_rub_empties_the_box() -> None:
    person = strikes(writing("bn").types("আমি না"), "signs", "edit", "select_all", "rub")
    assert (entry(person).value, entry(person).left) == ("", None)


def test_a_touch_in_the_box_puts_the_caret_there_and_selects_while_selecting_is_on() -> None:
    person = writing("en").types("hello")
    person.happens(visit.Typed(entry=WORDS, place=2))
    assert (entry(person).caret, entry(person).selected) == (2, None)
    strikes(person, "signs", "edit", "select")
    person.happens(visit.Typed(entry=WORDS, place=4))
    assert entry(person).selected == (2, 4)
    person.happens(visit.Typed(entry=WORDS, place=99))
    assert entry(person).selected == (2, 5)


def test_a_real_keyboard_moves_selects_and_rubs_whatever_layer_is_shown() -> None:
    person = writing("ar")
    person.happens(visit.Typed(entry=WORDS, text="abc"))
    person.happens(visit.Typed(entry=WORDS, key="start"))
    person.happens(visit.Typed(entry=WORDS, key="right", selecting=True))
    assert entry(person).selected == (0, 1)
    person.happens(visit.Typed(entry=WORDS, key="delete"))
    assert entry(person).value == "bc"
    person.happens(visit.Typed(entry=WORDS, key="line")).happens(visit.Typed(entry=WORDS, key="no such key"))
    assert entry(person).value == "\nbc"


@pytest.mark.parametrize(("language", "letter", "most"), [("en", "a", 2_500), ("ta", "அ", 2_500), ("uk", "ї", 2_500)])
def test_the_line_about_what_still_fits_is_true_for_the_letters_of_the_language(
    language: str, letter: str, most: int
) -> None:
    person = writing(language)
    person.happens(visit.Typed(entry=WORDS, text=letter * (most - 30)))
    said = int("".join(c for c in entry(person).left.spoken if c.isdigit()))  # type: ignore[union-attr]
    person.happens(visit.Typed(entry=WORDS, text=letter * said))
    assert len(entry(person).value) == most - 30 + said
    person.happens(visit.Typed(entry=WORDS, text=letter * 3_000))
    assert len(entry(person).value) == min(most, 8_000 // len(letter.encode()))


def test_bytes_bite_first_where_letters_take_four_and_the_line_never_promises_too_much() -> None:
    person = writing("ta")
    person.happens(visit.Typed(entry=WORDS, text="🙂" * 1_900))  # 7,600 of 8,000 bytes
    assert "133" in entry(person).left.spoken  # type: ignore[union-attr]
    person.happens(visit.Typed(entry=WORDS, text="அ" * 133))
    assert entry(person).value.count("அ") == 133


def test_in_chinese_the_page_says_so_offers_staff_and_lets_people_type_pinyin() -> None:
    person = writing("zh-Hans")
    assert "Call staff" in person.reads
    assert entry(person.types("wo bu yao")).value == "wo bu yao"
    assert not {"latin", "own"} & set(person.keys())
    assert "Call staff" not in writing("ur").reads
