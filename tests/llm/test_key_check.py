"""Against real servers on this computer, and never a provider's."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from aiohttp import web

from blender_movie_director.llm import key_check
from blender_movie_director.llm.key_check import BASES, KeyCheck, check
from blender_movie_director.llm.keys import ENVIRONMENT_VARIABLES
from blender_movie_director.llm.settings import ClientSettings, Server

GOOD, BAD = "a-good-key-0123456789", "a-bad-key-0123456789"
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@asynccontextmanager
async def serving(handler: Handler) -> AsyncIterator[str]:
    application = web.Application()
    application.router.add_route("*", "/{tail:.*}", handler)
    runner = web.AppRunner(application, shutdown_timeout=0.05)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


def strict(seen: list[web.Request] | None = None) -> Handler:
    async def handle(request: web.Request) -> web.Response:
        if seen is not None:
            seen.append(request)
        told = " ".join(request.headers.get(name, "") for name in ("authorization", "x-api-key", "x-goog-api-key"))
        return web.json_response({"data": []}, status=200 if GOOD in told else 401)

    return handle


def at(url: str, *keys: str, provider: str = "litellm_proxy") -> ClientSettings:
    return ClientSettings(online=False, keys={provider: keys}, servers={provider: Server(url)})


async def test_a_gateway_takes_or_refuses_a_key() -> None:
    seen: list[web.Request] = []
    async with serving(strict(seen)) as url:
        works = await check("litellm_proxy", at(url, GOOD))
        refused = await check("litellm_proxy", at(url + "/v1/", BAD))
    assert (works.state, refused.state) == ("works", "refused")
    assert {request.path for request in seen} == {"/v1/models"}
    assert {request.method for request in seen} == {"GET"}
    assert all(BAD not in text and GOOD not in text for text in (repr(works), repr(refused)))


async def test_what_a_server_offers_comes_along() -> None:
    async def listing(_request: web.Request) -> web.Response:
        return web.json_response({"data": [{"id": "house"}, {"id": "org/model"}]})

    async def nonsense(_request: web.Request) -> web.Response:
        return web.Response(text="<html>hello</html>")

    async with serving(listing) as url:
        found = await check("litellm_proxy", at(url))
    assert found.models == ("house", "org/model")
    assert found.reached is True
    assert found.seconds is not None
    assert found.seconds > 0
    gone = await check("litellm_proxy", at(url))
    assert (gone.reached, gone.seconds, gone.models) == (False, None, ())
    async with serving(nonsense) as url:
        odd = await check("litellm_proxy", at(url))
    assert (odd.reached, odd.models) == (True, ())
    assert (await check("anthropic", ClientSettings())).reached is None


async def test_of_several_keys_the_refused_one_is_named_by_number() -> None:
    async with serving(strict()) as url:
        assert (
            await check("openai", at(url, GOOD, BAD, provider="openai"))
        ).what == "openai refused 1 of 2 API keys (number 2)."
        assert (await check("openai", at(url, GOOD, GOOD + "2", provider="openai"))).what == "All 2 API keys work."


async def test_a_server_that_answers_everyone_proves_nothing() -> None:
    async def open_to_all(_request: web.Request) -> web.Response:
        return web.json_response({"data": []})

    async with serving(open_to_all) as url:
        assert (await check("openai", at(url, BAD, provider="openai"))).state == "unknown"
        assert (await check("openai", at(url, provider="openai"))).state == "works"
    async with serving(strict()) as url:
        assert (await check("openai", at(url, provider="openai"))).state == "refused"


@pytest.mark.parametrize(
    ("provider", "path", "header", "value"),
    [
        ("anthropic", "/models", "x-api-key", GOOD),
        ("gemini", "/models", "x-goog-api-key", GOOD),
        ("mistral", "/models", "authorization", f"Bearer {GOOD}"),
        ("openrouter", "/key", "authorization", f"Bearer {GOOD}"),
        ("cohere", "/models", "authorization", f"Bearer {GOOD}"),
    ],
)
async def test_each_provider_is_asked_its_own_way(
    provider: str, path: str, header: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[web.Request] = []
    async with serving(strict(seen)) as url:
        monkeypatch.setattr(key_check, "BASES", {provider: f"{url}/base"})
        found = await check(provider, ClientSettings(keys={provider: GOOD}))
    assert found == KeyCheck(provider, "works", f"{provider} takes the API key.")
    (request,) = seen
    assert request.path == f"/base{path}"
    assert request.headers[header] == value
    assert GOOD not in str(request.url)
    assert ("anthropic-version" in request.headers) == (provider == "anthropic")


def test_every_provider_with_a_usual_key_has_an_address_but_azure() -> None:
    assert set(ENVIRONMENT_VARIABLES) - set(BASES) == {"azure"}
    assert all(url.startswith("https://") for url in BASES.values())


@pytest.mark.parametrize(
    ("status", "body", "state"),
    [
        (400, '{"error": {"details": [{"reason": "API_KEY_INVALID"}]}}', "refused"),
        (400, '{"error": "Incorrect API key provided"}', "refused"),
        (400, '{"error": {"type": "no_db_connection"}}', "refused"),
        (400, "what?", "unknown"),
        (403, "may not list models", "unknown"),
        (404, "", "unknown"),
        (429, "", "unknown"),
        (500, "", "unknown"),
        (302, "", "unknown"),
    ],
)
async def test_what_statuses_prove(status: int, body: str, state: str) -> None:
    paths = []

    async def handle(request: web.Request) -> web.Response:
        paths.append(request.path)
        return web.Response(status=status, text=body, headers={"location": "/elsewhere"} if status == 302 else {})

    async with serving(handle) as url:
        assert (await check("openai", at(url, GOOD, provider="openai"))).state == state
    assert "/elsewhere" not in paths


async def test_no_answer_is_unknown() -> None:
    async def hang(_request: web.Request) -> web.Response:
        await asyncio.sleep(20)
        return web.Response()

    async with serving(hang) as url:
        slow = await check("openai", at(url, GOOD, provider="openai"), patience=0.05)
    gone = await check("openai", at(url, GOOD, provider="openai"))
    broken = await check("openai", at("nonsense", GOOD, provider="openai"))
    settings = ClientSettings(
        keys={"openai": GOOD}, servers={"openai": Server("http://127.0.0.1:9", ca_file="gone.pem")}
    )
    no_file = await check("openai", settings)
    assert [found.state for found in (slow, gone, broken, no_file)] == ["unknown"] * 4
    assert "did not answer within 0.05 seconds" in slow.what
    assert "could not be reached" in gone.what


async def test_a_proxy_of_the_environment_is_used_and_a_netrc_is_not(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    seen: list[web.Request] = []
    (tmp_path / "netrc").write_text("machine outside.test login me password word\n")
    (tmp_path / "netrc").chmod(0o600)
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    async with serving(strict(seen)) as url:
        monkeypatch.setenv("http_proxy", url)
        monkeypatch.setenv("no_proxy", "")
        settings = replace(at("http://outside.test", GOOD), online=True)
        assert (await check("litellm_proxy", settings)).state == "works"
    assert seen[0].headers["host"] == "outside.test"


async def test_offline_nobody_outside_is_asked() -> None:
    seen: list[web.Request] = []
    settings = ClientSettings(online=False, keys={"openai": GOOD})
    assert (await check("openai", settings)).what.startswith("Offline")
    async with serving(strict(seen)) as url:
        outside = url.replace("127.0.0.1", "0.0.0.0")  # this computer too, but nobody can be sure of it
        assert (await check("x", at(outside, GOOD, provider="x"))).what.startswith("Offline")
        assert seen == []


async def test_what_cannot_be_known_is_said() -> None:
    assert "shows only when" in (await check("azure", ClientSettings(keys={"azure": GOOD}))).what
    assert "There is no API key" in (await check("openai", ClientSettings())).what
