"""A message goes to the reporter's code, what they answer comes into the case with its proof, and taking back asks for support."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.trust.console.pages import ConcernPage, ConcernsPage
from tests.trust.console.reporter import Reporter
from tests.trust.console.running import RunningTrust


def test_a_message_is_read_with_the_code_and_what_they_answer_stands_in_the_case(
    trust: RunningTrust, sign_in: Callable[[str], Page]
) -> None:
    reporter = Reporter(trust, "It was the lounge.")
    page = sign_in("nurse")
    concerns = ConcernsPage(page, trust.address)
    concerns.open()
    case = concerns.read()
    address = page.url
    case.begin("Write a message to them")
    page.get_by_label("What you want to say").fill("Thank you for telling us.\nWhat would help you now?")
    page.get_by_label("It asks something").check()
    case.send("Send it to them")
    expect(case.notice).to_contain_text("only their code opens it")
    (reply,) = reporter.read()
    assert (reply.number, reply.words, reply.asks, reply.ward_reads) == (
        1,
        "Thank you for telling us.\nWhat would help you now?",
        True,
        True,
    )

    reporter.add("answer", "To sit somewhere else.", to=1)
    reporter.add("more", "A third person wrote this.", forged=True)
    reporter.add("take_back")
    concerns.open()
    expect(concerns.rows.first).to_contain_text("3 new messages")
    expect(concerns.rows.first).to_contain_text("They want to take it back")
    page.goto(f"{trust.address}/console/concerns?show=new")
    expect(concerns.rows).to_have_count(1)
    page.goto(address)
    said = page.locator(".said")
    answer = said.filter(has_text="To sit somewhere else.")
    expect(answer).to_contain_text("They answer your message 1")
    expect(answer).to_contain_text("Proven: it was written with this concern’s code")
    expect(said.filter(has_text="A third person wrote this.")).to_contain_text("Not proven")

    page.get_by_role("link", name="Follow it up with support").click()
    expect(page.get_by_text("nothing is deleted")).to_be_visible()
    page.get_by_label("What was done for them").fill("A talk with the advocate was offered.")
    case.send("Save")
    expect(case.todos.filter(has_text="take it back")).to_have_count(0)
    page.goto(f"{trust.address}/console/concerns?show=new")
    expect(concerns.rows).to_have_count(0)


def test_nobody_closes_while_somebody_wants_to_take_it_back(
    trust: RunningTrust, sign_in: Callable[[str], Page]
) -> None:
    reporter = Reporter(trust, "I should not have said it.")
    reporter.add("take_back")
    page = sign_in("nurse")
    page.goto(f"{trust.address}/console/concerns?show=new")
    page.locator("tbody tr").get_by_role("link").click()
    case = ConcernPage(page, trust.address)
    case.record()
    case.propose()
    assert case.errors == ["They want to take it back: follow that up with support first. It is no reason to close"]


def test_without_a_code_no_message_is_offered(trust: RunningTrust, sign_in: Callable[[str], Page]) -> None:
    trust.raise_concern(words="No code.")
    page = sign_in("nurse")
    page.goto(f"{trust.address}/console/concerns?show=all")
    page.locator("tbody tr", has_text="Not opened yet").get_by_role("link").click()
    case = ConcernPage(page, trust.address)
    assert "They did not take a return code, so no message can reach them." in case.text
    answer = page.goto(f"{page.url}/do/message")
    assert answer is not None
    assert answer.status == 404
