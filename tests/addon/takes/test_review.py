"""Accepting a take: seen first, change by change, in one undo step, and never over what somebody wrote meanwhile."""

from __future__ import annotations

import bpy
import pytest

from ..conftest import SCRIPT
from ..drawing_board import drawn

CHANGED = SCRIPT.replace("ANNA stands at the sink.", "ANNA drops a glass.").replace("Twice.", "Twice, and the cellar.")
FIRST_ONLY = SCRIPT.replace("ANNA stands at the sink.", "ANNA drops a glass.")


@pytest.fixture
def take(takes, at_script):
    takes.movie.kept.store()
    return takes.add(CHANGED)


def now(takes):
    return bpy.data.texts["two_rooms.fountain"].as_string()


def said(area, width=600):
    return " ".join(dict(drawn(area, width))["DIRECTOR_PT_takes"])


def test_a_review_shows_the_changes_in_the_scripts_place_and_touches_nothing(takes, at_script, take):
    assert at_script("review_take", take=take) == {"FINISHED"}
    review = takes.side_texts.REVIEW.find()
    assert at_script.editor.spaces.active.text == review
    told = review.as_string()
    assert "==== Change 1 of 2, line 5: chosen ====" in told
    assert "- ANNA stands at the sink.\n+ ANNA drops a glass." in told
    assert now(takes) == SCRIPT
    assert "2 of 2 changes chosen" in said(at_script.editor)
    lists = takes.lists.of(takes.script.session_uid)
    assert lists.active_change == 0
    lists.active_change = 1
    assert "Change 2" in review.lines[review.current_line_index].body
    assert lists.active_change == 1
    assert at_script("end_review") == {"FINISHED"}
    assert at_script.editor.spaces.active.text.name == "two_rooms.fountain"
    assert now(takes) == SCRIPT
    assert takes.all[take].verdict == ""


def test_accepting_all_is_one_undo_step_and_undo_opens_the_take_again(takes, at_script, take, undo):
    takes.all.keep(take)
    undo("undo_push", message="before")
    at_script("review_take", take=take)
    assert at_script("accept_all") == {"FINISHED"}
    assert now(takes) == CHANGED
    assert takes.all[take].verdict == "applied"
    script = at_script.editor.spaces.active.text
    assert script.name == "two_rooms.fountain"
    assert script.current_line_index == 4, "the first change"
    undo("undo")
    assert now(takes) == SCRIPT
    assert takes.all[take].verdict == "kept"
    undo("redo")
    assert now(takes) == CHANGED
    assert takes.all[take].verdict == "applied"


def test_what_was_typed_before_stays_when_accepting_is_undone(takes, at_script, undo):
    """Blender keeps typing and everything else in different kinds of undo steps."""
    undo("undo_push", message="before")
    window = bpy.context.window_manager.windows[0]
    region = next(region for region in at_script.editor.regions if region.type == "WINDOW")
    notes = bpy.data.texts.new("notes")
    for text in (takes.script, notes):
        at_script.editor.spaces.active.text = text
        text.cursor_set(0)
        with bpy.context.temp_override(window=window, screen=window.screen, area=at_script.editor, region=region):
            bpy.ops.text.insert("EXEC_DEFAULT", True, text="Draft: 2\n")
    at_script.editor.spaces.active.text = takes.script
    typed = now(takes)
    assert typed == "Draft: 2\n" + SCRIPT
    take = takes.add("Draft: 2\n" + CHANGED)
    at_script("review_take", take=take)
    at_script("accept_all")
    assert now(takes) == "Draft: 2\n" + CHANGED
    undo("undo")
    assert now(takes) == typed
    assert bpy.data.texts["notes"].as_string() == "Draft: 2\n"


def test_a_script_that_no_undo_step_knows_is_there_after_undo(takes, at_script, undo):
    """Made by Python, and by nothing that Blender could take back."""
    undo("undo_push", message="before")
    made = bpy.data.texts.new("made.fountain")
    made.write(SCRIPT)
    at_script.editor.spaces.active.text = made
    take = takes.add(CHANGED, text_of=made)
    at_script("review_take", take=take)
    at_script("accept_all")
    assert bpy.data.texts["made.fountain"].as_string() == CHANGED
    undo("undo")
    assert bpy.data.texts["made.fountain"].as_string() == SCRIPT
    undo("redo")
    assert bpy.data.texts["made.fountain"].as_string() == CHANGED


def test_only_the_chosen_changes_are_made(takes, at_script, take):
    at_script("review_take", take=take)
    rows = takes.lists.of(takes.script.session_uid).changes
    rows[1].accepted = False
    assert "Change 2 of 2, line 12: left out" in takes.side_texts.REVIEW.find().as_string()
    assert "1 of 2 changes chosen" in said(at_script.editor)
    assert at_script("accept_chosen") == {"FINISHED"}
    assert now(takes) == FIRST_ONLY


