"""What whoever has some lines of a scene rewritten relies on: the model sees the rest of the scene, and once."""

from __future__ import annotations

from typing import Any

import pytest

from blender_movie_director.llm.assembly import open_client
from blender_movie_director.llm.backends.scripted import Say
from blender_movie_director.llm.client import LLMClient
from blender_movie_director.llm.settings import ClientSettings
from blender_movie_director.writing import description, dialogue
from blender_movie_director.writing.scene_context import Place, SceneContext
from tests.writing.room import SCRIPT, Player, heard, sections
from tests.writing.test_scene_context import line_of

WETTER = "BEN\n(wet)\nThis too."
BEN = line_of(SCRIPT, "(wet)")
SINK = line_of(SCRIPT, "ANNA stands")


@pytest.fixture
def client() -> LLMClient:
    return open_client(ClientSettings())


@pytest.mark.parametrize(
    ("module", "line", "answer"), [(dialogue, BEN, WETTER), (description, SINK, "ANNA leans over the sink.")]
)
async def test_the_rest_of_the_scene_goes_along(client: LLMClient, module: Any, line: int, answer: str) -> None:
    before = ["INT. KITCHEN - DAY", *(["It leaks."] if line > SINK else [])]
    after = [*(["It leaks."] if line == SINK else []), "She turns the tap."]
    options = module.Options(Place(lines=(line, line)), mode="rewrite")
    player = Player("selection", [Say(answer)])
    steps = module.write(client, SCRIPT, name="Rooms", model=player.model, options=options)
    assert (await heard(steps)).result.faults == ()
    shown = sections(player.prompt)
    assert list(shown)[-3:] == ["SO FAR", "REST OF THE SCENE", "PASSAGE"]
    assert all(words in shown["SO FAR"] for words in before)
    assert all(words in shown["REST OF THE SCENE"] for words in after)
    assert "k3f9" not in player.prompt, "notes are nobody's business"
    for words in (*before, *after):
        assert player.prompt.count(words) == 1 + sum(words in shown.get(name, "") for name in ("VOICES",))
    told = module.estimate(SCRIPT, name="Rooms", model=player.model, options=options)
    assert [message.text for message in told.messages] == [message.text for message in player.requests[0].messages]


@pytest.mark.parametrize("module", [dialogue, description])
def test_a_whole_scene_has_no_rest(module: Any) -> None:
    last = line_of(SCRIPT, "EXT. GARDEN") - 2
    for place in (Place(scene=1), Place(lines=(line_of(SCRIPT, "INT. KITCHEN"), last))):
        options = module.Options(place, mode="rewrite")
        told = module.estimate(SCRIPT, name="Rooms", model="scripted/echo", options=options)
        assert not {"SO FAR", "REST OF THE SCENE"} & set(sections(told.messages[1].text))


def test_scenes_that_a_selection_touches_are_not_sent_beside_it(feature: str) -> None:
    scenes = SceneContext(feature, "F", Place(scene=1)).facts.scenes
    first, last = scenes[59].first_line + 2, scenes[61].first_line + 2
    told = dialogue.estimate(
        feature, name="F", model="openai/gpt-4o",
        options=dialogue.Options(Place(lines=(first, last)), mode="rewrite"),
    )  # fmt: skip
    shown = sections(told.messages[1].text)
    assert {"SCENE 59, BEFORE", "SCENE 63, AFTER"} <= set(shown)
    assert shown["SO FAR"].startswith(scenes[59].heading)
    assert scenes[60].heading in shown["PASSAGE"]
    around = "\n".join(shown.get(name, "") for name in ("EARLIER SCENES", "LATER SCENES"))
    assert not any(f"\n{ordinal}. " in around for ordinal in (60, 61, 62))


@pytest.mark.parametrize("module", [dialogue, description])
def test_of_a_long_scene_what_is_nearest_is_sent(module: Any) -> None:
    script = "INT. A - DAY\n\n" + "".join(f"Rain falls for the {number}th time.\n\n" for number in range(2_000))

    def shown(number: int) -> dict[str, str]:
        line = line_of(script, f"the {number}th")
        options = module.Options(Place(lines=(line, line)), mode="rewrite")
        told = module.estimate(script, name="F", model="openai/gpt-4o", options=options)
        assert told.input_tokens < 6_500
        return sections(told.messages[1].text)

    middle = shown(1_000)
    assert middle["SO FAR"].startswith("(earlier part of the scene left out)")
    assert "999th" in middle["SO FAR"]
    assert "1001th" in middle["REST OF THE SCENE"]
    assert "(later part of the scene left out)" in middle["REST OF THE SCENE"]
    at_the_end = shown(1_998)
    assert at_the_end["REST OF THE SCENE"] == "Rain falls for the 1999th time."
    assert len(at_the_end["SO FAR"]) > len(middle["SO FAR"]) * 1.5, "the room that one side needs not is the other's"


def test_a_selection_before_the_first_scene() -> None:
    script = "Title: T\n\nFADE IN:\n\nA voice.\n\nA hum.\n\nINT. A - DAY\n\nRain.\n"
    context = SceneContext(script, "R", Place(lines=(4, 4)))
    assert context.rest(context.passage()) == ("FADE IN:", "A hum.")
    context = SceneContext(script, "R", Place(lines=(4, 8)))
    assert context.rest(context.passage()) == ("FADE IN:", "Rain.")
    assert context.around(900, "x/y", {}, context.passage()) == [("EARLIER SCENES", ""), ("LATER SCENES", "")]
