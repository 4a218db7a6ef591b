from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from blender_movie_director.llm import errors
from blender_movie_director.llm.backends import scripted
from blender_movie_director.llm.backends.samples import sample_of
from blender_movie_director.llm.backends.scripted import (
    CallTool,
    Cut,
    End,
    Fail,
    Pause,
    Say,
    SayJSON,
    ScriptedBackend,
    Think,
)  # fmt: skip
from blender_movie_director.llm.events import Event, Finished, ReasoningDelta, TextDelta, ToolCallDelta
from blender_movie_director.llm.messages import Message, Reasoning, Request, Response, Shape, ToolCall
from blender_movie_director.llm.settings import ClientSettings


@pytest.fixture(autouse=True)
def _no_scripts_left() -> Iterator[None]:
    yield
    scripted.scripts.clear()


async def played(model: str, text: str = "hello", **more: Any) -> list[Event]:
    backend = ScriptedBackend(ClientSettings())
    return [event async for event in backend.stream(Request((Message("user", text),), model, **more))]


def response_of(events: list[Event]) -> Response:
    assert isinstance(events[-1], Finished)
    return events[-1].response


async def test_a_script_plays_all_that_a_model_can_do() -> None:
    steps = [
        Think("Hm, well.", "sig"),
        Say("Here it is."),
        Pause(0.001),
        CallTool("add", {"n": 1}),
        CallTool("f", "{bad"),
    ]
    events = await played(ScriptedBackend.play("all", steps))
    assert [event.text for event in events if isinstance(event, ReasoningDelta)] == ["Hm, ", "well."]
    assert [event.text for event in events if isinstance(event, TextDelta)] == ["Here ", "it ", "is."]
    assert "".join(e.arguments for e in events if isinstance(e, ToolCallDelta) and e.index == 0) == '{"n": 1}'
    response = response_of(events)
    assert response.stand_in
    assert response.text == "Here it is."
    assert response.reasoning == (Reasoning("Hm, well.", "sig"),)
    assert response.tool_calls == (ToolCall("call_1", "add", '{"n": 1}'), ToolCall("call_2", "f", "{bad"))
    assert response.finish_reason == "tool_calls"
    assert await played("scripted/all") == events, "the same again"


async def test_an_end_of_another_kind() -> None:
    response = response_of(await played(ScriptedBackend.play("short", [Say("Well"), End("length"), Say("never")])))
    assert (response.text, response.finish_reason) == ("Well", "length")


@pytest.mark.parametrize(
    ("step", "kind"),
    [(Cut(), errors.CutStreamError), (Fail(errors.RateLimitError("Slow down.", retry_after=2)), errors.RateLimitError)],
)
async def test_faults(step: Cut | Fail, kind: type[errors.LLMError]) -> None:
    model = ScriptedBackend.play("faulty", [Say("We"), step], [Say("Well.")])
    with pytest.raises(kind):
        await played(model)
    assert response_of(await played(model)).text == "Well.", "the second request plays the second script"
    assert response_of(await played(model)).text == "Well."


async def test_a_script_may_look_at_the_request() -> None:
    scripted.scripts["loud"] = lambda request: [Say(request.messages[-1].text.upper())]
    assert response_of(await played("scripted/loud")).text == "HELLO"


@pytest.mark.parametrize("model", ["scripted/echo", "scripted/nobody-wrote-this"])
async def test_an_echo_where_nothing_is_scripted(model: str) -> None:
    response = response_of(await played(model, "Say  it\nagain."))
    assert response.text == "Say  it\nagain."
    assert response.stand_in


async def test_json() -> None:
    assert json.loads(response_of(await played(ScriptedBackend.play("j", [SayJSON({"a": [1]})]))).text) == {"a": [1]}


@pytest.mark.parametrize("model", ["scripted/stand-in", "scripted/echo"])
async def test_the_stand_in_answers_in_the_shape_that_is_asked_for(model: str) -> None:
    schema = {"type": "object", "properties": {"title": {"type": "string"}}, "required": ["title"]}
    assert json.loads(response_of(await played(model, shape=Shape("s", schema))).text) == {"title": "stand-in"}


ITEM = {"type": "object", "properties": {"n": {"type": "integer", "minimum": 3}}, "required": ["n"]}


@pytest.mark.parametrize(
    ("schema", "sample"),
    [
        ({"type": "array", "items": ITEM}, []),
        ({"type": "array", "items": ITEM, "minItems": 2}, [{"n": 3}, {"n": 3}]),
        ({"$ref": "#/$defs/item", "$defs": {"item": ITEM}}, {"n": 3}),
        ({"$ref": "#/$defs/none"}, None),
        ({"anyOf": [{"type": "null"}, ITEM]}, None),
        ({"enum": ["day", "night"]}, "day"),
        ({"const": 7}, 7),
        ({"type": ["string", "null"], "minLength": 10}, "stand-in.."),
        ({"type": "string", "maxLength": 3}, "sta"),
        ({"type": "number", "exclusiveMinimum": 0}, 1),
        ({"type": "integer", "maximum": -5}, -5),
        ({"type": "boolean"}, False),
        ({"$ref": "#"}, None),
    ],
)
def test_samples(schema: dict[str, Any], sample: object) -> None:
    assert sample_of(schema) == sample
