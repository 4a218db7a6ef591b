"""What of a script a chat has in view: never more than there is room for, and always where the writer is."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from blender_movie_director.writing.analysis.portions import tokens_of
from blender_movie_director.writing.chat.material import InView, in_view
from tests.writing.room import SCRIPT

MODEL = "openai/gpt-4o"
OTHER = "ollama/anything"
CAST = "\n\n".join(f"PERSON {number} OF THE VILLAGE\nYes." for number in range(60))
SCENES = "\n\n".join(
    f"INT. ROOM {number} - DAY\n\nSomebody enters room {number}. {'They wait. ' * 40}\n\nANNA\nNumber {number}."
    for number in range(1, 41)
)
WITHOUT_HEADINGS = "\n\n".join(
    f"Somebody does thing {number}, and waits for what comes of it." for number in range(900)
)
LONG_SCENE = f"INT. HALL - DAY\n\n{WITHOUT_HEADINGS}\n\nINT. ROOM - DAY\n\nRain.\n"


def script(text: str, **place: Any) -> dict[str, Any]:
    return {"text": text, "name": "S", "place": place}


def line_of(text: str, words: str) -> int:
    return text[: text.index(words)].count("\n")


def takes(view: InView, model: str) -> int:
    """As it is sent: see `fitting`."""
    return tokens_of(f"{view.text}\n\n{view.cursor}", model) if view.text else 0


@pytest.mark.parametrize("model", [MODEL, OTHER])
@pytest.mark.parametrize("text", [SCRIPT, SCENES, WITHOUT_HEADINGS, LONG_SCENE, f"{SCENES}\n\n{CAST}", "x" * 90_000])
@pytest.mark.parametrize("part", [0.0, 0.5, 1.0])
def test_what_is_in_view_never_takes_more_than_its_room(text: str, part: float, model: str) -> None:
    line = int(text.count("\n") * part)
    for room in (-5, 0, 1, 119, 120, 150, 190, 200, 250, 300, 340, 600, 1_500, 3_317, 12_000, 90_000):
        view = in_view(script(text, line=line), room, model)
        assert takes(view, model) <= view.tokens <= max(room, 0)
        assert bool(view.text) == bool(view.extent)


@settings(max_examples=150)
@given(
    text=st.lists(
        st.sampled_from(
            ["INT. A - DAY", "EXT. B - NIGHT #2A#", "ANNA\nYes.", "雨が降る。" * 30, "Rain. " * 60, "[[no]]", "x" * 900]
        )
        | st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=40),
        max_size=40,
    ).map("\n\n".join),
    room=st.integers(-10, 2_000),
    line=st.integers(0, 90),
    model=st.sampled_from([MODEL, OTHER]),
)
@example(text=f"{SCENES}\n\n{CAST}", room=150, line=100, model=MODEL)
def test_no_room_and_no_script_hangs_or_takes_more(text: str, room: int, line: int, model: str) -> None:
    for place in ({"line": line}, {"lines": [line, line + 9]}, {"scene": line}, {}):
        view = in_view(script(text, **place), room, model)
        assert takes(view, model) <= view.tokens <= max(room, 0)


def test_a_room_is_used() -> None:
    for text, line in ((SCENES, 100), (WITHOUT_HEADINGS, 900), (LONG_SCENE, 900)):
        for room in (1_500, 3_317):
            assert in_view(script(text, line=line), room, MODEL).tokens > room * 0.6


def test_the_scenes_of_a_whole_script_are_counted() -> None:
    text = SCRIPT.replace("EXT. GARDEN - NIGHT", "EXT. GARDEN - NIGHT #7A#")
    assert text != SCRIPT
    view = in_view(script(text), 5_000, MODEL)
    assert view.extent == "whole"
    assert "\n1. INT. KITCHEN - DAY\n" in view.text
    assert "\n2. EXT. GARDEN - NIGHT (numbered 7A in the script)\n" in view.text
    assert view.cursor == "", "nobody said where it is"


def test_where_the_cursor_is_stands_beside_what_is_the_same_wherever_it_goes() -> None:
    views = [in_view(script(SCRIPT, line=line), 5_000, MODEL) for line in range(SCRIPT.count("\n"))]
    assert len({view.text for view in views}) == 1
    speech = in_view(script(SCRIPT, line=line_of(SCRIPT, "(wet)")), 5_000, MODEL).cursor
    assert "in scene 1" in speech
    mark = speech.partition("The mark is ")[2].partition(".")[0]
    assert f"<<<CURSOR {mark}\nBEN\n(wet)\nSo does this.\n<<<END {mark}\n" in speech
    assert all("k3f9" not in view.cursor for view in views), "notes are nobody's business"
    before = in_view(script(SCRIPT, line=0), 5_000, MODEL).cursor
    assert "before the first scene" in before
    scene = in_view(script(SCRIPT, scene=2), 5_000, MODEL).cursor
    assert "in scene 2" in scene
    assert "<<<" not in scene


def test_what_is_selected_is_told() -> None:
    first, last = line_of(SCRIPT, "It leaks."), line_of(SCRIPT, "So does this.")
    told = in_view(script(SCRIPT, lines=[last, first]), 5_000, MODEL).cursor
    assert "selected" in told
    assert "ANNA\nIt leaks." in told
    assert "So does this.\n<<<END" in told
    assert "She turns the tap." not in told


@pytest.mark.parametrize(
    ("text", "name"), [(WITHOUT_HEADINGS, "THE SCRIPT, AT THE CURSOR"), (LONG_SCENE, "SCENE 1, AT")]
)
def test_of_what_is_too_long_the_part_at_the_cursor_is_in_view(text: str, name: str) -> None:
    view = in_view(script(text, line=line_of(text, "thing 450,")), 1_500, MODEL)
    assert view.extent == "part"
    assert f"<<<{name}" in view.text
    for number in (445, 450, 455):
        assert f"thing {number}," in view.text
    assert "thing 3," not in view.text
    assert "thing 890," not in view.text
    assert "(what stands before this is left out)" in view.text
    assert "(what stands behind this is left out)" in view.text
    assert "thing 450," in view.cursor


def test_where_nothing_fits_nothing_is_said_to_be_in_view() -> None:
    assert in_view(script(f"{SCENES}\n\n{CAST}", line=100), 340, MODEL) == InView()
    assert in_view(script("  \n"), 5_000, MODEL) == InView()
    assert in_view(None, 5_000, MODEL) == InView()
