"""Lint: what is found, where, and above all what is not."""

import subprocess
import sys
from pathlib import Path

import pytest

from blender_movie_director.screenplay import breakdown, parse
from blender_movie_director.screenplay.facts import Finding, Options, Severity
from blender_movie_director.screenplay.facts.lookalikes import Likeness, lookalikes

ROOT = Path(__file__).parents[3]


def of(text: str, **options: int) -> tuple[Finding, ...]:
    return breakdown(parse(text), Options(**options)).findings  # type: ignore[arg-type]


def kinds(text: str, **options: int) -> list[tuple[str, int]]:
    """The findings and their lines, as they are numbered for a reader."""
    return [(finding.kind, finding.first_line + 1) for finding in of(text, **options)]


def speeches(**times: int) -> str:
    cues = [name.replace("_", " ") for name, count in times.items() for _ in range(count)]
    return "".join(f"@{cue}\nHi.\n\n" for cue in cues)


def test_the_example_is_found_flawless() -> None:
    assert of((ROOT / "examples" / "one_below.fountain").read_text(encoding="utf-8")) == ()


def test_the_feature_is_found_flawless(tmp_path: Path) -> None:
    script = tmp_path / "feature.fountain"
    command = [sys.executable, str(ROOT / "scripts" / "make_feature.py"), "--output", str(script)]
    subprocess.run(command, check=True, capture_output=True)
    assert of(script.read_text(encoding="utf-8")) == ()


# Names


def test_a_misspelt_name_is_the_rarer_one() -> None:
    (finding,) = of(speeches(MARGARET=6, MARGRET=1))
    assert (finding.kind, finding.severity, finding.first_line) == ("misspelt_name", Severity.WARNING, 18)
    assert finding.sentence == "MARGRET speaks once and MARGARET 6 times: is it a slip?"
    assert finding.suggestion == "If they are one, write MARGARET."


@pytest.mark.parametrize(
    "cast",
    [
        {"TOM": 9, "TIM": 9},
        {"TOM": 9, "TIM": 1},
        {"MARTIN": 6, "MARTIA": 6},
        {"MARTIN": 6, "MARTIA": 3},
        {"SOLDIER": 9, "SOLDIERS": 1},
        {"WOMAN": 9, "WOMEN": 1},
        {"GUARD_1": 9, "GUARD_2": 1},
        {"MARTIN": 9, "MARITA": 1},
        {"REPORTERS": 1, "REPORTER_TV": 5},
        {"JOURNALIST_A": 4, "JOURNALIST_B": 2},
        {"ALEXANDRA": 9, "ALEXANDRIA": 5},
        {"CHRISTIAN": 3, "CHRISTIANA": 2},
    ],
    ids=str,
)
def test_names_that_are_two_are_left_alone(cast: dict[str, int]) -> None:
    assert kinds(speeches(**cast)) == []


@pytest.mark.parametrize(
    ("cast", "odd"),
    [
        ({"TERMINATOR": 1, "TERMINARTOR": 1}, "TERMINARTOR"),
        ({"JOURNALISTE_1": 8, "JOUNRALISTE_1": 3}, "JOUNRALISTE 1"),
    ],
    ids=str,
)
def test_a_long_word_mistyped_is_told_however_rarely_the_right_one_speaks(cast: dict[str, int], odd: str) -> None:
    (finding,) = of(speeches(**cast))
    assert (finding.kind, finding.sentence.partition(" speaks")[0]) == ("misspelt_name", odd)


def test_another_trade_gets_a_hint() -> None:
    assert kinds(speeches(WAITER=5, WRITER=1)) == [("similar_name", 16)]
    assert kinds(speeches(WAITER=5, WAITTER=1)) == [("misspelt_name", 16)]


def test_a_name_that_only_rhymes_gets_a_hint() -> None:
    (finding,) = of(speeches(MARY=6, GARY=2))
    assert (finding.kind, finding.severity) == ("similar_name", Severity.HINT)
    assert finding.sentence == "GARY speaks twice and MARY 6 times: are they two people?"


def test_a_name_that_the_action_has_too_gets_a_hint() -> None:
    text = "INT. A - DAY\n\nMARIO and MARIA wait.\n\n" + speeches(MARIO=6, MARIA=1)
    assert [(finding.kind, finding.severity) for finding in of(text)] == [("similar_name", Severity.HINT)]


