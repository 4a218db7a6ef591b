# ruff: noqa: E501 - tables are read by their lines

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from blender_movie_director.llm.assembling import Assembler, dollars, usage_of
from blender_movie_director.llm.events import Event, ReasoningDelta, TextDelta, ToolCallDelta
from blender_movie_director.llm.messages import Cost, Reasoning, Response, ToolCall, Usage


def assembled(*deltas: object, reason: object = "stop") -> tuple[list[Event], Response]:
    assembler = Assembler("m")
    events = [event for delta in deltas for event in assembler.feed({"choices": [{"index": 0, "delta": delta}]})]
    assembler.feed({"choices": [{"index": 0, "delta": {}, "finish_reason": reason}]})
    return events, assembler.response()


def call(index: object = None, **more: Any) -> dict[str, Any]:
    function = {name: more.pop(name) for name in ("name", "arguments") if name in more}
    piece = {**more, "function": function}
    return {"tool_calls": [piece if index is None else {"index": index, **piece}]}


def test_text() -> None:
    events, response = assembled(
        {"role": "assistant", "content": ""}, {"content": "a"}, {"content": "b"}, {"content": None}
    )
    assert events == [TextDelta("a"), TextDelta("b")]
    assert response.text == "ab"


CALLS = {
    "by index": [call(0, id="1", name="f", arguments=""), call(1, id="2", name="g"), call(0, arguments="{"), call(1, arguments="[]"), call(0, arguments="}")],
    "all of index 0": [call(0, id="1", name="f", arguments="{}"), call(0, id="2", name="g", arguments="[]")],
    "no index": [call(id="1", name="f", arguments="{"), call(arguments="}"), call(id="2", name="g", arguments="[]")],
    "id repeated": [call(0, id="1", name="f", arguments="{"), call(0, id="1", name="f", arguments="}"), call(1, id="2", name="g", arguments="[]")],
    "name later": [call(0, id="1"), call(0, name="f", arguments="{}"), call(1, id="2", name="g", arguments="[]")],
    "as objects": [call(0, id="1", name="f", arguments={}), call(1, id="2", name="g", arguments=[])],
    "from 1": [call(1, id="1", name="f", arguments="{}"), call(2, id="2", name="g", arguments="[]")],
    "in one chunk": [{"tool_calls": [call(0, id="1", name="f", arguments="{}")["tool_calls"][0], call(1, id="2", name="g", arguments="[]")["tool_calls"][0]]}],
}  # fmt: skip


@pytest.mark.parametrize("name", CALLS)
def test_tool_calls_however_they_are_numbered(name: str) -> None:
    events, response = assembled(*CALLS[name])
    assert response.tool_calls == (ToolCall("1", "f", "{}"), ToolCall("2", "g", "[]"))
    assert response.finish_reason == "tool_calls"
    pieces = [event for event in events if isinstance(event, ToolCallDelta)]
    for index, known in enumerate(response.tool_calls):
        assert "".join(piece.arguments for piece in pieces if piece.index == index) == known.arguments
        assert next(piece.id for piece in pieces if piece.index == index) == known.id


def test_calls_without_ids_get_one_each() -> None:
    _, response = assembled(call(0, name="f", arguments="{}"), call(1, id="", name="g", arguments="{}"))
    ids = [known.id for known in response.tool_calls]
    assert all(ids)
    assert len(set(ids)) == 2
    _, response = assembled(call(name="f", arguments="{}"), call(name="f", arguments="{}"))
    assert len(response.tool_calls) == 2


def test_the_old_kind_of_call() -> None:
    pieces = ({"function_call": {"name": "f", "arguments": "{"}}, {"function_call": {"arguments": "}"}})
    _, response = assembled(*pieces, reason="function_call")
    assert [(known.name, known.arguments) for known in response.tool_calls] == [("f", "{}")]


THOUGHTS = {
    "reasoning_content": [{"reasoning_content": "a"}, {"reasoning_content": "b", "content": None}],
    "reasoning": [{"reasoning": "a"}, {"reasoning": "b", "content": ""}],
    "both": [{"reasoning": "a", "reasoning_content": "a"}, {"reasoning": "b", "reasoning_content": "b"}],
    "parts": [{"content": [{"type": "thinking", "thinking": [{"type": "text", "text": "ab"}]}]}],
}


