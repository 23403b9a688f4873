"""What a ward's charter says on paper, in one language: the words of every sheet, before anybody thinks of ink or dots.

Words are found as the tablet finds them: in the language, else in English, string by string. What is a draft, or had to stay English, is known
here, so that a sheet says so. Posters, leaflets and Braille all take their words from a `Manuscript`; none looks into a catalogue itself.
"""

from __future__ import annotations

import datetime
import unicodedata
from collections.abc import Iterator, Mapping

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from msgspec import Struct, structs

from kiosk import wardpack
from kiosk.charter import authored
from kiosk.charter.helplines import NOT_CHECKED
from kiosk.refusal import Refusal
from kiosk.tablet import words
from kiosk.tablet.pages import LINE, PARAGRAPH, Form
from kiosk.tablet.ward import SOURCE, Words, direction

MARKS_OF_DIRECTION = "\u2066\u2067\u2068\u2069"


class PaperRefused(Refusal, ValueError):
    """A sheet that cannot be made. One line: what, and how to mend it."""


class Said(Struct, frozen=True):
    """Words in the language that they are in. sentences: in reading order; a hand-set line break is U+2028."""

    sentences: tuple[str, ...]
    language: str = SOURCE

    @property
    def rtl(self) -> bool:
        return direction(self.language) == "rtl"

    @property
    def text(self) -> str:
        """All sentences as one paragraph. Marks of direction stay only where letters of both directions can meet."""
        between = "" if self.language.startswith("zh") else " "
        joined = between.join(self.sentences).replace(PARAGRAPH, "")
        return joined if self.rtl else _without_marks(joined)

    @property
    def plain(self) -> str:
        """The same in one line and without marks: for titles, alternatives and Braille."""
        return _without_marks(self.text).replace(LINE, " ")

    @property
    def each(self) -> tuple[Said, ...]:
        """One for each sentence."""
        return tuple(Said((sentence,), self.language) for sentence in self.sentences)

    def __bool__(self) -> bool:
        return any(self.sentences)


class Point(Struct, frozen=True):
    """One idea of easy read, with its picture."""

    picture: str
    words: Said


class Clause(Struct, frozen=True):
    """number: from 1. point: the sentence that matters most; empty where a ward gave none."""

    id: str
    number: int
    picture: str
    title: Said
    title_easy: Said
    body: Said
    point: Said
    easy: tuple[Point, ...]


class Organisation(Struct, frozen=True):
    """Somebody who can be asked. A number that is past its date is not here; `who` then says what to do."""

    id: str
    name: Said
    who: Said
    who_easy: Said
    number: str = ""
    web: str = ""


class Label(Struct, frozen=True):
    """Words of the sheets themselves, with the values still to be put in."""

    text: str
    language: str

    def filled(self, values: Mapping[str, str | int]) -> Said:
        return Said(words.sentences(self.text, values), self.language)


class Manuscript(Struct, frozen=True):
    """Everything that sheets say. language: as asked for; a `Said` may be English where nothing else is there.

    draft: some words are not signed off. gaps: some words had to stay English. edition: version and dates, for the foot of a sheet.
    numbers: how old the phone numbers are. labels, alternatives: by message id, and by name of the picture.
    """

    language: str
    ward: str
    title: Said
    intro: Said
    intro_easy: tuple[Point, ...]
    clauses: tuple[Clause, ...]
    contact: Organisation
    contact_title: Said
    contact_body: Said
    contact_easy: tuple[Point, ...]
    organisations: tuple[Organisation, ...]
    edition: tuple[Said, ...]
    numbers: Said
    labels: Mapping[str, Label]
    alternatives: Mapping[str, Said]
    draft: bool = False
    gaps: bool = False

    @property
    def rtl(self) -> bool:
        return direction(self.language) == "rtl"

    def say(self, label: str, **values: str | int) -> Said:
        """A label of the sheets ("print.page") with its values. Raises KeyError for one that is not in LABELS."""
        return self.labels[label].filled(values)

    def alternative(self, picture: str) -> str:
        """What a picture shows, in words; empty where nobody has said it."""
        said = self.alternatives.get(picture)
        return said.plain if said else ""

    @property
    def marks(self) -> tuple[Said, ...]:
        """What every sheet has to say of its words: that they are a draft, that some are English."""
        found = (self.say("print.draft"),) if self.draft else ()
        own = self.say("language.name").plain
        return (*found, self.say("print.part_english", language=own)) if self.gaps else found


LABELS = (
    *(
        "language.name",
        "rail.call",
        "help.outside.title",
        "help.scan_call",
        "help.scan_web",
        "help.phone",
        "action.help",
    ),
    *(
        "action.easy",
        "call.emergency",
        "print.everyone",
        "print.large",
        "print.card",
        "print.braille",
        "print.now.title",
    ),
    *(
        "print.now.body",
        "print.phone",
        "print.web",
        "print.qr.phone",
        "print.qr.web",
        "print.draft",
        "print.part_english",
    ),
    *("print.page", "print.other_forms", "print.other_forms.easy", "print.together", "print.cut"),
)
DRAWN = ("lamp", "bell", "with_me", "handset", "callpoint", "people", "many_people")
"""Pictures that sheets show of their own accord, beside those that the content names."""


