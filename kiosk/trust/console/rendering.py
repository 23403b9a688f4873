"""From a template and plain values to a page, with the headers that every page of the console carries.

For: the Jinja environments, the frame's data (`Page`), and what each answer says to a browser. Not for: deciding what a reader may see (`access`).

Two environments on purpose: nhsuk-frontend-jinja needs missing values to be silent, while in our own templates a misspelt name must be an
error, not an empty place where a person expects words.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import ChainableUndefined, Environment, FileSystemLoader, PackageLoader, StrictUndefined
from litestar.response import Response
from markupsafe import Markup
from msgspec import Struct

HOME = "/console"
STATIC = f"{HOME}/static"
HERE = Path(__file__).resolve().parent
LONDON = ZoneInfo("Europe/London")

# Nothing from any other host, no inline script or style, no framing, no plug-ins; forms go back to us alone.
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
# Besides those that every answer of the backend carries (`kiosk.trust.app`).
PAGE_HEADERS: Mapping[str, str] = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    # Not no-referrer: that would turn the Origin of our own forms into "null", and the check of it away.
    "Referrer-Policy": "same-origin",
}

_MACROS = {
    "actionLink": "action-link",
    "backLink": "back-link",
    "button": "button",
    "card": "card",
    "checkboxes": "checkboxes",
    "dateInput": "date-input",
    "errorSummary": "error-summary",
    "input": "input",
    "insetText": "inset-text",
    "notificationBanner": "notification-banner",
    "passwordInput": "password-input",
    "radios": "radios",
    "skipLink": "skip-link",
    "tag": "tag",
    "textarea": "textarea",
    "warningCallout": "warning-callout",
}


class MenuItem(Struct, frozen=True):
    """An entry of the menu at the top."""

    text: str
    href: str


class Page(Struct, frozen=True):
    """What the frame of a page shows. reader: who is signed in, or "". section: href of the menu's entry that this page belongs to.
    beside: pages of the same part of the console. rest_seconds: until the session ends by rest. notice: what was just done, in one sentence."""

    demo: bool
    csrf: str
    reader: str = ""
    ward: str = ""
    section: str = ""
    menu: tuple[MenuItem, ...] = ()
    beside: tuple[MenuItem, ...] = ()
    rest_seconds: int = 0
    notice: str = ""


class FieldErrors(dict[str, dict[str, str]]):
    """Error messages by field, in the form that the design's macros take; a field without one is simply absent."""

    def __missing__(self, key: str) -> None:
        return None


def clock(moment: float) -> str:
    """The time of day in London, as "14:05". moment: seconds since 1970."""
    return datetime.fromtimestamp(moment, UTC).astimezone(LONDON).strftime("%H:%M")


def seconds_clock(moment: float) -> str:
    """The time of day in London with seconds, as "14:05:09"."""
    return datetime.fromtimestamp(moment, UTC).astimezone(LONDON).strftime("%H:%M:%S")


def day(moment: float) -> str:
    """A date as the NHS writes it: "3 November 2026"."""
    local = datetime.fromtimestamp(moment, UTC).astimezone(LONDON)
    return f"{local.day} {local:%B %Y}"


def day_and_clock(moment: float, now: float) -> str:
    """A moment as people at a handover say it: "19:30", "07:30 tomorrow", or with its date where it is another day."""
    there, here = (datetime.fromtimestamp(each, UTC).astimezone(LONDON).date() for each in (moment, now))
    away = (there - here).days
    if away == 0:
        return clock(moment)
    near = {1: "tomorrow", -1: "yesterday"}
    return f"{clock(moment)} {near[away]}" if away in near else f"{clock(moment)} on {day(moment)}"


def groups_of_four(text: str) -> list[str]:
    """Text in groups of four characters, to be copied by hand."""
    return [text[start : start + 4] for start in range(0, len(text), 4)]


@cache
def _environment() -> Environment:
    parts = Environment(loader=PackageLoader("nhsuk_frontend_jinja"), undefined=ChainableUndefined, autoescape=True)
    macros: dict[str, Callable[..., Markup]] = {
        name: getattr(parts.get_template(f"nhsuk/components/{folder}/macro.jinja").module, name)
        for name, folder in _MACROS.items()
    }
    macros["icon"] = parts.get_template("nhsuk/macros/icon.jinja").module.nhsukIcon  # type: ignore[attr-defined]
    ours = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    ours.globals.update(nhsuk=macros, home=HOME, static=lambda name: f"{STATIC}/{name}")
    ours.filters.update(clock=clock, seconds_clock=seconds_clock, day=day, groups_of_four=groups_of_four)
    return ours


def page_html(template: str, page: Page, errors: Mapping[str, str] | None = None, **values: object) -> str:
    """The HTML of a page. errors: field -> what is wrong and how to mend it, in the order of the form."""
    found = errors or {}
    return (
        _environment()
        .get_template(template)
        .render(
            page=page,
            csrf=lambda: Markup('<input type="hidden" name="csrf" value="{}">').format(page.csrf),
            errors=[{"text": text, "href": f"#{field}"} for field, text in found.items()],
            field_errors=FieldErrors({field: {"text": text} for field, text in found.items()}),
            **values,
        )
    )


def page_response(
    template: str, page: Page, errors: Mapping[str, str] | None = None, status: int = 200, **values: object
) -> Response[str]:
    """A page as an answer. With errors the status is 422 unless another is given, so that no cache and no test takes it for a success."""
    return Response(
        page_html(template, page, errors, **values),
        status_code=422 if errors and status == 200 else status,
        media_type="text/html; charset=utf-8",
        headers=dict(PAGE_HEADERS),
    )


def check_templates(names: Sequence[str] | None = None) -> list[Any]:
    """Compile every template once: a broken one is found at the start, not by a reader."""
    environment = _environment()
    return [environment.get_template(name) for name in names or environment.list_templates()]
