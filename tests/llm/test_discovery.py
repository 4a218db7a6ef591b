"""Real servers on this computer that say of themselves what the real ones say, and some that are none."""

# ruff: noqa: E501 - tables are read by their lines

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import web

from blender_movie_director.llm.backends.gateway import GatewayBackend
from blender_movie_director.llm.discovery import Found, discover
from blender_movie_director.llm.settings import ClientSettings, Server

KEY = "sk-for-the-proxy-alone-0123456789"


def listing(owner: str, *names: str) -> dict[str, Any]:
    return {"object": "list", "data": [{"id": name, "object": "model", "owned_by": owner} for name in names]}


# What each answers, by path; everything else is a 404, or `*`.
SERVERS: dict[str, tuple[dict[str, Any], str, tuple[str, ...] | None]] = {
    "proxy": ({"/health/liveliness": "I'm alive!", "/v1/models": listing("openai", "a/b")}, "litellm_proxy", ("a/b",)),
    "proxy with a key": ({"/health/liveliness": "I'm alive!"}, "litellm_proxy", None),
    "ollama": (
        {"/api/tags": {"models": [{"name": "llama3.2:1b"}]}, "/v1/models": listing("library", "llama3.2:1b")},
        "ollama", ("llama3.2:1b",),
    ),
    "lm studio": (
        {"/api/v0/models": {"data": [{"id": "q", "arch": "qwen2"}]}, "/v1/models": listing("organization_owner", "q"), "*": {"error": "Unexpected endpoint"}},
        "lm_studio", ("q",),
    ),
    "vllm": ({"/v1/models": listing("vllm", "org/m")}, "vllm", ("org/m",)),
    "llama.cpp": ({"/props": {"default_generation_settings": {}}, "/v1/models": listing("llamacpp", "m.gguf")}, "llamafile", ("m.gguf",)),
    "another": ({"/v1/models": listing("me", "m")}, "openai_compatible", ("m",)),
}  # fmt: skip


@asynccontextmanager
async def serving(answers: dict[str, Any], asked: list[web.Request] | None = None) -> AsyncIterator[str]:
    async def answer(request: web.Request) -> web.StreamResponse:
        if asked is not None:
            asked.append(request)
        if request.path in answers or "*" in answers:
            return web.json_response(answers.get(request.path, answers.get("*")))
        return web.json_response({"detail": "Not Found"}, status=404)

    application = web.Application()
    application.router.add_route("*", "/{path:.*}", answer)
    runner = web.AppRunner(application)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


@pytest.mark.parametrize("name", SERVERS)
async def test_servers_are_known_by_their_own_words(name: str) -> None:
    answers, kind, models = SERVERS[name]
    async with serving(answers) as url:
        (found,) = await discover(places=[url])
    assert (found.kind, found.models) == (kind, models)
    assert found.url == (url if kind == "ollama" else f"{url}/v1")
    assert found.names == tuple(f"{kind}/{model}" for model in models or ())


async def test_the_proxys_key_goes_to_the_proxy_alone_and_no_model_is_called() -> None:
    there: list[web.Request] = []
    elsewhere: list[web.Request] = []
    async with serving(SERVERS["proxy"][0], there) as proxy, serving(SERVERS["vllm"][0], elsewhere) as other:
        found = await discover(proxy_url=f"{proxy}/v1", proxy_key=KEY, places=[proxy, other])
    assert [server.kind for server in found] == ["litellm_proxy", "vllm"]
    assert {request.headers.get("Authorization") for request in there} == {f"Bearer {KEY}"}
    assert {request.headers.get("Authorization") for request in elsewhere} == {None}
    assert {request.method for request in there} == {"GET"}
    assert "/health" not in {request.path for request in there}, "that one calls every model"


async def test_what_is_no_model_server_is_not_there() -> None:
    async def mumble(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 mail.example ESMTP\r\n")
        writer.close()

    async def stare(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    mumbling = await asyncio.start_server(mumble, "127.0.0.1", 0)
    staring = await asyncio.start_server(stare, "127.0.0.1", 0)
    places = [f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}" for server in (mumbling, staring)]
    async with serving({"*": {"hello": 1}}) as web_site, serving(SERVERS["vllm"][0]) as good:
        found = await discover(places=[*places, web_site, "http://127.0.0.1:1", "nonsense", good], seconds=0.4)
    assert [server.url for server in found] == [f"{good}/v1"]
    mumbling.close()
    staring.close()


async def test_offline_nothing_beyond_this_computer_is_asked() -> None:
    assert await discover(proxy_url="http://models.invalid", online=False, places=[]) == ()


def test_what_was_found_can_be_shown() -> None:
    assert "vllm" in repr(Found("vllm", "http://127.0.0.1:8000/v1", ("m",), 0.1))


@pytest.mark.parametrize(("model", "path"), [("litellm_proxy/x", "/health/liveliness"), ("vllm/x", "/v1/models")])
async def test_a_check_asks_what_costs_nothing(model: str, path: str) -> None:
    asked: list[web.Request] = []
    async with serving({path: {"data": []}}, asked) as url:
        backend = GatewayBackend(ClientSettings(servers={model.partition("/")[0]: Server(url)}))
        state = await backend.check(model)
        assert state.up
        assert state.latency is not None
        assert await backend.get(model, path if path.startswith("/health") else "/models") == {"data": []}
        await backend.close()
    assert {request.path for request in asked} == {path}
    gone = await backend.check(model, 2)
    await backend.close()
    assert gone.up is False
    assert gone.last_error