def test_one_name_in_two_spellings_is_told_however_often() -> None:
    (finding,) = of(speeches(DR_BELL=3) + "@DR. BELL\nHi.\n\n@DR. BELL\nHi.\n")
    assert (finding.kind, finding.suggestion) == ("name_spelt_differently", "Write DR BELL everywhere.")


def test_a_finding_names_the_line_of_the_first_cue_of_an_alias() -> None:
    text = "INT. A - DAY\n\n" + speeches(PEGGY=1, MARGARET=4)
    facts = breakdown(parse(text), Options(aliases={"PEGGY": "MARGRET"}))
    assert [(finding.kind, finding.first_line) for finding in facts.findings] == [("misspelt_name", 2)]


@pytest.mark.parametrize(
    ("first", "second", "slips"),
    [
        ("MARGARET", "MARGRET", 1),
        ("ANNIE", "ANINE", 1),
        ("BERNADETTA", "BERNADOTTE", 2),
        ("CHRISTOPHER", "CHRITSOHPER", 2),
        ("SIAN", "SI\u00c2N", 0),
        ("LAMP ROOM", "LAMPROOM", 0),
    ],
)
def test_slips_of_the_fingers(first: str, second: str, slips: int) -> None:
    assert list(lookalikes({first: 5, second: 1})) == [Likeness(second, first, slips)]


@pytest.mark.parametrize(
    ("first", "second"),
    [("BERNADETTE", "BERNARDO"), ("ABC", "ABD"), ("ROOM 12", "ROOM 13"), ("ELEPHANTS", "ELEPHANT XY")],
)
def test_what_is_further_apart_is_not_alike(first: str, second: str) -> None:
    assert list(lookalikes({first: 5, second: 1})) == []


