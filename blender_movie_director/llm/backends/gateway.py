"""LiteLLM's proxy, and every other server that speaks OpenAI's chat format, over one pooled aiohttp session.

What cannot be told from here: LiteLLM's proxy ends an answer that was cut upstream with a made-up "stop" and
`[DONE]`, just like a whole one (1.91.5). Every other cut is noticed and raised as a `CutStreamError`.
"""

from __future__ import annotations

import asyncio
import json
import time
from contextlib import aclosing, asynccontextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import aiohttp

from .. import errors
from ..assembling import Assembler, dollars
from ..events import Finished
from ..health import Health
from ..keys import provider_of
from ..messages import Cost
from ..settings import Timeouts
from ..sse import DONE, OversizedEventError, Parser
from ..wire import body_of, encoded, takes_cache_marks
from . import gateway_errors
from .connections import Way, address_of, tls_for, way_to
from .deadlines import Deadlines
from .network_errors import network_error

if TYPE_CHECKING:
    import ssl
    from collections.abc import AsyncGenerator, AsyncIterator, Callable

    from ..events import Event
    from ..health import State
    from ..messages import Request
    from ..settings import ClientSettings, Server

_CONNECTIONS = 128
_KEPT_SECONDS = 30.0
_WORK_BEFORE_GIVING_WAY = 0.004
_LONGEST_BODY = 64 * 1024 * 1024
_LONGEST_ERROR = 64 * 1024
_LONGEST_STREAM = 256 * 1024 * 1024
_AFTER_THE_END = 2.0
"""Seconds that an answer whose end has been said may still take for its usage and `[DONE]`."""
_FOR_THE_POOL = 0.1
"""Seconds that a connection may take after `[DONE]` to be fit for the next request."""


@dataclass(slots=True)
class _Answer:
    """One answer on its way."""

    model: str
    deadlines: Deadlines
    assembler: Assembler
    request_id: str = ""
    done: bool = False


