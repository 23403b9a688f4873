"""From the id of what was touched, pressed or chosen (`attention.targets`) to the event that the journeys take."""

from __future__ import annotations

from kiosk.tablet import pages, visit


def event_of(page: pages.Page, target: str, at: float) -> visit.Event:
    """The event of acting on this target of this page. at: seconds, monotonic. Raises KeyError for a block that the page has not."""
    name, _, part = target.partition("/")
    if not part:
        return visit.Pressed(at=at, action=target)
    block = page.block(name)
    if isinstance(block, pages.Keys):
        return visit.Typed(at=at, entry=block.types_into, key=part)
    return visit.Chose(at=at, block=name, option=part)
