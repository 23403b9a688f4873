"""Any two holders make the key, one alone makes nothing, and a changed file is refused."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.trust import holders, keys
from kiosk.trust.holders import ShareError, join, split
from tests.trust.founded import WARD, FoundedTrust

roots = st.binary(min_size=32, max_size=32)


@given(roots)
def test_both_holders_of_the_root_make_it_again(secret: bytes) -> None:
    first, second = split("root", "north demo", secret, 2)
    assert join(first, second) == join(second, first) == secret


def test_any_two_of_three_holders_of_recovery_make_it_again() -> None:
    secret = bytes(range(96))
    shares = split("recovery", "north demo", secret, 3)
    for first, second in combinations(shares, 2):
        assert join(first, second) == secret


def test_one_holder_alone_makes_nothing() -> None:
    secret = bytes(range(96))
    for share in split("recovery", "north demo", secret, 3):
        with pytest.raises(ShareError, match="same holder"):
            join(share, share)
        assert all(part != secret for part in share.parts.values())
        assert len(set(share.parts.values())) == len(share.parts)


def test_shares_of_two_keys_or_two_trusts_do_not_join() -> None:
    first = split("root", "north demo", bytes(32), 2)[0]
    for other in (split("root", "north demo", bytes(31) + b"x", 2)[1], split("root", "south demo", bytes(32), 2)[1]):
        with pytest.raises(ShareError, match="not of the same key"):
            join(first, other)


def test_a_changed_share_is_refused(tmp_path: Path) -> None:
    shares = split("root", "north demo", bytes(range(32)), 2)
    path = holders.write_share(shares[1], tmp_path)
    text = path.read_text(encoding="utf-8")
    digit = text.rstrip()[-1]
    path.write_text(text.rstrip()[:-1] + ("0" if digit != "0" else "1") + "\n", encoding="utf-8")
    with pytest.raises(ShareError, match="was changed"):
        join(shares[0], holders.read_share(path))


def test_a_share_is_written_for_its_owner_alone_and_never_over_another(tmp_path: Path) -> None:
    share = split("root", "north demo", bytes(32), 2)[0]
    path = holders.write_share(share, tmp_path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert holders.read_share(path) == share
    with pytest.raises(FileExistsError):
        holders.write_share(share, tmp_path)


@given(st.text(max_size=200))
def test_any_other_file_is_refused_in_one_line(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = tmp_path_factory.mktemp("share") / "file"
    path.write_text("Wardlight key share, version 1\n" + text, encoding="utf-8")
    for read in (holders.read_share, holders.read_founding, holders.read_demo_root):
        with pytest.raises(ShareError) as caught:
            read(path)
        assert "\n" not in str(caught.value)


def test_the_founding_keys_are_those_of_the_groups_without_recovery(founded: FoundedTrust) -> None:
    assert set(founded.founding) == {"ward", "safeguarding", "advocate", "speak_up"}
    with founded.store.read() as connection:
        for key in founded.founding.values():
            assert key.id == keys.newest_key_id(connection, key.group)
    assert founded.founding["ward"].ward == WARD
