"""An analysis on Blender's side: asked for by scope, kept with the file, compared with the script of now, and shown."""

from __future__ import annotations

import bpy
import pytest

from tests.addon.conftest import module
from tests.addon.drawing_board import Board, bare_context

from .conftest import analyze


def draw(movie, script, **where):
    board = Board()
    movie.panel.draw_analysis(board, bare_context(script, **where))
    return board


def test_what_a_model_says_is_kept_as_the_command_line_writes_it(desk, script):
    analyze(desk, script)
    known = desk.results.of(script)
    records = module("writing.analysis.results")
    analysis = records.Analysis.from_dict(known.to_dict())
    assert [scene.heading for scene in analysis.scenes] == ["INT. KITCHEN - DAY", "EXT. GARDEN - NIGHT"]
    assert all(scene.reading is not None for scene in analysis.scenes)
    assert analysis.story is not None
    assert analysis.assessment is not None
    assert analysis.stand_in
    assert known.whole
    assert not known.broken_off


def test_it_comes_back_with_the_file_and_under_the_texts_new_name(desk, script, tmp_path):
    analyze(desk, script)
    before = desk.results.of(script).to_dict()
    script.name = "renamed.fountain"
    path = str(tmp_path / "kept.blend")
    bpy.ops.wm.save_as_mainfile(filepath=path)
    bpy.ops.wm.read_homefile(use_empty=True)
    assert desk.results.of(bpy.data.texts.new("renamed.fountain")) is None
    bpy.ops.wm.open_mainfile(filepath=path)
    assert desk.kept.problems == []
    assert desk.results.of(bpy.data.texts["renamed.fountain"]).to_dict() == before


def test_an_undo_takes_no_analysis_away(desk, script, undo):
    undo("undo_push", message="before")
    analyze(desk, script)
    undo("undo_push", message="after")
    undo("undo")
    undo("undo")
    assert desk.results.by_uid(0, "two_rooms.fountain") is None
    (entry,) = desk.results._entries
    assert entry.known.read == 2


@pytest.mark.parametrize(
    "stored",
    [
        "{",
        "[]",
        '{"version":1,"analyses":[{"script":"a"}]}',
        '{"version":1,"analyses":[3]}',
        '{"version":1,"analyses":[{"script":"a","made":1.0,"whole":true,"broken_off":"","marks":{},"analysis":null}]}',
    ],
)
def test_a_damaged_copy_is_a_sentence(desk, script, stored):
    problems = desk.results._Kept().read(stored)
    assert len(problems) == 1
    assert "damaged" in problems[0]
    assert desk.results.of(script) is None


def test_one_scene_is_read_and_joins_what_was_known_of_the_others(desk, script):
    analyze(desk, script)
    before = desk.results.of(script)
    script.cursor_set(len(script.lines) - 1)
    analyze(desk, script, scope="SELECTION")
    assert desk.dispatcher.wait_until(desk.dispatcher.idle, 60)
    known = desk.results.of(script)
    assert known is not before
    assert sorted(known.scenes) == [1, 2]
    assert known.about["story"] is not None
    assert known.whole


def test_scenes_are_named_as_the_list_shows_them(desk, script):
    analyze(desk, script, scope="SCENES", scenes="2")
    known = desk.results.of(script)
    assert sorted(known.scenes) == [2]
    assert not known.whole
    assert known.about["story"] is None


@pytest.mark.parametrize(
    ("written", "ordinals", "trouble"),
    [
        ("1, 2-12A", [1, 2, 3], ""),
        ("12A", [3], ""),
        ("12a - 2; 1", [1, 2, 3], ""),
        ("3", None, "There is no scene 3."),
        ("", None, "Name scenes by their numbers, for example 3, 5-8."),
    ],
)
def test_numbers_of_scenes_are_the_scripts_own(desk, written, ordinals, trouble):
    text = bpy.data.texts.new("numbered.fountain")
    text.write("INT. A - DAY\n\nOne.\n\nINT. B - DAY\n\nTwo.\n\nINT. C - DAY #12A#\n\nThree.\n")
    session = desk.following.caught_up(text)
    meant = desk.scopes.meant("SCENES", written, text, session)
    assert meant.trouble == trouble
    assert (meant.scope or {}).get("scenes") == ordinals


