"""Call screens on the wards: browsers that are paired as devices, and the short PINs with which roles answer a call there.

A screen has no keys and shows no content: only the calls of its ward. It is never signed out by rest, as a screen that shows a sign-in page shows no
call. Whoever takes its cookie sees where somebody calls; they can answer nothing without a PIN, and an administrator or the ward's team ends it.

| what        | who knows it                               | what the database holds                         |
| code        | who pairs the screen, for 15 minutes       | its keyed hash, until it is used or has expired |
| cookie      | the browser alone                          | its hash                                        |
| PIN of a role | who works in it on the ward                | its keyed hash                                  |

A PIN says in which role somebody answered, not who: for that, four digits are enough. Guesses wait longer and longer (`console.waits`).
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Callable, Collection

from msgspec import Struct
from sqlalchemy import Connection, delete, insert, select

from kiosk import crockford
from kiosk.refusal import Refusal
from kiosk.trust.secret import ServerSecret
from kiosk.trust.store import tables

CODE_SECONDS = 15 * 60
NAME_MOST = 60
PIN_DIGITS = 4
_CODE_LETTERS = 10  # 50 bits: nobody guesses them in a quarter of an hour
_COOKIE_BYTES = 32

ROLES: dict[str, str] = {
    "nurse": "Nurse",
    "shift_lead": "Shift lead",
    "support_worker": "Support worker",
    "doctor": "Doctor",
    "staff": "Member of staff",
}
"""Role -> its words on screens. A call tells them to the console and to relays, and to the caller that staff accepted."""


class BoardError(Refusal):
    """A screen or a PIN cannot be made. The message says why, and how to mend it."""


class NoCode(BoardError):
    """No code like this is open. It never says whether there was one."""


class WrongPin(Exception):
    """No role of this ward has this PIN."""


class Board(Struct, frozen=True):
    """A paired screen. id: 16 bytes. name: where it hangs, as staff read it."""

    id: bytes
    ward: str
    name: str


def new_code(
    connection: Connection,
    secret: ServerSecret,
    ward: str,
    name: str,
    now: float,
    random: Callable[[int], bytes] = secrets.token_bytes,
) -> str:
    """A code for a screen at this place, as "ABCDE-FGHJK". It exists in the answer alone. Raises BoardError."""
    name = " ".join(name.split())
    if not name or len(name) > NAME_MOST:
        raise BoardError(f"say in 1 to {NAME_MOST} characters where the screen is")
    codes = tables.board_codes
    connection.execute(delete(codes).where(codes.c.expires <= int(now)))
    letters = crockford.write(int.from_bytes(random(7), "big"), _CODE_LETTERS)
    connection.execute(
        insert(codes).values(
            hash=secret.digest("boards", "code", letters), ward=ward, name=name, expires=int(now) + CODE_SECONDS
        )
    )
    return f"{letters[:5]}-{letters[5:]}"


def pair(
    connection: Connection,
    secret: ServerSecret,
    typed: str,
    now: float,
    random: Callable[[int], bytes] = secrets.token_bytes,
) -> str:
    """The cookie of a new screen, for the code that was typed; spaces, dashes, case and the letters I, L and O are forgiven. Raises NoCode."""
    letters = crockford.plain(typed)
    codes = tables.board_codes
    found = codes.c.hash == secret.digest("boards", "code", letters)
    row = connection.execute(delete(codes).where(found).returning(codes)).one_or_none()
    if row is None or row.expires <= now:
        raise NoCode("this code is not right, or its time is over: ask for a new one")
    cookie = random(_COOKIE_BYTES).hex()
    connection.execute(
        insert(tables.boards).values(id=random(16), ward=row.ward, name=row.name, cookie_hash=_hash(cookie))
    )
    return cookie


def _hash(cookie: str) -> bytes:
    return hashlib.sha256(b"wardlight board v1" + cookie.encode()).digest()


def find(connection: Connection, cookie: str) -> Board | None:
    """The screen of this cookie, if it is one and was not ended."""
    held = tables.boards.c
    if len(cookie) != 2 * _COOKIE_BYTES:
        return None
    row = connection.execute(
        select(held.id, held.ward, held.name).where(held.cookie_hash == _hash(cookie))
    ).one_or_none()
    return None if row is None else Board(*row)


def form_token(cookie: str) -> str:
    """What requests of a screen's own page carry: another site that makes the browser send its cookie does not know it."""
    return hmac.new(cookie.encode(), b"wardlight board form v1", hashlib.sha256).hexdigest()


def of_wards(connection: Connection, wards: Collection[str]) -> list[Board]:
    """All screens of these wards, by ward and name."""
    held = tables.boards.c
    chosen = select(held.id, held.ward, held.name).where(held.ward.in_(wards)).order_by(held.ward, held.name)
    return [Board(*row) for row in connection.execute(chosen)]


def end(connection: Connection, board: bytes, wards: Collection[str]) -> Board | None:
    """Its cookie is worth nothing any more. None where these wards have no such screen."""
    held = tables.boards
    row = connection.execute(
        delete(held).where(held.c.id == board, held.c.ward.in_(wards)).returning(held.c.id, held.c.ward, held.c.name)
    ).one_or_none()
    return None if row is None else Board(*row)


# --- PINs --------------------------------------------------------------------------------------------------------


def _pin_hash(secret: ServerSecret, ward: str, pin: str) -> bytes:
    return secret.digest("boards", "pin", ward, pin)


def new_pin(
    connection: Connection, secret: ServerSecret, ward: str, role: str, choose: Callable[[int], int] = secrets.randbelow
) -> str:
    """A PIN for a role of a ward, in place of the one it had. It exists in the answer alone. Raises BoardError."""
    if role not in ROLES:
        raise BoardError(f"{role!r} is no role: use one of {', '.join(ROLES)}")
    pins = tables.call_pins
    connection.execute(delete(pins).where(pins.c.ward == ward, pins.c.role == role))
    taken = set(connection.execute(select(pins.c.hash).where(pins.c.ward == ward)).scalars())
    while True:
        pin = f"{choose(10**PIN_DIGITS):0{PIN_DIGITS}}"
        held = _pin_hash(secret, ward, pin)
        if held not in taken and len(set(pin)) > 1:  # another role's, or one that anybody would try first
            break
    connection.execute(insert(pins).values(ward=ward, role=role, hash=held))
    return pin


def end_pin(connection: Connection, ward: str, role: str) -> None:
    """Nobody answers calls in this role any more."""
    connection.execute(delete(tables.call_pins).where(tables.call_pins.c.ward == ward, tables.call_pins.c.role == role))


def roles_with_pin(connection: Connection, ward: str) -> list[str]:
    """The roles of a ward that can answer calls at its screens, in the order of ROLES."""
    held = set(connection.execute(select(tables.call_pins.c.role).where(tables.call_pins.c.ward == ward)).scalars())
    return [role for role in ROLES if role in held]


def role_of(connection: Connection, secret: ServerSecret, ward: str, pin: str) -> str:
    """The words of the role whose PIN this is. Raises WrongPin."""
    pins = tables.call_pins.c
    typed = "".join(pin.split())
    role = connection.execute(
        select(pins.role).where(pins.ward == ward, pins.hash == _pin_hash(secret, ward, typed))
    ).scalar_one_or_none()
    if role is None:
        raise WrongPin
    return ROLES.get(role, ROLES["staff"])
