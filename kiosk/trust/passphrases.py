"""What a reader's passphrase is, and the key that Argon2id makes of it together with the server secret.

Neither the database nor the passphrase alone makes that key; a guess costs 64 MiB and a third of a second, one at a time. Not for: what the key
wraps, and who may sign in (`accounts`).
"""

from __future__ import annotations

import math
import secrets
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from msgspec import Struct

from kiosk.trust.secret import ServerSecret
from kiosk.trust.sign_in_queue import Argon2Queue

PASSPHRASE_WORDS = 7
PASSPHRASE_MOST = 256  # characters that are looked at
_WORDS_FILE = Path(__file__).resolve().parent / "passphrase_words.txt"


class Argon2Cost(Struct, frozen=True):
    """What one guess costs. memory_kib: KiB."""

    memory_kib: int = 64 * 1024
    passes: int = 3
    lanes: int = 1


COST = Argon2Cost()
QUEUE = Argon2Queue()  # of the process: memory is what it guards


@cache
def _words() -> tuple[str, ...]:
    return tuple(_WORDS_FILE.read_text(encoding="ascii").split())


def new_passphrase(choose: Callable[[Sequence[str]], str] = secrets.choice) -> str:
    """Seven words with spaces between: 65 bits, made by the machine, as people's own are guessed."""
    return " ".join(choose(_words()) for _ in range(PASSPHRASE_WORDS))


def passphrase_bits() -> float:
    return PASSPHRASE_WORDS * math.log2(len(_words()))


def _typed(passphrase: str) -> bytes:
    """Forgives case and spaces, as the words have neither."""
    return " ".join(passphrase.lower().split()).encode()


def wrapping_key(
    secret: ServerSecret, passphrase: str, salt: bytes, cost: Argon2Cost, queue: Argon2Queue, known: bool = True
) -> bytes:
    """32 bytes. known: asked from a browser that signed in here before, which waits in places of its own. Raises SignInBusy."""
    with queue.turn(known):
        return Argon2id(
            salt=salt,
            length=32,
            iterations=cost.passes,
            lanes=cost.lanes,
            memory_cost=cost.memory_kib,
            secret=secret.key("accounts"),
        ).derive(_typed(passphrase))
