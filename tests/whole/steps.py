"""What people do at the tablet, in the words of the ward."""

from __future__ import annotations

from tests.support.person import Person

QUESTIONS_MOST = 40  # pages of a concern, and some


def goes_to_own_words(person: Person) -> None:
    """From the home page through the danger gate and the promise to the page for own words, all questions skipped but the first."""
    person.goes("doors/concern", "concern.gate")
    person.touches("gate/no")
    person.waits_until(lambda now: now["page"] != "concern.gate", what="the page after the gate")
    answered = False
    for _ in range(QUESTIONS_MOST):
        seen = person.look()
        if seen["page"] == "concern.words":
            return
        if seen["page"] == "concern.about" and not answered:
            answered = True
            _touches_and_waits(person, "concern.about/W3")
        _touches_and_waits(
            person, *(("next", "more") if answered else ()), "carry_on", "pause/words", "skip", "next", "more"
        )
    raise AssertionError("the page for own words did not come")


def sends(person: Person) -> None:
    """From any question to Send, and over to the page that follows it."""
    sends_and_lets_go(person)
    person.waits_for("concern.sent")


def sends_and_lets_go(person: Person) -> None:
    """From any question to Send, and no waiting for what follows."""
    for _ in range(QUESTIONS_MOST):
        if "send" in person.look()["targets"]:
            person.touches("send")
            return
        _touches_and_waits(person, "pause/send", "next", "skip", "more")
    raise AssertionError("Send did not come")


def _touches_and_waits(person: Person, *choices: str) -> None:
    """Touch the first of these that the page has, and wait until something else is drawn."""
    seen = person.look()
    target = next((name for name in choices if name in seen["targets"]), None)
    assert target is not None, f"none of {choices} on {seen['page']}: {sorted(seen['targets'])}"
    person.touches(target)
    person.waits_until(lambda now: now["drawn"] > seen["drawn"], what=f"what follows {target} on {seen['page']}")
