"""New keys for tablets, signed by the root without the root coming near the server.

    on the server        ask    writes a request: the keys part of each ward, unsigned, and the signed one before it
    on another machine   sign   two holders bring their shares, read what changes, and sign; it needs no network and no database
    on the server        take   checks signature and keys, and gives the parts to tablets

The holders are the ones who can see a false key: a server that was taken over may ask for one. So `sign` names every key that is new, by the same
eight bytes that the console shows to the members of its group (Keys), and signs after a yes alone. Requests and answers hold no secret.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Literal

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from msgspec import Struct
from sqlalchemy import select

from kiosk import envelope, records, wardpack
from kiosk.refusal import Refusal
from kiosk.trust import access_log, holders, keys
from kiosk.trust.settings import Settings
from kiosk.trust.setup import opened
from kiosk.trust.store import tables

ONLINE = ("intake", "statistics", "content_signer", "duty_signer")


class SigningError(Refusal):
    """A request or an answer that cannot be used. The message says why."""


class AskedWard(Struct, frozen=True, forbid_unknown_fields=True):
    """One ward of a request. body: its keys part as msgpack. before: the signed part that its tablets have, as msgpack; empty for a new ward."""

    ward: str
    body: bytes
    before: bytes


class Request(Struct, frozen=True, forbid_unknown_fields=True):
    """What the root is asked to sign."""

    what: Literal["wardlight keys to sign, version 1"]
    trust: str
    mode: wardpack.Mode
    root: bytes
    wards: tuple[AskedWard, ...]


class Answer(Struct, frozen=True, forbid_unknown_fields=True):
    """What the root signed: wardpack.Signed of each ward, as msgpack."""

    what: Literal["wardlight signed keys, version 1"]
    parts: tuple[bytes, ...]


def ask(settings: Settings, out: Path, ward: str = "", now: float | None = None) -> list[str]:
    """Write a request for one ward, or for all. Returns lines for a person. now: seconds since 1970. Raises Refusal, OSError."""
    moment = time.time() if now is None else now
    with opened(settings) as (store, _), store.read() as connection:
        trust = keys.read_trust(connection)
        codes = list(connection.execute(select(tables.wards.c.code).order_by(tables.wards.c.code)).scalars())
        if ward and ward not in codes:
            raise SigningError(f"there is no ward {ward!r} in this trust: {', '.join(codes)}")
        parts = tables.pack_parts.c
        before = {
            row.ward: bytes(row.signed)
            for row in connection.execute(select(parts.ward, parts.signed).where(parts.name == "keys"))
        }
        asked = tuple(
            AskedWard(code, msgspec.msgpack.encode(keys.keys_to_sign(connection, code, moment)), before.get(code, b""))
            for code in ([ward] if ward else codes)
        )
    request = Request("wardlight keys to sign, version 1", trust.code, trust.mode, trust.root, asked)
    _write(out, request)
    return [
        *told(request),
        f"Take {out} to the holders of the root: kiosk trust keys sign {out.name} SHARE SHARE --out signed.json",
    ]


def _write(path: Path, value: Request | Answer) -> None:
    with path.open("xb") as stream:
        stream.write(msgspec.json.format(msgspec.json.encode(value), indent=1) + b"\n")


def _read_request(path: Path) -> Request:
    try:
        request = msgspec.json.decode(path.read_bytes(), type=Request)
        for asked in request.wards:
            msgspec.msgpack.decode(asked.body, type=wardpack.Keys)
    except records.UNREADABLE:
        raise SigningError(f"{path}: this is not a request for keys to be signed (`kiosk trust keys ask`)") from None
    return request


def told(request: Request) -> list[str]:
    """What a request would change, in lines: each key that is new, with the one before.

    Raises wardpack.PackError where a part before is not the root's, and SigningError where it is not the one that the new part follows.
    """
    lines = [f"{request.trust} ({request.mode}), root {wardpack.fingerprint(request.root).hex()}"]
    for asked in request.wards:
        new = msgspec.msgpack.decode(asked.body, type=wardpack.Keys)
        before = _before(asked, new, request)
        lines.append(f"ward {asked.ward}: keys part {new.serial}" + ("" if before else ", its first"))
        changed = 0
        for name in keys.KEY_SET:
            changed += _compare(
                lines, name, getattr(new.readers, name), getattr(before.readers, name) if before else None
            )
        for name in ONLINE:
            changed += _compare(lines, name, getattr(new, name), getattr(before, name) if before else None)
        if before and new.salt != before.salt:
            changed += 1
            lines.append(
                "  salt: CHANGED. Return codes that people have would open nothing any more. Nothing here ever asks for this"
            )
        if not changed:
            lines.append("  no key changes: only the dates do")
    return lines


def _before(asked: AskedWard, new: wardpack.Keys, request: Request) -> wardpack.Keys | None:
    """The part that the new one follows, checked as the root's; None for a new ward.

    It is the same ward's and the very one before: beside another ward's, or an older one, a key that this ward's tablets do not have would not look
    new. An older one could still be sent with the serial that follows it: tablets, which have a later one, refuse that.
    """
    if not asked.before:
        return None
    before = wardpack.verify_keys(wardpack.read_signed(asked.before), request.root, request.mode)
    if (before.trust, before.ward, before.serial + 1) != (new.trust, new.ward, new.serial):
        raise SigningError(
            f"the part to compare with is number {before.serial} of ward {before.ward}, and not the one before number {new.serial}"
            f" of ward {new.ward}: a key that is new would not look so"
        )
    return before


def _compare(lines: list[str], name: str, new: bytes, before: bytes | None) -> bool:
    if new == before:
        return False
    was = "" if before is None else f" (before: {envelope.key_id(before).hex()})"
    lines.append(f"  {name}: NEW KEY {envelope.key_id(new).hex()}{was}")
    return True


def sign(request_file: Path, first: Path, second: Path, out: Path, agree: Callable[[list[str]], bool]) -> list[str]:
    """Sign a request with the shares of the root's two holders, once they agree to what it changes. Raises Refusal, OSError."""
    request = _read_request(request_file)
    shares = holders.read_share(first), holders.read_share(second)
    if shares[0].what != "root":
        raise SigningError(f"{first}: this is a share of the {shares[0].what} key, and the root signs")
    root = Ed25519PrivateKey.from_private_bytes(holders.join(*shares))
    if root.public_key().public_bytes_raw() != request.root:
        raise SigningError(f"{request_file}: this request is for another root than the one that these shares make")
    parts = []
    for asked in request.wards:
        part = msgspec.msgpack.decode(asked.body, type=wardpack.Keys)
        if (part.ward, part.trust, part.mode) != (asked.ward, request.trust, request.mode):
            raise SigningError(
                f"{request_file}: the keys part of ward {asked.ward} says that it is of another ward or trust"
            )
        parts.append(part)
    if not agree(told(request)):
        raise SigningError("nothing was signed")
    signed = tuple(msgspec.msgpack.encode(wardpack.sign(part, root)) for part in parts)
    _write(out, Answer("wardlight signed keys, version 1", signed))
    return [f"Signed. Take {out} to the server: kiosk trust keys take SETTINGS {out.name}"]


