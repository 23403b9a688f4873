"""What a reader waits for at the console: a page of an inbox of ten thousand sealed cases, and one case opened.

Both are whole answers over loopback from a backend of its own, as a browser asks for them: session, keys, access log, page. Beside them stands the
least that the machine needs for the same secrets: every index row read and opened by itself, one seal of the same size opened by HPKE.
"""

from __future__ import annotations

import os

from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from kiosk import demo, envelope
from kiosk.bench.desks import desk, file_concerns, timed
from kiosk.bench.figures import Figure
from kiosk.trust.casework.inbox import INDEX_BYTES

CASES = 10_000
DAYS = 90  # over which they came
INFO = b"wardlight bench"


def inbox(runs: int) -> Figure:
    """Milliseconds for the first page of the inbox. `first`: the first look at all of them, once for a group and not for each reader."""
    key, rows = ChaCha20Poly1305(os.urandom(32)), [os.urandom(12) for _ in range(CASES)]
    sealed = [(nonce, key.encrypt(nonce, os.urandom(INDEX_BYTES - 28), INFO)) for nonce in rows]
    ours, floor = [], []
    with desk(lambda prepared: file_concerns(prepared, CASES, DAYS)) as reader:
        first = reader.timed("/console/concerns")
        for _ in range(runs):
            ours.append(reader.timed("/console/concerns"))
            floor.append(timed(lambda: [key.decrypt(nonce, row, INFO) for nonce, row in sealed]))
    return Figure("ms", ours, f"{CASES} rows of that size opened by a bare cipher", floor, {"first": [first]})


def open_case(runs: int) -> Figure:
    """Milliseconds until a case that nobody opened before is on its page, its opening in the log first. Each run opens another one."""
    key = envelope.PrivateKey.generate()
    sealed = envelope.seal_to(key.public, os.urandom(envelope.INNER_BYTES), INFO)
    ours, floor, cases = [], [], list[bytes]()

    def fill(prepared: demo.Demo) -> None:
        cases.extend(file_concerns(prepared, max(CASES // 10, runs), DAYS))

    with desk(fill) as reader:
        reader.page("/console/concerns")
        for case in cases[:runs]:
            ours.append(reader.timed(f"/console/concerns/{case.hex()}"))
            floor.append(timed(lambda: key.open(sealed, INFO)))
    return Figure("ms", ours, "one HPKE seal of as many bytes opened", floor)
