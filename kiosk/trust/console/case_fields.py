"""Parts of the case forms: fields as data for the design's macros, and reading them back with errors that say how to mend them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, time
from typing import Any

from litestar.datastructures import FormMultiDict
from msgspec import Struct

from kiosk.trust.casework.clocks import seconds_at

Errors = dict[str, str]
EARLIEST_YEAR = 1900  # "26" is nobody's year
COLUMN_MOST = 10  # a longer list of choices stands in two columns where there is room


class Field(Struct, frozen=True):
    """A field of a form. macro: of the design; args: what it takes. text: a paragraph instead of a field."""

    macro: str
    args: dict[str, Any] = {}
    text: str = ""


class Filled:
    """A form as it was sent, or as it begins. errors: what was found wrong while reading it, in the form's order."""

    def __init__(self, form: FormMultiDict, errors: Mapping[str, str] | None = None) -> None:
        self.form = form
        self.errors: Errors = dict(errors or {})

    # --- building ------------------------------------------------------------------------------------------------

    def _error(self, name: str) -> dict[str, str] | None:
        return {"text": self.errors[name]} if name in self.errors else None

    def value(self, name: str, otherwise: str = "") -> str:
        found = self.form.get(name)
        return otherwise if found is None else str(found)

    def chosen(self, name: str, otherwise: Iterable[str] = ()) -> tuple[str, ...]:
        """What was ticked; before anything was sent, what is ticked to begin with."""
        return tuple(map(str, self.form.getall(name, []))) if self.form else tuple(otherwise)

    def line(self, name: str, label: str, hint: str = "", otherwise: str = "") -> Field:
        args: dict[str, Any] = {
            "label": {"text": label, "size": "s"},
            "id": name,
            "name": name,
            "value": self.value(name, otherwise),
            "autocomplete": "off",
            "errorMessage": self._error(name),
        }
        return Field("input", args | ({"hint": {"text": hint}} if hint else {}))

    def words(self, name: str, label: str, hint: str = "", rows: int = 4, otherwise: str = "") -> Field:
        args: dict[str, Any] = {
            "label": {"text": label, "size": "s"},
            "id": name,
            "name": name,
            "rows": rows,
            "value": self.value(name, otherwise),
            "autocomplete": "off",
            "errorMessage": self._error(name),
        }
        return Field("textarea", args | ({"hint": {"text": hint}} if hint else {}))

    def one_of(self, name: str, legend: str, names: Mapping[str, str], hint: str = "", otherwise: str = "") -> Field:
        held = self.value(name, otherwise)
        return self._choice("radios", name, legend, names, (held,), hint)

    def any_of(
        self,
        name: str,
        legend: str,
        names: Mapping[str, str],
        hint: str = "",
        otherwise: Iterable[str] = (),
        in_a_row: bool = False,
    ) -> Field:
        field = self._choice("checkboxes", name, legend, names, self.chosen(name, otherwise), hint)
        if in_a_row:
            field.args["formGroup"] = {"classes": "in-a-row"}
        return field

    def _choice(
        self, macro: str, name: str, legend: str, names: Mapping[str, str], held: tuple[str, ...], hint: str
    ) -> Field:
        args: dict[str, Any] = {
            "name": name,
            "idPrefix": name,
            "fieldset": {"legend": {"text": legend, "size": "s"}},
            "items": [{"value": code, "text": text, "checked": code in held} for code, text in names.items()],
            "errorMessage": self._error(name),
        }
        if len(names) > COLUMN_MOST:
            args["formGroup"] = {"classes": "in-columns"}
        return Field(macro, args | ({"hint": {"text": hint}} if hint else {}))

    def day(self, name: str, legend: str, hint: str, otherwise: date | None = None) -> Field:
        start = (
            {"day": str(otherwise.day), "month": str(otherwise.month), "year": str(otherwise.year)} if otherwise else {}
        )
        error = self._error(f"{name}-day")
        items = [
            {
                "name": f"{name}-{part}",
                "id": f"{name}-{part}",
                "label": part.capitalize(),
                "value": self.value(f"{name}-{part}", start.get(part, "")),
                "width": 4 if part == "year" else 2,
                "error": error is not None,
            }
            for part in ("day", "month", "year")
        ]
        return Field(
            "dateInput",
            {
                "id": name,
                "fieldset": {"legend": {"text": legend, "size": "s"}},
                "hint": {"text": hint},
                "errorMessage": error,
                "items": items,
            },
        )

    # --- reading -------------------------------------------------------------------------------------------------

    def wrong(self, name: str, text: str) -> None:
        """Note what is wrong with a field; the first thing said of it stands."""
        self.errors.setdefault(name, text)

    def read_words(self, name: str, missing: str, most: int) -> str:
        """The words of a field. missing: what to say where there are none; empty: they may be left out."""
        found = self.value(name).replace("\r\n", "\n").strip()
        if not found and missing:
            self.wrong(name, missing)
        if len(found) > most:
            self.wrong(name, f"Shorten this to {most:,} characters. It has {len(found):,}")
        return found

    def read_one(self, name: str, names: Iterable[str], missing: str) -> str:
        found = self.value(name)
        if found not in set(names):
            self.wrong(name, missing)
        return found

    def read_any(self, name: str, names: Iterable[str]) -> tuple[str, ...]:
        known = set(names)
        return tuple(dict.fromkeys(each for each in self.chosen(name) if each in known))

    def read_day(self, name: str, missing: str) -> date | None:
        """A date. missing: what to say where there is none; empty: it may be left out."""
        parts = [self.value(f"{name}-{part}").strip() for part in ("year", "month", "day")]
        if not any(parts):
            if missing:
                self.wrong(f"{name}-day", missing)
            return None
        try:
            year, month, day = (int(part) for part in parts if part.isascii() and part.isdigit())
            found = date(year, month, day)
        except (ValueError, OverflowError):
            self.wrong(f"{name}-day", "Enter a real date, as day, month and year in numbers")
            return None
        if year < EARLIEST_YEAR:
            self.wrong(f"{name}-day", "Enter the year with four numbers, such as 2026")
            return None
        return found

    def read_future_day(self, name: str, missing: str, today: date, most_days: int) -> date | None:
        """A date from today on, no further away than so many days."""
        found = self.read_day(name, missing)
        if found is not None and found < today:
            self.wrong(f"{name}-day", "Choose a date that is not over")
        if found is not None and (found - today).days > most_days:
            self.wrong(f"{name}-day", f"Choose a date within {most_days} days")
        return found

    def read_moment(self, day_name: str, time_name: str, now: float) -> int | None:
        """A day and a time that are over, in seconds since 1970; None where neither is given. A day without a time counts from its midnight."""
        found = self.read_day(day_name, "")
        text = self.value(time_name).strip()
        if found is None:
            if text:
                self.wrong(f"{day_name}-day", "Enter the day as well as the time")
            return None
        at = time()
        if text:
            try:
                at = time.fromisoformat(text.replace(".", ":"))
            except ValueError:
                self.wrong(time_name, "Enter a time like 14:05")
        moment = seconds_at(found, at.replace(tzinfo=None))
        if moment > now:
            self.wrong(f"{day_name}-day", "Enter a day and time that are over")
        return moment
