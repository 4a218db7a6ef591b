"""A `Request` in LiteLLM's words: the arguments of its `acompletion`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit, urlunsplit

from .. import wire
from ..errors import ConfigurationError
from ..keys import provider_of
from ..stand_ins import STAND_IN_THROUGH_LITELLM
from ..tokens import count_request
from .scripted import stand_in_answer

if TYPE_CHECKING:
    from ..messages import Request
    from ..settings import ClientSettings, Server

PREFIX = "litellm/"
"""Before a model's name: ask through the library, even where the gateway could."""

_TAKE_SIGNED_THOUGHTS = frozenset({"anthropic", "azure_ai", "bedrock", "gemini", "litellm_proxy", "vertex_ai"})
"""Who wants signed thoughts back. Others, OpenAI first, refuse a message that holds a field they do not know."""

_TAKE_CACHE_MARKS = frozenset({"anthropic", "azure_ai", "bedrock", "litellm_proxy", "openrouter", "vertex_ai"})
"""For whom LiteLLM turns the marks in Claude's prompts into theirs."""

_OPENAI_SHAPED = frozenset({"azure", "hosted_vllm", "litellm_proxy", "llamafile", "lm_studio", "openai", "openai_like"})
"""Whose parameters LiteLLM sends as they are. For a model it has no entry for it refuses or drops some of them,
although the server behind may well take them: what a model takes is our catalog's to say."""

_THROUGH_OPENAIS_LIBRARY = frozenset({"azure", "openai"})
"""Where LiteLLM ignores `ssl_verify`, since OpenAI's own library makes the connection."""

_CUT_SILENTLY = frozenset({"ollama", "ollama_chat"})
_LEAST_WINDOW = 8_192
_USUAL_ANSWER = 2_048
"""Tokens kept for an answer of no set length."""
_MARGIN = 1.2
"""For tokens that are estimated."""

# What steers the library (where it goes, with which key, what it logs or pretends) and is no parameter of a model.
_NOT_A_PARAMETER = frozenset({
    "acompletion", "api_base", "api_key", "api_version", "azure_ad_token_provider", "base_url", "cache", "caching",
    "callbacks", "client", "custom_llm_provider", "extra_headers", "fallbacks", "headers", "logger_fn", "max_retries",
    "messages", "mock_response", "model", "model_list", "num_retries", "proxy", "shared_session", "ssl_verify",
    "stream", "stream_options", "timeout",
})  # fmt: skip


def plain_name(model: str) -> str:
    """The model's name with its provider before it and nothing before that."""
    return model.removeprefix(PREFIX)


def librarys_name(model: str) -> str:
    """The same as LiteLLM wants it: by `ollama/` it means an older way to ask, with no tools and one picture."""
    plain = plain_name(model)
    return f"ollama_chat/{plain.removeprefix('ollama/')}" if plain.startswith("ollama/") else plain


def arguments(request: Request, settings: ClientSettings, key: str, timeout: Any) -> dict[str, Any]:
    """Everything that `acompletion` is called with. Raises `ConfigurationError` for what it cannot be told."""
    model = plain_name(request.model)
    provider = provider_of(model)
    # LiteLLM knows by itself which models have another name for the most tokens that may come.
    marks = provider in _TAKE_CACHE_MARKS and wire.takes_cache_marks(model)
    body = wire.body_of(request, model, max_tokens_name="max_tokens", cache_marks=marks)
    found = _parameters(body, request, provider, model)
    found |= {"model": librarys_name(model), "timeout": timeout, "max_retries": 0, "num_retries": 0}
    if provider not in _TAKE_SIGNED_THOUGHTS:
        for message in found["messages"]:
            message.pop("thinking_blocks", None)
    if request.model == STAND_IN_THROUGH_LITELLM:
        return found | {"model": "openai/stand-in", "api_key": "none", "mock_response": stand_in_answer(request)}
    if provider in _CUT_SILENTLY:
        found.setdefault("num_ctx", _window_for(request, model))
    found |= _server(settings.server_for(model), provider, model)
    if key:
        found["api_key"] = key
    elif "api_base" in found:
        found["api_key"] = "none"  # a server of one's own often wants none, but LiteLLM wants to see one
    return found


def _window_for(request: Request, model: str) -> int:
    """Ollama gives a model 4,096 tokens of memory unless it is told otherwise, and drops the beginning of what is
    longer without a word: the instructions, and most of the script. So it is told what this request needs, in few
    sizes, since it loads a model anew for each; more than the model was made for it does not give."""
    needed = count_request(request, model, wait=False).number * _MARGIN
    needed += request.parameters.max_tokens or _USUAL_ANSWER
    window = _LEAST_WINDOW
    while window < needed:
        window *= 2
    return window


def _parameters(body: dict[str, Any], request: Request, provider: str, model: str) -> dict[str, Any]:
    """What is left of a body when LiteLLM's own ways of saying the same are taken into account."""
    extra = request.parameters.extra
    for name in extra:
        if name in _NOT_A_PARAMETER:
            raise ConfigurationError(
                f"{name} cannot be set as a parameter of {model}.",
                "Take it out of the extra parameters; servers and keys are set in the preferences.",
                model=model,
            )
    if provider not in _OPENAI_SHAPED:
        return body
    as_they_are = {name: body.pop(name) for name in (*extra, "verbosity") if name in body}
    if as_they_are:
        body["extra_body"] = as_they_are
    if "reasoning_effort" in body:
        body["allowed_openai_params"] = ["reasoning_effort"]
    return body


def _server(server: Server | None, provider: str, model: str) -> dict[str, Any]:
    if server is None:
        return {}
    found: dict[str, Any] = {}
    if server.url:
        address = urlsplit(server.url)
        # Azure wants a version with each call, and its portal shows addresses that end in one.
        versions = parse_qs(address.query).get("api-version")
        if provider == "azure" and versions:
            found["api_version"] = versions[0]
            address = address._replace(query="")
        found["api_base"] = urlunsplit(address)
    if server.headers:
        found["extra_headers"] = dict(server.headers)
    if server.organisation:
        found["organization"] = server.organisation
    if server.client_certificate or (server.ca_file and provider in _THROUGH_OPENAIS_LIBRARY):
        raise ConfigurationError(
            f"{model} is asked through LiteLLM, which cannot use the certificates set for {provider}.",
            "Take the certificates out of this server's settings, or reach it as an OpenAI-compatible server.",
            model=model,
        )
    if server.ca_file:
        found["ssl_verify"] = server.ca_file
    return found
