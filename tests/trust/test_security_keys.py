"""Security keys: what a browser and a key make is taken once, here alone; everything else is refused in one line."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kiosk.trust import security_keys
from kiosk.trust.security_keys import SecurityKeyError, Site, new_challenge, site_of
from kiosk.trust.settings import Settings
from tests.trust.founded import NOW, FoundedTrust

SITE = Site("wards.example", "https://wards.example", "Wardlight")

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
parts = ("clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle")
answers = st.fixed_dictionaries(
    {
        "id": st.text(max_size=12) | json_values,
        "rawId": st.text(max_size=12) | json_values,
        "type": st.just("public-key") | json_values,
        "response": st.fixed_dictionaries({part: st.text(max_size=60) | json_values for part in parts}) | json_values,
        "clientExtensionResults": st.just({}) | json_values,
    }
)


@given(answers | json_values)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_sent_in_place_of_an_answer_is_one_refusal(founded: FoundedTrust, sent: Any) -> None:
    text = json.dumps(sent)
    with founded.store.read() as connection:
        with pytest.raises(SecurityKeyError):
            security_keys.check(connection, founded.secret, SITE, bytes(16), text, NOW)
        with pytest.raises(SecurityKeyError):
            security_keys.add(connection, founded.secret, SITE, bytes(16), "blue", text, NOW)


@pytest.mark.parametrize("sent", ["", "{", "[" * 10_000, "x" * 20_000, "\ud800"])
def test_what_is_no_object_is_one_refusal(founded: FoundedTrust, sent: str) -> None:
    with founded.store.read() as connection, pytest.raises(SecurityKeyError):
        security_keys.check(connection, founded.secret, SITE, bytes(16), sent, NOW)


def test_a_challenge_is_ours_for_one_purpose_and_for_five_minutes(founded: FoundedTrust) -> None:
    challenged = security_keys._challenged
    ours = new_challenge(founded.secret, b"sign in", NOW)
    assert challenged(founded.secret, b"sign in", ours, NOW + 1) == int(NOW * 1000)
    changed = bytes([ours[0], ours[1] ^ 1]) + ours[2:]
    for purpose, challenge, now in (
        (b"add" + bytes(16), ours, NOW),
        (b"sign in", changed, NOW),
        (b"sign in", ours[:-1], NOW),
        (b"sign in", b"", NOW),
        (b"sign in", ours, NOW + security_keys.CHALLENGE_SECONDS),
        (b"sign in", ours, NOW - 1),
    ):
        with pytest.raises(SecurityKeyError):
            challenged(founded.secret, purpose, challenge, now)


def test_a_key_is_bound_to_the_name_in_the_settings_whatever_a_request_says() -> None:
    live = Settings(mode="live", code="n", name="N", data="/d", secret="/s", address="https://wards.example:8443")
    for host in ("wards.example:8443", "elsewhere.example", "localhost", ""):
        assert site_of(live, host, "N") == Site("wards.example", "https://wards.example:8443", "N")
    numbered = Settings(mode="live", code="n", name="N", data="/d", secret="/s", address="https://192.0.2.1")
    assert site_of(numbered, "localhost:8443", "N") is None
    demo = Settings(mode="demo", code="n", name="N", data="/d", secret="/s")
    assert site_of(demo, "localhost:1", "N") == Site("localhost", "http://localhost:1", "N")
    assert site_of(demo, "127.0.0.1:1", "N") is None
