"""A staff call while 30 % of all packets are lost, both ways. Run by test_call_faults.py in a network namespace of its own."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.call_faults import ACCEPTED, CALLING, NOT_SENT, NOT_SHOWN, SHOWN, Watch, faulty_ward, line
from tests.support.processes import program
from tests.support.screen import Screen
from tests.support.whole_ward import whole_ward
from tests.trust.console.pages import chromium

RECORD = "WARDLIGHT_TEST_LOSSY"  # the file that what was said is written to
LOST = 30  # per cent


@pytest.fixture
def rules() -> Iterator[str]:
    """Of the kernel's filter, for one port."""
    drop = "\n".join(f"    oif lo tcp {end}port PORT numgen random mod 100 < {LOST} drop" for end in ("s", "d"))
    yield f"table inet lossy {{\n  chain out {{\n    type filter hook output priority 0;\n{drop}\n  }}\n}}\n"
    subprocess.run([program("nft"), "flush", "ruleset"], check=True)


@pytest.mark.prove
def test_a_network_that_loses_packets(tmp_path: Path, screen: Screen, rules: str) -> None:
    with chromium() as browser, whole_ward(tmp_path, screen) as prepared, faulty_ward(prepared, browser) as ward:
        ward.works()
        port = ward.between.address.rpartition(":")[2]
        subprocess.run([program("nft"), "-f", "-"], input=rules.replace("PORT", port), text=True, check=True)
        with Watch(ward.person) as watch:
            watch.until(SHOWN, 30)
            ward.accepts()
            watch.until(ACCEPTED, 30)
    assert watch.order[-1] == ACCEPTED
    assert set(watch.order) <= {CALLING, NOT_SENT, NOT_SHOWN, SHOWN, ACCEPTED}
    Path(os.environ[RECORD]).write_text(line(watch.record()), encoding="utf-8")
