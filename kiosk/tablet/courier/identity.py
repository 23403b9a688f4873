"""Who this tablet is to the trust, and what it holds of the ward pack: one value that all parts of the courier look at.

Counters are kept in memory only. A wrong one costs one more round trip: the trust's answer says the right one.
"""

from __future__ import annotations

import asyncio

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk import wardpack, wire
from kiosk.tablet.courier.disk import InThread
from kiosk.tablet.courier.messages import PackNews
from kiosk.tablet.packstore import Held, PackStore, PackStoreError, Pairing

CHANNELS: tuple[wire.Channel, ...] = ("batches", "calls", "packs", "mailboxes")


class Identity:
    """mode: what this tablet was set up for. pairing: None until it is paired. held: the verified parts, empty until then."""

    def __init__(self, store: PackStore, mode: wardpack.Mode, in_thread: InThread) -> None:
        self.mode: wardpack.Mode = mode
        self._store, self._in_thread = store, in_thread
        self._key: Ed25519PrivateKey | None = None
        self.pairing: Pairing | None = None
        self.held = Held()
        self.counters: dict[wire.Channel, int] = dict.fromkeys(CHANNELS, 0)
        self.paired = asyncio.Event()
        pairing = store.pairing(mode)
        if pairing is not None:
            try:
                self._key = store.private_key(mode)
            except PackStoreError:
                return  # without its key the tablet can prove nothing to the trust: it has to be paired again
            self.pairing, self.held = pairing, store.read(mode)
            self.paired.set()

    @property
    def keys(self) -> wardpack.Keys | None:
        """What may be sealed to, or None."""
        return self.held.keys

    @property
    def duty(self) -> wardpack.Duty | None:
        return self.held.duty

    @property
    def news(self) -> PackNews | None:
        """For the window; None while there is no pairing."""
        if self.pairing is None:
            return None
        return PackNews(self.mode, self.pairing.root, self.pairing.place, self.held.parts)

    def sign(self, channel: wire.Channel, method: str, path: str, body: bytes) -> dict[str, str]:
        """The headers of a request with the channel's counter. Raises PackStoreError where the tablet is not paired."""
        if self.pairing is None or self._key is None:
            raise PackStoreError("this tablet is not paired")
        counter = self.counters[channel]
        return wire.sign_request(self._key, self.pairing.tablet, method, path, counter, self.mode, body)

    async def pair(
        self, pairing: Pairing, held: Held, key: Ed25519PrivateKey, counters: tuple[int, int, int, int]
    ) -> None:
        """Put a verified pairing in force, on disk first. Raises PackStoreError; what was in force stays."""
        await self._in_thread(lambda: self._store.pair(pairing, held, key))
        self.pairing, self.held, self._key = pairing, held, key
        self.counters = dict(zip(CHANNELS, counters, strict=True))
        self.paired.set()

    async def replace_parts(self, held: Held) -> None:
        """Put verified parts in force, on disk first. Raises PackStoreError; what was in force stays."""
        await self._in_thread(lambda: self._store.replace_parts(self.mode, held))
        self.held = held
