"""Pairing: one code, and nothing is stored that was not verified."""

import asyncio
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest

from kiosk import wardpack, wire
from kiosk.tablet.courier import messages
from kiosk.tablet.packstore import Held, PackStore
from tests.tablet.courier.fakes import RHYTHM, FakeClock, FakeTrust, Scene, paired_store


def pair(folder: Path, trust: FakeTrust, code: str | None = None, answers: Any = None) -> tuple[str, Scene]:
    """Type a code. Returns why it was refused, and what is around."""

    async def run() -> tuple[str, Scene]:
        scene = Scene(folder, trust, FakeClock())
        if answers is not None:
            scene.trust.mishap = answers
        async with scene.running():
            await scene.say(messages.PairWith(str(trust.code) if code is None else code))
            (ended,) = await scene.hear_only(messages.PairingEnded)
        return ended.refused, scene

    return asyncio.run(run())


def test_the_right_code_pairs_the_tablet_for_good(tmp_path: Path) -> None:
    trust = FakeTrust()
    refused, scene = pair(tmp_path, trust)
    assert refused == ""
    store = PackStore(tmp_path)
    assert store.pairing("demo") == trust.pairing
    assert store.private_key("demo").public_key().public_bytes_raw() == trust.public
    assert store.read("demo").serials == (1, 1, 1)
    news = [message for message in scene.heard if isinstance(message, messages.PackNews)]
    assert news == [messages.PackNews("demo", trust.root_public, "Corridor", tuple(trust.parts().values()))]


def test_a_paired_tablet_sends_and_calls_at_once(tmp_path: Path) -> None:
    trust = FakeTrust()

    async def run() -> None:
        scene = Scene(tmp_path, trust, FakeClock())
        async with scene.running():
            await scene.clock.pass_time(10)
            assert scene.calls.attempts == 0
            await scene.say(messages.PairWith(str(trust.code)))
            await scene.clock.pass_time(2 * RHYTHM)
            assert scene.calls.attempts == 1
            assert len(trust.slots) >= wire.SLOTS

    asyncio.run(run())


@pytest.mark.parametrize("typed", ["", "hello", "0000-0000-0000-000", "UUUU-UUUU-UUUU-UUUU"])
def test_what_is_no_code_is_refused_without_asking_anybody(tmp_path: Path, typed: str) -> None:
    trust = FakeTrust()
    assert pair(tmp_path, trust, typed)[0] == "code"
    assert trust.requests == []


def test_a_wrong_secret_is_refused_by_the_trust(tmp_path: Path) -> None:
    trust = FakeTrust()
    wrong = wire.PairingCode(trust.code.root, b"wrong")
    assert pair(tmp_path, trust, str(wrong))[0] == "code"


@pytest.mark.parametrize("refused", ["code", "expired", "mode"])
def test_a_refusal_is_passed_on(tmp_path: Path, refused: Any) -> None:
    answer = wire.encode(wire.PairAnswer(refused=refused))
    assert pair(tmp_path, FakeTrust(), answers=lambda path, status, data: (200, answer))[0] == refused
    assert PackStore(tmp_path).pairing("demo") is None


def with_changes(trust: FakeTrust, **changes: Any) -> Any:
    def answers(path: str, status: int, data: bytes) -> tuple[int, bytes]:
        if path != wire.PAIR_PATH:
            return status, data
        return 200, wire.encode(msgspec.structs.replace(wire.decode_pair_answer(data), **changes))

    return answers


def test_a_root_with_another_fingerprint_than_the_codes_is_refused(tmp_path: Path) -> None:
    trust, other = FakeTrust(), FakeTrust(salt="other")
    answers = with_changes(trust, root=other.root_public, parts=tuple(other.parts().values()))
    assert pair(tmp_path, trust, answers=answers)[0] == "root"
    assert PackStore(tmp_path).read("demo") == Held()


@pytest.mark.parametrize("root", [b"", b"short", b"long" * 20])
def test_a_root_that_is_no_key_is_refused(tmp_path: Path, root: bytes) -> None:
    trust = FakeTrust()
    assert pair(tmp_path, trust, answers=with_changes(trust, root=root))[0] == "root"


def test_keys_that_the_root_did_not_sign_are_refused(tmp_path: Path) -> None:
    trust, other = FakeTrust(), FakeTrust(salt="other")
    assert pair(tmp_path, trust, answers=with_changes(trust, parts=tuple(other.parts().values())))[0] == "pack"
    assert PackStore(tmp_path).pairing("demo") is None


def test_an_answer_without_keys_is_refused(tmp_path: Path) -> None:
    trust = FakeTrust()
    assert pair(tmp_path, trust, answers=with_changes(trust, parts=()))[0] == "pack"


def test_demo_and_live_refuse_each_other_both_ways(tmp_path: Path) -> None:
    demo, live = FakeTrust("demo"), FakeTrust("live")
    for here, there in ((demo, live), (live, demo)):
        folder = tmp_path / here.mode
        folder.mkdir()
        # The trust itself would say so; here it does not, and the tablet must see it by the parts.
        answers = with_changes(here, parts=tuple(there.parts().values()), root=there.root_public)
        code = wire.PairingCode(wardpack.fingerprint(there.root_public), here.code.secret)
        assert pair(folder, here, str(code), answers)[0] == "mode"
        assert PackStore(folder).pairing(here.mode) is None


@pytest.mark.parametrize("page", [b"", b"<html>Sign in</html>", b"\xff" * 40])
def test_a_captive_portal_is_no_trust(tmp_path: Path, page: bytes) -> None:
    assert pair(tmp_path, FakeTrust(), answers=lambda path, status, data: (200, page))[0] == "link"


def test_a_network_that_is_not_there_is_said(tmp_path: Path) -> None:
    def away(path: str, status: int, data: bytes) -> tuple[int, bytes]:
        raise httpx.ConnectError("no network")

    assert pair(tmp_path, FakeTrust(), answers=away)[0] == "link"


def test_a_failed_pairing_leaves_the_one_in_force(tmp_path: Path) -> None:
    trust, other = FakeTrust(), FakeTrust(salt="other")
    paired_store(tmp_path, trust)
    assert pair(tmp_path, other, answers=with_changes(other, parts=()))[0] == "pack"
    assert PackStore(tmp_path).pairing("demo") == trust.pairing
