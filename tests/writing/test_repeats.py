"""What the script has already does not come into it twice."""

from __future__ import annotations

import pytest

from blender_movie_director.writing.repeats import repeat_faults, without_repeats

SO_FAR = "INT. KITCHEN - DAY\n\nANNA stands at the sink -- it's wet.\n\nANNA\nIt leaks.\n\nBEN\n(wet)\nSo does this."
REST = "She turns the tap.\n\nANNA\nNo."
NEW = "ANNA\nHold this.\n\nBEN\nWith what?"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", ""),
        ("BEN\n(wet)\nSo does this.\n\n", ""),
        ("**BEN**\n*(wet)*\nSo does this.\n\n", ""),
        ("ANNA\nIt leaks.\n\nBEN\n(wet)\nSo does this.\n\n", ""),
        ("ANNA stands at the sink \u2014 it\u2019s wet.\n\nANNA\nIt leaks.\n\nBEN\n(wet)\nSo does this.\n\n\n", ""),
        (f"{SO_FAR}\n\n", ""),
        (f"{SO_FAR}\n\n", f"\n\n{REST}"),
        (SO_FAR.replace("It leaks.", "It drips.") + "\n\n", f"\n\n{REST}"),
        ("INT. KITCHEN - DAY\n\n", ""),
        ("", f"\n\n{REST}"),
        ("", "\n\nShe turns the tap."),
    ],
)
def test_the_scene_around_is_not_repeated(before: str, after: str) -> None:
    assert without_repeats(before + NEW + after, SO_FAR, REST) == NEW
    assert repeat_faults(NEW, SO_FAR, REST) == ()


@pytest.mark.parametrize(
    "answer",
    [
        "BEN\nHold this.\n\nBEN\n(wet)\nSo does this.",
        "ANNA\nIt leaks.\n\nBEN\nYou said that.",
        "She turns the tap.\n\nANNA\nHold this.",
        "INT. HALL - DAY\n\nANNA\nNo?",
    ],
)
def test_what_comes_back_later_on_is_meant(answer: str) -> None:
    assert without_repeats(answer, SO_FAR, REST) == answer


def test_an_answer_with_nothing_new_is_told() -> None:
    for answer in ("BEN\n(wet)\nSo does this.", SO_FAR, f"{SO_FAR}\n\n{REST}"):
        assert without_repeats(answer, SO_FAR, REST) == answer, "an answer is never cut down to nothing"
        assert repeat_faults(answer, SO_FAR, REST) == ("It only repeats what stands there already.",)
    assert repeat_faults("", SO_FAR, REST) == ()


def test_a_passage_that_begins_like_what_stands_before_it_stays() -> None:
    passage = "BEN\n(wet)\nSo does this.\n\nANNA\nNo."
    assert without_repeats(passage, SO_FAR, f"ANNA\nNo.\n\n{REST}", passage) == passage
    assert without_repeats(f"{SO_FAR}\n\nBEN\nBye.", SO_FAR, REST, "BEN\nGo.") == "BEN\nBye."
