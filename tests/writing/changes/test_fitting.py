"""What a writer relies on when a model's answer is compared with the script: only what was meant is a change."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blender_movie_director.screenplay import Kind
from blender_movie_director.writing.changes import apply, fitted, propose, same_words
from blender_movie_director.writing.changes.parts import lines_of
from blender_movie_director.writing.pieces import piece_of_script, printed, silent_lines, without

if TYPE_CHECKING:
    from collections.abc import Callable

SCENE = (
    "INT. KITCHEN - DAY\n\nANNA stands at the sink. It's late -- too late...\n\nANNA\nIt leaks.\n\n"
    'BEN ^\n(wet)\nSo "does" this.\n\nShe turns the tap.\n\nCUT TO:\n\n'
)
HABITS = {
    "names in bold": lambda text: text.replace("ANNA\n", "**ANNA**\n").replace("BEN ^", "**BEN** ^"),
    "names underlined": lambda text: text.replace("ANNA\n", "_ANNA_\n"),
    "a heading in bold": lambda text: text.replace("INT. KITCHEN - DAY", "**INT. KITCHEN - DAY**"),
    "a heading with a long dash": lambda text: text.replace("N - D", "N \u2013 D"),
    "a parenthetical in italics": lambda text: text.replace("(wet)", "*(wet)*"),
    "a transition in bold": lambda text: text.replace("CUT TO:", "**CUT TO:**"),
    "no caret": lambda text: text.replace(" ^", ""),
    "curled quotes": lambda text: text.replace("'", "\u2019").replace('"does"', "\u201cdoes\u201d"),
    "long dashes": lambda text: text.replace(" -- ", "\u2014"),
    "short dashes": lambda text: text.replace("--", "\u2013"),
    "ellipses": lambda text: text.replace("...", "\u2026"),
    "indented lines": lambda text: "".join(f"    {line}" if line.strip() else line for line in lines_of(text)),
    "spaces inside": lambda text: text.replace(". ", ".  "),
    "two empty lines": lambda text: text.replace("\n\n", "\n\n\n"),
    "an empty line under a name": lambda text: text.replace("ANNA\n", "ANNA\n\n").replace("BEN ^\n", "BEN ^\n\n"),
}
Habit = "Callable[[str], str]"


@pytest.mark.parametrize("habit", HABITS.values(), ids=HABITS)
class TestHabits:
    def test_a_habit_alone_is_no_change(self, habit: Callable[[str], str]) -> None:
        assert habit(SCENE) != SCENE
        assert fitted(SCENE, habit(SCENE)) == SCENE

    def test_a_habit_makes_no_more_of_a_change(self, habit: Callable[[str], str]) -> None:
        """The sentence that is new comes, and all that stands around it is as it was."""
        wish = SCENE.replace("She turns the tap.", "She hits it. Nothing.")
        changes = propose(SCENE, fitted(SCENE, habit(wish)))
        assert [(change.old, " ".join(change.new.split())) for change in changes] == [
            ("She turns the tap.\n", "She hits it. Nothing.")
        ]

    def test_a_speech_that_was_moved_is_as_it_was(self, habit: Callable[[str], str]) -> None:
        speech = "ANNA\nIt leaks.\n\n"
        moved = SCENE.replace(speech, "").replace("CUT TO:", f"{speech}CUT TO:")
        assert fitted(SCENE, habit(moved)) == moved


def test_all_habits_together_are_no_change() -> None:
    answer = SCENE
    for habit in HABITS.values():
        answer = habit(answer)
    assert fitted(SCENE, answer) == SCENE


def test_a_wish_stays_a_change() -> None:
    for wish in (
        SCENE.replace("stands", "*stands*"),
        SCENE.replace("leaks", "**leaks**"),
        SCENE.replace("ANNA\n", "ANNA ^\n"),
        SCENE.replace("It leaks.", "It leaks!"),
        SCENE.replace("KITCHEN", "HALL"),
        SCENE.replace("- DAY", "- DAY #4#"),
        SCENE.replace("sink. It's", "sink.\n\nIt's"),
        SCENE.replace("tap.\n\nCUT", "tap.\nCUT"),
    ):
        assert fitted(SCENE, wish) == wish


def test_what_is_new_comes_in_the_manner_of_the_text() -> None:
    answer = SCENE.replace("CUT TO:", "    **CARL**\n    I\u2019m here\u2014now\u2026\n\n\nCUT TO:")
    assert fitted(SCENE, answer) == SCENE.replace("CUT TO:", "CARL\nI'm here--now...\n\nCUT TO:")
    curled = "ANNA\nIt\u2019s late\u2014really\u2026\n"
    assert fitted(curled, "ANNA\nIt\u2019s late.\n\nBEN\nIt\u2019s not\u2014so\u2026") == (
        "ANNA\nIt\u2019s late.\n\nBEN\nIt\u2019s not\u2014so\u2026\n"
    )
    bold = "**INT. HALL - DAY**\n\nRain.\n"
    assert fitted(bold, "**INT. HALL - DAY**\n\nRain.\n\n**EXT. SEA - DAY**\n\nSun.") == (
        f"{bold}\n**EXT. SEA - DAY**\n\nSun.\n"
    )
    double = "Rain.\n\n\nSun.\n\n\nFog.\n"
    assert fitted(double, "Rain.\n\nSnow.\n\nSun.\n\nFog!\n\n") == "Rain.\n\n\nSnow.\n\n\nSun.\n\n\nFog!\n".replace(
        "Rain.\n\n\nSnow", "Rain.\n\nSnow"
    )


def test_who_needs_a_mark_to_speak_speaks_again() -> None:
    base = "@McDUFF ^\nAye.\n\nRain.\n"
    assert fitted(base, "McDUFF\nAye.\n\nMcDUFF\nAye, aye.\n\nRain.") == (
        "@McDUFF ^\nAye.\n\n@McDUFF\nAye, aye.\n\nRain.\n"
    )


class TestNotShown:
    @pytest.mark.parametrize("hidden", ["### Part two", "= He lies.", "[[ask]]", "/* cut */", "[[a\nb]]"])
    @pytest.mark.parametrize("end", ["\n", "\r\n"])
    def test_it_is_no_speech_where_the_words_behind_it_are_gone(self, hidden: str, end: str) -> None:
        base = f"INT. A - DAY\n\nANNA\nHi.\n\nBEN\nHo.\n\n{hidden}\n\nCUT TO:\n".replace("\n", end)
        proposal = fitted(base, "INT. A - DAY\n\nANNA\nHi you.\n\nBEN\nHo ho.", silent_lines(base))
        assert proposal == f"INT. A - DAY\n\nANNA\nHi you.\n\nBEN\nHo ho.\n\n{hidden}\n".replace("\n", end)

    def test_it_comes_between_no_name_and_what_that_says(self) -> None:
        base = "INT. A - DAY\n\nRain.\n\n= He lies.\n\nSun.\n\nBEN\nHo.\n"
        proposal = fitted(base, "INT. A - DAY\n\nCARL\nLies.\n\nBEN\nHo.", silent_lines(base))
        assert proposal == "INT. A - DAY\n\nCARL\nLies.\n\n= He lies.\n\nBEN\nHo.\n"

    def test_what_stands_inside_of_a_paragraph_comes_into_no_speech(self) -> None:
        base = "INT. A - DAY\n\nRain.\nWind.\n= He lies.\nSun.\nFog.\n\nBEN\nHo.\n"
        silent = silent_lines(base)
        assert fitted(base, "INT. A - DAY\n\nRain.\nWind.\nSun.\nFog!\n\nBEN\nHo.", silent) == base.replace(
            "Fog.", "Fog!"
        )
        assert fitted(base, "INT. A - DAY\n\nCARL\nLies.\n\nBEN\nHo.", silent) == (
            "INT. A - DAY\n\nCARL\nLies.\n\n= He lies.\n\nBEN\nHo.\n"
        )

    def test_it_stays_in_front_where_the_first_words_are_gone(self) -> None:
        base = "Rain.\n\n# Two\n\nSun.\n"
        assert fitted(base, "Sun.", silent_lines(base)) == "# Two\n\nSun.\n"


def test_a_note_over_several_lines_is_moved_whole() -> None:
    base = "Rain.\n\nSun. [[One.\n  \nTwo.]]\n\nFog.\n"
    moved = "Rain.\n\nFog.\n\nSun. [[One.\n  \nTwo.]]\n"
    assert fitted(base, moved) == moved
    assert fitted(base, moved.replace("  ", "")) == moved
    assert fitted(base, moved.replace("  ", "").replace("One", "1").replace("Two", "2")) == (
        moved.replace("One", "1").replace("Two", "2")
    )


def test_a_line_that_keeps_a_speech_going_keeps_no_action_in_it() -> None:
    base = "ANNA\nOne.\n  \nTwo.\n\nRain.\n"
    answer = "ANNA\nOne.\n\nShe sits.\n\nRain."
    assert fitted(base, answer) == f"{answer}\n"
    assert fitted(base, "ANNA\nOne.\n\nTwo, then.\n\nRain.") == base.replace("Two.", "Two, then.")


PARAGRAPHS = st.sampled_from(
    [
        "Rain.",
        "It's *late*.",
        "ANNA\nHi.",
        "BEN ^\n(wet)\nHo --\nhe.",
        "@McDUFF\nAye.",
        "CUT TO:",
        "Sun.\nFog.",
        "ANNA\n[[ask]]\nHi.",
    ]
)
HIDDEN = st.sampled_from(["# Part", "= He lies.", "[[ask]]", "/* cut */", "/*\nINT. B - DAY\n\nBEN\nNo.\n*/"])


@st.composite
def hiding(draw: st.DrawFn) -> str:
    """A scene with things in it that do not print, each a paragraph."""
    paragraphs = draw(st.lists(st.one_of(PARAGRAPHS, PARAGRAPHS, HIDDEN), max_size=12))
    return "\n\n".join(["INT. A - DAY", *paragraphs]) + draw(st.sampled_from(["", "\n", "\n\n"]))


@st.composite
def answers(draw: st.DrawFn, passage: str) -> str:
    """Paragraphs of the passage left out, doubled, moved, and others among them."""
    own = st.sampled_from(passage.split("\n\n"))
    new = st.sampled_from(["Snow.", "ANNA\nHi you.", "CARL\nWho?", "Sun, no fog.", "BEN\n(dry)\nHo --\nhe."])
    chosen = draw(st.lists(st.one_of(own, own, new), min_size=1, max_size=12))
    return "\n\n".join(["INT. A - DAY", *chosen] if draw(st.booleans()) else chosen)


@given(st.data(), hiding())
def test_what_prints_is_the_answer_and_what_does_not_is_still_there(data: st.DataObject, base: str) -> None:
    silent = silent_lines(base)
    answer = data.draw(answers(without(lines_of(base), silent)))
    proposal = fitted(base, answer, silent)
    kinds = {Kind.NOTE, Kind.BONEYARD, Kind.SECTION, Kind.SYNOPSIS}
    was, now = (
        [(element.kind, element.text) for element in piece_of_script(text) if element.kind in kinds]
        for text in (base, proposal)
    )
    assert now == was
    wanted, got = printed(answer), printed(proposal)
    assert [element.kind for element in got] == [element.kind for element in wanted]
    assert all(same_words(one.text, other.text) for one, other in zip(got, wanted, strict=True))
    assert apply(base, propose(base, proposal)) == proposal
    assert fitted(base, without(lines_of(base), silent), silent) == base
