"""Keys and records for tests: a whole trust's keys from one seed, so that a failing example is the same every time."""

from __future__ import annotations

import hashlib

import msgspec
from hypothesis import strategies as st

from kiosk import envelope, records, wardpack

NAMES = ("intake", "statistics", "ward", "safeguarding", "outside", "speak_up", "recovery")


def seed(name: str, size: int = envelope.SEED_BYTES) -> bytes:
    """Bytes that depend on the name only."""
    return hashlib.shake_256(b"wardlight test " + name.encode()).digest(size)


class TrustKeys:
    """All sealing keys of one ward, private and public."""

    def __init__(
        self, mode: wardpack.Mode = "demo", trust: str = "north", ward: str = "willow", salt: str = ""
    ) -> None:
        self.private = {name: envelope.PrivateKey(seed(name + salt)) for name in NAMES}
        public = {name: key.public for name, key in self.private.items()}
        groups = {name: public[name] for name in ("ward", "safeguarding", "speak_up", "recovery")}
        groups["advocate"] = public["outside"]
        self.public = wardpack.Keys(
            mode=mode,
            trust=trust,
            ward=ward,
            serial=1,
            issued=0,
            expires=2**40,
            intake=public["intake"],
            statistics=public["statistics"],
            readers=wardpack.KeySet(id=envelope.key_set_id(**groups), **groups),
            salt=seed("salt", 16),
            content_signer=seed("content", 32),
            duty_signer=seed("duty", 32),
        )
        self.scope = envelope.Scope.of(self.public)
        self.intake = {envelope.key_id(public["intake"]): self.private["intake"]}
        self.statistics = {envelope.key_id(public["statistics"]): self.private["statistics"]}


codes = st.from_regex(r"[a-zA-Z0-9_]{1,24}", fullmatch=True)
several = st.lists(codes, max_size=8).map(tuple)
# Four bytes a character at most: the cap in bytes bites before the cap in characters.
words = st.text(max_size=2_000)
ids = st.binary(min_size=16, max_size=16)
harm = st.sampled_from([None, 0, 1, 2, 3, 9])

check_ins = st.builds(
    records.CheckIn,
    id=ids,
    ward=codes,
    questions=st.integers(0, 2**31),
    who=st.none() | codes,
    safe=st.none() | codes,
    reasons=several,
    places=several,
    change=st.none() | codes,
    quick=st.booleans(),
    burst=st.booleans() | st.just(msgspec.UNSET),
)
concerns = st.builds(
    records.Concern,
    id=ids,
    ward=codes,
    questions=st.integers(0, 2**31),
    about=several,
    kinds=several,
    initiator=several,
    places=several,
    harm_body=harm,
    harm_feelings=harm,
    support=several,
    words=words,
    may_ask=st.none() | st.booleans(),
    helped=st.booleans(),
)
follow_ups = st.builds(
    records.FollowUp,
    id=ids,
    ward=codes,
    mailbox=ids,
    kind=st.sampled_from(("more", "answer", "worse", "second_look", "take_back", "read_it", "new_code")),
    words=words,
    signature=st.binary(max_size=64),
)
for_readers = concerns | follow_ups
reader_groups = st.sets(st.sampled_from(records.READER_GROUPS))
