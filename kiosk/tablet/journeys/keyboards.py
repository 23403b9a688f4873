"""The keys of the on-screen keyboards: makes the accessible keys of a page from a layout (`keyboard_layouts`). What a key does
is in `striking`.

Faces of keys are signs, not words; what a key is called for ears comes from the catalogues ("key.rub"), and from the layout where the language has a
name of its own for a sign. Letters keep their places on the glass in every language, as on the keyboards that people know; the keys that move through
the words follow the reading direction: in a right-to-left language the start is at the right, and so is "move back".
"""

from __future__ import annotations

import unicodedata
from functools import cache

from msgspec.structs import replace

from kiosk.tablet.journeys.frame import say
from kiosk.tablet.keyboard_layouts import GAP, KeyPlace, Layout, Rows, can_type, is_latin, layout
from kiosk.tablet.pages import Key, KeyCommand, Keys, Text
from kiosk.tablet.visit import Visit
from kiosk.tablet.ward import direction

WIDE = 1.5
LEAST_SPACE = 2.5  # width of the space key below which its neighbours give some of theirs
ZWNJ = "\u200c"
DOTTED_CIRCLE = "\u25cc"  # stands for the letter that a sign is put on

NAMED = {  # signs by the names that they have in the catalogues ("key.comma")
    ",": "comma",
    "،": "comma",
    ".": "stop",
    "?": "question",
    "؟": "question",
    "!": "exclamation",
    "'": "apostrophe",
    "’": "apostrophe",
    '"': "quotation",
    "-": "dash",
    "/": "slash",
    ":": "colon",
    ";": "semicolon",
    "؛": "semicolon",
    "(": "open",
    ")": "close",
    "£": "pound",
    "&": "and",
    "@": "at",
    "+": "plus",
    "=": "equals",
    "%": "percent",
    "٪": "percent",
    "#": "hash",
    "*": "star",
    "_": "underscore",
    "€": "euro",
    "$": "dollar",
    "₹": "rupee",
    "–": "long_dash",
    "…": "dots",
    "«": "quote_open",
    "„": "quote_open",
    "“": "quote_open",
    "»": "quote_close",
    "”": "quote_close",
    "¿": "question_open",
    "¡": "exclamation_open",
}
_LAYERS = {"letters": "abc", "signs": "123"}
_PICTURES = {
    "rub": "rub",
    "line": "enter",
    "shift": "shift",
    "left": "back",
    "right": "onward",
    "word_left": "word_back",
    "word_right": "word_on",
    "start": "to_start",
    "end": "to_end",
    "edit": "caret",
    "latin": "globe",
    "own": "globe",
}


# --- one key ----------------------------------------------------------------------------------------------------


def _command(
    visit: Visit,
    name: str,
    command: KeyCommand,
    *,
    face: str = "",
    language: str = "en",
    width: float = 1.0,
    on: bool = False,
) -> Key:
    picture = None if face else _PICTURES.get(name)
    label = say(visit, f"key.{name}", group="keys")
    return Key(name, label, face=face, language=language, picture=picture, command=command, width=width, on=on)


def _worded(visit: Visit, name: str, command: KeyCommand, *, width: float, on: bool = False) -> Key:
    """A key that shows its words."""
    label = say(visit, f"key.{name}", group="keys")
    return Key(name, label, face=label.spoken, language=label.language, command=command, width=width, on=on)


def _space(visit: Visit, width: float) -> Key:
    label = say(visit, "key.space", group="keys")
    return Key("space", label, face=label.spoken, language=label.language, inserts=" ", width=width)


def _sign(visit: Visit, sign: str) -> Key:
    """A key whose face is what it types, without a layout: digits, capitals of a code."""
    name = NAMED.get(sign)
    label = say(visit, f"key.{name}", group="keys") if name else _spelt(sign.lower(), sign, "en")
    return Key(name or sign.lower(), label, face=sign, inserts=sign)


def _spelt(name: str, spoken: str, language: str) -> Text:
    return Text(f"key.{name}", (spoken,), language=language, direction=direction(language), group="keys")


def _typing_key(visit: Visit, board: Layout, place: KeyPlace, shift: bool) -> Key:
    """The key of a letter or a sign."""
    char = place.types
    name = "stop" if char == board.stop else "dot" if char == "." else NAMED.get(char, "")
    if name and char not in board.alphabet:
        label = say(visit, f"key.{name}", group="keys")
        return Key(name, label, face=char, language=board.language, inserts=char, width=place.width)
    typed = board.capital(char) if shift else char
    face = DOTTED_CIRCLE + typed if unicodedata.category(typed[0]).startswith("M") else typed
    label = _letter_name(visit, board, char, typed)
    return Key(char, label, face=face, language=board.language, inserts=typed, width=place.width)