def test_choosing_none_accepts_nothing_and_rejecting_drops_the_take(takes, at_script, take):
    at_script("review_take", take=take)
    at_script("choose_changes", everything=False)
    assert at_script("accept_chosen") == {"CANCELLED"}
    at_script("choose_changes", everything=True)
    assert takes.reviewing.current().accepted == {0, 1}
    assert at_script("end_review", reject=True) == {"FINISHED"}
    assert now(takes) == SCRIPT
    assert takes.all[take].verdict == "dropped"
    assert at_script("accept_all") == {"CANCELLED"}
    assert now(takes) == SCRIPT


@pytest.mark.parametrize("ended", [True, False])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_line_ends_stay_as_they_were_for_each_change(takes, at_script, undo, end, ended):
    before = SCRIPT.replace("\n", end)
    before = before if ended else before[: -len(end)]
    takes.script.from_string(before)
    undo("undo_push", message="before")
    take = takes.add(CHANGED + "\nANNA\nGood. Żółć — 東京.\n")
    for chosen, expected in ((0, "drops a glass"), (1, "and the cellar")):
        at_script("review_take", take=take)
        rows = takes.lists.of(bpy.data.texts["two_rooms.fountain"].session_uid).changes
        assert len(rows) == 2
        rows[1 - chosen].accepted = False
        assert at_script("accept_chosen") == {"FINISHED"}
        after = now(takes)
        assert expected in after
        assert after.count("\n") == after.count(end)
        assert after.endswith(end) is ended
        undo("undo")
        assert now(takes) == before


def test_tabs_and_spaces_at_line_ends_stay(takes, at_script):
    before = "INT. ROOM - DAY\n\n\tRain.  \n\nANNA\n  Hello.\n"
    takes.script.from_string(before)
    at_script("review_take", take=takes.add("INT. ROOM - DAY\n\n\tRain, and\twind.\n\nANNA\n  Hello.\n"))
    at_script("accept_all")
    assert now(takes) == "INT. ROOM - DAY\n\n\tRain, and\twind.\n\nANNA\n  Hello.\n"


def test_a_script_that_was_changed_since_is_refused_and_a_merge_is_offered(takes, at_script, take):
    edited = "Draft: 2\n" + SCRIPT.replace("Twice.", "Three times.")
    takes.script.from_string(edited)
    assert at_script("review_take", take=take) == {"CANCELLED"}
    assert takes.reviewing.current() is None
    told = said(at_script.editor)
    assert "The script was changed since this was written. 1 of 2 changes still find their place." in told
    assert "Merge..." in told
    assert now(takes) == edited
    assert at_script("review_take", take=take, merge=True) == {"FINISHED"}
    review = takes.side_texts.REVIEW.find().as_string()
    assert "Three times." in review
    assert "Twice, and the cellar." in review
    assert "Around line" in said(at_script.editor)
    assert at_script("accept_all") == {"FINISHED"}
    assert now(takes) == edited.replace("ANNA stands at the sink.", "ANNA drops a glass.")


def test_a_script_that_is_changed_during_the_review_is_refused_too(takes, at_script, take):
    at_script("review_take", take=take)
    edited = "Draft: 2\n" + SCRIPT
    takes.script.from_string(edited)
    assert at_script("accept_all") == {"CANCELLED"}
    assert now(takes) == edited
    assert "changed since the review began, so nothing was accepted." in said(at_script.editor)
    at_script("review_take", take=take, merge=True)
    assert at_script("accept_all") == {"FINISHED"}
    assert now(takes) == "Draft: 2\n" + CHANGED


def test_when_its_place_is_gone_the_words_can_be_copied(takes, at_script, take):
    takes.script.from_string("INT. SHIP - NIGHT\n\nNobody.\n")
    assert at_script("review_take", take=take) == {"CANCELLED"}
    told = said(at_script.editor)
    assert "cannot be found any more" in told
    assert "Copy Take" in told
    assert at_script("copy_take", take=take) == {"FINISHED"}
    at_script("dismiss_refusal")
    assert "cannot be found" not in said(at_script.editor)


def test_what_reads_like_that_already_is_nothing_to_change(takes, at_script):
    assert at_script("review_take", take=takes.add(SCRIPT)) == {"CANCELLED"}
    assert "nothing to change" in said(at_script.editor)
    assert at_script("review_take", take=takes.add("  \n")) == {"CANCELLED"}
    assert "no words" in said(at_script.editor)


