"""The keys of reader groups at the console: how each came to be, who opens it, and what the root's holders compare. No private key is read."""

from __future__ import annotations

from litestar import get
from litestar.di import NamedDependency
from litestar.response import Response
from msgspec import Struct

from kiosk.trust import keys
from kiosk.trust.console.access import SignedIn
from kiosk.trust.console.people import READERS
from kiosk.trust.console.rendering import day, groups_of_four, page_response

WHY = {"set up": "when the group was set up", "a member left": "because a member left"}


class Line(Struct, frozen=True):
    """One version of a key, in words. key: in groups of four, to be read aloud and compared."""

    number: int
    key: str
    made: str
    signed: tuple[str, ...]
    holders: str


class Group(Struct, frozen=True):
    """A group and its keys, newest first."""

    title: str
    lines: tuple[Line, ...]


def _line(version: keys.Version, group: str, wards: dict[str, str]) -> Line:
    signed = tuple(
        f"Tablets of {wards.get(signing.ward, signing.ward)} since {day(signing.at)}" for signing in version.signed
    )
    nobody = "Its three holders, two together" if group == "recovery" else "Nobody"
    return Line(
        version.number,
        " ".join(groups_of_four(version.key_id.hex())),
        f"{day(version.made)}, {WHY.get(version.why, version.why)}",
        signed,
        ", ".join(version.holders) or nobody,
    )


@get("/keys", sync_to_thread=True)
def show_keys(desk: NamedDependency[SignedIn]) -> Response[str]:
    """Every group's keys."""
    with desk.backend.store.read() as connection:
        found = keys.key_history(connection)
        stale = keys.titles(connection, keys.stale_groups(connection))
    return page_response(
        "keys.jinja",
        desk.page(READERS),
        groups=[
            Group(each.title, tuple(_line(version, each.group, desk.ward_names) for version in each.versions))
            for each in found
        ],
        stale=list(stale.values()),
    )
