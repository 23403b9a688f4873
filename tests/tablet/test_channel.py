"""Messages between the tablet's processes: whole, in order, bounded, and closed at the first thing that makes no sense."""

import socket
from collections.abc import Iterator

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.tablet import channel
from kiosk.tablet.channel import Channel, ChannelClosed
from kiosk.tablet.courier.messages import Delivered, Drew, FromCourier, FromWindow, Keep, Kept, TellHealth
from tests.support.waiting import wait_for


def pair() -> tuple[Channel[FromCourier], Channel[FromWindow]]:
    window, courier = socket.socketpair()
    return Channel(window, FromCourier), Channel(courier, FromWindow)


@pytest.fixture
def both() -> Iterator[tuple[Channel[FromCourier], Channel[FromWindow]]]:
    window, courier = pair()
    yield window, courier
    window.close()
    courier.close()


messages = st.one_of(
    st.builds(Keep, st.binary(max_size=16), st.binary(max_size=20_000)),
    st.builds(Drew, st.floats(0, 100)),
    st.builds(TellHealth),
)


@given(st.lists(messages, max_size=10))
def test_messages_arrive_whole_and_in_order(sent: list[FromWindow]) -> None:
    window, courier = pair()
    got: list[FromWindow] = []
    for message in sent:
        window.send(message)
        got += courier.receive()
    while len(got) < len(sent):
        window.flush()
        got += courier.receive()
    assert got == sent
    window.close()
    courier.close()


def test_nothing_to_read_is_no_message(both: tuple[Channel[FromCourier], Channel[FromWindow]]) -> None:
    assert both[0].receive() == []


def test_what_the_other_side_does_not_take_yet_waits_and_then_arrives(
    both: tuple[Channel[FromCourier], Channel[FromWindow]],
) -> None:
    window, courier = both
    slot = b"s" * (1 << 20)
    for _ in range(4):
        window.send(Keep(b"i" * 16, slot))
    assert window.wants_write
    got: list[FromWindow] = []

    def all_there() -> bool:
        got.extend(courier.receive())
        window.flush()
        return len(got) == 4

    wait_for(all_there)
    assert not window.wants_write


def test_a_side_that_never_reads_is_given_up(both: tuple[Channel[FromCourier], Channel[FromWindow]]) -> None:
    window, _ = both
    message = Keep(b"i" * 16, b"s" * (channel.MOST_BYTES - 100))

    def send_without_end() -> None:
        while True:
            window.send(message)

    with pytest.raises(ChannelClosed, match="does not read"):
        send_without_end()
    assert window.closed


def test_a_message_that_is_too_long_is_not_sent(both: tuple[Channel[FromCourier], Channel[FromWindow]]) -> None:
    with pytest.raises(ChannelClosed):
        both[0].send(Keep(b"i" * 16, b"s" * channel.MOST_BYTES))


@given(st.binary(min_size=1, max_size=200))
def test_bytes_that_are_no_message_close_the_channel_and_nothing_else(noise: bytes) -> None:
    ours, theirs = socket.socketpair()
    courier: Channel[FromWindow] = Channel(theirs, FromWindow)
    ours.sendall(len(noise).to_bytes(4, "big") + noise)
    try:
        found = courier.receive()
    except ChannelClosed:
        assert courier.closed
    else:
        assert len(found) == 1  # the noise happened to be a message
    ours.close()
    courier.close()


def test_a_length_beyond_all_bounds_closes_the_channel() -> None:
    ours, theirs = socket.socketpair()
    courier: Channel[FromWindow] = Channel(theirs, FromWindow)
    ours.sendall((channel.MOST_BYTES + 1).to_bytes(4, "big"))
    with pytest.raises(ChannelClosed, match="too long"):
        courier.receive()
    ours.close()


def test_a_message_for_the_other_direction_closes_the_channel(
    both: tuple[Channel[FromCourier], Channel[FromWindow]],
) -> None:
    window, courier = both
    window.send(Kept(b"i" * 16))
    with pytest.raises(ChannelClosed, match="no message"):
        courier.receive()


def test_what_was_sent_before_the_end_is_handed_out_before_the_end_is_said(
    both: tuple[Channel[FromCourier], Channel[FromWindow]],
) -> None:
    window, courier = both
    courier.send(Kept(b"i" * 16))
    courier.send(Delivered(b"i" * 16))
    courier.close()
    assert window.receive() == [Kept(b"i" * 16), Delivered(b"i" * 16)]
    with pytest.raises(ChannelClosed):
        window.receive()
    with pytest.raises(ChannelClosed):
        window.send(TellHealth())


def test_a_message_cut_off_by_the_end_is_not_handed_out() -> None:
    ours, theirs = socket.socketpair()
    courier: Channel[FromWindow] = Channel(theirs, FromWindow)
    body = msgspec.msgpack.encode(Drew(1.0))
    ours.sendall(len(body).to_bytes(4, "big") + body[:-1])
    ours.close()
    with pytest.raises(ChannelClosed):
        courier.receive()


def test_closing_twice_does_nothing(both: tuple[Channel[FromCourier], Channel[FromWindow]]) -> None:
    both[0].close()
    both[0].close()
    assert both[0].closed
