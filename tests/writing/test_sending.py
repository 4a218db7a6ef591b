"""What a request of the writers' room sends fits the model's window, and where it cannot, somebody is told."""

from __future__ import annotations

from dataclasses import replace

import pytest

from blender_movie_director.llm import errors
from blender_movie_director.llm.assembly import open_client
from blender_movie_director.llm.catalog import Catalog
from blender_movie_director.llm.settings import ClientSettings, Retries
from blender_movie_director.writing import description, dialogue, suggestions
from blender_movie_director.writing.scene_context import Place
from tests.writing.room import Player, heard, sections

LOCAL = "ollama/nobody-knows"
WINDOW = 8_192
KNOWN = replace(Catalog().find(LOCAL), window=WINDOW)
BEATS = "\n\n".join(f"Beat {number} of it happens.\n\nANNA\nNumber {number}, I think." for number in range(1_500))
"""A script without headings, and of 24,000 tokens or more."""
ONE_SCENE = f"INT. HALL - DAY\n\n{BEATS}\n"
MIDDLE = BEATS[: BEATS.index("Beat 700 ")].count("\n")


@pytest.mark.parametrize("text", [BEATS, ONE_SCENE])
@pytest.mark.parametrize("place", [Place(), Place(line=MIDDLE), Place(line=0)])
@pytest.mark.parametrize("mode", [dialogue.ADD, dialogue.NEW])
def test_of_a_scene_without_end_what_is_nearest_is_sent(text: str, place: Place, mode: str) -> None:
    options = dialogue.Options(place, mode=mode, characters=("ANNA",))
    found = dialogue.estimate(text, name="S", model=LOCAL, options=options)
    assert found.input_tokens + found.output_tokens < WINDOW * 0.95
    parts = sections(found.messages[1].text)
    assert parts["VOICES"], "how they speak is told all the same"
    scene = {name: part for name, part in parts.items() if name not in ("SCRIPT", "VOICES")}
    assert found.input_tokens > WINDOW * 0.6
    assert any("of the scene left out)" in part for part in scene.values())


def test_both_sides_of_the_cursor_are_sent() -> None:
    options = dialogue.Options(Place(line=MIDDLE))
    parts = sections(dialogue.estimate(BEATS, name="S", model=LOCAL, options=options).messages[1].text)
    assert parts["SO FAR"].startswith("(earlier part of the scene left out)\n\n")
    assert parts["SO FAR"].endswith("Beat 700 of it happens.")
    assert parts["REST OF THE SCENE"].startswith("ANNA\nNumber 700, I think.\n\n")
    assert parts["REST OF THE SCENE"].endswith("\n\n(later part of the scene left out)")


def test_where_there_is_room_nothing_is_left_out() -> None:
    found = dialogue.estimate(BEATS, name="S", model="openai/gpt-4o", options=dialogue.Options(Place(line=MIDDLE)))
    assert "left out" not in found.messages[1].text
    assert "Beat 0 of it happens." in found.messages[1].text
    assert "Number 1499, I think." in found.messages[1].text


def test_suggestions_see_how_a_long_scene_begins_and_ends() -> None:
    options = suggestions.Options(place=Place(scene=1))
    found = suggestions.estimate(ONE_SCENE, name="S", model=LOCAL, options=options)
    assert found.input_tokens + found.output_tokens < WINDOW
    scene = sections(found.messages[1].text)["SCENE 1"]
    assert "Beat 0 of it" in scene
    assert "(middle of the scene left out)" in scene
    assert "Number 1499" in scene


async def test_what_is_estimated_is_what_is_sent() -> None:
    player = Player("long_scene", [])
    options = dialogue.Options(Place(line=MIDDLE))
    spec = replace(Catalog().find(player.model), window=6_000)
    found = dialogue.estimate(BEATS, name="S", model=player.model, options=options, spec=spec)
    async with open_client(ClientSettings(retries=Retries(attempts=1))) as client:
        with pytest.raises(errors.LLMError):
            await heard(dialogue.write(client, BEATS, name="S", model=player.model, options=options, spec=spec))
    assert [message.text for message in player.requests[0].messages] == [message.text for message in found.messages]
    assert "left out" in player.prompt


