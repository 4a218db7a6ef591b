"""Revisions: what a first AD is told when a new draft comes in."""

from __future__ import annotations

import json

import pytest

from blender_movie_director.screenplay import parse
from blender_movie_director.screenplay.identity import Identity, identify
from blender_movie_director.screenplay.revisions import Change, Changes, as_text, colour, compare
from scripts.support.feature import feature

LAMP = """\
INT. LAMP ROOM - MORNING #1#

A match. A gloved hand carries it to the wick of a brass safety lamp. The flame stands up.

IDRIS
Round one?

GWYN
Says you've got a lamp.
"""
YARD = """\
EXT. YARD - DAY #2#

A winding tower with no rope. Rain that has not decided yet, and boxes that must not get wet.

GWYN
Sundays too.
"""
VAN = """\
EXT. CHIP VAN - CONTINUOUS #3#

Steam, a wire scoop, forearms like a baker's.

NESTA
Small or large? I have not got the whole day, and the fat is getting cold.
"""
BOARD = """\
INT. CHAPEL - NIGHT #4#

Candles, and more people than the pews were made for. A hymn that nobody started.

SIÂN
Who is that in the front row?
"""


def script(*scenes: str) -> str:
    return "\n".join(scenes)


def changes(old: str, new: str) -> Changes:
    return compare(parse(old), parse(new))


def table(result: Changes) -> list[tuple[str, list[str]]]:
    return [(scene.heading.partition(" - ")[0], [*map(str, scene.changes)]) for scene in result.scenes]


def test_the_same_script_has_no_changes() -> None:
    result = changes(script(LAMP, YARD), script(LAMP, YARD))
    assert result.scenes == ()
    assert as_text(result) == "No scene changed: both versions have the same 2.\n"


@pytest.mark.parametrize(
    ("new", "expected"),
    [
        pytest.param((LAMP, YARD, BOARD, VAN), [("INT. CHAPEL", ["added"])], id="added"),
        pytest.param((LAMP, VAN), [("EXT. YARD", ["cut"])], id="cut"),
        pytest.param((VAN, LAMP, YARD), [("EXT. CHIP VAN", ["moved"])], id="moved"),
        pytest.param(
            (LAMP, YARD.replace("Sundays too", "Even on Sundays"), VAN), [("EXT. YARD", ["rewritten"])], id="rewritten"
        ),
        pytest.param((LAMP, YARD, VAN.replace("#3#", "#3A#")), [("EXT. CHIP VAN", ["renumbered"])], id="renumbered"),
        pytest.param(
            (LAMP, YARD.replace("YARD - DAY", "COLLIERY - DUSK"), VAN),
            [("EXT. COLLIERY", ["heading changed"])],
            id="heading",
        ),
        pytest.param(
            (LAMP, VAN.replace("Small or large?", "Large?"), YARD.replace("#2#", "#9#")),
            [("EXT. CHIP VAN", ["moved", "rewritten"]), ("EXT. YARD", ["renumbered"])],
            id="several things",
        ),
        pytest.param((LAMP, YARD.replace("boxes", "[[how many?]] boxes"), VAN), [], id="a note is no change"),
        pytest.param((LAMP, YARD.replace("boxes", "*boxes*"), VAN), [("EXT. YARD", ["rewritten"])], id="emphasis"),
        pytest.param(("# Act One\n\n= It begins.\n\n" + LAMP, YARD, VAN), [], id="an act is none of a scene"),
    ],
)
def test_it_says_what_happened_to_each_scene(new: tuple[str, ...], expected: list[tuple[str, list[str]]]) -> None:
    assert table(changes(script(LAMP, YARD, VAN), script(*new))) == expected


def test_it_says_where_each_scene_was_and_is() -> None:
    result = changes(script(LAMP, YARD, VAN), script(BOARD, LAMP, VAN.replace("#3#", "#5#")))
    assert [(row.old_ordinal, row.new_ordinal, row.old_number, row.new_number) for row in result.scenes] == [
        (None, 1, None, "4"),
        (2, None, "2", None),
        (3, 3, "3", "5"),
    ]
    assert (result.old_scenes, result.new_scenes) == (3, 3)


