"""The words themselves: they are all there, short, true, and in the catalogues and the content instead of in the code."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from kiosk import resources
from kiosk.tablet import pages
from tests.tablet.journeys.rounds import every_page
from tests.tablet.journeys.walking import content, english

ROOT = Path(__file__).resolve().parents[3]
FORMS: tuple[pages.Form, ...] = ("plain", "easy")
MOST_WORDS = {"plain": 20, "easy": 15}  # a sentence (NHS content style; Department of Health on easy read)
# What nobody can know, or what sounds like an office or a machine (look.md, "Words").
NEVER_SAID = (
    r"help is (coming|on its way)",
    r"someone is coming",
    r"\banonym",
    r"\bsubmi(t|ssion)",
    r"\bconfidential",
    r"guarantee",
    r"successful",
    r"\berror\b",
    r"your session",
    r"please select",
    r"\bvictim\b",
    r"\ballege",
    r"\bfalse\b",
    r"!",
)
NAMES_OF_OTHERS = ("help.victim_support.name",)
CONTRACTION = re.compile(r"\b\w+(n['’]t|['’](ll|re|ve|m|d))\b|\b(it|that|there|what|who|let)['’]s\b", re.IGNORECASE)
ID = re.compile(r"^[a-z_]+(\.[A-Za-z0-9_]+)+$")


def shown(form: pages.Form) -> set[tuple[str, pages.Text]]:
    """Every text of every page: (page, text)."""
    return {(page.id, text) for page in every_page(form) for text in pages.texts(page)}


@pytest.mark.parametrize("form", FORMS)
def test_every_text_that_a_page_asks_for_was_written(form: pages.Form) -> None:
    missing = {text.id for _, text in shown(form) for sentence in text.sentences if ID.match(sentence)}
    assert not missing, f"write these in locales/en or content: {sorted(missing)}"


@pytest.mark.parametrize("form", FORMS)
def test_nothing_that_was_filled_in_is_left_in_braces(form: pages.Form) -> None:
    left = {(page, text.id) for page, text in shown(form) if re.search(r"[{}¦]", text.words)}
    assert not left


@pytest.mark.parametrize("form", FORMS)
def test_a_sentence_is_short(form: pages.Form) -> None:
    long = {
        (text.id, sentence)
        for _, text in shown(form)
        for sentence in text.sentences
        if not text.private and len(re.findall(r"[\w'’-]+", sentence)) > MOST_WORDS[form]
    }
    assert not long


@pytest.mark.parametrize("form", FORMS)
def test_no_page_claims_more_than_is_known_or_speaks_like_a_machine(form: pages.Form) -> None:
    said = {
        (pattern, page, text.spoken)
        for page, text in shown(form)
        for pattern in NEVER_SAID
        if text.id not in NAMES_OF_OTHERS
        and not text.id.startswith("key.")
        and re.search(pattern, text.spoken, re.IGNORECASE)
    }
    assert not said


def test_easy_read_has_no_short_forms() -> None:
    found = {(text.id, text.spoken) for _, text in shown("easy") if CONTRACTION.search(text.spoken)}
    assert not found


def test_every_written_form_keeps_the_same_placeholders() -> None:
    texts = english().interface["en"]
    for name, text in texts.items():
        if name.endswith(".easy") and name != "action.easy":  # the button named "easy", not a form
            plain = texts[name.removesuffix(".easy")]
            assert set(re.findall(r"{\w+}", text)) == set(re.findall(r"{\w+}", plain)), name


def test_every_easy_form_belongs_to_a_plain_one() -> None:
    for texts in (english().interface["en"], content().texts["en"]):
        alone = {name for name in texts if name.endswith(".easy")} - {f"{name}.easy" for name in texts}
        assert alone <= {"action.easy"}  # the button named "easy", not a form


def test_every_text_of_the_catalogue_is_asked_for_by_some_page() -> None:
    asked = {text.id for form in FORMS for _, text in shown(form)} | {"language.name"}
    elsewhere = {
        "action.easy",  # the button named "easy", not a form
        "action.more",  # of the parts that sight makes
        "asking.one_paged",  # where a ward asks one question with many answers
        "figures.did",  # once for each thing that was done
        "figures.hidden",  # in the place of a bar
        "figures.said",
        "role.champion",  # within a name
        "role.safeguarding",
        "typing.only_latin",  # in Chinese
        "typing.selected",  # while something is
    }
    keyed = re.compile(
        r"^(reading\.\w+\.is_|reading\.seconds\.|reading\.way\.|staff\.health\.|key\.|help\.scan_|print\.|picture\.|month\.|said\.|pad\.|loud\.|voice\.|curtain\.)"
    )  # stand twice on a page, so under other ids, within others, on paper, or are only heard
    unused = {
        name
        for name in english().interface["en"]
        if name.removesuffix(".easy") not in asked and name not in elsewhere and not keyed.match(name)
    }
    assert not unused, f"no page uses these: {sorted(unused)}"


def _literal_sentences(path: Path) -> list[str]:
    """String literals of three words and more that somebody on a ward could come to read: no docstrings, no errors, no log lines."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    spared: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, (ast.Raise, ast.Assert)):
            spared |= {id(child) for child in ast.walk(node)}
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            spared.add(id(node.value))
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in spared
        and re.search(r"[A-Za-z]{2,} [A-Za-z]{2,} [A-Za-z]{2,}", node.value)
    ]


