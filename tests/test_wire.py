"""What tablet and trust say to each other: one size, one form, and whatever else comes is refused with a WireError."""

import base64

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from kiosk import callstate, envelope, wardpack, wire
from tests.sealing import seed

KEY = Ed25519PrivateKey.from_private_bytes(seed("tablet", 32))
PUBLIC = KEY.public_key().public_bytes_raw()
ROOT = seed("root", 32)


def slot(number: int) -> bytes:
    return bytes([envelope.VERSION]) + seed(f"slot {number}", envelope.SLOT_BYTES - 1)


BATCH = wire.Batch(seed("batch", 16), "demo", tuple(map(slot, range(wire.SLOTS))))
DATA = wire.encode_batch(BATCH)
ids = st.binary(min_size=16, max_size=16)

# --- batches -----------------------------------------------------------------------------------------------------


def test_a_batch_comes_back_as_it_was_and_always_has_one_size() -> None:
    assert wire.decode_batch(DATA) == BATCH
    assert len(DATA) == wire.BATCH_BYTES == 18 + 8 * 16_384


@given(st.binary(max_size=300))
def test_bytes_of_another_size_are_no_batch(data: bytes) -> None:
    with pytest.raises(wire.WireError):
        wire.decode_batch(data)


@pytest.mark.parametrize("data", [DATA[:-1], DATA + b"\x00", b"\x02" + DATA[1:], DATA[:1] + b"\x07" + DATA[2:]])
def test_a_batch_cut_short_made_longer_or_of_another_version_or_mode_is_refused(data: bytes) -> None:
    with pytest.raises(wire.WireError):
        wire.decode_batch(data)


@pytest.mark.parametrize("position", range(wire.SLOTS))
def test_a_batch_with_something_unsealed_is_refused(position: int) -> None:
    at = wire.BATCH_HEAD + position * envelope.SLOT_BYTES
    with pytest.raises(wire.WireError, match="not sealed"):
        wire.decode_batch(DATA[:at] + b"{" + DATA[at + 1 :])


@pytest.mark.parametrize(
    "batch",
    [
        wire.Batch(b"short", "demo", BATCH.slots),
        wire.Batch(BATCH.id, "demo", BATCH.slots[:-1]),
        wire.Batch(BATCH.id, "demo", (*BATCH.slots[:-1], b"\x01")),
    ],
)
def test_what_is_no_whole_batch_is_never_made_into_bytes(batch: wire.Batch) -> None:
    with pytest.raises(wire.WireError):
        wire.encode_batch(batch)


# --- answers -----------------------------------------------------------------------------------------------------

answers = st.builds(
    wire.Answer,
    st.sampled_from(["stored", "conflict", "counter", "refused"]),
    ids,
    st.lists(ids, max_size=8).map(tuple),
    st.integers(0, 2**53),
    st.tuples(*[st.integers(0, 2**40)] * 3),
    st.integers(0, 2**40),
    st.text(max_size=60),
    st.integers(0, 2**40),
)
STORED = wire.Answer("stored", BATCH.id, BATCH.slot_ids, 5, (1, 2, 3), 1_800_000_000)


@given(answers)
def test_every_answer_has_one_size_and_comes_back_as_it_was(answer: wire.Answer) -> None:
    data = wire.encode_answer(answer)
    assert len(data) == wire.ANSWER_BYTES
    assert wire.decode_answer(data) == answer


def test_a_tablet_from_before_there_were_figures_takes_an_answer_that_does_not_speak_of_them() -> None:
    before = msgspec.defstruct(
        "Before",
        [
            (field.name, field.type, field.default)
            for field in msgspec.structs.fields(wire.Answer)
            if field.name != "figures"
        ],
        frozen=True,
        forbid_unknown_fields=True,
    )

    def said(answer: wire.Answer) -> bytes:
        data = wire.encode_answer(answer)
        return data[4 : 4 + int.from_bytes(data[:4], "big")]

    assert msgspec.structs.asdict(msgspec.msgpack.decode(said(STORED), type=before))["slots"] == STORED.slots
    known = said(msgspec.structs.replace(STORED, figures=1))
    with pytest.raises(msgspec.ValidationError):
        msgspec.msgpack.decode(known, type=before)


