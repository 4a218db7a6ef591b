from __future__ import annotations

import json
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from datetime import date
from typing import Any

import pytest
from pydantic import BaseModel, ConfigDict, Field

from blender_movie_director.llm.errors import BadRequestError, ConfigurationError, CutStreamError, InvalidAnswerError
from blender_movie_director.llm.events import Event, Finished, Repairing, TextDelta
from blender_movie_director.llm.json_in_text import candidates
from blender_movie_director.llm.messages import Message, Request, Response, Shape
from blender_movie_director.llm.shapes import Ability, Shaped, ask, ask_streaming

REQUEST = Request((Message("system", "be brief"), Message("user", "the scenes?")), "openai/gpt-5")


class Scene(BaseModel):
    title: str
    eighths: int = Field(ge=1)


class Strict(BaseModel):
    model_config = ConfigDict(strict=True)
    day: date


class Node(BaseModel):
    name: str
    children: list[Node] = []


GOOD = '{"title": "KITCHEN", "eighths": 3}'
SCHEMA = {"type": "object", "properties": {"n": {"type": "integer"}}, "required": ["n"]}


class Play:
    """Answers in turn; an exception is raised in its place."""

    def __init__(self, *answers: str | Exception | Response | Callable[[Request], str | Exception]) -> None:
        self.answers = list(answers)
        self.requests: list[Request] = []

    async def stream(self, request: Request) -> AsyncGenerator[Event, None]:
        self.requests.append(request)
        answer = self.answers.pop(0)
        if callable(answer) and not isinstance(answer, Exception):
            answer = answer(request)
        if isinstance(answer, Exception):
            raise answer
        response = answer if isinstance(answer, Response) else Response(answer, request.model, "stop")
        yield TextDelta(response.text)
        yield Finished(response)


async def test_a_model_that_keeps_to_a_schema_is_asked_for_it_and_for_nothing_else() -> None:
    play = Play(GOOD)
    shaped = await ask(play, REQUEST, Scene, ability=True)
    assert shaped.value == Scene(title="KITCHEN", eighths=3)
    assert (shaped.rung, shaped.repaired) == ("schema", False)
    (sent,) = play.requests
    assert sent.shape == Shape("Scene", Scene.model_json_schema())
    assert sent.messages == REQUEST.messages


async def test_where_nobody_knows_the_words_ask_too() -> None:
    play = Play(GOOD)
    assert (await ask(play, REQUEST, Scene)).rung == "schema"
    (sent,) = play.requests
    assert sent.shape is not None
    assert '"eighths"' in sent.messages[0].text
    assert sent.messages[0].text.startswith("be brief\n\n")


async def test_the_ladder_goes_down_when_a_server_refuses_the_way_of_asking() -> None:
    play = Play(
        BadRequestError("no json_schema"), BadRequestError("no response_format"), f"Sure:\n```json\n{GOOD}\n```"
    )
    shaped = await ask(play, REQUEST, Scene)
    assert (shaped.rung, shaped.repaired) == ("text", False)
    schema, mode, text = play.requests
    assert schema.shape is not None
    assert mode.shape is None
    assert mode.parameters.extra == {"response_format": {"type": "json_object"}}
    assert text.shape is None
    assert text.parameters.extra == {}
    assert "fenced block" in text.messages[0].text


@pytest.mark.parametrize(
    ("ability", "rung"),
    [
        (False, "json"),
        (Ability(schema=False, json_mode=False), "text"),
        (Ability(schema=False, json_mode=True), "json"),
    ],
)
async def test_what_a_model_cannot_do_is_not_tried(ability: Ability | bool, rung: str) -> None:
    play = Play(GOOD)
    assert (await ask(play, Request((Message("user", "hi"),), "x/y"), Scene, ability=ability)).rung == rung
    assert [message.role for message in play.requests[0].messages] == ["system", "user"]


async def test_a_bad_request_is_passed_on_when_no_way_of_asking_is_left() -> None:
    play = Play(BadRequestError("1"), BadRequestError("2"), BadRequestError("temperature"))
    with pytest.raises(BadRequestError, match="temperature"):
        await ask(play, REQUEST, Scene)


async def test_one_repair_round_tells_the_fault() -> None:
    play = Play('{"title": "KITCHEN", "eighths": 0}', GOOD)
    async with aclosing(ask_streaming(play, REQUEST, Scene, ability=True)) as stream:
        items = [item async for item in stream]
    assert [type(item) for item in items] == [TextDelta, Repairing, TextDelta, Shaped]
    assert isinstance(items[1], Repairing)
    assert "eighths" in items[1].why
    shaped = items[-1]
    assert isinstance(shaped, Shaped)
    assert shaped.repaired
    assert [answer.text for answer in shaped.answers] == ['{"title": "KITCHEN", "eighths": 0}', GOOD]
    said, told = play.requests[1].messages[-2:]
    assert (said.role, said.text) == ("assistant", '{"title": "KITCHEN", "eighths": 0}')
    assert "eighths" in told.text
    assert "greater than or equal to 1" in told.text


