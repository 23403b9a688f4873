"""What a tablet says of a staff call while something is broken: a ward whose network a test can break, and a record of the page's words in time."""

from __future__ import annotations

import functools
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page

from tests.support.network import Network, network
from tests.support.person import Person
from tests.support.waiting import wait_for
from tests.support.whole_ward import WholeWard
from tests.tablet.journeys.walking import english
from tests.trust.console.pages import CallsPage, SignInPage

PLACE = "Day room"
LOOK_EVERY = 0.02  # seconds
PASSING = 1.0  # seconds: words that stood shorter are no part of the record, as nobody could read them
CALLING, NOT_SENT, SHOWN = "Calling…", "Your call was not sent", "A ward screen shows your call"
NOT_SHOWN = "The ward system has your call, but no screen is showing it"
LOST = "The ward system has your call, but there is no connection now"
NOT_ACCEPTED, ACCEPTED = "Nobody has accepted your call yet", "A member of staff has accepted"
MAY_NOT_WORK = "Use red call point"  # on the button, in the place of Call staff


@functools.cache
def titles() -> frozenset[str]:
    """Everything that the page of a call can say in large words."""
    words = english().interface["en"]
    said = {
        text.replace("\u2028", " ")
        for name, text in words.items()
        if name.startswith("call.") and name.endswith(".title")
    }
    return frozenset(said)


Said = list[tuple[float, str]]
"""(seconds since the press, words)"""


def line(said: Said) -> str:
    """A record as it stands in the table: "at once: Calling…; 10 s: Your call was not sent"."""
    return "; ".join(f"{'at once' if moment < 1 else f'{moment:.0f} s'}: {words}" for moment, words in said)


class Watch:
    """Watches the page from the press on. said: (seconds since the press, words), for as long as the block lasts."""

    def __init__(self, person: Person) -> None:
        self._person = person
        self.said: Said = []
        self._pressed = time.monotonic()
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._look, name="watch", daemon=True)

    def __enter__(self) -> Watch:
        self._person.touches("call")
        self._pressed = time.monotonic()
        self._person.waits_for("call.now")
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ending.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._ending.wait(LOOK_EVERY):
            found = self.now
            if found and (not self.said or self.said[-1][1] != found):
                self.said.append((time.monotonic() - self._pressed, found))

    @property
    def now(self) -> str:
        """The words that stand there now."""
        return next((text for text in self._person.look()["spoken"] if text in titles()), "")

    def until(self, words: str, within: float) -> float:
        """Wait until the page says so, and has said it long enough to be read. Returns seconds from the press until it said so."""

        def read() -> bool:
            return bool(self.said) and self.said[-1][1] == words and self.seconds - self.said[-1][0] >= PASSING

        try:
            wait_for(read, within, repr(words))
        except TimeoutError as error:
            raise TimeoutError(f"{error}; it said {self.said}") from None
        return self.said[-1][0]

    @property
    def seconds(self) -> float:
        """Since the press."""
        return time.monotonic() - self._pressed

    def until_pressed(self, ago: float) -> None:
        """Wait until the press was so many seconds ago."""
        wait_for(lambda: self.seconds >= ago, ago + 1, "time to pass")

    def record(self) -> Said:
        """What could be read, and from when on."""
        kept: Said = []
        for index, (moment, words) in enumerate(self.said):
            until = self.said[index + 1][0] if index + 1 < len(self.said) else float("inf")
            if until - moment >= PASSING and (not kept or kept[-1][1] != words):
                kept.append((moment, words))
        return kept

    @property
    def order(self) -> list[str]:
        """The words of the record."""
        return [words for _, words in self.record()]


class FaultyWard:
    """A ward between whose tablet and trust lies a network. calls: the page of a reader of the ward, who goes to the trust directly."""

    def __init__(self, ward: WholeWard, between: Network, desk: Page) -> None:
        self.ward, self.between, self.person = ward, between, ward.person
        self.calls = CallsPage(desk, ward.demo.console)

    def works(self) -> None:
        """Everything runs: the trust, a live page of calls, and the tablet."""
        self.ward.start_trust()
        self.shows()
        self.starts_tablet()

    def shows(self) -> None:
        """A reader signs in, and their page of calls is live."""
        form = SignInPage(self.calls.page, self.ward.demo.console)
        form.open()
        form.sign_in("nurse", self.ward.passphrase("nurse"), self.ward.code("nurse"))
        self.calls.page.wait_for_url(f"{self.ward.demo.console}/console")
        self.calls.open()
        self.calls.wait_until_live()

    def starts_tablet(self) -> None:
        """Its home page shows, and calls work."""
        self.ward.start_tablet()
        self.person.waits_until(lambda seen: MAY_NOT_WORK not in seen["spoken"], 30, "calls that work")

    def accepts(self) -> None:
        """Somebody at the desk goes to the caller."""
        self.calls.accept(PLACE)


@contextmanager
def faulty_ward(
    ward: WholeWard, browser: Browser, *, tls: ssl.SSLContext | None = None, authority: Path | None = None
) -> Iterator[FaultyWard]:
    """Nothing of it runs yet. tls, authority: of a proxy between, that ends TLS."""
    with ExitStack() as stack:
        between = stack.enter_context(network(ward.demo.console, tls))
        ward.tablet.finds_trust_at(between.address, authority)
        context = browser.new_context()
        stack.callback(context.close)
        yield FaultyWard(ward, between, context.new_page())
