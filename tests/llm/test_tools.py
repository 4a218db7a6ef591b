from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Annotated, Any, Literal

import pytest
from pydantic import BaseModel

from blender_movie_director.llm.errors import ConfigurationError, CutStreamError, InvalidAnswerError
from blender_movie_director.llm.events import Event, Finished, TextDelta
from blender_movie_director.llm.messages import Message, Request, Response, ToolCall
from blender_movie_director.llm.tools import ToolError, ToolResult, ToolRun, run_tools, run_tools_streaming, tool

REQUEST = Request((Message("user", "count the scenes"),), "openai/gpt-5")


class Place(BaseModel):
    name: str
    indoors: bool = True


def count_scenes(
    where: Annotated[str, "a place"], least: int = 1, kind: Literal["INT", "EXT"] = "INT"
) -> dict[str, Any]:
    """Counts the scenes at a place."""
    return {"where": where, "least": least, "kind": kind}


async def move(place: Place) -> str:
    """Moves there."""
    return f"moved to {place.name} {'inside' if place.indoors else 'outside'}"


def calls(*wanted: tuple[str, str]) -> Response:
    made = tuple(ToolCall(f"c{number}", name, arguments) for number, (name, arguments) in enumerate(wanted))
    return Response("", "m", "tool_calls", tool_calls=made)


class Play:
    def __init__(self, *answers: Response | str) -> None:
        self.answers = list(answers)
        self.requests: list[Request] = []

    async def stream(self, request: Request) -> AsyncGenerator[Event, None]:
        self.requests.append(request)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        response = answer if isinstance(answer, Response) else Response(answer, request.model, "stop")
        if response.text:
            yield TextDelta(response.text)
        yield Finished(response)


def test_a_function_declares_itself() -> None:
    declared = tool(count_scenes).declared
    assert declared.name == "count_scenes"
    assert declared.description == "Counts the scenes at a place."
    schema = declared.parameters
    assert schema["type"] == "object"
    assert schema["required"] == ["where"]
    assert schema["additionalProperties"] is False
    assert schema["properties"]["where"] == {"title": "where", "type": "string", "description": "a place"}
    assert schema["properties"]["least"]["default"] == 1
    assert schema["properties"]["kind"]["enum"] == ["INT", "EXT"]


async def test_arguments_may_be_called_as_they_like() -> None:
    def odd(schema: str, copy: int, _hidden: str = "h") -> str:
        return f"{schema} {copy} {_hidden}"

    assert await tool(odd).run('{"schema": "s", "copy": 2}') == "s 2 h"


async def test_the_loop_runs_calls_in_order_and_gives_results_back() -> None:
    play = Play(
        calls(("count_scenes", '{"where": "SEA", "kind": "EXT"}'), ("move", '{"place": {"name": "KITCHEN"}}')), "Three."
    )
    run = await run_tools(play, REQUEST, [count_scenes, move])
    assert run.response.text == "Three."
    assert [result.text for result in run.results] == [
        '{"where":"SEA","least":1,"kind":"EXT"}',
        "moved to KITCHEN inside",
    ]
    assert [message.role for message in run.messages] == ["assistant", "tool", "tool", "assistant"]
    assert [message.tool_call_id for message in run.messages[1:3]] == ["c0", "c1"]
    assert play.requests[1].messages == (*REQUEST.messages, *run.messages[:3])
    assert [declared.name for declared in play.requests[0].tools] == ["count_scenes", "move"]
    assert len(run.answers) == 2


@pytest.mark.parametrize(
    ("name", "arguments", "told"),
    [
        ("count_scenes", '{"where": ', "not valid JSON"),
        ("count_scenes", "[1]", "not a JSON object"),
        ("count_scenes", "", "where: Field required"),
        ("count_scenes", '{"where": "x", "least": "many"}', "least: "),
        ("count_scenes", '{"where": "x", "wher": 1}', "wher: Extra inputs are not permitted"),
        ("count_scenes", '{"where": "x", "kind": "AIR"}', "'INT' or 'EXT'"),
        ("__import__", '{"name": "os"}', "there is no tool '__import__'"),
        ("fails", "{}", "ValueError: the key [key hidden] is wrong"),
        ("refuses", "{}", "There is no scene 9."),
    ],
)
async def test_what_goes_wrong_is_the_result(name: str, arguments: str, told: str) -> None:
    def fails() -> None:
        raise ValueError("the key sk-ant-api03-AbCdEf012345 is wrong")

    def refuses() -> None:
        raise ToolError("There is no scene 9.")

    run = await run_tools(Play(calls((name, arguments)), "Well."), REQUEST, [count_scenes, fails, refuses])
    (result,) = run.results
    assert result.failed
    assert told in result.text
    assert run.response.text == "Well."