@pytest.mark.parametrize("module", [dialogue, description])
def test_a_passage_that_would_be_cut_is_refused(module: type[dialogue | description]) -> None:
    last = BEATS[: BEATS.index("Beat 900 ")].count("\n")
    options = module.Options(Place(lines=(MIDDLE, last)), mode="rewrite")
    with pytest.raises(errors.ContextWindowError) as caught:
        module.estimate(BEATS, name="S", model=LOCAL, options=options, spec=KNOWN)
    assert "too long for ollama/nobody-knows at once" in caught.value.what
    assert "8,192" in caught.value.what
    assert "Select fewer lines" in caught.value.remedy
    # Of an unknown window nobody can say so: it is tried, and Ollama asked for the room.
    tried = module.estimate(BEATS, name="S", model=LOCAL, options=options)
    assert tried.input_tokens + tried.output_tokens > WINDOW
    assert module.estimate(BEATS, name="S", model="openai/gpt-4o", options=options).input_tokens > 3_000


@pytest.mark.parametrize("module", [dialogue, description])
def test_the_rest_of_the_scene_stands_back_for_a_passage(module: type[dialogue | description]) -> None:
    last = BEATS[: BEATS.index("Beat 730 ")].count("\n")
    options = module.Options(Place(lines=(MIDDLE, last)), mode="rewrite")
    large = module.estimate(BEATS, name="S", model=LOCAL, options=options, spec=replace(KNOWN, window=100_000))
    assert {"SO FAR", "REST OF THE SCENE"} <= set(sections(large.messages[1].text))
    small = module.estimate(BEATS, name="S", model=LOCAL, options=options, spec=replace(KNOWN, window=4_200))
    assert small.input_tokens + small.output_tokens < 4_200
    passage = sections(small.messages[1].text)["PASSAGE"]
    assert passage == sections(large.messages[1].text)["PASSAGE"]


@pytest.mark.parametrize("module", [dialogue, description])
def test_what_the_client_refuses_itself_is_left_to_it(module: type[dialogue | description]) -> None:
    """It may know a model with a larger window. That an answer finds no room it does not see."""
    last = BEATS[: BEATS.index("Beat 900 ")].count("\n")
    # Nothing stands beside it that could be left out.
    text = "\n".join(BEATS.split("\n")[MIDDLE:last])
    options = module.Options(Place(lines=(0, last - MIDDLE)), mode="rewrite")

    def tokens(window: int) -> int:
        spec = replace(Catalog().find(LOCAL), window=window)
        return module.estimate(text, name="S", model=LOCAL, options=options, spec=spec).input_tokens

    whole = tokens(100_000)
    with pytest.raises(errors.ContextWindowError, match=f"has room for {whole + 100:,}"):
        tokens(whole + 100)
    assert tokens(whole - 2_500) > whole - 2_500


def test_a_wish_that_is_too_long_takes_the_room_of_what_is_around_and_then_is_refused(feature: str) -> None:
    wish = dialogue.Options(Place(scene=100), intention="They leave. " * 1_200)
    found = dialogue.estimate(feature, name="S", model=LOCAL, options=wish)
    assert found.input_tokens + found.output_tokens < WINDOW * 0.95
    assert "They leave. They leave." in found.messages[1].text
    longer = replace(wish, intention="They leave. " * 9_000)
    alone = dialogue.estimate(feature, name="S", model=LOCAL, options=longer, spec=KNOWN).input_tokens
    room_for_no_answer = replace(KNOWN, window=alone + 100)
    with pytest.raises(errors.ContextWindowError) as caught:
        dialogue.estimate(feature, name="S", model=LOCAL, options=longer, spec=room_for_no_answer)
    assert "Ask for it in fewer words" in caught.value.remedy
