"""Hundreds of requests for each that the OpenAPI description names, as everybody who may ask: none brings an answer that begins with 5."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.trust.asking import asked_trust
from tests.trust.console.running import running_trust

EACH = 300


@pytest.mark.prove
def test_whatever_is_asked_hundreds_of_times_no_answer_is_a_fault_of_ours(
    tmp_path: Path, record_proof: Callable[..., Path]
) -> None:
    with running_trust(tmp_path / "asked") as trust, asked_trust(trust) as asked:
        requests = len([method for item in asked.served()["paths"].values() for method in item])
        statuses = asked.ask_all(EACH)
    assert not [status for status in statuses if status >= 500]
    record_proof(
        "openapi-asked",
        described=requests,
        asked=sum(statuses.values()),
        statuses={str(status): count for status, count in sorted(statuses.items())},
    )
