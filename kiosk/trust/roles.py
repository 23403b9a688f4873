"""What people with an account do here. A role says which reader groups somebody may be in, and so which keys can ever be given to them.

Nobody is both in a ward's team and among those to whom a concern goes that is kept from it: a person could otherwise read, in one chair, what
somebody took care to keep from the other. Not for: which pages a role has (`console.allowed`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal

from kiosk import records

Role = Literal["ward", "safeguarding", "outside", "governance", "administrator"]
ROLES: tuple[Role, ...] = ("ward", "safeguarding", "outside", "governance", "administrator")

GROUPS: Mapping[Role, frozenset[records.ReaderGroup]] = {
    "ward": frozenset({"ward"}),
    "safeguarding": frozenset({"safeguarding"}),
    "outside": frozenset({"outside"}),
    "governance": frozenset(),
    "administrator": frozenset(),
}
"""Role -> kinds of groups that its people may be in. Nobody is in recovery: it has holders."""

NAMES: Mapping[Role, str] = {
    "ward": "Ward reader",
    "safeguarding": "Safeguarding reader",
    "outside": "Reader outside the ward",
    "governance": "Governance",
    "administrator": "Administrator",
}


def role_of(kinds: Iterable[records.ReaderGroup]) -> Role | None:
    """The one role whose people may be in groups of all these kinds; None where there is none. Without a kind there is none either."""
    wanted = frozenset(kinds)
    return next((role for role in ROLES if wanted and wanted <= GROUPS[role]), None)
