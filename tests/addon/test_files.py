"""Scripts in from files and out to files, as a person does it from Blender's menus."""

from __future__ import annotations

import base64
import importlib
import json
import sys
import zlib
from pathlib import Path
from types import SimpleNamespace

import bpy
import pytest

FDX = """\
<?xml version="1.0" encoding="UTF-8" standalone="no" ?>
<FinalDraft DocumentType="Script" Template="No" Version="5">
  <Content>
    <Paragraph Type="Scene Heading" Number="1"><Text>INT. KITCHEN - DAY</Text></Paragraph>
    <Paragraph Type="Action"><Text>Anna waits.</Text></Paragraph>
    <Paragraph Type="Character"><Text>ANNA</Text></Paragraph>
    <Paragraph Type="Dialogue"><Text>Well?</Text></Paragraph>
  </Content>
  <SomethingOfTheirs Colour="mauve"><Kept>as it is</Kept></SomethingOfTheirs>
</FinalDraft>
"""


def bring_in(path):
    assert bpy.ops.movie_director.import_script(filepath=str(path)) == {"FINISHED"}


def write_out(text, path, **options):
    assert bpy.ops.movie_director.export_script(text=text.name, filepath=str(path), **options) == {"FINISHED"}
    return path


def refusal(call, **arguments):
    """What an operator says when it does not do it."""
    with pytest.raises(RuntimeError) as told:
        call(**arguments)
    return str(told.value)


def test_the_table_of_formats_is_that_of_the_readers_and_writers(movie):
    package = movie.formats.__name__.partition(".addon.")[0]
    from_files = importlib.import_module(f"{package}.screenplay.files").FORMATS
    assert set(movie.formats.IMPORTED) == {kind.suffix for kind in from_files if kind.reads}
    ours = {suffix for _, _, _, suffix in movie.formats.EXPORTED}
    assert ours == {kind.suffix for kind in from_files if kind.writes} - {".txt", ".spmd"}
    for kind in from_files:
        assert movie.formats.is_quick(Path(f"x{kind.suffix}"), 1_000) is not kind.needs_worker


def test_a_fountain_file_becomes_a_text_with_its_very_words(movie, tmp_path):
    path = tmp_path / "a day.fountain"
    path.write_bytes("INT. CAFÉ - DAY\r\n\r\nRain.\r\n".encode())
    bring_in(path)
    text = bpy.data.texts["a day.fountain"]
    assert text.as_string() == "INT. CAFÉ - DAY\n\nRain.\n"
    assert text.is_in_memory  # saving the text asks for a name: nobody's file is written over
    assert path.read_bytes().endswith(b"Rain.\r\n")


def test_a_final_draft_file_keeps_what_we_do_not_understand_through_blender_and_a_blend_file(movie, tmp_path):
    path = tmp_path / "draft.fdx"
    path.write_text(FDX, encoding="utf-8")
    bring_in(path)
    text = bpy.data.texts["draft.fountain"]
    assert "INT. KITCHEN - DAY" in text.as_string()
    text.cursor_set(len(text.lines))
    text.write("\n\nShe leaves.\n")
    blend = tmp_path / "film.blend"
    bpy.ops.wm.save_as_mainfile(filepath=str(blend), copy=True)
    bpy.ops.wm.open_mainfile(filepath=str(blend))
    written = write_out(bpy.data.texts["draft.fountain"], tmp_path / "again.fdx").read_text(encoding="utf-8")
    assert "She leaves." in written
    assert '<SomethingOfTheirs Colour="mauve">' in written
    assert "as it is" in written


def test_a_final_draft_file_s_pages_are_counted_as_it_says_itself(movie, tmp_path):
    scene = (
        '<Paragraph Type="Scene Heading"><Text>INT. HOUSE</Text></Paragraph>'
        '<Paragraph Type="Action"><Text>Rain.</Text></Paragraph>'
    )
    settings = '<ElementSettings Type="Scene Heading"><ParagraphSpec SpaceBefore="48"/></ElementSettings>'
    path = tmp_path / "spaced.fdx"
    path.write_text(
        f'<FinalDraft DocumentType="Script"><Content>{scene * 40}</Content>{settings}</FinalDraft>', encoding="utf-8"
    )
    bring_in(path)
    blend = tmp_path / "film.blend"
    bpy.ops.wm.save_as_mainfile(filepath=str(blend), copy=True)
    bpy.ops.wm.open_mainfile(filepath=str(blend))
    text = bpy.data.texts["spaced.fountain"]
    assert movie.following.caught_up(text).breakdown.pages == 5
    tables = json.loads(write_out(text, tmp_path / "spaced.json").read_text(encoding="utf-8"))
    assert tables["pages"] == 5
    assert movie.exports.paper_of(text) == "letter"
    text[movie.following.LAYOUT] = text[movie.following.LAYOUT].replace("US Letter", "A4")
    assert movie.exports.paper_of(text) == "a4"
    text[movie.following.LAYOUT] = "damaged"
    assert movie.exports.paper_of(text) == ""
    assert movie.following.caught_up(text).breakdown.pages == 3
    target = tmp_path / "out.html"
    said = refusal(bpy.ops.movie_director.export_script, text=text.name, filepath=str(target))
    assert "remove the text's custom property movie_director_layout" in said
    assert not target.exists()


