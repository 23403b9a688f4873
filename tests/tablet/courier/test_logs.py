"""What the courier writes to its log: names and fixed words."""

import io
import logging

from kiosk.tablet.courier.logs import open_log


def test_a_line_names_the_event_and_its_facts_and_no_time_of_its_own() -> None:
    stream = io.StringIO()
    try:
        log = open_log(stream)
        log.info("batch_sent")
        log.error("batch_not_sent", reason="timeout")
        logging.getLogger("httpx").error("POST https://trust.example/tablet/batches")
    finally:
        logging.disable(logging.NOTSET)
    assert stream.getvalue().splitlines() == [
        "event=batch_sent part=courier level=info",
        "event=batch_not_sent part=courier reason=timeout level=error",
    ]
