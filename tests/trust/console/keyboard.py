"""Somebody at the console without a mouse: Tab goes from one thing to the next, and what has the focus is pressed, chosen or written into."""

from __future__ import annotations

from playwright.sync_api import Page

TABS_MOST = 160  # things on a page that somebody goes through before they give up
RADIOS_MOST = 7

# Between the last thing and the first the focus is nowhere: the body, whose words are those of the whole page.
FOCUSED = """() => {
  const here = document.activeElement;
  return {
    words: here === document.body ? "" : here.innerText || "",
    name: here.name || "",
    kind: here.type || "",
    labels: [...(here.labels || [])].map(label => label.innerText.trim()).join(" "),
  };
}"""


class Keyboard:
    """The keys under somebody's hands. Nothing here ever clicks."""

    def __init__(self, page: Page) -> None:
        self._page = page

    def focused(self) -> dict[str, str]:
        """What has the focus: its words, its name in the form, its kind, and the words of its label."""
        found: dict[str, str] = self._page.evaluate(FOCUSED)
        return found

    def reaches(self, words: str) -> None:
        """Press Tab until what has the focus says these words."""
        for _ in range(TABS_MOST):
            self._page.keyboard.press("Tab")
            if words in self.focused()["words"]:
                return
        raise AssertionError(f"{words!r} is not reached by keyboard")

    def presses(self, words: str) -> None:
        """Go to a link or a button, press Enter, and wait for the page that comes."""
        self.reaches(words)
        with self._page.expect_navigation():
            self._page.keyboard.press("Enter")

    def chooses(self, label: str) -> None:
        """Go to a box or a button of a choice (by an arrow among radios), and choose it with the space bar."""
        for _ in range(TABS_MOST):
            self._page.keyboard.press("Tab")
            for _ in range(RADIOS_MOST):
                here = self.focused()
                if here["labels"].startswith(label):
                    self._page.keyboard.press("Space")
                    return
                if here["kind"] != "radio":
                    break
                self._page.keyboard.press("ArrowDown")
        raise AssertionError(f"{label!r} is not reached by keyboard")

    def writes(self, name: str, words: str) -> None:
        """Go to the field of this name, and write."""
        for _ in range(TABS_MOST):
            self._page.keyboard.press("Tab")
            if self.focused()["name"] == name:
                self._page.keyboard.type(words)
                return
        raise AssertionError(f"{name!r} is not reached by keyboard")

    def signs_in(self, address: str, name: str, passphrase: str, code: str) -> None:
        """From the sign-in page of the trust at this address to the home page."""
        self._page.goto(f"{address}/console/sign-in")
        for field, value in (("name", name), ("passphrase", passphrase), ("code", code)):
            self.writes(field, value)
        with self._page.expect_navigation():
            self._page.keyboard.press("Enter")
        self._page.wait_for_url(f"{address}/console")
