"""A draft of an LFPSE AdverseEvent (version 5) from a case, for a trained person to finish and send from the local incident system.

LFPSE is about patients and has no code for sexual safety, so the draft is a mapped subset: what follows from what staff recorded without
guessing. All that needs a person is in `before_sending`: that nothing was said is not taken for "no". The reporter's own words are left out: they
may name people. Nothing is sent from here, and the tablet never knows of it.

Codes are those of `lfpse-v5-codes.json` (source and date in it); `check` refuses any other. Structure: the taxonomy's profile
patient-safety-adverse-event-5, a FHIR R4 AdverseEvent with nested extensions.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal

import msgspec
from msgspec import Struct

from kiosk import records
from kiosk.trust.console import case_words
from kiosk.trust.exports.rows import Opened, moment
from kiosk.trust.store.tables import QUARTER_DAY_SECONDS

BASE = "https://psims-uat.azure-api.net/taxonomy/fhir/StructureDefinition/"
PROFILE = f"{BASE}patient-safety-adverse-event-5"
Kind = Literal["code", "string", "boolean", "date", "integer"]


class Field(Struct, frozen=True):
    """A field of an extension. codes: the list that its value is from. needed: it has to be there when the extension is."""

    kind: Kind
    codes: str = ""
    needed: bool = False


# Of the taxonomy: what this draft may hold.
EXTENSIONS: Mapping[str, Mapping[str, Field]] = {
    "adverse-event-estimated-date-5": {
        "IncidentOccurredToday": Field("code", "yes-no-unknown-codes-5"),
        "ApproximateDate": Field("string"),
        "EstimatedTime": Field("code", "time-of-incident-brackets-5"),
    },
    "adverse-event-agent-5": {
        "InvolvedAgents": Field("code", "agent-type-5", needed=True),
        "InvolvedPersonsActions": Field("code", "human-agents-5"),
    },
    "adverse-event-outcome-5": {"ImmediateActions": Field("string"), "WentWell": Field("string")},
    "adverse-event-reference-metadata-5": {
        "ReferenceNumber": Field("string"),
        "IsAnonymous": Field("boolean"),
        "DataSharingOptOut": Field("boolean", needed=True),
    },
    "adverse-event-safety-challenges-5": {"SafetyChallenges": Field("code", "safety-challenges-5", needed=True)},
    "patient-information-5": {
        "PhysicalHarm": Field("code", "level-of-physical-harm-5"),
        "PsychologicalHarm": Field("code", "level-of-psychological-harm-5"),
        "PatientSequence": Field("integer", needed=True),
    },
    "location-details-5": {
        "LocationKnown": Field("code", "yes-no-unknown-codes-5"),
        "ServiceArea": Field("code", "service-type-5"),
        "LocationWithinService": Field("code", "incident-location-5"),
    },
    "practitioner-details-5": {"ReporterInvolvement": Field("code", "reporter-relationship-to-event-5")},
}
# Numbers run backwards in LFPSE.
PHYSICAL = {"none": "5", "low": "4", "moderate": "3", "severe": "2", "fatal": "1"}
PSYCHOLOGICAL = {"none": "4", "low": "3", "moderate": "2", "severe": "1"}
PERSONS = {
    "patient": "2",
    "staff": "1",
    "bank": "1",
    "professional": "1",
    "visitor": "3",
    "online": "5",
    "unsure": "4",
}
# Staff's codes of places that are within the unit; other places have other codes, or none, and are left to a person.
WITHIN = frozenset(
    [
        "own_bedroom",
        "other_bedroom",
        "dormitory",
        "washing",
        "corridor",
        "lounge",
        "dining",
        "quiet",
        "activity",
        "kitchen",
        "clinic",
        "office",
        "seclusion",
        "visitors",
        "garden",
        "smoking",
        "entrance",
    ]
)
SERVICES = {"adult": "4", "young": "4", "learning_disability": "14"}
BEFORE_SENDING = (
    "Say whether the patient opted out of data sharing (DataSharingOptOut): LFPSE refuses an event without it.",
    "Describe what happened in your own words, without names, and without what could show who told.",
    "Add the organisation's ODS code, and the patient's age bracket, gender and ethnicity as far as they are known.",
    "Decide on duty of candour, CQC notification (criteria 3: abuse or allegations of abuse) and referral to the local authority.",
    "Check every code: they come from what staff recorded, and LFPSE's definitions of harm need the length of treatment.",
)


class Draft(Struct, frozen=True):
    """resource: the AdverseEvent. before_sending: what a person has to do before it is sent, one sentence each."""

    resource: dict[str, Any]
    before_sending: tuple[str, ...]


class _Code(Struct, frozen=True):
    code: str
    display: str


class _List(Struct, frozen=True):
    title: str
    codes: tuple[_Code, ...]


class CodeLists(Struct, frozen=True):
    """The loaded code lists. source, taken: where from, and when. left_out: lists too long to carry."""

    source: str
    taken: str
    left_out: tuple[str, ...]
    lists: dict[str, _List]

    def display(self, name: str, code: str) -> str | None:
        """The words of a code; None where the list has no such code."""
        return next((each.display for each in self.lists[name].codes if each.code == code), None)


@cache
def code_lists() -> CodeLists:
    """The lists that travel in the package."""
    return msgspec.json.decode(Path(__file__).with_name("lfpse-v5-codes.json").read_bytes(), type=CodeLists)


def draft(opened: Opened, profile: str) -> Draft:
    """The draft of a case. profile: whom the ward is for. Raises ValueError for a record that is no concern."""
    file = opened.file
    if not isinstance(file.record, records.Concern):
        raise ValueError("only a concern can be drafted")
    concern, case = file.record, file.case
    recorded = case.recorded[1] if case.recorded else None
    before_sending = list(BEFORE_SENDING)
    affected = recorded.affected if recorded and recorded.affected else concern.affected
    if "patient" not in affected:
        before_sending.insert(
            0,
            "Nobody recorded that a patient was affected: LFPSE takes events about patients. Decide whether it belongs there.",
        )
    if recorded is None:
        before_sending.insert(0, "Staff have not classified this concern yet: record it first.")
    when: dict[str, list[Any]] = {}
    happened = recorded.happened if recorded else None
    if concern.when_day and not happened:
        # "Today" alone says nothing to whoever reads it in another system.
        came = f"{moment(file.listed.received)} and {moment(file.listed.received + QUARTER_DAY_SECONDS)}"
        when["ApproximateDate"] = [f"{case_words_of(opened, 'when_day')} (it came between {came})"]
    if (code := _time(concern.when_time)) is not None:
        when["EstimatedTime"] = [code]
    initiator = recorded.initiator if recorded and recorded.initiator else concern.initiator
    persons = sorted({PERSONS[code] for code in initiator if code in PERSONS})
    harm: dict[str, list[Any]] = {"PatientSequence": [1]}
    if case.graded:
        harm["PhysicalHarm"] = [PHYSICAL[case.graded[1].body]]
        harm["PsychologicalHarm"] = [PSYCHOLOGICAL[case.graded[1].feelings]]
    else:
        before_sending.append(
            "Grade the harm: staff have not done so yet, and the reporter's own rating is not LFPSE's."
        )
    outcome: dict[str, list[Any]] = {}
    if case.actions:
        outcome["ImmediateActions"] = ["; ".join(each.what for each in case.actions)]
    if "W7" in concern.about:
        outcome["WentWell"] = ["The reporter says that something went well: describe it."]
    where: dict[str, list[Any]] = {"ServiceArea": [SERVICES.get(profile, "4")]}
    places = recorded.places if recorded else ()
    if places and WITHIN.issuperset(places):
        where |= {"LocationKnown": ["y"], "LocationWithinService": ["10"]}
    else:
        before_sending.append("Say where it happened: staff have not recorded a place that is within the unit.")
    kinds = recorded.kinds if recorded and recorded.kinds else concern.kinds
    resource: dict[str, Any] = {
        "resourceType": "AdverseEvent",
        "meta": {
            "profile": [PROFILE],
            "tag": [{"code": "draft", "display": "Draft: not checked, not complete, not sent"}],
        },
        "contained": [
            {"resourceType": "Patient", "id": "patient", "extension": [_extension("patient-information-5", harm)]},
            {
                "resourceType": "Location",
                "id": "location",
                "extension": [_extension("location-details-5", where)],
            },
            {
                "resourceType": "Practitioner",
                "id": "recorder",
                "extension": [_extension("practitioner-details-5", {"ReporterInvolvement": ["2"]})],
            },
        ],
        "extension": [
            *([_extension("adverse-event-estimated-date-5", when)] if when else []),
            _extension(
                "adverse-event-agent-5",
                {"InvolvedAgents": ["10"], **({"InvolvedPersonsActions": persons} if persons else {})},
            ),
            *([_extension("adverse-event-outcome-5", outcome)] if outcome else []),
            _extension(
                "adverse-event-reference-metadata-5",
                {"ReferenceNumber": [file.listed.reference], "IsAnonymous": [True]},
            ),
            _extension("adverse-event-safety-challenges-5", {"SafetyChallenges": ["6"]}),
        ],
        "actuality": "potential" if set(concern.about) == {"W2"} else "actual",
        "event": {
            "text": "Sexual safety: "
            + ("; ".join(case_words.KINDS.get(each, each) for each in kinds) or "kind not recorded")
        },
        "subject": {"reference": "#patient"},
        "location": {"reference": "#location"},
        "recorder": {"reference": "#recorder"},
        "recordedDate": moment(case.recorded_at or file.listed.received),
    }
    if happened:
        resource["date"] = moment(happened)
    faults = [fault for fault in check(resource) if "DataSharingOptOut" not in fault]
    if faults:
        raise ValueError(faults[0])
    return Draft(resource, tuple(before_sending))


def case_words_of(opened: Opened, field: str) -> str:
    """The reporter's answer in the ward's words."""
    from kiosk.trust.exports.rows import tables

    return str(tables([opened])["cases"][0][f"reporter_{field}_words"] or "")


def _time(buckets: tuple[str, ...]) -> str | None:
    """LFPSE's bracket for the reporter's: night is the night shift; a handover may be either one, so that it is left to a person."""
    if not buckets or "handover" in buckets:
        return None
    night = {"night"}
    if set(buckets) <= night:
        return "2"
    return "1" if not night & set(buckets) else None


def _extension(name: str, fields: Mapping[str, list[Any]]) -> dict[str, Any]:
    parts = []
    for field, values in fields.items():
        kind = EXTENSIONS[name][field].kind
        parts += [{"url": field, f"value{kind.capitalize()}": value} for value in values]
    return {"url": BASE + name, "extension": parts}


# --- checking ----------------------------------------------------------------------------------------------------


def check(resource: Mapping[str, Any]) -> Iterator[str]:
    """What is wrong with an AdverseEvent of this profile, as far as the loaded lists and the table above can tell: one line each."""
    for name in ("actuality", "subject"):
        if name not in resource:
            yield f"{name} is missing"
    if PROFILE not in resource.get("meta", {}).get("profile", []):
        yield "meta.profile does not name the profile of version 5"
    for holder in (resource, *resource.get("contained", ())):
        for extension in holder.get("extension", ()):
            yield from _check_extension(extension)


def _check_extension(extension: Mapping[str, Any]) -> Iterator[str]:
    name = str(extension.get("url", "")).removeprefix(BASE)
    known = EXTENSIONS.get(name)
    if known is None:
        yield f"{name}: no such extension"
        return
    there = {part.get("url") for part in extension.get("extension", ())}
    yield from (f"{name}: {field} is missing" for field, what in known.items() if what.needed and field not in there)
    for part in extension.get("extension", ()):
        field = known.get(str(part.get("url")))
        if field is None:
            yield f"{name}: no such field {part.get('url')}"
            continue
        value = part.get(f"value{field.kind.capitalize()}")
        if value is None:
            yield f"{name}: {part['url']} has no value of type {field.kind}"
        elif field.codes and code_lists().display(field.codes, str(value)) is None:
            yield f"{name}: {part['url']} has no code {value!r} in {field.codes}"
