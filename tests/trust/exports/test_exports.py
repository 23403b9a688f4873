"""An opened case as tables, summary and draft for LFPSE: all that was recorded, nothing of the code, nothing that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from datetime import date
from typing import Any

import pytest
from fhir.resources.R4B.adverseevent import AdverseEvent
from hypothesis import given
from hypothesis import strategies as st

from kiosk import records
from kiosk.trust.casework import events
from kiosk.trust.console import case_words
from kiosk.trust.console.wording import WardWords
from kiosk.trust.exports import files, lfpse, rows
from kiosk.trust.exports.rows import Opened
from kiosk.trust.exports.summary import summary
from tests.trust.casework.ward import NOW, Ward

WORDS = '=HYPERLINK("http://example.org") He followed me.\nI said "no", twice.'
BOX, REPLY, SIGNING = b"M" * 16, b"R" * 1216, b"S" * 32


@pytest.fixture
def record(ward: Ward) -> bytes:
    return ward.file(
        ("ward", "safeguarding"),
        about=("W3",),
        kinds=("C2", "C5"),
        affected=("patient",),
        initiator=("staff", "name"),
        when_day="last_night",
        when_time=("night",),
        harm_feelings=2,
        harm_body=0,
        words=WORDS,
        may_ask=True,
        mailbox=BOX,
        reply_key=REPLY,
        signing_key=SIGNING,
    )


@pytest.fixture
def worked_on(ward: Ward, record: bytes) -> bytes:
    ward.write(
        "safeguarding",
        record,
        events.Recorded(
            ("C5",), ("patient",), ("staff",), ("lounge",), int(NOW) - 3600, "+44 is no number", date(2027, 1, 1)
        ),
        events.Graded("low", "moderate"),
        events.ActionAdded("Move the bed", "nurse in charge", date(2026, 12, 1)),
    )
    return record


def opened(ward: Ward, record: bytes) -> Opened:
    return Opened(ward.open("safeguarding", record), WardWords(None), "Willow Ward")


def table(content: bytes, name: str) -> list[dict[str, str]]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return list(csv.DictReader(io.StringIO(archive.read(name).decode("utf-8-sig"), newline="")))


def test_csv_and_json_hold_what_was_told_and_what_was_recorded(ward: Ward, worked_on: bytes) -> None:
    made = rows.tables([opened(ward, worked_on)])
    (case,) = table(files.to_zip(made), "cases.csv")
    assert case["reporter_kinds"] == "C2; C5"
    assert case["staff_kinds"] == "C5"
    assert (case["reporter_harm_feelings"], case["staff_harm_feelings"]) == ("2", "moderate")
    assert case["reporter_words"] == "'" + WORDS
    assert case["staff_note"] == "'+44 is no number"
    data = json.loads(files.to_json(made))
    assert data["cases"][0]["reporter_words"] == WORDS
    assert data["cases"][0]["received_from"].endswith(":00:00Z")
    assert [entry["number"] for entry in data["entries"]] == [1, 2, 3]
    assert {entry["by"] for entry in data["entries"]} == {"safeguarding"}


def test_a_translation_leaves_with_its_words_and_with_who_made_it(ward: Ward, record: bytes) -> None:
    came = records.FollowUp(id=bytes(16), ward="willow", mailbox=BOX, kind="more", words="Encore.", language="fr")
    later = ward.file_inner(ward.inner(came, ("ward", "safeguarding")))
    ward.write("safeguarding", record, events.Translated(later, "Again.", "A. Interpreter, of the trust's service"))
    made = rows.tables([opened(ward, record)])
    (entry,) = made["entries"]
    assert entry["details"] == "Made by A. Interpreter, of the trust's service; Again."
    (added,) = made["follow_ups"]
    assert entry["about"] == added["id"] == later.hex()
    assert (added["words"], added["language"]) == ("Encore.", "fr")


def test_the_dictionary_says_of_every_column_what_it_means(ward: Ward, worked_on: bytes) -> None:
    content = files.to_zip(rows.tables([opened(ward, worked_on)]))
    told = {(row["table"], row["column"]) for row in table(content, "dictionary.csv") if row["means"]}
    for name in rows.COLUMNS:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            columns = next(csv.reader(io.StringIO(archive.read(f"{name}.csv").decode("utf-8-sig"))))
        assert {(name, column) for column in columns} <= told


def test_nothing_of_the_return_code_leaves(ward: Ward, worked_on: bytes) -> None:
    held = opened(ward, worked_on)
    made = rows.tables([held])
    draft = json.dumps(lfpse.draft(held, "adult").resource).encode()
    with zipfile.ZipFile(io.BytesIO(files.to_zip(made))) as archive:
        every = b"".join(archive.read(name) for name in archive.namelist())
    for content in (every, files.to_json(made), summary(held).encode(), draft):
        for secret in (BOX, REPLY, SIGNING):
            assert secret not in content
            assert secret.hex().encode() not in content


@given(st.text(max_size=40))
def test_no_text_begins_as_a_formula(text: str) -> None:
    cell = files.safe(text)
    assert cell.lstrip(" \u00a0\ufeff\u200b")[:1] not in tuple("=+-@\t\r|%＝＋－＠")
    assert cell in (text, f"'{text}")
    (row,) = list(csv.reader(io.StringIO(files.to_csv(["a"], [{"a": text}]).decode("utf-8-sig"), newline="")))[1:]
    assert row == [cell]


def test_the_summary_tells_what_was_recorded_and_keeps_the_persons_words_here(ward: Ward, worked_on: bytes) -> None:
    text = summary(opened(ward, worked_on))
    assert "Willow Ward" in text
    assert "Unwanted touch, kiss or hug" in text
    assert "Move the bed (nurse in charge, by 2026-12-01, open)" in text
    assert "followed me" not in text


# --- LFPSE -------------------------------------------------------------------------------------------------------


def values(resource: dict[str, Any], extension: str) -> dict[str, list[Any]]:
    """Field -> values, of one extension wherever it stands."""
    found: dict[str, list[Any]] = {}
    for holder in (resource, *resource["contained"]):
        for each in holder["extension"]:
            if each["url"].endswith(f"/{extension}"):
                for part in each["extension"]:
                    found.setdefault(part["url"], []).append(next(v for k, v in part.items() if k != "url"))
    return found


def test_the_draft_holds_what_follows_from_what_staff_recorded(ward: Ward, worked_on: bytes) -> None:
    draft = lfpse.draft(opened(ward, worked_on), "learning_disability")
    assert values(draft.resource, "patient-information-5") == {
        "PatientSequence": [1],
        "PhysicalHarm": ["4"],
        "PsychologicalHarm": ["2"],
    }
    assert values(draft.resource, "adverse-event-agent-5")["InvolvedPersonsActions"] == ["1"]
    assert values(draft.resource, "location-details-5")["ServiceArea"] == ["14"]
    assert values(draft.resource, "adverse-event-estimated-date-5") == {"EstimatedTime": ["2"]}
    assert "DataSharingOptOut" not in values(draft.resource, "adverse-event-reference-metadata-5")
    assert any("DataSharingOptOut" in each for each in draft.before_sending)
    assert draft.resource["meta"]["tag"][0]["code"] == "draft"
    assert "followed" not in json.dumps(draft.resource)


def test_a_place_is_drafted_only_where_staff_recorded_one_within_the_unit(ward: Ward, record: bytes) -> None:
    inside = {"LocationKnown": ["y"], "LocationWithinService": ["10"]}
    for places in (("lounge", "washing"), ("lounge", "leave"), ("online",), ()):
        ward.write("safeguarding", record, events.Recorded(("C5",), places=places, review=date(2027, 1, 1)))
        draft = lfpse.draft(opened(ward, record), "adult")
        within = places == ("lounge", "washing")
        assert values(draft.resource, "location-details-5") == {"ServiceArea": ["4"]} | (inside if within else {})
        assert any("where it happened" in each for each in draft.before_sending) == (not within)


def test_a_day_that_the_person_named_is_drafted_with_when_it_came(ward: Ward, record: bytes) -> None:
    when = values(lfpse.draft(opened(ward, record), "adult").resource, "adverse-event-estimated-date-5")
    (day,) = when["ApproximateDate"]
    assert day == "last_night (it came between 2026-10-24T00:00:00Z and 2026-10-24T06:00:00Z)"


def test_what_was_not_recorded_is_left_to_a_person_and_never_taken_for_none(ward: Ward, record: bytes) -> None:
    draft = lfpse.draft(opened(ward, record), "adult")
    assert set(values(draft.resource, "patient-information-5")) == {"PatientSequence"}
    assert any("Grade the harm" in each for each in draft.before_sending)
    assert any("not classified" in each for each in draft.before_sending)


def test_the_draft_is_a_fhir_adverse_event(ward: Ward, worked_on: bytes) -> None:
    draft = lfpse.draft(opened(ward, worked_on), "adult").resource
    assert AdverseEvent.model_validate(draft).actuality == "actual"
    assert list(lfpse.check(draft)) == ["adverse-event-reference-metadata-5: DataSharingOptOut is missing"]


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda part: part.update(valueCode="11"), "no code '11'"),
        (lambda part: part.update(url="Colour"), "no such field"),
        (lambda part: part.pop("valueCode"), "no value"),
    ],
)
def test_a_code_or_field_that_lfpse_does_not_know_is_found(
    ward: Ward, worked_on: bytes, change: Any, fault: str
) -> None:
    draft = lfpse.draft(opened(ward, worked_on), "adult").resource
    change(draft["contained"][0]["extension"][0]["extension"][1])
    assert any(fault in each for each in lfpse.check(draft))


def test_every_code_of_the_mapping_is_in_the_loaded_lists_with_their_source_and_date() -> None:
    lists = lfpse.code_lists()
    assert lists.source
    assert lists.taken
    for name, codes in (
        ("level-of-physical-harm-5", lfpse.PHYSICAL),
        ("level-of-psychological-harm-5", lfpse.PSYCHOLOGICAL),
        ("human-agents-5", lfpse.PERSONS),
        ("service-type-5", lfpse.SERVICES),
    ):
        assert all(lists.display(name, code) for code in codes.values()), name
    assert lists.display("level-of-physical-harm-5", lfpse.PHYSICAL["none"]) == "No physical harm"
    assert lists.display("level-of-psychological-harm-5", lfpse.PSYCHOLOGICAL["severe"]) == "Severe psychological harm"
    assert set(case_words.PLACES) > lfpse.WITHIN
    for fields in lfpse.EXTENSIONS.values():
        assert all(field.codes in lists.lists for field in fields.values() if field.codes)
