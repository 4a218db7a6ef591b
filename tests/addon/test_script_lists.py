"""The lists of scenes, cast and findings: what stands in them, what is filtered, and where a click leads."""

from __future__ import annotations

import importlib

import bpy
import pytest

SCRIPT = """\
Title: Filters

INT. KITCHEN - DAY #1#

ANNA
Now.

EXT. GARDEN - NIGHT #2#

BEN
Never.

INT./EXT. CAR - NIGHT #2A#

ANNA
Perhaps.

BEN (V.O.)
Drive.

INT. CELLAR #4#

Dark. INT. this is not.
"""


@pytest.fixture
def listed(movie, editor):
    """The text, shown in an editor, and its lists."""
    text = bpy.data.texts.new("filters.fountain")
    text.write(SCRIPT)
    text.cursor_set(0)
    editor.spaces.active.text = text
    movie.following.caught_up(text)
    return text, movie.lists.of(text.session_uid)


def shown(movie, lists):
    scenes = lists.session().breakdown.scenes
    return [scene.number for scene, passes in zip(scenes, lists.scenes_shown(), strict=True) if passes]


def test_each_list_has_as_many_rows_as_there_is_to_show(movie, listed):
    _, lists = listed
    assert (len(lists.scenes), len(lists.cast)) == (4, 2)
    assert len(lists.findings) == len(lists.session().breakdown.findings) > 0


def test_the_active_scene_is_the_one_of_the_cursor(movie, listed):
    text, lists = listed
    assert lists.active_scene == -1  # on the title page
    for line, body in enumerate(SCRIPT.split("\n")):
        if body.endswith("#"):
            text.cursor_set(line + 2)
            assert lists.session().breakdown.scenes[lists.active_scene].first_line == line


def test_a_click_on_a_scene_puts_the_cursor_on_its_heading(movie, listed, editor):
    text, lists = listed
    lists.active_scene = 2
    assert text.current_line.body == "INT./EXT. CAR - NIGHT #2A#"
    assert lists.active_scene == 2
    assert editor.spaces.active.text == text


def test_a_click_leads_to_the_right_line_while_the_figures_lag_behind(movie, listed):
    text, lists = listed
    text.cursor_set(2)
    text.write("Some words.\n\n\n")
    lists.session().look(text.as_string(), 0.0)
    lists.active_scene = 3
    assert text.current_line.body == "INT. CELLAR #4#"


def test_a_click_on_a_character_leads_to_the_first_appearance(movie, listed):
    text, lists = listed
    names = [one.name for one in lists.session().breakdown.cast]
    lists.active_person = names.index("BEN")
    assert text.current_line.body == "EXT. GARDEN - NIGHT #2#"
    assert lists.active_person == names.index("BEN")


def test_a_click_on_a_finding_selects_what_it_is_about(movie, listed):
    text, lists = listed
    findings = lists.session().breakdown.findings
    for index, finding in enumerate(findings):
        lists.active_finding = index
        assert lists.active_finding == index
        assert (text.current_line_index, text.current_character) == (finding.first_line, 0)
        assert text.select_end_line_index == finding.last_line
        assert text.select_end_character == len(text.lines[finding.last_line].body)


def test_places_out_of_range_are_ignored(movie, listed):
    text, lists = listed
    for name in ("active_scene", "active_person", "active_finding"):
        setattr(lists, name, 1_000)
        setattr(lists, name, -1)
    assert text.current_line_index == 0


