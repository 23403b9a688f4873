"""A concern from the first touch to its close, with no part faked: two tablets with their windows, the trust between them as a process, one tablet
offline where the reply is read, and readers in Chromium who have a keyboard alone."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser, expect

from kiosk import receipt
from kiosk.tablet.mailboxes import MailboxSets
from tests.support.network import Network, network
from tests.support.screen import Screen, virtual_screen
from tests.support.waiting import wait_for
from tests.support.whole_ward import WardTablet, WholeWard
from tests.trust.console.keyboard import Keyboard
from tests.trust.console.pages import ConcernPage
from tests.whole.steps import goes_on, goes_to_own_words, opens_with, sends, takes_the_code

OWN_WORDS = "the heron"
ASKED = "Would a talk beside the pelican pond help you?"
BACK = "no otter"
HELPED = "An advocate talked with them about the kestrel."
DONE = "The team saw to the walrus."
FETCHED_WITHIN = 60.0  # seconds; a set comes every four rhythms


class Reader:
    """Somebody who has signed in, at the list of concerns. case: the concern, once it is opened."""

    def __init__(self, ward: WholeWard, browser: Browser, name: str) -> None:
        self.page = browser.new_context().new_page()
        self.keys = Keyboard(self.page)
        self.case = ConcernPage(self.page, ward.demo.console)
        self.keys.signs_in(ward.demo.console, name, ward.passphrase(name), ward.code(name))
        self.keys.presses("Concerns")

    def sees_in_the_list(self, words: str) -> None:
        """Load the list again until it says this."""

        def there() -> bool:
            self.page.reload()
            return words in self.case.text

        wait_for(there, 60, f"{words!r} in the list")

    def opens_it(self) -> None:
        self.keys.presses("Concern ")
        self.page.wait_for_url("**/concerns/*")


@pytest.fixture
def reader(ward: WholeWard, browser: Browser) -> Iterator[Callable[[str], Reader]]:
    with ExitStack() as stack:

        def sign_in(name: str) -> Reader:
            made = Reader(ward, browser, name)
            stack.callback(made.page.context.close)
            return made

        yield sign_in


@pytest.fixture
def corridor(request: pytest.FixtureRequest) -> Iterator[tuple[WardTablet, Network]]:
    """A second tablet of the ward on a screen of its own, and the network between it and the trust."""
    with virtual_screen() as screen:
        ward: WholeWard = request.getfixturevalue("ward")  # it ends its tablets before their screen goes
        with network(ward.demo.console) as between:
            yield ward.another_tablet("corridor", screen, between.address), between


def has_fetched_since(ward: WholeWard, tablet: WardTablet, moment: float) -> bool:
    """Whether a set of mailboxes lies on this tablet that was made after this moment."""
    held = MailboxSets(ward.demo.folder / tablet.name, "demo").read()
    return bool(held) and held[0].made >= int(moment) + 1


def tells_of_no_network(ward: WholeWard, tablet: WardTablet) -> int:
    """How often this tablet's courier has said that nothing can be sent."""
    return (ward.logs / f"{tablet.name}.log").read_text(encoding="utf-8").count("batch_not_sent")


