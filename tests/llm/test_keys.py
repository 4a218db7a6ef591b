from __future__ import annotations

import copy
import json
import logging
import pickle
import subprocess
import sys
import traceback

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


def test_the_variables_that_hold_keys_and_no_others() -> None:
    found = {"OPENAI_API_KEY": "a", "OPENAI_API_KEY_2": "b", "GOOGLE_API_KEY": "c", "LITELLM_PROXY_API_KEY": "d"}
    others = {"GITHUB_TOKEN": "x", "MISTRAL_API_KEY": " ", "OPENAI_BASE_URL": "http://x", "OPENAI_API_KEY_10": "y"}
    assert keys.variables_in({**found, **others}) == found
    assert keys.all_from_environment(keys.variables_in({**found, **others})) == keys.all_from_environment(found)


def test_all_from_environment_finds_several_and_other_names() -> None:
    environment = {
        "OPENAI_API_KEY_2": "two",
        "OPENAI_API_KEY": "one",
        "OPENAI_API_KEY_3": "one",
        "OPENAI_API_KEY_10": "ten",
        "GOOGLE_API_KEY": "google",
        "LITELLM_PROXY_API_KEY": "proxy",
    }
    assert keys.all_from_environment(environment) == {
        "gemini": ("google",),
        "litellm_proxy": ("proxy",),
        "openai": ("one", "two"),
    }
    assert keys.from_environment(environment)["openai"] == "one"
    assert keys.variables_of("gemini")[:2] == ("GEMINI_API_KEY", "GEMINI_API_KEY_2")
    assert keys.variables_of("ollama") == ()


def fail(key: keys.Secret) -> None:
    raise RuntimeError(f"{key:>40}")


def test_a_secret_shows_nowhere(caplog: pytest.LogCaptureFixture) -> None:
    secret = keys.Secret(SECRET)
    with caplog.at_level(logging.INFO):
        logging.getLogger("test").info("%s %r", secret, secret)
    try:
        fail(secret)
    except RuntimeError as error:
        told = "".join(traceback.TracebackException.from_exception(error, capture_locals=True).format(chain=True))
        told = told.replace(f"SECRET = {SECRET!r}", "")
    shown = [str(secret), repr(secret), f"{secret}", repr({"key": [secret]}), f"{secret!s}", caplog.text, told]
    assert all(SECRET not in text for text in shown)
    assert keys.HIDDEN in told
    for refused in (lambda: pickle.dumps(secret), lambda: json.dumps(secret)):
        with pytest.raises(TypeError) as caught:
            refused()
        assert SECRET not in str(caught.value)
    assert not hasattr(secret, "__dict__")


def test_a_secret_is_itself() -> None:
    secret = keys.Secret(SECRET)
    assert secret.reveal() == SECRET
    assert keys.Secret(secret) == secret == copy.deepcopy(secret) == copy.copy(secret)
    assert secret != keys.Secret("other")
    assert secret != SECRET
    assert len({secret, keys.Secret(SECRET)}) == 1
    assert secret
    assert not keys.Secret("")


def test_keys_is_light() -> None:
    """Blender's main process imports it: nothing of it may be more than Python itself."""
    code = (
        "import sys; import blender_movie_director.llm.keys; print(sorted({m.partition('.')[0] for m in sys.modules}))"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert not {"pydantic", "aiohttp", "asyncio", "keyring", "litellm"} & set(
        told.replace("'", "").strip("[]\n").split(", ")
    )
