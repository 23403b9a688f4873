"""Pairing a tablet: a one-time code from the console, typed on the tablet, binds both ways.

The code's first half is 40 bits of the root's fingerprint, which the tablet compares with the root that it is given: so
a trust that was taken over, or a stranger in between, cannot hand it another root. The second half is a secret that
this side compares. A code lives 15 minutes, works once and ends after a few wrong tries.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any

import anyio.to_thread
import msgspec
from litestar import Request, Response, post
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.exceptions import ClientException
from sqlalchemy import Connection, delete, insert, select, update

from kiosk import wardpack, wire
from kiosk.trust import intake, keys
from kiosk.trust.backend import Backend
from kiosk.trust.counters import CHANNELS
from kiosk.trust.secret import ServerSecret
from kiosk.trust.store import tables
from kiosk.trust.tablets import Tablet

CODE_SECONDS = 15 * 60
TRIES = 20
PLACE_MOST = 80
FORGOTTEN_AFTER = 86_400  # seconds: until then, an old code is told from a wrong one


class PairingError(keys.KeyFault):
    """A code cannot be made. The message says why."""


def new_pairing(
    connection: Connection,
    secret: ServerSecret,
    ward: str,
    place: str,
    now: float,
    random: Callable[[int], bytes] = secrets.token_bytes,
) -> wire.PairingCode:
    """A code for a tablet at this place. It exists in the answer alone. Raises PairingError."""
    if not place.strip() or len(place) > PLACE_MOST:
        raise PairingError(
            f"say in 1 to {PLACE_MOST} characters where the tablet will hang, as staff will read it in a call"
        )
    trust = keys.read_trust(connection)
    if connection.execute(select(tables.wards.c.code).where(tables.wards.c.code == ward)).one_or_none() is None:
        raise PairingError(f"there is no ward {ward!r} in this trust")
    if (
        connection.execute(select(tables.key_sets.c.id).where(tables.key_sets.c.ward_code == ward).limit(1)).first()
        is None
    ):
        raise PairingError(
            f"the ward {ward} has no keys yet that the root has signed: run `kiosk trust keys ask`, and let its two holders sign"
        )
    codes = tables.pairing_codes.c
    connection.execute(delete(tables.pairing_codes).where(codes.expires < int(now) - FORGOTTEN_AFTER))
    code = wire.new_pairing_code(trust.root, random)
    connection.execute(
        insert(tables.pairing_codes).values(
            hash=secret.digest("pairing", code.secret),
            ward=ward,
            place=place.strip(),
            expires=int(now) + CODE_SECONDS,
            wrong_tries=0,
            tablet=None,
        )
    )
    return code


def pair(
    connection: Connection,
    secret: ServerSecret,
    request: wire.PairRequest,
    now: float,
    random: Callable[[int], bytes] = secrets.token_bytes,
) -> tuple[wire.PairAnswer, Tablet | None]:
    """Pair the tablet with this key, if the code is right. Counters in the answer are left to the caller.

    The same code and key are answered again until the code expires, because an answer can be lost on the way; the same
    code with another key is wrong.
    """
    trust = keys.read_trust(connection)
    if request.mode != trust.mode:
        return wire.PairAnswer("mode"), None
    codes = tables.pairing_codes.c
    found = codes.hash == secret.digest("pairing", request.secret)
    row = connection.execute(select(tables.pairing_codes).where(found).with_for_update()).one_or_none()
    if row is None:
        still_open = (codes.expires > int(now)) & codes.tablet.is_(None)
        connection.execute(update(tables.pairing_codes).where(still_open).values(wrong_tries=codes.wrong_tries + 1))
        return wire.PairAnswer("code"), None
    if row.expires <= now or row.wrong_tries >= TRIES:
        return wire.PairAnswer("expired"), None
    tablet = _tablet(connection, row.tablet)
    if tablet is None:
        tablet = Tablet(random(16).hex(), row.ward, row.place, request.key)
        ceilings = {f"{channel}_ceiling": 0 for channel in CHANNELS}
        connection.execute(
            insert(tables.tablets).values(
                id=tablet.id, ward=tablet.ward, place=tablet.place, public=tablet.public, withdrawn=False, **ceilings
            )
        )
        connection.execute(update(tables.pairing_codes).where(found).values(tablet=tablet.id))
    elif tablet.public != request.key:
        return wire.PairAnswer("code"), None
    # Without the figures: a tablet from before there were any would refuse the pairing. The others fetch them with their first batch.
    kept = tables.pack_parts.c
    held = select(kept.signed).where(kept.ward == tablet.ward, kept.name.in_(("keys", "content", "duty")))
    parts = tuple(wardpack.read_signed(signed) for signed in connection.execute(held).scalars())
    return wire.PairAnswer("", tablet.id, tablet.place, trust.root, parts), tablet


def _tablet(connection: Connection, tablet: str | None) -> Tablet | None:
    row = connection.execute(select(tables.tablets).where(tables.tablets.c.id == tablet)).one_or_none()
    return None if row is None else Tablet(row.id, row.ward, row.place, row.public)


@post(wire.PAIR_PATH, status_code=200, request_max_body_size=wire.PAIR_MOST_BYTES)
async def take_pairing(request: Request[Any, Any, State], backend: NamedDependency[Backend]) -> Response[bytes]:
    """Pair a tablet. Refusals have status 200 too: the answer says why; 400 is for what is no request to pair."""
    try:
        asked = wire.decode_pair_request(await intake.read_body(request))
    except (wire.WireError, ClientException):
        return Response(wire.encode(wire.PairAnswer("code")), media_type=intake.OCTETS, status_code=400)

    def run() -> tuple[wire.PairAnswer, Tablet | None]:
        with backend.store.write() as connection:
            answer, tablet = pair(connection, backend.secret, asked, backend.clock())
        if tablet is not None:
            batches, calls, packs, boxes = (backend.tablets.next_counter(tablet.id, channel) for channel in CHANNELS)
            answer = msgspec.structs.replace(answer, counters=(batches, calls, packs, boxes))
        return answer, tablet

    answer, tablet = await anyio.to_thread.run_sync(run)
    if tablet is not None:
        backend.calls.know(tablet)
    return Response(wire.encode(answer), media_type=intake.OCTETS)
