"""Publishing a ward's content: checked, signed with a rising serial and an end date, and given to the ward's tablets from then on.

Nothing unfinished goes live: every fault that `kiosk charter check` finds stops it. Two things may be left: a translation that lags behind (tablets
show English there and say so), and wording that the machine finds hard but people have tested (`tested_by`).
"""

from __future__ import annotations

import datetime
from pathlib import Path

import msgspec
from msgspec import Struct

from kiosk import wardpack
from kiosk.charter import build, checks
from kiosk.charter.faults import ContentError
from kiosk.trust import access_log, keys, packs, setup
from kiosk.trust.settings import Settings

DAYS = 365
MOST_DAYS = 730
_OTHER_PROFILE = (
    "the ward was for {before} and is for {now} now: a tablet keeps what it has until it is paired again (hazard H10)"
)


class Published(Struct, frozen=True):
    """What was published. left: what is not as it should be and did not stop it."""

    content: wardpack.Content
    left: tuple[str, ...]
    parts: packs.Published


def publish(
    settings: Settings,
    folder: Path,
    now: float,
    *,
    ward: str = "",
    profile: wardpack.Profile | None = None,
    days: int = DAYS,
    tested_by: str = "",
) -> Published:
    """Sign a folder's content for a ward. now: seconds since 1970. days: until its end date. tested_by: role of whoever tested words that the
    machine finds hard. Raises Refusal: then nothing has changed."""
    if not 1 <= days <= MOST_DAYS:
        raise ContentError(f"--days {days}: use 1 to {MOST_DAYS}")
    with setup.opened(settings) as (store, secret):
        with store.read() as connection:
            trust = keys.read_trust(connection)
            code = packs.ward_code(connection, ward)
            before = packs.published(connection, trust, code)
            name = packs.ward_title(connection, code)
        wanted = profile or before.content.profile
        left = _checked(folder, now, trust.mode == "live", tested_by)
        with store.write() as connection:
            content = build.build_content(
                folder,
                code,
                name,
                trust.mode,
                keys.next_serial(connection, code, "content"),
                int(now),
                int(now) + days * 86_400,
                wanted,
            )
            _newer(folder, before.content, content)
            size = len(msgspec.msgpack.encode(content))
            if size > wardpack.MOST_BYTES:
                raise ContentError(
                    f"{folder}: makes a part of {size:,} bytes (at most {wardpack.MOST_BYTES:,}: shorten its texts)"
                )
            keys.sign_part(connection, secret, content)
            access_log.note(connection, "published content", now, None)
            # Read back as a tablet reads it: what does not verify is not left there.
            parts = packs.published(connection, trust, code)
    if wanted != before.content.profile:
        left = (*left, _OTHER_PROFILE.format(now=wanted, before=before.content.profile))
    return Published(content, left, parts)


def _checked(folder: Path, now: float, live: bool, tested_by: str) -> tuple[str, ...]:
    report = checks.check(folder, datetime.datetime.fromtimestamp(now, datetime.UTC).date(), live)
    stops = (*report.faults, *(() if tested_by.strip() else report.words))
    if stops:
        more = (
            f" (and {len(stops) - 1} more: kiosk charter check {folder}{' --live' if live else ''})"
            if len(stops) > 1
            else ""
        )
        raise ContentError(f"not published: {stops[0]}{more}")
    return (*report.words, *report.gaps)


def _newer(folder: Path, before: wardpack.Content, now: wardpack.Content) -> None:
    """The versions that authors keep have to rise with what they stand for. Raises ContentError."""
    path = folder / "charter" / f"{now.profile}.yaml"
    if now.profile == before.profile:
        held, new = ((content.edition or build.NO_EDITION).version for content in (before, now))
        if new < held:
            raise ContentError(f"{path}: version {new} is older than what is published, {held} (raise 'version:')")
        if new == held and _said(before, "charter.") != _said(now, "charter."):
            raise ContentError(f"{path}: the charter has changed, and its version is still {new} (raise 'version:')")
    if now.questions_version < before.questions_version:
        raise ContentError(
            f"{folder / 'questions'}: version {now.questions_version} is older than what is published, {before.questions_version} (raise 'version:')"
        )
    asked = ("checkin.", "concern.")
    same = now.questions_version == before.questions_version and now.profile == before.profile
    if same and before.questions and (before.questions, _said(before, *asked)) != (now.questions, _said(now, *asked)):
        raise ContentError(
            f"{folder / 'questions'}: a question has changed, and the version is still {now.questions_version}"
            " (raise 'version:' in each file: figures of both must not be mixed)"
        )


def _said(content: wardpack.Content, *beginnings: str) -> dict[str, str]:
    return {name: text for name, text in content.texts["en"].items() if name.startswith(beginnings)}
