"""Listening: the page in its order, stop, pause, once more, and what is said where something cannot be heard."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from kiosk.tablet import pages, visit
from tests.tablet.journeys.walking import Person, ward

HEARD = visit.Link(courier=True, calls=True, speech=True, voices=frozenset(("en", "bn")))


def person(**changes: object) -> Person:
    return Person(link=replace(HEARD, **changes))


def buttons(of: Person) -> list[str]:
    return [action.id for action in of.page.player]


def notice(of: Person) -> str:
    return of.page.notice.id if of.page.notice else ""


def last(of: Person) -> visit.Effect:
    return of.effects[-1]


def test_a_page_is_said_from_its_title_on_and_its_buttons_last() -> None:
    said = last(person().chooses("help").presses("listen"))
    assert isinstance(said, visit.Say)
    ids = [text.id for text in said.texts]
    assert ids[0] == "help.outside.title"
    assert ids[-2:] == ["action.next", "demo.notice"]
    assert all(text.group != "rail" and not text.id.startswith("picture.") for text in said.texts)


def test_a_phone_number_is_said_as_well_as_shown() -> None:
    reader = person().chooses("help").presses("listen")
    said = last(reader)
    assert isinstance(said, visit.Say)
    shown = [block.number for block in reader.page.blocks if isinstance(block, pages.Message) and block.number]
    assert shown
    assert [text.spoken for text in said.texts if text.id.endswith(".number")] == shown


def test_while_it_speaks_there_are_stop_pause_and_again() -> None:
    reader = person().chooses("charter")
    assert buttons(reader) == []
    assert buttons(reader.presses("listen")) == ["listen", "pause", "again"]
    assert buttons(reader.presses("pause")) == ["listen", "go_on", "again"]
    assert isinstance(last(reader), visit.PauseSpeech)
    assert buttons(reader.presses("go_on")) == ["listen", "pause", "again"]
    assert isinstance(last(reader), visit.GoOnSpeaking)
    reader.presses("pause").presses("again")
    assert isinstance(last(reader), visit.SayAgain)
    assert buttons(reader) == ["listen", "pause", "again"]
    assert buttons(reader.presses("listen")) == []
    assert isinstance(last(reader), visit.Hush)


def test_at_the_end_the_tools_are_there_again() -> None:
    reader = (
        person().chooses("charter").presses("listen").happens(visit.Spoke(text="charter.intro.title", sentence=None))
    )
    assert buttons(reader) == []
    assert [tool.id for tool in reader.page.tools] == ["listen", "reading"]


def test_a_page_that_comes_by_itself_ends_the_speech_about_the_one_before() -> None:
    reader = person().chooses("charter").presses("listen").waits(61)
    assert reader.page.id == "still_there.page"
    assert isinstance(last(reader), visit.Hush)
    assert reader.visit.speaking is None


def test_speech_that_dies_is_said_and_comes_back() -> None:
    reader = person().chooses("charter").presses("listen")
    reader.happens(visit.LinkChanged(link=replace(HEARD, speech=False, silence="gone")))
    assert buttons(reader) == []
    assert notice(reader) == "listen.gone"
    assert "listen" not in [tool.id for tool in reader.page.tools]
    reader.happens(visit.LinkChanged(link=HEARD))
    assert notice(reader) == ""
    assert reader.presses("listen").visit.speaking


def test_a_language_without_a_voice_says_so_and_offers_no_listening() -> None:
    reader = Person(ward(start=pages.Reading(language="so")), link=HEARD)
    assert notice(reader) == "listen.no_voice"
    assert [tool.id for tool in reader.page.tools] == ["reading"]
    regional = Person(ward(start=pages.Reading(language="bn-IN")), link=HEARD)
    assert [tool.id for tool in regional.page.tools] == ["listen", "reading"]


def test_a_sentence_that_nobody_recorded_is_said_until_the_person_does_something() -> None:
    reader = person().chooses("charter").presses("listen").happens(visit.Unspoken())
    assert notice(reader) == "listen.some"
    assert notice(reader.presses("next")) == ""


def test_that_nothing_is_saved_is_more_urgent_than_that_nothing_is_heard() -> None:
    assert notice(person(courier=False, silence="gone")) == "notice.courier"


@pytest.mark.parametrize(("setting", "option", "value"), [("speed", "240", 240), ("volume", "5", 5)])
def test_speed_and_volume_are_heard_at_once_and_end_with_the_visit(setting: str, option: str, value: int) -> None:
    reader = person().presses("reading").chooses("voice").chooses(setting).chooses(option)
    said = last(reader)
    assert isinstance(said, visit.Say)
    assert getattr(said.reading, setting) == value
    assert [text.id for text in said.texts] == ["reading.voice.sample"]
    assert getattr(reader.page.reading, setting) == value
    assert getattr(reader.presses("leave").page.reading, setting) == getattr(pages.Reading(), setting)


def test_without_a_voice_speed_and_volume_are_not_offered() -> None:
    silent = Person().presses("reading")
    heard = person().presses("reading")
    assert set(options(heard, "settings")) - set(options(silent, "settings")) == {"voice"}
    assert set(options(heard, "presets")) - set(options(silent, "presets")) == {"speak"}
    assert options(heard.chooses("voice"), "settings") == ["aloud", "speed", "volume"]


def options(reader: Person, block: str) -> list[str]:
    found = reader.page.block(block)
    assert isinstance(found, pages.Choices)
    return [option.id for option in found.options]


def test_a_language_that_is_only_spoken_shows_the_words_of_another_and_is_heard_in_its_own_voice() -> None:
    words = ward().words
    two = replace(
        words, interface={**words.interface, "bn": {"language.name": "বাংলা", "home.title": "আপনি কী করতে চান?"}}
    )
    spoken = (visit.SpokenLanguage("syl", "bn", "ছিলটি"), visit.SpokenLanguage("phr", "ur", "پہاڑی"))
    link = replace(HEARD, voices=frozenset(("en", "syl")), spoken=spoken)
    reader = Person(ward(words=two), link=link).chooses("language")
    block = reader.page.block("language")
    assert isinstance(block, pages.Choices)
    assert [option.id for option in block.options] == ["en", "bn", "syl"]  # no Urdu words here, so no Mirpuri either
    reader.chooses("syl")
    assert (reader.page.reading.language, reader.page.reading.voice) == ("bn", "syl")
    said = last(reader)
    assert isinstance(said, visit.Say)
    assert said.reading.voice == "syl"
    block = reader.page.block("language")
    assert isinstance(block, pages.Choices)
    assert [option.id for option in block.options if option.chosen] == ["syl"]
    assert notice(reader.chooses("bn")) == "listen.no_voice"