def test_a_renamed_script_is_found_and_a_removed_one_is_said(takes, at_script, take):
    takes.script.name = "another.fountain"
    at_script("review_take", take=take)
    at_script("accept_all")
    assert bpy.data.texts["another.fountain"].as_string() == CHANGED
    takes.all.reopen(take)
    other = bpy.data.texts.new("third.fountain")
    other.write(SCRIPT)
    at_script.editor.spaces.active.text = other
    bpy.data.texts.remove(bpy.data.texts["another.fountain"])
    assert at_script("review_take", take=take) == {"CANCELLED"}
    assert "no longer in this file" in said(at_script.editor)
    assert other.as_string() == SCRIPT


def test_a_script_removed_during_the_review_costs_nothing(takes, at_script, take):
    at_script("review_take", take=take)
    bpy.data.texts.remove(takes.script)
    assert at_script("accept_all") == {"CANCELLED"}
    assert takes.all[take].text == CHANGED
    assert at_script("end_review") == {"FINISHED"}


def test_a_file_that_is_opened_ends_the_review(takes, at_script, take, tmp_path):
    at_script("review_take", take=take)
    path = str(tmp_path / "reviewed.blend")
    bpy.ops.wm.save_as_mainfile(filepath=path)
    bpy.ops.wm.open_mainfile(filepath=path)
    assert takes.reviewing.current() is None
    assert now(takes) == SCRIPT
    assert takes.book.book()[take].text == CHANGED
    assert sorted(text.name for text in bpy.data.texts) == [".movie_director.takes", "two_rooms.fountain"]


def test_linked_scripts_are_refused_with_a_sentence(takes, at_script, take, tmp_path):
    library = tmp_path / "library.blend"
    bpy.data.libraries.write(str(library), {takes.script}, fake_user=True)
    bpy.data.texts.remove(takes.script)
    with bpy.data.libraries.load(str(library), link=True) as (_, here):
        here.texts = ["two_rooms.fountain"]
    linked = bpy.data.texts["two_rooms.fountain"]
    at_script.editor.spaces.active.text = linked
    take = takes.add(CHANGED, text_of=linked)
    assert at_script("review_take", take=take) == {"CANCELLED"}
    assert "is linked from another file" in said(at_script.editor)
    assert linked.as_string() == SCRIPT


def test_four_hundred_changes_are_listed_and_made(takes, at_script, undo):
    paragraphs = [f"Line {number} of the old text." for number in range(400)]
    before = "\n\n".join(word for each in paragraphs for word in (each, "Stays.")) + "\n"
    takes.script.from_string(before)
    undo("undo_push", message="before")
    after = before.replace("the old text", "the new text")
    at_script("review_take", take=takes.add(after))
    assert len(takes.lists.of(takes.script.session_uid).changes) == 400
    assert "400 of 400 changes chosen" in said(at_script.editor)
    at_script("accept_all")
    assert now(takes) == after
    undo("undo")
    assert now(takes) == before


def test_new_words_come_between_two_paragraphs(takes, at_script):
    target = takes.targets.Target(SCRIPT, 0, at=10)
    add = takes.all.add("dialogue", target, model="m", script=takes.scripts.ensure(takes.script))
    takes.all.hear(add.id, "BEN\nDid you hear that?")
    takes.all._change(add.id, state="partial")
    at_script("review_take", take=add.id)
    at_script("accept_all")
    assert now(takes) == SCRIPT.replace("BEN\n(low)", "BEN\nDid you hear that?\n\nBEN\n(low)")


def test_an_undo_during_a_review_leaves_it_open(takes, at_script, take, undo):
    undo("undo_push", message="before")
    undo("undo_push", message="more")
    at_script("review_take", take=take)
    undo("undo")
    assert takes.movie.dispatcher.wait_until(takes.movie.dispatcher.idle, 60)
    review = takes.side_texts.REVIEW.find()
    assert "Change 1 of 2" in review.as_string()
    assert at_script.editor.spaces.active.text == review
    assert at_script("accept_all") == {"FINISHED"}
    assert now(takes) == CHANGED


def test_with_no_text_editor_on_the_screen_nothing_is_changed_unseen(takes, at_script, take):
    for area in bpy.context.window_manager.windows[0].screen.areas:
        if area.type == "TEXT_EDITOR":
            area.type = "VIEW_3D"
    assert at_script("review_take", take=take) == {"CANCELLED"}
    assert "no text editor on the screen" in takes.reviewing.trouble.what
    assert now(takes) == SCRIPT


def test_while_blender_renders_nothing_is_changed(takes, at_script, take, monkeypatch):
    """There is no render to wait for where there is no window, so that Blender is asked is played."""
    at_script("review_take", take=take)
    monkeypatch.setattr(takes.applying.compat, "rendering", lambda: True)
    assert at_script("accept_all") == {"CANCELLED"}
    assert "Blender is rendering." in said(at_script.editor)
    assert now(takes) == SCRIPT
    monkeypatch.undo()
    assert at_script("accept_all") == {"FINISHED"}
    assert now(takes) == CHANGED
