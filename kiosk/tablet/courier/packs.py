"""Bringing newer parts of the ward pack. They replace what is held only once every one of them verifies under the pinned root, all in one step.

The figures come last and by themselves: a ward can do without them, so nothing waits for them, and a trust that has none is not asked for any.

A trust that was taken over can hold parts back, but it cannot make this tablet seal to another key.
"""

from __future__ import annotations

from collections.abc import Coroutine

from kiosk import wardpack, wire
from kiosk.tablet import packstore
from kiosk.tablet.courier.exchange import Exchange, NotAnswered
from kiosk.tablet.courier.identity import Identity
from kiosk.tablet.courier.logs import Log

ORDER: tuple[wardpack.PartName, ...] = (
    "keys",
    "content",
    "duty",
)  # as in wire.Answer.serials; keys first, as they verify the others


async def refresh(identity: Identity, exchange: Exchange, told: wire.Answer, log: Log) -> bool:
    """Fetch what is older here than the trust says. Returns whether something new is in force. Never raises for the network or a bad part."""
    needed = await _took(_needed(identity, exchange, told.serials, log), log)
    return await _took(_figures(identity, exchange, told.figures, log), log) or needed


async def _took(bringing: Coroutine[None, None, bool], log: Log) -> bool:
    try:
        return await bringing
    except NotAnswered as error:
        log.error("pack_not_replaced", reason=error.reason)
    except wardpack.PackError:
        log.error("pack_not_replaced", reason="not_verified")
    except packstore.PackStoreError:
        log.error("pack_not_replaced", reason="disk")
    return False


async def _needed(identity: Identity, exchange: Exchange, serials: tuple[int, int, int], log: Log) -> bool:
    """The three parts that a ward runs on.

    New keys may name new signers, under which the content and duty parts that are held do not verify: those are fetched too.
    """
    pairing, before = identity.pairing, identity.held
    if pairing is None:
        return False
    wanted = [name for name, there, here in zip(ORDER, serials, before.serials, strict=True) if there > here]
    held = before
    for name in ORDER:
        if name in wanted or not (name == "keys" or _whole(held, before, name)):
            held = await _with(pairing, exchange, name, held)
    if held == before or identity.held is not before:  # the second: paired anew in the meantime
        return False
    await identity.replace_parts(held)
    keys, content, duty = held.serials
    log.info("pack_replaced", keys=keys, content=content, duty=duty)
    return True


async def _figures(identity: Identity, exchange: Exchange, serial: int, log: Log) -> bool:
    """serial: 0 of a trust that has none, or that knows of none."""
    pairing, before = identity.pairing, identity.held
    if pairing is None or serial <= (before.figures.serial if before.figures is not None else 0):
        return False
    held = await _with(pairing, exchange, "figures", before)
    if identity.held is not before:
        return False
    await identity.replace_parts(held)
    log.info("pack_replaced", figures=serial)
    return True


async def _with(
    pairing: packstore.Pairing, exchange: Exchange, name: wardpack.PartName, held: packstore.Held
) -> packstore.Held:
    part = await exchange.part(name)
    if part.name != name:
        raise wardpack.PackError("another part than was asked for")
    return packstore.verified(pairing, (part,), held)


def _whole(held: packstore.Held, before: packstore.Held, name: wardpack.PartName) -> bool:
    """Whether this part was not lost to new keys."""
    index = ORDER.index(name)
    return held.serials[index] >= 0 or before.serials[index] < 0