def _letter_name(visit: Visit, board: Layout, char: str, typed: str) -> Text:
    """What a letter is called for ears: by its own name where it has one, as the sign of a vowel, or by itself."""
    named = board.names_approved or not visit.ward.words.only_approved
    spoken = board.names.get(char, char) if named else char
    vowel = vowel_of(char)
    if vowel and spoken == char:
        return say(visit, "key.vowel_sign", {"letter": vowel}, key=f"key.{char}", group="keys")
    if typed != char:
        letter = spoken if spoken != char else typed
        return say(visit, "key.capital", {"letter": letter}, key=f"key.{char}", group="keys")
    return _spelt(char, spoken, board.language)


@cache
def vowel_of(sign: str) -> str:
    """The vowel that a sign of an Indic script stands for, as it is written alone; "" for anything else."""
    name = unicodedata.name(sign, "") if len(sign) == 1 else ""
    for alone in (" LETTER ", " VOWEL "):  # the latter in Gujarati, for the vowels of English words
        try:
            return unicodedata.lookup(name.replace(" VOWEL SIGN ", alone)) if " VOWEL SIGN " in name else ""
        except KeyError:
            continue
    return ""


def _key(visit: Visit, board: Layout, place: KeyPlace) -> Key:
    """One place of a layout."""
    keyboard = visit.keyboard
    if place.types == "SHIFT":
        return _command(visit, "shift", "shift", width=place.width, on=keyboard.shift)
    if place.types == "RUB":
        return _command(visit, "rub", "rub", width=place.width)
    if place.types == "MORE":
        return _more(visit, board, place.width)
    if place.types == "MORE_SIGNS":
        if keyboard.layer == "more_signs":
            return _command(visit, "signs", "layer", face=_LAYERS["signs"], width=place.width)
        return _to_layer(visit, "more_signs", board, board.more_signs, place.width)
    if place.types == "ZWNJ":
        label = _spelt("half_space", board.names.get("ZWNJ", "ZWNJ"), board.language)
        return Key("half_space", label, face=label.spoken, language=board.language, inserts=ZWNJ, width=place.width)
    return _typing_key(visit, board, place, keyboard.shift and _has_case(board.language))


def _more(visit: Visit, board: Layout, width: float) -> Key:
    """To the second layer of letters, or back."""
    if visit.keyboard.layer == "more":
        return _to_layer(visit, "letters", board, board.letters, width)
    return _to_layer(visit, "more", board, board.more, width)


def _to_layer(visit: Visit, name: str, board: Layout, rows: Rows, width: float) -> Key:
    """A key that leads to a layer shows some of what is there."""
    return _command(visit, name, "layer", face=_sample(board, rows), language=board.language, width=width)


def _sample(board: Layout, rows: Rows) -> str:
    """The first letters of a layer, for the face of the key that leads to it; one where they are wide: in the scripts that have signs of vowels."""
    on_layer = [place.types for row in rows for place in row if place.is_letter]
    known = [letter for letter in board.alphabet if letter in on_layer]
    letters = [letter for letter in known if unicodedata.category(letter[0])[0] == "L"] or on_layer
    count = 1 if any(vowel_of(letter) for letter in board.alphabet) and letters is not on_layer else 2
    return ZWNJ.join(letters[:count])  # apart, as they stand on their keys


@cache
def _has_case(board_language: str) -> bool:
    return any(place.types == "SHIFT" for row in layout(board_language).letters for place in row)


# --- a keyboard -------------------------------------------------------------------------------------------------


@cache
def _board(language: str, abc: bool) -> Layout:
    return layout(language).by_alphabet(direction(language) == "rtl") if abc else layout(language)


def board_of(visit: Visit) -> Layout:
    """The layout that is shown: of the person's language, or English letters where they asked for them or there is nothing else."""
    return _board("en" if visit.keyboard.latin else visit.reading.language, visit.keyboard.abc)


def keyboard(visit: Visit, types_into: str) -> Keys:
    """The keyboard of the person's language in the layer that is shown: letters, more letters, digits and signs, or the keys that move and select."""
    board, layer = board_of(visit), visit.keyboard.layer
    if layer == "edit":
        return _spread(types_into, _edit_rows(visit, board), board.columns)
    rows = {"more": board.more, "signs": board.signs, "more_signs": board.more_signs}.get(layer) or board.letters
    made = [_row(visit, board, row) for row in rows]
    return _spread(types_into, (*made, _lowest(visit, board)), board.columns)


def _row(visit: Visit, board: Layout, places: tuple[KeyPlace, ...]) -> tuple[Key, ...]:
    made: list[Key] = []
    before = 0.0
    for place in places:
        if place.types == GAP:
            before += place.width
        else:
            made.append(replace(_key(visit, board, place), before=before))
            before = 0.0
    return tuple(made)


def _spread(types_into: str, rows: tuple[tuple[Key, ...], ...], columns: float) -> Keys:
    offsets = tuple((columns - sum(key.before + key.width for key in row)) / 2 for row in rows)
    return Keys("keys", types_into, rows, offsets=offsets)


