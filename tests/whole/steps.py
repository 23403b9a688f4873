"""What people do at the tablet, in the words of the ward."""

from __future__ import annotations

from collections.abc import Mapping

from tests.support.person import Person

QUESTIONS_MOST = 40  # pages of a concern, and some
SOMETHING: Mapping[str, str] = {"concern.about": "W3"}  # enough for somebody who goes straight to their own words


def goes_to_own_words(person: Person, answers: Mapping[str, str] = SOMETHING) -> None:
    """From the home page through the danger gate and the promise to the page for own words. answers: as for `goes_on`."""
    person.goes("doors/concern", "concern.gate")
    person.touches("gate/no")
    person.waits_until(lambda now: now["page"] != "concern.gate", what="the page after the gate")
    goes_on(person, "concern.words", answers)


def goes_on(person: Person, to: str, answers: Mapping[str, str]) -> None:
    """From a page of a concern to another one. answers: question -> what is chosen there; every other question is skipped."""
    left = dict(answers)
    for _ in range(QUESTIONS_MOST):
        page = person.page
        if page == to:
            assert not left, f"on the way to {to} nobody was asked {sorted(left)}"
            return
        answer = f"{page}/{left.get(page)}"
        if person.can_touch(answer):
            del left[page]
            _touches_and_waits(person, answer)
            _touches_and_waits(person, "next", "more")
        elif page in left:  # it stands on a later part of the question
            _touches_and_waits(person, "next", "more")
        else:
            _touches_and_waits(person, "carry_on", "pause/words", "skip", "next", "more")
    raise AssertionError(f"the page {to} did not come")


def sends(person: Person) -> None:
    """From any question to Send, and over to the page that follows it."""
    sends_and_lets_go(person)
    person.waits_for("concern.sent")


def sends_and_lets_go(person: Person) -> None:
    """From any question to Send, and no waiting for what follows."""
    for _ in range(QUESTIONS_MOST):
        if person.can_touch("send"):
            person.touches("send")
            return
        _touches_and_waits(person, "pause/send", "next", "skip", "more")
    raise AssertionError("Send did not come")


def takes_the_code(person: Person) -> tuple[str, ...]:
    """From the page after Send to the return code: its seven groups of digits. Then the person leaves."""
    person.goes("get_code", "code.show")
    seen = person.waits_until(lambda now: bool(now["code"]), what="the return code")
    person.goes("leave", "home")
    return tuple(seen["code"])


def opens_with(person: Person, code: str) -> None:
    """From the home page, with a code typed key by key, to what can be done with it. code: its digits, or its words."""
    person.goes("code", "messages.code")
    person.types(code, "keys")
    person.goes("open", "messages.box")


def _touches_and_waits(person: Person, *choices: str) -> None:
    """Touch the first of these that the page has, and wait until something else is drawn."""
    seen = person.look()
    target = next((name for name in choices if name in seen["targets"]), None)
    assert target is not None, f"none of {choices} on {seen['page']}: {sorted(seen['targets'])}"
    touched = person.touches(target)
    person.waits_until(lambda now: now["drawn"] > touched["drawn"], what=f"what follows {target} on {seen['page']}")
