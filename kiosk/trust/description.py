"""The OpenAPI description of what the backend answers, for whoever tries the demo; a live trust serves none.

Handlers read sealed bytes and forms by themselves, and batches come by plain ASGI, so the framework knows nothing of these: they are said here. A
test asks all that stands in the description for answers that must not come. Left out are the two connections that stay open: a tablet's calls, and
the list of calls at the console.
"""

from __future__ import annotations

from typing import Any

from litestar import Request
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin

from kiosk import wire

OCTETS = "application/octet-stream"
FORM = "application/x-www-form-urlencoded"
SIGNED = (wire.TABLET_HEADER, wire.COUNTER_HEADER, wire.SIGNATURE_HEADER)
_TEXT = {"type": "string"}
_BYTES = {OCTETS: {"schema": {"type": "string", "format": "binary"}}}
_FIELDS = {FORM: {"schema": {"type": "object", "additionalProperties": _TEXT}}}
_BATCHES = {
    "operationId": "batches",
    "summary": "Take a batch",
    "description": "Eight slots, always of one size, signed by a paired tablet. The answer has one size as well, whatever it says.",
    "responses": {"200": {"description": "Stored, and all of its slots are named"}},
}


class _Completed(JsonRenderPlugin):
    """The description, made whole when somebody asks for it: making it takes longer than any other answer."""

    def render(self, request: Request[Any, Any, Any], openapi_schema: dict[str, Any]) -> bytes:
        return super().render(request, complete(openapi_schema))


def config() -> OpenAPIConfig:
    """As JSON alone, at /schema/openapi.json: pages that show it would fetch their scripts from other hosts."""
    return OpenAPIConfig("Wardlight trust", "1", use_handler_docstrings=True, render_plugins=(_Completed(),))


def complete(described: dict[str, Any]) -> dict[str, Any]:
    """The description with the batches, and with what each request carries."""
    paths = {**described["paths"], wire.BATCH_PATH: {"post": _BATCHES}}
    return {**described, "paths": {path: _path(path, item) for path, item in paths.items()}}


def _path(path: str, item: dict[str, Any]) -> dict[str, Any]:
    if "post" not in item:
        return item
    post = dict(item["post"])
    if path.startswith("/tablet/"):
        post["requestBody"] = {"content": _BYTES}
        if path != wire.PAIR_PATH:
            signed = [{"name": name, "in": "header", "required": True, "schema": _TEXT} for name in SIGNED]
            post["parameters"] = [*post.get("parameters", ()), *signed]
    else:
        post["requestBody"] = {"content": _FIELDS}
    return {**item, "post": post}