def test_an_answer_that_does_not_fit_is_never_sent() -> None:
    with pytest.raises(wire.WireError, match="does not fit"):
        wire.encode_answer(wire.Answer("refused", reason="r" * 2_000))


@given(st.binary(max_size=1_100))
def test_noise_is_no_answer(noise: bytes) -> None:
    try:
        found = wire.decode_answer(noise)
    except wire.WireError:
        return
    assert wire.encode_answer(found) == noise


@given(st.integers(0, wire.ANSWER_BYTES - 1), st.integers(1, 255))
def test_a_flipped_byte_never_makes_another_answer_acknowledge_a_batch(at: int, flip: int) -> None:
    data = bytearray(wire.encode_answer(STORED))
    data[at] ^= flip
    try:
        found = wire.decode_answer(bytes(data))
    except wire.WireError:
        return
    same = found.result == "stored" and found.batch == BATCH.id and set(found.slots) == set(BATCH.slot_ids)
    assert wire.acknowledges(found, BATCH) == same


@pytest.mark.parametrize(
    "page",
    [
        b"<html><body>Sign in to the guest network</body></html>".ljust(wire.ANSWER_BYTES),
        b"OK",
        b"",
        b"\x00" * wire.ANSWER_BYTES,
        b"\xff" * wire.ANSWER_BYTES,
        wire.encode_answer(STORED)[:-1] + b"\x01",
    ],
)
def test_a_page_of_a_captive_portal_is_no_answer(page: bytes) -> None:
    with pytest.raises(wire.WireError):
        wire.decode_answer(page)


@pytest.mark.parametrize(
    "answer",
    [
        msgspec.structs.replace(STORED, result="conflict"),
        msgspec.structs.replace(STORED, batch=seed("other", 16)),
        msgspec.structs.replace(STORED, slots=BATCH.slot_ids[:-1]),
        msgspec.structs.replace(STORED, slots=()),
        msgspec.structs.replace(STORED, slots=(*BATCH.slot_ids, seed("more", 16))),
    ],
)
def test_only_an_answer_that_names_the_batch_and_all_its_slots_lets_go_of_it(answer: wire.Answer) -> None:
    assert wire.acknowledges(STORED, BATCH)
    assert not wire.acknowledges(answer, BATCH)


# --- signed requests ---------------------------------------------------------------------------------------------


def signed(counter: int = 3, body: bytes = b"body") -> dict[str, str]:
    return wire.sign_request(KEY, "tablet", "POST", wire.BATCH_PATH, counter, "demo", body)


def check(headers: dict[str, str], **changes: object) -> int:
    facts = {"public": PUBLIC, "method": "POST", "path": wire.BATCH_PATH, "mode": "demo", "body": b"body"} | changes
    return wire.check_request(
        counter=headers[wire.COUNTER_HEADER],
        signature=headers[wire.SIGNATURE_HEADER],
        **facts,  # type: ignore[arg-type]
    )


def test_a_signed_request_is_known_by_its_tablet_and_tells_its_counter() -> None:
    assert check(signed(42)) == 42


@given(st.integers(0, 10**16 - 1), st.binary(max_size=100))
def test_the_headers_of_all_requests_have_one_length(counter: int, body: bytes) -> None:
    lengths = {name: len(value) for name, value in signed(counter, body).items()}
    assert lengths == {name: len(value) for name, value in signed().items()}


@pytest.mark.parametrize(
    "changes",
    [
        {"method": "GET"},
        {"path": wire.PAIR_PATH},
        {"mode": "live"},
        {"body": b"body "},
        {"public": seed("other", 32)},
        {"public": b"short"},
    ],
)
def test_a_signature_holds_for_this_request_alone(changes: dict[str, object]) -> None:
    with pytest.raises(wire.WireError):
        check(signed(), **changes)


def test_a_counter_cannot_be_changed_under_its_signature() -> None:
    with pytest.raises(wire.WireError):
        check(signed(3) | {wire.COUNTER_HEADER: f"{4:016d}"})


