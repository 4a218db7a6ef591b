"""What LiteLLM is told, without LiteLLM."""

from __future__ import annotations

from typing import Any

import pytest

from blender_movie_director.llm import errors
from blender_movie_director.llm.backends.litellm_request import arguments
from blender_movie_director.llm.messages import Message, Parameters, Reasoning, Request, ToolCall
from blender_movie_director.llm.settings import ClientSettings, Server

QUESTION = (Message("user", "Hello."),)
THOUGHTS = (Reasoning("Hm.", "signed"), Reasoning(redacted="b3BhcXVl"), Reasoning("Unsigned."))


def made(model: str, *, messages: tuple[Message, ...] = QUESTION, key: str = "", **more: Any) -> dict[str, Any]:
    servers = more.pop("servers", {})
    request = Request(messages, model, more.pop("parameters", Parameters()), **more)
    return arguments(request, ClientSettings(servers=servers), key, 1.0)


@pytest.mark.parametrize(
    ("model", "name"),
    [
        ("litellm/openai/gpt-5", "openai/gpt-5"),
        ("litellm/ollama/llama3.2", "ollama_chat/llama3.2"),
        ("ollama/llama3.2:3b", "ollama_chat/llama3.2:3b"),
        ("ollama_chat/llama3.2", "ollama_chat/llama3.2"),
        ("openrouter/openai/gpt-5", "openrouter/openai/gpt-5"),
    ],
)
def test_names(model: str, name: str) -> None:
    assert made(model)["model"] == name


def test_nothing_is_retried_or_set_that_nobody_asked_for() -> None:
    assert made("anthropic/claude-sonnet-4-5", key="k") == {
        "model": "anthropic/claude-sonnet-4-5",
        "messages": [{"role": "user", "content": "Hello."}],
        "stream": True,
        "stream_options": {"include_usage": True},
        "timeout": 1.0,
        "max_retries": 0,
        "num_retries": 0,
        "api_key": "k",
    }
    assert "stream_options" not in made("anthropic/claude-sonnet-4-5", stream=False)


@pytest.mark.parametrize("model", ["ollama/llama3.2", "ollama_chat/llama3.2", "litellm/ollama/llama3.2"])
def test_ollama_is_told_how_much_a_request_needs_since_it_would_cut_the_rest(model: str) -> None:
    def window(words: int, **parameters: Any) -> int:
        messages = (Message("user", "sink " * words),)
        window: int = made(model, messages=messages, parameters=Parameters(**parameters))["num_ctx"]
        return window

    # Few sizes: a model is loaded anew for each.
    assert window(10) == window(3_000) == 8_192
    assert window(6_000) == window(10_000) == 16_384
    assert window(3_000, max_tokens=6_000) == 16_384
    assert 65_536 <= window(50_000) <= 131_072
    assert window(50_000, extra={"num_ctx": 4_096}) == 4_096  # who says it has the last word


def test_nobody_else_is_told_of_it() -> None:
    assert "num_ctx" not in made("lm_studio/qwen")


def test_azures_version_stands_in_its_address() -> None:
    server = Server("https://here.example.com/?api-version=2025-01-01", {"x-team": "film"}, organisation="org-1")
    found = made("azure/my-gpt", key="k", servers={"azure": server})
    assert found["api_base"] == "https://here.example.com/"
    assert found["api_version"] == "2025-01-01"
    assert found["extra_headers"] == {"x-team": "film"}
    assert found["organization"] == "org-1"


@pytest.mark.parametrize("name", ["api_base", "api_key", "mock_response", "callbacks", "model_list", "timeout"])
def test_extra_parameters_do_not_steer_the_library(name: str) -> None:
    for model in ("openai/gpt-5", "anthropic/claude-sonnet-4-5"):
        with pytest.raises(errors.ConfigurationError, match=name):
            made(model, parameters=Parameters(extra={name: "http://elsewhere.example.com"}))


def test_extra_parameters_go_along() -> None:
    parameters = Parameters(verbosity="low", reasoning_effort="low", extra={"top_k": 4})
    shaped = made("openai/gpt-5", parameters=parameters)
    assert shaped["extra_body"] == {"top_k": 4, "verbosity": "low"}
    assert shaped["allowed_openai_params"] == ["reasoning_effort"]
    assert made("anthropic/claude-sonnet-4-5", parameters=parameters)["top_k"] == 4


@pytest.mark.parametrize(("model", "sent"), [("anthropic/claude-sonnet-4-5", True), ("openai/gpt-5", False)])
def test_signed_thoughts_go_back_to_those_who_sign(model: str, sent: bool) -> None:
    said = Message("assistant", "", (ToolCall("1", "f", "{}"),), reasoning=THOUGHTS)
    message = made(model, messages=(*QUESTION, said))["messages"][1]
    assert ("thinking_blocks" in message) is sent
    if sent:
        assert message["thinking_blocks"] == [
            {"type": "thinking", "thinking": "Hm.", "signature": "signed"},
            {"type": "redacted_thinking", "data": "b3BhcXVl"},
        ]


def test_a_certificate_that_would_not_be_used_is_said_so() -> None:
    own = Server("https://here.example.com", ca_file="authority.pem")
    assert made("anthropic/claude-sonnet-4-5", servers={"anthropic": own})["ssl_verify"] == "authority.pem"
    with pytest.raises(errors.ConfigurationError, match="certificates"):
        made("azure/my-gpt", servers={"azure": own})
    client = Server("https://here.example.com", client_certificate="me.pem")
    with pytest.raises(errors.ConfigurationError, match="certificates"):
        made("anthropic/claude-sonnet-4-5", servers={"anthropic": client})
