"""Export at the console: a case or a period as tables, a summary to paste, a draft for LFPSE. Openings and exports are in the access log.

Every export is a POST: nothing leaves because a link was followed or a page was fetched ahead.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from datetime import date
from typing import Literal

import msgspec
from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Response

from kiosk import wardpack
from kiosk.trust import keys, packs
from kiosk.trust.access_log import Action
from kiosk.trust.cases import NotForYou, Unreadable
from kiosk.trust.casework import case_file
from kiosk.trust.casework.clocks import london
from kiosk.trust.casework.inbox import Inbox
from kiosk.trust.console import wording
from kiosk.trust.console.access import SignedIn
from kiosk.trust.console.case_pages import record_id
from kiosk.trust.console.concerns import load
from kiosk.trust.console.rendering import PAGE_HEADERS, page_response
from kiosk.trust.exports import files, lfpse, rows
from kiosk.trust.exports.summary import summary

SECTION = "/concerns"
EXPORTED: Action = "exported a record"
MOST_CASES = 200  # in one export: each of them is opened and noted
Form = Literal["csv", "json"]
_TYPES = {"csv": ("application/zip", "zip"), "json": ("application/json", "json")}


def _open(
    desk: SignedIn,
    records: Iterable[bytes],
    *,
    shown: bool = True,
    found: Inbox | None = None,
    left_out: tuple[type[Exception], ...] = (),
) -> list[rows.Opened]:
    """Open these cases for an export, each noted before it is read. shown, found: of `open_case`; shown is whether what came later is exported too.

    left_out: which of NotForYou, Unreadable and SteppedOut leave a case out; the others are raised.
    """
    backend, held, words = desk.backend, desk.held_keys(), dict[str, wording.WardWords]()
    opened = []
    for record in records:
        with contextlib.suppress(*left_out):
            now = backend.clock()
            file = case_file.open_case(
                backend.store, backend.trust, held, desk.reader.id, record, now, EXPORTED, shown=shown, found=found
            )
            ward = file.listed.row.ward
            if ward not in words:
                with backend.store.read() as connection:
                    words[ward] = wording.ward_words(connection, backend.trust, ward)
            opened.append(rows.Opened(file, words[ward], desk.ward_names.get(ward, ward)))
    return opened


def _download(content: bytes, form: Form, name: str) -> Response[bytes]:
    media, ending = _TYPES[form]
    headers = {**PAGE_HEADERS, "Content-Disposition": f'attachment; filename="wardlight-{name}.{ending}"'}
    return Response(content, media_type=media, headers=headers)


def _tables(opened: Iterable[rows.Opened], form: Form, name: str) -> Response[bytes]:
    made = rows.tables(opened)
    return _download(files.to_zip(made) if form == "csv" else files.to_json(made), form, name)


@get("/concerns/{record:str}/export", sync_to_thread=True)
def ask_export(desk: NamedDependency[SignedIn], record: FromPath[str]) -> Response[str]:
    """What a case can be exported as. Nothing is opened for this page."""
    return page_response("export_case.jinja", desk.page(SECTION), record=record_id(record).hex())


@post("/concerns/{record:str}/export", status_code=200, sync_to_thread=True)
def export_case(desk: NamedDependency[SignedIn], record: FromPath[str]) -> Response[bytes] | Response[str]:
    """One case, as the form asks: csv, json, summary or lfpse."""
    wanted = str(desk.form.get("form", ""))
    if wanted not in ("csv", "json", "summary", "lfpse"):
        raise NotForYou(wanted)
    opened = _open(desk, [record_id(record)], shown=wanted in _TYPES)
    reference = opened[0].file.listed.reference
    if wanted in _TYPES:
        return _tables(opened, "csv" if wanted == "csv" else "json", reference)
    if wanted == "summary":
        return _text(desk, opened[0], "Summary for the local incident system", (), summary(opened[0]))
    if opened[0].file.listed.what != "concern":
        raise NotForYou("only a concern can be drafted")
    draft = lfpse.draft(opened[0], _profile(desk, opened[0].file.listed.row.ward))
    text = msgspec.json.format(msgspec.json.encode(draft.resource), indent=2).decode()
    return _text(desk, opened[0], "Draft for LFPSE", draft.before_sending, text)


def _profile(desk: SignedIn, ward: str) -> str:
    try:
        with desk.backend.store.read() as connection:
            return packs.published(connection, desk.backend.trust, ward).content.profile
    except (wardpack.PackError, keys.KeyFault):
        return "adult"


def _text(
    desk: SignedIn, opened: rows.Opened, heading: str, before_sending: tuple[str, ...], text: str
) -> Response[str]:
    return page_response(
        "export_text.jinja",
        desk.page(SECTION),
        record=opened.file.listed.id.hex(),
        reference=opened.file.listed.reference,
        heading=heading,
        before_sending=before_sending,
        text=text,
        height=min(40, text.count("\n") + 2),
    )


@get("/export", sync_to_thread=True)
def ask_period(desk: NamedDependency[SignedIn]) -> Response[str]:
    """Ask for which days to export cases."""
    return page_response("export_period.jinja", desk.page(SECTION), first="", last="", form="")


@post("/export", status_code=200, sync_to_thread=True)
def export_period(desk: NamedDependency[SignedIn]) -> Response[bytes] | Response[str]:
    """Cases that came between two days, both included, as far as this reader's keys open them."""
    written = {name: str(desk.form.get(name, "")).strip() for name in ("first", "last")}
    errors, days = {}, {}
    for name, text in written.items():
        try:
            days[name] = date.fromisoformat(text)
        except ValueError:
            errors[name] = f"Enter the {name} day as year, month and day, such as 2026-11-03"
    if not errors and days["last"] < days["first"]:
        errors["last"] = "The last day is before the first"
    form = str(desk.form.get("form", ""))
    if form not in _TYPES:
        errors["form"] = "Choose CSV or JSON"
    found, chosen = Inbox(()), list[bytes]()
    if not errors:
        found = load(desk)
        chosen = [
            each.id
            for each in found.of("all")
            if each.what == "concern" and days["first"] <= london(each.received).date() <= days["last"]
        ]
        if not chosen:
            errors["first"] = "No concern that you can open came in these days"
        elif len(chosen) > MOST_CASES:
            errors["last"] = f"There are {len(chosen)} concerns in these days. Choose fewer days: {MOST_CASES} at most"
    if errors:
        return page_response(
            "export_period.jinja", desk.page(SECTION), errors, first=written["first"], last=written["last"], form=form
        )
    readable = _open(desk, chosen, found=found, left_out=(NotForYou, Unreadable, case_file.SteppedOut))
    return _tables(readable, "csv" if form == "csv" else "json", f"{written['first']}-to-{written['last']}")
