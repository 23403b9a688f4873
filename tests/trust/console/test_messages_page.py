"""A message goes to the reporter's code, what they answer comes into the case with its proof, and taking back asks for support."""

from __future__ import annotations

import secrets
from collections.abc import Callable

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from playwright.sync_api import Page, expect

from kiosk import envelope, receipt, records
from kiosk.trust import mailboxes
from tests.trust.console.pages import ConcernPage, ConcernsPage
from tests.trust.console.running import RunningTrust


class Reporter:
    """Somebody with a return code, on a tablet of the ward."""

    def __init__(self, trust: RunningTrust, words: str) -> None:
        self.trust, self.scope = trust, envelope.Scope.of(trust.keys_part())
        reply = envelope.PrivateKey(secrets.token_bytes(envelope.SEED_BYTES))
        self.keys = receipt.Keys(secrets.token_bytes(16), reply, Ed25519PrivateKey.generate())
        trust.raise_concern(
            words=words,
            mailbox=self.keys.mailbox,
            reply_key=self.keys.reply.public,
            signing_key=self.keys.signing_public,
        )

    def add(self, kind: records.FollowUpKind, words: str = "", to: int = 0, forged: bool = False) -> None:
        follow_up = records.FollowUp(
            id=secrets.token_bytes(16),
            ward=self.trust.ward,
            mailbox=self.keys.mailbox,
            kind=kind,
            words=words,
            to=to,
        )
        signer = Ed25519PrivateKey.generate() if forged else self.keys.signing
        signed = envelope.sign_follow_up(follow_up, signer, self.scope)
        self.trust.send(envelope.seal_for_readers(signed, self.trust.keys_part(), ("ward", "safeguarding")))

    def read(self) -> list[records.Reply]:
        """What lies in the mailbox, as a tablet opens it without a network."""
        with self.trust.backend.store.read() as connection:
            made = mailboxes.make_set(connection, self.trust.backend.trust, self.trust.ward, self.trust.clock())
        found = [envelope.open_place(place, self.keys.mailbox, self.scope) for place in made.places]
        opened = [
            envelope.open_reply(sealed, self.keys.reply, self.keys.mailbox, self.scope)
            for sealed in found
            if sealed is not None
        ]
        return sorted(opened, key=lambda reply: reply.number)


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
