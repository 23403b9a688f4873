"""The sets of mailboxes that lie on this tablet's disk, sealed as they came, so that a code opens its replies without a network.

For: the courier, which writes them, and the window, which tries a code on them. Not for: fetching (`courier.mailboxes`), keys of codes (`codes`).

    DATA/mailboxes-MODE/0 .. 3      wire.MailboxSet, the newest four; the oldest is replaced in one step

Each has the same size whoever wrote or reads, and each place in it looks new. Reading leaves no trace: not even when a file was last read.
"""

from __future__ import annotations

from pathlib import Path

from kiosk import envelope, receipt, records, wardpack, wire
from kiosk.whole_file import read_untraced, write_whole

KEPT = 4  # sets; where a ward has more replies than places, they come in turns


class SetsError(Exception):
    """A set could not be written. The message says which file."""


class MailboxSets:
    """What lies in a tablet's data folder for one mode. Reading never raises for what is spoilt."""

    def __init__(self, data: Path, mode: wardpack.Mode) -> None:
        self._folder = data / f"mailboxes-{mode}"
        self._mode = mode

    def read(self) -> tuple[wire.MailboxSet, ...]:
        """Every whole set, the newest first."""
        found = (self._read(number) for number in range(KEPT))
        return tuple(sorted((one for one in found if one is not None), key=lambda one: one.made, reverse=True))

    def keep(self, mailboxes: wire.MailboxSet) -> None:
        """Put a set in place of the oldest. Raises SetsError; what was there then stays."""
        made = {number: held.made if (held := self._read(number)) else -1 for number in range(KEPT)}
        path = self._folder / str(min(made, key=lambda number: made[number]))
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            write_whole(path, wire.encode_set(mailboxes))
        except OSError as error:
            raise SetsError(f"{path}: a set of mailboxes cannot be written: {error.strerror}") from None

    def _read(self, number: int) -> wire.MailboxSet | None:
        try:
            mailboxes = wire.decode_set(read_untraced(self._folder / str(number), wire.SET_BYTES + 1))
        except (OSError, wire.WireError):
            return None
        return mailboxes if mailboxes.mode == self._mode else None


def open_replies(
    sets: tuple[wire.MailboxSet, ...], keys: receipt.Keys, scope: envelope.Scope
) -> tuple[records.Reply, ...]:
    """What lies in the mailbox of these keys, each reply once, by number. A place that opens and holds no reply is passed over."""
    found: dict[int, records.Reply] = {}
    for mailboxes in sets:
        for place in mailboxes.places:
            sealed = envelope.open_place(place, keys.mailbox, scope)
            if sealed is None:
                continue
            try:
                reply = envelope.open_reply(sealed, keys.reply, keys.mailbox, scope)
            except (envelope.SealError, records.RecordError):
                continue
            found.setdefault(reply.number, reply)
    return tuple(found[number] for number in sorted(found))