@pytest.mark.parametrize("counter", ["3", "", "-000000000000003", "٠٠٠٠٠٠٠٠٠٠٠٠٠٠٠٣", "0" * 17, " " * 16])
def test_a_counter_in_another_form_is_refused(counter: str) -> None:
    with pytest.raises(wire.WireError, match="sixteen digits"):
        check(signed() | {wire.COUNTER_HEADER: counter})


@given(st.text(max_size=100))
def test_a_signature_in_another_form_is_refused(signature: str) -> None:
    with pytest.raises(wire.WireError):
        check(signed() | {wire.SIGNATURE_HEADER: signature})


def test_a_signature_cut_short_is_refused() -> None:
    short = base64.b64encode(base64.b64decode(signed()[wire.SIGNATURE_HEADER])[:-1]).decode()
    with pytest.raises(wire.WireError):
        check(signed() | {wire.SIGNATURE_HEADER: short})


# --- pairing -----------------------------------------------------------------------------------------------------


@given(st.binary(min_size=5, max_size=5), st.sampled_from(["", " ", "-"]), st.booleans())
def test_a_pairing_code_is_read_as_it_was_shown_and_as_people_type_it(secret: bytes, between: str, lower: bool) -> None:
    code = wire.new_pairing_code(ROOT, lambda size: secret)
    typed = str(code).replace("-", between)
    typed = typed.lower() if lower else typed
    assert wire.read_pairing_code(f" {typed} ") == code
    assert wire.read_pairing_code(typed.replace("1", "I").replace("0", "o")) == code
    assert code.root == wardpack.fingerprint(ROOT)


@given(st.text(max_size=24))
def test_other_text_is_no_pairing_code(typed: str) -> None:
    try:
        code = wire.read_pairing_code(typed)
    except wire.WireError:
        return
    assert wire.read_pairing_code(str(code)) == code


# --- calls and other messages ------------------------------------------------------------------------------------

added = st.builds(
    callstate.Added,
    st.lists(st.sampled_from(callstate.KINDS), max_size=4, unique=True).map(tuple),
    st.sampled_from(["", "woman", "man", "either"]),
    st.booleans(),
)
news = st.builds(
    wire.News,
    ids,
    st.sampled_from(["sending", "received", "shown", "accepted", "attended", "reset", "cancelled"]),
    st.text(max_size=40),
    st.integers(0, 9),
    added,
    st.integers(0, 2**31),
)
from_tablet = st.one_of(
    st.builds(wire.Hello, st.just(signed())),
    st.builds(wire.Press, ids, st.floats(0, 1e6), st.booleans()),
    st.builds(wire.Cancel, ids),
    st.builds(wire.Tell, ids, st.integers(1, 2**31), added),
    st.builds(wire.Beat, st.floats(-1, 1e6), st.integers(0, 2**40)),
)
to_tablet = st.one_of(news, st.builds(wire.Welcome, st.booleans(), st.integers(0, 2**50)), st.builds(wire.Beat))


@given(from_tablet)
def test_what_a_tablet_says_comes_back_as_it_was(message: wire.FromTablet) -> None:
    assert wire.decode_from_tablet(wire.encode(message)) == message


@given(to_tablet)
def test_what_the_trust_says_comes_back_as_it_was(message: wire.ToTablet) -> None:
    assert wire.decode_to_tablet(wire.encode(message)) == message


polls = st.builds(
    wire.Poll,
    st.lists(from_tablet, max_size=wire.POLL_MOST_MESSAGES).map(tuple),
    st.binary(max_size=32),
    st.booleans(),
)
polled = st.builds(
    wire.Polled,
    st.lists(st.one_of(to_tablet, st.just(wire.AskTest())), max_size=8).map(tuple),
    st.binary(max_size=32),
    st.integers(0, 2**50),
)


@given(polls)
def test_a_request_for_calls_comes_back_as_it_was(poll: wire.Poll) -> None:
    assert wire.decode_poll(wire.encode(poll)) == poll


@given(polled)
def test_an_answer_about_calls_comes_back_as_it_was(answer: wire.Polled) -> None:
    assert wire.decode_polled(wire.encode(answer)) == answer


