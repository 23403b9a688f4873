"""What the README says of proofs is what the newest proofs found."""

from __future__ import annotations

import json

from tests.support.processes import REPOSITORY
from tests.support.proof import RESULTS


def test_the_table_of_faults_is_the_newest_record() -> None:
    newest = max(RESULTS.glob("*-call-faults.json"))
    said = json.loads(newest.read_text(encoding="utf-8"))["figures"]["said"]
    table = "\n".join(f"| {fault} | {words} |" for fault, words in said.items())
    assert table in (REPOSITORY / "README.md").read_text(encoding="utf-8"), f"the README's table should be:\n{table}"
