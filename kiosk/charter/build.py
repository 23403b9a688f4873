"""Makes the content part of a ward pack from a content folder, or says what keeps it from being published, a line for each fault.

Checked here, because nobody on the ward could mend it there: every clause has plain words and easy read, every answer
a picture that exists, every code is one that records know, nothing is left to "[insert ...]", and in live mode no
example contact and no helpline that the trust has not checked itself. Signing is not done here (`wardpack.sign`).
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from kiosk import wardpack
from kiosk.charter import authored, catalogue, files
from kiosk.charter.catalogue import LANGUAGES, Catalogue, CatalogueError
from kiosk.charter.faults import ContentError, Faults
from kiosk.charter.helplines import NUMBER, known_organisations
from kiosk.charter.profiles import asked_of
from kiosk.charter.texts import Texts
from kiosk.resources import resource_folder
from kiosk.wardpack import Profile

ENGLISH = "en"
PICTURES = "pictures"  # of a content folder: the ward's own, which stand in for Wardlight's of the same name
WARD_NAME = "ward.name"  # the one text that is the same in every language
MAKERS, NOT_APPROVED = "the makers of Wardlight, for a ward to replace", "nobody yet, this is an example"
AFTER = ("thanks", "thanks_good", "rest", "body")
PROMISES = (
    *("readers", "cannot", "noname", "act", "later", "stop"),
    *("next", "trace", "spare", "seen", "helped"),
)
FIXED_CODES = {
    "concern.about": tuple(f"W{n}" for n in range(1, 8)),
    "concern.kinds": tuple(f"C{n}" for n in range(1, 15)),
    "concern.harm_feelings": ("0", "1", "2", "3", "9"),
    "concern.harm_body": ("0", "1", "2", "3", "9"),
    "concern.may_ask": ("yes", "no"),
    "concern.helped": ("no", "yes"),
    "concern.readers": ("not_ward", "with_ward"),
    "checkin.who": ("patient", "visitor", "staff"),
}
ASKED = (
    "checkin.who",
    "checkin.safe",
    "checkin.tell",
    "checkin.change",
    "checkin.reasons",
    "checkin.places",
    "concern.about",
    "concern.kinds",
    "concern.affected",
    "concern.initiator",
    "concern.places",
    "concern.when_day",
    "concern.when_time",
    "concern.harm_feelings",
    "concern.harm_body",
    "concern.support",
    "concern.may_ask",
    "concern.helped",
    "concern.readers",
)


def build_content(
    folder: Path,
    ward: str,
    ward_name: str,
    mode: wardpack.Mode,
    serial: int,
    issued: int,
    expires: int,
    profile: Profile = "adult",
    pictures: Path | None = None,
    faults: Faults | None = None,
) -> wardpack.Content:
    """The content part for a ward.

    folder: with charter/, questions/, promises/ and help/. ward: its code in records; ward_name: as people call it.
    issued, expires: seconds since 1970.
    pictures: a folder of pictures that count too, beside those of `folder` and Wardlight's.
    faults: gathers what is wrong, for whoever only looks at an unfinished folder; without it the first fault is raised.
    Raises ContentError with one line: which file, what is wrong, how to mend it.
    """
    faults = faults or Faults()
    texts = Texts(drawn(folder, pictures), faults)
    made = collect(folder, profile, ward_name, mode, issued, texts)
    said, drafts = _translated(folder, profile, texts.english, mode, faults)
    return wardpack.Content(
        mode=mode,
        ward=ward,
        serial=serial,
        issued=issued,
        expires=expires,
        profile=profile,
        questions_version=made.questions_version,
        clauses=made.clauses,
        questions=made.questions,
        organisations=made.organisations,
        texts={ENGLISH: texts.filled(texts.english), **{tongue: texts.filled(found) for tongue, found in said.items()}},
        drafts=drafts,
        intro=made.intro,
        contact=made.contact,
        edition=made.edition,
    )


class Collected(NamedTuple):
    """What the files of a folder say, besides their texts."""

    edition: wardpack.Edition
    intro: tuple[wardpack.EasyPoint, ...]
    contact: tuple[wardpack.EasyPoint, ...]
    clauses: tuple[wardpack.Clause, ...]
    questions_version: int
    questions: tuple[wardpack.Question, ...]
    organisations: tuple[wardpack.Organisation, ...]


NO_EDITION = wardpack.Edition(0, "", "")


def collect(
    folder: Path, profile: Profile, ward_name: str, mode: wardpack.Mode, issued: int, texts: Texts
) -> Collected:
    """What the files of a folder say; their texts are put into `texts`. Raises ContentError, or goes on, as texts.faults does.

    issued: seconds since 1970. Where it went on after a fault, what is returned has gaps and is for nobody but a checker.
    """
    faults = texts.faults
    edition = NO_EDITION
    intro: tuple[wardpack.EasyPoint, ...] = ()
    contact: tuple[wardpack.EasyPoint, ...] = ()
    clauses: tuple[wardpack.Clause, ...] = ()
    texts.put(folder, WARD_NAME, ward_name, what="the ward's name")
    with faults:
        path = folder / "charter" / f"{profile}.yaml"
        charter = files.read(path, authored.Charter)
        texts.values = {
            "ward": ward_name,
            "organisation": charter.contact.organisation,
            "number": charter.contact.number,
        }
        edition = _edition(path, charter, mode, issued, faults)
        intro = _edge(path, "intro", charter.intro, texts)
        clauses = _clauses(path, charter, texts)
        contact = _edge(path, "contact", charter.contact, texts)
        _contact(path, charter.contact, mode, faults)
    version, questions = _questions(folder / "questions", profile, texts)
    with faults:
        _promises(folder / "promises" / f"{profile}.yaml", texts)
    with faults:
        _after(folder / "after" / f"{profile}.yaml", texts)
    organisations = known_organisations(folder / "help", profile, texts, mode)
    return Collected(edition, intro, contact, clauses, version, questions, organisations)


def english_texts(folder: Path, profile: Profile = "adult") -> dict[str, str]:
    """What translators translate: the texts of a content folder by id, as authors wrote them. Raises ContentError."""
    texts = Texts(drawn(folder), Faults())
    collect(folder, profile, "ward", "demo", 0, texts)
    return {name: text for name, text in texts.english.items() if name != WARD_NAME}


def catalogues(folder: Path, profile: Profile, english: Mapping[str, str]) -> dict[str, tuple[Catalogue, ...]]:
    """The translations of a content folder, by language: LANG.po, and LANG.PROFILE.po with what only this profile says. Raises ContentError."""
    found: dict[str, tuple[Catalogue, ...]] = {}
    for language in LANGUAGES:
        names = dict.fromkeys((f"{language}.po", f"{language}.{profile}.po"))
        paths = [folder / "locales" / name for name in names if (folder / "locales" / name).is_file()]
        try:
            if paths:
                found[language] = tuple(catalogue.read(path, language, english) for path in paths)
        except CatalogueError as error:
            raise ContentError(str(error)) from None
    return found


def _translated(
    folder: Path, profile: Profile, english: Mapping[str, str], mode: wardpack.Mode, faults: Faults
) -> tuple[dict[str, dict[str, str]], dict[str, tuple[str, ...]]]:
    """(texts, ids of drafts) by language. Live takes approved strings alone; what is stale is left out everywhere."""
    said: dict[str, dict[str, str]] = {}
    drafts: dict[str, tuple[str, ...]] = {}
    for language, found in catalogues(folder, profile, english).items():
        texts = {name: text for one in found for name, text in one.usable().items()}
        approved = {name for one in found for name in one.approved()}
        for one in found:
            for fault in catalogue.faults(one, english):
                if fault.stops:
                    faults.add(f"{one.path}: {fault.id} {fault.what}")
        if mode == "live":
            texts = {name: text for name, text in texts.items() if name in approved}
        if texts:
            said[language] = texts
            drafts[language] = tuple(name for name in texts if name not in approved)
    return said, drafts


def drawn(folder: Path, more: Path | None = None) -> frozenset[str]:
    """Names of the pictures that exist: Wardlight's, those of a content folder, and those of one more folder."""
    folders = [resource_folder("assets") / "pictures", folder / PICTURES, *([more] if more else [])]
    return frozenset(file.stem for each in folders for form in ("*.svg", "*.png") for file in each.glob(form))


