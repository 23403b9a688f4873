"""The demo's made-up months are counts that real sorting could have left, written once, and never into a live trust."""

from __future__ import annotations

import random
from collections import Counter

import pytest
from msgspec.structs import replace
from sqlalchemy import select

from kiosk import demo_history
from kiosk.resources import resource_folder
from kiosk.trust import setup
from kiosk.trust.casework.clocks import today
from kiosk.trust.measures import releases
from kiosk.trust.measures.counting import BLOCK, PEOPLE
from kiosk.trust.settings import Settings
from kiosk.trust.store import tables
from tests.support.processes import free_port

NOW = 1_795_780_800.0  # 27 November 2026


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    made = setup.init_demo(tmp_path_factory.mktemp("demo"), free_port(), resource_folder("content"))
    for _ in range(2):
        demo_history.write(made.settings, made.ward, NOW, random.Random(4))  # noqa: S311 - made up
    return made.settings


def test_answers_add_up_to_the_people_who_gave_them(settings: Settings) -> None:
    people, answers = Counter[tuple[int, str, str]](), Counter[tuple[int, str, str]]()
    with setup.opened(settings) as (store, _), store.read() as connection:
        for row in connection.execute(select(tables.check_in_weeks)):
            key = (row.monday, row.who, row.question)
            (people if row.code == PEOPLE else answers)[key] += row.answers
    assert people == answers
    assert min(people.values()) >= BLOCK
    assert len({monday for monday, _, _ in people}) == demo_history.WEEKS


def test_it_can_be_published_and_has_its_notes_once(settings: Settings) -> None:
    with setup.opened(settings) as (store, _):
        releases.publish(store, today(NOW))
        with store.read() as connection:
            made = list(releases.read(connection, "check_ins", ["willow"]))
            notes = connection.execute(select(tables.chart_notes.c.kind)).scalars().all()
    assert {each.audience for each in made} == {"ward", "everyone"}
    assert sum(cell.number is not None for each in made for cell in each.cells) > 50
    assert sorted(notes) == ["change_idea", "staffing"]


def test_a_live_trust_has_no_made_up_history(settings: Settings) -> None:
    with pytest.raises(ValueError, match="only a demo"):
        demo_history.write(replace(settings, mode="live"), "willow", NOW, random.Random(4))  # noqa: S311 - made up
