"""A page that is listened to behind a curtain: nothing of it is drawn, the rail is where it was, and one touch brings it back."""

from __future__ import annotations

import msgspec
import pytest

from kiosk.tablet.pages import Action, Curtain, Text
from tests.tablet.senses.sight.drawn import SIZES, SMALL, all_parts
from tests.tablet.senses.sight.sample_pages import SAMPLES, at

CURTAIN = Curtain(
    Text("curtain.line", ("The screen is hidden while you listen.",)),
    Action("curtain", Text("curtain.show", ("Show the screen",)), "lamp", main=True),
)
STAYS = {"demo.notice", "demo", "curtain.line", "curtain"}


@pytest.mark.parametrize("name", SAMPLES)
def test_nothing_of_the_page_is_drawn_and_its_parts_are_what_they_were(name: str) -> None:
    for size in SIZES:
        open_page = at(SAMPLES[name](), size)
        hidden = msgspec.structs.replace(open_page, curtain=CURTAIN)
        before, after = all_parts(open_page, SMALL), all_parts(hidden, SMALL)
        assert [drawn.scene.parts for drawn in after] == [drawn.scene.parts for drawn in before]
        for was, now in zip(before, after, strict=True):
            strip = {text.id for text in (open_page.demo, open_page.notice, *open_page.wording) if text is not None}
            assert {thing.id for thing in now.scene.things} <= STAYS | strip
            assert [thing.box for thing in now.scene.rail] == [thing.box for thing in was.scene.rail]
            (show,) = [thing for thing in now.scene.things if thing.target]
            assert show.id == "curtain"