def test_what_cannot_be_read_is_refused_with_a_sentence_and_starts_nothing(desk, script):
    script.cursor_set(0)
    for how, sentence in (
        ({"scope": "SELECTION"}, "The selection touches no scene"),
        ({"scope": "SCENES", "scenes": "7"}, "There is no scene 7"),
    ):
        assert bpy.ops.movie_director.analyze(text=script.name, **how) == {"CANCELLED"}
        meant = desk.scopes.meant(how["scope"], how.get("scenes", ""), script, desk.following.caught_up(script))
        assert meant.trouble.startswith(sentence)
    assert bpy.ops.movie_director.analyze(text="gone.fountain") == {"CANCELLED"}
    assert desk.jobs.everything() == []


@pytest.mark.parametrize("written", ["/* only a boneyard */", "= a synopsis\n\n[[a note]]"])
def test_a_script_that_prints_nothing_is_told_so(desk, written):
    text = bpy.data.texts.new("nothing.fountain")
    text.write(written)
    job = analyze(desk, text)
    assert job.state is desk.jobs.State.FAILED
    assert "has nothing in it that prints" in job.what
    assert desk.results.of(text) is None


def begun(desk, script):
    """An analysis of many scenes, of which some are read."""
    script.write(
        "\n\n" + "\n\n".join(f"INT. ROOM {number} - DAY\n\nSomebody waits for {number}." for number in range(30))
    )
    bpy.context.scene.movie_director.model = "scripted/slow"
    assert bpy.ops.movie_director.analyze(text=script.name) == {"FINISHED"}
    job = desk.jobs.everything()[-1]
    assert desk.dispatcher.wait_until(lambda: job.done >= 2, 60)
    return job


def test_what_had_come_is_kept_when_it_is_cancelled_and_takes_no_whole_one_away(desk, script):
    job = begun(desk, script)
    assert "read" in draw(desk, script).words
    bpy.ops.movie_director.cancel(job=job.name)
    assert desk.dispatcher.wait_until(desk.dispatcher.idle, 60)
    part = desk.results.of(script)
    assert 0 < part.read < 32
    assert part.broken_off == "Cancelled."
    bpy.context.scene.movie_director.model = "scripted/stand-in"
    analyze(desk, script)
    whole = desk.results.of(script)
    assert whole.read == 32
    bpy.context.scene.movie_director.model = "scripted/slow"
    bpy.ops.movie_director.analyze(text=script.name)
    job = desk.jobs.everything()[-1]
    assert desk.dispatcher.wait_until(lambda: job.done >= 1, 60)
    bpy.ops.movie_director.cancel(job=job.name)
    assert desk.dispatcher.wait_until(desk.dispatcher.idle, 60)
    assert desk.results.of(script).read == 32
    assert desk.results.of(script).about["story"] is not None


def test_what_had_come_when_another_file_was_opened_can_be_put_into_that(desk, script):
    job = begun(desk, script)
    bpy.ops.wm.read_homefile(use_empty=True)
    other = bpy.data.texts.new("two_rooms.fountain")
    assert desk.results.of(other) is None
    assert bpy.ops.movie_director.take_back(job=job.name) == {"FINISHED"}
    known = desk.results.of(other)
    assert known.read >= 2
    assert known.broken_off == "Stopped, because another file was opened."


