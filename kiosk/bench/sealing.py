"""What sealing a slot costs, both layers and four places, beside one HPKE seal of as many bytes."""

from __future__ import annotations

import os
import time

from kiosk import envelope, records, wardpack
from kiosk.bench.figures import Figure

EACH = 10  # slots a run: one is too short for the clock of a shared machine


def made_up_keys() -> wardpack.Keys:
    """Keys that nobody holds the private halves of."""
    named = ("ward", "safeguarding", "advocate", "speak_up", "recovery")
    public = {name: envelope.PrivateKey.generate().public for name in ("intake", "statistics", *named)}
    groups = {name: public[name] for name in named}
    readers = wardpack.KeySet(id=envelope.key_set_id(**groups), **groups)
    return wardpack.Keys(
        mode="demo",
        trust="bench",
        ward="bench",
        serial=1,
        issued=0,
        expires=2**40,
        intake=public["intake"],
        statistics=public["statistics"],
        readers=readers,
        salt=os.urandom(16),
        content_signer=os.urandom(32),
        duty_signer=os.urandom(32),
    )


def seal(runs: int) -> Figure:
    """Milliseconds a slot. The concern has 500 characters and is kept from the ward team, so two places are thrown away."""
    keys = made_up_keys()
    concern = records.Concern(id=os.urandom(16), ward="bench", questions=1, about=("W3",), words="x" * 500)
    plain = os.urandom(envelope.INNER_BYTES)
    ours, floor = [], []
    for _ in range(runs):
        start = time.perf_counter()
        for _ in range(EACH):
            envelope.seal_for_readers(concern, keys, ())
        middle = time.perf_counter()
        for _ in range(EACH):
            envelope.seal_to(keys.intake, plain, b"bench")
        end = time.perf_counter()
        ours.append((middle - start) * 1000 / EACH)
        floor.append((end - middle) * 1000 / EACH)
    return Figure("ms", ours, "one HPKE seal of as many bytes", floor)
