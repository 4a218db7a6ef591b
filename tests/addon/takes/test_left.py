"""No take is lost: with another file that is opened, an extension that is disabled, a file that is damaged."""

from __future__ import annotations

import json

import addon_utils
import bpy
import pytest

from ..conftest import EXTENSION
from ..drawing_board import drawn

HIDDEN = ".movie_director.takes"


def said(area):
    return " ".join(dict(drawn(area))["DIRECTOR_PT_takes"])


def save(tmp_path, name="one.blend", **more):
    path = str(tmp_path / name)
    bpy.ops.wm.save_as_mainfile(filepath=path, **more)
    return path


def texts_like(start):
    return sorted(text.name for text in bpy.data.texts if text.name.startswith(start))


def editor_of(script=None):
    area = bpy.context.window_manager.windows[0].screen.areas[0]
    area.type = "TEXT_EDITOR"
    area.spaces.active.show_region_ui = True
    if script is not None:
        area.spaces.active.text = script
    return area


def test_takes_that_were_not_saved_wait_for_the_next_file(takes, at_script, tmp_path):
    saved = takes.add("Saved.")
    path = save(tmp_path)
    lost = takes.add("Not saved.")
    bpy.ops.wm.read_homefile(use_empty=True)
    assert len(takes.book.book()) == 0
    script = bpy.data.texts.new("new.fountain")
    script.write("INT. ATTIC - DAY\n")
    area = editor_of(script)
    takes.lists.fill(script.session_uid)
    assert "One take of one.blend was not saved." in said(area)
    with bpy.context.temp_override(window=bpy.context.window_manager.windows[0], area=area):
        assert bpy.ops.movie_director.put_takes() == {"FINISHED"}
    assert [take.id for take in takes.book.book()] == [lost]
    assert [row.take for row in takes.lists.of(script.session_uid).shown()] == [lost, lost]
    assert takes.book.left == []
    bpy.ops.wm.open_mainfile(filepath=path)
    assert [take.id for take in takes.book.book()] == [saved]
    area.type = "VIEW_3D"


def test_what_is_in_the_file_is_not_offered_again(takes, at_script, tmp_path):
    take = takes.add("Saved.")
    path = save(tmp_path)
    takes.all.keep(take)
    bpy.ops.wm.open_mainfile(filepath=path)
    assert takes.book.left == []


def test_a_copy_that_is_saved_saves_nothing_of_the_file_that_is_open(takes, at_script, tmp_path):
    save(tmp_path)
    takes.add("Only in the copy.")
    save(tmp_path, "copy.blend", copy=True)
    bpy.ops.wm.read_homefile(use_empty=True)
    assert [left.file for left in takes.book.left] == ["one.blend"]
    bpy.ops.movie_director.dismiss_takes()
    assert takes.book.left == []


def test_a_file_that_cannot_be_written_leaves_the_takes_unsaved(takes, at_script, tmp_path):
    path = save(tmp_path)
    take = takes.add("Words.")
    with pytest.raises(RuntimeError):
        bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "no folder" / "x.blend"))
    bpy.ops.wm.open_mainfile(filepath=path)
    assert [each.id for left in takes.book.left for each in left.takes] == [take]


def test_a_file_that_cannot_be_opened_changes_nothing(takes, at_script, tmp_path):
    take = takes.add("Words.")
    broken = tmp_path / "broken.blend"
    broken.write_text("nothing that Blender knows")
    with pytest.raises(RuntimeError):
        bpy.ops.wm.open_mainfile(filepath=str(broken))
    assert take in takes.book.book()
    assert takes.book.left == []


def test_a_take_that_is_being_written_when_another_file_is_opened_waits_too(takes, at_script):
    one = takes.add("One.", ordinal=1, settings={"mode": "tighten", "place": {"scene": 1}})
    at_script("again_take", take=one, model="scripted/slow")
    again = takes.all.siblings(one)[-1].id
    assert takes.movie.dispatcher.wait_until(lambda: bool(takes.all[again].text), 60)
    bpy.ops.wm.read_homefile(use_empty=True)
    (left,) = takes.book.left
    waiting = {take.id: take for take in left.takes}
    assert waiting[again].state == "cancelled"
    assert waiting[again].text


def test_disabled_and_enabled_the_takes_are_there_again(takes, at_script):
    take = takes.add("Words.")
    takes.book.left.append(takes.book.Left("other.blend", (takes.all[take]._replace(id="x"),)))
    addon_utils.disable(EXTENSION, default_set=True)
    try:
        assert HIDDEN in bpy.data.texts
    finally:
        addon_utils.enable(EXTENSION, default_set=True)
    assert takes.book.book()[take].text == "Words."
    # What waited of another file is here as well: nobody would have remembered it.
    assert "x" in takes.book.book()
    assert takes.book.left == []
    script = bpy.data.texts["two_rooms.fountain"]
    assert takes.scripts.find(takes.book.book()[take].script) == script


