"""A concern told by somebody who has nothing but a screen reader: every step is an action of AT-SPI."""

from __future__ import annotations

from collections.abc import Callable

from tests.support.at_spi import Client
from tests.support.waiting import wait_for

PAGES_MOST = 40
BOX = ("entry", "Your own words")
FIRST = (
    ("push button", "Tell us something"),
    ("push button", "No, carry on"),
    ("push button", "Carry on"),
    ("push button", "Carry on"),
    ("push button", "More"),
    ("push button", "Carry on"),
)


def goes_to_own_words(client: Client, at_each: Callable[[], None] = lambda: None) -> None:
    """From the home page to the box for own words; one answer is chosen on the way. at_each: called on each page, once it is there."""
    for role, name in FIRST:
        client.waits_for(role, name)
        at_each()
        client.acts(role, name)
    client.waits_for("check box", "I feel unsafe")
    at_each()
    client.acts("check box", "I feel unsafe")
    wait_for(lambda: "checked" in client.waits_for("check box", "I feel unsafe")["states"], what="the answer chosen")
    _goes_on(client, lambda names: BOX in names, at_each)


def types(client: Client, words: str) -> None:
    """With the keys of the screen, each by the name that a screen reader says."""
    written = str(client.waits_for(*BOX)["text"])
    for letter in words:
        key = "space" if letter == " " else f"capital {letter}" if letter.isupper() else letter
        client.acts("push button", key)
        written += letter
        wait_for(lambda: client.waits_for(*BOX)["text"] == written, what=f"{written!r} in the box")  # noqa: B023


def sends(client: Client, at_each: Callable[[], None] = lambda: None) -> None:
    """From the box to Send, and until the tablet says that it was sent."""
    _goes_on(client, lambda names: ("push button", "Send") in names, at_each)
    client.acts("push button", "Send")


def _goes_on(client: Client, until: Callable[[list[tuple[str, str]]], bool], at_each: Callable[[], None]) -> None:
    for _ in range(PAGES_MOST):
        before = seen(client)
        if until(before):
            return
        at_each()
        buttons = [name for role, name in before if role == "push button"]
        if ("radio button", "Write in my own words") in before:
            client.acts("radio button", "Write in my own words")
        else:
            wanted = ("More", "Next", "Skip") if "Send" not in buttons else ("Send",)
            client.acts("push button", next(name for name in wanted if name in buttons))
        wait_for(lambda: seen(client) not in ([], before), what=f"what follows {before[5:8]}")  # noqa: B023
    raise AssertionError("what was looked for did not come")


def seen(client: Client) -> list[tuple[str, str]]:
    """Roles and names of the page, in reading order."""
    return [(node["role"], node["name"]) for node in client.nodes()]
