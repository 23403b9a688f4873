"""The walk finds every page that the journeys have."""

from __future__ import annotations

import pytest

from kiosk import tour
from kiosk.tablet import pages
from tests.support.walks import walked


@pytest.mark.parametrize(
    "name",
    [
        "home.doors", "charter.intro", "charter.contact", "checkin.safe", "checkin.sent.saved", "concern.gate", "concern.promise", "concern.words",
        "concern.review", "concern.sent", "concern.sent.saved", "concern.sent.not_saved", "call.now", "call.now.not_sent", "call.now.not_shown",
        "call.now.not_accepted", "call.now.received", "call.now.shown", "call.now.accepted", "call.now.cancelled", "help.first", "reading.choices",
        "reading.theme", "staff.pin", "staff.menu", "staff.pair", "staff.health", "staff.clean", "staff.leave_kiosk", "still_there.page",
        "concern.sent.force", "staff.menu.called", "call.tell", "call.tell.received", "call.tell.accepted", "call.now.lost",
        "figures.about", "figures.group.patient", "figures.group.visitor", "figures.done.1", "figures.done.2",
        "figures.about.none", "figures.about.old",
    ],
)  # fmt: skip
def test_the_walk_finds(name: str) -> None:
    assert name in walked()


def test_two_walks_find_the_same_pages() -> None:
    assert tour.walk(tour.demo_ward(), tour.reading(100, "light", "plain")) == walked()


def test_every_page_of_the_demo_says_demo_and_has_the_same_rail() -> None:
    for page in walked().values():
        assert page.demo is not None
        assert (page.rail.call.id, page.rail.back.id, page.rail.leave.id) == ("call", "back", "leave")


def test_a_tablet_that_reaches_nobody_is_walked_too() -> None:
    page = walked()["home.doors.cut_off"]
    assert page.rail.call_button == "stale"
    assert page.notice is not None


def test_an_easy_walk_is_in_easy_words() -> None:
    plain, easy = (walked(form=form)["charter.clause.one_no"] for form in ("plain", "easy"))
    assert [text.spoken for text in pages.texts(easy)] != [text.spoken for text in pages.texts(plain)]


def test_the_walk_stays_in_the_language_and_the_form_that_it_began_in() -> None:
    for form in ("plain", "easy"):
        found = walked(form=form).values()
        assert {(page.reading.language, page.reading.form) for page in found} == {("en", form)}


def test_a_walk_in_another_language_finds_the_same_ends_though_its_questions_take_more_pages() -> None:
    found = walked(language="ur")
    ends = {name for name in walked() if name.endswith((".saved", ".failed", ".not_saved", ".accepted", ".not_sent"))}
    assert ends
    assert ends <= set(found)
    assert {page.reading.language for page in found.values()} == {"ur"}


def test_a_tour_that_cannot_be_read_is_refused() -> None:
    with pytest.raises(tour.TourRefused, match="size"):
        tour.reading(110, "light", "plain")
