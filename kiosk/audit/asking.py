"""What a page asks of a person, and what it may not: no answer chosen beforehand, none larger than another, none that has to be given."""

from __future__ import annotations

from collections.abc import Iterator

from kiosk.audit.findings import Check, Finding, all_of
from kiosk.audit.subject import Subject
from kiosk.tablet import pages
from kiosk.tablet.senses.sight.motion import SWING, allowed

ASKING = ("checkin.", "concern.")
WAYS_ON = frozenset(("skip", "next", "take_out", "enough", "send", "done", "finish"))


def faces(subject: Subject) -> Iterator[Finding]:
    """The faces of a scale are equally large, have a word each, and none is chosen before somebody chooses."""
    for block in subject.page.blocks:
        if not (isinstance(block, pages.Choices) and block.look == "faces") or subject.name != subject.page.id:
            continue
        areas = [thing.box.w * thing.box.h for _, thing in subject.targets() if thing.id.startswith(f"{block.id}/")]
        if not areas:
            yield Finding(False, f"no faces of {block.id} are shown", "all of them")
            continue
        spread = (max(areas) - min(areas)) / max(areas)
        yield Finding(spread <= 0.01, f"{100 * spread:.2f} % between faces", "equal within 1 %", 0.01 - spread)
        chosen = [option.id for option in block.options if option.chosen]
        yield Finding(not chosen, f"{len(chosen)} chosen ({', '.join(chosen) or 'none'})", "none chosen beforehand")
        unnamed = [option.id for option in block.options if not option.label.spoken]
        yield Finding(not unnamed, f"{len(block.options)} faces, {len(unnamed)} without a word", "a word for each")
        longest = max(len(option.label.spoken.split()) for option in block.options)
        yield Finding(longest <= 2, f"{longest} words ({block.id})", "at most 2 words a face", 2 - longest)


def can_be_skipped(subject: Subject) -> Iterator[Finding]:
    """A page of questions has a way on that gives no answer, and a way out."""
    page = subject.page
    asks = [b for b in page.blocks if isinstance(b, pages.Choices) and b.options and b.look != "doors"]
    if not (page.shape == "question" and page.id.startswith(ASKING) and asks):
        return
    ways = {action.id for action in page.actions if action.usable} & WAYS_ON
    wrong = [] if ways else [f"no way on without an answer ({', '.join(a.id for a in page.actions)})"]
    wrong += [] if page.rail.leave.usable else ["Leave does not act"]
    yield from all_of(wrong, len(asks), f"questions can be left out ({', '.join(sorted(ways))})", "every question")


def still(subject: Subject) -> Iterator[Finding]:
    """In the calm theme, without motion and while the page is heard, nothing moves."""
    reading = subject.page.reading
    if reading.motion and reading.theme != "calm":
        return
    place = subject.place(subject.laid[0])
    moves = allowed(reading, place)
    yield Finding(not moves, "moves" if moves else "0 frames that move", "0 frames")


def calm_light(_: Subject) -> Iterator[Finding]:
    yield Finding(SWING < 0.1, f"{SWING:.0%} of the halo's luminance", "under 10 %", 0.1 - SWING)


CHECKS: tuple[Check[Subject], ...] = (
    Check("B11", "the halo of a call changes little", calm_light),
    Check("B12", "nothing moves where motion is off", still),
    Check("D07", "every question can be left out", can_be_skipped),
    Check("I01", "faces are equal and none is chosen", faces),
)
