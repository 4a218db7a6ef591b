"""With which prompts an analysis is made: to see, to change, and what a change leads to."""

from __future__ import annotations

import bpy
import pytest

from tests.addon.conftest import module
from tests.addon.drawing_board import WIDTHS, Board, bare_context
from tests.llm.model_server import ModelServer
from tests.writing.analysis.reader import Reader

from .conftest import analyze

SENT = "What is sent for analysis.md"


@pytest.fixture
def desk(desk, tmp_path, monkeypatch):
    """With nothing kept of earlier analyses either, and no folder of prompts."""
    folder = tmp_path / "user"
    folder.mkdir()
    monkeypatch.setattr(module("addon.compat"), "user_folder", lambda: str(folder))
    desk.fields = module("addon.asking.wishes").of(bpy.context.scene)
    desk.fields.prompts_folder = ""
    yield desk
    desk.fields.prompts_folder = ""


@pytest.fixture
def reader(desk):
    """A model on a server of this computer."""
    with ModelServer() as server:
        desk.preferences.get().set_server("openai", server.url)
        desk.preferences.session_keys["openai"] = "sk-nobody"
        bpy.context.scene.movie_director.model = "openai/reader"
        yield Reader(server)
        desk.preferences.get().set_server("openai", "")


def sent(movie):
    """What is shown of what would be sent."""
    assert bpy.ops.movie_director.show_analysis_sent() == {"FINISHED"}
    assert movie.dispatcher.wait_until(movie.dispatcher.idle, 60)
    return bpy.data.texts[SENT].as_string()


def panel(script, width=300):
    board = Board()
    module("addon.panels.analysis").draw_analysis(board, bare_context(script, width=width))
    return board


def own(prompt, words):
    bpy.data.texts.new(f"{prompt}.md").from_string(words)


def test_the_prompts_are_shown_with_their_versions_before_there_is_a_model(desk, script):
    said = sent(desk)
    assert "analysis_scenes 1, analysis_story 1, analysis_assessment 1" in said
    for known in ("Did you lock it?", "first assistant director", "You are an experienced story editor", "coverage"):
        assert known in said, known
    assert not desk.current.may_be_script(bpy.data.texts[SENT])
    assert desk.current.script(bare_context(bpy.data.texts[SENT])) == script


def test_what_is_sent_follows_the_scope_and_the_words_in_addition(desk, script):
    chosen = module("addon.analysis.settings").of(bpy.context.scene)
    chosen.scope, chosen.scenes, chosen.instruction = "SCENES", "2", "Mind the lamps."
    said = sent(desk)
    assert "Mind the lamps." in said
    assert "Did you lock it?" not in said
    assert "story editor" not in said, "some scenes have no story of their own"
    chosen.scenes = "9"
    assert bpy.ops.movie_director.show_analysis_sent() == {"CANCELLED"}


def test_a_text_of_the_file_is_sent_instead_and_ours_again(desk, script):
    assert bpy.ops.movie_director.edit_prompt(prompt="analysis_story") == {"FINISHED"}
    mine = bpy.data.texts["analysis_story.md"]
    assert "You are an experienced story editor" in mine.as_string()
    assert desk.current.script(bare_context(mine)) == script
    mine.from_string("Version: b2\n\nTell it like a ballad.")
    said = sent(desk)
    assert "Tell it like a ballad." in said
    assert "analysis_story b2 (your own)" in said
    assert "story editor" not in said
    assert bpy.ops.movie_director.use_our_prompt(prompt="analysis_story") == {"FINISHED"}
    assert "story editor" in sent(desk)
    assert mine.as_string() == "Version: b2\n\nTell it like a ballad."


def test_a_folder_is_read_anew_at_each_look_and_a_text_goes_before_it(desk, script, tmp_path):
    desk.fields.prompts_folder = str(tmp_path)
    file = tmp_path / "analysis_scenes.md"
    file.write_text("Read like a gaffer.", encoding="utf-8")
    assert "Read like a gaffer." in sent(desk)
    file.write_text("Read like a grip.", encoding="utf-8")
    assert "Read like a grip." in sent(desk)
    own("analysis_scenes", "Read like a poet.")
    said = sent(desk)
    assert "Read like a poet." in said
    assert "grip" not in said


