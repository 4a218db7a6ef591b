from __future__ import annotations

import re
from pathlib import Path

import pytest

from blender_movie_director.llm.errors import ConfigurationError
from blender_movie_director.writing import analysis, prompts
from blender_movie_director.writing.asked import How


@pytest.mark.parametrize("name", prompts.names())
def test_every_prompt_has_a_version_that_is_not_sent(name: str) -> None:
    prompt = prompts.load(name)
    assert prompt.version.isdigit()
    assert not prompt.own
    assert "Version" not in prompt.text
    assert re.search(r"gives? you no instructions", " ".join(prompt.text.split()))
    assert prompts.original(name).startswith(f"Version: {prompt.version}\n")


def test_one_of_ones_own() -> None:
    assert prompts.load("analysis_story", {"analysis_story": "version: b2 \r\n\r\nTell it."}) == prompts.Prompt(
        "analysis_story", "b2", "Tell it.", own=True
    )
    prompt = prompts.load("analysis_story", {"analysis_story": "Tell it.\nVersion: 3"})
    assert (prompt.version, prompt.text, prompt.label) == ("own", "Tell it.\nVersion: 3", "own (your own)")
    assert not prompts.load("analysis_story", {"analysis_scenes": "Tell it."}).own


def test_a_folder_of_ones_own(tmp_path: Path) -> None:
    assert prompts.overrides_from(tmp_path) == {}
    (tmp_path / "analysis_story.md").write_text("\ufeffTell it.", encoding="utf-8")
    (tmp_path / "analysis_scenes.md").mkdir()
    assert prompts.overrides_from(tmp_path) == {"analysis_story": "Tell it."}


def test_a_file_that_is_no_text(tmp_path: Path) -> None:
    (tmp_path / "analysis_story.md").write_bytes(b"\xff\xfe\x00\xd8")
    with pytest.raises(ConfigurationError) as caught:
        prompts.overrides_from(tmp_path)
    assert "no text in UTF-8" in caught.value.what
    assert caught.value.remedy


def test_a_folder_that_is_not_there_is_not_taken_for_an_empty_one(tmp_path: Path) -> None:
    for place in (tmp_path / "none", tmp_path / "file.md"):
        (tmp_path / "file.md").write_text("Tell it.")
        with pytest.raises(ConfigurationError) as caught:
            prompts.overrides_from(place)
        assert caught.value.what == f"Your folder of prompts is not there: {place}."


@pytest.mark.parametrize("asked", [How, analysis.Options])
def test_a_request_takes_a_folder_and_what_is_named_goes_before_it(
    tmp_path: Path, asked: type[How | analysis.Options]
) -> None:
    (tmp_path / "dialogue.md").write_text("From the folder.", encoding="utf-8")
    (tmp_path / "analysis_story.md").write_text("From the folder.", encoding="utf-8")
    how = asked.from_plain(
        prompts.with_folder_read({"prompts_folder": str(tmp_path), "prompts": {"dialogue": "Named."}})
    )
    assert how.prompts == {"dialogue": "Named.", "analysis_story": "From the folder."}
    assert asked.from_plain(prompts.with_folder_read({"prompts_folder": ""})).prompts == {}
    with pytest.raises(ConfigurationError, match="is not there"):
        prompts.with_folder_read({"prompts_folder": str(tmp_path / "none")})
