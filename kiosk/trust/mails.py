"""The daily mail: how many things wait, at fixed hours, also when it is none. And the head of the access log, for somebody outside to keep.

It tells no content, ward, category, name or reference, and every one has the same form and the same number of bytes: whoever sees the network cannot
tell zero from three. Who can read the mailbox learns the four numbers, no more (threat model, "log files read"). One mail for each address.

It is sent by a thread of its own. A mail that cannot be sent is tried again for hours; until it is sent the console's home page says so. For: what is
sent and when. Not for: what needs a reader (the console).
"""

from __future__ import annotations

import contextlib
import smtplib
import ssl
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, time, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path

import tenacity
from msgspec import Struct
from sqlalchemy import Connection, case, func, select, update
from sqlalchemy.exc import DBAPIError

from kiosk.trust import access_log, log, record_keys
from kiosk.trust.duty import LONDON
from kiosk.trust.settings import Mail, Settings
from kiosk.trust.store import tables
from kiosk.trust.store.database import Store, insert_once

SUBJECT = "Wardlight: daily summary"
MOST_SHOWN = 999
WIDTH = 4  # characters of a number
# Seconds since the start of a record's quarter-day; the last is Standard 7.1.
WARNED = (12 * 3600, 20 * 3600, 24 * 3600)
LATE = 12 * 3600  # seconds after its hour within which a mail that was missed, while nothing ran, is still sent
FIRST_WAIT, LONGEST_WAIT = 30.0, 900.0  # seconds between two tries
GRACE = 300  # seconds after its hour before the console says that a mail was not sent
AWAKE = 30.0  # seconds after which the clock is looked at again: it may have been set
TIMEOUT = 30.0  # seconds for the mail server to answer
END_WITHIN = (
    5.0  # seconds for a mail that is on its way: a mail server that hangs holds up nobody who goes on with the rest
)
_BODY = """\
Waiting to be opened:      {waiting}
Of these, past 12 hours:   {after_12}
Of these, past 20 hours:   {after_20}
Of these, past 24 hours:   {late}

Please sign in to Wardlight's console to see them. No answer to this mail is read.

This mail comes every day at the same time, also when nothing waits. If one day it does not come, something is wrong with the
mail or with Wardlight: please tell the person who looks after it.

Head of the access log, to be kept (kiosk trust log verify --head):
{head}
"""


class Waiting(Struct, frozen=True):
    """How many records nobody has opened; after_12, after_20: those of them for which so many hours are over; late: their 24 hours."""

    all: int
    after_12: int
    after_20: int
    late: int


def waiting(connection: Connection, now: float) -> Waiting:
    """What waits at this moment. now: seconds since 1970."""
    filed, log_ = tables.filed_records.c, tables.access_log.c
    opened = select(log_.number).where(log_.record == filed.id, log_.action == "opened a record").exists()
    unopened = record_keys.filed().where(~opened).subquery()
    # A record's hours count from the start of its quarter-day, so those are over of all that came in a quarter-day which had begun by then.
    begun = (unopened.c.quarter_day <= tables.quarter_day(now - seconds) for seconds in WARNED)
    counted = (func.coalesce(func.sum(case((one, 1), else_=0)), 0) for one in begun)
    return Waiting(*connection.execute(select(func.count(), *counted).select_from(unopened)).one())


def _number(count: int) -> str:
    return (str(count) if count <= MOST_SHOWN else f"{MOST_SHOWN}+").rjust(WIDTH)


def message(
    counts: Waiting, head: bytes, sender: str, to: str, at: float, random: Callable[[int], bytes]
) -> EmailMessage:
    """One mail. at: its hour, seconds since 1970: the moment of sending would tell how long something took."""
    made = EmailMessage(policy=SMTP)
    made["From"], made["To"], made["Subject"] = sender, to, SUBJECT
    made["Date"] = format_datetime(datetime.fromtimestamp(at, UTC))
    made["Message-ID"] = f"<{random(16).hex()}@{sender.rpartition('@')[2].rstrip('>')}>"
    made["Auto-Submitted"] = "auto-generated"
    digits = head.hex()
    groups = " ".join(digits[start : start + 8] for start in range(0, len(digits), 8))
    numbers = {name: _number(getattr(counts, name)) for name in ("after_12", "after_20", "late")}
    made.set_content(_BODY.format(waiting=_number(counts.all), **numbers, head=groups), cte="7bit")
    return made


# --- when --------------------------------------------------------------------------------------------------------


def last_due(mail: Mail, now: float) -> int:
    """The latest of the fixed hours that is not after now. Seconds since 1970, both."""
    today = datetime.fromtimestamp(now, UTC).astimezone(LONDON).date()
    moments = (
        datetime.combine(today - timedelta(days=days), time.fromisoformat(hour), LONDON).timestamp()
        for days in (0, 1)
        for hour in mail.at
    )
    return int(max(moment for moment in moments if moment <= now))


