"""What the page of a case tells a reader, from a case that was opened and without a browser."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kiosk.trust.cases import Opening
from kiosk.trust.console import case_view, case_words
from kiosk.trust.console.case_view import CaseView
from kiosk.trust.console.rendering import Page, page_html
from kiosk.trust.console.wording import WardWords
from tests.trust.casework.ward import NOW, Ward


def shown(ward: Ward, group: str, record: bytes) -> CaseView:
    """The page of a case as a group's reader has it."""
    return case_view.view(ward.open(group, record), WardWords(None), {}, ward.readers[group], NOW)


def test_everybody_who_can_read_a_concern_is_named_and_nobody_else(ward: Ward) -> None:
    """A lead who takes the ward team for shut out would keep them in the dark; one who takes them for readers would give a person away."""
    recovery, outside = "The recovery holders, two of three together", "The advocate, outside the ward"
    every, kept = ward.file(("ward", "safeguarding")), ward.file(("safeguarding",))
    by_staff = ward.file(("safeguarding",), affected=("staff",))
    for record, group, lines in (
        (every, "ward", ("ward:willow (your group)", "Safeguarding", outside, recovery)),
        (every, "safeguarding", ("safeguarding (your group)", "The ward’s own team", outside, recovery)),
        (every, "outside", ("advocate (your group)", "The ward’s own team", "Safeguarding", recovery)),
        (kept, "safeguarding", ("safeguarding (your group)", outside, recovery)),
        (
            by_staff,
            "safeguarding",
            ("safeguarding (your group)", f"The Freedom to Speak Up Guardian{outside[12:]}", recovery),
        ),
        (kept, "outside", ("advocate (your group)", "Safeguarding", recovery)),
    ):
        assert shown(ward, group, record).readers == lines


def test_paper_says_what_a_reader_must_know_before_they_speak_to_anybody(ward: Ward) -> None:
    """Whoever is given the print has nothing else."""
    record = ward.file(("safeguarding",), words="It was at night.", helped=True, may_ask=False)
    case = shown(ward, "safeguarding", record)
    printed = page_html(
        "case_print.jinja", Page(demo=True, csrf=""), case=case, printed="", supports=list(case_words.SUPPORT.values())
    )
    for line in (
        "Do not take this paper to the ward",
        "Somebody was helping this person",
        "They asked not to be asked",
    ):
        assert line in printed


@given(st.lists(st.tuples(st.sampled_from(["ada", "ben", "cara"]), st.integers(0, 40)), max_size=60))
def test_whoever_opened_a_concern_is_named_however_often_others_did(opened: list[tuple[str, int]]) -> None:
    newest_first = sorted(opened, key=lambda one: -one[1])
    openings = [Opening(name.encode(), name, int(NOW) + days * 86_400) for name, days in newest_first]
    lines = case_view.openings_words(openings, b"ada")
    assert len(lines) <= case_view.OPENINGS_SHOWN + 1
    said = {word.rstrip(",") for line in lines for word in line.split()}
    assert {"You" if name == "ada" else name for name, _ in opened} == said & {"You", "ada", "ben", "cara"}
