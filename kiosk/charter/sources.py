"""Where a ward's content can come from, for looking and comparing: a folder, what a trust has published, or a pack file.

A folder is built as it would be published, so that both sides of a comparison are of one kind.
"""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from kiosk import wardpack
from kiosk.charter import build, packfiles
from kiosk.charter.faults import ContentError, Faults

SETTINGS_ENDING = ".toml"


class Source(Struct, frozen=True):
    """name: how lines call it. content: what it holds. root: of what is signed, else None. faults: how many a folder has."""

    name: str
    content: wardpack.Content
    root: bytes | None = None
    keys: wardpack.Keys | None = None
    faults: int = 0
    signed: tuple[wardpack.Signed, ...] = ()


def read(
    where: Path, ward: str = "", profile: wardpack.Profile | None = None, like: wardpack.Content | None = None
) -> Source:
    """What is there. ward: which of a trust's. like: what a folder is to be compared with, whose ward, mode and charter it is built for.

    Raises Refusal.
    """
    if where.is_dir():
        return _folder(where, profile or (like.profile if like else "adult"), like)
    if where.suffix == SETTINGS_ENDING:
        return _published(where, ward)
    found = packfiles.verified(where, Faults())
    if found is None or found.content is None:
        raise ContentError(f"{where}: has no content that can be trusted (kiosk charter check {where} says why)")
    return Source(str(where), found.content, found.root, found.keys, signed=packfiles.read(where).parts)


def _folder(folder: Path, profile: wardpack.Profile, like: wardpack.Content | None) -> Source:
    faults = Faults(all_of_them=True)
    content = build.build_content(
        folder,
        like.ward if like else "ward",
        wardpack.ward_name(like) if like else "the ward",
        like.mode if like else "demo",
        like.serial if like else 0,
        like.issued if like else 0,
        like.expires if like else 0,
        profile,
        faults=faults,
    )
    return Source(str(folder), content, faults=len(faults.lines))


def _published(settings: Path, ward: str) -> Source:
    # The trust's side is imported only where it is asked: it takes the database with it.
    from kiosk.trust import keys, packs, setup
    from kiosk.trust import settings as trust_settings

    with setup.opened(trust_settings.read(settings)) as (store, _), store.read() as connection:
        trust = keys.read_trust(connection)
        code = packs.ward_code(connection, ward)
        found = packs.published(connection, trust, code)
    return Source(f"{settings} ({code})", found.content, trust.root, found.keys, signed=found.signed)
