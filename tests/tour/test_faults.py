"""What a ruler finds wrong with a page."""

from __future__ import annotations

import msgspec
import pytest

from kiosk.resources import resource_folder
from kiosk.tablet import pages
from kiosk.tablet.senses.sight.marks import Box
from kiosk.tablet.senses.sight.pictures import Gallery
from kiosk.tablet.senses.sight.screen import Screen
from kiosk.tablet.senses.sight.typesetting import Typesetter
from kiosk.tour import faults
from tests.support.walks import home, walked

SCREEN = Screen()
TYPESETTER = Typesetter()
GALLERY = Gallery(resource_folder("assets") / "pictures")
PROPORTIONS = {name: w / h for name in GALLERY.names for w, h in (GALLERY.field(name),)}


def found(page: pages.Page) -> list[str]:
    return [str(fault) for fault in faults.faults_of(page, SCREEN, TYPESETTER, PROPORTIONS)]


def test_a_page_that_is_well_has_none() -> None:
    assert found(home()) == []


def test_a_word_that_cannot_be_broken_and_finds_no_room_is_told() -> None:
    page = home(200)
    long = pages.Text("rail.back", ("Zurückzurückzurückzurückzurückzurück",), language="de")
    page = msgspec.structs.replace(
        page, rail=msgspec.structs.replace(page.rail, back=msgspec.structs.replace(page.rail.back, label=long))
    )
    assert any("leave their place" in line and "Zurück" in line for line in found(page))


def test_letters_that_no_font_of_ours_has_are_told() -> None:
    page = home()
    page = msgspec.structs.replace(page, demo=pages.Text("demo", ("བོད་ཡིག",), language="bo"))
    assert found(page)[0] == "part 1: no font has some of these letters: བོད་ཡིག"


@pytest.mark.parametrize(("apart", "shared"), [(20.0, 0.0), (5.0, 5.0)])
def test_boxes_that_stand_side_by_side_share_nothing(apart: float, shared: float) -> None:
    assert faults._shared(Box(0, 0, 10, 10), Box(apart, 5, 10, 10)) == shared


def test_a_scale_keeps_its_faces_where_a_long_hint_leaves_no_room_for_them() -> None:
    page = walked(200, profile="young")["checkin.safe"]
    heading = next(block for block in page.blocks if isinstance(block, pages.Heading))
    assert heading.hint is not None
    assert len(heading.hint.spoken) > 40
    assert found(page) == []