def test_an_edit_is_told_by_its_scene_and_summaries_follow_scenes_that_move(desk, script):
    analyze(desk, script)
    known = desk.results.of(script)
    for ordinal in known.scenes:
        known.scenes[ordinal]["reading"]["summary"] = f"Summary {ordinal}"
    known.about["stand_in"] = False
    desk.following.caught_up(script)
    assert desk.results.compare_now(script).differing == 0
    assert desk.results.summaries_for(script) == {1: "Summary 1", 2: "Summary 2"}
    whole = script.as_string()
    script.from_string(whole.replace("INT. KITCHEN", "EXT. STREET - DAY\n\nNew.\n\nINT. KITCHEN"))
    desk.following.caught_up(script)
    assert desk.results.compare_now(script).differing == 1
    assert desk.results.summaries_for(script) == {2: "Summary 1", 3: "Summary 2"}
    script.from_string(whole.replace("Twice.", "Once."))
    desk.following.caught_up(script)
    found = desk.results.compare_now(script)
    assert (found.differing, found.of(2)) == (1, (2, False))
    script.cursor_set(len(script.lines) - 1)
    words = draw(desk, script).words
    assert "1 scene differs" in words
    assert "Read when this scene was another" in words
    assert "Summary 2" in words


def test_a_quote_leads_to_its_line_and_to_none_when_it_is_gone(desk, script):
    analyze(desk, script)
    elements = desk.results.of(script).scenes[1]["reading"]["elements"]
    assert elements[0]["quote"] == "Did you lock it?"
    script.from_string(f"Somebody wrote a line before it.\n\n{script.as_string()}")
    first, last = desk.quoting.lines_of_element(script, 1, 0)
    assert (script.lines[first].body, first) == ("Did you lock it?", last)
    assert desk.quoting.lines_of_element(script, 1, 99) is None
    assert desk.quoting.lines_of_element(script, 9, 0) is None
    script.from_string(script.as_string().replace("Did you lock it?", "Is it open?"))
    assert desk.quoting.lines_of_element(script, 1, 0) is None


def test_the_operator_goes_to_the_quote(desk, script):
    analyze(desk, script)
    assert bpy.ops.movie_director.show_quote(scene=1, element=0) == {"FINISHED"}
    assert script.lines[script.current_line_index].body == "Did you lock it?"
    assert bpy.ops.movie_director.show_quote(scene=1, element=5) == {"CANCELLED"}


def test_a_stand_in_takes_no_models_words_away(desk, script):
    analyze(desk, script)
    known = desk.results.of(script)
    known.about["stand_in"] = False
    analyze(desk, script)
    assert desk.results.of(script) is known


def test_it_is_forgotten_when_that_is_wanted(desk, script):
    analyze(desk, script)
    desk.kept.store()
    assert ".movie_director.analyses" in bpy.data.texts
    assert bpy.ops.movie_director.forget_analysis() == {"FINISHED"}
    desk.kept.store()
    assert ".movie_director.analyses" not in bpy.data.texts
    assert bpy.ops.movie_director.forget_analysis() == {"CANCELLED"}


def test_the_scene_at_the_cursor_is_added_to_those_that_are_read(desk, script):
    desk.following.caught_up(script)
    script.cursor_set(len(script.lines) - 1)
    for _ in range(2):
        assert bpy.ops.movie_director.add_scene_to_scope() == {"FINISHED"}
    assert desk.settings.of(bpy.context.scene).scenes == "2"
    script.cursor_set(0)
    assert bpy.ops.movie_director.add_scene_to_scope() == {"CANCELLED"}


def estimated(movie, script):
    """As the timer would, in a Blender whose timers do not fire."""
    movie.following.caught_up(script)
    draw(movie, script)
    estimate = movie.watching.last_asked(script)
    movie.watching.tick(estimate.since + 2 * movie.watching.PAUSE)
    assert movie.dispatcher.wait_until(lambda: estimate.query is not None and estimate.current, 60)
    return estimate


def test_what_it_will_cost_is_told_before_it_is_asked(desk, script):
    bpy.context.preferences.system.use_online_access = True
    desk.preferences.session_keys["openai"] = "sk-nobody"
    bpy.context.scene.movie_director.model = "openai/gpt-4o-mini"
    estimate = estimated(desk, script)
    assert [call["what"] for call in estimate.found["calls"]] == ["scenes", "story", "assessment"]
    assert float(estimate.found["dollars"]) > 0
    words = draw(desk, script).words
    assert "About 3 requests" in words
    assert "$0.0" in words
    desk.settings.of(bpy.context.scene).instruction = "Look at the weather"
    draw(desk, script)
    assert not estimate.current
    estimate = estimated(desk, script)
    assert any("Look at the weather" in message["text"] for message in estimate.found["messages"])


