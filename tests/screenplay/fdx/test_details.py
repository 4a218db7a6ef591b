"""What the file knows beside the script, and its tags, which can be written."""

from __future__ import annotations

from pathlib import Path

import pytest

from blender_movie_director.screenplay import ScriptError, fdx, parse
from blender_movie_director.screenplay.fdx.details import eighths

DATA = Path(__file__).parents[2] / "data" / "fdx"


@pytest.fixture
def document() -> fdx.FdxDocument:
    return fdx.read((DATA / "final_draft.fdx").read_bytes(), "final_draft.fdx")


def test_scenes_have_their_properties(document: fdx.FdxDocument) -> None:
    first, omitted, last = document.scenes
    assert (first.ordinal, first.number, first.heading) == (1, "1", "INT. HARBOUR OFFICE - NIGHT")
    assert (first.eighths, first.page, first.title, first.color) == (10, "1", "The clock stops", "#FEEACC8166BA")
    assert first.synopsis == "Mara finds the tide clock stopped.\nShe hides the key."
    assert first.arc_beats == {"MARA": "Refuses to believe it.", "JON": ""}
    assert (omitted.heading, omitted.eighths) == ("OMITTED", 1)
    assert (last.number, last.page) == ("2A", "2A")


@pytest.mark.parametrize(
    ("length", "expected"),
    [("1 2/8", 10), ("4/8", 4), ("3", 24), ("0/8", 0), ("", None), ("half", None), ("1 2", None), ("8/8", 8)],
)
def test_lengths_are_read_in_eighths(length: str, expected: int | None) -> None:
    assert eighths(length) == expected


def test_notes_say_who_wrote_them_and_where_they_stand(document: fdx.FdxDocument) -> None:
    prop, general = document.notes
    assert (prop.text, prop.title, prop.category, prop.scene) == ("Is the clock ours or hired?", "Prop", "Important", 1)
    assert (general.text, general.scene) == ("Shoot in February.", None)
    far = fdx.read((DATA / "final_draft_13.fdx").read_bytes(), "x").notes
    assert [(note.writer, note.title) for note in far][:2] == [("Ana Reyes", "Door"), ("Tom Bell", "")]


def test_a_boneyard_is_no_note() -> None:
    assert fdx.read(fdx.write(parse("A. /* b */ [[c]]")), "x").notes[0].text == "c"


def test_revisions_count_their_words(document: fdx.FdxDocument) -> None:
    blue, pink = document.revisions
    assert (blue.id, blue.name, blue.active, blue.words) == ("1", "Blue Rev. (3/1/26)", False, 1)
    assert (pink.color, pink.page_color, pink.mark, pink.style) == ("#FFFF0000FFFF", "#FDFDCCCCD4D4", "*", "Bold")
    assert pink.active


def test_characters_have_their_traits(document: fdx.FdxDocument) -> None:
    assert {each.name: each.traits for each in document.characters} == {
        "MARA": {
            "Color": "#E2E29898DDDD",
            "Highlighted": "Yes",
            "Description": "Keeper of the tide clock.",
            "Actor": "Woman 1",
        },
        "JON": {"Color": "#FFFFFFFFFFFF", "Highlighted": "No"},
    }


def test_tags_say_what_words_mean(document: fdx.FdxDocument) -> None:
    assert [tag[1:] for tag in document.tags] == [
        ("Props", "Tide clock", 1, "tide clock"),
        ("Sound", "Ticking", 1, "tide clock"),
        ("Props", "Brass key", 1, " key"),
    ]


def test_a_tag_that_is_written_is_found_again(document: fdx.FdxDocument) -> None:
    tag = document.add_tag(3, "Boats like 🚢", "Vehicles", "The fleet")
    again = fdx.read(document.to_bytes(), "again")
    assert again.tags[-1] == tag == ("4", "Vehicles", "The fleet", 3, "Boats like 🚢")
    assert again.fountain == document.fountain
    assert again.tags[:-1] == document.tags[:-1]


def test_a_tag_may_cross_runs_and_keeps_their_styles(document: fdx.FdxDocument) -> None:
    document.add_tag(1, "with a cold, brass", "Props")
    again = fdx.read(document.to_bytes(), "again")
    assert ("4", "Props", "with a cold, brass", 1, "with a cold, brass") in again.tags
    assert again.fountain == document.fountain
    assert again.revisions == document.revisions


def test_tags_reach_into_dual_dialogue(document: fdx.FdxDocument) -> None:
    document.add_tag(1, "stopped?", "Sound")
    assert document.tags[-1].words == "stopped?"


def test_the_same_thing_is_defined_once(document: fdx.FdxDocument) -> None:
    for words in ("tick", "Nothing"):
        document.add_tag(1, words, "sound", "Ticking")
    assert [tag.label for tag in document.tags].count("Ticking") == 3
    assert document.to_bytes().count(b'Label="Ticking"') == 1


def test_a_tag_that_is_removed_leaves_no_trace(document: fdx.FdxDocument) -> None:
    script = fdx.read(fdx.write(parse("INT. A - DAY\n\nA red car waits.")), "x")
    before = script.to_bytes()
    script.remove_tag(script.add_tag(1, "red car", "Vehicles"))
    script.remove_tag(script.add_tag(1, "waits.", "Vehicles"))
    assert b"TagNumber" not in script.to_bytes()
    assert script.to_bytes().count(b"<Text>") == before.count(b"<Text>")
    assert b"<TagDefinitions/>" in script.to_bytes()


def test_words_with_two_tags_keep_the_other(document: fdx.FdxDocument) -> None:
    document.remove_tag(document.tags[1])
    assert [tag.label for tag in document.tags] == ["Tide clock", "Brass key"]
    assert b"Ticking" not in document.to_bytes()


def test_tags_survive_edits_of_the_script(document: fdx.FdxDocument) -> None:
    document.add_tag(3, "Boats", "Vehicles")
    written = fdx.write(parse(document.fountain.replace(".45 in his hand", ".38 in her hand")), document)
    assert fdx.read(written, "x").tags == document.tags


def test_words_that_are_not_there_cannot_be_tagged(document: fdx.FdxDocument) -> None:
    before = document.to_bytes()
    for scene, words in ((1, "submarine"), (2, "tide clock"), (1, "tide clock"), (1, " ")):
        with pytest.raises(ScriptError, match="no untagged words"):
            document.add_tag(scene, words, "Props")
    assert document.to_bytes() == before


def test_a_tag_that_is_gone_cannot_be_removed(document: fdx.FdxDocument) -> None:
    tag = document.tags[0]
    with pytest.raises(ScriptError, match="no tag 99"):
        document.remove_tag(tag._replace(number="99"))
    with pytest.raises(ScriptError, match="no tag 1"):
        fdx.read(b"<FinalDraft><Content/></FinalDraft>", "x").remove_tag(tag)
