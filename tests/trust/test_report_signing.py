"""Who signed a quarter's report, and what they said: all of it stands."""

from __future__ import annotations

from datetime import date

from kiosk.trust import report_signing
from kiosk.trust.measures.periods import quarter
from tests.trust.casework.ward import NOW, Ward

QUARTER = quarter(date(2026, 8, 1))


def test_a_later_signature_stands_beside_the_first(ward: Ward) -> None:
    reader = ward.readers["safeguarding"]
    with ward.store.write() as connection:
        assert report_signing.sign(connection, QUARTER, "A. Lee", "Chief nurse", "Doors are mended.", reader, NOW) == 1
        assert report_signing.sign(connection, QUARTER, "A. Lee", "Chief nurse", "All of them.", reader, NOW + 1) == 2
    with ward.store.read() as connection:
        found = report_signing.signatures(connection, QUARTER)
        assert report_signing.signatures(connection, quarter(date(2026, 1, 1))) == []
    assert [(each.version, each.words, each.at) for each in found] == [
        (2, "All of them.", int(NOW) + 1),
        (1, "Doors are mended.", int(NOW)),
    ]