def test_a_hundred_names_of_one_make_are_no_slips() -> None:
    assert list(lookalikes({f"CLONE{letter}": 1 for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"})) == []


# Places


def headings(*places: str) -> str:
    return "".join(f"INT. {place} - DAY\n\nHi.\n\n" for place in places)


def test_a_place_in_two_spellings() -> None:
    assert kinds(headings("LAMP ROOM", "YARD", "LAMPROOM")) == [("similar_location", 9)]
    assert kinds(headings("KITCHEN", "YARD", "KITCHEN", "KICTHEN")) == [("similar_location", 13)]


def test_a_place_with_either_apostrophe_is_one() -> None:
    assert kinds(headings("ANNA'S HOUSE", "YARD", "ANNA\u2019S HOUSE")) == []


def test_places_that_are_two() -> None:
    assert kinds(headings("KITCHEN", "KITCHEM", "OFFICE 1", "OFFICE 2", "OFFICE 1", "ROOM", "ROOF", "ROOF")) == []
    assert kinds(headings("STABLE", "STABLES", "STABLES")) == []


# Headings


def test_what_a_heading_lacks() -> None:
    text = "INT. - DAY\n\nHi.\n\nINT. KITCHEN\n\nHi.\n\nINT. B - DAY\n\nHi.\n\n.MONTAGE\n\nHi.\n"
    assert kinds(text) == [("missing_location", 1), ("missing_time", 5)]


def test_a_writer_who_never_says_the_time_is_told_once() -> None:
    (finding,) = of("INT. A\n\nHi.\n\nINT. B\n\nHi.\n\nINT. C - DAY\n")
    assert (finding.kind, finding.severity) == ("missing_time", Severity.HINT)
    assert finding.sentence == "2 of 3 scene headings name no time of day."


def times(*times: str) -> str:
    return "".join(f"INT. {'ABCDEFG'[place]} - {time}\n\nHi.\n\n" for place, time in enumerate(times))


@pytest.mark.parametrize("second", ["NIGHT - CONTINUOUS", "NIGHT (CONTINUOUS)", "MOMENTS LATER - NIGHT", "SAME NIGHT"])
def test_night_cannot_go_on_from_day(second: str) -> None:
    assert kinds(times("DAY", "CONTINUOUS", second)) == [("time_contradicts", 9)]


@pytest.mark.parametrize("second", ["DUSK - CONTINUOUS", "CONTINUOUS", "LATER THAT NIGHT", "NIGHT", "DAY - CONTINUOUS"])
def test_what_may_follow_a_day(second: str) -> None:
    assert kinds(times("DAY", second)) == []


def test_the_same_place_by_day_and_at_once_by_night() -> None:
    jump = "INT. A - DAY\n\nHi.\n\n{}INT. A - NIGHT\n\nHi.\n"
    assert kinds(jump.format("")) == [("time_jumps", 5)]
    assert kinds(jump.format("FADE TO:\n\n")) == []
    assert kinds("INT. A - DAY\n\nHi.\n\nEXT. A - NIGHT\n") == []


def test_the_first_scene_goes_on_from_nothing() -> None:
    assert kinds("INT. A - CONTINUOUS\n") == [("time_goes_on_from_nothing", 1)]
    assert kinds("INT. A - LATER\n") == [("time_goes_on_from_nothing", 1)]


def numbered(*numbers: str) -> str:
    return "".join(f"INT. {'ABCDEFG'[place]} - DAY{number}\n\nHi.\n\n" for place, number in enumerate(numbers))


def test_scene_numbers() -> None:
    assert kinds(numbered(" #1#", " #2A#", " #2B#", " #A3#", " #3#")) == []
    assert kinds(numbered(" #1#", " #2a#", " #2A#")) == [("duplicate_number", 9)]
    assert kinds(numbered(" #1#", " #3#", " #2#", " #4#")) == [("number_out_of_order", 9)]
    # One scene moved to the front puts one scene out of order, and not all that it passed.
    assert kinds(numbered(" #9#", " #1#", " #B#", " #2#", " #3#")) == [("number_out_of_order", 5)]
    assert kinds(numbered(" #1#", "", " #3#")) == [("missing_number", 5)]
    assert kinds(numbered(" #1#", "", "", " #B#")) == []


# The text


def test_a_parenthetical_with_no_cue_above() -> None:
    assert kinds("INT. A - DAY\n\n(beat)\n\n!(A crash.)\n\n(one)\n(two)\n") == [("orphan_parenthetical", 3)]


def test_a_parenthetical_with_nothing_below() -> None:
    (finding,) = of("ANNA\nHi.\n(waits)\n\nHi.\n")
    assert (finding.kind, finding.severity, finding.first_line) == ("orphan_parenthetical", Severity.HINT, 2)


def test_a_cue_with_nothing_said() -> None:
    text = "@ANNA\n\nHi.\n\nBOB\n(nods)\n\nBOB\nHi.\n\nBOB (V.O.)\n\nHi.\n\n@ANNA\n"
    assert kinds(text) == [
        ("cue_without_speech", 1),
        ("cue_without_speech", 5),
        ("cue_without_speech", 11),
        ("cue_without_speech", 15),
    ]
    assert of(text)[1].last_line == 5


def test_a_name_alone_in_action_is_told() -> None:
    text = "INT. A - DAY\n\nBOB\nHi.\n\nHe turns.\n\nBOB\n\nHi.\n"
    (finding,) = of(text)
    assert (finding.kind, finding.first_line) == ("cue_without_speech", 7)
    assert (
        finding.sentence == "Line 8 holds only the name BOB and reads as action, since no speech stands right under it."
    )
    assert kinds(text.replace("turns.", "turns -")) == [("cue_without_speech", 8)]


@pytest.mark.parametrize("around", [("He turns to see ", "Alone."), ("He turns.", "to his right, alone.")])
def test_a_name_in_the_midst_of_a_sentence_is_no_cue(around: tuple[str, str]) -> None:
    before, after = around
    assert kinds(f"INT. A - DAY\n\nBOB\nHi.\n\n{before}\n\nBOB\n\n{after}\n") == []


def test_a_sentence_that_another_paragraph_parts_from_the_name_has_no_say() -> None:
    text = "INT. A - DAY\n\nHe turns to see\n\nBOB\nHi.\n\nBOB\n\nANNA\nHo.\n\nso to speak\n"
    assert kinds(text) == [("cue_without_speech", 8)]


def test_a_transition_with_no_blank_line_after_it() -> None:
    text = "INT. A - DAY\n\nHi.\n\nCUT TO:\nint. hall outside - day\n\nMOM\nHello.\n"
    assert [(finding.kind, finding.severity, finding.first_line, finding.last_line) for finding in of(text)] == [
        ("transition_without_blank_line", Severity.ERROR, 4, 4),
        ("heading_inside", Severity.ERROR, 5, 5),
    ]
    assert kinds(text.replace("CUT TO:", "@CUT TO:")) == []
    assert kinds(text.replace("CUT TO:\nint", "CUT TO:\n\nint")) == []
    # Under a name small letters may begin what is said.
    assert kinds(text.replace("CUT TO:", "ANNA")) == []


def test_a_name_with_braces_stays_as_it_is() -> None:
    assert of("@{line}\n\n")[0].sentence == "Line 1 is a cue for {line}, but nothing is said under it."


def test_unclosed_boneyards_and_notes() -> None:
    assert kinds("Hi. [[why\n\nANNA\nHo. [[why\n\n/* cut") == [
        ("unclosed_note", 1),
        ("unclosed_note", 4),
        ("unclosed_boneyard", 6),
    ]


def test_a_note_between_cue_and_speech_or_before_a_transition_changes_nothing() -> None:
    assert kinds("ANNA\n[[why?]]\nHi.\n\n[[so]]\n\n/* cut */\n") == []


def test_long_speeches_and_paragraphs_from_a_stated_length_on() -> None:
    text = "ANNA\nOne two three.\n(low)\nFour.\n\n" + "Hi.\n" * 4
    assert kinds(text, long_speech_words=3, long_action_lines=3) == [("long_speech", 1), ("long_action", 6)]
    assert kinds(text, long_speech_words=4, long_action_lines=4) == []
    assert kinds("word " * 30, long_action_lines=2) == [("long_action", 1)]


@pytest.mark.parametrize(
    "line",
    [
        "INT: KITCHEN - DAY",
        "INT, KITCHEN",
        "INTERIOR. KITCHEN",
        "Exterior: yard",
        "INTERIOR KITCHEN - DAY",
        "KITCHEN - NIGHT",
    ],
)
def test_action_that_looks_like_a_heading(line: str) -> None:
    assert kinds(f"INT. A - DAY\n\n{line}\n\nHi.\n") == [("almost_a_heading", 3)]


@pytest.mark.parametrize(
    "line",
    [
        "Interior lights go on.",
        "INTO THE WOODS",
        "INTERIOR DESIGN MATTERS",
        "ESTELLE waits.",
        "Into the woods.",
        "BANG - BANG",
        "I/O error.",
        "EXTRA!",
        "SILENCE. LATER.",
        "THE HOUSE, AT NIGHT.",
    ],
)
def test_action_that_does_not(line: str) -> None:
    assert kinds(f"INT. A - DAY\n\n{line}\n\nHi.\n") == []


def test_a_heading_with_no_blank_lines_around_it() -> None:
    assert kinds("He goes.\nINT. KITCHEN - DAY\nShe stays.\n") == [("heading_inside", 2)]
    assert kinds("ANNA\nHi.\nINT. KITCHEN - DAY\n\nShe stays.\n") == [("heading_inside", 3)]


@pytest.mark.parametrize("line", ["!She leaves.", "> CUT TO:", ">THE END<"])
def test_a_mark_inside_of_a_speech_is_told(line: str) -> None:
    (finding,) = of(f"ANNA\nHi.\n{line}\n\nShe stays.\n")
    assert (finding.kind, finding.first_line) == ("mark_inside_speech", 2)
    assert finding.sentence == f"Line 3 begins with {line[0]}, but it stands inside dialogue, so it is spoken."
    assert kinds(f"ANNA\nHi.\n\n{line}\n\nShe stays.\n") == []
    assert kinds("ANNA\nHi\n! > = ==\n#metoo.\n= Two.\n") == []
    assert kinds("ANNA\nInt. means integer.\n") == []


def test_a_cue_that_only_begins_like_a_heading() -> None:
    assert kinds("INTERN\nHi.\n\nINT_1\nHi.\n") == []


def test_a_heading_with_none_after_it() -> None:
    findings = of("INT. A - DAY\nHe waits.\n\nInt. b\nShe waits.\n")
    assert [(finding.kind, finding.severity) for finding in findings] == [
        ("heading_without_blank_line", Severity.ERROR)
    ] * 2
    assert [(finding.first_line, finding.last_line) for finding in findings] == [(0, 0), (3, 3)]


def test_findings_come_by_line() -> None:
    lines = [finding.first_line for finding in of("(beat)\n\n" + speeches(MARGRET=1, MARGARET=4) + "@BOB\n\n/* cut")]
    assert lines == sorted(lines)
    assert len(lines) == 4
