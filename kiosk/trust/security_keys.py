"""Security keys (WebAuthn) in place of a code from an authenticator app: adding one, and checking what it signs at sign-in.

A security key proves who is there; it opens nothing by itself: a reader's own key stays wrapped under the passphrase (`accounts`). Every challenge
is made by this server, lives five minutes, is for one purpose, and is taken once, without a row for those that nobody answers. What is signed names
the address of the console, so a page elsewhere that looks like it gets nothing that works here.

Signatures and certificates are checked by `fido2`; no maker's certificate is asked for, as a trust buys its own keys.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import os
import struct
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

import msgspec
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from fido2.server import Fido2Server
from fido2.utils import websafe_encode
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    RegistrationResponse,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)
from msgspec import Struct
from sqlalchemy import Connection, delete, func, insert, select, update
from sqlalchemy.exc import NoResultFound

from kiosk.refusal import Refusal
from kiosk.trust.secret import ServerSecret
from kiosk.trust.settings import Settings
from kiosk.trust.store import tables

CHALLENGE_SECONDS = 5 * 60
MOST_KEYS = 5  # of one reader
LABEL_MOST = 40
ANSWER_MOST = 16_384  # characters of what a browser sends back
_MOMENT, _RANDOM, _TAG = 8, 16, 16
# What a stranger's bytes make the parsers and checks raise.
_UNREADABLE = (
    ArithmeticError,
    AttributeError,
    InvalidSignature,
    LookupError,
    NoResultFound,
    NotImplementedError,
    TypeError,
    UnsupportedAlgorithm,
    ValueError,
    struct.error,
)


class SecurityKeyError(Refusal):
    """A security key that cannot be added, or an answer that is not one. It says which to its owner, and nothing at sign-in."""


class Site(Struct, frozen=True):
    """What keys are bound to. id: the host's name. origin: as https://wards.example. name: as a browser shows it."""

    id: str
    origin: str
    name: str


class HeldKey(Struct, frozen=True):
    """A security key of a reader. id: names it on pages."""

    id: str
    label: str


class Proof(Struct, frozen=True):
    """That a key of a reader signed a challenge of ours. To be used up (`use`) in the transaction that begins the session."""

    credential: bytes
    challenged: int
    count: int


def site_of(settings: Settings, host: str, name: str) -> Site | None:
    """The site that a browser is on; None where it has no security keys, as WebAuthn needs a name and not a number. host: of the request.

    Live it is the settings' `address`, whatever a request says. The demo takes "localhost" as well.
    """
    address = urlsplit(settings.address)
    if address.hostname and not _is_number(address.hostname):
        return Site(address.hostname, f"{address.scheme}://{address.netloc}", name)
    if settings.mode == "demo" and host.partition(":")[0] == "localhost":
        return Site("localhost", f"http://{host}", name)
    return None


def _is_number(host: str) -> bool:
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True


def _server(site: Site) -> Fido2Server:
    entity = PublicKeyCredentialRpEntity(id=site.id, name=site.name)
    return Fido2Server(entity, verify_origin=lambda origin: origin == site.origin)


# --- challenges --------------------------------------------------------------------------------------------------


def _tag(secret: ServerSecret, purpose: bytes, head: bytes) -> bytes:
    return secret.digest("security keys", "challenge", purpose, head)[:_TAG]


def new_challenge(
    secret: ServerSecret, purpose: bytes, now: float, random: Callable[[int], bytes] = os.urandom
) -> bytes:
    """A challenge for one purpose ("sign in", or adding to one reader). now: seconds since 1970."""
    head = int(now * 1000).to_bytes(_MOMENT, "big") + random(_RANDOM)
    return head + _tag(secret, purpose, head)


def _challenged(secret: ServerSecret, purpose: bytes, challenge: bytes, now: float) -> int:
    """When a challenge of ours was made, in milliseconds. Raises SecurityKeyError."""
    head, tag = challenge[: _MOMENT + _RANDOM], challenge[_MOMENT + _RANDOM :]
    at = int.from_bytes(head[:_MOMENT], "big")
    if not hmac.compare_digest(tag, _tag(secret, purpose, head)) or not 0 <= now * 1000 - at < CHALLENGE_SECONDS * 1000:
        raise SecurityKeyError("that took too long, or was for another page: try again")
    return at


def _state(challenge: bytes) -> dict[str, Any]:
    return {"challenge": websafe_encode(challenge), "user_verification": UserVerificationRequirement.PREFERRED}


def _answer(sent: str) -> Mapping[str, Any]:
    """What a browser sent, as an object. Raises SecurityKeyError."""
    if len(sent) > ANSWER_MOST:
        raise SecurityKeyError("this is not an answer of a security key")
    try:
        found = msgspec.json.decode(sent)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise SecurityKeyError("this is not an answer of a security key")
    return found


# --- adding ------------------------------------------------------------------------------------------------------