# --- charter ----------------------------------------------------------------------------------------------------


def _clauses(path: Path, charter: authored.Charter, texts: Texts) -> tuple[wardpack.Clause, ...]:
    if not charter.clauses:
        texts.faults.add(f"{path}: there is no clause (add 'clauses:')")
    found: list[wardpack.Clause] = []
    for number, clause in enumerate(charter.clauses, start=1):
        if clause.id in ("intro", "contact") or clause.id in [other.id for other in found]:
            texts.faults.add(f"{path}: clause {number} has the id {clause.id!r}, which is taken (give it another)")
        found.append(_clause(path, number, clause, texts))
    return tuple(found)


def _clause(path: Path, number: int, clause: authored.Clause, texts: Texts) -> wardpack.Clause:
    name = f"clause {number}"
    if not clause.easy:
        texts.faults.add(f"{path}: {name} has no easy-read text (add 'easy:')")
    texts.picture(path, name, clause.picture)
    texts.put(path, f"charter.{clause.id}.title", clause.title, clause.title_easy, what=f"the title of {name}")
    texts.put(path, f"charter.{clause.id}.body", clause.body, what=name)
    if clause.point:
        texts.put(path, f"charter.{clause.id}.point", clause.point, what=f"the point of {name}")
    points = _points(path, clause.id, name, clause.easy, texts)
    return wardpack.Clause(
        id=clause.id, standard=clause.standard, picture=clause.picture, easy=points, point=bool(clause.point)
    )