def take(settings: Settings, answer_file: Path, now: float | None = None) -> list[str]:
    """Give signed keys parts to tablets. Returns lines for a person. Raises Refusal, OSError."""
    moment = time.time() if now is None else now
    try:
        answer = msgspec.json.decode(answer_file.read_bytes(), type=Answer)
    except records.UNREADABLE:
        raise SigningError(f"{answer_file}: these are not signed keys (`kiosk trust keys sign`)") from None
    lines = []
    with opened(settings) as (store, _), store.write() as connection:
        for part in answer.parts:
            taken = keys.take_keys(connection, wardpack.read_signed(part))
            lines.append(f"ward {taken.ward}: tablets get keys part {taken.serial} when they next ask")
        stale = keys.stale_groups(connection)
        access_log.note(connection, "took new keys", moment, None)
    if stale:
        lines.append(f"Still sealed to an old key: {', '.join(stale)}. Ask again.")
    return lines


def history(settings: Settings, group: str = "") -> list[str]:
    """Each group's keys, newest first, in lines for a person. Raises Refusal."""
    with opened(settings) as (store, _), store.read() as connection:
        groups = [each for each in keys.key_history(connection) if group in ("", each.group)]
    if not groups:
        raise SigningError(f"there is no reader group {group!r}")
    lines = []
    for each in groups:
        lines.append(f"{each.group} ({each.title})")
        for version in each.versions:
            made = time.strftime("%Y-%m-%d", time.gmtime(version.made))
            lines.append(f"  {version.number}. {version.key_id.hex()} made {made}: {version.why}")
            for signing in version.signed:
                at = time.strftime("%Y-%m-%d", time.gmtime(signing.at))
                lines.append(f"     tablets of {signing.ward} since keys part {signing.serial}, {at}")
            if not version.signed:
                lines.append("     no tablet seals to it yet")
            holders_of = "its three holders" if each.group == "recovery" else ", ".join(version.holders) or "nobody"
            lines.append(f"     opened by: {holders_of}")
    return lines
