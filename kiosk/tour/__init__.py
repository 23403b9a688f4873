"""`kiosk tour`: every page as a picture and as data, in the languages and forms that are asked for.

`walking` finds the pages, `drawing` draws them in a window, `faults` says what a reader would stumble over, `writing` shares the work out to as many
windows as there are cores and writes what they found.
"""

from kiosk.tour.walking import DAY, TourRefused, demo_ward, reading, walk
from kiosk.tour.writing import Asked, write

__all__ = ["DAY", "Asked", "TourRefused", "demo_ward", "reading", "walk", "write"]