def _points(
    path: Path, part: str, name: str, points: Iterable[authored.EasyPoint], texts: Texts
) -> tuple[wardpack.EasyPoint, ...]:
    """The easy-read points of a part of the charter; name: how an error calls it."""
    found = []
    for index, point in enumerate(points, start=1):
        texts.picture(path, f"{name}, easy-read point {index}", point.picture)
        text_id = f"charter.{part}.easy{index}"
        texts.put(path, text_id, point.text, what=f"{name}, easy-read point {index}")
        found.append(wardpack.EasyPoint(text=text_id, picture=point.picture))
    return tuple(found)


def _edge(
    path: Path,
    name: str,
    edge: authored.Intro | authored.Contact,
    texts: Texts,
) -> tuple[wardpack.EasyPoint, ...]:
    """The page before the first clause, or the one after the last."""
    if not edge.easy:
        texts.faults.add(f"{path}: {name} has no easy-read text (add 'easy:')")
    texts.put(path, f"charter.{name}.title", edge.title, what=f"the title of {name}")
    texts.put(path, f"charter.{name}.body", edge.body, what=name)
    return _points(path, name, name, edge.easy, texts)


def _edition(
    path: Path, charter: authored.Charter, mode: wardpack.Mode, issued: int, faults: Faults
) -> wardpack.Edition:
    """Who made it and until when it holds. A live charter past its review is not published (Standard 4.1)."""
    if not charter.co_produced_by:
        faults.add(f"{path}: nobody is named who wrote it together (add roles under 'co_produced_by:')")
    if mode == "live" and MAKERS in charter.co_produced_by:
        faults.add(f"{path}: was written by {MAKERS} (write it together with your ward, and name the roles)")
    if mode == "live" and charter.approved_by == NOT_APPROVED:
        faults.add(f"{path}: was approved by {NOT_APPROVED} (let somebody approve it, and write their role)")
    if charter.review_due <= charter.approved_on:
        faults.add(f"{path}: the review is due before it was approved (mend 'review_due:')")
    if mode == "live" and charter.review_due < datetime.datetime.fromtimestamp(issued, datetime.UTC).date():
        faults.add(
            f"{path}: the review was due on {charter.review_due} (look at it again with the ward, and raise 'review_due:')"
        )
    return wardpack.Edition(charter.version, charter.approved_on.isoformat(), charter.review_due.isoformat())


def _contact(path: Path, contact: authored.Contact, mode: wardpack.Mode, faults: Faults) -> None:
    """Appendix A asks for an independent contact: a live charter has a real one."""
    for name in ("organisation", "number"):
        if not getattr(contact, name).strip():
            faults.add(f"{path}: contact has no {name} (add '{name}:')")
    if contact.number.strip() and not NUMBER.match(contact.number):
        faults.add(
            f"{path}: the number of contact is {contact.number[:40]!r} (write the digits as they are dialled: 0808 500 2222)"
        )
    if mode == "live" and contact.example:
        faults.add(f"{path}: contact is an example (put in your ward's own and take 'example:' out)")


# --- questions --------------------------------------------------------------------------------------------------


