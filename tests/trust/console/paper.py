"""A page of the console as its browser would print it, on A4 or as the page itself says."""

from __future__ import annotations

import io

import pikepdf
from playwright.sync_api import Page

A4 = (595, 842)  # points, to the nearest


def printed(page: Page) -> list[tuple[int, int]]:
    """The sheets that come out of the printer: their width and height in points."""
    with pikepdf.open(io.BytesIO(page.pdf(prefer_css_page_size=True, print_background=False))) as pdf:
        boxes = [[float(number) for number in sheet.mediabox] for sheet in pdf.pages]
    return [(round(box[2] - box[0]), round(box[3] - box[1])) for box in boxes]
