"""Several processes on one PostgreSQL: a call that arrives at one shows on a screen that is connected to another.

The calls table is the truth. A notice carries the id of a call that changed and nothing else; whoever hears it reads the table. A notice that is
lost, with a connection that the server ended or a network that swallows it, costs two seconds: so often each hub reads what stands. How tablets are
is told the same way, and stands in no table.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import msgspec

from kiosk.trust.calls import CHANGED, CallHub
from kiosk.trust.notices import Notices
from kiosk.trust.pulses import Beaten
from kiosk.trust.repeating import repeating

PULSES = "wardlight_pulses"
ASKED = "wardlight_asked"  # a process has just begun, and knows of no tablet whether it is up
SWEEP_EVERY = 2.0  # seconds
PULSE_EVERY = 5.0  # seconds
AT_ONCE = 80  # tablets in one notice: PostgreSQL takes 8,000 bytes

_decoder = msgspec.json.Decoder(tuple[Beaten, ...])


@asynccontextmanager
async def following(notices: Notices, hub: CallHub, forget: Callable[[str], None]) -> AsyncIterator[None]:
    """The hub follows the other processes until the block is left; where there can be none, there is nothing to follow.

    forget: told of each tablet that was withdrawn at another process.
    """
    if notices.alone:
        yield
        return

    async def sweep() -> None:
        for tablet in await hub.reload():
            forget(tablet)

    async def begun() -> None:
        await sweep()
        await notices.tell(ASKED, [""])

    async def changed(call: str) -> None:
        await hub.refresh([bytes.fromhex(call)])

    async def beaten(said: str) -> None:
        hub.heard_elsewhere(_decoder.decode(said))

    async def tell_pulses(of_all: bool = False) -> None:
        beats = hub.pulses(of_all)
        parts = [beats[first : first + AT_ONCE] for first in range(0, len(beats), AT_ONCE)]
        await notices.try_to_tell(PULSES, [msgspec.json.encode(part).decode() for part in parts])

    async def asked(_said: str) -> None:
        await tell_pulses(of_all=True)

    for channel, act in ((CHANGED, changed), (PULSES, beaten), (ASKED, asked)):
        notices.hear(channel, act)
    async with (
        notices.listening(begun),
        repeating(sweep, SWEEP_EVERY, "calls_not_read"),
        repeating(tell_pulses, PULSE_EVERY, "calls_not_read"),
    ):
        yield
