"""Somebody with a return code, on a tablet of the ward of a running trust."""

from __future__ import annotations

import secrets
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk import envelope, receipt, records
from kiosk.trust import mailboxes
from tests.trust.console.running import RunningTrust


class Reporter:
    """They have told something: words, and fields as for `RunningTrust.raise_concern`."""

    def __init__(self, trust: RunningTrust, words: str, **fields: Any) -> None:
        self.trust, self.scope = trust, envelope.Scope.of(trust.keys_part())
        reply = envelope.PrivateKey(secrets.token_bytes(envelope.SEED_BYTES))
        self.keys = receipt.Keys(secrets.token_bytes(16), reply, Ed25519PrivateKey.generate())
        trust.raise_concern(
            words=words,
            mailbox=self.keys.mailbox,
            reply_key=self.keys.reply.public,
            signing_key=self.keys.signing_public,
            **fields,
        )

    def add(self, kind: records.FollowUpKind, words: str = "", to: int = 0, forged: bool = False) -> None:
        """To what they told. It goes to the ward team as well, whoever could read the concern."""
        follow_up = records.FollowUp(
            id=secrets.token_bytes(16),
            ward=self.trust.ward,
            mailbox=self.keys.mailbox,
            kind=kind,
            words=words,
            to=to,
        )
        signer = Ed25519PrivateKey.generate() if forged else self.keys.signing
        signed = envelope.sign_follow_up(follow_up, signer, self.scope)
        self.trust.send(envelope.seal_for_readers(signed, self.trust.keys_part(), ("ward", "safeguarding")))

    def read(self) -> list[records.Reply]:
        """What lies in the mailbox, as a tablet opens it without a network."""
        with self.trust.backend.store.read() as connection:
            made = mailboxes.make_set(connection, self.trust.backend.trust, self.trust.ward, self.trust.clock())
        found = [envelope.open_place(place, self.keys.mailbox, self.scope) for place in made.places]
        opened = [
            envelope.open_reply(sealed, self.keys.reply, self.keys.mailbox, self.scope)
            for sealed in found
            if sealed is not None
        ]
        return sorted(opened, key=lambda reply: reply.number)
