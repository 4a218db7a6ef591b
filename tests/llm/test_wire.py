# ruff: noqa: E501 - tables are read by their lines

from __future__ import annotations

import json
from typing import Any

import pytest

from blender_movie_director.llm import errors
from blender_movie_director.llm.messages import (
    Image,
    Message,
    Parameters,
    Reasoning,
    Request,
    Shape,
    Text,
    Tool,
    ToolCall,
)
from blender_movie_director.llm.wire import body_of, encoded, max_tokens_name_for, message_of

HELLO = (Message("user", "Hello"),)
CALL = ToolCall("call_1", "add", '{"n": 1}')


def body(**more: Any) -> dict[str, Any]:
    return body_of(Request(HELLO, **more), "some-model")


MESSAGES: list[tuple[Message, dict[str, Any]]] = [
    (Message("system", "Be brief."), {"role": "system", "content": "Be brief."}),
    (Message("user", (Text("a"), Text("b"))), {"role": "user", "content": "ab"}),
    (
        Message("user", (Text("What is it?"), Image(b"\x89PNG", "image/png"))),
        {
            "role": "user",
            "content": [
                {"type": "text", "text": "What is it?"},
                {"type": "image_url", "image_url": {"url": "data:image/png;base64,iVBORw=="}},
            ],
        },
    ),
    (Message("assistant", ""), {"role": "assistant", "content": ""}),
    (
        Message("assistant", "", (CALL, ToolCall("call_2", "stop", ""))),
        {
            "role": "assistant",
            "content": None,
            "tool_calls": [
                {"id": "call_1", "type": "function", "function": {"name": "add", "arguments": '{"n": 1}'}},
                {"id": "call_2", "type": "function", "function": {"name": "stop", "arguments": "{}"}},
            ],
        },
    ),
    (Message("tool", "1", tool_call_id="call_1"), {"role": "tool", "content": "1", "tool_call_id": "call_1"}),
    (
        Message("assistant", "So.", reasoning=(Reasoning("Hm.", "sig"), Reasoning(redacted="xyz"), Reasoning("mine"))),
        {
            "role": "assistant",
            "content": "So.",
            "thinking_blocks": [
                {"type": "thinking", "thinking": "Hm.", "signature": "sig"},
                {"type": "redacted_thinking", "data": "xyz"},
            ],
        },
    ),
    (Message("assistant", "So.", reasoning=(Reasoning("Hm."),)), {"role": "assistant", "content": "So."}),
]


@pytest.mark.parametrize(("message", "sent"), MESSAGES)
def test_messages(message: Message, sent: dict[str, Any]) -> None:
    assert message_of(message) == sent


def test_unsigned_thoughts_go_with_the_tool_calls_that_they_led_to() -> None:
    message = Message("assistant", "", (CALL,), reasoning=(Reasoning("Hm. "), Reasoning("Yes.")))
    assert message_of(message)["reasoning_content"] == "Hm. Yes."


def test_nothing_is_sent_that_was_not_asked_for() -> None:
    streamed = {"stream": True, "stream_options": {"include_usage": True}}
    assert body() == {"model": "some-model", "messages": [{"role": "user", "content": "Hello"}], **streamed}
    assert body(stream=False) == {
        "model": "some-model",
        "messages": [{"role": "user", "content": "Hello"}],
        "stream": False,
    }


def test_parameters() -> None:
    parameters = Parameters(
        0.0, 0.5, 77, ("END",), 7, "low", "high", {"top_k": 3, "temperature": 1.0, "model": "no", "stream": 0}
    )
    found = body(parameters=parameters)
    assert found["temperature"] == 1.0
    assert found["top_p"] == 0.5
    assert found["max_tokens"] == 77
    assert found["stop"] == ["END"]
    assert found["seed"] == 7
    assert found["reasoning_effort"] == "low"
    assert found["verbosity"] == "high"
    assert found["top_k"] == 3
    assert found["model"] == "some-model"
    assert found["stream"] is True


@pytest.mark.parametrize(
    ("model", "new"),
    [("gpt-5-mini", True), ("openai/o3", True), ("o1", True), ("gpt-4o", False), ("llama3.2", False), ("gpt-oss-20b", False), ("foo3", False)],
)  # fmt: skip
def test_how_the_limit_is_called(model: str, new: bool) -> None:
    assert max_tokens_name_for(model) == ("max_completion_tokens" if new else "max_tokens")
    request = Request(HELLO, parameters=Parameters(max_tokens=5))
    assert body_of(request, model, max_tokens_name="max_tokens")["max_tokens"] == 5


@pytest.mark.parametrize(
    ("choice", "sent"),
    [("auto", "auto"), ("required", "required"), ("add", {"type": "function", "function": {"name": "add"}})],
)
def test_tools(choice: str, sent: object) -> None:
    tool = Tool("add", "Adds.", {"type": "object", "properties": {}})
    found = body(tools=(tool,), tool_choice=choice)
    assert found["tools"] == [
        {"type": "function", "function": {"name": "add", "description": "Adds.", "parameters": dict(tool.parameters)}}
    ]
    assert found["tool_choice"] == sent
    assert "tool_choice" not in body(tool_choice=choice), "some servers refuse a choice among none"


TEXT = {"type": "string"}
STRICT = {"type": "object", "properties": {"a": TEXT}, "required": ["a"], "additionalProperties": False}


@pytest.mark.parametrize(
    ("schema", "strict"),
    [
        (STRICT, True),
        ({**STRICT, "properties": {"a": {"type": "array", "items": STRICT}}}, True),
        ({**STRICT, "required": []}, False),
        ({**STRICT, "additionalProperties": True}, False),
        ({**STRICT, "properties": {"a": {"type": "object", "properties": {"b": TEXT}}}}, False),
        ({**STRICT, "$defs": {"x": {"type": "object", "properties": {"b": TEXT}}}}, False),
    ],
)
def test_shapes_are_strict_where_nothing_is_left_open(schema: dict[str, Any], strict: bool) -> None:
    found = body(shape=Shape("my shape!", schema))["response_format"]
    assert found["type"] == "json_schema"
    assert found["json_schema"]["name"] == "my_shape_"
    assert found["json_schema"]["schema"] == schema
    assert found["json_schema"].get("strict", False) is strict


def test_lone_surrogates_are_taken_out_of_everything() -> None:
    bad = "a\ud800b"
    messages = (
        Message("user", (Text(bad), Image(b"x"))),
        Message("assistant", bad, (ToolCall("1", "f", bad),), reasoning=(Reasoning(bad),)),
        Message("tool", bad, tool_call_id="1"),
    )
    request = Request(
        messages, parameters=Parameters(stop=(bad,), extra={bad: bad}), tools=(Tool("f", bad, {"x": bad}),)
    )
    sent = encoded(body_of(request, "m"), "m")
    assert b"\\ud800" not in sent
    assert json.loads(sent)["stop"] == ["a?b"]


@pytest.mark.parametrize("value", [float("inf"), object(), {1, 2}])
def test_what_json_cannot_say_is_a_named_error(value: object) -> None:
    with pytest.raises(errors.BadRequestError, match="cannot be written as JSON"):
        encoded({"x": value}, "m")