def held_keys(connection: Connection, reader: bytes) -> list[HeldKey]:
    """A reader's security keys, by label."""
    chosen = select(tables.security_keys).where(tables.security_keys.c.reader == reader)
    rows = connection.execute(chosen.order_by(tables.security_keys.c.label)).all()
    return [HeldKey(_name(row.credential), row.label) for row in rows]


def _name(credential: bytes) -> str:
    return hashlib.sha256(b"wardlight security key v1" + credential).hexdigest()[:32]


def adding_options(
    connection: Connection, secret: ServerSecret, site: Site, reader: bytes, name: str, now: float
) -> dict[str, Any]:
    """What the browser is asked, to make a credential for this reader (PublicKeyCredentialCreationOptions as JSON)."""
    chosen = select(tables.security_keys.c.data).where(tables.security_keys.c.reader == reader)
    held = [AttestedCredentialData(data) for data in connection.execute(chosen).scalars()]
    options, _ = _server(site).register_begin(
        PublicKeyCredentialUserEntity(id=reader, name=name, display_name=name),
        held,
        resident_key_requirement=ResidentKeyRequirement.REQUIRED,  # so that sign-in need not say whose keys there are
        user_verification=UserVerificationRequirement.PREFERRED,
        challenge=new_challenge(secret, b"add" + reader, now),
    )
    return dict(options.public_key)


def add(
    connection: Connection, secret: ServerSecret, site: Site, reader: bytes, label: str, sent: str, now: float
) -> None:
    """Keep a security key that was just made for this reader. sent: the browser's answer as JSON. Raises SecurityKeyError."""
    plain = " ".join(label.split())
    if not plain or len(plain) > LABEL_MOST:
        raise SecurityKeyError(f"give the key a name of 1 to {LABEL_MOST} characters")
    count = select(func.count()).select_from(tables.security_keys).where(tables.security_keys.c.reader == reader)
    if connection.execute(count).scalar_one() >= MOST_KEYS:
        raise SecurityKeyError(f"you have {MOST_KEYS} security keys already: remove one first")
    answer = _answer(sent)
    try:
        challenge = RegistrationResponse.from_dict(answer).response.client_data.challenge
        at = _challenged(secret, b"add" + reader, challenge, now)
        data = _server(site).register_complete(_state(challenge), answer).credential_data
        if data is None:
            raise ValueError("no credential")
    except _UNREADABLE:
        raise SecurityKeyError("the security key did not work: try again") from None
    if connection.execute(
        select(tables.security_keys.c.reader).where(tables.security_keys.c.credential == data.credential_id)
    ).one_or_none():
        raise SecurityKeyError("this security key is here already")
    connection.execute(
        insert(tables.security_keys).values(
            credential=data.credential_id, reader=reader, label=plain, data=bytes(data), signatures=0, challenged=at
        )
    )


def remove(connection: Connection, reader: bytes, key: str) -> bool:
    """Take a reader's security key away. Whether there was one. Codes from the authenticator app still work."""
    chosen = select(tables.security_keys.c.credential).where(tables.security_keys.c.reader == reader)
    for credential in connection.execute(chosen).scalars().all():
        if _name(credential) == key:
            connection.execute(delete(tables.security_keys).where(tables.security_keys.c.credential == credential))
            return True
    return False


# --- signing in --------------------------------------------------------------------------------------------------


def sign_in_options(secret: ServerSecret, site: Site, now: float) -> dict[str, Any]:
    """What the browser is asked at sign-in, whoever it is: it names no account and no key."""
    options, _ = _server(site).authenticate_begin(
        None, UserVerificationRequirement.PREFERRED, challenge=new_challenge(secret, b"sign in", now)
    )
    return dict(options.public_key)


def check(connection: Connection, secret: ServerSecret, site: Site, reader: bytes, sent: str, now: float) -> Proof:
    """What a key of this reader signed at sign-in. sent: the browser's answer as JSON. Raises SecurityKeyError."""
    answer = _answer(sent)
    try:
        response = AuthenticationResponse.from_dict(answer)
        challenge = response.response.client_data.challenge
        at = _challenged(secret, b"sign in", challenge, now)
        row = connection.execute(
            select(tables.security_keys).where(
                tables.security_keys.c.credential == response.raw_id, tables.security_keys.c.reader == reader
            )
        ).one()
        _server(site).authenticate_complete(_state(challenge), [AttestedCredentialData(row.data)], answer)
        count = response.response.authenticator_data.counter
    except _UNREADABLE:
        raise SecurityKeyError("the security key did not work: try again") from None
    if count and count <= row.signatures:
        raise SecurityKeyError("this security key has been copied: use another, and remove this one")
    return Proof(response.raw_id, at, count)


def use(connection: Connection, proof: Proof) -> bool:
    """Use a proof up. Whether it was the first time."""
    keys = tables.security_keys
    done = connection.execute(
        update(keys)
        .where(keys.c.credential == proof.credential, keys.c.challenged < proof.challenged)
        .values(challenged=proof.challenged, signatures=proof.count)
    )
    return done.rowcount == 1
