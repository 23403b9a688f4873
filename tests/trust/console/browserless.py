"""The console as a program sees it that speaks HTTP and keeps no rules: cookies, headers and forms exactly as a test wants them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from http.cookies import SimpleCookie

import httpx

from tests.trust.console.running import RunningTrust

SESSION = "__Host-wardlight-session"
SECRET = "__Host-wardlight-secret"
FORM = "__Host-wardlight-form"
KNOWN = "__Host-wardlight-known"


class Client:
    """Keeps cookies by itself, because httpx sends none that are Secure to a plain address, as browsers do on loopback."""

    def __init__(self, trust: RunningTrust) -> None:
        self.trust = trust
        self.cookies: dict[str, str] = {}
        self._http = httpx.Client(base_url=trust.address, follow_redirects=False, timeout=30)

    def get(self, path: str, **headers: str) -> httpx.Response:
        return self._keep(self._http.get(path, headers=self._headers(headers)))

    def post(
        self, path: str, form: Mapping[str, str] | None = None, *, origin: str | None = "ours", **headers: str
    ) -> httpx.Response:
        sent = self._headers(headers)
        if origin is not None:
            sent["origin"] = self.trust.address if origin == "ours" else origin
        return self._keep(self._http.post(path, data=dict(form or {}), headers=sent))

    def token(self, path: str) -> str:
        """The token of the forms on a page."""
        found = re.search(r'name="csrf" value="([0-9a-f]{64})"', self.get(path).text)
        assert found is not None
        return found.group(1)

    def sign_in(self, name: str) -> httpx.Response:
        token = self.token("/console/sign-in")
        form = {"csrf": token, "name": name, "passphrase": self.trust.passphrase(name), "code": self.trust.code(name)}
        return self.post("/console/sign-in", form)

    def _headers(self, more: Mapping[str, str]) -> dict[str, str]:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        return {"cookie": cookies, **{name.replace("_", "-"): value for name, value in more.items()}}

    def _keep(self, answer: httpx.Response) -> httpx.Response:
        for line in answer.headers.get_list("set-cookie"):
            for name, morsel in SimpleCookie(line).items():
                self.cookies[name] = morsel.value
                if morsel["max-age"] == "0":
                    del self.cookies[name]
        return answer

    def close(self) -> None:
        self._http.close()