def test_another_prompt_leads_to_another_reading_and_the_one_before_stays_known(desk, script, reader, tmp_path):
    analyze(desk, script)
    assert {asked.kind for asked in reader.asked} == {"scene_readings", "story", "assessment"}
    reader.asked.clear()
    analyze(desk, script)
    assert reader.asked == [], "nothing has changed"

    own("analysis_story", "Tell it like a ballad.")
    analyze(desk, script)
    assert [(asked.kind, asked.system.splitlines()[0]) for asked in reader.asked] == [
        ("story", "Tell it like a ballad.")
    ]
    reader.asked.clear()

    (tmp_path / "analysis_scenes.md").write_text("Version: 7\n\nRead like a gaffer.", encoding="utf-8")
    desk.fields.prompts_folder = str(tmp_path)
    analyze(desk, script)
    assert reader.scenes_asked() == [[1, 2]]
    assert reader.of("scene_readings")[0].system.startswith("Read like a gaffer.")
    assert desk.results.of(script).about["prompts"] == {
        "analysis_scenes": "7 (your own)", "analysis_story": "own (your own)", "analysis_assessment": "1",
    }  # fmt: skip
    reader.asked.clear()

    desk.fields.prompts_folder = ""
    bpy.ops.movie_director.use_our_prompt(prompt="analysis_story")
    analyze(desk, script)
    assert reader.asked == [], "what ours had brought is still known"


def refused(movie, script, sentence):
    """It is said before anything is sent, and instead of it."""
    assert sent(movie).startswith(f"Nothing can be sent about two_rooms.fountain. {sentence}")
    job = analyze(movie, script)
    assert job.state is movie.jobs.State.FAILED
    assert sentence in job.what
    assert job.remedy
    assert sentence.split()[-1] in panel(script).words


@pytest.mark.parametrize(
    ("words", "fault"), [(" \n", "is empty."), ("Version: 3\n", "is empty."), ("x" * 60_001, "has 60,001 characters.")]
)
def test_one_that_cannot_be_sent_is_a_sentence_and_nobody_is_asked(desk, script, reader, words, fault):
    own("analysis_assessment", words)
    refused(desk, script, f"Your prompt analysis_assessment {fault}")
    assert reader.asked == []


def test_a_folder_that_is_gone_is_not_passed_over(desk, script, reader, tmp_path):
    desk.fields.prompts_folder = str(tmp_path / "gone")
    refused(desk, script, "Your folder of prompts is not there:")
    assert reader.asked == []


@pytest.mark.parametrize("width", WIDTHS)
def test_the_panel_says_whose_they_are_and_leads_to_each(desk, script, tmp_path, width):
    desk.following.caught_up(script)
    edits = [button.prompt for button in panel(script, width).buttons if button.idname == "movie_director.edit_prompt"]
    assert tuple(edits) == desk.asking.PROMPTS
    names = module("writing.prompts").names()
    assert set(edits) == {name for name in names if name.startswith("analysis_")}
    board = panel(script, width)
    assert "Ours are sent." in board.words
    assert board.button("movie_director.use_our_prompt") is None
    assert "prompts_folder" in board.props
    own("analysis_story", "Tell it.")
    board = panel(script, width)
    assert "Yours is sent:" in board.words
    assert "The others are ours." in board.words
    assert board.button("movie_director.use_our_prompt").prompt == "analysis_story"
    desk.fields.prompts_folder = str(tmp_path)
    assert "if the folder has" in panel(script, width).words


def test_the_tooltip_says_that_a_changed_one_costs_a_reading(desk):
    operator = module("addon.operators.write").DIRECTOR_OT_edit_prompt
    for prompt, told in (("analysis_scenes", True), ("dialogue", False)):
        tooltip = operator.description(bpy.context, type("Given", (), {"prompt": prompt}))
        assert ("asked for again" in tooltip) is told
        assert "\n" not in tooltip


@pytest.mark.parametrize("stream", [True, False])
def test_it_is_streamed_if_that_is_wanted(desk, script, reader, stream):
    bpy.context.scene.movie_director.enable_streaming = stream
    job = analyze(desk, script)
    assert job.state is desk.jobs.State.FINISHED
    assert [asked.body["stream"] for asked in reader.asked] == [stream] * 3
