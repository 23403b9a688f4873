"""Bringing newer parts of the ward pack. They replace what is held only once every one of them verifies under the pinned root, all in one step.

A trust that was taken over can hold parts back, but it cannot make this tablet seal to another key.
"""

from __future__ import annotations

from kiosk import wardpack
from kiosk.tablet import packstore
from kiosk.tablet.courier.exchange import Exchange, NotAnswered
from kiosk.tablet.courier.identity import Identity
from kiosk.tablet.courier.logs import Log

ORDER: tuple[wardpack.PartName, ...] = (
    "keys",
    "content",
    "duty",
)  # as in wire.Answer.serials; keys first, as they verify the others


async def refresh(identity: Identity, exchange: Exchange, serials: tuple[int, int, int], log: Log) -> bool:
    """Fetch what is older here than these serials. Returns whether something new is in force. Never raises for the network or a bad part.

    New keys may name new signers, under which the content and duty parts that are held do not verify: those are fetched too.
    """
    pairing, before = identity.pairing, identity.held
    if pairing is None:
        return False
    wanted = [name for name, there, here in zip(ORDER, serials, before.serials, strict=True) if there > here]
    held = before
    try:
        for name in ORDER:
            if name not in wanted and (name == "keys" or _whole(held, before, name)):
                continue
            part = await exchange.part(name)
            if part.name != name:
                raise wardpack.PackError("another part than was asked for")
            held = packstore.verified(pairing, (part,), held)
        if held == before or identity.held is not before:  # the second: paired anew in the meantime
            return False
        await identity.replace_parts(held)
    except NotAnswered as error:
        log.error("pack_not_replaced", reason=error.reason)
        return False
    except wardpack.PackError:
        log.error("pack_not_replaced", reason="not_verified")
        return False
    except packstore.PackStoreError:
        log.error("pack_not_replaced", reason="disk")
        return False
    keys, content, duty = held.serials
    log.info("pack_replaced", keys=keys, content=content, duty=duty)
    return True


def _whole(held: packstore.Held, before: packstore.Held, name: wardpack.PartName) -> bool:
    """Whether this part was not lost to new keys."""
    index = ORDER.index(name)
    return held.serials[index] >= 0 or before.serials[index] < 0
