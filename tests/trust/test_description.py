"""The OpenAPI description has all that can be asked, and nothing that is asked brings the backend to a fault. A long run is `tests/proof`'s."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from litestar.routes import ASGIRoute, HTTPRoute

from kiosk.trust.app import create_app
from kiosk.trust.console.routes import console_routes
from tests.trust.asking import AskedTrust, asked_trust
from tests.trust.console.running import running_trust


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AskedTrust]:
    with running_trust(tmp_path_factory.mktemp("asked")) as trust, asked_trust(trust) as asked:
        yield asked


def test_the_description_names_every_request_but_those_that_stay_open_and_files(asked: AskedTrust) -> None:
    described = {f"{method.upper()} {path}" for path, item in asked.served()["paths"].items() for method in item}
    app = create_app(asked.trust.backend, console_routes(asked.trust.backend))
    mounted = {"POST /tablet/batches"}
    for route in app.routes:
        assert not isinstance(route, ASGIRoute) or route.path == "/tablet/batches"
        if isinstance(route, HTTPRoute) and not route.path.startswith("/schema"):
            mounted |= {
                f"{method} {route.path.replace(':str}', '}')}" for method in route.methods - {"HEAD", "OPTIONS"}
            }
    files = {"GET /", "GET /console/{rest:path}", "GET /console/static/{file_path:path}"}
    assert described == mounted - files - {"GET /console/calls/live", "GET /console/board/live"}


def test_whatever_is_asked_no_answer_is_a_fault_of_ours(asked: AskedTrust) -> None:
    statuses = asked.ask_all(2)
    # It got through: pages were read, forms were refused in words, and some were taken.
    assert statuses[200] > 20
    assert statuses[422] > 5
    assert statuses[303]
