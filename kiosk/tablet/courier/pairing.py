"""Pairing this tablet with a trust by a code that staff type once. Nothing is stored until everything in the answer was verified.

The code carries 40 bits of the root's fingerprint. The root that comes with the answer is pinned only if it has that fingerprint, and the keys part
has to be signed by it: whoever stands between tablet and trust would need a root of their own with the same 40 bits, while the code lives.
"""

from __future__ import annotations

from collections.abc import Callable

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk import wardpack, wire
from kiosk.tablet import packstore
from kiosk.tablet.courier.exchange import Exchange, NotAnswered
from kiosk.tablet.courier.identity import Identity

NewKey = Callable[[], Ed25519PrivateKey]


async def pair(
    typed: str, identity: Identity, exchange: Exchange, new_key: NewKey = Ed25519PrivateKey.generate
) -> wire.PairingRefused | None:
    """None once the pairing is in force and on disk, else why not; whatever was in force before then stays."""
    try:
        code = wire.read_pairing_code(typed)
    except wire.WireError:
        return "code"
    key = new_key()
    request = wire.PairRequest(code.secret, key.public_key().public_bytes_raw(), identity.mode)
    try:
        answer = await exchange.pair(request)
    except NotAnswered:
        return "link"
    if answer.refused:
        return answer.refused
    if len(answer.root) != packstore.KEY_BYTES or wardpack.fingerprint(answer.root) != code.root:
        return "root"
    if any(part.mode != identity.mode for part in answer.parts):
        return "mode"
    pairing = packstore.Pairing(identity.mode, answer.tablet, answer.place, answer.root)
    try:
        held = packstore.verified(pairing, answer.parts)
        if held.keys is None:
            return "pack"
        await identity.pair(pairing, held, key, answer.counters)
    except (wardpack.PackError, packstore.PackStoreError):
        return "pack"
    return None