def test_disabled_and_enabled_it_is_known_what_was_saved(takes, at_script, tmp_path):
    saved = takes.add("Saved.")
    path = save(tmp_path)
    addon_utils.disable(EXTENSION, default_set=True)
    addon_utils.enable(EXTENSION, default_set=True)
    assert [take.id for take in takes.book.book()] == [saved]
    bpy.ops.wm.open_mainfile(filepath=path)
    assert takes.book.left == []
    lost = takes.book.book().again(saved).id
    takes.book.book().hear(lost, "Not saved, and nothing of Blender's has changed since.")
    addon_utils.disable(EXTENSION, default_set=True)
    addon_utils.enable(EXTENSION, default_set=True)
    assert {take.id for take in takes.book.book()} == {saved, lost}
    bpy.ops.wm.read_homefile(use_empty=True)
    (left,) = takes.book.left
    assert lost in {take.id for take in left.takes}


def test_takes_of_a_newer_movie_director_are_not_written_over(takes, at_script, tmp_path):
    take = takes.add("From the future.")
    takes.movie.kept.store()
    newer = json.loads("".join(line.body for line in bpy.data.texts[HIDDEN].lines)) | {"version": 99}
    bpy.data.texts[HIDDEN].from_string(json.dumps(newer))
    takes.movie.kept.load()
    assert "newer Movie Director" in takes.movie.kept.problems[0]
    takes.lists.fill(takes.script.session_uid)
    assert "newer Movie Director" in said(at_script.editor)
    ours = takes.add("Of today.")
    path = save(tmp_path)
    bpy.ops.wm.open_mainfile(filepath=path)
    assert [each.id for each in takes.book.book()] == [ours]
    assert takes.movie.kept.problems == []
    aside = bpy.data.texts[f"{HIDDEN}.unread"]
    assert json.loads("".join(line.body for line in aside.lines)) == newer
    aside.from_string(json.dumps(newer | {"version": 1}))  # as a newer one would read it
    takes.movie.kept.load()
    assert {each.id for each in takes.book.book()} == {ours, take}
    assert texts_like(HIDDEN) == [HIDDEN]


def test_what_is_damaged_is_kept_even_when_an_undo_gives_it_its_name_back(takes, at_script, undo):
    takes.add("Words.")
    takes.movie.kept.store()
    bpy.data.texts[HIDDEN].from_string('{"version": 1, "takes": [{"id"')
    undo("undo_push", message="as it was opened")
    takes.movie.kept.load()
    undo("undo_push", message="more")
    takes.add("New words.", text_of=bpy.data.texts["two_rooms.fountain"])
    undo("undo")
    takes.movie.kept.store()
    assert len(texts_like(HIDDEN)) == 2
    assert any(text.as_string().startswith('{"version": 1, "takes": [{"id"') for text in bpy.data.texts)
    takes.movie.kept.problems.append("x")
    bpy.ops.movie_director.dismiss_problems()
    assert takes.movie.kept.problems == []


def test_a_linked_text_of_that_name_is_left_alone(takes, at_script, tmp_path):
    theirs = takes.add("Theirs.")
    takes.movie.kept.store()
    library = str(tmp_path / "library.blend")
    bpy.data.libraries.write(library, {bpy.data.texts[HIDDEN]}, fake_user=True)
    takes.all.remove(theirs)
    takes.movie.kept.store()
    with bpy.data.libraries.load(library, link=True) as (_, here):
        here.texts = [HIDDEN]
    ours = takes.add("Ours.")
    path = save(tmp_path)
    bpy.ops.wm.open_mainfile(filepath=path)
    assert [take.id for take in takes.book.book()] == [ours]


def test_the_hidden_text_may_be_renamed_removed_or_made_unwanted(takes, at_script, tmp_path):
    take = takes.add("Words.")
    path = save(tmp_path)
    bpy.data.texts[HIDDEN].name = "What is this"
    save(tmp_path)
    bpy.ops.wm.open_mainfile(filepath=path)
    assert take in takes.book.book()
    bpy.data.texts.remove(bpy.data.texts["What is this"])
    save(tmp_path)
    bpy.ops.wm.open_mainfile(filepath=path)
    assert take in takes.book.book()
    bpy.data.texts[HIDDEN].use_fake_user = False
    takes.book.book().keep(take)
    save(tmp_path)
    bpy.ops.wm.open_mainfile(filepath=path)
    assert takes.book.book()[take].verdict == "kept"


def test_takes_are_of_the_file_and_not_of_a_scene(takes, at_script, tmp_path):
    take = takes.add("Words.")
    scene = bpy.data.scenes.new("second")
    path = save(tmp_path)
    bpy.ops.wm.open_mainfile(filepath=path)
    bpy.data.scenes.remove(bpy.data.scenes["second"])
    assert take in takes.book.book()
    assert scene is not None