def test_it_says_how_much_was_rewritten_and_which_lines() -> None:
    (row,) = changes(script(LAMP, YARD), script(LAMP, YARD.replace("Sundays too.", "Sundays also."))).scenes
    words = 2 + 19
    assert row.rewritten == pytest.approx(1 / words, abs=0.01)
    gone, come = row.lines
    assert (gone.new, gone.text, gone.line) == (False, "Sundays too.", 15)
    assert (come.new, come.text, come.line, come.last_line) == (True, "Sundays also.", 15, 15)


def test_changed_lines_stand_where_they_are_said_to_stand() -> None:
    old, new = feature(30, 1), feature(30, 1).replace("the ", "that ").replace("EXT.", "INT.")
    lines = {False: old.split("\n"), True: new.split("\n")}
    checked = 0
    for row in changes(old, new).scenes:
        for line in row.lines:
            first_word = line.text.split()[0].strip("(*_")
            assert first_word in lines[line.new][line.line]
            checked += 1
    assert checked > 100


def test_emphasis_alone_changes_no_word() -> None:
    (row,) = changes(LAMP, LAMP.replace("A match", "A **match**")).scenes
    assert row.rewritten == 0
    assert "emphasis changed" in as_text(changes(LAMP, LAMP.replace("A match", "A **match**")))


# Characters


@pytest.mark.parametrize("continued", ["(cont'd)", "(CONT'D)", "(CONT\u2019D)", "(CONT.)", "(continued)"])
def test_what_programs_write_behind_a_name_is_no_change(continued: str) -> None:
    for cue in ("GWYN", "GWYN (V.O.)", "*GWYN*"):
        old = script(LAMP.replace("GWYN", cue))
        new = old.replace(cue, f"{cue} {continued}")
        assert table(changes(old, new)) == table(changes(new, old)) == []
    # Two names are two, and so are two ways to be heard.
    new = script(LAMP.replace("GWYN", f"GWYN (V.O.) {continued}"))
    assert table(changes(script(LAMP), new)) == [("INT. LAMP ROOM", ["rewritten"])]


def test_a_renamed_character_is_one_change_and_not_many() -> None:
    old = script(LAMP, YARD, VAN)
    result = changes(old, old.replace("GWYN", "DAI"))
    assert [(rename.old, rename.new, rename.speeches) for rename in result.renames] == [("GWYN", "DAI", 2)]
    assert table(result) == [("INT. LAMP ROOM", ["character renamed"]), ("EXT. YARD", ["character renamed"])]
    assert "GWYN is called DAI now, in 2 speeches." in as_text(result)


def test_a_rename_does_not_hide_what_else_changed() -> None:
    old = script(LAMP, YARD.replace("A winding", "Gwyn at a winding"))
    new = old.replace("GWYN", "DAI").replace("Gwyn", "Dai").replace("Sundays too", "Never")
    result = changes(old, new)
    assert table(result)[1] == ("EXT. YARD", ["rewritten"])
    assert [line.text for line in result.scenes[1].lines] == ["Sundays too.", "Never."]


def test_somebody_else_who_speaks_a_line_is_no_rename() -> None:
    result = changes(script(LAMP, YARD), script(LAMP, YARD.replace("GWYN", "IDRIS")))
    assert result.renames == ()
    assert table(result) == [("EXT. YARD", ["rewritten"])]


def test_two_characters_can_be_renamed_at_once() -> None:
    old = script(LAMP, YARD, VAN)
    result = changes(old, old.replace("GWYN", "DAI").replace("NESTA", "MAIR"))
    assert {(rename.old, rename.new) for rename in result.renames} == {("GWYN", "DAI"), ("NESTA", "MAIR")}


# Splitting and merging

LONG = (
    LAMP + "\n" + "\n\n".join(f"He hangs tally number {number} on hook {number + 40}." for number in range(30)) + "\n"
)


def test_a_scene_that_was_split_is_told_from_a_new_one() -> None:
    first, second = LONG.split("He hangs tally number 18 ")
    second = f"INT. STORE ROOM - LATER #1A#\n\nHe hangs tally number 18 {second}"
    result = changes(script(LONG, VAN), script(first, second, VAN))
    assert table(result) == [("INT. LAMP ROOM", ["rewritten"]), ("INT. STORE ROOM", ["split off"])]
    assert result.scenes[1].other == result.scenes[0].id
    assert "split off from scene 1" in as_text(result)


