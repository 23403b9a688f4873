"""What the files of a content folder may hold, as an author writes them (YAML). Unknown keys are refused with their name.

These are not the values that travel: `build` makes `wardpack.Content` of them.
"""

from __future__ import annotations

import datetime
from typing import Annotated, Literal

from msgspec import Meta, Struct

Name = Annotated[str, Meta(pattern=r"^[a-z0-9_]{1,40}$")]
Grade = Literal["A", "B"]
Code = Annotated[str, Meta(pattern=r"^[a-zA-Z0-9_]{1,24}$")]


class Strict(Struct, frozen=True, forbid_unknown_fields=True):
    """A part of a file, in which a misspelt key is an error and not a loss."""


class EasyPoint(Strict, frozen=True):
    text: str
    picture: Name


class Clause(Strict, frozen=True):
    id: Name
    standard: str
    picture: Name
    title: str
    body: str
    title_easy: str = ""
    point: str = ""
    easy: tuple[EasyPoint, ...] = ()


class Intro(Strict, frozen=True):
    title: str
    body: str
    easy: tuple[EasyPoint, ...] = ()


class Contact(Strict, frozen=True):
    """Independent advice (Appendix A asks for it). example: these are not real people."""

    organisation: str
    number: str
    title: str
    body: str
    easy: tuple[EasyPoint, ...] = ()
    example: bool = False


class Charter(Strict, frozen=True):
    """co_produced_by: roles, never names. version: rises with every change that people on the ward agree on. review_due: the last day before
    the ward has to look at it again (Standard 4.1: regularly updated)."""

    version: Annotated[int, Meta(ge=1)]
    co_produced_by: tuple[str, ...]
    approved_on: datetime.date
    approved_by: str
    review_due: datetime.date
    intro: Intro
    clauses: tuple[Clause, ...]
    contact: Contact


class Option(Strict, frozen=True):
    code: Code
    picture: Name
    text: str
    easy: str = ""


class Question(Strict, frozen=True):
    """id: "JOURNEY.NAME". topic: a few words for its row on the review page. easy: codes offered in easy read.

    unsaid: the words of "I do not want to say", where that is kept as an answer.
    """

    id: Annotated[str, Meta(pattern=r"^(checkin|concern)\.[a-z_]{1,24}$")]
    topic: str
    title: str
    options: tuple[Option, ...]
    title_easy: str = ""
    hint: str = ""
    hint_easy: str = ""
    multiple: bool = False
    look: Literal["faces", "tiles", "rows"] = "tiles"
    easy: tuple[Code, ...] = ()
    unsaid: str = ""


class Questions(Strict, frozen=True):
    version: Annotated[int, Meta(ge=1)]
    questions: tuple[Question, ...]


class OtherOption(Strict, frozen=True):
    """What a profile says in the place of an answer's words or picture. Words without `easy` stand in easy read too."""

    code: Code
    text: str = ""
    easy: str = ""
    picture: Name | None = None


class OtherQuestion(Strict, frozen=True):
    """What a profile changes about a question. leave_out: codes that it does not offer. What is not given stays as it is."""

    id: str
    topic: str = ""
    title: str = ""
    title_easy: str = ""
    hint: str = ""
    hint_easy: str = ""
    leave_out: tuple[Code, ...] = ()
    options: tuple[OtherOption, ...] = ()


class OtherQuestions(Strict, frozen=True):
    """A file of questions/PROFILE/. easy_first: the full text has the words of easy read, where there are any."""

    easy_first: bool = False
    questions: tuple[OtherQuestion, ...] = ()


class Promise(Strict, frozen=True):
    lead: str
    body: str
    easy: str = ""


class After(Strict, frozen=True):
    """What people read straight after they have told us something."""

    text: str
    easy: str = ""


class Checked(Strict, frozen=True):
    """Who checked the entries of a file that do not say so themselves."""

    checked_on: datetime.date
    checked_by: str
    expires_on: datetime.date
    fallback: str


class Organisation(Strict, frozen=True):
    id: Name
    name: str
    who: str
    grade: Grade
    source: str
    number: str = ""
    web: str = ""
    who_easy: str = ""
    least_age: Annotated[int, Meta(ge=0, le=120)] | None = None
    most_age: Annotated[int, Meta(ge=0, le=120)] | None = None
    fallback: str = ""
    checked_on: datetime.date | None = None
    checked_by: str = ""
    expires_on: datetime.date | None = None


class Slot(Strict, frozen=True):
    """A service near the ward that only the trust can name. Filled in when it has a number or a web page.

    find: what to look for. needed: a live pack is refused without it. left_out: why this trust has no such service.
    """

    id: Name
    find: str
    name: str
    who: str
    who_easy: str = ""
    needed: bool = False
    left_out: str = ""
    number: str = ""
    web: str = ""
    source: str = ""
    least_age: Annotated[int, Meta(ge=0, le=120)] | None = None
    most_age: Annotated[int, Meta(ge=0, le=120)] | None = None
    fallback: str = "This number may have changed.\nAsk staff to find the new one."
    checked_on: datetime.date | None = None
    checked_by: str = ""
    expires_on: datetime.date | None = None


class OtherHelp(Strict, frozen=True):
    """What a profile says of an organisation in the place of its own words."""

    id: Name
    who: str
    who_easy: str = ""


class HelpOrder(Strict, frozen=True):
    """A file help/PROFILE/order.yaml: which entries this profile shows, in this order, and which it leaves out. Each has to be in one of the two."""

    shown: tuple[Name, ...]
    left_out: tuple[Name, ...] = ()
    words: tuple[OtherHelp, ...] = ()


class Help(Strict, frozen=True):
    defaults: Checked | None = None
    organisations: tuple[Organisation, ...] = ()
    slots: tuple[Slot, ...] = ()
