"""A page is data: it can be searched, read in order, written as JSON and read back."""

import msgspec
import pytest

from kiosk.tablet import pages
from kiosk.tablet.pages import LINE, PARAGRAPH, Text
from tests.tablet.journeys.rounds import every_page
from tests.tablet.journeys.walking import Person


def test_a_text_is_spoken_as_one_line_and_shown_with_its_breaks() -> None:
    text = Text("t", (f"One{LINE}two.", f"Three.{PARAGRAPH}", "Four."))
    assert text.spoken == "One two. Three. Four."
    assert text.words == f"One{LINE}two. Three.{PARAGRAPH}Four."


def test_a_block_is_found_by_its_id_and_an_unknown_one_is_named() -> None:
    page = Person().page
    assert page.block("doors").id == "doors"
    with pytest.raises(KeyError, match=r"home\.doors has no block nothing"):
        page.block("nothing")


def test_texts_come_in_reading_order_with_the_rail_last() -> None:
    groups = [text.group for text in pages.texts(Person().chooses("checkin").page)]
    assert groups[-3:] == ["rail", "rail", "rail"]
    assert "rail" not in groups[:-3]


@pytest.mark.parametrize("form", ["plain", "easy"])
def test_every_page_survives_being_written_and_read(form: pages.Form) -> None:
    for page in every_page(form):
        assert msgspec.json.decode(msgspec.json.encode(page), type=pages.Page) == page


def test_every_page_is_hashable_so_that_it_can_be_told_apart_cheaply() -> None:
    assert len({hash(page) for page in every_page("plain")}) > 50