async def test_results_of_every_kind() -> None:
    kinds = {"nothing": None, "text": "x", "model": Place(name="SEA"), "long": "y" * 50_000}

    def give(kind: str) -> Any:
        return kinds[kind]

    given = tool(give)
    assert await given.run('{"kind": "nothing"}') == "Done."
    assert await given.run('{"kind": "text"}') == "x"
    assert json.loads(await given.run('{"kind": "model"}')) == {"name": "SEA", "indoors": True}
    assert (await given.run('{"kind": "long"}')).endswith("[The rest is left out: 10000 more characters.]")


async def test_rounds_are_bounded_and_the_last_one_asks_for_an_answer() -> None:
    endless = Play(calls(("move", '{"place": {"name": "A"}}')))
    with pytest.raises(InvalidAnswerError, match="after 3 rounds"):
        await run_tools(endless, REQUEST, [move], rounds=3)
    assert [request.tool_choice for request in endless.requests] == ["", "", "", "none"]
    again = calls(("move", '{"place": {"name": "A"}}'))
    assert (await run_tools(Play(again, again, "Enough."), REQUEST, [move], rounds=2)).response.text == "Enough."


async def test_a_required_tool_is_required_once() -> None:
    play = Play(calls(("move", '{"place": {"name": "A"}}')), "Done.")
    await run_tools(play, Request(REQUEST.messages, REQUEST.model, tool_choice="required"), [move])
    assert [request.tool_choice for request in play.requests] == ["required", "auto"]


async def test_a_call_that_was_cut_is_not_run() -> None:
    ran = []

    def remember(text: str) -> None:
        ran.append(text)

    cut = Response("so far", "m", "length", tool_calls=(ToolCall("c", "remember", '{"text": "x"}'),))
    with pytest.raises(InvalidAnswerError, match="cut") as caught:
        await run_tools(Play(cut), REQUEST, [remember])
    assert caught.value.raw == "so far"
    assert ran == []


async def test_events_come_in_order_and_a_slow_tool_is_stopped() -> None:
    async def slow() -> None:
        await asyncio.Event().wait()

    play = Play(calls(("slow", "{}")), "Hm.")
    async with aclosing(run_tools_streaming(play, REQUEST, [slow], patience=0.01)) as stream:
        items = [item async for item in stream]
    assert [type(item) for item in items] == [ToolResult, TextDelta, ToolRun]
    assert isinstance(items[0], ToolResult)
    assert "stopped after 0.01 seconds" in items[0].text


async def test_a_tools_own_timeout_is_its_own_error() -> None:
    async def asks() -> None:
        raise TimeoutError("the camera did not answer")

    run = await run_tools(Play(calls(("asks", "{}")), "Hm."), REQUEST, [asks])
    assert run.results[0].text == "Error: TimeoutError: the camera did not answer"


async def test_cancelling_stops_the_tool_that_runs() -> None:
    started, stopped = asyncio.Event(), asyncio.Event()

    async def slow() -> None:
        started.set()
        try:
            await asyncio.Event().wait()
        finally:
            stopped.set()

    task = asyncio.ensure_future(run_tools(Play(calls(("slow", "{}"))), REQUEST, [slow]))
    await started.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert stopped.is_set()


async def test_a_plain_function_does_not_hold_up_the_loop() -> None:
    def thread() -> str:
        return threading.current_thread().name

    run = await run_tools(Play(calls(("thread", "{}")), "x"), REQUEST, [thread])
    assert run.results[0].text != threading.current_thread().name


def test_what_cannot_be_declared() -> None:
    def untyped(a) -> None:  # type: ignore[no-untyped-def]
        pass

    def starred(*names: str) -> None:
        pass

    def opaque(lock: threading.Thread) -> None:
        pass

    for function in (untyped, starred, opaque):
        with pytest.raises(ConfigurationError, match=function.__name__):
            tool(function)


async def test_two_tools_of_one_name_and_a_stream_without_an_end() -> None:
    class Endless:
        async def stream(self, request: Request) -> AsyncGenerator[Event, None]:
            yield TextDelta(request.model)

    with pytest.raises(ConfigurationError, match="two tools"):
        await run_tools(Play("x"), REQUEST, [move, move])
    with pytest.raises(CutStreamError):
        await run_tools(Endless(), REQUEST, [move])