@pytest.mark.parametrize(
    ("chosen", "numbers"),
    [
        ({}, ["1", "2", "2A", "4"]),
        ({"search": "garden"}, ["2"]),
        ({"search": "NIGHT ben"}, ["2", "2A"]),
        ({"search": "2a"}, ["2A"]),
        ({"search": "nowhere"}, []),
        ({"kinds": {"INT"}}, ["1", "2A", "4"]),
        ({"kinds": {"INT", "EXT"}}, ["1", "2", "2A", "4"]),
        ({"kinds": {"EXT", "NIGHT"}}, ["2", "2A"]),
        ({"kinds": {"DAY"}}, ["1"]),
        ({"only": "ANNA"}, ["1", "2A"]),
        ({"only": "ANNA", "kinds": {"NIGHT"}, "search": "car"}, ["2A"]),
    ],
)
def test_filters(movie, listed, chosen, numbers):
    _, lists = listed
    for name, value in chosen.items():
        setattr(lists, name, value)
    assert lists.filtered is bool(chosen)
    assert shown(movie, lists) == numbers


def test_a_filter_follows_what_is_typed(movie, listed):
    text, lists = listed
    lists.search = "garden"
    assert shown(movie, lists) == ["2"]
    text.cursor_set(2)
    text.write("INT. GARDEN SHED - DAY #0#\n\nDust.\n\n")
    movie.following.caught_up(text)
    assert shown(movie, lists) == ["0", "2"]


def test_only_the_scenes_of_one_character_and_all_again(movie, listed):
    _, lists = listed
    assert bpy.ops.movie_director.show_only(script=lists.name, person="ANNA") == {"FINISHED"}
    assert shown(movie, lists) == ["1", "2A"]
    assert bpy.ops.movie_director.show_only(script=lists.name) == {"FINISHED"}
    assert shown(movie, lists) == ["1", "2", "2A", "4"]


def test_the_lists_are_in_no_blend_file_and_no_undo_step(movie, listed, tmp_path, undo):
    _, lists = listed
    undo("undo_push", message="before")
    lists.search = "night"
    undo("undo_push", message="after")
    undo("undo")
    assert movie.lists.of(int(lists.name)).search == "night"
    path = tmp_path / "film.blend"
    bpy.ops.wm.save_as_mainfile(filepath=str(path), copy=True)
    bpy.ops.wm.open_mainfile(filepath=str(path))
    assert len(bpy.context.window_manager.movie_director_lists) == 0


def test_elsewhere_the_script_is_the_one_that_an_editor_shows(movie, listed, script):
    text, _ = listed
    assert movie.current.script(bpy.context) == text


def test_with_no_editor_it_is_the_one_that_is_named_as_a_script(movie, script):
    bpy.data.texts.new("notes.py").write("print()")
    assert movie.current.script(bpy.context) == script
    script.name = "something else"
    assert movie.current.script(bpy.context) is None


def test_without_an_editor_the_cursor_moves_all_the_same(movie, script):
    movie.following.caught_up(script)
    movie.lists.of(script.session_uid).active_scene = 1
    assert script.current_line.body == "EXT. GARDEN - NIGHT"


def test_lengths_are_written_as_a_first_assistant_director_writes_them(movie):
    rows = importlib.import_module(movie.lists.__name__.replace("script.lists", "panels.rows"))
    assert [rows.pages(eighths) for eighths in (0, 3, 8, 9, 19)] == [
        "0 pages",
        "3/8 page",
        "1 page",
        "1 1/8 pages",
        "2 3/8 pages",
    ]
    assert [rows.minutes(seconds) for seconds in (3, 65, 7_000)] == ["0:03 min", "1:05 min", "117 min"]


def test_a_program_is_told_from_a_script_by_its_name(movie, script):
    assert movie.current.may_be_script(script)
    assert not movie.current.may_be_script(bpy.data.texts.new("render.py"))
    assert movie.current.may_be_script(bpy.data.texts.new("Text"))


def test_beside_an_answer_the_script_is_still_the_one_that_it_is_about(movie, script, editor):
    assert bpy.ops.movie_director.analyze(text=script.name) == {"FINISHED"}
    assert movie.dispatcher.wait_until(movie.dispatcher.idle, 60)
    editor.spaces.active.text = movie.jobs.everything()[-1].target.find()
    with bpy.context.temp_override(area=editor):
        assert movie.current.script(bpy.context) == script