def _lowest(visit: Visit, board: Layout) -> tuple[Key, ...]:
    """The row of the space key, which takes the room that is left."""
    comma = _typing_key(visit, board, KeyPlace(board.comma), shift=False)
    stop = _typing_key(visit, board, KeyPlace(board.stop), shift=False)
    if visit.keyboard.layer in ("signs", "more_signs"):
        first = [_letters_key(visit, board), _command(visit, "edit", "layer", width=WIDE), comma]
        last = [stop, _command(visit, "line", "line", width=WIDE)]
    else:
        first = [_command(visit, "signs", "layer", face=_LAYERS["signs"], width=WIDE)]
        if board.more and not any(place.types == "MORE" for row in board.letters for place in row):
            first.append(_more(visit, board, 1.0))
        first += _script_key(visit, board)
        first += [comma, *(_key(visit, board, place) for place in board.left)]
        last = [*(_key(visit, board, place) for place in board.right), stop]
        last.append(_command(visit, "line", "line", width=WIDE))
    room = board.columns - sum(key.width for key in (*first, *last))
    if room < LEAST_SPACE:
        first[0], last[-1] = replace(first[0], width=1.0), replace(last[-1], width=1.0)
        room += 2 * (WIDE - 1.0)
    return (*first, _space(visit, room), *last)


def _letters_key(visit: Visit, board: Layout) -> Key:
    if is_latin(board):
        return _command(visit, "letters", "layer", face=_LAYERS["letters"], width=WIDE)
    return _to_layer(visit, "letters", board, board.letters, WIDE)


def _script_key(visit: Visit, board: Layout) -> tuple[Key, ...]:
    """The way to English letters and back, where the language has another script."""
    own = visit.reading.language
    if visit.keyboard.latin:
        return (_command(visit, "own", "script"),) if own != "en" else ()
    return () if is_latin(board) or not can_type(own) else (_command(visit, "latin", "script"),)


def _edit_rows(visit: Visit, board: Layout) -> tuple[tuple[Key, ...], ...]:
    """The keys that move through the words and select; their rows follow the reading direction."""
    quarter = board.columns / 4
    selecting, abc = visit.keyboard.selecting, visit.keyboard.abc
    rows = (
        (
            _command(visit, "start", "start", width=quarter),
            _command(visit, "word_left", "word_left", width=quarter),
            _command(visit, "word_right", "word_right", width=quarter),
            _command(visit, "end", "end", width=quarter),
        ),
        (
            _command(visit, "left", "left", width=0.8 * quarter),
            _worded(visit, "select", "select", width=quarter, on=selecting),
            _worded(visit, "select_all", "select_all", width=1.4 * quarter),
            _command(visit, "right", "right", width=0.8 * quarter),
        ),
        (
            _worded(visit, "usual_order" if abc else "abc_order", "order", width=2 * quarter),
            _command(visit, "rub", "rub", width=2 * quarter),
        ),
        (
            replace(_letters_key(visit, board), width=quarter),
            _space(visit, 2 * quarter),
            _command(visit, "line", "line", width=quarter),
        ),
    )
    if direction(visit.reading.language) == "rtl":
        return tuple(row[::-1] for row in rows[:2]) + rows[2:]
    return rows


def pin_pad(visit: Visit, types_into: str) -> Keys:
    """Ten digits and rub, as on a telephone."""
    rows = tuple(tuple(_sign(visit, digit) for digit in row) for row in ("123", "456", "789"))
    last = (_sign(visit, "0"), _command(visit, "rub", "rub"))
    return Keys("keys", types_into, (*rows, last), offsets=(0.0, 0.0, 0.0, 1.0))


def code_keys(visit: Visit, types_into: str) -> Keys:
    """Digits and capitals, for a pairing code."""
    rows = tuple(tuple(_sign(visit, sign) for sign in row) for row in ("1234567890", "QWERTYUIOP", "ASDFGHJKL"))
    last = (*(_sign(visit, sign) for sign in "ZXCVBNM"), _command(visit, "rub", "rub", width=WIDE))
    return Keys("keys", types_into, (*rows, last), offsets=(0.0, 0.0, 0.5, 0.0))


def return_code_keys(visit: Visit, types_into: str) -> Keys:
    """Digits, and letters for whoever kept the words of a return code."""
    rows = tuple(tuple(_sign(visit, sign) for sign in row) for row in ("1234567890", "QWERTYUIOP", "ASDFGHJKL"))
    ends = (_space(visit, 2.0), _command(visit, "rub", "rub"))
    last = (*(_sign(visit, sign) for sign in "ZXCVBNM"), *ends)
    return Keys("keys", types_into, (*rows, last), offsets=(0.0, 0.0, 0.5, 0.0))
