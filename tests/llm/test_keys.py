from __future__ import annotations

import pytest

from blender_movie_director.llm import keys

SECRET = "sk-proj-0123456789abcdef"


@pytest.mark.parametrize(
    ("model", "provider"),
    [
        ("anthropic/claude-sonnet-4-5", "anthropic"),
        ("Ollama/llama3.2", "ollama"),
        ("openrouter/meta/llama", "openrouter"),
        ("gpt-5-mini", "openai"),
        ("", "openai"),
    ],
)
def test_provider_of(model: str, provider: str) -> None:
    assert keys.provider_of(model) == provider


def test_from_environment_takes_what_is_set_and_not_blank() -> None:
    environment = {"OPENAI_API_KEY": f" {SECRET}\n", "GROQ_API_KEY": "  ", "MISTRAL_API_KEY": "", "HOME": "/home/me"}
    assert keys.from_environment(environment) == {"openai": SECRET}


@pytest.mark.parametrize(
    ("text", "secrets", "scrubbed"),
    [
        ("nothing here", [SECRET], "nothing here"),
        (f"a {SECRET} b {SECRET}", [SECRET], "a [key hidden] b [key hidden]"),
        ("the longer-secret-tail", ["longer-secret", "longer-secret-tail"], "the [key hidden]"),
        ("a banana", ["a"], "a banana"),  # too short to be a key, and everywhere
        ("", [SECRET], ""),
        # keys that nobody told us of
        ("key sk-ant-api03-AbCdEf012345 was refused", [], "key [key hidden] was refused"),
        ("Authorization: Bearer abcdef.012345==", [], "Authorization: Bearer [key hidden]"),
        ("GET https://x.test/v1?key=abcdef012345&alt=sse", [], "GET https://x.test/v1?key=[key hidden]&alt=sse"),
        ("AIza0123456789012345678901234567890", [], "[key hidden]"),
        # words that only look a little like one
        ("risk-taking and a task-list", [], "risk-taking and a task-list"),
        ("a monkey=banana", [], "a monkey=banana"),
    ],
)
def test_scrub(text: str, secrets: list[str], scrubbed: str) -> None:
    assert keys.scrub(text, secrets) == scrubbed