def test_a_damaged_original_is_a_sentence_and_no_file(movie, script, tmp_path):
    for damaged in ("not base64!", "AAAA", movie.imports.ORIGINAL):
        script[movie.imports.ORIGINAL] = damaged
        target = tmp_path / "out.fdx"
        said = refusal(bpy.ops.movie_director.export_script, text=script.name, filepath=str(target))
        assert "is damaged" in said
        assert list(tmp_path.iterdir()) == []


def test_an_original_that_unpacks_to_no_end_is_refused(movie, script, tmp_path):
    bomb = zlib.compress(b"<a/>" * 20_000_000, 9)
    script[movie.imports.ORIGINAL] = base64.b64encode(bomb).decode()
    said = refusal(bpy.ops.movie_director.export_script, text=script.name, filepath=str(tmp_path / "out.fdx"))
    assert "is damaged" in said


@pytest.mark.parametrize("suffix", [".fountain", ".fdx"])
def test_what_goes_out_comes_in_again(movie, script, tmp_path, suffix):
    path = write_out(script, tmp_path / f"copy{suffix}")
    bring_in(path)
    before = movie.following.caught_up(script).breakdown
    after = movie.following.caught_up(bpy.data.texts["copy.fountain"]).breakdown
    assert [scene.heading for scene in after.scenes] == [scene.heading for scene in before.scenes]
    assert [(one.name, one.words) for one in after.cast] == [(one.name, one.words) for one in before.cast]


def test_pages_go_out_and_come_in_by_the_worker_and_nothing_foreign_enters_blender(movie, script, tmp_path):
    before = set(sys.modules)
    path = write_out(script, tmp_path / "pages.pdf")
    assert path.read_bytes().startswith(b"%PDF-")
    bring_in(path)
    text = bpy.data.texts["pages.fountain"]
    assert "INT. KITCHEN - DAY" in text.as_string()
    assert "Did you lock it?" in text.as_string()
    assert movie.conversions.everything() == []
    assert "pypdf" not in sys.modules or "pypdf" in before


def test_tables_timelines_and_web_pages(movie, script, tmp_path):
    page = write_out(script, tmp_path / "two.html").read_text(encoding="utf-8")
    assert "Did you lock it?" in page
    facts = json.loads(write_out(script, tmp_path / "two.json").read_text(encoding="utf-8"))
    assert [scene["heading"] for scene in facts["tables"]["scenes"]] == ["INT. KITCHEN - DAY", "EXT. GARDEN - NIGHT"]
    json.loads(write_out(script, tmp_path / "two.otio").read_text(encoding="utf-8"))
    assert "TITLE" in write_out(script, tmp_path / "two.edl").read_text(encoding="utf-8")
    write_out(script, tmp_path / "two.csv")
    assert any("INT. KITCHEN - DAY" in table.read_text(encoding="utf-8") for table in tmp_path.glob("two.*.csv"))


def test_a_file_that_is_there_is_not_replaced_unasked(movie, script, tmp_path):
    path = tmp_path / "two.fountain"
    path.write_text("mine", encoding="utf-8")
    said = refusal(bpy.ops.movie_director.export_script, text=script.name, filepath=str(path))
    assert "two.fountain is there already" in said
    assert path.read_text(encoding="utf-8") == "mine"
    assert "INT. KITCHEN" in write_out(script, path, check_existing=False).read_text(encoding="utf-8")


def test_tables_beside_the_one_that_was_named_are_not_replaced_unasked(movie, script, tmp_path):
    other = tmp_path / "two.scenes.csv"
    other.write_text("mine", encoding="utf-8")
    said = refusal(bpy.ops.movie_director.export_script, text=script.name, filepath=str(tmp_path / "two.csv"))
    assert "two.scenes.csv is there already" in said
    assert other.read_text(encoding="utf-8") == "mine"
    write_out(script, tmp_path / "two.csv", check_existing=False)
    assert other.read_text(encoding="utf-8") != "mine"