def test_a_scene_that_was_merged_is_told_from_a_lost_one() -> None:
    joined = LONG + "\n" + YARD.partition("\n\n")[2]
    result = changes(script(LONG, YARD, VAN), script(joined, VAN))
    assert table(result) == [("INT. LAMP ROOM", ["rewritten"]), ("EXT. YARD", ["merged"])]
    assert "merged into scene 1" in as_text(result)


def test_a_scene_with_nothing_in_it_is_part_of_no_other() -> None:
    assert table(changes(LONG, script(LONG, "INT. HALL - DAY\n"))) == [("INT. HALL", ["added"])]


def test_a_very_long_scene_is_compared_in_good_time() -> None:
    one, other = (f"INT. ROOM - DAY\n\n{' '.join(f'{word}{n % 997}' for n in range(30_000))}\n" for word in ("a", "b"))
    (row,) = changes(one + "\nIt ends.\n", other + "\nIt ends.\n").scenes
    assert row.changes == (Change.REWRITTEN,)
    assert row.rewritten > 0.99


# What it is given, and what it gives


def test_ids_that_are_kept_somewhere_are_used() -> None:
    known = identify(Identity(), parse(script(LAMP, YARD)))
    result = compare(parse(script(LAMP, YARD)), parse(script(LAMP)), known)
    assert [row.id for row in result.scenes] == [known.scenes[1].id]


def test_the_table_is_plain_data() -> None:
    old = script(LAMP, YARD, VAN)
    plain = changes(old, script(LAMP.replace("Round", "Square"), VAN, BOARD)).to_dict()
    again = json.loads(json.dumps(plain))
    assert again == plain
    assert [row["changes"] for row in again["scenes"]] == [["rewritten"], ["cut"], ["added"]]
    assert again["scenes"][0]["lines"][0] == {"new": False, "line": 5, "last_line": 5, "text": "Round one?"}


def test_the_report_counts_and_shows_and_fits_a_page() -> None:
    text = as_text(changes(script(LAMP, YARD, VAN), script(LAMP.replace("Round", "Square"), VAN, BOARD)))
    assert text.startswith("3 scenes before, 3 now; 1 are as they were.\n1 added, 1 cut, 1 rewritten\n")
    assert "1  INT. LAMP ROOM - MORNING\n    4% rewritten\n    - Round one?\n    + Square one?\n" in text
    assert max(map(len, text.splitlines())) <= 80
    brief = as_text(changes(script(LAMP, YARD), script(YARD, LAMP.replace("Round", "Square"))), lines=False)
    assert "Square" not in brief


def test_an_empty_version_is_one_too() -> None:
    assert [row.changes for row in changes("", script(LAMP, YARD)).scenes] == [(Change.ADDED,)] * 2
    assert [row.changes for row in changes(LAMP, "").scenes] == [(Change.CUT,)]
    assert [row.changes for row in changes("INT. A\n", "INT. B\n").scenes] == [(Change.HEADING,)]


def test_a_feature_whose_scenes_were_shuffled_moves_as_few_as_can_be() -> None:
    scenes = feature(60, 1).split("\n\nEXT. ")
    scenes[10:11], scenes[20:20] = [], scenes[10:11]
    result = changes(feature(60, 1), "\n\nEXT. ".join(scenes))
    assert 1 <= result.count(Change.MOVED) <= 8
    assert result.count(Change.ADDED) == result.count(Change.CUT) == 0


@pytest.mark.parametrize(
    ("revision", "expected"),
    [
        (0, "White"), (1, "Blue"), (2, "Pink"), (3, "Yellow"), (4, "Green"), (5, "Goldenrod"), (6, "Buff"),
        (7, "Salmon"), (8, "Cherry"), (9, "Second Blue"), (16, "Second Cherry"), (17, "Third Blue"), (41, "6th Blue"),
    ],
)  # fmt: skip
def test_colours_come_in_the_usual_order_and_then_again(revision: int, expected: str) -> None:
    assert colour(revision) == expected
