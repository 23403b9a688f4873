"""Tables of readers: accounts, the groups that they are in, invitations, sessions, and the log of what they opened. Others reach them through
`tables`, like all."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, LargeBinary, Table, Text

from kiosk.trust.store.base import Id, KeyId, Sequence, metadata

readers = Table(
    "readers",
    metadata,
    Column("id", Id, primary_key=True),
    Column("name", Text, nullable=False, unique=True),  # what is typed at sign-in, in lower case
    Column("role", Text, nullable=False),  # as pages and calls show it
    Column("work", Text, nullable=False),  # roles.Role: which groups and pages this account can have
    Column("public", LargeBinary, nullable=False),
    Column("salt", LargeBinary(16), nullable=False),
    Column("memory_kib", Integer, nullable=False),
    Column("passes", Integer, nullable=False),
    Column("lanes", Integer, nullable=False),
    Column("wrapped_seed", LargeBinary, nullable=False),  # under Argon2id(passphrase, server secret)
    Column("totp", LargeBinary, nullable=False),  # under the server secret
    Column("totp_step", BigInteger, nullable=False),  # the last step used: a code is taken once
    Column("disabled", Boolean, nullable=False),
)

memberships = Table(
    "memberships",
    metadata,
    Column("key_id", KeyId, ForeignKey("group_keys.key_id"), primary_key=True),
    Column("reader", Id, ForeignKey("readers.id"), primary_key=True),
    Column("sealed", LargeBinary, nullable=False),  # the group's 96-byte seed, sealed to the reader
)

security_keys = Table(  # in place of a code from an authenticator (WebAuthn)
    "security_keys",
    metadata,
    Column("credential", LargeBinary, primary_key=True),
    Column("reader", Id, ForeignKey("readers.id"), nullable=False),
    Column("label", Text, nullable=False),  # the reader's own word for it
    Column("data", LargeBinary, nullable=False),  # public key and id, as the authenticator gave them
    Column("signatures", BigInteger, nullable=False),  # its own count of them, where it counts: a copy is told by it
    Column(
        "challenged", BigInteger, nullable=False
    ),  # milliseconds since 1970 of the last challenge used: each is taken once
)

invitations = Table(  # open ones alone: used, ended and expired ones are deleted
    "invitations",
    metadata,
    Column("hash", LargeBinary(32), primary_key=True),  # of the code, keyed with the server secret; the code is nowhere
    Column("reader", Id, ForeignKey("readers.id")),  # of an account that is there already: its passphrase was lost
    Column("name", Text, nullable=False, unique=True),
    Column("role", Text, nullable=False),
    Column("work", Text, nullable=False),
    Column("sealed", LargeBinary, nullable=False),  # group keys under the code and the server secret
    Column("expires", BigInteger, nullable=False),  # seconds since 1970
)

invited_groups = Table(  # carried: the invitation has this group's key; else a member lets them in later
    "invited_groups",
    metadata,
    Column("hash", LargeBinary(32), ForeignKey("invitations.hash", ondelete="CASCADE"), primary_key=True),
    Column("group_id", Text, ForeignKey("reader_groups.id"), primary_key=True),
    Column("carried", Boolean, nullable=False),
)

waiting_members = Table(  # who is meant to be in a group, and waits for a member to let them in
    "waiting_members",
    metadata,
    Column("reader", Id, ForeignKey("readers.id"), primary_key=True),
    Column("group_id", Text, ForeignKey("reader_groups.id"), primary_key=True),
)

sessions = Table(
    "sessions",
    metadata,
    Column(
        "cookie_hash", LargeBinary(32), primary_key=True
    ),  # SHA-256 of the session cookie; the cookie itself is nowhere
    Column("reader", Id, ForeignKey("readers.id"), nullable=False),
    Column("sealed_keys", LargeBinary, nullable=False),  # under the secret of a second cookie, which is never stored
    Column("started", BigInteger, nullable=False),
    Column("last_used", BigInteger, nullable=False),
    Column("expires", BigInteger, nullable=False),
    Index("ix_sessions_expires", "expires"),
)

access_log = (
    Table(  # who opened what and when; no content. Only ever added to: triggers refuse all else (migration 0006)
        "access_log",
        metadata,
        Column("number", Sequence, primary_key=True, autoincrement=True),  # 1, 2, 3...: given by access_log.note
        Column("at", BigInteger, nullable=False),
        Column("reader", Id, ForeignKey("readers.id")),  # None: nobody signed in (a command on the server)
        Column("action", Text, nullable=False),
        Column("record", Id),  # not a foreign key: the log outlives the record
        Column(
            "hash", LargeBinary(32), nullable=False
        ),  # over this row and the hash of the one before (access_log.row_hash)
        Index("ix_access_log_record", "record"),
    )
)