@pytest.mark.parametrize("name", THOUGHTS)
def test_thoughts(name: str) -> None:
    events, response = assembled(*THOUGHTS[name], {"content": "So."})
    assert "".join(event.text for event in events if isinstance(event, ReasoningDelta)) == "ab"
    assert events[-1] == TextDelta("So.")
    assert response.reasoning == (Reasoning("ab"),)


def test_signed_thoughts_as_litellm_sends_them() -> None:
    def block(thinking: str, signature: str = "") -> dict[str, Any]:
        blocks = [{"type": "thinking", "thinking": thinking, "signature": signature}]
        return {"reasoning_content": thinking, "thinking_blocks": blocks}

    redacted = {"thinking_blocks": [{"type": "redacted_thinking", "data": "xyz"}]}
    events, response = assembled(
        block("a"), block("b"), block("", "sig1"), redacted, block("c", "sig2"), {"content": "So."}
    )
    assert events == [ReasoningDelta("a"), ReasoningDelta("b"), ReasoningDelta("c"), TextDelta("So.")]
    assert response.reasoning == (Reasoning("ab", "sig1"), Reasoning(redacted="xyz"), Reasoning("c", "sig2"))


@pytest.mark.parametrize(
    ("reason", "normal"),
    [("stop", "stop"), ("end_turn", "stop"), ("MAX_TOKENS", "length"), ("SAFETY", "content_filter"), ("tool_use", "tool_calls"), ("new", "stop"), (7, "stop")],
)  # fmt: skip
def test_reasons(reason: object, normal: str) -> None:
    assert assembled({"content": "a"}, reason=reason)[1].finish_reason == normal


def test_an_answer_that_failed_has_no_end() -> None:
    assembler = Assembler("m")
    assembler.feed({"choices": [{"delta": {"content": "a"}, "finish_reason": "error"}]})
    assert assembler.finish_reason == ""
    assert assembler.begun


def test_a_refusal_is_said_and_named() -> None:
    events, response = assembled({"refusal": "I cannot."})
    assert events == [TextDelta("I cannot.")]
    assert response.finish_reason == "content_filter"


def test_usage_wherever_it_stands() -> None:
    openai = {"prompt_tokens": 10, "completion_tokens": 20.0, "prompt_tokens_details": {"cached_tokens": 4}}
    openai |= {"completion_tokens_details": {"reasoning_tokens": 15}}
    assert usage_of(openai) == Usage(10, 20, cached_tokens=4, reasoning_tokens=15)
    anthropic = {"prompt_tokens": 10, "cache_creation_input_tokens": 3, "cache_read_input_tokens": 5}
    assert usage_of(anthropic) == Usage(10, None, cached_tokens=5, cache_write_tokens=3)
    assert usage_of({"prompt_cache_hit_tokens": 7}) == Usage(cached_tokens=7)
    assert usage_of({"prompt_tokens": "many", "completion_tokens": -1, "prompt_tokens_details": 3}) == Usage()


@pytest.mark.parametrize(
    ("value", "amount"),
    [(0.00025, "0.00025"), ("2.5e-05", "0.000025"), ("None", None), (0, None), (0.0, None), (-1, None), ("nan", None), (None, None), (True, None)],
)  # fmt: skip
def test_dollars(value: object, amount: str | None) -> None:
    assert dollars(value) == (None if amount is None else Decimal(amount))


def test_the_servers_own_cost() -> None:
    assembler = Assembler("m")
    assembler.feed({"usage": {"cost": 0.5}, "choices": []})
    assert assembler.response().cost == Cost(Decimal("0.5"), "server")


JUNK: list[Any] = [
    None, 1, "x", [], {}, [None], [1], ["x"], [[]], [{}], {"a": 1}, [{"delta": None}], [{"delta": []}],
    [{"delta": {"content": 5}}], [{"delta": {"content": {"a": 1}}}], [{"delta": {"content": [1, {"text": 2}]}}],
    [{"delta": {"tool_calls": 1}}], [{"delta": {"tool_calls": [None, 1, {"function": 3, "index": "x"}]}}],
    [{"delta": {"thinking_blocks": [1, {"thinking": 3, "signature": 4, "data": 5}]}}], [{"delta": {"reasoning": {}}}],
]  # fmt: skip


@pytest.mark.parametrize("choices", JUNK, ids=str)
def test_junk_does_no_harm(choices: Any) -> None:
    assembler = Assembler("m")
    for name in ("choices", "usage", "model"):
        assembler.feed({name: choices})
    assert assembler.response().text == ""