@pytest.mark.parametrize("folder", ["journeys", "senses/sight/widgets", "senses/sight/layouts"])
def test_no_sentence_stands_in_the_code(folder: str) -> None:
    found = {
        (str(path.relative_to(ROOT)), text)
        for path in (ROOT / "kiosk" / "tablet" / folder).rglob("*.py")
        for text in _literal_sentences(path)
    }
    assert not found


def test_every_picture_that_a_page_shows_is_drawn() -> None:
    drawn = {path.stem for path in (resources.resource_folder("assets") / "pictures").glob("*.svg")}
    missing = set()
    for page in (page for form in FORMS for page in every_page(form)):
        for action in (*page.tools, *page.actions, page.rail.call, page.rail.back, page.rail.leave):
            missing |= {action.picture} - {None}
        for block in page.blocks:
            if isinstance(block, pages.Choices):
                missing |= {choice.picture for choice in block.options}
            elif isinstance(block, pages.Picture):
                missing |= {block.name}
            elif isinstance(block, pages.Status):
                missing |= {block.picture, *(stage.picture for stage in block.stages)}
            elif isinstance(block, pages.Message):
                missing |= {block.picture}
            elif isinstance(block, pages.Keys):
                missing |= {key.picture for row in block.rows for key in row}
    assert not missing - {None} - drawn


def test_every_picture_is_told_in_a_few_words_and_no_words_are_left_of_one_that_is_gone() -> None:
    drawn = {path.stem for path in (resources.resource_folder("assets") / "pictures").glob("*.svg")}
    texts = english().interface["en"]
    told = {name.removeprefix("picture."): text for name, text in texts.items() if name.startswith("picture.")}
    assert told.keys() == drawn
    assert not {name for name, text in told.items() if not 2 <= len(text.split()) <= 8 or text.endswith(".")}
    assert len(set(told.values())) == len(told), "two pictures of one description cannot be told apart by ear"


def test_a_picture_says_what_it_shows_and_not_the_words_beside_it_again() -> None:
    for page in (page for form in FORMS for page in every_page(form)):
        for block in page.blocks:
            if isinstance(block, pages.Picture) and not page.id.startswith("staff."):
                assert block.alt.spoken == english().interface["en"][f"picture.{block.name}"], (page.id, block.id)


def test_a_plain_clause_has_at_most_fifty_five_words() -> None:
    texts = content().texts["en"]
    for clause in content().clauses:
        body = texts[f"charter.{clause.id}.body"]
        assert len(body.split()) <= 55, f"{clause.id}: {len(body.split())} words"


def test_the_charter_takes_no_sentence_from_the_standards() -> None:
    """Their sense is ours to serve, their sentences are theirs: no run of five words is shared with Appendix A."""
    theirs = (
        "I treat others with respect and dignity. "
        "sexual activity with another person should be for mutual pleasure and never used for punishment "
        "I do not try to talk someone else into engaging in sexual activity or harass another person sexually "
        "I try to be aware of how my behaviour makes others feel "
        "I respect the rights of others to space and privacy to fulfil their sexual needs "
        "must be conducted privately and discreetly "
        "I will speak up if I have been hurt, harassed or assaulted physically or sexually "
        "I will speak up if I see or hear about someone else being hurt"
    )
    words = re.findall(r"\w+", theirs.lower())
    runs = {tuple(words[i : i + 5]) for i in range(len(words) - 4)}
    for name, text in content().texts["en"].items():
        if name.startswith("charter."):
            own = re.findall(r"\w+", text.lower())
            assert not runs & {tuple(own[i : i + 5]) for i in range(len(own) - 4)}, name


def test_patients_visitors_and_staff_are_named_in_the_charter() -> None:
    whole = " ".join(text for name, text in content().texts["en"].items() if name.startswith("charter."))
    for group in ("patients", "visitors", "staff"):
        assert group in whole
