"""A clause in sign language: offered where the video of these very words is here, and never a trap."""

from pathlib import Path

from kiosk.tablet import pages, videos, visit
from tests.tablet.journeys.walking import Person, content, ward

CLAUSE = content().clauses[0].id
TEXTS = content().texts["en"]
FILM = videos.Film(Path("/videos/one.mp4"), (videos.Line(0.0, 2.0, "You matter."),))


def reader(name: str = "") -> Person:
    right = videos.name_of(CLAUSE, TEXTS[f"charter.{CLAUSE}.title"], TEXTS[f"charter.{CLAUSE}.body"])
    person = Person(ward(films={name or right: FILM}))
    return person.chooses("charter").presses("next").at(f"charter.clause.{CLAUSE}")


def buttons(person: Person) -> list[str]:
    return [action.id for action in person.page.actions]


def block(person: Person) -> pages.Video:
    return next(found for found in person.page.blocks if isinstance(found, pages.Video))


def test_it_is_offered_only_where_these_words_were_signed() -> None:
    assert "sign" in buttons(reader())
    assert "sign" not in buttons(reader(f"{CLAUSE}-0123456789ab"))
    assert "sign" not in buttons(reader().presses("next"))


def test_it_plays_stops_and_begins_again() -> None:
    person = reader().presses("sign").at(f"charter.video.{CLAUSE}")
    assert block(person).showing is None, "nothing moves before somebody asked for it"
    assert [caption.text.spoken for caption in block(person).captions] == ["You matter."]
    person.presses("play")
    assert block(person).showing == 1
    person.presses("from_start")
    assert block(person).showing == 2
    person.presses("stop")
    assert block(person).showing is None
    assert buttons(person) == ["play"]
    person.presses("play").presses("back").at(f"charter.clause.{CLAUSE}")
    person.presses("sign")
    assert block(person).showing is None, "it does not go on by itself"


def test_its_end_and_its_failing_are_said() -> None:
    person = reader().presses("sign").presses("play")
    person.happens(visit.Watched(video=f"video.{CLAUSE}", state="ended"))
    assert block(person).showing is None
    assert block(person).label.id == "video.watch"
    person.presses("play").happens(visit.Watched(video=f"video.{CLAUSE}", state="failed"))
    assert block(person).label.id == "video.failed"
    person.presses("play").happens(visit.Watched(video="video.another", state="failed"))
    assert block(person).showing is not None


def test_whoever_watches_is_not_asked_whether_they_are_still_there() -> None:
    person = reader().presses("sign").presses("play")
    for _ in range(20):
        person.waits(10.0).happens(visit.Watched(video=f"video.{CLAUSE}", state="playing"))
    person.at(f"charter.video.{CLAUSE}")