async def test_a_second_failure_keeps_the_raw_text() -> None:
    play = Play("I would rather not.", '{"title": 3}')
    with pytest.raises(InvalidAnswerError, match="title") as caught:
        await ask(play, REQUEST, Scene)
    assert caught.value.raw == '{"title": 3}'
    assert len(play.requests) == 2


async def test_an_answer_cut_by_its_limit_says_so_and_is_not_asked_for_again() -> None:
    play = Play(Response('{"title": "KIT', "m", "length"))
    with pytest.raises(InvalidAnswerError, match="cut by its length limit") as caught:
        await ask(play, REQUEST, Scene)
    assert caught.value.raw == '{"title": "KIT'
    assert "fewer" in caught.value.remedy
    assert (await ask(Play(Response(GOOD, "m", "length")), REQUEST, Scene)).value.eighths == 3


async def test_a_stream_without_an_end() -> None:
    class Endless:
        async def stream(self, request: Request) -> AsyncGenerator[Event, None]:
            yield TextDelta(request.model)

    with pytest.raises(CutStreamError):
        await ask(Endless(), REQUEST, Scene)


async def test_other_types_are_wrapped_in_an_object() -> None:
    play = Play(json.dumps({"value": [json.loads(GOOD)]}), f"[{GOOD}]")
    for _ in range(2):
        assert (await ask(play, REQUEST, list[Scene], ability=True)).value == [Scene(title="KITCHEN", eighths=3)]
    shape = play.requests[0].shape
    assert shape is not None
    assert shape.schema["type"] == "object"
    assert "Scene" in shape.schema["$defs"]
    assert shape.schema["properties"]["value"]["items"] == {"$ref": "#/$defs/Scene"}


async def test_recursive_and_strict_models() -> None:
    play = Play('{"name": "a", "children": [{"name": "b"}]}', '{"day": "2026-01-02"}')
    assert (await ask(play, REQUEST, Node, ability=True)).value.children[0].name == "b"
    assert (await ask(play, REQUEST, Strict, ability=True)).value.day == date(2026, 1, 2)
    shape = play.requests[0].shape
    assert shape is not None
    assert "value" not in shape.schema.get("properties", {})


async def test_a_json_schema() -> None:
    play = Play('{"n": "three"}', '{"n": 3}')
    shaped = await ask(play, REQUEST, Shape("number", SCHEMA))
    assert shaped.value == {"n": 3}
    assert shaped.repaired
    assert "n: 'three' is not of type 'integer'" in play.requests[1].messages[-1].text
    assert (await ask(Play("[1, 2]"), REQUEST, {"type": "array"}, ability=False)).value == [1, 2]


@pytest.mark.parametrize("schema", [{"type": "nonsense"}, {"properties": 3}])
async def test_a_schema_that_is_none_is_named_before_anything_is_sent(schema: dict[str, Any]) -> None:
    play = Play(GOOD)
    with pytest.raises(ConfigurationError, match="JSON schema"):
        await ask(play, REQUEST, schema)
    assert play.requests == []


async def test_a_schema_may_not_fetch_another_one() -> None:
    outside = {"type": "object", "properties": {"a": {"$ref": "http://127.0.0.1:9/schema.json"}}}
    with pytest.raises(ConfigurationError, match="outside of itself"):
        await ask(Play('{"a": 1}'), REQUEST, outside)


async def test_a_type_that_has_no_json() -> None:
    class Opaque:
        pass

    with pytest.raises(ConfigurationError, match="Opaque"):
        await ask(Play(GOOD), REQUEST, Opaque)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("3", [3]),
        ("null", [None]),
        ('\ufeff{"a": 1}'.lstrip("\ufeff"), [{"a": 1}]),
        ('Here it is:\n```json\n{"a": 1}\n```\nAnything else?', [{"a": 1}]),
        ("```\n[1]\n```", [[1]]),
        ('The answer is {"a": "}"} as you see.', [{"a": "}"}]),
        ('As noted in [1], {"a": 1}.', [[1], {"a": 1}]),
        ('{"a": [1, 2,], "b": "x,]",}', [{"a": [1, 2], "b": "x,]"}]),
        ('<think>maybe {"a": 2}?</think>{"a": 1}', [{"a": 1}]),
        ('{"a": "two\nlines"}', [{"a": "two\nlines"}]),
        ('{"code": "```json\\n{}\\n```"}', [{"code": "```json\n{}\n```"}]),
        ("{'a': 1}", []),
        ('{"a": NaN}', []),
        ('{"a": 1', []),
        ("no", []),
        ("", []),
        ("[" * 50_000, []),
        ("1" * 5000, []),
        ("{" * 100_000 + "x", []),
    ],
)
def test_json_in_text(text: str, found: list[Any]) -> None:
    everything = list(candidates(text))
    assert everything[: len(found)] == found
    assert bool(everything) == bool(found)


async def test_the_piece_that_fits_is_taken() -> None:
    text = f'In scene [1] I saw {{"x": 1}} and made of it {GOOD}'
    assert (await ask(Play(text), REQUEST, Scene)).value.title == "KITCHEN"
