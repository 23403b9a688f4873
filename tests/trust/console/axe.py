"""axe-core on a page of the console, at a desk's width and at a phone's (which is also a desk's at 400 %: WCAG 1.4.10)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page

from tests.support.processes import REPOSITORY

AXE = REPOSITORY / "node_modules/axe-core/axe.min.js"
PHONE, DESK = 375, 1280  # px
HEIGHT = 800
# The AA rule of contrast (4.5, large text 3) finds nothing that the AAA rule (7 and 4.5) does not.
RUN = """() => axe.run(document, {
  runOnly: ["wcag2a", "wcag2aa", "wcag2aaa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
  rules: {
    "color-contrast": { enabled: false },
    "color-contrast-enhanced": { enabled: true },
    "target-size": { enabled: true },
  },
  resultTypes: ["violations"],
})"""
# What a narrower page can change: whether something is still large enough to be hit. Names, roles and colours are the same.
RUN_NARROW = (
    """() => axe.run(document, {runOnly: {type: "rule", values: ["target-size"]}, resultTypes: ["violations"]})"""
)
# The design's menu moves what does not fit in the frame of a change of width, and in the next one where that has changed its own width.
SETTLED = """async () => {
  for (let frame = 0; frame < 3; frame++) await new Promise(requestAnimationFrame);
}"""


@contextmanager
def page_for_axe(browser: Browser, width: int = DESK) -> Iterator[Page]:
    """A browser's new page. axe is put into it from outside, which the page's own policy rightly forbids."""
    context = browser.new_context(viewport={"width": width, "height": HEIGHT}, bypass_csp=True)
    yield context.new_page()
    context.close()


def found_by_axe(page: Page) -> list[str]:
    """What axe-core finds wrong on a page at a desk's width, and what the width changes at a phone's. The page is left at a desk's."""
    found = found_here(page)
    page.set_viewport_size({"width": PHONE, "height": HEIGHT})
    page.evaluate(SETTLED)
    found += found_here(page, RUN_NARROW)
    page.set_viewport_size({"width": DESK, "height": HEIGHT})
    return found


def found_here(page: Page, run: str = RUN) -> list[str]:
    """What axe-core finds wrong at this width: rule and element. Also that nothing makes the page scroll sideways."""
    # A click that sends a form comes back before the next page is whole; without its style sheet axe measures bare links.
    page.wait_for_load_state("load")
    page.wait_for_function("document.styleSheets.length > 0")
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    rules = page.evaluate(run)["violations"]
    found = [f"{rule['id']}: {node['html'][:200]}" for rule in rules for node in rule["nodes"]]
    if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
        found.append("the page scrolls sideways")
    width = page.viewport_size["width"] if page.viewport_size else 0
    return [f"{page.url} at {width} px: {each}" for each in found]
