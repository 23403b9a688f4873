"""The return code: digits and words <-> the reporter's keys. This is its room; the code itself comes with the work on concerns.

What stands here already is its shape, so that records and envelopes have their fields: 60 secret bits and a 9-bit check, as seven groups of three
digits (000 to 999), each also a word; Argon2id with the ward's salt gives the mailbox id, a sealing key for replies and a signing key.
"""

from __future__ import annotations

SECRET_BITS = 60
CHECK_BITS = 9
GROUPS = 7
GROUP_DIGITS = 3
MAILBOX_BYTES = 16
ARGON2_MEMORY_KIB = 64 * 1024
ARGON2_PASSES = 3
