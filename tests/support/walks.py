"""The pages of the demo's walk, made once in a test process and only where a test asks: a walk takes seconds, and each process imports all files."""

from __future__ import annotations

import functools
from collections.abc import Mapping

from kiosk import tour
from kiosk.tablet import journeys, pages, visit
from kiosk.tablet.ward import Ward
from kiosk.wardpack import Profile


@functools.cache
def demo_ward(profile: Profile = "adult") -> Ward:
    return tour.demo_ward(profile)


@functools.cache
def walked(
    size: int = 100, form: str = "plain", language: str = "en", profile: Profile = "adult"
) -> Mapping[str, pages.Page]:
    """Every page that can be reached, by its name in the tour."""
    return tour.walk(demo_ward(profile), tour.reading(size, "light", form, language))


def home(size: int = 100, language: str = "en") -> pages.Page:
    """The first page, for which nobody has to walk."""
    how = tour.reading(size, "light", "plain", language)
    first = visit.Visit(ward=demo_ward(), reading=how, link=visit.Link(courier=True, calls=True, speech=True))
    return journeys.step(first, visit.Started()).page