class GatewayBackend:
    """Lives on one event loop. The session opens with the first request, and again after `close`."""

    def __init__(self, settings: ClientSettings, health: Health | None = None) -> None:
        self._settings = settings
        self.health = health or Health()
        """Fed by every call; by the address of the server's API."""
        self.key_for: Callable[[str], str] = self._first_key
        """Gives the key for a model's name, asked anew for each request. Whoever rotates keys sets another."""
        self._session: aiohttp.ClientSession | None = None
        self._places = asyncio.Semaphore(_CONNECTIONS)
        self._tls: dict[tuple[str, str, str], ssl.SSLContext] = {}

    async def stream(self, request: Request) -> AsyncGenerator[Event, None]:
        """With `request.stream` off the whole answer counts as its first word."""
        model = request.model
        name = model.partition("/")[2] or model
        timeouts = self._settings.timeouts_for(request.task)
        answer = _Answer(model, Deadlines(model, timeouts, request.deadline), Assembler(name))
        body = encoded(body_of(request, name, cache_marks=takes_cache_marks(name)), model)
        async with self._places, self._exchange("POST", "/chat/completions", answer, body) as response:
            kind = response.content_type
            if "json" in kind or "html" in kind:  # asked to stream or not, some only ever answer at once
                chunk = self._parsed(await self._whole(response, answer), answer)
                for event in self._taken(chunk, answer, response):
                    yield event
                self._check_whole(chunk, answer)
                cost = dollars(response.headers.get("x-litellm-response-cost"))
            else:
                async with aclosing(self._events(response, answer)) as events:
                    async for event in events:
                        yield event
                cost = None  # what the proxy writes above a stream was written before it knew
        self._check_end(answer)
        final = answer.assembler.response(request_id=answer.request_id)
        if cost is not None and final.cost.amount is None:
            final = answer.assembler.response(request_id=answer.request_id, cost=Cost(cost, "server"))
        yield Finished(final)

    async def get(self, model: str, path: str, seconds: float = 10.0) -> Any:
        """The JSON (or else the text) at a path of the server that `model` belongs to: `/models` is looked for in its
        API, `/model/info` and others that LiteLLM's proxy adds below its root. Costs nothing."""
        timeouts = Timeouts(connect=seconds, first_word=seconds)
        answer = _Answer(model, Deadlines(model, timeouts), Assembler(model))
        async with self._places, self._exchange("GET", path, answer, None) as response:
            text = await self._whole(response, answer)
        try:
            return json.loads(text)
        except (ValueError, RecursionError):
            return text

    async def check(self, model: str, seconds: float = 5.0) -> State:
        """Whether the server answers, asked in a way that calls no model. Does not raise an `LLMError` for a server
        that is down: that is what the state says."""
        proxy = provider_of(model) in {"gateway", "litellm_proxy"}
        with suppress(errors.LLMError):
            await self.get(model, "/health/liveliness" if proxy else "/models", seconds)
        return self.health.state(address_of(self._server(model).url, model).api)

    async def close(self) -> None:
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    # The exchange

    @asynccontextmanager
    async def _exchange(
        self, method: str, path: str, answer: _Answer, body: bytes | None
    ) -> AsyncIterator[aiohttp.ClientResponse]:
        """A good answer's response. Everything that goes wrong, here or while it is read, leaves as a named error;
        a response that was not read to its end is closed with its connection."""
        model = answer.model
        server = self._server(model)
        way = way_to(server, self.key_for(model), model)
        endpoint = way.address.api
        response: aiohttp.ClientResponse | None = None
        begun = time.perf_counter()
        try:
            async with answer.deadlines:
                response = await self._send((method, path), way, server, answer, body)
            answer.request_id = _request_id(response)
            self.health.succeeded(endpoint, time.perf_counter() - begun)
            if response.status >= 300:
                raise await self._refused(response, answer)
            yield response
        except errors.LLMError as error:
            self.health.failed(endpoint, error)
            raise
        except (aiohttp.ClientError, OSError, ValueError) as found:
            named = self._named(found, answer, way, begun=response is not None)
            self.health.failed(endpoint, named)
            # Not `from found`: its words may hold a key or a proxy's password, and a traceback would show them.
            raise named from None
        finally:
            if response is not None and not response.closed:
                response.close() if not response.content.at_eof() else response.release()

    async def _send(
        self, target: tuple[str, str], way: Way, server: Server, answer: _Answer, body: bytes | None
    ) -> aiohttp.ClientResponse:
        base = way.address.api if target[1] in {"/chat/completions", "/models"} else way.address.root
        context: ssl.SSLContext | bool = True
        if way.address.secure:
            context = await self._context(server, answer.model)
        return await self._opened().request(
            target[0],
            base + target[1],
            data=body,
            headers=way.headers,
            proxy=way.proxy,
            ssl=context,
            # A redirect could lead off this computer while Blender is offline, and would take the key along.
            allow_redirects=False,
            timeout=aiohttp.ClientTimeout(total=None, connect=answer.deadlines.connect),
        )

    def _opened(self) -> aiohttp.ClientSession:
        if self._session is None:
            connector = aiohttp.TCPConnector(
                limit=_CONNECTIONS, keepalive_timeout=_KEPT_SECONDS, ttl_dns_cache=300, use_dns_cache=True
            )
            self._session = aiohttp.ClientSession(
                connector=connector,
                cookie_jar=aiohttp.DummyCookieJar(),
                headers={"Accept-Encoding": "identity"},  # what compresses a stream also holds it back
                trust_env=False,
            )
        return self._session

    async def _context(self, server: Server, model: str) -> ssl.SSLContext:
        """One for each server: a pooled connection is found again by it."""
        name = (server.ca_file, server.client_certificate, server.client_key)
        if name not in self._tls:
            self._tls[name] = await asyncio.to_thread(tls_for, server, model)
        return self._tls[name]

    # Reading

    async def _events(self, response: aiohttp.ClientResponse, answer: _Answer) -> AsyncGenerator[Event, None]:
        parser, deadlines, assembler = Parser(), answer.deadlines, answer.assembler
        read = response.content.readany
        worked_since = time.perf_counter()
        received = 0
        while not answer.done:
            try:
                async with deadlines:
                    data = await read()
            except (errors.RequestTimeoutError, aiohttp.ClientError, OSError):
                if not assembler.finish_reason:
                    raise
                return  # whole, all the same: its end had been said
            received += len(data)
            if received > _LONGEST_STREAM:
                raise self._invalid("does not come to an end", answer)
            for sent in parser.feed(data) if data else parser.close():
                if sent.data == DONE:
                    answer.done = True
                    break
                for chunk in self._chunks(sent.data, answer, last=not data):
                    for event in self._taken(chunk, answer, response, sent.name):
                        deadlines.word()
                        yield event
                    if assembler.finish_reason:
                        deadlines.ending(_AFTER_THE_END)
                worked_since = await _give_way(worked_since)
            if not data:
                return
        await self._rest(response)

    async def _rest(self, response: aiohttp.ClientResponse) -> None:
        """Only a connection that was read to its end can serve another request."""
        with suppress(TimeoutError, aiohttp.ClientError, OSError):
            async with asyncio.timeout(_FOR_THE_POOL):
                while not response.content.at_eof():
                    await response.content.readany()

    def _chunks(self, data: str, answer: _Answer, *, last: bool) -> list[dict[str, Any]]:
        """Usually one. Servers that forget the empty line between two events have several in one."""
        try:
            found = [json.loads(data)]
        except (ValueError, RecursionError):
            try:
                found = [json.loads(line) for line in data.split("\n") if line and line != DONE]
            except (ValueError, RecursionError):
                if last:  # the stream was cut in the middle of it
                    return []
                raise self._invalid("is not in the form that was expected", answer) from None
            answer.done = data.endswith(DONE)
        if not all(type(chunk) is dict for chunk in found):
            raise self._invalid("is not in the form that was expected", answer)
        return found

    def _taken(
        self, chunk: dict[str, Any], answer: _Answer, response: aiohttp.ClientResponse, name: str = ""
    ) -> list[Event]:
        if name == "error" or chunk.get("error"):
            raise self._failed(chunk, answer, response)
        if not answer.request_id and type(identity := chunk.get("id")) is str:
            answer.request_id = identity
        return answer.assembler.feed(chunk)

    def _failed(self, chunk: dict[str, Any], answer: _Answer, response: aiohttp.ClientResponse) -> errors.LLMError:
        """An error in mid-stream. After the first word, what could be tried again is an answer that broke off."""
        refusal = gateway_errors.read_parsed(chunk)
        error = gateway_errors.error_for(refusal, refusal.status, response.headers, **self._about(answer))
        if not answer.assembler.begun or not error.retryable:
            return error
        what = f"The answer broke off before its end: {error.what}"
        return errors.CutStreamError(what, model=answer.model, status=error.status, request_id=answer.request_id)

    async def _whole(self, response: aiohttp.ClientResponse, answer: _Answer) -> str:
        pieces: list[bytes] = []
        size = 0
        while True:
            async with answer.deadlines:
                data = await response.content.readany()
            if not data:
                return b"".join(pieces).decode("utf-8", "replace")
            pieces.append(data)
            size += len(data)
            if size > _LONGEST_BODY:
                raise self._invalid("does not come to an end", answer)

    async def _refused(self, response: aiohttp.ClientResponse, answer: _Answer) -> errors.LLMError:
        body = b""
        # Whatever goes wrong while the reason is read, there is a status to go by.
        with suppress(errors.LLMError, aiohttp.ClientError, OSError):
            while len(body) < _LONGEST_ERROR:
                async with answer.deadlines:
                    data = await response.content.readany()
                if not data:
                    break
                body += data
        refusal = gateway_errors.read(body.decode("utf-8", "replace"))
        return gateway_errors.error_for(refusal, response.status, response.headers, **self._about(answer))

    def _parsed(self, text: str, answer: _Answer) -> dict[str, Any]:
        try:
            found = json.loads(text)
        except (ValueError, RecursionError):
            found = None
        if isinstance(found, dict):
            return found
        refusal = gateway_errors.read(text)
        if refusal.is_page:
            raise gateway_errors.error_for(refusal, 200, {}, **self._about(answer))
        raise self._invalid("is not in the form that was expected", answer, text)

    # Errors

    def _check_whole(self, chunk: dict[str, Any], answer: _Answer) -> None:
        choices = chunk.get("choices")
        if not (isinstance(choices, list) and choices):
            raise self._invalid("has no words in it", answer, json.dumps(chunk)[:10_000])
        # Nothing is missing of a body that came whole, so a server that names no reason is taken at its word.
        if isinstance(choices[0], dict) and choices[0].get("finish_reason") is None:
            answer.assembler.finish_reason = "stop"

    def _check_end(self, answer: _Answer) -> None:
        if not answer.assembler.finish_reason:
            raise self._cut(answer)

    def _cut(self, answer: _Answer) -> errors.CutStreamError:
        return errors.CutStreamError(
            "The answer broke off before its end.", model=answer.model, request_id=answer.request_id
        )

    def _invalid(self, what: str, answer: _Answer, raw: str = "") -> errors.InvalidAnswerError:
        return errors.InvalidAnswerError(
            f"What the server of {provider_of(answer.model)} answered {what}.",
            "Check that the server's address is that of an OpenAI-compatible API, or try again.",
            raw=raw or answer.assembler.text,
            model=answer.model,
        )

    def _named(self, found: Exception, answer: _Answer, way: Way, *, begun: bool) -> errors.LLMError:
        if isinstance(found, OversizedEventError):
            return self._invalid("does not come to an end", answer)
        error = network_error(found, answer.model, way.address, answer.deadlines.connect)
        return self._cut(answer) if begun and isinstance(error, errors.ConnectionFailedError) else error

    def _about(self, answer: _Answer) -> dict[str, Any]:
        return {"model": answer.model, "secrets": self._settings.secrets(), "request_id": answer.request_id}

    # Settings

    def _server(self, model: str) -> Server:
        server = self._settings.server_for(model)
        if server is None:
            raise errors.ConfigurationError(
                f"No address is set for {provider_of(model)}.",
                "Enter the server's address in the preferences, for example http://127.0.0.1:4000/v1.",
                model=model,
            )
        return server

    def _first_key(self, model: str) -> str:
        return next(iter(self._settings.keys_for(model)), "")


async def _give_way(worked_since: float) -> float:
    """A burst never lets the loop wait, and starves every other thread of the GIL."""
    now = time.perf_counter()
    if now - worked_since < _WORK_BEFORE_GIVING_WAY:
        return worked_since
    await asyncio.sleep(0.001)
    return time.perf_counter()


def _request_id(response: aiohttp.ClientResponse) -> str:
    headers = response.headers
    return headers.get("x-litellm-call-id") or headers.get("x-request-id") or headers.get("request-id") or ""