def test_an_instruction_that_wants_more_room_is_written_in_a_text(desk, script, editor):
    editor.spaces.active.text = script
    told = desk.settings.told(bpy.context.scene)
    told.put("Mind the lamps.")
    with bpy.context.temp_override(window=bpy.context.window_manager.windows[0], area=editor):
        assert bpy.ops.movie_director.write_instruction(request="analysis") == {"FINISHED"}
        assert bpy.ops.movie_director.write_instruction(request="sonnet") == {"CANCELLED"}
    assert told.text.name == "Instruction for analysis.md"
    told.text.write("\nAnd the doors.")
    board = draw(desk, script)
    assert "instruction_text" in board.props
    assert "instruction" not in board.props
    analyze(desk, script)
    assert told.words == "Mind the lamps.\nAnd the doors."
    bpy.data.texts.remove(told.text)
    assert told.words == "Mind the lamps."


def test_what_it_says_of_scenes_goes_along_with_what_is_written_next(desk, script):
    analyze(desk, script)
    known = desk.results.of(script)
    known.about["stand_in"] = False
    known.scenes[1]["reading"]["summary"] = "Nobody trusts the lock."
    fields = bpy.context.scene.movie_director_writing
    fields.request, fields.about, fields.where = "suggestions", "plot", "script"
    assert bpy.ops.movie_director.show_sent() == {"FINISHED"}
    assert desk.dispatcher.wait_until(desk.dispatcher.idle, 60)
    fields.property_unset("request")
    assert "Nobody trusts the lock." in bpy.data.texts["What is sent for suggestions.md"].as_string()


def test_a_stand_in_needs_no_estimate_and_no_worker_for_one(desk, script):
    desk.following.caught_up(script)
    board = draw(desk, script)
    desk.watching.tick(1e12)
    assert desk.engine.started() is None
    assert board.button("movie_director.show_analysis_sent") is not None, "one may want to see it before there is a key"
    assert board.button("movie_director.analyze").usable


@pytest.mark.parametrize("width", [170, 300, 500])
@pytest.mark.parametrize("editor", ["TEXT_EDITOR", "VIEW_3D", "SEQUENCE_EDITOR"])
def test_the_panel_is_drawn_in_every_editor_before_and_after(desk, script, width, editor):
    desk.following.caught_up(script)
    before = draw(desk, script, width=width, editor=editor)
    assert before.button("movie_director.analyze").text == "two_rooms.fountain"
    assert before.button("movie_director.write_report") is not None
    analyze(desk, script)
    desk.results.compare_now(script)
    script.cursor_set(5)
    after = draw(desk, script, width=width, editor=editor)
    for told in ("a stand-in wrote the prose", "2 scenes read", "fair", "Purpose:", "here it would list a prop"):
        assert told.casefold() in after.words.casefold(), told
    assert ("Did you lock it?" in after.words) is (width > 200)


def test_an_empty_script_is_said_to_be_empty_and_cannot_be_asked_about(desk):
    text = bpy.data.texts.new("empty.fountain")
    text.write("\n")
    desk.following.caught_up(text)
    board = draw(desk, text)
    assert "write a scene first" in board.words
    assert not board.button("movie_director.analyze").usable


def test_what_was_rejected_is_shown_as_such(desk, script):
    analyze(desk, script)
    desk.following.caught_up(script)
    desk.results.compare_now(script)
    known = desk.results.of(script)
    element = known.scenes[1]["reading"]["elements"][0]
    element.update(name="a golden revolver", quote="The golden revolver.", rejected="These words are not in the scene.")
    known.add(known.scenes[1], known.marks[1])
    script.cursor_set(5)
    words = draw(desk, script).words
    assert "1 thing was rejected" in words
    assert "Rejected: a golden revolver" in words
