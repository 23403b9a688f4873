"""What staff have to be warned of before a person on the ward meets it: parts of the pack, the charter's review and help numbers past their dates.

A tablet goes on with what it has and says so on its staff page alone; here is where it is seen in time.
"""

from __future__ import annotations

from datetime import UTC, date, datetime

from kiosk import wardpack
from kiosk.trust import keys, mails, packs
from kiosk.trust.backend import Backend
from kiosk.trust.console.access import SignedIn
from kiosk.trust.console.rendering import clock, day

SOON = 30 * 86_400  # seconds: time to look at a charter again together with the ward


def warnings(desk: SignedIn) -> list[str]:
    """A sentence or two for each thing that is past its date, or will be soon. For the home page of the reader's wards."""
    found: list[str] = []
    several = len(desk.wards) > 1
    with desk.backend.store.read() as connection:
        for code, name in desk.wards.items():
            try:
                held = packs.published(connection, desk.backend.trust, code)
            except (wardpack.PackError, keys.KeyFault):
                lines = ["What is published for the tablets does not verify. Tablets keep what they have."]
            else:
                lines = _of(held, desk.backend.clock())
            found += [f"{name}: {line}" if several else line for line in lines]
    return found


def mail_warnings(backend: Backend) -> list[str]:
    """That the latest daily mail was not sent, or that a live trust has none: whoever relies on it would take its silence for nothing waiting."""
    if backend.trust.mode == "live" and not backend.settings.mail.host:
        return [
            "No daily mail is set up. Look here for what waits. Nobody outside keeps the head of the access log: what is cut from it is not missed."
        ]
    with backend.store.read() as connection:
        due = mails.unsent(connection, backend.settings.mail, backend.clock())
    if due is None:
        return []
    hour = f"{day(due)}, {clock(due)}"
    return [
        f"The daily mail of {hour} was not sent. Look here for what waits, and tell who looks after Wardlight and the mail server."
    ]


def _of(held: packs.Published, now: float) -> list[str]:
    lines = []
    for part, what, mend in (
        (held.keys, "The keys", "The holders of the root key have to sign them again."),
        (held.content, "The charter and questions", "They still show. Look at them again and publish them."),
    ):
        if part.expires - now < SOON:
            verb = "ended" if wardpack.expired(part, now) else "end"
            lines.append(f"{what} {verb} on {day(part.expires)}. {mend}")
    edition = held.content.edition
    if edition is not None:
        left = (date.fromisoformat(edition.review_due) - datetime.fromtimestamp(now, UTC).date()).days
        if left < SOON / 86_400:
            review = day(datetime.fromisoformat(f"{edition.review_due}T12:00:00+00:00").timestamp())
            lines.append(
                f"The charter’s review {'was' if left < 0 else 'is'} due on {review}. Look at it again with the ward."
            )
    over = sum(now >= line.expires_on for line in held.content.organisations)
    soon = sum(now < line.expires_on < now + SOON for line in held.content.organisations)
    if over:
        lines.append(
            f"Help numbers past their date: {over}. Tablets show other words in their place. Check them and publish them again."
        )
    if soon:
        lines.append(f"Help numbers that go past their date within 30 days: {soon}. Check them and publish them again.")
    return lines
