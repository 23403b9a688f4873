"""Which role has which page: the one place where it is said, and `access.desk` the one place where it is held.

A route that is not here is nobody's, and stops the start. That a page is somebody's says nothing of what it shows: a concern opens by keys alone, and
a ward's page for its own team. deploy/assurance/keys-and-roles.md has the same table for people to read, and a test holds the two together.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from kiosk.refusal import Refusal
from kiosk.trust.roles import ROLES, Role

EVERYBODY: frozenset[Role] = frozenset(ROLES)
READERS: frozenset[Role] = frozenset({"ward", "safeguarding", "outside"})
WARD: frozenset[Role] = frozenset({"ward"})
CALLS: frozenset[Role] = READERS | {"administrator"}  # an administrator sees that a tablet's test call arrives
CALL_WEEKS: frozenset[Role] = CALLS | {"governance"}
CHECK_INS: frozenset[Role] = READERS | {"governance"}
# Not readers: who is kept out of a concern, and compared the trust's numbers with their own list, would learn that there is one.
COUNTS: frozenset[Role] = frozenset({"governance"})
GOVERNANCE = COUNTS
ADMINISTRATOR: frozenset[Role] = frozenset({"administrator"})
SCREENS: frozenset[Role] = WARD | ADMINISTRATOR  # the ward's own team needs nobody to put up a call screen
BEDS: frozenset[Role] = WARD | ADMINISTRATOR

ALLOWED: Mapping[str, frozenset[Role]] = {
    "GET /": EVERYBODY,
    "POST /sign-out": EVERYBODY,
    "POST /stay": EVERYBODY,
    "GET /account": EVERYBODY,
    "POST /account/passphrase": EVERYBODY,
    "POST /account/security-keys/options": EVERYBODY,
    "POST /account/security-keys": EVERYBODY,
    "POST /account/security-keys/{key}/remove": EVERYBODY,
    "GET /concerns": READERS,
    "GET /concerns/{record}": READERS,
    "POST /concerns/search": READERS,
    "GET /concerns/{record}/print": READERS,
    "GET /concerns/{record}/whys": READERS,
    "GET /concerns/{record}/do/{slug}": READERS,
    "GET /concerns/{record}/do/{slug}/{which}": READERS,
    "POST /concerns/{record}/do/{slug}": READERS,
    "POST /concerns/{record}/do/{slug}/{which}": READERS,
    "GET /whys": READERS,
    "GET /retention": READERS,
    "GET /retention/{record}": READERS,
    "POST /retention/{record}/{act}": READERS,
    "GET /concerns/{record}/export": READERS,
    "POST /concerns/{record}/export": READERS,
    "GET /export": READERS,
    "POST /export": READERS,
    "GET /counts": COUNTS,
    "GET /check-ins": CHECK_INS,
    "GET /check-ins/{ward}": CHECK_INS,
    "GET /check-ins/{ward}/notes": WARD,
    "POST /check-ins/{ward}/notes": WARD,
    "GET /check-ins/{ward}/notes/{note}": WARD,
    "POST /check-ins/{ward}/notes/{note}": WARD,
    "POST /check-ins/{ward}/notes/{note}/end": WARD,
    "GET /beds": BEDS,
    "POST /beds": BEDS,
    "GET /overview": CHECK_INS,
    "GET /meeting": CHECK_INS,
    "GET /meeting/{ward}": CHECK_INS,
    "POST /meeting/{ward}/said": WARD,
    "POST /meeting/{ward}/said/{which}/end": WARD,
    "GET /report": CHECK_INS,
    "GET /report/{quarter}": CHECK_INS,
    "GET /report/{quarter}/pdf": CHECK_INS,
    "GET /report/{quarter}/csv": CHECK_INS,
    "POST /report/{quarter}/sign": GOVERNANCE,
    "GET /calls": CALLS,
    "GET /calls/live": CALLS,
    "GET /calls/weeks": CALL_WEEKS,
    "POST /calls/{call}/shown": CALLS,
    "POST /calls/{call}/accept": CALLS,
    "POST /calls/{call}/attended": CALLS,
    "GET /calls/{call}/reset": CALLS,
    "POST /calls/{call}/reset": CALLS,
    "GET /huddle": WARD,
    "GET /huddle/{ward}": WARD,
    "POST /huddle/{ward}/looked": WARD,
    "POST /huddle/{ward}/not-looked": WARD,
    "GET /duty": WARD,
    "GET /duty/{ward}": WARD,
    "POST /duty/{ward}": WARD,
    "POST /duty/{ward}/people": WARD,
    "POST /duty/{ward}/people/{person}/remove": WARD,
    "POST /duty/{ward}/handovers": WARD,
    "GET /tablets": EVERYBODY,
    "POST /tablets": ADMINISTRATOR,
    "GET /tablets/{tablet}/withdraw": ADMINISTRATOR,
    "POST /tablets/{tablet}/withdraw": ADMINISTRATOR,
    "GET /screens": SCREENS,
    "POST /screens": SCREENS,
    "GET /screens/{screen_id}/end": SCREENS,
    "POST /screens/{screen_id}/end": SCREENS,
    "POST /screens/pins/{ward}/{role}": SCREENS,
    "POST /screens/pins/{ward}/{role}/end": SCREENS,
    "GET /keys": EVERYBODY,
    "GET /readers": EVERYBODY,
    "POST /readers": ADMINISTRATOR,
    "POST /readers/let-in": READERS,
    "POST /readers/invitations/{invitation}/end": ADMINISTRATOR,
    "GET /readers/{reader}/invite": ADMINISTRATOR,
    "POST /readers/{reader}/invite": ADMINISTRATOR,
    "GET /readers/{reader}/remove": ADMINISTRATOR,
    "POST /readers/{reader}/remove": ADMINISTRATOR,
}
"""Method and path under the console -> roles."""


class UnsaidRoute(Refusal):
    """A route of the console whose roles nobody has said."""


def plain(path: str) -> str:
    """A handler's path as the table has it: without the kinds of its parts."""
    return path.replace(":str}", "}")


def may(role: Role, method: str, path: str) -> bool:
    """path: as the table has it. HEAD is as GET. A route that is not in the table is nobody's."""
    return role in ALLOWED.get(f"{'GET' if method == 'HEAD' else method} {path or '/'}", frozenset())


def check(routes: Iterable[str]) -> None:
    """routes: method and plain path of all that want a session. Raises UnsaidRoute unless they are those of the table."""
    found = set(routes)
    for route in sorted(found - set(ALLOWED)):
        raise UnsaidRoute(f"{route}: say in kiosk/trust/console/allowed.py which roles have this page")
    for route in sorted(set(ALLOWED) - found):
        raise UnsaidRoute(f"{route}: kiosk/trust/console/allowed.py has it, and the console has no such page")
