"""Who is on duty, at the console: two touches at a handover, by the ward's own team, and what tablets then hold."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect
from sqlalchemy import select

from kiosk import wardpack
from kiosk.trust import accounts
from kiosk.trust.store import tables
from tests.trust.console.browserless import Client
from tests.trust.console.pages import DutyPage, HomePage, follow
from tests.trust.console.running import RunningTrust


def held(trust: RunningTrust) -> wardpack.Duty:
    """The duty part, verified as a tablet does it."""
    parts = tables.pack_parts.c
    with trust.backend.store.read() as connection:
        signed = connection.execute(
            select(parts.signed).where(parts.ward == trust.ward, parts.name == "duty")
        ).scalar_one()
    return wardpack.verify_duty(wardpack.read_signed(signed), trust.keys_part())


def test_a_handover_takes_a_tick_and_a_button(trust: RunningTrust, page: Page, sign_in: Callable[[str], Page]) -> None:
    duty = DutyPage(sign_in("nurse"), trust.address)
    duty.open()
    for name in ("Jo Example", "Lee Example", "Pat Example"):
        duty.person(name).uncheck()
    duty.publish()
    expect(duty.missing).to_contain_text("2 more sexual safety champions, a safeguarding lead")
    duty.add("Sam Example", "Sexual safety champion", "At the desk")
    expect(duty.notice).to_contain_text("Sam Example is on the list.")
    duty.add("Alex Example", "Sexual safety champion")
    duty.add("Kim Example", "Safeguarding lead", "Ask any nurse")
    for name in ("Sam Example", "Alex Example", "Kim Example"):
        duty.person(name).check()
    duty.publish()
    expect(duty.notice).to_contain_text("Tablets in touch show 3 people within a quarter of an hour, until")
    expect(duty.now).to_contain_text("Kim Example, safeguarding lead")
    expect(duty.missing).to_have_count(0)
    part = held(trust)
    assert {person.name for person in part.people} == {"Sam Example", "Alex Example", "Kim Example"}

    # The next handover: whoever is on is ticked already, so that one who goes home takes one touch and the button another.
    duty.open()
    expect(duty.person("Sam Example")).to_be_checked()
    duty.person("Sam Example").uncheck()
    duty.publish()
    expect(duty.missing).to_contain_text("1 more sexual safety champion")
    assert [person.name for person in held(trust).people] == ["Alex Example", "Kim Example"]
    assert held(trust).serial == part.serial + 1
    home = HomePage(page, trust.address)
    home.open()
    assert "Tablets show Alex Example, Kim Example, until" in home.card("Who is on duty").inner_text()

    # Past their time nobody is named, and nobody is ticked.
    trust.clock.now = float(held(trust).expires)
    sign_in("nurse")
    duty.open()
    expect(duty.now).to_contain_text("No names. The last ones went at")
    expect(duty.person("Kim Example")).not_to_be_checked()
    home.open()
    assert "Tablets show no names now." in home.card("Who is on duty").inner_text()

    # Who is taken off the list goes from the tablets too.
    duty.open()
    duty.person("Kim Example").check()
    duty.publish()
    duty.take_off("Kim Example")
    expect(duty.notice).to_contain_text(
        "Kim Example is off the list. They go from tablets in touch within a quarter of an hour."
    )
    assert held(trust).people == ()


def test_what_is_wrong_with_an_entry_is_said_beside_it(
    trust: RunningTrust, page: Page, sign_in: Callable[[str], Page]
) -> None:
    duty = DutyPage(sign_in("nurse"), trust.address)
    duty.open()
    follow(page, page.get_by_role("button", name="Add to the list"))
    assert duty.errors == ["Enter a name", "Choose what they are on the ward"]
    duty.open()
    page.get_by_label("Times of handover").fill("half past seven")
    follow(page, page.get_by_role("button", name="Save handovers"))
    assert duty.errors == ["'half' is no time of day: write it as 07:30"]
    page.get_by_label("Times of handover").fill("08:00, 20:00")
    page.get_by_role("button", name="Save handovers").click()
    expect(duty.notice).to_contain_text("Handovers are at 08:00, 20:00.")
    expect(page.get_by_label("Times of handover")).to_have_value("08:00 20:00")


def test_only_the_wards_own_team_says_who_is_on_duty(trust: RunningTrust) -> None:
    paths = ("/console/duty", f"/console/duty/{trust.ward}")
    forms = {
        f"/console/duty/{trust.ward}": {},
        f"/console/duty/{trust.ward}/people": {"name": "Sam", "role": "champion"},
        f"/console/duty/{trust.ward}/people/{'0' * 32}/remove": {},
        f"/console/duty/{trust.ward}/handovers": {"times": "07:30", "grace": "30"},
    }
    before = held(trust)
    for name in ("administrator", "safeguarding", "advocate"):
        client = Client(trust)
        client.sign_in(name)
        token = client.token("/console/account")
        assert [client.get(path).status_code for path in paths] == [403, 403]
        assert [client.post(path, {"csrf": token, **form}).status_code for path, form in forms.items()] == [403] * 4
        client.close()
    assert held(trust) == before


def test_a_form_without_this_sessions_token_publishes_nothing(trust: RunningTrust) -> None:
    client = Client(trust)
    client.sign_in("nurse")
    before = held(trust)
    assert client.post(f"/console/duty/{trust.ward}", {"csrf": "0" * 64}).status_code == 403
    assert (
        client.post(
            f"/console/duty/{trust.ward}", {"csrf": client.token("/console/duty")}, origin="https://elsewhere.example"
        ).status_code
        == 403
    )
    assert client.post("/console/duty/nowhere", {"csrf": client.token("/console/duty")}).status_code == 403
    assert (
        client.post(f"/console/duty/{trust.ward}/people/zz/remove", {"csrf": client.token("/console/duty")}).status_code
        == 404
    )
    client.close()
    assert held(trust) == before


def test_that_somebody_published_is_in_the_access_log_without_names(trust: RunningTrust) -> None:
    client = Client(trust)
    client.sign_in("nurse")
    client.post(f"/console/duty/{trust.ward}", {"csrf": client.token("/console/duty")})
    client.close()
    with trust.backend.store.read() as connection:
        nurse = next(reader.id for reader in accounts.all_readers(connection) if reader.name == "nurse")
        lines = (
            connection.execute(select(tables.access_log.c.action).where(tables.access_log.c.reader == nurse))
            .scalars()
            .all()
        )
    assert lines[-1] == "said who is on duty"
