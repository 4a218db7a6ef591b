"""Models through the LiteLLM library, which knows the dialects of a hundred providers.

Only its dialects are used. What it does beside them (retries, routing, caching, callbacks) was measured
and found wanting for a desktop program, and is switched off or not touched.
"""

from __future__ import annotations

import asyncio
import time
from contextlib import aclosing, suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ..assembling import Assembler
from ..errors import CutStreamError, InvalidAnswerError
from ..events import Event, Finished
from ..stand_ins import STAND_IN_THROUGH_LITELLM
from .deadlines import Deadlines
from .litellm_errors import request_id_in, translate
from .litellm_library import hold_connections, import_litellm, know_local, release_connections
from .litellm_request import arguments, librarys_name, plain_name

if TYPE_CHECKING:
    from asyncio import AbstractEventLoop
    from collections.abc import AsyncGenerator, Callable

    from ..messages import Request
    from ..settings import ClientSettings, Timeouts

_WORK_BEFORE_GIVING_WAY = 0.004
_LATER_THAN_US = 5.0
"""LiteLLM's own time-outs come this much after ours, whose sentences say more."""


class LiteLLMBackend:
    """Any model that LiteLLM has a dialect for. `litellm/` before a model's name is taken off."""

    def __init__(self, settings: ClientSettings) -> None:
        self._settings = settings
        self.key_for: Callable[[str], str] = self._first_key
        """Gives the key for a model's name, asked anew for each request. Whoever rotates keys sets another."""
        self._loop: AbstractEventLoop | None = None

    async def stream(self, request: Request) -> AsyncGenerator[Event, None]:
        """With `request.stream` off the whole answer counts as its first word."""
        try:
            litellm = await asyncio.to_thread(import_litellm)
            if self._loop is None:
                self._loop = hold_connections()
            ask = self._stream if request.stream else self._whole
            async with aclosing(ask(litellm, request)) as events:
                async for event in events:
                    yield event
        except Exception as error:  # noqa: BLE001 - whatever it was, it leaves here as a named error
            # Not `from error`: the library's own words may hold a key, and a traceback would show them.
            raise translate(error, request.model, self._settings.secrets()) from None

    async def close(self) -> None:
        if self._loop is not None:
            loop, self._loop = self._loop, None
            await release_connections(loop)

    async def _stream(self, litellm: Any, request: Request) -> AsyncGenerator[Event, None]:
        timeouts = self._settings.timeouts_for(request.task)
        deadlines = Deadlines(request.model, timeouts, request.deadline)
        answer = Assembler(request.model)
        stream: Any = None
        worked_since = time.perf_counter()
        try:
            async with deadlines:
                stream = await litellm.acompletion(**self._arguments(request, timeouts))
            end = _End(stream)
            chunks = aiter(stream)
            while True:
                async with deadlines:
                    chunk = await anext(chunks, None)
                if chunk is None:
                    break
                # Chunks without a word in them do not count: some servers send those to stay in touch.
                for event in answer.feed(chunk.model_dump(warnings=False)):
                    deadlines.word()
                    yield event
                # A burst of chunks never lets the loop wait, and starves every other thread of the GIL.
                if time.perf_counter() - worked_since > _WORK_BEFORE_GIVING_WAY:
                    await asyncio.sleep(0.001)
                    worked_since = time.perf_counter()
            reason = end.reason
            if reason is None and request.model != STAND_IN_THROUGH_LITELLM:
                # LiteLLM ends a stream that was cut with a made-up "stop".
                raise CutStreamError("The answer broke off before its end.", model=request.model)
            answer.finish_reason = answer.finish_reason or reason or "stop"
            if not any(getattr(chunk, "usage", None) for chunk in getattr(stream, "chunks", ())):
                answer.usage = replace(answer.usage, estimated=True)  # LiteLLM counts where the server did not
            yield _finished(answer, getattr(stream, "_response_headers", None), request)
        finally:
            if stream is not None:
                await _hang_up(stream)

    async def _whole(self, litellm: Any, request: Request) -> AsyncGenerator[Event, None]:
        timeouts = self._settings.timeouts_for(request.task)
        answer = Assembler(request.model)
        async with Deadlines(request.model, timeouts, request.deadline):
            whole = await litellm.acompletion(**self._arguments(request, timeouts))
        events = answer.feed(whole.model_dump(warnings=False))
        if not answer.finish_reason:
            raise InvalidAnswerError(f"{request.model} sent an answer with nothing in it.", model=request.model)
        for event in events:
            yield event
        headers = (getattr(whole, "_hidden_params", None) or {}).get("additional_headers")
        yield _finished(answer, headers, request)

    def _arguments(self, request: Request, timeouts: Timeouts) -> dict[str, Any]:
        import httpx  # noqa: PLC0415 - LiteLLM brings it along

        know_local(librarys_name(request.model))
        reading = max(timeouts.first_word, timeouts.silence) + _LATER_THAN_US
        waiting = httpx.Timeout(reading, connect=timeouts.connect)
        return arguments(request, self._settings, self.key_for(request.model), waiting)

    def _first_key(self, model: str) -> str:
        return next(iter(self._settings.keys_for(plain_name(model))), "")


async def _hang_up(stream: Any) -> None:
    """Whoever leaves between two words is not waiting for the network, so nothing there is told of it. LiteLLM's own
    `aclose` closes what it reads only if that can be closed; with most providers it is a parser around what can."""
    parser = getattr(stream, "completion_stream", None)
    for found in (getattr(parser, "streaming_response", None), stream):
        close = getattr(found, "aclose", None)
        if close is not None:
            with suppress(Exception):  # closing a connection that is gone already is no news
                await close()


def _finished(answer: Assembler, headers: Any, request: Request) -> Finished:
    mocked = request.model == STAND_IN_THROUGH_LITELLM
    if mocked:
        answer.model = request.model
    elif answer.model == librarys_name(request.model):  # what was asked for, where others give the server's name
        answer.model = answer.model.partition("/")[2] or answer.model
    return Finished(answer.response(request_id=request_id_in(headers), stand_in=mocked))


class _End:
    """How a provider said that its answer ends, behind the end that LiteLLM makes up where it did not."""

    def __init__(self, stream: Any) -> None:
        """Before the first chunk is asked for."""
        self._stream = stream
        self._gemini = getattr(stream, "custom_llm_provider", "") in {"gemini", "vertex_ai", "vertex_ai_beta"}
        self._heard = False
        call = getattr(stream, "make_call", None)
        if self._gemini and call is not None:
            # Every one of Gemini's chunks leaves LiteLLM as one that ends in "stop": we look at what went in.
            async def watched(client: Any) -> Any:
                chunks = await call(client=client)
                parse = chunks.chunk_parser

                def parsed(chunk: dict[str, Any]) -> Any:
                    said = chunk.get("candidates") or ()
                    if chunk.get("promptFeedback") or any(part.get("finishReason") for part in said):
                        self._heard = True
                    return parse(chunk)

                chunks.chunk_parser = parsed
                return chunks

            stream.make_call = watched

    @property
    def reason(self) -> str | None:
        """None for an answer that was cut; the stand-in's is always."""
        if self._gemini:
            return (self._stream.intermittent_finish_reason or "stop") if self._heard else None
        reason: str | None = getattr(self._stream, "received_finish_reason", None)
        return reason