class _Finder:
    """Finds words in one language, and remembers how they stood."""

    def __init__(self, source: Words, language: str) -> None:
        self._source, self.language = source, language
        self.draft = self.gaps = False

    def find(self, text: str, form: Form = "plain") -> Label | None:
        found = self._source.find(text, self.language, form)
        if found is None:
            return None
        self.draft = self.draft or found.review == "draft"
        self.gaps = self.gaps or found.language != self.language
        return Label(found.text, found.language)

    def said(self, text: str, form: Form = "plain", **values: str | int) -> Said:
        label = self.find(text, form)
        return label.filled(values) if label else Said(())

    def dated(self, text: str, day: datetime.date) -> Said:
        """A text with a day in it, written out in the language that the text is in."""
        label = self.find(text)
        return label.filled({"date": written_out(day, label.language)}) if label else Said(())


def write(
    content: wardpack.Content, charter: authored.Charter, source: Words, language: str, today: datetime.date
) -> Manuscript:
    """The words of every sheet.

    charter: the file that the content was made from; it knows whom to ask and who wrote it. source: the interface's words with the ward's own
    (`Words.with_ward`). today: a number past its date is left out. Raises PaperRefused for a language that is not installed.
    """
    if language not in source.languages:
        raise PaperRefused(
            f"{language}: no words in this language to print (choose one of {', '.join(source.languages)})"
        )
    finder = _Finder(source, language)
    made = Manuscript(
        language=language,
        ward=wardpack.ward_name(content),
        title=finder.said("charter.intro.title"),
        intro=finder.said("charter.intro.body"),
        intro_easy=_points(finder, content.intro),
        clauses=tuple(_clause(finder, clause, number) for number, clause in enumerate(content.clauses, start=1)),
        contact=Organisation(
            "contact", Said((charter.contact.organisation,)), Said(()), Said(()), charter.contact.number
        ),
        contact_title=finder.said("charter.contact.title"),
        contact_body=finder.said("charter.contact.body"),
        contact_easy=_points(finder, content.contact),
        organisations=tuple(_organisation(finder, entry, today) for entry in content.organisations),
        edition=tuple(_edition(finder, content, charter)),
        numbers=_numbers(finder, content, today),
        labels={name: found for name in LABELS if (found := finder.find(name)) is not None},
        alternatives=_alternatives(finder, content),
    )
    missing = [name for name in LABELS if name not in made.labels]
    if missing:
        raise PaperRefused(f"locales: {missing[0]} is in no catalogue (run `make generate`)")
    return structs.replace(made, draft=finder.draft, gaps=finder.gaps)


def _points(finder: _Finder, points: tuple[wardpack.EasyPoint, ...]) -> tuple[Point, ...]:
    return tuple(Point(point.picture, finder.said(point.text)) for point in points)


def _clause(finder: _Finder, clause: wardpack.Clause, number: int) -> Clause:
    name = f"charter.{clause.id}"
    return Clause(
        id=clause.id,
        number=number,
        picture=clause.picture,
        title=finder.said(f"{name}.title"),
        title_easy=finder.said(f"{name}.title", "easy"),
        body=finder.said(f"{name}.body"),
        point=finder.said(f"{name}.point") if clause.point else Said(()),
        easy=_points(finder, clause.easy),
    )


def _organisation(finder: _Finder, entry: wardpack.Organisation, today: datetime.date) -> Organisation:
    name = f"help.{entry.id}"
    called = finder.said(f"{name}.name")
    if entry.expires_on <= _seconds(today):  # a number past its date is never printed (hazard H7)
        instead = finder.said(f"{name}.fallback")
        return Organisation(entry.id, called, instead, instead)
    who, easy = finder.said(f"{name}.who"), finder.said(f"{name}.who", "easy")
    return Organisation(entry.id, called, who, easy, entry.number, entry.web)


def _edition(finder: _Finder, content: wardpack.Content, charter: authored.Charter) -> Iterator[Said]:
    if content.edition is None:
        return
    yield finder.said("print.version", version=content.edition.version)
    yield finder.dated("print.approved", datetime.date.fromisoformat(content.edition.approved_on))
    yield finder.dated("print.review", datetime.date.fromisoformat(content.edition.review_due))
    if finder.language == SOURCE:  # who they were stands in the file in English alone
        yield finder.said("print.made_with", people=", ".join(charter.co_produced_by))


def _numbers(finder: _Finder, content: wardpack.Content, today: datetime.date) -> Said:
    """When the numbers on a sheet were checked: the oldest of those that are shown counts."""
    shown = [entry for entry in content.organisations if entry.expires_on > _seconds(today)]
    if any(entry.checked_by == NOT_CHECKED for entry in shown):
        return finder.said("print.numbers_not_checked")
    if not shown:
        return Said(())
    oldest = datetime.datetime.fromtimestamp(min(entry.checked_on for entry in shown), datetime.UTC).date()
    return finder.dated("print.numbers_checked", oldest)


def _alternatives(finder: _Finder, content: wardpack.Content) -> dict[str, Said]:
    names = {*DRAWN, *(point.picture for point in (*content.intro, *content.contact))}
    for clause in content.clauses:
        names |= {clause.picture, *(point.picture for point in clause.easy)}
    return {name: said for name in sorted(names) if (said := finder.said(f"picture.{name}"))}


def written_out(day: datetime.date, language: str) -> str:
    """A day as the language writes it, in the digits 0 to 9 that phone numbers have everywhere on the sheets."""
    try:
        locale = Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        locale = Locale.parse("en_GB")
    written = format_date(day, "long", locale=Locale.parse("en_GB") if language == SOURCE else locale)
    return "".join(str(unicodedata.digit(sign)) if sign.isdigit() else sign for sign in written)


def _seconds(day: datetime.date) -> int:
    return int(datetime.datetime(day.year, day.month, day.day, tzinfo=datetime.UTC).timestamp())


def _without_marks(text: str) -> str:
    return "".join(sign for sign in text if sign not in MARKS_OF_DIRECTION)