def _questions(folder: Path, profile: Profile, texts: Texts) -> tuple[int, tuple[wardpack.Question, ...]]:
    known: dict[str, authored.Question] = {}
    places: dict[str, Path] = {}
    version = 0
    for path in sorted(folder.glob("*.yaml")):
        with texts.faults:
            version = _question_file(path, version, known, texts.faults)
            places |= {name: path for name in known if name not in places}
    for needed in ("checkin.safe", "concern.readers"):
        if needed not in known:
            texts.faults.add(f"{folder}: nothing asks {needed} (add it to a file there)")
    asked = asked_of(folder, profile, known, texts.faults)
    return version, tuple(_question(places[name], question, texts) for name, question in asked.items())


def _question_file(path: Path, version: int, known: dict[str, authored.Question], faults: Faults) -> int:
    """Puts a file's questions to those found before. Returns their version, which is the same in every file."""
    file = files.read(path, authored.Questions)
    if version and file.version != version:
        faults.add(
            f"{path}: version {file.version}, and the file before has {version} (give all the same, higher than before)"
        )
    for question in file.questions:
        if question.id in known:
            faults.add(f"{path}: {question.id} is there twice (take one out)")
        known[question.id] = question
    return file.version


def _question(path: Path, asked: authored.Question, texts: Texts) -> wardpack.Question:
    if asked.id not in ASKED:
        texts.faults.add(f"{path}: {asked.id} is a question that no page asks (use one of {', '.join(ASKED)})")
    codes = [option.code for option in asked.options]
    if len(codes) < 2:
        texts.faults.add(f"{path}: {asked.id} has fewer than two answers (add 'options:')")
    fixed = FIXED_CODES.get(asked.id)
    for option in asked.options:
        name = f"{asked.id}, answer {option.code}"
        if codes.count(option.code) > 1:
            texts.faults.add(f"{path}: {name} is there twice (give one another code)")
        if fixed is not None and option.code not in fixed:
            texts.faults.add(f"{path}: {name} is not a code of records (use one of {', '.join(fixed)})")
        texts.picture(path, name, option.picture)
        texts.put(path, f"{asked.id}.{option.code}", option.text, option.easy, what=name)
    for code in asked.easy:
        if code not in codes:
            texts.faults.add(f"{path}: {asked.id} offers {code} in easy read, which is no answer (take it out)")
    if asked.look == "faces" and len(codes) > 3 and len(asked.easy) not in (2, 3):
        texts.faults.add(f"{path}: {asked.id} has no two or three faces for easy read (add 'easy:')")
    texts.put(path, f"{asked.id}.topic", asked.topic, what=f"the topic of {asked.id}")
    texts.put(path, f"{asked.id}.title", asked.title, asked.title_easy, what=f"the title of {asked.id}")
    if asked.hint:
        texts.put(path, f"{asked.id}.hint", asked.hint, asked.hint_easy)
    if asked.id == "checkin.who" and not asked.unsaid:
        texts.faults.add(f"{path}: {asked.id} has no words for not saying it (add 'unsaid:')")
    if asked.unsaid:
        texts.put(path, f"{asked.id}.unsaid", asked.unsaid)
    options = tuple(wardpack.Option(code=option.code, picture=option.picture) for option in asked.options)
    return wardpack.Question(id=asked.id, options=options, multiple=asked.multiple, look=asked.look, easy=asked.easy)


# --- promises, and what is said after ------------------------------------------------------------------------------------------


def _promises(path: Path, texts: Texts) -> None:
    file = files.read(path, dict[str, authored.Promise])
    for name in PROMISES:
        if name not in file:
            texts.faults.add(
                f"{path}: nothing is said about {name!r} (add it: people read it before the first question)"
            )
    for name, promise in file.items():
        if name not in PROMISES:
            texts.faults.add(f"{path}: {name!r} is a promise that no page shows (use one of {', '.join(PROMISES)})")
        texts.put(path, f"promise.{name}.lead", promise.lead)
        texts.put(path, f"promise.{name}.body", promise.body, promise.easy)


def _after(path: Path, texts: Texts) -> None:
    file = files.read(path, dict[str, authored.After])
    for name in AFTER:
        if name not in file:
            texts.faults.add(f"{path}: nothing is said under {name!r} (add it: people read it after they told us)")
    for name, said in file.items():
        if name not in AFTER:
            texts.faults.add(f"{path}: {name!r} is a line that no page shows (use one of {', '.join(AFTER)})")
        texts.put(path, f"after.{name}", said.text, said.easy)
