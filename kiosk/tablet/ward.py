"""What the journeys know of the ward: its verified content, who is on duty, and the words of the interface, as one immutable value."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct
from msgspec.structs import replace

from kiosk import wardpack
from kiosk.tablet import pages, videos

RIGHT_TO_LEFT = frozenset(("ar", "ckb", "fa", "he", "ps", "sd", "ug", "ur", "yi"))
DEMAND = (
    "ur", "bn", "pl", "ar", "pa", "ro", "tr", "pt", "es", "gu", "so", "ta", "fa", "ckb", "it", "fr", "hi", "uk", "zh-Hans", "cy",
)  # fmt: skip
"""Languages by how many referral letters the NHS sent out translated into them in 2024/25; Welsh last, as that count is England's."""
SOURCE = "en"  # the language that everything is written in first, and falls back to


class Found(Struct, frozen=True):
    """A text, the language that it is in, and whether somebody has signed it off."""

    text: str
    language: str
    review: pages.Review

    @property
    def direction(self) -> pages.Direction:
        return direction(self.language)


NEEDED = ("language.name", "notice.english")  # without these a language cannot be offered, nor say what is not in it


class Words(Struct, frozen=True):
    """Texts by language and message id, the ward's own before the interface's.

    A text is one sentence a line. `.easy` ids are the easy-read forms; where there is none, the plain one is shown.
    approved: ids that somebody has signed off in a language, of the interface; ward_approved: of the ward's own texts.
    only_approved: nothing else is shown but English (live mode).
    """

    interface: Mapping[str, Mapping[str, str]]
    ward: Mapping[str, Mapping[str, str]] = {}
    approved: Mapping[str, frozenset[str]] = {}
    ward_approved: Mapping[str, frozenset[str]] = {}
    only_approved: bool = False

    def find(self, text: str, language: str, form: pages.Form = "plain") -> Found | None:
        """The text with this id: in the language before in English, in the form before in plain words. None: there is no such text."""
        names = (f"{text}.easy", text) if form == "easy" else (text,)
        for tongue in (language, SOURCE) if language != SOURCE else (SOURCE,):
            for name in names:
                for source, approved in ((self.ward, self.ward_approved), (self.interface, self.approved)):
                    words = source.get(tongue, {}).get(name)
                    if not words:
                        continue
                    signed = tongue == SOURCE or name in approved.get(tongue, ())
                    if signed or not self.only_approved:
                        return Found(words, tongue, "source" if tongue == SOURCE else "approved" if signed else "draft")
        return None

    def with_ward(self, content: wardpack.Content | None, live: bool) -> Words:
        """These words with the ward's own before them. live: only what is approved is shown."""
        own = content.texts if content else {}
        drafts = content.drafts if content else {}
        signed = {tongue: frozenset(texts) - frozenset(drafts.get(tongue, ())) for tongue, texts in own.items()}
        return replace(self, ward=own, ward_approved=signed, only_approved=live)

    @property
    def languages(self) -> tuple[str, ...]:
        """Languages that people can choose, English first, then by `DEMAND`: live only those in which the least that is needed is signed off."""
        order = {tongue: place for place, tongue in enumerate(DEMAND)}
        others = sorted(set(self.interface) - {SOURCE}, key=lambda tongue: (order.get(tongue, len(order)), tongue))
        if self.only_approved:
            others = [tongue for tongue in others if set(NEEDED) <= self.approved.get(tongue, frozenset())]
        return (SOURCE, *others)

    def name(self, language: str) -> str:
        """What a language calls itself, or its code where its catalogue does not say."""
        return self.interface.get(language, {}).get("language.name", language)


class Ward(Struct, frozen=True):
    """content and duty: None until the tablet is paired. figures: None where the trust has none. demo: nothing here is real.

    films: videos in sign language that are on this tablet, by name (`kiosk.tablet.videos`).
    name: of the ward, as people call it. commonest: codes of the languages that are spoken most on it.
    now: seconds since 1970 when this value was made, for the end dates of help lines; app.py makes a new one
    (visit.WardChanged) at least once a day.
    """

    words: Words
    content: wardpack.Content | None = None
    duty: wardpack.Duty | None = None
    name: str = ""
    commonest: tuple[str, ...] = ()
    demo: bool = False
    start: pages.Reading = pages.Reading()
    films: Mapping[str, videos.Film] = {}
    duty_expired: bool = True
    keys_expired: bool = False
    now: float = 0.0
    figures: wardpack.Figures | None = None

    @property
    def languages(self) -> tuple[str, ...]:
        """Languages that people can choose: English, then the ward's commonest, then the others."""
        can = self.words.languages
        first = tuple(tongue for tongue in dict.fromkeys((SOURCE, *self.commonest)) if tongue in can)
        return (*first, *(tongue for tongue in can if tongue not in first))

    @property
    def help_ended(self) -> int:
        """How many help lines are past their date, so that their fallback stands in their place."""
        return wardpack.help_ended(self.content, self.now) if self.content is not None else 0

    @property
    def review_overdue(self) -> bool:
        """Whether the day has passed by which the ward was to look at its charter again (Standard 4.1)."""
        return self.content is not None and wardpack.review_overdue(self.content, self.now)

    @property
    def enough_on_duty(self) -> bool:
        """Whether the people are named who should be: at least two champions and today's safeguarding lead."""
        named = [person.role for person in self.duty.people] if self.duty is not None and not self.duty_expired else []
        return all(named.count(role) >= least for role, least in wardpack.LEAST_ON_DUTY.items())

    @property
    def ended(self) -> frozenset[str]:
        """What staff have to be warned about: which of "keys", "content", "duty", "help" and "charter" (its review) is past its end date."""
        if self.content is None:
            return frozenset()  # not paired: that is said in its own place
        over = {
            "keys": self.keys_expired,
            "content": wardpack.expired(self.content, self.now),
            "duty": self.duty is not None and self.duty_expired,
            "help": self.help_ended > 0,
            "charter": self.review_overdue,
        }
        return frozenset(name for name, is_over in over.items() if is_over)


def direction(language: str) -> pages.Direction:
    """The base direction of a language (BCP 47)."""
    return "rtl" if language.split("-")[0] in RIGHT_TO_LEFT else "ltr"