@pytest.mark.timeout(400)
def test_a_concern_is_kept_from_the_ward_answered_offline_taken_back_and_closed_by_two(
    corridor: tuple[WardTablet, Network], screen: Screen, ward: WholeWard, reader: Callable[[str], Reader]
) -> None:
    tablet, between = corridor
    ward.start_trust()
    ward.tablet.launch()
    tablet.launch()
    advocate, nurse, safeguarding = (reader(name) for name in ("advocate", "nurse", "safeguarding"))
    here, there = ward.person, tablet.person
    here.waits_for("home", 60)

    # Raised with three answers and own words, and kept from the ward team.
    goes_to_own_words(here, {"concern.about": "W3", "concern.kinds": "C2"})
    here.types(OWN_WORDS, "keys")
    here.goes("next", "concern.may_ask")
    goes_on(here, "concern.review", {"concern.may_ask": "yes", "concern.readers": "not_ward"})
    here.waits_for_words("The ward team cannot read it.")
    sends(here)
    here.waits_for_words("Saved on this tablet")
    code = takes_the_code(here)

    # The reader outside the ward records it, and asks something.
    advocate.sees_in_the_list("Kept from the ward team")
    advocate.opens_it()
    case, address = advocate.case, advocate.page.url
    assert case.words.inner_text().lower() == OWN_WORDS
    assert case.answer("What is this about?") == "Something happened"
    assert case.answer("What kind of thing was it?") == "Stared, followed, kept asking"
    assert "They said that you may ask them more." in case.text
    advocate.keys.presses("Record it and act by")
    advocate.keys.presses("Save")
    expect(case.notice).to_contain_text("It is on record.")
    advocate.keys.presses("Write a message to them")
    advocate.keys.writes("words", ASKED)
    advocate.keys.chooses("It asks something")
    advocate.keys.presses("Send it to them")
    expect(case.notice).to_contain_text("only their code opens it")
    written = time.time()

    # To the ward team there is no such concern.
    nurse.keys.presses("All")
    expect(nurse.page.get_by_text("There are no concerns here.")).to_be_visible()
    nurse.page.goto(address)
    assert nurse.case.heading == "There is nothing here for you"

    # The reply is read with the code on another tablet, which has no network any more, and the concern is taken back there.
    wait_for(lambda: has_fetched_since(ward, tablet, written), FETCHED_WITHIN, "mailboxes made after the reply")
    before = tells_of_no_network(ward, tablet)
    between.cut()
    wait_for(lambda: tells_of_no_network(ward, tablet) > before, 30, "a tablet without a network")
    opens_with(there, "".join(code))
    there.goes("messages.do/read", "messages.message")
    there.waits_for_words(ASKED)
    there.waits_for_words("They ask you something.")
    there.goes("back", "messages.box")
    there.goes("messages.do/take_back", "messages.take_back")
    there.goes("messages.take_back/yes", "messages.write")
    there.types(BACK, "keys")
    there.goes("send", "messages.sent")
    there.waits_for_words("Saved on this tablet")
    between.mend()
    there.waits_for_words("The trust has it", 60)

    # Readers see that, follow it up with support, and close the case: one proposes, another agrees.
    advocate.keys.presses("All concerns")
    advocate.sees_in_the_list("They want to take it back")
    advocate.opens_it()
    came = advocate.page.locator(".said").filter(has_text="take it back")
    expect(came.locator(".own-words")).to_contain_text(BACK, ignore_case=True)
    expect(came).to_contain_text("Proven: it was written with this concern’s code")
    advocate.keys.presses("Follow it up with support")
    advocate.keys.writes("note", HELPED)
    advocate.keys.presses("Save")
    advocate.keys.presses("Propose to close")
    advocate.keys.chooses("They are not reachable")
    advocate.keys.chooses("What could be done was done")
    advocate.keys.writes("words", DONE)
    advocate.keys.presses("Propose to close")
    assert "Closing waits for a second person" in case.tags
    safeguarding.sees_in_the_list("Decide whether it can be closed")
    safeguarding.opens_it()
    safeguarding.keys.presses("Decide whether it can be closed")
    safeguarding.keys.chooses("I agree")
    safeguarding.keys.presses("Save your decision")
    closed = safeguarding.case
    assert "Closed" in closed.tags
    assert closed.history == [
        "Agreed: closed",
        "Proposed to close",
        "Followed up that they want to take it back",
        "Sent a message to the person",
        "Put it on record",
    ]
    assert closed.words.first.inner_text().lower() == OWN_WORDS, "taking back took something out"

    # Nothing of it lies anywhere in the clear, while all runs and once it has ended.
    words = " ".join(receipt.read_code("".join(code)).words)
    forms = (" ".join(code), "".join(code), words, words.replace(" ", ""))
    secrets = (OWN_WORDS, ASKED, BACK, HELPED, DONE, *forms)
    assert ward.files_with("Corridor"), "the search finds nothing that does lie there"
    assert [path for each in secrets for path in ward.files_with(each)] == []
    there.goes("leave", "home")
    ward.stop_tablets()
    ward.stop_trust()
    assert [path for each in secrets for path in ward.files_with(each)] == []