@given(polls, st.integers(min_value=0))
def test_a_request_for_calls_that_is_cut_is_refused(poll: wire.Poll, at: int) -> None:
    data = wire.encode(poll)
    with pytest.raises(wire.WireError):
        wire.decode_poll(data[: at % len(data)])


def test_whatever_a_tablet_may_say_at_once_about_calls_fits_into_one_request_and_no_more_is_taken() -> None:
    everything = callstate.Added(callstate.KINDS, "either", True)
    say: tuple[wire.FromTablet, ...] = (
        wire.Tell(b"i" * 16, 2**31, everything),
        wire.Press(b"i" * 16, 1e9, True),
        wire.Beat(1e9, 2**40, 100, True),
    )
    longest = max(say, key=lambda message: len(wire.encode(message)))
    full = wire.Poll((longest,) * wire.POLL_MOST_MESSAGES, b"k" * 32)
    assert len(wire.encode(full)) <= wire.POLL_MOST_BYTES
    with pytest.raises(wire.WireError):
        wire.decode_poll(wire.encode(wire.Poll((longest,) * (wire.POLL_MOST_MESSAGES + 1))))


def test_the_answer_holds_as_many_calls_as_somebody_can_make_and_take_back_in_the_time_for_which_they_are_told() -> (
    None
):
    each = wire.News(b"i" * 16, "cancelled", "", 9)
    calls = int(2 * callstate.CANCELLED_STAYS)  # two a second
    answer = wire.Polled((wire.Beat(clock=2**40), *[each] * calls), b"k" * 32, 2**50)
    assert len(wire.encode(answer)) <= wire.POLLED_MOST_BYTES


@given(st.binary(max_size=200))
def test_noise_is_no_message_to_either_side(noise: bytes) -> None:
    for decode in (
        wire.decode_poll,
        wire.decode_polled,
        wire.decode_from_tablet,
        wire.decode_to_tablet,
        wire.decode_pair_request,
        wire.decode_pair_answer,
    ):
        try:
            decode(noise)
        except wire.WireError:
            continue


@pytest.mark.parametrize("decode", [wire.decode_from_tablet, wire.decode_to_tablet])
def test_a_message_of_a_call_that_is_too_long_is_refused(decode: object) -> None:
    long = wire.encode(wire.News(b"i" * 16, "shown", "b" * wire.CALL_MOST_BYTES))
    with pytest.raises(wire.WireError, match="too long"):
        decode(long)  # type: ignore[operator]


def test_a_press_from_the_future_is_refused() -> None:
    with pytest.raises(wire.WireError):
        wire.decode_from_tablet(wire.encode(wire.Press(b"i" * 16, -1.0)))


@pytest.mark.parametrize(
    "tell",
    [
        {"type": "tell", "call": b"i" * 16, "number": 0, "added": {}},
        {"type": "tell", "call": b"i" * 16, "number": 1, "added": {"kinds": ["assault"]}},
        {"type": "tell", "call": b"i" * 16, "number": 1, "added": {"kinds": ["talk"] * 5}},
        {"type": "tell", "call": b"i" * 16, "number": 1, "added": {"who": "my friend"}},
        {"type": "tell", "call": b"i" * 16, "number": 1, "added": {"words": "It was"}},
    ],
)
def test_only_the_agreed_answers_can_be_added_to_a_call_and_no_words(tell: dict[str, object]) -> None:
    with pytest.raises(wire.WireError):
        wire.decode_from_tablet(msgspec.msgpack.encode(tell))


def test_a_tablet_from_before_there_was_tell_understands_the_news_of_its_calls() -> None:
    plain = msgspec.msgpack.decode(wire.encode(wire.News(b"i" * 16, "accepted", "nurse", 1)))
    assert plain.keys() <= {"type", "call", "progress", "by", "escalations"}


def test_pairing_messages_come_back_as_they_were() -> None:
    request = wire.PairRequest(seed("secret", 5), PUBLIC, "demo")
    assert wire.decode_pair_request(wire.encode(request)) == request
    answer = wire.PairAnswer("", "tablet", "Corridor", ROOT, (), (1, 2, 3, 4))
    assert wire.decode_pair_answer(wire.encode(answer)) == answer
    with pytest.raises(wire.WireError):
        wire.decode_pair_request(wire.encode(answer))
