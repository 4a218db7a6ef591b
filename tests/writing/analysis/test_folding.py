"""A small habit of a model costs nothing: what it meant is taken, what it cannot have meant is left out by name."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blender_movie_director.llm.client import LLMClient
from blender_movie_director.llm.schema import MisfitError, target_of
from blender_movie_director.writing.analysis import schemas
from blender_movie_director.writing.analysis.folding import Folding, number_in
from blender_movie_director.writing.analysis.plan import ASSESSMENT, SCENES, STORY, folding_of
from blender_movie_director.writing.analysis.results import Analysis, SceneReading
from tests.writing.analysis.reader import Asked, Reader, analysed, assessment, reading, script_of, story

SCRIPT = script_of(*(f"The lamp burns. Thing {number} lies on the table." for number in range(1, 9)), title="Rooms")
SPEAKS = script_of("The lamp burns.\n\nANNA\nOut!\n\nBEN\nIn!", "Rain.")

Said = dict[str, Any]


def each(change: Callable[[Said], object]) -> Callable[[Said], Any]:
    def changed(answer: Said) -> Said:
        for scene in answer["scenes"]:
            change(scene)
        return answer

    return changed


def without(name: str) -> Callable[[Said], Any]:
    return each(lambda scene: scene.pop(name))


def having(**more: Any) -> Callable[[Said], Any]:
    return each(lambda scene: scene.update(more))


HABITS: dict[str, Callable[[Said], Any]] = {
    "a number in a text": each(lambda scene: scene.update(scene=str(scene["scene"]))),
    "a number with its word": each(lambda scene: scene.update(scene=f"Scene {scene['scene']}")),
    "a number with a point": each(lambda scene: scene.update(scene=float(scene["scene"]))),
    "no conflict": without("conflict"),
    "conflict null": having(conflict=None),
    "no day": without("story_day"),
    "a day's number": having(story_day=1),
    "no elements": without("elements"),
    "elements null": having(elements=None),
    "one element": having(elements={"kind": "prop", "name": "a lamp", "quote": "The lamp burns"}),
    "elements by number": having(elements={"1": {"kind": "prop", "name": "a lamp", "quote": "The lamp burns"}}),
    "an element without quote": each(lambda scene: scene["elements"][0].pop("quote")),
    "an element with no quote": each(lambda scene: scene["elements"][0].update(quote=None)),
    "elements in words": having(elements=["a lamp"]),
    "an element of no form": each(lambda scene: scene["elements"].append([7])),
    "turn null": having(turn=None),
    "turn in words": having(turn="calm, then fear"),
    "turn without why": each(lambda scene: scene["turn"].update(why=None)),
    "a key too many": having(heading="INT. ROOM"),
    "another spelling": each(lambda scene: scene.update(storyDay=scene.pop("story_day"))),
    "a list alone": lambda answer: answer["scenes"],
    "by number": lambda answer: {"scenes": {str(s.pop("scene")): s for s in answer["scenes"]}},
    "by number alone": lambda answer: {f"Scene {s.pop('scene')}": s for s in answer["scenes"]},
    "wrapped": lambda answer: {"scene_readings": answer},
    "renamed": lambda answer: {"readings": answer["scenes"]},
}


@pytest.mark.parametrize("stream", [True, False], ids=["streamed", "whole"])
@pytest.mark.parametrize("habit", HABITS)
async def test_a_habit_costs_no_scene_and_no_second_answer(
    *, reader: Reader, client: LLMClient, habit: str, stream: bool
) -> None:
    async def spoil(asked: Asked) -> bool:
        if asked.kind == "scene_readings":
            await reader.say(asked.exchange, json.dumps(HABITS[habit](reader.answer(asked))))
        return asked.kind == "scene_readings"

    reader.spoil = spoil
    found = (await analysed(client, SCRIPT, stream=stream, afresh=True)).result
    assert all(scene.reading is not None for scene in found.scenes)
    assert not found.failures
    assert len(reader.of("scene_readings")) == 1


async def test_scenes_one_after_the_other_are_all_taken(reader: Reader, client: LLMClient) -> None:
    async def spoil(asked: Asked) -> bool:
        if asked.kind == "scene_readings":
            await reader.say(asked.exchange, "\n".join(map(json.dumps, reader.answer(asked)["scenes"])))
        return asked.kind == "scene_readings"

    reader.spoil = spoil
    found = (await analysed(client, SCRIPT)).result
    assert all(scene.reading is not None for scene in found.scenes)
    assert len(reader.of("scene_readings")) == 1


async def read_one(reader: Reader, client: LLMClient, **more: Any) -> SceneReading:
    reader.reads = lambda ordinal, text: reading(ordinal, text, **more)
    (scene,) = (await analysed(client, script_of("The lamp burns."), afresh=True)).result.scenes
    assert scene.reading is not None
    return scene.reading


async def test_what_was_meant_is_what_is_read(reader: Reader, client: LLMClient) -> None:
    found = await read_one(reader, client, conflict=None, story_day=2, turn="calm")
    assert (found.conflict, found.story_day) == ("", "2")
    assert (found.turn.before, found.turn.after, found.turn.why) == ("calm", "", "")
    found = await read_one(reader, client, conflict=["He wants out.", "She bars the door."])
    assert found.conflict == "He wants out. She bars the door."
    found = await read_one(reader, client, conflict={"Anna": "wants out", "Ben": "bars the door"})
    assert found.conflict == "Anna: wants out; Ben: bars the door"


async def test_what_is_folded_is_held_against_the_scene_as_before(reader: Reader, client: LLMClient) -> None:
    elements = {
        "1": {"kind": "Props", "name": "a lamp", "quote": "The lamp burns"},
        "2": {"kind": "prop", "name": "an axe", "quote": "the axe falls"},
        "3": {"kind": "prop", "name": "a key", "quote": None},
    }
    found = await read_one(reader, client, elements=elements)
    assert [bool(element.rejected) for element in found.elements] == [False, True, True]
    found = await read_one(reader, client, elements=["a lamp", 7, None])
    told = [(element.kind, element.name, element.rejected) for element in found.elements]
    assert told == [
        ("other", "a lamp", "No words of the scene are quoted."),
        ("other", "7", "It does not have the form that was asked for."),
    ]


async def test_another_scenes_number_is_not_guessed(reader: Reader, client: LLMClient) -> None:
    reader.reads = lambda ordinal, text: reading(ordinal, text, scene="1A" if ordinal == 1 else ordinal)
    found = (await analysed(client, script_of("One.", "Two."))).result
    assert [scene.reading is not None for scene in found.scenes] == [False, True]


@pytest.mark.parametrize(
    ("said", "number"),
    [("3", 3), ("Scene 3", 3), ("#3", 3), ("SCENE_3.", 3), ("3.0", 3), (3.0, 3), (0, 0)],
)
def test_a_number_in_what_was_said(said: object, number: int) -> None:
    assert number_in(said) == number


@pytest.mark.parametrize("said", ["3A", "A3", "3 or 4", "three", "", 3.5, float("inf"), True, None, [3]])
def test_what_is_no_certain_number(said: object) -> None:
    assert number_in(said) is None


STORIES: dict[str, Callable[[Said], Any]] = {
    "a key too many": lambda told: told | {"title": "Rooms"},
    "turning in a text": lambda told: told["beats"][0].update(turning="true"),
    "scenes in texts": lambda told: told["acts"][0].update(scenes=[str(n) for n in told["acts"][0]["scenes"]]),
    "scenes in one text": lambda told: told["acts"][0].update(scenes="1-3, 4 and scene 8"),
    "one scene": lambda told: told["themes"][0].update(scenes=8),
    "a theme without scenes": lambda told: told["themes"][0].pop("scenes"),
    "no page": lambda told: told.pop("page"),
    "a page in parts": lambda told: told.update(page=["They want out.", "They go."]),
    "no beats": lambda told: told.update(beats=None),
    "days by name": lambda told: told.update(story_days={"Day 1": {"scenes": [1, 2]}}),
    "an act without scenes": lambda told: told["acts"].append({"name": "Act Two"}),
}


async def whole(reader: Reader, client: LLMClient) -> Analysis:
    found = (await analysed(client, SPEAKS if reader.assessment["characters"] else SCRIPT, afresh=True)).result
    assert (len(reader.of("story")), len(reader.of("assessment"))) == (1, 1)
    assert not found.failures
    return found


@pytest.mark.parametrize("habit", STORIES)
async def test_a_habit_costs_no_story(reader: Reader, client: LLMClient, habit: str) -> None:
    def told(listed: list[int]) -> Said:
        answer = story(listed)
        changed = STORIES[habit](answer)
        return changed if isinstance(changed, dict) and "logline" in changed else answer

    reader.story = told
    found = (await whole(reader, client)).story
    assert found is not None
    assert (found.logline, found.acts[0].name) == ("Somebody wants out.", "Act One")
    assert found.beats == () or found.beats[0].turning
    if habit == "scenes in one text":
        assert found.acts[0].scenes == (1, 2, 3, 4, 8)
    if habit == "no page":
        assert [(each.what, each.why) for each in found.rejected] == [
            ("The synopsis on one page", "The model left it out.")
        ]
    if habit == "an act without scenes":
        assert [(each.what, each.why) for each in found.rejected] == [("The act 'Act Two'", "It names no scene.")]


async def test_bad_items_of_a_whole_are_left_out_by_name(reader: Reader, client: LLMClient) -> None:
    acts = [{"name": "Act One", "scenes": [1, "4A"], "summary": "They go."}, 7]
    reader.story = lambda listed: story(listed, acts=acts)
    found = (await whole(reader, client)).story
    assert found is not None
    assert [act.scenes for act in found.acts] == [(1,)]
    assert [f"{each.what}. {each.why}" for each in found.rejected] == [
        "'4A' among the scenes. It is no whole number.",
        "'7' among the acts. It is no object.",
    ]


ASSESSMENTS: dict[str, Callable[[Said], Any]] = {
    "a key too many": lambda told: told.update(title="Rooms"),
    "a grade in one word": lambda told: told["coverage"].update(pace="good"),
    "no why": lambda told: told["coverage"].pop("why"),
    "no relations": lambda told: told["characters"][0].pop("relations"),
    "one relation": lambda told: told["characters"][0].update(relations={"to": "BEN", "what": "his sister"}),
    "by name": lambda told: told.update(characters={one.pop("name"): one for one in told["characters"]}),
    "one strength": lambda told: told["coverage"].update(strengths="The door."),
    "questions in words": lambda told: told.update(continuity=["Who has the key?"]),
}


@pytest.mark.parametrize("habit", ASSESSMENTS)
async def test_a_habit_costs_no_assessment(reader: Reader, client: LLMClient, habit: str) -> None:
    reader.assessment = json.loads(json.dumps(assessment("ANNA", "BEN")))
    ASSESSMENTS[habit](reader.assessment)
    found = (await whole(reader, client)).assessment
    assert found is not None
    assert [character.name for character in found.characters] == ["ANNA", "BEN"]
    assert [grade.grade for grade in found.coverage.grades] == ["good"] * 5
    assert found.coverage.strengths == ("The door.",)
    assert [one.question for one in found.continuity] == ["Who has the key?"]
    assert not found.rejected


@pytest.mark.parametrize(
    ("name", "said", "told"),
    [
        (STORY, {**story([1]), "logline": " "}, "logline is empty."),
        (STORY, {**story([1]), "logline": None}, "logline is missing."),
        (ASSESSMENT, {"characters": []}, "coverage is missing."),
        (SCENES, {"scenes": 3}, "scenes.0: it is no object."),
        (SCENES, {"scenes": [reading(3, "") | {"summary": ""}]}, "scene 3: summary is empty."),
        (SCENES, {"scenes": [reading(3, "") | {"scene": None}]}, "scenes.0: scene is missing."),
        (SCENES, {"error": "overloaded"}, "scenes.0: it has none of scene, summary"),
        (SCENES, "no", "it is a text."),
    ],
)
def test_what_nothing_can_stand_in_for_is_asked_for_again(name: str, said: object, told: str) -> None:
    with pytest.raises(MisfitError) as misfit:
        folding_of(name).check(said)
    assert told in str(misfit.value)


@pytest.mark.parametrize("name", [SCENES, STORY, ASSESSMENT])
def test_what_is_asked_for_stays_as_strict_as_it_was(name: str) -> None:
    shape = {SCENES: schemas.SCENES, STORY: schemas.STORY, ASSESSMENT: schemas.ASSESSMENT}[name]
    assert (folding_of(name).name, folding_of(name).schema) == (shape.name, shape.schema)
    assert target_of(folding_of(name)).schema == shape.schema


@pytest.mark.parametrize(
    ("name", "good"), [(SCENES, {"scenes": [reading(1, "x")]}), (STORY, story([1, 2])), (ASSESSMENT, assessment("A"))]
)
def test_a_good_answer_is_not_touched(name: str, good: Said) -> None:
    assert folding_of(name).check(good) == (good, ())


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@given(name=st.sampled_from(sorted(story([1]))), value=ANYTHING)
def test_whatever_is_said_comes_out_in_the_shape_or_is_refused(name: str, value: Any) -> None:
    folding = folding_of(STORY)
    with suppress(MisfitError):
        found = folding.check(story([1]) | {name: value})
        assert Folding(schemas.STORY, "logline").check(found.value) == (found.value, ())
