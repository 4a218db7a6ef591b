"""Who speaks in an answer is who speaks in the script, however the model wrote the names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blender_movie_director.screenplay import Kind, parse
from blender_movie_director.writing.cue_repairs import Cues
from blender_movie_director.writing.pieces import piece_of_script
from tests.writing.room import SCRIPT

CUES = Cues(parse(SCRIPT).elements, ["ZOE"])
TWO = "ANNA\nNo.\n\nBEN\nYes."


@pytest.mark.parametrize(
    "answer",
    [
        TWO,
        "ANNA\nNo.\nBEN\nYes.",
        "Anna\nNo.\n\nBen\nYes.",
        "ANNA:\nNo.\n\nBEN:\nYes.",
        "**ANNA**\nNo.\n\n**BEN:**\nYes.",
        "ANNA: No.\n\nBEN: Yes.",
        "ANNA: No.\nBEN: Yes.",
        "Anna: No.\n\nBen: Yes.",
        "**ANNA:** No.\n\n**Ben**: Yes.",
        "- ANNA: No.\n- BEN: Yes.",
        "**ANNA**\n\nNo.\n\n**BEN**\n\nYes.",
        "ANNA\n\nNo.\n\nBEN\n\nYes.",
        "        ANNA\n    No.\n\n        BEN\n    Yes.",
    ],
)
def test_manners_of_writing_a_cue(answer: str) -> None:
    assert CUES.mended(answer) == TWO


@pytest.mark.parametrize(
    ("answer", "mended"),
    [
        ("ANNA (smiling)\nNo.", "ANNA\n(smiling)\nNo."),
        ("**ANNA** *(smiling)*\nNo.", "ANNA\n(smiling)\nNo."),
        ("ANNA (V.O.) (to Ben)\n(low)\nNo.", "ANNA (V.O.)\n(to Ben)\n(low)\nNo."),
        ("ANNA (smiling): No.", "ANNA\n(smiling)\nNo."),
        ("ANNA: (smiling) (low) No *more*.", "ANNA\n(smiling)\n(low)\nNo *more*."),
        ("ANNA (in German) ^\nNein.", "ANNA ^\n(in German)\nNein."),
        ("ANNA\n\n(smiling)\n\nNo.", "ANNA\n(smiling)\nNo."),
        ("She turns.\nBEN\nYes.", "She turns.\n\nBEN\nYes."),
        ("McDuff\nAch.\nZOE\nNo.", "@McDUFF\nAch.\n\nZOE\nNo."),
        ("MCDUFF (O.S.)\nAch.", "@McDUFF (O.S.)\nAch."),
        ("ANNA\n(low)\nNo.\nBEN (wet)\nYes.", "ANNA\n(low)\nNo.\n\nBEN\n(wet)\nYes."),
    ],
)
def test_what_stands_on_the_line_of_a_cue(answer: str, mended: str) -> None:
    assert CUES.mended(answer) == mended


@pytest.mark.parametrize(
    "answer",
    [
        "ANNA (V.O.)\nNo.",
        "ANNA (O.S., CONT'D)\nNo.",
        "ANNA (CONT\u2019D)\nNo.",
        "ANNA (on phone)\nNo.",
        "ANNA (over the radio)\nNo.",
        "ANNA (PRE-LAP)\nNo.",
        "ANNA (FILTERED)\nNo.",
        "ANNA (30)\nNo.",
        "ANNA(S)\nNo.",
        "@Anna\nNo.",
        "ANNA (V.O.)(CONT'D)\nNo.",
        "CARL (smiling)\nNo.",
        "Carl\nwalks in.",
        "CARL: No.",
        "ANNA\nAsk\nBEN",
        "ANNA\nBEN\nis late.",
        "ANNA\nAsk Ben: he knows.",
        "Anna",
        "Anna turns.\nBen does not.",
        "ANNA\nI said\nBen\nknows.",
        "~La la la\nANNA",
        "",
    ],
)
def test_what_is_a_cue_or_none_stays(answer: str) -> None:
    assert CUES.mended(answer) == answer


@pytest.mark.parametrize("line", ["_ " * 50_000, f"ANNA{' *_' * 50_000}!", f"Rain {'(a) ' * 20_000}"])
def test_a_line_without_end_is_no_cue(line: str) -> None:
    assert CUES.mended(f"{line}\nNo.") == f"{line}\nNo."


def test_the_scripts_own_extensions_and_lines_stay() -> None:
    passage = "Words on a wall:\nANNA\nwas here. BEN: not.\n\nBEN\nIt says\nANNA\nthere.\n\n**Ben** (dry)\nHa."
    cues = Cues(parse(f"{SCRIPT}\nBEN (dry)\nHa.\n\n{passage}").elements, passage=passage)
    assert cues.mended(passage) == passage
    assert cues.mended("BEN (dry)\nHa.") == "BEN (dry)\nHa."


def test_cues_come_back_as_the_passage_has_them() -> None:
    passage = "HENRY\nHa.\n\n@Henry\nHo.\n\nANNA (CONT\u2019D)\n(WET) No.\n\nBEN\nYes.\n\nBEN ^\nYes!"
    cues = Cues(parse(f"INT. A - DAY\n\n{passage}").elements, passage=passage)
    assert cues.mended(passage) == passage
    assert cues.mended("Anna (Cont\u2019d): (WET) No.") == "ANNA (CONT\u2019D)\n(WET) No."
    assert cues.mended("Ben\nYes.\n\n**Ben ^:** Yes!") == "BEN\nYes.\n\nBEN ^\nYes!"


def test_names_in_bold_stay_where_the_script_has_them() -> None:
    cues = Cues(parse("INT. A - DAY\n\n**ANNA**\nNo.\n").elements)
    assert cues.mended("**ANNA**\nYes.") == "**ANNA**\nYes."
    passage = "**ANNA**\nNo."
    assert Cues(parse(passage).elements, passage=passage).mended("ANNA\nYes.") == "**ANNA**\nYes."


def test_a_script_in_which_nobody_speaks_has_no_cues() -> None:
    assert Cues(()).mended("ANNA: No.") == "ANNA: No."


@given(st.text(alphabet="ANBEa:()*\n .^@", max_size=80))
def test_no_word_is_lost_and_what_changes_is_a_cue(answer: str) -> None:
    mended = CUES.mended(answer)
    letters = [character for character in answer.casefold() if character.isalpha()]
    assert sorted(letters) == sorted(character for character in mended.casefold() if character.isalpha())
    if mended.split() != answer.split():
        assert any(element.kind is Kind.CHARACTER for element in piece_of_script(mended))