def unsent(connection: Connection, mail: Mail, now: float) -> int | None:
    """The hour of the latest mail, if it should have been sent by now and was not: for the console to say. None where all is well.

    One that nobody tried to send counts as well, because nothing ran at its hour. Not before the trust's first mail: then no hour was missed.
    """
    if not mail.host:
        return None
    due, mails = last_due(mail, now - GRACE), tables.mails.c
    state = connection.execute(select(mails.state).where(mails.due == due)).scalar()
    earlier = select(mails.due).where(mails.due < due).limit(1)
    missed = state != "sent" and connection.execute(earlier).scalar() is not None
    return due if state == "failing" or missed else None


# --- sending -----------------------------------------------------------------------------------------------------


@contextlib.contextmanager
def _server(mail: Mail) -> Iterator[smtplib.SMTP]:
    """A session with the mail server: encrypted and signed in, as the settings say. Raises OSError; smtplib's are of that kind."""
    context = ssl.create_default_context(cafile=mail.authority or None)
    if mail.security == "tls":
        server: smtplib.SMTP = smtplib.SMTP_SSL(mail.host, mail.port, "wardlight", timeout=TIMEOUT, context=context)
    else:
        server = smtplib.SMTP(mail.host, mail.port, "wardlight", timeout=TIMEOUT)
    with server:
        if mail.security == "starttls":
            server.starttls(context=context)
        if mail.user:
            server.login(mail.user, Path(mail.password).read_text(encoding="utf-8").strip())
        yield server


class Mailer:
    """Sends what is due, in a thread of its own. clock: seconds since 1970. random: for message ids. first_wait: seconds before the second try."""

    def __init__(
        self,
        settings: Settings,
        store: Store,
        clock: Callable[[], float],
        random: Callable[[int], bytes],
        first_wait: float = FIRST_WAIT,
    ) -> None:
        self._mail, self._store, self._clock, self._random = settings.mail, store, clock, random
        self._first_wait = first_wait
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._keep, name="mails", daemon=True)

    def start(self) -> None:
        """Where the settings name no mail server, nothing is sent."""
        if self._mail.host:
            self._thread.start()

    def end(self) -> None:
        """Stop waiting and trying."""
        self._ending.set()
        if self._thread.is_alive():
            self._thread.join(END_WITHIN)

    def _keep(self) -> None:
        while not self._ending.is_set():
            try:
                self.send_due()
            except DBAPIError as error:
                log.tell("mail_not_sent", fault=error)
            self._ending.wait(AWAKE)

    def send_due(self) -> bool:
        """Send the mail whose hour was last, unless it was sent or is hours over. Tries until it is sent, the next is due, or `end`.

        Returns whether it is sent.
        """
        now = self._clock()
        due = last_due(self._mail, now)
        mails = tables.mails.c
        with self._store.write() as connection:
            connection.execute(insert_once(connection, tables.mails).values(due=due, state="trying"))
            state = connection.execute(select(mails.state).where(mails.due == due)).scalar_one()
        if state == "sent":
            return True
        if now - due > LATE:
            return False
        left = list(self._mail.to)
        again = tenacity.Retrying(
            retry=tenacity.retry_if_exception_type(OSError),
            wait=tenacity.wait_exponential(multiplier=self._first_wait, max=LONGEST_WAIT),
            stop=lambda _: self._ending.is_set() or last_due(self._mail, self._clock()) != due,
            sleep=tenacity.sleep_using_event(self._ending),
            before_sleep=lambda _: self._note(due, "failing"),
        )
        try:
            again(self._try, due, left)
        except tenacity.RetryError:
            return False
        self._note(due, "sent")
        return True

    def _try(self, due: int, left: list[str]) -> None:
        """Send to those who have not had it yet."""
        try:
            with self._store.read() as connection:
                counts, head = waiting(connection, self._clock()), access_log.head(connection)
            refused: smtplib.SMTPException | None = None
            with _server(self._mail) as server:
                for address in tuple(left):
                    mail = message(counts, head, self._mail.sender, address, due, self._random)
                    try:
                        server.send_message(mail)
                        left.remove(address)
                    except smtplib.SMTPRecipientsRefused as error:  # one address that is refused holds up no other
                        refused = error
            if refused is not None:
                raise refused
        # smtplib's own errors are of the first kind; it sends passwords of ASCII alone.
        except (OSError, UnicodeError) as error:
            log.tell("mail_not_sent", fault=error)
            raise OSError("the mail could not be sent") from error

    def _note(self, due: int, state: str) -> None:
        with self._store.write() as connection:
            connection.execute(update(tables.mails).where(tables.mails.c.due == due).values(state=state))
