from __future__ import annotations

import json
from dataclasses import replace

import pytest

from blender_movie_director.writing.analysis import rendering
from blender_movie_director.writing.analysis.outline import scenes_of
from blender_movie_director.writing.analysis.results import (
    Act,
    Analysis,
    Assessment,
    Beat,
    CharacterReading,
    ContinuityQuestion,
    Coverage,
    Failure,
    Grade,
    Rejected,
    Relation,
    SceneElement,
    SceneReading,
    SceneResult,
    Spent,
    Story,
    StoryDay,
    Theme,
    Turn,
)

READING = SceneReading(
    "Anna finds a leak.",
    "It begins.",
    "",
    Turn("calm", "alarm", "Water."),
    "the first morning",
    (
        SceneElement("sound", "dripping", "Drip."),
        SceneElement("prop", "a bucket", "a tin bucket"),
        SceneElement("prop", "a cup", "her cup"),
        SceneElement("weapon", "a gun", "a gun", "These words are not in the scene."),
    ),
)
ANALYSIS = Analysis(
    title="Two Rooms",
    model="x-1",
    stand_in=False,
    scenes=(
        SceneResult(1, "INT. KITCHEN - DAY", 3, 9, READING),
        SceneResult(2, "EXT. GARDEN - NIGHT", 11, 14, failure="It was refused. Try again."),
    ),
    story=Story(
        "A leak.",
        "Drip.",
        "It drips for a long time, and nobody mends it, until somebody does, and then it is quiet in the house.",
        "First.\n\nThen.",
        (Act("Act One", (1, 2), "It drips."),),
        (Beat("Leak", (1,), "It starts.", turning=True),),
        (Theme("Water", "It runs.", ()),),
        (StoryDay("Day 1", (1, 2)),),
        (Rejected("The beat 'Flood'", "There is no scene 9."),),
    ),
    assessment=Assessment(
        (CharacterReading("ANNA", "Quiet.", "Help.", "She asks.", "Dry.", (Relation("BEN", "They share a sink."),)),),
        (ContinuityQuestion("Where is the cup?", (2,)),),
        Coverage(
            (Grade("premise", "good", "It is clear."), Grade("pace", "", "?")), ("Short.",), ("Thin.",), "pass", "No."
        ),
    ),
    failures=(Failure("scene 2", "It was refused.", "Try again."),),
    spent=Spent(3, 10, 20, 0, "0.01"),
    prompts={"analysis_scenes": "1"},
)


def test_markdown_has_everything_and_says_what_was_rejected() -> None:
    text = rendering.as_markdown(ANALYSIS)
    assert text.startswith("# Script analysis: Two Rooms\nWritten by x-1. 1 of 2 scenes are read.\n\n")
    for line in (
        "**Logline**: A leak.",
        "- **Act One**: It drips. (scenes 1-2)",
        "- **Leak (turning point)**: It starts. (scene 1)",
        "- **Water**: It runs.",
        "- **Rejected**: The beat 'Flood'. There is no scene 9.",
        "### ANNA",
        "- **To BEN**: They share a sink.",
        "- Where is the cup? (scene 2)",
        "- **Premise: good**: It is clear.",
        "- **Pace: no grade**: ?",
        "**Recommendation: pass**: No.",
        "### 1. INT. KITCHEN - DAY",
        "- **Turn**: calm to alarm: Water.",
        '- **Prop**: a bucket ("a tin bucket"); a cup ("her cup")',
        '- **Sound**: dripping ("Drip.")',
        '- **Rejected**: weapon, a gun ("a gun"). These words are not in the scene.',
        "(not read) It was refused. Try again.",
    ):
        assert f"\n{line}\n" in text, line
    assert "**Conflict**" not in text, "what is empty is not shown"


def test_plain_text_fits_a_monospaced_page() -> None:
    text = rendering.as_plain_text(ANALYSIS)
    assert text.startswith("SCRIPT ANALYSIS: TWO ROOMS\n==========================\n")
    assert max(map(len, text.split("\n"))) <= 80
    assert "\nTHE STORY\n---------\nLogline: A leak.\n" in text
    assert "\n- Prop: a bucket" in text
    assert "\n\n\n\n" not in text
    assert "**" not in text


def test_a_part_that_is_missing_is_named() -> None:
    broken = replace(ANALYSIS, story=None, assessment=None, failures=(Failure("story", "It broke.", "Ask again."),))
    text = rendering.as_markdown(broken)
    assert "## The story\n(not read) It broke. Ask again.\n" in text
    assert "Coverage" not in text
    assert "no language model was asked" in rendering.as_markdown(replace(ANALYSIS, stand_in=True))


def test_an_analysis_comes_back_from_json() -> None:
    data = json.loads(json.dumps(ANALYSIS.to_dict()))
    assert Analysis.from_dict(data) == ANALYSIS
    assert Analysis.from_dict({**data, "of a later version": 1}) == ANALYSIS


@pytest.mark.parametrize(
    "change",
    [{"scenes": None}, {"scenes": [3]}, {"scenes": {}}, {"story": "x"}, {"title": 3}, {"prompts": []}],
    ids=str,
)
def test_what_is_no_analysis_is_refused(change: dict[str, object]) -> None:
    with pytest.raises((TypeError, ValueError, KeyError)):
        Analysis.from_dict({**ANALYSIS.to_dict(), **change})


@pytest.mark.parametrize(
    ("ordinals", "words"),
    [
        ((), ""),
        ((4,), "(scene 4)"),
        ((1, 2, 3), "(scenes 1-3)"),
        ((1, 3, 4, 9), "(scenes 1, 3-4, 9)"),
        ((0,), "(the opening)"),
        ((0, 1, 2), "(the opening, scenes 1-2)"),
    ],
)
def test_ranges(ordinals: tuple[int, ...], words: str) -> None:
    assert scenes_of(ordinals) == words
