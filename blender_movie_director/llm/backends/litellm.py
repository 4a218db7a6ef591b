"""Models through the LiteLLM library, which knows the dialects of a hundred providers.

Only its dialects are used. What it does beside them (retries, routing, caching, callbacks) was measured
and found wanting for a desktop program, and is switched off or not touched.
"""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import sys
import threading
import time
from collections.abc import AsyncGenerator
from contextlib import aclosing, suppress
from typing import TYPE_CHECKING, Any

from .. import network
from ..errors import ConfigurationError, CutStreamError, RequestTimeoutError
from ..events import Event, Finished, TextDelta
from ..keys import provider_of
from ..messages import Request, Response, Usage
from . import STAND_IN_THROUGH_LITELLM
from .litellm_errors import translate
from .scripted import stand_in_answer

if TYPE_CHECKING:
    from types import ModuleType

    from ..client import ClientSettings

log = logging.getLogger(__name__)

_WORK_BEFORE_GIVING_WAY = 0.004
_import_lock = threading.Lock()


def import_litellm() -> ModuleType:
    """LiteLLM, made quiet. Takes seconds the first time, so it is called from a thread that may wait."""
    with _import_lock:
        if "litellm" in sys.modules:
            return sys.modules["litellm"]
        # Before the import: the first stops it from fetching its price list, the second from reading
        # whatever .env file lies in the working directory or above it.
        os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"
        os.environ["LITELLM_MODE"] = "PRODUCTION"
        module = _import_with_few_stalls()
        module.suppress_debug_info = True
        module.disable_hf_tokenizer_download = True
        module.telemetry = False
        module.drop_params = False
        for name in ("LiteLLM", "LiteLLM Proxy", "LiteLLM Router"):
            logger = logging.getLogger(name)
            logger.handlers.clear()
            logger.setLevel(logging.ERROR)
        return module


def _import_with_few_stalls() -> ModuleType:
    """The import makes 600 garbage collections and holds the GIL; with the collector out of the way
    and a short switch interval the other threads of this process (Blender's window) stall half as long."""
    collecting = gc.isenabled()
    interval = sys.getswitchinterval()
    gc.disable()
    sys.setswitchinterval(0.0005)
    try:
        import litellm

        gc.freeze()
    except ImportError as error:
        raise ConfigurationError(
            f"LiteLLM could not be loaded ({error}).",
            "Reinstall the extension; its zip must fit this Blender's Python.",
        ) from error
    finally:
        sys.setswitchinterval(interval)
        if collecting:
            gc.enable()
    return litellm


class LiteLLMBackend:
    """Any model that LiteLLM has a dialect for."""

    def __init__(self, settings: ClientSettings) -> None:
        self._settings = settings

    async def stream(self, request: Request) -> AsyncGenerator[Event, None]:
        try:
            litellm = await asyncio.to_thread(import_litellm)
            async with aclosing(self._stream(litellm, request)) as events:
                async for event in events:
                    yield event
        except Exception as error:
            raise translate(error, request.model, self._settings.keys.values()) from error

    async def close(self) -> None:
        """LiteLLM keeps its connections per loop; they are closed here, or the loop's end would warn of them."""
        litellm = sys.modules.get("litellm")
        if litellm is not None:
            with suppress(Exception):  # its clean-up raises on loops it never saw; nothing is lost by that
                await litellm.close_litellm_async_clients()

    async def _stream(self, litellm: ModuleType, request: Request) -> AsyncGenerator[Event, None]:
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
        messages = [{"role": message.role, "content": message.content} for message in request.messages]
        arguments: dict[str, Any] = {
            "model": request.model,
            "messages": messages,
            "stream": True,
            "stream_options": {"include_usage": True},
            "timeout": self._settings.timeouts.silence,
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
        if endpoint:
            arguments["api_base"] = endpoint
        if key := self._settings.keys.get(provider):
            arguments["api_key"] = key
        return arguments


class _limit:  # noqa: N801 - reads as a statement
    """`asyncio.timeout` whose error names the model and what it failed to do."""

    def __init__(self, seconds: float, model: str, failing: str) -> None:
        self._timeout = asyncio.timeout(seconds)
        self._sentence = f"{model} {failing} for {seconds:.0f} seconds."
        self._model = model

    async def __aenter__(self) -> None:
        await self._timeout.__aenter__()

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: Any) -> None:
        try:
            await self._timeout.__aexit__(kind, error, trace)
        except TimeoutError as late:
            raise RequestTimeoutError(self._sentence, model=self._model) from late


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
