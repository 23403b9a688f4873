"""The real reader process between a real window and a real client of AT-SPI, on a bus of their own."""

from __future__ import annotations

from pathlib import Path

from tests.support import telling
from tests.support.at_spi import Client, Session
from tests.support.stalls import longest_stall, switches_while_pages_change
from tests.support.waiting import wait_for
from tests.support.whole_ward import WholeWard


def test_a_client_sees_the_page_as_it_is(client: Client) -> None:
    nodes = {(node["role"], node["name"]): node for node in client.nodes()}
    assert ("application", "Wardlight") in nodes
    assert nodes["frame", "Wardlight"]["box"] == [0, 0, 1280, 800]
    title = nodes["heading", "What would you like to do?"]
    assert "focused" in title["states"]
    assert "No name needed" in title["about"]
    door = nodes["push button", "Ward charter"]
    assert door["actions"] == ["click"]
    assert min(door["box"][2:]) > 100
    assert list(nodes)[-1] == ("push button", "Leave")


def test_attention_goes_both_ways(client: Client, ward: WholeWard) -> None:
    def focused(name: str) -> bool:
        return any(node["name"] == name and "focused" in node["states"] for node in client.nodes())

    assert client.ask("focus", "Wardlight", "push button", "How safe do you feel?")
    wait_for(lambda: focused("How safe do you feel?"), what="attention where the screen reader put it")
    ward.screen.xdotool("key", "Tab")
    wait_for(lambda: focused("Tell us something"), what="attention where the key put it")


def test_a_concern_is_told_and_sent_by_a_screen_reader_alone(client: Client) -> None:
    telling.goes_to_own_words(client)
    client.ask("listen", "object:announcement", "object:text-changed:insert", "object:text-caret-moved")
    telling.types(client, "Hi a")
    box = client.waits_for(*telling.BOX)
    assert (box["text"], box["caret"]) == ("Hi a", 4)
    heard = client.ask("heard")
    assert [event[3] for event in heard if event[0] == "object:text-changed:insert"] == list("Hi a")
    telling.sends(client)
    wait_for(lambda: "The trust has it" in client.waits_for("status bar")["name"], 30, "the trust to have it")
    news = [event[3] for event in client.ask("heard") if event[0] == "object:announcement"]
    assert len(news) == len(set(news)), news


def test_news_are_announced_once_and_politely_or_not_as_they_are_meant(client: Client) -> None:
    client.ask("listen", "object:announcement", "object:state-changed:focused")
    client.acts("push button", "Call staff")
    client.waits_for("push button", "Cancel my call")
    client.ask("focus", "Wardlight", "push button", "Leave")
    news: list[list[object]] = []

    def reached() -> bool:
        news.extend(event for event in client.ask("heard") if event[0] == "object:announcement")
        return client.node("status bar") is not None and "has your call" in client.waits_for("status bar")["name"]

    wait_for(reached, 30, "the ward system to have the call")
    reached()
    words = [str(event[3]) for event in news]
    assert len(words) == len(set(words)), words


def test_a_reader_that_is_killed_comes_back_and_the_window_never_knew(client: Client, ward: WholeWard) -> None:
    before = ward.tablet_pids()
    client.acts("push button", "Ward charter")
    client.waits_for("heading", "Our ward charter")
    ward.kill("reader")
    wait_for(lambda: ward.tablet_pids().get("reader") not in (None, before["reader"]), what="another reader process")
    client.waits_for("heading", "Our ward charter")
    assert ward.tablet_pids()["window"] == before["window"]


def test_switching_a_reader_on_and_off_while_pages_change_holds_up_nothing(
    ward: WholeWard, session: Session, pulse: Path
) -> None:
    without = switches_while_pages_change(session, ward, times=0, rounds=3)
    within = switches_while_pages_change(session, ward, times=10, rounds=3)
    # A page that is drawn by a processor that others use as well takes its time with and without a screen reader.
    allowed = max(0.2, 1.5 * longest_stall(pulse, *without))
    assert longest_stall(pulse, *within) <= allowed
