"""What a model says to the person stays out of the script, and nothing of the script goes with it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blender_movie_director.writing import answer_text
from blender_movie_director.writing.answer_talk import talk_faults
from tests.writing.room import SCRIPT

PASSAGE = "INT. KITCHEN - DAY\n\nANNA stands at the sink.\n\nANNA\nIt leaks.\n\nShe turns the tap."
SPEECHES = "ANNA\nHold this.\n\nBEN\nWith what?"

BEFORE = [
    "They want it tighter. I will keep it.\n</think>\n\n",
    "Here is the rewritten scene:\n",
    "Here is the rewritten scene:\n\n",
    "Here's the tightened version:\n\n---\n\n",
    "**Rewritten scene:**\n\n",
    "### Rewritten Scene\n\n",
    "Rewritten passage:\n\n",
    "PASSAGE\n\n",
    "Okay, here's a revised version of the passage, focusing on tighter action lines:\n\n***\n\n",
    "<<<PASSAGE>>>\n",
    "<<<PASSAGE 0123456789\n",
    "<scene>\n",
    "Sure!\n\n",
    "* * *\n",
]
BEFORE_A_PASSAGE = [
    "Hier ist die \u00fcberarbeitete Szene:\n\n",
    "Voici la sc\u00e8ne r\u00e9\u00e9crite\u00a0:\n\n",
    "\u4ee5\u4e0b\u662f\u6539\u5199\uff1a\n",
    "Hier, bitte:\n\n---\n\n",
]
BEFORE_SPEECHES = [
    "Here's what comes next:\n\n",
    "Here is the continuation:\n",
    "Here are some lines you could use:\n\n",
    "<dialogue>\n",
]
AFTER = [
    "\n\n---\n\nLet me know if you'd like any changes!",
    "\n\n**Changes made:**\n- Tightened the action\n- Kept the dialogue",
    "\n\n**Changes made:**\n\n- Tightened the action\n\n- Kept the dialogue\n\nLet me know!",
    "\n\n*Note: I kept the dialogue as it was.*",
    "\n\n(Note: The dialogue remains unchanged.)",
    "\n\n[This keeps Anna's directness.]",
    "\n\n*(The dialogue keeps Anna's directness.)*",
    "\n\nThis version tightens the action while keeping the dialogue.",
    "\n\nI kept the dialogue as it was.",
    "\n\n[END]",
    "\n<<<END",
    "\n<<<END>>>",
    "\n</scene>",
    "\n\n***",
]
AFTER_A_PASSAGE = [
    "\n\n---\n\n**\u00c4nderungen:**\n- Die Handlung ist knapper.",
    "\n\nModifications\u00a0:\n- Action resserr\u00e9e",
]


@pytest.mark.parametrize("after", ["", *AFTER, *AFTER_A_PASSAGE])
@pytest.mark.parametrize("before", ["", *BEFORE, *BEFORE_A_PASSAGE])
def test_around_a_passage(before: str, after: str) -> None:
    found = answer_text.cleaned(before + PASSAGE + after, script=PASSAGE, passage=PASSAGE)
    assert found == PASSAGE
    assert talk_faults(found, script=PASSAGE, passage=PASSAGE) == ()


@pytest.mark.parametrize("after", ["", *AFTER])
@pytest.mark.parametrize("before", ["", *BEFORE, *BEFORE_SPEECHES])
def test_around_speeches(before: str, after: str) -> None:
    found = answer_text.cleaned(before + SPEECHES + after, script=SCRIPT)
    assert found == SPEECHES
    assert talk_faults(found, script=SCRIPT) == ()


def test_rules_between_speeches_are_none_of_the_script() -> None:
    ruled = SPEECHES.replace("\n\n", "\n\n---\n\n")
    assert answer_text.cleaned(ruled, script=SCRIPT) == SPEECHES
    assert answer_text.cleaned(ruled, script=f"{SCRIPT}\n---\n") == ruled, "this script has such rules"


def test_a_new_scene_is_announced_in_any_language() -> None:
    scene = "INT. CELLAR - DAY\n\nANNA\nDark."
    assert answer_text.cleaned(f"Eine neue Szene, wie gew\u00fcnscht:\n\n{scene}", script=SCRIPT) == scene


SCRIPT_LIKE = [
    "FADE IN:\n\nINT. KITCHEN - DAY\n\nRain.",
    "Of course the scene is dark.\n\nRain.",
    "Great lines of people. Rain.\n\nANNA\nNo.",
    "Here is the scene of the crime, in the rain.\n\nShe waits.",
    "Okay-looking men wait.\n\nANNA\nSure. Here is the scene:\n\nShe points.",
    "ANNA\nNo.\n\nThis keeps going on and on.",
    "ANNA\nNo.\n\nThe dog keeps barking.",
    "ANNA\nI hope this works.\n\nANNA\nLet me know!",
    "ANNA\nNo.\n\n(They wait.)",
    "ANNA\nNo.\n\nTHE END",
    "ANNA\nNo.\n\n> FADE OUT.",
    "ANNA\nNo.\n\n[[a note]]",
    "ANNA\nNo.\n\n~La la la.",
    "ANNA\nOn the list:\n- milk\n- eggs",
]


@pytest.mark.parametrize("script", SCRIPT_LIKE)
def test_what_only_looks_like_it_stays_without_a_word(script: str) -> None:
    assert answer_text.cleaned(script, script=SCRIPT) == script
    assert all("scene of the crime" in fault for fault in talk_faults(script, script=SCRIPT))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", "\n\nNOTE: The following is in French."),
        ("", "\n\n[This is said in Italian.]"),
        ("", "\n\n---\n\nDiese Fassung ist knapper."),
        ("", "\n\nNotes:\n- milk\n- eggs"),
        ("Die Fortsetzung:\n\n", ""),
        ("Here is the text.\n\n", ""),
    ],
)
def test_what_may_be_either_is_kept_and_told(before: str, after: str) -> None:
    answer = before + SPEECHES + after
    found = answer_text.cleaned(answer, script=SCRIPT)
    assert found == answer
    (fault,) = talk_faults(found, script=SCRIPT)
    assert "a word about the answer" in fault
    own = SCRIPT + "\n" + answer
    assert answer_text.cleaned(answer, script=own) == answer
    assert talk_faults(answer, script=own) == (), "the script's own lines are no talk"


def test_what_stands_before_the_heading_of_a_passage_is_told() -> None:
    found = answer_text.cleaned(f"Ich habe gek\u00fcrzt.\n\n{PASSAGE}", script=PASSAGE, passage=PASSAGE)
    assert found.startswith("Ich habe")
    assert "Ich habe gek\u00fcrzt." in talk_faults(found, script=PASSAGE, passage=PASSAGE)[0]


@pytest.mark.parametrize("line", [*BEFORE, *BEFORE_SPEECHES, *AFTER])
def test_the_writers_own_lines_are_never_cut(line: str) -> None:
    odd = line.strip("\n")
    if "</think>" in odd:
        return
    script = f"INT. A - DAY\n\nRain.\n\n{odd}\n\nSun.\n"
    for passage in (f"{odd}\n\nSun.", f"Rain.\n\n{odd}"):
        assert answer_text.cleaned(passage, script=script, passage=passage) == passage


@given(st.text(alphabet="A:b.-*\n <>[]", max_size=60), st.text(alphabet="A:b.-*\n ", max_size=30))
def test_any_answer_can_be_read(answer: str, passage: str) -> None:
    found = answer_text.cleaned(answer, script=passage, passage=passage)
    given = {line.strip() for line in answer.split("\n")}
    assert {line.strip() for line in found.split("\n")} <= {*given, ""}
    talk_faults(found, script=passage, passage=passage)
