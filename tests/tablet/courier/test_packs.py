"""Newer parts of the ward pack: in force only when all of them verify under the pinned root."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk import wardpack, wire
from kiosk.tablet.courier import messages
from kiosk.tablet.packstore import PackStore
from tests.tablet.courier.fakes import RHYTHM, FakeClock, FakeTrust, Scene, paired_store, some_figures


def after_a_change(folder: Path, change: Callable[[FakeTrust], None], trust: FakeTrust | None = None) -> Scene:
    """A tablet three rhythms after its trust changed."""
    trust = trust or FakeTrust()
    paired_store(folder, trust)
    change(trust)

    async def run() -> Scene:
        scene = Scene(folder, trust, FakeClock())
        async with scene.running():
            await scene.clock.pass_time(3 * RHYTHM)
            await scene.hear()
        return scene

    return asyncio.run(run())


def held(scene: Scene) -> tuple[int, int, int]:
    return PackStore(scene.folder).read("demo").serials


def asked_for(scene: Scene) -> list[str]:
    return [
        path.removeprefix(wire.PACK_PATH) for _, path, *_ in scene.trust.requests if path.startswith(wire.PACK_PATH)
    ]


def test_nothing_newer_is_not_asked_for(tmp_path: Path) -> None:
    scene = after_a_change(tmp_path, lambda trust: None)
    assert asked_for(scene) == []
    assert sum(isinstance(message, messages.PackNews) for message in scene.heard) == 1


def test_a_newer_duty_part_comes_to_disk_and_window(tmp_path: Path) -> None:
    def change(trust: FakeTrust) -> None:
        trust.duty = msgspec.structs.replace(trust.duty, serial=2)

    scene = after_a_change(tmp_path, change)
    assert held(scene) == (1, 1, 2)
    news = [message for message in scene.heard if isinstance(message, messages.PackNews)]
    assert len(news) == 2
    assert news[-1].parts == (scene.trust.parts()["keys"], scene.trust.parts()["content"], scene.trust.parts()["duty"])
    assert ("info", "pack_replaced", {"keys": 1, "content": 1, "duty": 2}) in scene.log.lines


def test_parts_of_a_trust_that_was_taken_over_are_refused_and_the_held_ones_stay(tmp_path: Path) -> None:
    other = FakeTrust(salt="other")

    def take_over(trust: FakeTrust) -> None:
        # All but the offline root is in the attacker's hands: a keys part with keys of their own, signed by a root of their own.
        trust.keys = msgspec.structs.replace(other.keys, serial=2)
        trust.root = other.root

    scene = after_a_change(tmp_path, take_over)
    assert held(scene) == (1, 1, 1)
    assert ("error", "pack_not_replaced", {"reason": "not_verified"}) in scene.log.lines
    there = {slot[1:9] for slot in scene.trust.slots}
    assert len(there) == 1  # nothing was sealed to the new key
    assert scene.identity.keys is not None
    assert scene.identity.keys.intake == FakeTrust().keys.intake


def test_new_signers_bring_the_parts_that_no_longer_verify_with_them_in_one_step(tmp_path: Path) -> None:
    signer = Ed25519PrivateKey.generate()

    def change(trust: FakeTrust) -> None:
        public = signer.public_key().public_bytes_raw()
        trust.keys = msgspec.structs.replace(trust.keys, serial=2, content_signer=public, duty_signer=public)
        trust.signer = signer

    scene = after_a_change(tmp_path, change)
    assert asked_for(scene)[-3:] == ["keys", "content", "duty"]  # same serials, other signatures
    assert held(scene) == (2, 1, 1)


def test_new_keys_wait_until_the_other_parts_verify_too(tmp_path: Path) -> None:
    def change(trust: FakeTrust) -> None:
        public = Ed25519PrivateKey.generate().public_key().public_bytes_raw()
        trust.keys = msgspec.structs.replace(trust.keys, serial=2, content_signer=public)

    scene = after_a_change(tmp_path, change)
    assert held(scene) == (1, 1, 1)
    assert PackStore(scene.folder).read("demo").content is not None


@pytest.mark.parametrize(
    "page",
    [b"", b"<html>Sign in</html>", b"\xff" * 100, b"x" * (wardpack.MOST_BYTES + 1_000)],
    ids=["empty", "portal", "noise", "endless"],
)
def test_what_is_no_part_is_not_taken_and_is_asked_for_again_with_the_next_batch(tmp_path: Path, page: bytes) -> None:
    trust = FakeTrust()

    def change(trust: FakeTrust) -> None:
        trust.content = msgspec.structs.replace(trust.content, serial=2)
        trust.mishap = lambda path, status, data: (200, page) if path.startswith(wire.PACK_PATH) else (status, data)

    scene = after_a_change(tmp_path, change, trust)
    assert held(scene) == (1, 1, 1)
    assert asked_for(scene).count("content") >= 2


def test_another_part_than_was_asked_for_is_refused(tmp_path: Path) -> None:
    def change(trust: FakeTrust) -> None:
        trust.content = msgspec.structs.replace(trust.content, serial=2)
        duty = wire.encode(trust.parts()["duty"])
        trust.mishap = lambda path, status, data: (200, duty) if path.startswith(wire.PACK_PATH) else (status, data)

    assert held(after_a_change(tmp_path, change)) == (1, 1, 1)


def test_with_a_new_intake_key_chaff_is_sealed_to_it_from_the_next_batches_on(tmp_path: Path) -> None:
    other = FakeTrust(salt="other")

    def change(trust: FakeTrust) -> None:
        trust.keys = msgspec.structs.replace(trust.keys, serial=2, intake=other.keys.intake)

    trust = FakeTrust()
    paired_store(tmp_path, trust)

    async def run() -> None:
        scene = Scene(tmp_path, trust, FakeClock())
        async with scene.running():
            await scene.clock.pass_time(RHYTHM)
            change(trust)
            await scene.clock.pass_time(12 * RHYTHM)

    asyncio.run(run())
    for body in trust.batches.values():
        assert len({slot[1:9] for slot in wire.decode_batch(body).slots}) == 1
    assert len({slot[1:9] for slot in trust.slots}) == 2


def test_parts_that_were_spoilt_on_the_disk_are_fetched_again(tmp_path: Path) -> None:
    def spoil(trust: FakeTrust) -> None:
        above = tmp_path / "pack-demo"
        (above / (above / "current").read_text() / "parts").write_bytes(b"spoilt")

    trust = FakeTrust()
    paired_store(tmp_path, trust)

    async def run() -> None:
        first = Scene(tmp_path, trust, FakeClock())
        async with first.running():
            await first.clock.pass_time(6)
        spoil(trust)
        second = Scene(tmp_path, trust, FakeClock(), number=9)
        async with second.running():
            await second.clock.pass_time(2 * RHYTHM)
        assert held(second) == (1, 1, 1)

    asyncio.run(run())


def test_parts_that_come_while_the_tablet_is_paired_anew_do_not_replace_the_new_ones(tmp_path: Path) -> None:
    trust = FakeTrust()
    paired_store(tmp_path, trust)
    trust.duty = msgspec.structs.replace(trust.duty, serial=2)

    async def run() -> None:
        scene = Scene(tmp_path, trust, FakeClock())

        def paired_anew(path: str, status: int, data: bytes) -> tuple[int, bytes]:
            if path.startswith(wire.PACK_PATH):
                scene.identity.held = msgspec.structs.replace(scene.identity.held, place="Elsewhere")
            return status, data

        trust.mishap = paired_anew
        async with scene.running():
            await scene.clock.pass_time(3 * RHYTHM)
        assert held(scene) == (1, 1, 1)

    asyncio.run(run())


SPOILT: dict[str, Callable[[FakeTrust, wardpack.Signed], wardpack.Signed]] = {
    "unsigned": lambda _, part: msgspec.structs.replace(part, signature=bytes(64)),
    "tampered with": lambda _, part: msgspec.structs.replace(part, body=part.body[:-1] + bytes([part.body[-1] ^ 1])),
    "signed by somebody else": lambda _, part: wardpack.sign(_part(part), Ed25519PrivateKey.generate()),
    "signed by the root, whose word it is not": lambda trust, part: wardpack.sign(_part(part), trust.root),
    "older": lambda trust, part: wardpack.sign(msgspec.structs.replace(_part(part), serial=4), trust.signer),
    "other words under the serial that is held": lambda trust, part: wardpack.sign(
        msgspec.structs.replace(_part(part), serial=5, issued=1), trust.signer
    ),
    "of another ward": lambda trust, part: wardpack.sign(
        msgspec.structs.replace(_part(part), ward="elm"), trust.signer
    ),
    "of the other mode": lambda trust, part: wardpack.sign(
        msgspec.structs.replace(_part(part), mode="live"), trust.signer
    ),
    "demo outside and live inside": lambda trust, part: msgspec.structs.replace(
        wardpack.sign(msgspec.structs.replace(_part(part), mode="live"), trust.signer), mode="demo"
    ),
}


def _part(signed: wardpack.Signed) -> wardpack.Content | wardpack.Duty:
    kind: type[wardpack.Content] | type[wardpack.Duty] = wardpack.Content if signed.name == "content" else wardpack.Duty
    return msgspec.msgpack.decode(signed.body, type=kind)


@pytest.mark.parametrize("name", ["content", "duty"])
@pytest.mark.parametrize("how", SPOILT)
def test_a_spoilt_part_is_refused_and_the_last_good_one_stays_and_is_shown(tmp_path: Path, how: str, name: str) -> None:
    trust = FakeTrust()
    trust.content = msgspec.structs.replace(trust.content, serial=5)
    trust.duty = msgspec.structs.replace(trust.duty, serial=5)
    good = trust.parts()[name]

    def change(trust: FakeTrust) -> None:
        # The trust announces a newer part, and what comes is not what it should be.
        if name == "content":
            trust.content = msgspec.structs.replace(trust.content, serial=6)
        else:
            trust.duty = msgspec.structs.replace(trust.duty, serial=6)
        bad = wire.encode(SPOILT[how](trust, trust.parts()[name]))
        trust.mishap = lambda path, status, data: (200, bad) if path == f"{wire.PACK_PATH}{name}" else (status, data)

    scene = after_a_change(tmp_path, change, trust)
    assert asked_for(scene).count(name) >= 2  # asked for again with the next batch: a good one may come
    assert ("error", "pack_not_replaced", {"reason": "not_verified"}) in scene.log.lines
    kept = PackStore(tmp_path).read("demo")
    assert good in kept.parts
    assert kept.serials == (1, 5, 5)


# --- figures, which a ward can do without -------------------------------------------------------------------------


def with_figures(trust: FakeTrust) -> None:
    trust.figures = some_figures()


def test_figures_come_after_the_others_and_are_asked_for_once(tmp_path: Path) -> None:
    def change(trust: FakeTrust) -> None:
        trust.duty = msgspec.structs.replace(trust.duty, serial=2)
        with_figures(trust)

    scene = after_a_change(tmp_path, change)
    assert asked_for(scene) == ["duty", "duty", "figures"]  # the first time with a counter that the trust then corrects
    assert PackStore(tmp_path).read("demo").figures == some_figures()
    news = [message for message in scene.heard if isinstance(message, messages.PackNews)]
    assert news[-1].parts == tuple(scene.trust.parts().values())


def test_a_trust_that_knows_of_no_figures_is_not_asked_and_nothing_is_amiss(tmp_path: Path) -> None:
    trust = FakeTrust()
    trust.knows_figures = False
    scene = after_a_change(tmp_path, with_figures, trust)
    assert asked_for(scene) == []
    assert [line for line in scene.log.lines if line[0] == "error"] == []


def test_figures_that_cannot_be_had_hold_nothing_else_up(tmp_path: Path) -> None:
    def change(trust: FakeTrust) -> None:
        trust.duty = msgspec.structs.replace(trust.duty, serial=2)
        trust.figures = some_figures(groups=(wardpack.GroupFigures("patient", 3, 25),))

    scene = after_a_change(tmp_path, change)
    assert held(scene) == (1, 1, 2)
    assert PackStore(tmp_path).read("demo").figures is None
    sent = len(scene.trust.batches)
    assert sent >= 2  # the sending goes on
    assert asked_for(scene).count("figures") == sent  # once with a batch, and no more


def test_figures_of_another_signer_or_a_lower_serial_are_refused(tmp_path: Path) -> None:
    trust = FakeTrust()
    trust.figures = some_figures(serial=5)
    older = wire.encode(wardpack.sign(some_figures(serial=4), trust.signer))
    stolen = wire.encode(wardpack.sign(some_figures(serial=6), Ed25519PrivateKey.generate()))
    for number, offered in enumerate((older, stolen)):

        def change(trust: FakeTrust, offered: bytes = offered) -> None:
            trust.figures = some_figures(serial=6)
            trust.mishap = lambda path, status, data: (
                (200, offered) if path == wire.PACK_PATH + "figures" else (status, data)
            )

        trust.figures = some_figures(serial=5)
        after_a_change(tmp_path / str(number), change, trust)
        assert PackStore(tmp_path / str(number)).read("demo").figures == some_figures(serial=5)


def test_figures_that_new_keys_no_longer_verify_are_fetched_anew(tmp_path: Path) -> None:
    signer = Ed25519PrivateKey.generate()
    trust = FakeTrust()
    with_figures(trust)

    def change(trust: FakeTrust) -> None:
        public = signer.public_key().public_bytes_raw()
        trust.keys = msgspec.structs.replace(trust.keys, serial=2, content_signer=public, duty_signer=public)
        trust.signer = signer

    scene = after_a_change(tmp_path, change, trust)
    assert asked_for(scene)[-4:] == ["keys", "content", "duty", "figures"]
    assert PackStore(tmp_path).read("demo").figures == some_figures()
