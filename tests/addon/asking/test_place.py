"""What place in the script a request is about, and what its scene is known by."""

from __future__ import annotations

import bpy

from .conftest import at, done, known, write


def in_words(asking, movie, script):
    movie.following.caught_up(script)
    return asking.place.in_words(asking.fields, asking.place.cursor(asking.fields, script, movie.following.of(script)))


def test_the_place_is_said_in_words_and_follows_the_cursor(movie, asking, script):
    at(script, 12)
    assert in_words(asking, movie, script) == "Scene 2: EXT. GARDEN - NIGHT, after line 13"
    asking.fields.dialogue_mode = "new"
    assert in_words(asking, movie, script) == "A new scene after scene 2: EXT. GARDEN - NIGHT"
    asking.fields.request = "description"
    assert in_words(asking, movie, script) == "Scene 2: EXT. GARDEN - NIGHT"
    at(script, 4, 12)
    asking.fields.request = "dialogue"
    asking.fields.dialogue_mode = "add"
    assert in_words(asking, movie, script) == "Scene 2: EXT. GARDEN - NIGHT, after line 13"
    asking.fields.request = "description"
    at(script, 4, 7)
    assert in_words(asking, movie, script) == "The selection, lines 5 to 8 (Scene 1: INT. KITCHEN - DAY)"
    asking.fields.request = "suggestions"
    assert in_words(asking, movie, script) == "The whole script, 2 scenes"
    asking.fields.where = "scene"
    at(script, 5)
    assert in_words(asking, movie, script) == "Scene 1: INT. KITCHEN - DAY"
    at(script, 0)
    asking.fields.about = "turn"
    assert in_words(asking, movie, script) == "Before the first scene"


def test_scenes_keep_their_ids_through_edits_and_through_the_file(movie, asking, script, tmp_path):
    at(script, 12)
    known(movie, asking, script)
    before = [asking.identities.id_of(script, ordinal) for ordinal in (1, 2)]
    assert all(before)
    assert before[0] != before[1]
    write(request="dialogue")
    done(movie)
    assert list(movie.book.book())[-1].target.scene == before[1]
    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "ids.blend"))
    bpy.ops.wm.open_mainfile(filepath=str(tmp_path / "ids.blend"))
    script = bpy.data.texts["two_rooms.fountain"]
    script.from_string(
        "INT. NEW PLACE - DAY\n\nDust.\n\n" + script.as_string().split("\n\n", 1)[1].replace("low", "loud")
    )
    known(movie, asking, script)
    assert [asking.identities.id_of(script, ordinal) for ordinal in (2, 3)] == before


def test_ids_that_were_made_before_anything_else_was_kept_are_kept_all_the_same(movie, asking, script, tmp_path):
    movie.kept.clear()  # as when the extension has just been enabled
    known(movie, asking, script)
    before = [asking.identities.id_of(script, ordinal) for ordinal in (1, 2)]
    assert all(before)
    assert len(movie.book.book()) == 0  # which reads the file, if nobody has
    assert [asking.identities.id_of(script, ordinal) for ordinal in (1, 2)] == before
    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "ids.blend"))
    bpy.ops.wm.read_homefile(use_empty=True)
    movie.kept.clear()
    bpy.ops.wm.open_mainfile(filepath=str(tmp_path / "ids.blend"))
    script = bpy.data.texts["two_rooms.fountain"]
    script.write("\n")
    known(movie, asking, script)
    assert [asking.identities.id_of(script, ordinal) for ordinal in (1, 2)] == before
