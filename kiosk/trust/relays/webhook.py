"""An HTTPS address is posted to. Signed and numbered as Standard Webhooks 1.0.0 says: a receiver can check it with that project's libraries.

    webhook-id         the same at every try of one call in one state: a receiver that has had it answers yes and does nothing
    webhook-timestamp  seconds since 1970, of this try: a receiver refuses what is minutes old
    webhook-signature  "v1," and base64 of HMAC-SHA256 over "ID.TIMESTAMP.BODY"

Any answer from 200 to 299 is a yes. That people are shown the call is only what the answer itself says: status 200 and the JSON {"shown": true}.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import ssl
import time
from collections.abc import Callable
from pathlib import Path

import httpx
import msgspec
from msgspec import Struct

from kiosk.settings_file import SettingsError
from kiosk.trust.relays import told as telling
from kiosk.trust.relays.line import NotDelivered, in_words, secret_text
from kiosk.trust.relays.settings import Webhook
from kiosk.trust.relays.told import Told

PREFIX = "whsec_"
MOST_ANSWER = 4096  # bytes of an answer that are read


class _Answer(Struct):
    shown: bool = False


def read_key(path: Path) -> bytes:
    """The key that signs, from its file. Raises SettingsError."""
    text = secret_text(path).removeprefix(PREFIX)
    try:
        key = base64.b64decode(text, validate=True)
    except ValueError:
        key = b""
    if not 24 <= len(key) <= 64:
        raise SettingsError(f'{path}: no key of a webhook: write "{PREFIX}" and base64 of 24 to 64 random bytes')
    return key


def signature(key: bytes, message: str, at: int, body: bytes) -> str:
    """message: its id. at: seconds since 1970."""
    signed = hmac.new(key, f"{message}.{at}.".encode() + body, hashlib.sha256).digest()
    return f"v1,{base64.b64encode(signed).decode()}"


class WebhookLine:
    """The way to one address. Raises SettingsError where it or its key cannot be used."""

    every: float | None = None

    def __init__(self, settings: Webhook, clock: Callable[[], float]) -> None:
        self._settings, self._clock = settings, clock
        read_key(Path(settings.secret))
        try:
            httpx.URL(settings.address)
        except httpx.InvalidURL as error:
            raise SettingsError(f'[[relay]] "{settings.name}": address: {error}') from None
        self._client: httpx.Client | None = None

    def deliver(self, told: Told, open_calls: int) -> bool:
        """Post it; see `line.Line`."""
        body, at = telling.body(told), int(self._clock())
        try:
            key = read_key(Path(self._settings.secret))  # at every try: a changed key needs no restart
            headers = {
                "content-type": "application/json",
                "webhook-id": told.key,
                "webhook-timestamp": str(at),
                "webhook-signature": signature(key, told.key, at, body),
            }
            with self._open().stream("POST", self._settings.address, content=body, headers=headers) as answer:
                return self._read(answer)
        except (httpx.HTTPError, OSError, SettingsError) as error:
            self.close()
            words = "its key cannot be used" if isinstance(error, SettingsError) else self._words(error)
            raise NotDelivered(words) from error

    def rest(self) -> None:
        """Nothing: an address that is asked for nothing has nothing to say."""

    def close(self) -> None:
        """See `line.Line`."""
        if self._client is not None:
            self._client.close()
            self._client = None

    def _open(self) -> httpx.Client:
        if self._client is None:
            trusted = ssl.create_default_context(cafile=self._settings.authority or None)
            # No proxy and no .netrc of the machine's: what is told goes to this address and nowhere else.
            self._client = httpx.Client(verify=trusted, timeout=self._settings.timeout, trust_env=False)
        return self._client

    def _read(self, answer: httpx.Response) -> bool:
        if not answer.is_success:
            raise NotDelivered(f"it answered {answer.status_code}")
        until, said = time.monotonic() + self._settings.timeout, b""
        for part in answer.iter_raw():
            said += part
            if len(said) > MOST_ANSWER or time.monotonic() > until:
                return False  # it has said yes; what else it has to say is too much or too slow
        try:
            return answer.status_code == 200 and msgspec.json.decode(said, type=_Answer).shown
        except msgspec.MsgspecError:
            return False

    def _words(self, error: Exception) -> str:
        if isinstance(error, httpx.TimeoutException):
            return f"no answer within {self._settings.timeout:g} seconds"
        return in_words(error, self._settings.timeout)
