"""Models through the LiteLLM library, which knows the dialects of a hundred providers.

Only its dialects are used. What it does beside them (retries, routing, caching, callbacks) was measured
and found wanting for a desktop program, and is switched off or not touched.
"""

from __future__ import annotations

import asyncio
import time
from contextlib import aclosing, suppress
from typing import TYPE_CHECKING, Any

from .. import network
from ..errors import CutStreamError, RequestTimeoutError
from ..events import Event, Finished, TextDelta
from ..keys import provider_of
from ..messages import Request, Response, Usage
from . import STAND_IN_THROUGH_LITELLM
from .litellm_errors import translate
from .litellm_library import hold_connections, import_litellm, release_connections
from .scripted import stand_in_answer

if TYPE_CHECKING:
    from asyncio import AbstractEventLoop
    from collections.abc import AsyncGenerator
    from types import TracebackType

    from ..client import ClientSettings

_WORK_BEFORE_GIVING_WAY = 0.004
_LATER_THAN_US = 5.0
"""LiteLLM's own time-outs come this much after ours, whose sentences say more."""


class LiteLLMBackend:
    """Any model that LiteLLM has a dialect for."""

    def __init__(self, settings: ClientSettings) -> None:
        self._settings = settings
        self._loop: AbstractEventLoop | None = None

    async def stream(self, request: Request) -> AsyncGenerator[Event, None]:
        try:
            litellm = await asyncio.to_thread(import_litellm)
            if self._loop is None:
                self._loop = hold_connections()
            async with aclosing(self._stream(litellm, request)) as events:
                async for event in events:
                    yield event
        except Exception as error:  # noqa: BLE001 - whatever it was, it leaves here as a named error
            # Not `from error`: the library's own words may hold a key, and a traceback would show them.
            raise translate(error, request.model, self._settings.keys.values()) from None

    async def close(self) -> None:
        if self._loop is not None:
            loop, self._loop = self._loop, None
            await release_connections(loop)

    async def _stream(self, litellm: Any, request: Request) -> AsyncGenerator[Event, None]:
        timeouts = self._settings.timeouts
        mocked = request.model == STAND_IN_THROUGH_LITELLM
        pieces: list[str] = []
        usage = Usage()
        model = request.model
        stream: Any = None
        worked_since = time.perf_counter()
        try:
            async with _limit(timeouts.first_word, request.model, "did not answer"):
                stream = await litellm.acompletion(**self._arguments(request))
            chunks = aiter(stream)
            while True:
                wait = timeouts.silence if pieces else timeouts.first_word
                async with _limit(wait, request.model, "went silent"):
                    chunk = await anext(chunks, None)
                if chunk is None:
                    break
                text = _text_of(chunk)
                usage = _usage_of(chunk) or usage
                model = request.model if mocked else (getattr(chunk, "model", None) or model)
                if text:
                    pieces.append(text)
                    yield TextDelta(text)
                # A burst of chunks never lets the loop wait, and starves every other thread of the GIL.
                if time.perf_counter() - worked_since > _WORK_BEFORE_GIVING_WAY:
                    await asyncio.sleep(0.001)
                    worked_since = time.perf_counter()
            reason = getattr(stream, "received_finish_reason", None)
            if reason is None and not mocked:
                # LiteLLM ends a stream that was cut with a made-up "stop"; only this attribute tells.
                raise CutStreamError("The answer broke off before its end.", model=request.model)
            yield Finished(Response("".join(pieces), model, reason or "stop", usage, stand_in=mocked))
        finally:
            if stream is not None and hasattr(stream, "aclose"):
                with suppress(Exception):  # closing a connection that is gone already is no news
                    await stream.aclose()

    def _arguments(self, request: Request) -> dict[str, Any]:
        messages = [{"role": message.role, "content": _sendable(message.content)} for message in request.messages]
        arguments: dict[str, Any] = {
            "model": request.model,
            "messages": messages,
            "stream": True,
            "stream_options": {"include_usage": True},
            "timeout": self._timeout(),
            "max_retries": 0,
            "num_retries": 0,
        }
        if request.temperature is not None:
            arguments["temperature"] = request.temperature
        if request.max_tokens is not None:
            arguments["max_tokens"] = request.max_tokens
        if request.model == STAND_IN_THROUGH_LITELLM:
            arguments |= {"model": "openai/stand-in", "api_key": "none", "mock_response": stand_in_answer(request)}
            return arguments
        provider = provider_of(request.model)
        endpoint = self._settings.endpoints.get(provider) or network.LOCAL_PROVIDERS.get(provider)
        key = self._settings.keys.get(provider)
        if endpoint:
            arguments["api_base"] = endpoint
            key = key or "none"  # a server of one's own often wants none, but LiteLLM wants to see one
        if key:
            arguments["api_key"] = key
        return arguments

    def _timeout(self) -> Any:
        import httpx  # noqa: PLC0415 - LiteLLM brings it along

        timeouts = self._settings.timeouts
        reading = max(timeouts.first_word, timeouts.silence) + _LATER_THAN_US
        return httpx.Timeout(reading, connect=timeouts.connect)


class _limit:  # noqa: N801 - reads as a statement
    """`asyncio.timeout` whose error names the model and what it failed to do."""

    def __init__(self, seconds: float, model: str, failing: str) -> None:
        self._timeout = asyncio.timeout(seconds)
        self._sentence = f"{model} {failing} for {seconds:.0f} seconds."
        self._model = model

    async def __aenter__(self) -> None:
        await self._timeout.__aenter__()

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            await self._timeout.__aexit__(kind, error, trace)
        except TimeoutError:
            raise RequestTimeoutError(self._sentence, model=self._model) from None


def _sendable(text: str) -> str:
    """No lone surrogates: there is no UTF-8 for them, and the request would fail for one."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _text_of(chunk: Any) -> str:
    choices = getattr(chunk, "choices", None)
    if not choices:
        return ""
    return getattr(choices[0].delta, "content", None) or ""


def _usage_of(chunk: Any) -> Usage | None:
    usage = getattr(chunk, "usage", None)
    if usage is None:
        return None
    return Usage(getattr(usage, "prompt_tokens", None), getattr(usage, "completion_tokens", None))