@pytest.mark.parametrize(
    ("name", "content", "what"),
    [
        ("missing.fountain", None, "does not exist"),
        ("word.fountain", b"PK\x03\x04" + b"\0" * 100, "is a ZIP archive"),
        ("half.fdx", FDX[:200].encode(), "half.fdx"),
        ("empty.fountain", b"", "empty"),
        ("no.pdf", b"%PDF-1.4\nnothing", "no.pdf"),
        ("tables.csv", b"a,b", "is an export"),
    ],
)
def test_a_file_that_is_no_script_is_refused_in_a_sentence_and_leaves_nothing(movie, tmp_path, name, content, what):
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    said = refusal(bpy.ops.movie_director.import_script, filepath=str(path))
    assert what in said
    assert "Traceback" not in said
    assert list(bpy.data.texts) == []


def test_a_folder_that_is_not_there_is_said_and_nothing_is_written(movie, script, tmp_path):
    for suffix in (".fountain", ".pdf"):
        target = tmp_path / "nowhere" / f"out{suffix}"
        said = refusal(bpy.ops.movie_director.export_script, text=script.name, filepath=str(target))
        assert "does not exist" in said
        assert not target.exists()


def test_an_export_leaves_the_text_and_the_file_it_is_linked_to_alone(movie, tmp_path):
    linked = tmp_path / "mine.fountain"
    linked.write_text("INT. ROOM - DAY\n", encoding="utf-8")
    text = bpy.data.texts.load(str(linked))
    text.write("\nMore.\n")
    write_out(text, tmp_path / "copy.fountain")
    assert linked.read_text(encoding="utf-8") == "INT. ROOM - DAY\n"
    assert text.filepath == str(linked)
    assert movie.exports.suggested_path(text, ".pdf") == tmp_path / "mine.pdf"


def test_an_import_is_one_undo_step(movie, tmp_path, undo):
    path = tmp_path / "one.fountain"
    path.write_text("INT. ROOM - DAY\n", encoding="utf-8")
    undo("undo_push", message="before")
    bring_in(path)
    assert len(bpy.data.texts) == 1
    undo("undo")
    assert len(bpy.data.texts) == 0


def test_another_file_opened_during_a_conversion_ends_it(movie, script, tmp_path):
    late = movie.exports.write_out_later(script, tmp_path / "late.pdf", {})
    assert len(movie.conversions.everything()) == 1
    bpy.ops.wm.read_homefile(use_empty=True)
    assert movie.conversions.everything() == []
    assert movie.dispatcher.wait_until(movie.dispatcher.idle, 60)
    assert (late.ended, late.outcome) == (True, "")


def test_a_conversion_that_failed_waits_to_be_dismissed(movie, script, tmp_path):
    conversion = movie.exports.write_out_later(script, tmp_path / "nowhere" / "x.pdf", {})
    assert movie.dispatcher.wait_until(lambda: conversion.ended, 60)
    assert movie.conversions.everything() == [conversion]
    assert "does not exist" in conversion.trouble[0]
    assert bpy.ops.movie_director.dismiss_conversion(conversion=conversion.name) == {"FINISHED"}
    assert movie.conversions.everything() == []


def test_what_was_noticed_at_an_import_waits_to_be_read(movie, editor):
    data = {"text": "INT. ROOM - DAY\n", "notes": ["Two pages hold no words."], "original": "", "layout": ""}
    text = movie.imports._place(Path("scan.pdf"), data)
    assert editor.spaces.active.text == text
    assert movie.imports.notes_about(text) == ["Two pages hold no words."]
    with bpy.context.temp_override(area=editor):
        assert bpy.ops.movie_director.dismiss_notes() == {"FINISHED"}
    assert movie.imports.notes_about(text) == []


def test_the_name_follows_the_format_that_is_chosen_in_the_file_selector(movie):
    operators = importlib.import_module(movie.formats.__name__.replace("files.formats", "operators.files"))
    check = operators.DIRECTOR_OT_export_script.check
    chosen = SimpleNamespace(filepath="/films/two.fountain", format="PDF")
    assert check(chosen, None)
    assert chosen.filepath == "/films/two.pdf"
    assert not check(chosen, None)
    chosen.filepath = "/films/draft 2.1"
    assert check(chosen, None)
    assert chosen.filepath == "/films/draft 2.1.pdf"


def test_a_timeline_has_the_frame_rate_of_the_scene_and_pages_the_paper_that_was_chosen(movie, script, tmp_path):
    render = bpy.context.scene.render
    before, render.fps = render.fps, 25
    timeline = json.loads(write_out(script, tmp_path / "two.otio").read_text(encoding="utf-8"))
    render.fps = before
    assert '"rate": 25' in json.dumps(timeline)
    letter = write_out(script, tmp_path / "letter.pdf").read_bytes()
    a4 = write_out(script, tmp_path / "a4.pdf", paper="a4").read_bytes()
    assert b"612" in letter
    assert b"595" in a4
