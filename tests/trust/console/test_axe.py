"""axe-core itself: that it is there, and that what it is asked here finds faults."""

from __future__ import annotations

from playwright.sync_api import Browser

from tests.support.processes import REPOSITORY
from tests.trust.console.axe import AXE, DESK, PHONE, found_by_axe, page_for_axe

FAULTY = """<!doctype html>
<html lang="en"><head><title>Faulty</title><style>p { color: #666; background: #fff }</style></head>
<body><main><h1>Faulty</h1><p>Pale</p><input><div style="width: 500px">Wide</div>
<button style="width: 9px; height: 9px; padding: 0">A</button><button style="width: 9px; height: 9px; padding: 0">B</button></main></body></html>"""


def test_axe_finds_faults_at_either_width(browser: Browser) -> None:
    assert AXE.is_file(), f"{AXE.relative_to(REPOSITORY)} is missing: run `make setup`"
    with page_for_axe(browser) as page:
        page.set_content(FAULTY)
        found = [each.partition(" at ")[2].split(": ")[:2] for each in found_by_axe(page)]
    assert found == [
        [f"{DESK} px", "color-contrast-enhanced"],
        [f"{DESK} px", "label"],
        *[[f"{DESK} px", "target-size"]] * 2,
        *[[f"{PHONE} px", "target-size"]] * 2,
        [f"{PHONE} px", "the page scrolls sideways"],
    ]
